/* What lies over the picture: the list of keys, the palette, the opening screen, a question. All of
 * them are rows to choose from, by groups, under a line that says what they are or what was typed.
 * What is below is dimmed and cannot be clicked. */
#include "scene/panel.h"

#include <string.h>

/* Lines of a list: its rows, and a heading before each group. */

static bool begins_group(const View *view, size_t row) {
    const char *group = view->rows[row].group;
    return group[0] != '\0' && (row == 0 || strcmp(group, view->rows[row - 1].group) != 0);
}

static int32_t count_lines(const View *view, int32_t *chosen) {
    int32_t lines = 0;
    *chosen = 0;
    for (size_t i = 0; i < view->row_count; i++) {
        lines += begins_group(view, i);
        *chosen = i == view->row ? lines : *chosen;
        lines++;
    }
    return lines;
}

static void draw_row(Frame *frame, DrawRect rect, size_t index) {
    const ViewRow *row = &frame->view->rows[index];
    int32_t size = frame->em, baseline = frame_baseline(rect.y, rect.h, size);
    bool is_chosen = frame->view->row == index;
    if (is_chosen) {
        draw_fill(frame->list, rect, size / 4, frame_color(frame, THEME_SELECTION));
        draw_fill(frame->list, (DrawRect){rect.x, rect.y, frame->hair * 4, rect.h}, 0,
                  frame_color(frame, THEME_ACCENT));
    }
    int32_t x = rect.x + size / 2, room = rect.w - size;
    if (row->marked) {
        frame_sign(frame, DRAW_SIGN_DONE, size, x, baseline, frame_color(frame, THEME_GOOD));
        x += size * 5 / 4;
        room -= size * 5 / 4;
    }
    int32_t done = row->done ? size * 6 / 5 : 0;
    int32_t detail = done + frame_measure(frame, DRAW_SANS, frame->small, row->detail);
    int32_t most = room / 2, title = frame_measure(frame, DRAW_SANS, size, row->title);
    detail = detail < most || detail + size + title <= room ? detail : most;
    frame_write(frame, DRAW_SANS, size, DRAW_LEFT, x, baseline, room - detail - size, THEME_TEXT,
                row->title);
    frame_write(frame, DRAW_SANS, frame->small, DRAW_RIGHT, rect.x + rect.w - size / 2, baseline,
                detail - done, THEME_TEXT_DIM, row->detail);
    if (row->done) {
        frame_sign(frame, DRAW_SIGN_DONE, frame->small, rect.x + rect.w - size / 2 - detail,
                   baseline, frame_color(frame, THEME_GOOD));
    }
    frame_hit(frame, (SceneHit){.rect = rect, .kind = SCENE_HIT_ROW, .run = -1, .index = index});
}

typedef struct List {
    DrawRect rect;
    int32_t columns, column_w, line_h;
    int32_t first, shown; /* lines */
} List;

/* Where a line is; false: it is not shown. */
static bool line_rect(const List *list, int32_t line, DrawRect *rect) {
    int32_t at = line - list->first, each = list->shown / list->columns;
    if (at < 0 || at >= list->shown) {
        return false;
    }
    int32_t column = at / each;
    *rect =
        (DrawRect){list->rect.x + column * list->column_w, list->rect.y + at % each * list->line_h,
                   list->column_w - (list->columns > 1 ? list->line_h : 0), list->line_h};
    return true;
}

