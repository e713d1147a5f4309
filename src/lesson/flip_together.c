#include "lesson/flips_internal.h"

#include <string.h>

enum { LINE_WIDTH = 79 };

/* A place that could be changed, as the search finds it. */
typedef struct Search {
    ProgramEdit *edit;
    const NodeList *body;
    uint32_t first, count; /* statements of the body */
} Search;

/* --- what is there --- */

/* `await asyncio.gather(…)`: the call, or NULL. */
static const Node *gather_of(const ProgramEdit *edit, const Node *expression) {
    const Node *call = program_awaited_call(expression);
    return call != NULL && program_is_call(edit, call, "asyncio", "gather") ? call : NULL;
}

/* What a statement evaluates: of `x = e` and of `e`; NULL for others. */
static const Node *value_of(const Node *statement) {
    if (statement->kind == NODE_EXPR) {
        return statement->as.value;
    }
    bool is_assignment = statement->kind == NODE_ASSIGN && statement->as.assign.targets->count == 1;
    return is_assignment ? statement->as.assign.value : NULL;
}

static const Node *target_of(const Node *statement) {
    return statement->kind == NODE_ASSIGN ? statement->as.assign.targets->items[0] : NULL;
}

typedef struct NameUse {
    const char *name;
    bool found;
} NameUse;

static void look_for_use(void *context, const char *label, Node *node) {
    (void)label;
    NameUse *use = context;
    if (node == NULL || use->found) {
        return;
    }
    use->found = node->kind == NODE_NAME && node->as.name == use->name;
    tree_each_child(node, look_for_use, use);
}

static bool mentions(const Node *node, const char *name) {
    NameUse use = {name, false};
    look_for_use(&use, "", (Node *)node);
    return use.found;
}

/* Waits for one call, and no more: `await f(x)` or `name = await f(x)`. */
static bool is_single_wait(const ProgramEdit *edit, const Node *statement) {
    const Node *value = value_of(statement);
    const Node *target = target_of(statement);
    const Node *call = value != NULL ? program_awaited_call(value) : NULL;
    return call != NULL && !program_is_call(edit, call, "asyncio", "gather") &&
           !program_is_call(edit, call, "asyncio", "wait") &&
           (target == NULL || target->kind == NODE_NAME) && program_is_alone(edit, statement);
}

/* Two waits or more in a row, none of which needs another's result. */
static bool find_row(void *context, const NodeList *body) {
    Search *search = context;
    for (uint32_t first = 0; first < body->count; first++) {
        uint32_t count = 0;
        while (first + count < body->count) {
            const Node *next = body->items[first + count];
            if (!is_single_wait(search->edit, next) ||
                (target_of(next) == NULL) != (target_of(body->items[first]) == NULL)) {
                break;
            }
            bool needs_another = false;
            for (uint32_t i = 0; i < count; i++) {
                const Node *target = target_of(body->items[first + i]);
                needs_another = needs_another ||
                                (target != NULL && (mentions(value_of(next), target->as.name) ||
                                                    target->as.name == target_of(next)->as.name));
            }
            if (needs_another) {
                break;
            }
            count++;
        }
        if (count >= 2) {
            *search = (Search){search->edit, body, first, count};
            return true;
        }
    }
    return false;
}

/* `for x in xs: await f(x)` */
static bool is_loop(const ProgramEdit *edit, const Node *statement) {
    if (statement->kind != NODE_FOR || statement->as.for_loop.orelse->count > 0 ||
        statement->as.for_loop.body->count != 1) {
        return false;
    }
    const Node *only = statement->as.for_loop.body->items[0];
    return only->kind == NODE_EXPR && is_single_wait(edit, only);
}

/* `[await f(x) for x in xs]`, as a statement's value */
static bool is_list(const Node *statement) {
    const Node *value = value_of(statement);
    if (value == NULL || value->kind != NODE_LIST_COMP) {
        return false;
    }
    const Comprehension *comprehension = value->as.comprehension;
    return program_awaited_call(comprehension->element) != NULL && !comprehension->fors[0].is_async;
}

static bool find_loop(void *context, const NodeList *body) {
    Search *search = context;
    for (uint32_t i = 0; i < body->count; i++) {
        if (is_loop(search->edit, body->items[i]) || is_list(body->items[i])) {
            *search = (Search){search->edit, body, i, 1};
            return true;
        }
    }
    return false;
}

static bool find_gather(void *context, const NodeList *body) {
    Search *search = context;
    for (uint32_t i = 0; i < body->count; i++) {
        const Node *value = value_of(body->items[i]);
        if (value != NULL && gather_of(search->edit, value) != NULL &&
            program_is_alone(search->edit, body->items[i])) {
            *search = (Search){search->edit, body, i, 1};
            return true;
        }
    }
    return false;
}

