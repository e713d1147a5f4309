/* Walks through the open lesson by itself, as a learner would who knows everything, or nothing:
 * what tests and rehearsals do. Questions are answered through their widgets; goals are reached by
 * saving the lesson's own solution as the learner's program. */
#include "ui/app_lesson.h"

#include "base/file.h"
#include "lesson/evaluation.h"
#include "ui/app_actions.h"

#include <string.h>

enum { STEPS_MAX = 20000 }; /* of a walk: a lesson that does not end is a mistake */

/* The right order, or another one. */
static void put_in_order(AppAnswer *answer, const Evaluation *evaluation,
                         const LessonQuestion *question, bool is_right) {
    size_t *order = memory_new_zeroed(question->item_count + 1, sizeof *order);
    Text why = {0};
    if (evaluation_order(evaluation, &question->answer, question->items, question->item_count,
                         order, &why)) {
        for (size_t i = 0; i < question->item_count; i++) {
            answer->rows[i] = is_right ? order[i] : order[question->item_count - 1 - i];
        }
    }
    text_release(&why);
    memory_free(order);
}

static void type_number(App *app, const Evaluation *evaluation, const LessonQuestion *question,
                        bool is_right) {
    Quantity quantity;
    Text why = {0}, typed = {0};
    if (evaluation_quantity(evaluation, &question->answer, &quantity, &why)) {
        quantity.numerator = is_right ? quantity.numerator : 3 * quantity.numerator + 7;
        quantity_append(&typed, quantity);
    }
    text_clear(&app->lesson->answer.typed);
    text_append_cstr(&app->lesson->answer.typed, text_cstr(&typed));
    text_release(&typed);
    text_release(&why);
}

void app_lesson_answer_by_itself(App *app, bool is_right) {
    AppLesson *lesson = app->lesson;
    size_t held;
    const LessonQuestion *question = lesson != NULL ? app_lesson_question(lesson, &held) : NULL;
    if (question == NULL) {
        return;
    }
    Outcomes *outcomes = outcomes_new(lesson->lesson, SESSION_ENGINE_SIM);
    const Evaluation evaluation = {.outcomes = outcomes, .start = LESSON_NONE};
    switch (question->kind) {
    case LESSON_CHOICE:
        for (size_t i = 0; i < question->choice_count; i++) {
            lesson->answer.chosen =
                question->choices[i].is_right == is_right ? i : lesson->answer.chosen;
        }
        break;
    case LESSON_ORDER:
        put_in_order(&lesson->answer, &evaluation, question, is_right);
        break;
    case LESSON_NUMBER:
        type_number(app, &evaluation, question, is_right);
        break;
    }
    outcomes_free(outcomes);
    app_lesson_scroll(app, app->scene.lesson_scroll_max);
    app_actions_do(app, ACTION_LESSON_ENTER);
}

/* Saves the lesson's solution as an editor would. */
static void solve(App *app, const WalkItem *item) {
    const Lesson *lesson = app->lesson->lesson;
    const LessonProgram *solution =
        &lesson->programs[lesson->runs[item->item->as.goal->solution].program];
    app_lesson_save(app, solution->text, solution->length);
}

/* One thing; false: nothing is to be done, or the lesson is over. */
static bool walk_on(App *app, AppWalk how) {
    size_t held;
    const WalkItem *item = app_lesson_held(app->lesson, &held);
    bool is_question =
        item != NULL && (item->item->kind == LESSON_PREDICT || item->item->kind == LESSON_OBSERVE);
    if (is_question && how != APP_WALK_SKIPPING) {
        app_lesson_answer_by_itself(app, how == APP_WALK_RIGHT);
    } else if (item != NULL && item->item->kind == LESSON_GOAL && how == APP_WALK_RIGHT &&
               !item->is_reached) {
        solve(app, item);
    } else {
        app_actions_do(app, ACTION_LESSON_ON);
    }
    return app->lesson != NULL;
}

bool app_lesson_walk(App *app, AppWalk how, bool (*after)(void *context), void *context) {
    for (int i = 0; i < STEPS_MAX && app->lesson != NULL; i++) {
        app_settle(app);
        if (!after(context)) {
            return false;
        }
        if (!walk_on(app, how)) {
            return true;
        }
    }
    return app->lesson == NULL;
}
