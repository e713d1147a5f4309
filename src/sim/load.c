#include "sim/load.h"

#include "base/memory.h"
#include "sim/exchange.h"

#include <stdio.h>
#include <string.h>

typedef struct Line Line;

/* Somebody who sends requests, one at a time; of an open loop, just one. */
typedef struct Client {
    Line *line;
    Exchange exchange;
    MachineTimer timer; /* for the exchange's due_ns */
    int64_t left;       /* requests to be sent */
    uint32_t lane;
    bool is_connected;
    bool is_asking;           /* the exchange is under way */
    struct Client *next_free; /* of an open loop: clients that have left, for later ones */
} Client;

/* One line of the world. */
struct Line {
    Load *load;
    const WorldLoad *asked;
    uint32_t call;              /* in the trace: "GET http://…" */
    ARRAY_OF(Client *) clients; /* all there are */
    Client *free;
    MachineTimer begin;
    bool is_waiting; /* until its host is ready */
    /* of an open loop */
    int64_t begun_ns;
    Distribution gap;
    Random stream;
    MachineTimer arrival;
    uint32_t lane;
    int64_t under_way;
    bool is_closing; /* nobody arrives any more */
};

struct Load {
    LoadSettings settings;
    Line *lines;
    size_t count;
    int64_t open;                      /* clients that have not ended, and lines that go on */
    ARRAY_OF(MachineThread *) waiting; /* in load_wait() */
};

static void end_one(Load *load) {
    if (--load->open > 0) {
        return;
    }
    for (size_t i = 0; i < load->waiting.count; i++) {
        machine_wake(load->settings.machine, load->waiting.items[i]);
    }
    load->waiting.count = 0;
    if (load->settings.ended != NULL) {
        load->settings.ended(load->settings.context);
    }
}

static void end_lane(const Load *load, uint32_t lane) {
    if (load->settings.trace != NULL) {
        trace_add(load->settings.trace, machine_now(load->settings.machine), TRACE_CLIENT_END,
                  TRACE_FOR_NONE, lane, TRACE_NOBODY, 0, 0);
    }
}

static bool gives_up(const Load *load) {
    return load->settings.gives_up != NULL && load->settings.gives_up(load->settings.context);
}

/* --- one request --- */

static void client_goes_on(Client *client);

static void on_due(Machine *machine, void *argument, int64_t deadline_ns) {
    (void)deadline_ns;
    Client *client = argument;
    exchange_go_on(&client->exchange, machine_now(machine));
    client_goes_on(client);
}

static void on_answer(void *sender, Exchange *exchange) {
    Client *client = sender;
    Machine *machine = client->line->load->settings.machine;
    machine_timer_cancel(machine, &client->timer);
    machine_timer_set(machine, &client->timer, exchange->due_ns, on_due, client);
}

static void send_request(Client *client) {
    Line *line = client->line;
    const LoadSettings *settings = &line->load->settings;
    int64_t now_ns = machine_now(settings->machine);
    HostRequest request = {.method = "GET",
                           .url = line->asked->url,
                           .url_length = strlen(line->asked->url),
                           .body = "",
                           .fresh = !client->is_connected};
    ExchangeLimits limits = {EXCHANGE_NO_LIMIT, EXCHANGE_NO_LIMIT, LOAD_TIMEOUT_NS};
    client->left--;
    client->is_asking = true;
    client->exchange = (Exchange){0};
    if (settings->trace != NULL) {
        int64_t number =
            trace_add_known_request(settings->trace, now_ns, client->lane, 0, line->call);
        exchange_record(&client->exchange, settings->trace, settings->machine, number, client->lane,
                        0);
    }
    exchange_begin(&client->exchange, settings->hosts, &request, &limits, now_ns);
    client->exchange.answered = on_answer;
    client->exchange.sender = client;
}

static void client_ends(Client *client) {
    Line *line = client->line;
    if (line->asked->clients > 0) {
        end_lane(line->load, client->lane);
        end_one(line->load);
        return;
    }
    client->next_free = line->free;
    line->free = client;
    if (--line->under_way == 0 && line->is_closing) {
        end_lane(line->load, line->lane);
        end_one(line->load);
    }
}

/* Ends what is over, sends what is next, waits for what is due. */
static void client_goes_on(Client *client) {
    Machine *machine = client->line->load->settings.machine;
    while (client->exchange.is_over) {
        client->is_connected = client->exchange.failure == HOST_OK;
        exchange_end(&client->exchange, machine_now(machine));
        client->is_asking = false;
        if (client->left == 0 || gives_up(client->line->load)) {
            client_ends(client);
            return;
        }
        send_request(client);
    }
    if (client->exchange.due_ns != HOST_NEVER) {
        machine_timer_set(machine, &client->timer, client->exchange.due_ns, on_due, client);
    }
}

/* --- lines --- */

static Client *add_client(Line *line) {
    Client *client = memory_new_zeroed(1, sizeof *client);
    client->line = line;
    ARRAY_PUSH(&line->clients, client);
    return client;
}

static void on_start(Machine *machine, void *argument, int64_t deadline_ns) {
    (void)machine;
    (void)deadline_ns;
    Client *client = argument;
    send_request(client);
    client_goes_on(client);
}

