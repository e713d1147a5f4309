/* A report as one picture: all runs on one time axis at their end, with their figures. It is the
 * window's own scene, laid out with built-in text metrics in the light theme, whose textures can be
 * told apart on a printer without colours. */
#ifndef REPORT_SVG_REPORT_H
#define REPORT_SVG_REPORT_H

#include "report/report.h"

/* Writes the first SCENE_RUNS_MAX runs. */
void svg_report_write(ReportSink *sink, const Report *report);

#endif
