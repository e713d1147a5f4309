/* The timelines: all runs on one time axis.
 *
 *     [minimap: all of the time, and what is seen of it]
 *     0 s      2 s   ▽  4 s      6 s      8 s      10 s          axis, playhead
 *     ▾ sequential.py   10 waits, one after another        ⚑ 11.550 s
 *       main thread  ▶⇄╱╱╱▶⇄╱╱╱▶⇄╱╱╱╱▶⇄╱╱╱▶⇄╱╱▶⇄╱╱╱╱╱▶⇄╱╱▶
 *     ▾ gathered.py  ⚑ 1.377 s ◀────── saved 10.173 s · ×8.39 ──────▶
 *       event loop   ▶───▶▶▶
 *       fetch(1)     ▶⇄╱╱╱✓ 1.316 s
 *
 * What lies after the present moment is only faintly there. */
#include "scene/timelines.h"
#include "trace/duration.h"

#include <string.h>

/* Axis. */

static void draw_axis(Timelines *t, DrawRect rect) {
    Frame *frame = t->frame;
    int32_t size = frame->small, bottom = rect.y + rect.h;
    const TimeAxis *axis = &t->axis;
    Text *text = frame_text_begin(frame);
    /* Labels get wider as steps get smaller, so the step is found in two goes. */
    int64_t step_ns = time_axis_step(time_axis_span(axis, 4 * size));
    time_axis_append_label(text, axis->to_ns / step_ns * step_ns, step_ns, axis->to_ns, false);
    int32_t needed = frame_measure(frame, DRAW_SANS, size, text_cstr(text)) + 2 * size;
    step_ns = time_axis_step(time_axis_span(axis, needed));
    int64_t first = axis->from_ns / step_ns + (axis->from_ns % step_ns != 0);
    int64_t count = axis->to_ns / step_ns - first + 1;
    for (int64_t i = 0; i < count; i++) {
        int64_t t_ns = (first + i) * step_ns;
        int32_t x = time_axis_x(axis, t_ns);
        draw_line(frame->list, x, bottom - size / 4, x, bottom, frame->hair, false,
                  frame_color(frame, THEME_TEXT_DIM));
        draw_line(frame->list, x, bottom, x, t->body.y + t->body.h, frame->hair, false,
                  theme_fade(frame_color(frame, THEME_PANEL_EDGE), 110));
        text = frame_text_begin(frame);
        time_axis_append_label(text, t_ns, step_ns, axis->to_ns, false);
        int32_t w = frame_measure(frame, DRAW_SANS, size, text_cstr(text));
        bool fits = x + w / 2 <= axis->x + axis->w + size && x - w / 2 >= axis->x - 2 * size;
        if (fits) {
            frame_write(frame, DRAW_SANS, size, DRAW_CENTER, x,
                        frame_baseline(rect.y, size * 5 / 4, size), w, THEME_TEXT_DIM,
                        text_cstr(text));
        }
    }
    draw_line(frame->list, axis->x, bottom, axis->x + axis->w, bottom, frame->hair, false,
              frame_color(frame, THEME_TEXT_DIM));
    frame_hit(frame, (SceneHit){.rect = {axis->x, rect.y, axis->w, rect.h},
                                .kind = SCENE_HIT_AXIS,
                                .run = -1,
                                .from_ns = axis->from_ns,
                                .to_ns = axis->to_ns});
}

