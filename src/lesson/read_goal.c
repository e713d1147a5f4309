#include "lesson/reader.h"

#include <string.h>

/* --- goal --- */

typedef struct GoalFields {
    LessonGoal goal;
    Claim checks[LESSON_LINES_MAX];
    Flip flips[LESSON_CHOICES_MAX];
    LessonText hints[LESSON_CHOICES_MAX];
    bool has_task, has_start, has_solution, has_explain;
} GoalFields;

/* gather | sleep | create_task | semaphore N | taskgroup | to_thread */
static void read_flip(LessonReader *reader, LessonSlice value, GoalFields *fields) {
    LessonSlice rest = value;
    LessonSlice word = reader_take_word(reader, &rest);
    Flip flip = {.kind = flip_find(reader_bytes(reader, word), word.length)};
    if (flip.kind == FLIP_KIND_COUNT) {
        reader_fail(reader, word, "there is no such flip");
        diagnostics_hint(reader->diagnostics,
                         "gather, sleep, create_task, semaphore N, taskgroup, to_thread");
        return;
    }
    if (flip.kind == FLIP_SEMAPHORE) {
        if (!reader_count(reader, rest.length > 0 ? rest : value, 1, 1000000, "how many at once",
                          &flip.number)) {
            return;
        }
    } else if (rest.length > 0) {
        reader_fail(reader, rest, "did not expect more here");
        return;
    }
    if (fields->goal.flip_count == LESSON_CHOICES_MAX) {
        reader_fail(reader, value, "a goal has more than %d flips", LESSON_CHOICES_MAX);
        return;
    }
    fields->flips[fields->goal.flip_count++] = flip;
}

static void read_goal_field(LessonReader *reader, const LessonField *field, GoalFields *fields) {
    LessonGoal *goal = &fields->goal;
    if (field->argument.length > 0) {
        reader_fail_unknown_field(reader, field,
                                  "task, start, check, flip, hint, solution, explain");
    } else if (reader_is(reader, field->key, "task")) {
        if (reader_is_first(reader, field, &fields->has_task)) {
            goal->task = reader_markdown(reader, field->value);
        }
    } else if (reader_is(reader, field->key, "start")) {
        if (reader_is_first(reader, field, &fields->has_start)) {
            goal->start = reader_find_run(reader, field->value);
        }
    } else if (reader_is(reader, field->key, "solution")) {
        if (reader_is_first(reader, field, &fields->has_solution)) {
            goal->solution = reader_find_run(reader, field->value);
        }
    } else if (reader_is(reader, field->key, "check")) {
        if (goal->check_count == LESSON_LINES_MAX) {
            reader_fail(reader, field->key, "a goal has more than %d checks", LESSON_LINES_MAX);
        } else if (claim_parse(reader, field->value, true, &fields->checks[goal->check_count])) {
            goal->check_count++;
        }
    } else if (reader_is(reader, field->key, "flip")) {
        read_flip(reader, field->value, fields);
    } else if (reader_is(reader, field->key, "hint")) {
        if (goal->hint_count == LESSON_CHOICES_MAX) {
            reader_fail(reader, field->key, "a goal has more than %d hints", LESSON_CHOICES_MAX);
        } else {
            fields->hints[goal->hint_count++] = reader_markdown(reader, field->value);
        }
    } else if (reader_is(reader, field->key, "explain")) {
        if (reader_is_first(reader, field, &fields->has_explain)) {
            goal->explain = reader_markdown(reader, field->value);
        }
    } else {
        reader_fail_unknown_field(reader, field,
                                  "task, start, check, flip, hint, solution, explain");
    }
}

const LessonGoal *read_goal(LessonReader *reader, const LessonPiece *piece) {
    GoalFields *fields = memory_new_zeroed(1, sizeof *fields);
    LessonGoal *goal = &fields->goal;
    goal->start = goal->solution = LESSON_NONE;
    size_t errors = reader->diagnostics->total;
    LessonSlice rest = piece->inside;
    LessonField field;
    while (reader_take_field(reader, &rest, &field)) {
        read_goal_field(reader, &field, fields);
    }
    const char *lacks = !fields->has_task        ? "task"
                        : !fields->has_start     ? "start"
                        : goal->check_count == 0 ? "check"
                        : !fields->has_solution  ? "solution"
                                                 : NULL;
    if (lacks != NULL) {
        reader_fail(reader, piece->whole, "this goal needs a line `%s: …`", lacks);
    }
    const LessonGoal *kept = NULL;
    if (reader->diagnostics->total == errors) {
        goal->checks = reader_keep(reader, fields->checks, goal->check_count, sizeof *goal->checks);
        goal->flips = reader_keep(reader, fields->flips, goal->flip_count, sizeof *goal->flips);
        goal->hints = reader_keep(reader, fields->hints, goal->hint_count, sizeof *goal->hints);
        kept = reader_keep(reader, goal, 1, sizeof *goal);
    }
    memory_free(fields);
    return kept;
}

