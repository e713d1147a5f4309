#include "report/formats.h"

#include "report/chrome_trace.h"
#include "report/measured_table.h"
#include "unit/golden.h"
#include "unit/samples.h"
#include "unit/unit.h"

#include <jansson.h>
#include <zlib.h>

/* A report of sample runs, and what was written of it. */
typedef struct Case {
    CompareRun runs[3];
    Spans spans[3];
    Metrics metrics[3];
    Report report;
    Text out;
    size_t room; /* bytes that the sink takes before it fails */
} Case;

static void add_run(Case *c, const char *name, Trace *trace) {
    size_t at = c->report.run_count++;
    c->runs[at] = (CompareRun){.name = name, .exit_code = trace == NULL ? 2 : 0};
    if (trace != NULL) {
        spans_derive(&c->spans[at], trace);
        metrics_compute(&c->metrics[at], trace, &c->spans[at]);
        c->runs[at].trace = trace;
    }
    c->runs[at].spans = &c->spans[at];
    c->runs[at].metrics = &c->metrics[at];
    c->report.runs = c->runs;
}

static Case *new_case(void) {
    Case *c = calloc(1, sizeof *c);
    c->report.command = "meanwhile report --seed 7 sequential.py 'a b.py'";
    c->room = SIZE_MAX;
    return c;
}

static Case *two_runs(void) {
    Case *c = new_case();
    add_run(c, "sequential.py", sample_sequential(3, sample_latency));
    add_run(c, "concurrent.py", sample_concurrent(3, sample_latency));
    return c;
}

static void free_case(Case *c) {
    for (size_t i = 0; i < c->report.run_count; i++) {
        spans_release(&c->spans[i]);
        trace_free((Trace *)(uintptr_t)c->runs[i].trace);
    }
    text_release(&c->out);
    free(c);
}

static bool keep(void *context, const char *bytes, size_t length) {
    Case *c = context;
    if (length > c->room) {
        return false;
    }
    c->room -= length;
    text_append(&c->out, bytes, length);
    return true;
}

static bool write_report(Case *c, ReportFormat format, CsvTable table) {
    ReportSink sink = {.write = keep, .context = c};
    text_clear(&c->out);
    report_write(&sink, &c->report, format, table);
    return report_sink_end(&sink);
}

static void expect_written(const char *golden, Case *c, ReportFormat format, CsvTable table) {
    assert_true(write_report(c, format, table));
    expect_golden(golden, text_cstr(&c->out));
    free_case(c);
}

static void formats_are_chosen_by_the_files_ending(void **state) {
    (void)state;
    assert_int_equal(report_format_of("x/run.trace.json"), REPORT_CHROME_TRACE);
    assert_int_equal(report_format_of("run.trace.json.gz"), REPORT_CHROME_TRACE_GZ);
    assert_int_equal(report_format_of("run.json"), REPORT_JSON);
    assert_int_equal(report_format_of("run.md"), REPORT_MARKDOWN);
    assert_int_equal(report_format_of("run.exe"), REPORT_FORMAT_COUNT);
    assert_int_equal(report_format_of(".json"), REPORT_JSON);
}

static void two_runs_as_a_chrome_trace(void **state) {
    (void)state;
    expect_written("report_two.trace.json", two_runs(), REPORT_CHROME_TRACE, CSV_RUNS);
}

static void two_runs_as_json(void **state) {
    (void)state;
    expect_written("report_two.json", two_runs(), REPORT_JSON, CSV_RUNS);
}

static void two_runs_as_markdown(void **state) {
    (void)state;
    expect_written("report_two.md", two_runs(), REPORT_MARKDOWN, CSV_RUNS);
}

static void two_runs_as_an_http_archive(void **state) {
    (void)state;
    expect_written("report_two.har", two_runs(), REPORT_HAR, CSV_RUNS);
}

static void two_runs_as_captions(void **state) {
    (void)state;
    expect_written("report_two.vtt", two_runs(), REPORT_VTT, CSV_RUNS);
}

static void two_runs_as_sentences(void **state) {
    (void)state;
    expect_written("report_two.txt", two_runs(), REPORT_TEXT, CSV_RUNS);
}

static void two_runs_as_tables(void **state) {
    (void)state;
    expect_written("report_runs.csv", two_runs(), REPORT_CSV, CSV_RUNS);
    expect_written("report_lanes.csv", two_runs(), REPORT_CSV, CSV_LANES);
    expect_written("report_requests.csv", two_runs(), REPORT_CSV, CSV_REQUESTS);
    expect_written("report_spans.csv", two_runs(), REPORT_CSV, CSV_SPANS);
}

