/* Matching a native function's arguments with its signature, with the messages of CPython's
 * argument clinic; or, for a method that is written in Python there, with those of its
 * interpreter. */
#include "vm/vm.h"

#include "vm/container.h"
#include "vm/str.h"

#include <string.h>

enum { PARAMETERS_MAX = 24 };

typedef struct Parameter {
    const char *name;
    size_t length;
    bool optional;
    bool positional_only;
    bool keyword_only;
} Parameter;

typedef struct Signature {
    Parameter parameters[PARAMETERS_MAX];
    uint32_t count;
    uint32_t positional; /* how many may be given by position */
    uint32_t required;   /* how many of these must be given */
} Signature;

/* "iterable, /, *, key=, reverse=" */
static void parse(const char *text, Signature *signature) {
    bool keyword_only = false;
    memset(signature, 0, sizeof *signature);
    text += strspn(text, " ");
    while (*text != '\0') {
        size_t length = strcspn(text, ",");
        const char *next = text + length;
        while (length > 0 && text[length - 1] == ' ') {
            length--;
        }
        if (length == 1 && text[0] == '/') {
            for (uint32_t i = 0; i < signature->count; i++) {
                signature->parameters[i].positional_only = true;
            }
        } else if (length == 1 && text[0] == '*') {
            keyword_only = true;
        } else if (length > 0) {
            Parameter *parameter = &signature->parameters[signature->count++];
            parameter->optional = text[length - 1] == '=';
            parameter->name = text;
            parameter->length = length - parameter->optional;
            parameter->keyword_only = keyword_only;
            signature->positional += !keyword_only;
            signature->required += !keyword_only && !parameter->optional;
        }
        text = *next == ',' ? next + 1 : next;
        while (*text == ' ') {
            text++;
        }
    }
}

/* The number of the parameter that can be given by this name, or how many there are. */
static uint32_t find_parameter(const Signature *signature, const char *name) {
    uint32_t i = 0;
    while (i < signature->count &&
           (strlen(name) != signature->parameters[i].length ||
            memcmp(name, signature->parameters[i].name, signature->parameters[i].length) != 0 ||
            signature->parameters[i].positional_only)) {
        i++;
    }
    return i;
}

/* ---- what CPython's interpreter says of methods ---- */

static void raise_too_many(Vm *vm, const char *name, const Signature *signature, uint32_t count,
                           const Value *out) {
    uint32_t most = signature->positional + 1; /* with self */
    uint32_t least = signature->required + 1;
    uint32_t by_name = 0;
    Text text = {0};
    for (uint32_t i = 0; i < signature->count; i++) {
        by_name += signature->parameters[i].keyword_only && !value_is_null(out[i]);
    }
    text_printf(&text, "%s() takes ", name);
    if (least < most) {
        text_printf(&text, "from %u to ", least);
    }
    text_printf(&text, "%u positional argument%s but %u", most, most == 1 ? "" : "s", count + 1);
    if (by_name > 0) {
        text_printf(&text, " positional arguments (and %u keyword-only argument%s)", by_name,
                    by_name == 1 ? "" : "s");
    }
    vm_raise(vm, EXC_TYPE_ERROR, "%s were given", text_cstr(&text));
    text_release(&text);
}

static void raise_missing(Vm *vm, const char *name, const Signature *signature, const Value *out) {
    uint32_t missing = 0;
    uint32_t told = 0;
    for (uint32_t i = 0; i < signature->required; i++) {
        missing += value_is_null(out[i]);
    }
    Text text = {0};
    text_printf(&text, "%s() missing %u required positional argument%s:", name, missing,
                missing == 1 ? "" : "s");
    for (uint32_t i = 0; i < signature->required; i++) {
        if (value_is_null(out[i])) {
            const char *comma = told == 0 || missing == 2 ? "" : ",";
            text_printf(&text, "%s%s '%.*s'", comma, told > 0 && told == missing - 1 ? " and" : "",
                        (int)signature->parameters[i].length, signature->parameters[i].name);
            told++;
        }
    }
    vm_raise(vm, EXC_TYPE_ERROR, "%s", text_cstr(&text));
    text_release(&text);
}

