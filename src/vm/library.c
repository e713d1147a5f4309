#include "vm/library.h"

#include "base/array.h"
#include "base/check.h"
#include "base/text.h"
#include "lang/compiler.h"

#include <stdio.h>

typedef struct Entry {
    const EmbeddedModule *module;
    Unit *unit;
} Entry;

struct Library {
    ARRAY_OF(Entry) entries;
};

Library *library_new(void) {
    return memory_new_zeroed(1, sizeof(Library));
}

void library_free(Library *library) {
    if (library == NULL) {
        return;
    }
    for (size_t i = 0; i < library->entries.count; i++) {
        unit_free(library->entries.items[i].unit);
    }
    ARRAY_RELEASE(&library->entries);
    memory_free(library);
}

Unit *library_compile(const EmbeddedModule *module) {
    Diagnostics diagnostics;
    diagnostics_init(&diagnostics);
    Text file = {0};
    text_printf(&file, "<%s>", module->name);
    Unit *unit = compiler_compile(text_cstr(&file), module->name, module->text, module->length,
                                  NULL, &diagnostics);
    if (unit == NULL) {
        const Diagnostic *first = &diagnostics.list.items[0];
        fprintf(stderr, "%s:%d: %s\n", module->name, first->span.line, first->message);
    }
    CHECK(unit != NULL);
    diagnostics_release(&diagnostics);
    text_release(&file);
    return unit;
}

const Unit *library_unit(Library *library, const EmbeddedModule *module) {
    for (size_t i = 0; i < library->entries.count; i++) {
        if (library->entries.items[i].module == module) {
            return library->entries.items[i].unit;
        }
    }
    Unit *unit = library_compile(module);
    ARRAY_PUSH(&library->entries, (Entry){module, unit});
    return unit;
}
