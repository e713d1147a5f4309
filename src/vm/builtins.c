/* The builtin functions. Types are builtins too; builtins_setup() lists both. */
#include "vm/anext.h"
#include "vm/container.h"

#include "vm/frame.h"
#include "vm/iterators.h"
#include "vm/number.h"
#include "vm/protocol.h"
#include "vm/str.h"

#include <string.h>

#define BUILTIN(name)                                                                              \
    static Value builtin_##name(Vm *vm, const Value *arguments, uint32_t count, Value keywords)
#define UNUSED()                                                                                   \
    (void)vm;                                                                                      \
    (void)arguments;                                                                               \
    (void)count;                                                                                   \
    (void)keywords

/* ---- output ---- */

static bool separator(Vm *vm, const char *name, Value given, Value *out, Value standard) {
    if (value_is_null(given) || value_is_none(given)) {
        *out = standard;
        return true;
    }
    if (!value_is_str(given)) {
        vm_raise(vm, EXC_TYPE_ERROR, "%s must be None or a string, not %s", name,
                 value_type_name(vm, given));
        return false;
    }
    *out = given;
    return true;
}

BUILTIN(print) {
    Value given[4] = {VALUE_NULL, VALUE_NULL, VALUE_NULL, VALUE_NULL};
    static const char *const names[] = {"sep", "end", "file", "flush"};
    uint32_t keyword_count = value_is_null(keywords) ? 0 : value_tuple(keywords)->count;
    for (uint32_t k = 0; k < keyword_count; k++) {
        uint32_t i = 0;
        while (i < 4 && !str_equal_cstr(value_tuple(keywords)->items[k], names[i])) {
            i++;
        }
        if (i == 4) {
            return vm_raise(vm, EXC_TYPE_ERROR, "'%s' is an invalid keyword argument for print()",
                            str_utf8(vm, value_tuple(keywords)->items[k]));
        }
        given[i] = arguments[count + k];
    }
    Value sep = VALUE_NULL;
    Value end = VALUE_NULL;
    if (!separator(vm, "sep", given[0], &sep, VALUE_NULL) ||
        !separator(vm, "end", given[1], &end, VALUE_NULL)) {
        return VALUE_NULL;
    }
    Text text = {0};
    for (uint32_t i = 0; i < count; i++) {
        if (i > 0) {
            if (value_is_null(sep)) {
                text_append_char(&text, ' ');
            } else {
                str_append_utf8(sep, &text);
            }
        }
        Value part = value_str(vm, arguments[i]);
        if (value_is_null(part)) {
            /* What stands before it has been printed by then. */
            if (value_is_null(given[2]) || value_is_none(given[2])) {
                vm_print(vm, 1, &text);
            }
            text_release(&text);
            return VALUE_NULL;
        }
        str_append_utf8(part, &text);
        value_release(vm, part);
    }
    if (value_is_null(end)) {
        text_append_char(&text, '\n');
    } else {
        str_append_utf8(end, &text);
    }
    if (value_is_null(given[2]) || value_is_none(given[2])) {
        bool fine = vm_print(vm, 1, &text);
        text_release(&text);
        return fine ? VALUE_NONE : VALUE_NULL;
    }
    Value whole = str_from_text(vm, &text);
    Value result = vm_call_method(vm, given[2], "write", &whole, 1);
    value_release(vm, whole);
    if (value_is_null(result)) {
        return VALUE_NULL;
    }
    value_release(vm, result);
    return VALUE_NONE;
}

/* ---- numbers ---- */

BUILTIN(abs) {
    UNUSED();
    if (value_is_small_int(arguments[0])) {
        int64_t integer = value_small_int(arguments[0]);
        return int_from_int64(vm, integer < 0 ? -integer : integer);
    }
    Type *type = value_type(vm, arguments[0]);
    if (type->absolute == NULL) {
        return vm_raise(vm, EXC_TYPE_ERROR, "bad operand type for abs(): '%s'",
                        value_type_name(vm, arguments[0]));
    }
    return type->absolute(vm, arguments[0]);
}

