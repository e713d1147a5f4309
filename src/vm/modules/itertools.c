/* itertools: each function is an iterator type whose object holds up to three values and a few
 * counters; what they mean for each type stands with its functions. */
#include "vm/modules/native.h"

typedef struct Tool {
    Obj obj;
    Value source; /* the iterator (or tuple of iterators) that it draws from */
    Value state;
    Value extra;
    int64_t at;
    int64_t stop; /* -1: never */
    int64_t step;
    bool started;
    bool over;
    bool busy; /* groupby: an item is waiting */
} Tool;

static Tool *tool_of(Value value) {
    return (Tool *)value_obj(value);
}

static void tool_visit(Obj *self, VisitFunction visit, void *context) {
    Tool *tool = (Tool *)self;
    visit(tool->source, context);
    visit(tool->state, context);
    visit(tool->extra, context);
}

static void tool_destroy(Vm *vm, Obj *self) {
    Tool *tool = (Tool *)self;
    value_store(vm, &tool->source, VALUE_NULL);
    value_store(vm, &tool->state, VALUE_NULL);
    value_store(vm, &tool->extra, VALUE_NULL);
}

static Value self_iter(Vm *vm, Value self) {
    (void)vm;
    return value_retain(self);
}

#define CONSTRUCT(name)                                                                            \
    static Value name##_construct(Vm *vm, Type *type, const Value *arguments, uint32_t count,      \
                                  Value keywords)
#define NEXT(name) static Value name##_next(Vm *vm, Value self)

static Tool *tool_new(Vm *vm, Type *type) {
    return heap_new(vm, type, type->instance_size);
}

/* Ends a tool for good: what it holds dies at once. */
static Value finish(Vm *vm, Tool *tool) {
    tool->over = true;
    value_store(vm, &tool->source, VALUE_NULL);
    value_store(vm, &tool->state, VALUE_NULL);
    return VALUE_NULL;
}

static bool no_keywords(Vm *vm, const char *name, Value keywords) {
    if (!value_is_null(keywords) && value_tuple(keywords)->count > 0) {
        vm_raise(vm, EXC_TYPE_ERROR, "%s() takes no keyword arguments", name);
        return false;
    }
    return true;
}

static bool counted(Vm *vm, const char *name, uint32_t count, uint32_t min, uint32_t max) {
    if (count >= min && count <= max) {
        return true;
    }
    vm_raise(vm, EXC_TYPE_ERROR, "%s expected %s%u argument%s, got %u", name,
             min == max    ? ""
             : count < min ? "at least "
                           : "at most ",
             count < min ? min : max, (count < min ? min : max) == 1 ? "" : "s", count);
    return false;
}

/* iter() of each as a tuple. */
static Value iterators_of(Vm *vm, const Value *iterables, uint32_t count) {
    Value tuple = tuple_new(vm, count);
    for (uint32_t i = 0; i < count; i++) {
        Value iterator = value_iter(vm, iterables[i]);
        if (value_is_null(iterator)) {
            value_release(vm, tuple);
            return VALUE_NULL;
        }
        value_tuple(tuple)->items[i] = iterator;
    }
    return tuple;
}

static Value tuple_of(Vm *vm, Value iterable) {
    Value list = value_to_list(vm, iterable);
    if (value_is_null(list)) {
        return VALUE_NULL;
    }
    Value tuple = tuple_from(vm, value_list(list)->items, value_list(list)->count);
    value_release(vm, list);
    return tuple;
}

/* ---- count: `state` is the next number, `extra` the step ---- */

CONSTRUCT(count) {
    Value in[2];
    if (!arguments_bind(vm, "count", "start=, step=", arguments, count, keywords, in)) {
        return VALUE_NULL;
    }
    for (int i = 0; i < 2; i++) {
        if (!value_is_null(in[i]) && !value_is_int(in[i]) && !value_is_float(vm, in[i]) &&
            value_is_null(type_lookup_cstr(vm, value_type(vm, in[i]), "__float__")) &&
            value_is_null(type_lookup_cstr(vm, value_type(vm, in[i]), "__index__"))) {
            return vm_raise(vm, EXC_TYPE_ERROR, "a number is required");
        }
    }
    Tool *tool = tool_new(vm, type);
    tool->state = value_is_null(in[0]) ? value_from_small_int(0) : value_retain(in[0]);
    tool->extra = value_is_null(in[1]) ? value_from_small_int(1) : value_retain(in[1]);
    return value_from_obj(tool);
}

NEXT(count) {
    Tool *tool = tool_of(self);
    Value next = value_binary(vm, BINARY_ADD, tool->state, tool->extra);
    if (value_is_null(next)) {
        return VALUE_NULL;
    }
    Value current = tool->state;
    tool->state = next;
    return current;
}