static void add_clients(Line *line, const char *call) {
    Load *load = line->load;
    load->open += line->asked->clients;
    for (int64_t i = 0; i < line->asked->clients; i++) {
        Client *client = add_client(line);
        client->left = line->asked->each;
        if (load->settings.trace != NULL) {
            char name[32];
            snprintf(name, sizeof name, "client %lld", (long long)i + 1);
            client->lane = trace_add_client(load->settings.trace, 0, name, call);
        }
    }
}

static void on_arrival(Machine *machine, void *argument, int64_t deadline_ns);

static void await_arrival(Line *line, int64_t now_ns) {
    int64_t at_ns = now_ns + distribution_draw(&line->gap, &line->stream, NULL);
    if (at_ns - line->begun_ns >= line->asked->duration_ns || gives_up(line->load)) {
        line->is_closing = true;
        if (line->under_way == 0) {
            end_lane(line->load, line->lane);
            end_one(line->load);
        }
        return;
    }
    machine_timer_set(line->load->settings.machine, &line->arrival, at_ns, on_arrival, line);
}

static void on_arrival(Machine *machine, void *argument, int64_t deadline_ns) {
    (void)machine;
    Line *line = argument;
    Client *client = line->free;
    if (client != NULL) {
        line->free = client->next_free;
    } else {
        client = add_client(line);
    }
    client->left = 1;
    client->lane = line->lane;
    client->is_connected = false;
    line->under_way++;
    send_request(client);
    client_goes_on(client);
    await_arrival(line, deadline_ns);
}

static void add_arrivals(Line *line, uint64_t seed, size_t index, const char *call) {
    Load *load = line->load;
    char name[64];
    snprintf(name, sizeof name, "arrivals %zu", index);
    line->stream = random_stream(seed, name);
    line->gap = (Distribution){.kind = DISTRIBUTION_EXPONENTIAL,
                               .a_ns = line->asked->rate_period_ns / line->asked->rate_count};
    if (load->settings.trace != NULL) {
        line->lane = trace_add_client(load->settings.trace, 0, call, call);
    }
    load->open++;
}

/* Begins, if the host is ready. */
static void on_begin(Machine *machine, void *argument, int64_t deadline_ns) {
    Line *line = argument;
    const LoadSettings *settings = &line->load->settings;
    line->is_waiting =
        settings->is_ready != NULL && !settings->is_ready(settings->context, line->asked->url);
    if (line->is_waiting) {
        return;
    }
    for (size_t i = 0; i < line->clients.count; i++) {
        machine_timer_set(machine, &line->clients.items[i]->timer, deadline_ns, on_start,
                          line->clients.items[i]);
    }
    if (line->asked->clients == 0) {
        line->begun_ns = deadline_ns;
        await_arrival(line, deadline_ns);
    }
}

void load_go(Load *load) {
    Machine *machine = load->settings.machine;
    for (size_t i = 0; i < load->count; i++) {
        Line *line = &load->lines[i];
        if (line->is_waiting) {
            machine_timer_set(machine, &line->begin, machine_now(machine), on_begin, line);
        }
    }
}

static void add_line(Line *line, uint64_t seed, size_t index) {
    Trace *trace = line->load->settings.trace;
    Text call = {0};
    if (trace != NULL) {
        text_printf(&call, "GET %s", line->asked->url);
        line->call = trace_string(trace, text_cstr(&call), call.length);
        text_clear(&call);
    }
    text_printf(&call, "%s %s", line->asked->clients > 0 ? "load" : "arrivals",
                line->asked->target);
    if (line->asked->clients > 0) {
        add_clients(line, text_cstr(&call));
    } else {
        add_arrivals(line, seed, index, text_cstr(&call));
    }
    machine_timer_set(line->load->settings.machine, &line->begin, 0, on_begin, line);
    text_release(&call);
}

Load *load_new(const LoadSettings *settings) {
    Load *load = memory_new_zeroed(1, sizeof *load);
    const World *world = settings->world;
    load->settings = *settings;
    load->count = world->loads.count;
    load->lines = memory_new_zeroed(load->count + 1, sizeof *load->lines);
    for (size_t i = 0; i < load->count; i++) {
        load->lines[i].load = load;
        load->lines[i].asked = &world->loads.items[i];
        add_line(&load->lines[i], world_seed(world), i);
    }
    return load;
}

void load_free(Load *load) {
    if (load == NULL) {
        return;
    }
    Machine *machine = load->settings.machine;
    for (size_t i = 0; i < load->count; i++) {
        Line *line = &load->lines[i];
        machine_timer_cancel(machine, &line->begin);
        machine_timer_cancel(machine, &line->arrival);
        for (size_t k = 0; k < line->clients.count; k++) {
            Client *client = line->clients.items[k];
            machine_timer_cancel(machine, &client->timer);
            if (client->is_asking) {
                exchange_end(&client->exchange, machine_now(machine));
            }
            memory_free(client);
        }
        ARRAY_RELEASE(&line->clients);
    }
    ARRAY_RELEASE(&load->waiting);
    memory_free(load->lines);
    memory_free(load);
}

bool load_is_over(const Load *load) {
    return load->open == 0;
}

MachineOutcome load_wait(Load *load) {
    Machine *machine = load->settings.machine;
    while (load->open > 0) {
        ARRAY_PUSH(&load->waiting, machine_current(machine));
        if (machine_block(machine, MACHINE_FOREVER, "the world's load") == MACHINE_STOPPED) {
            return MACHINE_STOPPED;
        }
    }
    return MACHINE_WOKEN;
}
