/* The inside of the event loop at the moment, as places between which tasks travel:
 *
 *     running           ready queue 2
 *     ▐ fetch(3)  l.5   ▐ fetch(7)      ▐ main()
 *     timers 1          in flight 7                          waiting for others 1
 *     ▐ poll()  0.35 s  ▐ fetch(1)  connect  ▐ fetch(2) …    ▐ main()  several tasks
 *
 * Every task is a card. Where there are more than fit, cards shrink to chips with the number in the
 * task's name, and the last place says how many more there are. Several runs stand side by side
 * where there is room. A program without a loop has the same places for its
 * threads.
 *
 * While the view's tasks travel, a card is on its way from where it stood before the last step; one
 * that was created comes out of the task that created it. */
#include "scene/panel.h"

#include "base/utf8.h"
#include "trace/duration.h"

#include <string.h>

enum {
    CARDS_MAX = 160, /* of one run */
    CHIP_WIDTH = 10, /* in tenths of the text size, and for each digit on it */
    CHIP_DIGIT_WIDTH = 6,
    COLUMN_EMS_MIN = 24,
    RUNS_SIDE_BY_SIDE_MAX = 4,
};

typedef struct Card {
    uint32_t lane;
    LoopPlace place;
    bool is_chip;
    DrawRect rect;
} Card;

/* One of the places: its box, and the slots for cards in it. */
typedef struct Place {
    DrawRect box;
    int32_t cards_y;
    int columns, chip_columns, rows;
} Place;

typedef struct Cards {
    Card items[CARDS_MAX];
    size_t count;
    bool has_chips[LOOP_LIST_COUNT];
    size_t more[LOOP_LIST_COUNT]; /* that found no slot */
} Cards;

/* One run's part of the panel. */
typedef struct Inside {
    size_t run;
    int32_t heading_h, card_h, gap;
    Place places[LOOP_LIST_COUNT];
} Inside;

static const struct {
    const char *title, *short_title;
    SpanState state;
    int card_width; /* at least, in tenths of the text size */
} PLACES[LOOP_LIST_COUNT] = {
    [LOOP_RUNNING] = {"running", "running", SPAN_RUNNING, 80},
    [LOOP_READY] = {"ready queue", "ready", SPAN_READY, 65},
    [LOOP_TIMERS] = {"timers", "timers", SPAN_SLEEPING, 95},
    [LOOP_FLIGHTS] = {"in flight", "in flight", SPAN_NETWORK, 95},
    [LOOP_WAITING] = {"waiting for others", "waiting", SPAN_WAITING, 90},
};

/* Layout, all in whole pixels: edges stay sharp. */

static int32_t whole(int32_t length) {
    return length / DRAW_UNIT * DRAW_UNIT;
}

/* How many digits the highest number of a task has. */
static int chip_digits(const Frame *frame, size_t run) {
    int digits = 2;
    for (size_t rest = frame->runs[run].trace->lanes.count; rest >= 100; rest /= 10) {
        digits++;
    }
    return digits;
}

static Place new_place(const Frame *frame, const Inside *inside, LoopPlace place, DrawRect box) {
    int32_t least = frame->small * PLACES[place].card_width / 10;
    int32_t chip_tenths = CHIP_WIDTH + CHIP_DIGIT_WIDTH * chip_digits(frame, inside->run);
    int32_t chip = frame->small * chip_tenths / 10;
    int32_t columns = (box.w - inside->gap) / (least + inside->gap);
    int32_t chip_columns = (box.w - inside->gap) / (chip + inside->gap);
    int32_t cards_h = box.h - inside->heading_h;
    int32_t rows = cards_h / (inside->card_h + inside->gap);
    return (Place){.box = box,
                   .cards_y = box.y + inside->heading_h,
                   .columns = columns > 0 ? columns : 1,
                   .chip_columns = chip_columns > 0 ? chip_columns : 1,
                   .rows = rows > 0 ? rows : 0};
}

/* All places in one row: where there is no height for two. */
static void arrange_in_a_row(const Frame *frame, Inside *inside, DrawRect rect) {
    int32_t gap = inside->gap;
    int32_t w = whole((rect.w - (LOOP_LIST_COUNT - 1) * gap) / LOOP_LIST_COUNT);
    for (int place = 0; place < LOOP_LIST_COUNT; place++) {
        DrawRect box = {rect.x + place * (w + gap), rect.y, w, rect.h};
        inside->places[place] = new_place(frame, inside, (LoopPlace)place, box);
    }
}

