/* What the pointer does on a lesson's page: it answers, drags rows and the end of a bar, presses
 * buttons, follows links (after a question), goes to a step; and scrolling, by the wheel and to
 * what is new. */
#include "ui/app_lesson.h"

#include "ui/app_actions.h"

AppDrag app_lesson_press(App *app, const SceneHit *hit, int32_t x) {
    AppLesson *lesson = app->lesson;
    size_t held;
    if (lesson == NULL) {
        return APP_NO_DRAG;
    }
    const LessonQuestion *question = app_lesson_question(lesson, &held);
    if (hit->kind == SCENE_HIT_GUESS) {
        app_lesson_guess(app, scene_hit_time(hit, x));
        return APP_DRAG_GUESS;
    }
    if (hit->kind == SCENE_HIT_BUTTON) {
        app->digit = (int)(hit->index / ACTION_COUNT);
        app_actions_do(app, (ActionId)(hit->index % ACTION_COUNT));
    } else if (hit->kind == SCENE_HIT_STEP) {
        app_lesson_go_to_step(app, hit->index);
    } else if (hit->kind == SCENE_HIT_LINK && hit->index < app->scene.links.count) {
        app_ask_link(app, app->scene.links.items[hit->index]);
    } else if (hit->kind == SCENE_HIT_ANSWER && question != NULL) {
        app_lesson_pick(app, hit->index);
        if (question->kind == LESSON_CHOICE) {
            app_lesson_enter(app);
        } else {
            lesson->answer.is_held = true;
            return APP_DRAG_ROW;
        }
    }
    return APP_NO_DRAG;
}

void app_lesson_drag(App *app, const SceneHit *hit, int32_t x, int32_t y) {
    AppLesson *lesson = app->lesson;
    if (lesson == NULL) {
        return;
    }
    if (hit->kind == SCENE_HIT_GUESS) {
        app_lesson_guess(app, scene_hit_time(hit, x));
        return;
    }
    /* The row goes where the pointer is: over which of the rows as they stand. */
    for (size_t i = 0; i < app->scene.hits.count; i++) {
        const SceneHit *row = &app->scene.hits.items[i];
        if (row->kind == SCENE_HIT_ANSWER && y >= row->rect.y && y < row->rect.y + row->rect.h) {
            while (lesson->answer.is_held && lesson->answer.chosen != row->index) {
                app_lesson_choose(app, lesson->answer.chosen < row->index ? 1 : -1);
            }
        }
    }
}

void app_lesson_let_go(App *app) {
    if (app->lesson != NULL) {
        app->lesson->answer.is_held = false;
        app->is_dirty = true;
    }
}

void app_lesson_scroll(App *app, int32_t pixels) {
    AppLesson *lesson = app->lesson;
    int32_t scroll = lesson->scroll + pixels;
    scroll = scroll > app->scene.lesson_scroll_max ? app->scene.lesson_scroll_max : scroll;
    lesson->scroll = scroll < 0 ? 0 : scroll;
    lesson->reveals = false;
    app->is_dirty = true;
}

bool app_lesson_reveal(App *app) {
    AppLesson *lesson = app->lesson;
    const Scene *scene = &app->scene;
    if (lesson == NULL) {
        return false;
    }
    int32_t scroll = lesson->scroll, most = scene->lesson_scroll_max;
    if (lesson->reveals) {
        /* As far down as it goes, with the item's beginning still to be seen. */
        int32_t wanted = most < scene->current_top ? most : scene->current_top;
        scroll = wanted > scroll ? wanted : scroll;
    }
    scroll = scroll > most ? most : scroll;
    lesson->reveals = false;
    bool has_changed = scroll != lesson->scroll;
    lesson->scroll = scroll;
    return has_changed;
}
