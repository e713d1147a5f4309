/* What the things on a lesson's page have in common: the column that they stand in, one under the
 * other, and the card that a question, a goal or a watch is.
 *
 *     LessonCard card = lesson_card_begin(&column, "Predict", VIEW_OPEN);
 *     … what stands in it moves column.y …
 *     lesson_card_end(&column, &card);
 */
#ifndef SCENE_LESSON_CARD_H
#define SCENE_LESSON_CARD_H

#include "scene/rich_layout.h"

typedef struct LessonColumn {
    Frame *frame;
    int32_t x, w;
    int32_t y; /* where what follows begins */
} LessonColumn;

typedef struct LessonCard {
    size_t ground; /* its operation in the list, whose height is not known before its end */
    int32_t x, w, top;
    ThemeRole edge;
} LessonCard;

LessonCard lesson_card_begin(LessonColumn *column, const char *title, ViewMark mark);
void lesson_card_end(LessonColumn *column, const LessonCard *card);

/* A paragraph; `rich` may be NULL. */
void lesson_card_rich(LessonColumn *column, const RichText *rich, bool is_bold);

/* Lines of plain text, broken where they must be. */
void lesson_card_line(LessonColumn *column, const char *text, DrawFace face, int32_t size,
                      ThemeRole role);

/* A sign, and beside it a paragraph. */
void lesson_card_told(LessonColumn *column, DrawSign sign, ThemeRole sign_role, const char *text,
                      bool is_bold);

/* Keys that can be clicked, in as many rows as they need. */
void lesson_card_buttons(LessonColumn *column, const ViewButton *buttons, size_t count);

/* The cards themselves. */
void lesson_card_question(LessonColumn *column, const ViewQuestion *question,
                          const ViewButton *buttons, size_t button_count);
void lesson_card_verdict(LessonColumn *column, const ViewQuestion *question);
void lesson_card_goal(LessonColumn *column, const ViewGoal *goal, const ViewButton *buttons,
                      size_t button_count);

#endif
