#include "scene/draw_list.h"

#include "scene/text_metrics.h"
#include "unit/unit.h"

#include <stdio.h>
#include <string.h>

#define PX(pixels) ((pixels)*DRAW_UNIT)

static void expect_description(const DrawList *list, const char *expected) {
    Text text = {0};
    draw_list_describe(list, &text);
    assert_string_equal(text_cstr(&text), expected);
    text_release(&text);
}

static void draw_list_describes_each_kind_of_operation(void **state) {
    (void)state;
    DrawList list;
    draw_list_init(&list);
    draw_list_clear(&list, 640, 480, 0xFFFFFFFF);
    DrawRect rect = {PX(10), PX(20) + 32, PX(30), PX(5) + 1};
    draw_clip(&list, rect);
    draw_fill(&list, rect, PX(4), 0x112233FF);
    draw_outline(&list, rect, PX(1), PX(4), 0x11223380);
    draw_texture(&list, rect, DRAW_TEXTURE_RISING, PX(6), 0x010203FF);
    draw_sign(&list, rect, DRAW_SIGN_NETWORK, 0x010203FF);
    draw_sign(&list, rect, DRAW_SIGN_STEP_BACK, 0x010203FF);
    draw_line(&list, PX(1), -PX(2), PX(3), 0, PX(1), true, 0x010203FF);
    draw_arrow(&list, PX(1), PX(2), PX(3), 0, PX(1), PX(5), 0x010203FF);
    draw_text(&list, DRAW_MONO_BOLD, PX(14), DRAW_RIGHT, PX(7), PX(8), 0x010203FF, "a\"b", 3);
    draw_unclip(&list);
    expect_description(&list, "picture 640x480 #ffffffff\n"
                              "clip 10,20.5 30x5.015625\n"
                              "fill 10,20.5 30x5.015625 round 4 #112233ff\n"
                              "outline 10,20.5 30x5.015625 thick 1 round 4 #11223380\n"
                              "texture rising 10,20.5 30x5.015625 apart 6 #010203ff\n"
                              "sign NETWORK 10,20.5 30x5.015625 #010203ff\n"
                              "sign step-back 10,20.5 30x5.015625 #010203ff\n"
                              "line dashed 1,-2 to 3,0 thick 1 #010203ff\n"
                              "arrow 1,2 to 3,0 thick 1 head 5 #010203ff\n"
                              "text mono-bold em 14 right 7,8 #010203ff \"a\"b\"\n"
                              "unclip\n");
    draw_list_release(&list);
}

static void draw_list_keeps_its_memory_between_frames(void **state) {
    (void)state;
    DrawList list;
    draw_list_init(&list);
    const DrawOp *ops = NULL;
    const char *pool = NULL;
    for (int frame = 0; frame < 3; frame++) {
        draw_list_clear(&list, 100, 100, 0);
        for (int i = 0; i < 1000; i++) {
            draw_text(&list, DRAW_SANS, PX(10), DRAW_LEFT, 0, i, 0, "some text", 9);
        }
        assert_true(frame == 0 || (list.ops.items == ops && list.pool.bytes == pool));
        ops = list.ops.items;
        pool = list.pool.bytes;
    }
    assert_int_equal(list.ops.count, 1000);
    assert_int_equal(list.pool.length, 9000);
    draw_list_release(&list);
}

static void expect_text(const char *given, size_t length, const char *expected) {
    DrawList list;
    draw_list_init(&list);
    draw_text(&list, DRAW_SANS, PX(10), DRAW_LEFT, 0, 0, 0, given, length);
    assert_string_equal(text_cstr(&list.pool), expected);
    draw_list_release(&list);
}

static void draw_text_replaces_what_is_no_character(void **state) {
    (void)state;
    expect_text("a\nb", 3, "a\uFFFDb");
    expect_text("a\0b", 3, "a\uFFFDb");
    expect_text("\x80\xC3", 2, "\uFFFD\uFFFD");
    expect_text("x\u202Ey", 5, "x\uFFFDy"); /* turns what follows to the left */
    expect_text("é漢😀", 9, "é漢😀");
}

/* Cuts to a number of columns of the monospaced face. */
static void expect_cut(const char *given, int columns, const char *expected) {
    TextMetrics metrics = text_metrics_built_in();
    int32_t size = 2048, column = 1233;
    DrawList list;
    draw_list_init(&list);
    int32_t taken = draw_text_cut(&list, &metrics, DRAW_MONO, size, DRAW_LEFT, 0, 0,
                                  columns * column + column / 2, 0, given, strlen(given));
    assert_string_equal(text_cstr(&list.pool), expected);
    assert_int_equal(list.ops.count, *expected != '\0');
    if (*expected != '\0') {
        assert_int_equal(list.ops.items[0].rect.w, taken);
        assert_int_equal(
            taken, metrics.measure(metrics.context, DRAW_MONO, size, expected, strlen(expected)));
    } else {
        assert_int_equal(taken, 0);
    }
    draw_list_release(&list);
}

static void draw_text_cut_ends_with_an_ellipsis_between_characters(void **state) {
    (void)state;
    expect_cut("fetch(3)", 8, "fetch(3)");
    expect_cut("fetch(3)", 7, "fetch(…");
    expect_cut("fetch(3)", 1, "…");
    expect_cut("fetch(3)", 0, "");
    expect_cut("", 5, "");
    expect_cut("ééééé", 3, "éé…");
    expect_cut("漢漢漢漢", 6, "漢漢…"); /* two columns each */
    expect_cut("漢漢漢漢", 8, "漢漢漢漢");
}

static void draw_text_cut_is_right_for_every_length_and_width(void **state) {
    (void)state;
    char given[300];
    memset(given, 'x', sizeof given);
    for (int length = 0; length < 299; length += 13) {
        given[length] = '\0';
        for (int columns = 0; columns < 300; columns += 7) {
            char expected[310] = "";
            if (length <= columns) {
                snprintf(expected, sizeof expected, "%s", given);
            } else if (columns > 0) {
                snprintf(expected, sizeof expected, "%.*s…", columns - 1, given);
            }
            expect_cut(given, columns, expected);
        }
        given[length] = 'x';
    }
}

static void built_in_widths_add_up(void **state) {
    (void)state;
    TextMetrics metrics = text_metrics_built_in();
    assert_int_equal(metrics.measure(NULL, DRAW_SANS, 2048, "iW", 2), 569 + 2025);
    assert_int_equal(metrics.measure(NULL, DRAW_SANS_BOLD, 2048, "iW", 2), 702 + 2259);
    assert_int_equal(metrics.measure(NULL, DRAW_MONO, 2048, "iW", 2), 2 * 1233);
    assert_int_equal(metrics.measure(NULL, DRAW_MONO_BOLD, 4096, "iW", 2), 4 * 1233);
    assert_int_equal(metrics.measure(NULL, DRAW_SANS, PX(14), "", 0), 0);
    assert_int_equal(metrics.measure(NULL, DRAW_MONO, 2048, "e\u0301", 3), 1233);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(draw_list_describes_each_kind_of_operation),
        cmocka_unit_test(draw_list_keeps_its_memory_between_frames),
        cmocka_unit_test(draw_text_replaces_what_is_no_character),
        cmocka_unit_test(draw_text_cut_ends_with_an_ellipsis_between_characters),
        cmocka_unit_test(draw_text_cut_is_right_for_every_length_and_width),
        cmocka_unit_test(built_in_widths_add_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