/* The whole of every run as a strip: how much is waited for, and where nothing is. */
static void draw_minimap(Timelines *t, DrawRect rect) {
    Frame *frame = t->frame;
    int64_t end_ns = moment_end_ns(frame->runs, frame->run_count);
    if (end_ns <= 0 || rect.h < 2 * DRAW_UNIT) {
        return;
    }
    TimeAxis whole = time_axis_make(0, end_ns, rect.x, rect.w);
    int32_t h = rect.h / (int32_t)frame->run_count / DRAW_UNIT * DRAW_UNIT;
    h = h < DRAW_UNIT ? DRAW_UNIT : h;
    draw_fill(frame->list, rect, frame->hair, frame_color(frame, THEME_LANE));
    for (size_t i = 0; i < frame->run_count && (int32_t)(i + 1) * h <= rect.h; i++) {
        const SceneRun *run = &frame->runs[i];
        if (run->trace != NULL) {
            int32_t gap = h >= 4 * DRAW_UNIT ? DRAW_UNIT : 0;
            DrawRect strip = {rect.x, rect.y + (int32_t)i * h, rect.w, h - gap};
            TimeAxis axis = time_axis_make(0, end_ns, rect.x, rect.w);
            axis.to_ns = run->metrics.makespan_ns;
            axis.w = time_axis_x(&whole, run->metrics.makespan_ns) - rect.x;
            if (axis.w > 0 && axis.to_ns > 0) {
                axis = time_axis_make(0, axis.to_ns, rect.x, axis.w);
                draw_fill(frame->list, (DrawRect){strip.x, strip.y, axis.w, strip.h}, 0,
                          theme_fade(frame_color(frame, THEME_STATE_NETWORK), 60));
                size_t most = run->groups.census.waits_max;
                lane_picture_draw_census(frame, &axis, &run->groups.census, most > 0 ? most : 1,
                                         strip);
            }
        }
    }
    int32_t x0 = time_axis_x(&whole, frame->view->from_ns);
    int32_t x1 = time_axis_x(&whole, frame->view->to_ns);
    x0 = x0 < rect.x ? rect.x : x0;
    x1 = x1 > rect.x + rect.w ? rect.x + rect.w : x1;
    uint32_t veil = theme_fade(frame_color(frame, THEME_PANEL), 190);
    draw_fill(frame->list, (DrawRect){rect.x, rect.y, x0 - rect.x, rect.h}, 0, veil);
    draw_fill(frame->list, (DrawRect){x1, rect.y, rect.x + rect.w - x1, rect.h}, 0, veil);
    DrawRect window = {x0, rect.y, x1 > x0 ? x1 - x0 : 2 * DRAW_UNIT, rect.h};
    draw_outline(frame->list, window, frame->hair, frame->hair, frame_color(frame, THEME_TEXT_DIM));
    int32_t x = time_axis_x(&whole, frame->view->moment.t_ns);
    draw_line(frame->list, x, rect.y, x, rect.y + rect.h, frame->hair * 2, false,
              frame_color(frame, THEME_ACCENT));
    frame_hit(
        frame,
        (SceneHit){
            .rect = rect, .kind = SCENE_HIT_MINIMAP, .run = -1, .from_ns = 0, .to_ns = end_ns});
}

/* Titles. */

/* Whether one duration is all but the other. */
static bool is_about(int64_t part_ns, int64_t whole_ns) {
    return part_ns >= whole_ns - whole_ns / 20;
}

/* What decided how long the run took, in a few words. */
static void append_verdict(const SceneRun *run, Text *text) {
    const Metrics *metrics = &run->metrics;
    if (metrics->waits < 2) {
        return;
    }
    duration_append_count(text, metrics->waits);
    if (metrics->in_flight_max == 1) {
        text_append_cstr(text, " waits, one after another");
    } else if (metrics->in_flight_max == metrics->waits) {
        text_append_cstr(text, " waits, all at once");
    } else {
        text_append_cstr(text, " waits, up to ");
        duration_append_count(text, metrics->in_flight_max);
        text_append_cstr(text, " at once");
    }
    if (metrics->in_flight_max == 1 && is_about(metrics->waits_sum_ns, metrics->makespan_ns)) {
        text_append_cstr(text, ": it takes the sum of them, ");
        duration_append_spoken(text, metrics->waits_sum_ns);
    } else if (metrics->in_flight_max > 1 && run->path_waits == 1 &&
               is_about(run->path_longest_ns, metrics->makespan_ns)) {
        text_append_cstr(text, ": it takes the longest of them, ");
        duration_append_spoken(text, run->path_longest_ns);
    }
}

/* From where this run ended to where the first one did. */
static void draw_saved(Timelines *t, const LaneRow *row, int32_t from_x, int32_t baseline) {
    Frame *frame = t->frame;
    const SceneRun *first = &frame->runs[0], *run = &frame->runs[row->run];
    if (row->run == 0 || first->trace == NULL || !frame_is_over(frame, 0) ||
        !frame_is_over(frame, row->run) || first->metrics.makespan_ns <= run->metrics.makespan_ns ||
        run->metrics.makespan_ns <= 0 || !timelines_has_time(t, first->metrics.makespan_ns)) {
        return;
    }
    int32_t x1 = time_axis_x(&t->axis, first->metrics.makespan_ns), size = frame->em;
    Text *text = frame_text_begin(frame);
    text_append_cstr(text, "saved ");
    duration_append_spoken(text, first->metrics.makespan_ns - run->metrics.makespan_ns);
    text_append_cstr(text, "  ·  ×");
    duration_append_ratio(text, first->metrics.makespan_ns, run->metrics.makespan_ns, 2, false);
    int32_t w = frame_measure(frame, DRAW_SANS_BOLD, size, text_cstr(text));
    if (x1 - from_x < w + 2 * size) {
        text = frame_text_begin(frame);
        text_append_cstr(text, "×");
        duration_append_ratio(text, first->metrics.makespan_ns, run->metrics.makespan_ns, 2, false);
        w = frame_measure(frame, DRAW_SANS_BOLD, size, text_cstr(text));
    }
    if (x1 - from_x < w + 2 * size) {
        return;
    }
    int32_t middle = from_x + (x1 - from_x) / 2, y = baseline - size * 36 / 100;
    uint32_t color = frame_color(frame, THEME_GOOD);
    draw_arrow(frame->list, middle - w / 2 - size / 2, y, from_x, y, frame->hair * 2, size / 2,
               color);
    draw_arrow(frame->list, middle + w / 2 + size / 2, y, x1, y, frame->hair * 2, size / 2, color);
    frame_write(frame, DRAW_SANS_BOLD, size, DRAW_CENTER, middle, baseline, w, THEME_GOOD,
                text_cstr(text));
}

