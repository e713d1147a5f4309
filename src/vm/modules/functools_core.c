/* _functools: partial, lru_cache, reduce and cmp_to_key. */
#include "vm/fork.h"
#include "vm/modules/native.h"

#include <string.h>

/* The names and values of keyword arguments behind `count` positional ones. */
static uint32_t keyword_count(Value keywords) {
    return value_is_null(keywords) ? 0 : value_tuple(keywords)->count;
}

/* ---- reduce ---- */

FUNCTION(reduce) {
    UNUSED();
    Value iterator = value_iter(vm, arguments[1]);
    if (value_is_null(iterator)) {
        if (vm_raised_is(vm, EXC_TYPE_ERROR) && value_type(vm, arguments[1])->iter == NULL) {
            vm_clear_raised(vm);
            vm_raise(vm, EXC_TYPE_ERROR, "reduce() arg 2 must support iteration");
        }
        return VALUE_NULL;
    }
    Value total = count > 2 ? value_retain(arguments[2]) : value_next(vm, iterator);
    if (value_is_null(total) && !vm_raised(vm)) {
        vm_raise(vm, EXC_TYPE_ERROR, "reduce() of empty iterable with no initial value");
    }
    while (!value_is_null(total)) {
        Value item = value_next(vm, iterator);
        if (value_is_null(item)) {
            break;
        }
        value_store(vm, &total, vm_call2(vm, arguments[0], total, item));
        value_release(vm, item);
    }
    value_release(vm, iterator);
    if (vm_raised(vm)) {
        value_store(vm, &total, VALUE_NULL);
    }
    return total;
}

/* ---- partial ---- */

typedef struct Partial {
    Obj obj;
    Value function;
    Value arguments; /* tuple */
    Value keywords;  /* dict */
    Dict *dict;
} Partial;

static Partial *partial_of(Value value) {
    return (Partial *)value_obj(value);
}

static void partial_fork(Fork *fork, const Obj *from, Obj *to) {
    const Partial *source = (const Partial *)from;
    Partial *partial = (Partial *)to;
    partial->function = fork_value(fork, source->function);
    partial->arguments = fork_value(fork, source->arguments);
    partial->keywords = fork_value(fork, source->keywords);
}

static void partial_visit(Obj *self, VisitFunction visit, void *context) {
    Partial *partial = (Partial *)self;
    visit(partial->function, context);
    visit(partial->arguments, context);
    visit(partial->keywords, context);
    if (partial->dict != NULL) {
        visit(value_from_obj(partial->dict), context);
    }
}

static void partial_destroy(Vm *vm, Obj *self) {
    Partial *partial = (Partial *)self;
    value_store(vm, &partial->function, VALUE_NULL);
    value_store(vm, &partial->arguments, VALUE_NULL);
    value_store(vm, &partial->keywords, VALUE_NULL);
    Dict *dict = partial->dict;
    partial->dict = NULL;
    if (dict != NULL) {
        obj_release(vm, dict);
    }
}

static Value partial_construct(Vm *vm, Type *type, const Value *arguments, uint32_t count,
                               Value keywords) {
    if (count == 0) {
        return vm_raise(vm, EXC_TYPE_ERROR, "type 'partial' takes at least one argument");
    }
    if (!value_is_callable(vm, arguments[0])) {
        return vm_raise(vm, EXC_TYPE_ERROR, "the first argument must be callable");
    }
    Partial *partial = heap_new(vm, type, type->instance_size);
    Value made = value_from_obj(partial);
    Value function = arguments[0];
    const Value *fixed = NULL;
    uint32_t fixed_count = 0;
    /* A partial of a plain partial is one of its function. */
    if (value_is_obj(function) && value_obj(function)->type == type &&
        partial_of(function)->dict == NULL) {
        Partial *inner = partial_of(function);
        fixed = value_tuple(inner->arguments)->items;
        fixed_count = value_tuple(inner->arguments)->count;
        partial->keywords = dict_copy(vm, value_dict(inner->keywords));
        function = inner->function;
    } else {
        partial->keywords = dict_new(vm);
    }
    partial->function = value_retain(function);
    partial->arguments = tuple_new(vm, fixed_count + count - 1);
    Value *items = value_tuple(partial->arguments)->items;
    for (uint32_t i = 0; i < fixed_count; i++) {
        items[i] = value_retain(fixed[i]);
    }
    for (uint32_t i = 1; i < count; i++) {
        items[fixed_count + i - 1] = value_retain(arguments[i]);
    }
    for (uint32_t i = 0; i < keyword_count(keywords); i++) {
        dict_set(vm, value_dict(partial->keywords), value_tuple(keywords)->items[i],
                 arguments[count + i]);
    }
    return made;
}

