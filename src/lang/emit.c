#include "lang/emit.h"

#include <string.h>

void emit_fail(Emitter *e, const Node *node, const char *message, const char *hint) {
    Compilation *compilation = e->compilation;
    if (compilation->failed) {
        return;
    }
    compilation->failed = true;
    const Node *place = node ? node : e->scope->node;
    SourceSpan span = {.line = 1, .end_line = 1, .end_column = 1};
    if (place) {
        span = (SourceSpan){.line = place->line,
                            .column = place->column,
                            .end_line = place->end_line,
                            .end_column = place->end_column};
    }
    diagnostics_add(compilation->diagnostics, span, "%s", message);
    if (hint) {
        diagnostics_hint(compilation->diagnostics, "%s", hint);
    }
}

/* ---- name tables ---- */

static uint32_t hash_pointer(const char *pointer) {
    uint64_t bits = (uint64_t)(uintptr_t)pointer * 0x9E3779B97F4A7C15u;
    return (uint32_t)(bits >> 32);
}

static void name_table_grow(NameTable *table) {
    uint32_t capacity = table->capacity ? table->capacity * 2 : 32;
    const char **keys = memory_new_zeroed(capacity, sizeof *keys);
    uint32_t *indices = memory_new_zeroed(capacity, sizeof *indices);
    for (uint32_t i = 0; i < table->capacity; i++) {
        if (table->keys[i]) {
            uint32_t slot = hash_pointer(table->keys[i]) & (capacity - 1);
            while (keys[slot]) {
                slot = (slot + 1) & (capacity - 1);
            }
            keys[slot] = table->keys[i];
            indices[slot] = table->indices[i];
        }
    }
    memory_free(table->keys);
    memory_free(table->indices);
    table->keys = keys;
    table->indices = indices;
    table->capacity = capacity;
}

static uint32_t name_table_index(NameTable *table, Arena *arena, const char *name) {
    if (table->names.count * 2 >= table->capacity) {
        name_table_grow(table);
    }
    uint32_t slot = hash_pointer(name) & (table->capacity - 1);
    while (table->keys[slot]) {
        if (table->keys[slot] == name) {
            return table->indices[slot];
        }
        slot = (slot + 1) & (table->capacity - 1);
    }
    uint32_t index = (uint32_t)table->names.count;
    table->keys[slot] = name;
    table->indices[slot] = index;
    ARRAY_PUSH(&table->names, arena_copy_string(arena, name, strlen(name)));
    return index;
}

void name_table_release(NameTable *table) {
    ARRAY_RELEASE(&table->names);
    memory_free(table->keys);
    memory_free(table->indices);
    *table = (NameTable){0};
}

uint32_t name_index(Emitter *e, const char *name) {
    uint32_t index = name_table_index(&e->names, e->compilation->arena, name);
    if (index > UINT16_MAX) {
        emit_fail(e, NULL, "too many different names in one function", "split it into functions");
    }
    return index;
}

int32_t global_index(Emitter *e, const char *name) {
    return (int32_t)name_table_index(&e->compilation->globals, e->compilation->arena, name);
}

int32_t new_cache(Emitter *e) {
    return (int32_t)e->cache_count++;
}

/* ---- constants ---- */

Constant constant_string(const char *text) {
    return (Constant){.kind = CONSTANT_STRING, .count = (uint32_t)strlen(text), .bytes = text};
}

static bool constant_has_bytes(ConstantKind kind) {
    return kind == CONSTANT_STRING || kind == CONSTANT_BYTES || kind == CONSTANT_BIG_INT;
}

/* Tuples and codes are not shared: equal ones are rare, and comparing them is not worth it. */
static bool constant_is_shared(ConstantKind kind) {
    return kind != CONSTANT_TUPLE && kind != CONSTANT_FROZENSET && kind != CONSTANT_CODE;
}

