#include "base/memory.h"
#include "base/utf8.h"
#include "cli/command.h"
#include "cli/progress.h"
#include "cli/replay.h"
#include "report/spread.h"
#include "report/story.h"
#include "trace/duration.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What `meanwhile explore` prints: figures, outcomes, and for each way to fail how to see it.
 *
 *      transfer.py: 200 runs                                   simulated, exact, seeds 0 to 199
 *
 *      makespan   …
 *      left open  in the usual run 5 tie, 1 set
 *
 *       158 runs  exit code 0
 *        42 runs  exit code 1, AssertionError: lost an update
 *
 *      AssertionError: lost an update
 *      …
 */

enum {
    FINDINGS_MAX = 3,      /* ways to fail that are shrunk and told */
    REPORT_LINES_MAX = 40, /* of what a run wrote on standard error */
};

/* Between runs, which notice it themselves, Ctrl-C only leaves this behind: what was found is told.
 */
static volatile sig_atomic_t interrupted;

static void on_interrupt(int signal_number) {
    (void)signal_number;
    interrupted = 1;
}

/* ---- progress ---- */

typedef struct Watching {
    uint64_t runs;
    Progress progress;
} Watching;

static void show_progress(void *context, uint64_t done, bool is_shrinking) {
    Watching *watching = context;
    if (!progress_is_due(&watching->progress)) {
        return;
    }
    Text line = {0};
    if (is_shrinking) {
        text_printf(&line, "%llu more runs, to cut the schedule down", (unsigned long long)done);
    } else {
        text_printf(&line, "%llu of %llu runs", (unsigned long long)done,
                    (unsigned long long)watching->runs);
    }
    progress_show(&watching->progress, &line);
    text_release(&line);
}

/* ---- outcomes ---- */

/* Runs that failed in the same way, or all that did not fail. */
typedef struct Outcome {
    const ExploreRun *first;
    uint64_t runs;
} Outcome;

typedef struct Outcomes {
    ARRAY_OF(Outcome) all;
    size_t failures;         /* of them */
    const ExploreRun *other; /* the first that did not fail and printed something else; NULL */
    uint64_t outputs;        /* different ones, of those that did not fail */
} Outcomes;

static int by_value(const void *left, const void *right) {
    uint64_t a, b;
    memcpy(&a, left, sizeof a);
    memcpy(&b, right, sizeof b);
    return a < b ? -1 : a > b;
}

static uint64_t count_different(uint64_t *values, size_t count) {
    qsort(values, count, sizeof *values, by_value);
    uint64_t different = count > 0;
    for (size_t i = 1; i < count; i++) {
        different += values[i] != values[i - 1];
    }
    return different;
}

static Outcome *outcome_of(Outcomes *outcomes, const ExploreRun *run) {
    for (size_t i = 0; i < outcomes->all.count; i++) {
        const ExploreRun *first = outcomes->all.items[i].first;
        if (explore_same(first, run)) {
            return &outcomes->all.items[i];
        }
    }
    ARRAY_PUSH(&outcomes->all, (Outcome){.first = run});
    outcomes->failures += explore_failed(run);
    return &outcomes->all.items[outcomes->all.count - 1];
}

static void collect_outcomes(const Exploration *exploration, Outcomes *outcomes) {
    uint64_t *outputs = memory_new((exploration->runs.count + 1) * sizeof *outputs);
    size_t fine = 0;
    for (size_t i = 0; i < exploration->runs.count; i++) {
        const ExploreRun *run = &exploration->runs.items[i];
        Outcome *outcome = outcome_of(outcomes, run);
        outcome->runs++;
        if (!explore_failed(run)) {
            outputs[fine++] = run->output;
            if (outcomes->other == NULL && run->output != outcome->first->output) {
                outcomes->other = run;
            }
        }
    }
    outcomes->outputs = count_different(outputs, fine);
    memory_free(outputs);
}

/* ---- the report ---- */

