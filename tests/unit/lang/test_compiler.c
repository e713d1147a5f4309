#include "lang/code_verify.h"
#include "lang/compiler.h"
#include "unit/unit.h"

#include <stdio.h>
#include <string.h>

/* Compiles and verifies; a program that must not compile gives NULL. */
static Unit *compile(const char *text) {
    Diagnostics diagnostics;
    diagnostics_init(&diagnostics);
    Unit *unit = compiler_compile("t.py", "__main__", text, strlen(text), NULL, &diagnostics);
    assert_int_equal(unit != NULL, diagnostics.total == 0);
    diagnostics_release(&diagnostics);
    if (unit) {
        Text complaints = {0};
        if (!code_verify(unit->code, &complaints)) {
            fail_msg("%s", text_cstr(&complaints));
        }
        text_release(&complaints);
    }
    return unit;
}

static const Code *find_code(const Code *code, const char *name) {
    if (!strcmp(code->name, name)) {
        return code;
    }
    for (uint32_t i = 0; i < code->constant_count; i++) {
        if (code->constants[i].kind == CONSTANT_CODE) {
            const Code *found = find_code(code->constants[i].code, name);
            if (found) {
                return found;
            }
        }
    }
    return NULL;
}

/* The instructions of one code without their positions; other codes are left out. */
static void list(const Code *code, Text *out) {
    Text dump = {0};
    code_dump(code, &dump);
    const char *line = strchr(text_cstr(&dump), '\n') + 1;
    while (*line == ' ' && strncmp(line, "  handler", 9) != 0) {
        const char *end = strchr(line, '\n');
        const char *stop = strstr(line, "  ; ");
        const char *start = line + 7;
        text_append(out, start, (size_t)(stop - start));
        text_append_char(out, '\n');
        line = end + 1;
    }
    text_release(&dump);
}

static void expect_code(const char *text, const char *name, const char *expected) {
    Unit *unit = compile(text);
    assert_non_null(unit);
    const Code *code = find_code(unit->code, name);
    assert_non_null(code);
    Text listing = {0};
    list(code, &listing);
    assert_string_equal(text_cstr(&listing), expected);
    text_release(&listing);
    unit_free(unit);
}

/* One line of the code of f that begins like this. */
static void expect_position(const char *text, const char *instruction, const char *position) {
    Unit *unit = compile(text);
    assert_non_null(unit);
    Text dump = {0};
    code_dump(find_code(unit->code, "f"), &dump);
    const char *found = strstr(text_cstr(&dump), instruction);
    assert_non_null(found);
    const char *at = strstr(found, "; ") + 2;
    char shown[64];
    snprintf(shown, sizeof shown, "%.*s", (int)strcspn(at, "\n"), at);
    assert_string_equal(shown, position);
    text_release(&dump);
    unit_free(unit);
}

static void operands_that_are_locals_are_read_in_place(void **state) {
    (void)state;
    expect_code("def f(a, b):\n    s = a + b\n    s += 1\n    return s * a\n", "f",
                "ADD s, a, b\n"
                "INPLACE_ADD_INT s, s, 1\n"
                "MULTIPLY t0, s, a\n"
                "RETURN t0\n");
}

static void loops_compare_and_jump_in_one_instruction(void **state) {
    (void)state;
    expect_code("def f(n):\n    i = 0\n    while i < n and i != 7:\n        i += 1\n    return i\n",
                "f",
                "LOAD_INT i, 0\n"
                "JUMP_LESS i, n, 0, -> 7\n"
                "JUMP_NOT_EQUAL_INT i, 7, 0, -> 7\n"
                "INPLACE_ADD_INT i, i, 1\n"
                "LOOP -> 1\n"
                "RETURN i\n");
}

