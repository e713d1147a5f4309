/* The widgets of questions: a field with a bar to drag, choices, rows to put in order. They hold
 * what the learner has not said yet; walk.h takes it from there. */
#include "ui/app_lesson.h"

#include "trace/duration.h"

#include <string.h>

enum {
    TYPED_BYTES_MAX = 40,
    NUDGES = 40, /* steps of the arrow keys along the axis */
};

#define AXIS_NS_DEFAULT INT64_C(10000000000)

/* The smallest of these digits, with zeros behind it, that is not less. */
static int64_t round_up(int64_t ns, const char *digits) {
    for (int64_t unit = 1; unit < INT64_MAX / 100; unit *= 10) {
        for (const char *digit = digits; *digit != '\0'; digit++) {
            if ((*digit - '0') * unit >= ns) {
                return (*digit - '0') * unit;
            }
        }
    }
    return ns;
}

static const char AXIS_ENDS[] = "1234568", STEPS[] = "125";

/* Long enough for every answer that the author foresaw, and for what is so, and a half longer. */
static int64_t axis_of(const App *app, const LessonQuestion *question) {
    int64_t longest = 0;
    for (size_t i = 0; i < question->choice_count; i++) {
        Quantity quantity = question->choices[i].quantity;
        bool is_time = quantity.unit == QUANTITY_TIME && quantity.denominator > 0;
        int64_t ns = is_time ? quantity.numerator / quantity.denominator : 0;
        longest = ns > longest ? ns : longest;
    }
    const Outcome *outcome = walk_outcome(app->lesson->walk, question->bar);
    longest = outcome->metrics.makespan_ns > longest ? outcome->metrics.makespan_ns : longest;
    return longest > 0 ? round_up(longest + longest / 2, AXIS_ENDS) : AXIS_NS_DEFAULT;
}

void app_lesson_begin_answer(App *app) {
    AppAnswer *answer = &app->lesson->answer;
    size_t index;
    const LessonQuestion *question = app_lesson_question(app->lesson, &index);
    text_clear(&answer->typed);
    answer->step = walk_step(app->lesson->walk);
    answer->item = index;
    answer->guess_ns = -1;
    answer->chosen = question->kind == LESSON_ORDER ? 0 : SIZE_MAX;
    answer->is_held = false;
    memory_free(answer->rows);
    answer->rows = NULL;
    if (question->kind == LESSON_ORDER) {
        answer->rows = memory_new_zeroed(question->item_count + 1, sizeof *answer->rows);
        for (size_t i = 0; i < question->item_count; i++) {
            answer->rows[i] = i;
        }
    }
    if (question->kind == LESSON_NUMBER && question->bar != LESSON_NONE) {
        answer->axis_ns = axis_of(app, question);
    }
}

/* ---- a number ---- */

/* What a number with its unit is made of; other letters are keys as usual. */
static bool belongs(const char *text) {
    return (strchr("0123456789.,%/+ nsumihxe", text[0]) != NULL && text[1] == '\0') ||
           strcmp(text, "×") == 0 || strcmp(text, "µ") == 0;
}

/* What is answered is seen. */
static void reveal_question(App *app) {
    app->lesson->current = walk_held(app->lesson->walk);
    app->lesson->reveals = app->is_dirty = true;
}

bool app_lesson_type(App *app, const char *text) {
    AppAnswer *answer = &app->lesson->answer;
    if (app->view.overlay != VIEW_NO_OVERLAY || (app_lesson_modes(app) & ACTION_IN_FIELD) == 0 ||
        text[0] == '\0' || !belongs(text)) {
        return false;
    }
    app->lesson->was_asked_to_skip = false;
    if (answer->typed.length + strlen(text) <= TYPED_BYTES_MAX) {
        text_append_cstr(&answer->typed, text);
    }
    Quantity quantity;
    size_t length = quantity_read(&quantity, text_cstr(&answer->typed), answer->typed.length);
    if (length == answer->typed.length && quantity.unit == QUANTITY_TIME) {
        answer->guess_ns = quantity.numerator / quantity.denominator;
    }
    reveal_question(app);
    return true;
}

void app_lesson_erase(App *app) {
    Text *typed = &app->lesson->answer.typed;
    while (typed->length > 0) {
        unsigned char last = (unsigned char)typed->bytes[--typed->length];
        typed->bytes[typed->length] = '\0';
        if ((last & 0xC0) != 0x80) {
            break;
        }
    }
    app->is_dirty = true;
}

