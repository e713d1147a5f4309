#include "session/gate.h"

#include "base/array.h"
#include "base/memory.h"
#include "session/apps.h"
#include "session/asyncio.h"
#include "sim/exchange.h"
#include "sim/load.h"
#include "vm/bytes.h"
#include "vm/container.h"
#include "vm/number.h"
#include "vm/protocol.h"
#include "vm/str.h"

#include <string.h>

struct GateObject {
    Obj obj;
    Gates *gates;
    Value start;
    Value take;
    Value loop;                   /* VALUE_NULL: not open */
    Value handle;                 /* calls take() on the loop; a new one for each time */
    Value names;                  /* list of str */
    ARRAY_OF(Exchange *) arrived; /* and not taken */
    bool was_started, is_ready, is_notified, is_closed;
    bool has_ended; /* with the program: nobody is told of anything any more */
};

typedef struct ArrivalObject {
    Obj obj;
    Gates *gates;
    const Gate *gate;                      /* where it arrived; only compared */
    Exchange *exchange;                    /* NULL: answered, or the client has gone */
    struct ArrivalObject *next, *previous; /* of those with an exchange; borrowed */
    Value method, url, headers, body;
    int64_t number;
} ArrivalObject;

typedef struct NamedGate {
    char *name;
    Gate *gate; /* a reference */
} NamedGate;

struct Gates {
    Session *session;
    Type *type_gate, *type_arrival;
    ARRAY_OF(NamedGate) hosts;
    ArrivalObject *taken; /* and not answered; the latest first */
    size_t under_way;
    int64_t arrivals;
    bool exist, were_asked;
};

static Gate *gate_in(Value value) {
    return (Gate *)value_obj(value);
}

static ArrivalObject *arrival_in(Value value) {
    return (ArrivalObject *)value_obj(value);
}

/* ---- arriving ---- */

static void break_off(Gates *gates, Exchange *exchange) {
    gates->under_way--;
    exchange_break(exchange, machine_now(gates->session->machine));
}

static void arrived(void *context, Exchange *exchange) {
    Gate *gate = context;
    Gates *gates = gate->gates;
    gates->were_asked = true;
    exchange->handler = NULL;
    if (gate->has_ended) {
        exchange_forget(exchange);
        return;
    }
    gates->under_way++;
    if (gate->is_closed) {
        break_off(gates, exchange);
        return;
    }
    ARRAY_PUSH(&gate->arrived, exchange);
    if (!value_is_null(gate->loop) && !gate->is_notified) {
        gate->is_notified = true;
        asyncio_handle_schedule(gate->handle);
    }
}

/* Its exchange is answered or gone; which it was. */
static Exchange *let_go(ArrivalObject *arrival) {
    Exchange *exchange = arrival->exchange;
    ArrivalObject **from =
        arrival->previous != NULL ? &arrival->previous->next : &arrival->gates->taken;
    *from = arrival->next;
    if (arrival->next != NULL) {
        arrival->next->previous = arrival->previous;
    }
    arrival->exchange = NULL;
    return exchange;
}

static void remove_first(Gate *gate, size_t count) {
    gate->arrived.count -= count;
    memmove(gate->arrived.items, gate->arrived.items + count,
            gate->arrived.count * sizeof *gate->arrived.items);
}

static void gone(void *context, Exchange *exchange) {
    Gate *gate = context;
    gate->gates->under_way--;
    if (exchange->handler != NULL) {
        let_go(exchange->handler);
    } else {
        size_t i = 0;
        while (gate->arrived.items[i] != exchange) {
            i++;
        }
        gate->arrived.count--;
        memmove(&gate->arrived.items[i], &gate->arrived.items[i + 1],
                (gate->arrived.count - i) * sizeof *gate->arrived.items);
    }
    apps_check(gate->gates->session);
}

static const HostApp OPEN = {arrived, gone};
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

/* VALUE_NULL: MemoryError. */
static Value arrival_new(const Gate *gate, Exchange *exchange) {
    Gates *gates = gate->gates;
    Vm *vm = gates->session->vm;
    const HostRequest *request = &exchange->request;
    if (!heap_can_hold(vm, request->body_length)) {
        return VALUE_NULL;
    }
    ArrivalObject *arrival = heap_new(vm, gates->type_arrival, sizeof *arrival);
    arrival->gates = gates;
    arrival->gate = gate;
    arrival->method = str_from_cstr(vm, request->method);
    arrival->url = str_from_cstr(vm, request->url);
    arrival->headers = headers_of(vm, request);
    arrival->body = bytes_new(vm, (const uint8_t *)request->body, (uint32_t)request->body_length);
    arrival->number = ++gates->arrivals;
    arrival->exchange = exchange;
    arrival->next = gates->taken;
    if (arrival->next != NULL) {
        arrival->next->previous = arrival;
    }
    gates->taken = arrival;
    exchange->handler = arrival;
    return value_from_obj(arrival);
}

