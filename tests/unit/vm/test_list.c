#include "unit/vm/vm_fixture.h"

static Value numbers(Vm *vm, int64_t count) {
    Value list = list_new(vm, 0);
    for (int64_t i = 0; i < count; i++) {
        list_append_new(vm, list, value_from_small_int(i));
    }
    return list;
}

static Value slice(Vm *vm, int64_t start, int64_t stop, int64_t step) {
    return slice_new(vm, value_from_small_int(start), value_from_small_int(stop),
                     value_from_small_int(step));
}

static void list_slices_are_assigned_and_deleted(void **state) {
    Vm *vm = *state;
    Value list = numbers(vm, 8);
    Value fresh = numbers(vm, 3);
    Value middle = slice(vm, 2, 4, 1);
    assert_true(value_set_item(vm, list, middle, fresh));
    assert_repr(vm, value_retain(list), "[0, 1, 0, 1, 2, 4, 5, 6, 7]");
    Value strided = slice(vm, 8, 0, -3);
    assert_true(value_set_item(vm, list, strided, fresh));
    assert_repr(vm, value_retain(list), "[0, 1, 2, 1, 2, 1, 5, 6, 0]");
    assert_true(value_set_item(vm, list, strided, VALUE_NULL));
    assert_repr(vm, value_retain(list), "[0, 1, 1, 2, 5, 6]");
    assert_false(value_set_item(vm, list, strided, fresh));
    assert_raised(vm, EXC_VALUE_ERROR,
                  "attempt to assign sequence of size 3 to extended slice of size 2");
    value_release(vm, middle);
    value_release(vm, strided);
    value_release(vm, fresh);
    value_release(vm, list);
}

static void list_extended_by_itself_ends(void **state) {
    Vm *vm = *state;
    Value list = numbers(vm, 3);
    assert_true(list_extend(vm, list, list));
    assert_repr(vm, list, "[0, 1, 2, 0, 1, 2]");
}

static void list_iterator_sees_what_is_appended(void **state) {
    Vm *vm = *state;
    Value list = numbers(vm, 1);
    Value iterator = value_iter(vm, list);
    assert_int_equal(value_small_int(value_next(vm, iterator)), 0);
    list_append(vm, list, value_from_small_int(7));
    assert_int_equal(value_small_int(value_next(vm, iterator)), 7);
    assert_true(value_is_null(value_next(vm, iterator)));
    list_append(vm, list, value_from_small_int(8));
    assert_true(value_is_null(value_next(vm, iterator))); /* once exhausted, always */
    assert_false(vm_raised(vm));
    value_release(vm, iterator);
    value_release(vm, list);
}

static void list_sort_is_stable_in_both_directions(void **state) {
    Vm *vm = *state;
    for (int reverse = 0; reverse < 2; reverse++) {
        Value list = list_new(vm, 0);
        for (int64_t i = 0; i < 500; i++) {
            list_append_new(
                vm, list,
                tuple_pack(vm, 2, value_from_small_int(i * 7919 % 10), value_from_small_int(i)));
        }
        Value keys = list_new(vm, 0);
        for (uint32_t i = 0; i < 500; i++) {
            list_append(vm, keys, value_tuple(value_list(list)->items[i])->items[0]);
        }
        assert_true(list_sort(vm, keys, VALUE_NULL, reverse == 1));
        assert_true(list_sort(vm, list, VALUE_NULL, reverse == 1));
        for (uint32_t i = 0; i + 1 < 500; i++) {
            int64_t a = value_small_int(value_list(keys)->items[i]);
            int64_t b = value_small_int(value_list(keys)->items[i + 1]);
            assert_true(reverse ? a >= b : a <= b);
            Tuple *x = value_tuple(value_list(list)->items[i]);
            Tuple *y = value_tuple(value_list(list)->items[i + 1]);
            if (value_same(x->items[0], y->items[0])) {
                bool rising = value_small_int(x->items[1]) < value_small_int(y->items[1]);
                assert_int_equal(rising, !reverse);
            }
        }
        value_release(vm, keys);
        value_release(vm, list);
    }
}

static void list_that_cannot_be_sorted_keeps_its_items(void **state) {
    Vm *vm = *state;
    Value list = numbers(vm, 5);
    Value text = str_from_cstr(vm, "x");
    list_append(vm, list, text);
    assert_false(list_sort(vm, list, VALUE_NULL, false));
    assert_raised(vm, EXC_TYPE_ERROR, "'<' not supported between instances of 'str' and 'int'");
    assert_int_equal(value_list(list)->count, 6);
    assert_int_equal(value_contains(vm, list, text), 1);
    value_release(vm, text);
    value_release(vm, list);
}

static void list_that_holds_itself_has_a_repr(void **state) {
    Vm *vm = *state;
    Value list = numbers(vm, 1);
    list_append(vm, list, list);
    assert_repr(vm, value_retain(list), "[0, [...]]");
    assert_true(value_set_item(vm, list, value_from_small_int(1), VALUE_NULL));
    value_release(vm, list);
}

static void list_indices_fail_with_cpython_s_words(void **state) {
    Vm *vm = *state;
    Value list = numbers(vm, 2);
    assert_true(value_is_null(value_get_item(vm, list, value_from_small_int(2))));
    assert_raised(vm, EXC_INDEX_ERROR, "list index out of range");
    assert_false(value_set_item(vm, list, value_from_small_int(-3), VALUE_NONE));
    assert_raised(vm, EXC_INDEX_ERROR, "list assignment index out of range");
    assert_true(value_is_null(value_get_item(vm, list, VALUE_NONE)));
    assert_raised(vm, EXC_TYPE_ERROR, "list indices must be integers or slices, not NoneType");
    value_release(vm, list);
}

static void tuple_hashes_as_cpython_s(void **state) {
    Vm *vm = *state;
    int64_t hash = 0;
    assert_true(value_hash(vm, vm->empty_tuple, &hash));
    assert_true(hash == INT64_C(5740354900026072187));
    Value tuple = tuple_pack(vm, 3, value_from_small_int(1), value_from_small_int(2),
                             value_from_small_int(3));
    assert_true(value_hash(vm, tuple, &hash));
    assert_true(hash == INT64_C(529344067295497451));
    value_release(vm, tuple);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(list_slices_are_assigned_and_deleted),
        cmocka_unit_test(list_extended_by_itself_ends),
        cmocka_unit_test(list_iterator_sees_what_is_appended),
        cmocka_unit_test(list_sort_is_stable_in_both_directions),
        cmocka_unit_test(list_that_cannot_be_sorted_keeps_its_items),
        cmocka_unit_test(list_that_holds_itself_has_a_repr),
        cmocka_unit_test(list_indices_fail_with_cpython_s_words),
        cmocka_unit_test(tuple_hashes_as_cpython_s),
    };
    return VM_TESTS(tests);
}
