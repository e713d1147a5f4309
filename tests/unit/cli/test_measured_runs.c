#include "cli/command.h"

#include "base/file.h"
#include "unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int calls;

/* An engine of a real clock that is none: what the simulation says, and a little more each time. */
static Status fake_run(const SessionOptions *options, SessionResult *result, Error *error) {
    SessionOptions session = *options;
    session.engine = SESSION_ENGINE_SIM;
    Status status = session_run(&session, result, error);
    if (status == STATUS_OK && result->ran) {
        calls++;
        result->makespan_ns += result->makespan_ns / 1000 * (calls % 7);
        if (result->trace != NULL) {
            char *source = strdup(result->trace->info.source);
            trace_set_info(result->trace, "a.py", source, "", session_engine_name(options->engine),
                           0);
            free(source);
        }
    }
    return status;
}

typedef struct Said {
    int exit_code;
    Text out, err;
} Said;

static void read_back(const char *path, Text *text) {
    Error error;
    assert_int_equal(file_read(path, FILE_BYTES_MAX, text, &error), STATUS_OK);
}

/* Performs a command line, with blanks between words, in this process. */
static Said perform(const char *line) {
    Said said = {0};
    char *words = strdup(line), *rest = words, *argv[32];
    int argc = 0;
    for (char *word; (word = strsep(&rest, " ")) != NULL;) {
        argv[argc++] = word;
    }
    argv[argc] = NULL;
    fflush(NULL);
    int out = dup(STDOUT_FILENO), err = dup(STDERR_FILENO);
    assert_non_null(freopen("out.txt", "w", stdout));
    assert_non_null(freopen("err.txt", "w", stderr));
    CommandId command = strcmp(argv[0], "report") == 0 ? COMMAND_REPORT : COMMAND_COMPARE;
    said.exit_code = command_perform(
        command, command == COMMAND_REPORT ? command_report : command_compare, argc, argv);
    fflush(NULL);
    dup2(out, STDOUT_FILENO);
    dup2(err, STDERR_FILENO);
    close(out);
    close(err);
    read_back("out.txt", &said.out);
    read_back("err.txt", &said.err);
    free(words);
    return said;
}

static void release(Said *said) {
    text_release(&said->out);
    text_release(&said->err);
}

static void expect_in(const Text *text, const char *part) {
    if (strstr(text_cstr(text), part) == NULL) {
        fprintf(stderr, "'%s' is not in:\n%s\n", part, text_cstr(text));
        fail();
    }
}

static void expect_not_in(const Text *text, const char *part) {
    assert_null(strstr(text_cstr(text), part));
}

static void compare_puts_simulated_and_measured_twins_into_one_table(void **state) {
    (void)state;
    Said said = perform("compare --engine sim,real,cpython slow.py fast.py");
    assert_int_equal(said.exit_code, 0);
    expect_in(&said.out, "slow.py (sim): simulated");
    expect_in(&said.out, "fast.py (cpython): measured, recorded in a run of its own");
    expect_in(&said.out, " of 10");
    expect_in(&said.out, "times in ms");
    expect_in(&said.out, "   sim      simulated    400.0        exact\n");
    expect_in(&said.out, "   real     measured");
    expect_in(&said.out, " fast.py is 4.00 times as fast as slow.py (sim), ");
    expect_in(&said.out, "CLOCK_MONOTONIC, which tells");
    expect_in(&said.out, "95 % confidence");
    expect_in(&said.out, "   residual  ");
    expect_not_in(&said.out, "PARTIAL");
    assert_string_equal(text_cstr(&said.err), "");
    release(&said);
}

static void compare_of_one_measured_engine_names_it_in_the_table(void **state) {
    (void)state;
    Said said = perform("compare --engine real --runs 3 --warmup 0 slow.py");
    assert_int_equal(said.exit_code, 0);
    expect_in(&said.out, "slow.py: measured, run ");
    expect_in(&said.out, "   real     measured");
    expect_not_in(&said.out, "warm-up");
    expect_in(&said.err, "meanwhile: warning: slow.py: 3 runs are too few for a confidence "
                         "interval: --runs 6 or more\n");
    release(&said);
}

static void a_table_of_times_has_the_unit_that_is_wanted(void **state) {
    (void)state;
    Said said = perform("compare --engine sim,real --runs 6 -u s slow.py");
    expect_in(&said.out, "times in s ");
    expect_in(&said.out, "   sim      simulated    0.400");
    release(&said);
    said = perform("compare --engine sim,real --runs 6 --time-unit us slow.py");
    expect_in(&said.out, "   sim      simulated   400000.0");
    release(&said);
}

static void compare_keeps_and_holds_against_a_baseline(void **state) {
    (void)state;
    Said said = perform("compare --engine sim,real --save kept.json slow.py");
    assert_int_equal(said.exit_code, 0);
    release(&said);
    said = perform("compare --engine sim,real --against kept.json slow.py");
    assert_int_equal(said.exit_code, 0);
    expect_in(&said.out, "slow.py (sim)  400.0 ms  was 400.0 ms: the same\n");
    expect_in(&said.out, "slow.py (real)  40");
    release(&said);
    /* Twice as slow is no chance; the runs differ by less than a hundredth. */
    said = perform("compare --engine sim,real --latency 200ms --against kept.json slow.py");
    assert_int_equal(said.exit_code, 1);
    expect_in(&said.out, "slow.py (real)  80");
    expect_in(&said.out, " slower, more than the tolerance of 0.0 %\n");
    release(&said);
    /* Simulated now, and without a list: the name alone. */
    said = perform("compare --against kept.json slow.py");
    assert_int_equal(said.exit_code, 0);
    expect_in(&said.out, "slow.py  400.0 ms  was 400.0 ms: the same\n");
    release(&said);
}

