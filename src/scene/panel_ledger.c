/* Where the time went by which measured runs took longer than their simulation: a column for each
 * program and engine, a row for each cause that can be told apart, and what is left over.
 *
 *     Measured against simulated
 *                          sequential.py  sequential.py  gathered.py
 *                               our loop        python3     our loop
 *     connection set-up         +42.2 ms      +115.2 ms     +48.9 ms
 *     …
 *     together                  +51.4 ms      +169.4 ms     +40.1 ms
 *
 * Causes that explain nothing are left out, and columns that have no room, the last ones first. */
#include "scene/panel.h"
#include "trace/duration.h"

enum { NAME_EMS = 9, COLUMN_EMS = 8, COLUMNS_MAX = 12 };

static void append_share(Text *text, int64_t ns) {
    text_append_cstr(text, ns > 0 ? "+" : ns < 0 ? "−" : "");
    duration_append(text, ns < 0 ? -ns : ns, false);
}

/* The columns that there is room for. */
static size_t choose(const Frame *frame, DrawRect rect, const ViewTimes **columns) {
    const ViewMeasurement *measurement = &frame->view->measurement;
    int32_t room = (rect.w - NAME_EMS * frame->small) / (COLUMN_EMS * frame->small);
    size_t most = room < 1 ? 1 : room < COLUMNS_MAX ? (size_t)room : COLUMNS_MAX, count = 0;
    for (size_t i = 0; i < measurement->count && count < most; i++) {
        if (measurement->times[i].has_ledger) {
            columns[count++] = &measurement->times[i];
        }
    }
    return count;
}

static void write_cell(Frame *frame, DrawRect rect, size_t column, DrawFace face, ThemeRole role,
                       const char *text) {
    int32_t size = frame->small, w = COLUMN_EMS * size;
    int32_t right = rect.x + NAME_EMS * size + ((int32_t)column + 1) * w;
    frame_write(frame, face, size, DRAW_RIGHT, right, frame_baseline(rect.y, rect.h, size),
                w - size / 2, role, text);
}

static void draw_row(Frame *frame, DrawRect row, const char *name, const ViewTimes *const *columns,
                     size_t count, LedgerCause cause) {
    bool is_sum = cause == LEDGER_CAUSE_COUNT;
    DrawFace face = is_sum ? DRAW_SANS_BOLD : DRAW_SANS;
    frame_write(frame, face, frame->small, DRAW_LEFT, row.x,
                frame_baseline(row.y, row.h, frame->small), NAME_EMS * frame->small, THEME_TEXT,
                name);
    for (size_t i = 0; i < count; i++) {
        const Ledger *ledger = &columns[i]->ledger;
        Text *text = frame_text_begin(frame);
        append_share(text, is_sum ? ledger->measured_ns - ledger->simulated_ns
                                  : ledger->causes_ns[cause]);
        write_cell(frame, row, i, face, THEME_TEXT, text_cstr(text));
    }
}

/* A cause that explains something in one of the columns. */
static bool tells(const ViewTimes *const *columns, size_t count, LedgerCause cause) {
    for (size_t i = 0; i < count; i++) {
        if (columns[i]->ledger.causes_ns[cause] != 0) {
            return true;
        }
    }
    return false;
}

void panel_ledger(Frame *frame, DrawRect rect) {
    DrawRect inside = panel_ground_titled(frame, rect, "measured − simulated: where it went");
    const ViewTimes *columns[COLUMNS_MAX];
    size_t count = choose(frame, inside, columns);
    int32_t line = frame_whole(frame->small * 13 / 10), end = inside.y + inside.h;
    DrawRect row = {inside.x, inside.y, inside.w, line};
    if (count == 0) {
        frame_write(frame, DRAW_SANS, frame->small, DRAW_LEFT, row.x,
                    frame_baseline(row.y, row.h, frame->small), row.w, THEME_TEXT_DIM,
                    "Nothing that was measured can be compared yet.");
        return;
    }
    for (size_t i = 0; i < count; i++) {
        write_cell(frame, row, i, DRAW_SANS, THEME_TEXT_DIM, frame->runs[columns[i]->run].title);
    }
    row.y += line;
    for (size_t i = 0; i < count; i++) {
        write_cell(frame, row, i, DRAW_SANS, THEME_TEXT_DIM, columns[i]->engine);
    }
    row.y += line;
    for (int cause = 0; cause < LEDGER_CAUSE_COUNT && row.y + 2 * line <= end; cause++) {
        if (tells(columns, count, (LedgerCause)cause)) {
            draw_row(frame, row, LEDGER_CAUSES[cause].name, columns, count, (LedgerCause)cause);
            row.y += line;
        }
    }
    draw_row(frame, row, "together", columns, count, LEDGER_CAUSE_COUNT);
}
