#include "sim/distribution.h"

#include "unit/unit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DRAWS = 200000 };

static int compare(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a;
    int64_t y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

typedef struct Sample {
    double mean, p50, p90, p99;
} Sample;

static Sample sample(const Distribution *distribution) {
    static int64_t draws[DRAWS];
    Random random = random_stream(42, "test");
    uint64_t position = 0;
    double sum = 0;
    for (int i = 0; i < DRAWS; i++) {
        draws[i] = distribution_draw(distribution, &random, &position);
        assert_true(draws[i] >= 0 && draws[i] <= DISTRIBUTION_NS_MAX);
        sum += (double)draws[i];
    }
    qsort(draws, DRAWS, sizeof draws[0], compare);
    return (Sample){sum / DRAWS, (double)draws[DRAWS / 2], (double)draws[DRAWS * 9 / 10],
                    (double)draws[DRAWS * 99 / 100]};
}

static void assert_near(double value, double expected, double relative) {
    if (fabs(value - expected) > fabs(expected) * relative) {
        fail_msg("%g is not within %g %% of %g", value, relative * 100, expected);
    }
}

static void distribution_arithmetic_agrees_with_libm(void **state) {
    (void)state;
    for (double x = 1e-300; x < 1e300; x *= 3.7) {
        assert_true(fabs(distribution_ln(x) - log(x)) <= fabs(log(x)) * 4e-16 + 1e-17);
        assert_near(distribution_sqrt(x), sqrt(x), 3e-16);
    }
    for (double x = -690; x < 690; x += 0.173) {
        assert_near(distribution_exp(x), exp(x), 1e-14);
    }
    assert_true(distribution_exp(0) == 1.0);
    assert_true(distribution_ln(1) == 0.0);
}

static void distribution_normal_quantile_inverts_the_distribution_function(void **state) {
    (void)state;
    for (double p = 1e-15; p < 1; p += 0.00137) {
        double z = distribution_normal_quantile(p);
        assert_near(0.5 * erfc(-z / sqrt(2)), p, 1e-12);
    }
    assert_near(distribution_normal_quantile(0.975), 1.959963984540054, 1e-15);
    assert_near(distribution_normal_quantile(1e-16), -8.222082216130435, 1e-14);
    assert_true(distribution_normal_quantile(0.5) == 0);
}

static void distribution_draws_follow_their_formulas(void **state) {
    (void)state;
    const double ms = 1e6;
    Distribution uniform = {DISTRIBUTION_UNIFORM, 50000000, 150000000, 0, {0}};
    Sample s = sample(&uniform);
    assert_near(s.mean, 100 * ms, 0.003);
    assert_near(s.p90, 140 * ms, 0.003);
    Distribution normal = {DISTRIBUTION_NORMAL, 120000000, 30000000, 0, {0}};
    s = sample(&normal);
    assert_near(s.mean, 120 * ms, 0.003);
    assert_near(s.p90, (120 + 30 * 1.2815515655) * ms, 0.004);
    assert_near(s.p99, (120 + 30 * 2.3263478740) * ms, 0.006);
    Distribution lognormal = {DISTRIBUTION_LOGNORMAL, 100000000, 0, 0.5, {0}};
    s = sample(&lognormal);
    assert_near(s.p50, 100 * ms, 0.006);
    assert_near(s.mean, 100 * ms * exp(0.125), 0.006);
    assert_near(s.p99, 100 * ms * exp(0.5 * 2.3263478740), 0.02);
    Distribution exponential = {DISTRIBUTION_EXPONENTIAL, 100000000, 0, 0, {0}};
    s = sample(&exponential);
    assert_near(s.mean, 100 * ms, 0.008);
    assert_near(s.p50, 100 * ms * log(2), 0.01);
    assert_near(s.p99, 100 * ms * log(100), 0.02);
    Distribution pareto = {DISTRIBUTION_PARETO, 50000000, 0, 3, {0}};
    s = sample(&pareto);
    assert_near(s.mean, 75 * ms, 0.01);
    assert_near(s.p90, 50 * ms * pow(10, 1.0 / 3), 0.01);
}

static void distribution_never_leaves_its_range(void **state) {
    (void)state;
    Distribution heavy = {DISTRIBUTION_PARETO, 1000000000, 0, 0.01, {0}};
    sample(&heavy);
    Distribution wide = {DISTRIBUTION_NORMAL, 1, DISTRIBUTION_NS_MAX, 0, {0}};
    sample(&wide);
    Distribution explosive = {DISTRIBUTION_LOGNORMAL, DISTRIBUTION_NS_MAX, 0, 1e6, {0}};
    sample(&explosive);
    Distribution point = {DISTRIBUTION_UNIFORM, 7, 7, 0, {0}};
    assert_true(sample(&point).mean == 7);
}

/* The very numbers: they must be the same on every machine, compiler and optimisation level. */
static void distribution_draws_the_same_everywhere(void **state) {
    (void)state;
    static const int64_t expected[5][3] = {{144852280, 145939758, 147264891},
                                           {151316679, 154084242, 157525136},
                                           {22780359, 21519163, 20055071},
                                           {58200391, 57713095, 57152520},
                                           {101425152, 84089542, 144319639}};
    Distribution list[] = {{DISTRIBUTION_NORMAL, 120000000, 30000000, 0, {0}},
                           {DISTRIBUTION_LOGNORMAL, 100000000, 0, 0.5, {0}},
                           {DISTRIBUTION_EXPONENTIAL, 100000000, 0, 0, {0}},
                           {DISTRIBUTION_PARETO, 50000000, 0, 1.5, {0}},
                           {DISTRIBUTION_UNIFORM, 50000000, 150000000, 0, {0}}};
    for (int d = 0; d < 5; d++) {
        Random random = random_stream(7, "api.example.com");
        uint64_t position = 0;
        for (int i = 0; i < 3; i++) {
            int64_t drawn = distribution_draw(&list[d], &random, &position);
            if (drawn != expected[d][i]) {
                fail_msg("distribution %d, draw %d: %lld", d, i, (long long)drawn);
            }
        }
    }
}

static void distribution_replays_round_and_round(void **state) {
    (void)state;
    Distribution replay = {.kind = DISTRIBUTION_REPLAY};
    ARRAY_PUSH(&replay.samples, 1);
    ARRAY_PUSH(&replay.samples, 2);
    ARRAY_PUSH(&replay.samples, 3);
    Random random = random_stream(0, "");
    uint64_t position = 0;
    for (int i = 0; i < 9; i++) {
        assert_int_equal(distribution_draw(&replay, &random, &position), i % 3 + 1);
    }
    distribution_release(&replay);
}

static void distribution_reads_exact_durations(void **state) {
    (void)state;
    static const struct {
        const char *text;
        int64_t ns;
    } right[] = {{"0s", 0},           {"120ms", 120000000},      {"1.5s", 1500000000},
                 {"0.1s", 100000000}, {"2min", 120000000000},    {"0.5min", 30000000000},
                 {"7ns", 7},          {"2.50us", 2500},          {"0.000000001s", 1},
                 {"1.0ns", 1},        {"366000ms", 366000000000}};
    static const char *const wrong[] = {"",          "s",
                                        "1",         "1.s",
                                        ".5s",       "-1s",
                                        "1 s",       "1S",
                                        "1.5ns",     "1e3ms",
                                        "1hour",     "0x1s",
                                        "1..2s",     "999999999999999999999999s",
                                        "600000min", "1.0000000001s"};
    for (size_t i = 0; i < sizeof right / sizeof right[0]; i++) {
        int64_t ns = -1;
        assert_null(distribution_parse_duration(right[i].text, strlen(right[i].text), &ns));
        assert_int_equal(ns, right[i].ns);
    }
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        int64_t ns;
        assert_non_null(distribution_parse_duration(wrong[i], strlen(wrong[i]), &ns));
    }
}

