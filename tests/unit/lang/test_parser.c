#include "lang/parser.h"

#include "base/memory.h"
#include "front.h"

static void an_assignment_has_targets_and_a_value(void **state) {
    (void)state;
    front_expect_tree("a = b, c = 1\n", "body: Assign 1:0-1:12\n"
                                        "  target: Name 1:0-1:1 a Store\n"
                                        "  target: Tuple 1:4-1:8 Store\n"
                                        "    item: Name 1:4-1:5 b Store\n"
                                        "    item: Name 1:7-1:8 c Store\n"
                                        "  value: Constant 1:11-1:12 1\n");
}

static void brackets_belong_to_what_is_around(void **state) {
    (void)state;
    front_expect_tree("(a + b) * (c).d\n"
                      "(e, )\n",
                      "body: Expr 1:0-1:15\n"
                      "  value: BinOp 1:0-1:15 Mult\n"
                      "    left: BinOp 1:1-1:6 Add\n"
                      "      left: Name 1:1-1:2 a\n"
                      "      right: Name 1:5-1:6 b\n"
                      "    right: Attribute 1:10-1:15 d\n"
                      "      value: Name 1:11-1:12 c\n"
                      "body: Expr 2:0-2:5\n"
                      "  value: Tuple 2:0-2:5\n"
                      "    item: Name 2:1-2:2 e\n");
}

static void positions_are_bytes(void **state) {
    (void)state;
    front_expect_tree("'\xc3\xa9' + x\n", "body: Expr 1:0-1:8\n"
                                          "  value: BinOp 1:0-1:8 Add\n"
                                          "    left: Constant 1:0-1:4 '\\xc3\\xa9'\n"
                                          "    right: Name 1:7-1:8 x\n");
}

static void chains_lean_left_and_power_leans_right(void **state) {
    (void)state;
    front_expect_tree("a - b - c\n"
                      "-a ** -b ** c\n",
                      "body: Expr 1:0-1:9\n"
                      "  value: BinOp 1:0-1:9 Sub\n"
                      "    left: BinOp 1:0-1:5 Sub\n"
                      "      left: Name 1:0-1:1 a\n"
                      "      right: Name 1:4-1:5 b\n"
                      "    right: Name 1:8-1:9 c\n"
                      "body: Expr 2:0-2:13\n"
                      "  value: UnaryOp 2:0-2:13 USub\n"
                      "    value: BinOp 2:1-2:13 Pow\n"
                      "      left: Name 2:1-2:2 a\n"
                      "      right: UnaryOp 2:6-2:13 USub\n"
                      "        value: BinOp 2:7-2:13 Pow\n"
                      "          left: Name 2:7-2:8 b\n"
                      "          right: Name 2:12-2:13 c\n");
}

static void comparisons_chain(void **state) {
    (void)state;
    front_expect_tree("a < b is not c not in d\n", "body: Expr 1:0-1:23\n"
                                                   "  value: Compare 1:0-1:23 Lt IsNot NotIn\n"
                                                   "    left: Name 1:0-1:1 a\n"
                                                   "    right: Name 1:4-1:5 b\n"
                                                   "    right: Name 1:13-1:14 c\n"
                                                   "    right: Name 1:22-1:23 d\n");
}

static void bool_ops_are_flat(void **state) {
    (void)state;
    front_expect_tree("a and b and not c or d\n", "body: Expr 1:0-1:22\n"
                                                  "  value: BoolOp 1:0-1:22 Or\n"
                                                  "    item: BoolOp 1:0-1:17 And\n"
                                                  "      item: Name 1:0-1:1 a\n"
                                                  "      item: Name 1:6-1:7 b\n"
                                                  "      item: UnaryOp 1:12-1:17 Not\n"
                                                  "        value: Name 1:16-1:17 c\n"
                                                  "    item: Name 1:21-1:22 d\n");
}

static void a_call_has_arguments_and_keywords(void **state) {
    (void)state;
    front_expect_tree("f(a, *b, c=1, **d)\n", "body: Expr 1:0-1:18\n"
                                              "  value: Call 1:0-1:18\n"
                                              "    func: Name 1:0-1:1 f\n"
                                              "    arg: Name 1:2-1:3 a\n"
                                              "    arg: Starred 1:5-1:7\n"
                                              "      value: Name 1:6-1:7 b\n"
                                              "    keyword: keyword 1:9-1:12 c\n"
                                              "      value: Constant 1:11-1:12 1\n"
                                              "    keyword: keyword 1:14-1:17 **\n"
                                              "      value: Name 1:16-1:17 d\n");
}

static void a_lone_generator_takes_the_brackets_of_the_call(void **state) {
    (void)state;
    front_expect_tree("f(x for x in y)\n", "body: Expr 1:0-1:15\n"
                                           "  value: Call 1:0-1:15\n"
                                           "    func: Name 1:0-1:1 f\n"
                                           "    arg: GeneratorExp 1:1-1:15\n"
                                           "      element: Name 1:2-1:3 x\n"
                                           "      target: Name 1:8-1:9 x Store\n"
                                           "      iter: Name 1:13-1:14 y\n");
}

