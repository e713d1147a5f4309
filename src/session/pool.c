#include "session/pool.h"

#include "base/array.h"
#include "vm/container.h"
#include "vm/fork.h"
#include "vm/number.h"
#include "vm/object.h"
#include "vm/protocol.h"
#include "vm/str.h"

#include <math.h>
#include <string.h>

#define NOBODY SIZE_MAX

enum { ANY_NUMBER = 0 };

typedef struct Origin {
    Value name; /* str */
    uint64_t busy;
    ARRAY_OF(int64_t) since; /* of each idle connection, when it came free */
    bool is_remembered;      /* it had idle connections, or still has */
    size_t before, after;    /* among those remembered, those used last at the end; or NOBODY */
    PoolPlace *first, *last; /* who stands in line for it; NULL: nobody */
} Origin;

typedef struct PoolObject {
    Obj obj;
    Value most_given, most_each_given; /* as the program reads them */
    uint64_t most, most_each;          /* ANY_NUMBER: no limit */
    uint64_t idle_most, origins_most;  /* UINT64_MAX: no limit */
    int64_t keep_ns;                   /* INT64_MAX: for ever */
    bool shared;
    ARRAY_OF(Origin) origins;
    Dict *index; /* of each origin's name; NULL: there is none yet */
    size_t oldest, newest, remembered;
    uint64_t busy, idle;
    uint64_t standing, lined_up; /* how many wait, and how many ever have */
} PoolObject;

static PoolObject *pool_in(Value value) {
    return (PoolObject *)value_obj(value);
}

static int64_t now_of(Vm *vm) {
    return machine_now(session_of(vm)->machine);
}

/* NULL: raised. It may move when another one is added. */
static Origin *find_origin(Vm *vm, PoolObject *pool, Value name) {
    if (pool->index == NULL) {
        Value index = dict_new(vm);
        pool->index = value_dict(index);
    }
    /* A client asks the same host again and again. */
    if (pool->origins.count > 0 && value_is_str(name) &&
        str_equal(pool->origins.items[0].name, name)) {
        return &pool->origins.items[0];
    }
    Value known = dict_get(vm, pool->index, name);
    if (!value_is_null(known)) {
        int64_t place = 0;
        (void)int_to_int64(known, &place);
        return &pool->origins.items[place];
    }
    if (vm_raised(vm)) {
        return NULL;
    }
    Value place = int_from_int64(vm, (int64_t)pool->origins.count);
    bool fine = dict_set(vm, pool->index, name, place);
    value_release(vm, place);
    if (!fine) {
        return NULL;
    }
    ARRAY_PUSH(&pool->origins,
               (Origin){.name = value_retain(name), .before = NOBODY, .after = NOBODY});
    return &pool->origins.items[pool->origins.count - 1];
}

/* ---- idle connections ---- */

static void forget(PoolObject *pool, Origin *origin) {
    Origin *all = pool->origins.items;
    *(origin->before == NOBODY ? &pool->oldest : &all[origin->before].after) = origin->after;
    *(origin->after == NOBODY ? &pool->newest : &all[origin->after].before) = origin->before;
    origin->before = origin->after = NOBODY;
    origin->is_remembered = false;
    pool->remembered--;
    pool->idle -= origin->since.count;
}

/* As the one that was used last. */
static void remember(PoolObject *pool, Origin *origin) {
    Origin *all = pool->origins.items;
    size_t place = (size_t)(origin - all);
    origin->before = pool->newest;
    origin->after = NOBODY;
    *(pool->newest == NOBODY ? &pool->oldest : &all[pool->newest].after) = place;
    pool->newest = place;
    origin->is_remembered = true;
    pool->remembered++;
    pool->idle += origin->since.count;
}

