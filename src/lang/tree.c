#include "lang/tree.h"

#include "base/check.h"
#include "base/memory.h"

#include <stddef.h>
#include <string.h>

enum { BLOCK_SIZE = 64 * 1024 };

struct TreeBlock {
    TreeBlock *next;
    size_t used;
    size_t size;
    max_align_t bytes[];
};

Tree *tree_new(void) {
    return memory_new_zeroed(1, sizeof(Tree));
}

void tree_free(Tree *tree) {
    if (tree == NULL) {
        return;
    }
    for (TreeBlock *block = tree->blocks; block != NULL;) {
        TreeBlock *next = block->next;
        memory_free(block);
        block = next;
    }
    memory_free(tree->names);
    memory_free(tree);
}

void *tree_allocate(Tree *tree, size_t size) {
    size = (size + sizeof(max_align_t) - 1) / sizeof(max_align_t) * sizeof(max_align_t);
    TreeBlock *block = tree->blocks;
    if (block == NULL || block->size - block->used < size) {
        size_t block_size = size > BLOCK_SIZE / 4 ? size : BLOCK_SIZE;
        TreeBlock *fresh = memory_new_zeroed(1, sizeof(TreeBlock) + block_size);
        fresh->size = block_size;
        if (block != NULL && block_size == size) {
            /* A block for one large thing: the block in use stays the one to fill. */
            fresh->next = block->next;
            block->next = fresh;
        } else {
            fresh->next = block;
            tree->blocks = fresh;
        }
        block = fresh;
    }
    void *result = (char *)block->bytes + block->used;
    block->used += size;
    return result;
}

static uint32_t hash_bytes(const char *bytes, size_t length) {
    uint32_t hash = 2166136261u; /* FNV-1a */
    for (size_t i = 0; i < length; i++) {
        hash = (hash ^ (unsigned char)bytes[i]) * 16777619u;
    }
    return hash;
}

static void grow_names(Tree *tree) {
    uint32_t capacity = tree->name_capacity ? tree->name_capacity * 2 : 256;
    const char **names = memory_new_zeroed(capacity, sizeof *names);
    for (uint32_t i = 0; i < tree->name_capacity; i++) {
        const char *name = tree->names[i];
        if (name != NULL) {
            uint32_t slot = hash_bytes(name, strlen(name)) & (capacity - 1);
            while (names[slot] != NULL) {
                slot = (slot + 1) & (capacity - 1);
            }
            names[slot] = name;
        }
    }
    memory_free(tree->names);
    tree->names = names;
    tree->name_capacity = capacity;
}

const char *tree_intern(Tree *tree, const char *bytes, size_t length) {
    if (tree->name_count * 2 >= tree->name_capacity) {
        grow_names(tree);
    }
    uint32_t mask = tree->name_capacity - 1;
    uint32_t slot = hash_bytes(bytes, length) & mask;
    while (tree->names[slot] != NULL) {
        const char *name = tree->names[slot];
        if (strncmp(name, bytes, length) == 0 && name[length] == 0) {
            return name;
        }
        slot = (slot + 1) & mask;
    }
    char *copy = tree_allocate(tree, length + 1);
    memcpy(copy, bytes, length);
    tree->names[slot] = copy;
    tree->name_count++;
    return copy;
}

const Node *tree_docstring(const NodeList *body) {
    if (body->count == 0 || body->items[0]->kind != NODE_EXPR) {
        return NULL;
    }
    const Node *value = body->items[0]->as.value;
    bool is_text = value->kind == NODE_CONSTANT && value->as.constant.kind == LITERAL_STR;
    return is_text ? value : NULL;
}

const char *tree_kind_name(NodeKind kind) {
    static const char *const names[] = {
#define X(name, text) text,
        NODE_KINDS(X)
#undef X
    };
    CHECK(kind < NODE_KIND_COUNT);
    return names[kind];
}

const char *tree_operator_name(Operator op) {
    static const char *const names[] = {
#define X(name, text, written) text,
        OPERATORS(X)
#undef X
    };
    CHECK(op < OPERATOR_COUNT);
    return names[op];
}

const char *tree_operator_written(Operator op) {
    static const char *const names[] = {
#define X(name, text, written) written,
        OPERATORS(X)
#undef X
    };
    CHECK(op < OPERATOR_COUNT);
    return names[op];
}

/* --- walking --- */

typedef struct Visit {
    TreeVisitor *visit;
    void *context;
} Visit;

static void each(Visit to, const char *label, const NodeList *list) {
    for (uint32_t i = 0; i < list->count; i++) {
        to.visit(to.context, label, list->items[i]);
    }
}

