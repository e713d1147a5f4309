#include "session/explore.h"

#include "base/file.h"
#include "base/memory.h"
#include "lang/source.h"
#include "vm/library.h"

#include <stdlib.h>
#include <string.h>

typedef struct Search {
    const ExploreOptions *options;
    SessionOptions session; /* a copy, with the program's text */
    Text program;
    Library *library;
    Exploration *exploration;
    ExploreRun base;
} Search;

/* ---- one run ---- */

/* FNV-1a, 64 bits: http://www.isthe.com/chongo/tech/comp/fnv */
static uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t length) {
    const unsigned char *at = bytes;
    for (size_t i = 0; i < length; i++) {
        hash = (hash ^ at[i]) * UINT64_C(1099511628211);
    }
    return hash;
}

#define HASH_BEGIN UINT64_C(14695981039346656037)

static uint64_t hash_schedule(const Schedule *schedule) {
    uint64_t hash = HASH_BEGIN;
    for (size_t i = 0; i < schedule->deviations.count; i++) {
        const Deviation *deviation = &schedule->deviations.items[i];
        uint64_t parts[3] = {deviation->kind, deviation->number, deviation->answer};
        hash = hash_bytes(hash, parts, sizeof parts);
    }
    return hash;
}

/* Runs the program with a seed (NULL: the world's) and a chooser. `errors` may be NULL. */
static Status run_once(const SessionOptions *given, const uint64_t *seed, Chooser *chooser,
                       ExploreRun *run, bool *ran, Text *errors, Error *error) {
    Text out = {0}, err = {0};
    SessionOptions session = *given;
    session.chooser = chooser;
    session.seed = seed != NULL ? seed : session.seed;
    session.stdout_sink = (SessionSink){.text = &out};
    session.stderr_sink = (SessionSink){.text = errors != NULL ? errors : &err};
    SessionResult result;
    Status status = session_run(&session, &result, error);
    if (status == STATUS_OK) {
        *run = (ExploreRun){.seed = result.seed,
                            .makespan_ns = result.makespan_ns,
                            .output = hash_bytes(HASH_BEGIN, text_cstr(&out), out.length),
                            .schedule = hash_schedule(&chooser->taken),
                            .exit_code = result.exit_code};
        memcpy(run->asked, chooser->asked, sizeof run->asked);
        size_t length = strcspn(text_cstr(&result.error), "\n");
        length = length < EXPLORE_ERROR_MAX ? length : EXPLORE_ERROR_MAX - 1;
        memcpy(run->error, text_cstr(&result.error), length);
        *ran = result.ran;
        session_result_release(&result);
    }
    text_release(&out);
    text_release(&err);
    return status;
}

bool explore_failed(const ExploreRun *run) {
    return run->exit_code != EXIT_OK || run->error[0] != '\0';
}

bool explore_same(const ExploreRun *a, const ExploreRun *b) {
    size_t length = strcspn(a->error, ":");
    return a->exit_code == b->exit_code && length == strcspn(b->error, ":") &&
           strncmp(a->error, b->error, length) == 0;
}

/* ---- the search ---- */

static uint64_t seed_of(const Search *search, uint64_t number) {
    const ExploreOptions *options = search->options;
    if (options->has_seeds) {
        uint64_t count = options->seed_last - options->seed_first + 1;
        return options->seed_first + (count != 0 ? number % count : number);
    }
    return search->base.seed + (options->varies_seed ? number : 0);
}

static void make_up(const Search *search, uint64_t number, Chooser *chooser) {
    ChooserPlan plan = {.number = number, .kinds = number > 0 ? search->options->kinds : 0};
    memcpy(plan.expected, search->base.asked, sizeof plan.expected);
    chooser_make_up(chooser, &plan);
}

/* In a worker. */
static void work(void *context, uint64_t number, void *record) {
    Search *search = context;
    ExploreRun *run = record;
    uint64_t seed = seed_of(search, number);
    Chooser chooser;
    make_up(search, number, &chooser);
    bool ran;
    Error error;
    if (run_once(&search->session, &seed, &chooser, run, &ran, NULL, &error) != STATUS_OK) {
        run->exit_code = EXIT_REFUSED; /* a file of the world has gone meanwhile */
        memcpy(run->error, error.text, EXPLORE_ERROR_MAX - 1);
    }
    run->number = number;
    chooser_release(&chooser);
}

