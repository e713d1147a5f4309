#include "lesson/flips_internal.h"

#include <string.h>

static const char NAME[] = "limit";

/* The first function of the program that is made into many tasks: an argument of gather, of
 * create_task, or of a group's create_task. */
typedef struct TaskSearch {
    const ProgramEdit *edit;
    const Node *function;
} TaskSearch;

static void look_for_function(void *context, const char *label, Node *node) {
    (void)label;
    TaskSearch *search = context;
    if (node == NULL || search->function != NULL) {
        return;
    }
    if (node->kind == NODE_CALL && node->as.call.function->kind == NODE_NAME) {
        const Node *called = program_function(search->edit, node->as.call.function->as.name);
        if (called != NULL && called->kind == NODE_ASYNC_FUNCTION_DEF) {
            search->function = called;
            return;
        }
    }
    tree_each_child(node, look_for_function, search);
}

static void look_for_tasks(void *context, const Node *node, const Node *function) {
    (void)function;
    TaskSearch *search = context;
    if (search->function != NULL || node->kind != NODE_CALL) {
        return;
    }
    const Node *called = node->as.call.function;
    bool makes_tasks =
        program_is_attribute(search->edit, called, "asyncio", "gather") ||
        (called->kind == NODE_ATTRIBUTE && strcmp(called->as.attribute.name, "create_task") == 0);
    for (uint32_t i = 0; makes_tasks && i < node->as.call.arguments->count; i++) {
        look_for_function(search, "", node->as.call.arguments->items[i]);
    }
}

/* Moves the lines from one statement to another by so many columns. */
static void shift_lines(ProgramEdit *edit, const Node *first, const Node *last, int columns) {
    Text indent = {0};
    text_append_repeated(&indent, ' ', columns > 0 ? (size_t)columns : 0);
    for (int32_t line = first->line; line <= last->end_line; line++) {
        size_t at = program_offset(edit, line, 0);
        bool is_blank = edit->source.bytes[at] == '\n' || edit->source.bytes[at] == '\0';
        if (!is_blank) {
            program_replace(edit, at, columns < 0 ? at + (size_t)-columns : at, &indent);
        }
    }
    text_release(&indent);
}

/* `async with limit:` of a semaphore that a line at the top level makes: takes it away. */
typedef struct LimitSearch {
    const ProgramEdit *edit;
    const Node *assignment, *with;
} LimitSearch;

static void look_for_limit(void *context, const Node *node, const Node *function) {
    LimitSearch *search = context;
    if (node->kind == NODE_ASSIGN && function == NULL && search->assignment == NULL &&
        node->as.assign.targets->count == 1 &&
        node->as.assign.targets->items[0]->kind == NODE_NAME &&
        program_is_call(search->edit, node->as.assign.value, "asyncio", "Semaphore")) {
        search->assignment = node;
    }
    if (node->kind == NODE_ASYNC_WITH && node->as.with.item_count == 1 && search->with == NULL &&
        search->assignment != NULL && node->as.with.items[0].context->kind == NODE_NAME &&
        node->as.with.items[0].context->as.name ==
            search->assignment->as.assign.targets->items[0]->as.name) {
        search->with = node;
    }
}

static bool take_away(ProgramEdit *edit, const LimitSearch *found, Text *reason) {
    const NodeList *body = found->with->as.with.body;
    const Node *last = body->items[body->count - 1];
    if (program_has_long_string(edit, body->items[0], last)) {
        text_append_cstr(reason, "a string of several lines stands in what the semaphore limits");
        return false;
    }
    const Text nothing = {0};
    size_t after = program_next_line(edit, found->assignment);
    while (edit->source.bytes[after] == '\n') {
        after++;
    }
    program_replace(edit, program_line_start(edit, found->assignment), after, &nothing);
    program_replace(edit, program_line_start(edit, found->with),
                    program_line_start(edit, body->items[0]), &nothing);
    shift_lines(edit, body->items[0], last, found->with->column - body->items[0]->column);
    return true;
}

/* The lines before which the semaphore is made: the function's, or its first decorator's. */
static size_t place_before(const ProgramEdit *edit, const Node *function) {
    const NodeList *decorators = function->as.function->decorators;
    return program_line_start(edit, decorators->count > 0 ? decorators->items[0] : function);
}

bool flip_semaphore(ProgramEdit *edit, int64_t number, Text *reason) {
    LimitSearch limit = {.edit = edit};
    program_visit(edit, look_for_limit, &limit);
    if (limit.with != NULL) {
        return take_away(edit, &limit, reason);
    }
    TaskSearch search = {.edit = edit};
    program_visit(edit, look_for_tasks, &search);
    if (search.function == NULL) {
        text_append_cstr(reason, "no function of the program is made into tasks");
        return false;
    }
    const NodeList *body = search.function->as.function->body;
    uint32_t first = tree_docstring(body) != NULL && body->count > 1 ? 1 : 0;
    const Node *begin = body->items[first];
    const Node *end = body->items[body->count - 1];
    if (program_uses(edit, NAME)) {
        text_printf(reason, "the name %s is taken", NAME);
        return false;
    }
    if (begin->line == search.function->line || program_has_long_string(edit, begin, end)) {
        text_append_cstr(reason, "its lines cannot be indented");
        return false;
    }
    Text line = {0};
    text_printf(&line, "%s = asyncio.Semaphore(%lld)\n\n\n", NAME, (long long)number);
    size_t at = place_before(edit, search.function);
    program_replace(edit, at, at, &line);
    text_clear(&line);
    text_append_repeated(&line, ' ', (size_t)begin->column);
    text_printf(&line, "async with %s:\n", NAME);
    at = program_line_start(edit, begin);
    shift_lines(edit, begin, end, 4);
    /* Before the first line's own indentation, which was pushed first for the same place. */
    ProgramChange *shifted = NULL;
    for (size_t i = 0; i < edit->changes.count; i++) {
        if (edit->changes.items[i].from == at && edit->changes.items[i].to == at) {
            shifted = &edit->changes.items[i];
        }
    }
    text_append_cstr(&line, shifted->put);
    memory_free(shifted->put);
    shifted->put = text_take(&line);
    program_import(edit, "asyncio");
    return true;
}
