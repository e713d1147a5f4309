#include "base/gunzip.h"

#include "unit/unit.h"

#include <string.h>
#include <zlib.h>

enum { LIMIT = 1 << 20 };

static void pack(Text *out, const char *bytes, size_t length) {
    z_stream stream = {0};
    unsigned char piece[4096];
    assert_int_equal(deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    stream.next_in = (unsigned char *)(uintptr_t)bytes;
    stream.avail_in = (uInt)length;
    int result;
    do {
        stream.next_out = piece;
        stream.avail_out = sizeof piece;
        result = deflate(&stream, Z_FINISH);
        text_append(out, (const char *)piece, sizeof piece - stream.avail_out);
    } while (result != Z_STREAM_END);
    deflateEnd(&stream);
}

static void gunzip_gives_back_what_was_packed(void **state) {
    (void)state;
    Text plain = {0}, packed = {0}, out = {0};
    Error error;
    for (int i = 0; i < 50000; i++) {
        text_printf(&plain, "%d,", i % 1009 * (i % 7));
    }
    pack(&packed, plain.bytes, plain.length);
    text_append_cstr(&out, "before ");
    assert_int_equal(gunzip("x.gz", packed.bytes, packed.length, LIMIT, &out, &error), STATUS_OK);
    assert_int_equal(out.length, plain.length + 7);
    assert_memory_equal(out.bytes + 7, plain.bytes, plain.length);
    /* One file after another is one file. */
    text_clear(&out);
    pack(&packed, "and more", 8);
    assert_int_equal(gunzip("x.gz", packed.bytes, packed.length, LIMIT, &out, &error), STATUS_OK);
    assert_int_equal(out.length, plain.length + 8);
    assert_memory_equal(out.bytes + plain.length, "and more", 8);
    /* Nothing is something, too. */
    text_clear(&packed);
    text_clear(&out);
    pack(&packed, "", 0);
    assert_int_equal(gunzip("x.gz", packed.bytes, packed.length, LIMIT, &out, &error), STATUS_OK);
    assert_int_equal(out.length, 0);
    text_release(&plain);
    text_release(&packed);
    text_release(&out);
}

static void expect_refused(const char *bytes, size_t length, const char *message) {
    Text out = {0};
    Error error;
    assert_int_equal(gunzip("x.gz", bytes, length, LIMIT, &out, &error), STATUS_USAGE);
    if (strncmp(error.text, message, strlen(message)) != 0) {
        fail_msg("%s", error.text);
    }
    text_release(&out);
}

static void gunzip_says_what_is_wrong(void **state) {
    (void)state;
    Text zeros = {0}, packed = {0};
    text_append_repeated(&zeros, '0', 3 * LIMIT);
    pack(&packed, zeros.bytes, LIMIT);
    for (size_t length = 0; length < packed.length; length++) {
        expect_refused(packed.bytes, length, "could not read x.gz: the gzip file ends too early");
    }
    expect_refused("{\"traceEvents\": []}", 19, "could not read x.gz: this is not gzip: ");
    packed.bytes[packed.length - 6] ^= 1; /* of the checksum */
    expect_refused(packed.bytes, packed.length, "could not read x.gz: this is not gzip: ");
    text_clear(&packed);
    pack(&packed, zeros.bytes, zeros.length);
    expect_refused(packed.bytes, packed.length,
                   "could not read x.gz: it unpacks to more than 1 MB");
    text_release(&zeros);
    text_release(&packed);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gunzip_gives_back_what_was_packed),
        cmocka_unit_test(gunzip_says_what_is_wrong),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
