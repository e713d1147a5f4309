/* A lesson's page as text: its items, and the moments of its watches as timelines. */
#ifndef CLI_LESSON_PAGE_H
#define CLI_LESSON_PAGE_H

#include "lesson/walk.h"
#include "report/style.h"

/* Appends what an item shows: prose, a program, a question with its choices, a goal's task. What
 * only the window can do (sliders) is told as the command that does the same. */
void lesson_page_item(const ReportStyle *style, Text *text, const Lesson *lesson,
                      const LessonItem *item);

/* Appends the timelines of a watch up to a stop, with a sentence for what happens there, what was
 * printed, where the stop looks at that, and what the author says. */
void lesson_page_stop(const ReportStyle *style, Text *text, Walk *walk, size_t index, size_t stop);

/* Appends how a goal's checks stand. */
void lesson_page_checks(const ReportStyle *style, Text *text, const Lesson *lesson,
                        const WalkItem *goal);

/* Appends a program's text, indented, with the numbers of its lines. */
void lesson_page_program(const ReportStyle *style, Text *text, const char *program, size_t length);

#endif
