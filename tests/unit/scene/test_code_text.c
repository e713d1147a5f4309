#include "scene/code_text.h"

#include "base/text.h"
#include "unit/unit.h"

#include <string.h>

/* A line's pieces as text: k[…] keyword, s[…] string, n[…] number, c[…] comment, the rest bare. */
static void describe(const CodeText *code, int line, Text *text) {
    static const char LETTERS[] = " ksnc";
    CodeReader reader = code_text_read(code, line);
    for (CodePiece piece; code_reader_next(&reader, &piece);) {
        if (piece.kind == CODE_PLAIN) {
            text_append(text, piece.bytes, piece.length);
        } else {
            text_printf(text, "%c[%.*s]", LETTERS[piece.kind], (int)piece.length, piece.bytes);
        }
    }
}

static void expect(const char *source, const char *expected) {
    CodeText code;
    Text text = {0};
    code_text_init(&code, source);
    for (int line = 1; line <= code_text_line_count(&code); line++) {
        describe(&code, line, &text);
        text_append_char(&text, '\n');
    }
    assert_string_equal(text_cstr(&text), expected);
    text_release(&text);
    code_text_release(&code);
}

static void code_is_cut_into_colours(void **state) {
    (void)state;
    expect("async def fetch(n=0x1F, t=1.5e3): # go\n",
           "k[async] k[def] fetch(n=n[0x1F], t=n[1.5e3]): c[# go]\n");
    expect("    await asyncio.sleep(1)\n", "    k[await] asyncio.sleep(n[1])\n");
    expect("awaits = form1 + _for2\n", "awaits = form1 + _for2\n");
    expect("x[1:2].real\n", "x[n[1]:n[2]].real\n");
    expect("größe = 1\n", "größe = n[1]\n");
}

static void match_and_case_are_keywords_where_they_begin_such_a_line(void **state) {
    (void)state;
    expect("match (x):  # c\n", "k[match] (x):  c[# c]\n");
    expect("    case [1, *_] if y: pass\n", "    k[case] [n[1], *_] k[if] y: k[pass]\n");
    expect("case -1:\n", "k[case] -n[1]:\n");
    expect("case = match(x)\n", "case = match(x)\n");
    expect("match: int = 1\n", "match: int = n[1]\n");
    expect("match.x[1:2]\n", "match.x[n[1]:n[2]]\n");
    expect("match(a, {b: c})\n", "match(a, {b: c})\n");
    expect("x = case + 1\n", "x = case + n[1]\n");
}

static void code_strings_end_where_python_ends_them(void **state) {
    (void)state;
    expect("f'a{b}' + rb\"\\\"#\" + 'it'\n", "s[f'a{b}'] + s[rb\"\\\"#\"] + s['it']\n");
    expect("'never closed\nx = 1\n", "s['never closed]\nx = n[1]\n");
    expect("'''a\nif\n''' if x\n", "s['''a]\ns[if]\ns['''] k[if] x\n");
    expect("\"\"\"a'''\n\\\"\"\"\n\"\"\"\n", "s[\"\"\"a''']\ns[\\\"\"\"]\ns[\"\"\"]\n");
    expect("'' + \"\"\n", "s[''] + s[\"\"]\n");
    expect("'''\n\n'''\npass\n", "s[''']\n\ns[''']\nk[pass]\n");
    expect("fur = rb\n", "fur = rb\n");
    expect("'\\", "s['\\]\n");
}

static void code_lines_are_what_an_editor_counts(void **state) {
    (void)state;
    CodeText code;
    code_text_init(&code, "a\r\n\n\tbb\nlast");
    assert_int_equal(code_text_line_count(&code), 4);
    assert_int_equal(code.lines.items[0].length, 1);
    assert_int_equal(code.columns, 10);
    code_text_release(&code);
    code_text_init(&code, NULL);
    assert_int_equal(code_text_line_count(&code), 0);
    code_text_release(&code);
    code_text_init(&code, "a\n");
    assert_int_equal(code_text_line_count(&code), 1);
    code_text_release(&code);
}

static void code_that_is_no_program_is_read_to_its_end(void **state) {
    (void)state;
    char source[64];
    uint64_t seed = 1;
    for (int round = 0; round < 20000; round++) {
        static const char LETTERS[] = "'\"\\\n#rfab0.\t \xC3";
        size_t length = (size_t)round % 40;
        for (size_t i = 0; i < length; i++) {
            seed = seed * 6364136223846793005U + 1442695040888963407U;
            source[i] = LETTERS[(seed >> 33) % (sizeof LETTERS - 1)];
        }
        source[length] = '\0';
        CodeText code;
        code_text_init(&code, source);
        for (int line = 1; line <= code_text_line_count(&code); line++) {
            CodeReader reader = code_text_read(&code, line);
            size_t read = 0;
            for (CodePiece piece; code_reader_next(&reader, &piece);) {
                assert_true(piece.length > 0);
                read += piece.length;
            }
            assert_int_equal(read, reader.length);
        }
        code_text_release(&code);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(code_is_cut_into_colours),
        cmocka_unit_test(match_and_case_are_keywords_where_they_begin_such_a_line),
        cmocka_unit_test(code_strings_end_where_python_ends_them),
        cmocka_unit_test(code_lines_are_what_an_editor_counts),
        cmocka_unit_test(code_that_is_no_program_is_read_to_its_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
