/* Any bytes as program text, through the front end alone: source, tree, scopes, bytecode. What is
 * refused must say why, and nothing in what is said may reach a terminal as a command; what is
 * accepted must be sound bytecode. */
#include "base/check.h"
#include "lang/code_verify.h"
#include "lang/compiler.h"

#include <stdio.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_is_harmless(const Text *text) {
    for (size_t i = 0; i < text->length; i++) {
        unsigned char byte = (unsigned char)text->bytes[i];
        CHECK(byte == '\n' || (byte >= 0x20 && byte != 0x7F));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Diagnostics diagnostics;
    Source source;
    diagnostics_init(&diagnostics);
    Unit *unit = NULL;
    if (source_init(&source, "fuzz.py", (const char *)data, size, &diagnostics)) {
        unit = compiler_compile_source(&source, "__main__", NULL, &diagnostics);
    }
    CHECK((unit == NULL) == (diagnostics.total > 0));
    Text text = {0};
    diagnostics_print(&diagnostics, &source, false, &text);
    CHECK((text.length > 0) == (diagnostics.total > 0));
    check_is_harmless(&text);
    text_release(&text);
    if (unit != NULL) {
        Text complaints = {0};
        bool is_sound = code_verify(unit->code, &complaints);
        fputs(text_cstr(&complaints), stderr);
        CHECK(is_sound);
        text_release(&complaints);
    }
    unit_free(unit);
    source_release(&source);
    diagnostics_release(&diagnostics);
    return 0;
}
