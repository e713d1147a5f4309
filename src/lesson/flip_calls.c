#include "lesson/flips_internal.h"

#include <string.h>

typedef struct Search {
    ProgramEdit *edit;
    ARRAY_OF(const Node *) found;
} Search;

static bool is_async(const Node *function) {
    return function != NULL && function->kind == NODE_ASYNC_FUNCTION_DEF;
}

/* Puts `before` where `from` bytes began, up to where `to` begins. */
static void change(ProgramEdit *edit, size_t from, size_t to, const char *put) {
    Text text = {0};
    text_append_cstr(&text, put);
    program_replace(edit, from, to, &text);
    text_release(&text);
}

/* --- sleep --- */

static void find_blocking_sleeps(void *context, const Node *node, const Node *function) {
    Search *search = context;
    if (is_async(function) && program_is_call(search->edit, node, "time", "sleep")) {
        ARRAY_PUSH(&search->found, node);
    }
}

static void find_sleeps(void *context, const Node *node, const Node *function) {
    (void)function;
    Search *search = context;
    const Node *call = program_awaited_call(node);
    if (call != NULL && program_is_call(search->edit, call, "asyncio", "sleep") &&
        call->as.call.arguments->count + call->as.call.keywords->count == 1) {
        ARRAY_PUSH(&search->found, node);
    }
}

bool flip_sleep(ProgramEdit *edit, int64_t number, Text *reason) {
    (void)number;
    Search search = {.edit = edit};
    program_visit(edit, find_blocking_sleeps, &search);
    bool to_asyncio = search.found.count > 0;
    if (!to_asyncio) {
        program_visit(edit, find_sleeps, &search);
    }
    for (size_t i = 0; i < search.found.count; i++) {
        const Node *node = search.found.items[i];
        const Node *call = to_asyncio ? node : node->as.value;
        change(edit, program_start(edit, node), program_end(edit, call->as.call.function),
               to_asyncio ? "await asyncio.sleep" : "time.sleep");
    }
    bool applies = search.found.count > 0;
    if (applies) {
        program_import(edit, to_asyncio ? "asyncio" : "time");
    } else {
        text_append_cstr(reason, "there is no sleep within an async def");
    }
    ARRAY_RELEASE(&search.found);
    return applies;
}

/* --- create_task --- */

/* A statement of its own: `asyncio.create_task(f())`. */
static void find_dropped_tasks(void *context, const Node *node, const Node *function) {
    Search *search = context;
    if (is_async(function) && node->kind == NODE_EXPR &&
        program_is_call(search->edit, node->as.value, "asyncio", "create_task") &&
        node->as.value->as.call.arguments->count == 1 &&
        node->as.value->as.call.keywords->count == 0) {
        ARRAY_PUSH(&search->found, node);
    }
}

/* A statement of its own: `await f()`, of a function that the program defines. */
static void find_awaited_calls(void *context, const Node *node, const Node *function) {
    Search *search = context;
    const Node *call =
        is_async(function) && node->kind == NODE_EXPR ? program_awaited_call(node->as.value) : NULL;
    if (call != NULL && call->as.call.function->kind == NODE_NAME) {
        const Node *called = program_function(search->edit, call->as.call.function->as.name);
        if (is_async(called)) {
            ARRAY_PUSH(&search->found, node);
        }
    }
}

bool flip_create_task(ProgramEdit *edit, int64_t number, Text *reason) {
    (void)number;
    Search search = {.edit = edit};
    program_visit(edit, find_dropped_tasks, &search);
    bool to_await = search.found.count > 0;
    if (!to_await) {
        program_visit(edit, find_awaited_calls, &search);
    }
    for (size_t i = 0; i < search.found.count; i++) {
        const Node *statement = search.found.items[i];
        const Node *value = statement->as.value;
        const Node *call = to_await ? value->as.call.arguments->items[0] : value->as.value;
        change(edit, program_start(edit, value), program_start(edit, call),
               to_await ? "await " : "asyncio.create_task(");
        change(edit, program_end(edit, call), program_end(edit, value), to_await ? "" : ")");
    }
    bool applies = search.found.count > 0;
    if (applies && !to_await) {
        program_import(edit, "asyncio");
    } else if (!applies) {
        text_append_cstr(reason, "there is no line `await f(…)` of a function of the program");
    }
    ARRAY_RELEASE(&search.found);
    return applies;
}

