/* The programs' texts: the running line lit, and at each line where tasks are suspended a mark that
 * says which, or how many, by their state:
 *
 *      3  async def fetch(n):
 *      4      async with session.get(url) as r:   ( ⇄ 7 tasks )
 *   ▶  5          return await r.text()
 *
 * Programs stand one under the other where each has room for a few lines, else one shows, with tabs
 * for the others. One that does not fit is shown by the page that holds the running line, unless
 * the user has chosen the first line. What is wrong with a program stands below its text, and its
 * line is framed. */
#include "scene/panel.h"

#include "base/utf8.h"

#include <string.h>

enum { ROWS_MAX = 200, SECTIONS_MAX = 4, SECTION_ROWS_MIN = 8, MESSAGE_ROWS_MAX = 6 };

/* The states that a suspended lane can be in, in the order of their marks. */
static const SpanState MARKED[] = {SPAN_BLOCKED, SPAN_READY, SPAN_NETWORK, SPAN_SLEEPING,
                                   SPAN_WAITING};
enum { MARKED_COUNT = sizeof MARKED / sizeof *MARKED };

typedef struct Mark {
    size_t count;
    uint32_t lane; /* the first of them */
} Mark;

typedef struct Row {
    bool is_lit;
    SpanState lit_state; /* of what is there */
    Mark marks[MARKED_COUNT];
} Row;

/* Where things stand in a panel of code, horizontally, and its sizes. */
typedef struct CodeShape {
    int32_t size, row_h;
    int32_t sign_w, number_w; /* of the gutter's columns */
} CodeShape;

static const CodeText *code_of(const Frame *frame, size_t run) {
    return &frame->runs[run].code;
}

static int digits(int number) {
    int count = 1;
    while (number >= 10) {
        number /= 10;
        count++;
    }
    return count;
}

static CodeShape shape_of(const Frame *frame, int32_t size, int lines) {
    int32_t column = frame_measure(frame, DRAW_MONO, size, "0");
    return (CodeShape){.size = size,
                       .row_h = (size * 4 / 3 + DRAW_UNIT / 2) / DRAW_UNIT * DRAW_UNIT,
                       .sign_w = size * 6 / 5,
                       .number_w = column * (digits(lines) + 1)};
}

/* Which lines are lit and marked. */

static Row *row_of(Row *rows, int top, int count, int line) {
    return line >= top && line < top + count ? &rows[line - top] : NULL;
}

static void light(Row *rows, int top, int count, const LaneNow *lane) {
    Row *row = row_of(rows, top, count, lane->line);
    if (row != NULL && (!row->is_lit || lane->state == SPAN_BLOCKED)) {
        row->is_lit = true;
        row->lit_state = (SpanState)lane->state;
    }
}

static void mark(Row *rows, int top, int count, const LaneNow *lane, uint32_t number) {
    Row *row = row_of(rows, top, count, lane->line);
    for (int i = 0; row != NULL && i < MARKED_COUNT; i++) {
        if (lane->state == MARKED[i]) {
            row->marks[i].lane = row->marks[i].count++ == 0 ? number : row->marks[i].lane;
        }
    }
}

/* A program without a loop is where its main thread is, also while that waits. */
static bool is_plain_main(const LoopNow *now, uint32_t lane) {
    return lane == TRACE_MAIN && !now->lanes[lane].in_loop;
}

static void find_rows(const SceneRun *run, const LoopNow *now, int top, int count, Row *rows) {
    bool is_over = now->past >= trace_count(run->trace);
    memset(rows, 0, sizeof *rows * (size_t)count);
    for (int place = 0; place < LOOP_LIST_COUNT; place++) {
        for (uint32_t lane = now->lists[place].first; lane != TRACE_NOBODY;
             lane = now->lanes[lane].next) {
            const LaneNow *found = &now->lanes[lane];
            if (found->in_loop || labels_is_housekeeping(&run->labels, lane)) {
                continue;
            }
            if (place == LOOP_RUNNING || is_plain_main(now, lane)) {
                light(rows, top, is_over ? 0 : count, found);
            } else {
                mark(rows, top, count, found, lane);
            }
        }
    }
    if (now->running != TRACE_NOBODY) {
        light(rows, top, count, &now->lanes[now->running]);
    }
}

