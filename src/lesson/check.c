#include "lesson/check.h"

#include "lesson/coverage.h"
#include "lesson/evaluation.h"

#include <string.h>

typedef struct Check {
    const Lesson *lesson;
    Outcomes *outcomes;
    Evaluation evaluation;
    Diagnostics *diagnostics;
    CheckTotals *totals;
    bool *end_is_claimed; /* of each run: some claim says how it ends */
} Check;

static void fail(Check *check, LessonSlice at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void fail(Check *check, LessonSlice at, const char *format, ...) {
    Text message = {0};
    va_list arguments;
    va_start(arguments, format);
    text_vprintf(&message, format, arguments);
    va_end(arguments);
    diagnostics_add(check->diagnostics, lesson_span(check->lesson, at), "%s", text_cstr(&message));
    text_release(&message);
}

/* --- claims --- */

static void note_claimed_end(Check *check, const ClaimOperand *operand) {
    ClaimKey key = operand->figure.key;
    if (operand->is_figure && operand->figure.run < check->lesson->run_count &&
        (key == CLAIM_KEY_EXIT || key == CLAIM_KEY_ERROR || key == CLAIM_KEY_ERRORS)) {
        check->end_is_claimed[operand->figure.run] = true;
    }
}

static void check_claims(Check *check, const Claim *claims, size_t count) {
    for (size_t i = 0; i < count; i++) {
        const Claim *claim = &claims[i];
        Text found = {0};
        check->totals->claims++;
        note_claimed_end(check, &claim->left.first);
        note_claimed_end(check, &claim->right.first);
        if (!evaluation_claim(&check->evaluation, claim, &found)) {
            fail(check, claim->source, "this is not so: %s", text_cstr(&found));
        }
        text_release(&found);
    }
}

/* --- questions --- */

static void check_number(Check *check, const LessonQuestion *question) {
    Quantity truth;
    Text why = {0};
    if (!evaluation_quantity(&check->evaluation, &question->answer, &truth, &why)) {
        fail(check, question->answer.source, "this question has no answer: %s", text_cstr(&why));
    } else {
        for (size_t i = 0; i < question->choice_count; i++) {
            const LessonChoice *wrong = &question->choices[i];
            if (!quantity_is_comparable(wrong->quantity, truth)) {
                fail(check, wrong->source, "this has another unit than what is right");
            } else if (quantity_compare(wrong->quantity, truth) == 0) {
                Text right = {0};
                quantity_append(&right, truth);
                fail(check, wrong->source, "this wrong answer is right: it is %s",
                     text_cstr(&right));
                text_release(&right);
            }
        }
    }
    text_release(&why);
}

static bool same_names(const char *const *a, const char *const *b, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (strcmp(a[i], b[i]) != 0) {
            return false;
        }
    }
    return true;
}

static void check_order(Check *check, const LessonQuestion *question) {
    size_t order[CLAIM_LIST_MAX];
    Text why = {0};
    if (!evaluation_order(&check->evaluation, &question->answer, question->items,
                          question->item_count, order, &why)) {
        fail(check, question->answer.source, "this question has no answer: %s", text_cstr(&why));
    } else {
        const char *truth[CLAIM_LIST_MAX];
        for (size_t i = 0; i < question->item_count; i++) {
            truth[i] = question->items[order[i]];
        }
        for (size_t i = 0; i < question->choice_count; i++) {
            if (same_names(truth, question->choices[i].order, question->item_count)) {
                fail(check, question->choices[i].source, "this wrong answer is right");
            }
        }
    }
    text_release(&why);
}

/* No two of the choices may read the same. */
static void check_choices(Check *check, const LessonQuestion *question) {
    for (size_t i = 0; i < question->choice_count; i++) {
        Text label = {0};
        rich_text_write_plain(question->choices[i].label.rich, &label);
        for (size_t before = 0; before < i; before++) {
            Text other = {0};
            rich_text_write_plain(question->choices[before].label.rich, &other);
            if (strcmp(text_cstr(&label), text_cstr(&other)) == 0) {
                fail(check, question->choices[i].source, "this answer stands here twice");
            }
            text_release(&other);
        }
        text_release(&label);
    }
    check_claims(check, question->claims, question->claim_count);
}

static void check_question(Check *check, const LessonQuestion *question) {
    check->totals->questions++;
    switch (question->kind) {
    case LESSON_NUMBER:
        check_number(check, question);
        break;
    case LESSON_CHOICE:
        check_choices(check, question);
        break;
    case LESSON_ORDER:
        check_order(check, question);
        break;
    }
}

/* --- watches --- */

static bool has_lane(Check *check, const LessonWatch *watch, const char *lane) {
    for (size_t i = 0; i < watch->run_count; i++) {
        const Trace *trace = outcomes_get(check->outcomes, watch->runs[i])->result.trace;
        if (trace != NULL && outcome_find_task(trace, lane) != TRACE_NOBODY) {
            return true;
        }
    }
    return false;
}