/* Running and ready above, what waits below. */
static void arrange(const Frame *frame, Inside *inside, DrawRect rect) {
    inside->gap = whole(frame->gap / 2);
    inside->heading_h = whole(frame->small * 13 / 10);
    inside->card_h = whole(frame->small * 5 / 4);
    int32_t gap = inside->gap, upper_h = inside->heading_h + inside->card_h + gap;
    if (rect.h < 2 * upper_h + gap) {
        arrange_in_a_row(frame, inside, rect);
        return;
    }
    int32_t running_w = whole((rect.w - gap) * 3 / 10);
    DrawRect running = {rect.x, rect.y, running_w, upper_h};
    DrawRect ready = {rect.x + running_w + gap, rect.y, rect.w - running_w - gap, upper_h};
    inside->places[LOOP_RUNNING] = new_place(frame, inside, LOOP_RUNNING, running);
    inside->places[LOOP_READY] = new_place(frame, inside, LOOP_READY, ready);
    int32_t third = whole((rect.w - 2 * gap) / 3);
    for (int i = 0; i < 3; i++) {
        DrawRect box = {rect.x + i * (third + gap), rect.y + upper_h + gap, third,
                        rect.h - upper_h - gap};
        LoopPlace place = (LoopPlace)(LOOP_TIMERS + i);
        inside->places[place] = new_place(frame, inside, place, box);
    }
}

static int slot_count(const Inside *inside, LoopPlace place, bool has_chips) {
    const Place *found = &inside->places[place];
    return found->rows * (has_chips ? found->chip_columns : found->columns);
}

static DrawRect slot(const Inside *inside, LoopPlace place, bool has_chips, int number) {
    const Place *found = &inside->places[place];
    int columns = has_chips ? found->chip_columns : found->columns;
    int32_t w = whole((found->box.w - inside->gap) / columns);
    int column = number % columns, row = number / columns;
    return (DrawRect){found->box.x + inside->gap + column * w,
                      found->cards_y + row * (inside->card_h + inside->gap), w - inside->gap,
                      inside->card_h};
}

static bool is_blocked(const LoopNow *now) {
    return now->running != TRACE_NOBODY && now->lanes[now->running].state == SPAN_BLOCKED;
}

/* The lanes of a place that are to be seen, at most `room`; returns how many. */
static size_t lanes_at(const SceneRun *run, const LoopNow *now, LoopPlace place, uint32_t *lanes,
                       size_t room) {
    size_t count = loop_now_list(now, place, lanes, room), seen = 0;
    for (size_t i = 0; i < count; i++) {
        bool is_loop = now->lanes[lanes[i]].in_loop;
        if (!is_loop && !labels_is_housekeeping(&run->labels, lanes[i])) {
            lanes[seen++] = lanes[i];
        }
    }
    if (place == LOOP_RUNNING && is_blocked(now) && seen < room) {
        lanes[seen++] = now->running;
    }
    return seen;
}

/* All loops stand among what runs; they are no cards. */
static size_t total_at(const LoopNow *now, LoopPlace place, size_t seen, size_t room) {
    return seen < room || place == LOOP_RUNNING ? seen : now->lists[place].count;
}

static void lay_out(const Frame *frame, const Inside *inside, const LoopNow *now, Cards *cards) {
    const SceneRun *run = &frame->runs[inside->run];
    memset(cards, 0, sizeof *cards);
    for (int place = 0; place < LOOP_LIST_COUNT; place++) {
        uint32_t lanes[CARDS_MAX / LOOP_LIST_COUNT];
        size_t room = sizeof lanes / sizeof *lanes;
        size_t seen = lanes_at(run, now, (LoopPlace)place, lanes, room);
        size_t total = total_at(now, (LoopPlace)place, seen, room);
        bool has_chips = total > (size_t)slot_count(inside, (LoopPlace)place, false);
        int slots = slot_count(inside, (LoopPlace)place, has_chips);
        size_t fits = (size_t)slots < room ? (size_t)slots : room;
        fits = total > fits ? (fits > 0 ? fits - 1 : 0) : total;
        fits = fits < seen ? fits : seen;
        for (size_t i = 0; i < fits; i++) {
            cards->items[cards->count++] =
                (Card){lanes[i], (LoopPlace)place, has_chips,
                       slot(inside, (LoopPlace)place, has_chips, (int)i)};
        }
        cards->has_chips[place] = has_chips;
        cards->more[place] = total - fits;
    }
}

/* Travelling. */

static const Card *card_of(const Cards *cards, uint32_t lane) {
    for (size_t i = 0; i < cards->count; i++) {
        if (cards->items[i].lane == lane) {
            return &cards->items[i];
        }
    }
    return NULL;
}

