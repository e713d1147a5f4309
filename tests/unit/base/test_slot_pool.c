#include "base/slot_pool.h"

#include "unit/unit.h"

#include <stdint.h>
#include <string.h>

enum { COUNT = 20000, SIZE = 200 }; /* more than one of the largest slabs */

static void slot_pool_gives_every_slot_to_one_only(void **state) {
    (void)state;
    static char *slots[COUNT];
    SlotPool pool;
    slot_pool_init(&pool, SIZE);
    for (int i = 0; i < COUNT; i++) {
        slots[i] = slot_pool_take(&pool);
        memset(slots[i], i % 251, SIZE);
    }
    for (int i = 0; i < COUNT; i += 2) {
        slot_pool_give(&pool, slots[i]);
    }
    for (int i = 0; i < COUNT; i += 2) {
        slots[i] = slot_pool_take(&pool);
        memset(slots[i], i % 251, SIZE);
    }
    for (int i = 0; i < COUNT; i++) {
        assert_int_equal((unsigned char)slots[i][0], i % 251);
        assert_int_equal((unsigned char)slots[i][SIZE - 1], i % 251);
    }
    for (int i = 0; i < COUNT; i++) {
        slot_pool_give(&pool, slots[i]);
    }
    slot_pool_release(&pool);
}

#ifndef MEANWHILE_PLAIN_HEAP
static void slot_pool_uses_what_was_given_back(void **state) {
    (void)state;
    SlotPool pool;
    slot_pool_init(&pool, 1);
    void *first = slot_pool_take(&pool);
    void *second = slot_pool_take(&pool);
    assert_int_equal((uintptr_t)first % 64, 0);
    assert_int_equal((uintptr_t)second % 64, 0);
    slot_pool_give(&pool, first);
    slot_pool_give(&pool, second);
    assert_ptr_equal(slot_pool_take(&pool), second);
    assert_ptr_equal(slot_pool_take(&pool), first);
    slot_pool_release(&pool);
}
#endif

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slot_pool_gives_every_slot_to_one_only),
#ifndef MEANWHILE_PLAIN_HEAP
        cmocka_unit_test(slot_pool_uses_what_was_given_back),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
