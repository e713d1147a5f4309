#include "vm/suggestion.h"

#include "base/memory.h"
#include "vm/container.h"
#include "vm/embedded.h"
#include "vm/frame.h"
#include "vm/str.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* CPython's limits and costs: a letter moved costs 2, one that differs in case only 1. */
enum { CANDIDATES_MAX = 750, NAME_BYTES_MAX = 40, MOVE_COST = 2, CASE_COST = 1 };

typedef struct Search {
    Vm *vm;
    char *wrong; /* a copy: str_utf8() lends its text only for a moment */
    size_t wrong_size;
    size_t best_distance;
    Text best; /* empty: nothing is near enough */
} Search;

static size_t minimum(size_t a, size_t b) {
    return a < b ? a : b;
}

static size_t substitution_cost(char a, char b) {
    if (a == b) {
        return 0;
    }
    return tolower((unsigned char)a) == tolower((unsigned char)b) ? CASE_COST : MOVE_COST;
}

/* The edit distance of two names, or anything above `limit` once it is known to be larger. */
static size_t distance(const char *a, size_t a_size, const char *b, size_t b_size, size_t limit) {
    while (a_size && b_size && a[0] == b[0]) {
        a++;
        a_size--;
        b++;
        b_size--;
    }
    while (a_size && b_size && a[a_size - 1] == b[b_size - 1]) {
        a_size--;
        b_size--;
    }
    if (a_size == 0 || b_size == 0) {
        return (a_size + b_size) * MOVE_COST;
    }
    if (a_size > NAME_BYTES_MAX || b_size > NAME_BYTES_MAX) {
        return limit + 1;
    }
    if (b_size < a_size) {
        const char *other = a;
        size_t other_size = a_size;
        a = b;
        a_size = b_size;
        b = other;
        b_size = other_size;
    }
    if ((b_size - a_size) * MOVE_COST > limit) {
        return limit + 1;
    }
    size_t row[NAME_BYTES_MAX];
    for (size_t i = 0; i < a_size; i++) {
        row[i] = (i + 1) * MOVE_COST;
    }
    size_t result = 0;
    for (size_t j = 0; j < b_size; j++) {
        size_t diagonal = j * MOVE_COST;
        size_t least = SIZE_MAX;
        result = diagonal;
        for (size_t i = 0; i < a_size; i++) {
            size_t substitute = diagonal + substitution_cost(b[j], a[i]);
            diagonal = row[i];
            size_t insert_delete = minimum(result, diagonal) + MOVE_COST;
            result = minimum(insert_delete, substitute);
            row[i] = result;
            least = minimum(least, result);
        }
        if (least > limit) {
            return limit + 1;
        }
    }
    return result;
}

static void consider_text(Search *search, const char *name) {
    size_t size = strlen(name);
    if (!strcmp(name, search->wrong)) {
        return;
    }
    size_t limit = (search->wrong_size + size + 3) * MOVE_COST / 6;
    limit = minimum(limit, search->best_distance - 1);
    size_t found = distance(search->wrong, search->wrong_size, name, size, limit);
    if (found <= limit && found < search->best_distance) {
        text_clear(&search->best);
        text_append(&search->best, name, size);
        search->best_distance = found;
    }
}

static void consider(Search *search, Value candidate) {
    if (value_is_str(candidate)) {
        consider_text(search, str_utf8(search->vm, candidate));
    }
}

static void consider_keys(Search *search, const Dict *dict) {
    uint32_t position = 0;
    Value key;
    Value value;
    if (dict->count < CANDIDATES_MAX) {
        while (dict_next(dict, &position, &key, &value)) {
            consider(search, key);
        }
    }
}

/* The names that a module's code gives, but for those that begin with one of these letters. */
static void consider_globals(Search *search, const Module *module, const char *but) {
    const Unit *unit = module->code->unit;
    for (uint32_t i = 0; i < unit->global_count; i++) {
        if (!value_is_null(module->globals[i]) && strchr(but, unit->globals[i][0]) == NULL) {
            consider_text(search, unit->globals[i]);
        }
    }
}

