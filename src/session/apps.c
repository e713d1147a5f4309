#include "session/apps.h"

#include "base/array.h"
#include "base/memory.h"
#include "session/asyncio.h"
#include "session/threads.h"
#include "sim/exchange.h"
#include "sim/load.h"
#include "sim/url.h"
#include "sim/world.h"
#include "vm/bytes.h"
#include "vm/container.h"
#include "vm/number.h"
#include "vm/protocol.h"
#include "vm/str.h"

#include <string.h>

enum { HEADERS_MAX = 1000 };

typedef struct GateObject {
    Obj obj;
    Apps *apps;
    Value start;
    Value take;
    Value loop;                   /* VALUE_NULL: not open */
    Value handle;                 /* calls take() on the loop; a new one for each time */
    Value names;                  /* list of str */
    ARRAY_OF(Exchange *) arrived; /* and not taken */
    bool was_started, is_ready, is_notified, is_closed;
} GateObject;

typedef struct ArrivalObject {
    Obj obj;
    Apps *apps;
    Exchange *exchange; /* NULL: answered, or the client has gone */
    Value method, url, headers, body;
    int64_t number;
} ArrivalObject;

typedef struct NamedGate {
    char *name;
    GateObject *gate; /* a reference */
} NamedGate;

struct Apps {
    Session *session;
    Type *type_gate, *type_arrival;
    ARRAY_OF(NamedGate) hosts;
    Value find;   /* VALUE_NULL: nobody watches */
    bool is_used; /* the program has a server */
    bool was_asked;
    int64_t arrivals;
    size_t under_way;                  /* requests that have arrived and are not answered */
    ARRAY_OF(MachineThread *) servers; /* threads within enter() */
    Value over_handle;
    bool is_loaded; /* the program may come to have a server */
    bool program_is_over;
};

static GateObject *gate_in(Value value) {
    return (GateObject *)value_obj(value);
}

static ArrivalObject *arrival_in(Value value) {
    return (ArrivalObject *)value_obj(value);
}

/* ---- the end ---- */

static bool is_over(const Apps *apps) {
    return apps->under_way == 0 && load_is_over(apps->session->load);
}

static bool is_server(const Apps *apps, const MachineThread *thread) {
    for (size_t i = 0; i < apps->servers.count; i++) {
        if (apps->servers.items[i] == thread) {
            return true;
        }
    }
    return false;
}

/* Whether no thread but the servers' and the one that ends now (or NULL) can go on by itself. */
static bool is_alone(const Apps *apps, const MachineThread *ending) {
    Machine *machine = apps->session->machine;
    for (MachineThread *thread = machine_next_thread(machine, NULL); thread != NULL;
         thread = machine_next_thread(machine, thread)) {
        if (thread != ending && !machine_thread_waits_for_others(thread) &&
            !is_server(apps, thread)) {
            return false;
        }
    }
    return true;
}

static void tell_over(Session *session) {
    Value handle = value_take(&session->apps->over_handle);
    asyncio_handle_schedule(handle);
    value_release(session->vm, handle);
}

static void check(Session *session, const MachineThread *ending) {
    Apps *apps = session->apps;
    if (!value_is_null(apps->over_handle) && is_over(apps) && is_alone(apps, ending)) {
        tell_over(session);
    }
}

void apps_thread_ends(Session *session) {
    check(session, machine_current(session->machine));
}

bool apps_last_chance(void *context) {
    Session *session = context;
    if (value_is_null(session->apps->over_handle) || !is_over(session->apps)) {
        return false;
    }
    tell_over(session);
    return true;
}

/* ---- arrivals ---- */

static void break_off(Apps *apps, Exchange *exchange) {
    apps->under_way--;
    exchange_break(exchange, machine_now(apps->session->machine));
}

/* Nothing may be allocated in the heap here: this is called from any thread, and between threads.
 */
