#include "session/measure.h"

#include "trace/measured.h"
#include "unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* An engine of a real clock that is none: the simulation, with times and ends that a test writes
 * down. It is found by everybody, so what it is told lies here. */
static struct {
    int64_t makespans_ns[64]; /* of its runs in order; the last one is said again and again */
    size_t runs;              /* how many there were */
    int exit_code_at;         /* which run, from 1, ends with exit_code; 0: none */
    int exit_code;
    bool fails; /* that run cannot be begun at all */
    const char *prints;
} fake;

static Status fake_run(const SessionOptions *options, SessionResult *result, Error *error) {
    SessionOptions session = *options;
    session.engine = SESSION_ENGINE_SIM;
    fake.runs++;
    bool is_it = (int)fake.runs == fake.exit_code_at;
    if (is_it && fake.fails) {
        return error_set(error, STATUS_REAL, "could not reach the server");
    }
    Status status = session_run(&session, result, error);
    if (status == STATUS_OK) {
        size_t last = 0;
        while (last + 1 < fake.runs && fake.makespans_ns[last + 1] > 0) {
            last++;
        }
        result->makespan_ns = fake.makespans_ns[last];
        result->exit_code = is_it ? fake.exit_code : result->exit_code;
        if (fake.prints != NULL) {
            text_clear(options->stdout_sink.text);
            text_append_cstr(options->stdout_sink.text, fake.prints);
        }
    }
    return status;
}

static const SessionEngine BOTH[] = {SESSION_ENGINE_SIM, SESSION_ENGINE_REAL};
static const SessionEngine THREE[] = {SESSION_ENGINE_SIM, SESSION_ENGINE_REAL,
                                      SESSION_ENGINE_CPYTHON};

/* What was told, in a line each. */
typedef struct Log {
    Text runs, notices;
} Log;

static void log_run(void *context, const MeasureRun *run) {
    Log *log = context;
    if (run->result == NULL) {
        text_printf(&log->runs, "%zu-%s-%zu ", run->cell->program,
                    session_engine_name(run->cell->engine), run->number);
    }
}

static void log_notice(void *context, const char *notice) {
    Log *log = context;
    text_printf(&log->notices, "%s\n", notice);
}