static void slices_may_stand_in_a_tuple(void **state) {
    (void)state;
    front_expect_tree("a[1:2, ::3, x]\n", "body: Expr 1:0-1:14\n"
                                          "  value: Subscript 1:0-1:14\n"
                                          "    value: Name 1:0-1:1 a\n"
                                          "    index: Tuple 1:2-1:13\n"
                                          "      item: Slice 1:2-1:5\n"
                                          "        lower: Constant 1:2-1:3 1\n"
                                          "        upper: Constant 1:4-1:5 2\n"
                                          "      item: Slice 1:7-1:10\n"
                                          "        step: Constant 1:9-1:10 3\n"
                                          "      item: Name 1:12-1:13 x\n");
}

static void targets_are_stored(void **state) {
    (void)state;
    front_expect_tree("for i, (j, *k) in x: pass\n"
                      "del a.b, c[0]\n",
                      "body: For 1:0-1:25\n"
                      "  target: Tuple 1:4-1:14 Store\n"
                      "    item: Name 1:4-1:5 i Store\n"
                      "    item: Tuple 1:7-1:14 Store\n"
                      "      item: Name 1:8-1:9 j Store\n"
                      "      item: Starred 1:11-1:13 Store\n"
                      "        value: Name 1:12-1:13 k Store\n"
                      "  iter: Name 1:18-1:19 x\n"
                      "  body: Pass 1:21-1:25\n"
                      "body: Delete 2:0-2:13\n"
                      "  item: Attribute 2:4-2:7 b Del\n"
                      "    value: Name 2:4-2:5 a\n"
                      "  item: Subscript 2:9-2:13 Del\n"
                      "    value: Name 2:9-2:10 c\n"
                      "    index: Constant 2:11-2:12 0\n");
}

static void a_function_groups_its_parameters(void **state) {
    (void)state;
    front_expect_tree("async def f(a, /, b: int = 1, *c, d, e=2, **g) -> h: pass\n",
                      "body: AsyncFunctionDef 1:0-1:57 f\n"
                      "  posonly: arg 1:12-1:13 a\n"
                      "  arg: arg 1:18-1:24 b\n"
                      "    annotation: Name 1:21-1:24 int\n"
                      "  vararg: arg 1:31-1:32 c\n"
                      "  kwonly: arg 1:34-1:35 d\n"
                      "  kwonly: arg 1:37-1:38 e\n"
                      "  kw_default: -\n"
                      "  kw_default: Constant 1:39-1:40 2\n"
                      "  kwarg: arg 1:44-1:45 g\n"
                      "  default: Constant 1:27-1:28 1\n"
                      "  body: Pass 1:53-1:57\n"
                      "  returns: Name 1:50-1:51 h\n");
}

static void a_decorated_class_begins_at_its_own_line(void **state) {
    (void)state;
    front_expect_tree("@d\n"
                      "class C(B, k=1):\n"
                      "    x: int = 3\n"
                      "    (y): str\n",
                      "body: ClassDef 2:0-4:12 C\n"
                      "  base: Name 2:8-2:9 B\n"
                      "  keyword: keyword 2:11-2:14 k\n"
                      "    value: Constant 2:13-2:14 1\n"
                      "  body: AnnAssign 3:4-3:14 simple\n"
                      "    target: Name 3:4-3:5 x Store\n"
                      "    annotation: Name 3:7-3:10 int\n"
                      "    value: Constant 3:13-3:14 3\n"
                      "  body: AnnAssign 4:4-4:12\n"
                      "    target: Name 4:5-4:6 y Store\n"
                      "    annotation: Name 4:9-4:12 str\n"
                      "  decorator: Name 1:1-1:2 d\n");
}

static void elif_is_an_if_in_the_else(void **state) {
    (void)state;
    front_expect_tree("if a:\n"
                      "    b\n"
                      "elif c:\n"
                      "    d\n"
                      "else:\n"
                      "    e\n",
                      "body: If 1:0-6:5\n"
                      "  test: Name 1:3-1:4 a\n"
                      "  body: Expr 2:4-2:5\n"
                      "    value: Name 2:4-2:5 b\n"
                      "  orelse: If 3:0-6:5\n"
                      "    test: Name 3:5-3:6 c\n"
                      "    body: Expr 4:4-4:5\n"
                      "      value: Name 4:4-4:5 d\n"
                      "    orelse: Expr 6:4-6:5\n"
                      "      value: Name 6:4-6:5 e\n");
}

static void try_has_four_parts(void **state) {
    (void)state;
    front_expect_tree("try: a\n"
                      "except B as e: c\n"
                      "except: d\n"
                      "else: f\n"
                      "finally: g\n",
                      "body: Try 1:0-5:10\n"
                      "  body: Expr 1:5-1:6\n"
                      "    value: Name 1:5-1:6 a\n"
                      "  handler: ExceptHandler 2:0-2:16 e\n"
                      "    type: Name 2:7-2:8 B\n"
                      "    body: Expr 2:15-2:16\n"
                      "      value: Name 2:15-2:16 c\n"
                      "  handler: ExceptHandler 3:0-3:9 -\n"
                      "    body: Expr 3:8-3:9\n"
                      "      value: Name 3:8-3:9 d\n"
                      "  orelse: Expr 4:6-4:7\n"
                      "    value: Name 4:6-4:7 f\n"
                      "  finalbody: Expr 5:9-5:10\n"
                      "    value: Name 5:9-5:10 g\n");
}

