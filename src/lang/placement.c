#include "lang/placement.h"

#include "lang/pattern.h"

#include <stdbool.h>
#include <string.h>

typedef enum FrameKind {
    FRAME_MODULE,
    FRAME_CLASS,
    FRAME_FUNCTION,
    FRAME_ASYNC_FUNCTION,
    FRAME_COMPREHENSION,
} FrameKind;

/* What is around a node, up to the nearest function, class or comprehension. */
typedef struct Frame {
    FrameKind kind;
    NodeKind comprehension;   /* its kind, of FRAME_COMPREHENSION */
    bool awaits;              /* a comprehension that awaits */
    bool yields;              /* a function that is a generator */
    const Node *value_return; /* the first `return value` of a function */
    unsigned loops;           /* loops around, within this frame */
    unsigned blocks;          /* loops, with and try blocks around */
    bool in_except_star;      /* within an `except*` block of this frame */
    bool loop_in_except_star; /* … and within a loop in that block */
} Frame;

typedef struct Checker {
    Diagnostics *diagnostics;
    Frame *frame;
} Checker;

static void check_node(void *context, const char *label, Node *node);

static SourceSpan span_of(const Node *node) {
    return (SourceSpan){node->line, node->column, node->end_line, node->end_column};
}

static void check_list(Checker *checker, const NodeList *list) {
    for (uint32_t i = 0; i < list->count; i++) {
        check_node(checker, "", list->items[i]);
    }
}

/* --- functions, classes, comprehensions --- */

static void check_parameters(Checker *checker, const Parameters *parameters) {
    check_list(checker, parameters->defaults);
    check_list(checker, parameters->keyword_defaults);
    check_list(checker, parameters->positional_only);
    check_list(checker, parameters->positional);
    check_list(checker, parameters->keyword_only);
    check_node(checker, "", parameters->var_positional);
    check_node(checker, "", parameters->var_keyword);
}

static void check_function(Checker *checker, const Node *node) {
    const FunctionDef *function = node->as.function;
    check_list(checker, function->decorators);
    check_parameters(checker, function->parameters);
    check_node(checker, "", function->returns);
    Frame *outer = checker->frame;
    Frame frame = {.kind = node->kind == NODE_ASYNC_FUNCTION_DEF ? FRAME_ASYNC_FUNCTION
                                                                 : FRAME_FUNCTION};
    checker->frame = &frame;
    check_list(checker, function->body);
    checker->frame = outer;
    if (frame.kind == FRAME_ASYNC_FUNCTION && frame.yields && frame.value_return != NULL) {
        diagnostics_add(checker->diagnostics, span_of(frame.value_return),
                        "'return' with value in async generator");
    }
}

static void check_class(Checker *checker, const Node *node) {
    const ClassDef *class_def = node->as.class_def;
    check_list(checker, class_def->decorators);
    check_list(checker, class_def->bases);
    check_list(checker, class_def->keywords);
    Frame *outer = checker->frame;
    Frame frame = {.kind = FRAME_CLASS};
    checker->frame = &frame;
    check_list(checker, class_def->body);
    checker->frame = outer;
}

static void check_lambda(Checker *checker, const Node *node) {
    check_parameters(checker, node->as.lambda.parameters);
    Frame *outer = checker->frame;
    Frame frame = {.kind = FRAME_FUNCTION};
    checker->frame = &frame;
    check_node(checker, "", node->as.lambda.body);
    checker->frame = outer;
}

static void check_comprehension(Checker *checker, const Node *node) {
    const Comprehension *comprehension = node->as.comprehension;
    Frame *outer = checker->frame;
    check_node(checker, "", comprehension->fors[0].iterable);
    Frame frame = {.kind = FRAME_COMPREHENSION, .comprehension = node->kind};
    checker->frame = &frame;
    for (uint32_t i = 0; i < comprehension->for_count; i++) {
        const ComprehensionFor *part = &comprehension->fors[i];
        frame.awaits = frame.awaits || part->is_async;
        check_node(checker, "", part->target);
        if (i > 0) {
            check_node(checker, "", part->iterable);
        }
        check_list(checker, part->conditions);
    }
    check_node(checker, "", comprehension->element);
    check_node(checker, "", comprehension->value);
    checker->frame = outer;
    if (frame.awaits && node->kind != NODE_GENERATOR_EXP) {
        /* It is awaited where it stands. */
        if (outer->kind == FRAME_COMPREHENSION) {
            outer->awaits = true;
        } else if (outer->kind != FRAME_ASYNC_FUNCTION) {
            diagnostics_add(checker->diagnostics, span_of(node),
                            "asynchronous comprehension outside of an asynchronous function");
            diagnostics_hint(checker->diagnostics, "put it into an `async def`");
        }
    }
}

