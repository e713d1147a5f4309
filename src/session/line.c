#include "session/line.h"

#include "base/array.h"
#include "base/check.h"
#include "session/net.h"
#include "session/threads.h"
#include "vm/number.h"

#include <string.h>

struct Line {
    ARRAY_OF(Place *) places; /* place n is items[n - 1]; NULL where it has ended */
    ARRAY_OF(size_t) free;    /* ended ones, to be used again */
};

Line *line_new(Session *session) {
    (void)session;
    return memory_new_zeroed(1, sizeof(Line));
}

void line_free(Line *line) {
    for (size_t i = 0; i < line->places.count; i++) {
        memory_free(line->places.items[i]);
    }
    ARRAY_RELEASE(&line->places);
    ARRAY_RELEASE(&line->free);
    memory_free(line);
}

static size_t index_of(Value number) {
    int64_t place = 0;
    CHECK(int_to_int64(number, &place));
    return (size_t)place - 1;
}

static void end_place(Line *line, size_t index) {
    memory_free(line->places.items[index]);
    line->places.items[index] = NULL;
    ARRAY_PUSH(&line->free, index);
}

Place *line_find(Session *session, Value number) {
    const Line *line = session->line;
    int64_t place = 0;
    bool known = value_is_int(number) && int_to_int64(number, &place) && place >= 1 &&
                 (size_t)place <= line->places.count && line->places.items[place - 1] != NULL;
    if (!known) {
        vm_raise(session->vm, EXC_VALUE_ERROR, "there is no such place in line");
        return NULL;
    }
    return line->places.items[place - 1];
}

Place *line_stand(Session *session, const char *method, const char *url, int64_t *number) {
    Line *line = session->line;
    Place *place = memory_new_zeroed(1, sizeof *place);
    place->session = session;
    place->waiting = VALUE_NULL;
    if (session->trace != NULL) {
        int64_t now_ns = machine_now(session->machine);
        place->lane = session_lane(session);
        place->line = vm_current_line(session->vm);
        place->number = net_trace_request(session, method, url);
        trace_add(session->trace, now_ns, TRACE_PHASE, (TraceReason)TRACE_PHASE_POOL, place->lane,
                  TRACE_NOBODY, place->line, place->number);
    }
    size_t index = line->places.count;
    if (line->free.count > 0) {
        index = line->free.items[--line->free.count];
        line->places.items[index] = place;
    } else {
        ARRAY_PUSH(&line->places, place);
    }
    *number = (int64_t)index + 1;
    return place;
}

void line_call_up(Place *place, bool fresh) {
    place->is_called = true;
    place->fresh = fresh;
    if (place->sleeper != NULL) {
        machine_wake(place->session->machine, place->sleeper);
    } else if (!value_is_null(place->waiting)) {
        asyncio_wait_wake(place->waiting);
    }
}

void line_leave(Session *session, Value number) {
    end_place(session->line, index_of(number));
}

void line_give_up(Session *session, Value number, const char *why) {
    size_t index = index_of(number);
    const Place *place = session->line->places.items[index];
    if (place->number > 0) {
        trace_add(session->trace, machine_now(session->machine), TRACE_REQUEST_FAILED,
                  TRACE_FOR_NONE, place->lane, trace_string(session->trace, why, strlen(why)),
                  place->line, place->number);
    }
    end_place(session->line, index);
}

/* ---- the functions ---- */

/* Whether it waits on; a wait is asked for its deadline before each part. */
static bool next_wait(void *context, int64_t *deadline_ns) {
    Place *place = context;
    bool is_late = place->has_waited && machine_now(place->session->machine) >= place->deadline_ns;
    place->has_waited = true;
    *deadline_ns = place->deadline_ns;
    return !place->is_called && !is_late;
}

static bool take_deadline(Place *place, Value seconds) {
    int64_t ns = 0;
    place->deadline_ns = MACHINE_FOREVER;
    if (value_is_none(seconds)) {
        return true;
    }
    if (!threads_seconds_to_ns(place->session->vm, seconds, &ns)) {
        return false;
    }
    place->deadline_ns = machine_after(place->session->machine, ns < 0 ? 0 : ns);
    return true;
}

static Value wait_in_line_blocking(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    Session *session = session_of(vm);
    Place *place = line_find(session, arguments[0]);
    if (place == NULL || !take_deadline(place, arguments[1])) {
        return VALUE_NULL;
    }
    place->sleeper = machine_current(session->machine);
    bool goes_on = threads_wait_in_parts(session, next_wait, place, "a free connection",
                                         TRACE_FOR_CONNECTION, place->number);
    place->sleeper = NULL;
    return !goes_on ? VALUE_NULL : place->is_called ? VALUE_TRUE : VALUE_FALSE;
}

static bool wait_start(Session *session, void *data, Value coroutine, int64_t *deadline_ns) {
    (void)session;
    Place *place = data;
    place->waiting = coroutine;
    *deadline_ns = place->is_called ? 0 : place->deadline_ns;
    return true;
}

static bool wait_go_on(Session *session, void *data, int64_t *deadline_ns) {
    (void)session;
    (void)data;
    (void)deadline_ns;
    return true; /* called up, or late */
}

static Value wait_finish(Session *session, void *data) {
    (void)session;
    Place *place = data;
    return place->is_called ? VALUE_TRUE : VALUE_FALSE;
}

static void wait_drop(Session *session, void *data) {
    (void)session;
    Place *place = data;
    place->waiting = VALUE_NULL;
}

static Value wait_in_line(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    Session *session = session_of(vm);
    Place *place = line_find(session, arguments[0]);
    if (place == NULL || !take_deadline(place, arguments[1])) {
        return VALUE_NULL;
    }
    place->wait = (AsyncioWait){.name = "wait_in_line",
                                .reason = TRACE_FOR_CONNECTION,
                                .reason_argument = place->number,
                                .start = wait_start,
                                .go_on = wait_go_on,
                                .finish = wait_finish,
                                .drop = wait_drop};
    return asyncio_wait_new(session, &place->wait, place);
}

static const NativeMethod FUNCTIONS[] = {
    {"wait_in_line", wait_in_line, 2, 2, false, METHOD_STATIC},
    {"wait_in_line_blocking", wait_in_line_blocking, 2, 2, false, METHOD_STATIC},
    {NULL, NULL, 0, 0, false, METHOD_STATIC},
};

void line_add_functions(Session *session, Value module) {
    module_add_functions(session->vm, module, FUNCTIONS);
}
