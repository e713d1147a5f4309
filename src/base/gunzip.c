#include "base/gunzip.h"

#include "base/check.h"

#include <limits.h>
#include <stdint.h>
#include <zlib.h>

enum {
    WINDOW_BITS = 15 + 16, /* the largest window, and a gzip header before */
    PIECE = 1 << 16,
};

static Status unpack(z_stream *stream, const char *name, const char *bytes, size_t length,
                     size_t bytes_max, Text *text, Error *error) {
    char piece[PIECE];
    size_t before = text->length;
    int result = Z_OK;
    stream->next_in = (Bytef *)(uintptr_t)bytes;
    do {
        if (stream->avail_in == 0 && length > 0) {
            stream->avail_in = length < UINT_MAX ? (uInt)length : UINT_MAX;
            length -= stream->avail_in;
        }
        stream->next_out = (Bytef *)piece;
        stream->avail_out = sizeof piece;
        result = inflate(stream, Z_NO_FLUSH);
        text_append(text, piece, sizeof piece - stream->avail_out);
        if (text->length - before > bytes_max) {
            return error_set(error, STATUS_USAGE,
                             "could not read %s: it unpacks to more than %zu MB", name,
                             bytes_max >> 20);
        }
        bool has_more = stream->avail_in > 0 || length > 0;
        if (result == Z_STREAM_END && has_more) {
            result = inflateReset(stream);
        } else if (result == Z_BUF_ERROR ||
                   (result == Z_OK && !has_more && stream->avail_out > 0)) {
            return error_set(error, STATUS_USAGE, "could not read %s: the gzip file ends too early",
                             name);
        }
    } while (result == Z_OK);
    return result == Z_STREAM_END
               ? STATUS_OK
               : error_set(error, STATUS_USAGE, "could not read %s: this is not gzip: %s", name,
                           stream->msg != NULL ? stream->msg : "wrong data");
}

Status gunzip(const char *name, const char *bytes, size_t length, size_t bytes_max, Text *text,
              Error *error) {
    z_stream stream = {0};
    CHECK(inflateInit2(&stream, WINDOW_BITS) == Z_OK);
    Status status = unpack(&stream, name, bytes, length, bytes_max, text, error);
    (void)inflateEnd(&stream);
    return status;
}