/* --- await, yield, return --- */

static void check_await(Checker *checker, const Node *node) {
    Frame *frame = checker->frame;
    if (frame->kind == FRAME_COMPREHENSION) {
        frame->awaits = true;
    } else if (frame->kind != FRAME_ASYNC_FUNCTION) {
        diagnostics_add(checker->diagnostics, span_of(node),
                        frame->kind == FRAME_FUNCTION ? "'await' outside async function"
                                                      : "'await' outside function");
        diagnostics_hint(checker->diagnostics,
                         frame->kind == FRAME_FUNCTION
                             ? "make the function around it an `async def`"
                             : "put it into an `async def main():` and start that with "
                               "asyncio.run(main())");
    }
}

static void check_yield(Checker *checker, const Node *node) {
    Frame *frame = checker->frame;
    static const char *const comprehensions[] = {"list comprehension", "set comprehension",
                                                 "dict comprehension", "generator expression"};
    if (frame->kind == FRAME_COMPREHENSION) {
        diagnostics_add(checker->diagnostics, span_of(node), "'yield' inside %s",
                        comprehensions[frame->comprehension - NODE_LIST_COMP]);
    } else if (frame->kind == FRAME_MODULE || frame->kind == FRAME_CLASS) {
        diagnostics_add(checker->diagnostics, span_of(node), "'yield' outside function");
    } else if (frame->kind == FRAME_ASYNC_FUNCTION && node->kind == NODE_YIELD_FROM) {
        diagnostics_add(checker->diagnostics, span_of(node), "'yield from' inside async function");
        diagnostics_hint(checker->diagnostics, "write `async for x in ...: yield x`");
    }
    frame->yields = true;
}

static void refuse_in_except_star(Checker *checker, const Node *node) {
    diagnostics_add(checker->diagnostics, span_of(node),
                    "'break', 'continue' and 'return' cannot appear in an except* block");
}

static void check_return(Checker *checker, const Node *node) {
    Frame *frame = checker->frame;
    if (frame->kind != FRAME_FUNCTION && frame->kind != FRAME_ASYNC_FUNCTION) {
        diagnostics_add(checker->diagnostics, span_of(node), "'return' outside function");
    } else if (frame->in_except_star) {
        refuse_in_except_star(checker, node);
    }
    if (node->as.value != NULL && frame->value_return == NULL) {
        frame->value_return = node;
    }
}

static void check_jump(Checker *checker, const Node *node) {
    Frame *frame = checker->frame;
    if (frame->in_except_star && !frame->loop_in_except_star) {
        refuse_in_except_star(checker, node);
    } else if (frame->loops == 0) {
        diagnostics_add(checker->diagnostics, span_of(node),
                        node->kind == NODE_BREAK ? "'break' outside loop"
                                                 : "'continue' not properly in loop");
    }
}

static void check_async_statement(Checker *checker, const Node *node) {
    if (checker->frame->kind != FRAME_ASYNC_FUNCTION) {
        diagnostics_add(checker->diagnostics, span_of(node), "'async %s' outside async function",
                        node->kind == NODE_ASYNC_FOR ? "for" : "with");
        diagnostics_hint(checker->diagnostics, "make the function around it an `async def`");
    }
}

/* --- blocks --- */

static void enter_block(Checker *checker, const Node *node) {
    if (++checker->frame->blocks == PLACEMENT_BLOCKS_MAX + 1) {
        diagnostics_add(checker->diagnostics, span_of(node), "too many statically nested blocks");
        diagnostics_hint(checker->diagnostics, "move some of them into a function");
    }
}

static void check_loop_body(Checker *checker, const Node *node, const NodeList *body) {
    Frame *frame = checker->frame;
    bool outer = frame->loop_in_except_star;
    frame->loop_in_except_star = frame->in_except_star;
    frame->loops++;
    enter_block(checker, node);
    check_list(checker, body);
    frame->blocks--;
    frame->loops--;
    frame->loop_in_except_star = outer;
}

static void check_try(Checker *checker, const Node *node) {
    Frame *frame = checker->frame;
    enter_block(checker, node);
    check_list(checker, node->as.try_block.body);
    const NodeList *handlers = node->as.try_block.handlers;
    for (uint32_t i = 0; i < handlers->count; i++) {
        check_node(checker, "", handlers->items[i]->as.handler.type);
        bool outer_star = frame->in_except_star;
        bool outer_loop = frame->loop_in_except_star;
        if (node->kind == NODE_TRY_STAR) {
            frame->in_except_star = true;
            frame->loop_in_except_star = false;
        }
        check_list(checker, handlers->items[i]->as.handler.body);
        frame->in_except_star = outer_star;
        frame->loop_in_except_star = outer_loop;
    }
    check_list(checker, node->as.try_block.orelse);
    check_list(checker, node->as.try_block.finalbody);
    frame->blocks--;
}

