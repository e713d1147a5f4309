#include "scene/scene.h"

#include "scene/panel.h"

#include <string.h>

void scene_init(Scene *scene) {
    *scene = (Scene){.why_run = -1};
    draw_list_init(&scene->list);
}

void scene_release(Scene *scene) {
    scene_forget_runs(scene);
    draw_list_release(&scene->list);
    ARRAY_RELEASE(&scene->hits);
    ARRAY_RELEASE(&scene->links);
    lane_rows_release(&scene->rows);
    text_release(&scene->scratch);
}

static void release_states(SceneStates *states) {
    for (size_t i = 0; i < states->count; i++) {
        loop_now_release(&states->items[i]);
    }
    ARRAY_RELEASE(states);
}

void scene_forget_runs(Scene *scene) {
    scene->hits.count = 0; /* they name lanes of the runs */
    release_states(&scene->now);
    release_states(&scene->before);
    for (size_t i = 0; i < scene->narrations.count; i++) {
        narrations_release(&scene->narrations.items[i]);
    }
    ARRAY_RELEASE(&scene->narrations);
    scene->why_run = -1;
}

/* Sizes. */

enum {
    ROWS_OF_TEXT = 40,    /* in the picture's height, at 100 % */
    COLUMNS_OF_TEXT = 60, /* at least, in its width: narrow pictures have smaller text */
    TEXT_PIXELS_MIN = 9,

    LESSON_COLUMNS_MIN = 46, /* below that a lesson's page and the picture take turns */
    LESSON_ROWS_MIN = 24,    /* below that a bar to be dragged has no place beside the question */
    LESSON_PERCENT = 37,     /* of the width, for the page */
    DIMMED = 150,            /* of 255: how much what is not looked at is covered */
};

/* A length in whole pixels, at least 1. */
static int32_t whole_pixels(int64_t units) {
    int64_t pixels = (units + DRAW_UNIT / 2) / DRAW_UNIT;
    return (int32_t)(pixels < 1 ? 1 : pixels) * DRAW_UNIT;
}

static void set_sizes(Frame *frame) {
    const View *view = frame->view;
    int64_t by_height = (int64_t)view->height * DRAW_UNIT / ROWS_OF_TEXT;
    int64_t by_width = (int64_t)view->width * DRAW_UNIT / COLUMNS_OF_TEXT;
    int64_t em = (by_height < by_width ? by_height : by_width) * view->scale / 100;
    em = view->present ? em * 5 / 4 : em;
    em = em < TEXT_PIXELS_MIN * DRAW_UNIT ? TEXT_PIXELS_MIN * DRAW_UNIT : em;
    frame->em = whole_pixels(em);
    frame->small = whole_pixels(em * 4 / 5);
    frame->hair = whole_pixels(em / 24);
    frame->gap = whole_pixels(em / 2);
}

static bool has_selected_lane(const SceneRun *runs, size_t run_count, const View *view) {
    int index = view->selected_run;
    return index >= 0 && (size_t)index < run_count && runs[index].trace != NULL &&
           view->selected_lane < runs[index].spans.lane_count;
}

/* While nothing is selected, details are about what was measured. */
static bool shows_ledger(const Frame *frame) {
    return view_has_ledger(&frame->view->measurement) &&
           !has_selected_lane(frame->runs, frame->run_count, frame->view);
}

static bool has_details(const Frame *frame) {
    return frame->view->show_details &&
           (shows_ledger(frame) || has_selected_lane(frame->runs, frame->run_count, frame->view));
}

/* Places. */

typedef struct Places {
    DrawRect titles, sliders, code, timelines, output, loop, details, narration;
    DrawRect lesson, say, guess; /* of a lesson */
} Places;

static DrawRect take_top(DrawRect *rest, int32_t h, int32_t gap) {
    DrawRect taken = {rest->x, rest->y, rest->w, h};
    int32_t used = h > 0 ? h + gap : 0;
    rest->y += used;
    rest->h -= used;
    return taken;
}

