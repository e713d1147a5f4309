#include "sim/exchange.h"

#include "base/check.h"

#include <string.h>

/* --- the record --- */

static void write_outcome(Exchange *exchange, int64_t t_ns) {
    exchange->outcome_written = true;
    if (exchange->failure == HOST_OK) {
        trace_add(exchange->trace, t_ns, TRACE_RESPONSE, TRACE_FOR_NONE, exchange->lane,
                  (uint32_t)exchange->reply.status, exchange->line, exchange->number);
    } else {
        const char *name = host_failure_name(exchange->failure);
        trace_add(exchange->trace, t_ns, TRACE_REQUEST_FAILED, TRACE_FOR_NONE, exchange->lane,
                  trace_string(exchange->trace, name, strlen(name)), exchange->line,
                  exchange->number);
    }
}

/* Writes what has begun by now, and sees to it that the rest is written in its time. */
static void record(Exchange *exchange, int64_t now_ns);

static void timer_fired(Machine *machine, void *argument, int64_t deadline_ns) {
    (void)machine;
    record(argument, deadline_ns);
}

static void record(Exchange *exchange, int64_t now_ns) {
    if (exchange->trace == NULL || exchange->outcome_written || exchange->carrier != NULL) {
        return;
    }
    while (exchange->phases_written < exchange->phase_count &&
           exchange->phases[exchange->phases_written].start_ns <= now_ns) {
        const ExchangePhase *phase = &exchange->phases[exchange->phases_written++];
        trace_add(exchange->trace, now_ns, TRACE_PHASE, (TraceReason)phase->phase, exchange->lane,
                  TRACE_NOBODY, exchange->line, exchange->number);
    }
    bool decided = exchange->stage == EXCHANGE_DECIDED;
    if (decided && exchange->due_ns <= now_ns) {
        write_outcome(exchange, now_ns);
        return;
    }
    int64_t next_ns = HOST_NEVER;
    if (exchange->phases_written < exchange->phase_count) {
        next_ns = exchange->phases[exchange->phases_written].start_ns;
    } else if (decided) {
        next_ns = exchange->due_ns;
    }
    machine_timer_cancel(exchange->machine, &exchange->timer);
    if (next_ns != HOST_NEVER) {
        machine_timer_set(exchange->machine, &exchange->timer, next_ns, timer_fired, exchange);
    }
}

/* What was carried was out of sight: all of it is written at the end, at its times. */
static void record_carried(const Exchange *exchange) {
    for (size_t i = 0; i < exchange->phase_count; i++) {
        const ExchangePhase *phase = &exchange->phases[i];
        trace_add(exchange->trace, phase->start_ns, TRACE_PHASE, (TraceReason)phase->phase,
                  exchange->lane, TRACE_NOBODY, exchange->line, exchange->number);
    }
}

void exchange_record(Exchange *exchange, Trace *trace, Machine *machine, int64_t number,
                     uint32_t lane, int32_t line) {
    exchange->trace = trace;
    exchange->machine = machine;
    exchange->number = number;
    exchange->lane = lane;
    exchange->line = line;
}

/* --- phases --- */

static int64_t add(int64_t a_ns, int64_t b_ns) {
    int64_t sum;
    return __builtin_add_overflow(a_ns, b_ns, &sum) ? HOST_NEVER : sum;
}

/* A phase of this length begins at *at_ns, which moves behind it. */
static void add_phase(Exchange *exchange, TracePhase phase, int64_t *at_ns, int64_t length_ns) {
    if (length_ns > 0 && *at_ns != HOST_NEVER) {
        exchange->phases[exchange->phase_count++] = (ExchangePhase){*at_ns, phase};
        *at_ns = add(*at_ns, length_ns);
    }
}

/* The outcome comes at due_ns, unless the client's total limit does first: whichever phases would
 * begin at or after the end are none. */