/* The line to follow: of what runs, else of the last event that has one. */
static int line_to_follow(const SceneRun *run, const LoopNow *now) {
    enum { LOOK_BACK = 64 };
    if (now->running != TRACE_NOBODY && now->lanes[now->running].line > 0) {
        return now->lanes[now->running].line;
    }
    for (size_t i = now->past; i > 0 && i + LOOK_BACK > now->past; i--) {
        if (trace_at(run->trace, i - 1)->line > 0) {
            return trace_at(run->trace, i - 1)->line;
        }
    }
    return 1;
}

/* The first line that shows. Pages overlap, so that a line's neighbours are seen, and turn only
 * when the line leaves the page. */
static int first_line(const Frame *frame, size_t run, int rows) {
    int lines = code_text_line_count(code_of(frame, run));
    if (lines <= rows) {
        return 1;
    }
    int top = frame->view->code_top;
    if (top == 0 || (int)run != frame->view->code_run) {
        int page = rows * 3 / 4 > 0 ? rows * 3 / 4 : 1;
        top =
            (line_to_follow(&frame->runs[run], &frame->now[run]) - 1) / page * page + 1 - rows / 8;
    }
    int last_top = lines - rows + 1;
    return top < 1 ? 1 : top > last_top ? last_top : top;
}

/* Drawing. */

static const ThemeRole PIECE_ROLES[] = {
    [CODE_PLAIN] = THEME_TEXT,    [CODE_KEYWORD] = THEME_KEYWORD, [CODE_STRING] = THEME_STRING,
    [CODE_NUMBER] = THEME_NUMBER, [CODE_COMMENT] = THEME_COMMENT,
};

/* Appends a piece with its tabs as spaces; `column` goes on. */
static void append_expanded(Text *text, const CodePiece *piece, int *column) {
    const char *bytes = piece->bytes;
    for (size_t left = piece->length; left > 0;) {
        uint32_t code_point;
        size_t size = utf8_decode(bytes, left, &code_point);
        int columns = utf8_columns_of(code_point);
        if (code_point == '\t') {
            columns = CODE_TAB_COLUMNS - *column % CODE_TAB_COLUMNS;
            text_append_repeated(text, ' ', (size_t)columns);
        } else {
            text_append(text, bytes, size);
        }
        *column += columns;
        bytes += size;
        left -= size;
    }
}

static void draw_code(Frame *frame, const CodeShape *shape, CodeReader reader, int32_t x,
                      int32_t baseline, int32_t width) {
    int column = 0;
    for (CodePiece piece; width > 0 && code_reader_next(&reader, &piece);) {
        DrawFace face = piece.kind == CODE_KEYWORD ? DRAW_MONO_BOLD : DRAW_MONO;
        Text *text = frame_text_begin(frame);
        append_expanded(text, &piece, &column);
        int32_t wanted = frame_measure(frame, face, shape->size, text_cstr(text));
        if (strspn(text_cstr(text), " ") < text->length) {
            frame_write(frame, face, shape->size, DRAW_LEFT, x, baseline, width,
                        PIECE_ROLES[piece.kind], text_cstr(text));
        }
        x += wanted;
        width -= wanted;
    }
}

static void append_mark(const SceneRun *run, const Mark *mark, Text *text) {
    if (mark->count == 1) {
        labels_append(&run->labels, mark->lane, text);
    } else {
        text_printf(text, "%zu tasks", mark->count);
    }
}

