#include "scene/lane_rows.h"

#include "scene/draw_list.h"

/* Heights in hundredths of an em. */
enum {
    TITLE = 170,
    TITLE_TOLD = 245, /* with a second line, while runs are few and lanes fit */
    TOLD_RUNS_MAX = 3,
    MESSAGE = 300, /* two lines */
    BETWEEN_RUNS = 45,
    LANE_MIN = 94,
    LANE_MAX = 220,
    BLOCK_MIN = 400,     /* a group that shares a row, */
    BLOCK_LEAST = 190,   /* or, where they do not all fit so, */
    BLOCK_LANE_MAX = 60, /* and what one of its lanes takes at most */
    FOLDED = 180,
    MEASURED = 125,
    LINE_PIXELS_MIN = 3, /* of a lane in a stack */
};

static int32_t part(int32_t em, int64_t hundredths) {
    return (int32_t)(em * hundredths / 100 / DRAW_UNIT) * DRAW_UNIT;
}

static bool is_shown(const SceneRun *run, const View *view, size_t index) {
    return run->trace != NULL && !view->folded[index];
}

static bool is_block(const LaneGroup *group) {
    return group->count > LANE_GROUP_LARGE;
}

static size_t measured_count(const View *view, size_t run) {
    size_t count = 0;
    for (size_t i = 0; i < view->measurement.count; i++) {
        count += view->measurement.times[i].run == (int)run;
    }
    return count;
}

/* What everything but the lanes takes, and how many lanes there are. */
static int32_t fixed_height(const SceneRun *runs, size_t run_count, const View *view,
                            int32_t title_h, int32_t em, size_t *lanes) {
    int32_t height = 0;
    *lanes = 0;
    for (size_t i = 0; i < run_count; i++) {
        height += title_h + (i > 0 ? part(em, BETWEEN_RUNS) : 0) +
                  (int32_t)measured_count(view, i) * part(em, MEASURED);
        if (is_shown(&runs[i], view, i)) {
            *lanes += runs[i].groups.visible_count;
        } else {
            height += part(em, runs[i].trace == NULL ? MESSAGE : FOLDED);
        }
    }
    return height;
}

/* Whether a selected lane is in a group that shares a row: then it has one of its own, too. */
static bool is_picked(const SceneRun *run, const View *view, size_t index, size_t group) {
    return view->selected_run == (int)index && view->selected_lane < run->spans.lane_count &&
           run->groups.group_of[view->selected_lane] == group;
}

/* How many lanes stand alone and how many share rows, if groups do. */
static void count_blocks(const SceneRun *runs, size_t run_count, const View *view, size_t *single,
                         size_t *blocks, size_t *shared) {
    *single = *blocks = *shared = 0;
    for (size_t i = 0; i < run_count; i++) {
        for (size_t j = 0; is_shown(&runs[i], view, i) && j < runs[i].groups.group_count; j++) {
            const LaneGroup *group = &runs[i].groups.groups[j];
            if (is_block(group)) {
                *blocks += 1;
                *shared += group->count;
                *single += is_picked(&runs[i], view, i, j);
            } else {
                *single += group->count;
            }
        }
    }
}

static void add_row(LaneRows *rows, LaneRowKind kind, size_t run, uint32_t lane, size_t group,
                    int32_t h) {
    ARRAY_PUSH(&rows->items, (LaneRow){.kind = kind,
                                       .run = (int)run,
                                       .lane = lane,
                                       .group = (uint32_t)group,
                                       .y = rows->height,
                                       .h = h});
    rows->height += h;
}

typedef struct Folding {
    bool folds;
    int32_t room; /* for all blocks */
    size_t blocks, shared;
} Folding;

/* Blocks share the room by how many lanes they have; no lane takes more than a little. */
static int32_t block_height(const Folding *folding, const LaneGroup *group, int32_t em) {
    int64_t least = folding->room / (int64_t)folding->blocks;
    least = least > part(em, BLOCK_MIN) ? part(em, BLOCK_MIN) : least;
    least = least < part(em, BLOCK_LEAST) ? part(em, BLOCK_LEAST) : least;
    int64_t spare = folding->room - least * (int64_t)folding->blocks;
    int64_t h = least + (spare > 0 ? spare * (int64_t)group->count / (int64_t)folding->shared : 0);
    int64_t most = (int64_t)group->count * part(em, BLOCK_LANE_MAX);
    h = h < most ? h : most;
    return (int32_t)(h / DRAW_UNIT) * DRAW_UNIT;
}

static void add_group(LaneRows *rows, const SceneRun *run, const View *view, size_t index,
                      size_t number, const Folding *folding, int32_t em) {
    const LaneGroup *group = &run->groups.groups[number];
    const uint32_t *lanes = run->groups.lanes + group->first;
    if (!is_block(group)) {
        for (size_t i = 0; i < group->count; i++) {
            add_row(rows, LANE_ROW_LANE, index, lanes[i], number, rows->lane_height);
        }
        return;
    }
    int32_t h = block_height(folding, group, em);
    bool stacks = h / DRAW_UNIT >= (int64_t)group->count * LINE_PIXELS_MIN;
    if (stacks) {
        int32_t line = h / DRAW_UNIT / (int32_t)group->count;
        h = line * (int32_t)group->count * DRAW_UNIT;
    }
    add_row(rows, stacks ? LANE_ROW_STACK : LANE_ROW_CENSUS, index, TRACE_NOBODY, number, h);
    if (is_picked(run, view, index, number)) {
        add_row(rows, LANE_ROW_LANE, index, view->selected_lane, number, rows->lane_height);
    }
}

