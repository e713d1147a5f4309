#include "ui/app_actions.h"

#include "trace/duration.h"
#include "ui/app_lesson.h"
#include "ui/app_measure.h"
#include "ui/app_rows.h"

#include <string.h>

enum { SCALE_STEP = 10, PAGE_ROWS = 10, FAR_STEPS = 10, PAN_PARTS = 8, ZOOM_EIGHTHS = 2 };

/* ---- time ---- */

static void pause(App *app) {
    if (app->view.playing) {
        app->view.playing = false;
        app->is_dirty = true;
    }
}

static void play(App *app) {
    View *view = &app->view;
    if (!view->playing && view->moment.t_ns >= app->end_ns) {
        moment_start(&view->moment);
        app_moment_changed(app);
    }
    view->playing = !view->playing && app->end_ns > 0;
    app->is_dirty = true;
}

static void step(App *app, MomentStep kind, bool is_forward) {
    View *view = &app->view;
    pause(app);
    if (kind == MOMENT_LANE && view->selected_run < 0) {
        app_tell(app, "Choose a task with ↑ ↓ first.");
        return;
    }
    bool has_moved =
        (is_forward ? moment_forward : moment_back)(&view->moment, app->runs, app->program_count,
                                                    kind, view->selected_run, view->selected_lane);
    if (has_moved) {
        app_moment_changed(app);
        app_start_travel(app);
    } else {
        app_tell(app, is_forward ? "There is nothing further." : "There is nothing before.");
    }
}

static void go_to_start(App *app) {
    pause(app);
    moment_start(&app->view.moment);
    app_moment_changed(app);
}

static void go_to(App *app, int64_t t_ns) {
    pause(app);
    app_go_to(app, t_ns);
}

/* The nearest bookmark, and, if wanted, end of a run, before or behind the present; -1: none. */
static int64_t nearest(const App *app, bool is_forward, bool with_ends) {
    int64_t now_ns = app->view.moment.t_ns, best = -1;
    size_t ends = with_ends ? app->program_count : 0;
    for (size_t i = 0; i < app->bookmarks.count + ends; i++) {
        int64_t t_ns = i < app->bookmarks.count ? app->bookmarks.items[i]
                                                : app->runs[i - app->bookmarks.count].spans.end_ns;
        bool is_nearer =
            is_forward ? t_ns > now_ns && (best < 0 || t_ns < best) : t_ns < now_ns && t_ns > best;
        best = is_nearer ? t_ns : best;
    }
    return best;
}

static void go_to_bookmark(App *app, bool is_forward) {
    int64_t t_ns = nearest(app, is_forward, false);
    if (t_ns >= 0) {
        go_to(app, t_ns);
    } else {
        app_tell(app, app->bookmarks.count == 0 ? "There are no bookmarks: M sets one."
                      : is_forward              ? "There is no bookmark further on."
                                                : "There is no bookmark before.");
    }
}

static void go_to_stop(App *app, bool is_forward) {
    int64_t t_ns = nearest(app, is_forward, true);
    if (t_ns >= 0) {
        go_to(app, t_ns);
    } else if (is_forward) {
        app_tell(app, "There is no stop further on.");
    } else {
        go_to_start(app);
    }
}

static void set_bookmark(App *app) {
    int64_t t_ns = app->view.moment.t_ns;
    size_t at = 0;
    while (at < app->bookmarks.count && app->bookmarks.items[at] < t_ns) {
        at++;
    }
    int64_t *items = app->bookmarks.items;
    if (at < app->bookmarks.count && items[at] == t_ns) {
        app->bookmarks.count--;
        memmove(items + at, items + at + 1, (app->bookmarks.count - at) * sizeof *items);
    } else {
        ARRAY_PUSH(&app->bookmarks, t_ns);
        items = app->bookmarks.items;
        memmove(items + at + 1, items + at, (app->bookmarks.count - 1 - at) * sizeof *items);
        items[at] = t_ns;
    }
    app->view.bookmarks = app->bookmarks.items;
    app->view.bookmark_count = app->bookmarks.count;
    app->is_dirty = true;
}

