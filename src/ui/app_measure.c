#include "ui/app_measure.h"

#include "trace/jsonl.h"
#include "trace/saved_trace.h"
#include "ui/measured_cells.h"

#include <stdio.h>
#include <string.h>

static const char ENGINES[] = "real,cpython";
enum { RUNS = 10 }; /* of each program on each engine, after one to warm up */

typedef struct AppMeasurement {
    Measuring *measuring;
    MeasuredCells cells;
    ARRAY_OF(ViewTimes) times;
    ARRAY_OF(char *) failures; /* what they point to */
    bool is_over;
} AppMeasurement;

/* ---- starting ---- */

/* Options of the command line that make the same world; strings are owned. */
typedef struct Words {
    ARRAY_OF(char *) items;
} Words;

static void add_word(Words *words, const char *option, const char *value) {
    Text word = {0};
    text_printf(&word, "--%s=%s", option, value);
    ARRAY_PUSH(&words->items, text_take(&word));
}

static void add_setting(Words *words, const char *name, const char *value) {
    Text setting = {0};
    text_printf(&setting, "%s=%s", name, value);
    add_word(words, "set", text_cstr(&setting));
    text_release(&setting);
}

/* "machine cores 4" becomes --machine='cores 4'. */
static void add_world_line(Words *words, const char *line) {
    size_t word = strcspn(line, " ");
    Text option = {0};
    text_append(&option, line, word);
    add_word(words, text_cstr(&option), line + word + strspn(line + word, " "));
    text_release(&option);
}

static void add_world(Words *words, const App *app) {
    const SessionOptions *session = &app->options.session;
    for (size_t i = 0; i < session->world_line_count; i++) {
        add_world_line(words, session->world_lines[i]);
    }
    if (session->world_path != NULL) {
        add_word(words, "world", session->world_path);
    }
    if (session->world_folder != NULL) {
        add_word(words, "world-folder", session->world_folder);
    }
    if (session->seed != NULL) {
        char seed[24];
        (void)snprintf(seed, sizeof seed, "%llu", (unsigned long long)*session->seed);
        add_word(words, "seed", seed);
    }
    for (size_t i = 0; i < session->setting_count; i++) {
        add_setting(words, session->settings[i].name, session->settings[i].value);
    }
    for (size_t i = 0; i < app->sliders.items.count; i++) {
        const Slider *slider = &app->sliders.items.items[i];
        if (slider->is_set) {
            Text value = {0};
            sliders_append_value(slider, &value);
            add_setting(words, slider->name, text_cstr(&value));
            text_release(&value);
        }
    }
}

static void wake(void *context) {
    const App *app = context;
    if (app->options.wake != NULL) {
        app->options.wake(app->options.wake_context);
    }
}

/* What R measures: programs; a trace that was saved is what it is. */
static size_t gather_programs(const App *app, MeasuringProgram *programs) {
    size_t count = 0;
    for (size_t i = 0; i < app->program_count; i++) {
        if (!saved_trace_is(app->programs[i].path)) {
            programs[count++] = (MeasuringProgram){.path = app->programs[i].path};
        }
    }
    return count;
}

void app_measure(App *app) {
    MeasuringProgram programs[APP_PROGRAMS_MAX];
    size_t count = gather_programs(app, programs);
    if (app_measure_is_on(app)) {
        app_tell(app, "It is being measured: Esc stops that.");
        return;
    }
    if (count == 0) {
        app_tell(app, "There is no program to measure.");
        return;
    }
    (void)app_measure_forget(app);
    Words words = {0};
    add_world(&words, app);
    const MeasuringPlan plan = {.programs = programs,
                                .program_count = count,
                                .engines = ENGINES,
                                .options = (const char *const *)words.items.items,
                                .option_count = words.items.count,
                                .runs = RUNS,
                                .scale_millionths = 1000000};
    AppMeasurement *measurement = memory_new_zeroed(1, sizeof *measurement);
    Error error;
    if (measuring_start(&measurement->measuring, &plan, wake, app, &error) == STATUS_OK) {
        app->measurement = measurement;
        app_tell(app, "Running for real, on our loop and on your python3 …");
    } else {
        memory_free(measurement);
        app_tell(app, error.text);
    }
    for (size_t i = 0; i < words.items.count; i++) {
        memory_free(words.items.items[i]);
    }
    ARRAY_RELEASE(&words.items);
}

/* ---- what comes ---- */

/* Which run a cell stands beside; -1: none that is shown. */
static int run_of(const App *app, const MeasuredCell *cell) {
    for (size_t i = 0; i < app->program_count; i++) {
        if (strcmp(app->programs[i].title, cell->program) == 0) {
            return (int)i;
        }
    }
    return -1;
}