/* Slices of a track lie back to back, tracks are told apart by tid alone, metadata comes first and
 * the times of a run never go back. */
static void chrome_traces_keep_the_viewers_rules(void **state) {
    (void)state;
    Case *c = two_runs();
    add_run(c, "blocking.py", sample_blocking());
    assert_true(write_report(c, REPORT_CHROME_TRACE, CSV_RUNS));
    json_error_t problem;
    json_t *root = json_loads(text_cstr(&c->out), JSON_REJECT_DUPLICATES, &problem);
    assert_non_null(root);
    json_t *events = json_object_get(root, "traceEvents");
    double last_ts = 0, ends[64] = {0};
    json_int_t process_of[64] = {0}, last_pid = 0;
    size_t index;
    json_t *event;
    json_array_foreach(events, index, event) {
        const char *phase = json_string_value(json_object_get(event, "ph"));
        json_int_t pid = json_integer_value(json_object_get(event, "pid"));
        json_int_t tid = json_integer_value(json_object_get(event, "tid"));
        assert_true(pid > 0 && tid < 64);
        if (json_object_get(event, "tid") != NULL) {
            assert_true(tid > 0);
            assert_true(process_of[tid] == 0 || process_of[tid] == pid);
            process_of[tid] = pid;
        }
        if (*phase == 'M') {
            assert_int_equal(last_pid, 0);
            continue;
        }
        last_ts = pid == last_pid ? last_ts : 0;
        last_pid = pid;
        double ts = json_number_value(json_object_get(event, "ts"));
        assert_true(ts >= last_ts || *phase == 's' || *phase == 'f' || *phase == 'C');
        if (*phase == 'X') {
            double duration = json_number_value(json_object_get(event, "dur"));
            assert_true(duration > 0);
            assert_true(ts >= ends[tid]);
            ends[tid] = ts + duration;
            last_ts = ts;
        }
    }
    json_decref(root);
    free_case(c);
}

static Case *hostile_case(void) {
    Case *c = new_case();
    Trace *trace = sample_sequential(1, sample_latency);
    trace_rename(trace, TRACE_MAIN, "a,\"b\"|c\n<script>\x1b[31m\xff\xe2\x80\xae");
    add_run(c, "na\"me|,\n<b>&-->\x01.py", trace);
    add_run(c, "refused.py", NULL);
    return c;
}

static void names_from_strangers_are_data_in_every_format(void **state) {
    (void)state;
    for (int format = 0; format < REPORT_FORMAT_COUNT; format++) {
        Case *c = hostile_case();
        assert_true(write_report(c, (ReportFormat)format, CSV_LANES));
        if (format != REPORT_CHROME_TRACE_GZ) {
            assert_null(strchr(text_cstr(&c->out), '\x1b'));
        }
        if (format == REPORT_JSON || format == REPORT_CHROME_TRACE || format == REPORT_HAR) {
            json_error_t problem;
            json_t *root = json_loadb(text_cstr(&c->out), c->out.length, 0, &problem);
            assert_non_null(root);
            json_decref(root);
        }
        if (format == REPORT_VTT) {
            assert_null(strstr(text_cstr(&c->out), "<b>"));
        }
        free_case(c);
    }
    expect_written("report_hostile.csv", hostile_case(), REPORT_CSV, CSV_RUNS);
    expect_written("report_hostile.md", hostile_case(), REPORT_MARKDOWN, CSV_RUNS);
}

static int count_of(const char *text, size_t length, const char *what) {
    int count = 0;
    for (const char *at = text; (at = strstr(at, what)) != NULL && at < text + length; at++) {
        count++;
    }
    return count;
}

/* How many columns each line that begins so has: cells by `cell`, and what one of them spans. */
static void expect_columns(const char *text, const char *start, const char *cell, int columns,
                           int rows) {
    int found = 0;
    for (const char *line = text; line != NULL && *line != '\0';) {
        size_t length = strcspn(line, "\n");
        if (strncmp(line, start, strlen(start)) == 0) {
            const char *span = strstr(line, "colspan=\"");
            int spanned = span != NULL && span < line + length ? atoi(span + 9) - 1 : 0;
            assert_int_equal(count_of(line, length, cell) + spanned, columns);
            found++;
        }
        line += length + (line[length] == '\n');
    }
    assert_int_equal(found, rows);
}

