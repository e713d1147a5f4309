/* What the files asyncio_*.c share: the objects that embed loop/'s structs, and their types.
 *
 * Every object that embeds a LoopFuture has it right behind its head, so that a LoopFuture and its
 * object find each other without a table. A future keeps its loop alive; so does a coroutine of
 * ours (sleep, lock.acquire …) while it is suspended.
 *
 * LoopValues are Value bits. The value of a failed future is a tuple (exception, traceback): each
 * time the exception is raised again it begins with the traceback that it had when it was set. */
#ifndef SESSION_ASYNCIO_INTERNAL_H
#define SESSION_ASYNCIO_INTERNAL_H

#include "loop/gather.h"
#include "loop/lock.h"
#include "loop/loop.h"
#include "loop/queue.h"
#include "loop/sleep.h"
#include "session/asyncio.h"
#include "vm/container.h"
#include "vm/number.h"
#include "vm/protocol.h"
#include "vm/str.h"

typedef struct LoopObject {
    Obj obj;
    Loop loop;
    Asyncio *asyncio;
    struct LoopObject *next; /* in Asyncio.loops; borrowed */
    Dict *dict;
    MachineThread *thread; /* that runs it now, or NULL */
    Value exception_handler;
    Value leaving;                    /* the exception that ends run_forever(), or VALUE_NULL */
    ARRAY_OF(Obj *) async_generators; /* iterated and not finished; borrowed, as in a weak set */
    double slow_callback_duration;
    uint32_t task_names; /* N of its last Task-N, if it counts for itself */
    bool has_own_task_names;
    bool is_closed;
    bool is_waiting; /* in the driver's wait: may be woken */
} LoopObject;

typedef struct FutureObject {
    Obj obj;
    LoopFuture future;
    Dict *dict;
} FutureObject;

typedef struct TaskObject {
    Obj obj;
    LoopTask task;
    Value name; /* str, or VALUE_NULL: Task-<task.name_number> */
    Dict *dict;
} TaskObject; /* 112 bytes, of which there may be millions */

typedef struct GatherObject {
    Obj obj;
    LoopGather gather;
    Dict *dict;
} GatherObject;

typedef struct HandleObject {
    Obj obj;
    LoopHandle handle;
    LoopObject *loop; /* a reference */
    Value callback;   /* VALUE_NULL once cancelled */
    Value arguments;  /* tuple */
    int64_t when_ns;  /* of a TimerHandle */
    Value created_at; /* in debug mode "FILE:LINE", else VALUE_NULL */
    Value context;    /* that it runs in, or VALUE_NULL */
} HandleObject;

/* A future's done callback that was added where there was a context; without one the callable
 * itself stands with the future. */
typedef struct ContextCallback {
    Obj obj;
    Value callback;
    Value context;
} ContextCallback;

/* How far a coroutine of ours is. */
typedef enum CoroutineState {
    COROUTINE_CREATED,
    COROUTINE_SUSPENDED,
    COROUTINE_FINISHED,
} CoroutineState;

typedef struct SleepObject {
    Obj obj;
    LoopSleep sleep; /* sleep.future.value: the delay (a Value) before, the deadline in ns after */
    uint8_t state;   /* CoroutineState */
    bool is_timed;   /* suspended on the timer, not in a bare yield */
    Value result;
} SleepObject;

/* The coroutines of locks and queues, by what they do. */
typedef enum Operation {
    OPERATION_LOCK_ACQUIRE,
    OPERATION_LOCK_ENTER,
    OPERATION_EVENT_WAIT,
    OPERATION_SEMAPHORE_ACQUIRE,
    OPERATION_SEMAPHORE_ENTER,
    OPERATION_EXIT, /* __aexit__ of both */
    OPERATION_QUEUE_GET,
    OPERATION_QUEUE_PUT,
    OPERATION_QUEUE_JOIN,
    OPERATION_COUNT
} Operation;

typedef struct WaitObject {
    Obj obj;
    LoopWaiter waiter;
    uint8_t state;     /* CoroutineState */
    uint8_t operation; /* Operation */
    Value owner;       /* the lock, semaphore, event or queue */
    Value item;        /* of put(), or VALUE_NULL */
} WaitObject;

typedef struct ExternalObject {
    Obj obj;
    LoopSleep sleep;
    uint8_t state;
    bool is_timed;
    bool is_spent; /* it was woken before its time: the loop's entry for `sleep` is still there */
    struct ExternalObject *next; /* whose sleep it waits with since then, a reference; or NULL */
    const char *name;
    const AsyncioPlace *place;
    AsyncioWait *wait; /* good until it is dropped: */
    void *data;        /* NULL: it is */
    Value delegate;    /* what it goes on with, or VALUE_NULL */
} ExternalObject;

