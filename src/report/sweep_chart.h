/* A chart of a sweep: the makespan against the first parameter that has several numbers for values,
 * a line for each program and for each value of what else was varied, over the seeds the median and
 * the band from the 5th to the 95th percentile (nearest rank). Runs that failed are left out.
 *
 * The dashed limit is Little's law (Little: A Proof for the Queuing Formula L = λW, 1961), in the
 * form that holds for each run exactly: its waits overlap, on average over the makespan, as many
 * times as the sum of the waits divided by the makespan, and that is never more than the most that
 * were in flight at once. So makespan ≥ sum of waits / most in flight: where CALLS requests of one
 * latency are held to CONCURRENCY, that is CALLS / CONCURRENCY · latency.
 *
 * The axis of the parameter is logarithmic where its values ask for it (scene/chart_scale.h), and
 * then so is that of the makespans when they do, too, or reach over a factor of LOG_RATIO. The knee
 * is sought in what is drawn (report/knee.h). */
#ifndef REPORT_SWEEP_CHART_H
#define REPORT_SWEEP_CHART_H

#include "report/sweep_table.h"
#include "scene/draw_list.h"

/* Whether a chart could be drawn, as far as parameters say: STATUS_USAGE with a message where none
 * has several numbers, or there are too many lines. */
Status sweep_chart_check(const SweepTable *table, Error *error) MUST_CHECK;

/* Appends the chart as SVG. STATUS_USAGE: as above, or too few runs succeeded. */
Status sweep_chart_append_svg(Text *text, const SweepTable *table, Error *error) MUST_CHECK;

/* Draws the chart on a list, laid out by these metrics. STATUS_USAGE: as above. */
Status sweep_chart_draw(DrawList *list, const SweepTable *table, const TextMetrics *metrics,
                        Error *error) MUST_CHECK;

/* Appends a page with the chart, what it shows as a table, and how to make it again ("" if that is
 * not known). */
Status sweep_chart_append_html(Text *text, const SweepTable *table, const char *command,
                               Error *error) MUST_CHECK;

#endif
