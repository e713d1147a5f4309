#include "lesson/coverage.h"

#include <string.h>

typedef struct Coverage {
    const Evaluation *evaluation;
    const Lesson *lesson;
    Diagnostics *diagnostics;
    ARRAY_OF(Quantity) covered;
} Coverage;

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* Is a number that begins at `at` one of its own, not the end of a name or of another number? */
static bool begins_number(const char *bytes, size_t at) {
    if (!is_digit(bytes[at])) {
        return false;
    }
    char before = at > 0 ? bytes[at - 1] : ' ';
    bool is_name = (before >= 'a' && before <= 'z') || (before >= 'A' && before <= 'Z') ||
                   is_digit(before) || before == '_' || before == '#' ||
                   (unsigned char)before >= 0x80;
    bool is_fraction = before == '.' && at > 1 && is_digit(bytes[at - 2]);
    /* "–", as in "2–3 s", and a hard space may stand before a number. */
    bool is_sign = at >= 3 && memcmp(bytes + at - 3, "\xE2\x80\x93", 3) == 0;
    bool is_space = at >= 2 && memcmp(bytes + at - 2, "\xC2\xA0", 2) == 0;
    return (!is_name || is_sign || is_space) && !is_fraction;
}

static size_t number_length(const char *bytes, size_t available) {
    size_t length = 0;
    while (length < available &&
           (is_digit(bytes[length]) || bytes[length] == '.' ||
            (bytes[length] == ',' && length + 1 < available && is_digit(bytes[length + 1])))) {
        length++;
    }
    return length;
}

/* --- what is covered --- */

/* Every number of these lines, with its unit and without. */
static void cover_text(Coverage *coverage, LessonSlice slice) {
    const char *bytes = lesson_bytes(coverage->lesson, slice);
    for (size_t at = 0; at < slice.length; at++) {
        if (!begins_number(bytes, at)) {
            continue;
        }
        Quantity quantity;
        if (quantity_read(&quantity, bytes + at, slice.length - at) > 0) {
            ARRAY_PUSH(&coverage->covered, quantity);
        }
        size_t length = 0;
        while (at + length < slice.length &&
               (is_digit(bytes[at + length]) || bytes[at + length] == '.')) {
            length++;
        }
        if (quantity_read(&quantity, bytes + at, length) > 0) {
            ARRAY_PUSH(&coverage->covered, quantity);
        }
        at += length - 1;
    }
}

static void cover_claims(Coverage *coverage, const Claim *claims, size_t count) {
    for (size_t i = 0; i < count; i++) {
        cover_text(coverage, claims[i].source);
    }
}

static void cover_question(Coverage *coverage, const LessonQuestion *question) {
    cover_claims(coverage, question->claims, question->claim_count);
    if (question->kind == LESSON_NUMBER) {
        Quantity truth;
        Text why = {0};
        cover_text(coverage, question->answer.source);
        if (evaluation_quantity(coverage->evaluation, &question->answer, &truth, &why)) {
            ARRAY_PUSH(&coverage->covered, truth);
        }
        text_release(&why);
    }
}

static void cover_item(Coverage *coverage, const LessonItem *item) {
    switch (item->kind) {
    case LESSON_PROGRAM:
    case LESSON_WORLD:
    case LESSON_RUN:
    case LESSON_TUNE:
    case LESSON_EXPECT:
        cover_text(coverage, item->source);
        break;
    case LESSON_PREDICT:
    case LESSON_OBSERVE:
        cover_question(coverage, item->as.question);
        break;
    case LESSON_GOAL:
        cover_claims(coverage, item->as.goal->checks, item->as.goal->check_count);
        break;
    case LESSON_WATCH:
        for (size_t i = 0; i < item->as.watch->stop_count; i++) {
            const LessonStop *stop = &item->as.watch->stops[i];
            if (stop->kind == LESSON_STOP_AT) {
                cover_text(coverage, stop->source);
            }
        }
        break;
    default:
        break;
    }
}

/* --- what is to be covered --- */

/* A bare number covers what has the unit that a program thinks in: seconds, or times. */
static bool covers(const Quantity *covered, const Quantity *figure) {
    if (covered->unit == QUANTITY_COUNT && figure->unit == QUANTITY_TIME) {
        Quantity seconds;
        return quantity_make(&seconds, (QuantityWide)covered->numerator * 1000000000,
                             covered->denominator, QUANTITY_TIME) &&
               quantity_equals(seconds, *figure);
    }
    return quantity_is_comparable(*covered, *figure) && quantity_equals(*covered, *figure) &&
           (covered->unit == QUANTITY_TIME) == (figure->unit == QUANTITY_TIME);
}

static bool is_covered(const Coverage *coverage, const Quantity *figure) {
    for (size_t i = 0; i < coverage->covered.count; i++) {
        if (covers(&coverage->covered.items[i], figure)) {
            return true;
        }
    }
    return false;
}