static DrawRect take_bottom(DrawRect *rest, int32_t h, int32_t gap) {
    DrawRect taken = {rest->x, rest->y + rest->h - h, rest->w, h};
    rest->h -= h > 0 ? h + gap : 0;
    return taken;
}

static DrawRect take_left(DrawRect *rest, int32_t w, int32_t gap) {
    DrawRect taken = {rest->x, rest->y, w, rest->h};
    int32_t used = w > 0 ? w + gap : 0;
    rest->x += used;
    rest->w -= used;
    return taken;
}

static int32_t titles_height(const Frame *frame, int32_t rows) {
    int32_t most = rows >= 32 ? 4 : 3;
    int32_t runs = frame->run_count > (size_t)most ? most : (int32_t)frame->run_count;
    if (rows < 24) {
        return frame->em * 2 + 2 * frame->gap;
    }
    return frame->small * 5 / 4 + (runs < 2 ? 2 : runs) * frame->em * 4 / 3 + 2 * frame->gap;
}

/* What timelines need with lanes so high, in hundredths of an em. */
static int32_t timelines_height(const Frame *frame, int32_t lane) {
    int64_t height = (lane > 100 ? 800 : 500);
    for (size_t i = 0; i < frame->run_count; i++) {
        int64_t lanes = frame->runs[i].trace != NULL && !frame->view->folded[i]
                            ? (int64_t)frame->runs[i].groups.visible_count
                            : 2;
        height += 300 + lanes * lane;
    }
    height = height * frame->em / 100;
    return height < INT32_MAX ? (int32_t)height : INT32_MAX;
}

/* Whether there is room for code, output and the loop below the timelines: for what stops of the
 * page look at there is, for others where lanes do not suffer. */
static bool has_lower_panels(const Frame *frame, DrawRect rest) {
    const ViewLesson *lesson = frame->view->lesson;
    if (rest.h / frame->em < 15 || frame->view->layout == VIEW_TIMELINES) {
        return false;
    }
    int32_t least = timelines_height(frame, 95), most = 14 * frame->em;
    return lesson->looks_below || rest.h * 58 / 100 >= (least < most ? least : most);
}

/* A lesson's page beside the picture, or, where the picture is narrow, instead of it, except while
 * something is said about it. What is about time is above, and the code below it. */
