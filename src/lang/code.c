#include "lang/code.h"

#include "lang/arena.h"
#include "lang/code_verify.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
    SHOWN_BYTES_MAX = 40 /* of a constant */
};

static const char *const NAMES[] = {
#define OPCODE(name, format, meaning) #name,
#include "lang/opcodes.def"
#undef OPCODE
};

static const char *const FORMATS[] = {
#define OPCODE(name, format, meaning) #format,
#include "lang/opcodes.def"
#undef OPCODE
};

static const char *const OPERANDS[OPCODE_COUNT] = {
    [OP_NOP] = "----",
    [OP_MOVE] = "WR--",
    [OP_COPY] = "WK--",
    [OP_LOAD_CONST] = "W--k",
    [OP_LOAD_INT] = "W--i",
    [OP_LOAD_SPECIAL] = "W--i",
    [OP_CHECK_LOCAL] = "K---",
    [OP_DELETE_LOCAL] = "K---",
    [OP_CLEAR] = "*i--",
    [OP_MAKE_CELL] = "K---",
    [OP_LOAD_CELL] = "WK--",
    [OP_STORE_CELL] = "KR--",
    [OP_DELETE_CELL] = "K---",
    [OP_LOAD_CLASS_CELL] = "WKn-",
    [OP_LOAD_GLOBAL] = "W--g",
    [OP_STORE_GLOBAL] = "R--g",
    [OP_DELETE_GLOBAL] = "---g",
    [OP_LOAD_NAME] = "W-ng",
    [OP_STORE_NAME] = "R-n-",
    [OP_DELETE_NAME] = "--n-",
    [OP_LOAD_ATTR] = "WRnx",
    [OP_STORE_ATTR] = "RRnx",
    [OP_DELETE_ATTR] = "R-n-",
    [OP_LOAD_METHOD] = "2Rnx",
    [OP_LOAD_SUBSCRIPT] = "WRR-",
    [OP_STORE_SUBSCRIPT] = "RRR-",
    [OP_DELETE_SUBSCRIPT] = "RR--",
    [OP_ADD... OP_INPLACE_BIT_XOR] = "WRR-",
    [OP_ADD_INT... OP_INPLACE_SUBTRACT_INT] = "WRs-",
    [OP_NEGATIVE... OP_NOT] = "WR--",
    [OP_LESS... OP_NOT_IN] = "WRR-",
    [OP_JUMP] = "---j",
    [OP_LOOP] = "---j",
    [OP_JUMP_IF_FALSE] = "R--j",
    [OP_JUMP_IF_TRUE] = "R--j",
    [OP_JUMP_IF_FALSE_OR_CLEAR] = "C--j",
    [OP_JUMP_IF_TRUE_OR_CLEAR] = "C--j",
    [OP_JUMP_LESS... OP_JUMP_IS] = "RRij",
    [OP_JUMP_IS_NONE] = "R-ij",
    [OP_JUMP_LESS_INT... OP_JUMP_GREATER_EQUAL_INT] = "Rsij",
    [OP_GET_ITER] = "WR--",
    [OP_FOR_ITER] = "KW-j",
    [OP_GET_AITER] = "WR--",
    [OP_GET_ANEXT] = "WK--",
    [OP_END_ASYNC_FOR] = "PK-j",
    [OP_UNPACK] = "*Ri-",
    [OP_UNPACK_STARRED] = "*Ri-",
    [OP_GET_AWAITABLE] = "WRi-",
    [OP_AWAIT] = "WR--",
    [OP_GET_YIELD_FROM_ITER] = "WR--",
    [OP_YIELD_FROM] = "WR--",
    [OP_YIELD] = "WR--",
    [OP_RETURN] = "R---",
    [OP_RETURN_NONE] = "----",
    [OP_CALL] = "*iW-",
    [OP_CALL_METHOD] = "*iW-",
    [OP_CALL_KEYWORDS] = "*iWk",
    [OP_CALL_METHOD_KEYWORDS] = "*iWk",
    [OP_CALL_UNPACKED] = "*iW-",
    [OP_BUILD_TUPLE... OP_BUILD_SLICE] = "W*i-",
    [OP_LIST_APPEND] = "KR--",
    [OP_LIST_EXTEND] = "KR--",
    [OP_LIST_TO_TUPLE] = "WR--",
    [OP_SET_ADD] = "KR--",
    [OP_SET_UPDATE] = "KR--",
    [OP_DICT_ADD] = "KRR-",
    [OP_DICT_UPDATE] = "KR--",
    [OP_DICT_MERGE] = "KRK-",
    [OP_FORMAT] = "WRi-",
    [OP_MAKE_FUNCTION] = "W*ik",
    [OP_LOAD_CLOSURE] = "WK--",
    [OP_BUILD_CLASS] = "*iW-",
    [OP_BUILD_CLASS_KEYWORDS] = "*iWk",
    [OP_MATCH_SEQUENCE] = "WKi-",
    [OP_MATCH_SEQUENCE_STARRED] = "WKi-",
    [OP_MATCH_ITEM] = "WKs-",
    [OP_MATCH_MAPPING] = "WKi-",
    [OP_MATCH_KEYS] = "WKK-",
    [OP_MATCH_REST] = "WRR-",
    [OP_MATCH_CLASS] = "W*ik",
    [OP_IMPORT] = "Wni-",
    [OP_IMPORT_FROM] = "WKn-",
    [OP_RAISE] = "**i-",
    [OP_ASSERT_FAIL] = "*-i-",
    [OP_CATCH] = "2---",
    [OP_END_CATCH] = "P---",
    [OP_MATCH_EXCEPTION] = "WKR-",
    [OP_MATCH_GROUP] = "2KR-",
    [OP_RERAISE] = "P---",
    [OP_COMBINE_GROUP] = "WKK-",
    [OP_RERAISE_VALUE] = "R---",
    [OP_WITH_LOOKUP] = "2Ri-",
    [OP_WITH_EXCEPTION] = "4KK-",
};

