/* A growable byte string, always followed by a NUL that `length` does not count. Bytes are UTF-8 by
 * convention; nothing here checks that. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Text {
    char *bytes;     /* NULL while empty and never written; use text_cstr() to read */
    size_t length;   /* in bytes, without the final NUL */
    size_t capacity; /* of the allocation */
} Text;

void text_init(Text *text);    /* an empty text, no allocation; {0} does the same */
void text_release(Text *text); /* frees, leaves an empty text */
void text_clear(Text *text);   /* empty, the allocation is kept */
char *text_take(Text *text);   /* hands over the bytes (caller frees); the text is empty after */
const char *text_cstr(const Text *text); /* never NULL */
void text_append(Text *text, const char *bytes, size_t length);
void text_append_cstr(Text *text, const char *string);
void text_append_char(Text *text, char byte);
void text_append_repeated(Text *text, char byte, size_t count);
void text_append_int64(Text *text, int64_t value); /* in decimal; faster than text_printf() */
void text_append_code_point(Text *text, unsigned code_point); /* as UTF-8, surrogates included */
void text_printf(Text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
void text_vprintf(Text *text, const char *format, va_list arguments);

#endif
