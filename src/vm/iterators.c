/* The iterators that are builtin types: enumerate, zip, map, filter, reversed, and iter(function,
 * sentinel). Each holds a function (or sentinel) and the iterators that it draws from. */
#include "vm/iterators.h"

#include "vm/container.h"
#include "vm/frame.h"
#include "vm/number.h"
#include "vm/protocol.h"
#include "vm/str.h"

typedef struct Drawing {
    Obj obj;
    Value function; /* map, filter, callable of iter(); the next index of enumerate */
    Value sources;  /* tuple of iterators; sentinel of iter(); sequence of reversed. VALUE_NULL:
                       exhausted */
    int64_t index;  /* of reversed */
    bool strict;    /* zip(strict=True) */
} Drawing;

static Drawing *drawing_of(Value value) {
    return (Drawing *)value_obj(value);
}

static void drawing_visit(Obj *self, VisitFunction visit, void *context) {
    visit(((Drawing *)self)->function, context);
    visit(((Drawing *)self)->sources, context);
}

static void drawing_destroy(Vm *vm, Obj *self) {
    value_store(vm, &((Drawing *)self)->function, VALUE_NULL);
    value_store(vm, &((Drawing *)self)->sources, VALUE_NULL);
}

static Value self_iter(Vm *vm, Value self) {
    (void)vm;
    return value_retain(self);
}

/* iter() of each argument, as a tuple. */
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

/* ---- enumerate ---- */

static Value enumerate_construct(Vm *vm, Type *type, const Value *arguments, uint32_t count,
                                 Value keywords) {
    Value given[2];
    if (count == 0 && value_is_null(keywords)) {
        return vm_raise(vm, EXC_TYPE_ERROR, "enumerate() missing required argument 'iterable'");
    }
    if (!arguments_bind(vm, "enumerate", "iterable, start=", arguments, count, keywords, given)) {
        return VALUE_NULL;
    }
    Value start = value_is_null(given[1]) ? value_from_small_int(0) : value_index(vm, given[1]);
    if (value_is_null(start)) {
        return VALUE_NULL;
    }
    Value sources = iterators_of(vm, given, 1);
    if (value_is_null(sources)) {
        value_release(vm, start);
        return VALUE_NULL;
    }
    Drawing *made = heap_new(vm, type, type->instance_size);
    made->function = start;
    made->sources = sources;
    return value_from_obj(made);
}

static Value enumerate_next(Vm *vm, Value self) {
    Drawing *drawing = drawing_of(self);
    Value item = value_next(vm, value_tuple(drawing->sources)->items[0]);
    if (value_is_null(item)) {
        return VALUE_NULL;
    }
    Value index = drawing->function;
    drawing->function = value_is_small_int(index) && value_small_int(index) < SMALL_INT_MAX
                            ? value_from_small_int(value_small_int(index) + 1)
                            : int_binary(vm, BINARY_ADD, index, value_from_small_int(1));
    Value pair = tuple_new(vm, 2);
    value_tuple(pair)->items[0] = index;
    value_tuple(pair)->items[1] = item;
    return pair;
}

/* ---- zip ---- */

static Value zip_construct(Vm *vm, Type *type, const Value *arguments, uint32_t count,
                           Value keywords) {
    bool strict = false;
    if (!value_is_null(keywords)) {
        for (uint32_t i = 0; i < value_tuple(keywords)->count; i++) {
            if (!str_equal_cstr(value_tuple(keywords)->items[i], "strict")) {
                return vm_raise(vm, EXC_TYPE_ERROR, "zip() got an unexpected keyword argument '%s'",
                                str_utf8(vm, value_tuple(keywords)->items[i]));
            }
            int truth = value_truth(vm, arguments[count + i]);
            if (truth < 0) {
                return VALUE_NULL;
            }
            strict = truth != 0;
        }
    }
    Value sources = iterators_of(vm, arguments, count);
    if (value_is_null(sources)) {
        return VALUE_NULL;
    }
    Drawing *made = heap_new(vm, type, type->instance_size);
    made->sources = sources;
    made->strict = strict;
    return value_from_obj(made);
}

