#include "vm/protocol.h"

#include "base/check.h"
#include "vm/container.h"
#include "vm/frame.h"
#include "vm/number.h"
#include "vm/str.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* ---- text of values ---- */

Value object_repr(Vm *vm, Value value) {
    Type *type = value_type(vm, value);
    Text text = {0};
    text_append_char(&text, '<');
    if (!str_equal_cstr(type->module, "builtins")) {
        str_append_utf8(type->module, &text);
        text_append_char(&text, '.');
    }
    str_append_utf8(type->qualified_name, &text);
    text_printf(&text, " object at 0x%012x>",
                value_is_obj(value) ? obj_serial(vm, value_obj(value)) : 0u);
    return str_from_text(vm, &text);
}

Value value_repr(Vm *vm, Value value) {
    if (!vm_enter_while(vm, " while getting the repr of an object")) {
        return VALUE_NULL;
    }
    Value text = value_type(vm, value)->repr(vm, value);
    vm_leave(vm);
    return text;
}

Value value_str(Vm *vm, Value value) {
    Type *type = value_type(vm, value);
    if (type == vm->type_str) {
        return value_retain(value);
    }
    if (type->str == NULL) {
        return value_repr(vm, value);
    }
    if (!vm_enter_while(vm, " while getting the str of an object")) {
        return VALUE_NULL;
    }
    Value text = type->str(vm, value);
    vm_leave(vm);
    return text;
}

