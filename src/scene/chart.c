#include "scene/chart.h"

#include "base/json.h"
#include "scene/time_axis.h"
#include "trace/duration.h"

#include <string.h>

#define PX(n) ((n)*DRAW_UNIT)

enum {
    WIDTH = 1000,
    HEIGHT = 620,
    LEFT = 88,
    TOP = 88,
    BOTTOM = 508, /* of the plot */
    RIGHT = 30,   /* beside names */
    NAME_MAX = 220,
    TITLE_SIZE = PX(21),
    TEXT_SIZE = PX(14),
    SMALL_SIZE = PX(12),
    NAME_GAP = PX(17),
    BAND_STEP = 2, /* pixels */
    BAND_ALPHA = 46,
    MARKERS_MAX = 48, /* points of a line that has a marker at each */
    X_LABELS_MAX = 14,
    Y_LABELS_MAX = 8,
};

typedef struct Drawing {
    DrawList *list;
    const Chart *chart;
    const Theme *theme;
    const TextMetrics *metrics;
    int32_t right; /* of the plot, in pixels */
} Drawing;

static int32_t width_of(const Drawing *drawing, int32_t size, const char *text) {
    return drawing->metrics->measure(drawing->metrics->context, DRAW_SANS, size, text,
                                     strlen(text));
}

static void put(const Drawing *drawing, DrawFace face, int32_t size, DrawAlign align, int32_t x,
                int32_t y, ThemeRole role, const char *text) {
    (void)draw_text_cut(drawing->list, drawing->metrics, face, size, align, x, y, PX(WIDTH - 60),
                        drawing->theme->colors[role], text, strlen(text));
}

static int32_t x_at(const Drawing *drawing, int64_t x) {
    int64_t width = PX((int64_t)drawing->right - LEFT);
    return (int32_t)(PX(LEFT) + width * chart_scale_at(&drawing->chart->x, x) / CHART_SCALE_ONE);
}

static int32_t y_at(const Drawing *drawing, int64_t ns) {
    int64_t height = PX((int64_t)BOTTOM - TOP);
    return (int32_t)(PX(BOTTOM) -
                     height * chart_scale_at(&drawing->chart->y, ns) / CHART_SCALE_ONE);
}

static uint32_t color_of(const Drawing *drawing, size_t line) {
    return drawing->theme->colors[THEME_CHART_1 + line];
}

/* ---- axes ---- */

void chart_append_x(Text *text, const Chart *chart, int64_t x) {
    text_append_cstr(text, chart->x_before);
    json_append_decimal(text, x, chart->x_places);
    text_append_cstr(text, chart->x_after);
}

static void draw_x_axis(const Drawing *drawing) {
    const Chart *chart = drawing->chart;
    int64_t round[CHART_SCALE_TICKS_MAX];
    const int64_t *ticks = chart->x_values;
    size_t count = chart->x_count;
    if (count > X_LABELS_MAX) {
        ticks = round;
        count = chart_scale_ticks(&chart->x, X_LABELS_MAX, round);
    }
    int32_t free_from = 0; /* where the last label ends */
    for (size_t i = 0; i < count; i++) {
        int32_t x = x_at(drawing, ticks[i]);
        Text label = {0};
        chart_append_x(&label, chart, ticks[i]);
        int32_t half = width_of(drawing, TEXT_SIZE, text_cstr(&label)) / 2;
        draw_line(drawing->list, x, PX(BOTTOM), x, PX(BOTTOM + 6), PX(1), false,
                  drawing->theme->colors[THEME_TEXT_DIM]);
        if (x - half >= free_from) {
            put(drawing, DRAW_SANS, TEXT_SIZE, DRAW_CENTER, x, PX(BOTTOM + 24), THEME_TEXT,
                text_cstr(&label));
            free_from = x + half + PX(8);
        }
        text_release(&label);
    }
    put(drawing, DRAW_SANS_BOLD, TEXT_SIZE, DRAW_CENTER, PX((LEFT + drawing->right) / 2),
        PX(BOTTOM + 46), THEME_TEXT, chart->x_name);
}

