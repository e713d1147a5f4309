/* The text of one program, as read: a name for messages, bytes, and where each line begins.
 *
 * What is accepted is what CPython accepts: UTF-8 with or without a byte order mark (which is cut
 * off), lines ended by LF, CR LF or CR (all become LF here, as CPython does before it reads
 * strings). Invalid UTF-8, NUL bytes, other declared encodings and texts beyond SOURCE_BYTES_MAX
 * are diagnostics; such a source still has lines, so that they can be printed.
 *
 * Lines count from 1, columns are bytes from 0. The source owns its bytes and name. */
#ifndef LANG_SOURCE_H
#define LANG_SOURCE_H

#include "base/array.h"
#include "lang/diagnostic.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SOURCE_BYTES_MAX = 64 << 20 };

typedef struct Source {
    char *name;  /* as the user gave it: "a.py", "<lesson>" */
    char *bytes; /* newlines normalised; a NUL follows */
    size_t length;
    ARRAY_OF(uint32_t) lines; /* where each line begins; never empty */
} Source;

/* Copies name and bytes. False if the text cannot be a program: the reasons are in `diagnostics`.
 * The source is to be released either way. */
bool source_init(Source *source, const char *name, const char *bytes, size_t length,
                 Diagnostics *diagnostics);
void source_release(Source *source);

/* A line without its newline, not followed by a NUL; empty for a line that does not exist. */
const char *source_line(const Source *source, int32_t line, size_t *length);

/* The code points before byte `column` of a line, plus one: the column that messages name. */
int32_t source_shown_column(const Source *source, int32_t line, int32_t column);

/* Decodes one code point of valid UTF-8 (surrogates included) at `bytes`; returns its length in
 * bytes, or 0 if what stands there (`available` bytes) is not valid. */
size_t source_decode(const char *bytes, size_t available, uint32_t *code_point);

#endif