static Places arrange_lesson(const Frame *frame) {
    const View *view = frame->view;
    const ViewLesson *lesson = view->lesson;
    int32_t gap = frame->gap / 2, em = frame->em;
    DrawRect rest = {gap, gap, view->width * DRAW_UNIT - 2 * gap,
                     view->height * DRAW_UNIT - 2 * gap};
    bool is_narrow = rest.w / em < LESSON_COLUMNS_MIN;
    bool has_picture = lesson->picture != VIEW_PICTURE_NONE && frame->run_count > 0;
    bool is_covered = is_narrow && lesson->say != NULL;
    bool has_page = !has_picture || (!lesson->hides_text && !is_covered);
    Places places;
    memset(&places, 0, sizeof places);
    bool is_low = rest.h / em < LESSON_ROWS_MIN;
    if (has_page && has_picture && lesson->guess.is_on && is_narrow && !is_low) {
        places.guess = take_bottom(&rest, 7 * em, gap);
    }
    if (has_page && (is_narrow || !has_picture)) {
        places.lesson = rest;
        return places;
    }
    if (has_page) {
        places.lesson = take_left(&rest, rest.w * LESSON_PERCENT / 100, gap);
    }
    if (lesson->picture == VIEW_PICTURE_CODE) {
        places.guess = lesson->guess.is_on ? take_bottom(&rest, 8 * em, gap) : places.guess;
        places.code = rest;
        return places;
    }
    int32_t rows = rest.h / em;
    bool is_detailed = has_details(frame);
    if (rows >= 16) {
        places.titles = take_top(&rest, titles_height(frame, rows), gap);
    }
    if (lesson->say != NULL) {
        places.say = take_bottom(&rest, (rows >= 24 ? 6 : 5) * em, gap);
    } else if (rows >= 16) {
        places.narration = take_bottom(
            &rest, em * 5 / 4 + (rows >= 24) * frame->small * 5 / 4 + 2 * frame->gap, gap);
    }
    if (view->slider_count > 0) {
        places.sliders = take_top(&rest, em * 2, gap);
    }
    if (lesson->offer != NULL) {
        places.code = take_bottom(&rest, frame_whole(rest.h * 62 / 100), gap);
    } else if (has_lower_panels(frame, rest)) {
        bool has_many = frame->run_count > 2 && !lesson->looks_below;
        int32_t least = rest.h * 42 / 100, wanted = timelines_height(frame, 150),
                most = rest.h * (has_many ? 72 : 64) / 100;
        int32_t top_h = wanted < least ? least : wanted > most ? most : wanted;
        DrawRect bottom = take_bottom(&rest, frame_whole(rest.h - top_h - gap), gap);
        bool has_side = is_detailed || lesson->shows_loop || lesson->shows_output;
        if (has_side && view->layout == VIEW_ALL) {
            places.code = take_left(&bottom, bottom.w * 54 / 100, gap);
            bool has_both = !is_detailed && lesson->shows_loop && lesson->shows_output;
            DrawRect *last = is_detailed          ? &places.details
                             : lesson->shows_loop ? &places.loop
                                                  : &places.output;
            if (has_both) {
                places.output = take_bottom(&bottom, bottom.h * 34 / 100, gap);
            }
            *last = bottom;
        } else {
            places.code = bottom;
        }
    }
    places.timelines = rest;
    return places;
}

/* Which panels there are follows from the layout, and from how many lines of text the picture
 * holds: at a large scale the small print goes first, and the timelines stay. */
static Places arrange(const Frame *frame) {
    const View *view = frame->view;
    int32_t gap = frame->gap / 2, em = frame->em;
    DrawRect rest = {gap, gap, view->width * DRAW_UNIT - 2 * gap,
                     view->height * DRAW_UNIT - 2 * gap};
    int32_t rows = rest.h / em, columns = rest.w / em;
    bool is_detailed = has_details(frame);
    Places places;
    memset(&places, 0, sizeof places);
    places.titles = take_top(&rest, titles_height(frame, rows), gap);
    bool has_hint = !view->present && rows >= 24 && view->hint != NULL;
    int32_t small_rows = (rows >= 24) + has_hint;
    int32_t narration_h = em * 5 / 4 + small_rows * frame->small * 5 / 4 + 2 * frame->gap;
    places.narration = take_bottom(&rest, narration_h, gap);
    if (view->slider_count > 0) {
        places.sliders = take_top(&rest, em * 2, gap);
    }
    bool has_code = view->layout != VIEW_TIMELINES && columns >= 48;
    bool has_bottom = view->layout == VIEW_ALL && rows >= 26;
    int32_t code_w = has_code ? rest.w * 31 / 100 : 0;
    if (has_bottom || is_detailed) {
        int32_t h = rest.h * (is_detailed ? 36 : frame->run_count > 2 ? 21 : 28) / 100;
        int32_t least = em * 11 / 2; /* the loop's boxes in one row, below their title */
        h = has_bottom && h < least ? least : h;
        DrawRect bottom = take_bottom(&rest, h, gap);
        if (has_bottom && has_code && !view->present) {
            places.output = take_left(&bottom, code_w, gap);
        }
        if (is_detailed) {
            bool shares = has_bottom && bottom.w >= 44 * em && !shows_ledger(frame);
            places.loop = shares ? take_left(&bottom, bottom.w * 45 / 100, gap) : places.loop;
            places.details = bottom;
        } else {
            places.loop = bottom;
        }
    }
    places.code = take_left(&rest, code_w, gap);
    places.timelines = rest;
    return places;
}

