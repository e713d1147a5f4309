#include "lesson/reader.h"

#include "sim/distribution.h"

#include <string.h>

/* What an event is about, besides the moment. */
typedef enum EventOperand { OF_NOTHING, OF_TASK, OF_NUMBER, OF_TEXT } EventOperand;

static const struct {
    const char *word;
    LessonEventKind kind;
    EventOperand operand;
} EVENTS[] = {
    {"created", LESSON_CREATED, OF_TASK},     {"step", LESSON_STEP_OF, OF_TASK},
    {"done", LESSON_DONE, OF_TASK},           {"failed", LESSON_FAILED, OF_TASK},
    {"cancelled", LESSON_CANCELLED, OF_TASK}, {"suspend", LESSON_SUSPEND, OF_TASK},
    {"blocked", LESSON_BLOCKED, OF_NOTHING},  {"unblocked", LESSON_UNBLOCKED, OF_NOTHING},
    {"request", LESSON_REQUEST, OF_NUMBER},   {"response", LESSON_RESPONSE, OF_NUMBER},
    {"printed", LESSON_PRINTED, OF_TEXT},     {"deadlock", LESSON_DEADLOCK, OF_NOTHING},
};

static LessonSlice last_word(const LessonReader *reader, LessonSlice slice) {
    const char *bytes = reader_bytes(reader, slice);
    size_t start = slice.length;
    while (start > 0 && bytes[start - 1] != ' ') {
        start--;
    }
    return slice_of(slice.offset + start, slice.offset + slice.length);
}

static LessonSlice before(const LessonReader *reader, LessonSlice all, LessonSlice word) {
    return reader_trim(reader, slice_of(all.offset, word.offset));
}

/* [in RUN] [#N], from the end: "fetch #2 in b #3" is the third such event of b's second fetch. */
static bool read_event_tail(LessonReader *reader, LessonSlice *rest, LessonEvent *event) {
    LessonSlice number = last_word(reader, *rest);
    LessonSlice ahead = before(reader, *rest, number);
    LessonSlice run = last_word(reader, ahead);
    LessonSlice in = last_word(reader, before(reader, ahead, run));
    bool is_number = number.length > 1 && reader_bytes(reader, number)[0] == '#';
    /* In "done fetch #2" the number is the task's; behind `in RUN`, or where no task is named,
     * it is the event's. */
    bool is_event_number =
        is_number && (reader_is(reader, in, "in") || event->kind == LESSON_BLOCKED ||
                      event->kind == LESSON_UNBLOCKED || event->kind == LESSON_PRINTED);
    if (is_event_number) {
        LessonSlice digits = slice_of(number.offset + 1, number.offset + number.length);
        if (!reader_count(reader, digits, 1, INT32_MAX, "a number", &event->nth)) {
            return false;
        }
        *rest = ahead;
    }
    run = last_word(reader, *rest);
    in = last_word(reader, before(reader, *rest, run));
    if (reader_is(reader, in, "in")) {
        event->run = reader_find_run(reader, run);
        *rest = before(reader, *rest, in);
    }
    return event->run != LESSON_NONE;
}

static bool read_event(LessonReader *reader, LessonSlice slice, LessonEvent *event) {
    LessonSlice rest = slice;
    LessonSlice word = reader_take_word(reader, &rest);
    size_t which = 0;
    size_t count = sizeof EVENTS / sizeof *EVENTS;
    while (which < count && !reader_is(reader, word, EVENTS[which].word)) {
        which++;
    }
    if (which == count) {
        reader_fail(reader, word.length > 0 ? word : slice, "there is no such event to stop at");
        diagnostics_hint(reader->diagnostics,
                         "created, step, done, failed, cancelled or suspend TASK; blocked, "
                         "unblocked; request N, response N; printed \"text\"; deadlock");
        return false;
    }
    event->kind = EVENTS[which].kind;
    event->nth = 1;
    if (!read_event_tail(reader, &rest, event)) {
        return false;
    }
    ClaimOperand text;
    switch (EVENTS[which].operand) {
    case OF_NOTHING:
        if (rest.length > 0) {
            reader_fail(reader, rest, "did not expect more here");
        }
        return rest.length == 0;
    case OF_NUMBER:
        return reader_count(reader, rest, 1, INT32_MAX, "the number of a request", &event->request);
    case OF_TEXT:
        if (!claim_parse_names(reader, rest, &text)) {
            return false;
        }
        event->printed = text.names[0];
        return true;
    case OF_TASK:
        if (rest.length == 0) {
            reader_fail(reader, slice, "which task?");
            return false;
        }
        event->task = reader_copy(reader, rest);
        return true;
    }
    return false;
}