static void except_star_is_a_kind_of_its_own(void **state) {
    (void)state;
    front_expect_tree("try: a\n"
                      "except* (B, C): d\n",
                      "body: TryStar 1:0-2:17\n"
                      "  body: Expr 1:5-1:6\n"
                      "    value: Name 1:5-1:6 a\n"
                      "  handler: ExceptHandler 2:0-2:17 -\n"
                      "    type: Tuple 2:8-2:14\n"
                      "      item: Name 2:9-2:10 B\n"
                      "      item: Name 2:12-2:13 C\n"
                      "    body: Expr 2:16-2:17\n"
                      "      value: Name 2:16-2:17 d\n");
}

static void with_items_may_be_bracketed(void **state) {
    (void)state;
    front_expect_tree("with (a as b, c): pass\n"
                      "with (a, b) as c: pass\n"
                      "with (a): pass\n",
                      "body: With 1:0-1:22\n"
                      "  context: Name 1:6-1:7 a\n"
                      "  as: Name 1:11-1:12 b Store\n"
                      "  context: Name 1:14-1:15 c\n"
                      "  body: Pass 1:18-1:22\n"
                      "body: With 2:0-2:22\n"
                      "  context: Tuple 2:5-2:11\n"
                      "    item: Name 2:6-2:7 a\n"
                      "    item: Name 2:9-2:10 b\n"
                      "  as: Name 2:15-2:16 c Store\n"
                      "  body: Pass 2:18-2:22\n"
                      "body: With 3:0-3:14\n"
                      "  context: Name 3:6-3:7 a\n"
                      "  body: Pass 3:10-3:14\n");
}

static void imports_keep_their_dots(void **state) {
    (void)state;
    front_expect_tree("import a.b as c, d\n"
                      "from ..e import (f as g, h,)\n"
                      "from . import i\n",
                      "body: Import 1:0-1:18\n"
                      "  item: alias 1:7-1:15 a.b c\n"
                      "  item: alias 1:17-1:18 d -\n"
                      "body: ImportFrom 2:0-2:28 2 e\n"
                      "  item: alias 2:17-2:23 f g\n"
                      "  item: alias 2:25-2:26 h -\n"
                      "body: ImportFrom 3:0-3:15 1 -\n"
                      "  item: alias 3:14-3:15 i -\n");
}

static void comprehensions_nest(void **state) {
    (void)state;
    front_expect_tree("async def g(): [await a for b in c if d async for e in f]\n"
                      "{**a, b: c}\n"
                      "{a: b for c in d}\n",
                      "body: AsyncFunctionDef 1:0-1:57 g\n"
                      "  body: Expr 1:15-1:57\n"
                      "    value: ListComp 1:15-1:57\n"
                      "      element: Await 1:16-1:23\n"
                      "        value: Name 1:22-1:23 a\n"
                      "      target: Name 1:28-1:29 b Store\n"
                      "      iter: Name 1:33-1:34 c\n"
                      "      if: Name 1:38-1:39 d\n"
                      "      async target: Name 1:50-1:51 e Store\n"
                      "      iter: Name 1:55-1:56 f\n"
                      "body: Expr 2:0-2:11\n"
                      "  value: Dict 2:0-2:11\n"
                      "    key: -\n"
                      "    value: Name 2:3-2:4 a\n"
                      "    key: Name 2:6-2:7 b\n"
                      "    value: Name 2:9-2:10 c\n"
                      "body: Expr 3:0-3:17\n"
                      "  value: DictComp 3:0-3:17\n"
                      "    element: Name 3:1-3:2 a\n"
                      "    value: Name 3:4-3:5 b\n"
                      "    target: Name 3:10-3:11 c Store\n"
                      "    iter: Name 3:15-3:16 d\n");
}

static void the_walrus_binds_a_name(void **state) {
    (void)state;
    front_expect_tree("(a := b)\n"
                      "f(c := 1)\n",
                      "body: Expr 1:0-1:8\n"
                      "  value: NamedExpr 1:1-1:7\n"
                      "    target: Name 1:1-1:2 a Store\n"
                      "    value: Name 1:6-1:7 b\n"
                      "body: Expr 2:0-2:9\n"
                      "  value: Call 2:0-2:9\n"
                      "    func: Name 2:0-2:1 f\n"
                      "    arg: NamedExpr 2:2-2:8\n"
                      "      target: Name 2:2-2:3 c Store\n"
                      "      value: Constant 2:7-2:8 1\n");
}

static void a_lambda_has_parameters_too(void **state) {
    (void)state;
    front_expect_tree("lambda a, *, b=1: (yield)\n", "body: Expr 1:0-1:25\n"
                                                     "  value: Lambda 1:0-1:25\n"
                                                     "    arg: arg 1:7-1:8 a\n"
                                                     "    kwonly: arg 1:13-1:14 b\n"
                                                     "    kw_default: Constant 1:15-1:16 1\n"
                                                     "    body: Yield 1:19-1:24\n");
}

