#include "lang/code_verify.h"
#include "unit/unit.h"

#include <string.h>

enum { INSTRUCTIONS_MAX = 16 };

static const Unit UNIT = {.file_name = "t.py", .module_name = "__main__"};

static Instruction abc(Opcode op, uint16_t a, uint16_t b, uint16_t c) {
    return (Instruction){.op = (uint16_t)op, .a = a, .b = b, .c = c};
}

static Instruction ad(Opcode op, uint16_t a, int32_t d) {
    return (Instruction){.op = (uint16_t)op, .a = a, .d = d};
}

/* A code with one local, x, and four temporaries, registers 1 to 4. */
static bool sound(const Instruction *instructions, uint32_t count, const Handler *handler) {
    static const char *const REGISTER_NAMES[] = {"x"};
    static Position positions[INSTRUCTIONS_MAX];
    Instruction copy[INSTRUCTIONS_MAX];
    Handler handlers[1] = {{0}};
    memcpy(copy, instructions, count * sizeof *instructions);
    if (handler) {
        handlers[0] = *handler;
    }
    Code code = {.unit = &UNIT,
                 .name = "f",
                 .qualified_name = "f",
                 .local_count = 1,
                 .first_temp = 1,
                 .register_count = 5,
                 .register_names = (const char **)REGISTER_NAMES,
                 .instructions = copy,
                 .positions = positions,
                 .instruction_count = count,
                 .handlers = handlers,
                 .handler_count = handler != NULL};
    Text complaints = {0};
    bool result = code_verify(&code, &complaints);
    assert_int_equal(result, complaints.length == 0);
    text_release(&complaints);
    return result;
}

#define SOUND(...)                                                                                 \
    sound((Instruction[]){__VA_ARGS__},                                                            \
          sizeof((Instruction[]){__VA_ARGS__}) / sizeof(Instruction), NULL)

static void a_plain_code_is_sound(void **state) {
    (void)state;
    assert_true(SOUND(ad(OP_LOAD_INT, 1, 7), abc(OP_ADD, 1, 1, 0), abc(OP_RETURN, 1, 0, 0)));
}

static void reading_an_empty_temporary_is_found(void **state) {
    (void)state;
    assert_false(SOUND(abc(OP_ADD, 1, 1, 0), abc(OP_RETURN, 1, 0, 0)));
    /* It was consumed by the first of two reads. */
    assert_false(SOUND(ad(OP_LOAD_INT, 1, 7), abc(OP_MOVE, 2, 1, 0), abc(OP_MOVE, 3, 1, 0),
                       abc(OP_RETURN, 2, 0, 0)));
}

static void a_temporary_left_over_or_overwritten_is_found(void **state) {
    (void)state;
    assert_false(SOUND(ad(OP_LOAD_INT, 1, 7), abc(OP_RETURN_NONE, 0, 0, 0)));
    assert_false(SOUND(ad(OP_LOAD_INT, 1, 7), ad(OP_LOAD_INT, 1, 8), abc(OP_RETURN, 1, 0, 0)));
}

static void ways_that_meet_with_different_temporaries_are_found(void **state) {
    (void)state;
    assert_false(
        SOUND(ad(OP_JUMP_IF_FALSE, 0, 2), ad(OP_LOAD_INT, 1, 7), abc(OP_RETURN_NONE, 0, 0, 0)));
}

static void a_jump_out_of_the_code_or_the_wrong_way_is_found(void **state) {
    (void)state;
    assert_false(SOUND(ad(OP_JUMP, 0, 9), abc(OP_RETURN_NONE, 0, 0, 0)));
    assert_false(SOUND(abc(OP_NOP, 0, 0, 0), ad(OP_JUMP, 0, 0), abc(OP_RETURN_NONE, 0, 0, 0)));
    assert_false(SOUND(ad(OP_LOOP, 0, 1), abc(OP_RETURN_NONE, 0, 0, 0)));
    assert_false(SOUND(abc(OP_NOP, 0, 0, 0))); /* falls off the end */
}

static void a_handler_sees_the_same_temporaries_wherever_it_comes_from(void **state) {
    (void)state;
    const Instruction code[] = {
        abc(OP_NOP, 0, 0, 0),   ad(OP_LOAD_INT, 1, 7),        abc(OP_CHECK_LOCAL, 0, 0, 0),
        abc(OP_CLEAR, 1, 1, 0), abc(OP_RETURN_NONE, 0, 0, 0), abc(OP_CATCH, 2, 0, 0),
        abc(OP_CLEAR, 1, 1, 0), abc(OP_RERAISE, 2, 0, 0),
    };
    assert_true(sound(code, 8, &(Handler){.start = 2, .end = 3, .handler = 5, .depth = 1}));
    assert_false(sound(code, 8, &(Handler){.start = 0, .end = 3, .handler = 5, .depth = 1}));
    assert_false(sound(code, 8, &(Handler){.start = 2, .end = 99, .handler = 5, .depth = 1}));
}

static void an_index_out_of_range_is_found(void **state) {
    (void)state;
    assert_false(SOUND(ad(OP_LOAD_CONST, 1, 0), abc(OP_RETURN, 1, 0, 0)));
    assert_false(SOUND(ad(OP_LOAD_GLOBAL, 1, 0), abc(OP_RETURN, 1, 0, 0)));
    assert_false(SOUND(ad(OP_LOAD_INT, 9, 0), abc(OP_RETURN, 9, 0, 0)));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plain_code_is_sound),
        cmocka_unit_test(reading_an_empty_temporary_is_found),
        cmocka_unit_test(a_temporary_left_over_or_overwritten_is_found),
        cmocka_unit_test(ways_that_meet_with_different_temporaries_are_found),
        cmocka_unit_test(a_jump_out_of_the_code_or_the_wrong_way_is_found),
        cmocka_unit_test(a_handler_sees_the_same_temporaries_wherever_it_comes_from),
        cmocka_unit_test(an_index_out_of_range_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
