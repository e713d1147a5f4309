#include "lang/tree.h"

#include "base/memory.h"
#include "front.h"

#include <stdio.h>

/* The expression as CPython 3.11 writes it when annotations are kept as text. */
static void expressions_are_written_as_cpython_writes_annotations(void **state) {
    (void)state;
    static const struct {
        const char *expression;
        const char *written;
    } cases[] = {
        {"a", "a"},
        {"list[ 'a' | None ]", "list['a' | None]"},
        {"Dict[str,int]", "Dict[str, int]"},
        {"a.b.c", "a.b.c"},
        {"f(a,*b,c=1,**d)", "f(a, *b, c=1, **d)"},
        {"x[1:2,::3,y]", "x[1:2, ::3, y]"},
        {"x[a:b]", "x[a:b]"},
        {"(a,b)", "(a, b)"},
        {"(a,)", "(a,)"},
        {"()", "()"},
        {"[a,(b,c)]", "[a, (b, c)]"},
        {"{1,2}", "{1, 2}"},
        {"{'a':1,**b}", "{'a': 1, **b}"},
        {"{}", "{}"},
        {"a if b else c", "a if b else c"},
        {"(a if b else c) if d else e", "(a if b else c) if d else e"},
        {"lambda a,b=1,/,c=2,*d,e,f=3,**g: a", "lambda a, b=1, /, c=2, *d, e, f=3, **g: a"},
        {"lambda: 0", "lambda: 0"},
        {"not a", "not a"},
        {"-a**-b", "-a ** (-b)"},
        {"(-a)**b", "(-a) ** b"},
        {"(a**b)**c", "(a ** b) ** c"},
        {"a**b**c", "a ** b ** c"},
        {"a-(b-c)", "a - (b - c)"},
        {"(a-b)-c", "a - b - c"},
        {"(a+b)*c", "(a + b) * c"},
        {"a<b<=c", "a < b <= c"},
        {"(a<b)<c", "(a < b) < c"},
        {"a and b or c", "a and b or c"},
        {"a and (b or c)", "a and (b or c)"},
        {"not (a or b)", "not (a or b)"},
        {"a is not b", "a is not b"},
        {"a not in b", "a not in b"},
        {"[x for x in y if z]", "[x for x in y if z]"},
        {"{x:y for x,y in z}", "{x: y for x, y in z}"},
        {"(x for x in y)", "(x for x in y)"},
        {"f(x for x in y)", "f(x for x in y)"},
        {"(1).real", "1 .real"},
        {"1.5", "1.5"},
        {"1e100", "1e+100"},
        {"1e-7", "1e-07"},
        {"1e400", "1e309"},
        {"123456789.5", "123456789.5"},
        {"0.1", "0.1"},
        {"True", "True"},
        {"...", "..."},
        {"b'a\\x00\"'", "b'a\\x00\"'"},
        {"'it\\'s'", "\"it's\""},
        {"'a\\n\"b\\''", "'a\\n\"b\\''"},
        {"'\\x07'", "'\\x07'"},
        {"u'x'", "u'x'"},
        {"'\xc3\xa9'", "'\xc3\xa9'"},
        {"f'a{b!r:>{c}}{{d}}'", "f'a{b!r:>{c}}{{d}}'"},
        {"f'{ {1:2}[1]}'", "f'{ {1: 2}[1]}'"},
        {"await_", "await_"},
        {"[*a]", "[*a]"},
        {"a[*b]", "a[*b,]"},
        {"~a", "~a"},
        {"a<<b>>c", "a << b >> c"},
        {"a|b^c&d", "a | b ^ c & d"},
        {"(yield_)", "yield_"},
        {"a//b%c/d", "a // b % c / d"},
        {"1_000", "1000"},
        {"1 if a else lambda: 2", "1 if a else lambda: 2"},
        {"(lambda: 1)()", "(lambda: 1)()"},
        {"[a if b else c]", "[a if b else c]"},
        {"(a,b)[0]", "(a, b)[0]"},
        {"x[(a,b)]", "x[a, b]"},
        {"x[a,]", "x[a,]"},
        {"x[()]", "x[()]"},
        {"'a' 'b'", "'ab'"},
        {"-1", "-1"},
        {"(-1).x", "(-1).x"},
        {"a[b][c].d(e)(f)", "a[b][c].d(e)(f)"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Text program = {0};
        text_printf(&program, "x: %s\n", cases[i].expression);
        Diagnostics diagnostics;
        diagnostics_init(&diagnostics);
        Source source;
        assert_true(source_init(&source, "t.py", program.bytes, program.length, &diagnostics));
        Tree *tree = parser_parse(&source, &diagnostics);
        assert_int_equal(diagnostics.total, 0);
        Text out = {0};
        tree_unparse(tree->body->items[0]->as.ann_assign.annotation, &out);
        assert_string_equal(text_cstr(&out), cases[i].written);
        text_release(&out);
        tree_free(tree);
        source_release(&source);
        diagnostics_release(&diagnostics);
        text_release(&program);
    }
}

static void equal_names_are_one(void **state) {
    (void)state;
    Tree *tree = tree_new();
    const char *first = tree_intern(tree, "name", 4);
    for (int i = 0; i < 5000; i++) {
        char name[16];
        int length = snprintf(name, sizeof name, "n%d", i);
        assert_string_equal(tree_intern(tree, name, (size_t)length), name);
    }
    assert_ptr_equal(tree_intern(tree, "name of", 4), first);
    assert_ptr_not_equal(tree_intern(tree, "nam", 3), first);
    assert_ptr_not_equal(tree_intern(tree, "", 0), first);
    tree_free(tree);
    tree_free(NULL);
}

static void the_arena_gives_zeroed_memory_of_any_size(void **state) {
    (void)state;
    Tree *tree = tree_new();
    for (size_t size = 0; size < 300000; size = size * 2 + 1) {
        unsigned char *bytes = tree_allocate(tree, size);
        assert_int_equal((uintptr_t)bytes % _Alignof(max_align_t), 0);
        for (size_t i = 0; i < size; i++) {
            assert_int_equal(bytes[i], 0);
        }
        memset(bytes, 0xFF, size);
    }
    tree_free(tree);
}

static void a_docstring_is_a_string_at_the_beginning(void **state) {
    (void)state;
    static const struct {
        const char *program;
        bool has_one;
    } cases[] = {{"'doc'\nx", true}, {"x\n'doc'", false}, {"b'doc'", false},
                 {"", false},        {"f'doc'", false},   {"'a' 'b'", true}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Diagnostics diagnostics;
        diagnostics_init(&diagnostics);
        Source source;
        source_init(&source, "t.py", cases[i].program, strlen(cases[i].program), &diagnostics);
        Tree *tree = parser_parse(&source, &diagnostics);
        assert_int_equal(tree_docstring(tree->body) != NULL, cases[i].has_one);
        tree_free(tree);
        source_release(&source);
        diagnostics_release(&diagnostics);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(expressions_are_written_as_cpython_writes_annotations),
        cmocka_unit_test(equal_names_are_one),
        cmocka_unit_test(the_arena_gives_zeroed_memory_of_any_size),
        cmocka_unit_test(a_docstring_is_a_string_at_the_beginning),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