static Value partial_call(Vm *vm, Value self, const Value *arguments, uint32_t count,
                          Value keywords) {
    Partial *partial = partial_of(self);
    Tuple *fixed = value_tuple(partial->arguments);
    if (value_dict(partial->keywords)->count == 0 && keyword_count(keywords) == 0) {
        Value few[16];
        uint32_t total = fixed->count + count;
        Value *all = total <= 16 ? few : memory_new(total * sizeof *all);
        memcpy(all, fixed->items, fixed->count * sizeof *all);
        if (count > 0) {
            memcpy(all + fixed->count, arguments, count * sizeof *all);
        }
        Value result = vm_call(vm, partial->function, all, total, VALUE_NULL);
        if (all != few) {
            memory_free(all);
        }
        return result;
    }
    Value named = dict_copy(vm, value_dict(partial->keywords));
    for (uint32_t i = 0; i < keyword_count(keywords); i++) {
        dict_set(vm, value_dict(named), value_tuple(keywords)->items[i], arguments[count + i]);
    }
    uint32_t names = value_dict(named)->count;
    Value *all = memory_new((fixed->count + count + names) * sizeof *all);
    memcpy(all, fixed->items, fixed->count * sizeof *all);
    if (count > 0) {
        memcpy(all + fixed->count, arguments, count * sizeof *all);
    }
    Value tuple = tuple_new(vm, names);
    uint32_t position = 0;
    Value key;
    Value value;
    for (uint32_t i = 0; dict_next(value_dict(named), &position, &key, &value); i++) {
        value_tuple(tuple)->items[i] = value_retain(key);
        all[fixed->count + count + i] = value;
    }
    Value result = vm_call(vm, partial->function, all, fixed->count + count, tuple);
    value_release(vm, tuple);
    value_release(vm, named);
    memory_free(all);
    return result;
}

static bool append_repr(Vm *vm, Text *text, Value value) {
    Value shown = value_repr(vm, value);
    if (value_is_null(shown)) {
        return false;
    }
    str_append_utf8(shown, text);
    value_release(vm, shown);
    return true;
}

static Value partial_repr(Vm *vm, Value self) {
    Partial *partial = partial_of(self);
    if (!repr_enter(vm, value_obj(self))) {
        return str_from_cstr(vm, "...");
    }
    Text text = {0};
    text_append_cstr(&text, "functools.partial(");
    bool fine = append_repr(vm, &text, partial->function);
    for (uint32_t i = 0; fine && i < value_tuple(partial->arguments)->count; i++) {
        text_append_cstr(&text, ", ");
        fine = append_repr(vm, &text, value_tuple(partial->arguments)->items[i]);
    }
    uint32_t position = 0;
    Value key;
    Value value;
    while (fine && dict_next(value_dict(partial->keywords), &position, &key, &value)) {
        text_append_cstr(&text, ", ");
        str_append_utf8(key, &text);
        text_append_char(&text, '=');
        fine = append_repr(vm, &text, value);
    }
    repr_leave(vm, value_obj(self));
    if (!fine) {
        text_release(&text);
        return VALUE_NULL;
    }
    text_append_char(&text, ')');
    return str_from_text(vm, &text);
}

FUNCTION(partial_func) {
    UNUSED();
    return value_retain(partial_of(arguments[0])->function);
}

