#include "ui/app.h"

#include "base/file.h"
#include "base/installation.h"
#include "base/memory.h"
#include "session/run_world.h"
#include "trace/duration.h"
#include "trace/saved_trace.h"
#include "ui/app_actions.h"
#include "ui/app_lesson.h"
#include "ui/app_measure.h"
#include "ui/app_pointer.h"
#include "ui/app_rows.h"
#include "ui/app_state.h"
#include "ui/hand_to.h"

#include <stdlib.h>
#include <string.h>

enum { PROGRAM_BYTES_MAX = 16 << 20 };

#define TRAVEL_NS INT64_C(250000000)   /* from one place in the loop to the next */
#define MESSAGE_NS INT64_C(4000000000) /* how long a sentence shows */
#define FRAME_NS INT64_C(16666667)
#define LONG_NS INT64_C(300000000) /* a run that takes longer can be stopped */
#define PROGRESS_EVERY_NS INT64_C(100000000)
#define LOOK_NS_MIN INT64_C(10)        /* of the time axis */
#define LOOK_NS_DEFAULT INT64_C(1000)  /* when nothing took any time */
#define PLAYED_NS INT64_C(16000000000) /* how long playing all of it takes at most, at first */
#define PROGRESS_UNKNOWN 20000000ULL   /* instructions of a run that was never made before */

static const char *const THEMES[] = {"light", "dark", "high-contrast"};
enum { THEME_COUNT = sizeof THEMES / sizeof *THEMES };

/* ---- programs ---- */

static const char *file_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash != NULL && slash[1] != '\0' ? slash + 1 : path;
}

/* The last part of the path, unless another program has the same. */
static const char *title_of(const AppSource *sources, size_t count, size_t index) {
    const char *name = file_name(sources[index].path);
    if (sources[index].title != NULL) {
        return sources[index].title;
    }
    for (size_t i = 0; i < count; i++) {
        if (i != index && strcmp(file_name(sources[i].path), name) == 0) {
            return sources[index].path;
        }
    }
    return name;
}

/* Reads a program's file; whether what there is to run has changed. */
static bool read_program(AppProgram *program) {
    bool was_unread = program->unread.text[0] != '\0';
    if (program->is_given) {
        return false;
    }
    text_clear(&program->new_text);
    program->unread.text[0] = '\0';
    size_t bytes_max =
        saved_trace_is(program->path) ? saved_trace_bytes_max(program->path) : PROGRAM_BYTES_MAX;
    if (file_read(program->path, bytes_max, &program->new_text, &program->unread) != STATUS_OK) {
        return true;
    }
    bool is_same =
        program->text.length == program->new_text.length &&
        memcmp(text_cstr(&program->text), text_cstr(&program->new_text), program->text.length) == 0;
    Text old = program->text;
    program->text = program->new_text;
    program->new_text = old;
    return was_unread || !is_same;
}

static void release_program(App *app, size_t index) {
    AppProgram *program = &app->programs[index];
    scene_run_release(&app->runs[index]);
    trace_free(program->trace);
    memory_free(program->path);
    memory_free(program->title);
    text_release(&program->text);
    text_release(&program->new_text);
    *program = (AppProgram){0};
}

/* The line of a program that a message is about: "a.py:12:5: error" or, the last of a traceback,
 * `File "a.py", line 12`; 0: none. */
static int line_of_message(const char *message, const char *path) {
    size_t length = strlen(path);
    int line = 0;
    for (const char *at = message; (at = strstr(at, path)) != NULL; at += length) {
        const char *rest = at + length;
        if (*rest == ':') {
            return atoi(rest + 1);
        }
        if (strncmp(rest, "\", line ", 8) == 0) {
            line = atoi(rest + 8);
        }
    }
    return line;
}

/* Says beside a run what is wrong, or, with NULL, that nothing is. */
static void set_message(App *app, size_t index, const char *message) {
    SceneRun *run = &app->runs[index];
    char *copy = message != NULL ? memory_copy_string(message) : NULL;
    memory_free(run->message);
    run->message = copy;
    run->message_line = copy != NULL ? line_of_message(copy, app->programs[index].path) : 0;
}

/* ---- sliders ---- */

/* What all runs have in common, and what this one has instead. */
static SessionOptions options_of(const App *app, size_t index) {
    SessionOptions options = app->options.session;
    const SessionOptions *own = app->programs[index].options;
    if (own != NULL) {
        options.settings = own->settings;
        options.setting_count = own->setting_count;
        options.world_path = own->world_path;
        options.world_text = own->world_text;
        options.world_folder = own->world_folder;
        options.seed = own->seed;
    }
    options.program_path = app->programs[index].path;
    return options;
}