/* at 1.5s | when EVENT | end */
static bool read_stop(LessonReader *reader, LessonSlice value, LessonStop *stop) {
    LessonSlice rest = value;
    LessonSlice word = reader_take_word(reader, &rest);
    if (reader_is(reader, word, "end") && rest.length == 0) {
        stop->kind = LESSON_STOP_END;
        return true;
    }
    if (reader_is(reader, word, "when")) {
        stop->kind = LESSON_STOP_WHEN;
        return read_event(reader, rest, &stop->event);
    }
    if (reader_is(reader, word, "at")) {
        stop->kind = LESSON_STOP_AT;
        Quantity time;
        size_t taken = quantity_read(&time, reader_bytes(reader, rest), rest.length);
        if (taken == 0 || taken != rest.length || time.unit != QUANTITY_TIME) {
            reader_fail(reader, rest.length > 0 ? rest : value, "expected a time, such as 1.5s");
            return false;
        }
        stop->at_ns = time.numerator / time.denominator;
        return true;
    }
    reader_fail(reader, value, "a stop is `at TIME`, `when EVENT` or `end`");
    return false;
}

/* lanes TASK, … | loop | ready | … */
static void read_look(LessonReader *reader, LessonSlice value, LessonStop *stop) {
    static const struct {
        const char *word;
        LessonLook look;
    } LOOKS[] = {{"lanes", LESSON_LOOK_LANES}, {"loop", LESSON_LOOK_LOOP},
                 {"ready", LESSON_LOOK_READY}, {"timers", LESSON_LOOK_TIMERS},
                 {"code", LESSON_LOOK_CODE},   {"output", LESSON_LOOK_OUTPUT},
                 {"sum", LESSON_LOOK_SUM},     {"none", LESSON_LOOK_NONE}};
    enum { COUNT = sizeof LOOKS / sizeof *LOOKS };
    LessonSlice part;
    while (reader_take_part(reader, &value, '|', &part)) {
        LessonSlice rest = part;
        LessonSlice word = reader_take_word(reader, &rest);
        size_t which = 0;
        while (which < COUNT && !reader_is(reader, word, LOOKS[which].word)) {
            which++;
        }
        bool is_known = which < COUNT;
        bool is_lanes = is_known && LOOKS[which].look == LESSON_LOOK_LANES;
        if (!is_known || is_lanes != (rest.length > 0)) {
            reader_fail(reader, part, "there is no such thing to look at");
            diagnostics_hint(reader->diagnostics, "lanes TASK, …; loop, ready, timers, code, "
                                                  "output, sum, none; several with | between");
            return;
        }
        stop->look |= LOOKS[which].look;
        ClaimOperand lanes;
        if (is_lanes && claim_parse_names(reader, rest, &lanes)) {
            stop->lanes = lanes.names;
            stop->lane_count = lanes.name_count;
        }
    }
}

static void read_speed(LessonReader *reader, LessonSlice value, LessonStop *stop) {
    Quantity speed;
    size_t taken = quantity_read(&speed, reader_bytes(reader, value), value.length);
    int64_t millionths = 0;
    if (taken == value.length && speed.unit != QUANTITY_TIME) {
        millionths = (int64_t)((QuantityWide)speed.numerator * 1000000 / speed.denominator);
    }
    if (millionths <= 0) {
        reader_fail(reader, value, "a speed is simulated seconds for a second: 0.5, 2");
        return;
    }
    stop->speed_millionths = millionths;
}

