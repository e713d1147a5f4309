/* _collections: deque, and the attribute that reads one item of a named tuple. */
#include "vm/fork.h"
#include "vm/modules/native.h"

#include <string.h>

/* A ring: item i stands at (first + i) & (capacity - 1). */
typedef struct Deque {
    Obj obj;
    Value *items;
    uint32_t capacity; /* a power of two, or 0 */
    uint32_t first;
    uint32_t count;
    uint32_t changes; /* an iterator that sees another number than at its start gives up */
    int64_t maxlen;   /* -1: none */
} Deque;

typedef struct DequeIterator {
    Obj obj;
    Value deque; /* VALUE_NULL: exhausted */
    uint32_t index;
    uint32_t changes;
    bool backwards;
} DequeIterator;

static Deque *deque_of(Value value) {
    return (Deque *)value_obj(value);
}

static Value *slot(Deque *deque, uint32_t index) {
    return &deque->items[(deque->first + index) & (deque->capacity - 1)];
}

static void deque_fork(Fork *fork, const Obj *from, Obj *to) {
    const Deque *source = (const Deque *)from;
    Deque *deque = (Deque *)to;
    Obj head = *to;
    *deque = *source;
    deque->obj = head;
    if (source->items == NULL) {
        return;
    }
    deque->items = fork_bytes(fork, source->items, source->capacity * sizeof(Value));
    for (uint32_t i = 0; i < source->count; i++) {
        *slot(deque, i) = fork_value(fork, *slot(deque, i));
    }
}

static Type *deque_type_of(Vm *vm, const char *name) {
    Value module = vm_import(vm, "_collections");
    Value interned = str_intern_cstr(vm, name);
    Type *type = (Type *)value_obj(module_get(vm, module, interned));
    value_release(vm, interned);
    value_release(vm, module);
    return type;
}

static bool is_deque(Value value) {
    return value_is_obj(value) && value_obj(value)->type->length != NULL &&
           value_obj(value)->type->visit != NULL;
}

static void make_room(Vm *vm, Deque *deque) {
    if (deque->count < deque->capacity) {
        return;
    }
    uint32_t capacity = deque->capacity == 0 ? 8 : deque->capacity * 2;
    Value *items = heap_bytes_resize(vm, NULL, 0, capacity * sizeof *items);
    for (uint32_t i = 0; i < deque->count; i++) {
        items[i] = *slot(deque, i);
    }
    heap_bytes_free(vm, deque->items, deque->capacity * sizeof *items);
    deque->items = items;
    deque->capacity = capacity;
    deque->first = 0;
}

/* The first or last item, taken out; there must be one. */
static Value take_left(Deque *deque) {
    Value item = *slot(deque, 0);
    deque->first = (deque->first + 1) & (deque->capacity - 1);
    deque->count--;
    deque->changes++;
    return item;
}

static Value take_right(Deque *deque) {
    deque->changes++;
    return *slot(deque, --deque->count);
}

/* The items go in borrowed; past maxlen one leaves at the other end. */
static void push_right(Vm *vm, Deque *deque, Value item) {
    make_room(vm, deque);
    *slot(deque, deque->count++) = value_retain(item);
    deque->changes++;
    if (deque->maxlen >= 0 && deque->count > deque->maxlen) {
        value_release(vm, take_left(deque));
    }
}

static void push_left(Vm *vm, Deque *deque, Value item) {
    make_room(vm, deque);
    deque->first = (deque->first - 1) & (deque->capacity - 1);
    *slot(deque, 0) = value_retain(item);
    deque->count++;
    deque->changes++;
    if (deque->maxlen >= 0 && deque->count > deque->maxlen) {
        value_release(vm, take_right(deque));
    }
}

static void clear(Vm *vm, Deque *deque) {
    Value *items = deque->items;
    uint32_t capacity = deque->capacity;
    uint32_t first = deque->first;
    uint32_t count = deque->count;
    deque->items = NULL;
    deque->capacity = deque->first = deque->count = 0;
    deque->changes++;
    for (uint32_t i = 0; i < count; i++) {
        value_release(vm, items[(first + i) & (capacity - 1)]);
    }
    heap_bytes_free(vm, items, capacity * sizeof *items);
}

static void deque_destroy(Vm *vm, Obj *self) {
    clear(vm, (Deque *)self);
}

static void deque_visit(Obj *self, VisitFunction visit, void *context) {
    Deque *deque = (Deque *)self;
    for (uint32_t i = 0; i < deque->count; i++) {
        visit(*slot(deque, i), context);
    }
}