static Value count_repr(Vm *vm, Value self) {
    Tool *tool = tool_of(self);
    Value state = value_repr(vm, tool->state);
    Value step = value_is_null(state) ? VALUE_NULL : value_repr(vm, tool->extra);
    if (value_is_null(step)) {
        value_release(vm, state);
        return VALUE_NULL;
    }
    Value text = value_same(tool->extra, value_from_small_int(1))
                     ? str_printf(vm, "count(%s)", str_utf8(vm, state))
                     : str_printf(vm, "count(%s, %s)", str_utf8(vm, state), str_utf8(vm, step));
    value_release(vm, state);
    value_release(vm, step);
    return text;
}

/* ---- cycle: `state` is the list of what came so far ---- */

CONSTRUCT(cycle) {
    if (!no_keywords(vm, "cycle", keywords) || !counted(vm, "cycle", count, 1, 1)) {
        return VALUE_NULL;
    }
    Value iterator = value_iter(vm, arguments[0]);
    if (value_is_null(iterator)) {
        return VALUE_NULL;
    }
    Tool *tool = tool_new(vm, type);
    tool->source = iterator;
    tool->state = list_new(vm, 0);
    return value_from_obj(tool);
}

NEXT(cycle) {
    Tool *tool = tool_of(self);
    if (!value_is_null(tool->source)) {
        Value item = value_next(vm, tool->source);
        if (!value_is_null(item)) {
            list_append(vm, tool->state, item);
            return item;
        }
        if (vm_raised(vm)) {
            return VALUE_NULL;
        }
        value_store(vm, &tool->source, VALUE_NULL);
    }
    List *seen = value_list(tool->state);
    if (seen->count == 0) {
        return VALUE_NULL;
    }
    Value item = value_retain(seen->items[tool->at]);
    tool->at = tool->at + 1 < (int64_t)seen->count ? tool->at + 1 : 0;
    return item;
}

/* ---- islice: `at` items are gone, `stop` and `step` as given, the next one wanted in `extra` ----
 */

static bool slice_bound(Vm *vm, Value value, int64_t least, int64_t otherwise,
                        const char *complaint, int64_t *out) {
    *out = otherwise;
    if (value_is_none(value)) {
        return true;
    }
    bool fine = value_is_int(value) ||
                !value_is_null(type_lookup(value_type(vm, value), vm->names.dunder_index));
    if (fine) {
        fine = value_index_int64(vm, value, true, out);
    }
    if (!fine || *out < least) {
        vm_clear_raised(vm);
        vm_raise(vm, EXC_VALUE_ERROR, "%s", complaint);
        return false;
    }
    return true;
}

CONSTRUCT(islice) {
    static const char INDICES[] =
        "Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.";
    static const char STOP[] =
        "Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize.";
    if (!no_keywords(vm, "islice", keywords) || !counted(vm, "islice", count, 2, 4)) {
        return VALUE_NULL;
    }
    int64_t start = 0;
    int64_t stop;
    int64_t step = 1;
    if (count == 2 ? !slice_bound(vm, arguments[1], 0, -1, STOP, &stop)
                   : !slice_bound(vm, arguments[2], 0, -1, STOP, &stop) ||
                         !slice_bound(vm, arguments[1], 0, 0, INDICES, &start)) {
        return VALUE_NULL;
    }
    if (count == 4 &&
        !slice_bound(vm, arguments[3], 1, 1,
                     "Step for islice() must be a positive integer or None.", &step)) {
        return VALUE_NULL;
    }
    Value iterator = value_iter(vm, arguments[0]);
    if (value_is_null(iterator)) {
        return VALUE_NULL;
    }
    Tool *tool = tool_new(vm, type);
    tool->source = iterator;
    tool->stop = stop;
    tool->step = step;
    tool->extra = int_from_int64(vm, start);
    return value_from_obj(tool);
}

NEXT(islice) {
    Tool *tool = tool_of(self);
    if (tool->over) {
        return VALUE_NULL;
    }
    int64_t wanted = value_small_int(tool->extra);
    if (tool->stop >= 0 && wanted >= tool->stop) {
        /* What stands before the stop is still taken from the source. */
        while (tool->at < tool->stop) {
            Value item = value_next(vm, tool->source);
            if (value_is_null(item)) {
                break;
            }
            value_release(vm, item);
            tool->at++;
        }
        return finish(vm, tool);
    }
    while (tool->at < wanted) {
        Value item = value_next(vm, tool->source);
        if (value_is_null(item)) {
            return finish(vm, tool);
        }
        value_release(vm, item);
        tool->at++;
    }
    Value item = value_next(vm, tool->source);
    if (value_is_null(item)) {
        return finish(vm, tool);
    }
    tool->at++;
    int64_t next = wanted > SMALL_INT_MAX - tool->step ? SMALL_INT_MAX : wanted + tool->step;
    if (tool->stop >= 0 && next > tool->stop) {
        next = tool->stop;
    }
    tool->extra = value_from_small_int(next);
    return item;
}

