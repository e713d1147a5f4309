#include "sim/world.h"

#include "base/memory.h"
#include "unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static World *of_lines(const char *text) {
    World *world = world_new();
    world_add_lines(world, WORLD_FILE, "a.world", 1, "/nonexistent", text, strlen(text));
    return world;
}

static World *without_errors(World *world) {
    if (world->errors.count > 0) {
        Text out = {0};
        world_print_errors(world, &out);
        fail_msg("%s", text_cstr(&out));
    }
    return world;
}

static const WorldHost *find(const World *world, const char *host, const char *path) {
    return world_find_host(world, host, 443, path);
}

static void world_reads_every_option_of_a_host(void **state) {
    (void)state;
    World *world = without_errors(of_lines(
        "# comment\r\n"
        "\n"
        "host API.example.com/users/* latency normal(120ms, 30ms) rtt 20ms servers 8 queue 16 "
        "bandwidth 10Mbit size 20kB rate 10/s status 503 5% fail reset 0.5% status 500 1% "
        "body '{\"id\": 1, \"x\": \"# no comment\"}' # trailing\n"));
    const WorldHost *host = find(world, "api.example.com", "/users/7/x");
    assert_string_equal(host->pattern, "API.example.com/users/*");
    assert_int_equal(host->latency.kind, DISTRIBUTION_NORMAL);
    assert_int_equal(host->latency.a_ns, 120000000);
    assert_int_equal(host->latency.b_ns, 30000000);
    assert_int_equal(host->rtt.a_ns, 20000000);
    assert_int_equal(host->servers, 8);
    assert_int_equal(host->queue, 16);
    assert_int_equal(host->bandwidth_bits, 10000000);
    assert_int_equal(host->size_bytes, 20000);
    assert_int_equal(host->rate_count, 10);
    assert_int_equal(host->rate_period_ns, 1000000000);
    assert_int_equal(host->faults.count, 3);
    assert_int_equal(host->faults.items[0].parts, 50000000);
    assert_int_equal(host->faults.items[1].kind, WORLD_FAULT_RESET);
    assert_int_equal(host->faults.items[1].parts, 5000000);
    assert_string_equal(host->body, "{\"id\": 1, \"x\": \"# no comment\"}");
    host = find(world, "api.example.com", "/other");
    assert_int_equal(host->latency.a_ns, WORLD_LATENCY_DEFAULT_NS);
    assert_false(host->latency_given);
    world_free(world);
}

static void world_reads_every_distribution(void **state) {
    (void)state;
    static const struct {
        const char *text;
        DistributionKind kind;
    } list[] = {{"1.5s", DISTRIBUTION_CONSTANT},
                {"uniform(1ms,2ms)", DISTRIBUTION_UNIFORM},
                {"uniform( 1ms , 2ms )", DISTRIBUTION_UNIFORM},
                {"normal (1ms, 2ms)", DISTRIBUTION_NORMAL},
                {"lognormal(100ms, 0.5)", DISTRIBUTION_LOGNORMAL},
                {"exponential(1s)", DISTRIBUTION_EXPONENTIAL},
                {"pareto(50ms, 1.5)", DISTRIBUTION_PARETO},
                {"replay(1ms)", DISTRIBUTION_REPLAY},
                {"replay(1ms, 2ms, 3ms)", DISTRIBUTION_REPLAY}};
    for (size_t i = 0; i < sizeof list / sizeof list[0]; i++) {
        char line[200];
        snprintf(line, sizeof line, "host * latency %s servers 2", list[i].text);
        World *world = without_errors(of_lines(line));
        assert_int_equal(find(world, "x", "/")->latency.kind, list[i].kind);
        assert_int_equal(find(world, "x", "/")->servers, 2);
        world_free(world);
    }
}