BUILTIN(divmod) {
    UNUSED();
    Type *left = value_type(vm, arguments[0]);
    Type *right = value_type(vm, arguments[1]);
    Value method = type_lookup(left, vm->names.dunder_divmod);
    if (!value_is_null(method) && (left->flags & TYPE_HEAP)) {
        return vm_call2(vm, method, arguments[0], arguments[1]);
    }
    method = type_lookup(right, vm->names.dunder_rdivmod);
    if (!value_is_null(method) && (right->flags & TYPE_HEAP)) {
        return vm_call2(vm, method, arguments[1], arguments[0]);
    }
    if (left->binary == NULL && right->binary == NULL) {
        return vm_raise(vm, EXC_TYPE_ERROR,
                        "unsupported operand type(s) for divmod(): '%s' and '%s'",
                        value_type_name(vm, arguments[0]), value_type_name(vm, arguments[1]));
    }
    Value quotient = value_binary(vm, BINARY_FLOOR_DIVIDE, arguments[0], arguments[1]);
    if (value_is_null(quotient)) {
        if (vm_raised_is(vm, EXC_TYPE_ERROR)) {
            vm_clear_raised(vm);
            vm_raise(vm, EXC_TYPE_ERROR, "unsupported operand type(s) for divmod(): '%s' and '%s'",
                     value_type_name(vm, arguments[0]), value_type_name(vm, arguments[1]));
        } else if (vm_raised_is(vm, EXC_ZERO_DIVISION_ERROR) &&
                   (value_is_float(vm, arguments[0]) || value_is_float(vm, arguments[1]))) {
            vm_clear_raised(vm);
            vm_raise(vm, EXC_ZERO_DIVISION_ERROR, "float divmod()");
        }
        return VALUE_NULL;
    }
    Value rest = value_binary(vm, BINARY_MODULO, arguments[0], arguments[1]);
    if (value_is_null(rest)) {
        value_release(vm, quotient);
        return VALUE_NULL;
    }
    Value pair = tuple_pack(vm, 2, quotient, rest);
    value_release(vm, quotient);
    value_release(vm, rest);
    return pair;
}

BUILTIN(pow) {
    Value given[3];
    if (!arguments_bind(vm, "pow", "base, exp, mod=", arguments, count, keywords, given)) {
        return VALUE_NULL;
    }
    if (value_is_null(given[2]) || value_is_none(given[2])) {
        return value_binary(vm, BINARY_POWER, given[0], given[1]);
    }
    Type *type = value_type(vm, given[0]);
    Value method = type->flags & TYPE_HEAP ? type_lookup(type, vm->names.dunder_pow) : VALUE_NULL;
    if (value_is_obj(method) && value_obj(method)->type == vm->type_function) {
        return vm_call(vm, method, given, 3, VALUE_NULL);
    }
    if (!value_is_int(given[0]) && !value_is_float(vm, given[0])) {
        return vm_raise(vm, EXC_TYPE_ERROR,
                        "unsupported operand type(s) for ** or pow(): '%s', '%s', '%s'",
                        value_type_name(vm, given[0]), value_type_name(vm, given[1]),
                        value_type_name(vm, given[2]));
    }
    if (!value_is_int(given[0]) || !value_is_int(given[1]) || !value_is_int(given[2])) {
        return vm_raise(vm, EXC_TYPE_ERROR,
                        "pow() 3rd argument not allowed unless all arguments are integers");
    }
    return int_power_modulo(vm, given[0], given[1], given[2]);
}

BUILTIN(round) {
    Value given[2];
    if (!arguments_bind(vm, "round", "number, ndigits=", arguments, count, keywords, given)) {
        return VALUE_NULL;
    }
    Value method = type_lookup(value_type(vm, given[0]), vm->names.dunder_round);
    if (value_is_null(method)) {
        return vm_raise(vm, EXC_TYPE_ERROR, "type %s doesn't define __round__ method",
                        value_type_name(vm, given[0]));
    }
    bool has_digits = !value_is_null(given[1]) && !value_is_none(given[1]);
    return vm_call(vm, method, given, has_digits ? 2 : 1, VALUE_NULL);
}