static void gather_sliders(App *app) {
    SliderSource sources[APP_PROGRAMS_MAX] = {{0}};
    World *worlds[APP_PROGRAMS_MAX] = {NULL};
    bool are_good = true;
    for (size_t i = 0; i < app->program_count && are_good; i++) {
        SessionOptions options = options_of(app, i);
        const AppProgram *program = &app->programs[i];
        if (saved_trace_is(program->path)) {
            continue;
        }
        are_good = run_world_new(&options, text_cstr(&program->text), program->text.length,
                                 &worlds[i], NULL) == STATUS_OK;
        sources[i] = (SliderSource){.world = worlds[i],
                                    .text = text_cstr(&program->text),
                                    .has_requests = app->runs[i].metrics.requests > 0,
                                    .is_chosen = app->lesson != NULL};
    }
    /* Where a world's file cannot be read, the run will say so; sliders stay as they were. */
    if (are_good) {
        sliders_gather(&app->sliders, sources, app->program_count, &app->options.session);
    }
    for (size_t i = 0; i < app->program_count; i++) {
        world_free(worlds[i]);
    }
    app->view.sliders = app->sliders.view.items;
    app->view.slider_count = app->sliders.view.count;
    if (app->view.slider >= (int)app->view.slider_count) {
        app->view.slider = -1;
    }
    app->is_dirty = true;
}

/* ---- runs ---- */

static void add_setting(RunnerJob *job, const char *name, const char *value) {
    ARRAY_PUSH(&job->names, memory_copy_string(name));
    ARRAY_PUSH(&job->values, memory_copy_string(value));
}

/* What a run has of its own, the command line's settings, and what sliders say instead. */
static void add_settings(const App *app, size_t index, RunnerJob *job) {
    const SessionOptions options = options_of(app, index), *session = &options;
    if (app->programs[index].options != NULL && session->world_text != NULL) {
        job->world_path = memory_copy_string(session->world_path);
        job->world_text = memory_copy_string(session->world_text);
        job->world_folder = memory_copy_string(session->world_folder);
    }
    job->has_seed = session->seed != NULL;
    job->seed = job->has_seed ? *session->seed : 0;
    for (size_t i = 0; i < session->setting_count; i++) {
        add_setting(job, session->settings[i].name, session->settings[i].value);
    }
    for (size_t i = 0; i < app->sliders.items.count; i++) {
        const Slider *slider = &app->sliders.items.items[i];
        if (slider->is_set && (slider->programs & 1u << index) != 0) {
            Text value = {0};
            sliders_append_value(slider, &value);
            add_setting(job, slider->name, text_cstr(&value));
            text_release(&value);
        }
    }
}

void app_run(App *app, unsigned programs) {
    (void)app_measure_forget(app); /* it was of what they were */
    for (size_t i = 0; i < app->program_count; i++) {
        AppProgram *program = &app->programs[i];
        if ((programs & 1u << i) == 0) {
            continue;
        }
        if (program->unread.text[0] != '\0') {
            set_message(app, i, program->unread.text);
            continue;
        }
        RunnerJob job = {.program = i,
                         .path = memory_copy_string(program->path),
                         .title = memory_copy_string(program->title),
                         .keeps_title = program->is_titled,
                         .text = memory_new(program->text.length + 1),
                         .length = program->text.length};
        memcpy(job.text, text_cstr(&program->text), job.length + 1); /* there may be NULs in it */
        add_settings(app, i, &job);
        runner_submit(app->runner, &job);
    }
    app->is_dirty = true;
}

/* Time goes on at the pace at which all of it takes some ten seconds. */
static int usual_speed(int64_t end_ns) {
    int power = 0;
    int64_t played_ns = end_ns;
    for (; played_ns > PLAYED_NS; played_ns /= 2) {
        power++;
    }
    for (; played_ns > 0 && played_ns < PLAYED_NS / 2; played_ns *= 2) {
        power--;
    }
    return power;
}

