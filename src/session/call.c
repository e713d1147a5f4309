#include "session/call.h"

#include "base/memory.h"
#include "session/apps.h"
#include "session/fields.h"
#include "session/limits.h"
#include "session/pool.h"
#include "session/reply.h"
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

/* A str as UTF-8: its own bytes if they are ASCII, which they mostly are, else a copy. */
typedef struct Words {
    const char *bytes; /* and a NUL behind */
    size_t length;
    char *copy; /* owned, or NULL */
} Words;

typedef enum CallStage {
    CALL_NEW,
    CALL_IN_LINE,
    CALL_SENT,
    CALL_LATE, /* its limit in line has passed: `failure` says which */
    CALL_STOPPED
} CallStage;

/* One request. It keeps what the program gave, so that a coroutine that is awaited later sends what
 * it was made with. */
typedef struct Call {
    Session *session;
    CallStage stage;
    CallUser user; /* of call_coroutine(); else its kind is NULL */
    Value class;
    Value pool;           /* or None */
    Value limits;         /* Limits */
    ReplyRequest request; /* references */
    Words method, url;
    int64_t began_ns;
    int64_t total_began_ns; /* or CALL_BEGINS_NOW */
    PoolPlace place;
    int64_t line_ends_ns; /* in line: until then, */
    HostFailure failure;  /* and what it means that it was too long */
    int64_t number;       /* in the trace; 0: it has not begun there */
    uint32_t lane;        /* where it lined up */
    int32_t line;
    Exchange exchange; /* once it has been sent */
    bool has_waited;
    MachineThread *sleeper; /* of a blocking call: who waits */
    MachineTimer timer;     /* of `await exchange(…)`: for the end of an app's answer */
    AsyncioWait wait;       /* of `await exchange(…)`: one each, since it holds the number */
    Value waiting;          /* that coroutine once it waits, borrowed; VALUE_NULL: none */
} Call;

static void give_up_line(Call *call) {
    if (call->number > 0) {
        const char *why =
            host_failure_name(call->stage == CALL_LATE ? call->failure : HOST_CANCELLED);
        trace_add(call->session->trace, machine_now(call->session->machine), TRACE_REQUEST_FAILED,
                  TRACE_FOR_NONE, call->lane, trace_string(call->session->trace, why, strlen(why)),
                  call->line, call->number);
    }
}

/* ---- what anyio does beneath httpx: see Limits ---- */

static bool is_connecting(const Exchange *exchange) {
    return exchange->carrier != NULL ? !exchange->has_arrived
                                     : exchange->stage == EXCHANGE_CONNECTING;
}

static bool has_connected(const Call *call) {
    const Exchange *exchange = &call->exchange;
    int64_t since_ns = machine_now(call->session->machine) - exchange->began_ns;
    return exchange->carrier != NULL
               ? exchange->has_arrived
               : since_ns >= exchange->reply.connect_ns && exchange->failure != HOST_CONNECT &&
                     exchange->failure != HOST_CONNECT_TIMEOUT;
}

static void count_cancels(const Call *call) {
    uint32_t count = 0;
    if (call->stage == CALL_LATE) {
        count = 1;
    } else if (call->stage == CALL_SENT) {
        HostFailure failure = call->exchange.is_over ? call->exchange.failure : HOST_OK;
        count = failure == HOST_CONNECT_TIMEOUT ? 3 : failure == HOST_READ_TIMEOUT ? 1 : 0;
        count += call->place.fresh && has_connected(call);
    }
    if (count > 0) {
        asyncio_count_cancels(call->session, count);
    }
}

static bool cancels_itself(const Call *call) {
    return call->sleeper == NULL && !value_is_null(call->limits) &&
           value_limits(call->limits)->cancels && !call->wait.is_abandoned;
}

/* Whether it takes its place in the pool along. */
static bool is_lost(const Call *call) {
    return call->stage == CALL_SENT && !call->exchange.is_over && is_connecting(&call->exchange);
}