/* One mark with its right end at x; returns its left end. */
static int32_t draw_mark(Frame *frame, size_t run, const Mark *mark, SpanState state, DrawRect row,
                         int32_t right) {
    int32_t size = frame->small * 9 / 10 / DRAW_UNIT * DRAW_UNIT, pad = size / 3;
    Text *text = frame_text_begin(frame);
    append_mark(&frame->runs[run], mark, text);
    int32_t most = row.w * 2 / 5;
    int32_t text_w = frame_measure(frame, DRAW_SANS, size, text_cstr(text));
    text_w = text_w < most ? text_w : most;
    int32_t w = text_w + size * 6 / 5 + 2 * pad, h = row.h - 2 * frame->hair;
    DrawRect chip = {right - w, row.y + frame->hair, w, h};
    uint32_t color = frame_color(frame, THEME_STATE_RUNNING + (int)state);
    draw_fill(frame->list, chip, h / 2, frame_color(frame, THEME_PANEL));
    draw_outline(frame->list, chip, frame->hair, h / 2, color);
    int32_t baseline = frame_baseline(row.y, row.h, size);
    frame_sign(frame, (DrawSign)state, size, chip.x + pad, baseline, color);
    frame_write(frame, DRAW_SANS, size, DRAW_LEFT, chip.x + pad + size * 6 / 5, baseline, text_w,
                THEME_TEXT, text_cstr(text));
    return chip.x - pad / 2;
}

static void draw_row(Frame *frame, const CodeShape *shape, size_t run, int line, const Row *row,
                     DrawRect rect) {
    bool is_marked = false;
    for (int i = 0; i < MARKED_COUNT; i++) {
        is_marked = is_marked || row->marks[i].count > 0;
    }
    int32_t baseline = frame_baseline(rect.y, rect.h, shape->size);
    if (row->is_lit || is_marked) {
        draw_fill(frame->list, rect, 0,
                  frame_color(frame, row->is_lit ? THEME_LINE_LIT : THEME_LINE_WAIT));
    }
    if (row->is_lit) {
        frame_sign(frame, (DrawSign)row->lit_state, shape->size, rect.x, baseline,
                   frame_color(frame, THEME_STATE_RUNNING + (int)row->lit_state));
    }
    Text *text = frame_text_begin(frame);
    text_printf(text, "%d", line);
    int32_t x = rect.x + shape->sign_w + shape->number_w;
    frame_write(frame, DRAW_MONO, shape->size, DRAW_RIGHT, x - shape->size * 3 / 10, baseline,
                shape->number_w, THEME_TEXT_DIM, text_cstr(text));
    draw_code(frame, shape, code_text_read(code_of(frame, run), line), x, baseline,
              rect.x + rect.w - x);
    if (frame_complaint(frame, run) != NULL && frame->runs[run].message_line == line) {
        draw_outline(frame->list, rect, 2 * frame->hair, 0, frame_color(frame, THEME_BAD));
    }
    int32_t right = rect.x + rect.w - frame->hair;
    for (int i = 0; i < MARKED_COUNT; i++) {
        if (row->marks[i].count > 0) {
            right = draw_mark(frame, run, &row->marks[i], MARKED[i], rect, right);
        }
    }
    frame_hit(
        frame,
        (SceneHit){.rect = rect, .kind = SCENE_HIT_CODE, .run = (int)run, .index = (size_t)line});
}

static void draw_lines(Frame *frame, const CodeShape *shape, size_t run, DrawRect rect) {
    static const Row DARK = {0};
    Row rows[ROWS_MAX];
    int lines = code_text_line_count(code_of(frame, run)), count = rect.h / shape->row_h;
    count = count > ROWS_MAX ? ROWS_MAX : count;
    int top = first_line(frame, run, count);
    count = count < lines - top + 1 ? count : lines - top + 1;
    bool has_run = frame->runs[run].trace != NULL;
    if (has_run && count > 0) {
        find_rows(&frame->runs[run], &frame->now[run], top, count, rows);
    }
    for (int i = 0; i < count; i++) {
        draw_row(frame, shape, run, top + i, has_run ? &rows[i] : &DARK,
                 (DrawRect){rect.x, rect.y + i * shape->row_h, rect.w, shape->row_h});
    }
}

