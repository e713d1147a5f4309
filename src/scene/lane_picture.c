#include "scene/lane_picture.h"

#include "trace/duration.h"

#include <string.h>

enum {
    NO_TEXTURE = DRAW_TEXTURE_COUNT,
    LINE_CELL = 6 * DRAW_UNIT, /* spans that are thinner fold, in a stack */
};

static const struct {
    uint8_t height;  /* percent of what is highest */
    uint8_t texture; /* DrawTexture, or NO_TEXTURE */
    uint8_t ground;  /* opacity of the fill below the texture */
    bool is_solid;   /* on the CPU: text on it is light */
} STYLES[SPAN_STATE_COUNT] = {
    [SPAN_RUNNING] = {100, NO_TEXTURE, 255, true},
    [SPAN_READY] = {80, DRAW_TEXTURE_VERTICAL, 40, false},
    [SPAN_NETWORK] = {64, DRAW_TEXTURE_RISING, 40, false},
    [SPAN_SLEEPING] = {64, DRAW_TEXTURE_DOTS, 16, false},
    [SPAN_WAITING] = {64, DRAW_TEXTURE_FALLING, 40, false},
    [SPAN_BLOCKED] = {100, DRAW_TEXTURE_CROSS, 255, true},
    [SPAN_IDLE] = {8, NO_TEXTURE, 255, false},
    [SPAN_DONE] = {100, NO_TEXTURE, 28, false},
    [SPAN_FAILED] = {100, NO_TEXTURE, 160, false},
    [SPAN_CANCELLED] = {100, NO_TEXTURE, 70, false},
};

static uint32_t color_of(const Frame *frame, SpanState state) {
    return frame_color(frame, (ThemeRole)(THEME_STATE_RUNNING + state));
}

static int32_t texture_distance(const Frame *frame) {
    int32_t distance = frame_whole(frame->em * 3 / 10);
    return distance < 4 * DRAW_UNIT ? 4 * DRAW_UNIT : distance;
}

DrawRect lane_picture_bar(DrawRect row, SpanState state) {
    int32_t highest = frame_whole(row.h * 88 / 100);
    int32_t h = frame_whole(highest * STYLES[state].height / 100);
    h = h < DRAW_UNIT ? DRAW_UNIT : h;
    return (DrawRect){row.x, row.y + frame_whole((row.h - h) / 2), row.w, h};
}

void lane_picture_append_word(Text *text, const Span *span) {
    if (span->state == SPAN_WAITING) {
        text_printf(text, "waiting for %s", TRACE_REASONS[span->reason].phrase);
    } else {
        text_append_cstr(text, SPAN_STATES[span->state].word);
    }
}

/* Bars. */

static void draw_bar(Frame *frame, DrawRect bar, SpanState state) {
    uint32_t color = color_of(frame, state);
    bool is_wide = bar.w >= 4 * DRAW_UNIT && bar.h >= 5 * DRAW_UNIT;
    if (!is_wide || STYLES[state].texture == NO_TEXTURE) {
        draw_fill(frame->list, bar, is_wide ? frame->hair : 0, color);
        return;
    }
    draw_fill(frame->list, bar, frame->hair, theme_fade(color, STYLES[state].ground));
    uint32_t lines =
        STYLES[state].is_solid ? theme_fade(frame_color(frame, THEME_TEXT_ON_FILL), 110) : color;
    draw_texture(frame->list, bar, (DrawTexture)STYLES[state].texture, texture_distance(frame),
                 lines);
    draw_outline(frame->list, bar, frame->hair, frame->hair, color);
}

/* A step that takes no time. */
static void draw_tick(Frame *frame, DrawRect row, int32_t x) {
    int32_t w = frame_whole(frame->em / 8);
    w = w < 2 * DRAW_UNIT ? 2 * DRAW_UNIT : w;
    DrawRect bar = lane_picture_bar(row, SPAN_RUNNING);
    draw_fill(frame->list, (DrawRect){x - frame_whole(w / 2), bar.y, w, bar.h}, 0,
              color_of(frame, SPAN_RUNNING));
}

