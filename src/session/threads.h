/* The simulation's threads as the program sees them: the native module `_thread`, on which
 * session/modules/threading.py, queue.py and concurrent__futures.py stand, and what every other
 * blocking call (time.sleep, requests.get) needs. Threads, locks and their order are
 * sim/machine.h's: its rules are what a program with threads can rely on. In the module:
 *
 *     _Thread                     see thread_object.h
 *     _current() -> the running one, or None; _all() -> those of the process, in order of start
 *     get_ident() -> int          counts up; the main thread's is 1
 *     allocate_lock(what="a lock") -> lock
 *         acquire(blocking=True, timeout=-1), release(), locked(), __enter__, __exit__; `what`
 *         names it in the report of a deadlock
 *     LockType, TIMEOUT_MAX, error (RuntimeError) */
#ifndef SESSION_THREADS_H
#define SESSION_THREADS_H

#include "session/context.h"

typedef struct Threads Threads;

/* Makes the main thread's SessionThread (session->vm, ->machine and ->trace must be there). */
Threads *threads_new(Session *session);
void threads_free(Threads *threads);

Value threads_import(Session *session); /* the module `_thread`, a new reference */

/* The hooks of MachineSettings, with the Session as context: another thread's frames run now, or
 * soon; the trace hears of waits for the GIL and for cores; a thread's SessionThread is freed. */
void threads_switched(void *context, MachineThread *now_running);
void threads_expected(void *context, const MachineThread *thread);
void threads_waits(void *context, MachineThread *thread, MachineWait what, MachineThread *by);
void threads_computes(void *context, MachineThread *thread, int core);
void threads_forget(void *context, MachineThread *thread);

/* A thread, or the main thread of a process, that calls function(*arguments), or is what `object`
 * says. */
typedef struct ThreadStart {
    Value function;
    Value arguments; /* tuple */
    struct ThreadObject *object;
    Value context;    /* of contextvars, that it begins in; VALUE_NULL: an empty one */
    const char *name; /* NULL: the object's */
    bool daemon;
    bool own_gil; /* the main thread of a process that shares this one's memory */
    struct ProcessMemory
        *process; /* a new process's memory, taken over; NULL: a thread of this one */
} ThreadStart;

enum {
    THREADS_MAX = 20000
}; /* alive at a time: up to two mappings each, of which a process may have 65,530 */

/* What reports call a thread. */
void threads_append_name(const MachineThread *thread, Text *out);

/* Fills *number with the thread's or the process's. False: raised or stopped; then *number is 0 if
 * it has not run, and the memory stays the caller's. */
bool threads_start(Session *session, const ThreadStart *start, uint64_t *number);

/* At the end of the program: what threading and concurrent.futures do then (pools end, threads that
 * are no daemons are waited for). False: an exception or a stop is on its way. */
bool threads_shutdown(Session *session);

/* When all is over: unwinds the threads that are left, without running any more of the program. */
void threads_end(Session *session);

/* time.sleep(): the running thread sleeps until deadline_ns (MACHINE_FOREVER: until the run is
 * stopped). None, or VALUE_NULL: the run was stopped (vm_stop() has been called). For a native that
 * returns what this does, since its thread may need no stack meanwhile. */
Value threads_sleep(Session *session, int64_t deadline_ns);

/* A lock named "X to end", which the thread X holds. */
Value threads_lock_new(Session *session, const SessionThread *holder);
/* Waits until nobody holds it. None or VALUE_NULL, for a native that returns that. */
Value threads_lock_join(Session *session, Value self, int64_t deadline_ns);
void threads_lock_release(Session *session, Value self);

/* Likewise for a wait that has parts, or that machine_wake() may end, and that something follows:
 * before each part, next() gives its deadline; false: the wait is over. Then comes end(), whose
 * result is this one's; with `goes_on` false the run was stopped. `what` completes "waits for", and
 * the trace gets a blocking call with reason and argument. */
Value threads_wait(Session *session, const char *what, TraceReason reason, int64_t argument,
                   bool (*next)(void *context, int64_t *deadline_ns),
                   Value (*end)(void *context, bool goes_on), void *context);

/* The running thread does something beside the others (machine_run_errand). False: stopped. */
bool threads_run_errand(Session *session, const MachineErrand *errand, TraceReason reason,
                        int64_t argument);

/* The running thread computes for cpu_ns, as a loop of the program would: it occupies a core and
 * the GIL, and lets go of either when it has to. False: the run was stopped. */
bool threads_compute(Session *session, int64_t cpu_ns);

/* What every blocking native does after a wait: false when the run was stopped meanwhile. Then the
 * stop is on its way: return VALUE_NULL. A deadlock is described here, with threads and tasks. */
bool threads_goes_on(Session *session, MachineOutcome outcome);

/* The number that the trace knows an object by: they count from 1, in the order in which the trace
 * first speaks of them. */
int64_t threads_object_number(Session *session, Obj *object);

/* A duration in seconds (int or float, any size) as whole nanoseconds, rounded to the nearest, cut
 * at ±INT64_MAX. False: TypeError raised, or ValueError for nan. */
bool threads_seconds_to_ns(Vm *vm, Value seconds, int64_t *ns);

/* The same for what CPython hands to the operating system, as time.sleep() does: what has to be cut
 * raises OverflowError. */
bool threads_timeout_to_ns(Vm *vm, Value seconds, int64_t *ns);

#endif
