/* The simulation's processes as the library sees them: the native module `_process`, on which
 * ProcessPoolExecutor stands (session/modules/concurrent__futures.py). A process has a GIL, threads
 * and a memory of its own (sim/machine.h, vm/fork.h), and sees of its parent what it was forked
 * with. In the module:
 *
 *     start(function, shared, forked, name) -> pid
 *         a process whose main thread calls function(*shared, *forked): the arguments in `shared`
 * are the parent's own objects, pipes and the like, those in `forked` and all globals are copied.
 *         It joins those that may go on; what leaves the function is dropped
 *     getpid() -> int         counts up from 1, the main process's
 *     is_class(type) -> bool  whether a class statement made it
 *     find(module, name)      the global of a loaded module; KeyError when there is none */
#ifndef SESSION_PROCESSES_H
#define SESSION_PROCESSES_H

#include "session/context.h"

Value processes_import(Session *session); /* the module `_process`, a new reference */

#endif
