#include "unit/vm/vm_fixture.h"

static void dict_keeps_insertion_order_through_growth_and_holes(void **state) {
    Vm *vm = *state;
    Value value = dict_new(vm);
    Dict *dict = value_dict(value);
    for (int64_t i = 0; i < 1000; i++) {
        assert_true(dict_set(vm, dict, value_from_small_int(i), value_from_small_int(i * i)));
    }
    for (int64_t i = 0; i < 1000; i++) {
        if (i % 3 != 0) {
            assert_int_equal(dict_delete(vm, dict, value_from_small_int(i)), 1);
        }
    }
    assert_int_equal(dict_delete(vm, dict, value_from_small_int(1)), 0);
    for (int64_t i = 2000; i < 2500; i++) {
        assert_true(dict_set(vm, dict, value_from_small_int(i), VALUE_NONE));
    }
    uint32_t position = 0;
    Value key;
    Value item;
    int64_t expected = 0;
    while (dict_next(dict, &position, &key, &item)) {
        assert_int_equal(value_small_int(key), expected);
        expected = expected == 999 ? 2000 : expected < 1000 ? expected + 3 : expected + 1;
    }
    assert_int_equal(expected, 2500);
    assert_int_equal(dict->count, 334 + 500);
    value_release(vm, value);
}

static void dict_takes_equal_numbers_for_one_key(void **state) {
    Vm *vm = *state;
    Value value = dict_new(vm);
    Value one = float_new(vm, 1.0);
    dict_set(vm, value_dict(value), value_from_small_int(1), VALUE_NONE);
    dict_set(vm, value_dict(value), one, VALUE_FALSE);
    dict_set(vm, value_dict(value), VALUE_TRUE, VALUE_TRUE);
    value_release(vm, one);
    assert_repr(vm, value, "{1: True}");
}

static void dict_of_names_finds_a_name_built_from_pieces(void **state) {
    Vm *vm = *state;
    Value value = dict_new(vm);
    Value built = str_printf(vm, "%s%s", "built_", "name");
    Value interned = str_intern_cstr(vm, "built_name");
    dict_set(vm, value_dict(value), built, VALUE_TRUE);
    assert_true(value_same(dict_get_name(value_dict(value), interned), VALUE_TRUE));
    uint32_t hint = 77;
    assert_true(value_same(dict_get_name_hinted(value_dict(value), interned, &hint), VALUE_TRUE));
    assert_int_equal(hint, 0);
    dict_set_name(vm, value_dict(value), interned, VALUE_FALSE);
    assert_int_equal(value_dict(value)->count, 1);
    assert_true(dict_delete_name(vm, value_dict(value), interned));
    assert_false(dict_delete_name(vm, value_dict(value), interned));
    value_release(vm, built);
    value_release(vm, interned);
    value_release(vm, value);
}

static void dict_refuses_keys_that_have_no_hash(void **state) {
    Vm *vm = *state;
    Value value = dict_new(vm);
    Value list = list_new(vm, 0);
    assert_false(dict_set(vm, value_dict(value), list, VALUE_NONE));
    assert_raised(vm, EXC_TYPE_ERROR, "unhashable type: 'list'");
    value_release(vm, list);
    value_release(vm, value);
}

static void dict_iterator_notices_a_change_of_size(void **state) {
    Vm *vm = *state;
    Value value = dict_new(vm);
    dict_set(vm, value_dict(value), value_from_small_int(1), VALUE_NONE);
    Value iterator = value_iter(vm, value);
    dict_set(vm, value_dict(value), value_from_small_int(2), VALUE_NONE);
    assert_true(value_is_null(value_next(vm, iterator)));
    assert_raised(vm, EXC_RUNTIME_ERROR, "dictionary changed size during iteration");
    value_release(vm, iterator);
    value_release(vm, value);
}

static void dict_that_holds_itself_has_a_repr(void **state) {
    Vm *vm = *state;
    Value value = dict_new(vm);
    dict_set(vm, value_dict(value), value_from_small_int(1), value);
    assert_repr(vm, value_retain(value), "{1: {...}}");
    dict_clear(vm, value_dict(value));
    value_release(vm, value);
}

static void dict_views_are_live_and_like_sets(void **state) {
    Vm *vm = *state;
    Value value = dict_new(vm);
    Value keys = call_with(vm, value, "keys", VALUE_NULL);
    dict_set(vm, value_dict(value), value_from_small_int(1), VALUE_NONE);
    dict_set(vm, value_dict(value), value_from_small_int(2), VALUE_NONE);
    assert_int_equal(value_length(vm, keys), 2);
    assert_int_equal(value_contains(vm, keys, value_from_small_int(2)), 1);
    Value set = set_new(vm, false);
    set_add(vm, set, value_from_small_int(1));
    assert_repr(vm, value_binary(vm, BINARY_SUBTRACT, keys, set), "{2}");
    assert_int_equal(value_compare_truth(vm, set, keys, COMPARE_LESS), 1);
    value_release(vm, set);
    value_release(vm, value);
    assert_repr(vm, keys, "dict_keys([1, 2])");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dict_keeps_insertion_order_through_growth_and_holes),
        cmocka_unit_test(dict_takes_equal_numbers_for_one_key),
        cmocka_unit_test(dict_of_names_finds_a_name_built_from_pieces),
        cmocka_unit_test(dict_refuses_keys_that_have_no_hash),
        cmocka_unit_test(dict_iterator_notices_a_change_of_size),
        cmocka_unit_test(dict_that_holds_itself_has_a_repr),
        cmocka_unit_test(dict_views_are_live_and_like_sets),
    };
    return VM_TESTS(tests);
}
