#include "session/asyncio_internal.h"
#include "session/threads.h"

#include "vm/frame.h"

#include <string.h>

/* What the loop tells is written to the trace here. A task's lane stands in task->future.number. */

enum {
    CALL_TEXT_MAX = 40 /* bytes of "fetch(3, 'a')" before only the name is shown */
};

static bool is_in_a_step(const SessionThread *thread) {
    return thread->running != NULL && thread->running->loop.current != NULL;
}

uint32_t session_lane_of(const SessionThread *thread) {
    return is_in_a_step(thread) ? thread->running->loop.current->future.number : thread->lane;
}

uint32_t session_lane(Session *session) {
    SessionThread *thread = session_thread(session->vm);
    return thread == NULL ? TRACE_MAIN : session_lane_of(thread);
}

void session_append_exception(Vm *vm, Value exception, Text *text) {
    text_append_cstr(text, value_type_name(vm, exception));
    Value message = value_str(vm, exception);
    if (!value_is_null(message) && str_length(message) > 0) {
        text_append_cstr(text, ": ");
        str_append_utf8(message, text);
    }
    value_release(vm, message);
    if (!vm_stopping(vm)) {
        vm_clear_raised(vm);
    }
}

static Session *session_in(void *ctx) {
    return ((LoopObject *)ctx)->asyncio->session;
}

static bool is_plain(Vm *vm, Value value) {
    if (!value_is_obj(value)) {
        return !value_is_null(value);
    }
    Type *type = value_obj(value)->type;
    return type == vm->type_str || type == vm->type_float;
}

/* "fetch(3)" where the arguments are short and plain, else "fetch". */
static void call_text(Asyncio *asyncio, Value coroutine, Text *out) {
    Vm *vm = asyncio->vm;
    if (value_is_native_coroutine(asyncio, coroutine)) {
        text_append_cstr(out, asyncio_native_name(asyncio, coroutine));
        return;
    }
    text_append_cstr(out, coroutine_name(vm, coroutine));
    if (value_obj(coroutine)->type != vm->type_coroutine) {
        return;
    }
    Generator *generator = (Generator *)value_obj(coroutine);
    if (generator->state != GENERATOR_CREATED) {
        return;
    }
    size_t name_length = out->length;
    const Code *code = generator->frame.code->code;
    text_append_char(out, '(');
    bool is_first = true;
    for (uint32_t i = 0; i < code->positional_count; i++) {
        Value value = generator->registers[i];
        if (i == 0 && strcmp(code->register_names[0], "self") == 0) {
            continue;
        }
        Value text = is_plain(vm, value) ? value_repr(vm, value) : VALUE_NULL;
        if (value_is_null(text)) {
            vm_clear_raised(vm);
            out->length = name_length;
            out->bytes[name_length] = 0;
            return;
        }
        if (!is_first) {
            text_append_cstr(out, ", ");
        }
        is_first = false;
        str_append_utf8(text, out);
        value_release(vm, text);
    }
    text_append_char(out, ')');
    if (is_first || out->length - name_length > CALL_TEXT_MAX) {
        out->length = name_length;
        out->bytes[name_length] = 0;
    }
}

static void created(void *ctx, LoopTask *task) {
    Session *session = session_in(ctx);
    Text call = {0};
    call_text(session->asyncio, value_from_obj(task->state), &call);
    task->future.number = trace_add_task(
        session->trace, machine_now(session->machine), NULL, task->name_number, text_cstr(&call),
        session_lane(session), session_thread(session->vm)->lane, vm_current_line(session->vm));
    text_release(&call);
}

static int32_t line_of(Session *session, const LoopTask *task) {
    Value coroutine = value_from_obj(task->state);
    if (value_is_native_coroutine(session->asyncio, coroutine)) {
        return 0;
    }
    return coroutine_line(session->vm, coroutine);
}

static void step_began(void *ctx, LoopTask *task) {
    Session *session = session_in(ctx);
    trace_add(session->trace, machine_now(session->machine), TRACE_STEP, TRACE_FOR_NONE,
              task->future.number, TRACE_NOBODY, line_of(session, task), 0);
}

/* What the trace says beside the reason. */
static int64_t reason_argument(Session *session, const LoopFuture *future, uint32_t *other) {
    *other = TRACE_NOBODY;
    switch (future->kind) {
    case LOOP_KIND_TASK:
        *other = future->number;
        return 0;
    case LOOP_KIND_GATHER:
        return (int64_t)((const LoopGather *)future)->count;
    case LOOP_KIND_SLEEP: {
        Value object = future_value(future);
        if (value_obj(object)->type == session->asyncio->type_external) {
            return ((ExternalObject *)value_obj(object))->wait->reason_argument;
        }
        bool has_message = (future->flags & LOOP_FLAG_HAS_VALUE) != 0; /* where the deadline was */
        return has_message ? -1 : (int64_t)future->value;
    }
    case LOOP_KIND_WAITER: {
        Value owner = ((WaitObject *)value_obj(future_value(future)))->owner;
        return threads_object_number(session, value_obj(owner));
    }
    default:
        if (future->reason == TRACE_FOR_TIMEOUT) {
            return -1;
        }
        return threads_object_number(session, value_obj(future_value(future)));
    }
}

