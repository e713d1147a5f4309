/* A sink that compresses what it is given (RFC 1952, by zlib) and passes it on to another one. The
 * header carries no time and no name, so that the same bytes come out of the same bytes. */
#ifndef REPORT_GZIP_H
#define REPORT_GZIP_H

#include "report/report.h"

#include <zlib.h>

typedef struct Gzip {
    z_stream stream;
    ReportSink *outer; /* not owned */
} Gzip;

/* Returns the sink to write into; `gzip` must stay where it is until gzip_end(), which ends that
 * sink and leaves `outer` to be ended by its owner. */
ReportSink gzip_begin(Gzip *gzip, ReportSink *outer);
void gzip_end(Gzip *gzip, ReportSink *inner);

#endif