static bool is_watched(const LessonWatch *watch, size_t run) {
    for (size_t i = 0; i < watch->run_count; i++) {
        if (watch->runs[i] == run) {
            return true;
        }
    }
    return false;
}

static void check_stop(Check *check, const LessonWatch *watch, const LessonStop *stop,
                       int64_t *last_ns) {
    int64_t now_ns = *last_ns;
    int64_t end_ns = 0;
    for (size_t i = 0; i < watch->run_count; i++) {
        int64_t makespan_ns = outcomes_get(check->outcomes, watch->runs[i])->result.makespan_ns;
        end_ns = makespan_ns > end_ns ? makespan_ns : end_ns;
    }
    if (stop->kind == LESSON_STOP_WHEN) {
        const Trace *trace = outcomes_get(check->outcomes, stop->event.run)->result.trace;
        size_t index = 0;
        if (!is_watched(watch, stop->event.run)) {
            fail(check, stop->source, "this run is not among those that are watched");
        } else if (trace == NULL || !outcome_find_event(trace, &stop->event, &index)) {
            fail(check, stop->source, "this does not happen");
        } else {
            now_ns = trace_at(trace, index)->t_ns;
        }
    } else {
        now_ns = stop->kind == LESSON_STOP_AT ? stop->at_ns : end_ns;
        if (now_ns > end_ns) {
            fail(check, stop->source, "all is over by then");
        }
    }
    if (now_ns < *last_ns) {
        fail(check, stop->source, "this is earlier than the stop before");
    }
    *last_ns = now_ns;
    for (size_t i = 0; i < stop->lane_count; i++) {
        if (!has_lane(check, watch, stop->lanes[i])) {
            fail(check, stop->source, "no run has a lane %s to look at", stop->lanes[i]);
        }
    }
}

static void check_watch(Check *check, const LessonWatch *watch) {
    int64_t last_ns = 0;
    for (size_t i = 0; i < watch->stop_count; i++) {
        check->totals->stops++;
        check_stop(check, watch, &watch->stops[i], &last_ns);
    }
}

/* --- goals --- */

/* Whether all checks hold of an outcome; what does not hold first is told. */
static bool all_hold(Check *check, const LessonGoal *goal, const Outcome *outcome, Text *found) {
    Evaluation evaluation = {check->outcomes, goal->start, outcome};
    for (size_t i = 0; i < goal->check_count; i++) {
        text_clear(found);
        if (!evaluation_claim(&evaluation, &goal->checks[i], found)) {
            return false;
        }
    }
    return true;
}

static void check_flips(Check *check, const LessonGoal *goal, LessonSlice at) {
    const LessonProgram *start = &check->lesson->programs[check->lesson->runs[goal->start].program];
    for (size_t i = 0; i < goal->flip_count; i++) {
        Text changed = {0};
        Text reason = {0};
        const char *name = flip_name(goal->flips[i].kind);
        if (!flip_apply(goal->flips[i], start->text, start->length, &changed, &reason)) {
            fail(check, at, "the flip %s does not apply to %s: %s", name, start->name,
                 text_cstr(&reason));
        } else {
            Outcome outcome = {0};
            outcome_run_changed(check->lesson, goal->start, SESSION_ENGINE_SIM, text_cstr(&changed),
                                changed.length, &outcome);
            if (outcome.result.exit_code == EXIT_REFUSED) {
                fail(check, at, "the flip %s makes a program that is refused", name);
            }
            outcome_release(&outcome);
        }
        text_release(&changed);
        text_release(&reason);
    }
}

static void check_goal(Check *check, const LessonGoal *goal, LessonSlice at) {
    Text found = {0};
    check->totals->goals++;
    if (all_hold(check, goal, outcomes_get(check->outcomes, goal->start), &found)) {
        fail(check, goal->checks[0].source, "the goal is reached before anything was changed");
    }
    if (!all_hold(check, goal, outcomes_get(check->outcomes, goal->solution), &found)) {
        fail(check, goal->checks[0].source, "the solution does not reach the goal: %s",
             text_cstr(&found));
    }
    check_flips(check, goal, at);
    text_release(&found);
}

/* --- sliders --- */

/* Has some program of the step, or of the lesson, a line `NAME = …` at its top level? */
static bool has_constant(const Lesson *lesson, const char *name, size_t length) {
    for (size_t i = 0; i < lesson->program_count; i++) {
        for (const char *line = lesson->programs[i].text; line != NULL;) {
            size_t after = strncmp(line, name, length) == 0 ? length : 0;
            const char *rest = line + after + strspn(line + after, " ");
            if (after > 0 && rest[0] == '=' && rest[1] != '=') {
                return true;
            }
            line = strchr(line, '\n');
            line = line != NULL ? line + 1 : NULL;
        }
    }
    return false;
}

