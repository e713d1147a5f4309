#include "trace/chrome_import.h"

#include "trace/spans.h"

#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NOTHING UINT32_MAX

/* What a slice puts its lane into. */
typedef struct Condition {
    SpanState state;
    TraceReason reason;
    int32_t line; /* 0: not known */
} Condition;

typedef struct Slice {
    int64_t start_ns, end_ns;
    uint32_t track;
    uint32_t number; /* in the order of the file */
    uint32_t outer;  /* while it is open (B): the open one around it */
    bool is_instant;
    Condition condition;
} Slice;

typedef struct Track {
    uint32_t process; /* string: key of its process */
    uint32_t name;    /* string */
    uint32_t open;    /* the innermost slice that was begun and not ended */
    uint32_t lane;    /* once it has begun */
    bool has_slices;
} Track;

/* A moment at which a lane's condition changes. */
typedef struct Change {
    int64_t t_ns;
    uint64_t number; /* orders changes at one time */
    uint32_t track;
    bool is_end;
    Condition condition;
} Change;

typedef struct Importer {
    const char *name;
    const char *start, *at, *end; /* of the file, and where it is read */
    bool has_events;
    Error *error;
    Trace *trace;
    size_t event; /* that is being read, from 0 */
    ARRAY_OF(Slice) slices;
    ARRAY_OF(Track) tracks;
    ARRAY_OF(Change) changes;
    ARRAY_OF(uint32_t) meaning; /* of a string that is a key: its track, or a process's name */
    int64_t end_ns;             /* the latest time in the file */
    size_t process_count;
} Importer;

__attribute__((format(printf, 2, 3))) static bool fail(Importer *importer, const char *format,
                                                       ...) {
    char message[ERROR_TEXT_MAX / 2];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    (void)error_set(importer->error, STATUS_USAGE, "could not read %s: event %zu: %s",
                    importer->name, importer->event, message);
    return false;
}

/* ---- names and numbers ---- */

/* A pid or tid as text; one that is missing is 0. */
static void append_id(Text *text, const json_t *id) {
    if (json_is_string(id)) {
        text_append_cstr(text, json_string_value(id));
    } else {
        text_printf(text, "%lld", json_is_number(id) ? (long long)json_number_value(id) : 0LL);
    }
}

static const char *argument_name(const json_t *event) {
    return json_string_value(json_object_get(json_object_get(event, "args"), "name"));
}

/* Where it is kept what the key means. */
static uint32_t *meaning_of(Importer *importer, uint32_t key) {
    while (importer->meaning.count <= key) {
        ARRAY_PUSH(&importer->meaning, NOTHING);
    }
    return &importer->meaning.items[key];
}

static uint32_t process_key(Importer *importer, const json_t *event) {
    Text text = {0};
    text_append_cstr(&text, "process ");
    append_id(&text, json_object_get(event, "pid"));
    uint32_t key = trace_string(importer->trace, text_cstr(&text), text.length);
    text_release(&text);
    return key;
}

/* The track that the event is on, which may be new; NOTHING: there are too many. */
static uint32_t track_of(Importer *importer, const json_t *event) {
    Text text = {0};
    text_append_cstr(&text, "thread ");
    append_id(&text, json_object_get(event, "tid"));
    uint32_t name = trace_string(importer->trace, text_cstr(&text), text.length);
    text_append_cstr(&text, " of process ");
    append_id(&text, json_object_get(event, "pid"));
    uint32_t key = trace_string(importer->trace, text_cstr(&text), text.length);
    text_release(&text);
    uint32_t *meaning = meaning_of(importer, key);
    if (*meaning == NOTHING) {
        if (importer->tracks.count == CHROME_IMPORT_LANES_MAX) {
            fail(importer, "it has more than %d threads", CHROME_IMPORT_LANES_MAX);
            return NOTHING;
        }
        *meaning = (uint32_t)importer->tracks.count;
        ARRAY_PUSH(&importer->tracks, (Track){.process = process_key(importer, event),
                                              .name = name,
                                              .open = NOTHING,
                                              .lane = TRACE_NOBODY});
        return (uint32_t)importer->tracks.count - 1;
    }
    return *meaning;
}

