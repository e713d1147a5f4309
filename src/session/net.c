#include "session/net.h"

#include "base/memory.h"
#include "session/apps.h"
#include "session/asyncio.h"
#include "session/line.h"
#include "session/threads.h"
#include "sim/exchange.h"
#include "vm/bytes.h"
#include "vm/container.h"
#include "vm/number.h"
#include "vm/protocol.h"
#include "vm/str.h"

#include <string.h>

enum { HEADERS_MAX = 1000 };

/* One request, from the client's call until its outcome. It copies what the program gave, so that
 * a coroutine that is awaited later sends what it was made with. */
typedef struct Call {
    Session *session;
    Text method;
    Text url;
    Text body;
    ARRAY_OF(HostHeader) headers; /* owned strings */
    ExchangeLimits limits;
    bool fresh;
    int64_t number; /* in the trace, if it had to stand in line; else 0 */
    bool has_begun;
    Exchange exchange; /* once it has been sent */
    bool has_waited;
    MachineThread *sleeper; /* of a blocking call: who waits */
    MachineTimer timer;     /* of `await request(…)`: for the end of an app's answer */
    AsyncioWait wait;       /* of `await request(…)`: one each, since it holds the number */
    Value waiting;          /* that coroutine while it waits, borrowed */
} Call;

static void call_free(Call *call) {
    if (call->has_begun) {
        machine_timer_cancel(call->session->machine, &call->timer);
        exchange_end(&call->exchange, machine_now(call->session->machine));
    }
    for (size_t i = 0; i < call->headers.count; i++) {
        memory_free((char *)call->headers.items[i].name);
        memory_free((char *)call->headers.items[i].value);
    }
    ARRAY_RELEASE(&call->headers);
    text_release(&call->method);
    text_release(&call->url);
    text_release(&call->body);
    memory_free(call);
}

/* ---- what the client gave ---- */

static bool take_str(Vm *vm, Value value, const char *what, Text *text) {
    if (!value_is_str(value)) {
        vm_raise(vm, EXC_TYPE_ERROR, "%s must be str, not %s", what, value_type_name(vm, value));
        return false;
    }
    str_append_utf8(value, text);
    return true;
}

/* A str, or what str() makes of another value, as an owned string. */
static char *string_of(Vm *vm, Value value) {
    Value str = value_is_str(value) ? value_retain(value) : value_str(vm, value);
    if (value_is_null(str)) {
        return NULL;
    }
    Text text = {0};
    str_append_utf8(str, &text);
    text_append_cstr(&text, "");
    value_release(vm, str);
    return text.bytes == NULL ? memory_copy_string("") : text_take(&text);
}

static bool take_header(Vm *vm, Call *call, Value pair) {
    Value items = value_to_list(vm, pair);
    if (value_is_null(items)) {
        return false;
    }
    bool fine = value_list(items)->count == 2;
    if (!fine) {
        vm_raise(vm, EXC_TYPE_ERROR, "a header is a pair of name and value");
    } else {
        HostHeader header = {string_of(vm, value_list(items)->items[0]), NULL};
        header.value = header.name != NULL ? string_of(vm, value_list(items)->items[1]) : NULL;
        fine = header.value != NULL;
        if (fine) {
            ARRAY_PUSH(&call->headers, header);
        } else {
            memory_free((char *)header.name);
        }
    }
    value_release(vm, items);
    return fine;
}

static bool take_headers(Vm *vm, Call *call, Value headers) {
    Value list = value_to_list(vm, headers);
    if (value_is_null(list)) {
        return false;
    }
    bool fine = true;
    for (uint32_t i = 0; i < value_list(list)->count && i < HEADERS_MAX && fine; i++) {
        fine = take_header(vm, call, value_list(list)->items[i]);
    }
    value_release(vm, list);
    return fine;
}

static bool take_limit(Vm *vm, Value seconds, int64_t *ns) {
    *ns = EXCHANGE_NO_LIMIT;
    if (value_is_none(seconds)) {
        return true;
    }
    if (!threads_seconds_to_ns(vm, seconds, ns)) {
        return false;
    }
    *ns = *ns < 0 ? 0 : *ns;
    return true;
}