/* The finish: a flag, when it was, and what that saved. Returns where that begins. */
static int32_t draw_finish(Timelines *t, const LaneRow *row, int32_t baseline) {
    Frame *frame = t->frame;
    const SceneRun *run = &frame->runs[row->run];
    int64_t end_ns = run->metrics.makespan_ns;
    int32_t size = frame->em, end_x = t->axis.x + t->axis.w;
    if (!timelines_has_time(t, end_ns)) {
        return end_x;
    }
    bool is_bad = run->message != NULL || run->spans.exit_code > 0;
    ThemeRole role = is_bad ? THEME_BAD : THEME_TEXT;
    int32_t x = time_axis_x(&t->axis, end_ns);
    Text *text = frame_text_begin(frame);
    duration_append_spoken(text, end_ns);
    int32_t w = frame_measure(frame, DRAW_SANS_BOLD, size, text_cstr(text));
    bool is_left = x + size * 3 / 2 + w > end_x;
    int32_t sign_x = is_left ? x - size * 11 / 10 : x + size / 10;
    frame_sign(frame, is_bad ? DRAW_SIGN_FAILED : DRAW_SIGN_FLAG, size, sign_x, baseline,
               frame_color(frame, is_bad ? THEME_BAD : THEME_GOOD));
    int32_t text_x = is_left ? sign_x - size / 5 : sign_x + size * 6 / 5;
    frame_write(frame, DRAW_SANS_BOLD, size, is_left ? DRAW_RIGHT : DRAW_LEFT, text_x, baseline, w,
                role, text_cstr(text));
    if (!is_left) {
        draw_saved(t, row, text_x + w + size / 2, baseline);
    }
    return is_left ? text_x - w - size / 2 : x - size / 4;
}

/* The line of a message that says it: of a traceback the last, otherwise the first. */
static void append_gist(const char *message, Text *text) {
    const char *line = message;
    bool is_traceback = strncmp(message, "Traceback", strlen("Traceback")) == 0;
    for (const char *at = message; is_traceback && (at = strchr(at, '\n')) != NULL; at++) {
        line = at[1] != '\0' ? at + 1 : line;
    }
    text_append(text, line, strcspn(line, "\n"));
}

/* What decided how long it took, or what went wrong; only where it fits, unless it must be told. */
static void draw_verdict(Timelines *t, const LaneRow *row, int32_t x, int32_t baseline,
                         int32_t room) {
    Frame *frame = t->frame;
    const SceneRun *run = &frame->runs[row->run];
    int32_t size = frame->small;
    Text *text = frame_text_begin(frame);
    const char *complaint = frame_complaint(frame, (size_t)row->run);
    bool is_bad = complaint != NULL;
    if (is_bad) {
        append_gist(complaint, text);
    } else if (frame_is_over(frame, row->run)) {
        append_verdict(run, text);
    }
    if (is_bad ? room > 6 * size : frame_measure(frame, DRAW_SANS, size, text_cstr(text)) <= room) {
        frame_write(frame, DRAW_SANS, size, DRAW_LEFT, x, baseline, room,
                    is_bad ? THEME_BAD : THEME_TEXT_DIM, text_cstr(text));
    }
}

static bool has_ghost(const Frame *frame, int run) {
    const ViewLesson *lesson = frame->view->lesson;
    for (size_t i = 0; lesson != NULL && i < lesson->ghost_count; i++) {
        if (lesson->ghosts[i].run == run) {
            return true;
        }
    }
    return false;
}