static void add_run(LaneRows *rows, const SceneRun *run, const View *view, size_t index,
                    const Folding *folding, int32_t title_h, int32_t em) {
    rows->height += index > 0 ? part(em, BETWEEN_RUNS) : 0;
    add_row(rows, LANE_ROW_TITLE, index, TRACE_NOBODY, 0, title_h);
    for (size_t i = 0; i < view->measurement.count; i++) {
        if (view->measurement.times[i].run == (int)index) {
            add_row(rows, LANE_ROW_MEASURED, index, TRACE_NOBODY, i, part(em, MEASURED));
        }
    }
    if (run->trace == NULL) {
        add_row(rows, LANE_ROW_MESSAGE, index, TRACE_NOBODY, 0, part(em, MESSAGE));
    } else if (view->folded[index]) {
        add_row(rows, LANE_ROW_FOLDED, index, TRACE_NOBODY, 0, part(em, FOLDED));
    } else if (folding->folds) {
        for (size_t i = 0; i < run->groups.group_count; i++) {
            add_group(rows, run, view, index, i, folding, em);
        }
    } else {
        for (size_t i = 0; i < run->groups.visible_count; i++) {
            uint32_t lane = run->groups.visible[i];
            add_row(rows, LANE_ROW_LANE, index, lane, run->groups.group_of[lane],
                    rows->lane_height);
        }
    }
}

void lane_rows_lay_out(LaneRows *rows, const SceneRun *runs, size_t run_count, const View *view,
                       int32_t room, int32_t em) {
    rows->items.count = 0;
    rows->height = 0;
    size_t lanes, single;
    int32_t title_h = part(em, TITLE_TOLD);
    int32_t rest = room - fixed_height(runs, run_count, view, title_h, em, &lanes);
    bool has_ghosts = view->lesson != NULL && view->lesson->ghost_count > 0; /* on that line */
    if (!has_ghosts && (run_count > TOLD_RUNS_MAX || rest < (int64_t)lanes * part(em, LANE_MIN))) {
        title_h = part(em, TITLE);
        rest = room - fixed_height(runs, run_count, view, title_h, em, &lanes);
    }
    int64_t each = lanes > 0 ? rest / (int64_t)lanes : 0;
    Folding folding = {.folds = each < part(em, LANE_MIN)};
    if (folding.folds) {
        count_blocks(runs, run_count, view, &single, &folding.blocks, &folding.shared);
        folding.folds = folding.blocks > 0;
        folding.room = rest - (int32_t)((int64_t)single * part(em, LANE_MIN));
        each = part(em, LANE_MIN);
    }
    each = each < part(em, LANE_MAX) ? each : part(em, LANE_MAX);
    rows->lane_height = (int32_t)(each / DRAW_UNIT) * DRAW_UNIT;
    for (size_t i = 0; i < run_count; i++) {
        add_run(rows, &runs[i], view, i, &folding, title_h, em);
    }
}

void lane_rows_release(LaneRows *rows) {
    ARRAY_RELEASE(&rows->items);
    *rows = (LaneRows){0};
}

/* The place of a lane in its group; lanes stand in the order of their numbers. */
static size_t place_in_group(const LaneGroups *groups, const LaneGroup *group, uint32_t lane) {
    const uint32_t *lanes = groups->lanes + group->first;
    size_t low = 0, high = group->count;
    while (low + 1 < high) {
        size_t middle = low + (high - low) / 2;
        if (lanes[middle] <= lane) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low;
}

bool lane_rows_find(const LaneRows *rows, const SceneRun *runs, int run, uint32_t lane,
                    int32_t *middle) {
    const LaneGroups *groups = &runs[run].groups;
    if (runs[run].trace == NULL || lane >= runs[run].spans.lane_count ||
        groups->group_of[lane] == UINT32_MAX) {
        return false;
    }
    bool found = false;
    for (size_t i = 0; i < rows->items.count; i++) {
        const LaneRow *row = &rows->items.items[i];
        if (row->run != run) {
            continue;
        }
        if (row->kind == LANE_ROW_LANE && row->lane == lane) {
            *middle = row->y + row->h / 2;
            return true;
        }
        bool is_in_group = row->kind == LANE_ROW_STACK || row->kind == LANE_ROW_CENSUS;
        if (is_in_group && row->group == groups->group_of[lane]) {
            const LaneGroup *group = &groups->groups[row->group];
            int64_t place = (int64_t)place_in_group(groups, group, lane);
            *middle = row->y + (int32_t)((2 * place + 1) * row->h / (int64_t)(2 * group->count));
            found = true; /* a row of its own, below, is better */
        } else if (row->kind == LANE_ROW_FOLDED) {
            *middle = row->y + row->h / 2;
            found = true;
        }
    }
    return found;
}