static bool starts_with(const char *bytes, size_t length, const char *prefix) {
    return length >= strlen(prefix) && memcmp(bytes, prefix, strlen(prefix)) == 0;
}

/* How many bytes are no text for readers: a comment, a link's target, a fenced block. */
static size_t skip_hidden(const char *bytes, size_t length, bool at_line_start) {
    static const char *const MARKS[][2] = {{"<!--", "-->"}, {"](", ")"}, {"```", "\n```"}};
    for (size_t i = 0; i < sizeof MARKS / sizeof *MARKS; i++) {
        size_t mark = strlen(MARKS[i][0]);
        if (starts_with(bytes, length, MARKS[i][0]) && (i != 2 || at_line_start)) {
            const char *end = memmem(bytes + mark, length - mark, MARKS[i][1], strlen(MARKS[i][1]));
            return end != NULL ? (size_t)(end - bytes) + strlen(MARKS[i][1]) : length;
        }
    }
    return 0;
}

static void check_text(Coverage *coverage, const LessonText *text) {
    if (text->rich == NULL) {
        return;
    }
    const char *bytes = lesson_bytes(coverage->lesson, text->source);
    size_t length = text->source.length;
    for (size_t at = 0; at < length;) {
        size_t hidden = skip_hidden(bytes + at, length - at, at == 0 || bytes[at - 1] == '\n');
        if (hidden > 0) {
            at += hidden;
            continue;
        }
        if (!begins_number(bytes, at)) {
            at++;
            continue;
        }
        Quantity figure;
        size_t taken = quantity_read(&figure, bytes + at, length - at);
        size_t behind = at + taken; /* emphasis and code may end in between */
        while (behind < length && strchr("*_`", bytes[behind]) != NULL) {
            behind++;
        }
        bool is_exempt = starts_with(bytes + behind, length - behind, "<!-- not a claim:");
        if (taken > 0 && figure.unit != QUANTITY_COUNT && !is_exempt &&
            !is_covered(coverage, &figure)) {
            LessonSlice place = {text->source.offset + (uint32_t)at, (uint32_t)taken};
            diagnostics_add(coverage->diagnostics, lesson_span(coverage->lesson, place),
                            "this figure is covered by no claim");
            diagnostics_hint(coverage->diagnostics,
                             "write it into an `expect` block, or `<!-- not a claim: WHY -->` "
                             "right behind it");
        }
        size_t digits = number_length(bytes + at, length - at);
        at += taken > digits ? taken : digits > 0 ? digits : 1;
    }
}

static void check_question(Coverage *coverage, const LessonQuestion *question) {
    check_text(coverage, &question->question);
    check_text(coverage, &question->right);
    check_text(coverage, &question->otherwise);
    for (size_t i = 0; i < question->choice_count; i++) {
        if (question->choices[i].is_right) {
            check_text(coverage, &question->choices[i].label);
            check_text(coverage, &question->choices[i].says);
        }
    }
}

static void check_goal(Coverage *coverage, const LessonGoal *goal) {
    check_text(coverage, &goal->task);
    check_text(coverage, &goal->explain);
    for (size_t i = 0; i < goal->hint_count; i++) {
        check_text(coverage, &goal->hints[i]);
    }
}

static void check_item(Coverage *coverage, const LessonItem *item) {
    switch (item->kind) {
    case LESSON_PROSE:
        check_text(coverage, &item->as.prose);
        break;
    case LESSON_PREDICT:
    case LESSON_OBSERVE:
        check_question(coverage, item->as.question);
        break;
    case LESSON_WATCH:
        for (size_t i = 0; i < item->as.watch->stop_count; i++) {
            check_text(coverage, &item->as.watch->stops[i].say);
        }
        break;
    case LESSON_GOAL:
        check_goal(coverage, item->as.goal);
        break;
    case LESSON_MEASURE:
        check_text(coverage, &item->as.measure->say);
        break;
    default:
        break;
    }
}

static void each_item(Coverage *coverage, void (*what)(Coverage *, const LessonItem *)) {
    const Lesson *lesson = coverage->lesson;
    for (size_t i = 0; i < lesson->intro.item_count; i++) {
        what(coverage, &lesson->intro.items[i]);
    }
    for (size_t s = 0; s < lesson->step_count; s++) {
        for (size_t i = 0; i < lesson->steps[s].item_count; i++) {
            what(coverage, &lesson->steps[s].items[i]);
        }
    }
}

void coverage_check(const Evaluation *evaluation, Diagnostics *diagnostics) {
    Coverage coverage = {.evaluation = evaluation,
                         .lesson = evaluation->outcomes->lesson,
                         .diagnostics = diagnostics};
    each_item(&coverage, cover_item);
    each_item(&coverage, check_item);
    for (size_t s = 0; s < coverage.lesson->step_count; s++) {
        check_text(&coverage, &coverage.lesson->steps[s].heading);
    }
    ARRAY_RELEASE(&coverage.covered);
}