static void check_tune(Check *check, LessonSlice lines) {
    const char *bytes = lesson_bytes(check->lesson, lines);
    for (size_t at = 0; at < lines.length;) {
        size_t length = strcspn(bytes + at, "\n");
        size_t name = strcspn(bytes + at, " \n#");
        bool is_latency = name == strlen("latency") && memcmp(bytes + at, "latency", name) == 0;
        if (name > 0 && !is_latency && !has_constant(check->lesson, bytes + at, name)) {
            LessonSlice place = {lines.offset + (uint32_t)at, (uint32_t)name};
            fail(check, place, "no program has a line `%.*s = …` at its top level", (int)name,
                 bytes + at);
        }
        at += length + 1;
    }
}

/* --- programs --- */

static void check_item(Check *check, const LessonItem *item) {
    switch (item->kind) {
    case LESSON_PREDICT:
    case LESSON_OBSERVE:
        check_question(check, item->as.question);
        break;
    case LESSON_WATCH:
        check_watch(check, item->as.watch);
        break;
    case LESSON_GOAL:
        check_goal(check, item->as.goal, item->source);
        break;
    case LESSON_TUNE:
        check_tune(check, item->as.lines);
        break;
    case LESSON_EXPECT:
        check_claims(check, item->as.expect.claims, item->as.expect.claim_count);
        break;
    default:
        break;
    }
}

/* What a program that was refused, or that failed, has to say, in one line. */
static void append_complaint(const Outcome *outcome, Text *text) {
    const Text *source =
        outcome->result.error.length > 0 ? &outcome->result.error : &outcome->errors;
    for (size_t i = 0; i < source->length && i < DIAGNOSTIC_TEXT_MAX / 2; i++) {
        text_append_char(text, source->bytes[i] == '\n' ? ' ' : source->bytes[i]);
    }
}

static void check_run(Check *check, size_t run) {
    const LessonRun *which = &check->lesson->runs[run];
    const Outcome *outcome = outcomes_get(check->outcomes, run);
    check->totals->runs++;
    if (outcome->result.exit_code != EXIT_OK && !check->end_is_claimed[run]) {
        Text complaint = {0};
        append_complaint(outcome, &complaint);
        fail(check, which->source, "%s ends with exit code %d, and no claim says so: %s",
             which->name, outcome->result.exit_code, text_cstr(&complaint));
        text_release(&complaint);
    }
}

/* Whether both engines print the same and end in the same way. */
static void compare_run(Check *check, Outcomes *others, size_t run) {
    const LessonRun *which = &check->lesson->runs[run];
    const Outcome *ours = outcomes_get(check->outcomes, run);
    const Outcome *theirs = outcomes_get(others, run);
    /* The engine refuses it, at load or when it comes to what the engine has not. */
    bool cannot = theirs->result.exit_code == EXIT_REFUSED &&
                  (!theirs->result.ran || ours->result.exit_code != EXIT_REFUSED);
    if (ours->result.exit_code == EXIT_LIMIT || ours->result.exit_code == EXIT_DEADLOCK || cannot) {
        check->totals->skipped++;
        return;
    }
    check->totals->compared++;
    bool same =
        ours->output.length == theirs->output.length &&
        memcmp(text_cstr(&ours->output), text_cstr(&theirs->output), ours->output.length) == 0;
    if (!same) {
        fail(check, which->source, "%s prints something else with the engine %s", which->name,
             session_engine_name(others->engine));
    } else if (ours->result.exit_code != theirs->result.exit_code) {
        fail(check, which->source, "%s ends with exit code %d with the engine %s, and with %d here",
             which->name, theirs->result.exit_code, session_engine_name(others->engine),
             ours->result.exit_code);
    }
}

void check_lesson(const Lesson *lesson, const SessionEngine *engines, size_t engine_count,
                  Diagnostics *diagnostics, CheckTotals *totals) {
    Check check = {.lesson = lesson,
                   .outcomes = outcomes_new(lesson, SESSION_ENGINE_SIM),
                   .diagnostics = diagnostics,
                   .totals = totals,
                   .end_is_claimed =
                       memory_new_zeroed(lesson->run_count + 1, sizeof *check.end_is_claimed)};
    check.evaluation = (Evaluation){.outcomes = check.outcomes, .start = LESSON_NONE};
    for (size_t i = 0; i < lesson->intro.item_count; i++) {
        check_item(&check, &lesson->intro.items[i]);
    }
    for (size_t s = 0; s < lesson->step_count; s++) {
        for (size_t i = 0; i < lesson->steps[s].item_count; i++) {
            check_item(&check, &lesson->steps[s].items[i]);
        }
    }
    for (size_t run = 0; run < lesson->run_count; run++) {
        check_run(&check, run);
    }
    coverage_check(&check.evaluation, diagnostics);
    for (size_t i = 0; i < engine_count; i++) {
        if (engines[i] != SESSION_ENGINE_SIM) {
            Outcomes *others = outcomes_new(lesson, engines[i]);
            for (size_t run = 0; run < lesson->run_count; run++) {
                compare_run(&check, others, run);
            }
            outcomes_free(others);
        }
    }
    outcomes_free(check.outcomes);
    memory_free(check.end_is_claimed);
}