/* What depends on the runs, after one of them was replaced. */
static void runs_changed(App *app) {
    scene_forget_runs(&app->scene);
    if (app->drag == APP_DRAG_RANGE) {
        app->drag = APP_NO_DRAG; /* what it began on may be gone */
    }
    if (app->view.overlay == VIEW_PALETTE) {
        size_t row = app->view.row;
        app_rows_gather(app); /* its lanes are those of the runs */
        app->view.row = row < app->view.row_count ? row : 0;
    }
    int64_t end_ns = moment_end_ns(app->runs, app->program_count);
    bool was_at_end = app->end_ns > 0 && app->view.moment.t_ns >= app->end_ns;
    bool was_at_start = app->view.moment.last_run < 0;
    app->end_ns = end_ns;
    if (!was_at_start) {
        moment_at(&app->view.moment, app->runs, app->program_count,
                  was_at_end ? end_ns : app->view.moment.t_ns);
    }
    if (!app->has_own_speed) {
        app_set_speed(app, usual_speed(end_ns));
        app->has_own_speed = false;
    }
    if (app->sees_all) {
        app_see_all(app);
    } else {
        app_look_at(app, app->view.from_ns, app->view.to_ns);
    }
    int run = app->view.selected_run;
    if (run >= 0 && (run >= (int)app->program_count || app->runs[run].trace == NULL ||
                     app->view.selected_lane >= app->runs[run].spans.lane_count)) {
        app_select(app, -1, 0, VIEW_NO_SPAN);
    } else if (run >= 0) {
        app_select(app, run, app->view.selected_lane, VIEW_NO_SPAN);
    }
    app_moment_changed(app);
    app_lesson_runs_changed(app);
}

/* Shows a result, unless it is worse than what is there: then only what is wrong with it. */
static void take_result(App *app, RunnerResult *result) {
    size_t index = result->program;
    AppProgram *program = &app->programs[index];
    if (result->status != STATUS_OK || result->run.trace == NULL) {
        set_message(app, index,
                    result->status != STATUS_OK   ? result->error.text
                    : result->run.message != NULL ? result->run.message
                                                  : "it did not run");
    } else {
        scene_run_release(&app->runs[index]);
        trace_free(program->trace);
        scene_run_move(&app->runs[index], &result->run);
        program->trace = result->session.trace;
        result->session.trace = NULL;
        program->instructions = result->instructions;
        app->runs[index].message_line =
            app->runs[index].message != NULL
                ? line_of_message(app->runs[index].message, program->path)
                : 0;
    }
    runner_result_free(result);
    runs_changed(app);
    gather_sliders(app);
}

/* Asks about the lane that was wanted from the beginning. */
static void select_wanted(App *app) {
    const char *wanted = app->options.select;
    int run;
    uint32_t lane;
    app->options.select = NULL;
    if (app_state_find_lane(app, wanted, &run, &lane)) {
        app->view.show_details = true;
        app_select(app, run, lane, VIEW_NO_SPAN);
    } else {
        app_tell(app, "There is no such task to ask about.");
    }
}

static void take_results(App *app) {
    RunnerResult *result;
    while ((result = runner_take(app->runner)) != NULL) {
        take_result(app, result);
    }
    size_t index;
    unsigned long long instructions;
    int progress = -1;
    if (runner_is_busy(app->runner, &index, &instructions)) {
        unsigned long long whole = app->programs[index].instructions;
        /* Never made before, it comes near the end and never there. */
        progress = whole > instructions
                       ? (int)(instructions * 1000 / whole)
                       : (int)(instructions * 1000 / (instructions + PROGRESS_UNKNOWN));
    }
    if (progress != app->view.progress) {
        app->view.progress = progress;
        app->is_dirty = true;
    }
    if (progress < 0 && app->options.select != NULL && app->program_count > 0) {
        select_wanted(app);
    }
}

bool app_is_running(const App *app) {
    size_t program;
    unsigned long long instructions;
    return runner_is_busy(app->runner, &program, &instructions);
}

bool app_stop_runs(App *app) {
    if (app->running_ns < LONG_NS) {
        return false;
    }
    runner_cancel(app->runner);
    for (size_t i = 0; i < app->program_count; i++) {
        if (app->runs[i].trace == NULL && app->runs[i].message == NULL) {
            set_message(app, i, "it was stopped before it was over");
        }
    }
    app->view.progress = -1;
    app_tell(app, "Stopped. F5 runs it again.");
    return true;
}

void app_settle(App *app) {
    app_lesson_settle(app);
    runner_wait(app->runner);
    take_results(app);
    app_measure_settle(app);
    app_lesson_advance(app, 0);
}

void app_reload(App *app, bool all) {
    unsigned changed = 0;
    if (app_lesson_reload(app)) {
        return;
    }
    for (size_t i = 0; i < app->program_count; i++) {
        if (read_program(&app->programs[i]) || all) {
            changed |= 1u << i;
        }
    }
    if (changed != 0) {
        gather_sliders(app);
        app_run(app, changed);
    }
}

static void note_change(void *context) {
    App *app = context;
    atomic_store(&app->files_changed, true);
    if (app->options.wake != NULL) {
        app->options.wake(app->options.wake_context);
    }
}