static bool extend(Vm *vm, Value self, Value iterable, void (*push)(Vm *, Deque *, Value)) {
    Value source = value_retain(iterable);
    if (value_same(self, iterable)) {
        value_store(vm, &source, value_to_list(vm, iterable));
    }
    Value iterator = value_is_null(source) ? VALUE_NULL : value_iter(vm, source);
    value_release(vm, source);
    if (value_is_null(iterator)) {
        return false;
    }
    for (;;) {
        Value item = value_next(vm, iterator);
        if (value_is_null(item)) {
            break;
        }
        push(vm, deque_of(self), item);
        value_release(vm, item);
    }
    value_release(vm, iterator);
    return !vm_raised(vm);
}

static bool fill(Vm *vm, Value self, const Value *arguments, uint32_t count, Value keywords) {
    Value in[2];
    if (!arguments_bind(vm, "deque", "iterable=, maxlen=", arguments, count, keywords, in)) {
        return false;
    }
    int64_t maxlen = -1;
    if (!value_is_null(in[1]) && !value_is_none(in[1])) {
        if (!value_is_int(in[1])) {
            vm_raise(vm, EXC_TYPE_ERROR, "an integer is required");
            return false;
        }
        if (!int_to_int64(in[1], &maxlen)) {
            vm_raise(vm, EXC_OVERFLOW_ERROR, "Python int too large to convert to C ssize_t");
            return false;
        }
        if (maxlen < 0) {
            vm_raise(vm, EXC_VALUE_ERROR, "maxlen must be non-negative");
            return false;
        }
    }
    deque_of(self)->maxlen = maxlen;
    clear(vm, deque_of(self));
    return value_is_null(in[0]) || value_is_none(in[0]) || extend(vm, self, in[0], push_right);
}

static Value deque_construct(Vm *vm, Type *type, const Value *arguments, uint32_t count,
                             Value keywords) {
    Deque *deque = heap_new(vm, type, type->instance_size);
    deque->maxlen = -1;
    Value made = value_from_obj(deque);
    if (!fill(vm, made, arguments, count, keywords)) {
        value_release(vm, made);
        return VALUE_NULL;
    }
    return made;
}

FUNCTION(deque_init) {
    return fill(vm, arguments[0], arguments + 1, count - 1, keywords) ? VALUE_NONE : VALUE_NULL;
}

static Value deque_copy_of(Vm *vm, Value self) {
    Deque *from = deque_of(self);
    Deque *deque = heap_new(vm, from->obj.type, from->obj.type->instance_size);
    deque->maxlen = from->maxlen;
    for (uint32_t i = 0; i < from->count; i++) {
        push_right(vm, deque, *slot(from, i));
    }
    return value_from_obj(deque);
}

FUNCTION(deque_copy) {
    UNUSED();
    return deque_copy_of(vm, arguments[0]);
}

FUNCTION(deque_append) {
    UNUSED();
    push_right(vm, deque_of(arguments[0]), arguments[1]);
    return VALUE_NONE;
}

FUNCTION(deque_appendleft) {
    UNUSED();
    push_left(vm, deque_of(arguments[0]), arguments[1]);
    return VALUE_NONE;
}

FUNCTION(deque_extend) {
    UNUSED();
    return extend(vm, arguments[0], arguments[1], push_right) ? VALUE_NONE : VALUE_NULL;
}

FUNCTION(deque_extendleft) {
    UNUSED();
    return extend(vm, arguments[0], arguments[1], push_left) ? VALUE_NONE : VALUE_NULL;
}

FUNCTION(deque_pop) {
    UNUSED();
    Deque *deque = deque_of(arguments[0]);
    return deque->count > 0 ? take_right(deque)
                            : vm_raise(vm, EXC_INDEX_ERROR, "pop from an empty deque");
}

FUNCTION(deque_popleft) {
    UNUSED();
    Deque *deque = deque_of(arguments[0]);
    return deque->count > 0 ? take_left(deque)
                            : vm_raise(vm, EXC_INDEX_ERROR, "pop from an empty deque");
}

FUNCTION(deque_clear) {
    UNUSED();
    clear(vm, deque_of(arguments[0]));
    return VALUE_NONE;
}

