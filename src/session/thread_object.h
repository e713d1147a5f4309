/* threading.Thread, what of it every thread needs: the native class `_thread._Thread`, below which
 * session/modules/threading.py has the rest in Python. It is native since a program may start
 * thousands of threads, and each would run some hundred instructions of ours around the program's
 * own. In the class:
 *
 *     __init__, start, run, join, is_alive, ident, native_id
 *
 * and the module has, for the rest:
 *
 *     _get_part(thread, n), _set_part(thread, n, value), _delete_part(thread, n)
 *         its _target, _args, _kwargs, _name or _daemonic (0 to 4), which may be missing
 *     _adopt(thread, name, daemon)   it stands for the running thread, which something else began
 *     _state(thread)                 "initial", "started" or "stopped"
 *
 * Names like "Thread-7 (work)" are made when somebody asks, and so is the lock that who joins waits
 * for: most threads have ended when they are joined. */
#ifndef SESSION_THREAD_OBJECT_H
#define SESSION_THREAD_OBJECT_H

#include "session/context.h"

typedef struct ThreadObject ThreadObject;

void thread_object_add(Session *session, Value module); /* to `_thread` */

/* What threading calls it. */
void thread_object_append_name(const ThreadObject *thread, Text *text);

/* The thread begins that its object stands for. Fills what it calls: function, arguments, keywords
 * (owned); false: it does nothing. *depth is how many calls CPython has made before that. */
bool thread_object_begins(Vm *vm, SessionThread *thread, Value call[3], uint32_t *depth);
/* The call is over, which is released, and what it raised is still raised. */
void thread_object_ends(Vm *vm, SessionThread *thread, Value call[3]);

#endif
