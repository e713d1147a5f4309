#include "session/grid.h"

#include "base/text.h"
#include "unit/unit.h"

#include <string.h>

/* The values of a list, with spaces between, or what is wrong with it. */
static void expect_values(GridKind kind, const char *list, const char *expected) {
    Grid grid = {0};
    Error error;
    Text text = {0};
    if (grid_add(&grid, kind, "N", list, &error) != STATUS_OK) {
        text_append_cstr(&text, error.text);
    } else {
        const GridAxis *axis = &grid.axes.items[0];
        for (size_t i = 0; i < axis->values.count; i++) {
            text_printf(&text, "%s%s", i > 0 ? "|" : "", axis->values.items[i]);
        }
    }
    assert_string_equal(text_cstr(&text), expected);
    text_release(&text);
    grid_release(&grid);
}

static void lists_hold_values_and_ranges(void **state) {
    (void)state;
    static const char *const rows[][2] = {
        {"7", "7"},
        {"1,2,5", "1|2|5"},
        {"1..4", "1|2|3|4"},
        {"-1..1", "-1|0|1"},
        {"0..10:4", "0|4|8"},
        {"0..1:0.25", "0.00|0.25|0.50|0.75|1.00"},
        {"1.0..2", "1.0|2.0"},
        {"1..1000:x10", "1|10|100|1000"},
        {"1..20:x1.5", "1|2|3|5|8|12|18"},
        {"0.5..4:x2", "0.5|1.0|2.0|4.0"},
        {"10ms..80ms:x2", "10ms|20ms|40ms|80ms"},
        {"10ms..20ms:5ms", "10ms|15ms|20ms"},
        {"3..3", "3"},
        {"1..3,10,100..300:100", "1|2|3|10|100|200|300"},
        {"'a,b',\"c..d\"", "'a,b'|\"c..d\""},
        {"[1,2],(3,4)", "[1,2]|(3,4)"},
        {"normal(120ms, 30ms), 5ms", "normal(120ms, 30ms)|5ms"},
        {"1_000..1_002", "1000|1001|1002"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        expect_values(GRID_SETTING, rows[i][0], rows[i][1]);
    }
}

static void one_word_of_a_hosts_line_is_a_list(void **state) {
    (void)state;
    expect_values(GRID_HOST, "latency 1ms,2ms errors 503 30%",
                  "latency 1ms errors 503 30%|latency 2ms errors 503 30%");
    expect_values(GRID_HOST, "latency normal(120ms, 30ms)", "latency normal(120ms, 30ms)");
    expect_values(GRID_HOST, "latency 1ms,2ms limit 1..3",
                  "N: only one word of the line may be a list");
}

static void what_is_wrong_with_a_list_is_said(void **state) {
    (void)state;
    static const char *const rows[][2] = {
        {"5..1", "N: '5..1' is an empty range"},
        {"1..9:0", "N: '1..9:0' needs a step above 0: 0..100:10"},
        {"1..9:x1", "N: '1..9:x1' needs an end above 0 and a factor above 1: 1..1000:x2"},
        {"0..9:x2", "N: '0..9:x2' needs an end above 0 and a factor above 1: 1..1000:x2"},
        {"1,,2", "N: there is an empty value in the list"},
        {"", "N: there is an empty value in the list"},
        {"10ms..1s",
         "N: '10ms..1s' needs the same unit everywhere: 10ms..80ms:10ms, 10ms..80ms:x2"},
        {"1..x", "N: '1..x' is not a range such as 1..100, 0..1:0.25 or 1..1000:x2"},
        {"1..2..3", "N: '1..2..3' is not a range such as 1..100, 0..1:0.25 or 1..1000:x2"},
        {"1..2000000", "N: '1..2000000' has more than 1,000,000 values"},
        {"1..100000000000000000000",
         "N: '1..100000000000000000000' is not a range such as 1..100, 0..1:0.25 or 1..1000:x2"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        expect_values(GRID_SETTING, rows[i][0], rows[i][1]);
    }
}

static void add(Grid *grid, const char *name, const char *list) {
    Error error;
    assert_int_equal(grid_add(grid, GRID_SETTING, name, list, &error), STATUS_OK);
}

static void the_seed_varies_fastest_and_the_first_axis_slowest(void **state) {
    (void)state;
    Grid grid = {0};
    Error error;
    add(&grid, "A", "1,2");
    add(&grid, "B", "x,y");
    add(&grid, "A", "3"); /* the same axis */
    grid_set_seeds(&grid, 5, 6);
    uint64_t points;
    assert_int_equal(grid_count(&grid, 1, &points, &error), STATUS_OK);
    assert_int_equal(points, 12);
    Text text = {0};
    for (uint64_t i = 0; i < points; i++) {
        text_printf(&text, "%s%s%llu ", grid_value(&grid, i, 0), grid_value(&grid, i, 1),
                    (unsigned long long)grid_seed(&grid, i));
    }
    assert_string_equal(text_cstr(&text), "1x5 1x6 1y5 1y6 2x5 2x6 2y5 2y6 3x5 3x6 3y5 3y6 ");
    text_release(&text);
    grid_release(&grid);
}

static void a_sweep_has_a_million_runs_at_most(void **state) {
    (void)state;
    Grid grid = {0};
    Error error;
    uint64_t points;
    add(&grid, "A", "1..1000");
    grid_set_seeds(&grid, 1, 1000);
    assert_int_equal(grid_count(&grid, 1, &points, &error), STATUS_OK);
    assert_int_equal(points, GRID_POINTS_MAX);
    assert_int_equal(grid_count(&grid, 2, &points, &error), STATUS_USAGE);
    grid_set_seeds(&grid, 0, INT64_MAX);
    assert_int_equal(grid_count(&grid, 1, &points, &error), STATUS_USAGE);
    grid_release(&grid);
}

static void shards_are_ranges_that_join_without_gap(void **state) {
    (void)state;
    for (uint64_t points = 0; points < 40; points++) {
        for (uint64_t shards = 1; shards < 50; shards++) {
            uint64_t end = 0, least = UINT64_MAX, most = 0;
            for (uint64_t shard = 1; shard <= shards; shard++) {
                uint64_t first, count;
                grid_shard(points, shard, shards, &first, &count);
                assert_int_equal(first, end);
                end = first + count;
                least = count < least ? count : least;
                most = count > most ? count : most;
            }
            assert_int_equal(end, points);
            assert_true(most - least <= 1);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_hold_values_and_ranges),
        cmocka_unit_test(one_word_of_a_hosts_line_is_a_list),
        cmocka_unit_test(what_is_wrong_with_a_list_is_said),
        cmocka_unit_test(the_seed_varies_fastest_and_the_first_axis_slowest),
        cmocka_unit_test(a_sweep_has_a_million_runs_at_most),
        cmocka_unit_test(shards_are_ranges_that_join_without_gap),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