/* Takes the connection that was used last; whether there was none, so that a new one is needed. */
static bool take_idle(PoolObject *pool, Origin *origin, int64_t now_ns) {
    if (origin->since.count == 0) {
        return true;
    }
    int64_t last_ns = origin->since.items[--origin->since.count];
    pool->idle--;
    if (now_ns - last_ns > pool->keep_ns) {
        pool->idle -= origin->since.count;
        origin->since.count = 0;
        return true;
    }
    return false;
}

/* `is_wanted`: somebody waits, and it is kept in any case. */
static void put_idle(PoolObject *pool, Origin *origin, int64_t now_ns, bool is_wanted) {
    bool has_limit = pool->origins_most != UINT64_MAX;
    if (origin->is_remembered && has_limit) {
        forget(pool, origin);
        remember(pool, origin);
    } else if (!origin->is_remembered) {
        remember(pool, origin);
        if (has_limit && pool->remembered > pool->origins_most) {
            Origin *oldest = &pool->origins.items[pool->oldest];
            forget(pool, oldest);
            oldest->since.count = 0;
        }
    }
    if (!origin->is_remembered) {
        return; /* no origin is to be */
    }
    uint64_t count = pool->shared ? pool->idle + pool->busy : origin->since.count;
    if (is_wanted || count < pool->idle_most) {
        ARRAY_PUSH(&origin->since, now_ns);
        pool->idle++;
    }
}

/* ---- in use, and in line ---- */

static bool has_room(const PoolObject *pool, const Origin *origin) {
    if (pool->most != ANY_NUMBER && pool->busy >= pool->most) {
        return false;
    }
    return pool->most_each == ANY_NUMBER || origin->busy < pool->most_each;
}

static void take(Vm *vm, PoolObject *pool, Origin *origin, PoolPlace *place) {
    pool->busy++;
    origin->busy++;
    place->is_called = true;
    place->fresh = take_idle(pool, origin, now_of(vm));
}

static void stand(PoolObject *pool, Origin *origin, PoolPlace *place) {
    place->order = ++pool->lined_up;
    place->before = origin->last;
    *(origin->last == NULL ? &origin->first : &origin->last->after) = place;
    origin->last = place;
    pool->standing++;
}

static void step_out(PoolObject *pool, PoolPlace *place) {
    Origin *origin = &pool->origins.items[place->origin];
    *(place->before == NULL ? &origin->first : &place->before->after) = place->after;
    *(place->after == NULL ? &origin->last : &place->after->before) = place->before;
    place->before = place->after = NULL;
    pool->standing--;
}

static void call_next(Vm *vm, PoolObject *pool) {
    PoolPlace *next = NULL;
    for (size_t i = 0; i < pool->origins.count; i++) {
        const Origin *origin = &pool->origins.items[i];
        if (origin->first != NULL && has_room(pool, origin) &&
            (next == NULL || origin->first->order < next->order)) {
            next = origin->first;
        }
    }
    if (next != NULL) {
        step_out(pool, next);
        take(vm, pool, &pool->origins.items[next->origin], next);
        next->called(next);
    }
}

static void give_back(Vm *vm, PoolObject *pool, Origin *origin, bool kept) {
    pool->busy--;
    origin->busy--;
    if (kept) {
        put_idle(pool, origin, now_of(vm), pool->standing > 0);
    }
    if (pool->standing > 0) {
        call_next(vm, pool);
    }
}

bool pool_enter(Vm *vm, Value self, Value name, PoolPlace *place) {
    PoolObject *pool = pool_in(self);
    Origin *origin = find_origin(vm, pool, name);
    if (origin == NULL) {
        return false;
    }
    place->pool = value_retain(self);
    place->origin = (size_t)(origin - pool->origins.items);
    if (has_room(pool, origin)) {
        take(vm, pool, origin, place);
    } else {
        stand(pool, origin, place);
    }
    return true;
}

void pool_leave(Vm *vm, PoolPlace *place, bool kept) {
    PoolObject *pool = pool_in(place->pool);
    if (place->origin < pool->origins.count) { /* else it has been taken apart already */
        if (place->is_called) {
            give_back(vm, pool, &pool->origins.items[place->origin], kept);
        } else {
            step_out(pool, place);
        }
    }
    value_store(vm, &place->pool, VALUE_NULL);
}