static void arrived(void *context, Exchange *exchange) {
    GateObject *gate = context;
    Apps *apps = gate->apps;
    apps->under_way++;
    apps->was_asked = true;
    exchange->handler = NULL;
    if (gate->is_closed) {
        break_off(apps, exchange);
        return;
    }
    ARRAY_PUSH(&gate->arrived, exchange);
    if (!value_is_null(gate->loop) && !gate->is_notified) {
        gate->is_notified = true;
        asyncio_handle_schedule(gate->handle);
    }
}

static void gone(void *context, Exchange *exchange) {
    GateObject *gate = context;
    ArrivalObject *arrival = exchange->handler;
    gate->apps->under_way--;
    if (arrival != NULL) {
        arrival->exchange = NULL;
    }
    for (size_t i = 0; arrival == NULL && i < gate->arrived.count; i++) {
        if (gate->arrived.items[i] == exchange) {
            gate->arrived.count--;
            memmove(&gate->arrived.items[i], &gate->arrived.items[i + 1],
                    (gate->arrived.count - i) * sizeof(Exchange *));
            break;
        }
    }
    check(gate->apps->session, NULL);
}

static const HostApp HOST_APP = {arrived, gone};
static const HostApp NOBODY = {NULL, NULL};

static Value headers_of(Vm *vm, const HostRequest *request) {
    Value list = list_new(vm, (uint32_t)request->header_count);
    for (size_t i = 0; i < request->header_count; i++) {
        Value name = str_from_cstr(vm, request->headers[i].name);
        Value value = str_from_cstr(vm, request->headers[i].value);
        list_append_new(vm, list, tuple_pack(vm, 2, name, value));
        value_release(vm, name);
        value_release(vm, value);
    }
    return list;
}

static Value arrival_new(Apps *apps, Exchange *exchange) {
    Vm *vm = apps->session->vm;
    const HostRequest *request = &exchange->request;
    if (!heap_can_hold(vm, request->body_length)) {
        return VALUE_NULL;
    }
    ArrivalObject *arrival = heap_new(vm, apps->type_arrival, sizeof *arrival);
    arrival->apps = apps;
    arrival->exchange = exchange;
    arrival->method = str_from_cstr(vm, request->method);
    arrival->url = str_from_cstr(vm, request->url);
    arrival->headers = headers_of(vm, request);
    arrival->body = bytes_new(vm, (const uint8_t *)request->body, (uint32_t)request->body_length);
    arrival->number = ++apps->arrivals;
    exchange->handler = arrival;
    return value_from_obj(arrival);
}

/* ---- Gate ---- */

static Value gate_serve(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    GateObject *gate = gate_in(arguments[0]);
    Apps *apps = gate->apps;
    Text name = {0};
    str_append_utf8(arguments[1], &name);
    NamedGate row = {text_take(&name), obj_retain(gate)};
    ARRAY_PUSH(&apps->hosts, row);
    host_table_serve(apps->session->hosts, row.name, &HOST_APP, gate);
    list_append(vm, gate->names, arguments[1]);
    return VALUE_NONE;
}

static Value gate_open(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    GateObject *gate = gate_in(arguments[0]);
    value_store(vm, &gate->loop, value_retain(arguments[1]));
    value_store(vm, &gate->take, value_retain(arguments[2]));
    value_store(vm, &gate->handle, asyncio_handle_new(gate->loop, gate->take));
    gate->was_started = true;
    if (gate->arrived.count > 0) {
        gate->is_notified = true;
        asyncio_handle_schedule(gate->handle);
    }
    return VALUE_NONE;
}

static Value gate_ready(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    gate_in(arguments[0])->is_ready = true;
    load_go(session_of(vm)->load);
    return VALUE_NONE;
}

static Value gate_take(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    GateObject *gate = gate_in(arguments[0]);
    Value list = list_new(vm, (uint32_t)gate->arrived.count);
    gate->is_notified = false;
    value_store(vm, &gate->handle, asyncio_handle_new(gate->loop, gate->take));
    for (size_t i = 0; i < gate->arrived.count; i++) {
        Value arrival = arrival_new(gate->apps, gate->arrived.items[i]);
        if (value_is_null(arrival)) {
            value_release(vm, list);
            return VALUE_NULL;
        }
        list_append_new(vm, list, arrival);
    }
    gate->arrived.count = 0;
    return list;
}