static void world_matches_hosts_ports_and_paths(void **state) {
    (void)state;
    World *world = without_errors(of_lines("host localhost:8000 latency 1ms\n"
                                           "host *.example.com/a*z latency 2ms\n"
                                           "host [::1]:* latency 3ms\n"
                                           "host exact.org/ latency 4ms\n"
                                           "host *:8080 latency 5ms\n"
                                           "host * latency 6ms\n"));
    static const struct {
        const char *host;
        int port;
        const char *path;
        int64_t ms;
    } list[] = {{"localhost", 8000, "/x", 1},
                {"localhost", 80, "/x", 6},
                {"a.example.com", 80, "/abcz", 2},
                {"a.example.com", 80, "/abcz/", 6},
                {"example.com", 80, "/az", 6},
                {"a.b.example.com", 80, "/az", 2},
                {"[::1]", 99, "/", 3},
                {"exact.org", 443, "/", 4},
                {"exact.org", 443, "/x", 6},
                {"q", 8080, "/", 5}};
    for (size_t i = 0; i < sizeof list / sizeof list[0]; i++) {
        const WorldHost *host = world_find_host(world, list[i].host, list[i].port, list[i].path);
        assert_int_equal(host->latency.a_ns, list[i].ms * 1000000);
    }
    world_free(world);
    world = world_new();
    assert_int_equal(find(world, "any", "/")->latency.a_ns, 100000000);
    world_free(world);
}

static void world_knows_hosts_that_always_refuse(void **state) {
    (void)state;
    World *world = without_errors(of_lines("host a.org fail connect\n"
                                           "host b.org fail connect 50%\n"
                                           "host c.org:8080 fail connect\n"
                                           "host d.org/private fail connect\n"
                                           "host e.org/public latency 1s\n"
                                           "host e.org fail connect\n"
                                           "host f.org fail reset\n"));
    assert_true(world_always_refuses(world, "a.org", 443));
    assert_false(world_always_refuses(world, "b.org", 443));
    assert_true(world_always_refuses(world, "c.org", 8080));
    assert_false(world_always_refuses(world, "c.org", 80));
    assert_false(world_always_refuses(world, "d.org", 443));
    assert_false(world_always_refuses(world, "e.org", 443));
    assert_false(world_always_refuses(world, "f.org", 443));
    assert_false(world_always_refuses(world, "g.org", 443));
    world_free(world);
}

static void world_globs_are_not_exponential(void **state) {
    (void)state;
    assert_true(world_glob_matches("*", ""));
    assert_true(world_glob_matches("a*b*c", "a-b-b-c"));
    assert_false(world_glob_matches("a*b", "a-b-"));
    assert_false(world_glob_matches("", "x"));
    char text[2001];
    memset(text, 'a', 2000);
    text[2000] = '\0';
    assert_false(world_glob_matches("*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b", text));
}

static void world_prefers_command_line_to_file_to_program(void **state) {
    (void)state;
    World *world = world_new();
    static const char program[] = "# meanwhile: host * latency 3ms\n# meanwhile: seed 3\n"
                                  "# meanwhile: machine cores 3 step 3us gil on\n"
                                  "# meanwhile: host only.org latency 30ms\n";
    static const char file[] = "host b.org latency 2ms\nseed 2\nmachine cores 2 process 30ms\n";
    static const char line[] = "host a.org latency 1ms";
    world_add_program(world, "a.py", "/", program, sizeof program - 1);
    world_add_lines(world, WORLD_FILE, "a.world", 1, "/", file, sizeof file - 1);
    world_add_lines(world, WORLD_COMMAND_LINE, "--host", 1, NULL, line, sizeof line - 1);
    without_errors(world);
    assert_int_equal(find(world, "a.org", "/")->latency.a_ns, 1000000);
    assert_int_equal(find(world, "b.org", "/")->latency.a_ns, 2000000);
    assert_int_equal(find(world, "only.org", "/")->latency.a_ns, 3000000);
    assert_int_equal(world_seed(world), 2);
    world_set_seed(world, 1);
    assert_int_equal(world_seed(world), 1);
    WorldMachine machine = world_machine(world);
    assert_int_equal(machine.cores, 2);
    assert_int_equal(machine.step_ns, 3000);
    assert_int_equal(machine.process_ns, 30000000);
    assert_true(machine.said[WORLD_MACHINE_PROCESS]);
    assert_false(machine.said[WORLD_MACHINE_SLICE]);
    assert_int_equal(machine.instruction_ns, 0);
    assert_true(machine.gil);
    world_free(world);
}