/* A member in microseconds, as nanoseconds. */
static bool get_time(Importer *importer, const json_t *event, const char *key, int64_t *ns) {
    const json_t *found = json_object_get(event, key);
    double microseconds = json_number_value(found);
    if (!json_is_number(found)) {
        return fail(importer, found == NULL ? "\"%s\" is missing" : "\"%s\" must be a number", key);
    }
    if (!(microseconds >= 0 && microseconds <= (double)(CHROME_IMPORT_TIME_MAX_NS / 1000))) {
        return fail(importer, "\"%s\" is out of range", key);
    }
    *ns = json_is_integer(found) ? json_integer_value(found) * 1000
                                 : (int64_t)(microseconds * 1000 + 0.5);
    return true;
}

static bool starts_with(const char *string, const char *prefix) {
    return strncmp(string, prefix, strlen(prefix)) == 0;
}

/* By the words that our own traces use. */
static Condition condition_of(const json_t *event) {
    static const char WAITING[] = "waiting for ";
    const char *name = json_string_value(json_object_get(event, "name"));
    json_int_t line = json_integer_value(json_object_get(json_object_get(event, "args"), "line"));
    Condition condition = {.state = SPAN_RUNNING,
                           .line = line > 0 && line <= INT32_MAX ? (int32_t)line : 0};
    if (name == NULL) {
        return condition;
    }
    for (int state = 0; state < SPAN_STATE_COUNT && state != SPAN_DONE; state++) {
        if (strcmp(name, SPAN_STATES[state].word) == 0) {
            condition.state = (SpanState)state;
            condition.reason = state == SPAN_NETWORK    ? TRACE_FOR_REQUEST
                               : state == SPAN_SLEEPING ? TRACE_FOR_SLEEP
                               : state == SPAN_WAITING  ? TRACE_FOR_OTHER
                                                        : TRACE_FOR_NONE;
            return condition;
        }
    }
    for (int reason = 0; starts_with(name, WAITING) && reason < TRACE_REASON_COUNT; reason++) {
        if (strcmp(name + strlen(WAITING), TRACE_REASONS[reason].phrase) == 0) {
            condition.state = span_state_of_wait((TraceReason)reason);
            condition.reason = (TraceReason)reason;
        }
    }
    return condition;
}

/* ---- reading ---- */

static void read_metadata(Importer *importer, const json_t *event) {
    const char *what = json_string_value(json_object_get(event, "name"));
    const char *name = argument_name(event);
    if (what == NULL || name == NULL) {
        return;
    }
    uint32_t string = trace_string(importer->trace, name, strlen(name));
    if (strcmp(what, "process_name") == 0) {
        *meaning_of(importer, process_key(importer, event)) = string;
    } else if (strcmp(what, "thread_name") == 0) {
        uint32_t track = track_of(importer, event);
        if (track != NOTHING) {
            importer->tracks.items[track].name = string;
        }
    }
}

static void add_slice(Importer *importer, Slice slice) {
    slice.number = (uint32_t)importer->slices.count;
    importer->tracks.items[slice.track].has_slices = true;
    importer->end_ns = slice.end_ns > importer->end_ns ? slice.end_ns : importer->end_ns;
    ARRAY_PUSH(&importer->slices, slice);
}