static void maybe(Visit to, const char *label, Node *node) {
    if (node != NULL) {
        to.visit(to.context, label, node);
    }
}

static void each_parameter(Visit to, const Parameters *parameters) {
    each(to, "posonly", parameters->positional_only);
    each(to, "arg", parameters->positional);
    maybe(to, "vararg", parameters->var_positional);
    each(to, "kwonly", parameters->keyword_only);
    each(to, "kw_default", parameters->keyword_defaults);
    maybe(to, "kwarg", parameters->var_keyword);
    each(to, "default", parameters->defaults);
}

void tree_each_child(const Node *node, TreeVisitor *visit, void *context) {
    Visit to = {visit, context};
    switch ((NodeKind)node->kind) {
    case NODE_FUNCTION_DEF:
    case NODE_ASYNC_FUNCTION_DEF:
        each_parameter(to, node->as.function->parameters);
        each(to, "body", node->as.function->body);
        each(to, "decorator", node->as.function->decorators);
        maybe(to, "returns", node->as.function->returns);
        break;
    case NODE_CLASS_DEF:
        each(to, "base", node->as.class_def->bases);
        each(to, "keyword", node->as.class_def->keywords);
        each(to, "body", node->as.class_def->body);
        each(to, "decorator", node->as.class_def->decorators);
        break;
    case NODE_RETURN:
    case NODE_EXPR:
    case NODE_UNARY_OP:
    case NODE_AWAIT:
    case NODE_YIELD:
    case NODE_YIELD_FROM:
    case NODE_STARRED:
    case NODE_MATCH_VALUE:
    case NODE_MATCH_SINGLETON:
        maybe(to, "value", node->as.value);
        break;
    case NODE_DELETE:
    case NODE_IMPORT:
    case NODE_BOOL_OP:
    case NODE_SET:
    case NODE_LIST:
    case NODE_TUPLE:
    case NODE_JOINED_STR:
    case NODE_MATCH_SEQUENCE:
    case NODE_MATCH_OR:
        each(to, "item", node->as.items);
        break;
    case NODE_ASSIGN:
        each(to, "target", node->as.assign.targets);
        visit(context, "value", node->as.assign.value);
        break;
    case NODE_AUG_ASSIGN:
        visit(context, "target", node->as.aug_assign.target);
        visit(context, "value", node->as.aug_assign.value);
        break;
    case NODE_ANN_ASSIGN:
        visit(context, "target", node->as.ann_assign.target);
        visit(context, "annotation", node->as.ann_assign.annotation);
        maybe(to, "value", node->as.ann_assign.value);
        break;
    case NODE_FOR:
    case NODE_ASYNC_FOR:
        visit(context, "target", node->as.for_loop.target);
        visit(context, "iter", node->as.for_loop.iterable);
        each(to, "body", node->as.for_loop.body);
        each(to, "orelse", node->as.for_loop.orelse);
        break;
    case NODE_WHILE:
    case NODE_IF:
        visit(context, "test", node->as.test.condition);
        each(to, "body", node->as.test.body);
        each(to, "orelse", node->as.test.orelse);
        break;
    case NODE_WITH:
    case NODE_ASYNC_WITH:
        for (uint32_t i = 0; i < node->as.with.item_count; i++) {
            visit(context, "context", node->as.with.items[i].context);
            maybe(to, "as", node->as.with.items[i].variable);
        }
        each(to, "body", node->as.with.body);
        break;
    case NODE_RAISE:
        maybe(to, "exc", node->as.raise.exception);
        maybe(to, "cause", node->as.raise.cause);
        break;
    case NODE_TRY:
    case NODE_TRY_STAR:
        each(to, "body", node->as.try_block.body);
        each(to, "handler", node->as.try_block.handlers);
        each(to, "orelse", node->as.try_block.orelse);
        each(to, "finalbody", node->as.try_block.finalbody);
        break;
    case NODE_ASSERT:
        visit(context, "test", node->as.assertion.condition);
        maybe(to, "msg", node->as.assertion.message);
        break;
    case NODE_IMPORT_FROM:
        each(to, "item", node->as.import_from.aliases);
        break;
    case NODE_NAMED_EXPR:
        visit(context, "target", node->as.named_expr.target);
        visit(context, "value", node->as.named_expr.value);
        break;
    case NODE_BIN_OP:
        visit(context, "left", node->as.binary.left);
        visit(context, "right", node->as.binary.right);
        break;
    case NODE_LAMBDA:
        each_parameter(to, node->as.lambda.parameters);
        visit(context, "body", node->as.lambda.body);
        break;
    case NODE_IF_EXP:
        visit(context, "test", node->as.if_exp.condition);
        visit(context, "body", node->as.if_exp.body);
        visit(context, "orelse", node->as.if_exp.orelse);
        break;
    case NODE_DICT:
        for (uint32_t i = 0; i < node->as.dict.values->count; i++) {
            visit(context, "key", node->as.dict.keys->items[i]);
            visit(context, "value", node->as.dict.values->items[i]);
        }
        break;
    case NODE_LIST_COMP:
    case NODE_SET_COMP:
    case NODE_DICT_COMP:
    case NODE_GENERATOR_EXP: {
        const Comprehension *comprehension = node->as.comprehension;
        visit(context, "element", comprehension->element);
        maybe(to, "value", comprehension->value);
        for (uint32_t i = 0; i < comprehension->for_count; i++) {
            const ComprehensionFor *part = &comprehension->fors[i];
            visit(context, part->is_async ? "async target" : "target", part->target);
            visit(context, "iter", part->iterable);
            each(to, "if", part->conditions);
        }
        break;
    }
    case NODE_COMPARE:
        visit(context, "left", node->as.compare.left);
        each(to, "right", node->as.compare.comparators);
        break;
    case NODE_CALL:
        visit(context, "func", node->as.call.function);
        each(to, "arg", node->as.call.arguments);
        each(to, "keyword", node->as.call.keywords);
        break;
    case NODE_FORMATTED_VALUE:
        visit(context, "value", node->as.formatted_value.value);
        maybe(to, "format", node->as.formatted_value.format);
        break;
    case NODE_ATTRIBUTE:
        visit(context, "value", node->as.attribute.value);
        break;
    case NODE_SUBSCRIPT:
        visit(context, "value", node->as.subscript.value);
        visit(context, "index", node->as.subscript.index);
        break;
    case NODE_SLICE:
        maybe(to, "lower", node->as.slice.lower);
        maybe(to, "upper", node->as.slice.upper);
        maybe(to, "step", node->as.slice.step);
        break;
    case NODE_PARAMETER:
        maybe(to, "annotation", node->as.parameter.annotation);
        break;
    case NODE_KEYWORD:
        visit(context, "value", node->as.keyword.value);
        break;
    case NODE_EXCEPT_HANDLER:
        maybe(to, "type", node->as.handler.type);
        each(to, "body", node->as.handler.body);
        break;
    case NODE_MATCH:
        visit(context, "subject", node->as.match.subject);
        each(to, "case", node->as.match.cases);
        break;
    case NODE_MATCH_CASE:
        visit(context, "pattern", node->as.match_case.pattern);
        maybe(to, "guard", node->as.match_case.guard);
        each(to, "body", node->as.match_case.body);
        break;
    case NODE_MATCH_MAPPING:
        for (uint32_t i = 0; i < node->as.match_mapping.keys->count; i++) {
            visit(context, "key", node->as.match_mapping.keys->items[i]);
            visit(context, "pattern", node->as.match_mapping.patterns->items[i]);
        }
        break;
    case NODE_MATCH_CLASS:
        visit(context, "cls", node->as.match_class.class);
        each(to, "pattern", node->as.match_class.patterns);
        each(to, "kwd", node->as.match_class.keyword_patterns);
        break;
    case NODE_MATCH_AS:
        maybe(to, "pattern", node->as.match_as.pattern);
        break;
    case NODE_PASS:
    case NODE_BREAK:
    case NODE_CONTINUE:
    case NODE_GLOBAL:
    case NODE_NONLOCAL:
    case NODE_CONSTANT:
    case NODE_NAME:
    case NODE_ALIAS:
    case NODE_MATCH_STAR:
    case NODE_KIND_COUNT:
        break;
    }
}