static void append_title(Text *text, const ReportStyle *style, const Options *options,
                         const Exploration *exploration) {
    const ExploreOptions *explore = &options->explore;
    uint64_t first = exploration->runs.items[0].seed, last = first;
    for (size_t i = 0; i < exploration->runs.count; i++) {
        uint64_t seed = exploration->runs.items[i].seed;
        last = seed > last ? seed : last;
    }
    Text left = {0}, right = {0};
    text_printf(&left, "%s: ", options->operands[0]);
    duration_append_count(&left, (int64_t)exploration->runs.count);
    if (exploration->runs.count < explore->runs) {
        text_append_cstr(&left, " of ");
        duration_append_count(&left, (int64_t)explore->runs);
    }
    text_append_cstr(&left, explore->runs == 1 ? " run" : " runs");
    text_printf(&right, "simulated, exact, seed%s %llu", last > first ? "s" : "",
                (unsigned long long)first);
    if (last > first) {
        text_printf(&right, " to %llu", (unsigned long long)last);
    }
    int room = style->width - 2 - utf8_columns(text_cstr(&right));
    text_append_char(text, ' ');
    style_begin(style, text, STYLE_NO_COLOR, STYLE_BOLD);
    style_append_label(style, text, text_cstr(&left), room - 1);
    style_end(style, text);
    text_append_char(text, ' ');
    style_append(style, text, text_cstr(&right), STYLE_DIM);
    text_append_cstr(text, "\n\n");
    text_release(&left);
    text_release(&right);
}

static void append_makespans(Text *text, const ReportStyle *style, const Exploration *exploration) {
    size_t count = exploration->runs.count;
    int64_t *makespans = memory_new(count * sizeof *makespans);
    for (size_t i = 0; i < count; i++) {
        makespans[i] = exploration->runs.items[i].makespan_ns;
    }
    Spread spread = spread_of(makespans, count);
    spread_append(text, style, &spread, makespans, count);
    memory_free(makespans);
}

/* How often the usual run came to a point that the rules leave open, and what was made of that. */
static void append_left_open(Text *text, const Exploration *exploration) {
    const ExploreRun *base = &exploration->runs.items[0];
    size_t count = exploration->runs.count;
    uint64_t *schedules = memory_new(count * sizeof *schedules);
    for (size_t i = 0; i < count; i++) {
        schedules[i] = exploration->runs.items[i].schedule;
    }
    uint64_t different = count_different(schedules, count);
    memory_free(schedules);
    bool any = false;
    for (int kind = 0; kind < CHOICE_KINDS; kind++) {
        if (base->asked[kind] > 0) {
            text_append_cstr(text, any ? ", " : "\n left open  ");
            text_printf(text, "%s ", CHOICES[kind].name);
            duration_append_count(text, (int64_t)base->asked[kind]);
            any = true;
        }
    }
    if (any) {
        text_append_cstr(text, " in the usual run");
        if (different > 1) {
            text_append_cstr(text, "; ");
            duration_append_count(text, (int64_t)different);
            text_append_cstr(text, " different schedules");
        }
        text_append_char(text, '\n');
    }
}

static void append_error(Text *text, const ReportStyle *style, const ExploreRun *run) {
    if (run->error[0] != '\0') {
        style_append_plain(style, text, run->error);
    }
}

static void append_outcomes(Text *text, const ReportStyle *style, const Outcomes *outcomes) {
    for (size_t i = 0; i < outcomes->all.count; i++) {
        const Outcome *outcome = &outcomes->all.items[i];
        Text number = {0};
        duration_append_count(&number, (int64_t)outcome->runs);
        text_printf(text, " %9s %s  exit code %d", text_cstr(&number),
                    outcome->runs == 1 ? "run " : "runs", (int)outcome->first->exit_code);
        text_release(&number);
        if (!explore_failed(outcome->first) && outcomes->outputs > 1) {
            text_append_cstr(text, ", ");
            duration_append_count(text, (int64_t)outcomes->outputs);
            text_append_cstr(text, " different outputs");
        }
        text_append_cstr(text, outcome->first->error[0] != '\0' ? ", " : "");
        append_error(text, style, outcome->first);
        text_append_char(text, '\n');
    }
}