static uint32_t hash_constant(const Constant *constant) {
    uint64_t hash = 0xCBF29CE484222325u ^ (uint64_t)constant->kind;
    if (constant_has_bytes(constant->kind)) {
        for (uint32_t i = 0; i < constant->count; i++) {
            hash = (hash ^ (unsigned char)constant->bytes[i]) * 0x100000001B3u;
        }
    } else {
        hash = (hash ^ (uint64_t)constant->integer) * 0x9E3779B97F4A7C15u;
    }
    return (uint32_t)(hash ^ hash >> 32);
}

static bool constants_equal(const Constant *one, const Constant *other) {
    if (one->kind != other->kind || one->count != other->count) {
        return false;
    }
    if (constant_has_bytes(one->kind)) {
        return !memcmp(one->bytes, other->bytes, one->count);
    }
    return one->integer == other->integer; /* a float's bits too: -0.0 is not 0.0 */
}

static void constant_table_grow(Emitter *e) {
    uint32_t capacity = e->constant_capacity ? e->constant_capacity * 2 : 32;
    uint32_t *table = memory_new_zeroed(capacity, sizeof *table);
    for (uint32_t i = 0; i < e->constants.count; i++) {
        if (constant_is_shared(e->constants.items[i].kind)) {
            uint32_t slot = hash_constant(&e->constants.items[i]) & (capacity - 1);
            while (table[slot]) {
                slot = (slot + 1) & (capacity - 1);
            }
            table[slot] = i + 1;
        }
    }
    memory_free(e->constant_table);
    e->constant_table = table;
    e->constant_capacity = capacity;
}

int32_t constant_index(Emitter *e, const Constant *constant) {
    if (!constant_is_shared(constant->kind)) {
        ARRAY_PUSH(&e->constants, *constant);
        return (int32_t)e->constants.count - 1;
    }
    if (e->constants.count * 2 >= e->constant_capacity) {
        constant_table_grow(e);
    }
    uint32_t slot = hash_constant(constant) & (e->constant_capacity - 1);
    while (e->constant_table[slot]) {
        uint32_t index = e->constant_table[slot] - 1;
        if (constants_equal(&e->constants.items[index], constant)) {
            return (int32_t)index;
        }
        slot = (slot + 1) & (e->constant_capacity - 1);
    }
    Constant copy = *constant;
    if (constant_has_bytes(copy.kind)) {
        copy.bytes = arena_copy_string(e->compilation->arena, copy.bytes, copy.count);
    }
    ARRAY_PUSH(&e->constants, copy);
    e->constant_table[slot] = (uint32_t)e->constants.count;
    return (int32_t)e->constants.count - 1;
}

/* ---- registers ---- */

void set_top(Emitter *e, uint32_t top) {
    e->top = top;
    if (top > e->top_max) {
        e->top_max = top;
        if (e->first_temp + top > REGISTERS_MAX) {
            emit_fail(e, NULL, "too complicated: this code needs too many registers",
                      "split it into functions or build the value in a loop");
        }
    }
}

Register push_temp(Emitter *e) {
    set_top(e, e->top + 1);
    return temp_at(e, e->top - 1);
}

void drop(Emitter *e, Register reg) {
    if (is_temp(e, reg)) {
        CHECK(reg == temp_at(e, e->top - 1));
        e->top--;
    }
}

/* ---- definite assignment ---- */

bool is_assigned(const Emitter *e, uint32_t local) {
    return local < ASSIGNED_LOCALS && (e->assigned.bits[local / 64] >> (local % 64) & 1);
}

void mark_assigned(Emitter *e, Register local) {
    if (local < ASSIGNED_LOCALS) {
        e->assigned.bits[local / 64] |= (uint64_t)1 << (local % 64);
    }
}

void mark_unassigned(Emitter *e, Register local) {
    if (local < ASSIGNED_LOCALS) {
        e->assigned.bits[local / 64] &= ~((uint64_t)1 << (local % 64));
    }
}

