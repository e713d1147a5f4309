#include "base/rich_text.h"

#include "unit/unit.h"

#include <string.h>

static void runs_of_one_style_are_joined(void **state) {
    (void)state;
    RichText rich = {0};
    rich_text_add_block(&rich, RICH_PARAGRAPH);
    rich_text_add(&rich, "one ", 4, RICH_PLAIN, RICH_NO_LINK, 0);
    rich_text_add(&rich, "two ", 4, RICH_PLAIN, RICH_NO_LINK, 0);
    rich_text_add(&rich, "three", 5, RICH_STRONG, RICH_NO_LINK, 0);
    assert_int_equal(rich.runs.count, 2);
    assert_int_equal(rich.blocks.items[0].run_count, 2);
    assert_int_equal(rich.runs.items[0].length, 8);
    assert_memory_equal(rich_text_bytes(&rich, &rich.runs.items[1]), "three", 5);
    rich_text_release(&rich);
}

static void a_links_target_does_not_get_into_the_text(void **state) {
    (void)state;
    RichText rich = {0};
    rich_text_add_block(&rich, RICH_PARAGRAPH);
    rich_text_add(&rich, "see ", 4, RICH_PLAIN, RICH_NO_LINK, 0);
    int32_t link = rich_text_add_link(&rich, "https://a.example/", 18);
    rich_text_add(&rich, "a", 1, RICH_LINK, link, 0);
    assert_string_equal(rich_text_link(&rich, &rich.runs.items[1]), "https://a.example/");
    assert_null(rich_text_link(&rich, &rich.runs.items[0]));
    Text plain = {0};
    rich_text_write_plain(&rich, &plain);
    assert_string_equal(text_cstr(&plain), "see a");
    text_release(&plain);
    rich_text_release(&rich);
}

static void appended_text_keeps_its_blocks_and_links(void **state) {
    (void)state;
    RichText first = {0};
    RichText second = {0};
    rich_text_add_plain(&first, "one");
    rich_text_add_block(&second, RICH_ROW)->columns = 2;
    int32_t link = rich_text_add_link(&second, "#two", 4);
    rich_text_add(&second, "left", 4, RICH_LINK, link, 0);
    rich_text_add(&second, "right", 5, RICH_PLAIN, RICH_NO_LINK, 1);
    rich_text_append(&first, &second);
    rich_text_release(&second);
    assert_int_equal(first.blocks.count, 2);
    assert_int_equal(first.blocks.items[1].kind, RICH_ROW);
    const RichRun *run = &first.runs.items[first.blocks.items[1].first_run];
    assert_string_equal(rich_text_link(&first, run), "#two");
    Text plain = {0};
    rich_text_write_plain(&first, &plain);
    assert_string_equal(text_cstr(&plain), "one\nleft\tright");
    text_release(&plain);
    rich_text_release(&first);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(runs_of_one_style_are_joined),
        cmocka_unit_test(a_links_target_does_not_get_into_the_text),
        cmocka_unit_test(appended_text_keeps_its_blocks_and_links),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