static void decide(Exchange *exchange, int64_t due_ns, HostFailure failure) {
    int64_t total_ns = add(exchange->began_ns, exchange->limits.total_ns);
    exchange->stage = EXCHANGE_DECIDED;
    exchange->due_ns = due_ns;
    exchange->failure = failure;
    if (due_ns > total_ns) {
        exchange->due_ns = total_ns;
        exchange->failure = HOST_TOTAL_TIMEOUT;
    }
    while (exchange->phase_count > 0 &&
           exchange->phases[exchange->phase_count - 1].start_ns >= exchange->due_ns) {
        exchange->phase_count--;
    }
}

static void finish_if_due(Exchange *exchange, int64_t now_ns) {
    if (exchange->stage == EXCHANGE_DECIDED && exchange->due_ns <= now_ns) {
        exchange->is_over = true;
    }
    record(exchange, now_ns);
}

/* --- by a carrier --- */

/* The next of the client's limits. */
static int64_t next_limit(const Exchange *exchange) {
    int64_t total_ns = add(exchange->began_ns, exchange->limits.total_ns);
    int64_t part_ns = EXCHANGE_NO_LIMIT;
    if (!exchange->has_arrived) {
        part_ns = add(exchange->began_ns, exchange->limits.connect_ns);
    } else if (!exchange->has_first_byte) {
        part_ns = add(exchange->arrived_ns, exchange->limits.read_ns);
    }
    return part_ns < total_ns ? part_ns : total_ns;
}

/* What is no URL refuses the connection, as in the simulation. */
static bool is_url(const HostRequest *request) {
    Url url;
    if (url_parse(&url, request->url, request->url_length) != NULL) {
        return false;
    }
    url_release(&url);
    return true;
}

static void begin_carried(Exchange *exchange) {
    const HostRequest *request = &exchange->request;
    exchange->reply = (HostReply){
        .reason = "", .content_type = "", .is_head = strcmp(request->method, "HEAD") == 0};
    exchange->stage = EXCHANGE_CARRIED;
    if (request->fresh) {
        exchange_phase(exchange, TRACE_PHASE_CONNECT, exchange->began_ns);
    }
    exchange->due_ns = next_limit(exchange);
    if (!is_url(request)) {
        exchange_carried(exchange, exchange->began_ns, HOST_CONNECT);
    } else if (!exchange->is_blocking) {
        exchange->carrier->begin(exchange->carrier->context, exchange);
    }
}

/* A limit may be due; others came since it was set. */
static void check_limits(Exchange *exchange, int64_t now_ns) {
    exchange->due_ns = next_limit(exchange);
    if (exchange->due_ns > now_ns) {
        return;
    }
    HostFailure failure = !exchange->has_arrived ? HOST_CONNECT_TIMEOUT : HOST_READ_TIMEOUT;
    if (exchange->due_ns == add(exchange->began_ns, exchange->limits.total_ns)) {
        failure = HOST_TOTAL_TIMEOUT;
    }
    if (!exchange->is_blocking) {
        exchange->carrier->cancel(exchange->carrier->context, exchange);
    }
    exchange->stage = EXCHANGE_DECIDED;
    exchange->due_ns = now_ns;
    exchange->failure = failure;
}

void exchange_phase(Exchange *exchange, TracePhase phase, int64_t start_ns) {
    CHECK(exchange->phase_count < TRACE_PHASE_COUNT);
    exchange->phases[exchange->phase_count++] = (ExchangePhase){start_ns, phase};
}

void exchange_connected(Exchange *exchange, int64_t now_ns) {
    exchange->has_arrived = true;
    exchange->arrived_ns = now_ns;
    int64_t limit_ns = next_limit(exchange);
    if (limit_ns < exchange->due_ns) { /* or the sender would not come back in time */
        exchange->due_ns = limit_ns;
        if (exchange->answered != NULL && !exchange->is_blocking) {
            exchange->answered(exchange->sender, exchange);
        }
    }
}

void exchange_first_byte(Exchange *exchange, int64_t now_ns) {
    exchange->has_first_byte = true;
    exchange->first_byte_ns = now_ns;
}

