/* The strip at the top: the clock with the speed at which it goes, and a row of figures for each
 * run, which grow while it is played:
 *
 *     ▶ 1.500 s                      time   sum of waits    longest   waits now   saved   speedup
 *     ×1 · simulated  sequential.py  1.500 s     1.500 s    1.203 s           1       –         –
 *                     gathered.py  ⚑ 1.377 s    11.550 s    1.377 s           0       –         –
 *
 * What is saved shows when both runs are over: a prediction is not given away. Where there is no
 * room, the columns that matter least go first. */
#include "scene/panel.h"
#include "trace/duration.h"

#include <string.h>

typedef enum Column {
    COLUMN_TIME,
    COLUMN_SUM,
    COLUMN_LONGEST,
    COLUMN_IN_FLIGHT,
    COLUMN_SAVED,
    COLUMN_SPEEDUP,
    COLUMN_COUNT
} Column;

static const struct {
    const char *heading;
    int width; /* in tenths of an em */
    int rank;  /* those with the highest go first where there is no room */
} COLUMNS[COLUMN_COUNT] = {
    [COLUMN_TIME] = {"time", 66, 0},       [COLUMN_SUM] = {"sum of waits", 66, 2},
    [COLUMN_LONGEST] = {"longest", 58, 4}, [COLUMN_IN_FLIGHT] = {"waits now", 52, 5},
    [COLUMN_SAVED] = {"saved", 58, 3},     [COLUMN_SPEEDUP] = {"speedup", 50, 1},
};

static bool is_compared(const Frame *frame, size_t run) {
    return run > 0 && frame_is_over(frame, 0) && frame_is_over(frame, run) &&
           frame->runs[run].metrics.makespan_ns > 0;
}

static void append_value(const Frame *frame, size_t run, Column column, Text *text) {
    const SceneRun *found = &frame->runs[run];
    int64_t t_ns = frame->view->moment.t_ns, makespan_ns = found->metrics.makespan_ns;
    t_ns = t_ns < makespan_ns && !frame_is_over(frame, run) ? t_ns : makespan_ns;
    WaitFigures waits = wait_sums_at(&found->waits, t_ns);
    switch (column) {
    case COLUMN_TIME:
        duration_append_spoken(text, t_ns);
        break;
    case COLUMN_SUM:
        duration_append_spoken(text, waits.sum_ns);
        break;
    case COLUMN_LONGEST:
        duration_append_spoken(text, waits.longest_ns);
        break;
    case COLUMN_IN_FLIGHT:
        duration_append_count(text, (int64_t)waits.in_flight);
        break;
    case COLUMN_SAVED:
        if (is_compared(frame, run)) {
            duration_append_spoken(text, frame->runs[0].metrics.makespan_ns - makespan_ns);
        } else {
            text_append_cstr(text, "–");
        }
        break;
    case COLUMN_SPEEDUP:
        if (is_compared(frame, run)) {
            text_append_cstr(text, "×");
            duration_append_ratio(text, frame->runs[0].metrics.makespan_ns, makespan_ns, 2, false);
        } else {
            text_append_cstr(text, "–");
        }
        break;
    case COLUMN_COUNT:
        break;
    }
}

static ThemeRole role_of(const Frame *frame, size_t run, Column column) {
    bool is_verdict = column == COLUMN_SAVED || column == COLUMN_SPEEDUP;
    if (!is_verdict) {
        return column == COLUMN_IN_FLIGHT ? THEME_TEXT_DIM : THEME_TEXT;
    }
    if (!is_compared(frame, run)) {
        return THEME_TEXT_DIM;
    }
    return frame->runs[run].metrics.makespan_ns <= frame->runs[0].metrics.makespan_ns ? THEME_GOOD
                                                                                      : THEME_BAD;
}