static void call_free(Call *call) {
    Vm *vm = call->session->vm;
    bool kept = false;
    if (cancels_itself(call)) {
        count_cancels(call);
        if (is_lost(call)) {
            value_store(vm, &call->place.pool, VALUE_NULL);
        }
    }
    if (call->stage == CALL_SENT) {
        kept = call->exchange.is_over && call->exchange.failure == HOST_OK;
        machine_timer_cancel(call->session->machine, &call->timer);
        exchange_end(&call->exchange, machine_now(call->session->machine));
    } else if (call->stage == CALL_IN_LINE || call->stage == CALL_LATE) {
        give_up_line(call);
    }
    if (!value_is_null(call->place.pool)) {
        pool_leave(vm, &call->place, kept);
    }
    memory_free(call->method.copy);
    memory_free(call->url.copy);
    value_release(vm, call->class);
    value_release(vm, call->pool);
    value_release(vm, call->limits);
    value_release(vm, call->request.method);
    value_release(vm, call->request.target);
    value_release(vm, call->request.sent);
    value_release(vm, call->request.body);
    for (size_t i = 0; i < sizeof call->user.given / sizeof call->user.given[0]; i++) {
        value_release(vm, call->user.given[i]);
    }
    memory_free(call);
}

static void take_words(Value str, Words *words) {
    if (value_str_obj(str)->ascii) {
        words->bytes = (const char *)value_str_obj(str)->data;
        words->length = str_length(str);
    } else {
        Text copy = {0};
        str_append_utf8(str, &copy);
        words->length = copy.length;
        words->bytes = words->copy = text_take(&copy);
    }
}

static Call *call_new(Vm *vm) {
    Call *call = memory_new(sizeof *call);
    *call = (Call){.session = session_of(vm)};
    return call;
}

static void take_request(Vm *vm, Call *call, const CallRequest *request) {
    call->class = value_retain(request->class);
    call->pool = value_retain(request->pool);
    call->limits = value_retain(request->limits);
    call->request = (ReplyRequest){value_retain(request->method), value_retain(request->target),
                                   value_retain(request->fields), value_retain(request->body)};
    call->total_began_ns = request->total_began_ns;
    take_words(call->request.method, &call->method);
    take_words(url_sent(vm, call->request.target), &call->url);
}

/* ---- in line ---- */

static void begin_record(Call *call) {
    Session *session = call->session;
    Text shown = {0};
    text_append(&shown, call->method.bytes, call->method.length);
    text_append_char(&shown, ' ');
    text_append(&shown, call->url.bytes, call->url.length);
    call->lane = session_lane(session);
    call->line = vm_current_line(session->vm);
    call->number = trace_add_request(session->trace, machine_now(session->machine), call->lane,
                                     call->line, text_cstr(&shown));
    text_release(&shown);
}

/* The first of the limits that there are in line; of two at a time, the later one here. */
static void find_line_limit(Call *call) {
    const Limits *limits = value_limits(call->limits);
    int64_t now_ns = call->began_ns;
    call->line_ends_ns = limits_end_ns(limits, call->total_began_ns, limits->total_ns);
    call->failure = HOST_TOTAL_TIMEOUT;
    int64_t connected_ns = limits_end_ns(limits, now_ns, limits->connected_ns);
    if (connected_ns < call->line_ends_ns) {
        call->line_ends_ns = connected_ns;
        call->failure = HOST_CONNECT_TIMEOUT;
    }
    int64_t pool_ns = limits_end_ns(limits, now_ns, limits->pool_ns);
    if (pool_ns < call->line_ends_ns) {
        call->line_ends_ns = pool_ns;
        call->failure = HOST_POOL_TIMEOUT;
    }
}

static void called(PoolPlace *place) {
    Call *call = (Call *)(void *)((char *)place - offsetof(Call, place));
    if (call->sleeper != NULL) {
        machine_wake(call->session->machine, call->sleeper);
    } else if (!value_is_null(call->waiting)) {
        asyncio_wait_wake(call->waiting);
    }
}

