/* A vm without a program for the tests of single types, and words for what they check. */
#ifndef UNIT_VM_VM_FIXTURE_H
#define UNIT_VM_VM_FIXTURE_H

#include "unit/unit.h"
#include "vm/container.h"
#include "vm/number.h"
#include "vm/protocol.h"
#include "vm/str.h"

static inline int vm_start(void **state) {
    VmHooks hooks = {0};
    *state = vm_new(&hooks, UINT64_C(64) << 20);
    return 0;
}

static inline int vm_stop_all(void **state) {
    vm_free(*state);
    return 0;
}

/* The repr is as given; the value is released. */
static inline void assert_repr(Vm *vm, Value value, const char *expected) {
    assert_false(value_is_null(value));
    Value repr = value_repr(vm, value);
    assert_string_equal(str_utf8(vm, repr), expected);
    value_release(vm, repr);
    value_release(vm, value);
}

/* The call failed with that exception and text. */
static inline void assert_raised(Vm *vm, ExceptionId id, const char *message) {
    assert_true(vm_raised_is(vm, id));
    Value exception = vm_take_raised(vm);
    Value text = value_str(vm, exception);
    assert_string_equal(str_utf8(vm, text), message);
    value_release(vm, text);
    value_release(vm, exception);
}

/* value.method(argument), the argument consumed. */
static inline Value call_with(Vm *vm, Value self, const char *method, Value argument) {
    Value result = vm_call_method(vm, self, method, &argument, value_is_null(argument) ? 0 : 1);
    value_release(vm, argument);
    return result;
}

#define VM_TESTS(tests) cmocka_run_group_tests(tests, vm_start, vm_stop_all)

#endif