/* ---- looking ---- */

/* a * b / c, rounded, without overflow, for a, b >= 0, c > 0 and results that fit. */
static int64_t scaled(int64_t a, int64_t b, int64_t c) {
    __extension__ typedef __int128 Wide;
    return (int64_t)(((Wide)a * b + c / 2) / c);
}

void app_actions_zoom(App *app, int64_t around_ns, int eighths) {
    const View *view = &app->view;
    int64_t width = view->to_ns - view->from_ns;
    int64_t wanted = eighths > 0 ? scaled(width, 8 - eighths, 8) : scaled(width, 8, 8 + eighths);
    wanted = wanted == width ? width - (eighths > 0) + (eighths < 0) : wanted;
    int64_t before = scaled(around_ns - view->from_ns, wanted, width);
    app_look_at(app, around_ns - before, around_ns - before + wanted);
}

static void zoom(App *app, int eighths) {
    const View *view = &app->view;
    int64_t now_ns = view->moment.t_ns;
    bool is_seen = now_ns >= view->from_ns && now_ns <= view->to_ns;
    app_actions_zoom(app, is_seen ? now_ns : view->from_ns + (view->to_ns - view->from_ns) / 2,
                     eighths);
}

static void pan(App *app, int direction) {
    const View *view = &app->view;
    int64_t by_ns = (view->to_ns - view->from_ns) / PAN_PARTS;
    by_ns = by_ns > 0 ? by_ns : 1;
    app_look_at(app, view->from_ns + direction * by_ns, view->to_ns + direction * by_ns);
}

/* The stretch that is selected: measured, or a span, or a lane's life. */
static bool selected_stretch(const App *app, int64_t *from_ns, int64_t *to_ns) {
    const View *view = &app->view;
    if (view->range_to_ns > view->range_from_ns) {
        *from_ns = view->range_from_ns;
        *to_ns = view->range_to_ns;
    } else if (view->selected_run < 0) {
        return false;
    } else if (view->selected_span != VIEW_NO_SPAN) {
        const Span *span = &app->runs[view->selected_run].spans.items[view->selected_span];
        *from_ns = span->start_ns;
        *to_ns = span->end_ns;
    } else {
        const LaneSpans *lane = &app->runs[view->selected_run].spans.lanes[view->selected_lane];
        *from_ns = lane->start_ns;
        *to_ns = lane->end_ns;
    }
    return true;
}

static void see_selection(App *app) {
    int64_t from_ns, to_ns;
    if (!selected_stretch(app, &from_ns, &to_ns)) {
        app_see_all(app);
        return;
    }
    int64_t before_from = app->view.from_ns, before_to = app->view.to_ns;
    int64_t margin = (to_ns - from_ns) / 20;
    app_look_at(app, from_ns - margin, to_ns + margin);
    if (app->view.from_ns == before_from && app->view.to_ns == before_to) {
        app_see_all(app); /* the second time */
    }
}

static void set_layout(App *app, ViewLayout layout) {
    app->view.layout = layout;
    app->is_dirty = true;
}

static void fold(App *app) {
    const View *view = &app->view;
    int run = view->selected_run >= 0 ? view->selected_run : view->code_run;
    app->view.folded[run] = !view->folded[run];
    app->is_dirty = true;
}

static void show_next_program(App *app) {
    if (app->program_count > 0) {
        app->view.code_run = (app->view.code_run + 1) % (int)app->program_count;
        app->view.code_top = 0;
        app->is_dirty = true;
    }
}

/* ---- asking ---- */

bool app_actions_can_select(const App *app, int run, uint32_t lane) {
    const SceneRun *scene_run = &app->runs[run];
    return scene_run->trace != NULL && lane < scene_run->spans.lane_count &&
           scene_run->groups.group_of[lane] != UINT32_MAX;
}

