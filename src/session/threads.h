/* The native module `_thread`, on which session/modules/threading.py, queue.py and
 * concurrent__futures.py stand. Threads, locks and their order are sim/machine.h's: its rules are
 * what a program with threads can rely on. In the module:
 *
 *     start_new_thread(function, args, kwargs={}, name="", daemon=False) -> ident
 *         the function runs until it first blocks before this returns. An exception that leaves the
 *         function is a bug of threading.py (which reports the program's own); it is dropped
 *     get_ident() -> int                  the main thread's is 1
 *     allocate_lock() -> lock             acquire(blocking=True, timeout=-1), release(), locked(),
 *                                         __enter__, __exit__; waits_for(text) names it for the
 *                                         deadlock report
 *     TIMEOUT_MAX, error (RuntimeError)
 */
#ifndef SESSION_THREADS_H
#define SESSION_THREADS_H

#endif
