#include "trace/saved_trace.h"

#include "base/file.h"
#include "trace/chrome_import.h"
#include "trace/jsonl.h"

#include <string.h>

static bool ends_with(const char *path, const char *ending) {
    size_t length = strlen(path), ending_length = strlen(ending);
    return length > ending_length && strcmp(path + length - ending_length, ending) == 0;
}

bool saved_trace_is(const char *path) {
    return ends_with(path, ".jsonl") || ends_with(path, ".json");
}

size_t saved_trace_bytes_max(const char *path) {
    return ends_with(path, ".json") ? CHROME_IMPORT_BYTES_MAX : JSONL_BYTES_MAX;
}

Status saved_trace_parse(const char *path, const char *bytes, size_t length, Trace **trace,
                         Error *error) {
    return ends_with(path, ".json") ? chrome_import_parse(path, bytes, length, trace, error)
                                    : jsonl_parse(path, bytes, length, trace, error);
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