static Value gate_close(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    GateObject *gate = gate_in(arguments[0]);
    gate->is_closed = gate->is_ready = true;
    for (size_t i = 0; i < gate->apps->hosts.count; i++) {
        const NamedGate *row = &gate->apps->hosts.items[i];
        if (row->gate == gate) {
            host_table_serve(gate->apps->session->hosts, row->name, &NOBODY, NULL);
        }
    }
    while (gate->arrived.count > 0) {
        Exchange *exchange = gate->arrived.items[gate->arrived.count - 1];
        gate->arrived.count--;
        break_off(gate->apps, exchange);
    }
    value_store(vm, &gate->loop, VALUE_NULL);
    value_store(vm, &gate->handle, VALUE_NULL);
    load_go(gate->apps->session->load);
    return VALUE_NONE;
}

static Value gate_names(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)vm;
    (void)count;
    (void)keywords;
    return value_retain(gate_in(arguments[0])->names);
}

static void gate_visit(Obj *self, VisitFunction visit, void *context) {
    GateObject *gate = (GateObject *)self;
    visit(gate->start, context);
    visit(gate->take, context);
    visit(gate->loop, context);
    visit(gate->handle, context);
    visit(gate->names, context);
}

static void gate_destroy(Vm *vm, Obj *self) {
    GateObject *gate = (GateObject *)self;
    value_store(vm, &gate->start, VALUE_NULL);
    value_store(vm, &gate->take, VALUE_NULL);
    value_store(vm, &gate->loop, VALUE_NULL);
    value_store(vm, &gate->handle, VALUE_NULL);
    value_store(vm, &gate->names, VALUE_NULL);
    ARRAY_RELEASE(&gate->arrived);
}

static Value gate_construct(Vm *vm, Type *type, const Value *arguments, uint32_t count,
                            Value keywords) {
    Value start;
    if (!arguments_bind(vm, "Gate", "start", arguments, count, keywords, &start)) {
        return VALUE_NULL;
    }
    GateObject *gate = heap_new(vm, type, sizeof *gate);
    gate->apps = session_of(vm)->apps;
    gate->apps->is_used = true;
    gate->start = value_retain(start);
    gate->names = list_new(vm, 1);
    return value_from_obj(gate);
}

static const NativeMethod GATE_METHODS[] = {
    {"serve", gate_serve, 1, 1, false, METHOD_INSTANCE},
    {"open", gate_open, 2, 2, false, METHOD_INSTANCE},
    {"ready", gate_ready, 0, 0, false, METHOD_INSTANCE},
    {"take", gate_take, 0, 0, false, METHOD_INSTANCE},
    {"close", gate_close, 0, 0, false, METHOD_INSTANCE},
    {"names", gate_names, 0, 0, false, METHOD_PROPERTY},
    {NULL, NULL, 0, 0, false, METHOD_INSTANCE},
};

/* ---- Arrival ---- */

static Value arrival_method(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)vm;
    (void)count;
    (void)keywords;
    return value_retain(arrival_in(arguments[0])->method);
}

static Value arrival_url(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)vm;
    (void)count;
    (void)keywords;
    return value_retain(arrival_in(arguments[0])->url);
}

static Value arrival_headers(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)vm;
    (void)count;
    (void)keywords;
    return value_retain(arrival_in(arguments[0])->headers);
}

static Value arrival_body(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)vm;
    (void)count;
    (void)keywords;
    return value_retain(arrival_in(arguments[0])->body);
}

static Value arrival_number(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    return int_from_int64(vm, arrival_in(arguments[0])->number);
}

static Value arrival_serve(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    ArrivalObject *arrival = arrival_in(arguments[0]);
    if (arrival->exchange != NULL) {
        exchange_serve(arrival->exchange, machine_now(session_of(vm)->machine));
    }
    return VALUE_NONE;
}

/* A str's bytes in the arena of texts: where they begin in `bytes` is what is kept, since that may
 * still move. */
