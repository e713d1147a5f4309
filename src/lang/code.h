/* What the compiler makes of a program: a Unit (one module) with a tree of Code objects, one for
 * each module, function, class body, lambda and comprehension. Plain data without values of the vm,
 * which turns constants into objects once, when it loads the unit.
 *
 * The machine has registers. opcodes.def says what each instruction does, which registers it reads
 * and which temporaries it consumes. A Unit owns everything below it in one arena and outlives
 * every function made from it; unit_free() frees it whole. */
#ifndef LANG_CODE_H
#define LANG_CODE_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum Opcode {
#define OPCODE(name, format, meaning) OP_##name,
#include "lang/opcodes.def"
#undef OPCODE
    OPCODE_COUNT
} Opcode;

typedef struct Instruction {
    uint16_t op; /* an Opcode; 0 in the word behind a …W instruction */
    uint16_t a;
    union {
        struct {
            uint16_t b;
            uint16_t c;
        };
        int32_t d;
    };
} Instruction;

enum { REGISTERS_MAX = 60000 }; /* of one Code; more is a diagnostic ("too complicated") */

typedef enum BinaryOperator {
    BINARY_ADD,
    BINARY_SUBTRACT,
    BINARY_MULTIPLY,
    BINARY_TRUE_DIVIDE,
    BINARY_FLOOR_DIVIDE,
    BINARY_MODULO,
    BINARY_POWER,
    BINARY_LEFT_SHIFT,
    BINARY_RIGHT_SHIFT,
    BINARY_AND,
    BINARY_OR,
    BINARY_XOR,
    BINARY_OPERATOR_COUNT
} BinaryOperator;

typedef enum CompareOperator {
    COMPARE_LESS,
    COMPARE_LESS_EQUAL,
    COMPARE_EQUAL,
    COMPARE_NOT_EQUAL,
    COMPARE_GREATER,
    COMPARE_GREATER_EQUAL,
    COMPARE_IS,
    COMPARE_IS_NOT,
    COMPARE_IN,
    COMPARE_NOT_IN
} CompareOperator;

enum { SPECIAL_NONE, SPECIAL_TRUE, SPECIAL_FALSE, SPECIAL_ELLIPSIS, SPECIAL_NULL };
enum { FORMAT_PLAIN = 0, FORMAT_STR = 1, FORMAT_REPR = 2, FORMAT_ASCII = 3, FORMAT_HAS_SPEC = 4 };
enum {
    FUNCTION_DEFAULTS = 1,
    FUNCTION_KEYWORD_DEFAULTS = 2,
    FUNCTION_ANNOTATIONS = 4,
    FUNCTION_CLOSURE = 8
};
enum { AWAITABLE_AWAIT, AWAITABLE_ASYNC_ENTER, AWAITABLE_ASYNC_EXIT };

enum {
    CODE_GENERATOR = 1,
    CODE_COROUTINE = 2,
    CODE_ASYNC_GENERATOR = 4,
    CODE_VARARGS = 8,      /* *args stands in the register behind the keyword-only parameters */
    CODE_VARKEYWORDS = 16, /* **kwargs stands behind that */
    CODE_CLASS_BODY =
        32, /* R[0], its one parameter, is the namespace dict; returns the __class__ cell or None */
    CODE_MODULE = 64,
    CODE_COMPREHENSION = 128 /* its one parameter is the outermost iterator */
};

typedef enum ConstantKind {
    CONSTANT_NONE,
    CONSTANT_TRUE,
    CONSTANT_FALSE,
    CONSTANT_ELLIPSIS,
    CONSTANT_INT,     /* fits an int64 */
    CONSTANT_BIG_INT, /* decimal digits in `bytes`, no underscores, perhaps a leading minus */
    CONSTANT_FLOAT,
    CONSTANT_STRING, /* UTF-8 in `bytes`; lone surrogates as three bytes each (WTF-8) */
    CONSTANT_BYTES,
    CONSTANT_TUPLE,
    CONSTANT_FROZENSET, /* `x in {1, 2}` */
    CONSTANT_CODE
} ConstantKind;

typedef struct Code Code;
typedef struct Unit Unit;
typedef struct Constant Constant;

struct Constant {
    ConstantKind kind;
    uint32_t count; /* bytes of a string, items of a tuple */
    union {
        int64_t integer;
        double number;
        const char *bytes; /* NUL-terminated behind `count` */
        const Constant *items;
        Code *code;
    };
};

/* Where an instruction's text stands: lines from 1, columns in UTF-8 bytes from 0, as CPython's. */
typedef struct Position {
    int32_t line;
    int32_t end_line;
    int32_t column;
    int32_t end_column;
} Position;

/* An exception raised by an instruction in [start, end) goes to `handler`, where the temporaries
 * first_temp .. first_temp + depth - 1 are kept and all others are cleared. Inner ranges come
 * first. */
typedef struct Handler {
    uint32_t start;
    uint32_t end;
    uint32_t handler;
    uint32_t depth;
} Handler;

struct Code {
    const Unit *unit;
    const char *name;           /* "fetch", "<lambda>", "<listcomp>", "<module>" */
    const char *qualified_name; /* "Client.get.<locals>.inner" */
    int32_t first_line;         /* of the def, or of its first decorator */
    uint32_t flags;             /* CODE_… */
    uint16_t
        positional_count; /* parameters given by position or name, positional-only ones included */
    uint16_t positional_only_count;
    uint16_t keyword_only_count;
    uint16_t local_count; /* all locals, parameters included; a parameter that is a cell keeps its
                             register */
    uint16_t cell_count;  /* own cells that are no parameter; registers local_count .. */
    uint16_t free_count;  /* cells of enclosing functions; the call puts the closure there */
    uint16_t first_temp;  /* local_count + cell_count + free_count */
    uint16_t register_count;     /* with temporaries */
    bool has_docstring;          /* constant 0 is the docstring */
    const char **register_names; /* of the registers below first_temp */
    Instruction *instructions;
    Position *positions; /* one for each instruction slot */
    uint32_t instruction_count;
    Constant *constants;
    uint32_t constant_count;
    const char **names;
    uint32_t name_count;
    Handler *handlers;
    uint32_t handler_count;
    uint32_t cache_count; /* inline caches that LOAD_ATTR, STORE_ATTR and LOAD_METHOD index */
};

struct Unit {
    const char *source_name; /* as it was given: our own messages say it */
    const char *file_name;   /* what tracebacks and `__file__` say; the same unless set otherwise */
    const char *module_name; /* "__main__" for a program */
    const char *text;        /* the whole source, for tracebacks */
    size_t text_length;
    Code *code;           /* the module's */
    const char **globals; /* every global name that the unit's code mentions, builtins included */
    uint32_t global_count;
    struct Arena *arena; /* owns all of this, the unit itself included */
};

/* Frees the unit and everything below it; NULL is fine. */
void unit_free(Unit *unit);

/* Lists the instructions as text, nested codes behind their parent, for tests and debugging. */
void code_dump(const Code *code, Text *out);

#endif
