/* JSON as it is written: strings in quotes, decimal numbers without floating point. Reading JSON is
 * jansson's work; writing goes piece by piece, so that large files need no tree in memory. */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/text.h"

#include <stdint.h>

/* Appends a string in quotes. Control characters are escaped; bytes that are no UTF-8 become
 * U+FFFD. */
void json_append_quoted(Text *text, const char *string);

/* Appends `value` / 10^places as an exact decimal without needless zeros: (11550, 3) is "11.55".
 * `places` is at most 18. */
void json_append_decimal(Text *text, int64_t value, int places);

/* A number of nanoseconds as seconds: 11550000000 is "11.55". */
void json_append_seconds(Text *text, int64_t ns);

#endif