BUILTIN(sum) {
    Value given[2];
    if (!arguments_bind(vm, "sum", "iterable, /, start=", arguments, count, keywords, given)) {
        return VALUE_NULL;
    }
    Value total = value_is_null(given[1]) ? value_from_small_int(0) : value_retain(given[1]);
    if (value_is_str(total) || value_type(vm, total) == vm->type_bytes) {
        bool bytes = !value_is_str(total);
        value_release(vm, total);
        return vm_raise(vm, EXC_TYPE_ERROR,
                        bytes ? "sum() can't sum bytes [use b''.join(seq) instead]"
                              : "sum() can't sum strings [use ''.join(seq) instead]");
    }
    Value iterator = value_iter(vm, given[0]);
    if (value_is_null(iterator)) {
        value_release(vm, total);
        return VALUE_NULL;
    }
    for (;;) {
        Value item = value_next(vm, iterator);
        if (value_is_null(item)) {
            break;
        }
        int64_t sum;
        if (values_are_small_ints(total, item) &&
            !__builtin_add_overflow((int64_t)total.bits, (int64_t)(item.bits - 1), &sum)) {
            total = (Value){(uint64_t)sum};
            continue;
        }
        value_store(vm, &total, value_binary(vm, BINARY_ADD, total, item));
        value_release(vm, item);
        if (value_is_null(total)) {
            break;
        }
    }
    value_release(vm, iterator);
    if (vm_raised(vm)) {
        value_release(vm, total);
        return VALUE_NULL;
    }
    return total;
}

/* hex, oct, bin: "-0x1f" */
static Value in_base(Vm *vm, Value value, const char *spec) {
    Value index = value_index(vm, value);
    if (value_is_null(index)) {
        return VALUE_NULL;
    }
    Value spec_value = str_from_cstr(vm, spec);
    Value text = format_int(vm, index, spec_value);
    value_release(vm, spec_value);
    value_release(vm, index);
    return text;
}

BUILTIN(hex) {
    UNUSED();
    return in_base(vm, arguments[0], "#x");
}

BUILTIN(oct) {
    UNUSED();
    return in_base(vm, arguments[0], "#o");
}

BUILTIN(bin) {
    UNUSED();
    return in_base(vm, arguments[0], "#b");
}

/* ---- text ---- */

BUILTIN(repr) {
    UNUSED();
    return value_repr(vm, arguments[0]);
}

BUILTIN(ascii) {
    UNUSED();
    return value_ascii(vm, arguments[0]);
}

BUILTIN(format) {
    UNUSED();
    if (count > 1 && !value_is_str(arguments[1])) {
        return vm_raise(vm, EXC_TYPE_ERROR, "format() argument 2 must be str, not %s",
                        value_type_name(vm, arguments[1]));
    }
    return value_format(vm, arguments[0], count > 1 ? arguments[1] : vm->names.empty);
}

BUILTIN(chr) {
    UNUSED();
    int64_t code;
    Value index = value_index(vm, arguments[0]);
    if (value_is_null(index)) {
        return VALUE_NULL;
    }
    bool fits = int_to_int64(index, &code);
    value_release(vm, index);
    if (!fits) {
        return vm_raise(vm, EXC_OVERFLOW_ERROR, "Python int too large to convert to C int");
    }
    if (code < 0 || code > 0x10FFFF) {
        return vm_raise(vm, EXC_VALUE_ERROR, "chr() arg not in range(0x110000)");
    }
    return str_from_code_point(vm, (uint32_t)code);
}

BUILTIN(ord) {
    UNUSED();
    uint32_t length;
    if (value_is_str(arguments[0])) {
        length = str_length(arguments[0]);
        if (length == 1) {
            return value_from_small_int(str_at(arguments[0], 0));
        }
    } else if (value_type(vm, arguments[0]) == vm->type_bytes) {
        Bytes *bytes = (Bytes *)value_obj(arguments[0]);
        length = bytes->length;
        if (length == 1) {
            return value_from_small_int(bytes->data[0]);
        }
    } else {
        return vm_raise(vm, EXC_TYPE_ERROR, "ord() expected string of length 1, but %s found",
                        value_type_name(vm, arguments[0]));
    }
    return vm_raise(vm, EXC_TYPE_ERROR, "ord() expected a character, but string of length %u found",
                    length);
}