/* ---- the methods ---- */

static Value pool_add(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    PoolObject *pool = pool_in(arguments[0]);
    Origin *origin = find_origin(vm, pool, arguments[1]);
    if (origin == NULL) {
        return VALUE_NULL;
    }
    put_idle(pool, origin, now_of(vm), true);
    return VALUE_NONE;
}

static Value pool_times(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    const PoolObject *pool = pool_in(arguments[0]);
    Value times = list_new(vm, (uint32_t)pool->remembered);
    for (size_t i = pool->oldest; i != NOBODY; i = pool->origins.items[i].after) {
        const Origin *origin = &pool->origins.items[i];
        Value since = list_new(vm, (uint32_t)origin->since.count);
        for (size_t j = 0; j < origin->since.count; j++) {
            list_append_new(vm, since, int_from_int64(vm, origin->since.items[j]));
        }
        list_append_new(vm, times, since);
    }
    return times;
}

static Value pool_clear(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)vm;
    (void)count;
    (void)keywords;
    PoolObject *pool = pool_in(arguments[0]);
    while (pool->oldest != NOBODY) {
        Origin *oldest = &pool->origins.items[pool->oldest];
        forget(pool, oldest);
        oldest->since.count = 0;
    }
    return VALUE_NONE;
}

static Value pool_most(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)vm;
    (void)count;
    (void)keywords;
    return value_retain(pool_in(arguments[0])->most_given);
}

static Value pool_most_each(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)vm;
    (void)count;
    (void)keywords;
    return value_retain(pool_in(arguments[0])->most_each_given);
}

static Value pool_busy(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    return int_from_uint64(vm, pool_in(arguments[0])->busy);
}

static Value pool_standing(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    return int_from_uint64(vm, pool_in(arguments[0])->standing);
}

/* ---- the class ---- */

/* A limit that `count >= limit` is to mean: None stands for `none`, and of a fraction counts what
 * is reached first. */
static bool take_limit(Vm *vm, Value value, uint64_t none, uint64_t *limit) {
    double number;
    *limit = none;
    if (value_is_none(value)) {
        return true;
    }
    if (!value_to_double(vm, value, &number)) {
        return false;
    }
    number = ceil(number);
    *limit = number >= 9e18 ? UINT64_MAX : number > 0 ? (uint64_t)number : 0;
    return true;
}

static Value pool_construct(Vm *vm, Type *type, const Value *arguments, uint32_t count,
                            Value keywords) {
    static const char *const names = "most, most_each, idle_most, keep_ns, shared=, origins=";
    Value given[6];
    uint64_t most, most_each, idle_most, origins_most;
    if (!arguments_bind(vm, "Pool", names, arguments, count, keywords, given)) {
        return VALUE_NULL;
    }
    Value origins = value_is_null(given[5]) ? VALUE_NONE : given[5];
    int shared = value_is_null(given[4]) ? 0 : value_truth(vm, given[4]);
    if (shared < 0 || !take_limit(vm, given[0], ANY_NUMBER, &most) ||
        !take_limit(vm, given[1], ANY_NUMBER, &most_each) ||
        !take_limit(vm, given[2], UINT64_MAX, &idle_most) ||
        !take_limit(vm, origins, UINT64_MAX, &origins_most)) {
        return VALUE_NULL;
    }
    PoolObject *pool = heap_new(vm, type, sizeof *pool);
    pool->most_given = value_retain(given[0]);
    pool->most_each_given = value_retain(given[1]);
    pool->most = most;
    pool->most_each = most_each;
    pool->idle_most = idle_most;
    pool->origins_most = origins_most;
    pool->shared = shared == 1;
    pool->oldest = pool->newest = NOBODY;
    pool->keep_ns = INT64_MAX;
    if (value_is_int(given[3]) && !int_to_int64(given[3], &pool->keep_ns)) {
        pool->keep_ns = INT64_MAX;
    }
    return value_from_obj(pool);
}