/* "2.5 s": without zeros at its end. */
static void append_seconds(Text *text, int64_t t_ns) {
    Text number = {0};
    duration_append_ratio(&number, t_ns, 1000000000, 9, false);
    size_t length = number.length;
    while (length > 0 && number.bytes[length - 1] == '0') {
        length--;
    }
    length -= length > 0 && number.bytes[length - 1] == '.';
    text_append(text, text_cstr(&number), length);
    text_append_cstr(text, " s");
    text_release(&number);
}

/* The bar writes into the field: rounded to what the hand can mean. */
void app_lesson_guess(App *app, int64_t t_ns) {
    AppAnswer *answer = &app->lesson->answer;
    size_t index;
    const LessonQuestion *question = app_lesson_question(app->lesson, &index);
    if (question == NULL || question->kind != LESSON_NUMBER || question->bar == LESSON_NONE) {
        return;
    }
    int64_t step = round_up(answer->axis_ns / 200, STEPS);
    t_ns = (t_ns + step / 2) / step * step;
    t_ns = t_ns < 0 ? 0 : t_ns > answer->axis_ns ? answer->axis_ns : t_ns;
    answer->guess_ns = t_ns;
    text_clear(&answer->typed);
    append_seconds(&answer->typed, t_ns);
    app->lesson->was_asked_to_skip = false;
    reveal_question(app);
}

void app_lesson_nudge(App *app, int direction) {
    AppAnswer *answer = &app->lesson->answer;
    int64_t step = round_up(answer->axis_ns / NUDGES, STEPS);
    app_lesson_guess(
        app, answer->guess_ns < 0 && direction > 0 ? step : answer->guess_ns + direction * step);
}

/* ---- choices and rows ---- */

void app_lesson_choose(App *app, int by) {
    AppAnswer *answer = &app->lesson->answer;
    size_t index;
    const LessonQuestion *question = app_lesson_question(app->lesson, &index);
    size_t count = question->kind == LESSON_ORDER ? question->item_count : question->choice_count;
    if (by == 0) {
        answer->is_held = !answer->is_held;
    } else if (answer->chosen == SIZE_MAX) {
        answer->chosen = by > 0 ? 0 : count - 1;
    } else if ((by > 0 && answer->chosen + 1 < count) || (by < 0 && answer->chosen > 0)) {
        size_t to = by > 0 ? answer->chosen + 1 : answer->chosen - 1;
        if (answer->is_held) {
            size_t moved = answer->rows[answer->chosen];
            answer->rows[answer->chosen] = answer->rows[to];
            answer->rows[to] = moved;
        }
        answer->chosen = to;
    }
    reveal_question(app);
}

void app_lesson_pick(App *app, size_t choice) {
    size_t index;
    const LessonQuestion *question = app_lesson_question(app->lesson, &index);
    size_t count = question == NULL                 ? 0
                   : question->kind == LESSON_ORDER ? question->item_count
                                                    : question->choice_count;
    app->lesson->answer.chosen = choice < count ? choice : SIZE_MAX;
    reveal_question(app);
}

/* ---- answering ---- */

bool app_lesson_give_answer(App *app) {
    AppAnswer *answer = &app->lesson->answer;
    Walk *walk = app->lesson->walk;
    size_t index;
    const LessonQuestion *question = app_lesson_question(app->lesson, &index);
    Text reason = {0};
    bool is_given = false;
    switch (question->kind) {
    case LESSON_CHOICE:
        is_given = answer->chosen < question->choice_count;
        if (is_given) {
            walk_answer_choice(walk, index, answer->chosen);
        } else {
            app_tell(app, "Choose an answer first: its number, or ↑ ↓.");
        }
        break;
    case LESSON_ORDER:
        is_given = true;
        walk_answer_order(walk, index, answer->rows);
        break;
    case LESSON_NUMBER:
        is_given = answer->typed.length > 0 &&
                   walk_answer_text(walk, index, text_cstr(&answer->typed), &reason);
        if (!is_given) {
            Text sentence = {0};
            text_printf(&sentence, "%s.",
                        reason.length > 0 ? text_cstr(&reason) : "Type an answer first");
            app_tell(app, text_cstr(&sentence));
            text_release(&sentence);
        }
        break;
    }
    text_release(&reason);
    return is_given;
}