/* ---- Gate ---- */

static Value gate_serve(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    Gate *gate = gate_in(arguments[0]);
    Gates *gates = gate->gates;
    Text name = {0};
    str_append_utf8(arguments[1], &name);
    NamedGate row = {text_take(&name), obj_retain(gate)};
    ARRAY_PUSH(&gates->hosts, row);
    host_table_serve(gates->session->hosts, row.name, &OPEN, gate);
    list_append(vm, gate->names, arguments[1]);
    return VALUE_NONE;
}

static Value gate_open(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    Gate *gate = gate_in(arguments[0]);
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
    Gate *gate = gate_in(arguments[0]);
    Value list = list_new(vm, (uint32_t)gate->arrived.count);
    gate->is_notified = false;
    value_store(vm, &gate->handle, asyncio_handle_new(gate->loop, gate->take));
    size_t taken = 0;
    bool fine = true;
    while (fine && taken < gate->arrived.count) {
        Exchange *exchange = gate->arrived.items[taken++];
        Value arrival = arrival_new(gate, exchange);
        fine = !value_is_null(arrival);
        if (fine) {
            list_append_new(vm, list, arrival);
        } else {
            break_off(gate->gates, exchange);
        }
    }
    remove_first(gate, taken);
    if (!fine) {
        value_release(vm, list);
        return VALUE_NULL;
    }
    return list;
}

static Value gate_close(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    Gate *gate = gate_in(arguments[0]);
    Gates *gates = gate->gates;
    gate->is_closed = gate->is_ready = true;
    for (size_t i = 0; i < gates->hosts.count && !gate->has_ended; i++) {
        if (gates->hosts.items[i].gate == gate) {
            gates_refuse(gates, gates->hosts.items[i].name);
        }
    }
    while (gate->arrived.count > 0) {
        Exchange *exchange = gate->arrived.items[0];
        remove_first(gate, 1);
        break_off(gates, exchange);
    }
    value_store(vm, &gate->loop, VALUE_NULL);
    value_store(vm, &gate->handle, VALUE_NULL);
    load_go(gates->session->load);
    return VALUE_NONE;
}

static Value gate_end(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)vm;
    (void)count;
    (void)keywords;
    Gate *gate = gate_in(arguments[0]);
    Gates *gates = gate->gates;
    gate->has_ended = true;
    for (size_t i = 0; i < gate->arrived.count; i++) {
        gates->under_way--;
        exchange_forget(gate->arrived.items[i]);
    }
    gate->arrived.count = 0;
    ArrivalObject *next = NULL;
    for (ArrivalObject *arrival = gates->taken; arrival != NULL; arrival = next) {
        next = arrival->next;
        if (arrival->gate == gate) {
            gates->under_way--;
            exchange_forget(let_go(arrival));
        }
    }
    return VALUE_NONE;
}

static Value gate_names(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)vm;
    (void)count;
    (void)keywords;
    return value_retain(gate_in(arguments[0])->names);
}

static void gate_visit(Obj *self, VisitFunction visit, void *context) {
    Gate *gate = (Gate *)self;
    visit(gate->start, context);
    visit(gate->take, context);
    visit(gate->loop, context);
    visit(gate->handle, context);
    visit(gate->names, context);
}