static void world_has_defaults(void **state) {
    (void)state;
    World *world = world_new();
    WorldMachine machine = world_machine(world);
    assert_int_equal(machine.cores, 4);
    assert_true(machine.gil);
    assert_int_equal(machine.switch_ns, 5000000);
    assert_int_equal(machine.slice_ns, 4000000);
    assert_int_equal(machine.process_ns, 0);
    assert_int_equal(machine.step_ns, 0);
    assert_int_equal(world_seed(world), 0);
    world_free(world);
}

static void world_reads_comments_of_a_program_but_not_its_strings(void **state) {
    (void)state;
    static const char program[] = "import asyncio  # meanwhile: seed 5\n"
                                  "text = '# meanwhile: nonsense'\n"
                                  "text = \"it's # meanwhile: nonsense\"\n"
                                  "doc = '''\n"
                                  "# meanwhile: nonsense\n"
                                  "it''s \\''' \"\"\"\n"
                                  "''' # meanwhile: tune CALLS 1..500\n"
                                  "odd = 'a\\\n"
                                  "# meanwhile: nonsense'\n"
                                  "open = 'never closed\n"
                                  "    #meanwhile: host x latency 7ms\r\n"
                                  "# meanwhile we wait\n"
                                  "# note: # meanwhile: nonsense\n";
    World *world = world_new();
    world_add_program(world, "a.py", "/", program, sizeof program - 1);
    without_errors(world);
    assert_int_equal(world_seed(world), 5);
    assert_int_equal(world->tunes.count, 1);
    assert_int_equal(find(world, "x", "/")->latency.a_ns, 7000000);
    world_free(world);
}

static void world_reads_sliders(void **state) {
    (void)state;
    World *world = without_errors(of_lines("tune CALLS 1..500\n"
                                           "tune SHARE 0.1..0.9 0.05\n"
                                           "tune latency api.example.com 10ms..2s 10ms\n"
                                           "tune latency -5..5\n"
                                           "tune CALLS 3..4\n"));
    assert_int_equal(world->tunes.count, 4);
    const WorldTune *tunes = world->tunes.items;
    assert_string_equal(tunes[0].name, "CALLS");
    assert_true(tunes[0].whole && tunes[0].low == 1 && tunes[0].high == 500 && tunes[0].step == 0);
    assert_true(!tunes[1].whole && tunes[1].step == 0.05);
    assert_true(tunes[2].latency && tunes[2].low == 1e7 && tunes[2].high == 2e9);
    assert_string_equal(tunes[2].name, "api.example.com");
    assert_true(!tunes[3].latency && tunes[3].low == -5);
    world_free(world);
}

static void world_sets_the_latency_of_a_written_host(void **state) {
    (void)state;
    World *world = of_lines("host a.org latency 1s servers 3\n");
    world_set_latency(world, "a.org", "replay(5ms, 6ms)");
    world_set_latency(world, "new.org", "9ms");
    without_errors(world);
    assert_int_equal(find(world, "a.org", "/")->latency.samples.items[1], 6000000);
    assert_int_equal(find(world, "a.org", "/")->servers, 3);
    assert_int_equal(find(world, "new.org", "/")->latency.a_ns, 9000000);
    world_set_latency(world, "a.org", "soon");
    assert_int_equal(world->errors.count, 1);
    world_free(world);
}

