/* A lesson in the window: walk.h's way through it, bound to the programs and the picture. What
 * holds (a question, a watch, a goal) decides what keys mean and how much of the runs is to be
 * seen.
 *
 *     app_lesson.c         opening, going on and back
 *     app_lesson_runs.c    which runs the page has, and how much of them is to be seen
 *     app_lesson_pointer.c the mouse
 *     app_lesson_view.c    what the page shows (scene/view_lesson.h)
 *     app_lesson_answer.c  typing, choosing, moving rows, dragging a guess
 *     app_lesson_play.c    playing from stop to stop
 *     app_lesson_goal.c    the learner's copy, its changes, hints
 *     app_lesson_progress.c what is kept of the learner
 *     app_lesson_measure.c real runs, beside the simulated ones
 *     app_lesson_walk.c    a walk through all of it without hands
 *
 * All that is known about the learner is kept by the walk; what stands here is of the screen. */
#ifndef UI_APP_LESSON_H
#define UI_APP_LESSON_H

#include "lesson/walk.h"
#include "ui/app.h"

/* What the widget of the held question holds until it is answered. */
typedef struct AppAnswer {
    size_t step, item; /* whose it is; LESSON_NONE: nobody's */
    Text typed;        /* of a NUMBER */
    int64_t guess_ns;  /* likewise, where a bar is dragged; -1: not yet */
    int64_t axis_ns;   /* how long that bar's axis is */
    size_t chosen;     /* the choice or row with the focus; SIZE_MAX: none */
    size_t *rows;      /* of an ORDER: which item stands at each place */
    bool is_held;      /* the row moves */
} AppAnswer;

/* On the way from one stop to the next. */
typedef struct AppMotion {
    bool is_under_way;
    int64_t from_ns, to_ns;
    int64_t passed_ns, lasts_ns; /* on the clock */
    int run;                     /* whose event it ends with; -1: a time */
    size_t event;
} AppMotion;

/* The learner's program in a goal. */
typedef struct AppGoal {
    size_t step, item; /* whose it is; LESSON_NONE: nobody's */
    char *path;        /* of the copy; NULL: none was made yet */
    size_t offer;      /* the change that is shown; SIZE_MAX: none */
    Text changed;      /* the program with it */
    Text refused;      /* why it cannot be made */
    ARRAY_OF(ViewDiffLine) diff;
    ARRAY_OF(char *) lines;        /* what they point to */
    const LessonProgram *solution; /* that was asked for */
} AppGoal;

typedef struct AppLessonPage AppLessonPage; /* app_lesson_view.c */
typedef struct AppMeasure AppMeasure;       /* app_lesson_measure.c */

typedef struct AppLesson {
    Lesson *lesson;
    Walk *walk;
    char *path;

    /* The runs that are open, in the order of App.programs; the last may be the learner's. */
    size_t runs[APP_PROGRAMS_MAX];
    SessionOptions options[APP_PROGRAMS_MAX];
    size_t run_count;
    bool has_changed_run;
    ViewLessonPicture picture;
    bool wants_end; /* the moment goes there as soon as the runs are there */

    AppAnswer answer;
    AppMotion motion;
    AppGoal goal;
    AppMeasure *measure;    /* that was begun last; NULL: none was */
    bool was_asked_to_skip; /* the next Page Down does */
    bool was_told_of_loss;  /* that progress cannot be kept */
    bool tells_solution;    /* the next H shows one */
    bool hides_text;
    int32_t scroll; /* of the text */
    size_t current; /* the item that is to be seen */
    bool reveals;   /* scroll to it with the next picture */
    AppLessonPage *page;
} AppLesson;

/* Opens a lesson where the learner left it. Fails as lesson_read() does; then what was open stays.
 */
Status app_lesson_open(App *app, const char *path, Error *error) MUST_CHECK;

/* Reads the lesson's file again, and opens it at the same step if it says something else now; true:
 * it does. What is wrong with it is told, and the lesson stays as it was. */
bool app_lesson_reload(App *app);

/* Closes it, if one is open, and its programs with it. */
void app_lesson_close(App *app);

/* The modes that its keys are looked up in; 0: no lesson is open. */
unsigned app_lesson_modes(const App *app);

