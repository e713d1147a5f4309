#include "report/svg.h"

#include "base/process.h"
#include "scene/text_metrics.h"
#include "unit/golden.h"
#include "unit/scene/sheet.h"
#include "unit/unit.h"

static void svg_says_all_that_a_draw_list_can(void **state) {
    (void)state;
    Theme theme;
    theme_init_light(&theme);
    DrawList list;
    Text text = {0};
    draw_list_init(&list);
    sheet_draw(&list, &theme, 100);
    svg_append(&text, &list, "A sheet of everything");
    expect_golden("sheet.svg", text_cstr(&text));
    text_release(&text);
    draw_list_release(&list);
}

/* Asks an XML parser; the title and all text come back as they are expected. */
static void expect_well_formed(const Text *svg, const char *title, const char *words) {
    static const char PROGRAM[] =
        "import sys, xml.etree.ElementTree as tree\n"
        "root = tree.fromstring(sys.stdin.buffer.read())\n"
        "space = '{http://www.w3.org/2000/svg}'\n"
        "assert root.tag == space + 'svg', root.tag\n"
        "ids = [e.get('id') for e in root.iter() if e.get('id')]\n"
        "assert len(ids) == len(set(ids)), 'an id stands twice'\n"
        "used = [e.get(k) for e in root.iter() for k in ('href', 'fill', 'clip-path')]\n"
        "for name in used:\n"
        "    if name and ('url(#' in name or name.startswith('#s')):\n"
        "        assert name.strip('url()').lstrip('#') in ids, name\n"
        "print(root.find(space + 'title').text)\n"
        "print('|'.join(e.text for e in root.iter(space + 'text')))\n";
    const char *arguments[] = {"/usr/bin/python3", "-c", PROGRAM, NULL};
    const char *environment[] = {"PYTHONIOENCODING=utf-8", NULL};
    ProcessSpec spec = {.arguments = arguments,
                        .environment = environment,
                        .input = svg->bytes,
                        .input_length = svg->length,
                        .output = PROCESS_COLLECT,
                        .errors = PROCESS_COLLECT};
    ProcessResult result;
    Error error;
    assert_int_equal(process_run(&spec, &result, &error), STATUS_OK);
    if (result.exit_code != 0) {
        fail_msg("%s", text_cstr(&result.errors));
    }
    Text expected = {0};
    text_printf(&expected, "%s\n%s\n", title, words);
    assert_string_equal(text_cstr(&result.output), text_cstr(&expected));
    text_release(&expected);
    process_result_release(&result);
}

static void svg_is_well_formed_for_hostile_names(void **state) {
    (void)state;
    static const char *const NAMES[] = {"</text><script>alert(1)</script>",
                                        "a & b \"c\" 'd'",
                                        "\x01\x1B[31m\xFF",
                                        "]]>",
                                        "\xEF\xBF\xBE",
                                        "  two  "};
    DrawList list;
    Text svg = {0};
    TextMetrics metrics = text_metrics_built_in();
    draw_list_init(&list);
    draw_list_clear(&list, 100, 100, 0xFFFFFFFF);
    draw_clip(&list, (DrawRect){0, 0, -5, 5});
    draw_clip(&list, (DrawRect){0, 0, 6400, 6400});
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        draw_text(&list, DRAW_SANS, 640, DRAW_LEFT, 0, 0, 0xFF, NAMES[i], strlen(NAMES[i]));
    }
    draw_text_cut(&list, &metrics, DRAW_MONO, 640, DRAW_RIGHT, 0, 0, 3000, 0x11223344, "<<<<<<<<<<",
                  10);
    draw_texture(&list, (DrawRect){0, 0, 640, 640}, DRAW_TEXTURE_CROSS, 640, 0x12345678);
    draw_texture(&list, (DrawRect){0, 0, 640, 640}, DRAW_TEXTURE_CROSS, 640, 0x12345678);
    draw_texture(&list, (DrawRect){0, 0, 640, 640}, DRAW_TEXTURE_CROSS, 650, 0x1234567F);
    draw_sign(&list, (DrawRect){0, 0, 640, 640}, DRAW_SIGN_AWAIT, 0x12345678);
    draw_sign(&list, (DrawRect){0, 0, 640, 640}, DRAW_SIGN_AWAIT, 0x000000FF);
    draw_unclip(&list); /* the other one is left open */
    svg_append(&svg, &list, "a<b>&\"c\"\x02");
    expect_well_formed(&svg, "a<b>&\"c\"\uFFFD",
                       "</text><script>alert(1)</script>|a & b \"c\" 'd'|\uFFFD\uFFFD[31m\uFFFD|]]>"
                       "|\uFFFD|  two  |<<<<<<…");
    text_release(&svg);
    draw_list_release(&list);
}

static void svg_of_one_list_is_the_same_bytes(void **state) {
    (void)state;
    Theme theme;
    theme_init_light(&theme);
    DrawList list;
    Text one = {0}, other = {0};
    draw_list_init(&list);
    sheet_draw(&list, &theme, 75);
    svg_append(&one, &list, "");
    sheet_draw(&list, &theme, 75);
    svg_append(&other, &list, "");
    assert_string_equal(text_cstr(&one), text_cstr(&other));
    text_release(&one);
    text_release(&other);
    draw_list_release(&list);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(svg_says_all_that_a_draw_list_can),
        cmocka_unit_test(svg_is_well_formed_for_hostile_names),
        cmocka_unit_test(svg_of_one_list_is_the_same_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
