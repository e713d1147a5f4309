/* Matching the arguments of a call with a function's parameters, and saying what does not match.
 * Calls that need none of this (as many positional arguments as parameters) are made by the
 * interpreter itself. */
#include "vm/frame.h"

#include "base/memory.h"
#include "vm/container.h"
#include "vm/str.h"

#include <string.h>

static void append_quoted_list(Text *out, const char **names, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        const char *join = i == 0 ? "" : count == 2 ? " and " : i + 1 == count ? ", and " : ", ";
        text_printf(out, "%s'%s'", join, names[i]);
    }
}

static void raise_too_many(Vm *vm, Function *function, uint32_t given, const Value *registers) {
    const Code *code = function->code->code;
    uint32_t defaults =
        value_is_null(function->defaults) ? 0 : value_tuple(function->defaults)->count;
    uint32_t takes = code->positional_count;
    uint32_t keyword_only_given = 0;
    for (uint32_t i = 0; i < code->keyword_only_count; i++) {
        keyword_only_given += !value_is_null(registers[code->positional_count + i]);
    }
    Text text = {0};
    if (defaults > 0) {
        text_printf(&text, "from %u to %u positional arguments", takes - defaults, takes);
    } else {
        text_printf(&text, "%u positional argument%s", takes, takes == 1 ? "" : "s");
    }
    text_printf(&text, " but %u", given);
    if (keyword_only_given > 0) {
        text_printf(&text, " positional argument%s (and %u keyword-only argument%s) were given",
                    given == 1 ? "" : "s", keyword_only_given, keyword_only_given == 1 ? "" : "s");
    } else {
        text_printf(&text, " %s given", given == 1 ? "was" : "were");
    }
    vm_raise(vm, EXC_TYPE_ERROR, "%s() takes %s",
             str_utf8(vm, function_qualified_name(vm, function)), text_cstr(&text));
    text_release(&text);
}

static void raise_missing(Vm *vm, Function *function, const Value *registers, uint32_t first,
                          uint32_t end, const char *kind) {
    const Code *code = function->code->code;
    const char **names = memory_new((end - first + 1) * sizeof *names);
    uint32_t count = 0;
    for (uint32_t i = first; i < end; i++) {
        if (value_is_null(registers[i])) {
            names[count++] = code->register_names[i];
        }
    }
    Text text = {0};
    append_quoted_list(&text, names, count);
    vm_raise(vm, EXC_TYPE_ERROR, "%s() missing %u required %s argument%s: %s",
             str_utf8(vm, function_qualified_name(vm, function)), count, kind,
             count == 1 ? "" : "s", text_cstr(&text));
    text_release(&text);
    memory_free(names);
}

/* The keyword argument `name` goes to a parameter, or to **kwargs; false: raised. */
static bool bind_keyword(Vm *vm, Function *function, Value name, Value value, Value *registers,
                         Value extra) {
    const Code *code = function->code->code;
    uint32_t parameters = code->positional_count + code->keyword_only_count;
    for (uint32_t i = code->positional_only_count; i < parameters; i++) {
        if (value_same(code_register_name(vm, function->code, i), name)) {
            if (!value_is_null(registers[i])) {
                vm_raise(vm, EXC_TYPE_ERROR, "%s() got multiple values for argument '%s'",
                         str_utf8(vm, function_qualified_name(vm, function)), str_utf8(vm, name));
                return false;
            }
            registers[i] = value_retain(value);
            return true;
        }
    }
    if (!value_is_null(extra)) {
        dict_set_name(vm, value_dict(extra), name, value);
        return true;
    }
    return false;
}

