/* Texts that are compared with a file below tests/golden/ (the tests run at the repository's top).
 * UPDATE=1 in the environment writes the files anew; the difference is reviewed like any other. */
#ifndef UNIT_GOLDEN_H
#define UNIT_GOLDEN_H

#include "base/file.h"
#include "unit/unit.h"

#include <stdlib.h>
#include <string.h>

static inline void expect_golden(const char *name, const char *text) {
    Text path = {0}, expected = {0};
    Error error;
    text_printf(&path, "tests/golden/%s", name);
    const char *update = getenv("UPDATE");
    if (update != NULL && strcmp(update, "1") == 0) {
        assert_int_equal(file_write(text_cstr(&path), text, strlen(text), &error), STATUS_OK);
    }
    if (file_read(text_cstr(&path), FILE_BYTES_MAX, &expected, &error) != STATUS_OK) {
        fail_msg("%s", error.text);
    }
    if (strcmp(text_cstr(&expected), text) != 0) {
        fail_msg("%s is not as expected (UPDATE=1 writes it anew):\n%s", text_cstr(&path), text);
    }
    text_release(&path);
    text_release(&expected);
}

#endif
