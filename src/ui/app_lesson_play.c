/* Playing a watch from stop to stop: at the author's speed, or so that all of it takes some ten
 * seconds, and no way more than eight. A stop is an event or a time; what happens at the same
 * instant but behind the event has not happened yet. */
#include "ui/app_lesson.h"

#include <string.h>

#define WHOLE_NS INT64_C(10000000000)  /* what all of a run takes, on the clock */
#define WAY_NS_MAX INT64_C(8000000000) /* what the way to a stop takes at most, */
#define WAY_NS_MIN INT64_C(400000000)  /* and at least, so that it is seen to move */
#define MILLION INT64_C(1000000)

static int64_t scaled(int64_t a, int64_t b, int64_t c) {
    __extension__ typedef __int128 Wide;
    return (int64_t)((Wide)a * b / c);
}

/* The stop that the watch which holds stands at or goes to; NULL: none holds. */
static const LessonStop *present_stop(const AppLesson *lesson, size_t *stop) {
    size_t held;
    const WalkItem *item = app_lesson_held(lesson, &held);
    if (item == NULL || item->item->kind != LESSON_WATCH) {
        return NULL;
    }
    *stop = item->stop;
    return &item->item->as.watch->stops[item->stop];
}

/* How long the way takes on the clock. */
static int64_t duration_of(const App *app, const LessonStop *stop, int64_t way_ns) {
    if (way_ns <= 0) {
        return 0;
    }
    if (stop->speed_millionths > 0) {
        return scaled(way_ns, MILLION, stop->speed_millionths);
    }
    int64_t whole_ns = app->end_ns > 0 ? app->end_ns : 1;
    int64_t takes_ns = scaled(way_ns, WHOLE_NS, whole_ns);
    takes_ns = takes_ns < WAY_NS_MIN ? WAY_NS_MIN : takes_ns;
    return takes_ns > WAY_NS_MAX ? WAY_NS_MAX : takes_ns;
}

/* Where the stop's event stands in the runs that are open. */
static void find_event(const App *app, const LessonStop *stop, AppMotion *motion) {
    motion->run = -1;
    if (stop->kind != LESSON_STOP_WHEN) {
        return;
    }
    int place = app_lesson_place_of(app->lesson, stop->event.run);
    const Trace *trace = place >= 0 ? app->runs[place].trace : NULL;
    if (trace != NULL && outcome_find_event(trace, &stop->event, &motion->event)) {
        motion->run = place;
        motion->to_ns = trace_at(trace, motion->event)->t_ns;
    }
}

void app_lesson_start_motion(App *app) {
    AppLesson *lesson = app->lesson;
    AppMotion *motion = &lesson->motion;
    size_t index, held = walk_held(lesson->walk);
    const LessonStop *stop = present_stop(lesson, &index);
    if (stop == NULL) {
        return;
    }
    app_see_all(app);
    *motion = (AppMotion){.is_under_way = true, .from_ns = app->view.moment.t_ns};
    motion->to_ns = walk_stop_ns(lesson->walk, held, index);
    find_event(app, stop, motion);
    motion->lasts_ns = duration_of(app, stop, motion->to_ns - motion->from_ns);
    if (motion->run >= 0) {
        app->view.code_run = motion->run;
    }
    app->view.playing = app->reveals_lane = true;
    app->is_dirty = true;
    if (app->view.reduced_motion) {
        app_lesson_end_motion(app);
    }
}

void app_lesson_end_motion(App *app) {
    AppMotion *motion = &app->lesson->motion;
    View *view = &app->view;
    if (!motion->is_under_way) {
        return;
    }
    motion->is_under_way = view->playing = false;
    moment_at(&view->moment, app->runs, app->program_count, motion->to_ns);
    if (motion->run >= 0) {
        view->moment.past[motion->run] = motion->event + 1;
        view->moment.last_run = motion->run;
    }
    app_moment_changed(app);
    app->reveals_lane = true;
    walk_reach_stop(app->lesson->walk);
    app->lesson->current = walk_held(app->lesson->walk);
    app->lesson->reveals = true;
}

bool app_lesson_moves(const App *app) {
    return app->lesson != NULL && (app->lesson->motion.is_under_way || app->lesson->wants_end);
}

void app_lesson_advance(App *app, int64_t elapsed_ns) {
    AppLesson *lesson = app->lesson;
    if (lesson == NULL) {
        return;
    }
    AppMotion *motion = &lesson->motion;
    app_lesson_take_measured(app);
    if (lesson->wants_end && !app_is_running(app)) {
        lesson->wants_end = false;
        app_go_to(app, app->end_ns);
    }
    if (!motion->is_under_way || elapsed_ns <= 0 || app_is_running(app)) {
        return;
    }
    motion->passed_ns += elapsed_ns;
    if (motion->passed_ns >= motion->lasts_ns) {
        app_lesson_end_motion(app);
        return;
    }
    int64_t way_ns = scaled(motion->to_ns - motion->from_ns, motion->passed_ns, motion->lasts_ns);
    /* Not yet what happens at the stop itself. */
    int64_t t_ns = motion->from_ns + way_ns;
    app_play_to(app, t_ns < motion->to_ns ? t_ns : motion->to_ns - 1, elapsed_ns);
}