/* Where a card comes from: where it stood, the place where it was one of many, or, when it was
 * nowhere, the running task, which created it or was itself blocked. */
static DrawRect origin_of(const Inside *inside, const LoopNow *before, const Cards *cards_before,
                          uint32_t lane) {
    const Card *card = card_of(cards_before, lane);
    LoopPlace place = (LoopPlace)before->lanes[lane].place;
    if (card != NULL) {
        return card->rect;
    }
    if (place == LOOP_NOWHERE) {
        return slot(inside, LOOP_RUNNING, false, 0);
    }
    int slots = slot_count(inside, place, cards_before->has_chips[place]);
    return slot(inside, place, cards_before->has_chips[place], slots > 0 ? slots - 1 : 0);
}

/* Slowly off, slowly in: 3t² - 2t³, all in thousandths. */
static int32_t eased(int travel) {
    int64_t t = travel;
    return (int32_t)(t * t * (3000 - 2 * t) / 1000000);
}

static int32_t between(int32_t from, int32_t to, int32_t travel) {
    return from + (int32_t)((int64_t)(to - from) * travel / 1000);
}

static DrawRect on_the_way(DrawRect from, DrawRect to, int travel) {
    int32_t part = eased(travel);
    return (DrawRect){between(from.x, to.x, part), between(from.y, to.y, part),
                      between(from.w, to.w, part), between(from.h, to.h, part)};
}

/* Drawing. */

static void append_detail(const Frame *frame, const LoopNow *now, const Card *card, Text *text) {
    const LaneNow *lane = &now->lanes[card->lane];
    int64_t t_ns = frame->view->moment.t_ns;
    switch (card->place) {
    case LOOP_RUNNING:
        if (lane->line > 0) {
            text_printf(text, "line %d", (int)lane->line);
        }
        break;
    case LOOP_TIMERS:
        if (lane->due_ns >= 0) {
            duration_append(text, lane->due_ns > t_ns ? lane->due_ns - t_ns : 0, false);
        }
        break;
    case LOOP_FLIGHTS:
        if (lane->phase < TRACE_PHASE_COUNT) {
            text_append_cstr(text, TRACE_PHASES[lane->phase].name);
        } else {
            duration_append(text, t_ns - lane->since_ns, false);
        }
        break;
    case LOOP_WAITING:
        text_append_cstr(text, TRACE_REASONS[lane->reason].phrase);
        break;
    default:
        break;
    }
}

static bool is_selected(const Frame *frame, size_t run, uint32_t lane) {
    return frame->view->selected_run == (int)run && frame->view->selected_lane == lane;
}

/* "fetch(12)" and "Task-12 fetch" are 12; of a name without a number, its first letters do. */
static void shorten_label(Text *label) {
    size_t begin = strcspn(text_cstr(label), "0123456789");
    size_t length = strspn(text_cstr(label) + begin, "0123456789");
    if (length == 0) {
        begin = 0;
        for (int letters = 0; letters < 2 && length < label->length; letters++) {
            uint32_t code_point;
            length += utf8_decode(label->bytes + length, label->length - length, &code_point);
        }
    }
    memmove(label->bytes, label->bytes + begin, length);
    label->length = length;
    label->bytes[length] = '\0';
}

/* A card on the CPU is filled; others have their state's colour at the left edge. */
static void draw_card(Frame *frame, const Inside *inside, const LoopNow *now, const Card *card,
                      DrawRect rect, bool is_travelling) {
    SpanState state = (SpanState)now->lanes[card->lane].state;
    uint32_t color = frame_color(frame, THEME_STATE_RUNNING + (int)state);
    bool is_filled = state == SPAN_RUNNING || state == SPAN_BLOCKED;
    bool is_marked = is_travelling || is_selected(frame, inside->run, card->lane);
    int32_t radius = frame->small / 4, size = frame->small;
    int32_t pad = card->is_chip ? size / 6 : size / 3;
    draw_fill(frame->list, rect, radius, is_filled ? color : frame_color(frame, THEME_PANEL));
    if (!is_filled) {
        draw_fill(frame->list, (DrawRect){rect.x, rect.y, size / 4, rect.h}, 0, color);
    }
    draw_outline(frame->list, rect, is_marked ? 2 * frame->hair : frame->hair, radius,
                 is_marked ? frame_color(frame, THEME_ACCENT)
                           : frame_color(frame, is_filled ? THEME_TEXT : THEME_PANEL_EDGE));
    ThemeRole role = is_filled ? THEME_TEXT_ON_FILL : THEME_TEXT;
    int32_t baseline = frame_baseline(rect.y, rect.h, size), x = rect.x + size / 4 + pad;
    int32_t room = rect.x + rect.w - pad - x;
    Text *text = frame_text_begin(frame);
    labels_append(&frame->runs[inside->run].labels, card->lane, text);
    if (card->is_chip) {
        shorten_label(text);
    }
    int32_t label_w = frame_write(frame, is_filled ? DRAW_SANS_BOLD : DRAW_SANS, size, DRAW_LEFT, x,
                                  baseline, room, role, text_cstr(text));
    text = frame_text_begin(frame);
    append_detail(frame, now, card, text);
    room -= label_w + pad;
    if (room > 2 * size && text->length > 0) {
        frame_write(frame, DRAW_SANS, whole(size * 9 / 10), DRAW_RIGHT, rect.x + rect.w - pad,
                    baseline, room, is_filled ? THEME_TEXT_ON_FILL : THEME_TEXT_DIM,
                    text_cstr(text));
    }
    frame_hit(frame, (SceneHit){.rect = rect,
                                .kind = SCENE_HIT_LANE,
                                .run = (int)inside->run,
                                .lane = card->lane});
}