static void draw_y_axis(const Drawing *drawing) {
    const Chart *chart = drawing->chart;
    int64_t ticks[CHART_SCALE_TICKS_MAX];
    size_t count = chart_scale_ticks(&chart->y, Y_LABELS_MAX, ticks);
    for (size_t i = 0; i < count; i++) {
        int32_t y = y_at(drawing, ticks[i]);
        Text label = {0};
        if (chart->y.is_log) {
            time_axis_append_label(&label, ticks[i], ticks[i], ticks[i], false);
        } else {
            time_axis_append_label(&label, ticks[i], ticks[1] - ticks[0], chart->y.to, false);
        }
        draw_line(drawing->list, PX(LEFT), y, PX(drawing->right), y, PX(1), false,
                  drawing->theme->colors[THEME_PANEL_EDGE]);
        put(drawing, DRAW_SANS, TEXT_SIZE, DRAW_RIGHT, PX(LEFT - 10), y + PX(5), THEME_TEXT,
            text_cstr(&label));
        text_release(&label);
    }
    draw_line(drawing->list, PX(LEFT), PX(BOTTOM), PX(drawing->right), PX(BOTTOM), PX(1), false,
              drawing->theme->colors[THEME_TEXT_DIM]);
}

/* ---- lines ---- */

/* Between two points the band's edges are straight; it is made of columns, which lists can say. */
static void draw_band(const Drawing *drawing, const ChartLine *line, uint32_t color) {
    for (size_t i = 0; i + 1 < line->count; i++) {
        const ChartPoint *a = &line->points[i], *b = a + 1;
        int32_t x0 = x_at(drawing, a->x) / DRAW_UNIT, x1 = x_at(drawing, b->x) / DRAW_UNIT;
        int64_t high0 = y_at(drawing, a->high_ns), high1 = y_at(drawing, b->high_ns);
        int64_t low0 = y_at(drawing, a->low_ns), low1 = y_at(drawing, b->low_ns);
        for (int32_t x = x0; x < x1; x += BAND_STEP) {
            int32_t w = x1 - x < BAND_STEP ? x1 - x : BAND_STEP;
            int64_t at = 2 * (int64_t)(x - x0) + w, whole = 2 * (int64_t)(x1 - x0);
            int32_t top = (int32_t)(high0 + (high1 - high0) * at / whole);
            int32_t bottom = (int32_t)(low0 + (low1 - low0) * at / whole);
            if (bottom > top) {
                draw_fill(drawing->list, (DrawRect){PX(x), top, PX(w), bottom - top}, 0,
                          theme_fade(color, BAND_ALPHA));
            }
        }
    }
}

static void draw_limit(const Drawing *drawing, const ChartLine *line, uint32_t color) {
    for (size_t i = 0; i + 1 < line->count; i++) {
        const ChartPoint *a = &line->points[i], *b = a + 1;
        if (a->limit_ns >= 0 && b->limit_ns >= 0) {
            draw_line(drawing->list, x_at(drawing, a->x), y_at(drawing, a->limit_ns),
                      x_at(drawing, b->x), y_at(drawing, b->limit_ns), PX(1) + PX(1) / 2, true,
                      color);
        }
    }
}

/* Round or square, full or hollow, small or large: each line has its own. */
static void draw_marker(const Drawing *drawing, size_t line, int32_t x, int32_t y) {
    int32_t radius = line < 4 ? PX(4) + PX(1) / 2 : PX(3);
    DrawRect rect = {x - radius, y - radius, 2 * radius, 2 * radius};
    int32_t corner = line % 2 == 0 ? radius : 0;
    draw_fill(drawing->list, rect, corner,
              line / 2 % 2 == 0 ? color_of(drawing, line) : drawing->theme->colors[THEME_PANEL]);
    if (line / 2 % 2 == 1) {
        draw_outline(drawing->list, rect, PX(2), corner, color_of(drawing, line));
    }
}

static void draw_line_of(const Drawing *drawing, size_t number) {
    const ChartLine *line = &drawing->chart->lines[number];
    for (size_t i = 0; i < line->count; i++) {
        const ChartPoint *a = &line->points[i];
        int32_t x = x_at(drawing, a->x), y = y_at(drawing, a->middle_ns);
        if (i + 1 < line->count) {
            draw_line(drawing->list, x, y, x_at(drawing, a[1].x), y_at(drawing, a[1].middle_ns),
                      PX(2) + PX(1) / 2, false, color_of(drawing, number));
        }
    }
    for (size_t i = 0; i < line->count; i++) {
        const ChartPoint *point = &line->points[i];
        if (line->count <= MARKERS_MAX || i + 1 == line->count) {
            draw_marker(drawing, number, x_at(drawing, point->x), y_at(drawing, point->middle_ns));
        }
    }
}