/* ---- chain: `source` iterates the iterables, `state` the one it is in ---- */

static Value chain_over(Vm *vm, Type *type, Value iterables) {
    Value iterator = value_iter(vm, iterables);
    if (value_is_null(iterator)) {
        return VALUE_NULL;
    }
    Tool *tool = tool_new(vm, type);
    tool->source = iterator;
    return value_from_obj(tool);
}

CONSTRUCT(chain) {
    if (!no_keywords(vm, "chain", keywords)) {
        return VALUE_NULL;
    }
    Value tuple = tuple_from(vm, arguments, count);
    Value made = chain_over(vm, type, tuple);
    value_release(vm, tuple);
    return made;
}

FUNCTION(chain_from_iterable) {
    UNUSED();
    return chain_over(vm, (Type *)value_obj(arguments[0]), arguments[1]);
}

NEXT(chain) {
    Tool *tool = tool_of(self);
    while (!value_is_null(tool->source)) {
        if (value_is_null(tool->state)) {
            Value iterable = value_next(vm, tool->source);
            Value iterator = value_is_null(iterable) ? VALUE_NULL : value_iter(vm, iterable);
            value_release(vm, iterable);
            if (value_is_null(iterator)) {
                value_store(vm, &tool->source, VALUE_NULL);
                return VALUE_NULL;
            }
            value_store(vm, &tool->state, iterator);
        }
        Value item = value_next(vm, tool->state);
        if (!value_is_null(item) || vm_raised(vm)) {
            return item;
        }
        value_store(vm, &tool->state, VALUE_NULL);
    }
    return VALUE_NULL;
}

/* ---- repeat: `state` is the object, `stop` how often still ---- */

CONSTRUCT(repeat) {
    Value in[2];
    if (!arguments_bind(vm, "repeat", "object, times=", arguments, count, keywords, in)) {
        return VALUE_NULL;
    }
    int64_t times = -1;
    if (!value_is_null(in[1])) {
        if (!value_index_int64(vm, in[1], false, &times)) {
            return VALUE_NULL;
        }
        times = times < 0 ? 0 : times;
    }
    Tool *tool = tool_new(vm, type);
    tool->state = value_retain(in[0]);
    tool->stop = times;
    return value_from_obj(tool);
}

NEXT(repeat) {
    (void)vm;
    Tool *tool = tool_of(self);
    if (tool->stop == 0) {
        return VALUE_NULL;
    }
    tool->stop -= tool->stop > 0;
    return value_retain(tool->state);
}

static Value repeat_repr(Vm *vm, Value self) {
    Tool *tool = tool_of(self);
    Value shown = value_repr(vm, tool->state);
    if (value_is_null(shown)) {
        return VALUE_NULL;
    }
    Value text = tool->stop < 0 ? str_printf(vm, "repeat(%s)", str_utf8(vm, shown))
                                : str_printf(vm, "repeat(%s, %lld)", str_utf8(vm, shown),
                                             (long long)tool->stop);
    value_release(vm, shown);
    return text;
}

/* ---- product, combinations, permutations ----
 * `source` is a tuple of pools (tuples), `state` a list of indices into them, as small ints. */

static Value picked(Vm *vm, Tool *tool, bool one_pool) {
    List *indices = value_list(tool->state);
    Value tuple = tuple_new(vm, (uint32_t)tool->stop);
    for (uint32_t i = 0; i < (uint32_t)tool->stop; i++) {
        Tuple *pool = value_tuple(value_tuple(tool->source)->items[one_pool ? 0 : i]);
        value_tuple(tuple)->items[i] =
            value_retain(pool->items[value_small_int(indices->items[i])]);
    }
    return tuple;
}