/* (method, url, headers, body, connect, read, total, fresh, place); NULL: raised. */
static Call *call_new(Vm *vm, const Value *arguments) {
    Call *call = memory_new_zeroed(1, sizeof *call);
    call->session = session_of(vm);
    int fresh = value_truth(vm, arguments[7]);
    bool fine = fresh >= 0 && take_str(vm, arguments[0], "method", &call->method) &&
                take_str(vm, arguments[1], "url", &call->url) &&
                take_headers(vm, call, arguments[2]) &&
                take_limit(vm, arguments[4], &call->limits.connect_ns) &&
                take_limit(vm, arguments[5], &call->limits.read_ns) &&
                take_limit(vm, arguments[6], &call->limits.total_ns);
    if (fine && !value_is_bytes(vm, arguments[3])) {
        vm_raise(vm, EXC_TYPE_ERROR, "body must be bytes, not %s",
                 value_type_name(vm, arguments[3]));
        fine = false;
    }
    if (!fine) {
        call_free(call);
        return NULL;
    }
    bool stood_in_line = !value_is_none(arguments[8]);
    if (stood_in_line && !line_leave(call->session, arguments[8], &call->number)) {
        call_free(call);
        return NULL;
    }
    const Bytes *body = (const Bytes *)value_obj(arguments[3]);
    text_append(&call->body, (const char *)body->data, body->length);
    call->fresh = fresh == 1;
    if (!apps_reach(call->session, text_cstr(&call->url), call->url.length)) {
        call_free(call);
        return NULL;
    }
    return call;
}

/* ---- sending, and the outcome ---- */

int64_t net_trace_request(Session *session, const char *method, const char *url) {
    Text shown = {0};
    text_printf(&shown, "%s %s", method, url);
    int64_t number =
        trace_add_request(session->trace, machine_now(session->machine), session_lane(session),
                          vm_current_line(session->vm), text_cstr(&shown));
    text_release(&shown);
    return number;
}

static void call_send(Session *session, Call *call,
                      void (*answered)(void *call, Exchange *exchange)) {
    HostRequest request = {.method = text_cstr(&call->method),
                           .url = text_cstr(&call->url),
                           .url_length = call->url.length,
                           .headers = call->headers.items,
                           .header_count = call->headers.count,
                           .body = text_cstr(&call->body),
                           .body_length = call->body.length,
                           .fresh = call->fresh};
    int64_t now_ns = machine_now(session->machine);
    if (session->trace != NULL) {
        if (call->number == 0) {
            call->number = net_trace_request(session, request.method, request.url);
        }
        exchange_record(&call->exchange, session->trace, session->machine, call->number,
                        session_lane(session), vm_current_line(session->vm));
    }
    exchange_begin(&call->exchange, session->hosts, &request, &call->limits, now_ns);
    call->exchange.answered = answered;
    call->exchange.sender = call;
    call->has_begun = true;
}

typedef struct HeaderList {
    Vm *vm;
    Value list;
} HeaderList;

static void append_header(void *context, const char *name, const char *value) {
    const HeaderList *headers = context;
    Vm *vm = headers->vm;
    Value name_str = str_from_cstr(vm, name);
    Value value_str_ = str_from_cstr(vm, value);
    list_append_new(vm, headers->list, tuple_pack(vm, 2, name_str, value_str_));
    value_release(vm, name_str);
    value_release(vm, value_str_);
}

/* (failure, status, reason, headers, body, receive_ns) */
static Value call_outcome(Session *session, const Call *call) {
    Vm *vm = session->vm;
    const HostReply *reply = &call->exchange.reply;
    bool fine = call->exchange.failure == HOST_OK;
    HeaderList headers = {vm, VALUE_NULL};
    if (fine && !heap_can_hold(vm, reply->body.length)) {
        return VALUE_NULL;
    }
    Value tuple = tuple_new(vm, 6);
    Value *items = value_tuple(tuple)->items;
    items[0] = str_from_cstr(vm, host_failure_name(call->exchange.failure));
    items[1] = int_from_int64(vm, fine ? reply->status : 0);
    items[2] = str_from_cstr(vm, fine ? reply->reason : "");
    items[3] = headers.list = list_new(vm, 2);
    if (fine) {
        host_reply_each_header(reply, append_header, &headers);
    }
    items[4] = bytes_new(vm, (const uint8_t *)text_cstr(&reply->body),
                         fine ? (uint32_t)reply->body.length : 0);
    items[5] = int_from_int64(vm, fine ? reply->receive_ns : 0);
    return tuple;
}

/* ---- the module ---- */

static void wake_sleeper(void *sender, Exchange *exchange) {
    (void)exchange;
    Call *call = sender;
    machine_wake(call->session->machine, call->sleeper);
}

