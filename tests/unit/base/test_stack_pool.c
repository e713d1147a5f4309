#include "base/stack_pool.h"

#include "unit/unit.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SIZE = 1 << 16 };

static void stack_pool_gives_each_stack_once(void **state) {
    (void)state;
    StackPool pool;
    stack_pool_init(&pool, SIZE, true);
    enum { COUNT = STACK_POOL_SLAB * 3 };
    char *stacks[COUNT];
    for (int i = 0; i < COUNT; i++) {
        stacks[i] = stack_pool_take(&pool);
        assert_non_null(stacks[i]);
        memset(stacks[i], i, SIZE);
    }
    for (int i = 0; i < COUNT; i++) {
        assert_int_equal(stacks[i][0], (char)i);
        assert_int_equal(stacks[i][SIZE - 1], (char)i);
    }
    assert_int_equal(pool.slabs.count, 3);
    stack_pool_give(&pool, stacks[5]);
    assert_ptr_equal(stack_pool_take(&pool), stacks[5]);
    stack_pool_release(&pool);
}

enum { MANY = STACK_POOL_WARM + STACK_POOL_COOLED };

/* So many stacks with a 1 at both ends. */
static void take_many(StackPool *pool, char **stacks) {
    for (int i = 0; i < MANY; i++) {
        stacks[i] = stack_pool_take(pool);
        assert_non_null(stacks[i]);
        stacks[i][0] = stacks[i][SIZE - 1] = 1;
    }
}

static void assert_guarded(const char *stack) {
    pid_t child = fork();
    if (child == 0) {
        signal(SIGSEGV, SIG_DFL);
        signal(SIGBUS, SIG_DFL);
        *(volatile char *)(stack - 1) = 1;
        _exit(0);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_false(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void stack_pool_lets_go_of_memory_that_many_idle_stacks_hold(void **state) {
    (void)state;
    StackPool pool;
    stack_pool_init(&pool, SIZE, true);
    static char *stacks[MANY];
    take_many(&pool, stacks);
    for (int i = 0; i < MANY; i++) {
        stack_pool_give(&pool, stacks[i]);
    }
    for (int i = 0; i < MANY; i++) { /* the first are as they were, the others have no memory */
        assert_int_equal(stacks[i][0], i < STACK_POOL_WARM);
        assert_int_equal(stacks[i][SIZE - 1], i < STACK_POOL_WARM);
    }
    assert_guarded(stacks[MANY - 1]);
    stack_pool_release(&pool);
}

static void stack_pool_lets_go_of_idle_memory_only(void **state) {
    (void)state;
    StackPool pool;
    stack_pool_init(&pool, SIZE, false);
    static char *stacks[MANY];
    take_many(&pool, stacks);
    char *further = stack_pool_take(&pool);
    int in_use = STACK_POOL_WARM + 5; /* others of its slab lie on both sides of it */
    for (int i = 0; i < MANY; i++) {
        if (i != in_use) {
            stack_pool_give(&pool, stacks[i]);
        }
    }
    stack_pool_give(&pool, further);
    assert_int_equal(stacks[in_use - 1][0], 0);
    assert_int_equal(stacks[in_use][0], 1);
    assert_int_equal(stacks[in_use][SIZE - 1], 1);
    assert_int_equal(stacks[in_use + 1][0], 0);
    stack_pool_release(&pool);
}

static void stack_pool_lets_go_again_of_stacks_that_were_taken_again(void **state) {
    (void)state;
    StackPool pool;
    stack_pool_init(&pool, SIZE, false);
    static char *stacks[MANY];
    for (int round = 0; round < 2; round++) {
        take_many(&pool, stacks);
        for (int i = 0; i < MANY; i++) {
            stack_pool_give(&pool, stacks[i]);
        }
        assert_int_equal(stacks[STACK_POOL_WARM - 1][0], 1);
        assert_int_equal(stacks[STACK_POOL_WARM][0], 0);
        assert_int_equal(stacks[MANY - 1][0], 0);
    }
    assert_int_equal(pool.slabs.count, MANY / STACK_POOL_SLAB);
    stack_pool_release(&pool);
}

static void stack_pool_guards_what_lies_below(void **state) {
    (void)state;
    StackPool pool;
    stack_pool_init(&pool, SIZE, true);
    stack_pool_take(&pool);
    assert_guarded(stack_pool_take(&pool));
    stack_pool_release(&pool);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stack_pool_gives_each_stack_once),
        cmocka_unit_test(stack_pool_lets_go_of_memory_that_many_idle_stacks_hold),
        cmocka_unit_test(stack_pool_lets_go_of_idle_memory_only),
        cmocka_unit_test(stack_pool_lets_go_again_of_stacks_that_were_taken_again),
        cmocka_unit_test(stack_pool_guards_what_lies_below),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