/* --- to_thread --- */

static void find_thread_calls(void *context, const Node *node, const Node *function) {
    Search *search = context;
    const Node *call = is_async(function) ? program_awaited_call(node) : NULL;
    if (call != NULL && program_is_call(search->edit, call, "asyncio", "to_thread") &&
        call->as.call.arguments->count > 0) {
        ARRAY_PUSH(&search->found, node);
    }
}

enum { CALLS_DEEP_MAX = 5 };
static bool is_blocking(const ProgramEdit *edit, const Node *call, int depth);

typedef struct BlockingSearch {
    const ProgramEdit *edit;
    int depth;
    bool found;
} BlockingSearch;

static void look_for_blocking(void *context, const char *label, Node *node) {
    (void)label;
    BlockingSearch *search = context;
    if (node != NULL && !search->found) {
        search->found =
            node->kind == NODE_CALL && is_blocking(search->edit, node, search->depth + 1);
        tree_each_child(node, look_for_blocking, search);
    }
}

/* A call that keeps its thread: of time.sleep, requests or cpu, or of a function that does. */
static bool is_blocking(const ProgramEdit *edit, const Node *call, int depth) {
    const Node *function = call->as.call.function;
    if (program_is_attribute(edit, function, "time", "sleep") ||
        program_is_attribute(edit, function, "requests", NULL)) {
        return true;
    }
    if (function->kind != NODE_NAME || depth > CALLS_DEEP_MAX) {
        return false;
    }
    const Node *called = program_function(edit, function->as.name);
    if (called == NULL) {
        return strcmp(function->as.name, "cpu") == 0;
    }
    if (called->kind != NODE_FUNCTION_DEF) {
        return false;
    }
    BlockingSearch search = {edit, depth, false};
    for (uint32_t i = 0; i < called->as.function->body->count; i++) {
        look_for_blocking(&search, "", called->as.function->body->items[i]);
    }
    return search.found;
}

static void find_blocking_calls(void *context, const Node *node, const Node *function) {
    Search *search = context;
    if (is_async(function) && node->kind == NODE_CALL && is_blocking(search->edit, node, 0)) {
        size_t last = search->found.count;
        bool is_within = last > 0 && program_start(search->edit, node) <
                                         program_end(search->edit, search->found.items[last - 1]);
        if (!is_within) {
            ARRAY_PUSH(&search->found, node);
        }
    }
}

/* f(1) becomes await asyncio.to_thread(f, 1) */
static void to_thread(ProgramEdit *edit, const Node *call) {
    const Node *function = call->as.call.function;
    bool has_arguments = call->as.call.arguments->count + call->as.call.keywords->count > 0;
    change(edit, program_start(edit, call), program_start(edit, call), "await asyncio.to_thread(");
    /* The bracket that opens the arguments goes; it stands behind the function. */
    size_t at = program_end(edit, function);
    while (edit->source.bytes[at] != '(') {
        at++;
    }
    change(edit, program_end(edit, function), at + 1, has_arguments ? ", " : "");
}

/* await asyncio.to_thread(f, 1) becomes f(1) */
static void from_thread(ProgramEdit *edit, const Node *await) {
    const Node *call = await->as.value;
    const Node *function = call->as.call.arguments->items[0];
    change(edit, program_start(edit, await), program_start(edit, function), "");
    size_t at = program_end(edit, function);
    size_t end = program_end(edit, call) - 1;
    while (at < end && strchr(" ,\n", edit->source.bytes[at]) != NULL) {
        at++;
    }
    change(edit, program_end(edit, function), at, "(");
}

bool flip_to_thread(ProgramEdit *edit, int64_t number, Text *reason) {
    (void)number;
    Search search = {.edit = edit};
    program_visit(edit, find_thread_calls, &search);
    bool is_in_thread = search.found.count > 0;
    if (!is_in_thread) {
        program_visit(edit, find_blocking_calls, &search);
    }
    for (size_t i = 0; i < search.found.count; i++) {
        (is_in_thread ? from_thread : to_thread)(edit, search.found.items[i]);
    }
    bool applies = search.found.count > 0;
    if (applies && !is_in_thread) {
        program_import(edit, "asyncio");
    } else if (!applies) {
        text_append_cstr(reason, "there is no call that blocks within an async def");
    }
    ARRAY_RELEASE(&search.found);
    return applies;
}