/* Walks over the lanes that are seen, in their order, run after run. */
static void select_lane(App *app, int direction) {
    const View *view = &app->view;
    int run = view->selected_run;
    int64_t lane = run < 0 ? 0 : (int64_t)view->selected_lane + direction;
    if (run < 0) {
        run = direction > 0 ? 0 : (int)app->program_count - 1;
        lane = direction > 0 || run < 0 ? 0 : (int64_t)app->runs[run].spans.lane_count - 1;
    }
    while (run >= 0 && run < (int)app->program_count) {
        int64_t count = app->runs[run].trace != NULL && !view->folded[run]
                            ? (int64_t)app->runs[run].spans.lane_count
                            : 0;
        for (; lane >= 0 && lane < count; lane += direction) {
            if (app_actions_can_select(app, run, (uint32_t)lane)) {
                app_select(app, run, (uint32_t)lane, VIEW_NO_SPAN);
                return;
            }
        }
        run += direction;
        lane = direction > 0 || run < 0 ? 0 : (int64_t)app->runs[run].spans.lane_count - 1;
    }
}

/* Without a selection, it is about the lane of the last event. */
static void ask(App *app) {
    View *view = &app->view;
    int run;
    size_t index;
    if (view->selected_run < 0 && view_has_ledger(&view->measurement)) {
        view->show_details = !view->show_details;
        app->is_dirty = true;
        return;
    }
    if (view->selected_run < 0 &&
        moment_last_event(&view->moment, app->runs, app->program_count, &run, &index)) {
        app_select(app, run, trace_at(app->runs[run].trace, index)->lane, VIEW_NO_SPAN);
    }
    if (view->selected_run < 0) {
        app_tell(app, "Choose a task with ↑ ↓ first.");
        return;
    }
    view->show_details = !view->show_details;
    app_select(app, view->selected_run, view->selected_lane,
               app->follows_span ? VIEW_NO_SPAN : view->selected_span);
}

/* ---- changing ---- */

static void take_slider(App *app, int direction) {
    View *view = &app->view;
    int count = (int)view->slider_count;
    if (count == 0) {
        app_tell(app, "This program has nothing to change: a line '# meanwhile: tune NAME 1..100' "
                      "makes a slider.");
        return;
    }
    view->slider += direction;
    view->slider = view->slider < -1 ? count - 1 : view->slider >= count ? -1 : view->slider;
    app->is_dirty = true;
}

static void move_slider(App *app, int steps) {
    if (app->view.slider < 0) {
        take_slider(app, 1);
    }
    if (app->view.slider < 0) {
        return;
    }
    size_t index = (size_t)app->view.slider;
    bool has_moved = steps != 0 ? sliders_move_by(&app->sliders, index, steps)
                                : sliders_reset(&app->sliders, index);
    if (has_moved) {
        app_run(app, app->sliders.items.items[index].programs);
    }
}

/* ---- window ---- */

static void leave(App *app) {
    View *view = &app->view;
    bool stays = view->overlay == VIEW_OPENING && app->program_count == 0 && app->lesson == NULL;
    if (view->overlay != VIEW_NO_OVERLAY && !stays) {
        app_show_overlay(app, VIEW_NO_OVERLAY);
    } else if (view->overlay == VIEW_OPENING && app->filter.length > 0) {
        text_clear(&app->filter);
        app_rows_gather(app);
    } else if (app_stop_runs(app)) {
        return;
    } else if (app_measure_is_on(app)) {
        (void)app_measure_forget(app);
        app_tell(app, "Stopped: nothing is measured. R begins anew.");
    } else if (view->slider >= 0) {
        view->slider = -1;
    } else if (view->show_details) {
        view->show_details = false;
    } else if (view->range_to_ns > view->range_from_ns) {
        view->range_to_ns = view->range_from_ns - 1;
    } else if (view->selected_run >= 0) {
        app_select(app, -1, 0, VIEW_NO_SPAN);
    } else if (app_measure_forget(app)) {
        app_see_all(app);
    } else {
        app_ask(app, APP_ASK_QUIT);
    }
    app->is_dirty = true;
}

