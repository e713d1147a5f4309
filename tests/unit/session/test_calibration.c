#include "session/calibration.h"

#include "unit/unit.h"

#include <string.h>

/* A machine that takes exactly what this says: the simulation in the place of the real engine. */
static const char *const MACHINE = "machine step 2us request 40us connect 20us tls 300us";
static bool fails;

static Status fake_run(const SessionOptions *options, SessionResult *result, Error *error) {
    SessionOptions session = *options;
    const char *lines[] = {MACHINE};
    session.engine = SESSION_ENGINE_SIM;
    session.world_lines = lines;
    session.world_line_count = 1;
    Status status = session_run(&session, result, error);
    if (fails) {
        result->exit_code = EXIT_RAISED;
        text_append_cstr(options->stderr_sink.text, "OSError: no network\nmore\n");
    }
    return status;
}

static Status calibrate(Calibration *calibration, Error *error) {
    session_add_engine(SESSION_ENGINE_REAL, fake_run);
    const SessionOptions session = {0};
    CalibrationOptions options = {.engine = SESSION_ENGINE_REAL,
                                  .session = &session,
                                  .runs = 1,
                                  .budget_ns = INT64_C(600) * 1000000000};
    return calibration_measure(&options, calibration, error);
}

static void calibration_finds_what_the_machine_takes(void **state) {
    (void)state;
    Calibration calibration;
    Error error;
    fails = false;
    assert_int_equal(calibrate(&calibration, &error), STATUS_OK);
    assert_int_equal(calibration.runs, 1);
    assert_int_equal(calibration.step_ns, 2000);
    assert_int_equal(calibration.request_ns, 40000);
    assert_int_equal(calibration.connect_ns, 20000);
    assert_int_equal(calibration.tls_ns, 300000);
    /* A timer and its step, a reply with its request and step: all of it is the processor's. */
    assert_int_equal(calibration.timer_late_ns, 2000);
    assert_int_equal(calibration.reply_late_ns, 42000);
}

static void calibration_says_why_it_could_not_be(void **state) {
    (void)state;
    Calibration calibration;
    Error error;
    fails = true;
    assert_int_equal(calibrate(&calibration, &error), STATUS_REAL);
    assert_string_equal(error.text, "could not calibrate: switches_small.py ended with exit code 1 "
                                    "on real: OSError: no network");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(calibration_finds_what_the_machine_takes),
        cmocka_unit_test(calibration_says_why_it_could_not_be),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
