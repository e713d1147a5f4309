#include "lang/scope.h"

#include "base/memory.h"
#include "front.h"

static void parameters_come_first_among_the_slots(void **state) {
    (void)state;
    front_expect_scopes("def f(a, /, b, *c, d=1, **e):\n    g = a\n    for h in b: pass\n",
                        "<module>: f=global\n"
                        "  f (a b d c e; g h): a=local0 b=local1 d=local2 c=local3 e=local4 "
                        "g=local5 h=local6\n");
}

static void what_an_inner_function_uses_is_a_cell(void **state) {
    (void)state;
    front_expect_scopes("def f(a, b):\n    c = d = 1\n    def g():\n        return b + c\n",
                        "<module>: f=global\n"
                        "  f (a b; d g): a=local0 b=cell0 c=cell1 d=local2 g=local3\n"
                        "    f.<locals>.g nested: b=free0 c=free1 | b<-cell0 c<-cell1\n");
}

static void functions_between_pass_a_variable_on(void **state) {
    (void)state;
    front_expect_scopes("def f(a):\n    def g():\n        def h(): return a\n",
                        "<module>: f=global\n"
                        "  f (a; g): a=cell0 g=local1\n"
                        "    f.<locals>.g nested (h): h=local0 | a<-cell0\n"
                        "      f.<locals>.g.<locals>.h nested: a=free0 | a<-free0\n");
}

static void global_and_nonlocal_are_obeyed(void **state) {
    (void)state;
    front_expect_scopes("def f():\n    a = 1\n    def g():\n        nonlocal a\n        global b\n"
                        "        a = b = 2\n",
                        "<module>: f=global b=global\n"
                        "  f (g): a=cell0 g=local0\n"
                        "    f.<locals>.g nested: a=free0 b=global | a<-cell0\n");
    front_expect_scopes("def f():\n    a = 1\n    def g():\n        global a\n"
                        "        def h(): return a\n",
                        "<module>: f=global\n"
                        "  f (a g): a=local0 g=local1\n"
                        "    f.<locals>.g nested (h): a=global h=local0\n"
                        "      f.<locals>.g.<locals>.h nested: a=global\n");
}

static void a_class_body_is_not_seen_by_its_methods(void **state) {
    (void)state;
    front_expect_scopes("class C:\n    x = y\n    def m(self): return x\n",
                        "<module>: C=global\n"
                        "  C: y=name x=name m=name\n"
                        "    C.m (self): self=local0 x=global\n");
    front_expect_scopes("def f(x):\n    class C:\n        y = x\n        x = 1\n",
                        "<module>: f=global\n"
                        "  f (x; C): x=local0 C=local1\n"
                        "    f.<locals>.C nested: x=name y=name\n");
    front_expect_scopes("def f(x):\n    class C:\n        y = x\n",
                        "<module>: f=global\n"
                        "  f (x; C): x=cell0 C=local1\n"
                        "    f.<locals>.C nested: x=free0 y=name | x<-cell0\n");
}

static void super_needs_the_class_cell(void **state) {
    (void)state;
    front_expect_scopes("class C:\n    def m(self): super().m()\n",
                        "<module>: C=global\n"
                        "  C class-cell: m=name\n"
                        "    C.m (self): self=local0 super=global __class__=free0 | "
                        "__class__<-cell0\n");
    front_expect_scopes("class C:\n    def m(self): return lambda: __class__\n",
                        "<module>: C=global\n"
                        "  C class-cell: m=name\n"
                        "    C.m (self): self=local0 | __class__<-cell0\n"
                        "      C.m.<locals>.<lambda> nested: __class__=free0 | __class__<-free0\n");
}

static void a_comprehension_is_a_function_of_its_first_iterable(void **state) {
    (void)state;
    front_expect_scopes("def f(a, b):\n    return [x + b for x in a if x]\n",
                        "<module>: f=global\n"
                        "  f (a b): a=local0 b=cell0\n"
                        "    f.<locals>.<listcomp> nested (.0; x): .0=local0 x=local1 b=free0 | "
                        "b<-cell0\n");
    front_expect_scopes("class C:\n    a = 1\n    b = [a for x in a]\n",
                        "<module>: C=global\n"
                        "  C: a=name b=name\n"
                        "    C.<listcomp> (.0; x): .0=local0 x=local1 a=global\n");
}

static void a_walrus_in_a_comprehension_binds_outside(void **state) {
    (void)state;
    front_expect_scopes("def f(a):\n    return [y := x for x in a]\n",
                        "<module>: f=global\n"
                        "  f (a): a=local0 y=cell0\n"
                        "    f.<locals>.<listcomp> nested (.0; x): .0=local0 x=local1 y=free0 | "
                        "y<-cell0\n");
    front_expect_scopes("[y := x for x in a]\n", "<module>: a=global y=global\n"
                                                 "  <listcomp> (.0; x): .0=local0 x=local1 "
                                                 "y=global\n");
}

