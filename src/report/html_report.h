/* A report as one HTML file that needs nothing else, no network either: the table of figures, the
 * timelines, which play, step, scrub, zoom and say why a lane is idle with the window's keys
 * (assets/player), the programs beside them, the same picture as SVG for printers and readers
 * without scripts, and every event as a sentence of text.
 *
 * Large runs are folded, so that a page stays below 5 MB: of each run the first HTML_LANES_MAX
 * lanes are there, steps of a lane that lie within HTML_GRAINS_MAX-ths of the time are one, and so
 * are the first HTML_SENTENCES_MAX sentences; a note says what was left out. */
#ifndef REPORT_HTML_REPORT_H
#define REPORT_HTML_REPORT_H

#include "report/report.h"

enum { HTML_LANES_MAX = 400, HTML_SPANS_MAX = 60000, HTML_SENTENCES_MAX = 8000 };

/* Writes the page. */
void html_report_write(ReportSink *sink, const Report *report);

#endif