/* Does an action of a lesson; false: it is none, or means nothing just now. */
bool app_lesson_do(App *app, ActionId action);

/* Takes in a text that was typed into a field; false: it is none that belongs there. */
bool app_lesson_type(App *app, const char *text);

/* A press, a drag and a turn of the wheel on what is the lesson's. */
AppDrag app_lesson_press(App *app, const SceneHit *hit, int32_t x);
void app_lesson_drag(App *app, const SceneHit *hit, int32_t x, int32_t y);
void app_lesson_let_go(App *app);
void app_lesson_scroll(App *app, int32_t pixels);

/* Lets time pass; whether something moves, so that the next frame is due. */
void app_lesson_advance(App *app, int64_t elapsed_ns);
void app_lesson_settle(App *app); /* waits for what goes on beside, and takes it in */
bool app_lesson_moves(const App *app);

/* The runs were replaced: what was measured by them is looked at again. */
void app_lesson_runs_changed(App *app);

/* Fills View.lesson in, before a picture; and scrolls after it, whether that changes the picture.
 */
void app_lesson_lay_out(App *app);
bool app_lesson_reveal(App *app);

/* Forgets what was done in the lesson, and opens it again. */
void app_lesson_begin_anew(App *app);

/* Walks through the rest of the lesson by itself. `after` is called when something new is to be
 * seen; false ends the walk. Returns whether the lesson's end was reached. */
typedef enum AppWalk { APP_WALK_RIGHT, APP_WALK_WRONG, APP_WALK_SKIPPING } AppWalk;
bool app_lesson_walk(App *app, AppWalk how, bool (*after)(void *context), void *context);

/* Gives the question that holds its right answer, or a wrong one. */
void app_lesson_answer_by_itself(App *app, bool is_right);

/* --- for its own files --- */

/* The item that holds and its index on the page; NULL: none does. */
const WalkItem *app_lesson_held(const AppLesson *lesson, size_t *index);

/* The question that holds; NULL: none does. */
const LessonQuestion *app_lesson_question(const AppLesson *lesson, size_t *index);

/* Something was done: runs, moment and page follow. */
void app_lesson_changed(App *app);

/* What Enter does: answers, or goes on; and to any step. */
void app_lesson_enter(App *app);
void app_lesson_go_to_step(App *app, size_t step);

/* app_lesson_runs.c: opens the programs of the page, unless they are open; whether others were, or
 * other of them is to be seen. */
bool app_lesson_open_runs(App *app);

/* Where a run of the lesson stands among the open programs; -1: it is not open. */
int app_lesson_place_of(const AppLesson *lesson, size_t run);

/* app_lesson_answer.c */
void app_lesson_begin_answer(App *app);
bool app_lesson_give_answer(App *app);
void app_lesson_choose(App *app, int by);
void app_lesson_pick(App *app, size_t choice);
void app_lesson_guess(App *app, int64_t t_ns);
void app_lesson_nudge(App *app, int direction);
void app_lesson_erase(App *app);

/* app_lesson_play.c */
void app_lesson_start_motion(App *app);
void app_lesson_end_motion(App *app);

/* app_lesson_goal.c */
void app_lesson_begin_goal(App *app);
void app_lesson_release_goal(AppGoal *goal);
void app_lesson_edit(App *app);
void app_lesson_hint(App *app);
void app_lesson_reset_program(App *app);
void app_lesson_offer(App *app, size_t flip);
void app_lesson_take_offer(App *app);
void app_lesson_drop_offer(App *app);
void app_lesson_try(App *app);
void app_lesson_save(App *app, const char *program, size_t length);

/* app_lesson_progress.c */
void app_lesson_resume(App *app);
void app_lesson_keep(App *app);

/* app_lesson_measure.c */
void app_lesson_measure(App *app);
void app_lesson_take_measured(App *app);
bool app_lesson_is_measured(const AppLesson *lesson, size_t index);
void app_lesson_fill_measure(const AppLesson *lesson, ViewMeasure *view);
const char *app_lesson_measured_trace(const AppLesson *lesson, size_t run); /* NULL: none */
void app_lesson_measure_free(AppMeasure *measure);

/* app_lesson_view.c */
void app_lesson_page_free(AppLessonPage *page);

#endif