/* What is wrong, a line each; returns how much of the rectangle's lower end it took. */
static int32_t draw_message(Frame *frame, const CodeShape *shape, size_t run, DrawRect rect) {
    const char *message = frame_complaint(frame, run);
    if (message == NULL) {
        return 0;
    }
    int rows = 1, room = rect.h / shape->row_h;
    for (const char *at = message; (at = strchr(at, '\n')) != NULL && at[1] != '\0'; at++) {
        rows++;
    }
    rows = rows < MESSAGE_ROWS_MAX ? rows : MESSAGE_ROWS_MAX;
    rows = rows < room ? rows : room;
    int32_t h = rows * shape->row_h, y = rect.y + rect.h - h;
    draw_fill(frame->list, (DrawRect){rect.x, y, rect.w, h}, 0, frame_color(frame, THEME_LANE));
    for (const char *at = message; rows > 0; rows--, y += shape->row_h) {
        size_t length = strcspn(at, "\n");
        int32_t baseline = frame_baseline(y, shape->row_h, frame->small);
        if (at == message) {
            frame_sign(frame, DRAW_SIGN_FAILED, frame->small, rect.x, baseline,
                       frame_color(frame, THEME_BAD));
        }
        Text *text = frame_text_begin(frame);
        text_append(text, at, length);
        frame_write(frame, DRAW_MONO, frame->small, DRAW_LEFT, rect.x + shape->sign_w, baseline,
                    rect.w - shape->sign_w, THEME_BAD, text_cstr(text));
        at += length + (at[length] == '\n');
    }
    return h + frame->gap / 2;
}

/* Text as large as others where all of it fits so, else small. */
static CodeShape choose_shape(const Frame *frame, const size_t *runs, size_t count, DrawRect rect,
                              int title_rows) {
    int lines = 0, columns = 0, most = 0;
    for (size_t i = 0; i < count; i++) {
        const CodeText *code = code_of(frame, runs[i]);
        int here = code_text_line_count(code);
        lines += here;
        most = here > most ? here : most;
        columns = code->columns > columns ? code->columns : columns;
    }
    bool is_of_lesson = frame->view->lesson != NULL; /* to be read by all, so in any size between */
    int32_t size = is_of_lesson ? frame_whole(frame->em * 6 / 5) : frame->em;
    int32_t step = is_of_lesson ? DRAW_UNIT : size - frame->small;
    for (; size > frame->small; size -= step) {
        CodeShape shape = shape_of(frame, size, most);
        int32_t column = frame_measure(frame, DRAW_MONO, size, "0");
        bool is_wide = columns <= (rect.w - shape.sign_w - shape.number_w) / column;
        bool is_high = (int64_t)(lines + title_rows) * shape.row_h <= rect.h;
        if (is_wide && is_high) {
            return shape;
        }
    }
    return shape_of(frame, frame->small, most);
}

static void draw_section(Frame *frame, const CodeShape *shape, size_t run, DrawRect rect) {
    rect.h -= draw_message(frame, shape, run, rect);
    draw_lines(frame, shape, run, rect);
}

/* A title, which as a tab can be the chosen one; returns its right end. */
static int32_t draw_tab(Frame *frame, size_t run, DrawRect rect, bool is_chosen) {
    if (is_chosen) {
        draw_fill(frame->list,
                  (DrawRect){rect.x, rect.y + rect.h - 2 * frame->hair, rect.w, 2 * frame->hair}, 0,
                  frame_color(frame, THEME_ACCENT));
    }
    frame_write(frame, DRAW_SANS_BOLD, frame->small, DRAW_LEFT, rect.x,
                frame_baseline(rect.y, rect.h, frame->small), rect.w,
                is_chosen ? THEME_TEXT : THEME_TEXT_DIM, frame->runs[run].title);
    frame_hit(frame, (SceneHit){.rect = rect, .kind = SCENE_HIT_TAB, .run = (int)run});
    return rect.x + rect.w;
}