/* Watches the files of the programs that stand in one, and of the lesson that is open. */
static void watch_files(App *app) {
    const char *watched[APP_PROGRAMS_MAX + 1];
    size_t count = 0;
    if (app->lesson != NULL) {
        watched[count++] = app->lesson->path;
    }
    for (size_t i = 0; i < app->program_count; i++) {
        if (!app->programs[i].is_given) {
            watched[count++] = app->programs[i].path;
        }
    }
    if (app->options.watches && count > 0) {
        app->watch = watch_new(watched, count, note_change, app);
    }
}

void app_open(App *app, const char *const *paths, size_t count) {
    AppSource sources[APP_PROGRAMS_MAX] = {{0}};
    app_lesson_close(app);
    count = count < APP_PROGRAMS_MAX ? count : APP_PROGRAMS_MAX;
    for (size_t i = 0; i < count; i++) {
        sources[i].path = paths[i];
    }
    app_open_sources(app, sources, count);
}

void app_open_sources(App *app, const AppSource *sources, size_t count) {
    count = count < APP_PROGRAMS_MAX ? count : APP_PROGRAMS_MAX;
    (void)app_measure_forget(app);
    watch_free(app->watch);
    app->watch = NULL;
    runner_cancel(app->runner);
    for (size_t i = 0; i < app->program_count; i++) {
        release_program(app, i);
    }
    app->program_count = count;
    for (size_t i = 0; i < count; i++) {
        AppProgram *program = &app->programs[i];
        program->path = memory_copy_string(sources[i].path);
        program->title = memory_copy_string(title_of(sources, count, i));
        program->options = sources[i].options;
        program->is_given = sources[i].text != NULL;
        program->is_titled = sources[i].title != NULL;
        if (program->is_given) {
            text_append_cstr(&program->text, sources[i].text);
        }
        scene_run_init(&app->runs[i], program->title, NULL, NULL, false);
        (void)read_program(program);
    }
    View *view = &app->view;
    memset(view->folded, 0, sizeof view->folded);
    view->code_run = view->code_top = view->scroll = 0;
    view->playing = false;
    view->slider = -1;
    view->range_from_ns = 0;
    view->range_to_ns = -1;
    app->bookmarks.count = view->bookmark_count = 0;
    app->end_ns = 0;
    app->has_own_speed = false;
    app->sees_all = true;
    app->drag = APP_NO_DRAG;
    moment_start(&view->moment);
    app_select(app, -1, 0, VIEW_NO_SPAN);
    view->show_details = false;
    runs_changed(app);
    sliders_release(&app->sliders);
    gather_sliders(app);
    app_run(app, ~0u);
    watch_files(app);
}

void app_open_path(App *app, const char *path) {
    Error error;
    char *lesson = opening_lesson_of(path);
    if (lesson == NULL) {
        app_open(app, &path, 1);
        app_show_overlay(app, VIEW_NO_OVERLAY);
    } else if (app_lesson_open(app, lesson, &error) != STATUS_OK) {
        app_tell(app, error.text);
    }
    memory_free(lesson);
}

/* ---- themes, scale, speed ---- */

/* THEME_COUNT: there is none of that name. */
static int theme_number(const char *name) {
    int number = 0;
    while (number < THEME_COUNT && strcmp(THEMES[number], name) != 0) {
        number++;
    }
    return number;
}

const char *app_theme_find(const char *name) {
    int number = name != NULL ? theme_number(name) : THEME_COUNT;
    return number < THEME_COUNT ? THEMES[number] : NULL;
}

Status app_set_theme(App *app, const char *name, Error *error) {
    int number = theme_number(name);
    if (number == THEME_COUNT) {
        return error_set(error, STATUS_USAGE,
                         "there is no theme '%.100s': light, dark and high-contrast are there",
                         name);
    }
    Text file = {0}, path = {0}, text = {0};
    text_printf(&file, "assets/themes/%s.theme", name);
    Status status = STATUS_OK;
    Theme theme;
    if (!installation_find(text_cstr(&file), &path)) {
        status = error_set(error, STATUS_SYSTEM, "could not find %s beside the executable",
                           text_cstr(&file));
    }
    if (status == STATUS_OK) {
        status = file_read(text_cstr(&path), FILE_BYTES_MAX, &text, error);
    }
    if (status == STATUS_OK) {
        status = theme_parse(&theme, text_cstr(&path), text_cstr(&text), text.length, error);
    }
    if (status == STATUS_OK) {
        app->theme = theme;
        app->theme_number = number;
        app->is_dirty = true;
    }
    text_release(&file);
    text_release(&path);
    text_release(&text);
    return status;
}