static void generators_and_coroutines_are_known(void **state) {
    (void)state;
    front_expect_scopes("def f(): yield\nasync def g(): pass\nasync def h(): yield\n"
                        "def i(): lambda: (yield)\n",
                        "<module>: f=global g=global h=global i=global\n"
                        "  f generator:\n"
                        "  g coroutine:\n"
                        "  h coroutine generator:\n"
                        "  i:\n"
                        "    i.<locals>.<lambda> generator nested:\n");
    front_expect_scopes("async def f(a):\n    [await x for x in a]\n    (x async for x in a)\n"
                        "    [y for y in a]\n",
                        "<module>: f=global\n"
                        "  f coroutine (a): a=local0\n"
                        "    f.<locals>.<listcomp> coroutine nested (.0; x): .0=local0 x=local1\n"
                        "    f.<locals>.<genexpr> coroutine generator nested (.0; x): .0=local0 "
                        "x=local1\n"
                        "    f.<locals>.<listcomp> nested (.0; y): .0=local0 y=local1\n");
}

static void private_names_are_mangled(void **state) {
    (void)state;
    front_expect_scopes("class _C:\n    __a = 1\n    def __m(self, __x):\n        __y__ = __x\n",
                        "<module>: _C=global\n"
                        "  _C: _C__a=name _C__m=name\n"
                        "    _C.__m (self _C__x; __y__): self=local0 _C__x=local1 __y__=local2\n");
    front_expect_scopes("class __:\n    __a = 1\n", "<module>: __=global\n  __: __a=name\n");
}

static void slots_follow_cpythons_compiler(void **state) {
    (void)state;
    front_expect_scopes("def f():\n    try: a = 1\n    except E as b: c = 1\n    else: d = 1\n"
                        "    finally: e = 1\n    g: int\n    h = 1\n    g = 2\n",
                        "<module>: f=global\n"
                        "  f (a d b c e h g): a=local0 d=local1 E=global b=local2 c=local3 "
                        "e=local4 int=global h=local5 g=local6\n");
}

static void defaults_and_decorators_belong_outside(void **state) {
    (void)state;
    front_expect_scopes("def f(a):\n    @a\n    def g(b=a) -> a: pass\n    return lambda c=a: c\n",
                        "<module>: f=global\n"
                        "  f (a; g): a=local0 g=local1\n"
                        "    f.<locals>.g nested (b): b=local0\n"
                        "    f.<locals>.<lambda> nested (c): c=local0\n");
}

static void wrong_declarations_are_refused(void **state) {
    (void)state;
    static const struct {
        const char *program;
        const char *message;
    } cases[] = {
        {"nonlocal x\n", "t.py:1:1: error: nonlocal declaration not allowed at module level"},
        {"def f():\n    nonlocal x\n", "t.py:2:5: error: no binding for nonlocal 'x' found"},
        {"x = 1\ndef f():\n    nonlocal x\n", "or write `global x` if it is a name of the module"},
        {"class C:\n    x = 1\n    def f(self): nonlocal x\n", "no binding for nonlocal 'x' found"},
        {"def f():\n    x = 1\n    global x\n",
         "name 'x' is assigned to before global declaration"},
        {"def f():\n    print(x)\n    global x\n", "name 'x' is used prior to global declaration"},
        {"def f(x):\n    global x\n", "name 'x' is parameter and global"},
        {"def f():\n    global x\n    nonlocal x\n", "name 'x' is nonlocal and global"},
        {"def f():\n    x: int\n    global x\n", "annotated name 'x' can't be global"},
        {"def f():\n    global x\n    x: int\n", "annotated name 'x' can't be global"},
        {"[x := 1 for x in y]\n", "cannot rebind comprehension iteration variable 'x'"},
        {"[x for x in (y := 1)]\n", "cannot be used in a comprehension iterable expression"},
        {"class C: [y := x for x in z]\n", "cannot be used in a class body"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        front_expect_refused(cases[i].program, cases[i].message);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parameters_come_first_among_the_slots),
        cmocka_unit_test(what_an_inner_function_uses_is_a_cell),
        cmocka_unit_test(functions_between_pass_a_variable_on),
        cmocka_unit_test(global_and_nonlocal_are_obeyed),
        cmocka_unit_test(a_class_body_is_not_seen_by_its_methods),
        cmocka_unit_test(super_needs_the_class_cell),
        cmocka_unit_test(a_comprehension_is_a_function_of_its_first_iterable),
        cmocka_unit_test(a_walrus_in_a_comprehension_binds_outside),
        cmocka_unit_test(generators_and_coroutines_are_known),
        cmocka_unit_test(private_names_are_mangled),
        cmocka_unit_test(slots_follow_cpythons_compiler),
        cmocka_unit_test(defaults_and_decorators_belong_outside),
        cmocka_unit_test(wrong_declarations_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
