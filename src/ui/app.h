/* The window without the window: programs and their runs, the view, the play state, and what input
 * makes of them. Nothing here knows SDL, so that a script drives the same thing without a display,
 * and the tests, too.
 *
 *     input ─ actions (actions.def) ─▶ state ─▶ scene
 *
 * Time. The owner tells how much wall clock time has passed (app_advance); scripts tell fixed
 * steps. app_wait_ns() says when something will change by itself, so that nothing need be asked
 * while nothing happens. Work on other threads (a run has ended, a file was saved) calls `wake`,
 * after which app_advance(app, 0) takes it in.
 *
 * Pictures. app_draw() lays the scene out anew when something has changed, and says whether it has.
 *
 * What the owner has to do (go full screen, quit, take a picture) stands in App.wishes. */
#ifndef UI_APP_H
#define UI_APP_H

#include "scene/scene.h"
#include "ui/actions.h"
#include "ui/opening.h"
#include "ui/runner.h"
#include "ui/sliders.h"

#include "base/watch.h"

enum {
    APP_PROGRAMS_MAX = SCENE_RUNS_MAX,
    APP_FILTER_BYTES_MAX = 200,
    APP_SPEED_MIN = -40, /* powers of two */
    APP_SPEED_MAX = 40,
    APP_WIDTH_MIN = 320, /* of pictures, in pixels */
    APP_HEIGHT_MIN = 180,
};

/* Nothing here is owned; everything must live as long as the app. */
typedef struct AppOptions {
    SessionOptions session; /* world, settings, limits of all runs */
    const char *const *paths;
    size_t path_count; /* 0: the opening screen; a lesson stands alone */
    int32_t width, height;
    const char *theme; /* NULL: light */
    int scale;         /* percent; 0: 100 */
    ViewLayout layout;
    const char *select; /* a lane to ask about once the runs are there, see app_state_find_lane() */
    bool show_path, present, reduced_motion, full_screen;
    int display;                 /* number of the display of choice, from 0 */
    bool watches;                /* files; a picture or a test is made of what is there now */
    bool keeps;                  /* what a learner does, and goes on with it the next time */
    void (*wake)(void *context); /* may be NULL; called on any thread */
    void *wake_context;
} AppOptions;

/* A program to be opened. */
typedef struct AppSource {
    const char *path;  /* as messages show it, and to be read from unless there is a text */
    const char *title; /* NULL: the last part of the path */
    const char *text;  /* NULL: what the file says, and will say when it changes */
    /* What this run has of its own, such as a lesson's: its world, settings and seed. Must live as
     * long as the program is open. NULL: what all runs have in common. */
    const SessionOptions *options;
} AppSource;

/* One of the programs, or a trace that was saved and is shown as it is. Its run is App.runs[i]. */
typedef struct AppProgram {
    char *path, *title;
    bool is_given;                   /* its text is, and stands in no file */
    bool is_titled;                  /* by who opened it */
    const SessionOptions *options;   /* of AppSource */
    Text text;                       /* as it was read last */
    Text new_text;                   /* scratch */
    Error unread;                    /* why its file could not be read; "" when it could */
    Trace *trace;                    /* of the run that is shown, owned; NULL: none yet */
    unsigned long long instructions; /* of the last run */
} AppProgram;

typedef enum AppInputKind {
    APP_KEY,
    APP_TEXT,
    APP_POINTER_DOWN,
    APP_POINTER_MOVE,
    APP_POINTER_UP,
    APP_WHEEL,
    APP_RESIZE,
    APP_CLOSE, /* the window's own button: quits unasked */
} AppInputKind;

typedef enum AppButton { APP_LEFT, APP_MIDDLE, APP_RIGHT } AppButton;

typedef struct AppInput {
    AppInputKind kind;
    Key key;                  /* of KEY; its modifiers also of WHEEL and the pointer */
    const char *text;         /* of TEXT: UTF-8 */
    int32_t x, y;             /* pixels of the picture; of RESIZE its new size */
    int32_t wheel_x, wheel_y; /* notches, up and right are positive */
    AppButton button;
    int clicks; /* 2: the second of a double click */
} AppInput;

/* What the pointer does while its button is down. */
typedef enum AppDrag {
    APP_NO_DRAG,
    APP_DRAG_TIME,    /* the playhead, along the axis */
    APP_DRAG_MINIMAP, /* what is seen */
    APP_DRAG_RANGE,   /* measures */
    APP_DRAG_PAN,
    APP_DRAG_SLIDER,
    APP_DRAG_GUESS, /* how long it will take, in a lesson */
    APP_DRAG_ROW,   /* to its place in an order */
} AppDrag;

typedef enum AppQuestion {
    APP_NO_QUESTION,
    APP_ASK_QUIT,
    APP_ASK_LINK, /* open it? */
    APP_ASK_ANEW, /* forget what was done in the lesson? */
} AppQuestion;

/* What a row of the palette or the opening screen stands for. */
typedef struct AppRow {
    ActionId action; /* ACTION_COUNT: a lane, a run or an entry */
    int run;
    uint32_t lane; /* TRACE_NOBODY: the run itself */
    size_t entry;  /* of the opening screen */
} AppRow;

/* What the owner is asked to do; it sets them back. */
typedef struct AppWishes {
    bool quit, picture;
    bool full_screen; /* the state that is wanted */
    int display;      /* on which it is wanted */
} AppWishes;

