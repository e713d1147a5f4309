/* What the chosen program has printed until now: the last lines that fit. What went to standard
 * error has a bar at its left. */
#include "scene/panel.h"

#include <string.h>

enum { PRINTS_MAX = 2000 }; /* that are looked at for the last lines */

/* A place in what was printed. */
typedef struct Place {
    size_t print, offset;
} Place;

static const TraceEvent *print_at(const SceneRun *run, size_t print) {
    return trace_at(run->trace, run->printed.events.items[print]);
}

static const char *text_of(const SceneRun *run, size_t print) {
    return trace_string_at(run->trace, (uint32_t)print_at(run, print)->arg);
}

/* Where the last `rows` lines begin, of the first `prints`. */
static Place find_start(const SceneRun *run, size_t prints, int rows) {
    bool is_last = true; /* a newline at the very end begins no line */
    for (size_t print = prints; print > 0 && print + PRINTS_MAX > prints; print--) {
        const char *text = text_of(run, print - 1);
        for (size_t at = strlen(text); at > 0; at--) {
            rows -= text[at - 1] == '\n' && !is_last;
            is_last = false;
            if (rows == 0) {
                return (Place){print - 1, at};
            }
        }
    }
    return (Place){prints > PRINTS_MAX ? prints - PRINTS_MAX : 0, 0};
}

static void draw_line_of_output(Frame *frame, const Text *line, bool is_error, DrawRect row) {
    int32_t indent = frame->small * 2 / 5;
    if (is_error) {
        draw_fill(frame->list, (DrawRect){row.x, row.y, indent / 2, row.h}, 0,
                  frame_color(frame, THEME_BAD));
    }
    frame_write(frame, DRAW_MONO, frame->small, DRAW_LEFT, row.x + indent,
                frame_baseline(row.y, row.h, frame->small), row.w - indent,
                is_error ? THEME_BAD : THEME_TEXT, text_cstr(line));
}

static void draw_lines(Frame *frame, const SceneRun *run, Place at, size_t prints, DrawRect row) {
    bool is_error = false;
    Text *line = frame_text_begin(frame);
    for (; at.print < prints; at = (Place){at.print + 1, 0}) {
        for (const char *text = text_of(run, at.print) + at.offset; *text != '\0'; text++) {
            is_error = is_error || print_at(run, at.print)->other == 2;
            if (*text == '\n') {
                draw_line_of_output(frame, line, is_error, row);
                row.y += row.h;
                line = frame_text_begin(frame);
                is_error = false;
            } else if (*text == '\t') {
                text_append_repeated(line, ' ', 8 - line->length % 8);
            } else {
                text_append_char(line, *text);
            }
        }
    }
    if (line->length > 0) {
        draw_line_of_output(frame, line, is_error, row);
    }
}

void panel_output(Frame *frame, DrawRect rect) {
    int chosen = frame->view->code_run;
    bool has_run =
        chosen >= 0 && (size_t)chosen < frame->run_count && frame->runs[chosen].trace != NULL;
    Text *title = frame_text_begin(frame);
    text_append_cstr(title, "output");
    if (has_run && frame->run_count > 1) {
        text_printf(title, " of %s", frame->runs[chosen].title);
    }
    DrawRect inside = panel_ground_titled(frame, rect, text_cstr(title));
    int32_t row_h = (frame->small * 5 / 4 + DRAW_UNIT / 2) / DRAW_UNIT * DRAW_UNIT;
    int rows = inside.h / row_h;
    if (!has_run || rows == 0) {
        return;
    }
    const SceneRun *run = &frame->runs[chosen];
    size_t prints = printed_count(&run->printed, frame->view->moment.past[chosen]);
    draw_lines(frame, run, find_start(run, prints, rows), prints,
               (DrawRect){inside.x, inside.y, inside.w, row_h});
}