static void for_writes_the_next_item_into_its_local(void **state) {
    (void)state;
    expect_code("def f(a):\n    for x in a:\n        if x: break\n        g(x)\n", "f",
                "GET_ITER t0, a\n"
                "FOR_ITER t0, x, -> 11\n"
                "JUMP_IF_FALSE x, -> 6\n"
                "CLEAR t0, 1\n"
                "JUMP -> 11\n"
                "LOAD_GLOBAL t1, g\n"
                "MOVE t2, x\n"
                "CALL t1, 1, t1\n"
                "CLEAR t1, 1\n"
                "LOOP -> 1\n"
                "RETURN_NONE\n");
}

static void an_operand_that_a_later_walrus_rebinds_is_copied(void **state) {
    (void)state;
    expect_code("def f(x):\n    return x + (x := 1)\n", "f",
                "MOVE t0, x\n"
                "LOAD_INT x, 1\n"
                "ADD t0, t0, x\n"
                "RETURN t0\n");
    expect_code("def f(x):\n    return (x := 1) + x\n", "f",
                "LOAD_INT x, 1\n"
                "ADD t0, x, x\n"
                "RETURN t0\n");
}

static void a_local_is_checked_unless_it_is_certainly_bound(void **state) {
    (void)state;
    expect_code("def f(a):\n    if a:\n        x = 1\n    return x\n", "f",
                "JUMP_IF_FALSE a, -> 2\n"
                "LOAD_INT x, 1\n"
                "CHECK_LOCAL x\n"
                "RETURN x\n");
    expect_code("def f(a):\n    if a:\n        x = 1\n    else:\n        x = 2\n    return x\n",
                "f",
                "JUMP_IF_FALSE a, -> 3\n"
                "LOAD_INT x, 1\n"
                "JUMP -> 4\n"
                "LOAD_INT x, 2\n"
                "RETURN x\n");
    /* What the loop unbinds is not certain at its head. */
    expect_code("def f(a):\n    x = 1\n    while a:\n        g(x)\n        del x\n", "f",
                "LOAD_INT x, 1\n"
                "JUMP_IF_FALSE a, -> 9\n"
                "LOAD_GLOBAL t0, g\n"
                "CHECK_LOCAL x\n"
                "MOVE t1, x\n"
                "CALL t0, 1, t0\n"
                "CLEAR t0, 1\n"
                "DELETE_LOCAL x\n"
                "LOOP -> 1\n"
                "RETURN_NONE\n");
}

static void an_inner_and_of_an_or_is_tested_once(void **state) {
    (void)state;
    expect_code("def f(a, b, c):\n    return a and b or c\n", "f",
                "JUMP_IF_FALSE a, -> 3\n"
                "MOVE t0, b\n"
                "JUMP_IF_TRUE_OR_CLEAR t0, -> 4\n"
                "MOVE t0, c\n"
                "RETURN t0\n");
}

static void a_chain_keeps_the_middle_value_once(void **state) {
    (void)state;
    expect_code("def f(a, b):\n    return a < g() < b\n", "f",
                "LOAD_GLOBAL t1, g\n"
                "CALL t1, 0, t1\n"
                "COPY t2, t1\n"
                "LESS t0, a, t2\n"
                "JUMP_IF_FALSE_OR_CLEAR t0, -> 8\n"
                "MOVE t0, t1\n"
                "LESS t0, t0, b\n"
                "JUMP -> 9\n"
                "CLEAR t1, 1\n"
                "RETURN t0\n");
    expect_code("def f(a, b, c):\n    if a < b < c: g()\n", "f",
                "JUMP_LESS a, b, 0, -> 7\n"
                "JUMP_LESS b, c, 0, -> 7\n"
                "LOAD_GLOBAL t0, g\n"
                "CALL t0, 0, t0\n"
                "CLEAR t0, 1\n"
                "RETURN_NONE\n");
}