static void gate_destroy(Vm *vm, Obj *self) {
    Gate *gate = (Gate *)self;
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
    Gate *gate = heap_new(vm, type, sizeof *gate);
    gate->gates = apps_gates(session_of(vm)->apps);
    gate->gates->exist = true;
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
    {"end", gate_end, 0, 0, false, METHOD_INSTANCE},
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

/* A list of pairs of str as headers. They point into `texts`, which holds all their bytes. */
static HostHeader *headers_from(const List *fields, Text *texts) {
    HostHeader *headers = memory_new_zeroed(fields->count + 1, sizeof *headers);
    for (int pass = 0; pass < 2; pass++) { /* where the bytes stand is known when all are there */
        size_t offset = 0;
        for (uint32_t i = 0; i < fields->count; i++) {
            const Value *pair = value_tuple(fields->items[i])->items;
            const char **parts[2] = {&headers[i].name, &headers[i].value};
            for (int k = 0; k < 2; k++) {
                if (pass == 0) {
                    str_append_utf8(pair[k], texts);
                    text_append_char(texts, '\0');
                } else {
                    *parts[k] = texts->bytes + offset;
                    offset += strlen(*parts[k]) + 1;
                }
            }
        }
    }
    return headers;
}

static bool are_headers(Value value) {
    bool fine = value_is_list(value);
    for (uint32_t i = 0; fine && i < value_list(value)->count; i++) {
        Value pair = value_list(value)->items[i];
        fine = value_is_tuple(pair) && value_tuple(pair)->count == 2 &&
               value_is_str(value_tuple(pair)->items[0]) &&
               value_is_str(value_tuple(pair)->items[1]);
    }
    return fine;
}

static Value arrival_answer(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    ArrivalObject *arrival = arrival_in(arguments[0]);
    int64_t status = 0;
    if (!value_is_int(arguments[1]) || !int_to_int64(arguments[1], &status) || status < 200 ||
        status > 999 || !are_headers(arguments[2]) || !value_is_bytes(vm, arguments[3])) {
        return vm_raise(vm, EXC_TYPE_ERROR,
                        "an answer is a status from 200 to 999, a list of pairs of str, and bytes");
    }
    if (arrival->exchange == NULL) {
        return VALUE_NONE;
    }
    const List *fields = value_list(arguments[2]);
    const Bytes *body = (const Bytes *)value_obj(arguments[3]);
    Text texts = {0};
    HostHeader *headers = headers_from(fields, &texts);
    Exchange *exchange = let_go(arrival);
    arrival->gates->under_way--;
    exchange_answer(exchange, machine_now(session_of(vm)->machine), (int)status, headers,
                    fields->count, (const char *)body->data, body->length);
    memory_free(headers);
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
        break_off(arrival->gates, let_go(arrival));
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

/* ---- for the rest of the session ---- */

Type *gates_type(const Gates *gates) {
    return gates->type_gate;
}

bool gates_exist(const Gates *gates) {
    return gates->exist;
}

Gate *gates_named(const Gates *gates, const char *name) {
    for (size_t i = 0; i < gates->hosts.count; i++) {
        if (strcmp(gates->hosts.items[i].name, name) == 0) {
            return gates->hosts.items[i].gate;
        }
    }
    return NULL;
}

const char *gates_idle_name(const Gates *gates) {
    return gates->hosts.count > 0 && !gates->were_asked ? gates->hosts.items[0].name : NULL;
}

size_t gates_under_way(const Gates *gates) {
    return gates->under_way;
}

void gates_refuse(Gates *gates, const char *name) {
    host_table_serve(gates->session->hosts, name, &NOBODY, NULL);
}

bool gate_is_ready(const Gate *gate) {
    return gate->is_ready;
}

bool gate_start(Vm *vm, Gate *gate) {
    if (gate->was_started) {
        return true;
    }
    gate->was_started = true;
    Value result = vm_call0(vm, gate->start);
    value_release(vm, result);
    return !value_is_null(result);
}

/* ---- life ---- */

Gates *gates_new(Session *session) {
    Gates *gates = memory_new_zeroed(1, sizeof *gates);
    gates->session = session;
    static const TypeSpec gate = {
        .name = "_apps.Gate",
        .instance_size = sizeof(Gate),
        .flags = TYPE_FINAL,
        .methods = GATE_METHODS,
        .slots = {.construct = gate_construct, .visit = gate_visit, .destroy = gate_destroy}};
    static const TypeSpec arrival = {.name = "_apps.Arrival",
                                     .instance_size = sizeof(ArrivalObject),
                                     .flags = TYPE_FINAL,
                                     .methods = ARRIVAL_METHODS,
                                     .slots = {.visit = arrival_visit, .destroy = arrival_destroy}};
    gates->type_gate = type_new_native(session->vm, &gate, NULL);
    gates->type_arrival = type_new_native(session->vm, &arrival, NULL);
    return gates;
}

void gates_end(Gates *gates) {
    while (gates->taken != NULL) {
        exchange_forget(let_go(gates->taken));
    }
    for (size_t i = 0; i < gates->hosts.count; i++) {
        NamedGate *row = &gates->hosts.items[i];
        while (row->gate->arrived.count > 0) {
            exchange_forget(row->gate->arrived.items[0]);
            remove_first(row->gate, 1);
        }
        host_table_serve(gates->session->hosts, row->name, NULL, NULL);
        memory_free(row->name);
        obj_release(gates->session->vm, row->gate);
    }
    ARRAY_RELEASE(&gates->hosts);
}

void gates_free(Gates *gates) {
    memory_free(gates);
}