/* A `from __future__ import` that check_futures() did not accept. */
static void check_late_future(Checker *checker, const Node *node) {
    const char *module = node->as.import_from.module;
    if (module != NULL && strcmp(module, "__future__") == 0) {
        diagnostics_add(checker->diagnostics, span_of(node),
                        "from __future__ imports must occur at the beginning of the file");
    }
}

static void check_node(void *context, const char *label, Node *node) {
    (void)label;
    Checker *checker = context;
    if (node == NULL) {
        return;
    }
    switch ((NodeKind)node->kind) {
    case NODE_FUNCTION_DEF:
    case NODE_ASYNC_FUNCTION_DEF:
        check_function(checker, node);
        return;
    case NODE_CLASS_DEF:
        check_class(checker, node);
        return;
    case NODE_LAMBDA:
        check_lambda(checker, node);
        return;
    case NODE_LIST_COMP:
    case NODE_SET_COMP:
    case NODE_DICT_COMP:
    case NODE_GENERATOR_EXP:
        check_comprehension(checker, node);
        return;
    case NODE_ASYNC_FOR:
        check_async_statement(checker, node);
        /* fall through */
    case NODE_FOR:
        check_node(checker, "", node->as.for_loop.target);
        check_node(checker, "", node->as.for_loop.iterable);
        check_loop_body(checker, node, node->as.for_loop.body);
        check_list(checker, node->as.for_loop.orelse);
        return;
    case NODE_WHILE:
        check_node(checker, "", node->as.test.condition);
        check_loop_body(checker, node, node->as.test.body);
        check_list(checker, node->as.test.orelse);
        return;
    case NODE_ASYNC_WITH:
    case NODE_WITH:
        if (node->kind == NODE_ASYNC_WITH) {
            check_async_statement(checker, node);
        }
        enter_block(checker, node);
        tree_each_child(node, check_node, checker);
        checker->frame->blocks--;
        return;
    case NODE_TRY:
    case NODE_TRY_STAR:
        check_try(checker, node);
        return;
    case NODE_MATCH:
        pattern_check(node, checker->diagnostics);
        break;
    case NODE_AWAIT:
        check_await(checker, node);
        break;
    case NODE_YIELD:
    case NODE_YIELD_FROM:
        check_yield(checker, node);
        break;
    case NODE_RETURN:
        check_return(checker, node);
        break;
    case NODE_BREAK:
    case NODE_CONTINUE:
        check_jump(checker, node);
        return;
    case NODE_IMPORT_FROM:
        check_late_future(checker, node);
        return;
    default:
        break;
    }
    tree_each_child(node, check_node, checker);
}

static bool is_future_import(const Node *node) {
    return node->kind == NODE_IMPORT_FROM && node->as.import_from.module != NULL &&
           strcmp(node->as.import_from.module, "__future__") == 0;
}

static void check_future_names(Checker *checker, const Node *node) {
    static const char *const known[] = {"nested_scopes",   "generators",       "division",
                                        "absolute_import", "with_statement",   "print_function",
                                        "generator_stop",  "unicode_literals", "annotations"};
    const NodeList *aliases = node->as.import_from.aliases;
    for (uint32_t i = 0; i < aliases->count; i++) {
        const char *name = aliases->items[i]->as.alias.name;
        bool found = false;
        for (size_t k = 0; k < sizeof known / sizeof *known; k++) {
            found = found || strcmp(known[k], name) == 0;
        }
        if (strcmp(name, "braces") == 0) {
            diagnostics_add(checker->diagnostics, span_of(aliases->items[i]), "not a chance");
        } else if (strcmp(name, "barry_as_FLUFL") == 0) {
            diagnostics_add(checker->diagnostics, span_of(aliases->items[i]),
                            "future feature %s is not supported", name);
        } else if (!found) {
            diagnostics_add(checker->diagnostics, span_of(aliases->items[i]),
                            "future feature %s is not defined", name);
        }
    }
}

void placement_check(const Tree *tree, Diagnostics *diagnostics) {
    Frame frame = {.kind = FRAME_MODULE};
    Checker checker = {diagnostics, &frame};
    uint32_t start = tree_docstring(tree->body) != NULL ? 1 : 0;
    while (start < tree->body->count && is_future_import(tree->body->items[start])) {
        check_future_names(&checker, tree->body->items[start]);
        start++;
    }
    for (uint32_t i = start; i < tree->body->count; i++) {
        check_node(&checker, "", tree->body->items[i]);
    }
}
