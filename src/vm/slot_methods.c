/* The dunder methods of native types, made from their slots: what the program reaches as
 * (5).__add__(1), it.__next__() or super().__setitem__(key, value). A native finds the slot in the
 * nearest native type above the object's own, so that the methods of a class never call themselves.
 */
#include "vm/frame.h"

#include "vm/container.h"
#include "vm/number.h"
#include "vm/protocol.h"
#include "vm/str.h"

#include <string.h>

#define ARGUMENTS Vm *vm, const Value *arguments, uint32_t count, Value keywords
/* The arguments are counted here, since these methods put it in their own words. */
#define EXPECT(arity)                                                                              \
    do {                                                                                           \
        (void)keywords;                                                                            \
        if (count != 1 + (arity)) {                                                                \
            return wrong_count(vm, arity, count - 1);                                              \
        }                                                                                          \
    } while (0)

static Value wrong_count(Vm *vm, uint32_t arity, uint32_t given) {
    return vm_raise(vm, EXC_TYPE_ERROR, "expected %u argument%s, got %u", arity,
                    arity == 1 ? "" : "s", given);
}

static Type *native_type(Vm *vm, Value self) {
    Type *type = value_type(vm, self);
    for (uint32_t i = 0; i < type->mro_count; i++) {
        if ((type->mro[i]->flags & TYPE_HEAP) == 0) {
            return type->mro[i];
        }
    }
    return type;
}

/* ---- operators ---- */

static Value apply(Vm *vm, BinaryOperator op, Value self, Value other, bool reflected) {
    Type *type = native_type(vm, self);
    Value result =
        reflected ? type->binary(vm, op, other, self) : type->binary(vm, op, self, other);
    uint32_t sequence = TYPE_IS_STR | TYPE_IS_LIST | TYPE_IS_TUPLE;
    if (!value_same(result, VALUE_NOT_IMPLEMENTED) ||
        ((type->flags & sequence) == 0 && type != vm->type_bytes)) {
        return result;
    }
    /* What the operators of sequences raise only when no operand knows better, their methods raise
     * at once. */
    if (op == BINARY_ADD && type == vm->type_bytes) {
        return vm_raise(vm, EXC_TYPE_ERROR, "can't concat %s to bytes", value_type_name(vm, other));
    }
    if (op == BINARY_ADD) {
        return vm_raise(vm, EXC_TYPE_ERROR, "can only concatenate %s (not \"%s\") to %s",
                        type_name(type), value_type_name(vm, other), type_name(type));
    }
    if (op == BINARY_MULTIPLY) {
        return vm_raise(vm, EXC_TYPE_ERROR, "'%s' object cannot be interpreted as an integer",
                        value_type_name(vm, other));
    }
    return result;
}

static Value apply_inplace(Vm *vm, BinaryOperator op, Value self, Value other) {
    return native_type(vm, self)->inplace(vm, op, self, other);
}

#define OPERATOR(name, op)                                                                         \
    static Value plain_##name(ARGUMENTS) {                                                         \
        EXPECT(1);                                                                                 \
        return apply(vm, op, arguments[0], arguments[1], false);                                   \
    }                                                                                              \
    static Value reflected_##name(ARGUMENTS) {                                                     \
        EXPECT(1);                                                                                 \
        return apply(vm, op, arguments[0], arguments[1], true);                                    \
    }
#define INPLACE(name, op)                                                                          \
    static Value inplace_##name(ARGUMENTS) {                                                       \
        EXPECT(1);                                                                                 \
        return apply_inplace(vm, op, arguments[0], arguments[1]);                                  \
    }
OPERATOR(add, BINARY_ADD)
OPERATOR(sub, BINARY_SUBTRACT)
OPERATOR(mul, BINARY_MULTIPLY)
OPERATOR(truediv, BINARY_TRUE_DIVIDE)
OPERATOR(floordiv, BINARY_FLOOR_DIVIDE)
OPERATOR(mod, BINARY_MODULO)
OPERATOR(lshift, BINARY_LEFT_SHIFT)
OPERATOR(rshift, BINARY_RIGHT_SHIFT)
OPERATOR(and, BINARY_AND)
OPERATOR(or, BINARY_OR)
OPERATOR(xor, BINARY_XOR)
INPLACE(add, BINARY_ADD)
INPLACE(sub, BINARY_SUBTRACT)
INPLACE(mul, BINARY_MULTIPLY)
INPLACE(and, BINARY_AND)
INPLACE(or, BINARY_OR)
INPLACE(xor, BINARY_XOR)

