#include "cli/file_sink.h"

bool file_sink_write(void *context, const char *bytes, size_t length) {
    FileSink *sink = context;
    sink->status = file_writer_add(sink->writer, bytes, length, sink->error);
    return sink->status == STATUS_OK;
}
