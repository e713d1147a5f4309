/* A file that is being written as the sink of a report: pieces go to a FileWriter, and what went
 * wrong there is kept.
 *
 *     FileSink file = {.writer = &writer, .error = error};
 *     ReportSink sink = {.write = file_sink_write, .context = &file};
 *     … report …
 *     if (!report_sink_end(&sink)) { … file.status, and the error is filled in … } */
#ifndef CLI_FILE_SINK_H
#define CLI_FILE_SINK_H

#include "base/file.h"

#include <stdbool.h>

typedef struct FileSink {
    FileWriter *writer; /* open, and not owned */
    Status status;
    Error *error;
} FileSink;

/* A ReportSink's `write`; the context is a FileSink. */
bool file_sink_write(void *context, const char *bytes, size_t length);

#endif