/* ---- iteration ---- */

BUILTIN(len) {
    UNUSED();
    int64_t length = value_length(vm, arguments[0]);
    return length < 0 ? VALUE_NULL : value_from_small_int(length);
}

BUILTIN(iter) {
    UNUSED();
    if (count == 1) {
        return value_iter(vm, arguments[0]);
    }
    if (!value_is_callable(vm, arguments[0])) {
        return vm_raise(vm, EXC_TYPE_ERROR, "iter(v, w): v must be callable");
    }
    return callable_iterator_new(vm, arguments[0], arguments[1]);
}

BUILTIN(next) {
    UNUSED();
    if (value_type(vm, arguments[0])->next == NULL) {
        return vm_raise(vm, EXC_TYPE_ERROR, "'%s' object is not an iterator",
                        value_type_name(vm, arguments[0]));
    }
    Type *type = value_type(vm, arguments[0]);
    if (type == vm->type_generator && count == 1) {
        /* The value of a generator's return travels in StopIteration. */
        Value result;
        Generator *generator = (Generator *)value_obj(arguments[0]);
        if (generator->state == GENERATOR_FINISHED) {
            return vm_raise_stop_iteration(vm, VALUE_NONE);
        }
        Resumption outcome = vm_resume(vm, arguments[0], VALUE_NONE, VALUE_NULL, &result);
        if (outcome == RESUMED_RETURNED) {
            vm_raise_stop_iteration(vm, result);
            value_release(vm, result);
            return VALUE_NULL;
        }
        return outcome == RESUMED_RAISED ? VALUE_NULL : result;
    }
    Value item = value_next_or_stop(vm, arguments[0]);
    if (!value_is_null(item)) {
        return item;
    }
    if (count > 1) {
        if (vm_raised_is(vm, EXC_STOP_ITERATION)) {
            vm_clear_raised(vm);
        }
        return vm_raised(vm) ? VALUE_NULL : value_retain(arguments[1]);
    }
    return vm_raised(vm) ? VALUE_NULL : vm_raise_stop_iteration(vm, VALUE_NONE);
}

BUILTIN(aiter) {
    UNUSED();
    Type *type = value_type(vm, arguments[0]);
    if (type->async_iter == NULL) {
        return vm_raise(vm, EXC_TYPE_ERROR, "'%s' object is not an async iterable",
                        type_name(type));
    }
    return type->async_iter(vm, arguments[0]);
}

BUILTIN(anext) {
    UNUSED();
    Type *type = value_type(vm, arguments[0]);
    if (type->async_next == NULL) {
        return vm_raise(vm, EXC_TYPE_ERROR, "'%s' object is not an async iterator",
                        type_name(type));
    }
    Value awaitable = type->async_next(vm, arguments[0]);
    if (count < 2 || value_is_null(awaitable)) {
        return awaitable;
    }
    Value result = anext_with_default(vm, awaitable, arguments[1]);
    value_release(vm, awaitable);
    return result;
}

static Value any_or_all(Vm *vm, Value iterable, int stop_at) {
    Value iterator = value_iter(vm, iterable);
    if (value_is_null(iterator)) {
        return VALUE_NULL;
    }
    Value result = value_from_bool(!stop_at);
    for (;;) {
        Value item = value_next(vm, iterator);
        if (value_is_null(item)) {
            break;
        }
        int truth = value_truth(vm, item);
        value_release(vm, item);
        if (truth < 0) {
            break;
        }
        if (truth == stop_at) {
            result = value_from_bool(stop_at);
            break;
        }
    }
    value_release(vm, iterator);
    return vm_raised(vm) ? VALUE_NULL : result;
}

BUILTIN(any) {
    UNUSED();
    return any_or_all(vm, arguments[0], 1);
}

BUILTIN(all) {
    UNUSED();
    return any_or_all(vm, arguments[0], 0);
}

