#include "scene/moment.h"

#include "base/check.h"

/* All times and orders here are those of the events of all runs, merged: by time, then run, then
 * place in the record. What is past is always a prefix of that order. */

static size_t event_count(const SceneRun *run) {
    return run->trace != NULL ? trace_count(run->trace) : 0;
}

/* The run whose event comes next, or -1. */
static int next_run(const Moment *moment, const SceneRun *runs, size_t run_count) {
    int best = -1;
    int64_t best_ns = 0;
    for (size_t i = 0; i < run_count; i++) {
        if (moment->past[i] < event_count(&runs[i])) {
            int64_t t_ns = trace_at(runs[i].trace, moment->past[i])->t_ns;
            if (best < 0 || t_ns < best_ns) {
                best = (int)i;
                best_ns = t_ns;
            }
        }
    }
    return best;
}

/* The run whose event came last, or -1. */
static int latest_run(const Moment *moment, const SceneRun *runs, size_t run_count) {
    int best = -1;
    int64_t best_ns = 0;
    for (size_t i = 0; i < run_count; i++) {
        if (moment->past[i] > 0 && runs[i].trace != NULL) {
            int64_t t_ns = trace_at(runs[i].trace, moment->past[i] - 1)->t_ns;
            if (best < 0 || t_ns >= best_ns) {
                best = (int)i;
                best_ns = t_ns;
            }
        }
    }
    return best;
}

/* How many events of a run have a time of at most t_ns. */
static size_t count_until(const SceneRun *run, int64_t t_ns) {
    size_t low = 0, high = event_count(run);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (trace_at(run->trace, middle)->t_ns <= t_ns) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

bool moment_is_told(const SceneRun *run, const TraceEvent *event) {
    if (event->kind == TRACE_LINE || labels_is_housekeeping(&run->labels, event->lane)) {
        return false;
    }
    if (event->kind == TRACE_PRINT) {
        const char *written = trace_string_at(run->trace, (uint32_t)event->arg);
        while (*written == '\n') {
            written++;
        }
        return *written != '\0';
    }
    return true;
}

static bool is_stop(const SceneRun *runs, int run, const TraceEvent *event, MomentStep step,
                    int wanted_run, uint32_t lane) {
    switch (step) {
    case MOMENT_EVENT:
        return moment_is_told(&runs[run], event);
    case MOMENT_TURN:
        return event->kind == TRACE_TURN;
    case MOMENT_LANE:
        return run == wanted_run && event->lane == lane && event->kind != TRACE_LINE;
    case MOMENT_STEP_KIND_COUNT:
        break;
    }
    UNREACHABLE();
}

void moment_start(Moment *moment) {
    *moment = (Moment){.last_run = -1};
}

void moment_at(Moment *moment, const SceneRun *runs, size_t run_count, int64_t t_ns) {
    int64_t end_ns = moment_end_ns(runs, run_count);
    moment_start(moment);
    moment->t_ns = t_ns < 0 ? 0 : t_ns > end_ns ? end_ns : t_ns;
    for (size_t i = 0; i < run_count; i++) {
        moment->past[i] = count_until(&runs[i], moment->t_ns);
    }
    moment->last_run = latest_run(moment, runs, run_count);
}

bool moment_forward(Moment *moment, const SceneRun *runs, size_t run_count, MomentStep step,
                    int run, uint32_t lane) {
    Moment at = *moment;
    int next;
    while ((next = next_run(&at, runs, run_count)) >= 0) {
        const TraceEvent *event = trace_at(runs[next].trace, at.past[next]++);
        if (is_stop(runs, next, event, step, run, lane)) {
            at.t_ns = event->t_ns;
            at.last_run = next;
            *moment = at;
            return true;
        }
    }
    return false;
}

bool moment_back(Moment *moment, const SceneRun *runs, size_t run_count, MomentStep step, int run,
                 uint32_t lane) {
    Moment at = *moment;
    int last = latest_run(&at, runs, run_count);
    if (last < 0) {
        bool has_moved = moment->t_ns > 0;
        moment_start(moment);
        return has_moved;
    }
    /* Between two events, the one that came last is the one before. */
    const TraceEvent *event = trace_at(runs[last].trace, at.past[last] - 1);
    if (event->t_ns == at.t_ns) {
        at.past[last]--;
    }
    while ((last = latest_run(&at, runs, run_count)) >= 0) {
        event = trace_at(runs[last].trace, at.past[last] - 1);
        if (is_stop(runs, last, event, step, run, lane)) {
            at.t_ns = event->t_ns;
            at.last_run = last;
            *moment = at;
            return true;
        }
        at.past[last]--;
    }
    moment_start(moment);
    return true;
}

bool moment_last_event(const Moment *moment, const SceneRun *runs, size_t run_count, int *run,
                       size_t *index) {
    Moment at = *moment;
    int last;
    while ((last = latest_run(&at, runs, run_count)) >= 0) {
        size_t found = --at.past[last];
        if (moment_is_told(&runs[last], trace_at(runs[last].trace, found))) {
            *run = last;
            *index = found;
            return true;
        }
    }
    return false;
}

int64_t moment_end_ns(const SceneRun *runs, size_t run_count) {
    int64_t end_ns = 0;
    for (size_t i = 0; i < run_count; i++) {
        end_ns =
            runs[i].trace != NULL && runs[i].spans.end_ns > end_ns ? runs[i].spans.end_ns : end_ns;
    }
    return end_ns;
}
