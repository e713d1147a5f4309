#include "lesson/program_edit.h"

#include "base/check.h"
#include "base/memory.h"
#include "lang/parser.h"

#include <stdlib.h>
#include <string.h>

bool program_edit_init(ProgramEdit *edit, const char *program, size_t length) {
    *edit = (ProgramEdit){0};
    Diagnostics diagnostics;
    diagnostics_init(&diagnostics);
    bool is_program = source_init(&edit->source, "program", program, length, &diagnostics);
    if (is_program) {
        edit->tree = parser_parse(&edit->source, &diagnostics);
        is_program = diagnostics.total == 0;
    }
    diagnostics_release(&diagnostics);
    return is_program;
}

void program_edit_release(ProgramEdit *edit) {
    for (size_t i = 0; i < edit->changes.count; i++) {
        memory_free(edit->changes.items[i].put);
    }
    ARRAY_RELEASE(&edit->changes);
    tree_free(edit->tree);
    source_release(&edit->source);
}

static int by_place(const void *a, const void *b) {
    const ProgramChange *left = a;
    const ProgramChange *right = b;
    return left->from != right->from ? (left->from < right->from ? -1 : 1)
                                     : (left->to > right->to) - (left->to < right->to);
}

bool program_edit_apply(const ProgramEdit *edit, Text *changed) {
    size_t count = edit->changes.count;
    ProgramChange *sorted = memory_new_zeroed(count + 1, sizeof *sorted);
    memcpy(sorted, edit->changes.items, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, by_place);
    size_t at = 0;
    bool is_good = true;
    text_clear(changed);
    for (size_t i = 0; i < count && is_good; i++) {
        is_good = sorted[i].from >= at && sorted[i].to >= sorted[i].from;
        if (is_good) {
            text_append(changed, edit->source.bytes + at, sorted[i].from - at);
            text_append_cstr(changed, sorted[i].put);
            at = sorted[i].to;
        }
    }
    memory_free(sorted);
    if (is_good) {
        text_append(changed, edit->source.bytes + at, edit->source.length - at);
        ProgramEdit result;
        is_good = program_edit_init(&result, text_cstr(changed), changed->length);
        program_edit_release(&result);
    }
    return is_good;
}

/* --- places --- */

size_t program_offset(const ProgramEdit *edit, int32_t line, int32_t column) {
    CHECK(line >= 1 && (size_t)line <= edit->source.lines.count);
    return edit->source.lines.items[line - 1] + (size_t)column;
}

size_t program_start(const ProgramEdit *edit, const Node *node) {
    return program_offset(edit, node->line, node->column);
}

size_t program_end(const ProgramEdit *edit, const Node *node) {
    return program_offset(edit, node->end_line, node->end_column);
}

size_t program_line_start(const ProgramEdit *edit, const Node *node) {
    return program_offset(edit, node->line, 0);
}

size_t program_next_line(const ProgramEdit *edit, const Node *node) {
    size_t at = program_end(edit, node);
    while (at < edit->source.length && edit->source.bytes[at] != '\n') {
        at++;
    }
    return at < edit->source.length ? at + 1 : at;
}

void program_append(const ProgramEdit *edit, const Node *node, Text *out) {
    size_t from = program_start(edit, node);
    text_append(out, edit->source.bytes + from, program_end(edit, node) - from);
}

bool program_is_alone(const ProgramEdit *edit, const Node *statement) {
    const char *bytes = edit->source.bytes;
    for (size_t at = program_line_start(edit, statement); at < program_start(edit, statement);
         at++) {
        if (bytes[at] != ' ' && bytes[at] != '\t') {
            return false;
        }
    }
    for (size_t at = program_end(edit, statement); at < edit->source.length; at++) {
        if (bytes[at] == '\n' || bytes[at] == '#') {
            break;
        }
        if (bytes[at] != ' ' && bytes[at] != '\t') {
            return false;
        }
    }
    return true;
}

typedef struct LongString {
    int32_t first, last;
    bool found;
} LongString;