BUILTIN(sorted) {
    Value given[3] = {VALUE_NULL, VALUE_NULL, VALUE_NULL};
    if (count != 1) {
        return vm_raise(vm, EXC_TYPE_ERROR, "sorted expected 1 argument, got %u", count);
    }
    if (!arguments_bind(vm, "sort", "iterable, /, *, key=, reverse=", arguments, count, keywords,
                        given)) {
        return VALUE_NULL;
    }
    Value list = value_to_list(vm, given[0]);
    if (value_is_null(list)) {
        return VALUE_NULL;
    }
    int64_t reverse = 0;
    if (!value_is_null(given[2]) && !value_index_int64(vm, given[2], true, &reverse)) {
        value_release(vm, list);
        return VALUE_NULL;
    }
    if (!list_sort(vm, list, given[1], reverse != 0)) {
        value_release(vm, list);
        return VALUE_NULL;
    }
    return list;
}

static Value extreme(Vm *vm, const char *name, CompareOperator better, const Value *arguments,
                     uint32_t count, Value keywords) {
    Value key = VALUE_NULL;
    Value standard = VALUE_NULL;
    uint32_t keyword_count = value_is_null(keywords) ? 0 : value_tuple(keywords)->count;
    for (uint32_t k = 0; k < keyword_count; k++) {
        Value keyword = value_tuple(keywords)->items[k];
        if (str_equal_cstr(keyword, "key")) {
            key = arguments[count + k];
        } else if (str_equal_cstr(keyword, "default")) {
            standard = arguments[count + k];
        } else {
            return vm_raise(vm, EXC_TYPE_ERROR, "'%s' is an invalid keyword argument for %s()",
                            str_utf8(vm, keyword), name);
        }
    }
    if (count == 0) {
        return vm_raise(vm, EXC_TYPE_ERROR, "%s expected at least 1 argument, got 0", name);
    }
    if (count > 1 && !value_is_null(standard)) {
        return vm_raise(vm, EXC_TYPE_ERROR,
                        "Cannot specify a default for %s() with multiple positional arguments",
                        name);
    }
    Value items = count == 1 ? value_retain(arguments[0]) : tuple_from(vm, arguments, count);
    Value iterator = value_iter(vm, items);
    value_release(vm, items);
    if (value_is_null(iterator)) {
        return VALUE_NULL;
    }
    Value best = VALUE_NULL;
    Value best_key = VALUE_NULL;
    for (;;) {
        Value item = value_next(vm, iterator);
        if (value_is_null(item)) {
            break;
        }
        Value item_key =
            value_is_null(key) || value_is_none(key) ? value_retain(item) : vm_call1(vm, key, item);
        int wins = value_is_null(item_key) ? -1
                   : value_is_null(best)   ? 1
                                           : value_compare_truth(vm, item_key, best_key, better);
        if (wins > 0) {
            value_store(vm, &best, item);
            value_store(vm, &best_key, item_key);
        } else {
            value_release(vm, item);
            value_release(vm, item_key);
        }
        if (wins < 0) {
            break;
        }
    }
    value_release(vm, iterator);
    value_release(vm, best_key);
    if (vm_raised(vm)) {
        value_release(vm, best);
        return VALUE_NULL;
    }
    if (value_is_null(best)) {
        return value_is_null(standard)
                   ? vm_raise(vm, EXC_VALUE_ERROR, "%s() arg is an empty sequence", name)
                   : value_retain(standard);
    }
    return best;
}

BUILTIN(min) {
    return extreme(vm, "min", COMPARE_LESS, arguments, count, keywords);
}

BUILTIN(max) {
    return extreme(vm, "max", COMPARE_GREATER, arguments, count, keywords);
}

/* ---- objects ---- */

BUILTIN(id) {
    UNUSED();
    if (value_is_obj(arguments[0])) {
        return value_from_small_int((int64_t)obj_serial(vm, value_obj(arguments[0])) * 16);
    }
    return int_from_uint64(vm, arguments[0].bits);
}

BUILTIN(hash) {
    UNUSED();
    int64_t hash;
    return value_hash(vm, arguments[0], &hash) ? int_from_int64(vm, hash) : VALUE_NULL;
}

BUILTIN(callable) {
    UNUSED();
    return value_from_bool(value_is_callable(vm, arguments[0]));
}

