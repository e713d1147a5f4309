#include "report/baseline.h"

#include "report/json_report.h"
#include "trace/duration.h"

#include <jansson.h>
#include <string.h>

#define MAKESPAN_SECONDS_MAX 9e9

static Status wrong(const char *name, const char *what, Error *error) {
    return error_set(error, STATUS_USAGE, "could not read %.200s: %s", name, what);
}

static bool read_seconds(const json_t *value, int64_t *ns) {
    double seconds = json_number_value(value);
    if (!json_is_number(value) || seconds < 0 || seconds > MAKESPAN_SECONDS_MAX) {
        return false;
    }
    *ns = (int64_t)(seconds * 1e9 + 0.5);
    return true;
}

/* What was measured then; only its samples count. */
static bool read_measured(Measured *measured, const json_t *object) {
    const json_t *runs = json_object_get(object, "runs");
    int64_t samples_ns[MEASURED_RUNS_MAX];
    size_t count = json_array_size(runs);
    if (!json_is_array(runs) || count > MEASURED_RUNS_MAX) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (!read_seconds(json_array_get(runs, i), &samples_ns[i]) ||
            samples_ns[i] > MEASURED_NS_MAX) {
            return false;
        }
    }
    *measured = measured_of(samples_ns, count);
    return true;
}

/* One element of "runs"; those that did not run have no makespan and are left out. */
static bool read_run(Baseline *baseline, const json_t *object) {
    const json_t *name = json_object_get(object, "name");
    const json_t *ran = json_object_get(object, "ran");
    const json_t *measured = json_object_get(object, "measured");
    const char *engine = json_string_value(json_object_get(object, "engine"));
    if (!json_is_string(name) || !json_is_boolean(ran)) {
        return false;
    }
    if (!json_is_true(ran)) {
        return true;
    }
    BaselineRun run = {0};
    const json_t *makespan = json_object_get(json_object_get(object, "figures"), "makespan");
    if (!read_seconds(makespan, &run.makespan_ns) ||
        (measured != NULL && !read_measured(&run.measured, measured))) {
        return false;
    }
    run.name = memory_copy_string(json_string_value(name));
    run.engine = memory_copy_string(engine != NULL ? engine : "");
    ARRAY_PUSH(&baseline->runs, run);
    return true;
}

static Status read_report(Baseline *baseline, const char *name, const json_t *root, Error *error) {
    const char *format = json_string_value(json_object_get(root, "format"));
    const json_t *runs = json_object_get(root, "runs");
    if (format == NULL || strcmp(format, "meanwhile report") != 0 || !json_is_array(runs)) {
        return wrong(name, "it is no report that 'meanwhile report -o FILE.json' wrote", error);
    }
    if (json_integer_value(json_object_get(root, "version")) != REPORT_JSON_VERSION) {
        return wrong(name, "another version of meanwhile wrote it", error);
    }
    size_t index;
    const json_t *run;
    json_array_foreach(runs, index, run) {
        if (!read_run(baseline, run)) {
            Text what = {0};
            text_printf(&what, "run %zu has no name or no makespan", index + 1);
            Status status = wrong(name, text_cstr(&what), error);
            text_release(&what);
            return status;
        }
    }
    return STATUS_OK;
}

Status baseline_parse(Baseline *baseline, const char *name, const char *bytes, size_t length,
                      Error *error) {
    *baseline = (Baseline){0};
    json_error_t problem;
    json_t *root = json_loadb(bytes, length, JSON_REJECT_DUPLICATES, &problem);
    if (root == NULL) {
        return error_set(error, STATUS_USAGE, "could not read %.200s:%d:%d: %s", name, problem.line,
                         problem.column, problem.text);
    }
    Status status = read_report(baseline, name, root, error);
    json_decref(root);
    return status;
}

void baseline_release(Baseline *baseline) {
    for (size_t i = 0; i < baseline->runs.count; i++) {
        memory_free(baseline->runs.items[i].name);
        memory_free(baseline->runs.items[i].engine);
    }
    ARRAY_RELEASE(&baseline->runs);
}

/* Whether a kept name is that of the program, with or without the engine behind it. */
static bool is_name_of(const BaselineRun *before, const char *program) {
    size_t length = strlen(program);
    if (strncmp(before->name, program, length) != 0) {
        return false;
    }
    const char *rest = before->name + length;
    size_t engine = strlen(before->engine);
    return *rest == '\0' ||
           (strncmp(rest, " (", 2) == 0 && engine > 0 &&
            strncmp(rest + 2, before->engine, engine) == 0 && strcmp(rest + 2 + engine, ")") == 0);
}

