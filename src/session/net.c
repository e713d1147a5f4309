#include "session/net.h"

#include "base/check.h"
#include "base/memory.h"
#include "session/apps.h"
#include "session/asyncio.h"
#include "session/line.h"
#include "session/pool.h"
#include "session/threads.h"
#include "session/url_parts.h"
#include "sim/exchange.h"
#include "vm/bytes.h"
#include "vm/container.h"
#include "vm/number.h"
#include "vm/object.h"
#include "vm/protocol.h"
#include "vm/str.h"

#include <string.h>
#include <strings.h>

enum { HEADERS_MAX = 1000 };

/* The usual reply's headers, which the next one mostly has, too. */
struct Net {
    Value headers; /* VALUE_NULL: there was none yet */
    const char *content_type;
    size_t content_length;
};

/* A str as UTF-8: its own bytes if they are ASCII, which they mostly are, else a copy. */
typedef struct Words {
    Value str; /* kept; VALUE_NULL: there is none */
    Text copy;
    const char *bytes; /* and a NUL behind */
    size_t length;
} Words;

/* One request, from the client's call until its outcome. It keeps what the program gave and copies
 * what may change, so that a coroutine that is awaited later sends what it was made with. */
typedef struct Call {
    Session *session;
    Words method;
    Words url;
    Value body;   /* bytes */
    Value fields; /* the headers as they came, a tuple: `headers` points into it, */
    ARRAY_OF(HostHeader) headers;
    ARRAY_OF(char *) copies; /* and into these, owned */
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
    Vm *vm = call->session->vm;
    if (call->has_begun) {
        machine_timer_cancel(call->session->machine, &call->timer);
        exchange_end(&call->exchange, machine_now(call->session->machine));
    }
    for (size_t i = 0; i < call->copies.count; i++) {
        memory_free(call->copies.items[i]);
    }
    ARRAY_RELEASE(&call->copies);
    ARRAY_RELEASE(&call->headers);
    text_release(&call->method.copy);
    text_release(&call->url.copy);
    value_release(vm, call->method.str);
    value_release(vm, call->url.str);
    value_release(vm, call->body);
    value_release(vm, call->fields);
    memory_free(call);
}

/* ---- what the client gave ---- */

static bool is_ascii(Value value) {
    return value_is_str(value) && value_str_obj(value)->ascii;
}

static const char *ascii_of(Value value) {
    return (const char *)value_str_obj(value)->data;
}

static bool take_words(Vm *vm, Value value, const char *what, Words *words) {
    if (!value_is_str(value)) {
        vm_raise(vm, EXC_TYPE_ERROR, "%s must be str, not %s", what, value_type_name(vm, value));
        return false;
    }
    if (is_ascii(value)) {
        words->str = value_retain(value);
        words->bytes = ascii_of(value);
        words->length = str_length(value);
    } else {
        str_append_utf8(value, &words->copy);
        words->bytes = text_cstr(&words->copy);
        words->length = words->copy.length;
    }
    return true;
}

/* A str, or what str() makes of another value; the call's. NULL: raised. */
static const char *string_of(Vm *vm, Call *call, Value value) {
    if (is_ascii(value)) {
        return ascii_of(value);
    }
    Value str = value_is_str(value) ? value_retain(value) : value_str(vm, value);
    if (value_is_null(str)) {
        return NULL;
    }
    Text text = {0};
    str_append_utf8(str, &text);
    value_release(vm, str);
    ARRAY_PUSH(&call->copies, text.bytes == NULL ? memory_copy_string("") : text_take(&text));
    return call->copies.items[call->copies.count - 1];
}

static bool take_header(Vm *vm, Call *call, Value pair) {
    if (!value_is_tuple(pair) || value_tuple(pair)->count != 2) {
        vm_raise(vm, EXC_TYPE_ERROR, "a header is a pair of name and value");
        return false;
    }
    HostHeader header = {string_of(vm, call, value_tuple(pair)->items[0]), NULL};
    header.value = header.name != NULL ? string_of(vm, call, value_tuple(pair)->items[1]) : NULL;
    if (header.value != NULL) {
        ARRAY_PUSH(&call->headers, header);
    }
    return header.value != NULL;
}

