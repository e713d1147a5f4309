#include "trace/saved_trace.h"

#include "base/file.h"
#include "base/gunzip.h"
#include "trace/chrome_import.h"
#include "trace/jsonl.h"

#include <string.h>

static const char GZ[] = ".gz";

static bool is_packed(const char *path) {
    size_t length = strlen(path), gz_length = strlen(GZ);
    return length > gz_length && strcmp(path + length - gz_length, GZ) == 0;
}

/* Whether the name ends so, with or without a ".gz" behind. */
static bool ends_with(const char *path, const char *ending) {
    size_t length = strlen(path) - (is_packed(path) ? strlen(GZ) : 0);
    size_t ending_length = strlen(ending);
    return length > ending_length &&
           strncmp(path + length - ending_length, ending, ending_length) == 0;
}

bool saved_trace_is(const char *path) {
    return ends_with(path, ".jsonl") || ends_with(path, ".json");
}

size_t saved_trace_bytes_max(const char *path) {
    return ends_with(path, ".json") ? CHROME_IMPORT_BYTES_MAX : JSONL_BYTES_MAX;
}

static Status parse(const char *path, const char *bytes, size_t length, Trace **trace,
                    Error *error) {
    return ends_with(path, ".json") ? chrome_import_parse(path, bytes, length, trace, error)
                                    : jsonl_parse(path, bytes, length, trace, error);
}

Status saved_trace_parse(const char *path, const char *bytes, size_t length, Trace **trace,
                         Error *error) {
    *trace = NULL;
    if (!is_packed(path)) {
        return parse(path, bytes, length, trace, error);
    }
    Text text = {0};
    Status status = gunzip(path, bytes, length, saved_trace_bytes_max(path), &text, error);
    if (status == STATUS_OK) {
        status = parse(path, text_cstr(&text), text.length, trace, error);
    }
    text_release(&text);
    return status;
}

Status saved_trace_read(const char *path, Trace **trace, Error *error) {
    Text text = {0};
    *trace = NULL;
    Status status = file_read(path, saved_trace_bytes_max(path), &text, error);
    if (status == STATUS_OK) {
        status = saved_trace_parse(path, text_cstr(&text), text.length, trace, error);
    }
    text_release(&text);
    return status;
}