CONSTRUCT(product) {
    int64_t repeat = 1;
    if (!value_is_null(keywords) && value_tuple(keywords)->count > 0) {
        if (value_tuple(keywords)->count > 1 ||
            !str_equal_cstr(value_tuple(keywords)->items[0], "repeat")) {
            return vm_raise(vm, EXC_TYPE_ERROR, "product() got an unexpected keyword argument");
        }
        if (!value_index_int64(vm, arguments[count], false, &repeat)) {
            return VALUE_NULL;
        }
        if (repeat < 0) {
            return vm_raise(vm, EXC_VALUE_ERROR, "repeat argument cannot be negative");
        }
    }
    if (!heap_can_hold(vm, count == 0 ? 0 : (uint64_t)repeat * sizeof(Value)) ||
        (uint64_t)repeat * count > UINT32_MAX) {
        return vm_raised(vm) ? VALUE_NULL
                             : vm_raise(vm, EXC_OVERFLOW_ERROR, "repeat argument too large");
    }
    uint32_t pools = count * (uint32_t)repeat;
    Tool *tool = tool_new(vm, type);
    Value made = value_from_obj(tool);
    tool->source = tuple_new(vm, pools);
    tool->state = list_new(vm, pools);
    tool->stop = pools;
    for (uint32_t i = 0; i < count && repeat > 0; i++) {
        Value pool = tuple_of(vm, arguments[i]);
        if (value_is_null(pool)) {
            value_release(vm, made);
            return VALUE_NULL;
        }
        tool->over = tool->over || value_tuple(pool)->count == 0;
        for (uint32_t k = 0; k < (uint32_t)repeat; k++) {
            value_tuple(tool->source)->items[i + k * count] = value_retain(pool);
        }
        value_release(vm, pool);
    }
    for (uint32_t i = 0; i < pools; i++) {
        list_append(vm, tool->state, value_from_small_int(0));
    }
    return made;
}

NEXT(product) {
    Tool *tool = tool_of(self);
    if (tool->over) {
        return VALUE_NULL;
    }
    Value *indices = value_list(tool->state)->items;
    if (tool->started) {
        int64_t i = tool->stop - 1;
        for (; i >= 0; i--) {
            int64_t next = value_small_int(indices[i]) + 1;
            if (next < (int64_t)value_tuple(value_tuple(tool->source)->items[i])->count) {
                indices[i] = value_from_small_int(next);
                break;
            }
            indices[i] = value_from_small_int(0);
        }
        if (i < 0) {
            return finish(vm, tool);
        }
    }
    tool->started = true;
    return picked(vm, tool, false);
}

/* The pool and the length of what is picked from it. */
static Tool *pick_new(Vm *vm, Type *type, Value iterable, Value length, uint32_t *pool_count) {
    Value pool = tuple_of(vm, iterable);
    if (value_is_null(pool)) {
        return NULL;
    }
    *pool_count = value_tuple(pool)->count;
    int64_t r = *pool_count;
    if (!value_is_null(length) && !value_is_none(length) &&
        !value_index_int64(vm, length, false, &r)) {
        value_release(vm, pool);
        return NULL;
    }
    if (r < 0) {
        vm_raise(vm, EXC_VALUE_ERROR, "r must be non-negative");
        value_release(vm, pool);
        return NULL;
    }
    Tool *tool = tool_new(vm, type);
    tool->source = tuple_pack(vm, 1, pool);
    tool->state = list_new(vm, 0);
    tool->stop = r;
    value_release(vm, pool);
    return tool;
}

CONSTRUCT(combinations) {
    Value in[2];
    uint32_t n;
    if (!arguments_bind(vm, "combinations", "iterable, r", arguments, count, keywords, in)) {
        return VALUE_NULL;
    }
    Tool *tool = pick_new(vm, type, in[0], in[1], &n);
    if (tool == NULL) {
        return VALUE_NULL;
    }
    tool->over = tool->stop > n;
    for (int64_t i = 0; !tool->over && i < tool->stop; i++) {
        list_append(vm, tool->state, value_from_small_int(i));
    }
    return value_from_obj(tool);
}

static Value next_combination(Vm *vm, Tool *tool, bool replaces) {
    if (tool->over) {
        return VALUE_NULL;
    }
    Value *indices = value_list(tool->state)->items;
    int64_t n = value_tuple(value_tuple(tool->source)->items[0])->count;
    if (tool->started) {
        int64_t i = tool->stop - 1;
        while (i >= 0 && value_small_int(indices[i]) == (replaces ? n - 1 : n - tool->stop + i)) {
            i--;
        }
        if (i < 0) {
            return finish(vm, tool);
        }
        int64_t next = value_small_int(indices[i]) + 1;
        for (int64_t k = i; k < tool->stop; k++) {
            indices[k] = value_from_small_int(replaces ? next : next + (k - i));
        }
    }
    tool->started = true;
    return picked(vm, tool, true);
}

NEXT(combinations) {
    return next_combination(vm, tool_of(self), false);
}

CONSTRUCT(combinations_with_replacement) {
    Value in[2];
    uint32_t n;
    if (!arguments_bind(vm, "combinations_with_replacement", "iterable, r", arguments, count,
                        keywords, in)) {
        return VALUE_NULL;
    }
    Tool *tool = pick_new(vm, type, in[0], in[1], &n);
    if (tool == NULL) {
        return VALUE_NULL;
    }
    tool->over = n == 0 && tool->stop > 0;
    for (int64_t i = 0; !tool->over && i < tool->stop && heap_can_hold(vm, 64); i++) {
        list_append(vm, tool->state, value_from_small_int(0));
    }
    return value_from_obj(tool);
}

