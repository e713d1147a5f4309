#include "base/random.h"
#include "unit/unit.h"

static void random_streams_repeat_and_do_not_depend_on_each_other(void **state) {
    (void)state;
    Random a = random_stream(7, "host:api");
    Random b = random_stream(7, "host:api");
    Random other_name = random_stream(7, "host:apj");
    Random other_seed = random_stream(8, "host:api");
    int same_as_name = 0;
    int same_as_seed = 0;
    for (int i = 0; i < 100; i++) {
        uint64_t bits = random_next(&a);
        assert_true(bits == random_next(&b));
        same_as_name += bits == random_next(&other_name);
        same_as_seed += bits == random_next(&other_seed);
    }
    assert_int_equal(same_as_name, 0);
    assert_int_equal(same_as_seed, 0);
}

static void random_bits_are_the_same_on_every_machine(void **state) {
    (void)state;
    /* The reference output of splitmix64 for the state 0. */
    Random random = {0};
    assert_true(random_next(&random) == UINT64_C(0xE220A8397B1DCDAF));
    assert_true(random_next(&random) == UINT64_C(0x6E789E6AA1B965F4));
    assert_true(random_next(&random) == UINT64_C(0x06C45D188009454F));
}

static void random_below_stays_below_and_reaches_everything(void **state) {
    (void)state;
    Random random = random_stream(1, "dice");
    int seen[6] = {0};
    for (int i = 0; i < 6000; i++) {
        uint64_t side = random_below(&random, 6);
        assert_true(side < 6);
        seen[side]++;
    }
    for (int side = 0; side < 6; side++) {
        assert_in_range(seen[side], 850, 1150);
    }
    assert_true(random_below(&random, 1) == 0);
}

static void random_unit_is_half_on_average(void **state) {
    (void)state;
    Random random = random_stream(1, "unit");
    double sum = 0;
    for (int i = 0; i < 10000; i++) {
        double unit = random_unit(&random);
        assert_true(unit >= 0.0 && unit < 1.0);
        sum += unit;
    }
    assert_true(sum > 4900 && sum < 5100);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_streams_repeat_and_do_not_depend_on_each_other),
        cmocka_unit_test(random_bits_are_the_same_on_every_machine),
        cmocka_unit_test(random_below_stays_below_and_reaches_everything),
        cmocka_unit_test(random_unit_is_half_on_average),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