static void look_for_long_string(void *context, const Node *node, const Node *function) {
    (void)function;
    LongString *search = context;
    bool is_string = node->kind == NODE_JOINED_STR ||
                     (node->kind == NODE_CONSTANT && (node->as.constant.kind == LITERAL_STR ||
                                                      node->as.constant.kind == LITERAL_BYTES));
    search->found = search->found || (is_string && node->end_line > node->line &&
                                      node->line >= search->first && node->line <= search->last);
}

bool program_has_long_string(const ProgramEdit *edit, const Node *first, const Node *last) {
    LongString search = {first->line, last->end_line, false};
    program_visit(edit, look_for_long_string, &search);
    return search.found;
}

/* --- changes --- */

void program_replace(ProgramEdit *edit, size_t from, size_t to, const Text *put) {
    ARRAY_PUSH(&edit->changes, (ProgramChange){from, to, memory_copy_string(text_cstr(put))});
}

static bool imports(const Node *statement, const char *module) {
    if (statement->kind != NODE_IMPORT) {
        return false;
    }
    for (uint32_t i = 0; i < statement->as.items->count; i++) {
        const Node *alias = statement->as.items->items[i];
        if (strcmp(alias->as.alias.name, module) == 0 && alias->as.alias.as == NULL) {
            return true;
        }
    }
    return false;
}

bool program_imports(const ProgramEdit *edit, const char *module) {
    for (uint32_t i = 0; i < edit->tree->body->count; i++) {
        if (imports(edit->tree->body->items[i], module)) {
            return true;
        }
    }
    return false;
}

/* Imports stand in the order of the alphabet, those of the program as well as ours. */
static bool comes_before(const Node *statement, const char *module) {
    return statement->kind == NODE_IMPORT &&
           strcmp(statement->as.items->items[0]->as.alias.name, module) < 0;
}

void program_import(ProgramEdit *edit, const char *module) {
    if (program_imports(edit, module)) {
        return;
    }
    const NodeList *body = edit->tree->body;
    const Node *after = NULL;
    const Node *before = NULL;
    for (uint32_t i = 0; i < body->count; i++) {
        const Node *statement = body->items[i];
        bool is_import = statement->kind == NODE_IMPORT || statement->kind == NODE_IMPORT_FROM;
        bool is_docstring = i == 0 && tree_docstring(body) != NULL;
        bool is_future = statement->kind == NODE_IMPORT_FROM &&
                         statement->as.import_from.module != NULL &&
                         strcmp(statement->as.import_from.module, "__future__") == 0;
        if (is_docstring || is_future || comes_before(statement, module)) {
            after = statement;
            before = NULL;
        } else if (is_import && before == NULL) {
            before = statement;
        }
    }
    Text line = {0};
    text_printf(&line, "import %s\n", module);
    size_t at = after != NULL     ? program_next_line(edit, after)
                : before != NULL  ? program_line_start(edit, before)
                : body->count > 0 ? program_line_start(edit, body->items[0])
                                  : 0;
    program_replace(edit, at, at, &line);
    text_release(&line);
}

/* --- questions --- */

typedef struct NameSearch {
    const char *name;
    bool found;
} NameSearch;

static void look_for_name(void *context, const Node *node, const Node *function) {
    (void)function;
    NameSearch *search = context;
    const char *name = node->kind == NODE_NAME        ? node->as.name
                       : node->kind == NODE_PARAMETER ? node->as.parameter.name
                       : node->kind == NODE_FUNCTION_DEF || node->kind == NODE_ASYNC_FUNCTION_DEF
                           ? node->as.function->name
                       : node->kind == NODE_CLASS_DEF ? node->as.class_def->name
                                                      : NULL;
    search->found = search->found || (name != NULL && strcmp(name, search->name) == 0);
}

bool program_uses(const ProgramEdit *edit, const char *name) {
    NameSearch search = {name, false};
    program_visit(edit, look_for_name, &search);
    return search.found;
}

const Node *program_function(const ProgramEdit *edit, const char *name) {
    for (uint32_t i = 0; i < edit->tree->body->count; i++) {
        const Node *statement = edit->tree->body->items[i];
        bool is_function =
            statement->kind == NODE_FUNCTION_DEF || statement->kind == NODE_ASYNC_FUNCTION_DEF;
        if (is_function && strcmp(statement->as.function->name, name) == 0) {
            return statement;
        }
    }
    return NULL;
}