/* The rows in columns; what does not fit is left out around the chosen one. */
static void draw_rows(Frame *frame, DrawRect rect, int32_t column_min) {
    const View *view = frame->view;
    int32_t chosen, lines = count_lines(view, &chosen), size = frame->small;
    List list = {.rect = rect, .line_h = frame->em * 3 / 2};
    int32_t each = rect.h / list.line_h;
    if (each < 1) {
        return;
    }
    list.columns = rect.w / column_min;
    list.columns = list.columns < 1 ? 1 : list.columns > 3 ? 3 : list.columns;
    list.column_w = rect.w / list.columns;
    int32_t needed = (lines + list.columns - 1) / list.columns;
    each = needed < each && list.columns > 1 ? needed : each;
    list.shown = each * list.columns;
    if (lines > list.shown) {
        list.first = chosen - list.shown / 2;
        list.first = list.first < 0 ? 0 : list.first;
        list.first = list.first > lines - list.shown ? lines - list.shown : list.first;
    }
    int32_t line = 0;
    for (size_t i = 0; i < view->row_count; i++) {
        DrawRect place;
        if (begins_group(view, i) && line_rect(&list, line++, &place)) {
            frame_write(frame, DRAW_SANS_BOLD, size, DRAW_LEFT, place.x + size / 2,
                        frame_baseline(place.y + place.h / 6, place.h, size), place.w,
                        THEME_TEXT_DIM, view->rows[i].group);
        }
        if (line_rect(&list, line++, &place)) {
            draw_row(frame, place, i);
        }
    }
    if (view->row_count == 0) {
        frame_write(frame, DRAW_SANS, frame->em, DRAW_LEFT, rect.x + frame->em / 2,
                    frame_baseline(rect.y, list.line_h, frame->em), rect.w, THEME_TEXT_DIM,
                    "nothing is called like that");
    }
}

/* Boxes. */

static DrawRect centred(const Frame *frame, int32_t w, int32_t h) {
    int32_t width = frame->view->width * DRAW_UNIT, height = frame->view->height * DRAW_UNIT;
    w = w < width - 2 * frame->gap ? w : width - 2 * frame->gap;
    h = h < height - 2 * frame->gap ? h : height - 2 * frame->gap;
    return (DrawRect){(width - w) / 2, (height - h) / 2, w, h};
}

static DrawRect draw_box(Frame *frame, DrawRect rect) {
    DrawRect inside = panel_ground(frame, rect);
    frame_hit(frame, (SceneHit){.rect = rect, .kind = SCENE_HIT_PANEL, .run = -1});
    return inside;
}

/* The most useful keys at the bottom. */
static DrawRect draw_hint(Frame *frame, DrawRect rect) {
    int32_t line = frame->small * 3 / 2;
    if (frame->view->hint == NULL || rect.h < 4 * line) {
        return rect;
    }
    frame_write(frame, DRAW_SANS, frame->small, DRAW_LEFT, rect.x + frame->em / 2,
                frame_baseline(rect.y + rect.h - line, line, frame->small), rect.w, THEME_TEXT_DIM,
                frame->view->hint);
    return (DrawRect){rect.x, rect.y, rect.w, rect.h - line - frame->gap / 2};
}

/* A line with what was typed, and a mark where typing goes on. */
static DrawRect draw_filter(Frame *frame, DrawRect rect, const char *invitation) {
    int32_t size = frame->em, line = size * 2;
    DrawRect field = {rect.x, rect.y, rect.w, line};
    draw_fill(frame->list, field, size / 4, frame_color(frame, THEME_LANE));
    draw_outline(frame->list, field, frame->hair, size / 4, frame_color(frame, THEME_ACCENT));
    const char *filter = frame->view->filter != NULL ? frame->view->filter : "";
    int32_t x = rect.x + size / 2, baseline = frame_baseline(field.y, line, size);
    int32_t taken = frame_write(frame, DRAW_SANS, size, DRAW_LEFT, x, baseline, rect.w - 2 * size,
                                THEME_TEXT, filter);
    draw_fill(frame->list,
              (DrawRect){x + taken + frame->hair, baseline - size * 8 / 10, frame->hair * 2, size},
              0, frame_color(frame, THEME_ACCENT));
    if (filter[0] == '\0') {
        frame_write(frame, DRAW_SANS, size, DRAW_LEFT, x + size / 2, baseline, rect.w - 2 * size,
                    THEME_TEXT_DIM, invitation);
    }
    return panel_cut_top(rect, line + frame->gap);
}

static void draw_help(Frame *frame) {
    int32_t w = frame->view->width * DRAW_UNIT * 94 / 100, column = frame->em * 20, chosen;
    int32_t columns = w / column < 1 ? 1 : w / column > 3 ? 3 : w / column;
    int32_t lines = (count_lines(frame->view, &chosen) + columns - 1) / columns + 3;
    DrawRect whole = centred(frame, w, lines * frame->em * 3 / 2 + 2 * frame->gap);
    DrawRect rect = draw_hint(frame, draw_box(frame, whole));
    frame_write(frame, DRAW_SANS_BOLD, frame->em, DRAW_LEFT, rect.x + frame->em / 2,
                frame_baseline(rect.y, frame->em * 3 / 2, frame->em), rect.w, THEME_TEXT, "Keys");
    draw_rows(frame, panel_cut_top(rect, frame->em * 3 / 2), column);
}