/* What the run wrote on standard error, indented, without the middle of a long one. */
static void append_errors(Text *text, const ReportStyle *style, const Text *errors) {
    size_t lines = 0, line = 0;
    for (size_t i = 0; i < errors->length; i++) {
        lines += errors->bytes[i] == '\n';
    }
    for (const char *at = text_cstr(errors); *at != '\0'; line++) {
        size_t length = strcspn(at, "\n");
        bool is_told = lines <= REPORT_LINES_MAX || line < REPORT_LINES_MAX / 2 ||
                       line >= lines - REPORT_LINES_MAX / 2;
        if (is_told) {
            Text copy = {0};
            text_append(&copy, at, length);
            text_append_cstr(text, length > 0 ? "   " : "");
            style_append_plain(style, text, text_cstr(&copy));
            text_append_char(text, '\n');
            text_release(&copy);
        } else if (line == REPORT_LINES_MAX / 2) {
            text_printf(text, "   %s\n", style->ascii ? "..." : "…");
        }
        at += length + (at[length] == '\n');
    }
}

/* Runs the finding once more with a record, and tells what happens. */
static Status append_story(Text *text, const ReportStyle *style, const Options *options,
                           const ExploreFinding *finding, Error *error) {
    Text errors = {0};
    Chooser chooser;
    chooser_follow(&chooser, &finding->schedule);
    SessionOptions session = options->session;
    session.chooser = &chooser;
    session.seed = &finding->run.seed;
    session.trace = true;
    session.stdout_sink = (SessionSink){.fd = -1};
    session.stderr_sink = (SessionSink){.text = &errors};
    SessionResult result;
    Status status = session_run(&session, &result, error);
    if (status == STATUS_OK) {
        if (result.trace != NULL) {
            story_append(text, style, result.trace);
        }
        text_append_cstr(text, errors.length > 0 ? "\n" : "");
        append_errors(text, style, &errors);
        session_result_release(&result);
    }
    chooser_release(&chooser);
    text_release(&errors);
    return status;
}

static void append_replay(Text *text, const ReportStyle *style, const Options *options,
                          const ExploreFinding *finding) {
    bool names_seed =
        finding->needs_seed || options->explore.has_seeds || options->session.seed != NULL;
    text_append_cstr(text, "\n   ");
    style_begin(style, text, STYLE_NO_COLOR, STYLE_BOLD);
    replay_append(text, options, names_seed ? &finding->run.seed : NULL, &finding->schedule);
    style_end(style, text);
    text_append_cstr(text, "\n\n");
}

static void append_how(Text *text, const ExploreFinding *finding) {
    size_t choices = finding->schedule.deviations.count;
    if (choices == 0 && !finding->needs_seed) {
        text_append_cstr(text, " That is what the usual run does:\n");
        return;
    }
    text_append_cstr(text, finding->was_interrupted
                               ? " Interrupted while it was shortened; a way to see it, after "
                               : " The shortest way to see it that was found, in ");
    duration_append_count(text, (int64_t)finding->tries);
    text_append_cstr(text, finding->tries == 1 ? " more run:\n" : " more runs:\n");
}

static Status append_finding(Text *text, const ReportStyle *style, const Options *options,
                             const ExploreRun *base, const ExploreRun *wanted,
                             bool *was_interrupted, Error *error) {
    ExploreFinding finding;
    Status status = explore_shrink(&options->explore, base, wanted, &finding, error);
    if (status == STATUS_OK) {
        text_append_char(text, '\n');
        text_append_char(text, ' ');
        style_begin(style, text, STYLE_NO_COLOR, STYLE_BOLD);
        if (!explore_failed(wanted)) {
            text_append_cstr(text, "What it prints depends on the schedule or the seed.");
        } else if (wanted->error[0] != '\0') {
            append_error(text, style, &finding.run);
        } else {
            text_printf(text, "It ends with exit code %d.", (int)wanted->exit_code);
        }
        style_end(style, text);
        text_append_char(text, '\n');
        *was_interrupted |= finding.was_interrupted;
        if (finding.was_interrupted && finding.tries == 0) {
            text_append_cstr(text, " Interrupted before its schedule was known.\n");
        } else {
            append_how(text, &finding);
            append_replay(text, style, options, &finding);
            status = append_story(text, style, options, &finding, error);
        }
    }
    schedule_release(&finding.schedule);
    return status;
}