static void draw_title(Timelines *t, const LaneRow *row) {
    Frame *frame = t->frame;
    const SceneRun *run = &frame->runs[row->run];
    DrawRect rect = timelines_row(t, row);
    int32_t size = frame->em, x = t->body.x, line = size * 3 / 2;
    bool has_second_line = rect.h >= line + frame->small && run->trace != NULL;
    int32_t baseline = frame_baseline(rect.y, has_second_line ? line : rect.h, size);
    frame_sign(frame, frame->view->folded[row->run] ? DRAW_SIGN_FOLDED : DRAW_SIGN_UNFOLDED,
               frame->small, x, baseline, frame_color(frame, THEME_TEXT_DIM));
    int32_t room = run->trace != NULL ? t->label_w - size - frame->gap : t->body.w - size;
    frame_write(frame, DRAW_SANS_BOLD, size, DRAW_LEFT, x + size, baseline, room, THEME_TEXT,
                run->title);
    frame_hit(frame, (SceneHit){.rect = {t->body.x, rect.y, t->body.w, rect.h},
                                .kind = SCENE_HIT_RUN,
                                .run = row->run});
    if (run->trace == NULL) {
        return;
    }
    if (frame->view->lesson != NULL && !frame_is_over(frame, (size_t)row->run)) {
        return; /* how it ends is not told beforehand */
    }
    int32_t end_x = draw_finish(t, row, baseline);
    if (has_ghost(frame, row->run)) {
        return; /* it stands there */
    }
    if (has_second_line) {
        draw_verdict(t, row, x + size,
                     frame_baseline(rect.y + line - size / 10, frame->small, frame->small),
                     t->body.w - size);
    } else {
        draw_verdict(t, row, t->axis.x, baseline, end_x - t->axis.x);
    }
}

/* Titles of runs that are over, or of the others: those are veiled with the future. */
static void draw_titles(Timelines *t, bool are_over) {
    for (size_t i = 0; i < t->rows->items.count; i++) {
        const LaneRow *row = &t->rows->items.items[i];
        const Trace *trace = t->frame->runs[row->run].trace;
        if (row->kind == LANE_ROW_TITLE && timelines_sees(t, row) &&
            (trace == NULL || frame_is_over(t->frame, row->run)) == are_over) {
            draw_title(t, row);
        }
    }
}

/* How lanes end, likewise. */
static void draw_ends(Timelines *t, bool are_over) {
    const SceneRun *runs = t->frame->runs;
    if (!are_over && t->frame->view->lesson != NULL) {
        return;
    }
    for (size_t i = 0; i < t->rows->items.count; i++) {
        const LaneRow *row = &t->rows->items.items[i];
        if (row->kind == LANE_ROW_LANE && timelines_sees(t, row)) {
            int64_t end_ns = runs[row->run].spans.lanes[row->lane].end_ns;
            if ((end_ns <= t->frame->view->moment.t_ns) == are_over) {
                lane_picture_draw_end(t->frame, &t->axis, &runs[row->run], row->lane,
                                      timelines_row(t, row));
            }
        }
    }
}

/* Labels, left of the axis. */

/* What tells fetch(1) from fetch(2), and worker-0_1 from worker-0_2: arguments, or the number at
 * the end. */
static const char *tail_of(const char *label) {
    const char *arguments = strchr(label, '('), *end = label + strlen(label);
    if (arguments != NULL) {
        return arguments;
    }
    const char *tail = end;
    while (tail > label && strchr("0123456789-_", tail[-1]) != NULL) {
        tail--;
    }
    return tail;
}

/* A name that is too long is cut before its tail. */
static void write_label(Frame *frame, int32_t size, int32_t x, int32_t baseline, int32_t width,
                        const char *label) {
    const char *end = tail_of(label);
    int32_t tail = frame_measure(frame, DRAW_SANS, size, end);
    bool keeps_tail =
        tail > 0 && tail <= width / 2 && frame_measure(frame, DRAW_SANS, size, label) > width;
    if (!keeps_tail) {
        frame_write(frame, DRAW_SANS, size, DRAW_LEFT, x, baseline, width, THEME_TEXT, label);
        return;
    }
    int32_t head =
        draw_text_cut(frame->list, frame->metrics, DRAW_SANS, size, DRAW_LEFT, x, baseline,
                      width - tail, frame_color(frame, THEME_TEXT), label, (size_t)(end - label));
    frame_write(frame, DRAW_SANS, size, DRAW_LEFT, x + head, baseline, tail, THEME_TEXT, end);
}

