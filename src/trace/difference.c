#include "trace/difference.h"

#include <string.h>

static bool same_string(const Trace *a, uint32_t of_a, const Trace *b, uint32_t of_b) {
    return strcmp(trace_string_at(a, of_a), trace_string_at(b, of_b)) == 0;
}

static bool same_name(const Trace *a, const TraceLane *of_a, const Trace *b,
                      const TraceLane *of_b) {
    if (of_a->name == TRACE_NOBODY || of_b->name == TRACE_NOBODY) {
        return of_a->name == of_b->name && of_a->number == of_b->number;
    }
    return same_string(a, of_a->name, b, of_b->name);
}

static bool same_lane(const Trace *a, const Trace *b, uint32_t lane) {
    const TraceLane *of_a = &a->lanes.items[lane], *of_b = &b->lanes.items[lane];
    return of_a->kind == of_b->kind && same_name(a, of_a, b, of_b) &&
           same_string(a, of_a->call, b, of_b->call);
}

/* Whether a field that both events have holds the same. */
static bool same_field(const Trace *a, const Trace *b, TraceField field, int64_t of_a,
                       int64_t of_b) {
    if (field == TRACE_FIELD_NONE) {
        return true;
    }
    if (field == TRACE_FIELD_STRING) {
        return same_string(a, (uint32_t)of_a, b, (uint32_t)of_b);
    }
    return of_a == of_b;
}

static bool same_event(const Trace *a, const TraceEvent *of_a, const Trace *b,
                       const TraceEvent *of_b) {
    if (of_a->kind != of_b->kind || of_a->t_ns != of_b->t_ns || of_a->lane != of_b->lane ||
        of_a->line != of_b->line || of_a->reason != of_b->reason) {
        return false;
    }
    const TraceKindInfo *kind = &TRACE_KINDS[of_a->kind];
    TraceField arg = kind->arg == TRACE_FIELD_REASON ? TRACE_REASONS[of_a->reason].arg : kind->arg;
    bool begins_lane =
        of_a->kind == TRACE_CREATED || of_a->kind == TRACE_THREAD || of_a->kind == TRACE_CLIENT;
    return same_field(a, b, kind->other, of_a->other, of_b->other) &&
           same_field(a, b, arg, of_a->arg, of_b->arg) &&
           (!begins_lane || same_lane(a, b, of_a->lane));
}

size_t difference_find(const Trace *a, const Trace *b) {
    size_t count_a = trace_count(a), count_b = trace_count(b);
    size_t common = count_a < count_b ? count_a : count_b;
    for (size_t i = 0; i < common; i++) {
        if (!same_event(a, trace_at(a, i), b, trace_at(b, i))) {
            return i;
        }
    }
    return count_a == count_b ? DIFFERENCE_NONE : common;
}