const char *app_theme_name(const App *app, int offset) {
    return THEMES[(app->theme_number + offset) % THEME_COUNT];
}

void app_set_scale(App *app, int percent) {
    percent = percent < VIEW_SCALE_MIN ? VIEW_SCALE_MIN : percent;
    app->view.scale = percent > VIEW_SCALE_MAX ? VIEW_SCALE_MAX : percent;
    app->is_dirty = true;
}

/* "×2", "×½", "×1/64 (1 ms takes 64 ms)" */
void app_set_speed(App *app, int power) {
    power = power < APP_SPEED_MIN ? APP_SPEED_MIN : power > APP_SPEED_MAX ? APP_SPEED_MAX : power;
    app->speed = power;
    app->has_own_speed = true;
    app->play_rest = 0;
    Text *text = &app->speed_text;
    text_clear(text);
    if (power >= 0) {
        text_printf(text, "×%lld", 1LL << power);
    } else if (power >= -2) {
        text_append_cstr(text, power == -1 ? "×½" : "×¼");
    } else {
        /* What some round stretch of simulated time takes to play. */
        int64_t unit_ns = 1;
        while (unit_ns < 1000000000 && unit_ns << -power < 1000000) {
            unit_ns *= 1000;
        }
        text_printf(text, "×1/%lld (", 1LL << -power);
        duration_append(text, unit_ns, false);
        text_append_cstr(text, " takes ");
        duration_append(text, unit_ns << -power, false);
        text_append_char(text, ')');
    }
    app->view.speed = text_cstr(text);
    app->is_dirty = true;
}

/* ---- messages and overlays ---- */

static void set_sentence(App *app, const char *sentence, int64_t for_ns) {
    text_clear(&app->message);
    text_append_cstr(&app->message, sentence);
    app->view.message = sentence[0] != '\0' ? text_cstr(&app->message) : NULL;
    app->message_ns = for_ns;
    app->is_dirty = true;
}

void app_tell(App *app, const char *sentence) {
    set_sentence(app, sentence, MESSAGE_NS);
}

void app_show_overlay(App *app, ViewOverlay overlay) {
    if (overlay == VIEW_NO_OVERLAY && app->program_count == 0 && app->lesson == NULL) {
        overlay = VIEW_OPENING; /* there is nothing else to see */
    }
    if (overlay != VIEW_NO_OVERLAY) {
        app->view.playing = false;
    }
    if (app->question != APP_NO_QUESTION) {
        app->question = APP_NO_QUESTION;
        set_sentence(app, "", 0);
    }
    if (overlay == VIEW_OPENING) {
        opening_find(&app->opening, app->options.keeps);
    }
    app->view.overlay = overlay;
    app->drag = APP_NO_DRAG;
    text_clear(&app->filter);
    app_rows_gather(app);
    if (overlay == VIEW_OPENING && app->opening.last != NULL) {
        app_rows_choose_lesson(app, app->opening.last, app->opening.was_over);
    }
    app->is_dirty = true;
}

void app_ask(App *app, AppQuestion question) {
    app_show_overlay(app, VIEW_MESSAGE);
    app->question = question;
    set_sentence(app,
                 question == APP_ASK_ANEW ? "Begin this lesson anew? Your answers in it are "
                                            "forgotten; programs that you changed stay."
                                          : "Leave meanwhile?",
                 0);
    app_rows_gather(app);
}

void app_ask_link(App *app, const char *address) {
    text_clear(&app->link);
    text_append_cstr(&app->link, address);
    app_show_overlay(app, VIEW_MESSAGE);
    app->question = APP_ASK_LINK;
    Text sentence = {0};
    text_printf(&sentence, "Open this in your browser?\n%s", address);
    set_sentence(app, text_cstr(&sentence), 0);
    text_release(&sentence);
    app_rows_gather(app);
}

unsigned app_modes(const App *app) {
    switch (app->view.overlay) {
    case VIEW_HELP:
        return ACTION_IN_HELP;
    case VIEW_PALETTE:
    case VIEW_OPENING:
        return ACTION_IN_LIST;
    case VIEW_MESSAGE:
        return ACTION_IN_QUESTION;
    case VIEW_BLANK:
        return ACTION_IN_BLANKED;
    case VIEW_NO_OVERLAY:
        break;
    }
    if (app->view.slider >= 0) {
        return ACTION_IN_SLIDER;
    }
    unsigned lesson = app_lesson_modes(app);
    if (lesson == ACTION_IN_FIELD) {
        return lesson; /* letters are typed */
    }
    return lesson | ACTION_IN_PICTURE | (app->view.present ? ACTION_IN_PRESENT : 0);
}

