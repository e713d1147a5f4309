#include "trace/labels.h"

#include "base/memory.h"

#include <string.h>

static bool has_label_of_its_call(const Trace *trace, const TraceLane *lane) {
    return lane->kind == TRACE_LANE_TASK && lane->name == TRACE_NOBODY &&
           trace_string_at(trace, lane->call)[0] != '\0';
}

static bool is_runners_own(const Trace *trace, const TraceLane *lane) {
    static const char *const CALLS[] = {"shutdown_asyncgens", "shutdown_default_executor"};
    const char *call = trace_string_at(trace, lane->call);
    for (size_t i = 0; i < sizeof CALLS / sizeof *CALLS; i++) {
        size_t length = strlen(CALLS[i]);
        const char *found = strstr(call, CALLS[i]);
        bool is_whole = found != NULL && (found[length] == '\0' || found[length] == '(') &&
                        (found == call || found[-1] == '.');
        if (lane->kind == TRACE_LANE_TASK && is_whole) {
            return true;
        }
    }
    return false;
}

void labels_init(Labels *labels, const Trace *trace) {
    size_t lanes = trace->lanes.count;
    *labels = (Labels){.trace = trace,
                       .uses = memory_new_zeroed(trace->strings.count + 1, 1),
                       .is_housekeeping = memory_new_zeroed(lanes + 1, sizeof(bool))};
    for (size_t i = 0; i < lanes; i++) {
        const TraceLane *lane = &trace->lanes.items[i];
        /* Parents stand before their children, so one pass is enough. */
        bool has_such_parent = lane->parent < i && labels->is_housekeeping[lane->parent];
        labels->is_housekeeping[i] = has_such_parent || is_runners_own(trace, lane);
        if (has_label_of_its_call(trace, lane) && labels->uses[lane->call] < 2) {
            labels->uses[lane->call]++;
        }
    }
}

void labels_release(Labels *labels) {
    memory_free(labels->uses);
    memory_free(labels->is_housekeeping);
    *labels = (Labels){0};
}

void labels_append(const Labels *labels, uint32_t lane, Text *label) {
    const Trace *trace = labels->trace;
    const TraceLane *found = &trace->lanes.items[lane];
    if (!has_label_of_its_call(trace, found)) {
        trace_lane_name(trace, lane, label);
    } else if (labels->uses[found->call] > 1) {
        trace_lane_name(trace, lane, label);
        text_printf(label, " %s", trace_string_at(trace, found->call));
    } else {
        text_append_cstr(label, trace_string_at(trace, found->call));
    }
}

bool labels_is_housekeeping(const Labels *labels, uint32_t lane) {
    return labels->is_housekeeping[lane];
}