static void pool_visit(Obj *self, VisitFunction visit, void *context) {
    const PoolObject *pool = (const PoolObject *)self;
    visit(pool->most_given, context);
    visit(pool->most_each_given, context);
    if (pool->index != NULL) {
        visit(value_from_obj(pool->index), context);
    }
    for (size_t i = 0; i < pool->origins.count; i++) {
        visit(pool->origins.items[i].name, context);
    }
}

static void pool_destroy(Vm *vm, Obj *self) {
    PoolObject *pool = (PoolObject *)self;
    value_store(vm, &pool->most_given, VALUE_NONE);
    value_store(vm, &pool->most_each_given, VALUE_NONE);
    for (size_t i = 0; i < pool->origins.count; i++) {
        value_release(vm, pool->origins.items[i].name);
        ARRAY_RELEASE(&pool->origins.items[i].since);
    }
    ARRAY_RELEASE(&pool->origins);
    if (pool->index != NULL) {
        Dict *index = pool->index;
        pool->index = NULL;
        obj_release(vm, index);
    }
    pool->oldest = pool->newest = NOBODY;
}

/* Who waits, waits in the process that it is in. */
static void pool_fork(Fork *fork, const Obj *from, Obj *to) {
    const PoolObject *here = (const PoolObject *)from;
    PoolObject *there = (PoolObject *)to;
    Obj header = there->obj;
    *there = *here;
    there->obj = header;
    there->standing = 0;
    there->most_given = fork_value(fork, here->most_given);
    there->most_each_given = fork_value(fork, here->most_each_given);
    there->origins.items = NULL;
    there->origins.count = there->origins.capacity = 0;
    there->index = NULL;
    if (here->index != NULL) {
        there->index = value_dict(fork_value(fork, value_from_obj(here->index)));
    }
    for (size_t i = 0; i < here->origins.count; i++) {
        Origin origin = here->origins.items[i];
        origin.name = fork_value(fork, origin.name);
        origin.first = origin.last = NULL;
        origin.since.items = NULL;
        origin.since.count = origin.since.capacity = 0;
        for (size_t j = 0; j < here->origins.items[i].since.count; j++) {
            ARRAY_PUSH(&origin.since, here->origins.items[i].since.items[j]);
        }
        ARRAY_PUSH(&there->origins, origin);
    }
}

static const NativeMethod METHODS[] = {
    {"add", pool_add, 1, 1, false, METHOD_INSTANCE},
    {"times", pool_times, 0, 0, false, METHOD_INSTANCE},
    {"clear", pool_clear, 0, 0, false, METHOD_INSTANCE},
    {"most", pool_most, 0, 0, false, METHOD_PROPERTY},
    {"most_each", pool_most_each, 0, 0, false, METHOD_PROPERTY},
    {"busy", pool_busy, 0, 0, false, METHOD_PROPERTY},
    {"standing", pool_standing, 0, 0, false, METHOD_PROPERTY},
    {NULL, NULL, 0, 0, false, METHOD_INSTANCE},
};

bool value_is_pool(Value value) {
    return value_is_obj(value) && value_obj(value)->type->construct == pool_construct;
}

void pool_add_class(Session *session, Value module) {
    static const TypeSpec spec = {.name = "_meanwhile.Pool",
                                  .instance_size = sizeof(PoolObject),
                                  .flags = TYPE_FINAL,
                                  .methods = METHODS,
                                  .slots = {.construct = pool_construct,
                                            .visit = pool_visit,
                                            .destroy = pool_destroy,
                                            .fork = pool_fork}};
    Type *type = type_new_native(session->vm, &spec, NULL);
    module_set(session->vm, module, "Pool", value_from_obj(type));
}