static Value zip_uneven(Vm *vm, Tuple *sources, uint32_t at) {
    if (at > 0) {
        return vm_raise(vm, EXC_VALUE_ERROR, "zip() argument %u is shorter than argument%s%u",
                        at + 1, at == 1 ? " " : "s 1-", at);
    }
    for (uint32_t i = 1; i < sources->count; i++) {
        Value item = value_next(vm, sources->items[i]);
        if (!value_is_null(item)) {
            value_release(vm, item);
            return vm_raise(vm, EXC_VALUE_ERROR, "zip() argument %u is longer than argument%s%u",
                            i + 1, i == 1 ? " " : "s 1-", i);
        }
        if (vm_raised(vm)) {
            return VALUE_NULL;
        }
    }
    return VALUE_NULL;
}

static Value zip_next(Vm *vm, Value self) {
    Drawing *drawing = drawing_of(self);
    Tuple *sources = value_tuple(drawing->sources);
    if (sources->count == 0) {
        return VALUE_NULL;
    }
    Value row = tuple_new(vm, sources->count);
    for (uint32_t i = 0; i < sources->count; i++) {
        Value item = value_next(vm, sources->items[i]);
        if (value_is_null(item)) {
            value_release(vm, row);
            return drawing->strict && !vm_raised(vm) ? zip_uneven(vm, sources, i) : VALUE_NULL;
        }
        value_tuple(row)->items[i] = item;
    }
    return row;
}

/* ---- map, filter ---- */

static Value map_construct(Vm *vm, Type *type, const Value *arguments, uint32_t count,
                           Value keywords) {
    if (!value_is_null(keywords)) {
        return vm_raise(vm, EXC_TYPE_ERROR, "map() takes no keyword arguments");
    }
    if (count < 2) {
        return vm_raise(vm, EXC_TYPE_ERROR, "map() must have at least two arguments.");
    }
    Value sources = iterators_of(vm, arguments + 1, count - 1);
    if (value_is_null(sources)) {
        return VALUE_NULL;
    }
    Drawing *made = heap_new(vm, type, type->instance_size);
    made->function = value_retain(arguments[0]);
    made->sources = sources;
    return value_from_obj(made);
}

static Value map_next(Vm *vm, Value self) {
    Drawing *drawing = drawing_of(self);
    Tuple *sources = value_tuple(drawing->sources);
    if (sources->count == 1) {
        Value item = value_next(vm, sources->items[0]);
        if (value_is_null(item)) {
            return VALUE_NULL;
        }
        Value result = vm_call1(vm, drawing->function, item);
        value_release(vm, item);
        return result;
    }
    Value row = zip_next(vm, self);
    if (value_is_null(row)) {
        return VALUE_NULL;
    }
    Value result =
        vm_call(vm, drawing->function, value_tuple(row)->items, sources->count, VALUE_NULL);
    value_release(vm, row);
    return result;
}

static Value filter_construct(Vm *vm, Type *type, const Value *arguments, uint32_t count,
                              Value keywords) {
    if (!value_is_null(keywords)) {
        return vm_raise(vm, EXC_TYPE_ERROR, "filter() takes no keyword arguments");
    }
    if (count != 2) {
        return vm_raise(vm, EXC_TYPE_ERROR, "filter expected 2 arguments, got %u", count);
    }
    Value sources = iterators_of(vm, arguments + 1, 1);
    if (value_is_null(sources)) {
        return VALUE_NULL;
    }
    Drawing *made = heap_new(vm, type, type->instance_size);
    made->function = value_retain(arguments[0]);
    made->sources = sources;
    return value_from_obj(made);
}

static Value filter_next(Vm *vm, Value self) {
    Drawing *drawing = drawing_of(self);
    for (;;) {
        Value item = value_next(vm, value_tuple(drawing->sources)->items[0]);
        if (value_is_null(item)) {
            return VALUE_NULL;
        }
        int keep;
        if (value_is_none(drawing->function)) {
            keep = value_truth(vm, item);
        } else {
            Value verdict = vm_call1(vm, drawing->function, item);
            keep = value_is_null(verdict) ? -1 : value_truth(vm, verdict);
            value_release(vm, verdict);
        }
        if (keep > 0) {
            return item;
        }
        value_release(vm, item);
        if (keep < 0) {
            return VALUE_NULL;
        }
    }
}

/* ---- reversed ---- */