/* What is so while nothing runs. */
static void append_idleness(const Frame *frame, size_t run, Text *text) {
    const LoopNow *now = &frame->now[run];
    const LaneNow *thread = &now->lanes[TRACE_MAIN];
    if (now->past >= trace_count(frame->runs[run].trace)) {
        text_append_cstr(text, "ended");
    } else if (thread->state == SPAN_IDLE) {
        text_append_cstr(text, "idle");
    } else if (thread->in_loop) {
        text_append_cstr(text, "the loop itself");
    }
}

/* In a box at whose head the loop's whole state does not fit: the box is the loop's. */
static const char BLOCKED_SHORT[] = "BLOCKED";

/* "in flight 9"; where that does not fit, a shorter word, then the number alone. */
static void append_heading(const Frame *frame, LoopPlace place, size_t total, int32_t room,
                           Text *text) {
    const char *const titles[] = {PLACES[place].title, PLACES[place].short_title, ""};
    for (int i = 0; i < 3; i++) {
        text_clear(text);
        text_append_cstr(text, titles[i]);
        if (place != LOOP_RUNNING) {
            text_append_cstr(text, titles[i][0] != '\0' ? " " : "");
            duration_append_count(text, (int64_t)total);
        }
        if (frame_measure(frame, DRAW_SANS, frame->small, text_cstr(text)) <= room) {
            return;
        }
    }
}

static void draw_heading(Frame *frame, const Inside *inside, const LoopNow *now, LoopPlace place,
                         size_t total) {
    const DrawRect *box = &inside->places[place].box;
    bool warns = place == LOOP_RUNNING && is_blocked(now);
    SpanState state = warns ? SPAN_BLOCKED : PLACES[place].state;
    int32_t size = frame->small, x = box->x + inside->gap, indent = size * 5 / 4;
    int32_t baseline = frame_baseline(box->y, inside->heading_h, size);
    int32_t room = box->w - 2 * inside->gap - indent;
    DrawFace face = warns ? DRAW_SANS_BOLD : DRAW_SANS;
    frame_sign(frame, (DrawSign)state, size, x, baseline,
               frame_color(frame, THEME_STATE_RUNNING + (int)state));
    Text *text = frame_text_begin(frame);
    if (warns) {
        const char *word = SPAN_STATES[SPAN_BLOCKED].word;
        bool fits = frame_measure(frame, face, size, word) <= room;
        text_append_cstr(text, fits ? word : BLOCKED_SHORT);
    } else {
        append_heading(frame, place, total, room, text);
    }
    frame_write(frame, face, size, DRAW_LEFT, x + indent, baseline, room,
                warns ? THEME_TEXT : THEME_TEXT_DIM, text_cstr(text));
}

static void draw_place(Frame *frame, const Inside *inside, const LoopNow *now, LoopPlace place,
                       const Cards *cards) {
    size_t here = 0, more = cards->more[place];
    for (size_t i = 0; i < cards->count; i++) {
        here += cards->items[i].place == place;
    }
    draw_fill(frame->list, inside->places[place].box, frame->small / 4,
              frame_color(frame, THEME_LANE));
    draw_heading(frame, inside, now, place, here + more);
    int slots = slot_count(inside, place, cards->has_chips[place]);
    if (slots == 0) {
        return;
    }
    Text *text = frame_text_begin(frame);
    DrawRect last = slot(inside, place, cards->has_chips[place], more > 0 ? slots - 1 : 0);
    if (more > 0) {
        text_append_char(text, '+');
        duration_append_count(text, (int64_t)more);
    } else if (place == LOOP_RUNNING && here == 0) {
        append_idleness(frame, inside->run, text);
    }
    frame_write(frame, DRAW_SANS, frame->small, DRAW_LEFT, last.x,
                frame_baseline(last.y, last.h, frame->small), last.w, THEME_TEXT_DIM,
                text_cstr(text));
}

