/* The lower half of the compiler: one Code under construction, instruction by instruction.
 *
 * Temporaries are a stack. `top` counts those in use, a fresh one is always the next register, and
 * an instruction that reads temporaries has them dropped before its result is placed: the result of
 * an expression therefore stands where its first operand stood.
 *
 * Reachability is followed while emitting: behind a jump, a return or a raise nothing is emitted
 * until a label that was jumped to is placed. So callers need not ask whether code is dead.
 *
 * Definite assignment is followed in the same way, by structure: `assigned` holds the locals that
 * are certainly bound here, a label gathers the intersection of what holds at its jumps. A local
 * that is not in the set is checked when it is read (CHECK_LOCAL).
 *
 * Guards are the ranges of the handler table. A guard is paused while code is emitted that leaves
 * it (an inlined `finally` body, say) and resumed behind; it ends when its handler is placed. */
#ifndef LANG_EMIT_H
#define LANG_EMIT_H

#include "base/array.h"
#include "base/check.h"
#include "lang/arena.h"
#include "lang/code.h"
#include "lang/compiler.h"
#include "lang/scope.h"
#include "lang/tree.h"

enum {
    PUSHED = -1,           /* as a destination: a new temporary */
    ASSIGNED_LOCALS = 512, /* locals beyond these are always checked */
};

typedef int32_t Register;

typedef struct Assigned {
    uint64_t bits[ASSIGNED_LOCALS / 64];
} Assigned;

/* Names by index, each once. The keys are the tree's interned pointers. */
typedef struct NameTable {
    ARRAY_OF(const char *) names; /* copies in the unit's arena */
    const char **keys;            /* open addressing */
    uint32_t *indices;
    uint32_t capacity; /* a power of two, or 0 */
} NameTable;

/* What is common to all codes of a unit. */
typedef struct Compilation {
    Unit *unit;
    Arena *arena; /* the unit's */
    Tree *tree;
    Diagnostics *diagnostics;
    NameTable globals;
    ARRAY_OF(SourceSpan) walruses; /* where ":=" stands in the text, in order */
    uint64_t instruction_count;    /* of all codes */
    uint64_t instruction_limit;
    uint32_t depth; /* of nested expressions just now */
    bool failed;    /* a diagnostic was added: stop soon */
} Compilation;

/* A place that is jumped to from before. The jumps wait in a list that is threaded through their
 * own target fields. */
typedef struct Label {
    int32_t last_jump; /* slot of the last jump to here, or -1 */
    Assigned assigned; /* what is bound at all of the jumps */
} Label;

/* A range of the handler table, perhaps in several pieces. */
typedef struct Guard {
    uint32_t id;
    uint32_t start; /* of the piece that is open */
    uint32_t depth; /* temporaries that the handler keeps */
    bool open;
    bool used;         /* some piece is not empty: the handler can be reached */
    Assigned assigned; /* what is bound whichever instruction raises */
} Guard;

typedef enum BlockKind {
    BLOCK_WHILE,
    BLOCK_FOR,             /* base: the iterator */
    BLOCK_TRY,             /* guarded only */
    BLOCK_FINALLY,         /* leaving it runs `finalbody` */
    BLOCK_WITH,            /* base: the exit method */
    BLOCK_HANDLER,         /* base: CATCH's pair; `name` is unbound at the end */
    BLOCK_FINALLY_HANDLER, /* base: CATCH's pair */
    BLOCK_GROUP_HANDLER,   /* base: CATCH's pair, list, rest */
    BLOCK_RETURN,          /* base: a value on its way out, while a `finally` body runs */
} BlockKind;

/* A statement around the one being compiled that matters to return, break and continue. */
typedef struct Block {
    struct Block *outer;
    BlockKind kind;
    uint32_t base; /* temporaries below it belong to what is around */
    const Node *node;
    Guard guard;               /* of the kinds that guard */
    uint32_t head;             /* of loops: where an iteration begins */
    Label *exit;               /* of loops: where `break` goes */
    const NodeList *finalbody; /* of FINALLY */
    const Node *name;          /* of HANDLER: the EXCEPT_HANDLER node, if it has a name */
} Block;