NEXT(combinations_with_replacement) {
    return next_combination(vm, tool_of(self), true);
}

/* `state` holds all n indices, of which the first r are picked; `extra` the r cycles' counters. */
CONSTRUCT(permutations) {
    Value in[2];
    uint32_t n;
    if (!arguments_bind(vm, "permutations", "iterable, r=", arguments, count, keywords, in)) {
        return VALUE_NULL;
    }
    Tool *tool = pick_new(vm, type, in[0], in[1], &n);
    if (tool == NULL) {
        return VALUE_NULL;
    }
    tool->over = tool->stop > n;
    tool->extra = list_new(vm, 0);
    for (uint32_t i = 0; i < n; i++) {
        list_append(vm, tool->state, value_from_small_int(i));
    }
    for (int64_t i = 0; !tool->over && i < tool->stop; i++) {
        list_append(vm, tool->extra, value_from_small_int((int64_t)n - i));
    }
    return value_from_obj(tool);
}

NEXT(permutations) {
    Tool *tool = tool_of(self);
    if (tool->over) {
        return VALUE_NULL;
    }
    if (tool->started) {
        Value *indices = value_list(tool->state)->items;
        Value *cycles = value_list(tool->extra)->items;
        int64_t n = value_list(tool->state)->count;
        int64_t i = tool->stop - 1;
        for (; i >= 0; i--) {
            int64_t left = value_small_int(cycles[i]) - 1;
            if (left > 0) {
                cycles[i] = value_from_small_int(left);
                Value swap = indices[i];
                indices[i] = indices[n - left];
                indices[n - left] = swap;
                break;
            }
            Value first = indices[i];
            for (int64_t k = i; k + 1 < n; k++) {
                indices[k] = indices[k + 1];
            }
            indices[n - 1] = first;
            cycles[i] = value_from_small_int(n - i);
        }
        if (i < 0) {
            return finish(vm, tool);
        }
    }
    tool->started = true;
    return picked(vm, tool, true);
}

/* ---- zip_longest: `source` is a tuple of iterators (None: that one is over), `extra` fills ----
 */

CONSTRUCT(zip_longest) {
    Value fill = VALUE_NONE;
    if (!value_is_null(keywords) && value_tuple(keywords)->count > 0) {
        if (value_tuple(keywords)->count > 1 ||
            !str_equal_cstr(value_tuple(keywords)->items[0], "fillvalue")) {
            return vm_raise(vm, EXC_TYPE_ERROR, "zip_longest() got an unexpected keyword argument");
        }
        fill = arguments[count];
    }
    Value iterators = iterators_of(vm, arguments, count);
    if (value_is_null(iterators)) {
        return VALUE_NULL;
    }
    Tool *tool = tool_new(vm, type);
    tool->source = iterators;
    tool->extra = value_retain(fill);
    tool->stop = count;
    tool->over = count == 0;
    return value_from_obj(tool);
}

NEXT(zip_longest) {
    Tool *tool = tool_of(self);
    if (tool->over) {
        return VALUE_NULL;
    }
    uint32_t count = value_tuple(tool->source)->count;
    Value tuple = tuple_new(vm, count);
    for (uint32_t i = 0; i < count; i++) {
        Value *source = &value_tuple(tool->source)->items[i];
        Value item = value_is_none(*source) ? VALUE_NULL : value_next(vm, *source);
        if (value_is_null(item)) {
            bool ended = !value_is_none(*source);
            if (vm_raised(vm) || (ended && --tool->stop == 0)) {
                value_release(vm, tuple);
                return finish(vm, tool);
            }
            value_store(vm, source, VALUE_NONE);
            item = value_retain(tool->extra);
        }
        value_tuple(tuple)->items[i] = item;
    }
    return tuple;
}

/* ---- accumulate: `state` is the total so far, `extra` the function ---- */

CONSTRUCT(accumulate) {
    Value in[3];
    if (!arguments_bind(vm, "accumulate", "iterable, func=, *, initial=", arguments, count,
                        keywords, in)) {
        return VALUE_NULL;
    }
    Value iterator = value_iter(vm, in[0]);
    if (value_is_null(iterator)) {
        return VALUE_NULL;
    }
    Tool *tool = tool_new(vm, type);
    tool->source = iterator;
    tool->extra = value_is_null(in[1]) ? VALUE_NONE : value_retain(in[1]);
    if (!value_is_null(in[2]) && !value_is_none(in[2])) {
        tool->state = value_retain(in[2]);
        tool->busy = true; /* the initial value comes out first */
    }
    return value_from_obj(tool);
}