const char *code_operands(Opcode op) {
    return OPERANDS[op];
}

const char *code_opcode_name(Opcode op) {
    return NAMES[op];
}

bool code_has_word(Opcode op) {
    return FORMATS[op][strlen(FORMATS[op]) - 1] == 'W';
}

void unit_free(Unit *unit) {
    if (unit) {
        arena_free(unit->arena);
    }
}

/* ---- dump ---- */

static void dump_register(const Code *code, uint32_t reg, Text *out) {
    if (reg < code->first_temp) {
        text_append_cstr(out, code->register_names[reg]);
    } else {
        text_printf(out, "t%u", reg - code->first_temp);
    }
}

static void dump_bytes(const Constant *constant, Text *out) {
    text_append_char(out, constant->kind == CONSTANT_BYTES ? 'b' : '\'');
    if (constant->kind == CONSTANT_BYTES) {
        text_append_char(out, '\'');
    }
    uint32_t shown = constant->count < SHOWN_BYTES_MAX ? constant->count : SHOWN_BYTES_MAX;
    for (uint32_t i = 0; i < shown; i++) {
        unsigned char byte = (unsigned char)constant->bytes[i];
        if (byte >= 32 && byte < 127) {
            text_append_char(out, (char)byte);
        } else {
            text_printf(out, "\\x%02x", byte);
        }
    }
    text_append_cstr(out, shown < constant->count ? "…'" : "'");
}