static void draw_palette(Frame *frame) {
    DrawRect whole = centred(frame, frame->em * 46, frame->view->height * DRAW_UNIT * 80 / 100);
    DrawRect rect = draw_hint(frame, draw_box(frame, whole));
    rect = draw_filter(frame, rect, "a command, or a task");
    draw_rows(frame, rect, rect.w);
}

/* The first screen: nothing lies below it. */
static void draw_opening(Frame *frame) {
    DrawRect whole = centred(frame, frame->em * 54, frame->view->height * DRAW_UNIT * 96 / 100);
    DrawRect rect = draw_hint(frame, draw_box(frame, whole));
    int32_t size = frame->em * 7 / 4 / DRAW_UNIT * DRAW_UNIT;
    bool has_title = rect.h > 14 * frame->em;
    if (has_title) {
        frame_write(frame, DRAW_SANS_BOLD, size, DRAW_LEFT, rect.x + frame->em / 2,
                    frame_baseline(rect.y, size * 3 / 2, size), rect.w, THEME_TEXT, "meanwhile");
        rect = panel_cut_top(rect, size * 3 / 2);
        const char *message = frame->view->message; /* such as how a lesson went */
        frame_write(frame, message != NULL ? DRAW_SANS_BOLD : DRAW_SANS, frame->em, DRAW_LEFT,
                    rect.x + frame->em / 2, frame_baseline(rect.y, frame->em * 3 / 2, frame->em),
                    rect.w, message != NULL ? THEME_ACCENT : THEME_TEXT_DIM,
                    message != NULL ? message : "What could your program be doing meanwhile?");
        rect = panel_cut_top(rect, frame->em * 2);
    }
    rect = draw_filter(frame, rect, "type to find a program or a lesson");
    draw_rows(frame, rect, rect.w);
}

enum { MESSAGE_LINES_MAX = 8 };

static void draw_message(Frame *frame) {
    const View *view = frame->view;
    int32_t line = frame->em * 3 / 2, w = 40 * frame->em, chosen;
    const char *message = view->message != NULL ? view->message : "";
    /* As high as its lines need, which are counted by what they would measure. */
    int32_t measured = frame_measure(frame, DRAW_SANS_BOLD, frame->em, message);
    int32_t lines = measured * 11 / 10 / (w - 2 * frame->gap) + 1;
    for (const char *at = message; (at = strchr(at, '\n')) != NULL; at++) {
        lines++;
    }
    lines = lines < MESSAGE_LINES_MAX ? lines : MESSAGE_LINES_MAX;
    int32_t rows = count_lines(view, &chosen);
    int32_t h = (lines + rows) * line + (frame->view->hint != NULL ? 2 * line : 0) + 3 * frame->gap;
    DrawRect rect = draw_hint(frame, draw_box(frame, centred(frame, w, h)));
    int taken = frame_write_lines(frame, DRAW_SANS_BOLD, frame->em, rect.x + frame->em / 2, rect.y,
                                  rect.w - frame->em, line, lines, THEME_TEXT, message);
    if (rows > 0) {
        draw_rows(frame, panel_cut_top(rect, taken * line + frame->gap), rect.w);
    }
}

void panel_overlay(Frame *frame, DrawRect rect) {
    frame_hit(frame, (SceneHit){.rect = rect, .kind = SCENE_HIT_NOTHING, .run = -1});
    if (frame->view->overlay != VIEW_OPENING) {
        draw_fill(frame->list, rect, 0, frame_color(frame, THEME_DIMMER));
    }
    switch (frame->view->overlay) {
    case VIEW_HELP:
        draw_help(frame);
        break;
    case VIEW_PALETTE:
        draw_palette(frame);
        break;
    case VIEW_OPENING:
        draw_opening(frame);
        break;
    case VIEW_MESSAGE:
        draw_message(frame);
        break;
    case VIEW_BLANK:
    case VIEW_NO_OVERLAY:
        break;
    }
}