static void a_stream_tells_every_run_as_a_line(void **state) {
    (void)state;
    Said said = perform("compare --engine sim,real --runs 2 --stream . fast.py");
    assert_int_equal(said.exit_code, 0);
    expect_in(&said.out, "{\"program\": \"fast.py\", \"engine\": \"sim\", \"run\": 1, \"of\": 1, "
                         "\"makespan_ns\": 100000000, \"exit_code\": 0, \"trace\": "
                         "\"./1-fast.py-sim-1.jsonl\"}\n");
    expect_in(&said.out, "\"engine\": \"real\", \"run\": 0, \"of\": 2");
    expect_in(&said.out, "\"./1-fast.py-real-2.jsonl\"}\n");
    expect_not_in(&said.out, "times in");
    struct stat found;
    assert_int_equal(stat("1-fast.py-real-2.jsonl", &found), 0);
    release(&said);
}

static void reports_of_measured_runs_hold_every_run(void **state) {
    (void)state;
    Said said = perform("report --engine sim,real --runs 6 slow.py -o r.csv -o r.md -o r.json -o "
                        "r.html -o r.svg");
    assert_int_equal(said.exit_code, 0);
    release(&said);
    Text text = {0};
    read_back("r.csv", &text);
    expect_in(&text, "run,engine,numbers,runs,median,mean,stddev,low,high,min,max,outliers,"
                     "ratio_to_simulated\nslow.py (sim),sim,simulated,1,0.4,,,,,,,,\n"
                     "slow.py (real),real,measured,6,0.40");
    text_release(&text);
    read_back("r.md", &text);
    expect_in(&text, "| slow.py | sim | simulated | 400.0 | exact |");
    expect_in(&text, "- slow.py (real): 40");
    text_release(&text);
    read_back("r.json", &text);
    expect_in(&text, "\"clock\": {\"name\": \"CLOCK_MONOTONIC\", \"resolution\": ");
    expect_in(&text, "\"measured\": {\"runs\": [0.40");
    text_release(&text);
    read_back("r.html", &text);
    expect_in(&text, "slow.py</th><td class=\"word\">real</td><td class=\"word\">measured</td>");
    text_release(&text);
    said = perform("report --engine real --runs 2 --table samples slow.py -o r.csv");
    read_back("r.csv", &text);
    expect_in(&text, "run,engine,number,makespan\nslow.py,real,1,0.40");
    text_release(&text);
    release(&said);
}

static void wrong_command_lines_of_engines_say_what_is_wrong(void **state) {
    (void)state;
    static const struct {
        const char *line, *message;
    } WRONG[] = {
        {"compare --engine sim,unreal slow.py", "--engine: 'sim,unreal' is not an engine"},
        {"compare --engine sim,sim slow.py", "names each engine once"},
        {"compare --engine real --runs 1001 slow.py", "a number of runs up to 1000"},
        {"compare --engine sim,real --schedule tie1:1 slow.py", "only the engine sim follows one"},
        {"compare --engine sim,real r.jsonl", "could not run 'r.jsonl': it is a saved trace"},
        {"compare --runs 5 slow.py", "simulated times are exact"},
        {"compare --engine real -u min slow.py", "a unit: us, ms or s"},
    };
    for (size_t i = 0; i < sizeof WRONG / sizeof *WRONG; i++) {
        Said said = perform(WRONG[i].line);
        assert_int_equal(said.exit_code, 2);
        expect_in(&said.err, WRONG[i].message);
        release(&said);
    }
}

static char folder[] = "/tmp/meanwhile-measured-XXXXXX";

static void write_program(const char *path, const char *text) {
    Error error;
    assert_int_equal(file_write(path, text, strlen(text), &error), STATUS_OK);
}

static int enter_folder(void **state) {
    (void)state;
    session_add_engine(SESSION_ENGINE_REAL, fake_run);
    session_add_engine(SESSION_ENGINE_CPYTHON, fake_run);
    if (mkdtemp(folder) == NULL || chdir(folder) != 0) {
        return 1;
    }
    write_program("slow.py", "import requests\nfor n in range(4):\n"
                             "    requests.get('https://api.example.com/')\nprint('slow')\n");
    write_program("fast.py", "import requests\nrequests.get('https://api.example.com/')\n");
    write_program("r.jsonl", "{\"format\": \"meanwhile trace\"}\n");
    return 0;
}

static int leave_folder(void **state) {
    (void)state;
    return system("rm -rf *.txt *.py *.json *.jsonl r.*") < 0 || chdir("/") != 0 ||
           rmdir(folder) != 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(compare_puts_simulated_and_measured_twins_into_one_table),
        cmocka_unit_test(compare_of_one_measured_engine_names_it_in_the_table),
        cmocka_unit_test(a_table_of_times_has_the_unit_that_is_wanted),
        cmocka_unit_test(compare_keeps_and_holds_against_a_baseline),
        cmocka_unit_test(a_stream_tells_every_run_as_a_line),
        cmocka_unit_test(reports_of_measured_runs_hold_every_run),
        cmocka_unit_test(wrong_command_lines_of_engines_say_what_is_wrong),
    };
    return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