Value value_ascii(Vm *vm, Value value) {
    Value repr = value_repr(vm, value);
    if (value_is_null(repr) || ((Str *)value_obj(repr))->ascii) {
        return repr;
    }
    Text text = {0};
    for (uint32_t i = 0; i < str_length(repr); i++) {
        uint32_t c = str_at(repr, i);
        if (c < 0x80) {
            text_append_char(&text, (char)c);
        } else {
            text_printf(&text, c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x", c);
        }
    }
    value_release(vm, repr);
    return str_from_text(vm, &text);
}

Value value_format(Vm *vm, Value value, Value spec) {
    Type *type = value_type(vm, value);
    if (type->format != NULL) {
        return type->format(vm, value, spec);
    }
    if (str_length(spec) > 0) {
        return vm_raise(vm, EXC_TYPE_ERROR, "unsupported format string passed to %s.__format__",
                        value_type_name(vm, value));
    }
    return value_str(vm, value);
}

/* ---- hash, truth, comparison ---- */

bool value_hash(Vm *vm, Value value, int64_t *hash) {
    Type *type = value_type(vm, value);
    if (type->hash == NULL) {
        vm_raise(vm, EXC_TYPE_ERROR, "unhashable type: '%s'", value_type_name(vm, value));
        return false;
    }
    return type->hash(vm, value, hash);
}

int value_truth(Vm *vm, Value value) {
    if (value_is_bool(value)) {
        return value_same(value, VALUE_TRUE);
    }
    if (value_is_small_int(value)) {
        return value_small_int(value) != 0;
    }
    if (!value_is_obj(value)) {
        return !value_is_none(value);
    }
    Type *type = value_obj(value)->type;
    if (type->truth != NULL) {
        return type->truth(vm, value);
    }
    if (type->length != NULL) {
        int64_t length = type->length(vm, value);
        return length < 0 ? -1 : length > 0;
    }
    return 1;
}

static const char *const OPERATOR_TEXT[] = {"<", "<=", "==", "!=", ">", ">="};
static const CompareOperator REFLECTED[] = {COMPARE_GREATER, COMPARE_GREATER_EQUAL,
                                            COMPARE_EQUAL,   COMPARE_NOT_EQUAL,
                                            COMPARE_LESS,    COMPARE_LESS_EQUAL};

static Value compare_slots(Vm *vm, Value a, Value b, CompareOperator op) {
    Type *type_a = value_type(vm, a);
    Type *type_b = value_type(vm, b);
    bool reflected_first =
        type_a != type_b && type_is_subtype(type_b, type_a) && type_b->compare != type_a->compare;
    Value result;
    if (reflected_first) {
        result = type_b->compare(vm, b, a, REFLECTED[op]);
        if (!value_same(result, VALUE_NOT_IMPLEMENTED)) {
            return result;
        }
    }
    result = type_a->compare(vm, a, b, op);
    if (!value_same(result, VALUE_NOT_IMPLEMENTED)) {
        return result;
    }
    if (!reflected_first) {
        result = type_b->compare(vm, b, a, REFLECTED[op]);
        if (!value_same(result, VALUE_NOT_IMPLEMENTED)) {
            return result;
        }
    }
    if (op == COMPARE_EQUAL || op == COMPARE_NOT_EQUAL) {
        return value_from_bool(value_same(a, b) == (op == COMPARE_EQUAL));
    }
    return vm_raise(vm, EXC_TYPE_ERROR, "'%s' not supported between instances of '%s' and '%s'",
                    OPERATOR_TEXT[op], value_type_name(vm, a), value_type_name(vm, b));
}

Value value_compare(Vm *vm, Value a, Value b, CompareOperator op) {
    if (op >= COMPARE_IS) {
        if (op == COMPARE_IS || op == COMPARE_IS_NOT) {
            return value_from_bool(value_same(a, b) == (op == COMPARE_IS));
        }
        int found = value_contains(vm, b, a);
        return found < 0 ? VALUE_NULL : value_from_bool(found == (op == COMPARE_IN));
    }
    if (vm->thread->depth >= RECURSION_MAX ||
        (const char *)__builtin_frame_address(0) < vm->thread->c_stack_low) {
        return vm_raise(vm, EXC_RECURSION_ERROR, "maximum recursion depth exceeded in comparison");
    }
    vm->thread->depth++;
    Value result = compare_slots(vm, a, b, op);
    vm->thread->depth--;
    return result;
}

int value_compare_truth(Vm *vm, Value a, Value b, CompareOperator op) {
    Value result = value_compare(vm, a, b, op);
    if (value_is_null(result)) {
        return -1;
    }
    int truth = value_truth(vm, result);
    value_release(vm, result);
    return truth;
}

int value_equal(Vm *vm, Value a, Value b) {
    return value_same(a, b) ? 1 : value_compare_truth(vm, a, b, COMPARE_EQUAL);
}

/* ---- arithmetic ---- */

static const char *const BINARY_TEXT[] = {"+",           "-",  "*",  "/", "//", "%",
                                          "** or pow()", "<<", ">>", "&", "|",  "^"};
static const char *const INPLACE_TEXT[] = {
    "+=", "-=", "*=", "/=", "//=", "%=", "**=", "<<=", ">>=", "&=", "|=", "^="};

static Value binary_slots(Vm *vm, BinaryOperator op, Value a, Value b) {
    Type *type_a = value_type(vm, a);
    Type *type_b = value_type(vm, b);
    Value result = VALUE_NOT_IMPLEMENTED;
    bool b_first = type_b->binary != NULL && type_b->binary != type_a->binary && type_a != type_b &&
                   type_is_subtype(type_b, type_a);
    if (b_first) {
        result = type_b->binary(vm, op, a, b);
    }
    if (value_same(result, VALUE_NOT_IMPLEMENTED) && type_a->binary != NULL) {
        result = type_a->binary(vm, op, a, b);
    }
    if (value_same(result, VALUE_NOT_IMPLEMENTED) && !b_first && type_b->binary != NULL &&
        type_b->binary != type_a->binary) {
        result = type_b->binary(vm, op, a, b);
    }
    return result;
}

static Value raise_operand(Vm *vm, const char *symbol, Value a, Value b) {
    Type *type_a = value_type(vm, a);
    /* Sequences say it in their own words when the left operand is one. */
    if (strcmp(symbol, "+") == 0 || strcmp(symbol, "+=") == 0) {
        if ((type_a->flags & (TYPE_IS_STR | TYPE_IS_LIST | TYPE_IS_TUPLE)) ||
            type_a == vm->type_bytes) {
            if (type_a->flags & TYPE_IS_STR) {
                return vm_raise(vm, EXC_TYPE_ERROR, "can only concatenate str (not \"%s\") to str",
                                value_type_name(vm, b));
            }
            if (type_a == vm->type_bytes) {
                return vm_raise(vm, EXC_TYPE_ERROR, "can't concat %s to bytes",
                                value_type_name(vm, b));
            }
            const char *kind = type_a->flags & TYPE_IS_LIST ? "list" : "tuple";
            return vm_raise(vm, EXC_TYPE_ERROR, "can only concatenate %s (not \"%s\") to %s", kind,
                            value_type_name(vm, b), kind);
        }
    }
    if (strcmp(symbol, "*") == 0 || strcmp(symbol, "*=") == 0) {
        uint32_t sequence = TYPE_IS_STR | TYPE_IS_LIST | TYPE_IS_TUPLE;
        if ((type_a->flags & sequence) || type_a == vm->type_bytes) {
            return vm_raise(vm, EXC_TYPE_ERROR, "can't multiply sequence by non-int of type '%s'",
                            value_type_name(vm, b));
        }
        Type *type_b = value_type(vm, b);
        if ((type_b->flags & sequence) || type_b == vm->type_bytes) {
            return vm_raise(vm, EXC_TYPE_ERROR, "can't multiply sequence by non-int of type '%s'",
                            value_type_name(vm, a));
        }
    }
    bool is_print = strcmp(symbol, ">>") == 0 && type_a == vm->type_native &&
                    strcmp(((NativeCallable *)value_obj(a))->method->name, "print") == 0;
    return vm_raise(vm, EXC_TYPE_ERROR, "unsupported operand type(s) for %s: '%s' and '%s'%s",
                    symbol, value_type_name(vm, a), value_type_name(vm, b),
                    is_print ? ". Did you mean \"print(<message>, file=<output_stream>)\"?" : "");
}

Value value_binary(Vm *vm, BinaryOperator op, Value a, Value b) {
    Value result = binary_slots(vm, op, a, b);
    return value_same(result, VALUE_NOT_IMPLEMENTED) ? raise_operand(vm, BINARY_TEXT[op], a, b)
                                                     : result;
}

Value value_inplace(Vm *vm, BinaryOperator op, Value a, Value b) {
    Type *type = value_type(vm, a);
    Value result = VALUE_NOT_IMPLEMENTED;
    if (type->inplace != NULL) {
        result = type->inplace(vm, op, a, b);
    }
    if (value_same(result, VALUE_NOT_IMPLEMENTED)) {
        result = binary_slots(vm, op, a, b);
    }
    return value_same(result, VALUE_NOT_IMPLEMENTED) ? raise_operand(vm, INPLACE_TEXT[op], a, b)
                                                     : result;
}

static Value unary(Vm *vm, Value (*slot)(Vm *, Value), Value value, const char *symbol) {
    if (slot != NULL) {
        Value result = slot(vm, value);
        if (!value_same(result, VALUE_NOT_IMPLEMENTED)) {
            return result;
        }
    }
    return vm_raise(vm, EXC_TYPE_ERROR, "bad operand type for unary %s: '%s'", symbol,
                    value_type_name(vm, value));
}

Value value_negative(Vm *vm, Value value) {
    return unary(vm, value_type(vm, value)->negative, value, "-");
}

Value value_positive(Vm *vm, Value value) {
    return unary(vm, value_type(vm, value)->positive, value, "+");
}

Value value_invert(Vm *vm, Value value) {
    return unary(vm, value_type(vm, value)->invert, value, "~");
}

/* ---- attributes ---- */

static const struct {
    const char *type;
    const char *name;
} UNSUPPORTED_ATTRIBUTES[] = {
#define UNSUPPORTED(type, name) {type, name},
#include "vm/unsupported.def"
#undef UNSUPPORTED
    {NULL, NULL},
};

/* A class of our library, written in Python, may list such names in its tuple __refused__. */
static bool is_refused(Vm *vm, const Type *type, Value name) {
    Value names = dict_get_name(type->attributes, vm->names.dunder_refused);
    if (value_is_null(names) || !value_is_tuple(names)) {
        return false;
    }
    for (uint32_t i = 0; i < value_tuple(names)->count; i++) {
        Value one = value_tuple(names)->items[i];
        if (value_is_str(one) && str_equal(one, name)) {
            return true;
        }
    }
    return false;
}

/* Finds the rows of a type, once. */
static void find_unsupported(Type *type) {
    const char *name = type_name(type);
    uint16_t row = 0;
    while (UNSUPPORTED_ATTRIBUTES[row].type != NULL &&
           strcmp(UNSUPPORTED_ATTRIBUTES[row].type, name) != 0) {
        row++;
    }
    type->unsupported_from = row;
    while (UNSUPPORTED_ATTRIBUTES[row].type != NULL &&
           strcmp(UNSUPPORTED_ATTRIBUTES[row].type, name) == 0) {
        row++;
    }
    type->unsupported_to = row;
    type->unsupported_known = true;
}

static bool has_row(Type *type, Value name) {
    if (!type->unsupported_known) {
        find_unsupported(type);
    }
    for (uint16_t row = type->unsupported_from; row < type->unsupported_to; row++) {
        if (str_equal_cstr(name, UNSUPPORTED_ATTRIBUTES[row].name)) {
            return true;
        }
    }
    return false;
}

static bool refuse_attribute(Vm *vm, const Type *type, Value name, const char *whose) {
    char what[160];
    snprintf(what, sizeof what, "'%s' of '%s'", str_utf8(vm, name), type_name(type));
    char hint[60];
    snprintf(hint, sizeof hint, "%s has it, this subset does not", whose);
    vm_refuse(vm, what, hint);
    return true;
}

bool refuse_if_unsupported(Vm *vm, Type *type, Value name) {
    for (uint32_t i = 0; i < type->mro_count; i++) {
        Type *base = type->mro[i];
        if ((base->flags & TYPE_HEAP) && value_same(base->module, vm->names.dunder_main)) {
            continue; /* the program's own */
        }
        if ((base->flags & TYPE_HEAP) && is_refused(vm, base, name)) {
            return refuse_attribute(vm, base, name, "the library");
        }
        if (has_row(base, name)) {
            return refuse_attribute(vm, base, name, "CPython");
        }
    }
    return false;
}

Value vm_raise_attribute(Vm *vm, Value self, Value name, const char *format, ...) {
    char message[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    vm_raise(vm, EXC_ATTRIBUTE_ERROR, "%s", message);
    if (!vm_stopping(vm)) {
        /* For the suggestion that an uncaught one comes with. */
        Exception *error = (Exception *)value_obj(vm->thread->raised);
        value_store(vm, &error->extra, tuple_pack(vm, 2, self, name));
    }
    return VALUE_NULL;
}

static Dict **dict_slot(Value value, const Type *type) {
    (void)type;
    return value_is_obj(value) ? instance_dict(value_obj(value)) : NULL;
}

/* Looks up without raising for "missing": VALUE_NULL, and nothing raised. */
static Value find_plain(Vm *vm, Value value, Value name) {
    Type *type = value_type(vm, value);
    Value found = type_lookup(type, name);
    Type *of = value_is_obj(found) ? value_obj(found)->type : NULL;
    if (of != NULL && of->descriptor_get != NULL && of->descriptor_set != NULL) {
        return of->descriptor_get(vm, found, value, type);
    }
    Dict **dict = dict_slot(value, type);
    if (dict != NULL && *dict != NULL) {
        Value own = dict_get_name(*dict, name);
        if (!value_is_null(own)) {
            return value_retain(own);
        }
    }
    if (!value_is_null(found)) {
        return of != NULL && of->descriptor_get != NULL ? of->descriptor_get(vm, found, value, type)
                                                        : value_retain(found);
    }
    if (value_same(name, vm->names.dunder_class)) {
        return value_retain(value_from_obj(type));
    }
    if (value_same(name, vm->names.dunder_dict) && dict != NULL) {
        if (*dict == NULL) {
            *dict = value_dict(dict_new(vm));
        }
        return value_retain(value_from_obj(*dict));
    }
    if (value_same(name, vm->names.dunder_doc)) {
        bool is_own = (type->flags & TYPE_HEAP) || type == vm->type_module;
        return is_own ? VALUE_NONE : vm_refuse(vm, "the docstring of a builtin", NULL);
    }
    if (value_same(name, vm->names.dunder_module)) {
        return value_retain(type->module);
    }
    return VALUE_NULL;
}

Value object_get_attr(Vm *vm, Value value, Value name) {
    Value found = find_plain(vm, value, name);
    if (value_is_null(found) && !vm_raised(vm) &&
        !refuse_if_unsupported(vm, value_type(vm, value), name)) {
        vm_raise_attribute(vm, value, name, "'%s' object has no attribute '%s'",
                           value_type_name(vm, value), str_utf8(vm, name));
    }
    return found;
}

bool object_set_attr(Vm *vm, Value value, Value name, Value attribute) {
    Type *type = value_type(vm, value);
    Value found = type_lookup(type, name);
    if (value_is_obj(found) && value_obj(found)->type->descriptor_set != NULL) {
        return value_obj(found)->type->descriptor_set(vm, found, value, attribute);
    }
    Dict **dict = dict_slot(value, type);
    if (dict != NULL) {
        if (!value_is_null(attribute)) {
            if (value_same(name, vm->names.dunder_class)) {
                vm_refuse(vm, "assigning __class__", "make an object of the other class");
                return false;
            }
            if (value_same(name, vm->names.dunder_dict)) {
                if (!value_is_dict(attribute)) {
                    vm_raise(vm, EXC_TYPE_ERROR, "__dict__ must be set to a dictionary, not a '%s'",
                             value_type_name(vm, attribute));
                    return false;
                }
                Dict *old = *dict;
                *dict = obj_retain(value_obj(attribute));
                if (old != NULL) {
                    obj_release(vm, old);
                }
                return true;
            }
            if (*dict == NULL) {
                *dict = value_dict(dict_new(vm));
            }
            dict_set_name(vm, *dict, name, attribute);
            return true;
        }
        if (*dict != NULL && dict_delete_name(vm, *dict, name)) {
            return true;
        }
        vm_raise_attribute(vm, value, name, "'%s' object has no attribute '%s'",
                           value_type_name(vm, value), str_utf8(vm, name));
        return false;
    }
    if ((type->flags & TYPE_HEAP) && (type->flags & (TYPE_IS_INT | TYPE_IS_STR | TYPE_IS_TUPLE))) {
        vm_refuse(vm, "attributes on instances of a class below int, str or tuple",
                  "keep the value in an attribute of an ordinary class");
        return false;
    }
    if (!value_is_null(found)) {
        vm_raise_attribute(vm, value, name, "'%s' object attribute '%s' is read-only",
                           value_type_name(vm, value), str_utf8(vm, name));
    } else {
        vm_raise_attribute(vm, value, name, "'%s' object has no attribute '%s'",
                           value_type_name(vm, value), str_utf8(vm, name));
    }
    return false;
}

Value value_get_attr(Vm *vm, Value value, Value name) {
    Type *type = value_type(vm, value);
    return type->get_attr != NULL ? type->get_attr(vm, value, name)
                                  : object_get_attr(vm, value, name);
}

Value value_get_attr_cstr(Vm *vm, Value value, const char *name) {
    Value interned = str_intern_cstr(vm, name);
    Value found = value_get_attr(vm, value, interned);
    value_release(vm, interned);
    return found;
}

Value value_find_attr(Vm *vm, Value value, Value name) {
    Type *type = value_type(vm, value);
    if (type->get_attr == NULL) {
        Value found = find_plain(vm, value, name);
        if (value_is_null(found) && vm_raised_is(vm, EXC_ATTRIBUTE_ERROR)) {
            vm_clear_raised(vm);
        } else if (value_is_null(found) && !vm_raised(vm)) {
            refuse_if_unsupported(vm, type, name);
        }
        return found;
    }
    Value found = type->get_attr(vm, value, name);
    if (value_is_null(found) && vm_raised_is(vm, EXC_ATTRIBUTE_ERROR)) {
        vm_clear_raised(vm);
    }
    return found;
}

bool value_set_attr(Vm *vm, Value value, Value name, Value attribute) {
    Type *type = value_type(vm, value);
    return type->set_attr != NULL ? type->set_attr(vm, value, name, attribute)
                                  : object_set_attr(vm, value, name, attribute);
}

/* ---- classes that act as containers ---- */

bool class_hook(Vm *vm, Value class, Value name, const Value *arguments, uint32_t count,
                Value *result) {
    if (!value_is_obj(class) || value_obj(class)->type != vm->type_type ||
        (((Type *)value_obj(class))->flags & TYPE_CLASS_HOOKS) == 0) {
        return false;
    }
    Value hook = type_lookup((Type *)value_obj(class), name);
    if (!value_is_obj(hook) || value_obj(hook)->type->descriptor_get == NULL) {
        return false;
    }
    Value bound =
        value_obj(hook)->type->descriptor_get(vm, hook, VALUE_NULL, (Type *)value_obj(class));
    *result = value_is_null(bound) ? VALUE_NULL : vm_call(vm, bound, arguments, count, VALUE_NULL);
    value_release(vm, bound);
    return true;
}

/* ---- items ---- */

Value value_get_item(Vm *vm, Value value, Value key) {
    Type *type = value_type(vm, value);
    if (type->get_item != NULL) {
        return type->get_item(vm, value, key);
    }
    if (type == vm->type_type) {
        /* list[int], Generic classes: annotations. */
        Value hook = type_lookup((Type *)value_obj(value), vm->names.dunder_class_getitem);
        if (!value_is_null(hook)) {
            Value bound = value_get_attr(vm, value, vm->names.dunder_class_getitem);
            if (value_is_null(bound)) {
                return VALUE_NULL;
            }
            Value result = vm_call1(vm, bound, key);
            value_release(vm, bound);
            return result;
        }
        const Type *generic[] = {vm->type_list, vm->type_tuple, vm->type_dict, vm->type_type};
        for (size_t i = 0; i < sizeof generic / sizeof generic[0]; i++) {
            if (type_is_subtype((Type *)value_obj(value), generic[i])) {
                return generic_alias_new(vm, value, key);
            }
        }
        return vm_raise(vm, EXC_TYPE_ERROR, "type '%s' is not subscriptable",
                        type_name((Type *)value_obj(value)));
    }
    return vm_raise(vm, EXC_TYPE_ERROR, "'%s' object is not subscriptable",
                    value_type_name(vm, value));
}

bool value_set_item(Vm *vm, Value value, Value key, Value item) {
    Type *type = value_type(vm, value);
    if (type->set_item != NULL) {
        return type->set_item(vm, value, key, item);
    }
    vm_raise(vm, EXC_TYPE_ERROR,
             value_is_null(item) ? "'%s' object doesn't support item deletion"
                                 : "'%s' object does not support item assignment",
             value_type_name(vm, value));
    return false;
}

int value_contains(Vm *vm, Value container, Value item) {
    Type *type = value_type(vm, container);
    Value verdict;
    if (class_hook(vm, container, vm->names.dunder_class_contains, &item, 1, &verdict)) {
        int truth = value_is_null(verdict) ? -1 : value_truth(vm, verdict);
        value_release(vm, verdict);
        return truth;
    }
    if (type->contains != NULL) {
        return type->contains(vm, container, item);
    }
    Value iterator = value_iter(vm, container);
    if (value_is_null(iterator)) {
        if (type->iter == NULL && type->get_item == NULL && vm_raised_is(vm, EXC_TYPE_ERROR)) {
            vm_clear_raised(vm);
            vm_raise(vm, EXC_TYPE_ERROR, "argument of type '%s' is not iterable",
                     value_type_name(vm, container));
        }
        return -1;
    }
    int found = 0;
    while (found == 0) {
        Value next = value_next(vm, iterator);
        if (value_is_null(next)) {
            break;
        }
        found = value_equal(vm, next, item);
        value_release(vm, next);
    }
    value_release(vm, iterator);
    return vm_raised(vm) ? -1 : found;
}

int64_t value_length(Vm *vm, Value value) {
    Type *type = value_type(vm, value);
    Value count;
    if (class_hook(vm, value, vm->names.dunder_class_len, NULL, 0, &count)) {
        return value_is_null(count) ? -1 : value_small_int(count);
    }
    if (type->length == NULL) {
        vm_raise(vm, EXC_TYPE_ERROR, "object of type '%s' has no len()",
                 value_type_name(vm, value));
        return -1;
    }
    return type->length(vm, value);
}

/* ---- iteration ---- */

/* The iterator of an object that has __getitem__ only: 0, 1, 2 … until IndexError. */
static Value item_iterator_next(Vm *vm, Value self) {
    SequenceIterator *iterator = (SequenceIterator *)value_obj(self);
    if (value_is_null(iterator->sequence)) {
        return VALUE_NULL;
    }
    Value item = value_get_item(vm, iterator->sequence, value_from_small_int(iterator->index));
    if (value_is_null(item)) {
        if (vm_raised_is(vm, EXC_INDEX_ERROR) || vm_raised_is(vm, EXC_STOP_ITERATION)) {
            vm_clear_raised(vm);
            value_store(vm, &iterator->sequence, VALUE_NULL);
        }
        return VALUE_NULL;
    }
    iterator->index++;
    return item;
}

static Value self_iter(Vm *vm, Value self) {
    (void)vm;
    return value_retain(self);
}

static void item_iterator_visit(Obj *self, VisitFunction visit, void *context) {
    visit(((SequenceIterator *)self)->sequence, context);
}

static void item_iterator_destroy(Vm *vm, Obj *self) {
    value_store(vm, &((SequenceIterator *)self)->sequence, VALUE_NULL);
}

static const TypeSpec ITEM_ITERATOR_SPEC = {
    .name = "iterator",
    .instance_size = sizeof(SequenceIterator),
    .flags = TYPE_FINAL,
    .slots = {.iter = self_iter,
              .next = item_iterator_next,
              .visit = item_iterator_visit,
              .destroy = item_iterator_destroy},
};

Value value_iter(Vm *vm, Value value) {
    Type *type = value_type(vm, value);
    if (type->iter != NULL) {
        return type->iter(vm, value);
    }
    Value hooked;
    if (class_hook(vm, value, vm->names.dunder_class_iter, NULL, 0, &hooked)) {
        return hooked;
    }
    if (type->get_item != NULL && !(type->flags & TYPE_IS_DICT)) {
        SequenceIterator *iterator = heap_new(vm, vm->type_item_iterator, sizeof *iterator);
        iterator->sequence = value_retain(value);
        return value_from_obj(iterator);
    }
    return vm_raise(vm, EXC_TYPE_ERROR, "'%s' object is not iterable", value_type_name(vm, value));
}

Value value_next(Vm *vm, Value iterator) {
    Type *type = value_type(vm, iterator);
    if (type->next == NULL) {
        return vm_raise(vm, EXC_TYPE_ERROR, "'%s' object is not an iterator",
                        value_type_name(vm, iterator));
    }
    /* Iterators may be wrapped in iterators without end. */
    if ((const char *)__builtin_frame_address(0) < vm->thread->c_stack_low) {
        return vm_raise(vm, EXC_RECURSION_ERROR, "maximum recursion depth exceeded");
    }
    /* A native may ask an endless iterator for more without an instruction being executed. */
    if (--vm->instructions_left <= 0 && !vm_tick(vm, TICK_IN_NATIVE)) {
        return VALUE_NULL;
    }
    return type->next(vm, iterator);
}

Value value_next_or_stop(Vm *vm, Value iterator) {
    Value method = type_lookup(value_type(vm, iterator), vm->names.dunder_next);
    if (value_is_obj(method) && value_obj(method)->type == vm->type_function) {
        return vm_call1(vm, method, iterator);
    }
    return value_next(vm, iterator);
}

Value value_to_list(Vm *vm, Value iterable) {
    Value list = list_new(vm, 0);
    if (!list_extend(vm, list, iterable)) {
        value_release(vm, list);
        return VALUE_NULL;
    }
    return list;
}

/* ---- the rest ---- */

bool value_is_callable(Vm *vm, Value value) {
    return value_is_obj(value) && (value_obj(value)->type == vm->type_function ||
                                   value_obj(value)->type == vm->type_native ||
                                   value_obj(value)->type == vm->type_bound_method ||
                                   value_obj(value)->type->call != NULL);
}

Value value_index(Vm *vm, Value value) {
    if (value_is_small_int(value)) {
        return value;
    }
    if (value_is_bool(value)) {
        return value_from_small_int(value_same(value, VALUE_TRUE));
    }
    Type *type = value_type(vm, value);
    if (type->flags & TYPE_IS_INT) {
        return value_retain(value);
    }
    Value method = type_lookup(type, vm->names.dunder_index);
    if (value_is_null(method)) {
        return vm_raise(vm, EXC_TYPE_ERROR, "'%s' object cannot be interpreted as an integer",
                        value_type_name(vm, value));
    }
    Value result = vm_call1(vm, method, value);
    if (!value_is_null(result) && !value_is_int(result)) {
        vm_raise(vm, EXC_TYPE_ERROR, "__index__ returned non-int (type %s)",
                 value_type_name(vm, result));
        value_release(vm, result);
        return VALUE_NULL;
    }
    return result;
}

bool value_index_int64(Vm *vm, Value value, bool clamp, int64_t *out) {
    if (value_is_small_int(value)) {
        *out = value_small_int(value);
        return true;
    }
    Value index = value_index(vm, value);
    if (value_is_null(index)) {
        return false;
    }
    bool fits = int_to_int64(index, out);
    if (!fits && clamp) {
        *out = int_sign(index) < 0 ? INT64_MIN : INT64_MAX;
        fits = true;
    }
    if (!fits) {
        vm_raise(vm, EXC_INDEX_ERROR, "cannot fit '%s' into an index-sized integer",
                 value_type_name(vm, value));
    }
    value_release(vm, index);
    return fits;
}

static int instance_of(Vm *vm, Type *type, Value class_info, const char *complaint) {
    if (value_is_obj(class_info) && value_obj(class_info)->type == vm->type_type) {
        return type_is_subtype(type, (Type *)value_obj(class_info));
    }
    const Value *items = NULL;
    uint32_t count = 0;
    bool is_union = false; /* only there None stands for its type */
    if (value_is_tuple(class_info)) {
        items = value_tuple(class_info)->items;
        count = value_tuple(class_info)->count;
    } else if (value_is_obj(class_info) && value_obj(class_info)->type == vm->type_union) {
        Tuple *members = value_tuple(((BoundMethod *)value_obj(class_info))->function);
        items = members->items;
        count = members->count;
        is_union = true;
    } else if (!value_is_null(
                   type_lookup_cstr(vm, value_type(vm, class_info), "__instancecheck__"))) {
        vm_refuse(vm, "isinstance() of what is not a class",
                  "name classes, such as list, dict or str");
        return -1;
    } else {
        vm_raise(vm, EXC_TYPE_ERROR, "%s", complaint);
        return -1;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (!vm_enter(vm)) { /* tuples in tuples */
            return -1;
        }
        int is = is_union && value_is_none(items[i]) ? type == vm->type_none
                                                     : instance_of(vm, type, items[i], complaint);
        vm_leave(vm);
        if (is != 0) {
            return is;
        }
    }
    return 0;
}

int value_is_instance_of(Vm *vm, Value value, Value class_info) {
    return instance_of(vm, value_type(vm, value), class_info,
                       "isinstance() arg 2 must be a type, a tuple of types, or a union");
}

int type_is_subclass_of(Vm *vm, Value type, Value class_info) {
    if (!value_is_obj(type) || value_obj(type)->type != vm->type_type) {
        vm_raise(vm, EXC_TYPE_ERROR, "issubclass() arg 1 must be a class");
        return -1;
    }
    return instance_of(vm, (Type *)value_obj(type), class_info,
                       "issubclass() arg 2 must be a class, a tuple of classes, or a union");
}

/* ---- None, Ellipsis, NotImplemented; X | Y ---- */

static Value none_repr(Vm *vm, Value self) {
    return str_from_cstr(vm, value_is_none(self)                ? "None"
                             : value_same(self, VALUE_ELLIPSIS) ? "Ellipsis"
                                                                : "NotImplemented");
}

static Value union_repr(Vm *vm, Value self) {
    Tuple *members = value_tuple(((BoundMethod *)value_obj(self))->function);
    Text text = {0};
    for (uint32_t i = 0; i < members->count; i++) {
        text_append_cstr(&text, i > 0 ? " | " : "");
        Value item = members->items[i];
        if (value_is_obj(item) && value_obj(item)->type == vm->type_type) {
            Type *type = (Type *)value_obj(item);
            if (!str_equal_cstr(type->module, "builtins")) {
                str_append_utf8(type->module, &text);
                text_append_char(&text, '.');
            }
            str_append_utf8(type->qualified_name, &text);
        } else {
            Value repr = value_repr(vm, item);
            if (value_is_null(repr)) {
                text_release(&text);
                return VALUE_NULL;
            }
            str_append_utf8(repr, &text);
            value_release(vm, repr);
        }
    }
    return str_from_text(vm, &text);
}

static bool is_union_member(Vm *vm, Value value) {
    if (value_is_none(value)) {
        return true;
    }
    if (!value_is_obj(value)) {
        return false;
    }
    Type *type = value_obj(value)->type;
    return type == vm->type_type || type == vm->type_union || type == vm->type_generic_alias;
}

static void union_add(Vm *vm, Value list, Value member) {
    if (value_is_obj(member) && value_obj(member)->type == vm->type_union) {
        Tuple *members = value_tuple(((BoundMethod *)value_obj(member))->function);
        for (uint32_t i = 0; i < members->count; i++) {
            union_add(vm, list, members->items[i]);
        }
        return;
    }
    List *seen = value_list(list);
    for (uint32_t i = 0; i < seen->count; i++) {
        if (value_same(seen->items[i], member)) {
            return;
        }
    }
    list_append(vm, list, member);
}

Value union_new(Vm *vm, Value a, Value b) {
    if (!is_union_member(vm, a) || !is_union_member(vm, b)) {
        return VALUE_NOT_IMPLEMENTED;
    }
    Value list = list_new(vm, 2);
    union_add(vm, list, a);
    union_add(vm, list, b);
    BoundMethod *made = heap_new(vm, vm->type_union, sizeof *made);
    made->function = tuple_from(vm, value_list(list)->items, value_list(list)->count);
    value_release(vm, list);
    return value_from_obj(made);
}

static Value union_binary(Vm *vm, BinaryOperator op, Value a, Value b) {
    return op == BINARY_OR ? union_new(vm, a, b) : VALUE_NOT_IMPLEMENTED;
}

static Value union_args(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    Tuple *members = value_tuple(((BoundMethod *)value_obj(arguments[0]))->function);
    Value args = tuple_from(vm, members->items, members->count);
    for (uint32_t i = 0; i < members->count; i++) {
        if (value_is_none(members->items[i])) {
            value_store(vm, &value_tuple(args)->items[i],
                        value_retain(value_from_obj(vm->type_none)));
        }
    }
    return args;
}

static const NativeMethod UNION_METHODS[] = {
    {"__args__", union_args, 0, 0, false, METHOD_PROPERTY},
    {0},
};

static void pair_visit(Obj *self, VisitFunction visit, void *context) {
    visit(((BoundMethod *)self)->function, context);
    visit(((BoundMethod *)self)->self, context);
}

static void pair_destroy(Vm *vm, Obj *self) {
    value_store(vm, &((BoundMethod *)self)->function, VALUE_NULL);
    value_store(vm, &((BoundMethod *)self)->self, VALUE_NULL);
}

static int none_truth(Vm *vm, Value self) {
    (void)vm;
    return !value_is_none(self);
}

void protocol_setup(Vm *vm) {
    static const TypeSpec none = {
        .name = "NoneType",
        .flags = TYPE_FINAL,
        .slots = {.repr = none_repr, .truth = none_truth, .binary = union_binary}};
    static const TypeSpec ellipsis = {
        .name = "ellipsis", .flags = TYPE_FINAL, .slots = {.repr = none_repr}};
    static const TypeSpec not_implemented = {
        .name = "NotImplementedType", .flags = TYPE_FINAL, .slots = {.repr = none_repr}};
    static const TypeSpec union_spec = {.name = "types.UnionType",
                                        .instance_size = sizeof(BoundMethod),
                                        .flags = TYPE_FINAL,
                                        .methods = UNION_METHODS,
                                        .slots = {.repr = union_repr,
                                                  .binary = union_binary,
                                                  .visit = pair_visit,
                                                  .destroy = pair_destroy}};
    vm->type_none = type_new_native(vm, &none, NULL);
    vm->type_ellipsis = type_new_native(vm, &ellipsis, NULL);
    vm->type_not_implemented = type_new_native(vm, &not_implemented, NULL);
    vm->type_union = type_new_native(vm, &union_spec, NULL);
    vm->type_item_iterator = type_new_native(vm, &ITEM_ITERATOR_SPEC, NULL);
}