/* One of the runs, beside the simulation. */
static void find_ledger(const App *app, const MeasuredCell *cell, ViewTimes *times) {
    const char *path = measured_cell_trace(cell);
    const Trace *simulated = app->runs[times->run].trace;
    Trace *measured = NULL;
    Error error;
    if (path != NULL && simulated != NULL &&
        saved_trace_read(path, &measured, &error) == STATUS_OK) {
        times->ledger = ledger_of(simulated, measured);
        times->has_ledger = true;
    }
    trace_free(measured);
}

static char *failure_of(const MeasuredCell *cell, const char *why) {
    Text text = {0};
    text_append_cstr(&text, "it failed");
    if (why[0] != '\0') {
        text_clear(&text);
        text_append_cstr(&text, why);
    } else if (cell->failures > 1) {
        text_printf(&text, " %zu times", cell->failures);
    }
    return text_take(&text);
}

static void make_times(App *app, AppMeasurement *measurement, const char *why) {
    measurement->times.count = 0;
    for (size_t i = 0; i < measurement->failures.count; i++) {
        memory_free(measurement->failures.items[i]);
    }
    measurement->failures.count = 0;
    for (size_t i = 0; i < measurement->cells.items.count; i++) {
        const MeasuredCell *cell = &measurement->cells.items.items[i];
        size_t count = cell->times.count;
        ViewTimes times = {.run = run_of(app, cell),
                           .engine = measured_engine_title(cell->engine),
                           .count = count,
                           .of = measurement->is_over ? count : cell->of};
        if (times.run < 0) {
            continue;
        }
        if (count > 0) {
            times.median_ns = measured_cell_median_ns(cell);
            times.min_ns = cell->times.items[0].ns;
            times.max_ns = cell->times.items[count - 1].ns;
        } else if (cell->failures > 0) {
            ARRAY_PUSH(&measurement->failures, failure_of(cell, why));
            times.failure = measurement->failures.items[measurement->failures.count - 1];
        }
        if (measurement->is_over && count > 0) {
            find_ledger(app, cell, &times);
        }
        ARRAY_PUSH(&measurement->times, times);
    }
    app->view.measurement.times = measurement->times.items;
    app->view.measurement.count = measurement->times.count;
    app->is_dirty = true;
    if (app->sees_all) {
        app_see_all(app);
    }
}

static void end(App *app, AppMeasurement *measurement, const char *why) {
    measurement->is_over = true;
    make_times(app, measurement, why);
    if (measurement->cells.items.count == 0) {
        Text sentence = {0};
        text_printf(&sentence, "It could not be measured: %s", why);
        app_tell(app, text_cstr(&sentence));
        text_release(&sentence);
        (void)app_measure_forget(app);
        return;
    }
    if (view_has_ledger(&app->view.measurement)) {
        app_select(app, -1, 0, VIEW_NO_SPAN);
        app->view.show_details = true;
    }
    app_tell(app, "Measured: the bars are the runs in the middle, the whiskers the fastest and the "
                  "slowest.");
}

void app_measure_advance(App *app) {
    AppMeasurement *measurement = app->measurement;
    if (measurement == NULL || measurement->is_over) {
        return;
    }
    MeasuringRun run;
    const char *why;
    bool has_some = false;
    while (measuring_take(measurement->measuring, &run)) {
        measured_cells_take(&measurement->cells, &run);
        has_some = true;
    }
    if (has_some) {
        make_times(app, measurement, "");
    }
    if (measuring_is_over(measurement->measuring, &why)) {
        end(app, measurement, why);
    }
}

bool app_measure_forget(App *app) {
    AppMeasurement *measurement = app->measurement;
    if (measurement == NULL) {
        return false;
    }
    app->measurement = NULL;
    app->view.measurement = (ViewMeasurement){0};
    app->is_dirty = true;
    measuring_free(measurement->measuring);
    measured_cells_release(&measurement->cells);
    for (size_t i = 0; i < measurement->failures.count; i++) {
        memory_free(measurement->failures.items[i]);
    }
    ARRAY_RELEASE(&measurement->failures);
    ARRAY_RELEASE(&measurement->times);
    memory_free(measurement);
    return true;
}

bool app_measure_is_on(const App *app) {
    return app->measurement != NULL && !app->measurement->is_over;
}

int64_t app_measure_end_ns(const App *app) {
    int64_t end_ns = 0;
    for (size_t i = 0; i < app->view.measurement.count; i++) {
        const ViewTimes *times = &app->view.measurement.times[i];
        end_ns = times->count > 0 && times->max_ns > end_ns ? times->max_ns : end_ns;
    }
    return end_ns;
}

void app_measure_settle(App *app) {
    if (app_measure_is_on(app)) {
        measuring_wait(app->measurement->measuring);
        app_measure_advance(app);
    }
}
