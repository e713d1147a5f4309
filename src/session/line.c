#include "session/line.h"

#include "base/memory.h"
#include "session/asyncio.h"
#include "session/net.h"
#include "session/threads.h"
#include "vm/number.h"
#include "vm/str.h"

#include <string.h>

/* One request that waits, asynchronously or in a thread. */
typedef struct Place {
    Session *session;
    int64_t number; /* of the request in the trace; 0: nobody records */
    uint32_t lane;
    int32_t line;
    int64_t deadline_ns;
    bool called;
    bool has_waited;
    Value waiting;          /* the coroutine of wait_in_line(), borrowed; VALUE_NULL: none */
    MachineThread *sleeper; /* who waits in wait_in_line_blocking(), or NULL */
    AsyncioWait wait;
} Place;

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

static Place *find(Session *session, Value value, size_t *index) {
    Line *line = session->line;
    int64_t number = 0;
    bool known = value_is_int(value) && int_to_int64(value, &number) && number >= 1 &&
                 (size_t)number <= line->places.count && line->places.items[number - 1] != NULL;
    if (!known) {
        vm_raise(session->vm, EXC_VALUE_ERROR, "there is no such place in line");
        return NULL;
    }
    *index = (size_t)number - 1;
    return line->places.items[*index];
}

static void end_place(Line *line, size_t index) {
    memory_free(line->places.items[index]);
    line->places.items[index] = NULL;
    ARRAY_PUSH(&line->free, index);
}

bool line_leave(Session *session, Value place, int64_t *number) {
    size_t index;
    const Place *found = find(session, place, &index);
    if (found == NULL) {
        return false;
    }
    *number = found->number;
    end_place(session->line, index);
    return true;
}

/* ---- the functions ---- */

static Value line_up(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    Session *session = session_of(vm);
    Line *line = session->line;
    Place *place = memory_new_zeroed(1, sizeof *place);
    place->session = session;
    place->waiting = VALUE_NULL;
    if (session->trace != NULL) {
        int64_t now_ns = machine_now(session->machine);
        place->lane = session_lane(session);
        place->line = vm_current_line(vm);
        place->number =
            net_trace_request(session, str_utf8(vm, arguments[0]), str_utf8(vm, arguments[1]));
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
    return int_from_int64(vm, (int64_t)index + 1);
}

/* Whether it waits on; a wait is asked for its deadline before each part. */
static bool next_wait(void *context, int64_t *deadline_ns) {
    Place *place = context;
    bool is_late = place->has_waited && machine_now(place->session->machine) >= place->deadline_ns;
    place->has_waited = true;
    *deadline_ns = place->deadline_ns;
    return !place->called && !is_late;
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
    size_t index;
    Place *place = find(session, arguments[0], &index);
    if (place == NULL || !take_deadline(place, arguments[1])) {
        return VALUE_NULL;
    }
    place->sleeper = machine_current(session->machine);
    bool goes_on = threads_wait_in_parts(session, next_wait, place, "a free connection",
                                         TRACE_FOR_CONNECTION, place->number);
    place->sleeper = NULL;
    return !goes_on ? VALUE_NULL : place->called ? VALUE_TRUE : VALUE_FALSE;
}

static bool wait_start(Session *session, void *data, Value coroutine, int64_t *deadline_ns) {
    (void)session;
    Place *place = data;
    place->waiting = coroutine;
    *deadline_ns = place->called ? 0 : place->deadline_ns;
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
    return place->called ? VALUE_TRUE : VALUE_FALSE;
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
    size_t index;
    Place *place = find(session, arguments[0], &index);
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

static Value call_up(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    Session *session = session_of(vm);
    size_t index;
    Place *place = find(session, arguments[0], &index);
    if (place == NULL) {
        return VALUE_NULL;
    }
    place->called = true;
    if (place->sleeper != NULL) {
        machine_wake(session->machine, place->sleeper);
    } else if (!value_is_null(place->waiting)) {
        asyncio_wait_wake(place->waiting);
    }
    return VALUE_NONE;
}

static Value step_out(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    Session *session = session_of(vm);
    size_t index;
    const Place *place = find(session, arguments[0], &index);
    if (place == NULL) {
        return VALUE_NULL;
    }
    if (place->number > 0) {
        const char *why = str_utf8(vm, arguments[1]);
        trace_add(session->trace, machine_now(session->machine), TRACE_REQUEST_FAILED,
                  TRACE_FOR_NONE, place->lane, trace_string(session->trace, why, strlen(why)),
                  place->line, place->number);
    }
    end_place(session->line, index);
    return VALUE_NONE;
}

static const NativeMethod FUNCTIONS[] = {
    {"line_up", line_up, 2, 2, false, METHOD_STATIC},
    {"wait_in_line", wait_in_line, 2, 2, false, METHOD_STATIC},
    {"wait_in_line_blocking", wait_in_line_blocking, 2, 2, false, METHOD_STATIC},
    {"call_up", call_up, 1, 1, false, METHOD_STATIC},
    {"step_out", step_out, 2, 2, false, METHOD_STATIC},
    {NULL, NULL, 0, 0, false, METHOD_STATIC},
};

void line_add_functions(Session *session, Value module) {
    module_add_functions(session->vm, module, FUNCTIONS);
}