void lane_picture_draw_sample(Frame *frame, DrawRect row, SpanState state) {
    draw_bar(frame, lane_picture_bar(row, state), state);
}

/* Words. */

int32_t lane_picture_margin(const Frame *frame) {
    return frame->small * 22 / 10;
}

/* What stands in a bar: on a plate of its own where the bar is lower than text, or textured. */
static void draw_words(Frame *frame, DrawRect row, DrawRect bar, SpanState state,
                       const char *words) {
    int32_t size = frame->small;
    bool is_solid = STYLES[state].is_solid;
    uint32_t color = color_of(frame, state);
    int32_t baseline = frame_baseline(row.y, row.h, size);
    DrawFace face = state == SPAN_BLOCKED ? DRAW_SANS_BOLD : DRAW_SANS;
    int32_t text_w = words[0] != '\0' ? frame_measure(frame, face, size, words) : 0;
    int32_t x = bar.x + frame_whole(size * (text_w > 0 ? 35 : 10) / 100);
    int32_t w = size * 11 / 10 + (text_w > 0 ? text_w + size * 4 / 10 : 0);
    if (state != SPAN_RUNNING) {
        DrawRect plate = {x, row.y + frame_whole((row.h - size * 11 / 10) / 2), w,
                          frame_whole(size * 11 / 10)};
        draw_fill(frame->list, plate, frame->hair * 2,
                  is_solid ? color : frame_color(frame, THEME_PANEL));
    }
    frame_sign(frame, (DrawSign)state, size, x, baseline,
               is_solid ? frame_color(frame, THEME_TEXT_ON_FILL) : color);
    if (text_w > 0) {
        frame_write(frame, state == SPAN_BLOCKED ? DRAW_SANS_BOLD : DRAW_SANS, size, DRAW_LEFT,
                    x + size * 11 / 10, baseline, bar.w, is_solid ? THEME_TEXT_ON_FILL : THEME_TEXT,
                    words);
    }
}

/* In a lesson it is not told beforehand how long something is going to take. */
static bool is_open_question(const Frame *frame, const Span *span) {
    return frame->view->lesson != NULL && span->end_ns > frame->view->moment.t_ns;
}

/* Sign, word and duration; where there is less room the duration alone, or, of a blocked loop, the
 * word; or only the sign. */
static void label_bar(Frame *frame, DrawRect row, DrawRect bar, const Span *span) {
    int32_t size = frame->small, room = bar.w - lane_picture_margin(frame);
    bool is_blocked = span->state == SPAN_BLOCKED;
    DrawFace face = is_blocked ? DRAW_SANS_BOLD : DRAW_SANS;
    if (bar.w < size * 18 / 10 || span->state == SPAN_IDLE) {
        return;
    }
    Text *words = frame_text_begin(frame);
    if (room > size) {
        bool has_duration = !is_open_question(frame, span);
        lane_picture_append_word(words, span);
        text_append_cstr(words, has_duration ? "  " : "");
        size_t word = words->length;
        if (has_duration) {
            duration_append_spoken(words, span->end_ns - span->start_ns);
        }
        if (frame_measure(frame, face, size, text_cstr(words)) > room) {
            if (!has_duration) {
                text_clear(words);
            } else if (is_blocked) {
                words->bytes[word - 2] = '\0';
                words->length = word - 2;
            } else {
                memmove(words->bytes, words->bytes + word, words->length - word + 1);
                words->length -= word;
            }
            if (frame_measure(frame, face, size, text_cstr(words)) > room) {
                text_clear(words);
            }
        }
    }
    draw_words(frame, row, bar, (SpanState)span->state, text_cstr(words));
}

/* Phases of a request within its wait: a line where each begins, and its name where it fits. False:
 * the span has none, or no room for any name. */
