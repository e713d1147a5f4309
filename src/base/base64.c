#include "base/base64.h"

#include <string.h>

static const char DIGITS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void base64_append(Text *out, const char *bytes, size_t length) {
    for (size_t i = 0; i < length; i += 3) {
        unsigned group = (unsigned)(unsigned char)bytes[i] << 16;
        group |= i + 1 < length ? (unsigned)(unsigned char)bytes[i + 1] << 8 : 0;
        group |= i + 2 < length ? (unsigned)(unsigned char)bytes[i + 2] : 0;
        const char digits[] = {DIGITS[group >> 18], DIGITS[group >> 12 & 63],
                               i + 1 < length ? DIGITS[group >> 6 & 63] : '=',
                               i + 2 < length ? DIGITS[group & 63] : '='};
        text_append(out, digits, sizeof digits);
    }
}

void base64_append_decoded(Text *out, const char *text) {
    unsigned group = 0;
    int bits = 0;
    for (; *text != '\0' && *text != '='; text++) {
        const char *digit = strchr(DIGITS, *text);
        if (digit == NULL) {
            return;
        }
        group = group << 6 | (unsigned)(digit - DIGITS);
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            text_append_char(out, (char)(group >> bits & 0xFF));
        }
    }
}