/* Whether the stop of a watch looks at one of these; without a stop everything is looked at. */
static bool looks_at(const Frame *frame, unsigned parts) {
    const ViewLesson *lesson = frame->view->lesson;
    return lesson == NULL || !lesson->look.is_on || (lesson->look.parts & parts) != 0;
}

static void dim(Frame *frame, DrawRect rect) {
    draw_fill(frame->list, rect, frame->em / 3,
              theme_fade(frame_color(frame, THEME_BACKGROUND), DIMMED));
}

/* Draws a panel where it has a place. */
static void draw_panel(Frame *frame, DrawRect rect, void (*panel)(Frame *, DrawRect)) {
    if (rect.w > 0 && rect.h > 0) {
        draw_clip(frame->list, rect);
        frame->seen = rect;
        panel(frame, rect);
        draw_unclip(frame->list);
    }
}

/* The same, dimmed unless it is what a stop looks at. */
static void draw_looked_at(Frame *frame, DrawRect rect, void (*panel)(Frame *, DrawRect),
                           unsigned parts) {
    draw_panel(frame, rect, panel);
    if (rect.w > 0 && rect.h > 0 && !looks_at(frame, parts)) {
        dim(frame, rect);
    }
}

static const LoopNow *find_states(SceneStates *states, const SceneRun *runs, size_t run_count,
                                  const Moment *moment) {
    while (states->count < run_count) {
        ARRAY_PUSH(states, (LoopNow){0});
    }
    for (size_t i = 0; i < run_count; i++) {
        if (runs[i].trace != NULL) {
            loop_states_find(&runs[i].loop_states, moment->past[i], &states->items[i]);
        }
    }
    return states->items;
}

/* What the chosen lane does just now; or VIEW_NO_SPAN. */
static size_t span_just_now(const SceneRun *run, uint32_t lane, int64_t t_ns) {
    const LaneSpans *found = &run->spans.lanes[lane];
    size_t span = span_index_find(&run->index, lane, t_ns), end = found->first + found->count;
    if (t_ns >= found->end_ns || span >= end || run->spans.items[span].start_ns > t_ns) {
        return VIEW_NO_SPAN;
    }
    /* What begins now goes before a step that takes no time. */
    while (span + 1 < end && run->spans.items[span].end_ns == t_ns &&
           run->spans.items[span + 1].start_ns == t_ns) {
        span++;
    }
    return span;
}

static size_t find_selected(const SceneRun *runs, size_t run_count, const View *view) {
    if (!has_selected_lane(runs, run_count, view)) {
        return VIEW_NO_SPAN;
    }
    const SceneRun *run = &runs[view->selected_run];
    const LaneSpans *lane = &run->spans.lanes[view->selected_lane];
    size_t span = view->selected_span;
    bool is_chosen = span >= lane->first && span - lane->first < lane->count;
    return is_chosen ? span : span_just_now(run, view->selected_lane, view->moment.t_ns);
}

/* The chain of causes is found when something else is selected, not for every frame. */
void frame_find_selected(Frame *frame) {
    Scene *scene = frame->scene;
    const View *view = frame->view;
    size_t span = find_selected(frame->runs, frame->run_count, view);
    frame->selected_span = span;
    if (!view->show_details || span == VIEW_NO_SPAN) {
        scene->why_run = -1;
        scene->why.count = 0;
    } else if (scene->why_run != view->selected_run || scene->why_lane != view->selected_lane ||
               scene->why_span != span) {
        why_find(&scene->why, &frame->runs[view->selected_run], view->selected_lane, span);
        scene->why_run = view->selected_run;
        scene->why_lane = view->selected_lane;
        scene->why_span = span;
    }
}