static void suspended(void *ctx, LoopTask *task, TraceReason reason, LoopFuture *future) {
    Session *session = session_in(ctx);
    uint32_t other = TRACE_NOBODY;
    int64_t argument = future == NULL ? 0 : reason_argument(session, future, &other);
    trace_add(session->trace, machine_now(session->machine), TRACE_SUSPEND, reason,
              task->future.number, other, line_of(session, task), argument);
}

static void woken(void *ctx, LoopTask *task) {
    LoopObject *loop = ctx;
    Session *session = session_in(ctx);
    LoopFuture *future = task->waiting_for;
    uint32_t other;
    int64_t argument = reason_argument(session, future, &other);
    uint32_t by = loop->loop.cause != NULL ? loop->loop.cause->future.number : TRACE_NOBODY;
    if (future->kind == LOOP_KIND_TASK) {
        by = other;
    }
    trace_add(session->trace, machine_now(session->machine), TRACE_WAKE,
              (TraceReason)future->reason, task->future.number, by, line_of(session, task),
              argument);
}

static void cancelled(void *ctx, LoopTask *task) {
    LoopObject *loop = ctx;
    Session *session = session_in(ctx);
    uint32_t by = loop->loop.cause != NULL ? loop->loop.cause->future.number
                                           : session_thread(session->vm)->lane;
    trace_add(session->trace, machine_now(session->machine), TRACE_CANCEL, TRACE_FOR_NONE,
              task->future.number, by, vm_current_line(session->vm), 0);
}

static void finished(void *ctx, LoopTask *task, int state, LoopValue value) {
    Session *session = session_in(ctx);
    TraceKind kind = state == LOOP_FINISHED    ? TRACE_DONE
                     : state == LOOP_CANCELLED ? TRACE_CANCELLED
                                               : TRACE_FAILED;
    int64_t argument = 0;
    if (kind == TRACE_FAILED) {
        Vm *vm = session->vm;
        Value exception = value_tuple(bits_value(value))->items[0];
        Text text = {0};
        session_append_exception(vm, exception, &text);
        argument = trace_string(session->trace, text_cstr(&text), text.length);
        text_release(&text);
    }
    trace_add(session->trace, machine_now(session->machine), kind, TRACE_FOR_NONE,
              task->future.number, TRACE_NOBODY, 0, argument);
}

static void turn(void *ctx, uint64_t number, uint64_t handles) {
    Session *session = session_in(ctx);
    (void)number;
    trace_add(session->trace, machine_now(session->machine), TRACE_TURN, TRACE_FOR_NONE,
              session_thread(session->vm)->lane, TRACE_NOBODY, 0, (int64_t)handles);
}

const LoopObserver ASYNCIO_OBSERVER = {
    .created = created,
    .step_began = step_began,
    .suspended = suspended,
    .woken = woken,
    .cancelled = cancelled,
    .finished = finished,
    .turn = turn,
};

/* ---- who waits ---- */

static void trace_stuck(Session *session, const LoopTask *task) {
    uint32_t other;
    int64_t argument = reason_argument(session, task->waiting_for, &other);
    trace_add(session->trace, machine_now(session->machine), TRACE_STUCK,
              (TraceReason)task->waiting_for->reason, task->future.number, other,
              line_of(session, task), argument);
}

static void describe_task(Session *session, LoopObject *loop, LoopTask *task, Text *out) {
    Vm *vm = session->vm;
    Value name = asyncio_task_name(vm, (TaskObject *)value_obj(future_value(&task->future)));
    text_append_cstr(out, "\n  ");
    str_append_utf8(name, out);
    value_release(vm, name);
    Value coroutine = value_from_obj(task->state);
    bool is_native = value_is_native_coroutine(loop->asyncio, coroutine);
    text_printf(out, " (%s)",
                is_native ? asyncio_native_name(loop->asyncio, coroutine)
                          : coroutine_name(vm, coroutine));
    if (task == loop->loop.current) {
        text_append_cstr(out, " is in a blocking call");
    } else if (task->waiting_for == NULL) {
        text_append_cstr(out, " is ready to run");
    } else {
        text_printf(out, " waits for %s", TRACE_REASONS[task->waiting_for->reason].phrase);
        if (task->waiting_for->kind == LOOP_KIND_TASK) {
            name = asyncio_task_name(vm, (TaskObject *)value_obj(future_value(task->waiting_for)));
            text_append_cstr(out, ", ");
            str_append_utf8(name, out);
            text_append_char(out, ',');
            value_release(vm, name);
        }
        text_printf(out, " since %.3f s", (double)task->suspended_ns / 1e9);
    }
    int32_t line = line_of(session, task);
    if (line > 0) {
        text_printf(out, ", at line %d", (int)line);
    }
}

void asyncio_describe_waits(Session *session, bool is_stuck, Text *out) {
    if (session->asyncio == NULL) {
        return;
    }
    /* The list begins with the newest loop. */
    for (LoopObject *loop = session->asyncio->loops; loop != NULL; loop = loop->next) {
        for (LoopTask *task = loop->loop.tasks_first; task != NULL; task = task->next) {
            if (loop->is_closed) {
                continue;
            }
            describe_task(session, loop, task, out);
            if (is_stuck && session->trace != NULL && task->waiting_for != NULL) {
                trace_stuck(session, task);
            }
        }
    }
}