/* Whether an earlier run shows the same text. */
static bool is_shown_before(const Frame *frame, size_t run) {
    for (size_t i = 0; i < run; i++) {
        if (strcmp(code_of(frame, i)->source, code_of(frame, run)->source) == 0 &&
            strcmp(frame->runs[i].title, frame->runs[run].title) == 0) {
            return true;
        }
    }
    return false;
}

/* What a program would take to show all of it. */
static int32_t wanted_height(const Frame *frame, const CodeShape *shape, size_t run) {
    int rows = code_text_line_count(code_of(frame, run));
    rows += frame_complaint(frame, run) != NULL ? MESSAGE_ROWS_MAX : 0;
    return rows * shape->row_h;
}

/* Each has an equal share; what short ones leave goes to the others. */
static void draw_stacked(Frame *frame, const CodeShape *shape, const size_t *runs, size_t count,
                         DrawRect rect) {
    int32_t room = rect.h - (int32_t)count * shape->row_h, share = room / (int32_t)count, spare = 0;
    int32_t longer = 0;
    for (size_t i = 0; i < count; i++) {
        int32_t wanted = wanted_height(frame, shape, runs[i]);
        spare += wanted < share ? share - wanted : 0;
        longer += wanted > share;
    }
    for (size_t i = 0; i < count; i++) {
        int32_t h = wanted_height(frame, shape, runs[i]);
        int32_t most = share + (longer > 0 ? spare / longer : 0);
        h = h < most ? h : most;
        draw_tab(frame, runs[i], (DrawRect){rect.x, rect.y, rect.w, shape->row_h}, false);
        draw_section(frame, shape, runs[i], (DrawRect){rect.x, rect.y + shape->row_h, rect.w, h});
        rect.y += shape->row_h + h;
    }
}

static void draw_tabbed(Frame *frame, const size_t *runs, size_t count, DrawRect rect) {
    size_t chosen = runs[0];
    int32_t row_h = frame->small * 3 / 2, x = rect.x;
    for (size_t i = 0; i < count; i++) {
        chosen = (int)runs[i] == frame->view->code_run ? runs[i] : chosen;
    }
    for (size_t i = 0; i < count; i++) {
        int32_t w = frame_measure(frame, DRAW_SANS_BOLD, frame->small, frame->runs[runs[i]].title);
        int32_t most = (rect.w - (int32_t)(count - 1) * frame->gap) / (int32_t)count;
        w = w < most ? w : most;
        x = draw_tab(frame, runs[i], (DrawRect){x, rect.y, w, row_h}, runs[i] == chosen) +
            frame->gap;
    }
    rect.y += row_h;
    rect.h -= row_h;
    CodeShape shape = choose_shape(frame, &chosen, 1, rect, 0);
    draw_section(frame, &shape, chosen, rect);
}

void panel_code(Frame *frame, DrawRect rect) {
    DrawRect inside = panel_ground(frame, rect);
    size_t runs[SCENE_RUNS_MAX], count = 0;
    for (size_t i = 0; i < frame->run_count; i++) {
        if (!is_shown_before(frame, i)) {
            runs[count++] = i;
        }
    }
    if (count == 0) {
        return;
    }
    CodeShape shape = choose_shape(frame, runs, count, inside, (int)count);
    if (count <= SECTIONS_MAX && inside.h / (int32_t)count >= SECTION_ROWS_MIN * shape.row_h) {
        draw_stacked(frame, &shape, runs, count, inside);
    } else {
        draw_tabbed(frame, runs, count, inside);
    }
}