static Status read(const char *bytes, size_t length, Distribution *distribution, Error *error) {
    *distribution = (Distribution){.kind = DISTRIBUTION_EMPIRICAL};
    return distribution_read_csv(distribution, bytes, length, error);
}

static void distribution_reads_csv_as_tools_write_it(void **state) {
    (void)state;
    static const struct {
        const char *text;
        int64_t first;
        size_t count;
    } files[] = {
        {"100\n200\n", 100000000, 2},
        {"latency_ms\n100.25\n", 100250000, 1},
        {"\xEF\xBB\xBFid,latency_s,note\r\n1,0.25,\"a, b\"\r\n2,1,\r\n", 250000000, 2},
        {"url;duration\n\"x;y\";120ms\n", 120000000, 1},
        {"Time_us\tname\n 7.5 \tx\n\n8\ty", 7500, 2},
        {"100ms", 100000000, 1},
        {"12.3456789012345\n", 12345678, 1},
        {"5,1\n6,2\n", 5000000, 2},
    };
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        Distribution distribution;
        Error error = {""};
        if (read(files[i].text, strlen(files[i].text), &distribution, &error) != STATUS_OK) {
            fail_msg("file %zu: %s", i, error.text);
        }
        assert_int_equal(distribution.samples.count, files[i].count);
        assert_int_equal(distribution.samples.items[0], files[i].first);
        distribution_release(&distribution);
    }
}

static void distribution_refuses_hostile_csv(void **state) {
    (void)state;
    static const struct {
        const char *text;
        size_t length;
    } files[] = {
        {"", 0},
        {"\n\n\n", 3},
        {"latency\n", 8},
        {"latency\nfast\n", 13},
        {"100\n-5\n", 7},
        {"a,latency\n1\n", 12},
        {"100\n\0\n", 6},
        {"100\n1e9\n", 8},
        {"100\n99999999999999999999999\n", 28},
        {"\"\"\"\"\n\"", 6},
        {"100\n\"100\n", 9},
        {"\xFF\xFE,\n;;;\n", 8},
    };
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        Distribution distribution;
        Error error = {""};
        Status status = read(files[i].text, files[i].length, &distribution, &error);
        if (i == 10) { /* a quote that is never closed ends with its line */
            assert_int_equal(status, STATUS_OK);
        } else {
            assert_int_equal(status, STATUS_USAGE);
            assert_true(error.text[0] != '\0');
        }
        distribution_release(&distribution);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(distribution_arithmetic_agrees_with_libm),
        cmocka_unit_test(distribution_normal_quantile_inverts_the_distribution_function),
        cmocka_unit_test(distribution_draws_follow_their_formulas),
        cmocka_unit_test(distribution_never_leaves_its_range),
        cmocka_unit_test(distribution_draws_the_same_everywhere),
        cmocka_unit_test(distribution_replays_round_and_round),
        cmocka_unit_test(distribution_reads_exact_durations),
        cmocka_unit_test(distribution_reads_csv_as_tools_write_it),
        cmocka_unit_test(distribution_refuses_hostile_csv),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