static void draw_lane_label(Timelines *t, const LaneRow *row, DrawRect rect) {
    Frame *frame = t->frame;
    const SceneRun *run = &frame->runs[row->run];
    const LaneNow *now = &frame->now[row->run].lanes[row->lane];
    int32_t size = rect.h >= frame->em * 6 / 5 ? frame->em : frame->small;
    int32_t baseline = frame_baseline(rect.y, rect.h, size), x = t->body.x;
    /* Whose timer is due while the loop is blocked is ready, though the loop does not know yet. */
    bool is_due =
        now->state == SPAN_SLEEPING && now->due_ns >= 0 && now->due_ns < frame->view->moment.t_ns;
    SpanState state = is_due ? SPAN_READY : (SpanState)now->state;
    if (state < SPAN_STATE_COUNT && state != SPAN_IDLE) {
        frame_sign(frame, (DrawSign)state, size, x, baseline,
                   frame_color(frame, (ThemeRole)(THEME_STATE_RUNNING + state)));
    }
    x += size * 6 / 5;
    Text *text = frame_text_begin(frame);
    lane_label_append(run->trace, &run->spans, &run->labels, row->lane, text);
    write_label(frame, size, x, baseline, t->axis.x - x - frame->gap, text_cstr(text));
    frame_hit(frame, (SceneHit){.rect = {t->body.x, rect.y, t->axis.x - t->body.x, rect.h},
                                .kind = SCENE_HIT_LANE,
                                .run = row->run,
                                .lane = row->lane});
}

/* A group's name and number, and how many of it are in which state just now. */
static void draw_group_label(Timelines *t, const char *name, size_t length, const Census *census,
                             size_t count, DrawRect rect) {
    Frame *frame = t->frame;
    int32_t size = frame->small, line = size * 5 / 4, x = t->body.x;
    int32_t room = t->axis.x - x - frame->gap, y = rect.y + size / 4;
    Text *text = frame_text_begin(frame);
    duration_append_count(text, (int64_t)count);
    text_printf(text, " × %.*s", (int)length, name);
    frame_write(frame, DRAW_SANS_BOLD, frame->em, DRAW_LEFT, x, frame_baseline(y, line, frame->em),
                room, THEME_TEXT, text_cstr(text));
    CensusHead now = census_at(census, frame->view->moment.t_ns);
    y += frame->em * 5 / 4;
    for (int state = 0; state < SPAN_STATE_COUNT; state++) {
        if (now.count[state] == 0 || state == SPAN_IDLE) {
            continue;
        }
        if (y + line > rect.y + rect.h) {
            break;
        }
        int32_t baseline = frame_baseline(y, line, size);
        frame_sign(frame, (DrawSign)state, size, x, baseline,
                   frame_color(frame, (ThemeRole)(THEME_STATE_RUNNING + state)));
        text = frame_text_begin(frame);
        duration_append_count(text, now.count[state]);
        text_printf(text, " %s", state == SPAN_WAITING ? "waiting" : SPAN_STATES[state].word);
        frame_write(frame, DRAW_SANS, size, DRAW_LEFT, x + size * 6 / 5, baseline,
                    room - size * 6 / 5, THEME_TEXT_DIM, text_cstr(text));
        y += line;
    }
}

static void draw_message(Timelines *t, const LaneRow *row, DrawRect rect) {
    const char *message = t->frame->runs[row->run].message;
    int32_t size = t->frame->em, line = size * 13 / 10;
    frame_write_lines(t->frame, DRAW_SANS, size, t->body.x + size, rect.y + size / 5,
                      t->body.w - size, line, rect.h / line, THEME_BAD,
                      message != NULL ? message : "It did not run.");
}

static void draw_labels(Timelines *t) {
    Frame *frame = t->frame;
    for (size_t i = 0; i < t->rows->items.count; i++) {
        const LaneRow *row = &t->rows->items.items[i];
        DrawRect rect = timelines_row(t, row);
        if (!timelines_sees(t, row)) {
            continue;
        }
        const LaneGroups *groups = &frame->runs[row->run].groups;
        switch (row->kind) {
        case LANE_ROW_TITLE:
        case LANE_ROW_MEASURED:
            break;
        case LANE_ROW_MESSAGE:
            draw_message(t, row, rect);
            break;
        case LANE_ROW_LANE:
            draw_lane_label(t, row, rect);
            break;
        case LANE_ROW_STACK:
        case LANE_ROW_CENSUS: {
            const LaneGroup *group = &groups->groups[row->group];
            draw_group_label(t, group->name, group->name_length, &group->census, group->count,
                             rect);
            break;
        }
        case LANE_ROW_FOLDED:
            draw_group_label(t, "lanes", 5, &groups->census, groups->visible_count, rect);
            break;
        }
    }
}

