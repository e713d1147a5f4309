/* match statements. The subject stands in a temporary, above it one for each name that the case at
 * hand binds, and above these what its patterns are at work on: a name is stored only when all of
 * the case has matched. Where a pattern fails, all of this but the subject is cleared, so that the
 * next case begins as the first did. */
#include "lang/compile.h"

#include "lang/pattern.h"

/* A case whose pattern is being compiled, or an alternative in it. */
typedef struct Matching {
    Emitter *e;
    const PatternNames *names; /* of the case; the temporaries of what they will be are in order */
    uint32_t first_name;       /* the index of the temporary of the first */
    uint32_t bound_from;       /* names that a failure here must clear: from this one … */
    uint32_t bound_to;         /* … up to this one, exclusively */
    uint32_t floor;            /* temporaries from here on are cleared as well */
    Label *failed;
} Matching;

static void match_pattern(Matching *m, const Node *pattern, Register value);

/* Goes on if the last temporary is true, which is consumed. */
static void fail_unless(Matching *m, Position at, Register truth) {
    Emitter *e = m->e;
    Label matches = label_new();
    drop(e, truth);
    emit_jump(e, at, OP_JUMP_IF_TRUE, truth, &matches);
    if (m->bound_to > m->bound_from) {
        emit_abc(e, at, OP_CLEAR, temp_at(e, m->first_name + m->bound_from),
                 m->bound_to - m->bound_from, 0);
    }
    if (e->top > m->floor) {
        emit_abc(e, at, OP_CLEAR, temp_at(e, m->floor), e->top - m->floor, 0);
    }
    emit_jump(e, at, OP_JUMP, 0, m->failed);
    emit_end(e);
    label_place(e, &matches);
}

/* Fails if the register, which is kept, holds None. */
static void fail_if_none(Matching *m, Position at, Register value) {
    Emitter *e = m->e;
    Register copy = push_temp(e);
    emit_abc(e, at, OP_COPY, copy, (uint32_t)value, 0);
    Register none = push_temp(e);
    load_special(e, at, none, SPECIAL_NONE);
    drop(e, none);
    emit_abc(e, at, OP_IS_NOT, copy, (uint32_t)copy, (uint32_t)none);
    fail_unless(m, at, copy);
}

static uint32_t place_of(const Matching *m, const char *name) {
    uint32_t i = 0;
    while (m->names->items[i] != name) {
        i++;
    }
    return i;
}

/* Keeps the value for the name, or throws it away where there is none. */
static void capture(const Matching *m, Position at, const char *name, Register value) {
    if (name == NULL) {
        emit_abc(m->e, at, OP_CLEAR, value, 1, 0);
    } else {
        emit_abc(m->e, at, OP_MOVE, temp_at(m->e, m->first_name + place_of(m, name)),
                 (uint32_t)value, 0);
    }
}

static void match_value(Matching *m, const Node *pattern, Register value) {
    Emitter *e = m->e;
    Position at = position_of(pattern);
    Register wanted = expression(e, pattern->as.value, PUSHED);
    Opcode op = pattern->kind == NODE_MATCH_SINGLETON ? OP_IS : OP_EQUAL;
    emit_abc(e, at, op, wanted, (uint32_t)value, (uint32_t)wanted);
    fail_unless(m, at, wanted);
}

/* The parts of a sequence or of what a class gave, spread over temporaries of their own. */
static void match_parts(Matching *m, const NodeList *parts, uint32_t base) {
    for (uint32_t i = 0; i < parts->count; i++) {
        const Node *part = parts->items[i];
        Register item = temp_at(m->e, base + i);
        if (part->kind == NODE_MATCH_STAR) {
            capture(m, position_of(part), part->as.name, item);
        } else {
            match_pattern(m, part, item);
        }
    }
}

static bool binds_nothing(const Node *part) {
    return pattern_is_wildcard(part) || (part->kind == NODE_MATCH_STAR && part->as.name == NULL);
}

/* `[a, *_, b]`: the items are asked for one by one, since those between are not wanted. */
static void match_ends(Matching *m, const Node *pattern, Register value) {
    Emitter *e = m->e;
    const NodeList *parts = pattern->as.items;
    bool behind = false;
    for (uint32_t i = 0; i < parts->count; i++) {
        const Node *part = parts->items[i];
        behind = behind || part->kind == NODE_MATCH_STAR;
        if (binds_nothing(part)) {
            continue;
        }
        int32_t index = behind ? (int32_t)i - (int32_t)parts->count : (int32_t)i;
        Register item = push_temp(e);
        emit_abc(e, position_of(pattern), OP_MATCH_ITEM, item, (uint32_t)value,
                 (uint16_t)(int16_t)index);
        match_pattern(m, part, item);
        drop(e, item);
    }
    emit_abc(e, position_of(pattern), OP_CLEAR, value, 1, 0);
}