static void dump_constant(const Constant *constant, int depth, Text *out) {
    switch (constant->kind) {
    case CONSTANT_NONE:
        text_append_cstr(out, "None");
        return;
    case CONSTANT_TRUE:
        text_append_cstr(out, "True");
        return;
    case CONSTANT_FALSE:
        text_append_cstr(out, "False");
        return;
    case CONSTANT_ELLIPSIS:
        text_append_cstr(out, "...");
        return;
    case CONSTANT_INT:
        text_printf(out, "%" PRId64, constant->integer);
        return;
    case CONSTANT_BIG_INT:
        text_append_cstr(out, constant->bytes);
        return;
    case CONSTANT_FLOAT:
        text_printf(out, "%.17g", constant->number);
        return;
    case CONSTANT_STRING:
    case CONSTANT_BYTES:
        dump_bytes(constant, out);
        return;
    case CONSTANT_TUPLE:
    case CONSTANT_FROZENSET:
        text_append_char(out, constant->kind == CONSTANT_TUPLE ? '(' : '{');
        for (uint32_t i = 0; i < constant->count && depth < 4; i++) {
            if (i) {
                text_append_cstr(out, ", ");
            }
            dump_constant(&constant->items[i], depth + 1, out);
        }
        text_append_char(out, constant->kind == CONSTANT_TUPLE ? ')' : '}');
        return;
    case CONSTANT_CODE:
        text_printf(out, "<code %s>", constant->code->qualified_name);
        return;
    }
}

static void dump_operand(const Code *code, char role, uint32_t narrow, int32_t wide, Text *out) {
    switch (role) {
    case 'i':
        text_printf(out, "%d", wide);
        return;
    case 's':
        text_printf(out, "%d", (int16_t)narrow);
        return;
    case 'n':
        text_printf(out, ".%s", narrow < code->name_count ? code->names[narrow] : "?");
        return;
    case 'g':
        text_printf(out, "%s",
                    (uint32_t)wide < code->unit->global_count ? code->unit->globals[wide] : "?");
        return;
    case 'k':
        if ((uint32_t)wide < code->constant_count) {
            dump_constant(&code->constants[wide], 0, out);
        }
        return;
    case 'x':
        text_printf(out, "cache %d", wide);
        return;
    case 'j':
        text_printf(out, "-> %d", wide);
        return;
    default:
        dump_register(code, narrow, out);
        return;
    }
}

static void dump_instruction(const Code *code, uint32_t index, Text *out) {
    const Instruction *instruction = &code->instructions[index];
    const char *roles = OPERANDS[instruction->op];
    bool word = code_has_word(instruction->op);
    bool is_wide = !strcmp(FORMATS[instruction->op], "AD");
    int32_t d = word ? instruction[1].d : is_wide ? instruction->d : 0;
    text_printf(out, "%5u  %s", index, NAMES[instruction->op]);
    uint32_t narrow[] = {instruction->a, is_wide ? 0u : instruction->b,
                         is_wide ? 0u : instruction->c};
    const char *separator = " ";
    for (int i = 0; i < 4; i++) {
        if (roles[i] == '-') {
            continue;
        }
        text_append_cstr(out, separator);
        separator = ", ";
        dump_operand(code, roles[i], i < 3 ? narrow[i] : 0, i < 3 ? (int32_t)narrow[i] : d, out);
    }
    const Position *at = &code->positions[index];
    text_printf(out, "  ; %d:%d-%d:%d\n", at->line, at->column, at->end_line, at->end_column);
}

void code_dump(const Code *code, Text *out) {
    text_printf(out, "%s: line %d, locals %u, cells %u, free %u, temporaries %u\n",
                code->qualified_name, code->first_line, code->local_count, code->cell_count,
                code->free_count, code->register_count - code->first_temp);
    for (uint32_t i = 0; i < code->instruction_count; i++) {
        dump_instruction(code, i, out);
        i += code_has_word(code->instructions[i].op);
    }
    for (uint32_t i = 0; i < code->handler_count; i++) {
        const Handler *handler = &code->handlers[i];
        text_printf(out, "  handler %u..%u -> %u, depth %u\n", handler->start, handler->end,
                    handler->handler, handler->depth);
    }
    for (uint32_t i = 0; i < code->constant_count; i++) {
        if (code->constants[i].kind == CONSTANT_CODE) {
            text_append_char(out, '\n');
            code_dump(code->constants[i].code, out);
        }
    }
}
