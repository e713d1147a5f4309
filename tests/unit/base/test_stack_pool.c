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

static void stack_pool_lets_go_of_memory_that_many_idle_stacks_hold(void **state) {
    (void)state;
    StackPool pool;
    stack_pool_init(&pool, SIZE, false);
    enum { COUNT = STACK_POOL_WARM + 2 };
    static char *stacks[COUNT];
    for (int i = 0; i < COUNT; i++) {
        stacks[i] = stack_pool_take(&pool);
        stacks[i][0] = 1;
    }
    for (int i = 0; i < COUNT; i++) {
        stack_pool_give(&pool, stacks[i]);
    }
    assert_int_equal(stacks[0][0], 1);         /* one of the first is as it was */
    assert_int_equal(stacks[COUNT - 1][0], 0); /* the last has no memory any more */
    stack_pool_release(&pool);
}

static void stack_pool_guards_what_lies_below(void **state) {
    (void)state;
    StackPool pool;
    stack_pool_init(&pool, SIZE, true);
    char *stack = stack_pool_take(&pool);
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
    stack_pool_release(&pool);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stack_pool_gives_each_stack_once),
        cmocka_unit_test(stack_pool_lets_go_of_memory_that_many_idle_stacks_hold),
        cmocka_unit_test(stack_pool_guards_what_lies_below),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