void exchange_carried(Exchange *exchange, int64_t now_ns, HostFailure failure) {
    CHECK(exchange->stage == EXCHANGE_CARRIED);
    exchange->reply.receive_ns = exchange->has_first_byte ? now_ns - exchange->first_byte_ns : 0;
    exchange->stage = EXCHANGE_DECIDED;
    exchange->due_ns = now_ns;
    exchange->failure = failure;
    exchange->is_over = exchange->is_blocking;
    if (exchange->answered != NULL && !exchange->is_blocking) {
        exchange->answered(exchange->sender, exchange);
    }
}

void exchange_perform(Exchange *exchange) {
    exchange->carrier->perform(exchange->carrier->context, exchange);
}

void exchange_interrupt(Exchange *exchange) {
    exchange->carrier->interrupt(exchange->carrier->context, exchange);
}

/* --- the way there --- */

static void arrive_at_app(Exchange *exchange, int64_t now_ns) {
    int64_t read_ns = add(now_ns, exchange->limits.read_ns);
    int64_t total_ns = add(exchange->began_ns, exchange->limits.total_ns);
    int64_t at_ns = now_ns;
    exchange->stage = EXCHANGE_AT_APP;
    exchange->due_ns = read_ns < total_ns ? read_ns : total_ns;
    add_phase(exchange, TRACE_PHASE_QUEUE, &at_ns, HOST_NEVER - now_ns);
    exchange->is_arriving = true;
    exchange->reply.app->arrived(exchange->reply.app_context, exchange);
    exchange->is_arriving = false;
}

static void arrive(Exchange *exchange, int64_t now_ns) {
    HostReply *reply = &exchange->reply;
    exchange->arrived_ns = now_ns;
    host_arrive(reply, now_ns);
    if (reply->app != NULL) {
        arrive_at_app(exchange, now_ns);
        return;
    }
    int64_t at_ns = now_ns;
    add_phase(exchange, TRACE_PHASE_QUEUE, &at_ns, reply->queue_ns);
    add_phase(exchange, TRACE_PHASE_SERVICE, &at_ns, reply->service_ns);
    int64_t read_ns = add(now_ns, exchange->limits.read_ns);
    if (at_ns > read_ns) {
        decide(exchange, read_ns, HOST_READ_TIMEOUT);
    } else if (reply->failure == HOST_RESET) {
        decide(exchange, at_ns, HOST_RESET);
    } else {
        add_phase(exchange, TRACE_PHASE_RECEIVE, &at_ns, reply->receive_ns);
        decide(exchange, at_ns, HOST_OK);
    }
}

void exchange_begin(Exchange *exchange, HostTable *hosts, const HostRequest *request,
                    const ExchangeLimits *limits, int64_t now_ns) {
    HostReply *reply = &exchange->reply;
    exchange->request = *request;
    exchange->limits = *limits;
    exchange->began_ns = now_ns;
    exchange->carrier = host_table_carrier(hosts, request);
    if (exchange->carrier != NULL) {
        begin_carried(exchange);
        finish_if_due(exchange, now_ns);
        return;
    }
    host_draw(hosts, request, reply);
    int64_t connect_limit_ns = add(now_ns, limits->connect_ns);
    int64_t at_ns = now_ns;
    add_phase(exchange, TRACE_PHASE_CONNECT, &at_ns, reply->connect_ns);
    if (reply->failure == HOST_CONNECT) {
        bool late = at_ns > connect_limit_ns;
        decide(exchange, late ? connect_limit_ns : at_ns,
               late ? HOST_CONNECT_TIMEOUT : HOST_CONNECT);
        finish_if_due(exchange, now_ns);
        return;
    }
    add_phase(exchange, TRACE_PHASE_TLS, &at_ns, reply->tls_ns);
    int64_t connected_ns = at_ns;
    add_phase(exchange, TRACE_PHASE_SEND, &at_ns, reply->send_ns);
    if (connected_ns > connect_limit_ns) {
        decide(exchange, connect_limit_ns, HOST_CONNECT_TIMEOUT);
    } else if (at_ns > add(now_ns, limits->total_ns)) {
        decide(exchange, at_ns, HOST_OK);
    } else if (at_ns > now_ns) {
        exchange->stage = EXCHANGE_CONNECTING;
        exchange->due_ns = at_ns;
    } else {
        arrive(exchange, now_ns);
    }
    finish_if_due(exchange, now_ns);
}

