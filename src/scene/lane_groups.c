#include "scene/lane_groups.h"

#include "base/memory.h"

#include <string.h>

void lane_label_append(const Trace *trace, const Spans *spans, const Labels *labels, uint32_t lane,
                       Text *label) {
    const TraceLane *found = &trace->lanes.items[lane];
    if (spans->lanes[lane].runs_loop) {
        text_append_cstr(label, "event loop");
        if (lane != TRACE_MAIN) {
            text_append_cstr(label, ", ");
            trace_lane_name(trace, lane, label);
        }
    } else if (lane == TRACE_MAIN && found->kind == TRACE_LANE_THREAD) {
        text_append_cstr(label, "main thread");
    } else {
        labels_append(labels, lane, label);
    }
}

/* The main thread and loops stand alone. */
static bool is_single(const Trace *trace, const Spans *spans, uint32_t lane) {
    return lane == TRACE_MAIN ||
           (spans->lanes[lane].runs_loop && trace->lanes.items[lane].kind == TRACE_LANE_THREAD);
}

static void name_of(const Trace *trace, uint32_t lane, const char **name, size_t *length) {
    const TraceLane *found = &trace->lanes.items[lane];
    *name = found->kind == TRACE_LANE_THREAD ? "threads" : trace_string_at(trace, found->call);
    *length = strcspn(*name, "(");
}

static uint32_t hash_of(const char *name, size_t length, TraceLaneKind kind) {
    uint32_t hash = 2166136261u ^ (uint32_t)kind;
    for (size_t i = 0; i < length; i++) {
        hash = (hash ^ (unsigned char)name[i]) * 16777619u;
    }
    return hash;
}

enum { TABLE_SIZE = 4 * LANE_GROUPS_MAX };

typedef struct Finder {
    LaneGroups *groups;
    const Trace *trace;
    const Spans *spans;
    uint32_t *table; /* open addressing by name: group + 1 */
    size_t capacity;
} Finder;

static uint32_t add_group(Finder *finder, const char *name, size_t length) {
    LaneGroups *groups = finder->groups;
    if (groups->group_count == finder->capacity) {
        finder->capacity = finder->capacity == 0 ? 16 : 2 * finder->capacity;
        groups->groups = memory_resize(groups->groups, finder->capacity, sizeof *groups->groups);
    }
    groups->groups[groups->group_count] = (LaneGroup){.name = name, .name_length = length};
    return (uint32_t)groups->group_count++;
}

static uint32_t find_group(Finder *finder, uint32_t lane) {
    const char *name;
    size_t length;
    name_of(finder->trace, lane, &name, &length);
    if (is_single(finder->trace, finder->spans, lane)) {
        return add_group(finder, name, length);
    }
    uint32_t slot = hash_of(name, length, finder->trace->lanes.items[lane].kind) & (TABLE_SIZE - 1);
    while (finder->table[slot] != 0) {
        const LaneGroup *group = &finder->groups->groups[finder->table[slot] - 1];
        if (group->name_length == length && memcmp(group->name, name, length) == 0) {
            return finder->table[slot] - 1;
        }
        slot = (slot + 1) & (TABLE_SIZE - 1);
    }
    if (finder->groups->group_count >= LANE_GROUPS_MAX) {
        return (uint32_t)finder->groups->group_count - 1;
    }
    uint32_t group = add_group(finder, name, length);
    finder->table[slot] = group + 1;
    return group;
}

/* Lanes stand by group, and within a group as they were created. */
static void sort_into_groups(LaneGroups *groups) {
    size_t at = 0;
    for (size_t i = 0; i < groups->group_count; i++) {
        groups->groups[i].first = at;
        at += groups->groups[i].count;
        groups->groups[i].count = 0;
    }
    for (size_t i = 0; i < groups->visible_count; i++) {
        LaneGroup *group = &groups->groups[groups->group_of[groups->visible[i]]];
        groups->lanes[group->first + group->count++] = groups->visible[i];
    }
}

void lane_groups_init(LaneGroups *groups, const Trace *trace, const Spans *spans,
                      const Labels *labels) {
    size_t lanes = spans->lane_count;
    *groups = (LaneGroups){.visible = memory_new(sizeof *groups->visible * (lanes + 1)),
                           .lanes = memory_new(sizeof *groups->lanes * (lanes + 1)),
                           .group_of = memory_new(sizeof *groups->group_of * (lanes + 1))};
    Finder finder = {.groups = groups,
                     .trace = trace,
                     .spans = spans,
                     .table = memory_new_zeroed(TABLE_SIZE, sizeof *finder.table)};
    for (uint32_t lane = 0; lane < lanes; lane++) {
        groups->group_of[lane] = UINT32_MAX;
        if (spans->lanes[lane].has_begun && !labels_is_housekeeping(labels, lane)) {
            groups->visible[groups->visible_count++] = lane;
            groups->group_of[lane] = find_group(&finder, lane);
            groups->groups[groups->group_of[lane]].count++;
        }
    }
    memory_free(finder.table);
    sort_into_groups(groups);
}

void lane_groups_take_census(LaneGroups *groups, const Spans *spans) {
    for (size_t i = 0; i < groups->group_count; i++) {
        LaneGroup *group = &groups->groups[i];
        if (group->count > LANE_GROUP_LARGE) {
            census_init(&group->census, spans, groups->lanes + group->first, group->count);
        }
    }
    census_init(&groups->census, spans, NULL, 0);
}

void lane_groups_release(LaneGroups *groups) {
    for (size_t i = 0; i < groups->group_count; i++) {
        census_release(&groups->groups[i].census);
    }
    census_release(&groups->census);
    memory_free(groups->visible);
    memory_free(groups->lanes);
    memory_free(groups->groups);
    memory_free(groups->group_of);
    *groups = (LaneGroups){0};
}