void mark_deletable(Emitter *e, uint32_t local) {
    if (local < ASSIGNED_LOCALS) {
        e->deletable.bits[local / 64] |= (uint64_t)1 << (local % 64);
    }
}

static void forget_deletable(const Emitter *e, Assigned *assigned) {
    for (size_t i = 0; i < ASSIGNED_LOCALS / 64; i++) {
        assigned->bits[i] &= ~e->deletable.bits[i];
    }
}

static void intersect(Assigned *assigned, const Assigned *other) {
    for (size_t i = 0; i < ASSIGNED_LOCALS / 64; i++) {
        assigned->bits[i] &= other->bits[i];
    }
}

/* ---- instructions ---- */

static void append(Emitter *e, Position at, Instruction instruction) {
    ARRAY_PUSH(&e->instructions, instruction);
    ARRAY_PUSH(&e->positions, at);
    if (++e->compilation->instruction_count > e->compilation->instruction_limit) {
        emit_fail(e, NULL, "too complicated: the code of this program grows too large",
                  "`finally` bodies are repeated at each way out: nest fewer of them");
    }
}

uint32_t emit_here(const Emitter *e) {
    return (uint32_t)e->instructions.count;
}

void emit_abc(Emitter *e, Position at, Opcode op, Register a, uint32_t b, uint32_t c) {
    if (e->reachable) {
        append(e, at,
               (Instruction){
                   .op = (uint16_t)op, .a = (uint16_t)a, .b = (uint16_t)b, .c = (uint16_t)c});
    }
}

void emit_ad(Emitter *e, Position at, Opcode op, Register a, int32_t d) {
    if (e->reachable) {
        append(e, at, (Instruction){.op = (uint16_t)op, .a = (uint16_t)a, .d = d});
    }
}

void emit_abcw(Emitter *e, Position at, Opcode op, Register a, uint32_t b, uint32_t c, int32_t d) {
    if (e->reachable) {
        emit_abc(e, at, op, a, b, c);
        append(e, at, (Instruction){.d = d});
    }
}

void emit_end(Emitter *e) {
    e->reachable = false;
}

/* Threads the jump whose target field is in the last slot into the label's list. */
static void add_jump(Emitter *e, Label *to) {
    if (to->last_jump < 0) {
        to->assigned = e->assigned;
    } else {
        intersect(&to->assigned, &e->assigned);
    }
    uint32_t slot = emit_here(e) - 1;
    e->instructions.items[slot].d = to->last_jump;
    to->last_jump = (int32_t)slot;
}

void emit_jump(Emitter *e, Position at, Opcode op, Register a, Label *to) {
    if (!e->reachable) {
        return;
    }
    emit_ad(e, at, op, a, 0);
    add_jump(e, to);
    if (op == OP_JUMP) {
        emit_end(e);
    }
}

void emit_jump_word(Emitter *e, Position at, Opcode op, Register a, uint32_t b, uint32_t c,
                    Label *to) {
    if (!e->reachable) {
        return;
    }
    emit_abcw(e, at, op, a, b, c, 0);
    add_jump(e, to);
}

void emit_loop(Emitter *e, Position at, uint32_t head) {
    emit_ad(e, at, OP_LOOP, 0, (int32_t)head);
    emit_end(e);
}

uint32_t emit_loop_head(Emitter *e) {
    forget_deletable(e, &e->assigned);
    return emit_here(e);
}

void label_place(Emitter *e, Label *label) {
    if (label->last_jump < 0) {
        return;
    }
    uint32_t here = emit_here(e);
    /* A jump to the very next instruction is not needed. */
    if (!e->reachable && (uint32_t)label->last_jump == here - 1 &&
        e->instructions.items[here - 1].op == OP_JUMP) {
        label->last_jump = e->instructions.items[here - 1].d;
        e->instructions.count--;
        e->positions.count--;
        here--;
    }
    if (e->reachable) {
        intersect(&e->assigned, &label->assigned);
    } else {
        e->assigned = label->assigned;
        e->reachable = true;
    }
    for (int32_t slot = label->last_jump; slot >= 0;) {
        int32_t next = e->instructions.items[slot].d;
        e->instructions.items[slot].d = (int32_t)here;
        slot = next;
    }
    label->last_jump = -1;
}