static bool is_same(DrawRect one, DrawRect other) {
    return one.x == other.x && one.y == other.y;
}

/* Cards that stay first, then those that travel, above them. */
static void draw_cards(Frame *frame, const Inside *inside, const Cards *cards) {
    const LoopNow *now = &frame->now[inside->run];
    const LoopNow *before = frame->before != NULL ? &frame->before[inside->run] : NULL;
    Cards cards_before;
    bool travels = before != NULL && before->lanes != NULL && before->past != now->past;
    if (travels) {
        lay_out(frame, inside, before, &cards_before);
    }
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < cards->count; i++) {
            const Card *card = &cards->items[i];
            DrawRect from =
                travels ? origin_of(inside, before, &cards_before, card->lane) : card->rect;
            if (is_same(from, card->rect) != (pass == 1)) {
                bool changes = travels && before->lanes[card->lane].place != card->place;
                draw_card(frame, inside, now, card,
                          on_the_way(from, card->rect, frame->view->travel), changes);
            }
        }
    }
}

/* A lesson's stop may look at some of it only. */
static void dim_places(Frame *frame, const Inside *inside) {
    const ViewLesson *lesson = frame->view->lesson;
    if (lesson == NULL || !lesson->look.is_on || (lesson->look.parts & VIEW_LOOK_LOOP) != 0) {
        return;
    }
    for (int place = 0; place < LOOP_LIST_COUNT; place++) {
        unsigned part = place == LOOP_READY    ? VIEW_LOOK_READY
                        : place == LOOP_TIMERS ? VIEW_LOOK_TIMERS
                                               : 0;
        if ((lesson->look.parts & part) == 0) {
            draw_fill(frame->list, inside->places[place].box, frame->small / 4,
                      theme_fade(frame_color(frame, THEME_PANEL), 150));
        }
    }
}

static void draw_run(Frame *frame, size_t run, DrawRect rect) {
    const LoopNow *now = &frame->now[run];
    Inside inside = {.run = run};
    Cards cards;
    Text *text = frame_text_begin(frame);
    if (frame->run_count > 1) {
        text_printf(text, "%s · ", frame->runs[run].title);
    }
    text_append_cstr(text, frame->runs[run].metrics.has_loop ? "event loop" : "threads");
    if (now->turns > 0) {
        text_append_cstr(text, " · turn ");
        duration_append_count(text, (int64_t)now->turns);
    }
    frame_write(frame, DRAW_SANS_BOLD, frame->small, DRAW_LEFT, rect.x,
                frame_baseline(rect.y, frame->small, frame->small), rect.w, THEME_TEXT_DIM,
                text_cstr(text));
    int32_t title_h = whole(frame->small + frame->gap / 2);
    rect.y += title_h;
    rect.h -= title_h;
    if (rect.h < 4 * frame->small || rect.w < 8 * frame->small) {
        return;
    }
    arrange(frame, &inside, rect);
    lay_out(frame, &inside, now, &cards);
    for (int place = 0; place < LOOP_LIST_COUNT; place++) {
        draw_place(frame, &inside, now, (LoopPlace)place, &cards);
    }
    draw_cards(frame, &inside, &cards);
    dim_places(frame, &inside);
}

void panel_loop(Frame *frame, DrawRect rect) {
    DrawRect inside = panel_ground(frame, rect);
    size_t runs[SCENE_RUNS_MAX], count = 0;
    for (size_t i = 0; i < frame->run_count; i++) {
        size_t run = (i + (size_t)(frame->view->code_run > 0 ? frame->view->code_run : 0)) %
                     frame->run_count;
        if (frame->runs[run].trace != NULL) {
            runs[count++] = run;
        }
    }
    size_t fits = (size_t)(inside.w / (COLUMN_EMS_MIN * frame->small));
    fits = fits < 1 ? 1 : fits > RUNS_SIDE_BY_SIDE_MAX ? RUNS_SIDE_BY_SIDE_MAX : fits;
    count = count < fits ? count : fits;
    for (size_t i = 0; i < count; i++) {
        int32_t w = whole((inside.w - (int32_t)(count - 1) * frame->gap) / (int32_t)count);
        draw_run(frame, runs[i],
                 (DrawRect){inside.x + (int32_t)i * (w + frame->gap), inside.y, w, inside.h});
    }
}