/* Lanes. */

static void draw_ground(Timelines *t) {
    Frame *frame = t->frame;
    bool is_odd = false;
    for (size_t i = 0; i < t->rows->items.count; i++) {
        const LaneRow *row = &t->rows->items.items[i];
        is_odd = row->kind != LANE_ROW_TITLE && row->kind != LANE_ROW_MEASURED && !is_odd;
        bool is_selected = row->kind == LANE_ROW_LANE && frame->view->selected_run == row->run &&
                           frame->view->selected_lane == row->lane;
        if (!timelines_sees(t, row) || (!is_odd && !is_selected)) {
            continue;
        }
        DrawRect rect = timelines_row(t, row);
        draw_fill(frame->list, (DrawRect){t->body.x, rect.y, t->body.w, rect.h}, frame->hair,
                  is_selected ? theme_fade(frame_color(frame, THEME_SELECTION), 60)
                              : frame_color(frame, THEME_LANE));
    }
}

static void hit_lane(Timelines *t, int run, uint32_t lane, DrawRect rect) {
    frame_hit(t->frame, (SceneHit){.rect = rect,
                                   .kind = SCENE_HIT_SPAN,
                                   .run = run,
                                   .lane = lane,
                                   .index = VIEW_NO_SPAN,
                                   .from_ns = t->axis.from_ns,
                                   .to_ns = t->axis.to_ns});
}

static void draw_stack(Timelines *t, const LaneRow *row, DrawRect rect) {
    const SceneRun *run = &t->frame->runs[row->run];
    const LaneGroup *group = &run->groups.groups[row->group];
    int32_t h = rect.h / (int32_t)group->count;
    for (size_t i = 0; i < group->count; i++) {
        uint32_t lane = run->groups.lanes[group->first + i];
        DrawRect line = {rect.x, rect.y + (int32_t)i * h, rect.w, h};
        if (line.y + h > t->body.y && line.y < t->body.y + t->body.h) {
            lane_picture_draw_line(t->frame, &t->axis, run, lane, line);
            hit_lane(t, row->run, lane, line);
        }
    }
}

static void draw_lanes(Timelines *t) {
    Frame *frame = t->frame;
    for (size_t i = 0; i < t->rows->items.count; i++) {
        const LaneRow *row = &t->rows->items.items[i];
        const SceneRun *run = &frame->runs[row->run];
        DrawRect rect = timelines_row(t, row);
        if (!timelines_sees(t, row)) {
            continue;
        }
        switch (row->kind) {
        case LANE_ROW_TITLE:
        case LANE_ROW_MESSAGE:
        case LANE_ROW_MEASURED:
            break;
        case LANE_ROW_LANE:
            lane_picture_draw(frame, &t->axis, run, row->lane, rect);
            if (run->spans.lanes[row->lane].runs_loop) {
                timelines_draw_blocked_words(t, row);
            }
            hit_lane(t, row->run, row->lane, rect);
            break;
        case LANE_ROW_STACK:
            draw_stack(t, row, rect);
            break;
        case LANE_ROW_CENSUS: {
            const LaneGroup *group = &run->groups.groups[row->group];
            lane_picture_draw_census(frame, &t->axis, &group->census, group->count, rect);
            break;
        }
        case LANE_ROW_FOLDED:
            lane_picture_draw_census(frame, &t->axis, &run->groups.census,
                                     run->groups.visible_count, rect);
            break;
        }
    }
}

static int32_t widest_label(Frame *frame, const LaneRows *rows, int32_t most) {
    int32_t widest = 6 * frame->em;
    for (size_t i = 0; i < rows->items.count && widest < most; i++) {
        const LaneRow *row = &rows->items.items[i];
        const SceneRun *run = &frame->runs[row->run];
        int32_t w = 0;
        if (row->kind == LANE_ROW_LANE) {
            int32_t size = row->h >= frame->em * 6 / 5 ? frame->em : frame->small;
            Text *text = frame_text_begin(frame);
            lane_label_append(run->trace, &run->spans, &run->labels, row->lane, text);
            w = frame_measure(frame, DRAW_SANS, size, text_cstr(text)) + size * 6 / 5;
        } else if (row->kind == LANE_ROW_TITLE) {
            w = frame_measure(frame, DRAW_SANS_BOLD, frame->em, run->title) + frame->em;
        } else if (row->kind == LANE_ROW_MEASURED) {
            w = frame->small * 10;
        } else if (row->kind != LANE_ROW_MESSAGE) {
            w = frame->em * 19 / 2;
        }
        widest = w > widest ? w : widest;
    }
    widest += frame->gap + 2 * DRAW_UNIT; /* widths are no whole pixels */
    return frame_whole(widest < most ? widest : most);
}