/* One line of the most useful keys for what is going on. */
static const char *hint_of(const App *app) {
    switch (app_modes(app)) {
    case ACTION_IN_HELP:
        return "↑ ↓ look through   Enter do it   Esc back";
    case ACTION_IN_LIST:
        return app->view.overlay == VIEW_OPENING
                   ? "type to find   ↑ ↓ choose   Enter open   Tab mark, to open side by side   "
                     "Esc back"
                   : "type to find   ↑ ↓ choose   Enter do it   Esc back";
    case ACTION_IN_QUESTION:
        return "↑ ↓ choose   Enter take it   Esc back";
    case ACTION_IN_BLANKED:
        return "";
    case ACTION_IN_SLIDER:
        return "← → move   Shift+← → far   Backspace as it was   Tab next   Esc done";
    default:
        break;
    }
    if (app->running_ns >= LONG_NS) {
        return "It is being run …   Esc stop   ? keys";
    }
    return app->view.selected_run >= 0
               ? "Space play   ← → step   [ ] this task's events   Enter why?   F see it large   "
                 "Esc clear   ? keys"
               : "Space play   ← → step   ↑ ↓ choose a task   W S zoom   0 all   Tab sliders   "
                 "/ find   ? keys";
}

/* ---- time ---- */

/* The span of the selected lane at the present moment. */
static size_t span_now(const App *app) {
    const SceneRun *run = &app->runs[app->view.selected_run];
    const LaneSpans *lane = &run->spans.lanes[app->view.selected_lane];
    int64_t t_ns = app->view.moment.t_ns;
    const TraceEvent *stuck = scene_run_stuck(run, app->view.selected_lane);
    if (lane->count == 0 || (stuck != NULL && t_ns >= lane->end_ns)) {
        return VIEW_NO_SPAN; /* who waits for ever is told about as a whole */
    }
    size_t found = span_index_find(&run->index, app->view.selected_lane, t_ns);
    found = found < lane->first + lane->count ? found : lane->first + lane->count - 1;
    /* What is asked about a step that takes no time is the wait before it. */
    const Span *span = &run->spans.items[found];
    bool is_instant = span->start_ns == span->end_ns;
    return is_instant && found > lane->first ? found - 1 : found;
}

static void update_span(App *app) {
    if (app->follows_span && app->view.show_details && app->view.selected_run >= 0) {
        app->view.selected_span = span_now(app);
    }
}

void app_moment_changed(App *app) {
    View *view = &app->view;
    app->travel_ns = TRAVEL_NS;
    int64_t t_ns = view->moment.t_ns, width = view->to_ns - view->from_ns;
    if (t_ns < view->from_ns || t_ns > view->to_ns) {
        app_look_at(app, t_ns - width / 8, t_ns - width / 8 + width);
    }
    update_span(app);
    app->is_dirty = true;
}

void app_start_travel(App *app) {
    app->travel_ns = app->view.reduced_motion ? TRAVEL_NS : 0;
    app->is_dirty = true;
}

void app_go_to(App *app, int64_t t_ns) {
    moment_at(&app->view.moment, app->runs, app->program_count, t_ns);
    app_moment_changed(app);
}

void app_look_at(App *app, int64_t from_ns, int64_t to_ns) {
    int64_t measured_ns = app_measure_end_ns(app);
    int64_t end_ns = measured_ns > app->end_ns ? measured_ns : app->end_ns;
    int64_t whole_ns = end_ns > 0 ? end_ns + end_ns / 32 : LOOK_NS_DEFAULT;
    int64_t width = to_ns - from_ns;
    width = width < LOOK_NS_MIN ? LOOK_NS_MIN : width;
    width = width > whole_ns ? whole_ns : width;
    from_ns = from_ns < 0 ? 0 : from_ns > whole_ns - width ? whole_ns - width : from_ns;
    app->view.from_ns = from_ns < 0 ? 0 : from_ns;
    app->view.to_ns = app->view.from_ns + width;
    app->sees_all = width == whole_ns;
    app->is_dirty = true;
}

void app_see_all(App *app) {
    app_look_at(app, 0, INT64_MAX);
}

void app_append_label(const App *app, int run, uint32_t lane, Text *label) {
    const SceneRun *found = &app->runs[run];
    lane_label_append(found->trace, &found->spans, &found->labels, lane, label);
}