typedef struct LockObject {
    Obj obj;
    LoopLock lock;
    LoopObject *loop; /* of the first waiter; a reference; NULL: none yet */
    Dict *dict;
} LockObject;

typedef struct EventObject {
    Obj obj;
    LoopEvent event;
    LoopObject *loop;
    Dict *dict;
} EventObject;

typedef struct SemaphoreObject {
    Obj obj;
    LoopSemaphore semaphore;
    LoopObject *loop;
    Dict *dict;
} SemaphoreObject;

typedef struct QueueObject {
    Obj obj;
    LoopQueue queue;
    LoopObject *loop;
    Dict *dict;
    Value maxsize; /* as given */
} QueueObject;

struct Asyncio {
    Session *session;
    Vm *vm;
    LoopObject *loops;   /* all that are alive */
    uint32_t task_names; /* N of the last Task-N */
    uint32_t tasks_created;

    Type *type_loop, *type_future, *type_task, *type_gather, *type_handle, *type_timer_handle;
    Type *type_sleep, *type_wait, *type_external;
    Type *type_lock, *type_event, *type_semaphore, *type_bounded_semaphore;
    Type *type_queue, *type_priority_queue, *type_lifo_queue, *type_task_set;
    Type *type_context_callback;
    Type *cancelled_error, *invalid_state_error, *queue_empty, *queue_full, *broken_barrier_error;

    Value module;
    Value context_name; /* "_context", where a task that has a context keeps it */
    Value run_until_complete_callback;
    /* Functions of asyncio.py. */
    Value future_repr, handle_repr, callback_failed, slow_callback, wrap_awaitable;
};

static inline Asyncio *asyncio_of(Vm *vm) {
    return session_of(vm)->asyncio;
}

static inline LoopObject *loop_object(Loop *loop) {
    return (LoopObject *)(void *)((char *)loop - offsetof(LoopObject, loop));
}

/* The object that a LoopFuture stands in; borrowed. */
static inline Value future_value(const LoopFuture *future) {
    return value_from_obj((char *)(uintptr_t)future - sizeof(Obj));
}

static inline LoopFuture *future_in(Value value) {
    return (LoopFuture *)(void *)((char *)value_obj(value) + sizeof(Obj));
}

static inline LoopTask *task_in(Value value) {
    return &((TaskObject *)value_obj(value))->task;
}

static inline Value bits_value(LoopValue bits) {
    return (Value){bits};
}

/* asyncio_embedder.c */
extern const LoopEmbedder ASYNCIO_EMBEDDER; /* ctx: a LoopObject */
extern const LoopEmbedder
    ASYNCIO_QUEUE_EMBEDDER; /* for queues, which belong to no loop; ctx: the Vm */
extern const LoopObserver ASYNCIO_OBSERVER;
LoopDriver asyncio_driver(LoopObject *loop);
/* For the collector: a LoopVisitor that hands every reference to `visit`. */
typedef struct AsyncioVisit {
    VisitFunction visit;
    void *context;
} AsyncioVisit;
/* `visit` must outlive the visitor. */
LoopVisitor asyncio_visitor(AsyncioVisit *visit);

/* asyncio_future.c */
/* Future[int], Queue[str]: what annotations evaluate. */
Value asyncio_class_getitem(Vm *vm, const Value *arguments, uint32_t count, Value keywords);
void asyncio_future_setup(Asyncio *asyncio);
bool value_is_future(Asyncio *asyncio, Value value); /* tasks and gathers included */
Value asyncio_future_new(LoopObject *loop, TraceReason reason);
Value asyncio_failure(Vm *vm, Value exception); /* (exception, traceback), for loop_future_fail() */
/* future.result(): a new reference, or raised. */
Value asyncio_future_result(Asyncio *asyncio, LoopFuture *future);
/* Calls loop.call_exception_handler({'message': …, key: value, …}); keeps what is being raised. */
void asyncio_report(LoopObject *loop, const char *message, Value exception, const char *key,
                    Value value);
Value asyncio_gather(Vm *vm, const Value *arguments, uint32_t count, Value keywords);
Value asyncio_gather_results(Asyncio *asyncio, LoopGather *gather);

/* asyncio_task.c */
bool asyncio_is_coroutine(Vm *vm, Value value); /* generators and asend() objects included */
void asyncio_task_setup(Asyncio *asyncio);
Value asyncio_task_new(LoopObject *loop, Value coroutine, Value name,
                       Value context);             /* VALUE_NULL: raised */