typedef struct App {
    AppOptions options;
    AppProgram programs[APP_PROGRAMS_MAX];
    SceneRun runs[SCENE_RUNS_MAX];
    size_t program_count;
    Runner *runner;
    Watch *watch;
    atomic_bool files_changed; /* set by the watch's thread */
    struct HandTo *hand_to;    /* the user's editor and browser */
    Sliders sliders;
    Opening opening;
    struct AppLesson *lesson; /* that is open; NULL: none is */

    View view;
    Theme theme;
    int theme_number;
    Scene scene;
    bool is_dirty;     /* the scene is older than what it shows */
    bool sees_all;     /* the view stays on the whole of the runs */
    bool follows_span; /* details are about the selected lane at the present moment */
    bool reveals_lane; /* scroll to the selected lane with the next picture */
    int64_t end_ns;    /* of the longest run */

    int speed;          /* power of two: simulated time for each unit of wall clock time */
    bool has_own_speed; /* somebody has chosen it */
    int64_t play_rest;  /* simulated time not played yet, in parts of 2^-APP_SPEED_MIN ns */
    int64_t travel_ns;  /* since the last event */
    Moment last_moment; /* the one before: tasks travel from there */
    int64_t running_ns; /* how long programs have been run, without a pause */
    int64_t message_ns; /* how long the message still shows; 0: for good */
    Text message, speed_text;
    ARRAY_OF(int64_t) bookmarks;

    Text filter;
    ARRAY_OF(ViewRow) rows;
    ARRAY_OF(AppRow) row_meanings;
    ARRAY_OF(char *) row_texts; /* what rows point to */
    AppQuestion question;
    Text link; /* that is asked about */
    int digit; /* of the key that was pressed last, for ACTION_PICK */

    AppDrag drag;
    bool has_dragged;     /* the pointer has moved since */
    SceneHit dragged;     /* what it went down on */
    int32_t drag_x;       /* where, in DRAW_UNITs */
    int64_t drag_from_ns; /* the view's left edge then */
    AppWishes wishes;
    struct AppMeasurement *measurement; /* app_measure.h; NULL: none */
} App;

/* Fails for a theme that is unknown, and for a thread that cannot be started. Programs that cannot
 * be read are shown with what is wrong with them. */
Status app_init(App *app, const AppOptions *options, Error *error) MUST_CHECK;
void app_release(App *app);

/* Opens these programs instead of what is open, and runs them. */
void app_open(App *app, const char *const *paths, size_t count);

/* The same for programs that stand in no file, or have a world of their own. */
void app_open_sources(App *app, const AppSource *sources, size_t count);

/* Opens one program or lesson, as if it had been chosen; what is wrong is told in the window. */
void app_open_path(App *app, const char *path);

/* Takes one input in. */
void app_input(App *app, const AppInput *input);

/* Lets wall clock time pass, and takes in what other threads have done. */
void app_advance(App *app, int64_t elapsed_ns);

/* How long nothing will change unless there is input or a call of `wake`; -1: for ever. */
int64_t app_wait_ns(App *app);

/* Whether programs are being run, or have been and are not taken in yet. */
bool app_is_running(const App *app);

/* Ends what is being run, without a result; false: nothing has been run long enough for somebody to
 * mean that. */
bool app_stop_runs(App *app);

/* Waits until all runs are there, and takes them in. */
void app_settle(App *app);

/* Lays out the scene when it is older than what it shows; false: it is not. */
bool app_draw(App *app, const TextMetrics *metrics);

/* Shows a sentence for a while. */
void app_tell(App *app, const char *sentence);

/* --- for the other files of the app --- */

/* The modes that keys are looked up in. */
unsigned app_modes(const App *app);

/* Goes to a time; call app_moment_changed() after changing view.moment by other means. Tasks travel
 * to where they are now only after app_start_travel(): a step leads from one event to the next, a
 * jump does not. */
void app_go_to(App *app, int64_t t_ns);
void app_moment_changed(App *app);
void app_start_travel(App *app);

/* Goes to a time as playing does, while so much wall clock time passes. */
void app_play_to(App *app, int64_t t_ns, int64_t elapsed_ns);

/* Shows a part of the time axis, within limits. */
void app_look_at(App *app, int64_t from_ns, int64_t to_ns);
void app_see_all(App *app);

/* Selects a lane, or nothing with run -1; `span` may be VIEW_NO_SPAN. */
void app_select(App *app, int run, uint32_t lane, size_t span);

/* Appends what a lane is called, as timelines call it. */
void app_append_label(const App *app, int run, uint32_t lane, Text *label);

/* Runs programs anew: those of the bit set. */
void app_run(App *app, unsigned programs);

/* Reads the programs' files again, and runs those that have changed; or all of them. */
void app_reload(App *app, bool all);

/* The theme of that name, as a string that lives as long as the program; NULL: there is none, or
 * `name` is NULL. */
const char *app_theme_find(const char *name);
/* Themes stand in a ring; the name of the one in use, and of those behind it. */
const char *app_theme_name(const App *app, int offset);
Status app_set_theme(App *app, const char *name, Error *error) MUST_CHECK;
void app_set_scale(App *app, int percent);
void app_set_speed(App *app, int power);

/* Opens and closes what lies over the picture. */
void app_show_overlay(App *app, ViewOverlay overlay);
void app_ask(App *app, AppQuestion question);

/* Asks whether an address is to be opened in the browser. */
void app_ask_link(App *app, const char *address);

#endif