NEXT(accumulate) {
    Tool *tool = tool_of(self);
    if (tool->busy) {
        tool->busy = false;
        return value_retain(tool->state);
    }
    Value item = value_next(vm, tool->source);
    if (value_is_null(item)) {
        return VALUE_NULL;
    }
    if (value_is_null(tool->state)) {
        tool->state = item;
        return value_retain(item);
    }
    Value total = value_is_none(tool->extra) ? value_binary(vm, BINARY_ADD, tool->state, item)
                                             : vm_call2(vm, tool->extra, tool->state, item);
    value_release(vm, item);
    if (!value_is_null(total)) {
        value_store(vm, &tool->state, value_retain(total));
    }
    return total;
}

/* ---- takewhile, dropwhile, filterfalse, starmap: `extra` is the function ---- */

static Value function_tool(Vm *vm, Type *type, const Value *arguments, uint32_t count,
                           Value keywords) {
    const char *name = type_name(type);
    if (!no_keywords(vm, name, keywords) || !counted(vm, name, count, 2, 2)) {
        return VALUE_NULL;
    }
    Value iterator = value_iter(vm, arguments[1]);
    if (value_is_null(iterator)) {
        return VALUE_NULL;
    }
    Tool *tool = tool_new(vm, type);
    tool->source = iterator;
    tool->extra = value_retain(arguments[0]);
    return value_from_obj(tool);
}

/* function(item) as truth; -1: raised. */
static int asked(Vm *vm, Value function, Value item) {
    if (value_is_none(function)) {
        return value_truth(vm, item);
    }
    Value answer = vm_call1(vm, function, item);
    if (value_is_null(answer)) {
        return -1;
    }
    int truth = value_truth(vm, answer);
    value_release(vm, answer);
    return truth;
}

NEXT(takewhile) {
    Tool *tool = tool_of(self);
    if (tool->over) {
        return VALUE_NULL;
    }
    Value item = value_next(vm, tool->source);
    if (value_is_null(item)) {
        return VALUE_NULL;
    }
    int truth = asked(vm, tool->extra, item);
    if (truth > 0) {
        return item;
    }
    tool->over = truth == 0;
    value_release(vm, item);
    return VALUE_NULL;
}

/* The next item for which the answer is `wanted`. */
static Value next_with(Vm *vm, Tool *tool, int wanted) {
    for (;;) {
        Value item = value_next(vm, tool->source);
        if (value_is_null(item) || (tool->started && wanted == 0)) {
            return item;
        }
        int truth = asked(vm, tool->extra, item);
        if (truth == wanted || (truth >= 0 && wanted == 2 && truth == 0)) {
            tool->started = wanted == 0;
            return item;
        }
        value_release(vm, item);
        if (truth < 0) {
            return VALUE_NULL;
        }
    }
}

NEXT(dropwhile) {
    return next_with(vm, tool_of(self), 0);
}

NEXT(filterfalse) {
    return next_with(vm, tool_of(self), 2);
}

NEXT(starmap) {
    Tool *tool = tool_of(self);
    Value item = value_next(vm, tool->source);
    if (value_is_null(item)) {
        return VALUE_NULL;
    }
    Value arguments = tuple_of(vm, item);
    value_release(vm, item);
    if (value_is_null(arguments)) {
        return VALUE_NULL;
    }
    Value result = vm_call(vm, tool->extra, value_tuple(arguments)->items,
                           value_tuple(arguments)->count, VALUE_NULL);
    value_release(vm, arguments);
    return result;
}

/* ---- compress: `extra` iterates the selectors ---- */

CONSTRUCT(compress) {
    Value in[2];
    if (!arguments_bind(vm, "compress", "data, selectors", arguments, count, keywords, in)) {
        return VALUE_NULL;
    }
    Value data = value_iter(vm, in[0]);
    Value selectors = value_is_null(data) ? VALUE_NULL : value_iter(vm, in[1]);
    if (value_is_null(selectors)) {
        value_release(vm, data);
        return VALUE_NULL;
    }
    Tool *tool = tool_new(vm, type);
    tool->source = data;
    tool->extra = selectors;
    return value_from_obj(tool);
}

NEXT(compress) {
    Tool *tool = tool_of(self);
    for (;;) {
        Value item = value_next(vm, tool->source);
        Value selector = value_is_null(item) ? VALUE_NULL : value_next(vm, tool->extra);
        int truth = value_is_null(selector) ? -1 : value_truth(vm, selector);
        value_release(vm, selector);
        if (truth > 0) {
            return item;
        }
        value_release(vm, item);
        if (truth < 0) {
            return VALUE_NULL;
        }
    }
}

/* ---- pairwise: `state` is the item before ---- */

CONSTRUCT(pairwise) {
    if (!no_keywords(vm, "pairwise", keywords) || !counted(vm, "pairwise", count, 1, 1)) {
        return VALUE_NULL;
    }
    Value iterator = value_iter(vm, arguments[0]);
    if (value_is_null(iterator)) {
        return VALUE_NULL;
    }
    Tool *tool = tool_new(vm, type);
    tool->source = iterator;
    return value_from_obj(tool);
}

