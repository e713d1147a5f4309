#include "lang/arena.h"
#include "unit/unit.h"

#include <stdalign.h>
#include <string.h>

static void pieces_are_zeroed_aligned_and_apart(void **state) {
    (void)state;
    Arena *arena = arena_new();
    unsigned char *earlier = NULL;
    for (size_t size = 1; size < 3000; size += 7) {
        unsigned char *piece = arena_allocate(arena, size);
        assert_int_equal((uintptr_t)piece % alignof(max_align_t), 0);
        for (size_t i = 0; i < size; i++) {
            assert_int_equal(piece[i], 0);
        }
        memset(piece, 0xFF, size);
        assert_ptr_not_equal(piece, earlier);
        earlier = piece;
    }
    arena_free(arena);
}

static void a_large_piece_does_not_end_the_block_in_use(void **state) {
    (void)state;
    Arena *arena = arena_new();
    char *before = arena_allocate(arena, 16);
    char *large = arena_allocate(arena, 1 << 20);
    char *after = arena_allocate(arena, 16);
    memset(large, 1, 1 << 20);
    assert_int_equal(after - before, 16);
    arena_free(arena);
}

static void copies_are_their_own_and_strings_end(void **state) {
    (void)state;
    Arena *arena = arena_new();
    char text[] = "abcdef";
    const char *copy = arena_copy_string(arena, text, 3);
    text[0] = 'x';
    assert_string_equal(copy, "abc");
    assert_string_equal(arena_copy_string(arena, NULL, 0), "");
    assert_non_null(arena_copy(arena, NULL, 0));
    arena_free(arena);
    arena_free(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_are_zeroed_aligned_and_apart),
        cmocka_unit_test(a_large_piece_does_not_end_the_block_in_use),
        cmocka_unit_test(copies_are_their_own_and_strings_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
