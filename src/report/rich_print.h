/* Rich text as a terminal shows it: words wrapped to the style's width, lists with their numbers,
 * tables in columns, code indented. Where there is no colour, code keeps its backquotes. */
#ifndef REPORT_RICH_PRINT_H
#define REPORT_RICH_PRINT_H

#include "base/rich_text.h"
#include "report/style.h"

/* Appends all blocks, with a blank line between those that do not stand close, from column `indent`
 * on. */
void rich_print(const ReportStyle *style, Text *text, const RichText *rich, int indent);

#endif