static void append_text(Text *bytes, Value str) {
    str_append_utf8(str, bytes);
    text_append_char(bytes, '\0');
}

static Value arrival_answer(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)vm;
    (void)count;
    (void)keywords;
    ArrivalObject *arrival = arrival_in(arguments[0]);
    Exchange *exchange = arrival->exchange;
    int64_t status = value_small_int(arguments[1]);
    List *fields = value_list(arguments[2]);
    const Bytes *body = (const Bytes *)value_obj(arguments[3]);
    if (exchange == NULL) {
        return VALUE_NONE;
    }
    Text texts = {0};
    size_t offsets[2 * HEADERS_MAX];
    size_t header_count = fields->count < HEADERS_MAX ? fields->count : HEADERS_MAX;
    for (size_t i = 0; i < header_count; i++) {
        Tuple *pair = value_tuple(fields->items[i]);
        offsets[2 * i] = texts.length;
        append_text(&texts, pair->items[0]);
        offsets[2 * i + 1] = texts.length;
        append_text(&texts, pair->items[1]);
    }
    HostHeader headers[HEADERS_MAX];
    for (size_t i = 0; i < header_count; i++) {
        headers[i] = (HostHeader){texts.bytes + offsets[2 * i], texts.bytes + offsets[2 * i + 1]};
    }
    arrival->exchange = NULL;
    arrival->apps->under_way--;
    exchange_answer(exchange, machine_now(arrival->apps->session->machine), (int)status, headers,
                    header_count, (const char *)body->data, body->length);
    text_release(&texts);
    return VALUE_NONE;
}

static void arrival_visit(Obj *self, VisitFunction visit, void *context) {
    ArrivalObject *arrival = (ArrivalObject *)self;
    visit(arrival->method, context);
    visit(arrival->url, context);
    visit(arrival->headers, context);
    visit(arrival->body, context);
}

static void arrival_destroy(Vm *vm, Obj *self) {
    ArrivalObject *arrival = (ArrivalObject *)self;
    if (arrival->exchange != NULL) {
        Exchange *exchange = arrival->exchange;
        arrival->exchange = NULL;
        break_off(arrival->apps, exchange);
    }
    value_store(vm, &arrival->method, VALUE_NULL);
    value_store(vm, &arrival->url, VALUE_NULL);
    value_store(vm, &arrival->headers, VALUE_NULL);
    value_store(vm, &arrival->body, VALUE_NULL);
}

static const NativeMethod ARRIVAL_METHODS[] = {
    {"method", arrival_method, 0, 0, false, METHOD_PROPERTY},
    {"url", arrival_url, 0, 0, false, METHOD_PROPERTY},
    {"headers", arrival_headers, 0, 0, false, METHOD_PROPERTY},
    {"body", arrival_body, 0, 0, false, METHOD_PROPERTY},
    {"number", arrival_number, 0, 0, false, METHOD_PROPERTY},
    {"serve", arrival_serve, 0, 0, false, METHOD_INSTANCE},
    {"answer", arrival_answer, 3, 3, false, METHOD_INSTANCE},
    {NULL, NULL, 0, 0, false, METHOD_INSTANCE},
};

/* ---- the module ---- */

static Value start(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    Text name = {0};
    str_append_utf8(arguments[2], &name);
    ThreadStart process = {.function = arguments[0],
                           .arguments = arguments[1],
                           .name = text_cstr(&name),
                           .own_gil = true};
    uint64_t number = 0;
    bool fine = threads_start(session_of(vm), &process, &number);
    text_release(&name);
    return fine ? VALUE_NONE : VALUE_NULL;
}

static Value watch(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    Value find = value_is_none(arguments[0]) ? VALUE_NULL : value_retain(arguments[0]);
    value_store(vm, &session_of(vm)->apps->find, find);
    return VALUE_NONE;
}

static Value enter(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)arguments;
    (void)count;
    (void)keywords;
    Session *session = session_of(vm);
    ARRAY_PUSH(&session->apps->servers, machine_current(session->machine));
    return VALUE_NONE;
}