/* X, B, E, or an instant; others are passed over. */
static bool read_slice(Importer *importer, const json_t *event, char phase) {
    Slice slice = {.outer = NOTHING, .condition = condition_of(event)};
    int64_t duration_ns = 0;
    if (phase == 'i' && strcmp(SPAN_STATES[SPAN_RUNNING].word,
                               json_is_string(json_object_get(event, "name"))
                                   ? json_string_value(json_object_get(event, "name"))
                                   : "") != 0) {
        return true;
    }
    if (!get_time(importer, event, "ts", &slice.start_ns) ||
        (phase == 'X' && json_object_get(event, "dur") != NULL &&
         !get_time(importer, event, "dur", &duration_ns))) {
        return false;
    }
    slice.track = track_of(importer, event);
    if (slice.track == NOTHING) {
        return false;
    }
    slice.end_ns = slice.start_ns + duration_ns;
    slice.is_instant = phase == 'i' || (phase == 'X' && duration_ns == 0);
    Track *track = &importer->tracks.items[slice.track];
    if (phase != 'E') {
        slice.outer = phase == 'B' ? track->open : NOTHING;
        track->open = phase == 'B' ? (uint32_t)importer->slices.count : track->open;
        slice.end_ns = phase == 'B' ? INT64_MIN : slice.end_ns;
        add_slice(importer, slice);
    } else if (track->open != NOTHING) {
        Slice *begun = &importer->slices.items[track->open];
        begun->end_ns = slice.start_ns > begun->start_ns ? slice.start_ns : begun->start_ns;
        track->open = begun->outer;
    }
    importer->end_ns = slice.start_ns > importer->end_ns ? slice.start_ns : importer->end_ns;
    return true;
}

static bool read_event(Importer *importer, const json_t *event) {
    if (!json_is_object(event)) {
        return fail(importer, "this is not a JSON object");
    }
    const char *phase = json_string_value(json_object_get(event, "ph"));
    if (phase == NULL || strlen(phase) != 1) {
        return fail(importer, "\"ph\" must be a letter");
    }
    if (*phase == 'M') {
        read_metadata(importer, event);
    }
    return strchr("XBEi", *phase) == NULL || read_slice(importer, event, *phase);
}

/* ---- the file ---- */

static bool fail_json(const Importer *importer, const char *at, const json_error_t *problem,
                      const char *what) {
    size_t line = 1;
    for (const char *c = importer->start; c < at; c++) {
        line += *c == '\n';
    }
    line += problem != NULL && problem->line > 0 ? (size_t)problem->line - 1 : 0;
    (void)error_set(importer->error, STATUS_USAGE,
                    "could not read %s: line %zu: this is not JSON: %s", importer->name, line,
                    problem != NULL ? problem->text : what);
    return false;
}

/* What comes next besides white space; NUL at the end. */
static char peek(Importer *importer) {
    while (importer->at < importer->end && strchr(" \t\r\n", *importer->at) != NULL &&
           *importer->at != '\0') {
        importer->at++;
    }
    return importer->at < importer->end ? *importer->at : '\0';
}

/* Takes this character, if it is what comes next. */
static bool take(Importer *importer, char c) {
    bool there = peek(importer) == c && importer->at < importer->end;
    importer->at += there;
    return there;
}

/* The next value as a tree, which the caller drops; NULL: it is none, which was told. */
static json_t *next_value(Importer *importer) {
    json_error_t problem;
    (void)peek(importer);
    json_t *value = json_loadb(importer->at, (size_t)(importer->end - importer->at),
                               JSON_ALLOW_NUL | JSON_DECODE_ANY | JSON_DISABLE_EOF_CHECK, &problem);
    if (value == NULL) {
        (void)fail_json(importer, importer->at, &problem, NULL);
    } else {
        importer->at += problem.position;
    }
    return value;
}

/* Goes on in a list or object, after one of its members: behind the comma, or (*is_over) the end.
 */
static bool next_member(Importer *importer, char closing, bool *is_over) {
    *is_over = take(importer, closing);
    return *is_over || take(importer, ',') ||
           fail_json(importer, importer->at, NULL,
                     closing == ']' ? "',' or ']' expected" : "',' or '}' expected");
}

