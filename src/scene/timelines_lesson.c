/* The timelines' marks in a lesson. */
#include "scene/timelines.h"

#include <string.h>

/* ---- what was predicted ---- */

static const LaneRow *title_of(const Timelines *t, int run) {
    for (size_t i = 0; i < t->rows->items.count; i++) {
        const LaneRow *row = &t->rows->items.items[i];
        if (row->kind == LANE_ROW_TITLE && row->run == run) {
            return row;
        }
    }
    return NULL;
}

/* Where the rows of a run end. */
static int32_t bottom_of(const Timelines *t, int run) {
    int32_t bottom = 0;
    for (size_t i = 0; i < t->rows->items.count; i++) {
        const LaneRow *row = &t->rows->items.items[i];
        bottom = row->run == run && row->y + row->h > bottom ? row->y + row->h : bottom;
    }
    return t->top + bottom;
}

/* Longer than the axis: an arrow that points on. */
static void draw_on(Frame *frame, int32_t x, int32_t y, int32_t h, uint32_t color) {
    draw_line(frame->list, x - h / 2, y, x, y + h / 2, 2 * frame->hair, false, color);
    draw_line(frame->list, x - h / 2, y + h, x, y + h / 2, 2 * frame->hair, false, color);
}

/* A bar below the run's title, whose end goes down through its lanes. */
static void draw_ghost(Timelines *t, const ViewGhost *ghost) {
    Frame *frame = t->frame;
    const LaneRow *row = title_of(t, ghost->run);
    if (row == NULL || ghost->t_ns < t->axis.from_ns) {
        return;
    }
    DrawRect rect = timelines_row(t, row);
    int32_t size = frame->small, h = frame_whole(size * 9 / 10);
    int32_t y = rect.y + rect.h - h - frame->hair, bottom = bottom_of(t, ghost->run);
    int32_t x = time_axis_x(&t->axis, ghost->t_ns), end = t->axis.x + t->axis.w;
    uint32_t color = frame_color(frame, THEME_LESSON);
    bool is_beyond = x > end;
    x = is_beyond ? end : x;
    DrawRect bar = {t->axis.x, y, x - t->axis.x, h};
    draw_fill(frame->list, bar, 0, theme_fade(color, 45));
    draw_line(frame->list, bar.x, y, x, y, frame->hair, true, color);
    draw_line(frame->list, bar.x, y + h, x, y + h, frame->hair, true, color);
    if (is_beyond) {
        draw_on(frame, x, y, h, color);
    } else {
        draw_line(frame->list, x, y, x, bottom, 2 * frame->hair, true, color);
    }
    int32_t w = frame_measure(frame, DRAW_SANS_BOLD, size, ghost->text);
    bool is_right = !is_beyond && x + w + size <= t->body.x + t->body.w;
    int32_t left = is_right ? x + size / 2 : x - size / 2 - w - (is_beyond ? h / 2 : 0);
    if (!is_right) {
        draw_fill(frame->list,
                  (DrawRect){left - size / 4, y - frame->hair, w + size / 2, h * 5 / 4}, 0,
                  frame_color(frame, THEME_PANEL));
    }
    frame_write(frame, DRAW_SANS_BOLD, size, DRAW_LEFT, left, frame_baseline(y, h, size),
                w + DRAW_UNIT, THEME_LESSON, ghost->text);
}

void timelines_draw_ghosts(Timelines *t) {
    const ViewLesson *lesson = t->frame->view->lesson;
    for (size_t i = 0; lesson != NULL && i < lesson->ghost_count; i++) {
        draw_ghost(t, &lesson->ghosts[i]);
    }
}

/* ---- what is looked at ---- */

static bool is_named(const ViewLook *look, int run, uint32_t lane) {
    for (size_t i = 0; i < look->lane_count; i++) {
        if (look->lanes[i].run == run && look->lanes[i].lane == lane) {
            return true;
        }
    }
    return false;
}

static bool looks_at_lane(const Timelines *t, const ViewLook *look, int run, uint32_t lane) {
    bool is_loop = t->frame->runs[run].spans.lanes[lane].runs_loop;
    if ((look->parts & VIEW_LOOK_LOOP) != 0 && is_loop) {
        return true;
    }
    return (look->parts & VIEW_LOOK_LANES) != 0 &&
           (look->lane_count == 0 || is_named(look, run, lane));
}

/* A row that several lanes share is looked at with any of them. */
static bool looks_at_row(const Timelines *t, const ViewLook *look, const LaneRow *row) {
    const LaneGroups *groups = &t->frame->runs[row->run].groups;
    switch (row->kind) {
    case LANE_ROW_LANE:
        return looks_at_lane(t, look, row->run, row->lane);
    case LANE_ROW_STACK:
    case LANE_ROW_CENSUS: {
        const LaneGroup *group = &groups->groups[row->group];
        for (size_t i = 0; i < group->count; i++) {
            if (looks_at_lane(t, look, row->run, groups->lanes[group->first + i])) {
                return true;
            }
        }
        return false;
    }
    case LANE_ROW_TITLE:
    case LANE_ROW_MESSAGE:
    case LANE_ROW_MEASURED:
    case LANE_ROW_FOLDED:
        break;
    }
    return true;
}

bool timelines_is_named(const Timelines *t, const LaneRow *row) {
    const ViewLesson *lesson = t->frame->view->lesson;
    return lesson != NULL && lesson->look.is_on && lesson->look.lane_count > 0 &&
           row->kind != LANE_ROW_TITLE && row->kind != LANE_ROW_MESSAGE &&
           looks_at_row(t, &lesson->look, row);
}

void timelines_dim(Timelines *t) {
    Frame *frame = t->frame;
    const ViewLesson *lesson = frame->view->lesson;
    const unsigned ours = VIEW_LOOK_LANES | VIEW_LOOK_LOOP;
    if (lesson == NULL || !lesson->look.is_on || (lesson->look.parts & ours) == 0) {
        return; /* the whole panel is dimmed, or nothing of it */
    }
    uint32_t veil = theme_fade(frame_color(frame, THEME_PANEL), 150);
    for (size_t i = 0; i < t->rows->items.count; i++) {
        const LaneRow *row = &t->rows->items.items[i];
        if (timelines_sees(t, row) && !looks_at_row(t, &lesson->look, row)) {
            DrawRect rect = timelines_row(t, row);
            draw_fill(frame->list, (DrawRect){t->body.x, rect.y, t->body.w, rect.h}, 0, veil);
        }
    }
}
