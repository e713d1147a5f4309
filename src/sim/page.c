#include "sim/page.h"

#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One request as it is to be shown. */
typedef struct Visit {
    const HarEntry *entry;
    size_t connection;
    int64_t start_ns;
    int64_t phase_ns[TRACE_PHASE_COUNT];
    bool is_last; /* of its connection */
} Visit;

/* Something to be written, since a trace is in the order of time and visits overlap. */
typedef struct Mark {
    int64_t t_ns;
    uint32_t visit;
    uint8_t step; /* 0: the request, 1 + phase, or LAST_STEP: the outcome */
} Mark;

enum { LAST_STEP = 1 + TRACE_PHASE_COUNT };

typedef struct Page {
    ARRAY_OF(Visit) visits; /* in the order of their starts */
    size_t connections;
} Page;

/* --- writing the trace --- */

/* What ends comes before what begins; a connection has no two of one kind at once. */
static int compare_marks(const void *left, const void *right) {
    const Mark *a = left, *b = right;
    if (a->t_ns != b->t_ns) {
        return a->t_ns < b->t_ns ? -1 : 1;
    }
    if (a->visit != b->visit) {
        return a->visit < b->visit ? -1 : 1;
    }
    return (a->step > b->step) - (a->step < b->step);
}

static int64_t end_of(const Visit *visit) {
    int64_t t_ns = visit->start_ns;
    for (size_t i = 0; i < TRACE_PHASE_COUNT; i++) {
        t_ns += visit->phase_ns[i];
    }
    return t_ns;
}

static void write_outcome(Trace *trace, const Visit *visit, int64_t t_ns, int64_t number) {
    uint32_t lane = (uint32_t)visit->connection;
    if (visit->entry->status != 0) {
        trace_add(trace, t_ns, TRACE_RESPONSE, TRACE_FOR_NONE, lane, (uint32_t)visit->entry->status,
                  0, number);
    } else {
        trace_add(trace, t_ns, TRACE_REQUEST_FAILED, TRACE_FOR_NONE, lane,
                  trace_string(trace, "no response", 11), 0, number);
    }
    if (visit->is_last) {
        trace_add(trace, t_ns, TRACE_CLIENT_END, TRACE_FOR_NONE, lane, TRACE_NOBODY, 0, 0);
    }
}

static void write_mark(Trace *trace, const Visit *visit, const Mark *mark, int64_t *numbers) {
    uint32_t lane = (uint32_t)visit->connection;
    const HarEntry *entry = visit->entry;
    if (mark->step == 0) {
        Text call = {0};
        text_printf(&call, "%s %s", entry->method, entry->url);
        numbers[mark->visit] = trace_add_request(trace, mark->t_ns, lane, 0, text_cstr(&call));
        text_release(&call);
    } else if (mark->step < LAST_STEP) {
        trace_add(trace, mark->t_ns, TRACE_PHASE, (TraceReason)(mark->step - 1), lane, TRACE_NOBODY,
                  0, numbers[mark->visit]);
    } else {
        write_outcome(trace, visit, mark->t_ns, numbers[mark->visit]);
    }
}

static void find_last(Page *page) {
    bool *is_known = memory_new_zeroed(page->connections + 1, sizeof *is_known);
    for (size_t i = page->visits.count; i-- > 0;) {
        Visit *visit = &page->visits.items[i];
        visit->is_last = !is_known[visit->connection];
        is_known[visit->connection] = true;
    }
    memory_free(is_known);
}

static Trace *write_trace(Page *page, const char *name) {
    find_last(page);
    Trace *trace = trace_new(SIZE_MAX);
    ARRAY_OF(Mark) marks = {0};
    int64_t *numbers = memory_new_zeroed(page->visits.count + 1, sizeof *numbers);
    int64_t end_ns = 0;
    for (size_t i = 0; i < page->visits.count; i++) {
        const Visit *visit = &page->visits.items[i];
        int64_t t_ns = visit->start_ns;
        ARRAY_PUSH(&marks, (Mark){t_ns, (uint32_t)i, 0});
        for (size_t phase = 0; phase < TRACE_PHASE_COUNT; phase++) {
            if (visit->phase_ns[phase] > 0) {
                ARRAY_PUSH(&marks, (Mark){t_ns, (uint32_t)i, (uint8_t)(1 + phase)});
                t_ns += visit->phase_ns[phase];
            }
        }
        ARRAY_PUSH(&marks, (Mark){t_ns, (uint32_t)i, LAST_STEP});
        end_ns = t_ns > end_ns ? t_ns : end_ns;
    }
    qsort(marks.items, marks.count, sizeof *marks.items, compare_marks);
    trace_set_info(trace, name, "", "", "har", 0);
    for (size_t i = 0; i < page->connections; i++) {
        char connection[32];
        snprintf(connection, sizeof connection, "connection %zu", i + 1);
        trace_add_client(trace, 0, connection, "connections");
    }
    for (size_t i = 0; i < marks.count; i++) {
        write_mark(trace, &page->visits.items[marks.items[i].visit], &marks.items[i], numbers);
    }
    trace_finish(trace, end_ns, 0);
    ARRAY_RELEASE(&marks);
    memory_free(numbers);
    return trace;
}