static void constants_are_folded_where_cpython_folds_them(void **state) {
    (void)state;
    expect_code("def f(x):\n    return x in [1, -2], (1, 'a', 2 ** 10), 7 * 0.5\n", "f",
                "LOAD_CONST t0, (1, -2)\n"
                "IN t0, x, t0\n"
                "LOAD_CONST t1, (1, 'a', 1024)\n"
                "LOAD_CONST t2, 3.5\n"
                "BUILD_TUPLE t0, t0, 3\n"
                "RETURN t0\n");
    expect_code("x = 0xFFFFFFFFFFFFFFFFFFFF, -9223372036854775808, 9223372036854775808\n",
                "<module>",
                "LOAD_CONST t0, (1208925819614629174706175, -9223372036854775808, "
                "9223372036854775808)\n"
                "STORE_GLOBAL t0, x\n"
                "RETURN_NONE\n");
}

static void assignments_evaluate_the_value_first_and_the_targets_from_the_left(void **state) {
    (void)state;
    expect_code("a[g()] = b.c = h()\n", "<module>",
                "LOAD_GLOBAL t0, h\n"
                "CALL t0, 0, t0\n"
                "COPY t1, t0\n"
                "LOAD_GLOBAL t2, a\n"
                "LOAD_GLOBAL t3, g\n"
                "CALL t3, 0, t3\n"
                "STORE_SUBSCRIPT t2, t3, t1\n"
                "LOAD_GLOBAL t1, b\n"
                "STORE_ATTR t1, t0, .c, cache 0\n"
                "RETURN_NONE\n");
    expect_code("def f(a, b):\n    a, b = b, a\n", "f",
                "MOVE t0, b\n"
                "MOVE t1, a\n"
                "MOVE a, t0\n"
                "MOVE b, t1\n"
                "RETURN_NONE\n");
    expect_code("a[i()] += v()\n", "<module>",
                "LOAD_GLOBAL t0, a\n"
                "LOAD_GLOBAL t1, i\n"
                "CALL t1, 0, t1\n"
                "COPY t2, t0\n"
                "COPY t3, t1\n"
                "LOAD_SUBSCRIPT t2, t2, t3\n"
                "LOAD_GLOBAL t3, v\n"
                "CALL t3, 0, t3\n"
                "INPLACE_ADD t2, t2, t3\n"
                "STORE_SUBSCRIPT t0, t1, t2\n"
                "RETURN_NONE\n");
}

static void a_return_runs_what_it_leaves_from_the_inside_out(void **state) {
    (void)state;
    expect_code("def f(a):\n"
                "    try:\n"
                "        for x in a:\n"
                "            return x\n"
                "    finally:\n"
                "        g()\n",
                "f",
                "GET_ITER t0, a\n"
                "FOR_ITER t0, x, -> 9\n"
                "MOVE t1, x\n"
                "CLEAR t0, 1\n"
                "LOAD_GLOBAL t2, g\n"
                "CALL t2, 0, t2\n"
                "CLEAR t2, 1\n"
                "RETURN t1\n"
                "LOAD_GLOBAL t0, g\n"
                "CALL t0, 0, t0\n"
                "CLEAR t0, 1\n"
                "JUMP -> 22\n"
                "CATCH t0\n"
                "LOAD_GLOBAL t2, g\n"
                "CALL t2, 0, t2\n"
                "CLEAR t2, 1\n"
                "RERAISE t0\n"
                "CATCH t2\n"
                "MOVE t1, t3\n"
                "CLEAR t2, 1\n"
                "RERAISE t0\n"
                "RETURN_NONE\n");
}

static void a_value_on_its_way_out_is_dropped_when_finally_goes_elsewhere(void **state) {
    (void)state;
    expect_code("def f(a):\n"
                "    for x in a:\n"
                "        try:\n"
                "            return g()\n"
                "        finally:\n"
                "            continue\n",
                "f",
                "GET_ITER t0, a\n"
                "FOR_ITER t0, x, -> 10\n"
                "LOAD_GLOBAL t1, g\n"
                "CALL t1, 0, t1\n"
                "CLEAR t1, 1\n"
                "LOOP -> 1\n"
                "CATCH t1\n"
                "END_CATCH t1\n"
                "LOOP -> 1\n"
                "RETURN_NONE\n");
}