static bool bind_method(Vm *vm, const char *name, const Signature *signature,
                        const Value *arguments, uint32_t count, Value keywords, Value *out) {
    uint32_t keyword_count = value_is_null(keywords) ? 0 : value_tuple(keywords)->count;
    for (uint32_t i = 0; i < count && i < signature->positional; i++) {
        out[i] = arguments[i];
    }
    for (uint32_t k = 0; k < keyword_count; k++) {
        const char *text = str_utf8(vm, value_tuple(keywords)->items[k]);
        uint32_t i = find_parameter(signature, text);
        if (i == signature->count) {
            vm_raise(vm, EXC_TYPE_ERROR, "%s() got an unexpected keyword argument '%s'", name,
                     text);
            return false;
        }
        if (!value_is_null(out[i])) {
            vm_raise(vm, EXC_TYPE_ERROR, "%s() got multiple values for argument '%s'", name, text);
            return false;
        }
        out[i] = arguments[count + k];
    }
    if (count > signature->positional) {
        raise_too_many(vm, name, signature, count, out);
        return false;
    }
    for (uint32_t i = 0; i < signature->required; i++) {
        if (value_is_null(out[i])) {
            raise_missing(vm, name, signature, out);
            return false;
        }
    }
    return true;
}

bool arguments_bind(Vm *vm, const char *name, const char *signature_text, const Value *arguments,
                    uint32_t count, Value keywords, Value *out) {
    Signature signature;
    bool is_method = strncmp(signature_text, "self", 4) == 0;
    parse(is_method ? signature_text + strcspn(signature_text, " ") : signature_text, &signature);
    for (uint32_t i = 0; i < signature.count; i++) {
        out[i] = VALUE_NULL;
    }
    if (is_method) {
        return bind_method(vm, name, &signature, arguments, count, keywords, out);
    }
    uint32_t keyword_count = value_is_null(keywords) ? 0 : value_tuple(keywords)->count;
    if (count > signature.positional) {
        uint32_t most = signature.positional;
        if (signature.count == 0) {
            vm_raise(vm, EXC_TYPE_ERROR, "%s() takes no arguments (%u given)", name,
                     count + keyword_count);
        } else {
            vm_raise(vm, EXC_TYPE_ERROR, "%s() takes %s %u %sargument%s (%u given)", name,
                     signature.required == most ? "exactly" : "at most", most,
                     most < signature.count ? "positional " : "", most == 1 ? "" : "s",
                     count + (most < signature.count ? 0 : keyword_count));
        }
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        out[i] = arguments[i];
    }
    for (uint32_t k = 0; k < keyword_count; k++) {
        Value keyword = value_tuple(keywords)->items[k];
        const char *text = str_utf8(vm, keyword);
        uint32_t i = find_parameter(&signature, text);
        if (i == signature.count) {
            vm_raise(vm, EXC_TYPE_ERROR, "'%s' is an invalid keyword argument for %s()", text,
                     name);
            return false;
        }
        if (!value_is_null(out[i])) {
            vm_raise(vm, EXC_TYPE_ERROR, "argument for %s() given by name ('%s') and position (%u)",
                     name, text, i + 1);
            return false;
        }
        out[i] = arguments[count + k];
    }
    for (uint32_t i = 0; i < signature.count; i++) {
        const Parameter *parameter = &signature.parameters[i];
        if (value_is_null(out[i]) && !parameter->optional) {
            if (parameter->positional_only &&
                !signature.parameters[signature.count - 1].positional_only) {
                vm_raise(vm, EXC_TYPE_ERROR,
                         "%s() takes at least %u positional argument%s (%u given)", name,
                         signature.required, signature.required == 1 ? "" : "s", count);
            } else if (parameter->positional_only) {
                vm_raise(vm, EXC_TYPE_ERROR, "%s expected at least %u argument%s, got %u", name,
                         signature.required, signature.required == 1 ? "" : "s", count);
            } else {
                vm_raise(vm, EXC_TYPE_ERROR, "%s() missing required argument '%.*s' (pos %u)", name,
                         (int)parameter->length, parameter->name, i + 1);
            }
            return false;
        }
    }
    return true;
}
