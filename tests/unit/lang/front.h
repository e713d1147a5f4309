/* What the tests of lang share: a program's text in, the dump of what was made of it (or its
 * diagnostics) out. */
#ifndef UNIT_LANG_FRONT_H
#define UNIT_LANG_FRONT_H

#include "base/memory.h"
#include "base/text.h"
#include "lang/diagnostic.h"
#include "lang/parser.h"
#include "lang/scope.h"
#include "lang/source.h"
#include "lang/subset.h"
#include "unit/unit.h"

#include <string.h>

typedef enum FrontStage {
    FRONT_TREE,
    FRONT_SCOPES,
} FrontStage;

/* The caller frees the result. Names may be NULL: no subset check. */
static inline char *front_read_bytes(const char *bytes, size_t length, FrontStage stage,
                                     const SubsetNames *names) {
    Diagnostics diagnostics;
    diagnostics_init(&diagnostics);
    Source source;
    Text out = {0};
    if (source_init(&source, "t.py", bytes, length, &diagnostics)) {
        Tree *tree = parser_parse(&source, &diagnostics);
        if (diagnostics.total == 0 && (stage == FRONT_SCOPES || names != NULL)) {
            scope_analyse(tree, &diagnostics);
        }
        if (diagnostics.total == 0 && names != NULL) {
            subset_check(tree, names, &diagnostics);
        }
        if (diagnostics.total == 0 && stage == FRONT_TREE) {
            tree_dump(tree, &out);
        } else if (diagnostics.total == 0) {
            scope_dump(tree->scope, &out);
        }
        tree_free(tree);
    }
    diagnostics_print(&diagnostics, &source, false, &out);
    diagnostics_release(&diagnostics);
    source_release(&source);
    return text_take(&out);
}

static inline void front_expect(const char *program, FrontStage stage, const char *wanted) {
    char *got = front_read_bytes(program, strlen(program), stage, NULL);
    assert_string_equal(got, wanted);
    memory_free(got);
}

static inline void front_expect_tree(const char *program, const char *wanted) {
    front_expect(program, FRONT_TREE, wanted);
}

static inline void front_expect_scopes(const char *program, const char *wanted) {
    front_expect(program, FRONT_SCOPES, wanted);
}

/* The program is refused, and what is printed contains each of the lines given (up to NULL). */
static inline void front_expect_refused(const char *program, const char *message) {
    char *got = front_read_bytes(program, strlen(program), FRONT_SCOPES, NULL);
    if (strstr(got, "error: ") == NULL || strstr(got, message) == NULL) {
        fail_msg("%s\nshould be refused with: %s\nbut gives:\n%s", program, message, got);
    }
    memory_free(got);
}

static inline void front_expect_accepted(const char *program) {
    char *got = front_read_bytes(program, strlen(program), FRONT_SCOPES, NULL);
    if (strstr(got, "error: ") != NULL) {
        fail_msg("%s\nshould be accepted but gives:\n%s", program, got);
    }
    memory_free(got);
}

#endif