static void handlers_cover_the_body_and_not_what_leaves_it(void **state) {
    (void)state;
    Unit *unit = compile("def f(a):\n"
                         "    for x in a:\n"
                         "        try:\n"
                         "            if x: continue\n"
                         "            g()\n"
                         "        except E as e:\n"
                         "            h(e)\n");
    const Code *code = find_code(unit->code, "f");
    for (uint32_t i = 0; i < code->handler_count; i++) {
        for (uint32_t k = code->handlers[i].start; k < code->handlers[i].end; k++) {
            assert_int_not_equal(code->instructions[k].op, OP_LOOP);
            assert_int_not_equal(code->instructions[k].op, OP_FOR_ITER);
        }
    }
    unit_free(unit);
}

static void super_without_arguments_names_the_class_and_the_first_parameter(void **state) {
    (void)state;
    expect_code("class C(B):\n    def f(self):\n        super().f()\n", "f",
                "LOAD_GLOBAL t0, super\n"
                "LOAD_CELL t1, __class__\n"
                "MOVE t2, self\n"
                "CALL t0, 2, t0\n"
                "LOAD_METHOD t0, t0, .f, cache 0\n"
                "CALL_METHOD t0, 0, t0\n"
                "CLEAR t0, 1\n"
                "RETURN_NONE\n");
}

static void names_in_classes_are_mangled(void **state) {
    (void)state;
    expect_code("class C:\n    def f(self):\n        return self.__x + __y\n", "f",
                "LOAD_ATTR t0, self, ._C__x, cache 0\n"
                "LOAD_GLOBAL t1, _C__y\n"
                "ADD t0, t0, t1\n"
                "RETURN t0\n");
}

static void comprehensions_are_functions_of_the_outermost_iterator(void **state) {
    (void)state;
    expect_code("x = [a for a in b if a for c in a]\n", "<listcomp>",
                "BUILD_LIST t0, t0, 0\n"
                "FOR_ITER .0, a, -> 10\n"
                "JUMP_IF_FALSE a, -> 9\n"
                "GET_ITER t1, a\n"
                "FOR_ITER t1, c, -> 9\n"
                "LIST_APPEND t0, a\n"
                "LOOP -> 5\n"
                "LOOP -> 1\n"
                "RETURN t0\n");
}

static void positions_are_those_that_cpython_underlines(void **state) {
    (void)state;
    expect_position("def f(a):\n    return (a\n      .foo(1)\n      .bar())\n", "CALL_METHOD t0, 1",
                    "3:7-3:13");
    expect_position("def f(a):\n    return (a\n      .foo(1)\n      .bar())\n", "CALL_METHOD t0, 0",
                    "4:7-4:12");
    expect_position("def f(a):\n    return 1 + a.b.c * 2\n", "LOAD_ATTR t1, t1, .c", "2:15-2:20");
    expect_position("def f(a):\n    a.x = a[1] = 3\n", "STORE_SUBSCRIPT", "2:10-2:14");
    expect_position("def f(a):\n    assert a > 1, 'm'\n", "ASSERT_FAIL", "2:11-2:16");
    expect_position("def f(a):\n    x, y = a\n", "UNPACK", "2:4-2:8");
}

static void a_store_into_a_cell_or_a_global_is_no_local(void **state) {
    (void)state;
    expect_code(
        "def f(p):\n    global w\n    w = c = p\n    def inner(): return c, p\n    return inner\n",
        "f",
        "MAKE_CELL c\n"
        "MAKE_CELL p\n"
        "LOAD_CELL t0, p\n"
        "COPY t1, t0\n"
        "STORE_GLOBAL t1, w\n"
        "STORE_CELL c, t0\n"
        "LOAD_CLOSURE t3, c\n"
        "LOAD_CLOSURE t4, p\n"
        "BUILD_TUPLE t3, t3, 2\n"
        "MAKE_FUNCTION inner, t0, 8, <code f.<locals>.inner>\n"
        "RETURN inner\n");
}