static void scroll(Timelines *t) {
    Scene *scene = t->frame->scene;
    int32_t beyond = t->rows->height - t->body.h;
    int32_t most = beyond > 0 ? (beyond + DRAW_UNIT - 1) / DRAW_UNIT : 0;
    int32_t by = t->frame->view->scroll;
    by = by < 0 ? 0 : by > most ? most : by;
    t->top = t->body.y - by * DRAW_UNIT;
    scene->scroll_max = most;
    scene->lanes_height = t->body.h / DRAW_UNIT;
    scene->selected_top = scene->selected_bottom = 0;
    for (size_t i = 0; i < t->rows->items.count; i++) {
        const LaneRow *row = &t->rows->items.items[i];
        bool is_selected = row->kind == LANE_ROW_LANE && row->run == t->frame->view->selected_run &&
                           row->lane == t->frame->view->selected_lane;
        if (is_selected || timelines_is_named(t, row)) {
            int32_t top = row->y / DRAW_UNIT;
            scene->selected_top = scene->selected_bottom > 0 ? scene->selected_top : top;
            scene->selected_bottom = (row->y + row->h) / DRAW_UNIT;
        }
    }
}

/* Where there are more rows than fit: which part of them is seen. */
static void draw_scroll_bar(Timelines *t) {
    Frame *frame = t->frame;
    if (t->rows->height > t->body.h) {
        int32_t w = frame_whole(frame->gap / 2), x = t->body.x + t->body.w - w;
        int64_t h = t->body.h, all = t->rows->height;
        DrawRect thumb = {x, t->body.y + frame_whole((t->body.y - t->top) * h / all), w,
                          frame_whole(h * h / all)};
        draw_fill(frame->list, (DrawRect){x, t->body.y, w, t->body.h}, w / 2,
                  frame_color(frame, THEME_LANE));
        draw_fill(frame->list, thumb, w / 2, frame_color(frame, THEME_TEXT_DIM));
    }
}

/* What lies right of the labels. */
static void draw_tracks(Timelines *t) {
    Frame *frame = t->frame;
    draw_clip(frame->list, (DrawRect){t->axis.x - frame->em / 8, t->body.y,
                                      t->axis.w + 2 * frame->em, t->body.h});
    for (int i = 0; i < (int)frame->run_count; i++) {
        if (frame->runs[i].trace != NULL) {
            timelines_draw_bands(t, i);
        }
    }
    draw_lanes(t);
    for (int i = 0; i < (int)frame->run_count; i++) {
        if (frame->runs[i].trace != NULL && frame->view->show_path) {
            timelines_draw_path(t, i);
        } else if (frame->runs[i].trace != NULL) {
            timelines_draw_wakes(t, i);
        }
    }
    draw_ends(t, false);
    draw_unclip(frame->list);
}

/* Legend. */

/* Whether a state occurs in any run: it takes time, or lanes end in it. In a lesson, only what has
 * occurred already: a legend is a hint, too. */
static bool occurs(const Frame *frame, SpanState state) {
    for (size_t i = 0; i < frame->run_count; i++) {
        const Census *census = &frame->runs[i].groups.census;
        if (frame->runs[i].trace != NULL) {
            int64_t until_ns = frame->view->lesson != NULL ? frame->view->moment.t_ns
                                                           : frame->runs[i].spans.end_ns;
            CensusHead end = census_at(census, until_ns);
            if (end.time_ns[state] > 0 || (state >= SPAN_DONE && end.count[state] > 0)) {
                return true;
            }
        }
    }
    return state == SPAN_RUNNING;
}

/* What the states look like, in one line. */
static void draw_legend(Timelines *t, DrawRect rect) {
    Frame *frame = t->frame;
    int32_t size = frame->small, x = rect.x, baseline = frame_baseline(rect.y, rect.h, size);
    for (int state = 0; state < SPAN_STATE_COUNT; state++) {
        if (state == SPAN_IDLE || !occurs(frame, (SpanState)state)) {
            continue;
        }
        const char *word = SPAN_STATES[state].word;
        int32_t w = frame_measure(frame, DRAW_SANS, size, word);
        int32_t sample = state < SPAN_IDLE ? size * 2 : 0, sign = size * 6 / 5;
        if (x + sign + sample + w > rect.x + rect.w) {
            continue;
        }
        frame_sign(frame, (DrawSign)state, size, x, baseline,
                   frame_color(frame, (ThemeRole)(THEME_STATE_RUNNING + state)));
        x += sign;
        if (sample > 0) {
            DrawRect bar = {x, rect.y + (rect.h - size) / 2, sample - size / 3, size};
            lane_picture_draw_sample(frame, bar, (SpanState)state);
            x += sample;
        }
        frame_write(frame, DRAW_SANS, size, DRAW_LEFT, x, baseline, w, THEME_TEXT_DIM, word);
        x += w + size;
    }
}