static void world_says_what_is_wrong_and_where(void **state) {
    (void)state;
    static const struct {
        const char *line;
        int column;
        const char *message;
    } list[] = {
        {"hots * latency 1s", 1, "'hots' is not a line of a world"},
        {"host", 5, "expected a host such as api.example.com or *"},
        {"host * latncy 1s", 8, "'latncy' is not an option of a host"},
        {"host * latency", 15, "expected a latency"},
        {"host * latency 100", 16, "'100' is not a duration: a unit should follow"},
        {"host * latency 1h", 16, "'1h' is not a duration"},
        {"host * latency -1s", 16, "'-1s' is not a duration or distribution"},
        {"host * latency norml(1s, 2s)", 16, "'norml' is not a duration or distribution"},
        {"host * latency normal(1s, 2s", 22, "'(' was never closed"},
        {"host * latency normal(1s)", 16, "normal takes two arguments, not 1"},
        {"host * latency normal 1s", 16, "'(' should follow normal"},
        {"host * latency normal(1s,,2s)", 26, "an argument is missing here"},
        {"host * latency replay()", 16, "replay takes at least one duration, not 0"},
        {"host * latency uniform(2s, 1s)", 16, "uniform's first duration is larger"},
        {"host * latency pareto(1s, 0)", 27, "alpha must be larger than 0"},
        {"host * latency har(a.har)", 20, "could not read a.har: No such file or directory"},
        {"host * latency har", 16, "'(' should follow har"},
        {"host * rtt har(a.har)", 16, "a HAR file tells latencies, not round trips"},
        {"host * latency 1s latency 2s", 19, "'latency' is given twice"},
        {"host http://a.org", 6, "a pattern has no scheme"},
        {"host a.org/x?y=1", 13, "a pattern has no query"},
        {"host :80", 6, "the host's name is missing"},
        {"host a.org:http", 12, "'http' is not a port"},
        {"host a.org:0", 12, "'0' is not a port"},
        {"host a.org:99999", 12, "'99999' is not a port"},
        {"host ::1", 6, "':' is no name of a host"},
        {"host a\x01"
         "b",
         7, "a control character cannot stand in a host's name"},
        {"host * status 99", 15, "a status must be between 200 and 599"},
        {"host * status x", 15, "expected a status, a whole number, not 'x'"},
        {"host * status 503 101%", 19, "'101%' is not a percentage"},
        {"host * status 503 5", 19, "'5' is not a percentage"},
        {"host * status 503 60% fail reset 50%", 23, "this host's faults add up to more than 100%"},
        {"host * fail slowly", 13, "'slowly' is not a way to fail"},
        {"host * body {}", 13, "expected the body between quotes"},
        {"host * body '{}", 13, "this quote is never closed"},
        {"host * body '{1: 2}'", 15, "this is not JSON"},
        {"host * queue 3", 6, "a queue needs servers to wait for"},
        {"host * size 3kB", 6, "a size matters only with a bandwidth"},
        {"host * bandwidth 0Mbit", 8, "a bandwidth of 0 would transfer nothing"},
        {"host * bandwidth 10Mbps", 18, "'10Mbps' is not a bandwidth such as 10Mbit"},
        {"host * servers 0", 16, "the number of servers must be between"},
        {"host * rate 10", 13, "'10' is not a rate"},
        {"host * rate 10/", 13, "'10/' is not a rate"},
        {"host * rate 10/fortnight", 13, "'10/fortnight' is not a rate"},
        {"machine", 8, "expected an option of the machine"},
        {"machine cores 0", 15, "the number of cores must be between"},
        {"machine cores 2 cores 3", 17, "'cores' is given twice"},
        {"machine gil maybe", 13, "gil is on or off, not 'maybe'"},
        {"machine step", 13, "expected a duration"},
        {"seed -1", 6, "a seed is a whole number below"},
        {"seed 18446744073709551616", 6, "a seed is a whole number below"},
        {"seed 1 2", 8, "nothing should follow here"},
        {"scale 0", 7, "a scale is a number from 0.000001 to 1000"},
        {"scale 1001", 7, "a scale is a number from 0.000001 to 1000"},
        {"scale", 6, "expected a factor"},
        {"tune 3X 1..2", 6, "'3X' is no name of a constant"},
        {"tune X 1-2", 8, "'1-2' is not a range"},
        {"tune X 2..1", 8, "this range is empty"},
        {"tune X 1..2 0", 13, "a slider's step must be larger than 0"},
        {"tune latency a.org 1..2", 20, "'1' is not a duration"},
        {"load a.org clients 0 each 5", 20, "the number of clients must be between 1 and 100000"},
        {"load a.org clients 3 each 5 x", 29, "nothing should follow here"},
        {"load a.org clients 1000 each 1000000", 1, "this load sends more than 100000000 requests"},
        {"arrivals a.org 100000/s for 1001s", 16,
         "these arrivals are more than 100000000 requests"},
        {"load a.org clients 3", 21, "expected 'each' here"},
        {"load *.org clients 3 each 5", 6, "one host must be named here, without *"},
        {"load ?x=1 clients 3 each 5", 6, "the host's name is missing"},
        {"arrivals a.org/x -1/s for 10s", 18, "'-1/s' is not a rate"},
        {"arrivals a.org/x 200/s for", 27, "expected a duration"},
        {"machine switch 0ms", 16, "the switch interval must be longer than nothing"},
        {"machine slice 0ns", 15, "the slice interval must be longer than nothing"},
        {"host \xC3\xA9\xC3\xA9 x", 9, "'x' is not an option of a host"},
    };
    for (size_t i = 0; i < sizeof list / sizeof list[0]; i++) {
        World *world = of_lines(list[i].line);
        if (world->errors.count != 1) {
            fail_msg("%s: %zu errors", list[i].line, world->errors.count);
        }
        const WorldError *error = &world->errors.items[0];
        if (strstr(error->message, list[i].message) != error->message ||
            error->column != list[i].column) {
            fail_msg("%s: %d: %s", list[i].line, error->column, error->message);
        }
        world_free(world);
    }
}

