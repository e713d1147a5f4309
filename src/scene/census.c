#include "scene/census.h"

#include "base/memory.h"
#include "scene/time_sort.h"

#include <string.h>

typedef struct Changes {
    TimedItem *items; /* NULL while they are only counted */
    size_t count;
} Changes;

static void add_change(Changes *changes, int64_t t_ns, int from, int to) {
    if (changes->items != NULL) {
        changes->items[changes->count] = (TimedItem){t_ns, (int64_t)from << 8 | to};
    }
    changes->count++;
}

/* Spans without length change nothing that lasts. */
static void add_lane(Changes *changes, const Spans *spans, uint32_t lane) {
    const LaneSpans *found = &spans->lanes[lane];
    int state = SPAN_STATE_COUNT;
    for (size_t i = found->first; i < found->first + found->count; i++) {
        const Span *span = &spans->items[i];
        if (span->end_ns > span->start_ns && span->state != state) {
            add_change(changes, span->start_ns, state, span->state);
            state = span->state;
        }
    }
    if (found->has_begun && (state != SPAN_STATE_COUNT || found->end != SPAN_STATE_COUNT)) {
        add_change(changes, found->end_ns, state, found->end);
    }
}

static void add_lanes(Changes *changes, const Spans *spans, const uint32_t *lanes, size_t count) {
    for (size_t i = 0; i < count; i++) {
        add_lane(changes, spans, lanes != NULL ? lanes[i] : (uint32_t)i);
    }
}

static void let_pass(CensusHead *head, int64_t t_ns) {
    uint64_t passed_ns = (uint64_t)(t_ns - head->t_ns);
    for (int state = 0; state < SPAN_STATE_COUNT; state++) {
        head->time_ns[state] += passed_ns * head->count[state];
    }
    head->busy_ns += head->count[SPAN_RUNNING] > 0 ? passed_ns : 0;
    head->t_ns = t_ns;
}

static void apply(CensusHead *head, const CensusChange *change) {
    let_pass(head, change->t_ns);
    if (change->from < SPAN_STATE_COUNT) {
        head->count[change->from]--;
    }
    if (change->to < SPAN_STATE_COUNT) {
        head->count[change->to]++;
    }
}

static void keep_heads(Census *census) {
    census->head_count = census->change_count / CENSUS_SECTION + 1;
    census->heads = memory_new(sizeof *census->heads * census->head_count);
    CensusHead head = {0};
    for (size_t i = 0; i < census->change_count; i++) {
        if (i % CENSUS_SECTION == 0) {
            census->heads[i / CENSUS_SECTION] = head;
        }
        apply(&head, &census->changes[i]);
        size_t waits = (size_t)head.count[SPAN_NETWORK] + head.count[SPAN_SLEEPING];
        census->waits_max = waits > census->waits_max ? waits : census->waits_max;
    }
    if (census->change_count % CENSUS_SECTION == 0) {
        census->heads[census->head_count - 1] = head;
    }
}

void census_init(Census *census, const Spans *spans, const uint32_t *lanes, size_t lane_count) {
    size_t count = lanes != NULL ? lane_count : spans->lane_count;
    Changes changes = {0};
    add_lanes(&changes, spans, lanes, count);
    changes.items = memory_new(sizeof *changes.items * (changes.count + 1));
    *census = (Census){.change_count = changes.count,
                       .changes = memory_new(sizeof *census->changes * (changes.count + 1)),
                       .lane_count = count};
    changes.count = 0;
    add_lanes(&changes, spans, lanes, count);
    time_sort(changes.items, changes.count);
    for (size_t i = 0; i < changes.count; i++) {
        census->changes[i] = (CensusChange){.t_ns = changes.items[i].t_ns,
                                            .from = (uint8_t)(changes.items[i].value >> 8),
                                            .to = (uint8_t)(changes.items[i].value & 0xFF)};
    }
    memory_free(changes.items);
    keep_heads(census);
}

void census_release(Census *census) {
    memory_free(census->changes);
    memory_free(census->heads);
    *census = (Census){0};
}

CensusHead census_at(const Census *census, int64_t t_ns) {
    size_t low = 0, high = census->head_count;
    while (low + 1 < high) {
        size_t middle = low + (high - low) / 2;
        if (census->heads[middle].t_ns <= t_ns) {
            low = middle;
        } else {
            high = middle;
        }
    }
    CensusHead head = census->heads[low];
    size_t end = (low + 1) * CENSUS_SECTION;
    end = end < census->change_count ? end : census->change_count;
    for (size_t i = low * CENSUS_SECTION; i < end && census->changes[i].t_ns <= t_ns; i++) {
        apply(&head, &census->changes[i]);
    }
    if (t_ns > head.t_ns) {
        let_pass(&head, t_ns);
    }
    return head;
}