/* --- to gather --- */

static void append_between(const ProgramEdit *edit, const Node *from, const Node *to, Text *out) {
    size_t start = program_start(edit, from);
    text_append(out, edit->source.bytes + start, program_end(edit, to) - start);
}

static void append_indent(Text *out, int32_t column) {
    text_append_repeated(out, ' ', (size_t)column);
}

/* Puts a statement in the place of those of the search. */
static void put(Search *search, const Text *statement) {
    const Node *first = search->body->items[search->first];
    const Node *last = search->body->items[search->first + search->count - 1];
    program_replace(search->edit, program_start(search->edit, first),
                    program_end(search->edit, last), statement);
}

/* a, b = await asyncio.gather(f(1), f(2)), on a line for each call where one is too short. */
static void gather_row(Search *search) {
    ProgramEdit *edit = search->edit;
    const Node *const *row = (const Node *const *)&search->body->items[search->first];
    int32_t column = row[0]->column;
    Text head = {0};
    for (uint32_t i = 0; target_of(row[0]) != NULL && i < search->count; i++) {
        text_printf(&head, "%s%s", target_of(row[i])->as.name,
                    i + 1 < search->count ? ", " : " = ");
    }
    text_append_cstr(&head, "await asyncio.gather(");
    for (int pass = 0; pass < 2; pass++) {
        bool is_long = pass == 1;
        Text statement = {0};
        text_append(&statement, text_cstr(&head), head.length);
        for (uint32_t i = 0; i < search->count; i++) {
            if (is_long) {
                text_append_char(&statement, '\n');
                append_indent(&statement, column + 4);
            } else {
                text_append_cstr(&statement, i > 0 ? ", " : "");
            }
            program_append(edit, value_of(row[i])->as.value, &statement);
            text_append_cstr(&statement, is_long ? "," : "");
        }
        if (is_long) {
            text_append_char(&statement, '\n');
            append_indent(&statement, column);
        }
        text_append_char(&statement, ')');
        bool fits = is_long || statement.length + (size_t)column <= LINE_WIDTH;
        if (fits) {
            put(search, &statement);
            pass = 2;
        }
        text_release(&statement);
    }
    text_release(&head);
}

/* await asyncio.gather(*(f(x) for x in xs)) */
static void gather_loop(Search *search) {
    ProgramEdit *edit = search->edit;
    const Node *statement = search->body->items[search->first];
    Text out = {0};
    if (statement->kind == NODE_FOR) {
        const Node *call = program_awaited_call(value_of(statement->as.for_loop.body->items[0]));
        text_append_cstr(&out, "await asyncio.gather(*(");
        program_append(edit, call, &out);
        text_append_cstr(&out, " for ");
        append_between(edit, statement->as.for_loop.target, statement->as.for_loop.iterable, &out);
        text_append_cstr(&out, "))");
        put(search, &out);
    } else {
        /* `[await ` and `]` around what stays as it is. */
        const Node *list = value_of(statement);
        const Node *call = list->as.comprehension->element->as.value;
        text_append_cstr(&out, "await asyncio.gather(*(");
        program_replace(edit, program_start(edit, list), program_start(edit, call), &out);
        text_clear(&out);
        text_append_cstr(&out, "))");
        program_replace(edit, program_end(edit, list) - 1, program_end(edit, list), &out);
    }
    text_release(&out);
}

/* --- from gather --- */

/* The generator or list that is unpacked into gather, alone: `*(f(x) for x in xs)`. */
static const Node *unpacked(const Node *call) {
    const NodeList *arguments = call->as.call.arguments;
    if (arguments->count != 1 || arguments->items[0]->kind != NODE_STARRED) {
        return NULL;
    }
    const Node *value = arguments->items[0]->as.value;
    bool is_plain = (value->kind == NODE_GENERATOR_EXP || value->kind == NODE_LIST_COMP) &&
                    value->as.comprehension->for_count == 1 &&
                    !value->as.comprehension->fors[0].is_async &&
                    value->as.comprehension->fors[0].conditions->count == 0 &&
                    value->as.comprehension->element->kind == NODE_CALL;
    return is_plain ? value : NULL;
}

/* Are all arguments calls, of which there is one at least? */
static bool are_calls(const Node *call) {
    const NodeList *arguments = call->as.call.arguments;
    for (uint32_t i = 0; i < arguments->count; i++) {
        if (arguments->items[i]->kind != NODE_CALL) {
            return false;
        }
    }
    return arguments->count > 0;
}