static void match_sequence(Matching *m, const Node *pattern, Register value) {
    Emitter *e = m->e;
    Position at = position_of(pattern);
    const NodeList *parts = pattern->as.items;
    const Node *starred = NULL;
    uint32_t star = 0;
    bool binds = false;
    for (uint32_t i = 0; i < parts->count; i++) {
        if (parts->items[i]->kind == NODE_MATCH_STAR) {
            starred = parts->items[i];
            star = i;
        }
        binds = binds || !binds_nothing(parts->items[i]);
    }
    Register fits = push_temp(e);
    emit_abc(e, at, starred != NULL ? OP_MATCH_SEQUENCE_STARRED : OP_MATCH_SEQUENCE, fits,
             (uint32_t)value, parts->count - (starred != NULL));
    fail_unless(m, at, fits);
    if (!binds) {
        emit_abc(e, at, OP_CLEAR, value, 1, 0);
        return;
    }
    if (starred != NULL && starred->as.name == NULL) {
        match_ends(m, pattern, value);
        return;
    }
    uint32_t base = e->top;
    set_top(e, base + parts->count);
    if (starred != NULL) {
        uint32_t after = parts->count - star - 1;
        emit_abc(e, at, OP_UNPACK_STARRED, temp_at(e, base), (uint32_t)value, star | after << 8);
    } else {
        emit_abc(e, at, OP_UNPACK, temp_at(e, base), (uint32_t)value, parts->count);
    }
    match_parts(m, parts, base);
    set_top(e, base);
}

static void match_mapping(Matching *m, const Node *pattern, Register value) {
    Emitter *e = m->e;
    Position at = position_of(pattern);
    const NodeList *keys = pattern->as.match_mapping.keys;
    const char *rest = pattern->as.match_mapping.rest;
    Register fits = push_temp(e);
    emit_abc(e, at, OP_MATCH_MAPPING, fits, (uint32_t)value, keys->count);
    fail_unless(m, at, fits);
    uint32_t base = e->top;
    Register wanted = temp_at(e, base);
    for (uint32_t i = 0; i < keys->count; i++) {
        expression(e, keys->items[i], PUSHED);
    }
    set_top(e, base + 1);
    emit_abc(e, at, OP_BUILD_TUPLE, wanted, (uint32_t)wanted, keys->count);
    if (keys->count > 0) {
        Register found = push_temp(e);
        emit_abc(e, at, OP_MATCH_KEYS, found, (uint32_t)value, (uint32_t)wanted);
        fail_if_none(m, at, found);
        uint32_t items = e->top;
        set_top(e, items + keys->count);
        emit_abc(e, at, OP_UNPACK, temp_at(e, items), (uint32_t)found, keys->count);
        match_parts(m, pattern->as.match_mapping.patterns, items);
        set_top(e, base + 1);
    }
    if (rest != NULL) {
        emit_abc(e, at, OP_MATCH_REST, wanted, (uint32_t)value, (uint32_t)wanted);
        capture(m, at, rest, wanted);
    } else {
        emit_abc(e, at, OP_CLEAR, value, 1, 0);
        emit_abc(e, at, OP_CLEAR, wanted, 1, 0);
    }
    set_top(e, base);
}

/* The constant with the names of a class pattern, a tuple. */
static int32_t attribute_names(Emitter *e, const NameList *names) {
    Arena *arena = e->compilation->arena;
    Constant *items = arena_allocate(arena, names->count * sizeof *items);
    for (uint32_t i = 0; i < names->count; i++) {
        items[i] = constant_string(names->items[i]);
        items[i].bytes = arena_copy_string(arena, items[i].bytes, items[i].count);
    }
    Constant tuple = {.kind = CONSTANT_TUPLE, .count = names->count, .items = items};
    return constant_index(e, &tuple);
}

static void match_class(Matching *m, const Node *pattern, Register value) {
    Emitter *e = m->e;
    Position at = position_of(pattern);
    const NodeList *positions = pattern->as.match_class.patterns;
    const NodeList *named = pattern->as.match_class.keyword_patterns;
    uint32_t base = e->top;
    Register found = push_temp(e);
    emit_abc(e, at, OP_MOVE, found, (uint32_t)value, 0);
    expression(e, pattern->as.match_class.class, PUSHED);
    set_top(e, base + 1);
    emit_abcw(e, at, OP_MATCH_CLASS, found, (uint32_t)found, positions->count,
              attribute_names(e, pattern->as.match_class.names));
    fail_if_none(m, at, found);
    uint32_t count = positions->count + named->count;
    if (count == 0) {
        emit_abc(e, at, OP_CLEAR, found, 1, 0);
    } else {
        uint32_t items = e->top;
        set_top(e, items + count);
        emit_abc(e, at, OP_UNPACK, temp_at(e, items), (uint32_t)found, count);
        match_parts(m, positions, items);
        match_parts(m, named, items + positions->count);
    }
    set_top(e, base);
}