/* events = "[" [ event { "," event } ] "]" */
static bool read_events(Importer *importer) {
    importer->has_events = true;
    importer->event = 0;
    (void)take(importer, '[');
    bool is_over = take(importer, ']');
    while (!is_over) {
        json_t *event = next_value(importer);
        bool good =
            event != NULL && read_event(importer, event) && next_member(importer, ']', &is_over);
        json_decref(event);
        if (!good) {
            return false;
        }
        importer->event++;
    }
    return true;
}

/* object = "{" [ name ":" value { "," name ":" value } ] "}", where "traceEvents" are the events */
static bool read_object(Importer *importer) {
    (void)take(importer, '{');
    bool is_over = take(importer, '}');
    while (!is_over) {
        if (peek(importer) != '"') {
            return fail_json(importer, importer->at, NULL, "a name expected");
        }
        json_t *name = next_value(importer);
        if (name == NULL || !take(importer, ':')) {
            bool was_told = name == NULL;
            json_decref(name);
            return !was_told && fail_json(importer, importer->at, NULL, "':' expected");
        }
        bool are_events = strcmp(json_string_value(name), "traceEvents") == 0;
        json_decref(name);
        if (are_events && peek(importer) == '[') {
            if (!read_events(importer)) {
                return false;
            }
        } else {
            json_t *value = next_value(importer);
            if (value == NULL) {
                return false;
            }
            json_decref(value);
        }
        if (!next_member(importer, '}', &is_over)) {
            return false;
        }
    }
    return true;
}

static bool read_file(Importer *importer) {
    char first = peek(importer);
    bool good = first == '[' ? read_events(importer) : first == '{' ? read_object(importer) : true;
    if (!good) {
        return false;
    }
    if (first != '[' && first != '{') {
        json_t *value = next_value(importer);
        if (value == NULL) {
            return false;
        }
        json_decref(value);
    }
    if (peek(importer) != '\0' || importer->at < importer->end) {
        return fail_json(importer, importer->at, NULL, "end of file expected");
    }
    if (!importer->has_events) {
        (void)error_set(importer->error, STATUS_USAGE,
                        "could not read %s: it is no Chrome trace: it has no list \"traceEvents\"",
                        importer->name);
        return false;
    }
    if (importer->slices.count == 0) {
        (void)error_set(importer->error, STATUS_USAGE,
                        "could not read %s: none of its %zu events is a slice (\"ph\" X, or B and "
                        "E)",
                        importer->name, importer->event);
        return false;
    }
    return true;
}

/* ---- from slices to changes ---- */

static int compare(int64_t a, int64_t b) {
    return (a > b) - (a < b);
}

/* By track and time; what takes no time before what begins then, outer slices before inner ones. */
static int compare_slices(const void *left, const void *right) {
    const Slice *a = left, *b = right;
    int order = compare(a->track, b->track);
    order = order != 0 ? order : compare(a->start_ns, b->start_ns);
    order = order != 0 ? order : compare(b->is_instant, a->is_instant);
    order = order != 0 ? order : compare(b->end_ns, a->end_ns);
    return order != 0 ? order : compare(a->number, b->number);
}

static int compare_changes(const void *left, const void *right) {
    const Change *a = left, *b = right;
    int order = compare(a->t_ns, b->t_ns);
    return order != 0 ? order : (a->number > b->number) - (a->number < b->number);
}

static void add_change(Importer *importer, uint32_t track, int64_t t_ns, Condition condition,
                       bool is_end) {
    ARRAY_PUSH(&importer->changes, (Change){.t_ns = t_ns,
                                            .number = importer->changes.count,
                                            .track = track,
                                            .is_end = is_end,
                                            .condition = condition});
}

/* The slices of one track that are open at some time, the innermost last. */
typedef struct Nest {
    ARRAY_OF(const Slice *) open;
    int64_t end_ns; /* when the last one ended */
} Nest;

/* Closes what ends until `t_ns`, where the next slice begins, or the track ends: then what was
 * around goes on, or nothing does. */
