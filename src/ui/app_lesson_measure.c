/* "In the real world": R runs the programs of a measure block for real, while the window goes on.
 * What was measured stands on the page, a line for each program and engine; when all is measured,
 * a run of each program is shown beside its simulation. */
#include "ui/app_lesson.h"

#include "ui/measuring.h"

#include "trace/duration.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What one program took on one engine, so far. */
typedef struct MeasuredCell {
    char *program, *engine;
    char *trace; /* of its last run; NULL: none */
    ARRAY_OF(int64_t) times_ns;
    size_t failures;
} MeasuredCell;

struct AppMeasure {
    size_t step, item;
    Measuring *measuring;
    ARRAY_OF(MeasuredCell) cells;
    ARRAY_OF(char *) rows;
    Text status;
    bool is_over;
};

void app_lesson_measure_free(AppMeasure *measure) {
    if (measure == NULL) {
        return;
    }
    measuring_free(measure->measuring);
    for (size_t i = 0; i < measure->cells.count; i++) {
        MeasuredCell *cell = &measure->cells.items[i];
        memory_free(cell->program);
        memory_free(cell->engine);
        memory_free(cell->trace);
        ARRAY_RELEASE(&cell->times_ns);
    }
    for (size_t i = 0; i < measure->rows.count; i++) {
        memory_free(measure->rows.items[i]);
    }
    ARRAY_RELEASE(&measure->cells);
    ARRAY_RELEASE(&measure->rows);
    text_release(&measure->status);
    memory_free(measure);
}

/* ---- starting ---- */

/* The program's text with its constants as the run sets them: each is a line of its own, NAME = …,
 * at the beginning of a line. */
static void append_set(const char *text, const LessonRun *run, Text *out) {
    for (const char *at = text; *at != '\0';) {
        size_t length = strcspn(at, "\n"), name = 0;
        while (name < length && (isalnum((unsigned char)at[name]) || at[name] == '_')) {
            name++;
        }
        size_t equals = name + strspn(at + name, " ");
        bool is_constant = name > 0 && equals < length && at[equals] == '=' && at[equals + 1] != '=';
        const char *value = NULL;
        for (size_t i = 0; is_constant && i < run->setting_count; i++) {
            bool is_this = strlen(run->settings[i].name) == name &&
                           memcmp(run->settings[i].name, at, name) == 0;
            value = is_this ? run->settings[i].value : value;
        }
        if (value != NULL) {
            text_append(out, at, name);
            text_printf(out, " = %s", value);
        } else {
            text_append(out, at, length);
        }
        at += length;
        if (*at == '\n') {
            text_append_char(out, '\n');
            at++;
        }
    }
}

static void wake(void *context) {
    App *app = context;
    if (app->options.wake != NULL) {
        app->options.wake(app->options.wake_context);
    }
}

void app_lesson_measure(App *app) {
    AppLesson *lesson = app->lesson;
    size_t held;
    const WalkItem *item = app_lesson_held(lesson, &held);
    if (item == NULL || item->item->kind != LESSON_MEASURE || lesson->measure != NULL) {
        app_tell(app, "It is being measured, or has been.");
        return;
    }
    const LessonMeasure *told = item->item->as.measure;
    AppMeasure *measure = memory_new_zeroed(1, sizeof *measure);
    measure->step = walk_step(lesson->walk);
    measure->item = held;
    Text texts[APP_PROGRAMS_MAX] = {{0}};
    MeasuringProgram programs[APP_PROGRAMS_MAX];
    size_t count = told->run_count < APP_PROGRAMS_MAX ? told->run_count : APP_PROGRAMS_MAX;
    for (size_t i = 0; i < count; i++) {
        const LessonRun *run = &lesson->lesson->runs[told->runs[i]];
        append_set(lesson->lesson->programs[run->program].text, run, &texts[i]);
        programs[i] = (MeasuringProgram){.name = run->name, .text = text_cstr(&texts[i])};
    }
    const LessonRun *first = &lesson->lesson->runs[told->runs[0]];
    char seed[32];
    snprintf(seed, sizeof seed, "%llu", first->seed != NULL ? (unsigned long long)*first->seed : 0);
    const MeasuringPlan plan = {.programs = programs,
                                .program_count = count,
                                .engines = told->engines,
                                .world = first->world,
                                .runs = told->count,
                                .scale_millionths = told->scale_millionths,
                                .seed = first->seed != NULL ? seed : NULL};
    Error error;
    if (measuring_start(&measure->measuring, &plan, wake, app, &error) == STATUS_OK) {
        text_append_cstr(&measure->status, "It is being measured …");
        lesson->measure = measure;
    } else {
        app_lesson_measure_free(measure);
        app_tell(app, error.text);
    }
    for (size_t i = 0; i < count; i++) {
        text_release(&texts[i]);
    }
    app->is_dirty = true;
}

/* ---- what comes ---- */

static MeasuredCell *cell_of(AppMeasure *measure, const MeasuringRun *run) {
    for (size_t i = 0; i < measure->cells.count; i++) {
        MeasuredCell *cell = &measure->cells.items[i];
        if (strcmp(cell->program, run->program) == 0 && strcmp(cell->engine, run->engine) == 0) {
            return cell;
        }
    }
    ARRAY_PUSH(&measure->cells, (MeasuredCell){.program = memory_copy_string(run->program),
                                               .engine = memory_copy_string(run->engine)});
    return &measure->cells.items[measure->cells.count - 1];
}