/* Turns the ring by `steps` to the right. */
static void rotate(Deque *deque, int64_t steps) {
    if (deque->count < 2) {
        return;
    }
    int64_t count = deque->count;
    steps = ((steps % count) + count) % count;
    deque->changes++;
    if (steps <= count / 2) {
        for (int64_t i = 0; i < steps; i++) {
            Value item = take_right(deque);
            deque->first = (deque->first - 1) & (deque->capacity - 1);
            deque->count++;
            *slot(deque, 0) = item;
        }
    } else {
        for (int64_t i = steps; i < count; i++) {
            Value item = take_left(deque);
            *slot(deque, deque->count++) = item;
        }
    }
}

FUNCTION(deque_rotate) {
    UNUSED();
    int64_t steps = 1;
    if (count > 1 && !value_index_int64(vm, arguments[1], false, &steps)) {
        return VALUE_NULL;
    }
    rotate(deque_of(arguments[0]), steps);
    return VALUE_NONE;
}

FUNCTION(deque_reverse) {
    UNUSED();
    Deque *deque = deque_of(arguments[0]);
    for (uint32_t i = 0; i < deque->count / 2; i++) {
        Value *a = slot(deque, i);
        Value *b = slot(deque, deque->count - 1 - i);
        Value swap = *a;
        *a = *b;
        *b = swap;
    }
    deque->changes++;
    return VALUE_NONE;
}

/* The index of an equal item in [start, stop): -1 nowhere, -2 raised. */
static int64_t find(Vm *vm, Deque *deque, Value item, int64_t start, int64_t stop,
                    const char *changed) {
    uint32_t changes = deque->changes;
    for (int64_t i = start; i < stop && i < deque->count; i++) {
        Value held = value_retain(*slot(deque, (uint32_t)i));
        int equal = value_equal(vm, held, item);
        value_release(vm, held);
        if (equal < 0) {
            return -2;
        }
        if (deque->changes != changes) {
            bool removing = changed[0] == 'r';
            vm_raise(vm, removing ? EXC_INDEX_ERROR : EXC_RUNTIME_ERROR,
                     removing ? "deque mutated during remove()."
                              : "deque mutated during iteration");
            return -2;
        }
        if (equal) {
            return i;
        }
    }
    return -1;
}

FUNCTION(deque_count) {
    UNUSED();
    Deque *deque = deque_of(arguments[0]);
    int64_t found = 0;
    for (int64_t i = 0; (i = find(vm, deque, arguments[1], i, deque->count, "count")) >= 0; i++) {
        found++;
    }
    return vm_raised(vm) ? VALUE_NULL : value_from_small_int(found);
}

/* Takes the item at `index` out, by turning it to the front. */
static Value take_at(Deque *deque, int64_t index) {
    rotate(deque, -index);
    Value item = take_left(deque);
    rotate(deque, index);
    return item;
}

static void raise_absent(Vm *vm, Value item) {
    Value shown = value_repr(vm, item);
    if (!value_is_null(shown)) {
        vm_raise(vm, EXC_VALUE_ERROR, "%s is not in deque", str_utf8(vm, shown));
        value_release(vm, shown);
    }
}

FUNCTION(deque_remove) {
    UNUSED();
    Deque *deque = deque_of(arguments[0]);
    int64_t index = find(vm, deque, arguments[1], 0, deque->count, "remove");
    if (index == -1) {
        raise_absent(vm, arguments[1]);
    }
    if (index < 0) {
        return VALUE_NULL;
    }
    value_release(vm, take_at(deque, index));
    return VALUE_NONE;
}

FUNCTION(deque_index) {
    UNUSED();
    Deque *deque = deque_of(arguments[0]);
    int64_t bounds[2] = {0, INT64_MAX};
    for (uint32_t i = 2; i < count; i++) {
        if (!value_index_int64(vm, arguments[i], true, &bounds[i - 2])) {
            return VALUE_NULL;
        }
    }
    for (int i = 0; i < 2; i++) {
        if (bounds[i] < 0) {
            bounds[i] += deque->count;
            bounds[i] = bounds[i] < 0 ? 0 : bounds[i];
        }
    }
    int64_t index = find(vm, deque, arguments[1], bounds[0], bounds[1], "index");
    if (index == -1) {
        raise_absent(vm, arguments[1]);
    }
    return index < 0 ? VALUE_NULL : value_from_small_int(index);
}

