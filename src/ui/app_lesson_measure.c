/* "In the real world": R runs the programs of a measure block for real, while the window goes on.
 * What was measured stands on the page, a line for each program and engine; when all is measured,
 * a run of each program is shown beside its simulation. */
#include "ui/app_lesson.h"

#include "ui/measured_cells.h"

#include "trace/duration.h"

#include <string.h>

struct AppMeasure {
    size_t step, item;
    Measuring *measuring;
    MeasuredCells cells;
    ARRAY_OF(ViewMeasured) rows;
    ARRAY_OF(char *) texts; /* what they point to */
    Text status;
    bool is_over;
};

static void forget_rows(AppMeasure *measure) {
    for (size_t i = 0; i < measure->texts.count; i++) {
        memory_free(measure->texts.items[i]);
    }
    measure->rows.count = measure->texts.count = 0;
}

void app_lesson_measure_free(AppMeasure *measure) {
    if (measure == NULL) {
        return;
    }
    measuring_free(measure->measuring);
    measured_cells_release(&measure->cells);
    forget_rows(measure);
    ARRAY_RELEASE(&measure->rows);
    ARRAY_RELEASE(&measure->texts);
    text_release(&measure->status);
    memory_free(measure);
}

/* ---- starting ---- */

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
    bool is_here = item != NULL && item->item->kind == LESSON_MEASURE;
    if (!is_here || lesson->measure != NULL) {
        app_tell(app, is_here ? "It is being measured, or has been."
                              : "There is nothing to measure at this place of the lesson.");
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
        lesson_write_program(lesson->lesson, told->runs[i], &texts[i]);
        programs[i] = (MeasuringProgram){.name = lesson->lesson->runs[told->runs[i]].name,
                                         .text = text_cstr(&texts[i])};
    }
    const char *const options[] = {"--world-folder", lesson->lesson->folder};
    const MeasuringPlan plan = {.programs = programs,
                                .program_count = count,
                                .engines = told->engines,
                                .options = options,
                                .option_count = sizeof options / sizeof *options,
                                .runs = told->count,
                                .scale_millionths = told->scale_millionths};
    Error error;
    if (measuring_start(&measure->measuring, &plan, wake, app, &error) == STATUS_OK) {
        text_append_cstr(&measure->status,
                         "It is being measured, for a minute at most. Page Down goes on without.");
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

/* The file's name without its folder and ending: the run's. */
static size_t name_of(const MeasuredCell *cell, const char **name) {
    const char *slash = strrchr(cell->program, '/');
    *name = slash != NULL ? slash + 1 : cell->program;
    size_t length = strlen(*name);
    return length > 3 && strcmp(*name + length - 3, ".py") == 0 ? length - 3 : length;
}

static const char *keep(AppMeasure *measure, Text *text) {
    ARRAY_PUSH(&measure->texts, text_take(text));
    return measure->texts.items[measure->texts.count - 1];
}

/* How long it took in the middle. */
static ViewMeasured row_of(AppMeasure *measure, const MeasuredCell *cell) {
    const char *start;
    size_t length = name_of(cell, &start), count = cell->times.count;
    Text name = {0}, took = {0}, detail = {0};
    text_append(&name, start, length);
    if (count > 0) {
        duration_append_spoken(&took, measured_cell_median_ns(cell));
        text_printf(&detail, count == 1 ? "1 run" : "%zu runs", count);
    } else {
        text_append_cstr(&took, cell->failures > 0 ? "failed" : "…");
    }
    return (ViewMeasured){.program = keep(measure, &name),
                          .engine = measured_engine_title(cell->engine),
                          .took = keep(measure, &took),
                          .detail = keep(measure, &detail)};
}

static void make_rows(AppMeasure *measure) {
    forget_rows(measure);
    for (size_t i = 0; i < measure->cells.items.count; i++) {
        ViewMeasured row = row_of(measure, &measure->cells.items.items[i]);
        ARRAY_PUSH(&measure->rows, row);
    }
}

static void end(App *app, AppMeasure *measure, const char *why) {
    AppLesson *lesson = app->lesson;
    measure->is_over = true;
    text_clear(&measure->status);
    if (measure->cells.items.count == 0) {
        text_printf(&measure->status, "It could not be measured: %s", why);
        return;
    }
    text_append_cstr(&measure->status, "Measured: the middle of so many runs.");
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
        measured_cells_take(&measure->cells, &run);
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
    view->rows = measure->rows.items;
    view->row_count = measure->rows.count;
    view->status = text_cstr(&measure->status);
}

const char *app_lesson_measured_trace(const AppLesson *lesson, size_t run) {
    const AppMeasure *measure = lesson->measure;
    if (measure == NULL || !measure->is_over || measure->step != walk_step(lesson->walk)) {
        return NULL;
    }
    const char *name = lesson->lesson->runs[run].name;
    for (size_t i = 0; i < measure->cells.items.count; i++) {
        const MeasuredCell *cell = &measure->cells.items.items[i];
        const char *start;
        size_t length = name_of(cell, &start);
        bool is_this = length == strlen(name) && memcmp(start, name, length) == 0;
        if (is_this && measured_cell_trace(cell) != NULL) {
            return measured_cell_trace(cell);
        }
    }
    return NULL;
}