static void leave_app(Exchange *exchange) {
    const HostApp *app = exchange->reply.app;
    exchange->reply.app = NULL;
    app->gone(exchange->reply.app_context, exchange);
}

void exchange_go_on(Exchange *exchange, int64_t now_ns) {
    if (exchange->is_over || now_ns < exchange->due_ns) {
        return;
    }
    if (exchange->stage == EXCHANGE_CONNECTING) {
        arrive(exchange, now_ns);
    } else if (exchange->stage == EXCHANGE_CARRIED) {
        check_limits(exchange, now_ns);
    } else if (exchange->stage == EXCHANGE_AT_APP) {
        bool read = exchange->due_ns == add(exchange->arrived_ns, exchange->limits.read_ns);
        leave_app(exchange);
        decide(exchange, exchange->due_ns, read ? HOST_READ_TIMEOUT : HOST_TOTAL_TIMEOUT);
    }
    finish_if_due(exchange, now_ns);
}

void exchange_end(Exchange *exchange, int64_t now_ns) {
    if (!exchange->is_over && exchange->stage == EXCHANGE_AT_APP) {
        leave_app(exchange);
    }
    if (exchange->stage == EXCHANGE_CARRIED && !exchange->is_blocking) {
        exchange->carrier->cancel(exchange->carrier->context, exchange);
    }
    if (exchange->trace != NULL && exchange->carrier != NULL) {
        record_carried(exchange);
        now_ns = exchange->is_over ? exchange->due_ns : now_ns;
    }
    if (exchange->trace != NULL) {
        machine_timer_cancel(exchange->machine, &exchange->timer);
        if (!exchange->outcome_written) {
            exchange->failure = exchange->is_over ? exchange->failure : HOST_CANCELLED;
            write_outcome(exchange, now_ns);
        }
    }
    host_reply_release(&exchange->reply);
}

/* --- an app's answer --- */

void exchange_serve(Exchange *exchange, int64_t now_ns) {
    CHECK(exchange->stage == EXCHANGE_AT_APP);
    int64_t at_ns = now_ns;
    ExchangePhase *last = &exchange->phases[exchange->phase_count - 1];
    if (last->phase == TRACE_PHASE_SERVICE) {
        return;
    }
    if (last->start_ns == now_ns && exchange->phases_written < exchange->phase_count) {
        exchange->phase_count--;
    }
    add_phase(exchange, TRACE_PHASE_SERVICE, &at_ns, HOST_NEVER - now_ns);
    record(exchange, now_ns);
}

/* The reply is filled in and leaves the app; a failure is told at once. */
static void leave_with(Exchange *exchange, int64_t now_ns, HostFailure failure) {
    int64_t at_ns = now_ns;
    exchange->reply.app = NULL;
    if (failure == HOST_OK) {
        add_phase(exchange, TRACE_PHASE_RECEIVE, &at_ns, exchange->reply.receive_ns);
    }
    decide(exchange, at_ns, failure);
    record(exchange, now_ns);
    if (exchange->answered != NULL && !exchange->is_arriving) {
        exchange->answered(exchange->sender, exchange);
    }
}

void exchange_answer(Exchange *exchange, int64_t now_ns, int status, const HostHeader *headers,
                     size_t header_count, const char *body, size_t body_length) {
    CHECK(exchange->stage == EXCHANGE_AT_APP);
    host_reply_fill(&exchange->reply, status, headers, header_count, body, body_length);
    leave_with(exchange, now_ns, HOST_OK);
}

void exchange_break(Exchange *exchange, int64_t now_ns) {
    CHECK(exchange->stage == EXCHANGE_AT_APP);
    leave_with(exchange, now_ns, HOST_RESET);
}

void exchange_forget(Exchange *exchange) {
    exchange->reply.app = NULL;
    exchange->stage = EXCHANGE_DECIDED;
    exchange->due_ns = HOST_NEVER;
}