static bool label_phases(Frame *frame, const TimeAxis *axis, const SceneRun *run, DrawRect row,
                         DrawRect bar, const Span *span) {
    int32_t size = frame->small;
    if (span->reason != TRACE_FOR_REQUEST || span->arg <= 0 ||
        (size_t)span->arg > run->requests.count || bar.w < 10 * size) {
        return false;
    }
    const Request *request = &run->requests.items[span->arg - 1];
    if (request->phase_count < 2) {
        return false;
    }
    bool is_first = true;
    for (size_t i = 0; i < request->phase_count; i++) {
        const RequestPhase *phase = &run->requests.phases[request->first_phase + i];
        int32_t x0 = time_axis_x(axis, phase->start_ns), x1 = time_axis_x(axis, phase->end_ns);
        x0 = x0 > bar.x ? x0 : bar.x;
        x1 = x1 < bar.x + bar.w ? x1 : bar.x + bar.w;
        if (x1 <= x0) {
            continue;
        }
        draw_line(frame->list, x0, bar.y, x0, bar.y + bar.h, frame->hair * 2, false,
                  color_of(frame, (SpanState)span->state));
        const char *name = TRACE_PHASES[phase->phase].name;
        int32_t w = frame_measure(frame, DRAW_SANS, size, name);
        int32_t needed = w + size / 2 + (is_first ? size * 11 / 10 : 0);
        if (x1 - x0 >= needed + size / 2) {
            DrawRect part = {x0, bar.y, x1 - x0, bar.h};
            if (is_first) {
                draw_words(frame, row, part, (SpanState)span->state, name);
            } else {
                DrawRect plate = {x0 + size / 3, row.y + frame_whole((row.h - size * 11 / 10) / 2),
                                  w + size / 3, frame_whole(size * 11 / 10)};
                draw_fill(frame->list, plate, frame->hair * 2, frame_color(frame, THEME_PANEL));
                frame_write(frame, DRAW_SANS, size, DRAW_LEFT, plate.x + size / 6,
                            frame_baseline(row.y, row.h, size), w, THEME_TEXT, name);
            }
            is_first = false;
        }
    }
    return !is_first;
}

/* The end. */

static bool has_words(const Frame *frame, DrawRect row) {
    return row.h * 10 >= frame->small * 11;
}

/* What is to be said at a lane's end. */
static ThemeRole append_end(const SceneRun *run, uint32_t lane, const TraceEvent *stuck,
                            Text *text) {
    const LaneSpans *spans = &run->spans.lanes[lane];
    if (stuck != NULL) {
        text_printf(text, "for ever: %s", TRACE_REASONS[stuck->reason].phrase);
        return THEME_BAD;
    }
    switch (spans->end) {
    case SPAN_FAILED:
        text_append_cstr(text, trace_string_at(run->trace, spans->error));
        return THEME_BAD;
    case SPAN_CANCELLED:
        text_append_cstr(text, SPAN_STATES[SPAN_CANCELLED].word);
        break;
    case SPAN_DONE:
        duration_append_spoken(text, spans->end_ns - spans->start_ns);
        break;
    default:
        text_append_cstr(text, "never ended");
        break;
    }
    return THEME_TEXT_DIM;
}