static void toggle_overlay(App *app, ViewOverlay overlay) {
    app_show_overlay(app, app->view.overlay == overlay ? VIEW_NO_OVERLAY : overlay);
}

static void change_theme(App *app) {
    Error error;
    if (app_set_theme(app, app_theme_name(app, 1), &error) != STATUS_OK) {
        app_tell(app, error.text);
    }
}

static void reduce_motion(App *app) {
    app->view.reduced_motion = !app->view.reduced_motion;
    app_tell(app,
             app->view.reduced_motion ? "Nothing travels or blinks now." : "Tasks travel again.");
}

static void move_row(App *app, int by) {
    View *view = &app->view;
    int64_t row = (int64_t)view->row + by, last = (int64_t)view->row_count - 1;
    row = row > last ? last : row;
    view->row = row < 0 ? 0 : (size_t)row;
    app->is_dirty = true;
}

/* Takes the last character away, not its last byte. */
static void erase(App *app) {
    Text *filter = &app->filter;
    while (filter->length > 0) {
        unsigned char last = (unsigned char)filter->bytes[--filter->length];
        filter->bytes[filter->length] = '\0';
        if ((last & 0xC0) != 0x80) {
            break;
        }
    }
    app_rows_gather(app);
}

void app_actions_do(App *app, ActionId action) {
    View *view = &app->view;
    if (app_lesson_do(app, action)) {
        return;
    }
    switch (action) {
    case ACTION_PLAY:
        play(app);
        break;
    case ACTION_FORWARD:
    case ACTION_BACK:
        step(app, MOMENT_EVENT, action == ACTION_FORWARD);
        break;
    case ACTION_TURN_FORWARD:
    case ACTION_TURN_BACK:
        step(app, MOMENT_TURN, action == ACTION_TURN_FORWARD);
        break;
    case ACTION_LANE_FORWARD:
    case ACTION_LANE_BACK:
        step(app, MOMENT_LANE, action == ACTION_LANE_FORWARD);
        break;
    case ACTION_BOOKMARK_FORWARD:
    case ACTION_BOOKMARK_BACK:
        go_to_bookmark(app, action == ACTION_BOOKMARK_FORWARD);
        break;
    case ACTION_BOOKMARK:
        set_bookmark(app);
        break;
    case ACTION_START:
        go_to_start(app);
        break;
    case ACTION_END:
        go_to(app, app->end_ns);
        break;
    case ACTION_STOP_FORWARD:
    case ACTION_STOP_BACK:
        go_to_stop(app, action == ACTION_STOP_FORWARD);
        break;
    case ACTION_FASTER:
    case ACTION_SLOWER:
        app_set_speed(app, app->speed + (action == ACTION_FASTER ? 1 : -1));
        break;
    case ACTION_ZOOM_IN:
    case ACTION_ZOOM_OUT:
        zoom(app, action == ACTION_ZOOM_IN ? ZOOM_EIGHTHS : -ZOOM_EIGHTHS);
        break;
    case ACTION_PAN_LEFT:
    case ACTION_PAN_RIGHT:
        pan(app, action == ACTION_PAN_LEFT ? -1 : 1);
        break;
    case ACTION_FIT:
        app_see_all(app);
        break;
    case ACTION_FIT_SELECTION:
        see_selection(app);
        break;
    case ACTION_VIEW_ALL:
        set_layout(app, VIEW_ALL);
        break;
    case ACTION_VIEW_CODE:
        set_layout(app, VIEW_CODE);
        break;
    case ACTION_VIEW_TIMELINES:
        set_layout(app, VIEW_TIMELINES);
        break;
    case ACTION_FOLD:
        fold(app);
        break;
    case ACTION_NEXT_PROGRAM:
        show_next_program(app);
        break;
    case ACTION_LANE_DOWN:
    case ACTION_LANE_UP:
        select_lane(app, action == ACTION_LANE_DOWN ? 1 : -1);
        break;
    case ACTION_DETAILS:
        ask(app);
        break;
    case ACTION_PATH:
        view->show_path = !view->show_path;
        app->is_dirty = true;
        break;
    case ACTION_FIND:
        app_show_overlay(app, VIEW_PALETTE);
        break;
    case ACTION_NEXT_SLIDER:
    case ACTION_LAST_SLIDER:
        take_slider(app, action == ACTION_NEXT_SLIDER ? 1 : -1);
        break;
    case ACTION_SLIDER_UP:
    case ACTION_SLIDER_DOWN:
        move_slider(app, action == ACTION_SLIDER_UP ? 1 : -1);
        break;
    case ACTION_SLIDER_FAR_UP:
    case ACTION_SLIDER_FAR_DOWN:
        move_slider(app, action == ACTION_SLIDER_FAR_UP ? FAR_STEPS : -FAR_STEPS);
        break;
    case ACTION_SLIDER_RESET:
        move_slider(app, 0);
        break;
    case ACTION_RERUN:
        app_reload(app, true);
        break;
    case ACTION_HELP:
        toggle_overlay(app, VIEW_HELP);
        break;
    case ACTION_LEAVE:
        leave(app);
        break;
    case ACTION_PRESENT:
        view->present = !view->present;
        app->is_dirty = true;
        break;
    case ACTION_BLANK:
    case ACTION_BLANK_BY_REMOTE:
        toggle_overlay(app, VIEW_BLANK);
        break;
    case ACTION_THEME:
        change_theme(app);
        break;
    case ACTION_LARGER:
    case ACTION_SMALLER:
        app_set_scale(app, view->scale + (action == ACTION_LARGER ? SCALE_STEP : -SCALE_STEP));
        break;
    case ACTION_USUAL_SIZE:
        app_set_scale(app, 100);
        break;
    case ACTION_REDUCED_MOTION:
        reduce_motion(app);
        break;
    case ACTION_FULL_SCREEN:
        app->wishes.full_screen = !app->wishes.full_screen;
        break;
    case ACTION_NEXT_DISPLAY:
        app->wishes.display++;
        break;
    case ACTION_PICTURE:
        app->wishes.picture = true;
        break;
    case ACTION_OPEN:
        app_show_overlay(app, VIEW_OPENING);
        break;
    case ACTION_QUIT:
        app_ask(app, APP_ASK_QUIT);
        break;
    case ACTION_ROW_DOWN:
    case ACTION_ROW_UP:
        move_row(app, action == ACTION_ROW_DOWN ? 1 : -1);
        break;
    case ACTION_PAGE_DOWN:
    case ACTION_PAGE_UP:
        move_row(app, action == ACTION_PAGE_DOWN ? PAGE_ROWS : -PAGE_ROWS);
        break;
    case ACTION_CHOOSE:
        app_rows_take(app);
        break;
    case ACTION_MARK:
        app_rows_mark(app);
        break;
    case ACTION_ERASE:
        erase(app);
        break;
    case ACTION_MEASURE:
        app_measure(app);
        break;
    case ACTION_LESSON_ON:
    case ACTION_LESSON_BACK:
    case ACTION_NEXT_STEP:
    case ACTION_LAST_STEP:
    case ACTION_LESSON_ENTER:
    case ACTION_PICK:
    case ACTION_CHOICE_DOWN:
    case ACTION_CHOICE_UP:
    case ACTION_HOLD_ROW:
    case ACTION_GUESS_MORE:
    case ACTION_GUESS_LESS:
    case ACTION_EDIT:
    case ACTION_HINT:
    case ACTION_RESET:
    case ACTION_TAKE_OFFER:
    case ACTION_LESSON_TEXT:
    case ACTION_LESSON_ANEW:
        app_tell(app, "That is for lessons: Ctrl+O shows them.");
        break;
    case ACTION_COUNT:
        break;
    }
}
