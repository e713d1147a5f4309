#include "session/limits.h"

#include "session/threads.h"
#include "sim/exchange.h"
#include "vm/object.h"

typedef struct LimitsObject {
    Obj obj;
    Limits limits;
} LimitsObject;

static bool take_limit(Vm *vm, Value seconds, int64_t *ns) {
    *ns = EXCHANGE_NO_LIMIT;
    if (value_is_null(seconds) || value_is_none(seconds)) {
        return true;
    }
    if (!threads_seconds_to_ns(vm, seconds, ns)) {
        return false;
    }
    *ns = *ns < 0 ? 0 : *ns;
    return true;
}

static Value limits_construct(Vm *vm, Type *type, const Value *arguments, uint32_t count,
                              Value keywords) {
    static const char *const names =
        "pool=, connect=, connected=, read=, total=, whole_from=, cancels=";
    Value given[7];
    Limits limits;
    if (!arguments_bind(vm, "Limits", names, arguments, count, keywords, given) ||
        !take_limit(vm, given[0], &limits.pool_ns) ||
        !take_limit(vm, given[1], &limits.connect_ns) ||
        !take_limit(vm, given[2], &limits.connected_ns) ||
        !take_limit(vm, given[3], &limits.read_ns) || !take_limit(vm, given[4], &limits.total_ns) ||
        !take_limit(vm, given[5], &limits.whole_from_ns)) {
        return VALUE_NULL;
    }
    limits.cancels = value_same(given[6], VALUE_TRUE);
    LimitsObject *made = heap_new(vm, type, sizeof *made);
    made->limits = limits;
    return value_from_obj(made);
}

bool value_is_limits(Value value) {
    return value_is_obj(value) && value_obj(value)->type->construct == limits_construct;
}

const Limits *value_limits(Value value) {
    return &((const LimitsObject *)value_obj(value))->limits;
}

int64_t limits_end_ns(const Limits *limits, int64_t began_ns, int64_t limit_ns) {
    static const int64_t SECOND_NS = 1000000000;
    int64_t end_ns;
    if (limit_ns == EXCHANGE_NO_LIMIT || __builtin_add_overflow(began_ns, limit_ns, &end_ns) ||
        end_ns > INT64_MAX - SECOND_NS) {
        return MACHINE_FOREVER;
    }
    if (limit_ns >= limits->whole_from_ns) {
        end_ns += (SECOND_NS - end_ns % SECOND_NS) % SECOND_NS;
    }
    return end_ns;
}

void limits_add_class(Session *session, Value module) {
    static const TypeSpec spec = {.name = "_meanwhile.Limits",
                                  .instance_size = sizeof(LimitsObject),
                                  .flags = TYPE_FINAL,
                                  .slots = {.construct = limits_construct}};
    Type *type = type_new_native(session->vm, &spec, NULL);
    module_set(session->vm, module, "Limits", value_from_obj(type));
}