static Value leave(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)arguments;
    (void)count;
    (void)keywords;
    Session *session = session_of(vm);
    Apps *apps = session->apps;
    for (size_t i = apps->servers.count; i > 0; i--) {
        if (apps->servers.items[i - 1] == machine_current(session->machine)) {
            apps->servers.items[i - 1] = apps->servers.items[--apps->servers.count];
            break;
        }
    }
    return VALUE_NONE;
}

static Value is_over_function(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)arguments;
    (void)count;
    (void)keywords;
    const Apps *apps = session_of(vm)->apps;
    return value_from_bool(is_over(apps) && is_alone(apps, NULL));
}

static Value check_function(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)arguments;
    (void)count;
    (void)keywords;
    check(session_of(vm), NULL);
    return VALUE_NONE;
}

static Value has_load(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    const World *world = session_of(vm)->world;
    bool has = false;
    for (size_t i = 0; i < world->loads.count && !has; i++) {
        const char *url = world->loads.items[i].url;
        char *name = host_name_of(url, strlen(url));
        has = name != NULL && str_equal_cstr(arguments[0], name);
        memory_free(name);
    }
    return value_from_bool(has);
}

static Value when_over(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    Session *session = session_of(vm);
    value_store(vm, &session->apps->over_handle, asyncio_handle_new(arguments[0], arguments[1]));
    return VALUE_NONE;
}

static Value refuse(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    vm_stop(vm, STOP_REFUSED, "%s:%d: error: %s\n  hint: %s", session_of(vm)->options->program_path,
            vm_current_line(vm), str_utf8(vm, arguments[0]), str_utf8(vm, arguments[1]));
    return VALUE_NULL;
}

static const NativeMethod FUNCTIONS[] = {
    {"start", start, 3, 3, false, METHOD_STATIC},
    {"watch", watch, 1, 1, false, METHOD_STATIC},
    {"enter", enter, 0, 0, false, METHOD_STATIC},
    {"leave", leave, 0, 0, false, METHOD_STATIC},
    {"is_over", is_over_function, 0, 0, false, METHOD_STATIC},
    {"has_load", has_load, 1, 1, false, METHOD_STATIC},
    {"check", check_function, 0, 0, false, METHOD_STATIC},
    {"when_over", when_over, 2, 2, false, METHOD_STATIC},
    {"refuse", refuse, 2, 2, false, METHOD_STATIC},
    {NULL, NULL, 0, 0, false, METHOD_STATIC},
};

Value apps_import(Session *session) {
    Vm *vm = session->vm;
    Value module = module_new(vm, "_apps");
    session->apps->is_loaded = true;
    module_add_functions(vm, module, FUNCTIONS);
    module_set(vm, module, "Gate", value_from_obj(session->apps->type_gate));
    return module;
}

/* ---- reaching and finishing ---- */

static GateObject *gate_named(const Apps *apps, const char *name) {
    for (size_t i = 0; i < apps->hosts.count; i++) {
        if (strcmp(apps->hosts.items[i].name, name) == 0) {
            return apps->hosts.items[i].gate;
        }
    }
    return NULL;
}

static bool call_released(Vm *vm, Value callable) {
    Value result = vm_call0(vm, callable);
    value_release(vm, result);
    return !value_is_null(result);
}

static bool is_idle_port(const Session *session, const char *url, size_t url_length) {
    Url parts;
    if (url_parse(&parts, url, url_length) != NULL) {
        return false;
    }
    const World *world = session->world;
    const WorldHost *line = world_find_host(world, parts.host, parts.port, parts.path);
    bool is_named = line != &world->fallback && strcmp(line->host, "*") != 0;
    bool is_local = strcmp(parts.host, "localhost") == 0 || strcmp(parts.host, "127.0.0.1") == 0;
    url_release(&parts);
    return is_local && !is_named;
}