typedef struct WatchFields {
    LessonWatch watch;
    LessonStop stops[LESSON_STOPS_MAX];
    bool has_runs;
    bool seen[3]; /* of the last stop: look, say, speed */
} WatchFields;

static void add_stop(LessonReader *reader, const LessonField *field, WatchFields *fields) {
    LessonWatch *watch = &fields->watch;
    if (watch->stop_count == LESSON_STOPS_MAX) {
        reader_fail(reader, field->key, "a watch has more than %d stops", LESSON_STOPS_MAX);
        return;
    }
    LessonStop *stop = &fields->stops[watch->stop_count++];
    *stop = (LessonStop){.source = field->value};
    stop->event.run = watch->runs[0];
    (void)read_stop(reader, field->value, stop);
    memset(fields->seen, 0, sizeof fields->seen);
}

static void read_field(LessonReader *reader, const LessonField *field, WatchFields *fields) {
    LessonWatch *watch = &fields->watch;
    LessonStop *stop = watch->stop_count > 0 ? &fields->stops[watch->stop_count - 1] : NULL;
    static const char *const OF_STOPS[] = {"look", "say", "speed"};
    int which = 0;
    while (which < 3 && !reader_is(reader, field->key, OF_STOPS[which])) {
        which++;
    }
    if (reader_is(reader, field->key, "run")) {
        if (stop != NULL) {
            reader_fail(reader, field->key, "which runs to watch stands before the first stop");
        } else if (reader_is_first(reader, field, &fields->has_runs)) {
            size_t count = 0;
            const size_t *runs = NULL;
            if (reader_find_runs(reader, field->value, &runs, &count)) {
                watch->runs = runs;
                watch->run_count = count;
            }
        }
    } else if (reader_is(reader, field->key, "stop")) {
        add_stop(reader, field, fields);
    } else if (which == 3 || field->argument.length > 0) {
        reader_fail_unknown_field(reader, field, "run, stop, look, say, speed");
    } else if (stop == NULL) {
        reader_fail(reader, field->key, "this belongs to a stop, and stands below it");
    } else if (!reader_is_first(reader, field, &fields->seen[which])) {
        return;
    } else if (which == 0) {
        read_look(reader, field->value, stop);
    } else if (which == 1) {
        stop->say = reader_markdown(reader, field->value);
    } else {
        read_speed(reader, field->value, stop);
    }
}

const LessonWatch *read_watch(LessonReader *reader, const LessonPiece *piece) {
    WatchFields *fields = memory_new_zeroed(1, sizeof *fields);
    LessonWatch *watch = &fields->watch;
    size_t errors = reader->diagnostics->total;
    reader_default_runs(reader, &watch->runs, &watch->run_count);
    if (watch->run_count == 0) {
        static const size_t NO_RUN = LESSON_NONE;
        watch->runs = &NO_RUN;
    }
    LessonSlice rest = piece->inside;
    LessonField field;
    while (reader_take_field(reader, &rest, &field)) {
        read_field(reader, &field, fields);
    }
    if (watch->run_count == 0 && reader->diagnostics->total == errors) {
        reader_fail(reader, piece->whole, "there is nothing to watch: this step has no program");
        diagnostics_hint(reader->diagnostics, "write `run: NAME`");
    }
    if (watch->stop_count == 0) {
        fields->stops[watch->stop_count++] =
            (LessonStop){.kind = LESSON_STOP_END, .source = piece->whole};
    }
    const LessonWatch *kept = NULL;
    if (reader->diagnostics->total == errors) {
        watch->stops = reader_keep(reader, fields->stops, watch->stop_count, sizeof *watch->stops);
        kept = reader_keep(reader, watch, 1, sizeof *watch);
    }
    memory_free(fields);
    return kept;
}
