/* match statements: their grammar (parse_pattern.c), and which patterns cannot be (pattern.c). */
#include "lang/pattern.h"

#include "base/memory.h"
#include "front.h"

static void expect_error(const char *program, const char *message) {
    char *got = front_read_bytes(program, strlen(program), FRONT_SCOPES, NULL);
    if (strstr(got, message) == NULL) {
        fail_msg("%s\ninstead of %s\n", got, message);
    }
    memory_free(got);
}

static void match_statements_have_cpythons_tree(void **state) {
    (void)state;
    front_expect_tree("match x, (y):\n"
                      "    case [1, *_, None] | -2.5 as a if b: pass\n"
                      "    case {'k': (c), d.e: _, **f}: pass\n"
                      "    case g.H(1, (i,), j='l' 'm'), *n:\n"
                      "        pass\n",
                      "body: Match 1:0-5:12\n"
                      "  subject: Tuple 1:6-1:12\n"
                      "    item: Name 1:6-1:7 x\n"
                      "    item: Name 1:10-1:11 y\n"
                      "  case: match_case 2:4-2:45\n"
                      "    pattern: MatchAs 2:9-2:34 a\n"
                      "      pattern: MatchOr 2:9-2:29\n"
                      "        item: MatchSequence 2:9-2:22\n"
                      "          item: MatchValue 2:10-2:11\n"
                      "            value: Constant 2:10-2:11 1\n"
                      "          item: MatchStar 2:13-2:15 _\n"
                      "          item: MatchSingleton 2:17-2:21\n"
                      "            value: Constant 2:17-2:21 None\n"
                      "        item: MatchValue 2:25-2:29\n"
                      "          value: UnaryOp 2:25-2:29 USub\n"
                      "            value: Constant 2:26-2:29 2.5\n"
                      "    guard: Name 2:38-2:39 b\n"
                      "    body: Pass 2:41-2:45\n"
                      "  case: match_case 3:4-3:38\n"
                      "    pattern: MatchMapping 3:9-3:32 f\n"
                      "      key: Constant 3:10-3:13 'k'\n"
                      "      pattern: MatchAs 3:16-3:17 c\n"
                      "      key: Attribute 3:20-3:23 e\n"
                      "        value: Name 3:20-3:21 d\n"
                      "      pattern: MatchAs 3:25-3:26 _\n"
                      "    body: Pass 3:34-3:38\n"
                      "  case: match_case 4:4-5:12\n"
                      "    pattern: MatchSequence 4:9-4:36\n"
                      "      item: MatchClass 4:9-4:32 j\n"
                      "        cls: Attribute 4:9-4:12 H\n"
                      "          value: Name 4:9-4:10 g\n"
                      "        pattern: MatchValue 4:13-4:14\n"
                      "          value: Constant 4:13-4:14 1\n"
                      "        pattern: MatchSequence 4:16-4:20\n"
                      "          item: MatchAs 4:17-4:18 i\n"
                      "        kwd: MatchValue 4:24-4:31\n"
                      "          value: Constant 4:24-4:31 'lm'\n"
                      "      item: MatchStar 4:34-4:36 n\n"
                      "    body: Pass 5:8-5:12\n");
}

static void match_is_a_statement_where_a_colon_ends_its_line(void **state) {
    (void)state;
    front_expect_accepted("match (x):\n  case _: pass\nmatch [x]:\n  case _: pass\n");
    front_expect_accepted("match -x:\n  case _: pass\nmatch *x, y:\n  case _: pass\n");
    front_expect_accepted("match lambda: x:\n  case _: pass\nmatch match:\n  case case: pass\n");
    front_expect_accepted("match x[1:2]:\n\n  # c\n  case _: pass\n\n  # c\nmatch[x]: int\n");
    front_expect_accepted(
        "match: int = 1\nmatch[1:2]\nmatch.x: int\nmatch; case\nmatch = {\n1:\n2}\n");
    expect_error("match x:\n    pass\n", "2:5: error: invalid syntax\n");
    expect_error("match x:\n    case 1: pass\n    y = 2\n", "3:5: error: invalid syntax\n");
    expect_error("match x:\n    case 1:\n    case 2: pass\n",
                 "3:5: error: expected an indented block after 'case' statement on line 2\n");
}

