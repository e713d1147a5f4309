#include "lang/code_verify.h"

#include "base/array.h"

#include <string.h>

enum {
    STATE_BYTES_MAX = 256 << 20,    /* what a check may allocate for one code */
    HANDLER_LOOKUPS_MAX = 100 << 20 /* instructions times handlers of one code */
};

/* Which temporaries hold something, before each instruction. */
typedef struct Verifier {
    const Code *code;
    Text *complaints;
    uint32_t temps;
    uint32_t words;   /* of one state */
    uint64_t *states; /* one for each instruction slot */
    bool *seen;
    ARRAY_OF(uint32_t) work; /* instructions whose state is new */
    uint64_t *now;           /* the state while one instruction is followed */
    uint32_t index;          /* of that instruction */
    bool sound;
} Verifier;

static void complain(Verifier *v, const char *what, uint32_t number) {
    if (v->sound) {
        text_printf(v->complaints, "%s: instruction %u (%s, line %d): %s %u\n",
                    v->code->qualified_name, v->index,
                    code_opcode_name(v->code->instructions[v->index].op),
                    v->code->positions[v->index].line, what, number);
        v->sound = false;
    }
}

static bool in_range(Verifier *v, uint32_t reg) {
    if (reg >= v->code->register_count) {
        complain(v, "no such register", reg);
        return false;
    }
    return reg >= v->code->first_temp;
}

static bool is_full(Verifier *v, uint32_t temp) {
    return v->now[temp / 64] >> (temp % 64) & 1;
}

static void keep(Verifier *v, uint32_t reg) {
    if (in_range(v, reg) && !is_full(v, reg - v->code->first_temp)) {
        complain(v, "reads the empty temporary", reg - v->code->first_temp);
    }
}

static void clear(Verifier *v, uint32_t reg) {
    if (in_range(v, reg)) {
        uint32_t temp = reg - v->code->first_temp;
        v->now[temp / 64] &= ~((uint64_t)1 << (temp % 64));
    }
}

static void consume(Verifier *v, uint32_t reg) {
    keep(v, reg);
    clear(v, reg);
}

static void consume_range(Verifier *v, uint32_t first, uint32_t count) {
    for (uint32_t i = 0; i < count && v->sound; i++) {
        consume(v, first + i);
    }
}

static void fill(Verifier *v, uint32_t reg) {
    if (in_range(v, reg)) {
        uint32_t temp = reg - v->code->first_temp;
        if (is_full(v, temp)) {
            complain(v, "overwrites the temporary", temp);
        }
        v->now[temp / 64] |= (uint64_t)1 << (temp % 64);
    }
}

static void fill_range(Verifier *v, uint32_t first, uint32_t count) {
    for (uint32_t i = 0; i < count && v->sound; i++) {
        fill(v, first + i);
    }
}

static void flow_to(Verifier *v, uint32_t target, const uint64_t *state) {
    if (target >= v->code->instruction_count) {
        complain(v, "no such instruction:", target);
        return;
    }
    uint64_t *known = v->states + (size_t)target * v->words;
    if (!v->seen[target]) {
        v->seen[target] = true;
        memcpy(known, state, v->words * sizeof *known);
        ARRAY_PUSH(&v->work, target);
    } else if (memcmp(known, state, v->words * sizeof *known) != 0) {
        complain(v, "temporaries differ from those of another way to instruction", target);
    }
}

/* Where an exception of this instruction goes, with the temporaries that are kept there. */
static void flow_to_handler(Verifier *v) {
    const Code *code = v->code;
    for (uint32_t i = 0; i < code->handler_count; i++) {
        const Handler *handler = &code->handlers[i];
        if (v->index < handler->start || v->index >= handler->end) {
            continue;
        }
        uint64_t kept[v->words];
        for (uint32_t word = 0; word < v->words; word++) {
            uint32_t from = word * 64;
            uint64_t mask = handler->depth >= from + 64 ? UINT64_MAX
                            : handler->depth <= from    ? 0
                                                     : ((uint64_t)1 << (handler->depth - from)) - 1;
            kept[word] = v->now[word] & mask;
        }
        flow_to(v, handler->handler, kept);
        return;
    }
}

