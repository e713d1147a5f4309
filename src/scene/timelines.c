#include "scene/timelines.h"

#include "trace/duration.h"

DrawRect timelines_row(const Timelines *t, const LaneRow *row) {
    return (DrawRect){t->axis.x, t->top + row->y, t->axis.w, row->h};
}

bool timelines_sees(const Timelines *t, const LaneRow *row) {
    int32_t y = t->top + row->y;
    return y < t->body.y + t->body.h && y + row->h > t->body.y;
}

bool timelines_has_time(const Timelines *t, int64_t t_ns) {
    return t_ns >= t->axis.from_ns && t_ns <= t->axis.to_ns;
}

/* A blocked loop. */

/* From the row after a run's title to its last. */
static void run_extent(const Timelines *t, int run, int32_t *top, int32_t *bottom) {
    *top = INT32_MAX;
    *bottom = INT32_MIN;
    for (size_t i = 0; i < t->rows->items.count; i++) {
        const LaneRow *row = &t->rows->items.items[i];
        if (row->run == run && row->kind != LANE_ROW_TITLE) {
            *top = t->top + row->y < *top ? t->top + row->y : *top;
            *bottom = t->top + row->y + row->h;
        }
    }
}

/* A blocked loop is everybody's trouble: a band over all lanes of its run. */
static void draw_blocked_bands(Timelines *t, int run, uint32_t lane) {
    Frame *frame = t->frame;
    int32_t top, bottom, distance = frame->em / 2 / DRAW_UNIT * DRAW_UNIT;
    uint32_t color = frame_color(frame, THEME_STATE_BLOCKED);
    run_extent(t, run, &top, &bottom);
    SpanWalk walk;
    SpanPiece piece;
    span_walk_begin(&walk, &frame->runs[run].index, lane, t->axis.from_ns, t->axis.to_ns,
                    time_axis_span(&t->axis, 2 * DRAW_UNIT));
    while (bottom > top && span_walk_next(&walk, &piece)) {
        if (piece.has_blocked) {
            int32_t x0 = time_axis_x(&t->axis, piece.start_ns);
            int32_t x1 = time_axis_x(&t->axis, piece.end_ns);
            DrawRect band = {x0, top, x1 > x0 ? x1 - x0 : DRAW_UNIT, bottom - top};
            draw_fill(frame->list, band, 0, theme_fade(color, 36));
            if (band.w >= 4 * DRAW_UNIT) {
                draw_texture(frame->list, band, DRAW_TEXTURE_CROSS, distance,
                             theme_fade(color, 60));
            }
        }
    }
}

static void draw_finish_line(Timelines *t, int run) {
    Frame *frame = t->frame;
    int64_t end_ns = frame->runs[run].metrics.makespan_ns;
    int32_t top, bottom;
    run_extent(t, run, &top, &bottom);
    if (bottom > top && timelines_has_time(t, end_ns)) {
        int32_t x = time_axis_x(&t->axis, end_ns);
        draw_line(frame->list, x, top, x, bottom, frame->hair, true,
                  frame_color(frame, THEME_PANEL_EDGE));
    }
}

/* Loops stand alone in their groups. */
void timelines_draw_bands(Timelines *t, int run) {
    const SceneRun *found = &t->frame->runs[run];
    draw_finish_line(t, run);
    for (size_t i = 0; i < found->groups.group_count; i++) {
        uint32_t lane = found->groups.lanes[found->groups.groups[i].first];
        if (found->spans.lanes[lane].runs_loop) {
            draw_blocked_bands(t, run, lane);
        }
    }
}

/* The band's word, on the loop's own lane, where the bar itself is too narrow for it. */
void timelines_draw_blocked_words(Timelines *t, const LaneRow *row) {
    Frame *frame = t->frame;
    DrawRect rect = timelines_row(t, row);
    const char *word = SPAN_STATES[SPAN_BLOCKED].word;
    int32_t size = frame->small, last_x = INT32_MIN;
    int32_t w = frame_measure(frame, DRAW_SANS_BOLD, size, word) + size;
    SpanWalk walk;
    SpanPiece piece;
    span_walk_begin(&walk, &frame->runs[row->run].index, row->lane, t->axis.from_ns, t->axis.to_ns,
                    time_axis_span(&t->axis, 2 * DRAW_UNIT));
    while (span_walk_next(&walk, &piece)) {
        int32_t x0 = time_axis_x(&t->axis, piece.start_ns);
        int32_t x1 = time_axis_x(&t->axis, piece.end_ns);
        if (!piece.has_blocked) {
            continue;
        }
        bool is_told = piece.count == 1 && x1 - x0 >= w - size + lane_picture_margin(frame);
        int32_t x = x1 + w > t->axis.x + t->axis.w ? x0 - w : x1;
        if (is_told || x < last_x) {
            last_x = is_told ? x1 : last_x;
            continue;
        }
        DrawRect chip = {x, rect.y + (rect.h - size * 5 / 4) / 2, w, size * 5 / 4};
        draw_fill(frame->list, chip, size / 4, frame_color(frame, THEME_STATE_BLOCKED));
        frame_write(frame, DRAW_SANS_BOLD, size, DRAW_LEFT, x + size / 2,
                    frame_baseline(chip.y, chip.h, size), w, THEME_TEXT_ON_FILL, word);
        last_x = x + w + size;
    }
}