static void adjacent_strings_are_one(void **state) {
    (void)state;
    front_expect_tree("('a' \"b\"\n"
                      " 'c')\n"
                      "b'x' b'y'\n"
                      "u'z'\n",
                      "body: Expr 1:0-2:5\n"
                      "  value: Constant 1:1-2:4 'abc'\n"
                      "body: Expr 3:0-3:9\n"
                      "  value: Constant 3:0-3:9 b'xy'\n"
                      "body: Expr 4:0-4:4\n"
                      "  value: Constant 4:0-4:4 u'z'\n");
}

static void escapes_are_decoded(void **state) {
    (void)state;
    front_expect_tree(
        "'\\n\\x41\\u20ac\\101\\q\\ud800' r'\\n' '''\\'''' 'a\\\n"
        "b'\n",
        "body: Expr 1:0-2:2\n"
        "  value: Constant 1:0-2:2 '\\x0aA\\xe2\\x82\\xacA\\x5cq\\xed\\xa0\\x80\\x5cn\\x27ab'\n");
}

static void an_f_string_has_text_and_values(void **state) {
    (void)state;
    front_expect_tree("f'a{b!r:>{c}}d{{}}' 'e'\n"
                      "f'{x = }{y=!s:3}'\n",
                      "body: Expr 1:0-1:23\n"
                      "  value: JoinedStr 1:0-1:23\n"
                      "    item: Constant 1:0-1:23 'a'\n"
                      "    item: FormattedValue 1:0-1:23 !r\n"
                      "      value: Name 1:4-1:5 b\n"
                      "      format: JoinedStr 1:0-1:19\n"
                      "        item: Constant 1:0-1:23 '>'\n"
                      "        item: FormattedValue 1:0-1:23\n"
                      "          value: Name 1:10-1:11 c\n"
                      "    item: Constant 1:0-1:23 'd{}e'\n"
                      "body: Expr 2:0-2:17\n"
                      "  value: JoinedStr 2:0-2:17\n"
                      "    item: Constant 2:0-2:17 'x = '\n"
                      "    item: FormattedValue 2:0-2:17 !r\n"
                      "      value: Name 2:3-2:4 x\n"
                      "    item: Constant 2:0-2:17 'y='\n"
                      "    item: FormattedValue 2:0-2:17 !s\n"
                      "      value: Name 2:9-2:10 y\n"
                      "      format: JoinedStr 2:0-2:17\n"
                      "        item: Constant 2:0-2:17 '3'\n");
}

static void f_string_values_have_their_own_places(void **state) {
    (void)state;
    front_expect_tree("f'''\n"
                      "{a +\n"
                      "b}'''\n",
                      "body: Expr 1:0-3:5\n"
                      "  value: JoinedStr 1:0-3:5\n"
                      "    item: Constant 1:0-3:5 '\\x0a'\n"
                      "    item: FormattedValue 1:0-3:5\n"
                      "      value: BinOp 2:1-3:1 Add\n"
                      "        left: Name 2:1-2:2 a\n"
                      "        right: Name 3:0-3:1 b\n");
}

static void numbers_keep_their_digits(void **state) {
    (void)state;
    front_expect_tree("0x_Ff, 0B11, 1_000, 00, 1.5e-3, 12345678901234567890123\n",
                      "body: Expr 1:0-1:55\n"
                      "  value: Tuple 1:0-1:55\n"
                      "    item: Constant 1:0-1:5 0xff\n"
                      "    item: Constant 1:7-1:11 0b11\n"
                      "    item: Constant 1:13-1:18 1000\n"
                      "    item: Constant 1:20-1:22 0\n"
                      "    item: Constant 1:24-1:30 0.0015\n"
                      "    item: Constant 1:32-1:55 12345678901234567890123\n");
}

static void soft_keywords_are_names(void **state) {
    (void)state;
    front_expect_tree("match = case = _ = 1\n"
                      "match(case)\n"
                      "match[case]\n"
                      "match, case\n",
                      "body: Assign 1:0-1:20\n"
                      "  target: Name 1:0-1:5 match Store\n"
                      "  target: Name 1:8-1:12 case Store\n"
                      "  target: Name 1:15-1:16 _ Store\n"
                      "  value: Constant 1:19-1:20 1\n"
                      "body: Expr 2:0-2:11\n"
                      "  value: Call 2:0-2:11\n"
                      "    func: Name 2:0-2:5 match\n"
                      "    arg: Name 2:6-2:10 case\n"
                      "body: Expr 3:0-3:11\n"
                      "  value: Subscript 3:0-3:11\n"
                      "    value: Name 3:0-3:5 match\n"
                      "    index: Name 3:6-3:10 case\n"
                      "body: Expr 4:0-4:11\n"
                      "  value: Tuple 4:0-4:11\n"
                      "    item: Name 4:0-4:5 match\n"
                      "    item: Name 4:7-4:11 case\n");
}