void lane_picture_draw_end(Frame *frame, const TimeAxis *axis, const SceneRun *run, uint32_t lane,
                           DrawRect row) {
    const LaneSpans *spans = &run->spans.lanes[lane];
    bool is_task = run->trace->lanes.items[lane].kind == TRACE_LANE_TASK;
    if (!has_words(frame, row) || !spans->has_begun || spans->end_ns < axis->from_ns ||
        spans->end_ns > axis->to_ns || spans->runs_loop || (lane == TRACE_MAIN && !is_task)) {
        return;
    }
    const TraceEvent *stuck = scene_run_stuck(run, lane);
    SpanState end = stuck != NULL ? SPAN_WAITING : (SpanState)spans->end;
    Text *text = frame_text_begin(frame);
    ThemeRole role = append_end(run, lane, stuck, text);
    int32_t size = frame->small, baseline = frame_baseline(row.y, row.h, size);
    int32_t x = time_axis_x(axis, spans->end_ns) + size * 3 / 10;
    int32_t w = frame_measure(frame, DRAW_SANS, size, text_cstr(text));
    int32_t sign_w = end < SPAN_STATE_COUNT ? size * 12 / 10 : 0;
    int32_t room = axis->x + axis->w + size - x - sign_w;
    DrawRect plate = {x, row.y + frame_whole((row.h - size * 11 / 10) / 2),
                      sign_w + (w < room ? w : room), frame_whole(size * 11 / 10)};
    bool is_left = stuck != NULL && w > room; /* what matters most finds room left of the end */
    if (is_left) {
        plate.x = x - w - size;
        plate.w = w + size / 2;
    }
    /* A reason may be cut, a figure may not. */
    if ((role == THEME_BAD ? room >= 3 * size : w <= room) || is_left) {
        draw_fill(frame->list, plate, 0, theme_fade(frame_color(frame, THEME_PANEL), 190));
        frame_write(frame, DRAW_SANS, size, DRAW_LEFT, is_left ? plate.x : x + sign_w, baseline,
                    is_left ? w : room, role, text_cstr(text));
    }
    if (sign_w > 0) {
        frame_sign(frame, (DrawSign)end, size, x, baseline, color_of(frame, end));
    }
}

/* Lanes. */

static void place(const TimeAxis *axis, const SpanPiece *piece, DrawRect *bar) {
    int32_t x0 = time_axis_x(axis, piece->start_ns), x1 = time_axis_x(axis, piece->end_ns);
    bar->x = x0;
    bar->w = x1 > x0 ? x1 - x0 : DRAW_UNIT;
}

void lane_picture_draw(Frame *frame, const TimeAxis *axis, const SceneRun *run, uint32_t lane,
                       DrawRect row) {
    SpanWalk walk;
    SpanPiece piece;
    bool owes_tick = false; /* ticks lie on top of what follows them */
    int32_t tick_x = 0;
    bool has_labels = has_words(frame, row);
    span_walk_begin(&walk, &run->index, lane, axis->from_ns, axis->to_ns,
                    time_axis_span(axis, 2 * DRAW_UNIT));
    while (span_walk_next(&walk, &piece)) {
        DrawRect bar = lane_picture_bar(row, (SpanState)piece.state);
        place(axis, &piece, &bar);
        bool has_length = piece.end_ns > piece.start_ns;
        if (has_length) {
            draw_bar(frame, bar, (SpanState)piece.state);
        }
        if (has_length && piece.count == 1 && has_labels) {
            const Span *span = &run->spans.items[piece.first];
            if (!label_phases(frame, axis, run, row, bar, span)) {
                label_bar(frame, row, bar, span);
            }
        }
        if (owes_tick) {
            draw_tick(frame, row, tick_x);
        }
        owes_tick = piece.has_step;
        tick_x = bar.x;
    }
    if (owes_tick) {
        draw_tick(frame, row, tick_x);
    }
}

/* Textures are anchored to the picture, so the lines of a stack join to one. */
static void draw_thin_bar(Frame *frame, DrawRect bar, SpanState state) {
    if (bar.w <= 0) {
        return;
    }
    uint32_t color = color_of(frame, state);
    bool has_texture = STYLES[state].texture != NO_TEXTURE && bar.w >= 8 * DRAW_UNIT;
    draw_fill(frame->list, bar, 0, has_texture ? theme_fade(color, 90) : color);
    if (has_texture) {
        draw_texture(frame->list, bar, (DrawTexture)STYLES[state].texture, texture_distance(frame),
                     color);
    }
}