static bool can_take_apart(const Node *call, Text *reason) {
    if (call->as.call.keywords->count > 0) {
        text_append_cstr(reason, "this gather has return_exceptions, which only gather has");
        return false;
    }
    if (unpacked(call) == NULL && !are_calls(call)) {
        text_append_cstr(reason,
                         "what is gathered here are not calls: they may have begun already");
        return false;
    }
    return true;
}

static void append_for(const ProgramEdit *edit, const Node *comprehension, Text *out) {
    const ComprehensionFor *loop = &comprehension->as.comprehension->fors[0];
    text_append_cstr(out, " for ");
    append_between(edit, loop->target, loop->iterable, out);
}

/* Each argument by itself, in the way that the target asks for. */
static void one_by_one(Search *search, const Node *call) {
    ProgramEdit *edit = search->edit;
    const Node *statement = search->body->items[search->first];
    const Node *target = target_of(statement);
    const Node *comprehension = unpacked(call);
    const NodeList *arguments = call->as.call.arguments;
    int32_t column = statement->column;
    Text out = {0};
    if (comprehension != NULL && target == NULL) {
        const ComprehensionFor *loop = &comprehension->as.comprehension->fors[0];
        text_append_cstr(&out, "for ");
        append_between(edit, loop->target, loop->iterable, &out);
        text_append_cstr(&out, ":\n");
        append_indent(&out, column + 4);
        text_append_cstr(&out, "await ");
        program_append(edit, comprehension->as.comprehension->element, &out);
    } else if (comprehension != NULL) {
        program_append(edit, target, &out);
        text_append_cstr(&out, " = [await ");
        program_append(edit, comprehension->as.comprehension->element, &out);
        append_for(edit, comprehension, &out);
        text_append_char(&out, ']');
    } else if (target != NULL &&
               !(target->kind == NODE_TUPLE && target->as.items->count == arguments->count)) {
        program_append(edit, target, &out);
        for (uint32_t i = 0; i < arguments->count; i++) {
            text_append_cstr(&out, i == 0 ? " = [await " : ", await ");
            program_append(edit, arguments->items[i], &out);
        }
        text_append_char(&out, ']');
    } else {
        for (uint32_t i = 0; i < arguments->count; i++) {
            if (i > 0) {
                text_append_char(&out, '\n');
                append_indent(&out, column);
            }
            if (target != NULL) {
                program_append(edit, target->as.items->items[i], &out);
                text_append_cstr(&out, " = ");
            }
            text_append_cstr(&out, "await ");
            program_append(edit, arguments->items[i], &out);
        }
    }
    put(search, &out);
    text_release(&out);
}

bool flip_gather(ProgramEdit *edit, int64_t number, Text *reason) {
    (void)number;
    Search search = {.edit = edit};
    if (program_visit_bodies(edit, find_gather, &search)) {
        const Node *call = gather_of(edit, value_of(search.body->items[search.first]));
        if (can_take_apart(call, reason)) {
            one_by_one(&search, call);
            return true;
        }
        return false;
    }
    if (!program_imports(edit, "asyncio")) {
        text_append_cstr(reason, "the program does not import asyncio");
        return false;
    }
    if (program_visit_bodies(edit, find_loop, &search)) {
        gather_loop(&search);
        return true;
    }
    if (program_visit_bodies(edit, find_row, &search)) {
        gather_row(&search);
        return true;
    }
    text_append_cstr(reason, "there are no two awaits in a row, and no gather");
    return false;
}

/* --- TaskGroup --- */

/* `async with asyncio.TaskGroup() as g`, of nothing but calls of g.create_task. */
static bool find_group(void *context, const NodeList *body) {
    Search *search = context;
    for (uint32_t i = 0; i < body->count; i++) {
        const Node *with = body->items[i];
        if (with->kind == NODE_ASYNC_WITH && with->as.with.item_count == 1 &&
            program_is_call(search->edit, with->as.with.items[0].context, "asyncio", "TaskGroup") &&
            with->as.with.items[0].variable != NULL &&
            with->as.with.items[0].variable->kind == NODE_NAME) {
            *search = (Search){search->edit, body, i, 1};
            return true;
        }
    }
    return false;
}

/* What `group.create_task(x)` is given, or NULL. */
static const Node *task_of(const Node *expression, const char *group) {
    if (expression->kind != NODE_CALL || expression->as.call.function->kind != NODE_ATTRIBUTE ||
        expression->as.call.arguments->count != 1 || expression->as.call.keywords->count > 0) {
        return NULL;
    }
    const Node *function = expression->as.call.function;
    bool is_it = function->as.attribute.value->kind == NODE_NAME &&
                 function->as.attribute.value->as.name == group &&
                 strcmp(function->as.attribute.name, "create_task") == 0;
    return is_it ? expression->as.call.arguments->items[0] : NULL;
}