static bool are_all_the_same(const Exploration *exploration) {
    const ExploreRun *base = &exploration->runs.items[0];
    bool same = true;
    for (size_t i = 0; i < exploration->runs.count; i++) {
        const ExploreRun *run = &exploration->runs.items[i];
        same &= run->output == base->output && run->makespan_ns == base->makespan_ns;
        for (int kind = 0; kind < CHOICE_KINDS; kind++) {
            same &= run->asked[kind] == 0;
        }
    }
    return same;
}

static Status report(Text *text, const Options *options, const Exploration *exploration,
                     int *exit_code, Error *error) {
    ReportStyle style = options_style(options, STDOUT_FILENO);
    const ExploreRun *base = &exploration->runs.items[0];
    Outcomes outcomes = {0};
    collect_outcomes(exploration, &outcomes);
    text_append_char(text, '\n');
    append_title(text, &style, options, exploration);
    append_makespans(text, &style, exploration);
    append_left_open(text, exploration);
    text_append_char(text, '\n');
    append_outcomes(text, &style, &outcomes);
    Status status = STATUS_OK;
    bool was_interrupted = exploration->end == WORKERS_INTERRUPTED;
    size_t told = 0;
    for (size_t i = 0; i < outcomes.all.count && told < FINDINGS_MAX && status == STATUS_OK; i++) {
        if (explore_failed(outcomes.all.items[i].first)) {
            told++;
            status = append_finding(text, &style, options, base, outcomes.all.items[i].first,
                                    &was_interrupted, error);
        }
    }
    if (status == STATUS_OK && outcomes.failures == 0 && outcomes.other != NULL) {
        status =
            append_finding(text, &style, options, base, outcomes.other, &was_interrupted, error);
    } else if (outcomes.failures == 0) {
        text_append_cstr(text, are_all_the_same(exploration)
                                   ? "\n Nothing is left open in this program: all its runs are "
                                     "the same.\n"
                                   : "\n No run failed, and all print the same.\n");
    }
    if (told < outcomes.failures) {
        text_printf(text, "\n %llu more ways to fail are not told here.\n",
                    (unsigned long long)(outcomes.failures - told));
    }
    *exit_code = was_interrupted ? EXIT_INTERRUPTED : outcomes.failures > 0 ? EXIT_RAISED : EXIT_OK;
    ARRAY_RELEASE(&outcomes.all);
    return status;
}

static Status explore(Options *options, int *exit_code, Error *error) {
    SessionOptions *session = &options->session;
    session->program_path = options->operands[0];
    session->arguments = (const char *const *)(options->operands + 1);
    session->argument_count = (size_t)options->operand_count - 1;
    Watching watching = {.runs = options->explore.runs};
    progress_begin(&watching.progress);
    options->explore.session = session;
    options->explore.progress = show_progress;
    options->explore.context = &watching;
    options->explore.interrupted = &interrupted;
    struct sigaction action = {.sa_handler = on_interrupt}, before;
    interrupted = 0;
    sigaction(SIGINT, &action, &before);
    Exploration exploration;
    Status status = explore_search(&options->explore, &exploration, error);
    progress_end(&watching.progress);
    if (status == STATUS_OK && !exploration.ran) {
        (void)command_write(STDERR_FILENO, &exploration.refusal);
        *exit_code = EXIT_REFUSED;
    } else if (status == STATUS_OK) {
        Text text = {0};
        status = report(&text, options, &exploration, exit_code, error);
        progress_end(&watching.progress);
        int printed = status == STATUS_OK ? command_print(&text) : EXIT_OK;
        *exit_code = printed != EXIT_OK ? printed : *exit_code;
        text_release(&text);
    }
    exploration_release(&exploration);
    sigaction(SIGINT, &before, NULL);
    return status;
}

Status command_explore(Options *options, int *exit_code, Error *error) {
    if (options->operand_count == 0) {
        return error_set(error, STATUS_USAGE, "explore needs a program");
    }
    return explore(options, exit_code, error);
}