static void patterns_that_cannot_be_are_reported(void **state) {
    (void)state;
    static const struct {
        const char *program;
        const char *message;
    } refusals[] = {
        {"a: pass\n    case b: pass", "2:10: error: name capture 'a' makes remaining patterns"},
        {"_: pass\n    case 1: pass", "2:10: error: wildcard makes remaining patterns unreachable"},
        {"a | 1: pass", "name capture 'a' makes remaining patterns unreachable"},
        {"_ | 1: pass", "wildcard makes remaining patterns unreachable"},
        {"[a] | [b]: pass", "2:16: error: alternative patterns bind different names"},
        {"[a | 1, b]: pass", "alternative patterns bind different names"},
        {"[a, *a]: pass", "2:14: error: multiple assignments to name 'a' in pattern"},
        {"a as a: pass", "multiple assignments to name 'a' in pattern"},
        {"[*a, *b]: pass", "multiple starred names in sequence pattern"},
        {"{'a': 1, 'a': 2}: pass", "mapping pattern checks duplicate key ('a')"},
        {"{1: 1, True: 2}: pass", "mapping pattern checks duplicate key (True)"},
        {"{0x10: 1, 16.0: 2}: pass", "mapping pattern checks duplicate key (16.0)"},
        {"{-1: 1, -1: 2}: pass", "mapping pattern checks duplicate key (-1)"},
        {"{**a, 'b': 1}: pass", "hint: `**a` is the last part"},
        {"{'b': 1, **_}: pass", "cannot use '_' as a target"},
        {"{a: 1}: pass", "hint: a key is a literal or has a dot: \"a\", Key.a"},
        {"C(a=1, a=2): pass", "attribute name repeated in class pattern: a"},
        {"C(a=1, 2): pass", "positional patterns follow keyword patterns"},
        {"1 as _: pass", "cannot use '_' as a target"},
        {"1 as 2: pass", "invalid pattern target"},
        {"f'x': pass", "patterns may only match literals and attribute lookups"},
        {"*a: pass", "hint: a sequence of one element needs a comma: case *rest,"},
        {"(*a): pass", "hint: a sequence of one element needs a comma: (*rest,)"},
        {"__debug__: pass", "cannot assign to __debug__"},
    };
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        Text program = {0};
        text_printf(&program, "match x:\n    case %s\n", refusals[i].program);
        expect_error(text_cstr(&program), refusals[i].message);
        text_release(&program);
    }
    front_expect_accepted("match x:\n  case {1: a, '1': b, b'1': c, None: d, 1.5: e}: pass\n");
    front_expect_accepted("match x:\n  case a if b: pass\n  case (1 | (2 | 3)) as d: pass\n");
    front_expect_accepted("match x:\n  case [a, 1] | (1, a) | {'a': a}: pass\n");
}

/* The names are numbered as CPython stores them: those of a pattern before the `as` around it. */
static void the_names_of_a_case_belong_to_the_scope_around(void **state) {
    (void)state;
    front_expect_scopes("def f(s):\n"
                        "    match s:\n"
                        "        case [a, {'k': b, **c}] as d if e: g = a\n",
                        "<module>: f=global\n"
                        "  f (s; a b c d g): s=local0 a=local1 b=local2 c=local3 d=local4 e=global "
                        "g=local5\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(match_statements_have_cpythons_tree),
        cmocka_unit_test(match_is_a_statement_where_a_colon_ends_its_line),
        cmocka_unit_test(patterns_that_cannot_be_are_reported),
        cmocka_unit_test(the_names_of_a_case_belong_to_the_scope_around),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