Value asyncio_task_name(Vm *vm, TaskObject *task); /* a new reference */
/* A future from a future, coroutine or awaitable; `loop` NULL: the running or current one. */
Value asyncio_ensure_future(Asyncio *asyncio, Value awaitable, LoopObject *loop);
void asyncio_coroutine_text(Vm *vm, Value coroutine, Text *out); /* "f() running at FILE:LINE" */

/* asyncio_loop.c */
void asyncio_loop_setup(Asyncio *asyncio);
LoopObject *asyncio_loop_new(Asyncio *asyncio);
LoopObject *asyncio_running_loop(Vm *vm); /* borrowed; RuntimeError and NULL if there is none */
LoopObject *asyncio_get_loop(Vm *vm);     /* the running or current one; borrowed; NULL: raised */
bool value_is_loop(Asyncio *asyncio, Value value);
bool asyncio_check_open(LoopObject *loop); /* RuntimeError when it is closed */
/* Seconds as whole nanoseconds, cut at ±(LOOP_FOREVER - 1), which no budget of time reaches; 0 for
 * nan. Not `ok`: raised, since it is no number or an int that no float can hold. */
int64_t asyncio_ns_from_seconds(Vm *vm, Value seconds, bool *ok);
Value asyncio_created_at(LoopObject *loop);
void asyncio_remember_place(LoopObject *loop, Dict **dict);
Value asyncio_handle_for(LoopObject *loop, void *callback, LoopFuture *argument);

/* asyncio_context.c: the contexts of contextvars. What a task, handle or callback runs in is a copy
 * of its creator's, VALUE_NULL where that one has none. */
void asyncio_context_setup(Asyncio *asyncio);
/* What `context=given` means (VALUE_NULL, None: a copy of the current one). False: raised. */
bool asyncio_context_given(Vm *vm, Value given, Value *context);
/* Makes `context` (borrowed) the current one; the result is what to hand to leave(). */
Value asyncio_context_enter(Vm *vm, Value context);
/* Puts the one before back; the result is the one that was left, a reference, or VALUE_NULL. */
Value asyncio_context_leave(Vm *vm, Value outer);
Value asyncio_task_context(Asyncio *asyncio, const TaskObject *task); /* borrowed, or VALUE_NULL */
void asyncio_task_set_context(Asyncio *asyncio, TaskObject *task, Value context); /* borrowed */
/* The callable as a callback that runs in `context` (both borrowed), and the callable again. */
Value asyncio_context_callback(Asyncio *asyncio, Value callable, Value context);
Value asyncio_callable_of(Asyncio *asyncio, Value callback); /* borrowed */

/* asyncio_coroutine.c */
void asyncio_coroutine_setup(Asyncio *asyncio);
bool asyncio_makes_coroutine(Asyncio *asyncio, Value native); /* a method such as Lock.acquire */
bool value_is_native_coroutine(Asyncio *asyncio, Value value);
Value asyncio_sleep(Vm *vm, const Value *arguments, uint32_t count, Value keywords);
Value asyncio_operation_new(Asyncio *asyncio, Operation operation, Value owner, Value item);
const char *asyncio_native_name(Asyncio *asyncio, Value coroutine); /* "Lock.acquire" */
void asyncio_native_place(Asyncio *asyncio, Value coroutine,
                          Text *out); /* "running at FILE:LINE" */

/* asyncio_lock.c */
void asyncio_lock_setup(Asyncio *asyncio);
LoopOutcome asyncio_operation_start(Asyncio *asyncio, WaitObject *wait, Value *result);
LoopOutcome asyncio_operation_resume(Asyncio *asyncio, WaitObject *wait, LoopThrown thrown,
                                     Value *result);
/* The loop that a lock or queue belongs to from now on; NULL: RuntimeError. */
LoopObject *asyncio_bind_loop(Asyncio *asyncio, LoopObject **slot, Value owner);

/* asyncio_set.c */
void asyncio_set_setup(Asyncio *asyncio);
Value asyncio_task_set_new(Asyncio *asyncio, Value list);      /* a set that iterates by creation */
Value asyncio_in_creation_order(Asyncio *asyncio, Value list); /* a new list */
/* A new list of an iterable's items in the order that the schedule chooses. NULL: raised. */
Value asyncio_in_any_order(Asyncio *asyncio, Value given);
/* A new list of a task set's members in creation order, which decides nothing. */
Value asyncio_task_set_members(Asyncio *asyncio, Value self);

/* asyncio_queue.c */
void asyncio_queue_setup(Asyncio *asyncio);

#endif
