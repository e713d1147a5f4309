#include "report/baseline.h"

#include "report/json_report.h"
#include "trace/duration.h"

#include <jansson.h>
#include <string.h>

static Status wrong(const char *name, const char *what, Error *error) {
    return error_set(error, STATUS_USAGE, "could not read %.200s: %s", name, what);
}

/* One element of "runs"; those that did not run have no makespan and are left out. */
static bool read_run(Baseline *baseline, const json_t *object) {
    const json_t *name = json_object_get(object, "name");
    const json_t *ran = json_object_get(object, "ran");
    if (!json_is_string(name) || !json_is_boolean(ran)) {
        return false;
    }
    if (!json_is_true(ran)) {
        return true;
    }
    const json_t *makespan = json_object_get(json_object_get(object, "figures"), "makespan");
    double seconds = json_number_value(makespan);
    if (!json_is_number(makespan) || seconds < 0 || seconds > 9e9) {
        return false;
    }
    ARRAY_PUSH(&baseline->runs, (BaselineRun){.name = memory_copy_string(json_string_value(name)),
                                              .makespan_ns = (int64_t)(seconds * 1e9 + 0.5)});
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
    }
    ARRAY_RELEASE(&baseline->runs);
}

static const BaselineRun *find(const Baseline *baseline, const char *name) {
    for (size_t i = 0; i < baseline->runs.count; i++) {
        if (strcmp(baseline->runs.items[i].name, name) == 0) {
            return &baseline->runs.items[i];
        }
    }
    return NULL;
}

static bool has_run(const CompareRun *runs, size_t run_count, const char *name) {
    for (size_t i = 0; i < run_count; i++) {
        if (strcmp(runs[i].name, name) == 0) {
            return true;
        }
    }
    return false;
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
    duration_append(text, run->metrics->makespan_ns, style->ascii);
    if (before == NULL) {
        text_append_cstr(text, "  is not in the baseline\n");
        return false;
    }
    bool slower = is_slower(run->metrics->makespan_ns, before->makespan_ns, tolerance);
    text_append_cstr(text, "  was ");
    duration_append(text, before->makespan_ns, style->ascii);
    text_append_cstr(text, ": ");
    append_change(text, style, run->metrics->makespan_ns, before->makespan_ns);
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
        any_slower |= append_run(text, style, &runs[i], find(baseline, runs[i].name), tolerance);
    }
    for (size_t i = 0; i < baseline->runs.count; i++) {
        const char *name = baseline->runs.items[i].name;
        if (!has_run(runs, run_count, name)) {
            text_append_char(text, ' ');
            style_append(style, text, name, STYLE_BOLD);
            text_append_cstr(text, " is in the baseline alone\n");
        }
    }
    return any_slower;
}
