#include "vm/dict.h"

#include "vm/container.h"
#include "vm/number.h"
#include "vm/protocol.h"
#include "vm/sequence.h"
#include "vm/str.h"

typedef struct DictView {
    Obj obj;
    Value dict;
} DictView;

typedef struct DictIterator {
    Obj obj;
    Value dict;       /* VALUE_NULL: exhausted */
    uint32_t count;   /* of the dict when iteration began */
    uint32_t left;    /* items still to come */
    int64_t position; /* entry to look at next */
    DictPart part;
    bool reversed;
} DictIterator;

static DictView *view_of(Value value) {
    return (DictView *)value_obj(value);
}

Value dict_view_new(Vm *vm, Value dict, DictPart part) {
    Type *type = part == DICT_KEYS     ? vm->type_dict_keys
                 : part == DICT_VALUES ? vm->type_dict_values
                                       : vm->type_dict_items;
    DictView *view = heap_new(vm, type, sizeof *view);
    view->dict = value_retain(dict);
    return value_from_obj(view);
}

Value dict_iterator_new(Vm *vm, Value dict, DictPart part, bool reversed) {
    Type *type = vm->type_dict_iterators[part + (reversed ? 3 : 0)];
    DictIterator *iterator = heap_new(vm, type, sizeof *iterator);
    iterator->dict = value_retain(dict);
    iterator->count = iterator->left = value_dict(dict)->count;
    iterator->position = reversed ? (int64_t)value_dict(dict)->used - 1 : 0;
    iterator->part = part;
    iterator->reversed = reversed;
    return value_from_obj(iterator);
}

static Value pair_new(Vm *vm, Value key, Value value) {
    return tuple_pack(vm, 2, key, value);
}

/* ---- iterators ---- */

static Value iterator_next(Vm *vm, Value self) {
    DictIterator *iterator = (DictIterator *)value_obj(self);
    if (value_is_null(iterator->dict)) {
        return VALUE_NULL;
    }
    Dict *dict = value_dict(iterator->dict);
    if (iterator->count != dict->count) {
        iterator->count = UINT32_MAX; /* and so for ever */
        return vm_raise(vm, EXC_RUNTIME_ERROR, "dictionary changed size during iteration");
    }
    int64_t i = iterator->position;
    if (iterator->reversed) {
        if (i >= dict->used) {
            i = (int64_t)dict->used - 1;
        }
        while (i >= 0 && value_is_null(dict->entries[i].key)) {
            i--;
        }
    } else {
        while (i < dict->used && value_is_null(dict->entries[i].key)) {
            i++;
        }
    }
    if (i < 0 || i >= dict->used) {
        value_store(vm, &iterator->dict, VALUE_NULL);
        return VALUE_NULL;
    }
    if (iterator->left == 0) {
        value_store(vm, &iterator->dict, VALUE_NULL);
        return vm_raise(vm, EXC_RUNTIME_ERROR, "dictionary keys changed during iteration");
    }
    iterator->left--;
    iterator->position = iterator->reversed ? i - 1 : i + 1;
    const DictEntry *entry = &dict->entries[i];
    return iterator->part == DICT_KEYS     ? value_retain(entry->key)
           : iterator->part == DICT_VALUES ? value_retain(entry->value)
                                           : pair_new(vm, entry->key, entry->value);
}

static void iterator_destroy(Vm *vm, Obj *self) {
    value_store(vm, &((DictIterator *)self)->dict, VALUE_NULL);
}

static void iterator_visit(Obj *self, VisitFunction visit, void *context) {
    visit(((DictIterator *)self)->dict, context);
}

static Value iterator_length_hint(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    DictIterator *iterator = (DictIterator *)value_obj(arguments[0]);
    bool valid =
        !value_is_null(iterator->dict) && value_dict(iterator->dict)->count == iterator->count;
    return int_from_int64(vm, valid ? iterator->left : 0);
}

/* ---- views ---- */

static void view_destroy(Vm *vm, Obj *self) {
    value_store(vm, &((DictView *)self)->dict, VALUE_NULL);
}

static void view_visit(Obj *self, VisitFunction visit, void *context) {
    visit(((DictView *)self)->dict, context);
}

static DictPart part_of(Vm *vm, Value view) {
    Type *type = value_obj(view)->type;
    return type == vm->type_dict_keys     ? DICT_KEYS
           : type == vm->type_dict_values ? DICT_VALUES
                                          : DICT_ITEMS;
}