static void match_as(Matching *m, const Node *pattern, Register value) {
    Emitter *e = m->e;
    Position at = position_of(pattern);
    if (pattern->as.match_as.pattern != NULL) {
        Register copy = push_temp(e);
        emit_abc(e, at, OP_COPY, copy, (uint32_t)value, 0);
        match_pattern(m, pattern->as.match_as.pattern, copy);
        drop(e, copy);
    }
    capture(m, at, pattern->as.match_as.name, value);
}

/* Every alternative binds the same names: what a failed one has bound is cleared. */
static void match_or(Matching *m, const Node *pattern, Register value) {
    Emitter *e = m->e;
    Position at = position_of(pattern);
    const NodeList *alternatives = pattern->as.items;
    PatternNames names = {0};
    pattern_names(pattern, &names);
    uint32_t from = names.count > 0 ? place_of(m, names.items[0]) : 0;
    Label matched = label_new();
    for (uint32_t i = 0; i < alternatives->count && e->reachable; i++) {
        bool is_last = i + 1 == alternatives->count;
        Label next = label_new();
        Register copy = push_temp(e);
        Matching alternative = *m;
        if (!is_last) {
            alternative.bound_from = from;
            alternative.bound_to = from + (uint32_t)names.count;
            alternative.floor = e->top - 1;
            alternative.failed = &next;
        }
        emit_abc(e, at, OP_COPY, copy, (uint32_t)value, 0);
        match_pattern(&alternative, alternatives->items[i], copy);
        drop(e, copy);
        emit_jump(e, at, OP_JUMP, 0, &matched);
        emit_end(e);
        label_place(e, &next);
    }
    label_place(e, &matched);
    emit_abc(e, at, OP_CLEAR, value, 1, 0);
    ARRAY_RELEASE(&names);
}

/* Matches the value, a temporary that is consumed but stays counted in `top`. */
static void match_pattern(Matching *m, const Node *pattern, Register value) {
    switch (pattern->kind) {
    case NODE_MATCH_VALUE:
    case NODE_MATCH_SINGLETON:
        match_value(m, pattern, value);
        return;
    case NODE_MATCH_SEQUENCE:
        match_sequence(m, pattern, value);
        return;
    case NODE_MATCH_MAPPING:
        match_mapping(m, pattern, value);
        return;
    case NODE_MATCH_CLASS:
        match_class(m, pattern, value);
        return;
    case NODE_MATCH_AS:
        match_as(m, pattern, value);
        return;
    case NODE_MATCH_OR:
        match_or(m, pattern, value);
        return;
    default:
        UNREACHABLE();
    }
}

/* One case; `subject` is consumed where it is the last, else when it matches. */
static void match_case(Emitter *e, const Node *node, Register subject, bool is_last, Label *end) {
    Position at = position_of(node);
    uint32_t base = e->top;
    Label next = label_new();
    PatternNames names = {0};
    pattern_names(node->as.match_case.pattern, &names);
    uint32_t count = (uint32_t)names.count;
    set_top(e, base + count);
    Register value = push_temp(e);
    Matching matching = {.e = e,
                         .names = &names,
                         .first_name = base,
                         .bound_to = count,
                         .floor = base + count,
                         .failed = &next};
    emit_abc(e, at, is_last ? OP_MOVE : OP_COPY, value, (uint32_t)subject, 0);
    match_pattern(&matching, node->as.match_case.pattern, value);
    set_top(e, base + count);
    for (uint32_t i = 0; i < count; i++) {
        store_name(e, position_of(node->as.match_case.pattern), names.items[i],
                   temp_at(e, base + i));
    }
    ARRAY_RELEASE(&names);
    set_top(e, base);
    if (node->as.match_case.guard != NULL) {
        jump_if(e, node->as.match_case.guard, false, &next, position_of(node->as.match_case.guard));
    }
    if (!is_last) {
        emit_abc(e, at, OP_CLEAR, subject, 1, 0);
    }
    set_top(e, base - 1);
    statements(e, node->as.match_case.body);
    emit_jump(e, at, OP_JUMP, 0, end);
    emit_end(e);
    set_top(e, base);
    label_place(e, &next);
}

void match_statement(Emitter *e, const Node *node) {
    uint32_t base = e->top;
    Label end = label_new();
    const NodeList *cases = node->as.match.cases;
    Register subject = expression(e, node->as.match.subject, PUSHED);
    for (uint32_t i = 0; i < cases->count && e->reachable; i++) {
        match_case(e, cases->items[i], subject, i + 1 == cases->count, &end);
    }
    set_top(e, base);
    label_place(e, &end);
}