FUNCTION(deque_insert) {
    UNUSED();
    Deque *deque = deque_of(arguments[0]);
    int64_t index;
    if (!value_index_int64(vm, arguments[1], true, &index)) {
        return VALUE_NULL;
    }
    if (deque->maxlen >= 0 && deque->count >= deque->maxlen) {
        return vm_raise(vm, EXC_INDEX_ERROR, "deque already at its maximum size");
    }
    index += index < 0 ? deque->count : 0;
    index = index < 0 ? 0 : index > deque->count ? deque->count : index;
    rotate(deque, -index);
    if (index == deque->count) {
        push_right(vm, deque, arguments[2]);
    } else {
        push_left(vm, deque, arguments[2]);
        rotate(deque, index);
    }
    return VALUE_NONE;
}

FUNCTION(deque_maxlen) {
    UNUSED();
    int64_t maxlen = deque_of(arguments[0])->maxlen;
    return maxlen < 0 ? VALUE_NONE : int_from_int64(vm, maxlen);
}

/* ---- as a sequence ---- */

static bool deque_hash(Vm *vm, Value self, int64_t *hash) {
    (void)self;
    (void)hash;
    vm_raise(vm, EXC_TYPE_ERROR, "unhashable type: 'collections.deque'");
    return false;
}

static int64_t deque_length(Vm *vm, Value self) {
    (void)vm;
    return deque_of(self)->count;
}

static bool item_index(Vm *vm, Deque *deque, Value key, int64_t *index) {
    if (!value_is_int(key) &&
        value_is_null(type_lookup(value_type(vm, key), vm->names.dunder_index))) {
        vm_raise(vm, EXC_TYPE_ERROR, "sequence index must be integer, not '%s'",
                 value_type_name(vm, key));
        return false;
    }
    if (!value_index_int64(vm, key, false, index)) {
        return false;
    }
    *index += *index < 0 ? deque->count : 0;
    if (*index < 0 || *index >= deque->count) {
        vm_raise(vm, EXC_INDEX_ERROR, "deque index out of range");
        return false;
    }
    return true;
}

static Value deque_get_item(Vm *vm, Value self, Value key) {
    int64_t index;
    return item_index(vm, deque_of(self), key, &index)
               ? value_retain(*slot(deque_of(self), (uint32_t)index))
               : VALUE_NULL;
}

static bool deque_set_item(Vm *vm, Value self, Value key, Value value) {
    int64_t index;
    if (!item_index(vm, deque_of(self), key, &index)) {
        return false;
    }
    if (value_is_null(value)) {
        value_release(vm, take_at(deque_of(self), index));
    } else {
        value_store(vm, slot(deque_of(self), (uint32_t)index), value_retain(value));
    }
    return true;
}

static int deque_contains(Vm *vm, Value self, Value item) {
    int64_t index = find(vm, deque_of(self), item, 0, deque_of(self)->count, "contains");
    return index == -2 ? -1 : index >= 0;
}

static Value iterate(Vm *vm, Value self, bool backwards) {
    DequeIterator *iterator =
        heap_new(vm, deque_type_of(vm, backwards ? "_deque_reverse_iterator" : "_deque_iterator"),
                 sizeof *iterator);
    iterator->deque = value_retain(self);
    iterator->changes = deque_of(self)->changes;
    iterator->backwards = backwards;
    return value_from_obj(iterator);
}

static Value deque_iter(Vm *vm, Value self) {
    return iterate(vm, self, false);
}

FUNCTION(deque_reversed) {
    UNUSED();
    return iterate(vm, arguments[0], true);
}

static Value iterator_iter(Vm *vm, Value self) {
    (void)vm;
    return value_retain(self);
}

static Value iterator_next(Vm *vm, Value self) {
    DequeIterator *iterator = (DequeIterator *)value_obj(self);
    if (value_is_null(iterator->deque)) {
        return VALUE_NULL;
    }
    Deque *deque = deque_of(iterator->deque);
    if (deque->changes != iterator->changes) {
        value_store(vm, &iterator->deque, VALUE_NULL);
        return vm_raise(vm, EXC_RUNTIME_ERROR, "deque mutated during iteration");
    }
    if (iterator->index >= deque->count) {
        value_store(vm, &iterator->deque, VALUE_NULL);
        return VALUE_NULL;
    }
    uint32_t index = iterator->index++;
    return value_retain(*slot(deque, iterator->backwards ? deque->count - 1 - index : index));
}

static void iterator_visit(Obj *self, VisitFunction visit, void *context) {
    visit(((DequeIterator *)self)->deque, context);
}

static void iterator_destroy(Vm *vm, Obj *self) {
    value_store(vm, &((DequeIterator *)self)->deque, VALUE_NULL);
}