/* --- the dump --- */

typedef struct Dump {
    Text *out;
    size_t depth;
} Dump;

static void dump_bytes(Text *out, const char *bytes, size_t length) {
    text_append_char(out, '\'');
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)bytes[i];
        if (byte >= 0x20 && byte < 0x7F && byte != '\'' && byte != '\\') {
            text_append_char(out, (char)byte);
        } else {
            text_printf(out, "\\x%02x", byte);
        }
    }
    text_append_char(out, '\'');
}

static void dump_constant(Text *out, const Node *node) {
    const char *const words[] = {"None", "True", "False", "Ellipsis"};
    text_append_char(out, ' ');
    switch ((LiteralKind)node->as.constant.kind) {
    case LITERAL_NONE:
    case LITERAL_TRUE:
    case LITERAL_FALSE:
    case LITERAL_ELLIPSIS:
        text_append_cstr(out, words[node->as.constant.kind]);
        break;
    case LITERAL_INT:
        text_append(out, node->as.constant.bytes, node->as.constant.length);
        break;
    case LITERAL_FLOAT:
        text_printf(out, "%.17g", node->as.constant.number);
        break;
    case LITERAL_STR:
        text_append_cstr(out, node->as.constant.has_u_prefix ? "u" : "");
        dump_bytes(out, node->as.constant.bytes, node->as.constant.length);
        break;
    case LITERAL_BYTES:
        text_append_char(out, 'b');
        dump_bytes(out, node->as.constant.bytes, node->as.constant.length);
        break;
    }
}