FUNCTION(partial_args) {
    UNUSED();
    return value_retain(partial_of(arguments[0])->arguments);
}

FUNCTION(partial_keywords) {
    UNUSED();
    return value_retain(partial_of(arguments[0])->keywords);
}

static const NativeMethod PARTIAL_METHODS[] = {
    {"func", partial_func, 0, 0, false, METHOD_PROPERTY},
    {"args", partial_args, 0, 0, false, METHOD_PROPERTY},
    {"keywords", partial_keywords, 0, 0, false, METHOD_PROPERTY},
    {0},
};

/* ---- lru_cache ---- */

/* A dict keeps its order, so the entry used longest ago is its first one: a hit is taken out and
 * put in again at the end. */
typedef struct Cache {
    Obj obj;
    Value function;
    Dict *entries;
    int64_t maxsize; /* -1: any number */
    uint64_t hits;
    uint64_t misses;
    bool typed;
    Value info; /* makes the tuple that cache_info() returns */
    Dict *dict; /* attributes, as wraps() sets them */
} Cache;

static Cache *cache_of(Value value) {
    return (Cache *)value_obj(value);
}

static void cache_fork(Fork *fork, const Obj *from, Obj *to) {
    const Cache *source = (const Cache *)from;
    Cache *cache = (Cache *)to;
    cache->function = fork_value(fork, source->function);
    cache->entries = source->entries == NULL
                         ? NULL
                         : value_dict(fork_value(fork, value_from_obj(source->entries)));
    cache->maxsize = source->maxsize;
    cache->hits = source->hits;
    cache->misses = source->misses;
    cache->typed = source->typed;
    cache->info = fork_value(fork, source->info);
}

static void cache_visit(Obj *self, VisitFunction visit, void *context) {
    Cache *cache = (Cache *)self;
    visit(cache->function, context);
    visit(cache->info, context);
    if (cache->entries != NULL) {
        visit(value_from_obj(cache->entries), context);
    }
    if (cache->dict != NULL) {
        visit(value_from_obj(cache->dict), context);
    }
}

static void cache_destroy(Vm *vm, Obj *self) {
    Cache *cache = (Cache *)self;
    value_store(vm, &cache->function, VALUE_NULL);
    value_store(vm, &cache->info, VALUE_NULL);
    Dict *held[2] = {cache->entries, cache->dict};
    cache->entries = NULL;
    cache->dict = NULL;
    for (int i = 0; i < 2; i++) {
        if (held[i] != NULL) {
            obj_release(vm, held[i]);
        }
    }
}

/* _lru_cache(function, maxsize, typed, info) */
static Value cache_construct(Vm *vm, Type *type, const Value *arguments, uint32_t count,
                             Value keywords) {
    UNUSED();
    Cache *cache = heap_new(vm, type, type->instance_size);
    Value made = value_from_obj(cache);
    cache->entries = value_dict(dict_new(vm));
    cache->function = value_retain(arguments[0]);
    cache->maxsize = -1;
    if (!value_is_none(arguments[1]) && !int_to_int64(arguments[1], &cache->maxsize)) {
        cache->maxsize = INT64_MAX;
    }
    cache->typed = value_same(arguments[2], VALUE_TRUE);
    cache->info = value_retain(arguments[3]);
    return made;
}

/* The arguments as a dict key: the only argument itself when it is an int or str, else a tuple. */
static Value cache_key(Vm *vm, Cache *cache, const Value *arguments, uint32_t count,
                       Value keywords) {
    uint32_t names = keyword_count(keywords);
    if (names == 0 && !cache->typed && count == 1) {
        Type *type = value_type(vm, arguments[0]);
        if (type == vm->type_int || type == vm->type_str) {
            return value_retain(arguments[0]);
        }
    }
    uint32_t total = count + (names > 0 ? 1 + 2 * names : 0) + (cache->typed ? count + names : 0);
    Value key = tuple_new(vm, total);
    Value *items = value_tuple(key)->items;
    uint32_t at = 0;
    for (uint32_t i = 0; i < count; i++) {
        items[at++] = value_retain(arguments[i]);
    }
    if (names > 0) {
        items[at++] = VALUE_ELLIPSIS; /* no argument's neighbour is taken for a keyword */
        for (uint32_t i = 0; i < names; i++) {
            items[at++] = value_retain(value_tuple(keywords)->items[i]);
            items[at++] = value_retain(arguments[count + i]);
        }
    }
    for (uint32_t i = 0; cache->typed && i < count + names; i++) {
        items[at++] = value_retain(value_from_obj(value_type(vm, arguments[i])));
    }
    return key;
}

