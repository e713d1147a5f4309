#include "lang/compiler.h"
#include "unit/unit.h"
#include "vm/container.h"
#include "vm/frame.h"
#include "vm/number.h"
#include "vm/str.h"

#include <string.h>

static Vm *begin(void) {
    VmHooks hooks = {0};
    return vm_new(&hooks, UINT64_C(64) << 20);
}

static void containers_give_back_what_they_hold(void **state) {
    (void)state;
    Vm *vm = begin();
    uint64_t objects = heap_object_count(vm);
    uint64_t bytes = heap_bytes_used(vm);
    Value list = list_new(vm, 0);
    for (int i = 0; i < 1000; i++) {
        list_append_new(vm, list, float_new(vm, i));
    }
    assert_int_equal(heap_object_count(vm), objects + 1001);
    value_release(vm, list);
    assert_int_equal(heap_object_count(vm), objects);
    assert_int_equal(heap_bytes_used(vm), bytes);
    vm_free(vm);
}

static void cycles_are_reclaimed_and_what_is_held_stays(void **state) {
    (void)state;
    Vm *vm = begin();
    heap_collect(vm);
    uint64_t objects = heap_object_count(vm);
    Value held = list_new(vm, 0);
    list_append(vm, held, held);
    Value garbage = list_new(vm, 0);
    list_append(vm, garbage, garbage);
    value_release(vm, garbage);
    assert_int_equal(heap_collect(vm), 1);
    assert_int_equal(heap_object_count(vm), objects + 1);
    assert_true(value_same(value_list(held)->items[0], held));
    value_release(vm, held);
    assert_int_equal(heap_collect(vm), 1);
    assert_int_equal(heap_object_count(vm), objects);
    vm_free(vm);
}

static void long_chains_are_freed_without_recursion(void **state) {
    (void)state;
    Vm *vm = begin();
    uint64_t objects = heap_object_count(vm);
    Value chain = list_new(vm, 0);
    for (int i = 0; i < 200000; i++) {
        Value outer = list_new(vm, 1);
        list_append_new(vm, outer, chain);
        chain = outer;
    }
    value_release(vm, chain);
    assert_int_equal(heap_object_count(vm), objects);
    vm_free(vm);
}

#ifndef MEANWHILE_PLAIN_HEAP
/* What died in any order is used again in the order of its addresses, once most have died. */
static void free_slots_are_put_in_order(void **state) {
    (void)state;
    enum { COUNT = 60000, STRIDE = 7919 };
    static Value floats[COUNT];
    Vm *vm = begin();
    for (int i = 0; i < COUNT; i++) {
        floats[i] = float_new(vm, i);
    }
    vm_tick(vm, TICK_BETWEEN_INSTRUCTIONS);
    for (int i = 0; i < COUNT; i++) {
        value_release(vm, value_take(&floats[(int64_t)i * STRIDE % COUNT]));
    }
    vm_tick(vm, TICK_BETWEEN_INSTRUCTIONS);
    int jumps = 0;
    for (int i = 0; i < COUNT; i++) {
        floats[i] = float_new(vm, i);
        jumps += i > 0 && floats[i].bits < floats[i - 1].bits;
    }
    assert_true(jumps < COUNT / 500); /* from one chunk to the next, at most */
    for (int i = 0; i < COUNT; i++) {
        value_release(vm, floats[i]);
    }
    vm_free(vm);
}
#endif

static void the_budget_stops_the_run(void **state) {
    (void)state;
    Vm *vm = begin();
    assert_true(heap_can_hold(vm, 1 << 20));
    assert_false(heap_can_hold(vm, UINT64_C(1) << 40));
    assert_true(vm_stopping(vm));
    assert_int_equal(vm->stop, STOP_LIMIT);
    vm_free(vm);
}

static void the_audit_finds_a_forgotten_reference(void **state) {
    (void)state;
    Vm *vm = begin();
    Text report = {0};
    assert_int_equal(heap_audit(vm, &report), 0);
    Value forgotten = list_new(vm, 0);
    assert_int_equal(heap_audit(vm, &report), 1);
    assert_string_equal(text_cstr(&report), "1 reference to a list\n");
    value_release(vm, forgotten);
    text_release(&report);
    vm_free(vm);
}

/* Nothing of a program is left when it has ended well and its cycles are reclaimed. */
static void programs_leave_nothing_behind(void **state) {
    (void)state;
    static const char *const PROGRAMS[] = {
        "class A:\n    def __init__(self): self.me = self\na = [A() for _ in range(10)]\n",
        "def g():\n    try:\n        yield 1\n    finally:\n        pass\nx = g()\nnext(x)\n",
        "try:\n    raise ValueError(1)\nexcept ValueError as error:\n    kept = error\n",
        "def f(n): return f(n + 1)\ntry:\n    f(0)\nexcept RecursionError:\n    pass\n",
        "d = {i: str(i) for i in range(100)}\nd['d'] = d\ns = {(i, i) for i in range(50)}\n",
        "async def c(): pass\nx = c()\nx.close()\nf'{3.5:>10}' + '%s' % (2 ** 200)\n",
        "try:\n    [1, 2][5]\nexcept IndexError:\n    pass\nsorted([3, 1], key=lambda x: -x)\n",
    };
    for (size_t i = 0; i < sizeof PROGRAMS / sizeof *PROGRAMS; i++) {
        Vm *vm = begin();
        Diagnostics diagnostics;
        diagnostics_init(&diagnostics);
        Unit *unit = compiler_compile("p.py", "__main__", PROGRAMS[i], strlen(PROGRAMS[i]), NULL,
                                      &diagnostics);
        assert_non_null(unit);
        assert_false(value_is_null(vm_run_main(vm, unit)));
        vm_finalize(vm, VALUE_NULL);
        Text report = {0};
        heap_audit(vm, &report);
        assert_string_equal(text_cstr(&report), "");
        text_release(&report);
        vm_free(vm);
        unit_free(unit);
        diagnostics_release(&diagnostics);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(containers_give_back_what_they_hold),
        cmocka_unit_test(cycles_are_reclaimed_and_what_is_held_stays),
        cmocka_unit_test(long_chains_are_freed_without_recursion),
#ifndef MEANWHILE_PLAIN_HEAP
        cmocka_unit_test(free_slots_are_put_in_order),
#endif
        cmocka_unit_test(the_budget_stops_the_run),
        cmocka_unit_test(the_audit_finds_a_forgotten_reference),
        cmocka_unit_test(programs_leave_nothing_behind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