static Value deque_repr(Vm *vm, Value self) {
    if (!repr_enter(vm, value_obj(self))) {
        return str_from_cstr(vm, "[...]");
    }
    Text text = {0};
    text_printf(&text, "%s([", type_name(value_obj(self)->type));
    Value list = value_to_list(vm, self);
    bool fine = !value_is_null(list);
    for (uint32_t i = 0; fine && i < value_list(list)->count; i++) {
        Value shown = value_repr(vm, value_list(list)->items[i]);
        fine = !value_is_null(shown);
        if (fine) {
            text_append_cstr(&text, i > 0 ? ", " : "");
            str_append_utf8(shown, &text);
            value_release(vm, shown);
        }
    }
    value_release(vm, list);
    repr_leave(vm, value_obj(self));
    if (!fine) {
        text_release(&text);
        return VALUE_NULL;
    }
    if (deque_of(self)->maxlen >= 0) {
        text_printf(&text, "], maxlen=%lld)", (long long)deque_of(self)->maxlen);
    } else {
        text_append_cstr(&text, "])");
    }
    return str_from_text(vm, &text);
}

static bool both_deques(Value a, Value b) {
    return is_deque(a) && is_deque(b) && value_is_obj(a) && value_is_obj(b) &&
           value_obj(a)->type->get_item == deque_get_item &&
           value_obj(b)->type->get_item == deque_get_item;
}

static Value deque_compare(Vm *vm, Value a, Value b, CompareOperator op) {
    if (!both_deques(a, b)) {
        return VALUE_NOT_IMPLEMENTED;
    }
    Value left = value_to_list(vm, a);
    Value right = value_is_null(left) ? VALUE_NULL : value_to_list(vm, b);
    Value result = value_is_null(right) ? VALUE_NULL : value_compare(vm, left, right, op);
    value_release(vm, left);
    value_release(vm, right);
    return result;
}

static bool repeat(Vm *vm, Value self, Value times) {
    int64_t n;
    if (!value_index_int64(vm, times, true, &n)) {
        return false;
    }
    Deque *deque = deque_of(self);
    uint32_t length = deque->count;
    if (n <= 0) {
        clear(vm, deque);
        return true;
    }
    if (length == 0) {
        return true;
    }
    if (n > UINT32_MAX / length || !heap_can_hold(vm, (uint64_t)n * length * sizeof(Value))) {
        if (!vm_raised(vm)) {
            heap_over_budget(vm);
        }
        return false;
    }
    Value items = value_to_list(vm, self);
    for (int64_t i = 1; i < n; i++) {
        extend(vm, self, items, push_right);
    }
    value_release(vm, items);
    return true;
}

static Value deque_binary(Vm *vm, BinaryOperator op, Value a, Value b) {
    bool left = value_is_obj(a) && value_obj(a)->type->get_item == deque_get_item;
    if (op == BINARY_ADD && left) {
        if (!both_deques(a, b)) {
            return vm_raise(vm, EXC_TYPE_ERROR, "can only concatenate deque (not \"%s\") to deque",
                            value_type_name(vm, b));
        }
        Value made = deque_copy_of(vm, a);
        if (!extend(vm, made, b, push_right)) {
            value_release(vm, made);
            return VALUE_NULL;
        }
        return made;
    }
    Value self = left ? a : b;
    Value times = left ? b : a;
    if (op == BINARY_MULTIPLY && value_is_int(times)) {
        Value made = deque_copy_of(vm, self);
        if (!repeat(vm, made, times)) {
            value_release(vm, made);
            return VALUE_NULL;
        }
        return made;
    }
    return VALUE_NOT_IMPLEMENTED;
}

static Value deque_inplace(Vm *vm, BinaryOperator op, Value a, Value b) {
    if (op == BINARY_ADD) {
        return extend(vm, a, b, push_right) ? value_retain(a) : VALUE_NULL;
    }
    if (op == BINARY_MULTIPLY && value_is_int(b)) {
        return repeat(vm, a, b) ? value_retain(a) : VALUE_NULL;
    }
    return deque_binary(vm, op, a, b);
}