static void code_behind_a_return_is_left_out(void **state) {
    (void)state;
    expect_code(
        "def f():\n    while True:\n        if 0:\n            g()\n        return 1\n    h()\n",
        "f",
        "LOAD_INT t0, 1\n"
        "RETURN t0\n");
}

static void nested_finally_bodies_do_not_grow_without_limit(void **state) {
    (void)state;
    Text text = {0};
    text_append_cstr(&text, "def f():\n");
    for (size_t depth = 0; depth < 18; depth++) {
        text_append_repeated(&text, ' ', depth + 1);
        text_append_cstr(&text, "try: return g()\n");
        text_append_repeated(&text, ' ', depth + 1);
        text_append_cstr(&text, "finally:\n");
    }
    text_append_repeated(&text, ' ', 19);
    text_append_cstr(&text, "g()\n");
    assert_null(compile(text_cstr(&text)));
    text_release(&text);
}

static void every_statement_leaves_sound_code(void **state) {
    (void)state;
    static const char *const PROGRAMS[] = {
        "",
        "async def f(a):\n async with a() as b, c(): return [x async for x in b]\n",
        "async def f(a):\n async for a.x, *y in b():\n  try: yield (await a)\n  finally: await b\n",
        ("def f():\n for x in y:\n  with a as b.c:\n   try:\n    if x: break\n    if y: continue\n"
         "   except (A, B) as e: return e\n   except C: raise\n   else: z\n   finally:\n    del "
         "x\n"),
        "def f():\n try: g()\n except* A as e: h(e)\n except* B: i()\n else: j()\n finally: k()\n",
        "def f(*a, b=1, c: int = 2, **k) -> None:\n return g(*a, 1, *b, x=1, **k, y=2, **c)\n",
        "@a\n@b(1)\nclass C(D):\n 'doc'\n x: int\n y: list = []\n def m(self): return __class__\n",
        "a, (b, *c), [d] = e\ndel a, (b, c[0], d.x), [e]\nx = y = lambda *z: (yield z)\n",
        "x = {**a, 1: 2, **b}\ny = {1, *a}\nz = [*a, *b]\nw = f'{a!r:>{b}}{c}' f'{a=}'\n",
        "a.b += 1\na[b:c] -= 2\nx = a[1:2, ::3]\nassert a, b\nassert not a < b\n",
        "def f():\n outer = 1\n def g():\n  nonlocal outer\n  del outer\n  outer += 1\n",
        "while a:\n if b: break\nelse: c\nfor x in 1, 2:\n pass\nelse: d\n",
        "import a.b, c.d as e\nfrom f import g as h, i\n",
        "x = a if b else c if not (d and e or f) else (y := g)\n",
        "def f():\n try:\n  while 1:\n   try: return 1\n   finally: continue\n finally: return 2\n",
        "x = 0 < a <= b() != c is not d in e\nif not 0 < a() < b: c\n",
        "def f():\n try: pass\n except A: pass\n try: pass\n finally: g()\n",
    };
    for (size_t i = 0; i < sizeof PROGRAMS / sizeof *PROGRAMS; i++) {
        Unit *unit = compile(PROGRAMS[i]);
        assert_non_null(unit);
        unit_free(unit);
    }
}

static void deep_expressions_are_diagnosed(void **state) {
    (void)state;
    Text text = {0};
    text_append_cstr(&text, "x = a");
    for (int i = 0; i < 5000; i++) {
        text_append_cstr(&text, ".b");
    }
    text_append_cstr(&text, "\n");
    assert_null(compile(text_cstr(&text)));
    text_release(&text);
}