/* --- as recorded --- */

Trace *page_as_recorded(const Har *har, const char *name) {
    Page page = {0};
    ARRAY_OF(int64_t) free_at_ns = {0}; /* of each connection */
    for (size_t i = 0; i < har->entries.count; i++) {
        const HarEntry *entry = &har->entries.items[i];
        Visit visit = {.entry = entry, .start_ns = entry->start_ns};
        memcpy(visit.phase_ns, entry->phase_ns, sizeof visit.phase_ns);
        while (visit.connection < free_at_ns.count &&
               free_at_ns.items[visit.connection] > visit.start_ns) {
            visit.connection++;
        }
        if (visit.connection == free_at_ns.count) {
            ARRAY_PUSH(&free_at_ns, 0);
        }
        free_at_ns.items[visit.connection] = end_of(&visit);
        ARRAY_PUSH(&page.visits, visit);
    }
    page.connections = free_at_ns.count;
    Trace *trace = write_trace(&page, name);
    ARRAY_RELEASE(&free_at_ns);
    ARRAY_RELEASE(&page.visits);
    return trace;
}

/* --- with so many connections --- */

typedef struct Connection {
    int64_t free_at_ns;
    const char *origin; /* whose it is; NULL: nobody's yet */
} Connection;

/* What connecting to an origin costs: the entry of that origin which took longest to do so. */
typedef struct Origin {
    const char *name;
    const HarEntry *slowest;
} Origin;

static int64_t setup_ns(const HarEntry *entry) {
    return entry->phase_ns[TRACE_PHASE_DNS] + entry->phase_ns[TRACE_PHASE_CONNECT] +
           entry->phase_ns[TRACE_PHASE_TLS];
}

static int compare_origins(const void *left, const void *right) {
    const Origin *a = left, *b = right;
    int order = strcmp(a->name, b->name);
    int64_t a_ns = setup_ns(a->slowest), b_ns = setup_ns(b->slowest);
    return order != 0 ? order : (b_ns > a_ns) - (b_ns < a_ns);
}

static const HarEntry *slowest_of(const Origin *origins, size_t count, const char *name) {
    size_t low = 0, high = count; /* the first of that name */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(origins[middle].name, name) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return origins[low].slowest;
}

/* The connection that is free first; of equal ones, one of this origin, then the first. */
static size_t choose(const Connection *connections, size_t count, const char *origin) {
    size_t best = 0;
    bool best_is_known = false;
    for (size_t i = 0; i < count; i++) {
        const Connection *connection = &connections[i];
        bool is_known = connection->origin != NULL && strcmp(connection->origin, origin) == 0;
        bool is_better = connection->free_at_ns == connections[best].free_at_ns
                             ? is_known && !best_is_known
                             : connection->free_at_ns < connections[best].free_at_ns;
        if (i == 0 || is_better) {
            best = i;
            best_is_known = is_known;
        }
    }
    return best;
}

Trace *page_with_connections(const Har *har, const char *name, size_t connections) {
    size_t count = har->entries.count;
    Page page = {.connections = connections < count ? connections : count};
    Connection *lanes = memory_new_zeroed(page.connections + 1, sizeof *lanes);
    Origin *origins = memory_new((count + 1) * sizeof *origins);
    for (size_t i = 0; i < count; i++) {
        origins[i] = (Origin){har->entries.items[i].origin, &har->entries.items[i]};
    }
    qsort(origins, count, sizeof *origins, compare_origins);
    for (size_t i = 0; i < count; i++) {
        const HarEntry *entry = &har->entries.items[i];
        size_t chosen = choose(lanes, page.connections, entry->origin);
        Visit visit = {.entry = entry, .connection = chosen, .start_ns = lanes[chosen].free_at_ns};
        memcpy(visit.phase_ns, entry->phase_ns, sizeof visit.phase_ns);
        const HarEntry *setup = slowest_of(origins, count, entry->origin);
        bool is_known =
            lanes[chosen].origin != NULL && strcmp(lanes[chosen].origin, entry->origin) == 0;
        visit.phase_ns[TRACE_PHASE_POOL] = 0;
        for (size_t phase = TRACE_PHASE_DNS; phase <= TRACE_PHASE_TLS; phase++) {
            visit.phase_ns[phase] = is_known ? 0 : setup->phase_ns[phase];
        }
        lanes[chosen] = (Connection){end_of(&visit), entry->origin};
        ARRAY_PUSH(&page.visits, visit);
    }
    Trace *trace = write_trace(&page, name);
    ARRAY_RELEASE(&page.visits);
    memory_free(lanes);
    memory_free(origins);
    return trace;
}