BUILTIN(isinstance) {
    UNUSED();
    int is = value_is_instance_of(vm, arguments[0], arguments[1]);
    return is < 0 ? VALUE_NULL : value_from_bool(is);
}

BUILTIN(issubclass) {
    UNUSED();
    int is = type_is_subclass_of(vm, arguments[0], arguments[1]);
    return is < 0 ? VALUE_NULL : value_from_bool(is);
}

/* An attribute name that the program computed; VALUE_NULL: TypeError raised. */
static Value attribute_name(Vm *vm, Value name, const char *function) {
    if (!value_is_str(name)) {
        return vm_raise(vm, EXC_TYPE_ERROR, "attribute name must be string, not '%s'",
                        value_type_name(vm, name));
    }
    (void)function;
    return str_intern(vm, value_retain(name));
}

BUILTIN(getattr) {
    UNUSED();
    Value name = attribute_name(vm, arguments[1], "getattr");
    if (value_is_null(name)) {
        return VALUE_NULL;
    }
    Value found = count > 2 ? value_find_attr(vm, arguments[0], name)
                            : value_get_attr(vm, arguments[0], name);
    value_release(vm, name);
    if (value_is_null(found) && count > 2 && !vm_raised(vm)) {
        return value_retain(arguments[2]);
    }
    return found;
}

BUILTIN(hasattr) {
    UNUSED();
    Value name = attribute_name(vm, arguments[1], "hasattr");
    if (value_is_null(name)) {
        return VALUE_NULL;
    }
    Value found = value_find_attr(vm, arguments[0], name);
    value_release(vm, name);
    if (value_is_null(found) && vm_raised(vm)) {
        return VALUE_NULL;
    }
    value_release(vm, found);
    return value_from_bool(!value_is_null(found));
}

BUILTIN(setattr) {
    UNUSED();
    Value name = attribute_name(vm, arguments[1], "setattr");
    if (value_is_null(name)) {
        return VALUE_NULL;
    }
    bool fine = value_set_attr(vm, arguments[0], name, arguments[2]);
    value_release(vm, name);
    return fine ? VALUE_NONE : VALUE_NULL;
}

BUILTIN(delattr) {
    UNUSED();
    Value name = attribute_name(vm, arguments[1], "delattr");
    if (value_is_null(name)) {
        return VALUE_NULL;
    }
    bool fine = value_set_attr(vm, arguments[0], name, VALUE_NULL);
    value_release(vm, name);
    return fine ? VALUE_NONE : VALUE_NULL;
}

BUILTIN(vars) {
    UNUSED();
    if (count == 0) {
        return vm_refuse(vm, "vars() without an argument", "use a dict of your own");
    }
    Value dict = value_find_attr(vm, arguments[0], vm->names.dunder_dict);
    if (value_is_null(dict) && !vm_raised(vm)) {
        vm_raise(vm, EXC_TYPE_ERROR, "vars() argument must have __dict__ attribute");
    }
    return dict;
}