/* Wake-up arrows. */

enum { ARROWS_MAX = 48 };

static void draw_wake(Timelines *t, int run, const Wake *wake) {
    Frame *frame = t->frame;
    int32_t from, to;
    if (!lane_rows_find(t->rows, frame->runs, run, wake->from, &from) ||
        !lane_rows_find(t->rows, frame->runs, run, wake->to, &to) || from == to) {
        return;
    }
    int32_t x = time_axis_x(&t->axis, wake->t_ns);
    draw_arrow(frame->list, x, t->top + from, x, t->top + to, frame->hair * 2, frame->em / 2,
               frame_color(frame, THEME_ARROW));
}

/* All arrows where they are few; else those of the present moment. */
void timelines_draw_wakes(Timelines *t, int run) {
    const View *view = t->frame->view;
    const Wakes *wakes = &t->frame->runs[run].wakes;
    size_t begin = wakes_from(wakes, t->axis.from_ns);
    size_t end = wakes_from(wakes, duration_add(t->axis.to_ns, 1));
    if (end - begin > ARROWS_MAX) {
        begin = wakes_from(wakes, view->moment.t_ns);
        end = wakes_from(wakes, duration_add(view->moment.t_ns, 1));
        end = end < begin + ARROWS_MAX ? end : begin + ARROWS_MAX;
    }
    for (size_t i = begin; i < end; i++) {
        draw_wake(t, run, &wakes->items[i]);
    }
}

/* The present. */

void timelines_veil_future(Timelines *t) {
    bool hides = t->frame->view->lesson != NULL; /* it is asked what will happen */
    int32_t end = t->body.x + t->body.w;
    if (t->frame->view->moment.t_ns < moment_end_ns(t->frame->runs, t->frame->run_count)) {
        draw_fill(t->frame->list, (DrawRect){t->now_x, t->body.y, end - t->now_x, t->body.h}, 0,
                  theme_fade(frame_color(t->frame, THEME_PANEL), hides ? 255 : 185));
    }
}

void timelines_draw_playhead(Timelines *t) {
    Frame *frame = t->frame;
    int64_t t_ns = frame->view->moment.t_ns;
    if (!timelines_has_time(t, t_ns)) {
        return;
    }
    int32_t x = time_axis_x(&t->axis, t_ns), size = frame->small * 9 / 10;
    uint32_t color = frame_color(frame, THEME_ACCENT);
    int32_t y = t->header.y + t->header.h;
    draw_line(frame->list, x, y, x, t->body.y + t->body.h, frame->hair * 2, false, color);
    draw_sign(frame->list, (DrawRect){x - size / 2, y - size, size, size}, DRAW_SIGN_PLAYHEAD,
              color);
}

/* Where a span of a lane is drawn; false: its lane has no row, or it is not on the axis. */
static bool find_place(const Timelines *t, int run, uint32_t lane, int64_t start_ns, int64_t end_ns,
                       DrawRect *place) {
    int32_t middle;
    if (end_ns < t->axis.from_ns || start_ns > t->axis.to_ns ||
        !lane_rows_find(t->rows, t->frame->runs, run, lane, &middle)) {
        return false;
    }
    int32_t x0 = time_axis_x(&t->axis, start_ns), x1 = time_axis_x(&t->axis, end_ns);
    int32_t h = t->rows->lane_height * 9 / 10 / DRAW_UNIT * DRAW_UNIT;
    *place = (DrawRect){x0, t->top + middle - h / 2, x1 > x0 ? x1 - x0 : DRAW_UNIT, h};
    return true;
}

/* The critical path. */