static int compare_times(const void *a, const void *b) {
    int64_t one = *(const int64_t *)a, other = *(const int64_t *)b;
    return (one > other) - (one < other);
}

static void take_run(AppMeasure *measure, MeasuringRun *run) {
    MeasuredCell *cell = cell_of(measure, run);
    if (run->exit_code == 0) {
        ARRAY_PUSH(&cell->times_ns, run->makespan_ns);
        qsort(cell->times_ns.items, cell->times_ns.count, sizeof(int64_t), compare_times);
    } else {
        cell->failures++;
    }
    if (run->trace != NULL) {
        memory_free(cell->trace);
        cell->trace = run->trace;
        run->trace = NULL;
    }
}

/* "one-by-one.py" without its ending, and how long it took in the middle. */
static char *row_of(const MeasuredCell *cell) {
    Text row = {0};
    size_t name = strlen(cell->program);
    const char *slash = strrchr(cell->program, '/');
    const char *start = slash != NULL ? slash + 1 : cell->program;
    name = strlen(start) - (strlen(start) > 3 && strcmp(start + strlen(start) - 3, ".py") == 0 ? 3 : 0);
    text_printf(&row, "%-12.*s %-8s", (int)name, start, cell->engine);
    if (cell->times_ns.count > 0) {
        duration_append_spoken(&row, cell->times_ns.items[cell->times_ns.count / 2]);
        text_printf(&row, "  (%zu)", cell->times_ns.count);
    }
    if (cell->failures > 0) {
        text_printf(&row, "  %zu failed", cell->failures);
    }
    return text_take(&row);
}

static void make_rows(AppMeasure *measure) {
    for (size_t i = 0; i < measure->rows.count; i++) {
        memory_free(measure->rows.items[i]);
    }
    measure->rows.count = 0;
    for (size_t i = 0; i < measure->cells.count; i++) {
        ARRAY_PUSH(&measure->rows, row_of(&measure->cells.items[i]));
    }
}

static void end(App *app, AppMeasure *measure, const char *why) {
    AppLesson *lesson = app->lesson;
    measure->is_over = true;
    text_clear(&measure->status);
    if (measure->cells.count == 0) {
        text_printf(&measure->status, "It could not be measured: %s", why);
        return;
    }
    text_append_cstr(&measure->status, "The middle one of so many runs (in brackets).");
    if (why[0] != '\0') {
        text_printf(&measure->status, " %s", why);
    }
    if (walk_held(lesson->walk) == measure->item && walk_step(lesson->walk) == measure->step) {
        size_t shown = walk_shown_count(lesson->walk);
        walk_measured(lesson->walk, measure->item);
        lesson->run_count = SIZE_MAX; /* measured runs stand beside the others */
        app_lesson_changed(app);
        lesson->current = shown - 1;
        lesson->reveals = true;
    }
}

void app_lesson_take_measured(App *app) {
    AppMeasure *measure = app->lesson->measure;
    MeasuringRun run;
    const char *why;
    if (measure == NULL || measure->is_over) {
        return;
    }
    bool has_some = false;
    while (measuring_take(measure->measuring, &run)) {
        take_run(measure, &run);
        measuring_run_release(&run);
        has_some = true;
    }
    if (has_some) {
        make_rows(measure);
        app->is_dirty = true;
    }
    if (measuring_is_over(measure->measuring, &why)) {
        end(app, measure, why);
        app->is_dirty = true;
    }
}

void app_lesson_settle(App *app) {
    if (app->lesson != NULL && app->lesson->measure != NULL && !app->lesson->measure->is_over) {
        measuring_wait(app->lesson->measure->measuring);
        app_lesson_take_measured(app);
    }
}

/* ---- what is shown of it ---- */

bool app_lesson_is_measured(const AppLesson *lesson, size_t index) {
    return lesson->measure != NULL && lesson->measure->item == index &&
           lesson->measure->step == walk_step(lesson->walk);
}

void app_lesson_fill_measure(const AppLesson *lesson, ViewMeasure *view) {
    const AppMeasure *measure = lesson->measure;
    view->rows = (const char *const *)measure->rows.items;
    view->row_count = measure->rows.count;
    view->status = text_cstr(&measure->status);
    view->is_running = !measure->is_over;
}

const char *app_lesson_measured_trace(const AppLesson *lesson, size_t run) {
    const AppMeasure *measure = lesson->measure;
    if (measure == NULL || !measure->is_over || measure->step != walk_step(lesson->walk)) {
        return NULL;
    }
    const char *name = lesson->lesson->runs[run].name;
    for (size_t i = 0; i < measure->cells.count; i++) {
        const MeasuredCell *cell = &measure->cells.items[i];
        const char *slash = strrchr(cell->program, '/');
        const char *start = slash != NULL ? slash + 1 : cell->program;
        if (cell->trace != NULL && strncmp(start, name, strlen(name)) == 0 &&
            strcmp(start + strlen(name), ".py") == 0) {
            return cell->trace;
        }
    }
    return NULL;
}