/* Takes a connection, or lines up for one. False: raised. */
static bool take_place(Call *call) {
    Session *session = call->session;
    Vm *vm = session->vm;
    call->began_ns = machine_now(session->machine);
    if (call->total_began_ns == CALL_BEGINS_NOW) {
        call->total_began_ns = call->began_ns;
    }
    call->place.fresh = true;
    if (value_is_none(call->pool)) {
        return true;
    }
    call->place.called = called;
    if (!pool_enter(vm, call->pool, url_origin(vm, call->request.target), &call->place)) {
        return false;
    }
    if (!call->place.is_called) {
        call->stage = CALL_IN_LINE;
        find_line_limit(call);
        if (session->trace != NULL) {
            begin_record(call);
            trace_add(session->trace, call->began_ns, TRACE_PHASE, (TraceReason)TRACE_PHASE_POOL,
                      call->lane, TRACE_NOBODY, call->line, call->number);
        }
    }
    return true;
}

/* ---- sending, and the outcome ---- */

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

/* What the client's machine takes for a request, as the world says. */
static bool charge(Session *session, int64_t cpu_ns) {
    return cpu_ns == 0 || threads_compute(session, cpu_ns);
}

/* What is left of a limit that began with the request. */
static int64_t left_ns(int64_t end_ns, int64_t now_ns) {
    return end_ns == MACHINE_FOREVER ? EXCHANGE_NO_LIMIT : end_ns > now_ns ? end_ns - now_ns : 0;
}

static ExchangeLimits exchange_limits(const Call *call, int64_t now_ns) {
    const Limits *limits = value_limits(call->limits);
    int64_t connect_ns = limits->connect_ns;
    if (limits->connected_ns != EXCHANGE_NO_LIMIT) {
        int64_t waited_ns = now_ns - call->began_ns;
        int64_t left = limits->connected_ns > waited_ns ? limits->connected_ns - waited_ns : 0;
        connect_ns = left < connect_ns ? left : connect_ns;
    }
    int64_t end_ns = limits_end_ns(limits, call->total_began_ns, limits->total_ns);
    return (ExchangeLimits){connect_ns, limits->read_ns, left_ns(end_ns, now_ns)};
}

/* False: raised, or the run was stopped meanwhile. */
static bool call_send(Call *call, void (*answered)(void *call, Exchange *exchange)) {
    Session *session = call->session;
    ExchangeLimits limits = exchange_limits(call, machine_now(session->machine));
    int64_t cpu_ns = session->request_ns / 2;
    if (call->place.fresh) {
        bool is_secure = strncasecmp(call->url.bytes, "https:", strlen("https:")) == 0;
        cpu_ns += session->connect_ns + (is_secure ? session->tls_ns : 0);
    }
    if (!may_call(session) || !apps_reach(session, call->url.bytes, call->url.length) ||
        !charge(session, cpu_ns)) {
        return false;
    }
    const Bytes *body = (const Bytes *)value_obj(call->request.body);
    HostRequest request = {.method = call->method.bytes,
                           .url = call->url.bytes,
                           .url_length = call->url.length,
                           .body = (const char *)body->data,
                           .body_length = body->length,
                           .fresh = call->place.fresh};
    request.headers = fields_headers(call->request.sent, &request.header_count);
    if (session->trace != NULL) {
        if (call->number == 0) {
            begin_record(call);
        }
        exchange_record(&call->exchange, session->trace, session->machine, call->number,
                        session_lane(session), vm_current_line(session->vm));
    }
    /* On a real clock time has passed: the first phase begins after the request was noted. */
    exchange_begin(&call->exchange, session->hosts, &request, &limits,
                   machine_now(session->machine));
    call->exchange.answered = answered;
    call->exchange.sender = call;
    call->stage = CALL_SENT;
    return true;
}

static Value call_outcome(Call *call) {
    Session *session = call->session;
    HostReply *reply = &call->exchange.reply;
    HostFailure failure = call->stage == CALL_SENT ? call->exchange.failure : call->failure;
    if (call->stage == CALL_STOPPED ||
        (failure == HOST_OK && !heap_can_hold(session->vm, reply->body.length)) ||
        (call->stage == CALL_SENT &&
         !charge(session, session->request_ns - session->request_ns / 2))) {
        return VALUE_NULL;
    }
    return reply_new(session, call->class, &call->request, failure, reply,
                     machine_now(session->machine) - call->began_ns);
}

