#include "vm/match.h"

#include "vm/container.h"
#include "vm/frame.h"
#include "vm/number.h"
#include "vm/protocol.h"
#include "vm/str.h"

#include <string.h>

static bool is_library_type(Vm *vm, const Type *type, const char *name) {
    return type_name(type) != NULL && strcmp(type_name(type), name) == 0 &&
           !value_same(type->module, vm->names.dunder_main);
}

static bool is_sequence(Vm *vm, Value subject) {
    const Type *type = value_type(vm, subject);
    if (type->flags & (TYPE_IS_LIST | TYPE_IS_TUPLE)) {
        return true;
    }
    for (uint32_t i = 0; i < type->mro_count; i++) {
        if (type->mro[i] == vm->type_range || is_library_type(vm, type->mro[i], "deque")) {
            return true;
        }
    }
    return false;
}

/* A dict, or a class of the library that is registered as a Mapping: one with keys and items. */
static bool is_mapping(Vm *vm, Value subject) {
    const Type *type = value_type(vm, subject);
    if (type->flags & TYPE_IS_DICT) {
        return true;
    }
    Value keys = str_intern_cstr(vm, "keys");
    bool found = false;
    for (uint32_t i = 0; i < type->mro_count && !found; i++) {
        const Type *base = type->mro[i];
        found = (base->flags & TYPE_HEAP) && !value_same(base->module, vm->names.dunder_main) &&
                !value_is_null(dict_get_name(base->attributes, keys)) &&
                !value_is_null(dict_get_name(base->attributes, vm->names.dunder_getitem));
    }
    value_release(vm, keys);
    return found;
}

/* Has it as many items as the pattern wants? */
static int has_length(Vm *vm, Value subject, uint32_t count, bool or_more) {
    if (or_more && count == 0) {
        return 1;
    }
    int64_t length = value_length(vm, subject);
    return length < 0 ? -1 : or_more ? length >= (int64_t)count : length == (int64_t)count;
}

int match_sequence(Vm *vm, Value subject, uint32_t count, bool or_more) {
    return is_sequence(vm, subject) ? has_length(vm, subject, count, or_more) : 0;
}

int match_mapping(Vm *vm, Value subject, uint32_t count) {
    return is_mapping(vm, subject) ? has_length(vm, subject, count, true) : 0;
}

Value match_item(Vm *vm, Value subject, int32_t index) {
    int64_t at = index;
    if (index < 0) {
        int64_t length = value_length(vm, subject);
        if (length < 0) {
            return VALUE_NULL;
        }
        at += length;
    }
    Value key = int_from_int64(vm, at);
    Value item = value_get_item(vm, subject, key);
    value_release(vm, key);
    return item;
}

Value match_keys(Vm *vm, Value subject, Value keys) {
    Tuple *wanted = value_tuple(keys);
    Value get = value_get_attr_cstr(vm, subject, "get");
    if (value_is_null(get)) {
        return VALUE_NULL;
    }
    Value seen = set_new(vm, false);
    Value missing = list_new(vm, 0); /* nothing else is this object */
    Value values = list_new(vm, wanted->count);
    Value result = values;
    for (uint32_t i = 0; i < wanted->count && value_same(result, values); i++) {
        int known = value_contains(vm, seen, wanted->items[i]);
        if (known > 0) {
            Text text = {0};
            Value shown = value_repr(vm, wanted->items[i]);
            if (!value_is_null(shown)) {
                str_append_utf8(shown, &text);
                vm_raise(vm, EXC_VALUE_ERROR, "mapping pattern checks duplicate key (%s)",
                         text_cstr(&text));
            }
            text_release(&text);
            value_release(vm, shown);
        }
        if (known != 0 || !set_add(vm, seen, wanted->items[i])) {
            result = VALUE_NULL;
            break;
        }
        Value arguments[2] = {wanted->items[i], missing};
        Value value = vm_call(vm, get, arguments, 2, VALUE_NULL);
        if (value_is_null(value)) {
            result = VALUE_NULL;
        } else if (value_same(value, missing)) {
            value_release(vm, value);
            result = VALUE_NONE;
        } else {
            list_append_new(vm, values, value);
        }
    }
    value_release(vm, get);
    value_release(vm, seen);
    value_release(vm, missing);
    if (value_same(result, values)) {
        result = tuple_from(vm, value_list(values)->items, value_list(values)->count);
    }
    value_release(vm, values);
    return result;
}

Value match_rest(Vm *vm, Value subject, Value keys) {
    Value rest = dict_new(vm);
    bool fine = dict_update(vm, value_dict(rest), subject);
    for (uint32_t i = 0; fine && i < value_tuple(keys)->count; i++) {
        Value key = value_tuple(keys)->items[i];
        int deleted = dict_delete(vm, value_dict(rest), key);
        if (deleted == 0) {
            vm_raise_key_error(vm, key);
        }
        fine = deleted > 0;
    }
    if (!fine) {
        value_release(vm, rest);
        return VALUE_NULL;
    }
    return rest;
}