static void annotations_may_be_kept_as_text(void **state) {
    (void)state;
    front_expect_tree("from __future__ import annotations\n"
                      "x: list[ 'a' | None ] = 1\n"
                      "def f(a:b.c)->d: pass\n",
                      "body: ImportFrom 1:0-1:34 0 __future__\n"
                      "  item: alias 1:23-1:34 annotations -\n"
                      "body: AnnAssign 2:0-2:25 simple\n"
                      "  target: Name 2:0-2:1 x Store\n"
                      "  annotation: Constant 2:3-2:21 'list[\\x27a\\x27 | None]'\n"
                      "  value: Constant 2:24-2:25 1\n"
                      "body: FunctionDef 3:0-3:21 f\n"
                      "  arg: arg 3:6-3:11 a\n"
                      "    annotation: Constant 3:8-3:11 'b.c'\n"
                      "  body: Pass 3:17-3:21\n"
                      "  returns: Constant 3:14-3:15 'd'\n");
}

static void several_statements_in_a_line(void **state) {
    (void)state;
    front_expect_tree("a; b = 1; c()\n"
                      "if x: d; e;\n",
                      "body: Expr 1:0-1:1\n"
                      "  value: Name 1:0-1:1 a\n"
                      "body: Assign 1:3-1:8\n"
                      "  target: Name 1:3-1:4 b Store\n"
                      "  value: Constant 1:7-1:8 1\n"
                      "body: Expr 1:10-1:13\n"
                      "  value: Call 1:10-1:13\n"
                      "    func: Name 1:10-1:11 c\n"
                      "body: If 2:0-2:11\n"
                      "  test: Name 2:3-2:4 x\n"
                      "  body: Expr 2:6-2:7\n"
                      "    value: Name 2:6-2:7 d\n"
                      "  body: Expr 2:9-2:10\n"
                      "    value: Name 2:9-2:10 e\n");
}

static void a_conditional_expression(void **state) {
    (void)state;
    front_expect_tree("a if b else c if d else e\n", "body: Expr 1:0-1:25\n"
                                                     "  value: IfExp 1:0-1:25\n"
                                                     "    test: Name 1:5-1:6 b\n"
                                                     "    body: Name 1:0-1:1 a\n"
                                                     "    orelse: IfExp 1:12-1:25\n"
                                                     "      test: Name 1:17-1:18 d\n"
                                                     "      body: Name 1:12-1:13 c\n"
                                                     "      orelse: Name 1:24-1:25 e\n");
}

static void yield_takes_a_tuple(void **state) {
    (void)state;
    front_expect_tree("def f():\n"
                      "    a = yield b, *c\n"
                      "    yield from d\n"
                      "    yield\n",
                      "body: FunctionDef 1:0-4:9 f\n"
                      "  body: Assign 2:4-2:19\n"
                      "    target: Name 2:4-2:5 a Store\n"
                      "    value: Yield 2:8-2:19\n"
                      "      value: Tuple 2:14-2:19\n"
                      "        item: Name 2:14-2:15 b\n"
                      "        item: Starred 2:17-2:19\n"
                      "          value: Name 2:18-2:19 c\n"
                      "  body: Expr 3:4-3:16\n"
                      "    value: YieldFrom 3:4-3:16\n"
                      "      value: Name 3:15-3:16 d\n"
                      "  body: Expr 4:4-4:9\n"
                      "    value: Yield 4:4-4:9\n");
}

static void statements_of_one_word(void **state) {
    (void)state;
    front_expect_tree("while a:\n"
                      "    break\n"
                      "    continue\n"
                      "    pass\n"
                      "else:\n"
                      "    raise\n",
                      "body: While 1:0-6:9\n"
                      "  test: Name 1:6-1:7 a\n"
                      "  body: Break 2:4-2:9\n"
                      "  body: Continue 3:4-3:12\n"
                      "  body: Pass 4:4-4:8\n"
                      "  orelse: Raise 6:4-6:9\n");
}

static void the_rest_of_the_simple_ones(void **state) {
    (void)state;
    front_expect_tree("def f():\n"
                      "    global a, b\n"
                      "    nonlocal c\n"
                      "    assert d, e\n"
                      "    raise f from g\n"
                      "    return\n"
                      "    h += 1\n",
                      "body: FunctionDef 1:0-7:10 f\n"
                      "  body: Global 2:4-2:15 a b\n"
                      "  body: Nonlocal 3:4-3:14 c\n"
                      "  body: Assert 4:4-4:15\n"
                      "    test: Name 4:11-4:12 d\n"
                      "    msg: Name 4:14-4:15 e\n"
                      "  body: Raise 5:4-5:18\n"
                      "    exc: Name 5:10-5:11 f\n"
                      "    cause: Name 5:17-5:18 g\n"
                      "  body: Return 6:4-6:10\n"
                      "  body: AugAssign 7:4-7:10 Add\n"
                      "    target: Name 7:4-7:5 h Store\n"
                      "    value: Constant 7:9-7:10 1\n");
}

/* --- what is refused --- */

typedef struct Refusal {
    const char *program;
    const char *message;
} Refusal;

static void expect_all_refused(const Refusal *refusals, size_t count) {
    for (size_t i = 0; i < count; i++) {
        front_expect_refused(refusals[i].program, refusals[i].message);
    }
}