static void check_index(Verifier *v, char role, uint32_t value) {
    const Code *code = v->code;
    uint32_t limit = role == 'n'   ? code->name_count
                     : role == 'g' ? code->unit->global_count
                     : role == 'k' ? code->constant_count
                     : role == 'x' ? code->cache_count
                                   : UINT32_MAX;
    if (limit != UINT32_MAX && value >= limit) {
        complain(v, "index out of range:", value);
    }
}

/* The ranges that the letter * stands for: what is consumed and what is written. */
static void follow_range(Verifier *v, const Instruction *i) {
    switch (i->op) {
    case OP_CLEAR:
        for (uint32_t k = 0; k < i->b; k++) {
            clear(v, (uint32_t)i->a + k);
        }
        return;
    case OP_CALL:
    case OP_CALL_KEYWORDS:
        consume_range(v, i->a, 1u + i->b);
        return;
    case OP_CALL_METHOD:
    case OP_CALL_METHOD_KEYWORDS:
    case OP_CALL_UNPACKED:
    case OP_BUILD_CLASS:
    case OP_BUILD_CLASS_KEYWORDS:
        consume_range(v, i->a, 2u + i->b);
        return;
    case OP_BUILD_DICT:
        consume_range(v, i->b, 2u * i->c);
        return;
    case OP_BUILD_TUPLE:
    case OP_BUILD_LIST:
    case OP_BUILD_SET:
    case OP_BUILD_STRING:
    case OP_BUILD_SLICE:
        consume_range(v, i->b, i->c);
        return;
    case OP_MATCH_CLASS:
        consume_range(v, i->b, 2);
        return;
    case OP_MAKE_FUNCTION:
        for (uint32_t k = 0; k < 4; k++) {
            if (i->c >> k & 1) {
                consume(v, i->b + k);
            }
        }
        return;
    case OP_RAISE:
        consume_range(v, i->a, i->c > 0);
        consume_range(v, i->b, i->c > 1);
        return;
    case OP_ASSERT_FAIL:
        consume_range(v, i->a, i->c > 0);
        return;
    default:
        return;
    }
}

/* Reads first, then writes. */
static void follow_operands(Verifier *v, const Instruction *i) {
    const char *roles = code_operands(i->op);
    uint32_t registers[] = {i->a, i->b, i->c};
    for (int k = 0; k < 3; k++) {
        if (roles[k] == 'R') {
            consume(v, registers[k]);
        } else if (roles[k] == 'K' || roles[k] == 'C') {
            keep(v, registers[k]);
        } else if (roles[k] == 'P') {
            consume(v, registers[k]);
            clear(v, registers[k] + 1);
        } else if (roles[k] == 'n') {
            check_index(v, 'n', registers[k]);
        }
    }
    if (i->op == OP_FORMAT && i->c & FORMAT_HAS_SPEC) {
        consume(v, i->b + 1u);
    }
    follow_range(v, i);
    if (i->op == OP_MOVE) {
        clear(v, i->a); /* a MOVE may replace what its target holds */
    }
    for (int k = 0; k < 3; k++) {
        if (roles[k] == 'W' && i->op != OP_FOR_ITER) {
            fill(v, registers[k]);
        } else if (roles[k] == '2') {
            fill_range(v, registers[k], 2);
        } else if (roles[k] == '4') {
            fill_range(v, registers[k], 4);
        }
    }
    if (i->op == OP_UNPACK) {
        fill_range(v, i->a, i->c);
    } else if (i->op == OP_UNPACK_STARRED) {
        fill_range(v, i->a, (i->c & 255u) + (i->c >> 8) + 1u);
    }
}

static void check_empty(Verifier *v) {
    for (uint32_t temp = 0; temp < v->temps; temp++) {
        if (is_full(v, temp)) {
            complain(v, "leaves over the temporary", temp);
        }
    }
}