/* The arguments of the gather that does what the group's body does; false: it does more. */
static bool append_arguments(const ProgramEdit *edit, const NodeList *body, const char *group,
                             Text *out) {
    const Node *only = body->items[0];
    if (body->count == 1 && only->kind == NODE_FOR && only->as.for_loop.body->count == 1 &&
        only->as.for_loop.orelse->count == 0 &&
        only->as.for_loop.body->items[0]->kind == NODE_EXPR) {
        const Node *task = task_of(only->as.for_loop.body->items[0]->as.value, group);
        if (task == NULL) {
            return false;
        }
        text_append_cstr(out, "*(");
        program_append(edit, task, out);
        text_append_cstr(out, " for ");
        append_between(edit, only->as.for_loop.target, only->as.for_loop.iterable, out);
        text_append_char(out, ')');
        return true;
    }
    for (uint32_t i = 0; i < body->count; i++) {
        const Node *statement = body->items[i];
        const Node *task =
            statement->kind == NODE_EXPR ? task_of(statement->as.value, group) : NULL;
        if (task == NULL) {
            return false;
        }
        text_append_cstr(out, i > 0 ? ", " : "");
        program_append(edit, task, out);
    }
    return true;
}

static bool group_to_gather(Search *search, Text *reason) {
    const Node *with = search->body->items[search->first];
    const char *group = with->as.with.items[0].variable->as.name;
    Text out = {0};
    text_append_cstr(&out, "await asyncio.gather(");
    bool is_plain = append_arguments(search->edit, with->as.with.body, group, &out);
    if (is_plain) {
        text_append_char(&out, ')');
        put(search, &out);
    } else {
        text_append_cstr(reason, "this TaskGroup does more than start tasks");
    }
    text_release(&out);
    return is_plain;
}

static void append_create(const ProgramEdit *edit, const Node *call, Text *out) {
    text_append_cstr(out, "group.create_task(");
    program_append(edit, call, out);
    text_append_char(out, ')');
}

/* async with asyncio.TaskGroup() as group:
 *     tasks = [group.create_task(f(x)) for x in xs]
 * results = [task.result() for task in tasks] */
static void gather_to_group(Search *search, const Node *call) {
    ProgramEdit *edit = search->edit;
    const Node *statement = search->body->items[search->first];
    const Node *target = target_of(statement);
    const Node *comprehension = unpacked(call);
    const NodeList *arguments = call->as.call.arguments;
    int32_t column = statement->column;
    Text out = {0};
    text_append_cstr(&out, "async with asyncio.TaskGroup() as group:");
    if (target != NULL) {
        text_append_char(&out, '\n');
        append_indent(&out, column + 4);
        text_append_cstr(&out, "tasks = [");
    }
    if (comprehension != NULL && target == NULL) {
        const ComprehensionFor *loop = &comprehension->as.comprehension->fors[0];
        text_append_char(&out, '\n');
        append_indent(&out, column + 4);
        text_append_cstr(&out, "for ");
        append_between(edit, loop->target, loop->iterable, &out);
        text_append_cstr(&out, ":\n");
        append_indent(&out, column + 8);
        append_create(edit, comprehension->as.comprehension->element, &out);
    } else if (comprehension != NULL) {
        append_create(edit, comprehension->as.comprehension->element, &out);
        append_for(edit, comprehension, &out);
    } else {
        for (uint32_t i = 0; i < arguments->count; i++) {
            if (target == NULL) {
                text_append_char(&out, '\n');
                append_indent(&out, column + 4);
            } else {
                text_append_cstr(&out, i > 0 ? ", " : "");
            }
            append_create(edit, arguments->items[i], &out);
        }
    }
    if (target != NULL) {
        text_append_cstr(&out, "]\n");
        append_indent(&out, column);
        program_append(edit, target, &out);
        text_append_cstr(&out, " = [task.result() for task in tasks]");
    }
    put(search, &out);
    text_release(&out);
}

bool flip_taskgroup(ProgramEdit *edit, int64_t number, Text *reason) {
    (void)number;
    Search search = {.edit = edit};
    if (program_visit_bodies(edit, find_group, &search)) {
        return group_to_gather(&search, reason);
    }
    if (!program_visit_bodies(edit, find_gather, &search)) {
        text_append_cstr(reason,
                         "there is no `await asyncio.gather(…)` in a line of its own, and no "
                         "TaskGroup");
        return false;
    }
    const Node *call = gather_of(edit, value_of(search.body->items[search.first]));
    if (!can_take_apart(call, reason)) {
        return false;
    }
    if (program_uses(edit, "group") || program_uses(edit, "tasks")) {
        text_append_cstr(reason, "the names group and tasks are taken");
        return false;
    }
    gather_to_group(&search, call);
    return true;
}