#define EXPECT_ALL_REFUSED(list) expect_all_refused(list, sizeof(list) / sizeof *(list))

static void wrong_syntax_is_refused_where_it_stands(void **state) {
    (void)state;
    static const Refusal refusals[] = {
        {"x =\n", "t.py:1:4: error: invalid syntax"},
        {"if x\n    y\n", "t.py:1:5: error: expected ':'"},
        {"if x = 1: y\n", "t.py:1:6: error: invalid syntax. Maybe you meant '==' or ':='"},
        {"if x:\ny\n",
         "t.py:2:1: error: expected an indented block after 'if' statement on line 1"},
        {"  x\n", "t.py:1:3: error: unexpected indent"},
        {"f(a b)\n", "t.py:1:3: error: invalid syntax. Perhaps you forgot a comma?"},
        {"x = (1,\n\ny = 2\n", "t.py:1:5: error: '(' was never closed"},
        {"print 'a'\n", "Missing parentheses in call to 'print'. Did you mean print(...)?"},
        {"x++\n", "hint: to count by one, write `x += 1`"},
        {"a && b\n", "hint: write `and`"},
        {"a if b\n", "expected 'else' after 'if' expression"},
        {"try: a\nb\n", "t.py:2:1: error: expected 'except' or 'finally' block"},
        {"except: a\n", "t.py:1:1: error: invalid syntax"},
        {"{a: }\n", "expression expected after dictionary key and ':'"},
        {"{a: b, c}\n", "':' expected after dictionary key"},
        {"[x, y for x in z]\n", "did you forget parentheses around the comprehension target?"},
        {"(*a)\n", "cannot use starred expression here"},
        {"x = *a\n", "can't use starred expression here"},
        {"[*a for a in b]\n", "iterable unpacking cannot be used in comprehension"},
        {"from a import b,\n", "trailing comma not allowed without surrounding parentheses"},
        {"try: a\nexcept A, B: c\n", "multiple exception types must be parenthesized"},
        {"try: a\nexcept A: b\nexcept* C: d\n", "cannot have both 'except' and 'except*'"},
        {"try: a\nexcept*: b\n", "expected one or more exception types"},
        {"try: a\nexcept: b\nexcept C: d\n", "default 'except:' must be last"},
        {"@a\nx = 1\n", "hint: a decorator stands before a def or class"},
        {"x := 1\n", "invalid syntax"},
        {"(a.b := 1)\n", "cannot use assignment expressions with attribute"},
    };
    EXPECT_ALL_REFUSED(refusals);
}

static void targets_are_checked(void **state) {
    (void)state;
    static const Refusal refusals[] = {
        {"1 = x\n", "cannot assign to literal here. Maybe you meant '==' instead of '='?"},
        {"f() = x\n", "t.py:1:1: error: cannot assign to function call here."},
        {"None = x\n", "cannot assign to None"},
        {"a, f() = x\n", "t.py:1:4: error: cannot assign to function call"},
        {"a + b += 1\n", "'expression' is an illegal expression for augmented assignment"},
        {"a, b += 1\n", "'tuple' is an illegal expression for augmented assignment"},
        {"(a, b): int\n", "only single target (not tuple) can be annotated"},
        {"f(): int\n", "illegal target for annotation"},
        {"del f()\n", "cannot delete function call"},
        {"del a, 1\n", "cannot delete literal"},
        {"*a, *b = c\n", "t.py:1:5: error: multiple starred expressions in assignment"},
        {"*a = b\n", "starred assignment target must be in a list or tuple"},
        {"for f() in x: pass\n", "cannot assign to function call"},
        {"with a as f(): pass\n", "cannot assign to function call"},
        {"__debug__ = 1\n", "cannot assign to __debug__"},
        {"def __debug__(): pass\n", "cannot assign to __debug__"},
    };
    EXPECT_ALL_REFUSED(refusals);
}

static void arguments_and_parameters_are_checked(void **state) {
    (void)state;
    static const Refusal refusals[] = {
        {"f(a=1, a=2)\n", "t.py:1:8: error: keyword argument repeated: a"},
        {"f(a=1, b)\n", "t.py:1:8: error: positional argument follows keyword argument"},
        {"f(**a, b)\n", "positional argument follows keyword argument unpacking"},
        {"f(**a, *b)\n", "iterable argument unpacking follows keyword argument unpacking"},
        {"f(a.b=1)\n", "expression cannot contain assignment, perhaps you meant \"==\"?"},
        {"f(True=1)\n", "cannot assign to True"},
        {"f(x for x in y, 1)\n", "Generator expression must be parenthesized"},
        {"f(a=)\n", "expected argument value expression"},
        {"def f(a, a): pass\n", "duplicate argument 'a' in function definition"},
        {"lambda a, *a: 1\n", "duplicate argument 'a' in function definition"},
        {"def f(a=1, b): pass\n", "non-default argument follows default argument"},
        {"def f(*): pass\n", "named arguments must follow bare *"},
        {"def f(*, **k): pass\n", "named arguments must follow bare *"},
        {"def f(*a, *b): pass\n", "* argument may appear only once"},
        {"def f(**k, a): pass\n", "arguments cannot follow var-keyword argument"},
        {"def f(/, a): pass\n", "at least one argument must precede /"},
        {"def f(*a, /): pass\n", "/ must be ahead of *"},
        {"def f(*a=1): pass\n", "var-positional argument cannot have default value"},
    };
    EXPECT_ALL_REFUSED(refusals);
}