/* Which columns have room beside the names; returns the width they take. */
static int32_t choose_columns(const Frame *frame, int32_t room, bool shows[COLUMN_COUNT]) {
    int32_t taken = 0;
    for (int column = 0; column < COLUMN_COUNT; column++) {
        bool compares = column == COLUMN_SAVED || column == COLUMN_SPEEDUP;
        shows[column] = !compares || frame->run_count > 1;
        taken += shows[column] ? frame->em * COLUMNS[column].width / 10 : 0;
    }
    for (int rank = COLUMN_COUNT - 1; rank > 0 && taken > room; rank--) {
        for (int column = 0; column < COLUMN_COUNT; column++) {
            if (COLUMNS[column].rank == rank && shows[column]) {
                shows[column] = false;
                taken -= frame->em * COLUMNS[column].width / 10;
            }
        }
    }
    return taken;
}

/* The largest size, from `size` down to that of small print, at which a text fits into a width. */
static int32_t fitting_size(const Frame *frame, DrawFace face, int32_t size, int32_t width,
                            const char *text) {
    while (size > frame->small && frame_measure(frame, face, size, text) > width) {
        size -= DRAW_UNIT;
    }
    return size;
}

static void draw_name(Frame *frame, size_t run, int32_t x, int32_t baseline, int32_t width) {
    const SceneRun *found = &frame->runs[run];
    bool is_bad = found->trace == NULL || frame_complaint(frame, run) != NULL;
    if (frame_is_over(frame, run) || found->trace == NULL) {
        DrawSign sign = is_bad ? DRAW_SIGN_FAILED : DRAW_SIGN_FLAG;
        frame_sign(frame, sign, frame->em, x, baseline,
                   frame_color(frame, is_bad ? THEME_BAD : THEME_GOOD));
    }
    x += frame->em * 5 / 4;
    width -= frame->em * 5 / 4;
    int32_t taken = frame_write(frame, DRAW_SANS_BOLD, frame->em, DRAW_LEFT, x, baseline, width,
                                THEME_TEXT, found->title);
    const char *kind = found->measured ? "measured" : "simulated";
    int32_t rest = width - taken - frame->gap;
    if (frame_measure(frame, DRAW_SANS, frame->small, kind) <= rest) {
        frame_write(frame, DRAW_SANS, frame->small, DRAW_LEFT, x + taken + frame->gap, baseline,
                    rest, THEME_TEXT_DIM, kind);
    }
}

static void draw_row(Frame *frame, size_t run, DrawRect row, int32_t names,
                     const bool shows[COLUMN_COUNT]) {
    int32_t baseline = frame_baseline(row.y, row.h, frame->em), x = row.x + names;
    bool ran = frame->runs[run].trace != NULL;
    draw_name(frame, run, row.x, baseline, names - frame->gap);
    frame_hit(frame, (SceneHit){.rect = row, .kind = SCENE_HIT_TAB, .run = (int)run});
    if (!ran) {
        frame_write(frame, DRAW_SANS, frame->em, DRAW_LEFT, x, baseline, row.w - names, THEME_BAD,
                    "did not run");
    }
    for (int column = 0; ran && column < COLUMN_COUNT; column++) {
        if (shows[column]) {
            int32_t w = frame->em * COLUMNS[column].width / 10;
            Text *text = frame_text_begin(frame);
            append_value(frame, run, (Column)column, text);
            bool is_bold = column == COLUMN_TIME || column == COLUMN_SPEEDUP;
            DrawFace face = is_bold ? DRAW_SANS_BOLD : DRAW_SANS;
            x += w;
            w -= frame->gap / 2;
            frame_write(frame, face, fitting_size(frame, face, frame->em, w, text_cstr(text)),
                        DRAW_RIGHT, x, baseline, w, role_of(frame, run, (Column)column),
                        text_cstr(text));
        }
    }
}

static void draw_headings(Frame *frame, DrawRect row, int32_t names,
                          const bool shows[COLUMN_COUNT]) {
    int32_t baseline = frame_baseline(row.y, row.h, frame->small), x = row.x + names;
    for (int column = 0; column < COLUMN_COUNT; column++) {
        if (shows[column]) {
            int32_t w = frame->em * COLUMNS[column].width / 10;
            x += w;
            frame_write(frame, DRAW_SANS, frame->small, DRAW_RIGHT, x, baseline, w - frame->gap / 2,
                        THEME_TEXT_DIM, COLUMNS[column].heading);
        }
    }
}

