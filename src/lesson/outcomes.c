#include "lesson/outcomes.h"

#include "base/memory.h"
#include "trace/labels.h"

#include <stdlib.h>
#include <string.h>

/* A lesson's program is opened by somebody who does not know what is in it: it ends soon. */
enum { EVENTS_MAX = 2000000 };
#define STEP_INSTRUCTIONS_MAX INT64_C(50000000)
#define MEMORY_BYTES_MAX (INT64_C(256) << 20)

Outcomes *outcomes_new(const Lesson *lesson, SessionEngine engine) {
    Outcomes *outcomes = memory_new_zeroed(1, sizeof *outcomes);
    outcomes->lesson = lesson;
    outcomes->engine = engine;
    outcomes->items = memory_new_zeroed(lesson->run_count + 1, sizeof *outcomes->items);
    return outcomes;
}

void outcomes_free(Outcomes *outcomes) {
    if (outcomes == NULL) {
        return;
    }
    for (size_t i = 0; i < outcomes->lesson->run_count; i++) {
        outcome_release(&outcomes->items[i]);
    }
    memory_free(outcomes->items);
    memory_free(outcomes);
}

void outcome_release(Outcome *outcome) {
    if (outcome->is_there) {
        session_result_release(&outcome->result);
        spans_release(&outcome->spans);
    }
    text_release(&outcome->output);
    text_release(&outcome->errors);
    *outcome = (Outcome){0};
}

static void perform(const SessionOptions *options, Outcome *outcome) {
    outcome_release(outcome);
    SessionOptions session = *options;
    session.trace = true;
    session.limits = (SessionLimits){.step_instructions = STEP_INSTRUCTIONS_MAX,
                                     .memory_bytes = MEMORY_BYTES_MAX,
                                     .events = EVENTS_MAX};
    session.stdout_sink.text = &outcome->output;
    session.stderr_sink.text = &outcome->errors;
    Error error;
    if (session_run(&session, &outcome->result, &error) != STATUS_OK) {
        outcome->result = (SessionResult){.exit_code = EXIT_REFUSED};
        text_append_cstr(&outcome->result.error, error.text);
        text_printf(&outcome->errors, "%s\n", error.text);
    }
    outcome->is_there = true;
    if (outcome->result.trace != NULL) {
        spans_derive(&outcome->spans, outcome->result.trace);
        metrics_compute(&outcome->metrics, outcome->result.trace, &outcome->spans);
    }
}

const Outcome *outcomes_get(Outcomes *outcomes, size_t run) {
    Outcome *outcome = &outcomes->items[run];
    if (!outcome->is_there) {
        SessionOptions options = {.engine = outcomes->engine};
        lesson_run_options(outcomes->lesson, run, &options);
        perform(&options, outcome);
    }
    return outcome;
}

void outcome_run_changed(const Lesson *lesson, size_t run, SessionEngine engine,
                         const char *program, size_t length, Outcome *outcome) {
    SessionOptions options = {.engine = engine};
    lesson_run_options(lesson, run, &options);
    options.program_text = program;
    options.program_length = length;
    perform(&options, outcome);
}

/* --- tasks and events --- */

/* TASK taken apart: "fetch #2" is the second of those called "fetch". */
typedef struct TaskName {
    const char *name;
    size_t length;
    unsigned long number; /* from 1; 0: none was given */
} TaskName;

static TaskName take_apart(const char *task) {
    TaskName wanted = {task, strlen(task), 0};
    const char *sign = strrchr(task, '#');
    if (sign != NULL && sign > task && sign[-1] == ' ' && sign[1] >= '1' && sign[1] <= '9') {
        wanted.number = strtoul(sign + 1, NULL, 10);
        wanted.length = (size_t)(sign - 1 - task);
    }
    return wanted;
}

static bool equals(const TaskName *wanted, const char *name, size_t length) {
    return length == wanted->length && memcmp(name, wanted->name, length) == 0;
}

/* Is this lane called so? By its name, its label in the timelines, or what it runs: "fetch(3)" or
 * "fetch". */
static bool is_called(const Labels *labels, uint32_t lane, const TaskName *wanted) {
    const Trace *trace = labels->trace;
    const char *call = trace_string_at(trace, trace->lanes.items[lane].call);
    size_t bare = strcspn(call, "(");
    if (equals(wanted, call, strlen(call)) || (bare > 0 && equals(wanted, call, bare))) {
        return true;
    }
    Text name = {0};
    trace_lane_name(trace, lane, &name);
    bool is_it = equals(wanted, text_cstr(&name), name.length) ||
                 (lane == TRACE_MAIN && equals(wanted, "main thread", strlen("main thread")));
    text_clear(&name);
    labels_append(labels, lane, &name);
    is_it = is_it || equals(wanted, text_cstr(&name), name.length);
    text_release(&name);
    return is_it;
}