/* ---- exchange_blocking() ---- */

static void wake_sleeper(void *sender, Exchange *exchange) {
    (void)exchange;
    Call *call = sender;
    machine_wake(call->session->machine, call->sleeper);
}

/* Whether it waits on; a wait is asked for its deadline before each part. */
static bool next_wait_in_line(void *context, int64_t *deadline_ns) {
    Call *call = context;
    bool is_late = call->has_waited && machine_now(call->session->machine) >= call->line_ends_ns;
    call->has_waited = true;
    *deadline_ns = call->line_ends_ns;
    return !call->place.is_called && !is_late;
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

static Value end_blocking(void *context, bool goes_on) {
    Call *call = context;
    Value outcome = goes_on ? call_outcome(call) : VALUE_NULL;
    call_free(call);
    return outcome;
}

static Value send_blocking(Call *call) {
    Session *session = call->session;
    if (!call_send(call, wake_sleeper)) {
        return end_blocking(call, false);
    }
    int64_t number = call->exchange.number;
    Text what = {0};
    Value outcome;
    text_append_cstr(&what, "a reply from ");
    text_append(&what, call->url.bytes, call->url.length);
    if (call->exchange.carrier != NULL && !call->exchange.is_over) {
        MachineErrand errand = {text_cstr(&what), perform, interrupt, call};
        bool goes_on = threads_run_errand(session, &errand, TRACE_FOR_REQUEST, number);
        outcome = end_blocking(call, goes_on);
    } else {
        outcome = threads_wait(session, text_cstr(&what), TRACE_FOR_REQUEST, number, next_wait,
                               end_blocking, call);
    }
    text_release(&what);
    return outcome;
}

/* It has a connection, or was called too late, or the run was stopped. */
static Value leave_line(void *context, bool goes_on) {
    Call *call = context;
    call->has_waited = false;
    call->stage = !goes_on ? CALL_STOPPED : call->place.is_called ? CALL_NEW : CALL_LATE;
    return call->stage == CALL_NEW ? send_blocking(call) : end_blocking(call, goes_on);
}

Value call_exchange_blocking(Vm *vm, const CallRequest *request) {
    Call *call = call_new(vm);
    take_request(vm, call, request);
    call->sleeper = machine_current(call->session->machine);
    call->exchange.is_blocking = true;
    if (!take_place(call)) {
        return end_blocking(call, false);
    }
    if (call->stage == CALL_IN_LINE) {
        return threads_wait(call->session, "a free connection", TRACE_FOR_CONNECTION, call->number,
                            next_wait_in_line, leave_line, call);
    }
    return call->stage == CALL_LATE ? end_blocking(call, true) : send_blocking(call);
}

/* ---- exchange() ---- */

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

static bool send_and_wait(Call *call, int64_t *deadline_ns) {
    if (!call_send(call, wake_waiter)) {
        call->stage = CALL_STOPPED;
        return false;
    }
    call->wait.reason = TRACE_FOR_REQUEST;
    call->wait.reason_argument = call->exchange.number;
    *deadline_ns = call->exchange.is_over ? 0 : call->exchange.due_ns;
    return true;
}

/* Asks the user for the request. False: raised, or there is another awaitable in its place. */
static bool ask_user(Vm *vm, Call *call, bool *fine) {
    CallRequest request;
    *fine = call->user.kind->begins(vm, &call->user, &request, &call->wait.instead);
    if (!*fine || !value_is_null(call->wait.instead)) {
        return false;
    }
    take_request(vm, call, &request);
    value_release(vm, request.target);
    return true;
}

static bool wait_start(Session *session, void *data, Value coroutine, int64_t *deadline_ns) {
    Call *call = data;
    bool fine = true;
    if (call->user.kind != NULL && !ask_user(session->vm, call, &fine)) {
        return fine;
    }
    call->waiting = coroutine;
    if (!take_place(call)) {
        return false;
    }
    if (call->stage != CALL_IN_LINE) {
        return send_and_wait(call, deadline_ns);
    }
    call->wait.reason = TRACE_FOR_CONNECTION;
    call->wait.reason_argument = call->number;
    *deadline_ns = call->line_ends_ns;
    return true;
}

/* Its turn, or too late for it. */
static bool line_go_on(Call *call, int64_t *deadline_ns) {
    if (call->place.is_called) {
        call->stage = CALL_NEW;
        return !send_and_wait(call, deadline_ns);
    }
    call->stage = CALL_LATE;
    return true;
}

static bool wait_go_on(Session *session, void *data, int64_t *deadline_ns) {
    Call *call = data;
    if (call->stage == CALL_IN_LINE) {
        return line_go_on(call, deadline_ns);
    }
    exchange_go_on(&call->exchange, machine_now(session->machine));
    *deadline_ns = call->exchange.due_ns;
    return call->exchange.is_over;
}

static Value wait_finish(Session *session, void *data) {
    Call *call = data;
    Value reply = call_outcome(call);
    if (value_is_null(reply) || call->user.kind == NULL) {
        return reply;
    }
    bool fine = call->user.kind->ends(session->vm, &call->user, reply, &call->wait.instead);
    if (!fine || !value_is_null(call->wait.instead)) {
        value_release(session->vm, reply);
        return VALUE_NULL;
    }
    return reply;
}

static void wait_drop(Session *session, void *data) {
    (void)session;
    call_free(data);
}

static Value coroutine_of(Call *call, const char *name, const AsyncioPlace *place) {
    call->wait = (AsyncioWait){.name = name,
                               .place = place,
                               .reason = TRACE_FOR_REQUEST,
                               .start = wait_start,
                               .go_on = wait_go_on,
                               .finish = wait_finish,
                               .drop = wait_drop};
    return asyncio_wait_new(call->session, &call->wait, call);
}

Value call_exchange(Vm *vm, const CallRequest *request) {
    Call *call = call_new(vm);
    take_request(vm, call, request);
    return coroutine_of(call, "exchange", NULL);
}

Value call_coroutine(Vm *vm, const CallUser *user) {
    Call *call = call_new(vm);
    call->user = *user;
    for (size_t i = 0; i < sizeof user->given / sizeof user->given[0]; i++) {
        value_retain(user->given[i]);
    }
    return coroutine_of(call, user->kind->name, &user->kind->place);
}

/* ---- the functions ---- */

/* False: raised. What a program can get wrong is the method and the body. */
static bool take_arguments(Vm *vm, const Value *given, CallRequest *request) {
    *request = (CallRequest){given[0], given[1], given[2], given[3],
                             given[4], given[5], given[6], CALL_BEGINS_NOW};
    bool fine = value_is_reply_class(request->class) &&
                (value_is_none(request->pool) || value_is_pool(request->pool)) &&
                value_is_limits(request->limits) && value_is_str(request->method) &&
                value_is_url(request->target) && value_is_fields(request->fields) &&
                value_is_bytes(vm, request->body) &&
                (value_is_none(given[7]) ||
                 (value_is_int(given[7]) && int_to_int64(given[7], &request->total_began_ns)));
    if (!fine) {
        vm_raise(vm, EXC_TYPE_ERROR, "a request has a method (str) and a body (bytes)");
    }
    return fine;
}

static Value exchange(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    CallRequest request;
    return take_arguments(vm, arguments, &request) ? call_exchange(vm, &request) : VALUE_NULL;
}

static Value exchange_blocking(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    CallRequest request;
    return take_arguments(vm, arguments, &request) ? call_exchange_blocking(vm, &request)
                                                   : VALUE_NULL;
}

static const NativeMethod FUNCTIONS[] = {
    {"exchange", exchange, 8, 8, false, METHOD_STATIC},
    {"exchange_blocking", exchange_blocking, 8, 8, false, METHOD_STATIC},
    {NULL, NULL, 0, 0, false, METHOD_STATIC},
};

void call_add_functions(Session *session, Value module) {
    module_add_functions(session->vm, module, FUNCTIONS);
}