NEXT(pairwise) {
    Tool *tool = tool_of(self);
    if (tool->over) {
        return VALUE_NULL;
    }
    if (value_is_null(tool->state)) {
        tool->state = value_next(vm, tool->source);
    }
    Value item = value_is_null(tool->state) ? VALUE_NULL : value_next(vm, tool->source);
    if (value_is_null(item)) {
        return finish(vm, tool);
    }
    Value pair = tuple_pack(vm, 2, tool->state, item);
    value_store(vm, &tool->state, item);
    return pair;
}

/* ---- tee: each iterator holds a link of a chain, [item, next link], which the first one to come
 * there fills in; `source` is the link, `extra` the iterator ---- */

FUNCTION(tee) {
    UNUSED();
    int64_t n = 2;
    if (count > 1 && !value_index_int64(vm, arguments[1], false, &n)) {
        return VALUE_NULL;
    }
    if (n < 0) {
        return vm_raise(vm, EXC_VALUE_ERROR, "n must be >= 0");
    }
    if (!heap_can_hold(vm, (uint64_t)n * 64) || n > 1000000) {
        return vm_raised(vm) ? VALUE_NULL : heap_over_budget(vm);
    }
    Value iterator = value_iter(vm, arguments[0]);
    if (value_is_null(iterator)) {
        return VALUE_NULL;
    }
    Value module = vm_import(vm, "itertools");
    Value name = str_intern_cstr(vm, "_tee");
    Type *type = (Type *)value_obj(module_get(vm, module, name));
    Value link = list_new(vm, 2);
    Value tuple = tuple_new(vm, (uint32_t)n);
    for (int64_t i = 0; i < n; i++) {
        Tool *tool = tool_new(vm, type);
        tool->source = value_retain(link);
        tool->extra = value_retain(iterator);
        value_tuple(tuple)->items[i] = value_from_obj(tool);
    }
    value_release(vm, link);
    value_release(vm, name);
    value_release(vm, module);
    value_release(vm, iterator);
    return tuple;
}

NEXT(tee) {
    Tool *tool = tool_of(self);
    if (value_list(tool->source)->count == 0) {
        Value item = value_next(vm, tool->extra);
        if (value_is_null(item)) {
            return VALUE_NULL;
        }
        list_append_new(vm, tool->source, item);
        list_append_new(vm, tool->source, list_new(vm, 2));
    }
    Value item = value_retain(value_list(tool->source)->items[0]);
    value_store(vm, &tool->source, value_retain(value_list(tool->source)->items[1]));
    return item;
}

/* ---- groupby: `state` is the pair (key, item) that is next, or NULL; `at` counts the groups.
 * A group's `source` is the groupby, `extra` its key, `at` its number. ---- */

CONSTRUCT(groupby) {
    Value in[2];
    if (!arguments_bind(vm, "groupby", "iterable, key=", arguments, count, keywords, in)) {
        return VALUE_NULL;
    }
    Value iterator = value_iter(vm, in[0]);
    if (value_is_null(iterator)) {
        return VALUE_NULL;
    }
    Tool *tool = tool_new(vm, type);
    tool->source = iterator;
    tool->extra = value_is_null(in[1]) ? VALUE_NONE : value_retain(in[1]);
    return value_from_obj(tool);
}

/* Draws the next pair into `state`; false: nothing more, or raised. */
static bool groupby_draw(Vm *vm, Tool *tool) {
    Value item = value_next(vm, tool->source);
    if (value_is_null(item)) {
        value_store(vm, &tool->state, VALUE_NULL);
        return false;
    }
    Value key = value_is_none(tool->extra) ? value_retain(item) : vm_call1(vm, tool->extra, item);
    if (value_is_null(key)) {
        value_release(vm, item);
        return false;
    }
    value_store(vm, &tool->state, tuple_pack(vm, 2, key, item));
    value_release(vm, key);
    value_release(vm, item);
    return true;
}

static Type *group_type(Vm *vm) {
    Value module = vm_import(vm, "itertools");
    Value name = str_intern_cstr(vm, "_grouper");
    Type *type = (Type *)value_obj(module_get(vm, module, name));
    value_release(vm, name);
    value_release(vm, module);
    return type;
}