void lane_picture_draw_line(Frame *frame, const TimeAxis *axis, const SceneRun *run, uint32_t lane,
                            DrawRect row) {
    SpanWalk walk;
    SpanPiece piece;
    DrawRect open = {0}; /* neighbours of one state are drawn together */
    SpanState state = SPAN_RUNNING;
    span_walk_begin(&walk, &run->index, lane, axis->from_ns, axis->to_ns,
                    time_axis_span(axis, LINE_CELL));
    while (span_walk_next(&walk, &piece)) {
        DrawRect bar = {.y = row.y, .h = row.h >= 5 * DRAW_UNIT ? row.h - DRAW_UNIT : row.h};
        place(axis, &piece, &bar);
        if (open.w > 0 && state == (SpanState)piece.state && bar.x <= open.x + open.w) {
            open.w = bar.x + bar.w - open.x;
        } else {
            draw_thin_bar(frame, open, state);
            open = bar;
            state = (SpanState)piece.state;
        }
    }
    draw_thin_bar(frame, open, state);
}

/* Censuses. */

/* From the bottom to the top. */
static const uint8_t BANDS[] = {SPAN_RUNNING,   SPAN_BLOCKED, SPAN_READY,
                                SPAN_NETWORK,   SPAN_WAITING, SPAN_SLEEPING,
                                SPAN_CANCELLED, SPAN_FAILED,  SPAN_DONE};
enum { BAND_COUNT = sizeof BANDS, CENSUS_COLUMN = 2 * DRAW_UNIT };

/* What must not get lost, however few lanes it is. */
static bool is_remarkable(SpanState state) {
    return state == SPAN_BLOCKED || state == SPAN_FAILED;
}

static void draw_band(Frame *frame, DrawRect rect, SpanState state) {
    if (rect.w <= 0 || rect.h <= 0) {
        return;
    }
    uint32_t color = color_of(frame, state);
    bool has_texture = STYLES[state].texture != NO_TEXTURE;
    draw_fill(frame->list, rect, 0, theme_fade(color, has_texture ? 70 : STYLES[state].ground));
    if (has_texture) {
        draw_texture(frame->list, rect, (DrawTexture)STYLES[state].texture, texture_distance(frame),
                     color);
    }
}

void lane_picture_draw_census(Frame *frame, const TimeAxis *axis, const Census *census, size_t most,
                              DrawRect row) {
    DrawRect open[BAND_COUNT];
    memset(open, 0, sizeof open);
    int64_t column_ns = time_axis_span(axis, CENSUS_COLUMN);
    CensusHead before = census_at(census, axis->from_ns);
    for (int32_t x = axis->x; x < axis->x + axis->w; x += CENSUS_COLUMN) {
        int64_t passed_ns = time_axis_span(axis, x + CENSUS_COLUMN - axis->x);
        int64_t t_ns = duration_add(axis->from_ns, passed_ns);
        t_ns = t_ns < axis->to_ns ? t_ns : axis->to_ns;
        CensusHead head = census_at(census, t_ns);
        uint64_t whole_ns = (uint64_t)(t_ns > before.t_ns ? t_ns - before.t_ns : column_ns) * most;
        int32_t bottom = row.y + row.h;
        uint64_t below_ns = 0;
        for (int i = 0; i < BAND_COUNT; i++) {
            SpanState state = (SpanState)BANDS[i];
            uint64_t time_ns = head.time_ns[state] - before.time_ns[state];
            below_ns += time_ns;
            __extension__ typedef unsigned __int128 Wide;
            int32_t level =
                whole_ns > 0 ? frame_whole((int64_t)((Wide)below_ns * (uint64_t)row.h / whole_ns))
                             : 0;
            int32_t top = row.y + row.h - (level < row.h ? level : row.h);
            if (top == bottom && time_ns > 0 && is_remarkable(state) && top > row.y) {
                top -= DRAW_UNIT;
            }
            top = top < bottom ? top : bottom;
            DrawRect band = {x, top, CENSUS_COLUMN, bottom - top};
            bool joins = open[i].y == band.y && open[i].h == band.h && open[i].w > 0;
            if (joins) {
                open[i].w += CENSUS_COLUMN;
            } else {
                draw_band(frame, open[i], state);
                open[i] = band;
            }
            bottom = top;
        }
        before = head;
    }
    for (int i = 0; i < BAND_COUNT; i++) {
        draw_band(frame, open[i], (SpanState)BANDS[i]);
    }
}
