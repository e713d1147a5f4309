#include "report/rich_print.h"

#include "unit/unit.h"

#include <string.h>

static const ReportStyle NARROW = {.width = 40, .ascii = false, .color = TERMINAL_COLOR_NONE};

static void add(RichText *rich, const char *text, unsigned style, unsigned cell) {
    rich_text_add(rich, text, strlen(text), style, RICH_NO_LINK, cell);
}

static void assert_prints(const ReportStyle *style, RichText *rich, const char *expected) {
    Text text = {0};
    rich_print(style, &text, rich, 2);
    assert_string_equal(text_cstr(&text), expected);
    text_release(&text);
    rich_text_release(rich);
}

static void words_are_wrapped_across_styles(void **state) {
    (void)state;
    RichText rich = {0};
    rich_text_add_block(&rich, RICH_PARAGRAPH);
    add(&rich, "Each ", RICH_PLAIN, 0);
    add(&rich, "await", RICH_CODE, 0);
    add(&rich, ", and this is why it is long, ends ", RICH_PLAIN, 0);
    add(&rich, "before", RICH_STRONG, 0);
    add(&rich, ".", RICH_PLAIN, 0);
    assert_prints(&NARROW, &rich, "  Each `await`, and this is why it is\n  long, ends before.\n");
}

static void items_have_numbers_or_bullets_and_hang(void **state) {
    (void)state;
    RichText rich = {0};
    RichBlock *block = rich_text_add_block(&rich, RICH_ITEM);
    block->depth = 1;
    block->number = 10;
    add(&rich, "words that do not fit into a single line", RICH_PLAIN, 0);
    block = rich_text_add_block(&rich, RICH_ITEM);
    block->depth = 2;
    block->is_tight = true;
    add(&rich, "within", RICH_PLAIN, 0);
    assert_prints(&NARROW, &rich,
                  "  10. words that do not fit into a\n      single line\n    • within\n");
}

static void code_and_quotes_keep_their_lines(void **state) {
    (void)state;
    RichText rich = {0};
    rich_text_add_block(&rich, RICH_CODE_BLOCK);
    add(&rich, "if x:\n    y()", RICH_PLAIN, 0);
    rich_text_add_block(&rich, RICH_PARAGRAPH)->quotes = 1;
    add(&rich, "said", RICH_PLAIN, 0);
    assert_prints(&NARROW, &rich, "    if x:\n        y()\n\n  │ said\n");
}

static void rows_make_columns(void **state) {
    (void)state;
    RichText rich = {0};
    RichBlock *row = rich_text_add_block(&rich, RICH_ROW);
    row->columns = 2;
    row->is_head = true;
    row->right_columns = 2;
    add(&rich, "name", RICH_PLAIN, 0);
    add(&rich, "s", RICH_PLAIN, 1);
    row = rich_text_add_block(&rich, RICH_ROW);
    row->columns = 2;
    row->is_tight = true;
    row->right_columns = 2;
    add(&rich, "a", RICH_PLAIN, 0);
    add(&rich, "12.5", RICH_PLAIN, 1);
    assert_prints(&NARROW, &rich, "  name     s\n  ────  ────  \n  a     12.5\n");
}

static void a_link_tells_where_it_leads(void **state) {
    (void)state;
    RichText rich = {0};
    rich_text_add_block(&rich, RICH_PARAGRAPH);
    int32_t link = rich_text_add_link(&rich, "https://a.example/", 18);
    rich_text_add(&rich, "here", 4, RICH_LINK, link, 0);
    add(&rich, " or not", RICH_PLAIN, 0);
    assert_prints(&NARROW, &rich, "  here (https://a.example/) or not\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_wrapped_across_styles),
        cmocka_unit_test(items_have_numbers_or_bullets_and_hang),
        cmocka_unit_test(code_and_quotes_keep_their_lines),
        cmocka_unit_test(rows_make_columns),
        cmocka_unit_test(a_link_tells_where_it_leads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
