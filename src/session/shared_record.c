#include "session/shared_record.h"

#include "base/array.h"
#include "base/memory.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { READ_BYTES = 1 << 20 };

typedef struct Line {
    int64_t t_ns;
    size_t begin, end; /* in the bytes that were read, with the newline */
} Line;

Status shared_record_open(SharedRecord *record, Error *error) {
    *record = (SharedRecord){.fd = memfd_create("meanwhile record", MFD_CLOEXEC)};
    if (record->fd < 0 || ftruncate(record->fd, SHARED_RECORD_BYTES) != 0) {
        int reason = errno;
        shared_record_release(record);
        return error_set(error, STATUS_SYSTEM, "could not share memory with python3: %s",
                         strerror(reason));
    }
    return STATUS_OK;
}

/* Up to the last newline before the zeros. */
static MUST_CHECK Status read_bytes(const SharedRecord *record, Text *bytes, Error *error) {
    char *piece = memory_new(READ_BYTES);
    Status status = STATUS_OK;
    bool at_end = false;
    while (status == STATUS_OK && !at_end) {
        ssize_t length = pread(record->fd, piece, READ_BYTES, (off_t)bytes->length);
        if (length < 0 && errno != EINTR) {
            status = error_set(error, STATUS_SYSTEM, "could not read what python3 recorded: %s",
                               strerror(errno));
        } else if (length >= 0) {
            size_t used = strnlen(piece, (size_t)length);
            text_append(bytes, piece, used);
            at_end = length == 0 || used < (size_t)length;
        }
    }
    memory_free(piece);
    while (bytes->length > 0 && bytes->bytes[bytes->length - 1] != '\n') {
        bytes->bytes[--bytes->length] = '\0';
    }
    return status;
}

static int64_t time_of(const char *line) {
    static const char BEGIN[] = "{\"t\": ";
    return strncmp(line, BEGIN, strlen(BEGIN)) == 0 ? strtoll(line + strlen(BEGIN), NULL, 10) : 0;
}

static int by_time(const void *one, const void *other) {
    const Line *a = one, *b = other;
    if (a->t_ns != b->t_ns) {
        return a->t_ns < b->t_ns ? -1 : 1;
    }
    return a->begin < b->begin ? -1 : a->begin > b->begin;
}

Status shared_record_read(SharedRecord *record, Error *error) {
    Text bytes = {0};
    Status status = read_bytes(record, &bytes, error);
    ARRAY_OF(Line) lines = {0};
    for (size_t at = 0; at < bytes.length;) {
        const char *newline = memchr(bytes.bytes + at, '\n', bytes.length - at);
        size_t end = (size_t)(newline - bytes.bytes) + 1;
        ARRAY_PUSH(&lines, ((Line){time_of(bytes.bytes + at), at, end}));
        at = end;
    }
    if (lines.count > 0) {
        qsort(lines.items, lines.count, sizeof lines.items[0], by_time);
        record->end_ns = lines.items[lines.count - 1].t_ns;
    }
    for (size_t i = 0; i < lines.count; i++) {
        const Line *line = &lines.items[i];
        text_append(&record->lines, bytes.bytes + line->begin, line->end - line->begin);
    }
    ARRAY_RELEASE(&lines);
    text_release(&bytes);
    return status;
}

void shared_record_finish(SharedRecord *record, int exit_code, const char *limit) {
    if (record->lines.length == 0) {
        text_append_cstr(&record->lines, "{\"t\": 0, \"ev\": \"thread\", \"lane\": 0, \"thread\": "
                                         "\"MainThread\"}\n");
    }
    if (strstr(text_cstr(&record->lines), "\"ev\": \"exit\"") != NULL) {
        return;
    }
    if (limit != NULL) {
        text_printf(&record->lines,
                    "{\"t\": %" PRId64 ", \"ev\": \"limit\", \"lane\": 0, \"message\": \"%s\"}\n",
                    record->end_ns, limit);
    }
    text_printf(&record->lines, "{\"t\": %" PRId64 ", \"ev\": \"exit\", \"code\": %d}\n",
                record->end_ns, exit_code);
}

void shared_record_release(SharedRecord *record) {
    if (record->fd >= 0) {
        close(record->fd);
    }
    text_release(&record->lines);
    *record = (SharedRecord){.fd = -1};
}