NEXT(groupby) {
    Tool *tool = tool_of(self);
    /* The rest of the last group, if nobody read it, is skipped. `busy`: state begins a group. */
    Value last = tool->started && !value_is_null(tool->state)
                     ? value_retain(value_tuple(tool->state)->items[0])
                     : VALUE_NULL;
    if (!tool->busy) {
        do {
            if (!groupby_draw(vm, tool)) {
                value_release(vm, last);
                return VALUE_NULL;
            }
            int same =
                value_is_null(last) ? 0 : value_equal(vm, last, value_tuple(tool->state)->items[0]);
            if (same < 0) {
                value_release(vm, last);
                return VALUE_NULL;
            }
            if (same == 0) {
                break;
            }
        } while (true);
    }
    value_release(vm, last);
    if (value_is_null(tool->state)) {
        return VALUE_NULL;
    }
    tool->started = true;
    tool->busy = false;
    tool->at++;
    Tool *group = tool_new(vm, group_type(vm));
    group->source = value_retain(self);
    group->extra = value_retain(value_tuple(tool->state)->items[0]);
    group->at = tool->at;
    group->started = false;
    Value made = value_from_obj(group);
    Value pair = tuple_pack(vm, 2, group->extra, made);
    value_release(vm, made);
    return pair;
}

NEXT(group) {
    Tool *group = tool_of(self);
    Tool *tool = tool_of(group->source);
    if (group->over || group->at != tool->at || value_is_null(tool->state)) {
        return VALUE_NULL;
    }
    if (group->started) {
        if (!groupby_draw(vm, tool)) {
            group->over = true;
            return VALUE_NULL;
        }
        int same = value_equal(vm, group->extra, value_tuple(tool->state)->items[0]);
        if (same <= 0) {
            group->over = true;
            tool->busy = same == 0; /* begins the next group */
            return VALUE_NULL;
        }
    }
    group->started = true;
    return value_retain(value_tuple(tool->state)->items[1]);
}

/* ---- the module ---- */

static const NativeMethod CHAIN_METHODS[] = {
    {"from_iterable", chain_from_iterable, 1, 1, false, METHOD_CLASS},
    {0},
};

static const NativeMethod FUNCTIONS[] = {
    {"tee", tee, 1, 2, false, METHOD_INSTANCE},
    {0},
};

#define TOOL(constructor, stepper)                                                                 \
    .instance_size = sizeof(Tool), .slots = {.construct = constructor,                             \
                                             .iter = self_iter,                                    \
                                             .next = stepper,                                      \
                                             .visit = tool_visit,                                  \
                                             .destroy = tool_destroy}

static const TypeSpec SPECS[] = {
    {.name = "itertools.count",
     .instance_size = sizeof(Tool),
     .slots = {.construct = count_construct,
               .iter = self_iter,
               .next = count_next,
               .repr = count_repr,
               .visit = tool_visit,
               .destroy = tool_destroy}},
    {.name = "itertools.repeat",
     .instance_size = sizeof(Tool),
     .slots = {.construct = repeat_construct,
               .iter = self_iter,
               .next = repeat_next,
               .repr = repeat_repr,
               .visit = tool_visit,
               .destroy = tool_destroy}},
    {.name = "itertools.chain", .methods = CHAIN_METHODS, TOOL(chain_construct, chain_next)},
    {.name = "itertools.cycle", TOOL(cycle_construct, cycle_next)},
    {.name = "itertools.islice", TOOL(islice_construct, islice_next)},
    {.name = "itertools.product", TOOL(product_construct, product_next)},
    {.name = "itertools.combinations", TOOL(combinations_construct, combinations_next)},
    {.name = "itertools.combinations_with_replacement",
     TOOL(combinations_with_replacement_construct, combinations_with_replacement_next)},
    {.name = "itertools.permutations", TOOL(permutations_construct, permutations_next)},
    {.name = "itertools.zip_longest", TOOL(zip_longest_construct, zip_longest_next)},
    {.name = "itertools.accumulate", TOOL(accumulate_construct, accumulate_next)},
    {.name = "itertools.takewhile", TOOL(function_tool, takewhile_next)},
    {.name = "itertools.dropwhile", TOOL(function_tool, dropwhile_next)},
    {.name = "itertools.filterfalse", TOOL(function_tool, filterfalse_next)},
    {.name = "itertools.starmap", TOOL(function_tool, starmap_next)},
    {.name = "itertools.compress", TOOL(compress_construct, compress_next)},
    {.name = "itertools.pairwise", TOOL(pairwise_construct, pairwise_next)},
    {.name = "itertools.groupby", TOOL(groupby_construct, groupby_next)},
    {.name = "itertools._tee", TOOL(NULL, tee_next)},
    {.name = "itertools._grouper", TOOL(NULL, group_next)},
};

Value itertools_import(Vm *vm);
Value itertools_import(Vm *vm) {
    Value module = native_module(vm, "itertools", FUNCTIONS);
    for (size_t i = 0; i < sizeof SPECS / sizeof SPECS[0]; i++) {
        Type *type = type_new_native(vm, &SPECS[i], NULL);
        module_set(vm, module, type_name(type), value_from_obj(type));
    }
    return module;
}