static void arrived(void *context, uint64_t number, const void *record) {
    (void)number;
    Search *search = context;
    ExploreRun run;
    memcpy(&run, record, sizeof run);
    if (run.exit_code == EXIT_INTERRUPTED) {
        return; /* Ctrl-C is no property of the program */
    }
    ARRAY_PUSH(&search->exploration->runs, run);
    if (search->options->progress != NULL) {
        search->options->progress(search->options->context, search->exploration->runs.count, false);
    }
}

static int by_number(const void *left, const void *right) {
    const ExploreRun *a = left;
    const ExploreRun *b = right;
    return a->number < b->number ? -1 : a->number > b->number;
}

static Status search_begin(Search *search, const ExploreOptions *options, Error *error) {
    *search = (Search){.options = options, .session = *options->session, .library = library_new()};
    search->session.library = search->library;
    if (search->session.program_text != NULL) {
        return STATUS_OK;
    }
    Status status =
        file_read(search->session.program_path, SOURCE_BYTES_MAX, &search->program, error);
    search->session.program_text = text_cstr(&search->program);
    search->session.program_length = search->program.length;
    return status;
}

static void search_end(Search *search) {
    library_free(search->library);
    text_release(&search->program);
}

Status explore_search(const ExploreOptions *options, Exploration *exploration, Error *error) {
    *exploration = (Exploration){0};
    Search search;
    Status status = search_begin(&search, options, error);
    search.exploration = exploration;
    Chooser usual;
    chooser_follow(&usual, &(Schedule){0});
    if (status == STATUS_OK) {
        uint64_t first = options->seed_first;
        status = run_once(&search.session, options->has_seeds ? &first : NULL, &usual, &search.base,
                          &exploration->ran, &exploration->refusal, error);
    }
    chooser_release(&usual);
    if (status == STATUS_OK && exploration->ran) {
        ARRAY_PUSH(&exploration->runs, search.base);
        if (search.base.exit_code == EXIT_INTERRUPTED) {
            exploration->end = WORKERS_INTERRUPTED;
        } else if (options->runs > 1) {
            WorkersSpec spec = {.first = 1,
                                .count = options->runs - 1,
                                .workers = options->workers,
                                .record_bytes = sizeof(ExploreRun),
                                .time_limit_ms = options->time_limit_ms,
                                .work = work,
                                .arrived = arrived,
                                .context = &search};
            status = workers_run(&spec, &exploration->end, error);
        }
        qsort(exploration->runs.items, exploration->runs.count, sizeof(ExploreRun), by_number);
    }
    search_end(&search);
    return status;
}

void exploration_release(Exploration *exploration) {
    ARRAY_RELEASE(&exploration->runs);
    text_release(&exploration->refusal);
}

/* ---- shrinking ---- */

typedef struct Shrinking {
    Search search;
    const ExploreRun *wanted;
    ExploreFinding *finding; /* the shortest so far */
    Schedule in_time;        /* its choices in the order in which the run made them */
    uint64_t tries_max;      /* of the part that goes on */
    Error *error;
    Status status;
} Shrinking;

static uint64_t tries_of(const Shrinking *shrinking) {
    uint64_t runs = shrinking->search.options->runs;
    return runs > EXPLORE_TRIES_MIN ? runs : EXPLORE_TRIES_MIN;
}

static bool may_go_on(const Shrinking *shrinking) {
    const volatile sig_atomic_t *interrupted = shrinking->search.options->interrupted;
    shrinking->finding->was_interrupted |= interrupted != NULL && *interrupted != 0;
    return shrinking->status == STATUS_OK && !shrinking->finding->was_interrupted &&
           shrinking->finding->tries < shrinking->tries_max;
}

/* Of a failure the same is wanted; of a run that printed something else, any other output. */
static bool comes_to_it(const Shrinking *shrinking, const ExploreRun *run) {
    return explore_failed(shrinking->wanted)
               ? explore_same(run, shrinking->wanted)
               : !explore_failed(run) && run->output != shrinking->search.base.output;
}

/* Whether the run comes to the same with this; then it is the shortest so far. */
static bool try_it(Shrinking *shrinking, bool needs_seed, const Schedule *schedule) {
    if (!may_go_on(shrinking)) {
        return false;
    }
    ExploreFinding *finding = shrinking->finding;
    uint64_t seed = needs_seed ? shrinking->wanted->seed : shrinking->search.base.seed;
    Chooser chooser;
    ExploreRun run = {0};
    bool ran;
    chooser_follow(&chooser, schedule);
    shrinking->status =
        run_once(&shrinking->search.session, &seed, &chooser, &run, &ran, NULL, shrinking->error);
    finding->tries++;
    const ExploreOptions *options = shrinking->search.options;
    if (options->progress != NULL) {
        options->progress(options->context, finding->tries, true);
    }
    finding->was_interrupted |= run.exit_code == EXIT_INTERRUPTED;
    bool same = shrinking->status == STATUS_OK && comes_to_it(shrinking, &run);
    if (same) {
        finding->run = run;
        finding->needs_seed = needs_seed;
        chooser_schedule(&chooser, &finding->schedule);
        schedule_copy(&shrinking->in_time, &chooser.taken);
    }
    chooser_release(&chooser);
    return same;
}