static void strings_are_checked(void **state) {
    (void)state;
    static const Refusal refusals[] = {
        {"'a' b'b'\n", "cannot mix bytes and nonbytes literals"},
        {"b'\xC3\xA9'\n", "bytes can only contain ASCII literal characters"},
        {"'\\x1'\n", "t.py:1:2: error: (unicode error) truncated \\xXX escape"},
        {"'\\U00110000'\n", "(unicode error) illegal Unicode character"},
        {"'\\N{BULLET}'\n", "characters by name (\\N{...}) are not supported"},
        {"f'{a'\n", "f-string: expecting '}'"},
        {"f'a}'\n", "t.py:1:4: error: f-string: single '}' is not allowed"},
        {"f'{}'\n", "f-string: empty expression not allowed"},
        {"f'{a!x}'\n", "f-string: invalid conversion character: expected 's', 'r', or 'a'"},
        {"f'{a b}'\n", "t.py:1:4: error: f-string: invalid syntax"},
        {"f'{a[}'\n", "closing parenthesis '}' does not match opening parenthesis '['"},
        {"f'{\"\\n\"}'\n", "f-string expression part cannot include a backslash"},
        {"f'''{\n# c\n}'''\n", "f-string expression part cannot include '#'"},
        {"f'{a:{b:{c}}}'\n", "f-string: expressions nested too deeply"},
    };
    EXPECT_ALL_REFUSED(refusals);
}

static void what_stands_in_the_wrong_place_is_refused(void **state) {
    (void)state;
    static const Refusal refusals[] = {
        {"return\n", "'return' outside function"},
        {"class C:\n    return 1\n", "'return' outside function"},
        {"yield 1\n", "'yield' outside function"},
        {"def f(): [(yield) for x in y]\n", "'yield' inside list comprehension"},
        {"async def f(): yield from x\n", "'yield from' inside async function"},
        {"async def f():\n    yield 1\n    return 2\n", "'return' with value in async generator"},
        {"await x\n", "'await' outside function"},
        {"def f(): await x\n", "'await' outside async function"},
        {"def f():\n    async with a: pass\n", "'async with' outside async function"},
        {"def f():\n    async for a in b: pass\n", "'async for' outside async function"},
        {"def f(): return [x async for x in y]\n", "asynchronous comprehension outside of an"},
        {"break\n", "'break' outside loop"},
        {"for x in y:\n    def f(): continue\n", "'continue' not properly in loop"},
        {"while x: pass\nelse: break\n", "'break' outside loop"},
        {"def f():\n    try: a\n    except* B: return\n", "cannot appear in an except* block"},
        {"x = 1\nfrom __future__ import annotations\n", "must occur at the beginning of the file"},
        {"from __future__ import x\n", "future feature x is not defined"},
    };
    EXPECT_ALL_REFUSED(refusals);
    front_expect_accepted("def f(): return (await x for x in y)\n");
    front_expect_accepted("async def f(): return [[await x for x in y] for z in w]\n");
    front_expect_accepted("for x in y:\n    try: break\n    finally: continue\n");
    front_expect_accepted("while a:\n  try: b\n  except* C:\n    for x in y: break\n");
    front_expect_accepted("'doc'\nfrom __future__ import annotations\nimport a\n");
}

static void what_is_outside_the_subset_is_refused_with_a_hint(void **state) {
    (void)state;
    static const Refusal refusals[] = {
        {"match x:\n    case 1 + 2j: pass\n",
         "t.py:2:10: error: complex numbers are not supported"},
        {"a @ b\n", "the operator @ is not supported"},
        {"a @= b\n", "the operator @= is not supported"},
        {"1j\n", "complex numbers are not supported"},
        {"from a import *\n", "`import *` is not supported"},
    };
    EXPECT_ALL_REFUSED(refusals);
}

static void nesting_has_limits(void **state) {
    (void)state;
    static const char *const parts[] = {"(",     "-",  "not ", "lambda: ",     "1 + ",
                                        "1 ** ", "x.", "f()",  "1 if 1 else ", "await "};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        Text text = {0};
        for (int k = 0; k < 20000; k++) {
            text_append_cstr(&text, parts[i]);
        }
        text_append_cstr(&text, "x\n");
        front_expect_refused(text_cstr(&text), "error: ");
        text_release(&text);
    }
    Text blocks = {0};
    for (size_t i = 0; i < 21; i++) {
        text_append_repeated(&blocks, ' ', i);
        text_append_cstr(&blocks, "while x:\n");
    }
    text_append_repeated(&blocks, ' ', 21);
    text_append_cstr(&blocks, "pass\n");
    front_expect_refused(text_cstr(&blocks), "too many statically nested blocks");
    text_release(&blocks);
}

/* --- several errors at once --- */