void app_select(App *app, int run, uint32_t lane, size_t span) {
    View *view = &app->view;
    view->selected_run = run;
    view->selected_lane = lane;
    view->selected_span = span;
    app->follows_span = span == VIEW_NO_SPAN;
    if (run < 0) {
        view->show_details = false;
    } else {
        view->code_run = run;
        app->reveals_lane = true;
        update_span(app);
    }
    app->is_dirty = true;
}

static void travel(App *app, int64_t elapsed_ns) {
    if (app->travel_ns < TRAVEL_NS) {
        app->travel_ns =
            app->travel_ns + elapsed_ns < TRAVEL_NS ? app->travel_ns + elapsed_ns : TRAVEL_NS;
        app->is_dirty = true;
    }
}

static size_t events_past(const App *app) {
    size_t count = 0;
    for (size_t i = 0; i < app->program_count; i++) {
        count += app->view.moment.past[i];
    }
    return count;
}

void app_play_to(App *app, int64_t t_ns, int64_t elapsed_ns) {
    size_t before = events_past(app);
    int64_t travel_ns = app->travel_ns;
    app_go_to(app, t_ns);
    if (events_past(app) != before) {
        app_start_travel(app);
    } else {
        app->travel_ns = travel_ns; /* what travels goes on */
    }
    travel(app, elapsed_ns);
}

/* Simulated time that passes while it is played: fixed point, so that nothing is lost between
 * frames however slow it goes. */
static void play(App *app, int64_t elapsed_ns) {
    __extension__ typedef __int128 Wide;
    Wide passed = ((Wide)elapsed_ns << (app->speed - APP_SPEED_MIN)) + app->play_rest;
    Wide whole = passed >> -APP_SPEED_MIN;
    app->play_rest = (int64_t)(passed - (whole << -APP_SPEED_MIN));
    Wide t_ns = app->view.moment.t_ns + whole;
    app_play_to(app, t_ns < app->end_ns ? (int64_t)t_ns : app->end_ns, elapsed_ns);
    if (t_ns >= app->end_ns) {
        app->view.playing = false;
    }
}

/* What the user's editor or browser did not do. */
static void take_failure(App *app) {
    Text sentence = {0};
    if (hand_to_take_failure(app->hand_to, &sentence)) {
        app_tell(app, text_cstr(&sentence));
    }
    text_release(&sentence);
}

void app_advance(App *app, int64_t elapsed_ns) {
    View *view = &app->view;
    if (atomic_exchange(&app->files_changed, false)) {
        app_reload(app, false);
    }
    take_results(app);
    take_failure(app);
    app_measure_advance(app);
    app_lesson_advance(app, elapsed_ns);
    if (elapsed_ns <= 0) {
        return;
    }
    app->running_ns = app->view.progress >= 0 ? app->running_ns + elapsed_ns : 0;
    if (app_lesson_moves(app)) {
        travel(app, elapsed_ns);
    } else if (view->playing) {
        play(app, elapsed_ns);
    } else {
        travel(app, elapsed_ns);
    }
    if (app->message_ns > 0) {
        app->message_ns -= elapsed_ns;
        if (app->message_ns <= 0) {
            set_sentence(app, "", 0);
        }
    }
}

int64_t app_wait_ns(App *app) {
    if (app->is_dirty || app->view.playing || app_lesson_moves(app) || app->travel_ns < TRAVEL_NS) {
        return FRAME_NS;
    }
    int64_t wait_ns = app->message_ns > 0 ? app->message_ns : -1;
    if (app->view.progress >= 0 && (wait_ns < 0 || wait_ns > PROGRESS_EVERY_NS)) {
        wait_ns = PROGRESS_EVERY_NS;
    }
    return wait_ns;
}

/* ---- input and pictures ---- */

static void type_text(App *app, const char *text) {
    for (const char *at = text; *at != '\0'; at++) {
        if ((unsigned char)*at < ' ' || *at == 0x7F) {
            return;
        }
    }
    if (app->filter.length + strlen(text) <= APP_FILTER_BYTES_MAX) {
        text_append_cstr(&app->filter, text);
        app_rows_gather(app);
    }
}

