#include "report/gzip.h"

#include "base/check.h"

enum {
    WINDOW_BITS = 15 + 16, /* the largest window, with a gzip header */
    MEMORY_LEVEL = 8,
    PIECE = 1 << 14,
};

static void deflate_into(Gzip *gzip, int flush) {
    char piece[PIECE];
    do {
        gzip->stream.next_out = (Bytef *)piece;
        gzip->stream.avail_out = sizeof piece;
        (void)deflate(&gzip->stream, flush); /* fails only when misused */
        text_append(&gzip->outer->text, piece, sizeof piece - gzip->stream.avail_out);
        report_sink_flow(gzip->outer);
    } while (gzip->stream.avail_out == 0);
}

static bool compress_piece(void *context, const char *bytes, size_t length) {
    Gzip *gzip = context;
    gzip->stream.next_in = (Bytef *)(uintptr_t)bytes;
    gzip->stream.avail_in = (uInt)length;
    deflate_into(gzip, Z_NO_FLUSH);
    return !gzip->outer->failed;
}

ReportSink gzip_begin(Gzip *gzip, ReportSink *outer) {
    *gzip = (Gzip){.outer = outer};
    int result = deflateInit2(&gzip->stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, WINDOW_BITS,
                              MEMORY_LEVEL, Z_DEFAULT_STRATEGY);
    CHECK(result == Z_OK);
    return (ReportSink){.write = compress_piece, .context = gzip};
}

void gzip_end(Gzip *gzip, ReportSink *inner) {
    (void)report_sink_end(inner);
    gzip->stream.next_in = NULL;
    gzip->stream.avail_in = 0;
    deflate_into(gzip, Z_FINISH);
    (void)deflateEnd(&gzip->stream);
}