static void close_until(Importer *importer, Nest *nest, uint32_t track, int64_t t_ns, bool is_end) {
    static const Condition IDLE = {.state = SPAN_IDLE};
    while (nest->open.count > 0 && nest->open.items[nest->open.count - 1]->end_ns <= t_ns) {
        nest->end_ns = nest->open.items[--nest->open.count]->end_ns;
        bool goes_on = nest->open.count > 0;
        const Slice *outer = goes_on ? nest->open.items[nest->open.count - 1] : NULL;
        bool ends_too = goes_on && outer->end_ns <= nest->end_ns;
        if (!ends_too && nest->end_ns + 1 < t_ns && (goes_on || !is_end)) {
            add_change(importer, track, nest->end_ns, goes_on ? outer->condition : IDLE, false);
        }
    }
}

static void add_changes_of_track(Importer *importer, Slice *slices, size_t count) {
    Nest nest = {0};
    uint32_t track = slices->track;
    int64_t end_ns = 0;
    for (size_t i = 0; i < count; i++) {
        Slice *slice = &slices[i];
        close_until(importer, &nest, track, slice->start_ns, false);
        if (nest.open.count > 0) {
            /* What lies across its end is cut there. */
            int64_t outer_end_ns = nest.open.items[nest.open.count - 1]->end_ns;
            slice->end_ns = slice->end_ns < outer_end_ns ? slice->end_ns : outer_end_ns;
        }
        add_change(importer, track, slice->start_ns, slice->condition, false);
        ARRAY_PUSH(&nest.open, slice);
        end_ns = slice->end_ns > end_ns ? slice->end_ns : end_ns;
    }
    close_until(importer, &nest, track, end_ns, true);
    add_change(importer, track, end_ns, (Condition){0}, true);
    ARRAY_RELEASE(&nest.open);
}

static void find_changes(Importer *importer) {
    Slice *slices = importer->slices.items;
    size_t count = importer->slices.count;
    int64_t start_ns = slices[0].start_ns;
    for (size_t i = 0; i < count; i++) {
        bool is_open = slices[i].end_ns == INT64_MIN; /* it was never ended */
        slices[i].end_ns = is_open ? importer->end_ns : slices[i].end_ns;
        start_ns = slices[i].start_ns < start_ns ? slices[i].start_ns : start_ns;
    }
    for (size_t i = 0; i < count; i++) {
        slices[i].start_ns -= start_ns;
        slices[i].end_ns -= start_ns;
    }
    qsort(slices, count, sizeof *slices, compare_slices);
    for (size_t i = 0, next; i < count; i = next) {
        for (next = i + 1; next < count && slices[next].track == slices[i].track;) {
            next++;
        }
        add_changes_of_track(importer, slices + i, next - i);
    }
    qsort(importer->changes.items, importer->changes.count, sizeof *importer->changes.items,
          compare_changes);
}

/* ---- from changes to events ---- */

static size_t count_processes(const Importer *importer) {
    size_t count = 0;
    uint32_t last = NOTHING;
    for (size_t i = 0; i < importer->tracks.count; i++) {
        const Track *track = &importer->tracks.items[i];
        if (track->has_slices && track->process != last) {
            last = track->process;
            count++;
        }
    }
    return count;
}

static void append_track_name(Importer *importer, const Track *track, Text *name) {
    const Trace *trace = importer->trace;
    if (importer->process_count > 1) {
        uint32_t process = *meaning_of(importer, track->process);
        text_printf(name,
                    "%s: ", trace_string_at(trace, process != NOTHING ? process : track->process));
    }
    text_append_cstr(name, trace_string_at(trace, track->name));
}