/* A class whose single position is the instance itself: int(x), str(x), and so on. */
static bool matches_itself(Vm *vm, const Type *type) {
    Type *const others[] = {vm->type_float, vm->type_bytes, vm->type_set, vm->type_frozenset};
    if (type->flags & (TYPE_IS_INT | TYPE_IS_STR | TYPE_IS_TUPLE | TYPE_IS_LIST | TYPE_IS_DICT)) {
        return true;
    }
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (type_is_subtype(type, others[i])) {
            return true;
        }
    }
    return false;
}

typedef struct ClassMatch {
    Vm *vm;
    Value subject;
    const Type *class;
    Value seen;   /* a set: names whose attribute was taken */
    Value values; /* a list, of what they are */
} ClassMatch;

/* Takes the attribute of this name. False: it is missing, or something was raised. */
static bool take_attribute(ClassMatch *match, Value name) {
    Vm *vm = match->vm;
    int known = value_contains(vm, match->seen, name);
    if (known > 0) {
        Value shown = value_repr(vm, name);
        vm_raise(vm, EXC_TYPE_ERROR, "%s() got multiple sub-patterns for attribute %s",
                 type_name(match->class), str_utf8(vm, shown));
        value_release(vm, shown);
    }
    if (known != 0 || !set_add(vm, match->seen, name)) {
        return false;
    }
    Value interned = str_intern(vm, value_retain(name));
    Value value = value_find_attr(vm, match->subject, interned);
    value_release(vm, interned);
    if (value_is_null(value)) {
        return false;
    }
    list_append_new(vm, match->values, value);
    return true;
}

static bool take_positions(ClassMatch *match, uint32_t count) {
    Vm *vm = match->vm;
    Value key = str_intern_cstr(vm, "__match_args__");
    Value arguments = value_find_attr(vm, value_from_obj((void *)match->class), key);
    value_release(vm, key);
    if (value_is_null(arguments) && vm_raised(vm)) {
        return false;
    }
    if (!value_is_null(arguments) && !value_is_tuple(arguments)) {
        vm_raise(vm, EXC_TYPE_ERROR, "%s.__match_args__ must be a tuple (got %s)",
                 type_name(match->class), value_type_name(vm, arguments));
        value_release(vm, arguments);
        return false;
    }
    bool itself = value_is_null(arguments) && matches_itself(vm, match->class);
    uint32_t allowed = itself ? 1 : value_is_null(arguments) ? 0 : value_tuple(arguments)->count;
    bool fine = true;
    if (count > allowed) {
        vm_raise(vm, EXC_TYPE_ERROR, "%s() accepts %u positional sub-pattern%s (%u given)",
                 type_name(match->class), allowed, allowed == 1 ? "" : "s", count);
        fine = false;
    } else if (itself) {
        list_append_new(vm, match->values, value_retain(match->subject));
    } else {
        for (uint32_t i = 0; fine && i < count; i++) {
            Value name = value_tuple(arguments)->items[i];
            if (!value_is_str(name)) {
                vm_raise(vm, EXC_TYPE_ERROR, "__match_args__ elements must be strings (got %s)",
                         value_type_name(vm, name));
            }
            fine = value_is_str(name) && take_attribute(match, name);
        }
    }
    value_release(vm, arguments);
    return fine;
}

Value match_class(Vm *vm, Value subject, Value class, uint32_t count, Value names) {
    bool is_class = value_is_obj(class) && value_obj(class)->type == vm->type_type;
    Value hook = is_class ? VALUE_NULL : value_find_attr(vm, class, vm->names.dunder_instancecheck);
    if (!is_class && value_is_null(hook)) {
        return vm_raised(vm) ? VALUE_NULL
                             : vm_raise(vm, EXC_TYPE_ERROR, "called match pattern must be a type");
    }
    value_release(vm, hook);
    int is_instance = value_is_instance_of(vm, subject, class);
    if (is_instance <= 0 || !is_class) {
        return is_instance < 0 ? VALUE_NULL : VALUE_NONE;
    }
    ClassMatch match = {.vm = vm,
                        .subject = subject,
                        .class = (const Type *)value_obj(class),
                        .seen = set_new(vm, false),
                        .values = list_new(vm, count + value_tuple(names)->count)};
    bool fine = count == 0 || take_positions(&match, count);
    for (uint32_t i = 0; fine && i < value_tuple(names)->count; i++) {
        fine = take_attribute(&match, value_tuple(names)->items[i]);
    }
    value_release(vm, match.seen);
    Value result =
        fine ? tuple_from(vm, value_list(match.values)->items, value_list(match.values)->count)
        : vm_raised(vm) ? VALUE_NULL
                        : VALUE_NONE;
    value_release(vm, match.values);
    return result;
}
