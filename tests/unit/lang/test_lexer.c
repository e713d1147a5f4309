#include "lang/lexer.h"

#include "base/memory.h"
#include "front.h"

/* The kinds of all tokens, in words; what was reported follows after `!`. */
static char *kinds(const char *text) {
    Diagnostics diagnostics;
    diagnostics_init(&diagnostics);
    Source source;
    source_init(&source, "t.py", text, strlen(text), &diagnostics);
    Lexer lexer;
    lexer_init(&lexer, &source, &diagnostics);
    Text out = {0};
    for (int i = 0; i < 1000; i++) {
        Token token = lexer_next(&lexer);
        switch (token.kind) {
        case TOKEN_END:
            i = 1000;
            break;
        case TOKEN_NEWLINE:
            text_append_cstr(&out, "NL ");
            break;
        case TOKEN_INDENT:
            text_append_cstr(&out, "> ");
            break;
        case TOKEN_DEDENT:
            text_append_cstr(&out, "< ");
            break;
        case TOKEN_FAILED:
            text_append_cstr(&out, "? ");
            break;
        default:
            text_append(&out, source.bytes + token.start, token.end - token.start);
            text_append_char(&out, ' ');
            break;
        }
    }
    for (size_t i = 0; i < diagnostics.list.count; i++) {
        text_printf(&out, "! %s", diagnostics.list.items[i].message);
    }
    diagnostics_release(&diagnostics);
    source_release(&source);
    return text_take(&out);
}

static void expect(const char *text, const char *wanted) {
    char *got = kinds(text);
    assert_string_equal(got, wanted);
    memory_free(got);
}

static void indentation_becomes_tokens(void **state) {
    (void)state;
    expect("if a:\n  b\n  if c:\n     d\ne\n", "if a : NL > b NL if c : NL > d NL < < e NL ");
    expect("a\n\n   # comment\n\nb", "a NL b NL ");
    expect("if a:\n  b", "if a : NL > b NL < ");
    expect("", "");
    expect("\n\n# only\n", "");
    expect("if a:\n\tb\n        c\n", "if a : NL > b NL c NL < ! inconsistent use of tabs and "
                                      "spaces in indentation");
    expect("if a:\n    b\n  c\nd", "if a : NL > b NL < c NL d NL ! unindent does not match any "
                                   "outer indentation level");
    expect("if a:\n\f  b\n", "if a : NL > b NL < ");
}

static void brackets_and_backslashes_join_lines(void **state) {
    (void)state;
    expect("f(a,\n  b)\nc", "f ( a , b ) NL c NL ");
    expect("a + \\\n  b\nc", "a + b NL c NL ");
    expect("a = [ # one\n # two\n]\n", "a = [ ] NL ");
    expect("a \\ b", "a ? b NL ! unexpected character after line continuation character");
    expect("a \\\n", "a ? NL ! unexpected end of file after a line continuation character");
}

static void numbers_of_all_kinds(void **state) {
    (void)state;
    expect("0 00 1_000 0x_FF 0o17 0b1_0 1. .5 1.5e-3 1e5 1_0.0_1",
           "0 00 1_000 0x_FF 0o17 0b1_0 1. .5 1.5e-3 1e5 1_0.0_1 NL ");
    expect("1if x else 2", "1 if x else 2 NL ");
    expect("1..real", "1. . real NL ");
    expect("1__0", "? NL ! invalid decimal literal");
    expect("1_", "? NL ! invalid decimal literal");
    expect("012", "? NL ! leading zeros in decimal integer literals are not permitted");
    expect("012.5", "012.5 NL ");
    expect("0o8", "? NL ! invalid digit '8' in octal literal");
    expect("0b12", "? NL ! invalid digit '2' in binary literal");
    expect("0xg", "? NL ! invalid hexadecimal literal");
    expect("1e+", "? NL ! invalid decimal literal");
    expect("1abc", "? NL ! invalid decimal literal");
    expect("2j", "? NL ! complex numbers are not supported");
}

static void strings_with_every_prefix(void **state) {
    (void)state;
    expect("'a' \"b\" r'\\\\' f'{x}' b'' rb'' Rb'' fR'' u''",
           "'a' \"b\" r'\\\\' f'{x}' b'' rb'' Rb'' fR'' u'' NL ");
    expect("'''a\n'b''c\n'''", "'''a\n'b''c\n''' NL ");
    expect("'a\\\nb'", "'a\\\nb' NL ");
    expect("bf'x' ur'x'", "bf 'x' ur 'x' NL ");
    expect("'a\nb", "? NL b NL ! unterminated string literal (detected at line 1)");
    expect("'''a\nb", "? NL ! unterminated triple-quoted string literal (detected at line 2)");
}

static void operators_are_the_longest_that_fit(void **state) {
    (void)state;
    expect("a**=b//=c>>=d<<=e...f->g:=h!=i", "a **= b //= c >>= d <<= e ... f -> g := h != i NL ");
    expect("a<b<=c==d=e@f@=g", "a < b <= c == d = e @ f @= g NL ");
    expect("a ? b", "a ? b NL ! invalid syntax");
    expect(")", "? NL ! unmatched ')'");
    expect("(]", "( ? ! closing parenthesis ']' does not match opening parenthesis '('");
}

static void names_may_be_of_any_script(void **state) {
    (void)state;
    expect("\xC3\xA9t\xC3\xA9 \xE5\x90\x8D _1", "\xC3\xA9t\xC3\xA9 \xE5\x90\x8D _1 NL ");
    expect("a\xE2\x82\xAC", "? NL ! invalid character '\xE2\x82\xAC' (U+20AC)");
    expect("\xC2\xA0x", "? x NL ! invalid non-printable character U+00A0");
    expect("\xEF\xAC\x81", "? NL ! invalid character '\xEF\xAC\x81' (U+FB01)"); /* NFKC: fi */
    assert_true(lexer_is_name("a1", 2));
    assert_false(lexer_is_name("1a", 2));
    assert_false(lexer_is_name("", 0));
}

static void nesting_is_limited(void **state) {
    (void)state;
    Text text = {0};
    text_append_repeated(&text, '[', 10000);
    char *got = kinds(text_cstr(&text));
    assert_non_null(strstr(got, "! too many nested parentheses"));
    memory_free(got);
    text_clear(&text);
    for (size_t i = 0; i < 150; i++) {
        text_append_repeated(&text, ' ', i);
        text_append_cstr(&text, "x\n");
    }
    got = kinds(text_cstr(&text));
    assert_non_null(strstr(got, "! too many levels of indentation"));
    memory_free(got);
    text_release(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(indentation_becomes_tokens),
        cmocka_unit_test(brackets_and_backslashes_join_lines),
        cmocka_unit_test(numbers_of_all_kinds),
        cmocka_unit_test(strings_with_every_prefix),
        cmocka_unit_test(operators_are_the_longest_that_fit),
        cmocka_unit_test(names_may_be_of_any_script),
        cmocka_unit_test(nesting_is_limited),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