static void write_program(const char *path, const char *text) {
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static const char *const PATHS[] = {"measure-a.py", "measure-b.py"};

static int set_up(void **state) {
    (void)state;
    memset(&fake, 0, sizeof fake);
    fake.makespans_ns[0] = 1000000;
    session_add_engine(SESSION_ENGINE_REAL, fake_run);
    session_add_engine(SESSION_ENGINE_CPYTHON, fake_run);
    write_program(PATHS[0], "import time\ntime.sleep(0.001)\nprint('a took 1.5 ms')\n");
    write_program(PATHS[1], "import time\ntime.sleep(25)\nprint('b')\n");
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    unlink(PATHS[0]);
    unlink(PATHS[1]);
    return 0;
}

static const SessionOptions SESSION = {0};

static MeasureOptions options_of(Log *log, const SessionEngine *engines, size_t engine_count) {
    return (MeasureOptions){.session = &SESSION,
                            .programs = PATHS,
                            .program_count = 1,
                            .engines = engines,
                            .engine_count = engine_count,
                            .runs = 3,
                            .warmups = 1,
                            .budget_ns = MEASURE_BUDGET_NS_DEFAULT,
                            .on_run = log_run,
                            .on_notice = log_notice,
                            .context = log};
}

static void release(Log *log, Measurement *measurement) {
    text_release(&log->runs);
    text_release(&log->notices);
    measure_release(measurement);
}

static void measure(const MeasureOptions *options, Measurement *measurement) {
    Error error;
    assert_int_equal(measure_run(options, measurement, &error), STATUS_OK);
}

static void measure_interleaves_programs_and_engines(void **state) {
    (void)state;
    Log log = {0};
    MeasureOptions options = options_of(&log, THREE, 3);
    const char *const programs[] = {PATHS[0], PATHS[0]};
    options.programs = programs;
    options.program_count = 2;
    options.runs = 2;
    Measurement measurement;
    measure(&options, &measurement);
    assert_string_equal(text_cstr(&log.runs), "0-sim-1 1-sim-1 "
                                              "0-real-0 0-cpython-0 1-real-0 1-cpython-0 "
                                              "0-real-1 0-cpython-1 1-real-1 1-cpython-1 "
                                              "0-real-2 0-cpython-2 1-real-2 1-cpython-2 "
                                              "0-cpython-3 1-cpython-3 "); /* for the trace */
    assert_string_equal(text_cstr(&log.notices), "");
    assert_int_equal(measurement.cell_count, 6);
    assert_int_equal(measurement.cells[0].samples_ns.count, 0);
    assert_int_equal(measurement.cells[4].samples_ns.count, 2);
    assert_int_equal(measurement.cells[4].program, 1);
    assert_int_equal(measurement.cells[4].engine, SESSION_ENGINE_REAL);
    assert_false(measurement.cells[4].is_apart);
    assert_non_null(measurement.cells[4].result.trace);
    assert_true(measurement.cells[5].is_apart);
    assert_non_null(measurement.cells[5].result.trace);
    assert_int_equal(measurement.cells[5].samples_ns.count, 2);
    assert_false(measurement.is_partial);
    release(&log, &measurement);
}

static void measure_shows_the_run_nearest_to_the_median(void **state) {
    (void)state;
    static const int64_t TIMES[] = {900, 5, 1, 9, 4, 8, 6, 20, 2, 3, 7, 30, 40};
    memcpy(fake.makespans_ns, TIMES, sizeof TIMES);
    Log log = {0};
    MeasureOptions options = options_of(&log, BOTH, 2);
    options.runs = 12;
    Measurement measurement;
    measure(&options, &measurement);
    const MeasureCell *cell = &measurement.cells[1];
    assert_int_equal(cell->samples_ns.count, 12); /* the warm-up run is none of them */
    Measured m = measured_of(cell->samples_ns.items, cell->samples_ns.count);
    assert_int_equal(m.median_ns, 6);
    assert_int_equal(cell->result.makespan_ns, 6);
    assert_int_equal(cell->shown, 6);
    assert_non_null(cell->result.trace);
    release(&log, &measurement);
}

static void measure_does_fewer_runs_where_the_budget_is_small(void **state) {
    (void)state;
    Log log = {0};
    MeasureOptions options = options_of(&log, BOTH, 2);
    options.programs = &PATHS[1]; /* 25 s each */
    options.runs = 10;
    Measurement measurement;
    measure(&options, &measurement);
    assert_string_equal(text_cstr(&log.runs), "0-sim-1 0-real-0 0-real-1 ");
    assert_non_null(strstr(text_cstr(&log.notices), "1 run of each instead of 10"));
    assert_non_null(strstr(text_cstr(&log.notices), "--time-limit"));
    assert_false(measurement.is_partial);
    release(&log, &measurement);
}

static void measure_does_ten_runs_and_as_many_as_fit_into_three_seconds(void **state) {
    (void)state;
    Log log = {0};
    MeasureOptions options = options_of(&log, BOTH, 2);
    options.runs = 0;
    Measurement measurement;
    measure(&options, &measurement); /* of 1 ms, and 20 ms to start */
    assert_int_equal(measurement.cells[1].samples_ns.count, 142);
    release(&log, &measurement);
    log = (Log){0};
    write_program(PATHS[0], "import time\ntime.sleep(2)\n");
    measure(&options, &measurement);
    assert_int_equal(measurement.cells[1].samples_ns.count, MEASURE_RUNS_DEFAULT);
    release(&log, &measurement);
}

static void measure_refuses_what_does_not_fit_at_all(void **state) {
    (void)state;
    Log log = {0};
    MeasureOptions options = options_of(&log, &BOTH[1], 1); /* the estimate is made all the same */
    options.programs = &PATHS[1];
    options.budget_ns = INT64_C(20000000000);
    Measurement measurement;
    Error error;
    assert_int_equal(measure_run(&options, &measurement, &error), STATUS_USAGE);
    assert_non_null(strstr(error.text, "could not measure within 20.000 s: one run of each needs"));
    assert_non_null(strstr(error.text, "--time-scale"));
    assert_int_equal(fake.runs, 0);
    text_release(&log.runs);
    text_release(&log.notices);
}

static void measure_is_partial_after_an_interrupt(void **state) {
    (void)state;
    fake.exit_code_at = 4; /* warm-up, two runs, and this */
    fake.exit_code = EXIT_INTERRUPTED;
    Log log = {0};
    MeasureOptions options = options_of(&log, BOTH, 2);
    options.runs = 10;
    Measurement measurement;
    measure(&options, &measurement);
    assert_true(measurement.is_partial);
    assert_true(measurement.was_interrupted);
    assert_int_equal(measurement.cells[1].samples_ns.count, 2);
    assert_int_equal(measurement.cells[1].result.exit_code, 0); /* of one that was whole */
    assert_non_null(measurement.cells[1].result.trace);
    release(&log, &measurement);
}

static void measure_does_not_repeat_what_ends_badly(void **state) {
    (void)state;
    fake.exit_code_at = 3;
    fake.exit_code = EXIT_REAL_WORLD;
    Log log = {0};
    MeasureOptions options = options_of(&log, BOTH, 2);
    Measurement measurement;
    measure(&options, &measurement);
    assert_int_equal(fake.runs, 3);
    const MeasureCell *cell = &measurement.cells[1];
    assert_int_equal(cell->result.exit_code, EXIT_REAL_WORLD);
    assert_int_equal(cell->samples_ns.count, 1);
    assert_int_equal(cell->shown, 0);
    release(&log, &measurement);
}

static void measure_keeps_what_there_is_when_a_run_cannot_be_begun(void **state) {
    (void)state;
    fake.exit_code_at = 3;
    fake.fails = true;
    Log log = {0};
    MeasureOptions options = options_of(&log, BOTH, 2);
    Measurement measurement;
    measure(&options, &measurement);
    assert_true(measurement.is_partial);
    assert_int_equal(measurement.cells[1].samples_ns.count, 1);
    assert_string_equal(text_cstr(&log.notices), "could not reach the server\n");
    release(&log, &measurement);

    set_up(NULL);
    fake.exit_code_at = 1; /* nothing is measured yet */
    fake.fails = true;
    Error error;
    log = (Log){0};
    options = options_of(&log, BOTH, 2);
    assert_int_equal(measure_run(&options, &measurement, &error), STATUS_REAL);
    assert_string_equal(error.text, "could not reach the server");
    text_release(&log.runs);
    text_release(&log.notices);
}

static void measure_runs_a_refused_program_once(void **state) {
    (void)state;
    write_program(PATHS[0], "def f(:\n");
    Log log = {0};
    MeasureOptions options = options_of(&log, BOTH, 2);
    Measurement measurement;
    measure(&options, &measurement);
    assert_string_equal(text_cstr(&log.runs), "0-sim-1 0-real-0 ");
    assert_false(measurement.cells[1].result.ran);
    assert_int_equal(measurement.cells[1].result.exit_code, EXIT_REFUSED);
    release(&log, &measurement);
}

static MeasureOutput output_of(const char *printed, int line) {
    Log log = {0};
    fake.prints = printed;
    MeasureOptions options = options_of(&log, BOTH, 2);
    Measurement measurement;
    measure(&options, &measurement);
    MeasureOutput output = measurement.cells[1].output;
    assert_int_equal(measurement.cells[1].output_line, line);
    release(&log, &measurement);
    return output;
}

static void measure_compares_outputs(void **state) {
    (void)state;
    write_program(PATHS[0], "print('one')\nprint('took 1.5 ms')\n");
    assert_int_equal(output_of("one\ntook 1.5 ms\n", 0), MEASURE_OUTPUT_SAME);
    assert_int_equal(output_of("one\ntook 12.625 ms\n", 2), MEASURE_OUTPUT_NUMBERS);
    assert_int_equal(output_of("took 1.5 ms\none\n", 1), MEASURE_OUTPUT_ORDER);
    assert_int_equal(output_of("one\nfailed\n", 2), MEASURE_OUTPUT_OTHER);
    assert_int_equal(output_of("one\n", 2), MEASURE_OUTPUT_OTHER);
    assert_int_equal(output_of("", 1), MEASURE_OUTPUT_OTHER);
}

static char folder[] = "/tmp/meanwhile-measure-XXXXXX";

static int enter_folder(void **state) {
    (void)state;
    return mkdtemp(folder) == NULL || chdir(folder) != 0;
}

static int leave_folder(void **state) {
    (void)state;
    return chdir("/") != 0 || rmdir(folder) != 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(measure_interleaves_programs_and_engines, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(measure_shows_the_run_nearest_to_the_median, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(measure_does_fewer_runs_where_the_budget_is_small, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(measure_does_ten_runs_and_as_many_as_fit_into_three_seconds,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(measure_refuses_what_does_not_fit_at_all, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(measure_is_partial_after_an_interrupt, set_up, tear_down),
        cmocka_unit_test_setup_teardown(measure_does_not_repeat_what_ends_badly, set_up, tear_down),
        cmocka_unit_test_setup_teardown(measure_keeps_what_there_is_when_a_run_cannot_be_begun,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(measure_runs_a_refused_program_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(measure_compares_outputs, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
