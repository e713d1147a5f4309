/* Runs told in sentences, one for each event of interest, with their times: as plain text, and as
 * WebVTT captions for a film of the run at its own speed (https://www.w3.org/TR/webvtt1). Several
 * runs are told together, in the order of time; then each sentence says whose it is. */
#ifndef REPORT_TRANSCRIPT_H
#define REPORT_TRANSCRIPT_H

#include "report/report.h"

/* "0.350 s  fetch(3) resumes; …", a line each. */
void transcript_write_text(ReportSink *sink, const Report *report);

/* A caption stands until the next one; what happens within a millisecond shares one. */
void transcript_write_vtt(ReportSink *sink, const Report *report);

#endif