/* Each row of the table of runs fills it, in Markdown and in HTML. */
static void expect_full_rows(Case *c, int columns, const char *row) {
    int rows = (int)c->report.run_count;
    assert_true(write_report(c, REPORT_MARKDOWN, CSV_RUNS));
    expect_columns(text_cstr(&c->out), "| ", " |", columns, rows + 1);
    expect_columns(text_cstr(&c->out), row, " |", columns, 1);
    assert_true(write_report(c, REPORT_HTML, CSV_RUNS));
    expect_columns(text_cstr(&c->out), "<tr><th scope=\"row\"", "</t", columns + 1, rows);
    expect_columns(text_cstr(&c->out), "<tr><th scope=\"col\"", "</t", columns + 1, 1);
    free_case(c);
}

static void every_run_fills_its_row_of_the_table(void **state) {
    (void)state;
    Case *figures = two_runs();
    add_run(figures, "refused.py", NULL);
    expect_full_rows(figures, 1 + COMPARE_COLUMN_COUNT, "| refused.py | did not run |");

    static const int64_t SAMPLES_NS[] = {40000000, 42000000};
    CompareClock clock = {.name = "a clock", .step_ns = 1, .unit = DURATION_MILLISECONDS};
    CompareMeasurement times = {.engine = "real",
                                .measured = measured_of(SAMPLES_NS, 2),
                                .samples_ns = SAMPLES_NS,
                                .clock = &clock,
                                .output = "same"};
    Case *measured = new_case();
    add_run(measured, "a.py (sim)", sample_sequential(3, sample_latency));
    add_run(measured, "a.py (real)", NULL);
    add_run(measured, "refused.py (real)", NULL);
    measured->runs[0].program = measured->runs[1].program = "a.py";
    measured->runs[1].measurement = &times; /* although the run to be recorded did not come */
    expect_full_rows(measured, 3 + MEASURED_COLUMN_COUNT,
                     "| a.py | real | measured | 41.0 | 41.0 ± 1.4 |");
}

static void a_compressed_trace_is_the_plain_one(void **state) {
    (void)state;
    Case *c = two_runs();
    assert_true(write_report(c, REPORT_CHROME_TRACE, CSV_RUNS));
    Text plain = c->out;
    c->out = (Text){0};
    assert_true(write_report(c, REPORT_CHROME_TRACE_GZ, CSV_RUNS));
    assert_true(c->out.length < plain.length / 2);
    char *unpacked = malloc(plain.length + 1);
    z_stream stream = {.next_in = (Bytef *)c->out.bytes,
                       .avail_in = (uInt)c->out.length,
                       .next_out = (Bytef *)unpacked,
                       .avail_out = (uInt)plain.length + 1};
    assert_int_equal(inflateInit2(&stream, 15 + 16), Z_OK);
    assert_int_equal(inflate(&stream, Z_FINISH), Z_STREAM_END);
    assert_int_equal(stream.total_out, plain.length);
    assert_memory_equal(unpacked, plain.bytes, plain.length);
    inflateEnd(&stream);
    free(unpacked);
    text_release(&plain);
    free_case(c);
}

static void a_sink_that_fails_is_told_of_and_gets_no_more(void **state) {
    (void)state;
    for (int format = 0; format < REPORT_FORMAT_COUNT; format++) {
        Case *c = two_runs();
        c->room = 10;
        assert_false(write_report(c, (ReportFormat)format, CSV_SPANS));
        assert_true(c->out.length <= 10);
        free_case(c);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(formats_are_chosen_by_the_files_ending),
        cmocka_unit_test(two_runs_as_a_chrome_trace),
        cmocka_unit_test(two_runs_as_json),
        cmocka_unit_test(two_runs_as_markdown),
        cmocka_unit_test(two_runs_as_an_http_archive),
        cmocka_unit_test(two_runs_as_captions),
        cmocka_unit_test(two_runs_as_sentences),
        cmocka_unit_test(two_runs_as_tables),
        cmocka_unit_test(chrome_traces_keep_the_viewers_rules),
        cmocka_unit_test(names_from_strangers_are_data_in_every_format),
        cmocka_unit_test(every_run_fills_its_row_of_the_table),
        cmocka_unit_test(a_compressed_trace_is_the_plain_one),
        cmocka_unit_test(a_sink_that_fails_is_told_of_and_gets_no_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