static void forget_oldest(Vm *vm, Cache *cache) {
    uint32_t position = 0;
    Value key;
    Value value;
    if (dict_next(cache->entries, &position, &key, &value)) {
        value_retain(key);
        dict_delete(vm, cache->entries, key);
        value_release(vm, key);
    }
}

static Value cache_call(Vm *vm, Value self, const Value *arguments, uint32_t count,
                        Value keywords) {
    Cache *cache = cache_of(self);
    if (cache->maxsize == 0) {
        cache->misses++;
        return vm_call(vm, cache->function, arguments, count, keywords);
    }
    Value key = cache_key(vm, cache, arguments, count, keywords);
    Value found = value_retain(dict_get(vm, cache->entries, key));
    if (!value_is_null(found)) {
        cache->hits++;
        if (cache->maxsize > 0) {
            dict_delete(vm, cache->entries, key);
            dict_set(vm, cache->entries, key, found);
        }
        value_release(vm, key);
        return found;
    }
    if (vm_raised(vm)) {
        value_release(vm, key);
        return VALUE_NULL;
    }
    cache->misses++;
    Value result = vm_call(vm, cache->function, arguments, count, keywords);
    if (!value_is_null(result)) {
        Value now = dict_get(vm, cache->entries, key); /* the call may have called itself */
        if (value_is_null(now)) {
            if (cache->maxsize > 0 && cache->entries->count >= cache->maxsize) {
                forget_oldest(vm, cache);
            }
            dict_set(vm, cache->entries, key, result);
        }
    }
    value_release(vm, key);
    return result;
}

static Value cache_bind(Vm *vm, Value self, Value instance, Type *owner) {
    (void)owner;
    if (value_is_null(instance)) {
        return value_retain(self);
    }
    BoundMethod *bound = heap_new(vm, vm->type_bound_method, sizeof *bound);
    bound->function = value_retain(self);
    bound->self = value_retain(instance);
    return value_from_obj(bound);
}

static Value cache_repr(Vm *vm, Value self) {
    Text text = {0};
    text_append_cstr(&text, "<functools._lru_cache_wrapper object at ");
    text_printf(&text, "0x%012x>", obj_serial(vm, value_obj(self)));
    return str_from_text(vm, &text);
}

FUNCTION(cache_info) {
    UNUSED();
    Cache *cache = cache_of(arguments[0]);
    Value in[4] = {int_from_uint64(vm, cache->hits), int_from_uint64(vm, cache->misses),
                   cache->maxsize < 0 ? VALUE_NONE : int_from_int64(vm, cache->maxsize),
                   value_from_small_int(cache->entries->count)};
    Value made = vm_call(vm, cache->info, in, 4, VALUE_NULL);
    for (int i = 0; i < 4; i++) {
        value_release(vm, in[i]);
    }
    return made;
}

FUNCTION(cache_clear) {
    UNUSED();
    Cache *cache = cache_of(arguments[0]);
    cache->hits = cache->misses = 0;
    dict_clear(vm, cache->entries);
    return VALUE_NONE;
}

static const NativeMethod CACHE_METHODS[] = {
    {"cache_info", cache_info, 0, 0, false, METHOD_INSTANCE},
    {"cache_clear", cache_clear, 0, 0, false, METHOD_INSTANCE},
    {0},
};

/* ---- cmp_to_key ---- */

typedef struct Key {
    Obj obj;
    Value compare;
    Value object; /* VALUE_NULL: the maker of keys */
} Key;