static const NativeMethod DEQUE_METHODS[] = {
    {"__init__", deque_init, 0, -1, true, METHOD_INSTANCE},
    {"__reversed__", deque_reversed, 0, 0, false, METHOD_INSTANCE},
    {"__copy__", deque_copy, 0, 0, false, METHOD_INSTANCE},
    {"append", deque_append, 1, 1, false, METHOD_INSTANCE},
    {"appendleft", deque_appendleft, 1, 1, false, METHOD_INSTANCE},
    {"clear", deque_clear, 0, 0, false, METHOD_INSTANCE},
    {"copy", deque_copy, 0, 0, false, METHOD_INSTANCE},
    {"count", deque_count, 1, 1, false, METHOD_INSTANCE},
    {"extend", deque_extend, 1, 1, false, METHOD_INSTANCE},
    {"extendleft", deque_extendleft, 1, 1, false, METHOD_INSTANCE},
    {"index", deque_index, 1, 3, false, METHOD_INSTANCE},
    {"insert", deque_insert, 2, 2, false, METHOD_INSTANCE},
    {"maxlen", deque_maxlen, 0, 0, false, METHOD_PROPERTY},
    {"pop", deque_pop, 0, 0, false, METHOD_INSTANCE},
    {"popleft", deque_popleft, 0, 0, false, METHOD_INSTANCE},
    {"remove", deque_remove, 1, 1, false, METHOD_INSTANCE},
    {"reverse", deque_reverse, 0, 0, false, METHOD_INSTANCE},
    {"rotate", deque_rotate, 0, 1, false, METHOD_INSTANCE},
    {0},
};

static const TypeSpec DEQUE = {.name = "collections.deque",
                               .instance_size = sizeof(Deque),
                               .flags = TYPE_INIT_FILLS,
                               .methods = DEQUE_METHODS,
                               .slots = {.fork = deque_fork,
                                         .construct = deque_construct,
                                         .visit = deque_visit,
                                         .destroy = deque_destroy,
                                         .hash = deque_hash,
                                         .length = deque_length,
                                         .get_item = deque_get_item,
                                         .set_item = deque_set_item,
                                         .contains = deque_contains,
                                         .iter = deque_iter,
                                         .repr = deque_repr,
                                         .compare = deque_compare,
                                         .binary = deque_binary,
                                         .inplace = deque_inplace}};

#define ITERATOR                                                                                   \
    .instance_size = sizeof(DequeIterator), .slots = {.iter = iterator_iter,                       \
                                                      .next = iterator_next,                       \
                                                      .visit = iterator_visit,                     \
                                                      .destroy = iterator_destroy}

static const TypeSpec ITERATORS[] = {
    {.name = "_collections._deque_iterator", ITERATOR},
    {.name = "_collections._deque_reverse_iterator", ITERATOR},
};

/* ---- what a field of a named tuple is in its class ---- */

typedef struct Getter {
    Obj obj;
    uint32_t index;
} Getter;

static Value getter_construct(Vm *vm, Type *type, const Value *arguments, uint32_t count,
                              Value keywords) {
    UNUSED();
    Getter *getter = heap_new(vm, type, sizeof *getter);
    getter->index = count > 0 ? (uint32_t)value_small_int(arguments[0]) : 0;
    return value_from_obj(getter);
}

static Value getter_get(Vm *vm, Value self, Value instance, Type *owner) {
    (void)owner;
    uint32_t index = ((Getter *)value_obj(self))->index;
    if (value_is_null(instance)) {
        return value_retain(self);
    }
    if (!value_is_tuple(instance)) {
        return vm_raise(vm, EXC_TYPE_ERROR,
                        "descriptor for index '%u' for tuple subclasses "
                        "doesn't apply to '%s' object",
                        index, value_type_name(vm, instance));
    }
    return index < value_tuple(instance)->count
               ? value_retain(value_tuple(instance)->items[index])
               : vm_raise(vm, EXC_INDEX_ERROR, "tuple index out of range");
}

static bool getter_set(Vm *vm, Value self, Value instance, Value value) {
    (void)self;
    (void)instance;
    vm_raise(vm, EXC_ATTRIBUTE_ERROR,
             value_is_null(value) ? "can't delete attribute" : "can't set attribute");
    return false;
}

static const TypeSpec GETTER = {.name = "_collections._tuplegetter",
                                .instance_size = sizeof(Getter),
                                .flags = TYPE_FINAL,
                                .slots = {.construct = getter_construct,
                                          .descriptor_get = getter_get,
                                          .descriptor_set = getter_set}};

Value collections_core_import(Vm *vm);
Value collections_core_import(Vm *vm) {
    Value module = module_new(vm, "_collections");
    Type *types[] = {type_new_native(vm, &DEQUE, NULL), type_new_native(vm, &GETTER, NULL),
                     type_new_native(vm, &ITERATORS[0], NULL),
                     type_new_native(vm, &ITERATORS[1], NULL)};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        module_set(vm, module, type_name(types[i]), value_from_obj(types[i]));
    }
    return module;
}