static void world_collects_all_errors_and_draws_them(void **state) {
    (void)state;
    World *world = of_lines("host a.org\nhots b.org\n\thost c.org latency 1x\x1b[2J\n");
    Text out = {0};
    world_print_errors(world, &out);
    assert_string_equal(text_cstr(&out),
                        "a.world:2:1: error: 'hots' is not a line of a world\n"
                        "    hots b.org\n"
                        "    ^^^^\n"
                        "    hint: did you mean 'host'?\n"
                        "a.world:3:21: error: '1x?[2J' is not a duration: its unit is none of "
                        "ns, us, ms, s, min\n"
                        "     host c.org latency 1x\\x1b[2J\n"
                        "                        ^^^^^^^^^\n"
                        "    hint: write a duration such as 120ms, 1.5s or 50us\n");
    text_release(&out);
    world_free(world);
}

static void world_survives_hostile_text(void **state) {
    (void)state;
    static const char nul[] = "host a\0b latency 1s\nhost * latency replay(1s\0)\n\0\n";
    World *world = world_new();
    world_add_lines(world, WORLD_FILE, "x", 1, NULL, nul, sizeof nul - 1);
    assert_int_equal(world->errors.count, 3);
    Text out = {0};
    world_print_errors(world, &out);
    world_free(world);

    size_t length = 3 << 20;
    char *bytes = memory_new(length);
    unsigned random = 1;
    for (size_t i = 0; i < length; i++) {
        random = random * 1103515245u + 12345u;
        bytes[i] = "host *latency(1s,) \n'\"#\\%machine \xC3\xFF\0tune.."[(random >> 16) % 43];
    }
    world = world_new();
    world_add_lines(world, WORLD_FILE, "x", 1, NULL, bytes, length);
    world_add_program(world, "x", NULL, bytes, length);
    assert_true(world->errors.count <= 100);
    world_print_errors(world, &out);
    world_free(world);

    memset(bytes, 'x', length); /* one line of 3 MB */
    memcpy(bytes, "host ", 5);
    world = world_new();
    world_add_lines(world, WORLD_FILE, "x", 1, NULL, bytes, length);
    assert_int_equal(world->errors.count, 1);
    text_clear(&out);
    world_print_errors(world, &out);
    assert_true(out.length < 1000);
    world_free(world);
    memory_free(bytes);
    text_release(&out);
}