static bool raise_unexpected_keyword(Vm *vm, Function *function, Value name, Value keywords) {
    if (vm_raised(vm)) {
        return false;
    }
    const Code *code = function->code->code;
    const char *wrong[64];
    uint32_t count = 0;
    for (uint32_t i = 0; i < code->positional_only_count; i++) {
        for (uint32_t k = 0; k < value_tuple(keywords)->count && count < 64; k++) {
            if (value_same(value_tuple(keywords)->items[k],
                           code_register_name(vm, function->code, i))) {
                wrong[count++] = code->register_names[i];
            }
        }
    }
    if (count > 0) {
        Text text = {0};
        for (uint32_t i = 0; i < count; i++) {
            text_printf(&text, "%s%s", i > 0 ? ", " : "", wrong[i]);
        }
        vm_raise(vm, EXC_TYPE_ERROR,
                 "%s() got some positional-only arguments passed as keyword arguments: '%s'",
                 str_utf8(vm, function_qualified_name(vm, function)), text_cstr(&text));
        text_release(&text);
    } else {
        vm_raise(vm, EXC_TYPE_ERROR, "%s() got an unexpected keyword argument '%s'",
                 str_utf8(vm, function_qualified_name(vm, function)), str_utf8(vm, name));
    }
    return false;
}

/* Fills `registers` (register_count of them, overwritten) for a call; false: raised, and all are
 * NULL. */
bool function_bind(Vm *vm, Function *function, const Value *arguments, uint32_t count,
                   Value keywords, Value *registers) {
    const Code *code = function->code->code;
    code_object_fill(vm, function->code);
    memset(registers, 0, code->register_count * sizeof *registers);
    uint32_t parameters = code->positional_count + code->keyword_only_count;
    uint32_t positional = count < code->positional_count ? count : code->positional_count;
    for (uint32_t i = 0; i < positional; i++) {
        registers[i] = value_retain(arguments[i]);
    }
    uint32_t next = parameters;
    if (code->flags & CODE_VARARGS) {
        registers[next++] = count > positional
                                ? tuple_from(vm, arguments + positional, count - positional)
                                : value_retain(vm->empty_tuple);
    }
    Value extra = VALUE_NULL;
    if (code->flags & CODE_VARKEYWORDS) {
        extra = registers[next] = dict_new(vm);
    }
    bool is_fine = true;
    if (!value_is_null(keywords)) {
        Tuple *names = value_tuple(keywords);
        for (uint32_t i = 0; i < names->count && is_fine; i++) {
            if (!bind_keyword(vm, function, names->items[i], arguments[count + i], registers,
                              extra)) {
                is_fine = raise_unexpected_keyword(vm, function, names->items[i], keywords);
            }
        }
    }
    if (is_fine && count > code->positional_count && !(code->flags & CODE_VARARGS)) {
        raise_too_many(vm, function, count, registers);
        is_fine = false;
    }
    if (is_fine) {
        uint32_t defaults =
            value_is_null(function->defaults) ? 0 : value_tuple(function->defaults)->count;
        uint32_t first_default = code->positional_count - defaults;
        bool missing = false;
        for (uint32_t i = 0; i < code->positional_count; i++) {
            if (value_is_null(registers[i])) {
                if (i >= first_default) {
                    registers[i] =
                        value_retain(value_tuple(function->defaults)->items[i - first_default]);
                } else {
                    missing = true;
                }
            }
        }
        if (missing) {
            raise_missing(vm, function, registers, 0, first_default, "positional");
            is_fine = false;
        }
    }
    if (is_fine) {
        bool missing = false;
        for (uint32_t i = code->positional_count; i < parameters; i++) {
            if (value_is_null(registers[i]) && !value_is_null(function->keyword_defaults)) {
                registers[i] =
                    value_retain(dict_get_name(value_dict(function->keyword_defaults),
                                               code_register_name(vm, function->code, i)));
            }
            missing = missing || value_is_null(registers[i]);
        }
        if (missing) {
            raise_missing(vm, function, registers, code->positional_count, parameters,
                          "keyword-only");
            is_fine = false;
        }
    }
    if (!is_fine) {
        for (uint32_t i = 0; i < code->register_count; i++) {
            value_release(vm, value_take(&registers[i]));
        }
        return false;
    }
    if (code->free_count > 0) {
        put_closure(function, registers);
    }
    return true;
}