static size_t first_link(const CriticalPath *path, size_t low, int64_t t_ns) {
    size_t high = path->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (path->items[middle].end_ns <= t_ns) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* How long each other wait could have been: a dashed line behind it. */
static void draw_slacks(Timelines *t, int run) {
    Frame *frame = t->frame;
    const SceneRun *found = &frame->runs[run];
    for (size_t i = 0; i < t->rows->items.count; i++) {
        const LaneRow *row = &t->rows->items.items[i];
        if (row->run != run || row->kind != LANE_ROW_LANE || !timelines_sees(t, row)) {
            continue;
        }
        SpanWalk walk;
        SpanPiece piece;
        span_walk_begin(&walk, &found->index, row->lane, t->axis.from_ns, t->axis.to_ns,
                        time_axis_span(&t->axis, frame->em / 2));
        while (span_walk_next(&walk, &piece)) {
            const Span *span = &found->spans.items[piece.first];
            int64_t slack_ns = piece.count == 1 && span_is_external(span)
                                   ? why_slack_ns(found, row->lane, span)
                                   : -1;
            if (slack_ns <= 0) {
                continue;
            }
            int32_t x0 = time_axis_x(&t->axis, span->end_ns);
            int32_t x1 = time_axis_x(&t->axis, duration_add(span->end_ns, slack_ns));
            int32_t y = t->top + row->y + row->h - frame->hair * 2, size = frame->em / 4;
            uint32_t color = frame_color(frame, THEME_CRITICAL);
            draw_line(frame->list, x0, y, x1, y, frame->hair, true, color);
            draw_line(frame->list, x1, y - size, x1, y, frame->hair, false, color);
        }
    }
}

/* Links lie back to back: a line that follows them from lane to lane. Those that are thinner than a
 * pixel are skipped. */
void timelines_draw_path(Timelines *t, int run) {
    Frame *frame = t->frame;
    const CriticalPath *path = &frame->runs[run].path;
    uint32_t color = frame_color(frame, THEME_CRITICAL);
    int32_t thick = frame->hair * 4, last_y = 0;
    int32_t below = t->rows->lane_height / 2 - frame->hair * 2; /* not across words */
    bool has_last = false;
    draw_slacks(t, run);
    size_t i = first_link(path, 0, t->axis.from_ns);
    while (i < path->count && path->items[i].start_ns < t->axis.to_ns) {
        const PathLink *link = &path->items[i];
        int32_t x0 = time_axis_x(&t->axis, link->start_ns);
        int32_t x1 = time_axis_x(&t->axis, link->end_ns), middle;
        if (lane_rows_find(t->rows, frame->runs, run, link->lane, &middle)) {
            int32_t y = t->top + middle + below;
            if (has_last && y != last_y) {
                draw_line(frame->list, x0, last_y, x0, y, thick, false, color);
            }
            draw_line(frame->list, x0, y, x1, y, thick, false, color);
            last_y = y;
            has_last = true;
        }
        int64_t next_ns = duration_add(link->end_ns, time_axis_span(&t->axis, DRAW_UNIT) - 1);
        i = x1 > x0 ? i + 1 : first_link(path, i + 1, next_ns);
    }
}

/* What is selected. */

void timelines_draw_selection(Timelines *t) {
    Frame *frame = t->frame;
    const View *view = frame->view;
    const Why *why = &frame->scene->why;
    if (frame->selected_span == VIEW_NO_SPAN) {
        return;
    }
    const Spans *spans = &frame->runs[view->selected_run].spans;
    DrawRect before = {0};
    size_t count = view->show_details ? why->count : 1;
    for (size_t i = 0; i < count; i++) {
        uint32_t lane = i == 0 ? view->selected_lane : why->links[i].lane;
        const Span *span = &spans->items[i == 0 ? frame->selected_span : why->links[i].span];
        DrawRect place;
        if (!find_place(t, view->selected_run, lane, span->start_ns, span->end_ns, &place)) {
            break;
        }
        uint32_t color = i == 0 ? theme_fade(frame_color(frame, THEME_SELECTION), 255)
                                : frame_color(frame, THEME_ACCENT);
        draw_outline(frame->list, place, frame->hair * 3, frame->hair * 2, color);
        if (i > 0 && place.y != before.y) {
            /* From where the cause ends to what it ends. */
            int32_t end_x = place.x + place.w, last_x = before.x + before.w;
            int32_t x = end_x < last_x ? end_x : last_x;
            bool is_below = place.y > before.y;
            draw_arrow(frame->list, x, is_below ? place.y : place.y + place.h, x,
                       is_below ? before.y + before.h : before.y, frame->hair * 3,
                       frame->em * 2 / 3, color);
        }
        before = place;
    }
}

/* Bookmarks and ranges. */

void timelines_draw_bookmarks(Timelines *t) {
    Frame *frame = t->frame;
    int32_t size = frame->small * 9 / 10, bottom = t->header.y + t->header.h;
    for (size_t i = 0; i < frame->view->bookmark_count; i++) {
        int64_t t_ns = frame->view->bookmarks[i];
        if (timelines_has_time(t, t_ns)) {
            int32_t x = time_axis_x(&t->axis, t_ns);
            uint32_t color = theme_fade(frame_color(frame, THEME_SELECTION), 255);
            draw_line(frame->list, x, bottom, x, t->body.y + t->body.h, frame->hair, true, color);
            draw_sign(frame->list, (DrawRect){x - size / 2, bottom - size, size, size},
                      DRAW_SIGN_BOOKMARK, color);
        }
    }
}

/* "gathered.py: 7 waits begun, 3.200 s waited · busy 0.0 % · idle 100.0 %" */
static void append_range(const SceneRun *run, int64_t from_ns, int64_t to_ns, Text *text) {
    int64_t end_ns = run->metrics.makespan_ns;
    from_ns = from_ns < end_ns ? from_ns : end_ns;
    to_ns = to_ns < end_ns ? to_ns : end_ns;
    WaitFigures before = wait_sums_at(&run->waits, from_ns);
    WaitFigures after = wait_sums_at(&run->waits, to_ns);
    CensusHead start = census_at(&run->groups.census, from_ns);
    CensusHead end = census_at(&run->groups.census, to_ns);
    int64_t busy_ns = (int64_t)(end.busy_ns - start.busy_ns), whole_ns = to_ns - from_ns;
    text_printf(text, "%s: ", run->title);
    duration_append_count(text, (int64_t)(after.begun - before.begun));
    text_append_cstr(text, " waits begun, ");
    duration_append_count(
        text, (int64_t)(before.in_flight + after.begun - before.begun - after.in_flight));
    text_append_cstr(text, " ended, ");
    duration_append_spoken(text, after.sum_ns - before.sum_ns);
    text_append_cstr(text, " waited  ·  busy ");
    duration_append_percent(text, busy_ns, whole_ns, false);
    text_append_cstr(text, "  ·  idle ");
    duration_append_percent(text, whole_ns - busy_ns, whole_ns, false);
}

enum { RANGE_LINES_MAX = 4 };

/* The figures stand on a plate within the panel, as near to the range as there is room. */
static void draw_range_figures(Timelines *t, int32_t x0, int32_t x1) {
    Frame *frame = t->frame;
    const View *view = frame->view;
    int32_t size = frame->small, line = size * 3 / 2, widest = 0, lines = 1;
    int64_t from_ns = view->range_from_ns, to_ns = view->range_to_ns;
    for (int pass = 0; pass < 2; pass++) {
        int32_t w = widest + 2 * frame->gap, h = lines * line + frame->gap;
        int32_t x = x0 + (x1 - x0) / 2 - w / 2, right = t->body.x + t->body.w;
        x = x + w > right ? right - w : x;
        x = x < t->body.x ? t->body.x : x;
        DrawRect plate = {x, t->body.y + t->body.h - h, w, h};
        if (pass == 1) {
            draw_fill(frame->list, plate, size / 3, frame_color(frame, THEME_PANEL));
            draw_outline(frame->list, plate, frame->hair, size / 3,
                         theme_fade(frame_color(frame, THEME_SELECTION), 255));
        }
        lines = 0;
        for (int i = -1; i < (int)frame->run_count && lines < RANGE_LINES_MAX; i++) {
            if (i >= 0 && frame->runs[i].trace == NULL) {
                continue;
            }
            Text *text = frame_text_begin(frame);
            DrawFace face = i < 0 ? DRAW_SANS_BOLD : DRAW_SANS;
            if (i < 0) {
                duration_append_spoken(text, to_ns - from_ns);
                text_append_cstr(text, "  from ");
                frame_append_moment(frame, from_ns, text);
                text_append_cstr(text, " to ");
                frame_append_moment(frame, to_ns, text);
            } else {
                append_range(&frame->runs[i], from_ns, to_ns, text);
            }
            if (pass == 0) {
                w = frame_measure(frame, face, size, text_cstr(text));
                widest = w > widest ? w : widest;
            } else {
                frame_write(frame, face, size, DRAW_LEFT, plate.x + frame->gap,
                            frame_baseline(plate.y + frame->gap / 2 + lines * line, line, size),
                            t->body.w - 2 * frame->gap, THEME_TEXT, text_cstr(text));
            }
            lines++;
        }
    }
}

void timelines_draw_range(Timelines *t) {
    Frame *frame = t->frame;
    const View *view = frame->view;
    if (view->range_to_ns < view->range_from_ns || view->range_to_ns < t->axis.from_ns ||
        view->range_from_ns > t->axis.to_ns) {
        return;
    }
    int32_t x0 = time_axis_x(&t->axis, view->range_from_ns);
    int32_t x1 = time_axis_x(&t->axis, view->range_to_ns);
    uint32_t color = theme_fade(frame_color(frame, THEME_SELECTION), 255);
    draw_fill(frame->list, (DrawRect){x0, t->body.y, x1 - x0, t->body.h}, 0, theme_fade(color, 40));
    draw_line(frame->list, x0, t->body.y, x0, t->body.y + t->body.h, frame->hair, false, color);
    draw_line(frame->list, x1, t->body.y, x1, t->body.y + t->body.h, frame->hair, false, color);
    draw_range_figures(t, x0, x1);
}
