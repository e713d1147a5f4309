/* Bytes as text of 64 characters, four for each three bytes, filled up with '=' (RFC 4648, 4): how
 * bytes travel in JSON. */
#ifndef BASE_BASE64_H
#define BASE_BASE64_H

#include "base/text.h"

#include <stddef.h>

/* Appends what stands for these bytes. */
void base64_append(Text *out, const char *bytes, size_t length);

/* Appends the bytes that a text stands for, up to the first character that is no digit. */
void base64_append_decoded(Text *out, const char *text);

#endif