static void draw_knee(const Drawing *drawing, size_t number) {
    enum { RADIUS = PX(10) };
    const ChartLine *line = &drawing->chart->lines[number];
    if (line->knee < 0) {
        return;
    }
    const ChartPoint *point = &line->points[line->knee];
    int32_t x = x_at(drawing, point->x), y = y_at(drawing, point->middle_ns);
    draw_outline(drawing->list, (DrawRect){x - RADIUS, y - RADIUS, 2 * RADIUS, 2 * RADIUS}, PX(2),
                 RADIUS, drawing->theme->colors[THEME_TEXT]);
    Text label = {0};
    text_append_cstr(&label, "knee: ");
    chart_append_x(&label, drawing->chart, point->x);
    text_append_cstr(&label, ", ");
    duration_append(&label, point->middle_ns, false);
    bool fits = x + PX(16) + width_of(drawing, TEXT_SIZE, text_cstr(&label)) < PX(drawing->right);
    put(drawing, DRAW_SANS_BOLD, TEXT_SIZE, fits ? DRAW_LEFT : DRAW_RIGHT,
        fits ? x + PX(12) : x - PX(12), y - PX(12), THEME_TEXT, text_cstr(&label));
    text_release(&label);
}

/* Each name beside its line's end, moved as little as keeps them apart. */
static void draw_names(const Drawing *drawing) {
    const Chart *chart = drawing->chart;
    size_t order[CHART_LINES_MAX];
    int32_t ys[CHART_LINES_MAX];
    for (size_t i = 0; i < chart->line_count; i++) {
        const ChartLine *line = &chart->lines[i];
        int32_t y = y_at(drawing, line->points[line->count - 1].middle_ns);
        size_t at = i;
        for (; at > 0 && ys[at - 1] > y; at--) {
            ys[at] = ys[at - 1];
            order[at] = order[at - 1];
        }
        ys[at] = y;
        order[at] = i;
    }
    for (size_t i = 1; i < chart->line_count; i++) {
        ys[i] = ys[i] < ys[i - 1] + NAME_GAP ? ys[i - 1] + NAME_GAP : ys[i];
    }
    int32_t most = PX(BOTTOM - 4);
    for (size_t i = chart->line_count; i-- > 0;) {
        ys[i] = ys[i] > most ? most : ys[i];
        most = ys[i] - NAME_GAP;
    }
    for (size_t i = 0; i < chart->line_count; i++) {
        const char *name = chart->lines[order[i]].name;
        draw_marker(drawing, order[i], PX(drawing->right + 18), ys[i]);
        (void)draw_text_cut(drawing->list, drawing->metrics, DRAW_SANS, TEXT_SIZE, DRAW_LEFT,
                            PX(drawing->right + 28), ys[i] + PX(5), PX(NAME_MAX),
                            drawing->theme->colors[THEME_TEXT], name, strlen(name));
    }
}

static int32_t widest_name(const Drawing *drawing) {
    int32_t widest = 0;
    for (size_t i = 0; i < drawing->chart->line_count; i++) {
        int32_t width = width_of(drawing, TEXT_SIZE, drawing->chart->lines[i].name);
        widest = width > widest ? width : widest;
    }
    widest = (widest + DRAW_UNIT - 1) / DRAW_UNIT;
    return widest < NAME_MAX ? widest : NAME_MAX;
}

void chart_draw(DrawList *list, const Chart *chart, const Theme *theme,
                const TextMetrics *metrics) {
    Drawing drawing = {.list = list, .chart = chart, .theme = theme, .metrics = metrics};
    draw_list_clear(list, WIDTH, HEIGHT, theme->colors[THEME_PANEL]);
    drawing.right = WIDTH - RIGHT - widest_name(&drawing) - 28;
    put(&drawing, DRAW_SANS_BOLD, TITLE_SIZE, DRAW_LEFT, PX(30), PX(38), THEME_TEXT, chart->title);
    put(&drawing, DRAW_SANS, TEXT_SIZE, DRAW_LEFT, PX(30), PX(62), THEME_TEXT_DIM, chart->subtitle);
    draw_y_axis(&drawing);
    draw_x_axis(&drawing);
    for (size_t i = 0; chart->has_bands && i < chart->line_count; i++) {
        draw_band(&drawing, &chart->lines[i], color_of(&drawing, i));
    }
    for (size_t i = 0; i < chart->line_count; i++) {
        draw_limit(&drawing, &chart->lines[i], color_of(&drawing, i));
    }
    for (size_t i = 0; i < chart->line_count; i++) {
        draw_line_of(&drawing, i);
    }
    for (size_t i = 0; i < chart->line_count; i++) {
        draw_knee(&drawing, i);
    }
    draw_names(&drawing);
    for (size_t i = 0; i < chart->note_count; i++) {
        put(&drawing, DRAW_SANS, SMALL_SIZE, DRAW_LEFT, PX(30), PX(BOTTOM + 72 + 17 * (int)i),
            THEME_TEXT_DIM, chart->notes[i]);
    }
}