/* ---- guards ---- */

void guard_begin(Emitter *e, Guard *guard) {
    *guard = (Guard){.id = (uint32_t)e->guard_targets.count,
                     .start = emit_here(e),
                     .depth = e->top,
                     .open = true,
                     .assigned = e->assigned};
    forget_deletable(e, &guard->assigned);
    ARRAY_PUSH(&e->guard_targets, 0);
}

void guard_pause(Emitter *e, Guard *guard) {
    CHECK(guard->open);
    guard->open = false;
    if (emit_here(e) > guard->start) {
        guard->used = true;
        ARRAY_PUSH(&e->handlers, (Handler){.start = guard->start,
                                           .end = emit_here(e),
                                           .handler = guard->id,
                                           .depth = guard->depth});
    }
}

void guard_resume(Emitter *e, Guard *guard) {
    CHECK(!guard->open);
    guard->open = true;
    guard->start = emit_here(e);
}

void guard_place_handler(Emitter *e, Guard *guard, Position at) {
    CHECK(!e->reachable);
    if (guard->open) {
        guard_pause(e, guard);
    }
    e->guard_targets.items[guard->id] = emit_here(e);
    e->reachable = guard->used;
    e->assigned = guard->assigned;
    set_top(e, guard->depth);
    Register base = push_temp(e);
    push_temp(e);
    emit_abc(e, at, OP_CATCH, base, 0, 0);
}

/* ---- beginning and end ---- */

/* The registers below the temporaries, and the names that messages give them. */
static void lay_out_registers(Emitter *e) {
    const Scope *scope = e->scope;
    Code *code = e->code;
    Arena *arena = e->compilation->arena;
    bool is_class = scope->kind == SCOPE_CLASS;
    uint32_t locals = is_class ? 1 : scope->kind == SCOPE_MODULE ? 0 : scope->local_count;
    uint32_t cells = 0;
    for (uint32_t i = 0; i < scope->cell_count; i++) {
        cells += scope->cells[i].parameter_slot < 0;
    }
    uint32_t total = locals + cells + scope->free_count;
    if (total > REGISTERS_MAX - 1000) {
        emit_fail(e, NULL, "too many variables in one function", "split it into functions");
        total = locals = cells = 0;
    }
    const char **names = arena_allocate(arena, total * sizeof *names);
    if (total) {
        uint32_t next = 0;
        for (uint32_t i = 0; i < locals; i++) {
            const char *name = is_class ? ".namespace" : scope->locals[i];
            names[next++] = arena_copy_string(arena, name, strlen(name));
        }
        for (uint32_t i = 0; i < scope->cell_count; i++) {
            if (scope->cells[i].parameter_slot < 0) {
                const char *name = scope->cells[i].name;
                names[next++] = arena_copy_string(arena, name, strlen(name));
            }
        }
        for (uint32_t i = 0; i < scope->free_count; i++) {
            const char *name = scope->frees[i].name;
            names[next++] = arena_copy_string(arena, name, strlen(name));
        }
    }
    code->register_names = names;
    code->local_count = (uint16_t)locals;
    code->cell_count = (uint16_t)cells;
    code->free_count = (uint16_t)(total - locals - cells);
    code->first_temp = (uint16_t)total;
    e->first_temp = total;
}