static void follow(Verifier *v, uint32_t index) {
    const Code *code = v->code;
    const Instruction *i = &code->instructions[index];
    v->index = index;
    if (i->op >= OPCODE_COUNT) {
        complain(v, "no such opcode:", i->op);
        return;
    }
    bool word = code_has_word(i->op);
    const char *roles = code_operands(i->op);
    int32_t d = word ? i[1].d : i->d;
    memcpy(v->now, v->states + (size_t)index * v->words, v->words * sizeof *v->now);
    flow_to_handler(v);
    follow_operands(v, i);
    check_index(v, roles[3], (uint32_t)d);
    uint32_t next = index + 1 + word;
    switch (i->op) {
    case OP_RETURN:
    case OP_RETURN_NONE:
        check_empty(v);
        return;
    case OP_RAISE:
    case OP_RERAISE:
    case OP_RERAISE_VALUE:
    case OP_ASSERT_FAIL:
        return;
    case OP_JUMP:
    case OP_LOOP:
        if ((i->op == OP_LOOP) != ((uint32_t)d <= index)) {
            complain(v, "jumps in the wrong direction, to", (uint32_t)d);
        }
        flow_to(v, (uint32_t)d, v->now);
        return;
    case OP_JUMP_IF_FALSE_OR_CLEAR:
    case OP_JUMP_IF_TRUE_OR_CLEAR:
        flow_to(v, (uint32_t)d, v->now);
        clear(v, i->a);
        flow_to(v, next, v->now);
        return;
    case OP_FOR_ITER: {
        fill(v, i->b);
        flow_to(v, next, v->now);
        clear(v, i->b);
        clear(v, i->a);
        flow_to(v, (uint32_t)d, v->now);
        return;
    }
    case OP_END_ASYNC_FOR:
        clear(v, i->b);
        flow_to(v, (uint32_t)d, v->now);
        return;
    default:
        if (roles[3] == 'j') {
            if ((uint32_t)d <= index) {
                complain(v, "jumps in the wrong direction, to", (uint32_t)d);
            }
            flow_to(v, (uint32_t)d, v->now);
        }
        flow_to(v, next, v->now);
        return;
    }
}

static bool verify_one(const Code *code, Text *complaints) {
    uint32_t temps = code->register_count - code->first_temp;
    Verifier v = {.code = code,
                  .complaints = complaints,
                  .temps = temps,
                  .words = temps / 64 + 1,
                  .sound = true};
    if ((uint64_t)code->instruction_count * v.words * 8 > STATE_BYTES_MAX ||
        (uint64_t)code->instruction_count * code->handler_count > HANDLER_LOOKUPS_MAX) {
        return true;
    }
    v.states = memory_new_zeroed((size_t)code->instruction_count * v.words + 1, sizeof *v.states);
    v.seen = memory_new_zeroed(code->instruction_count + 1, sizeof *v.seen);
    v.now = memory_new_zeroed(v.words, sizeof *v.now);
    flow_to(&v, 0, v.now);
    while (v.work.count && v.sound) {
        follow(&v, v.work.items[--v.work.count]);
    }
    for (uint32_t i = 0; i < code->handler_count && v.sound; i++) {
        const Handler *handler = &code->handlers[i];
        if (handler->start >= handler->end || handler->end > code->instruction_count ||
            handler->handler >= code->instruction_count || handler->depth > temps) {
            complain(&v, "handler out of range:", i);
        }
    }
    memory_free(v.states);
    memory_free(v.seen);
    memory_free(v.now);
    ARRAY_RELEASE(&v.work);
    return v.sound;
}

bool code_verify(const Code *code, Text *complaints) {
    bool sound = verify_one(code, complaints);
    for (uint32_t i = 0; i < code->constant_count; i++) {
        if (code->constants[i].kind == CONSTANT_CODE) {
            sound &= code_verify(code->constants[i].code, complaints);
        }
    }
    return sound;
}