/* "Task-3 fetch" is how our own traces call one of several tasks that run the same. */
static void begin_lane(Importer *importer, Track *track, int64_t t_ns) {
    Text name = {0};
    append_track_name(importer, track, &name);
    unsigned number = 0;
    int length = 0;
    bool is_task = sscanf(text_cstr(&name), "Task-%9u %n", &number, &length) == 1 && length > 0 &&
                   (size_t)length < name.length;
    track->lane =
        trace_add_task(importer->trace, t_ns, is_task ? NULL : text_cstr(&name), number,
                       text_cstr(&name) + (is_task ? length : 0), TRACE_NOBODY, TRACE_MAIN, 0);
    text_release(&name);
}

static void add_event(Trace *trace, uint32_t lane, const Change *change) {
    static const TraceKind KINDS[SPAN_STATE_COUNT] = {
        [SPAN_RUNNING] = TRACE_STEP,    [SPAN_READY] = TRACE_WAKE,
        [SPAN_NETWORK] = TRACE_SUSPEND, [SPAN_SLEEPING] = TRACE_SUSPEND,
        [SPAN_WAITING] = TRACE_SUSPEND, [SPAN_BLOCKED] = TRACE_BLOCK,
        [SPAN_IDLE] = TRACE_IDLE,
    };
    const Condition *condition = &change->condition;
    TraceReason reason = condition->state == SPAN_READY ? TRACE_FOR_NONE : condition->reason;
    bool has_time = TRACE_REASONS[reason].arg == TRACE_FIELD_TIME;
    int64_t arg =
        has_time || condition->state == SPAN_IDLE ? -1 : 0; /* when it ends is not known */
    trace_add(trace, change->t_ns, KINDS[condition->state], reason, lane, TRACE_NOBODY,
              condition->line, arg);
}

/* The thread that the tasks are on: it is there, and nothing more is known of it. */
static void add_thread(Importer *importer) {
    Trace *trace = importer->trace;
    uint32_t none = trace_string(trace, "", 0);
    ARRAY_PUSH(&trace->lanes, (TraceLane){.name = none,
                                          .call = none,
                                          .parent = TRACE_NOBODY,
                                          .thread = TRACE_MAIN,
                                          .kind = TRACE_LANE_THREAD});
    /* Tasks can block a loop only where one runs. */
    trace_add(trace, 0, TRACE_LOOP_START, TRACE_FOR_NONE, TRACE_MAIN, TRACE_NOBODY, 0, 0);
}

static void add_events(Importer *importer) {
    Trace *trace = importer->trace;
    importer->process_count = count_processes(importer);
    trace_set_info(trace, importer->name, "", "", "chrome", 0);
    add_thread(importer);
    int64_t end_ns = 0;
    for (size_t i = 0; i < importer->changes.count; i++) {
        const Change *change = &importer->changes.items[i];
        Track *track = &importer->tracks.items[change->track];
        if (track->lane == TRACE_NOBODY) {
            begin_lane(importer, track, change->t_ns);
        }
        if (change->is_end) {
            trace_add(trace, change->t_ns, TRACE_DONE, TRACE_FOR_NONE, track->lane, TRACE_NOBODY, 0,
                      0);
        } else {
            add_event(trace, track->lane, change);
        }
        end_ns = change->t_ns;
    }
    trace_finish(trace, end_ns, 0);
}

Status chrome_import_parse(const char *name, const char *bytes, size_t length, Trace **trace,
                           Error *error) {
    Importer importer = {.name = name,
                         .start = bytes,
                         .at = bytes,
                         .end = bytes + length,
                         .error = error,
                         .trace = trace_new(SIZE_MAX)};
    bool good = read_file(&importer);
    if (good) {
        find_changes(&importer);
        add_events(&importer);
    } else {
        trace_free(importer.trace);
        importer.trace = NULL;
    }
    ARRAY_RELEASE(&importer.slices);
    ARRAY_RELEASE(&importer.tracks);
    ARRAY_RELEASE(&importer.changes);
    ARRAY_RELEASE(&importer.meaning);
    *trace = importer.trace;
    return good ? STATUS_OK : STATUS_USAGE;
}