/* --- measure --- */

enum { MEASURED_RUNS_DEFAULT = 5, MEASURED_RUNS_MAX = 1000 };
static const char ENGINES_DEFAULT[] = "real,cpython";

static void read_engines(LessonReader *reader, LessonSlice rest, LessonMeasure *measure) {
    static const char *const NAMES[] = {"sim", "cpython-sim", "real", "cpython"};
    Text engines = {0};
    LessonSlice name;
    while (reader_take_part(reader, &rest, ',', &name)) {
        size_t which = 0;
        while (which < 4 && !reader_is(reader, name, NAMES[which])) {
            which++;
        }
        if (which == 4) {
            reader_fail(reader, name, "engines are sim, cpython-sim, real and cpython");
            break;
        }
        text_append_cstr(&engines, engines.length > 0 ? "," : "");
        text_append_cstr(&engines, NAMES[which]);
    }
    measure->engines =
        arena_copy_string(reader->lesson->arena, text_cstr(&engines), engines.length);
    text_release(&engines);
}

static void read_measure_field(LessonReader *reader, const LessonField *field,
                               LessonMeasure *measure, bool seen[5]) {
    static const char *const KEYS[] = {"run", "engines", "runs", "scale", "say"};
    int which = 0;
    while (which < 5 && !reader_is(reader, field->key, KEYS[which])) {
        which++;
    }
    if (which == 5 || field->argument.length > 0) {
        reader_fail_unknown_field(reader, field, "run, engines, runs, scale, say");
        return;
    }
    if (!reader_is_first(reader, field, &seen[which])) {
        return;
    }
    Quantity scale;
    switch (which) {
    case 0:
        (void)reader_find_runs(reader, field->value, &measure->runs, &measure->run_count);
        break;
    case 1:
        read_engines(reader, field->value, measure);
        break;
    case 2:
        (void)reader_count(reader, field->value, 1, MEASURED_RUNS_MAX, "how many runs",
                           &measure->count);
        break;
    case 3:
        if (quantity_read(&scale, reader_bytes(reader, field->value), field->value.length) !=
                field->value.length ||
            scale.unit == QUANTITY_TIME || scale.numerator <= 0) {
            reader_fail(reader, field->value, "expected a factor, such as 0.1");
            break;
        }
        measure->scale_millionths =
            (int64_t)((QuantityWide)scale.numerator * 1000000 / scale.denominator);
        break;
    default:
        measure->say = reader_markdown(reader, field->value);
    }
}

const LessonMeasure *read_measure(LessonReader *reader, const LessonPiece *piece) {
    LessonMeasure measure = {
        .engines = ENGINES_DEFAULT, .count = MEASURED_RUNS_DEFAULT, .scale_millionths = 1000000};
    size_t errors = reader->diagnostics->total;
    reader_default_runs(reader, &measure.runs, &measure.run_count);
    LessonSlice rest = piece->inside;
    LessonField field;
    bool seen[5] = {false};
    while (reader_take_field(reader, &rest, &field)) {
        read_measure_field(reader, &field, &measure, seen);
    }
    if (reader->diagnostics->total == errors && measure.run_count == 0) {
        reader_fail(reader, piece->whole, "there is nothing to measure: write `run: NAME`");
    }
    return reader->diagnostics->total == errors ? reader_keep(reader, &measure, 1, sizeof measure)
                                                : NULL;
}

/* --- expect --- */

LessonExpect read_expect(LessonReader *reader, const LessonPiece *piece) {
    Claim *claims = memory_new_zeroed(LESSON_LINES_MAX, sizeof *claims);
    size_t count = 0;
    LessonSlice rest = piece->inside;
    LessonSlice line;
    while (reader_take_line(reader, &rest, &line)) {
        line = reader_trim(reader, line);
        if (line.length == 0 || reader_bytes(reader, line)[0] == '#') {
            continue;
        }
        if (count == LESSON_LINES_MAX) {
            reader_fail(reader, line, "a block has more than %d claims", LESSON_LINES_MAX);
            break;
        }
        count += claim_parse(reader, line, false, &claims[count]);
    }
    LessonExpect expect = {reader_keep(reader, claims, count, sizeof *claims), count};
    memory_free(claims);
    return expect;
}
