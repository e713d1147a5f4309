/* Matching a native function's arguments with its signature, with the messages of CPython's
 * argument clinic. */
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

bool arguments_bind(Vm *vm, const char *name, const char *signature_text, const Value *arguments,
                    uint32_t count, Value keywords, Value *out) {
    Signature signature;
    parse(signature_text, &signature);
    for (uint32_t i = 0; i < signature.count; i++) {
        out[i] = VALUE_NULL;
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
        uint32_t i = 0;
        while (i < signature.count &&
               (strlen(text) != signature.parameters[i].length ||
                memcmp(text, signature.parameters[i].name, signature.parameters[i].length) != 0 ||
                signature.parameters[i].positional_only)) {
            i++;
        }
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