bool program_is_attribute(const ProgramEdit *edit, const Node *node, const char *module,
                          const char *name) {
    return node->kind == NODE_ATTRIBUTE && node->as.attribute.value->kind == NODE_NAME &&
           strcmp(node->as.attribute.value->as.name, module) == 0 &&
           (name == NULL || strcmp(node->as.attribute.name, name) == 0) &&
           program_imports(edit, module);
}

bool program_is_call(const ProgramEdit *edit, const Node *node, const char *module,
                     const char *name) {
    return node->kind == NODE_CALL &&
           program_is_attribute(edit, node->as.call.function, module, name);
}

const Node *program_awaited_call(const Node *node) {
    bool is_it = node->kind == NODE_AWAIT && node->as.value->kind == NODE_CALL;
    return is_it ? node->as.value : NULL;
}

/* --- walks --- */

typedef struct Visit {
    ProgramVisitor *visit;
    void *context;
    const Node *function;
} Visit;

static void visit_node(void *context, const char *label, Node *node) {
    (void)label;
    if (node == NULL) {
        return;
    }
    const Visit *visit = context;
    visit->visit(visit->context, node, visit->function);
    bool is_function = node->kind == NODE_FUNCTION_DEF || node->kind == NODE_ASYNC_FUNCTION_DEF ||
                       node->kind == NODE_LAMBDA;
    Visit inner = {visit->visit, visit->context, is_function ? node : visit->function};
    tree_each_child(node, visit_node, &inner);
}

void program_visit(const ProgramEdit *edit, ProgramVisitor *visit, void *context) {
    Visit start = {visit, context, NULL};
    for (uint32_t i = 0; i < edit->tree->body->count; i++) {
        visit_node(&start, "", edit->tree->body->items[i]);
    }
}

typedef struct BodyVisit {
    ProgramBodyVisitor *visit;
    void *context;
} BodyVisit;

static bool visit_body(const BodyVisit *visit, const NodeList *body, bool in_async);

static bool visit_statement(const BodyVisit *visit, const Node *node, bool in_async) {
    switch (node->kind) {
    case NODE_FUNCTION_DEF:
        return visit_body(visit, node->as.function->body, false);
    case NODE_ASYNC_FUNCTION_DEF:
        return visit_body(visit, node->as.function->body, true);
    case NODE_CLASS_DEF:
        return visit_body(visit, node->as.class_def->body, false);
    case NODE_FOR:
    case NODE_ASYNC_FOR:
        return visit_body(visit, node->as.for_loop.body, in_async) ||
               visit_body(visit, node->as.for_loop.orelse, in_async);
    case NODE_WHILE:
    case NODE_IF:
        return visit_body(visit, node->as.test.body, in_async) ||
               visit_body(visit, node->as.test.orelse, in_async);
    case NODE_WITH:
    case NODE_ASYNC_WITH:
        return visit_body(visit, node->as.with.body, in_async);
    case NODE_MATCH:
        for (uint32_t i = 0; i < node->as.match.cases->count; i++) {
            if (visit_body(visit, node->as.match.cases->items[i]->as.match_case.body, in_async)) {
                return true;
            }
        }
        return false;
    case NODE_TRY:
    case NODE_TRY_STAR:
        for (uint32_t i = 0; i < node->as.try_block.handlers->count; i++) {
            if (visit_body(visit, node->as.try_block.handlers->items[i]->as.handler.body,
                           in_async)) {
                return true;
            }
        }
        return visit_body(visit, node->as.try_block.body, in_async) ||
               visit_body(visit, node->as.try_block.orelse, in_async) ||
               visit_body(visit, node->as.try_block.finalbody, in_async);
    default:
        return false;
    }
}

static bool visit_body(const BodyVisit *visit, const NodeList *body, bool in_async) {
    if (in_async && body->count > 0 && visit->visit(visit->context, body)) {
        return true;
    }
    for (uint32_t i = 0; i < body->count; i++) {
        if (visit_statement(visit, body->items[i], in_async)) {
            return true;
        }
    }
    return false;
}

bool program_visit_bodies(const ProgramEdit *edit, ProgramBodyVisitor *visit, void *context) {
    BodyVisit start = {visit, context};
    return visit_body(&start, edit->tree->body, false);
}