/* What follows a node's kind and position on its own line. */
static void dump_scalars(Dump *dump, const Node *node) {
    Text *out = dump->out;
    switch ((NodeKind)node->kind) {
    case NODE_FUNCTION_DEF:
    case NODE_ASYNC_FUNCTION_DEF:
        text_printf(out, " %s", node->as.function->name);
        break;
    case NODE_CLASS_DEF:
        text_printf(out, " %s", node->as.class_def->name);
        break;
    case NODE_AUG_ASSIGN:
    case NODE_BOOL_OP:
    case NODE_BIN_OP:
    case NODE_UNARY_OP:
        text_printf(out, " %s", tree_operator_name(node->op));
        break;
    case NODE_ANN_ASSIGN:
        text_append_cstr(out, node->as.ann_assign.simple ? " simple" : "");
        break;
    case NODE_IMPORT_FROM:
        text_printf(out, " %u %s", (unsigned)node->as.import_from.level,
                    node->as.import_from.module ? node->as.import_from.module : "-");
        break;
    case NODE_GLOBAL:
    case NODE_NONLOCAL:
        for (uint32_t i = 0; i < node->as.names->count; i++) {
            text_printf(out, " %s", node->as.names->items[i]);
        }
        break;
    case NODE_COMPARE:
        for (uint32_t i = 0; i < node->as.compare.comparators->count; i++) {
            text_printf(out, " %s", tree_operator_name(node->as.compare.operators[i]));
        }
        break;
    case NODE_FORMATTED_VALUE:
        if (node->as.formatted_value.conversion) {
            text_printf(out, " !%c", node->as.formatted_value.conversion);
        }
        break;
    case NODE_CONSTANT:
        dump_constant(out, node);
        break;
    case NODE_ATTRIBUTE:
        text_printf(out, " %s", node->as.attribute.name);
        break;
    case NODE_NAME:
        text_printf(out, " %s", node->as.name);
        break;
    case NODE_PARAMETER:
        text_printf(out, " %s", node->as.parameter.name);
        break;
    case NODE_KEYWORD:
        text_printf(out, " %s", node->as.keyword.name ? node->as.keyword.name : "**");
        break;
    case NODE_ALIAS:
        text_printf(out, " %s %s", node->as.alias.name,
                    node->as.alias.as ? node->as.alias.as : "-");
        break;
    case NODE_EXCEPT_HANDLER:
        text_printf(out, " %s", node->as.handler.name ? node->as.handler.name : "-");
        break;
    case NODE_MATCH_STAR:
        text_printf(out, " %s", node->as.name ? node->as.name : "_");
        break;
    case NODE_MATCH_AS:
        text_printf(out, " %s", node->as.match_as.name ? node->as.match_as.name : "_");
        break;
    case NODE_MATCH_MAPPING:
        text_printf(out, " %s", node->as.match_mapping.rest ? node->as.match_mapping.rest : "-");
        break;
    case NODE_MATCH_CLASS:
        for (uint32_t i = 0; i < node->as.match_class.names->count; i++) {
            text_printf(out, " %s", node->as.match_class.names->items[i]);
        }
        break;
    default:
        break;
    }
    if (node->context != CONTEXT_LOAD) {
        text_append_cstr(out, node->context == CONTEXT_STORE ? " Store" : " Del");
    }
}

static void dump_node(void *context, const char *label, Node *node) {
    Dump *dump = context;
    text_append_repeated(dump->out, ' ', dump->depth * 2);
    if (node == NULL) {
        text_printf(dump->out, "%s: -\n", label);
        return;
    }
    text_printf(dump->out, "%s: %s %d:%d-%d:%d", label, tree_kind_name(node->kind), (int)node->line,
                (int)node->column, (int)node->end_line, (int)node->end_column);
    dump_scalars(dump, node);
    text_append_char(dump->out, '\n');
    dump->depth++;
    tree_each_child(node, dump_node, dump);
    dump->depth--;
}

void tree_dump(const Tree *tree, Text *out) {
    Dump dump = {out, 0};
    for (uint32_t i = 0; i < tree->body->count; i++) {
        dump_node(&dump, "body", tree->body->items[i]);
    }
}
