#include "lang/pattern.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

enum { STAR_SIDE_MAX = 255 }; /* patterns before a starred one, or behind it */

typedef struct Checker {
    Diagnostics *diagnostics;
    PatternNames *names; /* bound so far, by the case or by the alternative being looked at */
    bool may_always_match;
} Checker;

static void check(Checker *checker, const Node *pattern);

static SourceSpan span_of(const Node *node) {
    return (SourceSpan){node->line, node->column, node->end_line, node->end_column};
}

static bool contains(const PatternNames *names, const char *name) {
    for (size_t i = 0; i < names->count; i++) {
        if (names->items[i] == name) {
            return true;
        }
    }
    return false;
}

bool pattern_is_wildcard(const Node *pattern) {
    return pattern->kind == NODE_MATCH_AS && pattern->as.match_as.pattern == NULL &&
           pattern->as.match_as.name == NULL;
}

static void bind(Checker *checker, const Node *pattern, const char *name) {
    if (name == NULL) {
        return;
    }
    if (contains(checker->names, name)) {
        diagnostics_add(checker->diagnostics, span_of(pattern),
                        "multiple assignments to name '%s' in pattern", name);
    } else {
        ARRAY_PUSH(checker->names, name);
    }
}

/* A part of another pattern: what always matches may stand there. */
static void check_part(Checker *checker, const Node *pattern) {
    bool outer = checker->may_always_match;
    checker->may_always_match = true;
    check(checker, pattern);
    checker->may_always_match = outer;
}

static void check_as(Checker *checker, const Node *pattern) {
    const char *name = pattern->as.match_as.name;
    if (pattern->as.match_as.pattern != NULL) {
        check(checker, pattern->as.match_as.pattern);
    } else if (!checker->may_always_match && name != NULL) {
        diagnostics_add(checker->diagnostics, span_of(pattern),
                        "name capture '%s' makes remaining patterns unreachable", name);
        diagnostics_hint(checker->diagnostics,
                         "a name alone matches everything; a constant needs a dot: Colour.RED");
    } else if (!checker->may_always_match) {
        diagnostics_add(checker->diagnostics, span_of(pattern),
                        "wildcard makes remaining patterns unreachable");
        diagnostics_hint(checker->diagnostics, "`_` matches everything: it comes last");
    }
    bind(checker, pattern, name);
}

static bool same_names(const PatternNames *a, const PatternNames *b) {
    if (a->count != b->count) {
        return false;
    }
    for (size_t i = 0; i < a->count; i++) {
        if (!contains(b, a->items[i])) {
            return false;
        }
    }
    return true;
}

static void check_or(Checker *checker, const Node *pattern) {
    const NodeList *alternatives = pattern->as.items;
    PatternNames *outer_names = checker->names;
    bool outer = checker->may_always_match;
    PatternNames first = {0};
    const Node *differing = NULL;
    for (uint32_t i = 0; i < alternatives->count; i++) {
        PatternNames own = {0};
        checker->names = i == 0 ? &first : &own;
        checker->may_always_match = outer && i + 1 == alternatives->count;
        check(checker, alternatives->items[i]);
        if (differing == NULL && !same_names(&first, checker->names)) {
            differing = alternatives->items[i];
        }
        ARRAY_RELEASE(&own);
    }
    if (differing != NULL) {
        diagnostics_add(checker->diagnostics, span_of(differing),
                        "alternative patterns bind different names");
    }
    checker->names = outer_names;
    checker->may_always_match = outer;
    for (size_t i = 0; i < first.count; i++) {
        bind(checker, pattern, first.items[i]);
    }
    ARRAY_RELEASE(&first);
}

static void check_sequence(Checker *checker, const Node *pattern) {
    const NodeList *parts = pattern->as.items;
    uint32_t star = parts->count;
    for (uint32_t i = 0; i < parts->count; i++) {
        const Node *part = parts->items[i];
        if (part->kind != NODE_MATCH_STAR) {
            check_part(checker, part);
            continue;
        }
        if (star < parts->count) {
            diagnostics_add(checker->diagnostics, span_of(pattern),
                            "multiple starred names in sequence pattern");
        }
        star = i;
        bind(checker, part, part->as.name);
    }
    if (star < parts->count && (star > STAR_SIDE_MAX || parts->count - star - 1 > STAR_SIDE_MAX)) {
        diagnostics_add(checker->diagnostics, span_of(pattern),
                        "too many expressions in star-unpacking sequence pattern");
    }
}

static bool is_number(const Node *literal) {
    uint8_t kind = literal->as.constant.kind;
    return kind == LITERAL_INT || kind == LITERAL_FLOAT || kind == LITERAL_TRUE ||
           kind == LITERAL_FALSE;
}