static Value reversed_construct(Vm *vm, Type *type, const Value *arguments, uint32_t count,
                                Value keywords) {
    if (!value_is_null(keywords)) {
        return vm_raise(vm, EXC_TYPE_ERROR, "reversed() takes no keyword arguments");
    }
    if (count != 1) {
        return vm_raise(vm, EXC_TYPE_ERROR, "reversed expected 1 argument, got %u", count);
    }
    Type *of = value_type(vm, arguments[0]);
    Value hooked;
    if (class_hook(vm, arguments[0], vm->names.dunder_class_reversed, NULL, 0, &hooked)) {
        return hooked;
    }
    Value method = type_lookup(of, vm->names.dunder_reversed);
    if (!value_is_null(method) && !value_is_none(method)) {
        return vm_call1(vm, method, arguments[0]);
    }
    if (value_is_none(method) || of->get_item == NULL || (of->flags & TYPE_IS_DICT)) {
        return vm_raise(vm, EXC_TYPE_ERROR, "'%s' object is not reversible",
                        value_type_name(vm, arguments[0]));
    }
    int64_t length = value_length(vm, arguments[0]);
    if (length < 0) {
        return VALUE_NULL;
    }
    Drawing *made = heap_new(vm, type, type->instance_size);
    made->sources = value_retain(arguments[0]);
    made->index = length - 1;
    return value_from_obj(made);
}

static Value reversed_next(Vm *vm, Value self) {
    Drawing *drawing = drawing_of(self);
    if (drawing->index < 0 || value_is_null(drawing->sources)) {
        return VALUE_NULL;
    }
    Value item = value_get_item(vm, drawing->sources, value_from_small_int(drawing->index));
    if (value_is_null(item)) {
        if (vm_raised_is(vm, EXC_INDEX_ERROR) || vm_raised_is(vm, EXC_STOP_ITERATION)) {
            vm_clear_raised(vm);
            drawing->index = -1;
        }
        return VALUE_NULL;
    }
    if (--drawing->index < 0) {
        value_store(vm, &drawing->sources, VALUE_NULL);
    }
    return item;
}

/* ---- iter(function, sentinel) ---- */

Value callable_iterator_new(Vm *vm, Value function, Value sentinel) {
    Drawing *made = heap_new(vm, vm->type_callable_iterator, sizeof *made);
    made->function = value_retain(function);
    made->sources = value_retain(sentinel);
    return value_from_obj(made);
}

static Value callable_next(Vm *vm, Value self) {
    Drawing *drawing = drawing_of(self);
    if (value_is_null(drawing->function)) {
        return VALUE_NULL;
    }
    Value item = vm_call0(vm, drawing->function);
    if (value_is_null(item)) {
        if (vm_raised_is(vm, EXC_STOP_ITERATION)) {
            vm_clear_raised(vm);
        }
        return VALUE_NULL;
    }
    int ends = value_equal(vm, drawing->sources, item);
    if (ends == 0) {
        return item;
    }
    value_release(vm, item);
    if (ends > 0) {
        value_store(vm, &drawing->function, VALUE_NULL);
    }
    return VALUE_NULL;
}

static Type *make(Vm *vm, const char *name,
                  Value (*construct)(Vm *, Type *, const Value *, uint32_t, Value),
                  Value (*next)(Vm *, Value)) {
    TypeSpec spec = {.name = name,
                     .instance_size = sizeof(Drawing),
                     .slots = {.construct = construct,
                               .iter = self_iter,
                               .next = next,
                               .visit = drawing_visit,
                               .destroy = drawing_destroy}};
    return type_new_native(vm, &spec, NULL);
}

void iterators_setup(Vm *vm) {
    static const struct {
        const char *name;
        Value (*construct)(Vm *, Type *, const Value *, uint32_t, Value);
        Value (*next)(Vm *, Value);
    } rows[] = {
        {"enumerate", enumerate_construct, enumerate_next},
        {"zip", zip_construct, zip_next},
        {"map", map_construct, map_next},
        {"filter", filter_construct, filter_next},
        {"reversed", reversed_construct, reversed_next},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Type *type = make(vm, rows[i].name, rows[i].construct, rows[i].next);
        dict_set_name(vm, vm->builtins, type->name, value_from_obj(type));
    }
    vm->type_callable_iterator = make(vm, "callable_iterator", NULL, callable_next);
}