/* A request is one wait at least, if only for its turn. */
static bool next_wait(void *context, int64_t *deadline_ns) {
    Call *call = context;
    if (call->has_waited) {
        exchange_go_on(&call->exchange, machine_now(call->session->machine));
    }
    bool first = !call->has_waited;
    call->has_waited = true;
    *deadline_ns = call->exchange.is_over ? 0 : call->exchange.due_ns;
    return first || !call->exchange.is_over;
}

static void perform(void *argument) {
    exchange_perform(&((Call *)argument)->exchange);
}

static void interrupt(void *argument) {
    exchange_interrupt(&((Call *)argument)->exchange);
}

/* False: the run was stopped meanwhile. */
static bool wait_for_reply(Session *session, Call *call, const char *what) {
    int64_t number = call->exchange.number;
    if (call->exchange.carrier != NULL) {
        MachineErrand errand = {what, perform, interrupt, call};
        return threads_run_errand(session, &errand, TRACE_FOR_REQUEST, number);
    }
    return threads_wait_in_parts(session, next_wait, call, what, TRACE_FOR_REQUEST, number);
}

static Value request_blocking(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    Session *session = session_of(vm);
    Call *call = call_new(vm, arguments);
    if (call == NULL) {
        return VALUE_NULL;
    }
    Value outcome = VALUE_NULL;
    call->sleeper = machine_current(session->machine);
    call->exchange.is_blocking = true;
    call_send(session, call, wake_sleeper);
    Text what = {0};
    text_printf(&what, "a reply from %s", text_cstr(&call->url));
    if (wait_for_reply(session, call, text_cstr(&what))) {
        outcome = call_outcome(session, call);
    }
    text_release(&what);
    call_free(call);
    return outcome;
}

static void answer_is_there(Machine *machine, void *argument, int64_t deadline_ns) {
    (void)machine;
    (void)deadline_ns;
    Call *call = argument;
    asyncio_wait_wake(call->waiting);
}

/* An app has answered, and the client's timer stands at a later time. */
static void wake_waiter(void *sender, Exchange *exchange) {
    Call *call = sender;
    Machine *machine = call->session->machine;
    if (exchange->due_ns <= machine_now(machine)) {
        asyncio_wait_wake(call->waiting);
    } else {
        machine_timer_set(machine, &call->timer, exchange->due_ns, answer_is_there, call);
    }
}

static bool wait_start(Session *session, void *data, Value coroutine, int64_t *deadline_ns) {
    Call *call = data;
    call_send(session, call, wake_waiter);
    call->wait.reason_argument = call->exchange.number;
    call->waiting = coroutine;
    *deadline_ns = call->exchange.is_over ? 0 : call->exchange.due_ns;
    return true;
}

static bool wait_go_on(Session *session, void *data, int64_t *deadline_ns) {
    Call *call = data;
    exchange_go_on(&call->exchange, machine_now(session->machine));
    *deadline_ns = call->exchange.due_ns;
    return call->exchange.is_over;
}

static Value wait_finish(Session *session, void *data) {
    return call_outcome(session, data);
}

static void wait_drop(Session *session, void *data) {
    (void)session;
    call_free(data);
}

static Value request(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    Call *call = call_new(vm, arguments);
    if (call == NULL) {
        return VALUE_NULL;
    }
    call->wait = (AsyncioWait){.name = "request",
                               .reason = TRACE_FOR_REQUEST,
                               .start = wait_start,
                               .go_on = wait_go_on,
                               .finish = wait_finish,
                               .drop = wait_drop};
    return asyncio_wait_new(session_of(vm), &call->wait, call);
}

static Value monotonic_ns(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)arguments;
    (void)count;
    (void)keywords;
    return int_from_int64(vm, machine_now(session_of(vm)->machine));
}

static Value refuse(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    return vm_refuse(vm, str_utf8(vm, arguments[0]), str_utf8(vm, arguments[1]));
}

static const NativeMethod FUNCTIONS[] = {
    {"request_blocking", request_blocking, 9, 9, false, METHOD_STATIC},
    {"request", request, 9, 9, false, METHOD_STATIC},
    {"monotonic_ns", monotonic_ns, 0, 0, false, METHOD_STATIC},
    {"refuse", refuse, 2, 2, false, METHOD_STATIC},
    {NULL, NULL, 0, 0, false, METHOD_STATIC},
};

Value net_import(Session *session) {
    Value module = module_new(session->vm, "_meanwhile");
    module_add_functions(session->vm, module, FUNCTIONS);
    line_add_functions(session, module);
    return module;
}