static bool is_same(const BaselineRun *before, const CompareRun *run) {
    const char *engine = run->trace != NULL ? run->trace->info.engine : NULL;
    bool is_engine =
        engine == NULL || before->engine[0] == '\0' || strcmp(engine, before->engine) == 0;
    return strcmp(before->name, run->name) == 0 ||
           (is_engine && is_name_of(before, run->program != NULL ? run->program : run->name));
}

/* The same name counts more than the same program and engine. */
static const BaselineRun *find(const Baseline *baseline, const CompareRun *run) {
    const BaselineRun *found = NULL;
    for (size_t i = 0; i < baseline->runs.count; i++) {
        const BaselineRun *before = &baseline->runs.items[i];
        bool is_better = found == NULL || strcmp(before->name, run->name) == 0;
        found = is_same(before, run) && is_better ? before : found;
    }
    return found;
}

static bool has_run(const CompareRun *runs, size_t run_count, const BaselineRun *before) {
    for (size_t i = 0; i < run_count; i++) {
        if (is_same(before, &runs[i])) {
            return true;
        }
    }
    return false;
}

/* What is compared: of many measured runs their median. */
static int64_t time_now(const CompareRun *run) {
    bool has_median = run->measurement != NULL && run->measurement->measured.count > 0;
    return has_median ? run->measurement->measured.median_ns : run->metrics->makespan_ns;
}

static int64_t time_then(const BaselineRun *before) {
    return before->measured.count > 0 ? before->measured.median_ns : before->makespan_ns;
}

/* Whether both were measured often enough, and still what differs may be chance. */
static bool may_be_chance(const CompareRun *run, const BaselineRun *before) {
    return run->measurement != NULL && run->measurement->measured.has_interval &&
           before->measured.has_interval &&
           !measured_differ(&run->measurement->measured, &before->measured);
}

static bool is_slower(int64_t now_ns, int64_t then_ns, int64_t tolerance) {
    __extension__ typedef __int128 Wide;
    return (Wide)now_ns * TOLERANCE_UNIT > (Wide)then_ns * (TOLERANCE_UNIT + tolerance);
}

static void append_change(Text *text, const ReportStyle *style, int64_t now_ns, int64_t then_ns) {
    if (now_ns == then_ns) {
        text_append_cstr(text, "the same");
        return;
    }
    bool is_more = now_ns > then_ns;
    duration_append_percent(text, is_more ? now_ns - then_ns : then_ns - now_ns, then_ns,
                            style->ascii);
    text_append_cstr(text, is_more ? " slower" : " faster");
}

/* Returns whether this run is too slow. */
static bool append_run(Text *text, const ReportStyle *style, const CompareRun *run,
                       const BaselineRun *before, int64_t tolerance) {
    text_append_char(text, ' ');
    style_append(style, text, run->name, STYLE_BOLD);
    if (run->trace == NULL) {
        text_append_cstr(text, " did not run\n");
        return before != NULL;
    }
    text_append_cstr(text, "  ");
    duration_append(text, time_now(run), style->ascii);
    if (before == NULL) {
        text_append_cstr(text, "  is not in the baseline\n");
        return false;
    }
    bool is_chance = may_be_chance(run, before);
    bool slower = !is_chance && is_slower(time_now(run), time_then(before), tolerance);
    text_append_cstr(text, "  was ");
    duration_append(text, time_then(before), style->ascii);
    text_append_cstr(text, ": ");
    append_change(text, style, time_now(run), time_then(before));
    text_append_cstr(text, is_chance ? ", which may be chance" : "");
    if (slower) {
        text_append_cstr(text, ", more than the tolerance of ");
        duration_append_percent(text, tolerance, TOLERANCE_UNIT, style->ascii);
    }
    text_append_char(text, '\n');
    return slower;
}

bool baseline_append(Text *text, const ReportStyle *style, const Baseline *baseline,
                     const CompareRun *runs, size_t run_count, int64_t tolerance) {
    bool any_slower = false;
    text_append_char(text, '\n');
    for (size_t i = 0; i < run_count; i++) {
        any_slower |= append_run(text, style, &runs[i], find(baseline, &runs[i]), tolerance);
    }
    for (size_t i = 0; i < baseline->runs.count; i++) {
        const BaselineRun *before = &baseline->runs.items[i];
        if (!has_run(runs, run_count, before)) {
            text_append_char(text, ' ');
            style_append(style, text, before->name, STYLE_BOLD);
            text_append_cstr(text, " is in the baseline alone\n");
        }
    }
    return any_slower;
}