/* Tries the choices of `all` without those from `start` to before `stop`. */
static bool try_without(Shrinking *shrinking, const Schedule *all, size_t start, size_t stop) {
    Schedule rest = {0};
    for (size_t i = 0; i < all->deviations.count; i++) {
        if (i < start || i >= stop) {
            ARRAY_PUSH(&rest.deviations, all->deviations.items[i]);
        }
    }
    schedule_sort(&rest);
    bool same = try_it(shrinking, shrinking->finding->needs_seed, &rest);
    schedule_release(&rest);
    return same;
}

/* The shortest beginning that does it: up to its last choice such a run is the same, so that no
 * choice is renumbered. */
static void keep_the_beginning(Shrinking *shrinking) {
    Schedule whole = {0};
    schedule_copy(&whole, &shrinking->in_time);
    size_t count = whole.deviations.count, failed = 0, fine = count;
    for (size_t length = 0; length < count && may_go_on(shrinking);
         length = length > 0 ? length * 2 : 1) {
        if (try_without(shrinking, &whole, length, count)) {
            fine = length;
            break;
        }
        failed = length;
    }
    while (fine > failed + 1 && may_go_on(shrinking)) {
        size_t middle = failed + (fine - failed) / 2;
        if (try_without(shrinking, &whole, middle, count)) {
            fine = middle;
        } else {
            failed = middle;
        }
    }
    schedule_release(&whole);
}

/* Leaves out ever smaller parts, down to single deviations, until none can go. A part is left out
 * at its end first: what comes late in a run disturbs the rest the least. */
static void leave_out(Shrinking *shrinking) {
    const Schedule *all = &shrinking->in_time;
    keep_the_beginning(shrinking);
    for (size_t size = all->deviations.count; size > 0; size = size > 1 ? (size + 1) / 2 : 1) {
        bool shrunk = false;
        size_t stop = all->deviations.count;
        while (stop > 0 && may_go_on(shrinking)) {
            size_t start = stop > size ? stop - size : 0;
            shrunk |= try_without(shrinking, all, start, stop);
            stop = start < all->deviations.count ? start : all->deviations.count;
        }
        if ((size == 1 && !shrunk) || !may_go_on(shrinking)) {
            return;
        }
    }
}

/* Instead of another seed: its draws, request by request, as choices of the schedule, of which few
 * may be needed. With many of them the seed says it better. */
static void seed_to_draws(Shrinking *shrinking) {
    ExploreFinding *finding = shrinking->finding;
    uint64_t further = shrinking->wanted->seed - shrinking->search.base.seed;
    if (!finding->needs_seed || shrinking->wanted->seed < shrinking->search.base.seed ||
        further > UINT32_MAX) {
        return;
    }
    ExploreFinding before = *finding;
    finding->schedule = (Schedule){0};
    Schedule in_time = {0};
    schedule_copy(&in_time, &shrinking->in_time);
    Schedule draws = {0};
    schedule_copy(&draws, &before.schedule);
    for (int kind = 0; kind < CHOICE_KINDS; kind++) {
        for (uint64_t i = 1; choice_is_of_seed((ChoiceKind)kind) && i <= before.run.asked[kind];
             i++) {
            ARRAY_PUSH(&draws.deviations, (Deviation){(ChoiceKind)kind, i, (uint32_t)further});
        }
    }
    size_t drawn = 0;
    if (try_it(shrinking, false, &draws)) {
        leave_out(shrinking);
        for (size_t i = 0; i < finding->schedule.deviations.count; i++) {
            drawn += choice_is_of_seed(finding->schedule.deviations.items[i].kind);
        }
    }
    schedule_release(&draws);
    if (finding->needs_seed || drawn > EXPLORE_DRAWS_MAX) {
        before.tries = finding->tries;
        before.was_interrupted = finding->was_interrupted;
        schedule_release(&finding->schedule);
        *finding = before;
        schedule_copy(&shrinking->in_time, &in_time);
    } else {
        schedule_release(&before.schedule);
    }
    schedule_release(&in_time);
}