/* The locals of the frame that raised, then the module's globals, then the builtins. */
static void search_names(Search *search, const Exception *error) {
    const Traceback *last = NULL;
    for (Value at = error->traceback; value_is_obj(at);) {
        last = (const Traceback *)value_obj(at);
        at = last->next;
    }
    if (last == NULL) {
        return;
    }
    const Code *code = last->code->code;
    for (uint32_t i = 0; i < code->first_temp && code->first_temp < CANDIDATES_MAX; i++) {
        consider(search, code_register_name(search->vm, last->code, i));
    }
    Module *module = last->code->module;
    if (search->best.length == 0) {
        consider_globals(search, module, "");
    }
    if (search->best.length == 0) {
        consider_keys(search, search->vm->builtins);
    }
}

static int compare_names(const void *a, const void *b) {
    return str_compare(*(const Value *)a, *(const Value *)b);
}

static void gather_keys(const Dict *dict, Value *names, uint32_t *count) {
    uint32_t position = 0;
    Value key;
    Value value;
    while (*count < CANDIDATES_MAX && dict_next(dict, &position, &key, &value)) {
        if (value_is_str(key)) {
            names[(*count)++] = key;
        }
    }
}

/* What dir() would list, in its order. */
static void search_attributes(Search *search, Value self) {
    Vm *vm = search->vm;
    Value names[CANDIDATES_MAX];
    uint32_t count = 0;
    Type *type = value_type(vm, self);
    if (type->dict_offset != 0 && value_is_obj(self)) {
        Dict *dict = *instance_dict(value_obj(self));
        if (dict != NULL) {
            gather_keys(dict, names, &count);
        }
    }
    if (type == vm->type_type) {
        type = (Type *)value_obj(self);
    }
    for (uint32_t i = 0; i < type->mro_count; i++) {
        gather_keys(type->mro[i]->attributes, names, &count);
    }
    if (count >= CANDIDATES_MAX) {
        return;
    }
    qsort(names, count, sizeof *names, compare_names);
    for (uint32_t i = 0; i < count; i++) {
        consider(search, names[i]);
    }
}

static Search search_for(Vm *vm, const char *wrong) {
    return (Search){.vm = vm,
                    .wrong = memory_copy_string(wrong),
                    .wrong_size = strlen(wrong),
                    .best_distance = SIZE_MAX};
}

/* Appends what was found; whether anything was. */
static bool search_end(Search *search, const char *format, Text *out) {
    bool found = search->best.length > 0;
    if (found) {
        text_printf(out, format, text_cstr(&search->best));
    }
    text_release(&search->best);
    memory_free(search->wrong);
    return found;
}

void suggestion_append(Vm *vm, Value exception, Text *out) {
    const Exception *error = (const Exception *)value_obj(exception);
    Search search = {0};
    if (error->obj.type == vm->exceptions[EXC_NAME_ERROR] && value_is_str(error->extra)) {
        search = search_for(vm, str_utf8(vm, error->extra));
        search_names(&search, error);
    } else if (error->obj.type == vm->exceptions[EXC_ATTRIBUTE_ERROR] &&
               value_is_tuple(error->extra)) {
        search = search_for(vm, str_utf8(vm, value_tuple(error->extra)->items[1]));
        search_attributes(&search, value_tuple(error->extra)->items[0]);
    }
    search_end(&search, ". Did you mean: '%s'?", out);
}

bool suggestion_in_module(Vm *vm, Value value, const char *wrong, Text *out) {
    Search search = search_for(vm, wrong);
    const Module *module = (const Module *)value_obj(value);
    if (module->code != NULL) {
        consider_globals(&search, module, "_");
    }
    consider_keys(&search, module->dict);
    return search_end(&search, "did you mean '%s'?", out);
}

bool suggestion_of_module(Vm *vm, const char *wrong, Text *out) {
    Search search = search_for(vm, wrong);
    for (const EmbeddedModule *module = EMBEDDED_MODULES; module->name != NULL; module++) {
        if (module->name[0] != '_') {
            consider_text(&search, module->name);
        }
    }
    return search_end(&search, "did you mean '%s'?", out);
}