static void write_file(const char *path, const char *text) {
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void world_reads_latencies_only_below_its_folder(void **state) {
    (void)state;
    char root[] = "/tmp/meanwhile-world-XXXXXX";
    assert_non_null(mkdtemp(root));
    assert_int_equal(chdir(root), 0);
    assert_int_equal(mkdir("in", 0700), 0);
    assert_int_equal(mkdir("in/deep", 0700), 0);
    write_file("out.csv", "1\n");
    write_file("in/a.csv", "latency\n7ms\n");
    write_file("in/deep/b.csv", "8\n");
    assert_int_equal(symlink("../out.csv", "in/link.csv"), 0);
    assert_int_equal(symlink("..", "in/up"), 0);
    static const struct {
        const char *path;
        bool right;
    } list[] = {{"a.csv", true},         {"\"a.csv\"", true},   {"deep/b.csv", true},
                {"./deep//b.csv", true}, {"../out.csv", false}, {"deep/../../out.csv", false},
                {"link.csv", false},     {"up/out.csv", false}, {"/etc/passwd", false},
                {"deep", false},         {"none.csv", false},   {".", false},
                {"a.csv/x", false},      {"/dev/zero", false}};
    for (size_t i = 0; i < sizeof list / sizeof list[0]; i++) {
        char line[200];
        snprintf(line, sizeof line, "host * latency empirical(%s)", list[i].path);
        World *world = world_new();
        world_add_lines(world, WORLD_PROGRAM, "x", 1, "in", line, strlen(line));
        if (world->errors.count != !list[i].right) {
            fail_msg("%s", list[i].path);
        }
        world_free(world);
    }
    World *world = world_new();
    static const char anywhere[] = "host * latency empirical(out.csv)";
    world_add_lines(world, WORLD_COMMAND_LINE, "x", 1, NULL, anywhere, sizeof anywhere - 1);
    assert_int_equal(without_errors(world)->layers[0].hosts.count, 1);
    world_free(world);
    static const char *const made[] = {"in/up", "in/link.csv", "in/deep/b.csv", "in/a.csv",
                                       "out.csv"};
    for (size_t i = 0; i < sizeof made / sizeof made[0]; i++) {
        unlink(made[i]);
    }
    rmdir("in/deep");
    rmdir("in");
    assert_int_equal(chdir("/"), 0);
    rmdir(root);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(world_reads_every_option_of_a_host),
        cmocka_unit_test(world_reads_every_distribution),
        cmocka_unit_test(world_matches_hosts_ports_and_paths),
        cmocka_unit_test(world_knows_hosts_that_always_refuse),
        cmocka_unit_test(world_globs_are_not_exponential),
        cmocka_unit_test(world_prefers_command_line_to_file_to_program),
        cmocka_unit_test(world_has_defaults),
        cmocka_unit_test(world_reads_comments_of_a_program_but_not_its_strings),
        cmocka_unit_test(world_reads_sliders),
        cmocka_unit_test(world_sets_the_latency_of_a_written_host),
        cmocka_unit_test(world_says_what_is_wrong_and_where),
        cmocka_unit_test(world_collects_all_errors_and_draws_them),
        cmocka_unit_test(world_survives_hostile_text),
        cmocka_unit_test(world_reads_latencies_only_below_its_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