static Key *key_of(Value value) {
    return (Key *)value_obj(value);
}

static void key_visit(Obj *self, VisitFunction visit, void *context) {
    visit(((Key *)self)->compare, context);
    visit(((Key *)self)->object, context);
}

static void key_destroy(Vm *vm, Obj *self) {
    value_store(vm, &((Key *)self)->compare, VALUE_NULL);
    value_store(vm, &((Key *)self)->object, VALUE_NULL);
}

static Value key_new(Vm *vm, Type *type, Value compare, Value object) {
    Key *key = heap_new(vm, type, sizeof *key);
    key->compare = value_retain(compare);
    key->object = value_retain(object);
    return value_from_obj(key);
}

static Value key_construct(Vm *vm, Type *type, const Value *arguments, uint32_t count,
                           Value keywords) {
    Value in[1];
    return arguments_bind(vm, "cmp_to_key", "mycmp", arguments, count, keywords, in)
               ? key_new(vm, type, in[0], VALUE_NULL)
               : VALUE_NULL;
}

static Value key_call(Vm *vm, Value self, const Value *arguments, uint32_t count, Value keywords) {
    Value in[1];
    return arguments_bind(vm, "K", "obj", arguments, count, keywords, in)
               ? key_new(vm, value_obj(self)->type, key_of(self)->compare, in[0])
               : VALUE_NULL;
}

static Value key_compare(Vm *vm, Value a, Value b, CompareOperator op) {
    if (!value_is_obj(b) || value_obj(b)->type != value_obj(a)->type) {
        return vm_raise(vm, EXC_TYPE_ERROR, "other argument must be K instance");
    }
    Value order = vm_call2(vm, key_of(a)->compare, key_of(a)->object, key_of(b)->object);
    if (value_is_null(order)) {
        return VALUE_NULL;
    }
    Value result = value_compare(vm, order, value_from_small_int(0), op);
    value_release(vm, order);
    return result;
}

/* ---- the module ---- */

static const NativeMethod FUNCTIONS[] = {
    {"reduce", reduce, 2, 3, false, METHOD_INSTANCE},
    {0},
};

static const TypeSpec PARTIAL = {.name = "functools.partial",
                                 .instance_size = sizeof(Partial),
                                 .flags = TYPE_HAS_DICT,
                                 .methods = PARTIAL_METHODS,
                                 .slots = {.fork = partial_fork,
                                           .dict_offset = (uint32_t)offsetof(Partial, dict),
                                           .construct = partial_construct,
                                           .call = partial_call,
                                           .repr = partial_repr,
                                           .visit = partial_visit,
                                           .destroy = partial_destroy}};

static const TypeSpec CACHE = {.name = "functools._lru_cache_wrapper",
                               .instance_size = sizeof(Cache),
                               .flags = TYPE_HAS_DICT,
                               .methods = CACHE_METHODS,
                               .slots = {.fork = cache_fork,
                                         .dict_offset = (uint32_t)offsetof(Cache, dict),
                                         .construct = cache_construct,
                                         .call = cache_call,
                                         .repr = cache_repr,
                                         .descriptor_get = cache_bind,
                                         .visit = cache_visit,
                                         .destroy = cache_destroy}};

static const TypeSpec KEY = {.name = "functools.cmp_to_key",
                             .instance_size = sizeof(Key),
                             .flags = TYPE_FINAL,
                             .slots = {.construct = key_construct,
                                       .call = key_call,
                                       .compare = key_compare,
                                       .visit = key_visit,
                                       .destroy = key_destroy}};

Value functools_core_import(Vm *vm);
Value functools_core_import(Vm *vm) {
    Value module = native_module(vm, "_functools", FUNCTIONS);
    const TypeSpec *specs[] = {&PARTIAL, &CACHE, &KEY};
    for (size_t i = 0; i < sizeof specs / sizeof specs[0]; i++) {
        Type *type = type_new_native(vm, specs[i], NULL);
        module_set(vm, module, type_name(type), value_from_obj(type));
    }
    return module;
}