static void draw_panels(Frame *frame) {
    Scene *scene = frame->scene;
    const View *view = frame->view;
    frame->now = find_states(&scene->now, frame->runs, frame->run_count, &view->moment);
    if (view->travel < 1000 && !view->reduced_motion) {
        frame->before =
            find_states(&scene->before, frame->runs, frame->run_count, &view->travel_from);
    }
    frame_find_selected(frame);
    Places places = view->lesson != NULL ? arrange_lesson(frame) : arrange(frame);
    const unsigned loop = VIEW_LOOK_LOOP | VIEW_LOOK_READY | VIEW_LOOK_TIMERS;
    draw_looked_at(frame, places.titles, panel_titles, VIEW_LOOK_SUM);
    draw_panel(frame, places.sliders, panel_sliders);
    draw_looked_at(frame, places.timelines, panel_timelines, VIEW_LOOK_LANES | VIEW_LOOK_LOOP);
    bool has_offer = view->lesson != NULL && view->lesson->offer != NULL;
    draw_looked_at(frame, places.code, has_offer ? panel_diff : panel_code, VIEW_LOOK_CODE);
    draw_looked_at(frame, places.loop, panel_loop, loop);
    draw_looked_at(frame, places.output, panel_output, VIEW_LOOK_OUTPUT);
    draw_panel(frame, places.narration, panel_narration);
    draw_panel(frame, places.details, shows_ledger(frame) ? panel_ledger : panel_details);
    draw_panel(frame, places.guess, panel_guess);
    draw_panel(frame, places.say, panel_say);
    draw_panel(frame, places.lesson, panel_lesson);
}

void scene_build(Scene *scene, const SceneRun *runs, size_t run_count, const View *view,
                 const TextMetrics *metrics) {
    Frame frame = {.scene = scene,
                   .list = &scene->list,
                   .runs = runs,
                   .run_count = run_count < SCENE_RUNS_MAX ? run_count : SCENE_RUNS_MAX,
                   .view = view,
                   .colors = view->theme->colors,
                   .metrics = metrics};
    draw_list_clear(&scene->list, view->width, view->height, frame_color(&frame, THEME_BACKGROUND));
    scene->hits.count = scene->links.count = 0;
    scene->scroll_max = scene->lesson_scroll_max = 0;
    if (view->overlay == VIEW_BLANK) {
        scene->list.background = 0x000000FF; /* a dark wall, whatever the theme */
        return;
    }
    set_sizes(&frame);
    if (view->overlay != VIEW_OPENING) {
        draw_panels(&frame);
    }
    if (view->overlay != VIEW_NO_OVERLAY) {
        DrawRect whole = {0, 0, view->width * DRAW_UNIT, view->height * DRAW_UNIT};
        draw_panel(&frame, whole, panel_overlay);
    }
}

/* A lane's row is one hit: the span is looked up. */
static void find_span(SceneHit *hit, const SceneRun *run, int32_t x) {
    const LaneSpans *lane = &run->spans.lanes[hit->lane];
    int64_t t_ns = scene_hit_time(hit, x);
    size_t span = span_index_find(&run->index, hit->lane, t_ns);
    bool is_there = span < lane->first + lane->count && run->spans.items[span].start_ns <= t_ns;
    hit->index = is_there ? span : VIEW_NO_SPAN;
}

bool scene_hit(const Scene *scene, const SceneRun *runs, int32_t x, int32_t y, SceneHit *hit) {
    for (size_t i = scene->hits.count; i-- > 0;) {
        const DrawRect *rect = &scene->hits.items[i].rect;
        if (x >= rect->x && x - rect->x < rect->w && y >= rect->y && y - rect->y < rect->h) {
            *hit = scene->hits.items[i];
            if (hit->kind == SCENE_HIT_SPAN) {
                find_span(hit, &runs[hit->run], x);
            }
            return true;
        }
    }
    return false;
}

int64_t scene_hit_time(const SceneHit *hit, int32_t x) {
    __extension__ typedef __int128 Wide;
    Wide offset = (Wide)(x - hit->rect.x) * (hit->to_ns - hit->from_ns);
    return hit->from_ns + (int64_t)(hit->rect.w > 0 ? offset / hit->rect.w : 0);
}