typedef struct Emitter {
    Compilation *compilation;
    struct Emitter *outer; /* of the code around */
    const Scope *scope;
    Code *code;
    ARRAY_OF(Instruction) instructions;
    ARRAY_OF(Position) positions;
    ARRAY_OF(Constant) constants;
    ARRAY_OF(Handler) handlers;       /* `handler` is a guard's id until the end */
    ARRAY_OF(uint32_t) guard_targets; /* by id */
    uint32_t *constant_table;         /* open addressing: index + 1 */
    uint32_t constant_capacity;
    NameTable names;
    uint32_t first_temp;
    uint32_t top;     /* temporaries in use */
    uint32_t top_max; /* most at once */
    uint32_t cache_count;
    bool reachable;
    bool annotates; /* an annotated name stands in this module or class body */
    Assigned assigned;
    Assigned deletable; /* locals that some statement unbinds */
    Block *block;       /* innermost */
} Emitter;

static inline Position position_of(const Node *node) {
    return (Position){.line = node->line,
                      .end_line = node->end_line,
                      .column = node->column,
                      .end_column = node->end_column};
}

/* Adds a diagnostic, once: a unit that failed is thrown away, so the first reason is enough. */
void emit_fail(Emitter *e, const Node *node, const char *message, const char *hint);

void emitter_init(Emitter *e, Compilation *compilation, Emitter *outer, const Scope *scope);
/* Moves everything into the code and returns it. */
Code *emitter_finish(Emitter *e);

/* Instructions. A word's `d` goes behind the ...W ones. */
void emit_abc(Emitter *e, Position at, Opcode op, Register a, uint32_t b, uint32_t c);
void emit_ad(Emitter *e, Position at, Opcode op, Register a, int32_t d);
void emit_abcw(Emitter *e, Position at, Opcode op, Register a, uint32_t b, uint32_t c, int32_t d);
void emit_jump(Emitter *e, Position at, Opcode op, Register a, Label *to);
void emit_jump_word(Emitter *e, Position at, Opcode op, Register a, uint32_t b, uint32_t c,
                    Label *to);
void emit_loop(Emitter *e, Position at, uint32_t head);
void emit_end(Emitter *e); /* behind a RETURN or RAISE: what follows is not reachable */

static inline Label label_new(void) {
    return (Label){.last_jump = -1};
}
/* Says that the label stands here, and mends the jumps to it. */
void label_place(Emitter *e, Label *label);
/* The index of the next instruction. */
uint32_t emit_here(const Emitter *e);

/* Where a loop begins: forgets what the loop may unbind. Returns the place for emit_loop(). */
uint32_t emit_loop_head(Emitter *e);

/* Registers. */
Register push_temp(Emitter *e);
void set_top(Emitter *e, uint32_t top);
void drop(Emitter *e, Register reg); /* the last temporary, or nothing for a local */
static inline bool is_temp(const Emitter *e, Register reg) {
    return (uint32_t)reg >= e->first_temp;
}
static inline Register temp_at(const Emitter *e, uint32_t index) {
    return (Register)(e->first_temp + index);
}
static inline Register place_result(Emitter *e, Register destination) {
    return destination == PUSHED ? push_temp(e) : destination;
}

/* Definite assignment of local slots. */
bool is_assigned(const Emitter *e, uint32_t local);
void mark_assigned(Emitter *e, Register local);
void mark_unassigned(Emitter *e, Register local);
void mark_deletable(Emitter *e, uint32_t local);

/* Guards. */
void guard_begin(Emitter *e, Guard *guard);
void guard_pause(Emitter *e, Guard *guard);
void guard_resume(Emitter *e, Guard *guard);
/* Ends the guard and begins its handler with CATCH at `depth`; the code before must have ended.
 * Nothing is reachable if nothing was guarded. */
void guard_place_handler(Emitter *e, Guard *guard, Position at);

/* Pools. Names must be interned in the tree. */
uint32_t name_index(Emitter *e, const char *name);
int32_t global_index(Emitter *e, const char *name);
int32_t constant_index(Emitter *e, const Constant *constant);
int32_t new_cache(Emitter *e);

/* A constant that borrows the text. */
Constant constant_string(const char *text);

void name_table_release(NameTable *table);

#endif