static const NativeMethod BUILTIN_FUNCTIONS[] = {
    {"print", builtin_print, 0, -1, true, METHOD_INSTANCE},
    {"abs", builtin_abs, 1, 1, false, METHOD_INSTANCE},
    {"aiter", builtin_aiter, 1, 1, false, METHOD_INSTANCE},
    {"all", builtin_all, 1, 1, false, METHOD_INSTANCE},
    {"anext", builtin_anext, 1, 2, false, METHOD_INSTANCE},
    {"any", builtin_any, 1, 1, false, METHOD_INSTANCE},
    {"ascii", builtin_ascii, 1, 1, false, METHOD_INSTANCE},
    {"bin", builtin_bin, 1, 1, false, METHOD_INSTANCE},
    {"callable", builtin_callable, 1, 1, false, METHOD_INSTANCE},
    {"chr", builtin_chr, 1, 1, false, METHOD_INSTANCE},
    {"delattr", builtin_delattr, 2, 2, false, METHOD_INSTANCE},
    {"divmod", builtin_divmod, 2, 2, false, METHOD_INSTANCE},
    {"format", builtin_format, 1, 2, false, METHOD_INSTANCE},
    {"getattr", builtin_getattr, 2, 3, false, METHOD_INSTANCE},
    {"hasattr", builtin_hasattr, 2, 2, false, METHOD_INSTANCE},
    {"hash", builtin_hash, 1, 1, false, METHOD_INSTANCE},
    {"hex", builtin_hex, 1, 1, false, METHOD_INSTANCE},
    {"id", builtin_id, 1, 1, false, METHOD_INSTANCE},
    {"isinstance", builtin_isinstance, 2, 2, false, METHOD_INSTANCE},
    {"issubclass", builtin_issubclass, 2, 2, false, METHOD_INSTANCE},
    {"iter", builtin_iter, 1, 2, false, METHOD_INSTANCE},
    {"len", builtin_len, 1, 1, false, METHOD_INSTANCE},
    {"max", builtin_max, 0, -1, true, METHOD_INSTANCE},
    {"min", builtin_min, 0, -1, true, METHOD_INSTANCE},
    {"next", builtin_next, 1, 2, false, METHOD_INSTANCE},
    {"oct", builtin_oct, 1, 1, false, METHOD_INSTANCE},
    {"ord", builtin_ord, 1, 1, false, METHOD_INSTANCE},
    {"pow", builtin_pow, 0, -1, true, METHOD_INSTANCE},
    {"repr", builtin_repr, 1, 1, false, METHOD_INSTANCE},
    {"round", builtin_round, 0, -1, true, METHOD_INSTANCE},
    {"setattr", builtin_setattr, 3, 3, false, METHOD_INSTANCE},
    {"sorted", builtin_sorted, 0, -1, true, METHOD_INSTANCE},
    {"sum", builtin_sum, 0, -1, true, METHOD_INSTANCE},
    {"vars", builtin_vars, 0, 1, false, METHOD_INSTANCE},
    {0},
};

void builtins_setup(Vm *vm) {
    Value module = str_intern_cstr(vm, "builtins");
    for (const NativeMethod *method = BUILTIN_FUNCTIONS; method->name != NULL; method++) {
        Value function = native_new(vm, method, NULL, module);
        Value name = str_intern_cstr(vm, method->name);
        dict_set_name(vm, vm->builtins, name, function);
        value_release(vm, name);
        value_release(vm, function);
    }
    value_release(vm, module);
    Type *types[] = {vm->type_object, vm->type_type,         vm->type_bool,
                     vm->type_int,    vm->type_float,        vm->type_str,
                     vm->type_bytes,  vm->type_tuple,        vm->type_list,
                     vm->type_dict,   vm->type_set,          vm->type_frozenset,
                     vm->type_range,  vm->type_slice,        vm->type_property,
                     vm->type_super,  vm->type_staticmethod, vm->type_classmethod};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        dict_set_name(vm, vm->builtins, types[i]->name, value_from_obj(types[i]));
    }
    for (uint32_t i = 0; i < EXCEPTION_COUNT; i++) {
        dict_set_name(vm, vm->builtins, vm->exceptions[i]->name, value_from_obj(vm->exceptions[i]));
    }
    static const struct {
        const char *name;
        Value value;
    } constants[] = {{"None", {4}},      {"False", {8}},           {"True", {12}},
                     {"Ellipsis", {16}}, {"NotImplemented", {20}}, {"__debug__", {12}}};
    for (size_t i = 0; i < sizeof constants / sizeof constants[0]; i++) {
        Value name = str_intern_cstr(vm, constants[i].name);
        dict_set_name(vm, vm->builtins, name, constants[i].value);
        value_release(vm, name);
    }
    static const struct {
        const char *alias;
        ExceptionId id;
    } aliases[] = {{"IOError", EXC_OS_ERROR}, {"EnvironmentError", EXC_OS_ERROR}};
    for (size_t i = 0; i < sizeof aliases / sizeof aliases[0]; i++) {
        Value name = str_intern_cstr(vm, aliases[i].alias);
        dict_set_name(vm, vm->builtins, name, value_from_obj(vm->exceptions[aliases[i].id]));
        value_release(vm, name);
    }
    iterators_setup(vm);
}