void app_input(App *app, const AppInput *input) {
    switch (input->kind) {
    case APP_KEY: {
        ActionId action = actions_of_key(app_modes(app), &input->key);
        app->digit =
            input->key.place >= '0' && input->key.place <= '9' ? input->key.place - '0' : 1;
        if (action != ACTION_COUNT) {
            app_actions_do(app, action);
        }
        break;
    }
    case APP_TEXT: {
        if (app_modes(app) == ACTION_IN_LIST) {
            type_text(app, input->text);
            break;
        }
        if (app->lesson != NULL && app_lesson_type(app, input->text)) {
            break;
        }
        ActionId action = actions_of_text(app_modes(app), input->text);
        if (action != ACTION_COUNT) {
            app_actions_do(app, action);
        }
        break;
    }
    case APP_RESIZE:
        app->view.width = input->x < APP_WIDTH_MIN ? APP_WIDTH_MIN : input->x;
        app->view.height = input->y < APP_HEIGHT_MIN ? APP_HEIGHT_MIN : input->y;
        app->is_dirty = true;
        break;
    case APP_CLOSE:
        app->wishes.quit = true;
        break;
    case APP_POINTER_DOWN:
    case APP_POINTER_MOVE:
    case APP_POINTER_UP:
    case APP_WHEEL:
        app_pointer_input(app, input);
        break;
    }
}

/* Scrolls so that the selected lane is seen; whether that changes the picture. */
static bool scroll_to_selection(App *app) {
    const Scene *scene = &app->scene;
    int32_t scroll = app->view.scroll;
    if (app->reveals_lane && scene->selected_bottom > 0) {
        if (scene->selected_bottom > scroll + scene->lanes_height) {
            scroll = scene->selected_bottom - scene->lanes_height;
        }
        if (scene->selected_top < scroll) {
            scroll = scene->selected_top;
        }
    }
    scroll = scroll > scene->scroll_max ? scene->scroll_max : scroll < 0 ? 0 : scroll;
    app->reveals_lane = false;
    bool has_changed = scroll != app->view.scroll;
    app->view.scroll = scroll;
    return has_changed;
}

bool app_draw(App *app, const TextMetrics *metrics) {
    if (!app->is_dirty) {
        return false;
    }
    View *view = &app->view;
    view->travel = (int)(app->travel_ns * 1000 / TRAVEL_NS);
    view->hint = hint_of(app);
    view->theme = &app->theme;
    app_lesson_lay_out(app);
    scene_build(&app->scene, app->runs, app->program_count, view, metrics);
    bool has_scrolled = app_lesson_reveal(app);
    if (scroll_to_selection(app) || has_scrolled) {
        app_lesson_lay_out(app);
        scene_build(&app->scene, app->runs, app->program_count, view, metrics);
    }
    app->is_dirty = false;
    return true;
}

/* ---- the whole ---- */

Status app_init(App *app, const AppOptions *options, Error *error) {
    *app = (App){.options = *options, .sees_all = true};
    scene_init(&app->scene);
    app->view = (View){.width = options->width,
                       .height = options->height,
                       .layout = options->layout,
                       .show_path = options->show_path,
                       .present = options->present,
                       .reduced_motion = options->reduced_motion,
                       .range_to_ns = -1,
                       .selected_run = -1,
                       .selected_span = VIEW_NO_SPAN,
                       .slider = -1,
                       .progress = -1,
                       .theme = &app->theme};
    moment_start(&app->view.moment);
    app->wishes = (AppWishes){.full_screen = options->full_screen, .display = options->display};
    app_set_scale(app, options->scale > 0 ? options->scale : 100);
    app_set_speed(app, 0);
    Status status = app_set_theme(app, options->theme != NULL ? options->theme : THEMES[0], error);
    if (status == STATUS_OK) {
        app->hand_to = hand_to_new(options->wake, options->wake_context);
        app->runner = runner_new(&app->options.session, options->wake, options->wake_context);
        if (app->runner == NULL) {
            status = error_set(error, STATUS_SYSTEM, "could not start a thread for the runs");
        }
    }
    if (status != STATUS_OK) {
        app_release(app);
        return status;
    }
    char *lesson = options->path_count == 1 ? opening_lesson_of(options->paths[0]) : NULL;
    if (lesson != NULL) {
        status = app_lesson_open(app, lesson, error);
        memory_free(lesson);
    } else {
        app_open(app, options->paths, options->path_count);
    }
    if (status != STATUS_OK) {
        app_release(app);
    } else if (options->path_count == 0) {
        app_show_overlay(app, VIEW_OPENING);
    }
    return status;
}

void app_release(App *app) {
    if (app->runner != NULL) {
        app_lesson_close(app);
    }
    (void)app_measure_forget(app);
    watch_free(app->watch);
    runner_free(app->runner);
    hand_to_free(app->hand_to);
    for (size_t i = 0; i < app->program_count; i++) {
        release_program(app, i);
    }
    scene_release(&app->scene);
    sliders_release(&app->sliders);
    opening_release(&app->opening);
    app_rows_release(app);
    text_release(&app->message);
    text_release(&app->speed_text);
    text_release(&app->filter);
    text_release(&app->link);
    ARRAY_RELEASE(&app->bookmarks);
}