static Value power(Vm *vm, const Value *arguments, uint32_t count, bool reflected) {
    if (count < 2 || count > 3) {
        return vm_raise(vm, EXC_TYPE_ERROR,
                        count < 2 ? "expected at least 1 argument, got %u"
                                  : "expected at most 2 arguments, got %u",
                        count - 1);
    }
    if (count < 3 || value_is_none(arguments[2])) {
        return apply(vm, BINARY_POWER, arguments[0], arguments[1], reflected);
    }
    if (!value_is_int(arguments[0]) || !value_is_int(arguments[1]) || !value_is_int(arguments[2])) {
        return VALUE_NOT_IMPLEMENTED;
    }
    return reflected ? int_power_modulo(vm, arguments[1], arguments[0], arguments[2])
                     : int_power_modulo(vm, arguments[0], arguments[1], arguments[2]);
}

static Value plain_pow(ARGUMENTS) {
    (void)keywords;
    return power(vm, arguments, count, false);
}

static Value reflected_pow(ARGUMENTS) {
    (void)keywords;
    return power(vm, arguments, count, true);
}

#define BINARY_ROWS(name)                                                                          \
    {"__" #name "__", plain_##name, 0, -1, false, METHOD_INSTANCE},                                \
        {"__r" #name "__", reflected_##name, 0, -1, false, METHOD_INSTANCE},
#define INPLACE_ROW(name) {"__i" #name "__", inplace_##name, 0, -1, false, METHOD_INSTANCE},

static const NativeMethod OPERATORS[] = {
    BINARY_ROWS(add) BINARY_ROWS(sub) BINARY_ROWS(mul) BINARY_ROWS(truediv) BINARY_ROWS(floordiv)
        BINARY_ROWS(mod) BINARY_ROWS(lshift) BINARY_ROWS(rshift) BINARY_ROWS(and) BINARY_ROWS(or)
            BINARY_ROWS(xor) INPLACE_ROW(add) INPLACE_ROW(sub) INPLACE_ROW(mul) INPLACE_ROW(and)
                INPLACE_ROW(or)
                    INPLACE_ROW(xor){"__pow__", plain_pow, 0, -1, false, METHOD_INSTANCE},
    {"__rpow__", reflected_pow, 0, -1, false, METHOD_INSTANCE},
};

/* Which operators CPython's types show, for one slot serves them all: names between blanks. */
static const struct {
    const char *type;
    const char *operators;
} OPERATORS_OF[] = {
    {"int", " add radd sub rsub mul rmul truediv rtruediv floordiv rfloordiv mod rmod pow rpow "
            "lshift rlshift "
            "rshift rrshift and rand or ror xor rxor "},
    {"float", " add radd sub rsub mul rmul truediv rtruediv floordiv rfloordiv mod rmod pow rpow "},
    {"str", " add mul rmul mod rmod "},
    {"bytes", " add mul rmul mod rmod "},
    {"list", " add iadd mul rmul imul "},
    {"tuple", " add mul rmul "},
    {"dict", " or ror ior "},
    {"set", " sub rsub isub and rand iand or ror ior xor rxor ixor "},
    {"frozenset", " sub rsub and rand or ror xor rxor "},
    {"dict_keys", " sub rsub and rand or ror xor rxor "},
    {"dict_items", " sub rsub and rand or ror xor rxor "},
    {"deque", " add iadd mul rmul imul "},
};

static const char *operators_of(const Type *type) {
    for (size_t i = 0; i < sizeof OPERATORS_OF / sizeof OPERATORS_OF[0]; i++) {
        if (strcmp(OPERATORS_OF[i].type, type_name(type)) == 0) {
            return OPERATORS_OF[i].operators;
        }
    }
    return "";
}

/* ---- everything else ---- */

#define UNARY(slot)                                                                                \
    static Value method_##slot(ARGUMENTS) {                                                        \
        EXPECT(0);                                                                                 \
        return native_type(vm, arguments[0])->slot(vm, arguments[0]);                              \
    }
UNARY(negative)
UNARY(positive)
UNARY(invert)
UNARY(absolute)
UNARY(iter)
UNARY(await_iter)
UNARY(async_iter)
UNARY(async_next)

static Value method_truth(ARGUMENTS) {
    EXPECT(0);
    int truth = native_type(vm, arguments[0])->truth(vm, arguments[0]);
    return truth < 0 ? VALUE_NULL : value_from_bool(truth);
}

static Value method_length(ARGUMENTS) {
    EXPECT(0);
    int64_t length = native_type(vm, arguments[0])->length(vm, arguments[0]);
    return length < 0 ? VALUE_NULL : int_from_int64(vm, length);
}

static Value method_next(ARGUMENTS) {
    EXPECT(0);
    Value item = native_type(vm, arguments[0])->next(vm, arguments[0]);
    if (value_is_null(item) && !vm_raised(vm)) {
        return vm_raise_stop_iteration(vm, VALUE_NONE);
    }
    return item;
}

static Value method_get_item(ARGUMENTS) {
    EXPECT(1);
    return native_type(vm, arguments[0])->get_item(vm, arguments[0], arguments[1]);
}

static Value method_set_item(ARGUMENTS) {
    EXPECT(2);
    return native_type(vm, arguments[0])->set_item(vm, arguments[0], arguments[1], arguments[2])
               ? VALUE_NONE
               : VALUE_NULL;
}

static Value method_delete_item(ARGUMENTS) {
    EXPECT(1);
    return native_type(vm, arguments[0])->set_item(vm, arguments[0], arguments[1], VALUE_NULL)
               ? VALUE_NONE
               : VALUE_NULL;
}

static Value method_contains(ARGUMENTS) {
    EXPECT(1);
    int within = native_type(vm, arguments[0])->contains(vm, arguments[0], arguments[1]);
    return within < 0 ? VALUE_NULL : value_from_bool(within);
}

static Value method_call(ARGUMENTS) {
    return native_type(vm, arguments[0])
        ->call(vm, arguments[0], arguments + 1, count - 1, keywords);
}

static void add(Vm *vm, Type *type, const NativeMethod *method) {
    Value native = native_new(vm, method, type, VALUE_NULL);
    Value name = ((NativeCallable *)value_obj(native))->name;
    if (value_is_null(dict_get_name(type->attributes, name))) {
        dict_set_name(vm, type->attributes, name, native);
    }
    value_release(vm, native);
}

/* A slot and the method that calls it. */
#define SLOT_METHOD(slot, name, function, with_keywords)                                           \
    if (slots->slot != NULL) {                                                                     \
        static const NativeMethod method = {                                                       \
            name, function, 0, -1, with_keywords, METHOD_INSTANCE};                                \
        add(vm, type, &method);                                                                    \
    }

/* Whether "__add__" is among " add sub ". */
static bool lists(const char *shown, const char *name) {
    const char *word = name + 2;
    size_t length = strlen(word) - 2;
    for (const char *at = strchr(shown, ' '); at != NULL; at = strchr(at + 1, ' ')) {
        if (at[1] == *word && strncmp(at + 1, word, length) == 0 && at[1 + length] == ' ') {
            return true;
        }
    }
    return false;
}

void slot_methods_add(Vm *vm, Type *type, const Type *slots) {
    SLOT_METHOD(negative, "__neg__", method_negative, false)
    SLOT_METHOD(positive, "__pos__", method_positive, false)
    SLOT_METHOD(invert, "__invert__", method_invert, false)
    SLOT_METHOD(absolute, "__abs__", method_absolute, false)
    SLOT_METHOD(truth, "__bool__", method_truth, false)
    SLOT_METHOD(length, "__len__", method_length, false)
    SLOT_METHOD(get_item, "__getitem__", method_get_item, false)
    SLOT_METHOD(set_item, "__setitem__", method_set_item, false)
    SLOT_METHOD(set_item, "__delitem__", method_delete_item, false)
    SLOT_METHOD(contains, "__contains__", method_contains, false)
    SLOT_METHOD(iter, "__iter__", method_iter, false)
    SLOT_METHOD(next, "__next__", method_next, false)
    SLOT_METHOD(call, "__call__", method_call, true)
    SLOT_METHOD(await_iter, "__await__", method_await_iter, false)
    SLOT_METHOD(async_iter, "__aiter__", method_async_iter, false)
    SLOT_METHOD(async_next, "__anext__", method_async_next, false)
    if (slots->compare != NULL && slots->hash == NULL) {
        type_set(vm, type, "__hash__", VALUE_NONE);
    }
    if (slots->binary == NULL) {
        return;
    }
    const char *shown = operators_of(type);
    for (size_t i = 0; i < sizeof OPERATORS / sizeof OPERATORS[0]; i++) {
        if (lists(shown, OPERATORS[i].name)) {
            add(vm, type, &OPERATORS[i]);
        }
    }
}
