/* What is wrong with a program, said so that a learner can mend it: several diagnostics a file,
 * each with place, source line, carets and what to try instead.
 *
 *     a.py:3:7: error: '(' was never closed
 *         print("hi"
 *              ^
 *     hint: …
 *
 * The printer never lets a byte of the program reach the terminal as a command: control characters,
 * line separators and direction overrides are shown as `\x1b`, `\u202e`. Long lines are cut around
 * the caret, tabs become spaces. Messages and hints are copied; the list owns them. */
#ifndef LANG_DIAGNOSTIC_H
#define LANG_DIAGNOSTIC_H

#include "base/array.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct Source;

enum {
    DIAGNOSTICS_SHOWN_MAX = 20, /* then "and N more" */
    DIAGNOSTICS_KEPT_MAX = 200, /* beyond these only the count grows */
    DIAGNOSTIC_TEXT_MAX = 400,  /* bytes of a message or hint */
};

/* A stretch of source: lines from 1, columns in bytes from 0, end exclusive. */
typedef struct SourceSpan {
    int32_t line;
    int32_t column;
    int32_t end_line;
    int32_t end_column;
} SourceSpan;

typedef struct Diagnostic {
    SourceSpan span;
    char *message; /* begins in lower case, no full stop */
    char *hint;    /* or NULL */
} Diagnostic;

typedef struct Diagnostics {
    ARRAY_OF(Diagnostic) list; /* in the order found */
    size_t total;              /* those beyond DIAGNOSTICS_KEPT_MAX included */
    bool last_dropped;         /* a hint for it is dropped, too */
} Diagnostics;

void diagnostics_init(Diagnostics *diagnostics);
void diagnostics_release(Diagnostics *diagnostics);

/* A second one for the same place is dropped: it only follows from the first. */
void diagnostics_add(Diagnostics *diagnostics, SourceSpan span, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Gives the diagnostic just added a hint: what to write instead. */
void diagnostics_hint(Diagnostics *diagnostics, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Appends all of them (the first DIAGNOSTICS_SHOWN_MAX), by position in the file. */
void diagnostics_print(const Diagnostics *diagnostics, const struct Source *source, bool colour,
                       Text *out);

/* Appends text from a program with everything a terminal would obey made visible. */
void diagnostic_append_visible(Text *out, const char *bytes, size_t length);

#endif