/* Lanes that share a row have no words in their bars, so they need a legend most. */
static bool has_shared_row(const LaneRows *rows) {
    for (size_t i = 0; i < rows->items.count; i++) {
        LaneRowKind kind = rows->items.items[i].kind;
        if (kind == LANE_ROW_STACK || kind == LANE_ROW_CENSUS || kind == LANE_ROW_FOLDED) {
            return true;
        }
    }
    return false;
}

/* Lays out the rows, above a legend where lanes do not have to be squeezed for it; returns the
 * legend's height. */
static int32_t lay_out_rows(Timelines *t) {
    Frame *frame = t->frame;
    LaneRows *rows = &frame->scene->rows;
    int32_t legend_h = frame_whole(frame->small * 3 / 2);
    lane_rows_lay_out(rows, frame->runs, frame->run_count, frame->view, t->body.h, frame->em);
    bool are_shared = has_shared_row(rows);
    lane_rows_lay_out(rows, frame->runs, frame->run_count, frame->view, t->body.h - legend_h,
                      frame->em);
    bool has_room = rows->height <= t->body.h - legend_h &&
                    (are_shared || rows->lane_height >= frame->em * 11 / 10);
    if (has_room) {
        t->body.h -= legend_h;
        return legend_h;
    }
    lane_rows_lay_out(rows, frame->runs, frame->run_count, frame->view, t->body.h, frame->em);
    return 0;
}

void panel_timelines(Frame *frame, DrawRect rect) {
    DrawRect inside = panel_ground(frame, rect);
    /* The map would tell what is going to happen. */
    bool has_map =
        !frame->view->present && frame->view->lesson == NULL && inside.h > 12 * frame->em;
    int32_t map_h = has_map ? frame_whole(frame->em * 4 / 5) : 0;
    int32_t axis_h = frame_whole(frame->small * 21 / 10), below = frame_whole(frame->gap / 4);
    Timelines t = {.frame = frame, .rows = &frame->scene->rows};
    t.header = (DrawRect){inside.x, inside.y, inside.w, map_h + axis_h};
    t.body = (DrawRect){inside.x, inside.y + t.header.h + below, inside.w,
                        inside.h - t.header.h - below};
    int32_t legend_h = lay_out_rows(&t);
    t.label_w = widest_label(frame, t.rows, inside.w * 30 / 100);
    t.axis = time_axis_make(frame->view->from_ns, frame->view->to_ns, inside.x + t.label_w,
                            inside.w - t.label_w - frame->em * 3 / 2);
    t.now_x = time_axis_x(&t.axis, frame->view->moment.t_ns);
    scroll(&t);
    frame->seen = inside;
    frame_hit(frame, (SceneHit){.rect = t.body, .kind = SCENE_HIT_PANEL, .run = -1});
    frame_hit(frame, (SceneHit){.rect = {t.axis.x, t.body.y, t.axis.w, t.body.h},
                                .kind = SCENE_HIT_PANEL,
                                .run = -1,
                                .from_ns = t.axis.from_ns,
                                .to_ns = t.axis.to_ns});
    if (has_map) {
        draw_minimap(&t, (DrawRect){t.axis.x, inside.y, t.axis.w, map_h});
    }
    draw_axis(&t, (DrawRect){inside.x, inside.y + map_h, inside.w, axis_h});
    if (legend_h > 0) {
        draw_legend(&t, (DrawRect){inside.x, t.body.y + t.body.h, inside.w, legend_h});
    }
    draw_clip(frame->list, t.body);
    frame->seen = t.body;
    draw_ground(&t);
    draw_titles(&t, false);
    draw_tracks(&t);
    timelines_veil_future(&t);
    draw_titles(&t, true);
    draw_ends(&t, true);
    draw_labels(&t);
    timelines_dim(&t);
    timelines_draw_ghosts(&t);
    timelines_draw_measured(&t);
    timelines_draw_selection(&t);
    timelines_draw_range(&t);
    draw_scroll_bar(&t);
    draw_unclip(frame->list);
    timelines_draw_bookmarks(&t);
    timelines_draw_playhead(&t);
}