static void large_displays_are_built_item_by_item(void **state) {
    (void)state;
    Text text = {0};
    text_append_cstr(&text, "x = [");
    for (int i = 0; i < 5000; i++) {
        text_append_cstr(&text, "a, ");
    }
    text_append_cstr(&text, "]\n");
    Unit *unit = compile(text_cstr(&text));
    assert_non_null(unit);
    assert_true(unit->code->register_count < 10);
    unit_free(unit);
    text_release(&text);
}

static void patterns_leave_no_temporary_behind(void **state) {
    (void)state;
    static const char *const patterns[] = {
        "1",
        "None",
        "a",
        "_",
        "[a, b]",
        "[a, *b, c]",
        "[*_, a]",
        "[a, [b, {'k': c, **d}], *_] as e",
        "{}",
        "{**a}",
        "{'k': 1, m.n: a, **b}",
        "C()",
        "C(1, (a, 2), b=[c, *d])",
        "1 | 2 | [] | {}",
        "(1 | 2) as a, (3 | 4 as b)",
        "[a, (b, 1)] | [(b, 2), a] | {'a': a, 'b': [_, (1 | 2) as b]}",
        "[a, ([b, (c, 1) | (1, c)] | {'b': b, 'c': (c, 7)}), d] if f(a, b)",
    };
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        for (size_t k = 0; k < sizeof patterns / sizeof *patterns; k++) {
            Text text = {0};
            text_printf(&text,
                        "for x in y:\n"
                        "    try:\n"
                        "        match x, z:\n"
                        "            case %s%s: continue\n"
                        "            case %s%s: break\n"
                        "            case [g, h]: await_ = g\n"
                        "    finally:\n"
                        "        pass\n",
                        patterns[i], strstr(patterns[i], " if ") != NULL ? "" : " if x",
                        patterns[k], strstr(patterns[k], " if ") != NULL ? "" : " if x");
            unit_free(compile(text_cstr(&text)));
            text_release(&text);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(operands_that_are_locals_are_read_in_place),
        cmocka_unit_test(loops_compare_and_jump_in_one_instruction),
        cmocka_unit_test(for_writes_the_next_item_into_its_local),
        cmocka_unit_test(an_operand_that_a_later_walrus_rebinds_is_copied),
        cmocka_unit_test(a_local_is_checked_unless_it_is_certainly_bound),
        cmocka_unit_test(an_inner_and_of_an_or_is_tested_once),
        cmocka_unit_test(a_chain_keeps_the_middle_value_once),
        cmocka_unit_test(constants_are_folded_where_cpython_folds_them),
        cmocka_unit_test(assignments_evaluate_the_value_first_and_the_targets_from_the_left),
        cmocka_unit_test(a_return_runs_what_it_leaves_from_the_inside_out),
        cmocka_unit_test(a_value_on_its_way_out_is_dropped_when_finally_goes_elsewhere),
        cmocka_unit_test(handlers_cover_the_body_and_not_what_leaves_it),
        cmocka_unit_test(super_without_arguments_names_the_class_and_the_first_parameter),
        cmocka_unit_test(names_in_classes_are_mangled),
        cmocka_unit_test(comprehensions_are_functions_of_the_outermost_iterator),
        cmocka_unit_test(positions_are_those_that_cpython_underlines),
        cmocka_unit_test(a_store_into_a_cell_or_a_global_is_no_local),
        cmocka_unit_test(code_behind_a_return_is_left_out),
        cmocka_unit_test(nested_finally_bodies_do_not_grow_without_limit),
        cmocka_unit_test(every_statement_leaves_sound_code),
        cmocka_unit_test(deep_expressions_are_diagnosed),
        cmocka_unit_test(patterns_leave_no_temporary_behind),
        cmocka_unit_test(large_displays_are_built_item_by_item),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
