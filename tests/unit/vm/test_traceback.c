#include "unit/vm/fixture.h"

static void expect_report(const char *program, const char *expected) {
    Fixture fixture;
    assert_false(fixture_run(&fixture, program));
    Text report = {0};
    fixture_report(&fixture, &report);
    assert_string_equal(text_cstr(&report), expected);
    text_release(&report);
    fixture_end(&fixture);
}

static void marks_stand_under_what_raised(void **state) {
    (void)state;
    expect_report("x = [1]\ny = 2 + x[5] + 3\n", "Traceback (most recent call last):\n"
                                                 "  File \"t.py\", line 2, in <module>\n"
                                                 "    y = 2 + x[5] + 3\n"
                                                 "            ~^^^\n"
                                                 "IndexError: list index out of range\n");
    expect_report("a = 1\nb = 'x'\nprint(a + b)\n",
                  "Traceback (most recent call last):\n"
                  "  File \"t.py\", line 3, in <module>\n"
                  "    print(a + b)\n"
                  "          ~~^~~\n"
                  "TypeError: unsupported operand type(s) for +: 'int' and 'str'\n");
}

static void a_statement_that_raises_as_a_whole_has_no_marks(void **state) {
    (void)state;
    expect_report("raise ValueError('all')\n", "Traceback (most recent call last):\n"
                                               "  File \"t.py\", line 1, in <module>\n"
                                               "    raise ValueError('all')\n"
                                               "ValueError: all\n");
}

static void causes_and_contexts_come_first(void **state) {
    (void)state;
    expect_report("try:\n    {}['k']\nexcept KeyError as e:\n    raise ValueError('v') from e\n",
                  "Traceback (most recent call last):\n"
                  "  File \"t.py\", line 2, in <module>\n"
                  "    {}['k']\n"
                  "    ~~^^^^^\n"
                  "KeyError: 'k'\n"
                  "\n"
                  "The above exception was the direct cause of the following exception:\n"
                  "\n"
                  "Traceback (most recent call last):\n"
                  "  File \"t.py\", line 4, in <module>\n"
                  "    raise ValueError('v') from e\n"
                  "ValueError: v\n");
}

static void endless_recursion_is_folded(void **state) {
    (void)state;
    Fixture fixture;
    assert_false(fixture_run(&fixture, "def f():\n    return f()\nf()\n"));
    Text report = {0};
    fixture_report(&fixture, &report);
    assert_non_null(strstr(text_cstr(&report), "  [Previous line repeated 996 more times]\n"));
    text_release(&report);
    fixture_end(&fixture);
}

static void groups_are_drawn_as_a_tree(void **state) {
    (void)state;
    expect_report("raise ExceptionGroup('two', [ValueError(1), TypeError(2)])\n",
                  "  + Exception Group Traceback (most recent call last):\n"
                  "  |   File \"t.py\", line 1, in <module>\n"
                  "  |     raise ExceptionGroup('two', [ValueError(1), TypeError(2)])\n"
                  "  | ExceptionGroup: two (2 sub-exceptions)\n"
                  "  +-+---------------- 1 ----------------\n"
                  "    | ValueError: 1\n"
                  "    +---------------- 2 ----------------\n"
                  "    | TypeError: 2\n"
                  "    +------------------------------------\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(marks_stand_under_what_raised),
        cmocka_unit_test(a_statement_that_raises_as_a_whole_has_no_marks),
        cmocka_unit_test(causes_and_contexts_come_first),
        cmocka_unit_test(endless_recursion_is_folded),
        cmocka_unit_test(groups_are_drawn_as_a_tree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
