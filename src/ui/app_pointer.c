#include "ui/app_pointer.h"

#include "ui/app_actions.h"
#include "ui/app_lesson.h"
#include "ui/app_rows.h"

enum {
    STILL_UNITS = 4 * DRAW_UNIT, /* a hand that moves less has clicked */
    WHEEL_EIGHTHS = 1,
    WHEEL_ROWS = 3,
    WHEEL_LINES = 3,
    WHEEL_PIXELS = 60,
    PAN_PARTS = 8,
};

static int32_t units(int32_t pixels) {
    return pixels * DRAW_UNIT + DRAW_UNIT / 2;
}

static SceneHit hit_at(const App *app, const AppInput *input) {
    SceneHit hit;
    if (!scene_hit(&app->scene, app->runs, units(input->x), units(input->y), &hit)) {
        hit = (SceneHit){.kind = SCENE_HIT_NOTHING};
    }
    return hit;
}

/* Whether x stands for time within the hit. */
static bool has_time(const SceneHit *hit) {
    return hit->to_ns > hit->from_ns && hit->rect.w > 0;
}

static void scrub(App *app, int32_t x) {
    app->view.playing = false;
    app_go_to(app, scene_hit_time(&app->dragged, x));
}

/* The minimap shows all of the time: what is seen moves so that its middle is under the cursor. */
static void move_what_is_seen(App *app, int32_t x) {
    int64_t width = app->view.to_ns - app->view.from_ns;
    int64_t middle = scene_hit_time(&app->dragged, x);
    app_look_at(app, middle - width / 2, middle - width / 2 + width);
}

static void move_slider(App *app, int32_t x) {
    size_t index = app->dragged.index;
    if (index >= app->sliders.items.count || app->dragged.rect.w <= 0) {
        return;
    }
    int64_t offset = x - app->dragged.rect.x;
    int64_t position = offset * SLIDER_POSITIONS / app->dragged.rect.w;
    position = position < 0 ? 0 : position > SLIDER_POSITIONS ? SLIDER_POSITIONS : position;
    if (sliders_move_to(&app->sliders, index, (int)position)) {
        app_run(app, app->sliders.items.items[index].programs);
        app->is_dirty = true;
    }
}

static void measure(App *app, int32_t x) {
    int64_t one = scene_hit_time(&app->dragged, app->drag_x);
    int64_t other = scene_hit_time(&app->dragged, x);
    app->view.range_from_ns = one < other ? one : other;
    app->view.range_to_ns = one < other ? other : one;
    app->is_dirty = true;
}

static void pan(App *app, int32_t x) {
    int64_t width = app->view.to_ns - app->view.from_ns;
    /* Times of the picture as it was when the button went down. */
    int64_t by_ns = scene_hit_time(&app->dragged, app->drag_x) - scene_hit_time(&app->dragged, x);
    app_look_at(app, app->drag_from_ns + by_ns, app->drag_from_ns + by_ns + width);
}

static void press_overlay(App *app, const SceneHit *hit) {
    if (hit->kind == SCENE_HIT_ROW && hit->index < app->rows.count) {
        app->view.row = hit->index;
        app_rows_take(app);
    } else if (hit->kind != SCENE_HIT_PANEL) {
        app_actions_do(app, ACTION_LEAVE);
    }
}

/* What a press begins; what it does at once. */
static AppDrag press(App *app, const AppInput *input, const SceneHit *hit, int32_t x) {
    bool pans = input->button != APP_LEFT || (input->key.modifiers & KEY_SHIFT) != 0;
    switch (hit->kind) {
    case SCENE_HIT_AXIS:
        scrub(app, x);
        return APP_DRAG_TIME;
    case SCENE_HIT_MINIMAP:
        move_what_is_seen(app, x);
        return APP_DRAG_MINIMAP;
    case SCENE_HIT_SLIDER:
        app->view.slider = (int)hit->index;
        move_slider(app, x);
        app->is_dirty = true;
        return APP_DRAG_SLIDER;
    case SCENE_HIT_LANE:
        app_select(app, hit->run, hit->lane, VIEW_NO_SPAN);
        return APP_NO_DRAG;
    case SCENE_HIT_RUN:
        app->view.folded[hit->run] = !app->view.folded[hit->run];
        app->is_dirty = true;
        return APP_NO_DRAG;
    case SCENE_HIT_TAB:
        app->view.code_run = hit->run;
        app->view.code_top = 0;
        app->is_dirty = true;
        return APP_NO_DRAG;
    case SCENE_HIT_SPAN:
    case SCENE_HIT_PANEL:
        return !has_time(hit) ? APP_NO_DRAG : pans ? APP_DRAG_PAN : APP_DRAG_RANGE;
    case SCENE_HIT_LINK:
    case SCENE_HIT_ANSWER:
    case SCENE_HIT_BUTTON:
    case SCENE_HIT_STEP:
    case SCENE_HIT_GUESS:
        return app_lesson_press(app, hit, x);
    case SCENE_HIT_NOTHING:
    case SCENE_HIT_CODE:
    case SCENE_HIT_ROW:
    case SCENE_HIT_LESSON:
        break;
    }
    return APP_NO_DRAG;
}

static void pointer_down(App *app, const AppInput *input) {
    int32_t x = units(input->x);
    SceneHit hit = hit_at(app, input);
    app->drag = APP_NO_DRAG;
    if (app->view.overlay != VIEW_NO_OVERLAY) {
        press_overlay(app, &hit);
        return;
    }
    app->dragged = hit;
    app->drag_x = x;
    app->drag_from_ns = app->view.from_ns;
    app->has_dragged = false;
    if (hit.kind != SCENE_HIT_SLIDER) {
        app->view.slider = -1;
    }
    app->drag = press(app, input, &hit, x);
}