/* Which lanes TASK means, a flag for each; the caller frees. */
static bool *find_lanes(const Trace *trace, const char *task) {
    bool *lanes = memory_new_zeroed(trace->lanes.count + 1, sizeof *lanes);
    TaskName wanted = take_apart(task);
    Labels labels;
    labels_init(&labels, trace);
    unsigned long count = 0;
    for (uint32_t lane = 0; lane < trace->lanes.count; lane++) {
        if (is_called(&labels, lane, &wanted)) {
            lanes[lane] = wanted.number == 0 || ++count == wanted.number;
        }
    }
    labels_release(&labels);
    return lanes;
}

uint32_t outcome_find_task(const Trace *trace, const char *task) {
    bool *lanes = find_lanes(trace, task);
    uint32_t lane = 0;
    while (lane < trace->lanes.count && !lanes[lane]) {
        lane++;
    }
    memory_free(lanes);
    return lane < trace->lanes.count ? lane : TRACE_NOBODY;
}

static bool is_start(const TraceEvent *event) {
    return event->kind == TRACE_STEP || event->kind == TRACE_THREAD || event->kind == TRACE_CLIENT;
}

static bool is_end(const TraceEvent *event) {
    return event->kind == TRACE_DONE || event->kind == TRACE_FAILED ||
           event->kind == TRACE_CANCELLED || event->kind == TRACE_THREAD_END ||
           event->kind == TRACE_CLIENT_END;
}

static bool find_on_lane(const Trace *trace, uint32_t lane, bool (*is_it)(const TraceEvent *),
                         size_t *index) {
    for (size_t i = 0; i < trace_count(trace); i++) {
        const TraceEvent *event = trace_at(trace, i);
        if (event->lane == lane && is_it(event)) {
            *index = i;
            return true;
        }
    }
    return false;
}

bool outcome_find_start(const Trace *trace, uint32_t lane, size_t *index) {
    return find_on_lane(trace, lane, is_start, index);
}

bool outcome_find_end(const Trace *trace, uint32_t lane, size_t *index) {
    return find_on_lane(trace, lane, is_end, index);
}

static bool is_event(const Trace *trace, const LessonEvent *wanted, const bool *lanes,
                     const TraceEvent *event) {
    static const TraceKind OF_TASKS[] = {
        [LESSON_CREATED] = TRACE_CREATED,     [LESSON_STEP_OF] = TRACE_STEP,
        [LESSON_DONE] = TRACE_DONE,           [LESSON_FAILED] = TRACE_FAILED,
        [LESSON_CANCELLED] = TRACE_CANCELLED, [LESSON_SUSPEND] = TRACE_SUSPEND,
    };
    switch (wanted->kind) {
    case LESSON_CREATED:
    case LESSON_STEP_OF:
    case LESSON_DONE:
    case LESSON_FAILED:
    case LESSON_CANCELLED:
    case LESSON_SUSPEND:
        return lanes[event->lane] &&
               (event->kind == OF_TASKS[wanted->kind] ||
                (wanted->kind == LESSON_DONE && event->kind == TRACE_THREAD_END) ||
                (wanted->kind == LESSON_CREATED && event->kind == TRACE_THREAD));
    case LESSON_BLOCKED:
        return event->kind == TRACE_BLOCK;
    case LESSON_UNBLOCKED:
        return event->kind == TRACE_UNBLOCK;
    case LESSON_REQUEST:
        return event->kind == TRACE_REQUEST && event->arg == wanted->request;
    case LESSON_RESPONSE:
        return event->kind == TRACE_RESPONSE && event->arg == wanted->request;
    case LESSON_PRINTED:
        return event->kind == TRACE_PRINT &&
               strstr(trace_string_at(trace, (uint32_t)event->arg), wanted->printed) != NULL;
    case LESSON_DEADLOCK:
        return event->kind == TRACE_STUCK;
    }
    return false;
}

bool outcome_find_event(const Trace *trace, const LessonEvent *event, size_t *index) {
    bool *lanes = event->task != NULL ? find_lanes(trace, event->task) : NULL;
    int64_t left = event->nth;
    bool found = false;
    for (size_t i = 0; !found && i < trace_count(trace); i++) {
        if (is_event(trace, event, lanes, trace_at(trace, i)) && --left == 0) {
            *index = i;
            found = true;
        }
    }
    memory_free(lanes);
    return found;
}