static Value view_iter(Vm *vm, Value self) {
    return dict_iterator_new(vm, view_of(self)->dict, part_of(vm, self), false);
}

static Value view_reversed(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    return dict_iterator_new(vm, view_of(arguments[0])->dict, part_of(vm, arguments[0]), true);
}

static int64_t view_length(Vm *vm, Value self) {
    (void)vm;
    return value_dict(view_of(self)->dict)->count;
}

static Value view_repr(Vm *vm, Value self) {
    if (!repr_enter(vm, value_obj(self))) {
        return str_from_cstr(vm, "...");
    }
    Value list = value_to_list(vm, self);
    Value inner = value_is_null(list) ? VALUE_NULL : value_repr(vm, list);
    repr_leave(vm, value_obj(self));
    Value result = VALUE_NULL;
    if (!value_is_null(inner)) {
        Text out = {0};
        text_printf(&out, "%s(", value_type_name(vm, self));
        str_append_utf8(inner, &out);
        text_append_char(&out, ')');
        result = str_from_text(vm, &out);
    }
    value_release(vm, list);
    value_release(vm, inner);
    return result;
}

static int keys_contains(Vm *vm, Value self, Value item) {
    Value value = dict_get(vm, value_dict(view_of(self)->dict), item);
    return !value_is_null(value) ? 1 : vm_raised(vm) ? -1 : 0;
}

static int items_contains(Vm *vm, Value self, Value item) {
    if (!value_is_tuple(item) || value_tuple(item)->count != 2) {
        return 0;
    }
    Value value = dict_get(vm, value_dict(view_of(self)->dict), value_tuple(item)->items[0]);
    if (value_is_null(value)) {
        return vm_raised(vm) ? -1 : 0;
    }
    value_retain(value);
    int equal = value_equal(vm, value, value_tuple(item)->items[1]);
    value_release(vm, value);
    return equal;
}

static bool is_set_like(Vm *vm, Value value) {
    if (!value_is_obj(value)) {
        return false;
    }
    Type *type = value_obj(value)->type;
    return type == vm->type_dict_keys || type == vm->type_dict_items ||
           type_is_subtype(type, vm->type_set) || type_is_subtype(type, vm->type_frozenset);
}

/* 1 when every item of `a` is in `b`. */
static int all_in(Vm *vm, Value a, Value b) {
    Value iterator = value_iter(vm, a);
    if (value_is_null(iterator)) {
        return -1;
    }
    int within = 1;
    while (within == 1) {
        Value item = value_next(vm, iterator);
        if (value_is_null(item)) {
            within = vm_raised(vm) ? -1 : 1;
            break;
        }
        within = value_contains(vm, b, item);
        value_release(vm, item);
    }
    value_release(vm, iterator);
    return within;
}

static Value view_compare(Vm *vm, Value a, Value b, CompareOperator op) {
    if (!is_set_like(vm, a) || !is_set_like(vm, b)) {
        return VALUE_NOT_IMPLEMENTED;
    }
    int64_t left = value_length(vm, a);
    int64_t right = value_length(vm, b);
    if (left < 0 || right < 0) {
        return VALUE_NULL;
    }
    int truth = 0;
    switch (op) {
    case COMPARE_EQUAL:
    case COMPARE_NOT_EQUAL:
        truth = left == right ? all_in(vm, a, b) : 0;
        if (truth >= 0 && op == COMPARE_NOT_EQUAL) {
            truth = !truth;
        }
        break;
    case COMPARE_LESS:
        truth = left < right ? all_in(vm, a, b) : 0;
        break;
    case COMPARE_LESS_EQUAL:
        truth = left <= right ? all_in(vm, a, b) : 0;
        break;
    case COMPARE_GREATER:
        truth = left > right ? all_in(vm, b, a) : 0;
        break;
    case COMPARE_GREATER_EQUAL:
        truth = left >= right ? all_in(vm, b, a) : 0;
        break;
    default:
        return VALUE_NOT_IMPLEMENTED;
    }
    return truth < 0 ? VALUE_NULL : value_from_bool(truth);
}

