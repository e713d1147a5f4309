#include "lang/subset.h"

#include "base/memory.h"
#include "front.h"

/* A world of two modules: `a` with the name `x` and the submodule `a.b`, which has `y`. */
static bool module_known(void *context, const char *module) {
    (void)context;
    return strcmp(module, "a") == 0 || strcmp(module, "a.b") == 0;
}

static bool module_has(void *context, const char *module, const char *name) {
    (void)context;
    return strcmp(module, "a") == 0 ? strcmp(name, "x") == 0 || strcmp(name, "b") == 0
                                    : strcmp(name, "y") == 0;
}

static bool builtin_has(void *context, const char *name) {
    (void)context;
    static const char *const known[] = {"print",       "Exception",           "int",     "str",
                                        "ImportError", "ModuleNotFoundError", "KeyError"};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (strcmp(known[i], name) == 0) {
            return true;
        }
    }
    return false;
}

static const char *hint(void *context, const char *module, const char *name) {
    (void)context;
    if (module == NULL) {
        return strcmp(name, "open") == 0 ? "there are no files" : NULL;
    }
    return name == NULL ? "use a" : NULL;
}

/* CPython has neither the module `fast` nor the name `a.windows`. */
static bool cpython_lacks(void *context, const char *module, const char *name) {
    (void)context;
    return name == NULL ? strncmp(module, "fast", 4) == 0 : strcmp(name, "windows") == 0;
}

static char *check(const char *program) {
    static const SubsetNames names = {.module_known = module_known,
                                      .module_has = module_has,
                                      .builtin_has = builtin_has,
                                      .cpython_lacks = cpython_lacks,
                                      .hint = hint};
    return front_read_bytes(program, strlen(program), FRONT_SCOPES, &names);
}

static void accepts(const char *program) {
    char *got = check(program);
    if (strstr(got, "error: ") != NULL) {
        fail_msg("%s", got);
    }
    memory_free(got);
}

static void refuses(const char *program, const char *message) {
    char *got = check(program);
    if (strstr(got, message) == NULL) {
        fail_msg("%s\ninstead of %s\n", got, message);
    }
    memory_free(got);
}

static void imports_must_be_known(void **state) {
    (void)state;
    accepts("import a, a.b, a.b as c\nfrom a import x, b\nfrom a.b import y as z\n");
    refuses("import a, numpy\n", "t.py:1:11: error: the module 'numpy' is not supported\n");
    refuses("import numpy\n", "hint: use a\n");
    refuses("import a.c\n", "the module 'a.c' is not supported");
    refuses("def f():\n    from c import d\n", "t.py:2:5: error: the module 'c' is not supported");
    refuses("from a import x, z\n", "t.py:1:18: error: 'z' of the module 'a' is not supported");
    refuses("from . import x\n", "relative imports are not supported");
    accepts("from __future__ import annotations\n");
}

static void attributes_of_modules_must_be_known(void **state) {
    (void)state;
    accepts("import a\na.x\na.b.y\na.__name__\na.x.anything\n");
    refuses("import a\nprint(a.z)\n", "t.py:2:7: error: 'a.z' is not supported");
    refuses("import a as m\ndef f(): return m.z\n", "'a.z' is not supported");
    refuses("import a.b\na.b.z\n", "'a.b.z' is not supported");
    refuses("import a.b as c\nc.x\n", "'a.b.x' is not supported");
    refuses("from a import b\n[b.z for _ in b]\n", "'a.b.z' is not supported");
    refuses("def f():\n    import a\n    return lambda: a.z\n", "'a.z' is not supported");
    refuses("import a\nclass C:\n    y = a.z\n", "'a.z' is not supported");
}

static void a_name_that_may_be_something_else_is_left_alone(void **state) {
    (void)state;
    accepts("import a\na = 1\na.z\n");
    accepts("import a\ndef f(a): return a.z\n");
    accepts("import a\ndef f():\n    global a\n    a = 1\na.z\n");
    accepts("import a\na.z = 1\n");
    accepts("import a\ndef f():\n    a = 1\n    def g(): return a.z\n");
    accepts("import a\nclass C:\n    a = 1\n    b = a.z\n");
}

static void builtins_must_be_known(void **state) {
    (void)state;
    accepts("print(Exception)\n");
    refuses("open('f')\n", "t.py:1:1: error: the builtin 'open' is not supported\n");
    refuses("open('f')\n", "hint: there are no files\n");
    refuses("def f(): return lambda: eval\n", "the builtin 'eval' is not supported");
    refuses("class C:\n    x = exec\n", "the builtin 'exec' is not supported");
    accepts("no_such_name\n"); /* a NameError when it runs */
    accepts("def open(): pass\nopen()\n");
    accepts("def f(open): return [open for _ in open]\n");
    accepts("def f():\n    global open\n    open = 1\nopen\n");
    accepts("class C:\n    def open(self): pass\n    x = open\n");
    refuses("class C:\n    def open(self): pass\n    def f(self): return open\n", "'open'");
}

static void what_a_class_is_made_of_must_be_plain(void **state) {
    (void)state;
    accepts("class C: pass\nclass D(C): pass\nclass E(C, x=1): pass\nclass F(a.b[c]): pass\n");
    accepts("class C(str, Enum): pass\nclass D(int, enum.Enum): pass\n");
    accepts("class C(A, B, x=1): pass\n");
    refuses("class C(metaclass=M): pass\n", "t.py:1:9: error: metaclasses are not supported");
    refuses("class C(*a): pass\n", "unpacked base classes are not supported");
}

static void what_cpython_lacks_too_is_left_to_the_run(void **state) {
    (void)state;
    accepts("try:\n    import fast, fast.er\nexcept ImportError: pass\n");
    accepts(
        "try:\n    from fast import x\n    x.y\nexcept (KeyError, ModuleNotFoundError): pass\n");
    accepts("try:\n    if a:\n        import fast\nexcept: pass\n");
    refuses("import fast\n", "t.py:1:8: error: the module 'fast' is not supported");
    refuses("try:\n    import fast\nexcept KeyError: pass\n", "t.py:2:12: error");
    refuses("try: pass\nexcept ImportError:\n    import fast\n", "t.py:3:12: error");
    refuses("try: pass\nexcept ImportError: pass\nelse:\n    import fast\n", "t.py:4:12: error");
    refuses("try:\n    def f():\n        import fast\nexcept ImportError: pass\n", "t.py:3:16");
    refuses("try:\n    import numpy\nexcept ImportError: pass\n", "t.py:2:12: error");
    accepts("import a\nif 0: a.windows\n");
    refuses("from a import windows\n", "t.py:1:15: error: 'windows' of the module 'a'");
}

static void several_come_out_at_once(void **state) {
    (void)state;
    char *got = check("import numpy\nimport a\nprint(a.z, open)\n");
    assert_non_null(strstr(got, "t.py:1:8: error: "));
    assert_non_null(strstr(got, "t.py:3:7: error: "));
    assert_non_null(strstr(got, "t.py:3:12: error: "));
    memory_free(got);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(imports_must_be_known),
        cmocka_unit_test(attributes_of_modules_must_be_known),
        cmocka_unit_test(a_name_that_may_be_something_else_is_left_alone),
        cmocka_unit_test(builtins_must_be_known),
        cmocka_unit_test(what_a_class_is_made_of_must_be_plain),
        cmocka_unit_test(what_cpython_lacks_too_is_left_to_the_run),
        cmocka_unit_test(several_come_out_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