/* What a speed means is told where there is room for it. */
static void append_speed(const Frame *frame, int32_t room, Text *text) {
    const char *speed = frame->view->speed, *meaning = strstr(speed, " (");
    bool fits = frame_measure(frame, DRAW_SANS, frame->small, speed) <= room;
    text_append(text, speed, fits || meaning == NULL ? strlen(speed) : (size_t)(meaning - speed));
}

/* The clock; its size leaves room for hours at nanoseconds' precision by being cut last. */
static void draw_clock(Frame *frame, DrawRect rect) {
    const View *view = frame->view;
    int32_t size = frame->em * 3 / 2 / DRAW_UNIT * DRAW_UNIT;
    int32_t rows = rect.h > size + frame->small ? 2 : 1;
    int32_t h = rows == 2 ? size * 6 / 5 : rect.h;
    int32_t baseline = frame_baseline(rect.y, h, size);
    frame_sign(frame, view->playing ? DRAW_SIGN_PLAY : DRAW_SIGN_PAUSE, frame->em, rect.x, baseline,
               frame_color(frame, view->playing ? THEME_ACCENT : THEME_TEXT_DIM));
    int32_t x = rect.x + frame->em * 5 / 4, room = rect.w - frame->em * 5 / 4;
    Text *text = frame_text_begin(frame);
    frame_append_moment(frame, view->moment.t_ns, text);
    size = fitting_size(frame, DRAW_SANS_BOLD, size, room, text_cstr(text));
    frame_write(frame, DRAW_SANS_BOLD, size, DRAW_LEFT, x, baseline, room, THEME_TEXT,
                text_cstr(text));
    bool has_speed = view->lesson == NULL || view->lesson->say == NULL; /* else the lesson's own */
    if (rows == 2 && view->speed != NULL && has_speed) {
        text = frame_text_begin(frame);
        append_speed(frame, room, text);
        frame_write(frame, DRAW_SANS, frame->small, DRAW_LEFT, x,
                    frame_baseline(rect.y + h, frame->small * 5 / 4, frame->small), room,
                    THEME_TEXT_DIM, text_cstr(text));
    }
}

void panel_titles(Frame *frame, DrawRect rect) {
    DrawRect inside = panel_ground(frame, rect);
    int32_t row_h = frame->em * 4 / 3, heading_h = frame->small * 5 / 4;
    int32_t clock_w = inside.w < 40 * frame->em ? inside.w * 2 / 5 : frame->em * 12;
    draw_clock(frame, (DrawRect){inside.x, inside.y, clock_w, inside.h});
    DrawRect table = {inside.x + clock_w + frame->gap, inside.y, inside.w - clock_w - frame->gap,
                      inside.h};
    bool has_headings = table.h >= heading_h + row_h;
    int32_t rows = (table.h - (has_headings ? heading_h : 0)) / row_h;
    bool shows[COLUMN_COUNT];
    int32_t taken = choose_columns(frame, table.w - frame->em * 8, shows);
    int32_t names = table.w - taken;
    if (has_headings) {
        draw_headings(frame, (DrawRect){table.x, table.y, table.w, heading_h}, names, shows);
        table.y += heading_h;
    }
    if (rows == 1 && !has_headings) {
        row_h = table.h;
    }
    /* Where one row is all there is, it is the last run's: what is compared with the first. */
    size_t first = (size_t)rows < frame->run_count && rows == 1 ? frame->run_count - 1 : 0;
    for (size_t i = first; i < frame->run_count && rows > 0; i++, rows--) {
        draw_row(frame, i, (DrawRect){table.x, table.y, table.w, row_h}, names, shows);
        table.y += row_h;
    }
}