static bool take_headers(Vm *vm, Call *call, Value headers) {
    if (value_is_tuple(headers)) {
        call->fields = value_retain(headers);
    } else if (value_is_list(headers)) {
        call->fields = tuple_from(vm, value_list(headers)->items, value_list(headers)->count);
    } else {
        vm_raise(vm, EXC_TYPE_ERROR, "headers must be a list or tuple, not %s",
                 value_type_name(vm, headers));
        return false;
    }
    uint32_t count = value_tuple(call->fields)->count;
    count = count < HEADERS_MAX ? count : HEADERS_MAX;
    ARRAY_RESERVE(&call->headers, count);
    bool fine = true;
    for (uint32_t i = 0; i < count && fine; i++) {
        fine = take_header(vm, call, value_tuple(call->fields)->items[i]);
    }
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

/* Requests on real sockets may be one too many: false, and the run is stopped. */
static bool may_call(Session *session) {
    const SessionReal *real = &session->options->real;
    int64_t calls_max = real->calls_max > 0 ? real->calls_max
                        : real->live        ? SESSION_LIVE_CALLS_MAX
                                            : INT64_MAX;
    if (session->options->outside == NULL || ++session->calls <= calls_max) {
        return true;
    }
    vm_stop(session->vm, STOP_LIMIT,
            "line %d: the program has sent %lld requests (--limit-calls raises the budget)",
            vm_current_line(session->vm), (long long)calls_max);
    return false;
}

/* (method, url, headers, body, connect, read, total, fresh, place); NULL: raised. */
static Call *call_new(Vm *vm, const Value *arguments) {
    Call *call = memory_new_zeroed(1, sizeof *call);
    call->session = session_of(vm);
    call->method.str = call->url.str = call->body = call->fields = VALUE_NULL;
    int fresh = value_truth(vm, arguments[7]);
    bool fine = fresh >= 0 && take_words(vm, arguments[0], "method", &call->method) &&
                take_words(vm, arguments[1], "url", &call->url) &&
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
    call->fresh = fresh == 1;
    if (stood_in_line) {
        const Place *place = line_find(call->session, arguments[8]);
        if (place == NULL) {
            call_free(call);
            return NULL;
        }
        CHECK(place->is_called);
        call->number = place->number;
        call->fresh = place->fresh;
        line_leave(call->session, arguments[8]);
    }
    call->body = value_retain(arguments[3]);
    if (!may_call(call->session) || !apps_reach(call->session, call->url.bytes, call->url.length)) {
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

/* What the client's machine takes for a request, as the world says. */
static bool charge(Session *session, int64_t cpu_ns) {
    return cpu_ns == 0 || threads_compute(session, cpu_ns);
}

/* False: the run was stopped meanwhile. */
static bool call_send(Session *session, Call *call,
                      void (*answered)(void *call, Exchange *exchange)) {
    int64_t cpu_ns = session->request_ns / 2;
    if (call->fresh) {
        bool is_secure = strncasecmp(call->url.bytes, "https:", strlen("https:")) == 0;
        cpu_ns += session->connect_ns + (is_secure ? session->tls_ns : 0);
    }
    if (!charge(session, cpu_ns)) {
        return false;
    }
    const Bytes *body = (const Bytes *)value_obj(call->body);
    HostRequest request = {.method = call->method.bytes,
                           .url = call->url.bytes,
                           .url_length = call->url.length,
                           .headers = call->headers.items,
                           .header_count = call->headers.count,
                           .body = (const char *)body->data,
                           .body_length = body->length,
                           .fresh = call->fresh};
    if (session->trace != NULL) {
        if (call->number == 0) {
            call->number = net_trace_request(session, request.method, request.url);
        }
        exchange_record(&call->exchange, session->trace, session->machine, call->number,
                        session_lane(session), vm_current_line(session->vm));
    }
    /* On a real clock time has passed: the first phase begins after the request was noted. */
    exchange_begin(&call->exchange, session->hosts, &request, &call->limits,
                   machine_now(session->machine));
    call->exchange.answered = answered;
    call->exchange.sender = call;
    call->has_begun = true;
    return true;
}

/* Headers on their way into a tuple, and the values of those that set cookies. */
typedef struct HeaderList {
    Vm *vm;
    Value headers, cookies;
    uint32_t count, cookie_count;
} HeaderList;

static bool sets_cookie(const char *name) {
    return strcasecmp(name, "set-cookie") == 0;
}

static void count_header(void *context, const char *name, const char *value) {
    (void)value;
    HeaderList *list = context;
    list->count++;
    list->cookie_count += sets_cookie(name);
}

static void append_header(void *context, const char *name, const char *value) {
    HeaderList *list = context;
    Vm *vm = list->vm;
    Value pair = tuple_new(vm, 2);
    value_tuple(pair)->items[0] = str_from_cstr(vm, name);
    value_tuple(pair)->items[1] = str_from_cstr(vm, value);
    value_tuple(list->headers)->items[list->count++] = pair;
    if (sets_cookie(name)) {
        value_tuple(list->cookies)->items[list->cookie_count++] =
            value_retain(value_tuple(pair)->items[1]);
    }
}

static bool is_usual(const HostReply *reply) {
    return reply->headers.count == 0 && reply->status == 200;
}

/* The tuples of headers and cookies, new references. */
static void make_headers(Session *session, const HostReply *reply, Value *headers, Value *cookies) {
    Vm *vm = session->vm;
    Net *net = session->net;
    HeaderList list = {.vm = vm};
    bool usual = is_usual(reply);
    if (usual && !value_is_null(net->headers) && net->content_length == reply->content_length &&
        strcmp(net->content_type, reply->content_type) == 0) {
        *headers = value_retain(net->headers);
        *cookies = tuple_new(vm, 0);
        return;
    }
    host_reply_each_header(reply, count_header, &list);
    *headers = list.headers = tuple_new(vm, list.count);
    *cookies = list.cookies = tuple_new(vm, list.cookie_count);
    list.count = list.cookie_count = 0;
    host_reply_each_header(reply, append_header, &list);
    if (usual) {
        value_store(vm, &net->headers, value_retain(*headers));
        net->content_length = reply->content_length;
        net->content_type = reply->content_type; /* a literal */
    }
}

/* (failure, status, reason, headers, cookies, body, receive_ns) */
static Value call_outcome(Session *session, const Call *call) {
    Vm *vm = session->vm;
    const HostReply *reply = &call->exchange.reply;
    bool fine = call->exchange.failure == HOST_OK;
    if ((fine && !heap_can_hold(vm, reply->body.length)) ||
        !charge(session, session->request_ns - session->request_ns / 2)) {
        return VALUE_NULL;
    }
    Value tuple = tuple_new(vm, 7);
    Value *items = value_tuple(tuple)->items;
    items[0] = str_from_cstr(vm, host_failure_name(call->exchange.failure));
    items[1] = int_from_int64(vm, fine ? reply->status : 0);
    items[2] = str_from_cstr(vm, fine ? reply->reason : "");
    if (fine) {
        make_headers(session, reply, &items[3], &items[4]);
    } else {
        items[3] = tuple_new(vm, 0);
        items[4] = tuple_new(vm, 0);
    }
    items[5] = bytes_new(vm, (const uint8_t *)text_cstr(&reply->body),
                         fine ? (uint32_t)reply->body.length : 0);
    items[6] = int_from_int64(vm, fine ? reply->receive_ns : 0);
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
    if (call->exchange.carrier != NULL && !call->exchange.is_over) {
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
    Text what = {0};
    text_printf(&what, "a reply from %s", call->url.bytes);
    if (call_send(session, call, wake_sleeper) && wait_for_reply(session, call, text_cstr(&what))) {
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
        machine_timer_cancel(machine, &call->timer);
        machine_timer_set(machine, &call->timer, exchange->due_ns, answer_is_there, call);
    }
}

static bool wait_start(Session *session, void *data, Value coroutine, int64_t *deadline_ns) {
    Call *call = data;
    if (!call_send(session, call, wake_waiter)) {
        return false;
    }
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

/* Whether these methods of a client are still the library's: a subclass, or whoever puts a function
 * of his own in the place of one, is to be asked. */
static Value has_own(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    Type *type = value_type(vm, arguments[0]);
    Dict **own = value_is_obj(arguments[0]) ? instance_dict(value_obj(arguments[0])) : NULL;
    const Tuple *methods = value_tuple(arguments[1]);
    for (uint32_t i = 0; i < methods->count; i++) {
        const Tuple *pair = value_tuple(methods->items[i]);
        if (!value_same(type_lookup(type, pair->items[0]), pair->items[1]) ||
            (own != NULL && *own != NULL && !value_is_null(dict_get_name(*own, pair->items[0])))) {
            return VALUE_FALSE;
        }
    }
    return VALUE_TRUE;
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
    {"has_own", has_own, 2, 2, false, METHOD_STATIC},
    {"refuse", refuse, 2, 2, false, METHOD_STATIC},
    {NULL, NULL, 0, 0, false, METHOD_STATIC},
};

Value net_import(Session *session) {
    Value module = module_new(session->vm, "_meanwhile");
    module_add_functions(session->vm, module, FUNCTIONS);
    line_add_functions(session, module);
    pool_add_class(session, module);
    url_parts_add_class(session, module);
    return module;
}

/* ---- life ---- */

Net *net_new(Session *session) {
    (void)session;
    Net *net = memory_new_zeroed(1, sizeof *net);
    net->headers = VALUE_NULL;
    return net;
}

void net_free(Session *session, Net *net) {
    value_release(session->vm, net->headers);
    memory_free(net);
}