static double number_of(const Node *literal) {
    switch (literal->as.constant.kind) {
    case LITERAL_FLOAT:
        return literal->as.constant.number;
    case LITERAL_INT: {
        const char *digits = literal->as.constant.bytes;
        bool is_binary = digits[0] == '0' && digits[1] == 'b';
        bool is_octal = digits[0] == '0' && digits[1] == 'o';
        return is_binary  ? (double)strtoull(digits + 2, NULL, 2)
               : is_octal ? (double)strtoull(digits + 2, NULL, 8)
                          : strtod(digits, NULL);
    }
    default:
        return literal->as.constant.kind == LITERAL_TRUE;
    }
}

/* Are two keys of a mapping pattern equal literals? */
static bool same_key(const Node *a, const Node *b) {
    if (a->kind == NODE_UNARY_OP && b->kind == NODE_UNARY_OP) {
        a = a->as.value;
        b = b->as.value;
    }
    if (a->kind != NODE_CONSTANT || b->kind != NODE_CONSTANT) {
        return false;
    }
    if (is_number(a) && is_number(b)) {
        bool ints = a->as.constant.kind == LITERAL_INT && b->as.constant.kind == LITERAL_INT;
        return number_of(a) == number_of(b) &&
               (!ints || number_of(a) < 1e15 ||
                strcmp(a->as.constant.bytes, b->as.constant.bytes) == 0);
    }
    return a->as.constant.kind == b->as.constant.kind &&
           a->as.constant.length == b->as.constant.length &&
           (a->as.constant.length == 0 ||
            memcmp(a->as.constant.bytes, b->as.constant.bytes, a->as.constant.length) == 0);
}

static void check_mapping(Checker *checker, const Node *pattern) {
    const NodeList *keys = pattern->as.match_mapping.keys;
    for (uint32_t i = 0; i < keys->count; i++) {
        bool repeated = false;
        for (uint32_t k = 0; k < i && !repeated; k++) {
            repeated = same_key(keys->items[k], keys->items[i]);
        }
        if (repeated) {
            Text text = {0};
            tree_unparse(keys->items[i], &text);
            diagnostics_add(checker->diagnostics, span_of(pattern),
                            "mapping pattern checks duplicate key (%s)", text_cstr(&text));
            text_release(&text);
        }
        check_part(checker, pattern->as.match_mapping.patterns->items[i]);
    }
    bind(checker, pattern, pattern->as.match_mapping.rest);
}

static void check_class(Checker *checker, const Node *pattern) {
    const NameList *names = pattern->as.match_class.names;
    for (uint32_t i = 0; i < names->count; i++) {
        for (uint32_t k = 0; k < i; k++) {
            if (names->items[i] == names->items[k]) {
                diagnostics_add(checker->diagnostics,
                                span_of(pattern->as.match_class.keyword_patterns->items[i]),
                                "attribute name repeated in class pattern: %s", names->items[i]);
                break;
            }
        }
    }
    for (uint32_t i = 0; i < pattern->as.match_class.patterns->count; i++) {
        check_part(checker, pattern->as.match_class.patterns->items[i]);
    }
    for (uint32_t i = 0; i < names->count; i++) {
        check_part(checker, pattern->as.match_class.keyword_patterns->items[i]);
    }
}

static void check(Checker *checker, const Node *pattern) {
    switch (pattern->kind) {
    case NODE_MATCH_AS:
        check_as(checker, pattern);
        return;
    case NODE_MATCH_OR:
        check_or(checker, pattern);
        return;
    case NODE_MATCH_SEQUENCE:
        check_sequence(checker, pattern);
        return;
    case NODE_MATCH_MAPPING:
        check_mapping(checker, pattern);
        return;
    case NODE_MATCH_CLASS:
        check_class(checker, pattern);
        return;
    default:
        return;
    }
}

void pattern_check(const Node *match, Diagnostics *diagnostics) {
    const NodeList *cases = match->as.match.cases;
    for (uint32_t i = 0; i < cases->count; i++) {
        const Node *one = cases->items[i];
        PatternNames names = {0};
        Checker checker = {.diagnostics = diagnostics,
                           .names = &names,
                           .may_always_match =
                               one->as.match_case.guard != NULL || i + 1 == cases->count};
        check(&checker, one->as.match_case.pattern);
        ARRAY_RELEASE(&names);
    }
}

static void collect(void *context, const char *label, Node *node) {
    (void)label;
    pattern_names(node, context);
}

void pattern_names(const Node *pattern, PatternNames *names) {
    const char *own = NULL;
    switch (pattern->kind) {
    case NODE_MATCH_OR:
        pattern_names(pattern->as.items->items[0], names);
        return;
    case NODE_MATCH_STAR:
        own = pattern->as.name;
        break;
    case NODE_MATCH_AS:
        own = pattern->as.match_as.name;
        break;
    case NODE_MATCH_MAPPING:
        own = pattern->as.match_mapping.rest;
        break;
    case NODE_MATCH_SEQUENCE:
    case NODE_MATCH_CLASS:
        break;
    default:
        return; /* values bind nothing */
    }
    tree_each_child(pattern, collect, names);
    if (own != NULL) {
        ARRAY_PUSH(names, own);
    }
}