static void pointer_move(App *app, const AppInput *input) {
    int32_t x = units(input->x);
    int32_t moved = x > app->drag_x ? x - app->drag_x : app->drag_x - x;
    app->has_dragged |= moved > STILL_UNITS;
    switch (app->drag) {
    case APP_NO_DRAG:
        break;
    case APP_DRAG_TIME:
        scrub(app, x);
        break;
    case APP_DRAG_MINIMAP:
        move_what_is_seen(app, x);
        break;
    case APP_DRAG_SLIDER:
        move_slider(app, x);
        break;
    case APP_DRAG_RANGE:
        if (app->has_dragged) {
            measure(app, x);
        }
        break;
    case APP_DRAG_PAN:
        pan(app, x);
        break;
    case APP_DRAG_GUESS:
    case APP_DRAG_ROW:
        app_lesson_drag(app, &app->dragged, x, units(input->y));
        break;
    }
}

/* A press that did not become a drag selects; a double click also looks at it. */
static void pointer_up(App *app, const AppInput *input) {
    AppDrag drag = app->drag;
    app->drag = APP_NO_DRAG;
    if (drag == APP_DRAG_ROW) {
        app_lesson_let_go(app);
    }
    if (drag != APP_DRAG_RANGE || app->has_dragged) {
        return;
    }
    View *view = &app->view;
    view->range_to_ns = view->range_from_ns - 1;
    app->is_dirty = true;
    if (app->dragged.kind != SCENE_HIT_SPAN) {
        app_select(app, -1, 0, VIEW_NO_SPAN);
        return;
    }
    app_select(app, app->dragged.run, app->dragged.lane, app->dragged.index);
    view->show_details = true;
    if (input->clicks == 2) {
        app_actions_do(app, ACTION_FIT_SELECTION);
    }
}

static void scroll_lanes(App *app, int32_t notches) {
    int32_t scroll = app->view.scroll - notches * WHEEL_PIXELS * app->view.height / 1080;
    scroll = scroll > app->scene.scroll_max ? app->scene.scroll_max : scroll;
    app->view.scroll = scroll < 0 ? 0 : scroll;
    app->is_dirty = true;
}

static void scroll_code(App *app, size_t top_line, int32_t notches) {
    int top = app->view.code_top > 0 ? app->view.code_top : (int)top_line;
    top -= notches * WHEEL_LINES;
    app->view.code_top = top < 1 ? 1 : top;
    app->is_dirty = true;
}

/* The first line of code that is shown. */
static size_t first_line(const App *app) {
    size_t first = 1;
    bool has_one = false;
    for (size_t i = 0; i < app->scene.hits.count; i++) {
        const SceneHit *hit = &app->scene.hits.items[i];
        if (hit->kind == SCENE_HIT_CODE && (!has_one || hit->index < first)) {
            first = hit->index;
            has_one = true;
        }
    }
    return first;
}

static void turn_wheel(App *app, const AppInput *input) {
    SceneHit found = hit_at(app, input);
    const SceneHit *hit = &found;
    View *view = &app->view;
    if (view->overlay != VIEW_NO_OVERLAY) {
        for (int i = 0; i < WHEEL_ROWS && input->wheel_y != 0; i++) {
            app_actions_do(app, input->wheel_y < 0 ? ACTION_ROW_DOWN : ACTION_ROW_UP);
        }
        return;
    }
    if (has_time(hit) && input->wheel_x != 0) {
        int64_t by_ns = (view->to_ns - view->from_ns) / PAN_PARTS * input->wheel_x;
        app_look_at(app, view->from_ns + by_ns, view->to_ns + by_ns);
    }
    bool scrolls = hit->kind == SCENE_HIT_LANE || hit->kind == SCENE_HIT_RUN ||
                   (input->key.modifiers & KEY_SHIFT) != 0;
    if (input->wheel_y == 0) {
        return;
    }
    bool is_page = hit->kind == SCENE_HIT_LESSON || hit->kind == SCENE_HIT_ANSWER ||
                   hit->kind == SCENE_HIT_BUTTON || hit->kind == SCENE_HIT_LINK;
    if (is_page && app->lesson != NULL) {
        app_lesson_scroll(app, -input->wheel_y * WHEEL_PIXELS * view->height / 1080);
    } else if (hit->kind == SCENE_HIT_CODE) {
        scroll_code(app, first_line(app), input->wheel_y);
    } else if (scrolls) {
        scroll_lanes(app, input->wheel_y);
    } else if (has_time(hit)) {
        int notches = input->wheel_y > 0 ? input->wheel_y : -input->wheel_y;
        int64_t around_ns = scene_hit_time(hit, units(input->x));
        for (int i = 0; i < notches; i++) {
            app_actions_zoom(app, around_ns, input->wheel_y > 0 ? WHEEL_EIGHTHS : -WHEEL_EIGHTHS);
        }
    }
}

void app_pointer_input(App *app, const AppInput *input) {
    switch (input->kind) {
    case APP_POINTER_DOWN:
        pointer_down(app, input);
        break;
    case APP_POINTER_MOVE:
        pointer_move(app, input);
        break;
    case APP_POINTER_UP:
        pointer_up(app, input);
        break;
    case APP_WHEEL:
        turn_wheel(app, input);
        break;
    case APP_KEY:
    case APP_TEXT:
    case APP_RESIZE:
    case APP_CLOSE:
        break;
    }
}