/* The smallest answer to each choice that does it, too. */
static void lower_answers(Shrinking *shrinking) {
    ExploreFinding *finding = shrinking->finding;
    for (size_t i = 0; i < finding->schedule.deviations.count; i++) {
        uint32_t answer = finding->schedule.deviations.items[i].answer;
        bool is_draw = choice_is_of_seed(finding->schedule.deviations.items[i].kind);
        for (uint32_t lower = 1; lower < answer && !is_draw && may_go_on(shrinking); lower *= 2) {
            Schedule changed = {0};
            schedule_copy(&changed, &finding->schedule);
            changed.deviations.items[i].answer = lower;
            bool same = try_it(shrinking, finding->needs_seed, &changed);
            schedule_release(&changed);
            if (same) {
                break;
            }
        }
    }
}

/* Tries the schedules of `length` choices that begin with those that are in `schedule`, in order.
 */
static bool find_of_length(Shrinking *shrinking, Schedule *schedule, size_t length,
                           const uint64_t asked[CHOICE_KINDS]) {
    size_t have = schedule->deviations.count;
    Deviation last = have > 0 ? schedule->deviations.items[have - 1] : (Deviation){0};
    for (int kind = (int)last.kind; kind < CHOICE_KINDS && !choice_is_of_seed((ChoiceKind)kind);
         kind++) {
        uint64_t first = have > 0 && kind == (int)last.kind ? last.number + 1 : 1;
        uint32_t answers = kind == CHOICE_PREEMPT ? 1 : EXPLORE_ANSWERS_MAX;
        for (uint64_t number = first; number <= asked[kind]; number++) {
            for (uint32_t answer = 1; answer <= answers; answer++) {
                if (!may_go_on(shrinking)) {
                    return false;
                }
                ARRAY_PUSH(&schedule->deviations, (Deviation){(ChoiceKind)kind, number, answer});
                bool found = have + 1 == length
                                 ? try_it(shrinking, shrinking->finding->needs_seed, schedule)
                                 : find_of_length(shrinking, schedule, length, asked);
                schedule->deviations.count = have;
                if (found) {
                    return true;
                }
            }
        }
    }
    return false;
}

/* Looks for one of one or two choices, among those that the usual run meets. */
static void find_shorter(Shrinking *shrinking) {
    ExploreFinding *finding = shrinking->finding;
    shrinking->tries_max = finding->tries + tries_of(shrinking);
    size_t length_max = finding->schedule.deviations.count;
    Schedule schedule = {0};
    bool found = false;
    for (size_t length = 1; length < length_max && length <= 2 && !found; length++) {
        schedule.deviations.count = 0;
        found = find_of_length(shrinking, &schedule, length, shrinking->search.base.asked);
    }
    schedule_release(&schedule);
}

Status explore_shrink(const ExploreOptions *options, const ExploreRun *base,
                      const ExploreRun *wanted, ExploreFinding *finding, Error *error) {
    *finding = (ExploreFinding){.run = *wanted, .needs_seed = wanted->seed != base->seed};
    Shrinking shrinking = {.wanted = wanted, .finding = finding, .error = error};
    shrinking.status = search_begin(&shrinking.search, options, error);
    shrinking.search.base = *base;
    shrinking.tries_max = tries_of(&shrinking);
    if (shrinking.status == STATUS_OK) {
        Chooser chooser;
        ExploreRun again = {0};
        bool ran;
        make_up(&shrinking.search, wanted->number, &chooser);
        shrinking.status =
            run_once(&shrinking.search.session, &wanted->seed, &chooser, &again, &ran, NULL, error);
        finding->was_interrupted = again.exit_code == EXIT_INTERRUPTED;
        CHECK(shrinking.status != STATUS_OK || finding->was_interrupted ||
              again.schedule == wanted->schedule);
        chooser_schedule(&chooser, &finding->schedule);
        schedule_copy(&shrinking.in_time, &chooser.taken);
        chooser_release(&chooser);
    }
    Schedule whole = {0};
    schedule_copy(&whole, &finding->schedule);
    if (finding->needs_seed) {
        (void)try_it(&shrinking, false, &whole);
    }
    leave_out(&shrinking);
    if (finding->needs_seed) {
        schedule_copy(&whole, &finding->schedule);
        (void)try_it(&shrinking, false, &whole);
    }
    seed_to_draws(&shrinking);
    lower_answers(&shrinking);
    find_shorter(&shrinking);
    schedule_release(&whole);
    schedule_release(&shrinking.in_time);
    search_end(&shrinking.search);
    return shrinking.status;
}