static void expect_errors(const char *program, const char *wanted) {
    char *got = front_read_bytes(program, strlen(program), FRONT_TREE, NULL);
    Text lines = {0};
    for (const char *line = got; *line != 0;) {
        const char *end = strchr(line, '\n');
        if (strncmp(line, "t.py:", 5) == 0) {
            text_append(&lines, line + 5, (size_t)(end + 1 - line - 5));
        }
        line = end + 1;
    }
    assert_string_equal(text_cstr(&lines), wanted);
    text_release(&lines);
    memory_free(got);
}

static void each_wrong_statement_is_reported_once(void **state) {
    (void)state;
    expect_errors("x = = 1\ny = 2\nz = (3 4\n    5)\nw +\n",
                  "1:5: error: invalid syntax\n"
                  "3:6: error: invalid syntax. Perhaps you forgot a comma?\n"
                  "5:4: error: invalid syntax\n");
    expect_errors(
        "def f(x:\n    return await x\n\nfor i in 3 4:\n    y = = 2\nelse:\n    pass\nbreak\n",
        "1:6: error: '(' was never closed\n"
        "4:12: error: expected ':'\n"
        "5:9: error: invalid syntax\n"
        "8:1: error: 'break' outside loop\n");
    expect_errors("match x:\n    case 1:\n        a = = 2\n    case _:\n        pass\nb = = 3\n",
                  "3:13: error: invalid syntax\n"
                  "6:5: error: invalid syntax\n");
    expect_errors("def f(x):\n    match x y:\n        case 1:\n            a = = 2\n"
                  "        case _:\n            b +\n    return 1\nc = = 3\n",
                  "2:13: error: expected ':'\n"
                  "4:17: error: invalid syntax\n"
                  "6:16: error: invalid syntax\n"
                  "8:5: error: invalid syntax\n");
    expect_errors("def f(x):\n    match x:\n        case 1 2:\n            a = = 2\n"
                  "        case _:\n            b +\n    return 1\nc = = 3\n",
                  "3:16: error: expected ':'\n"
                  "4:17: error: invalid syntax\n"
                  "6:16: error: invalid syntax\n"
                  "8:5: error: invalid syntax\n");
    expect_errors("x = [\n    1,\n    2\nprint(x)\n\ndef f():\n    return 1 +\n",
                  "1:5: error: '[' was never closed\n"
                  "7:15: error: invalid syntax\n");
    expect_errors(
        "try:\n    a = = 1\nexcept B:\n    pass\nif x:\n    'abc\n    y = 1\nelse:\n    z = 2\n",
        "2:9: error: invalid syntax\n"
        "6:5: error: unterminated string literal (detected at line 6)\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_assignment_has_targets_and_a_value),
        cmocka_unit_test(brackets_belong_to_what_is_around),
        cmocka_unit_test(positions_are_bytes),
        cmocka_unit_test(chains_lean_left_and_power_leans_right),
        cmocka_unit_test(comparisons_chain),
        cmocka_unit_test(bool_ops_are_flat),
        cmocka_unit_test(a_call_has_arguments_and_keywords),
        cmocka_unit_test(a_lone_generator_takes_the_brackets_of_the_call),
        cmocka_unit_test(slices_may_stand_in_a_tuple),
        cmocka_unit_test(targets_are_stored),
        cmocka_unit_test(a_function_groups_its_parameters),
        cmocka_unit_test(a_decorated_class_begins_at_its_own_line),
        cmocka_unit_test(elif_is_an_if_in_the_else),
        cmocka_unit_test(try_has_four_parts),
        cmocka_unit_test(except_star_is_a_kind_of_its_own),
        cmocka_unit_test(with_items_may_be_bracketed),
        cmocka_unit_test(imports_keep_their_dots),
        cmocka_unit_test(comprehensions_nest),
        cmocka_unit_test(the_walrus_binds_a_name),
        cmocka_unit_test(a_lambda_has_parameters_too),
        cmocka_unit_test(adjacent_strings_are_one),
        cmocka_unit_test(escapes_are_decoded),
        cmocka_unit_test(an_f_string_has_text_and_values),
        cmocka_unit_test(f_string_values_have_their_own_places),
        cmocka_unit_test(numbers_keep_their_digits),
        cmocka_unit_test(soft_keywords_are_names),
        cmocka_unit_test(annotations_may_be_kept_as_text),
        cmocka_unit_test(several_statements_in_a_line),
        cmocka_unit_test(a_conditional_expression),
        cmocka_unit_test(yield_takes_a_tuple),
        cmocka_unit_test(statements_of_one_word),
        cmocka_unit_test(the_rest_of_the_simple_ones),
        cmocka_unit_test(wrong_syntax_is_refused_where_it_stands),
        cmocka_unit_test(targets_are_checked),
        cmocka_unit_test(arguments_and_parameters_are_checked),
        cmocka_unit_test(strings_are_checked),
        cmocka_unit_test(what_stands_in_the_wrong_place_is_refused),
        cmocka_unit_test(what_is_outside_the_subset_is_refused_with_a_hint),
        cmocka_unit_test(nesting_has_limits),
        cmocka_unit_test(each_wrong_statement_is_reported_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
