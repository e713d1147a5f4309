/* UTF-8 as it is read and shown. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/text.h"

#include <stddef.h>
#include <stdint.h>

/* Decodes the code point at the start of `bytes` and returns how many bytes it takes. Where there
 * is no valid one (surrogates and overlong forms are invalid) it is U+FFFD and takes one byte.
 * `length` is at least 1. */
size_t utf8_decode(const char *bytes, size_t length, uint32_t *code_point);

/* How many columns of a terminal a code point takes: 0 (combining, control), 1 or 2 (wide). */
int utf8_columns_of(uint32_t code_point);

/* Columns of a whole string. */
int utf8_columns(const char *string);

/* Appends `string` cut to at most `columns`, the last of which is `ellipsis` ("…", one column) if
 * anything was cut, and filled up with spaces to exactly `columns`. Control characters are shown as
 * spaces. */
void utf8_append_fitted(Text *text, const char *string, int columns, const char *ellipsis);

#endif
