/* What happened in a run, as far as its schedule is to blame: the narration around each choice that
 * was not the usual one, before the first failure, and at the end. */
#ifndef REPORT_STORY_H
#define REPORT_STORY_H

#include "report/style.h"

/* Appends the sentences, a line each; what is left out between them is an ellipsis. */
void story_append(Text *text, const ReportStyle *style, const Trace *trace);

#endif