bool apps_reach(Session *session, const char *url, size_t url_length) {
    Apps *apps = session->apps;
    Vm *vm = session->vm;
    if (!value_is_null(apps->find) && !call_released(vm, apps->find)) {
        return false;
    }
    if (!apps->is_used) {
        return true;
    }
    char *name = host_name_of(url, url_length);
    GateObject *gate = name != NULL ? gate_named(apps, name) : NULL;
    if (gate == NULL && is_idle_port(session, url, url_length)) {
        host_table_serve(session->hosts, name, &NOBODY, NULL);
    }
    memory_free(name);
    if (gate == NULL || gate->was_started) {
        return true;
    }
    gate->was_started = true;
    return call_released(vm, gate->start);
}

/* Whether the program has a variable that would be called NAME.local. */
static bool has_variable(const Session *session, const char *name) {
    Vm *vm = session->vm;
    const char *dot = strrchr(name, '.');
    if (dot == NULL || strcmp(dot, ".local") != 0) {
        return false;
    }
    Text variable = {0};
    text_append(&variable, name, (size_t)(dot - name));
    bool has = vm_main_mentions(vm, text_cstr(&variable));
    text_release(&variable);
    return has;
}

bool apps_load_is_ready(void *context, const char *url) {
    Session *session = context;
    Apps *apps = session->apps;
    if (!apps->is_loaded) {
        return true;
    }
    char *name = host_name_of(url, strlen(url));
    const GateObject *gate = gate_named(apps, name);
    bool is_idle = gate == NULL && is_idle_port(session, url, strlen(url));
    bool may_come = !apps->program_is_over && (is_idle || has_variable(session, name));
    if (is_idle && !may_come) {
        host_table_serve(session->hosts, name, &NOBODY, NULL);
    }
    memory_free(name);
    return gate != NULL ? gate->is_ready : !may_come;
}

void apps_load_ended(void *context) {
    check(context, NULL);
}

void apps_program_ends(Session *session) {
    session->apps->program_is_over = true;
    load_go(session->load);
}

const char *apps_idle_server(const Session *session) {
    const Apps *apps = session->apps;
    return apps->hosts.count > 0 && !apps->was_asked ? apps->hosts.items[0].name : NULL;
}

bool apps_finish(Session *session) {
    Vm *vm = session->vm;
    Value name = str_intern_cstr(vm, "_app_server");
    Value module = dict_get_name(vm->modules, name);
    value_release(vm, name);
    if (value_is_null(module)) {
        return true;
    }
    Value result = vm_call_method(vm, module, "finish", NULL, 0);
    value_release(vm, result);
    return !value_is_null(result);
}

/* ---- life ---- */

Apps *apps_new(Session *session) {
    Apps *apps = memory_new_zeroed(1, sizeof *apps);
    apps->session = session;
    static const TypeSpec gate = {
        .name = "_apps.Gate",
        .instance_size = sizeof(GateObject),
        .flags = TYPE_FINAL,
        .methods = GATE_METHODS,
        .slots = {.construct = gate_construct, .visit = gate_visit, .destroy = gate_destroy}};
    static const TypeSpec arrival = {.name = "_apps.Arrival",
                                     .instance_size = sizeof(ArrivalObject),
                                     .flags = TYPE_FINAL,
                                     .methods = ARRIVAL_METHODS,
                                     .slots = {.visit = arrival_visit, .destroy = arrival_destroy}};
    apps->type_gate = type_new_native(session->vm, &gate, NULL);
    apps->type_arrival = type_new_native(session->vm, &arrival, NULL);
    return apps;
}

void apps_end(Apps *apps) {
    Vm *vm = apps->session->vm;
    value_store(vm, &apps->find, VALUE_NULL);
    value_store(vm, &apps->over_handle, VALUE_NULL);
    for (size_t i = 0; i < apps->hosts.count; i++) {
        NamedGate *row = &apps->hosts.items[i];
        host_table_serve(apps->session->hosts, row->name, NULL, NULL);
        memory_free(row->name);
        obj_release(vm, row->gate);
    }
    ARRAY_RELEASE(&apps->hosts);
    ARRAY_RELEASE(&apps->servers);
}

void apps_free(Apps *apps) {
    memory_free(apps);
}