/* Adds to `result` the items of `from` that are (or are not) in `other`. */
static bool add_filtered(Vm *vm, Value result, Value from, Value other, bool wanted) {
    Value iterator = value_iter(vm, from);
    if (value_is_null(iterator)) {
        return false;
    }
    for (;;) {
        Value item = value_next(vm, iterator);
        if (value_is_null(item)) {
            break;
        }
        int within = value_contains(vm, other, item);
        bool done = within >= 0 && ((within == 1) != wanted || set_add(vm, result, item));
        value_release(vm, item);
        if (!done) {
            break;
        }
    }
    value_release(vm, iterator);
    return !vm_raised(vm);
}

static Value view_binary(Vm *vm, BinaryOperator op, Value a, Value b) {
    if (op != BINARY_AND && op != BINARY_OR && op != BINARY_XOR && op != BINARY_SUBTRACT) {
        return VALUE_NOT_IMPLEMENTED;
    }
    Value result = set_new(vm, false);
    Value left = set_new(vm, false);
    Value right = set_new(vm, false);
    bool done = set_update(vm, left, a) && set_update(vm, right, b);
    if (done && op == BINARY_AND) {
        done = add_filtered(vm, result, b, left, true);
    } else if (done && op == BINARY_OR) {
        done = set_update(vm, result, a) && set_update(vm, result, b);
    } else if (done) {
        done = add_filtered(vm, result, a, right, false);
        if (done && op == BINARY_XOR) {
            done = add_filtered(vm, result, b, left, false);
        }
    }
    value_release(vm, left);
    value_release(vm, right);
    if (!done) {
        value_release(vm, result);
        return VALUE_NULL;
    }
    return result;
}

static Value view_isdisjoint(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    Value iterator = value_iter(vm, arguments[1]);
    if (value_is_null(iterator)) {
        return VALUE_NULL;
    }
    int within = 0;
    while (within == 0) {
        Value item = value_next(vm, iterator);
        if (value_is_null(item)) {
            break;
        }
        within = value_contains(vm, arguments[0], item);
        value_release(vm, item);
    }
    value_release(vm, iterator);
    return vm_raised(vm) ? VALUE_NULL : value_from_bool(within == 0);
}

static const NativeMethod SET_LIKE_METHODS[] = {
    {"__reversed__", view_reversed, 0, 0, false, METHOD_INSTANCE},
    {"isdisjoint", view_isdisjoint, 1, 1, false, METHOD_INSTANCE},
    {NULL, NULL, 0, 0, false, METHOD_INSTANCE},
};

static const NativeMethod VALUES_METHODS[] = {
    {"__reversed__", view_reversed, 0, 0, false, METHOD_INSTANCE},
    {NULL, NULL, 0, 0, false, METHOD_INSTANCE},
};

static const NativeMethod ITERATOR_METHODS[] = {
    {"__length_hint__", iterator_length_hint, 0, 0, false, METHOD_INSTANCE},
    {NULL, NULL, 0, 0, false, METHOD_INSTANCE},
};

void dict_views_setup(Vm *vm) {
    TypeSpec spec = {
        .name = "dict_values",
        .instance_size = sizeof(DictView),
        .flags = TYPE_FINAL,
        .methods = VALUES_METHODS,
        .slots = {.destroy = view_destroy,
                  .visit = view_visit,
                  .repr = view_repr,
                  .length = view_length,
                  .iter = view_iter},
    };
    vm->type_dict_values = type_new_native(vm, &spec, NULL);
    spec.methods = SET_LIKE_METHODS;
    spec.slots.compare = view_compare;
    spec.slots.binary = view_binary;
    spec.name = "dict_keys";
    spec.slots.contains = keys_contains;
    vm->type_dict_keys = type_new_native(vm, &spec, NULL);
    spec.name = "dict_items";
    spec.slots.contains = items_contains;
    vm->type_dict_items = type_new_native(vm, &spec, NULL);

    static const char *const NAMES[] = {
        "dict_keyiterator",        "dict_valueiterator",        "dict_itemiterator",
        "dict_reversekeyiterator", "dict_reversevalueiterator", "dict_reverseitemiterator",
    };
    TypeSpec iterator = {
        .instance_size = sizeof(DictIterator),
        .flags = TYPE_FINAL,
        .methods = ITERATOR_METHODS,
        .slots = {.destroy = iterator_destroy,
                  .visit = iterator_visit,
                  .iter = iterator_self,
                  .next = iterator_next},
    };
    for (int i = 0; i < 6; i++) {
        iterator.name = NAMES[i];
        vm->type_dict_iterators[i] = type_new_native(vm, &iterator, NULL);
    }
}