void emitter_init(Emitter *e, Compilation *compilation, Emitter *outer, const Scope *scope) {
    memset(e, 0, sizeof *e);
    e->compilation = compilation;
    e->outer = outer;
    e->scope = scope;
    e->reachable = true;
    e->code = arena_allocate(compilation->arena, sizeof *e->code);
    Code *code = e->code;
    code->unit = compilation->unit;
    code->name = arena_copy_string(compilation->arena, scope->name, strlen(scope->name));
    code->qualified_name =
        arena_copy_string(compilation->arena, scope->qualified_name, strlen(scope->qualified_name));
    code->positional_count = (uint16_t)scope->positional_count;
    code->positional_only_count = (uint16_t)scope->positional_only_count;
    code->keyword_only_count = (uint16_t)scope->keyword_only_count;
    code->flags = (scope->has_var_positional ? CODE_VARARGS : 0u) |
                  (scope->has_var_keyword ? CODE_VARKEYWORDS : 0u);
    if (scope->is_generator || scope->is_coroutine) {
        code->flags |= !scope->is_coroutine   ? CODE_GENERATOR
                       : !scope->is_generator ? CODE_COROUTINE
                                              : CODE_ASYNC_GENERATOR;
    }
    lay_out_registers(e);
    for (uint32_t i = 0; i < scope->parameter_count; i++) {
        mark_assigned(e, (Register)i);
    }
}

static bool ends_in_word(uint16_t op) {
    static const char *const formats[] = {
#define OPCODE(name, format, meaning) #format,
#include "lang/opcodes.def"
#undef OPCODE
    };
    const char *format = formats[op];
    return format[strlen(format) - 1] == 'W';
}

/* A jump to a jump goes to where that one goes; a jump to a LOOP is that LOOP. */
static void thread_jumps(Emitter *e) {
    Instruction *code = e->instructions.items;
    for (uint32_t i = 0; i < e->instructions.count; i++) {
        uint16_t op = code[i].op;
        bool word = ends_in_word(op);
        if ((op >= OP_JUMP && op <= OP_JUMP_GREATER_EQUAL_INT && op != OP_LOOP) ||
            op == OP_FOR_ITER) {
            Instruction *target = &code[word ? i + 1 : i];
            for (int hops = 0; hops < 8 && code[target->d].op == OP_JUMP; hops++) {
                target->d = code[target->d].d;
            }
            if (op == OP_JUMP && code[target->d].op == OP_LOOP) {
                code[i].op = OP_LOOP;
                code[i].d = code[target->d].d;
            }
        }
        i += word;
    }
}

Code *emitter_finish(Emitter *e) {
    Code *code = e->code;
    Arena *arena = e->compilation->arena;
    if (!e->compilation->failed) {
        thread_jumps(e);
        for (uint32_t i = 0; i < e->handlers.count; i++) {
            e->handlers.items[i].handler = e->guard_targets.items[e->handlers.items[i].handler];
        }
        code->instruction_count = emit_here(e);
        code->instructions = arena_copy(arena, e->instructions.items,
                                        e->instructions.count * sizeof *e->instructions.items);
        code->positions =
            arena_copy(arena, e->positions.items, e->positions.count * sizeof *e->positions.items);
        code->constant_count = (uint32_t)e->constants.count;
        code->constants =
            arena_copy(arena, e->constants.items, e->constants.count * sizeof *e->constants.items);
        code->handler_count = (uint32_t)e->handlers.count;
        code->handlers =
            arena_copy(arena, e->handlers.items, e->handlers.count * sizeof *e->handlers.items);
        code->name_count = (uint32_t)e->names.names.count;
        code->names = arena_copy(arena, e->names.names.items,
                                 e->names.names.count * sizeof *e->names.names.items);
        code->register_count = (uint16_t)(e->first_temp + e->top_max);
        code->cache_count = e->cache_count;
    }
    ARRAY_RELEASE(&e->instructions);
    ARRAY_RELEASE(&e->positions);
    ARRAY_RELEASE(&e->constants);
    ARRAY_RELEASE(&e->handlers);
    ARRAY_RELEASE(&e->guard_targets);
    memory_free(e->constant_table);
    name_table_release(&e->names);
    return code;
}
