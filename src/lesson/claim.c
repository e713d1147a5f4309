#include "lesson/claim.h"

#include "lesson/reader.h"

#include <string.h>

/* One claim being read: what is left of it. */
typedef struct Parse {
    LessonReader *reader;
    LessonSlice rest;
    bool in_goal;
} Parse;

static const char *here(const Parse *p) {
    return reader_bytes(p->reader, p->rest);
}

static void skip(Parse *p, size_t count) {
    p->rest =
        reader_trim(p->reader, slice_of(p->rest.offset + count, p->rest.offset + p->rest.length));
}

static bool starts_with(const Parse *p, const char *text) {
    size_t length = strlen(text);
    return p->rest.length >= length && memcmp(here(p), text, length) == 0;
}

static bool accept(Parse *p, const char *text) {
    if (!starts_with(p, text)) {
        return false;
    }
    skip(p, strlen(text));
    return true;
}

static bool is_name_byte(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
}

/* A word of letters, digits, _ and -; without what follows being skipped but blanks. */
static LessonSlice take_name(Parse *p) {
    size_t length = 0;
    while (length < p->rest.length && is_name_byte(here(p)[length])) {
        length++;
    }
    LessonSlice name = slice_of(p->rest.offset, p->rest.offset + length);
    p->rest = slice_of(p->rest.offset + length, p->rest.offset + p->rest.length);
    return name;
}

static bool expect(Parse *p, const char *text) {
    if (!accept(p, text)) {
        reader_fail(p->reader, p->rest, "expected '%s'", text);
        return false;
    }
    return true;
}

/* A run by its name, or `start` in a goal. */
static bool take_run(Parse *p, LessonSlice name, size_t *run) {
    if (p->in_goal && reader_is(p->reader, name, "start")) {
        *run = CLAIM_START;
        return true;
    }
    *run = reader_find_run(p->reader, name);
    return *run != LESSON_NONE;
}

/* "text", with the escapes \n \t \" \\ */
static bool parse_text(Parse *p, const char **text) {
    Text bytes = {0};
    const char *start = here(p);
    size_t at = 1;
    while (at < p->rest.length && start[at] != '"') {
        char c = start[at];
        if (c == '\\' && at + 1 < p->rest.length) {
            c = start[++at];
            c = c == 'n' ? '\n' : c == 't' ? '\t' : c;
        }
        text_append_char(&bytes, c);
        at++;
    }
    bool is_closed = at < p->rest.length;
    if (is_closed) {
        *text = arena_copy_string(p->reader->lesson->arena, text_cstr(&bytes), bytes.length);
        skip(p, at + 1);
    } else {
        reader_fail(p->reader, p->rest, "this text is never closed");
    }
    text_release(&bytes);
    return is_closed;
}

/* What stands up to the bracket that closes; its opening one was passed. */
static bool parse_argument(Parse *p, LessonSlice *argument) {
    int depth = 1;
    size_t at = 0;
    for (; at < p->rest.length && depth > 0; at++) {
        depth += here(p)[at] == '(' ? 1 : here(p)[at] == ')' ? -1 : 0;
    }
    if (depth > 0) {
        reader_fail(p->reader, p->rest, "expected ')'");
        return false;
    }
    *argument = reader_trim(p->reader, slice_of(p->rest.offset, p->rest.offset + at - 1));
    skip(p, at);
    if (argument->length == 0) {
        reader_fail(p->reader, p->rest, "expected something between the brackets");
    }
    return argument->length > 0;
}

static const struct {
    const char *name;
    ClaimKey key;
    ClaimType type;
} KEYS[] = {
    {"exit", CLAIM_KEY_EXIT, CLAIM_QUANTITY},   {"error", CLAIM_KEY_ERROR, CLAIM_TEXT},
    {"errors", CLAIM_KEY_ERRORS, CLAIM_TEXT},   {"output", CLAIM_KEY_OUTPUT, CLAIM_TEXT},
    {"turns", CLAIM_KEY_TURNS, CLAIM_QUANTITY}, {"ready_max", CLAIM_KEY_READY_MAX, CLAIM_QUANTITY},
    {"done", CLAIM_KEY_DONE, CLAIM_LIST},       {"started", CLAIM_KEY_STARTED, CLAIM_LIST},
};

/* What stands behind a figure: .line(N), (TASK). */
static bool parse_rest_of_figure(Parse *p, ClaimOperand *operand) {
    ClaimFigure *figure = &operand->figure;
    LessonSlice argument;
    bool is_of_task = figure->key == CLAIM_KEY_DONE || figure->key == CLAIM_KEY_STARTED;
    if (is_of_task && p->rest.length > 0 && *here(p) == '(') {
        skip(p, 1);
        if (!parse_argument(p, &argument)) {
            return false;
        }
        figure->task = reader_copy(p->reader, argument);
        figure->key = figure->key == CLAIM_KEY_DONE ? CLAIM_KEY_DONE_AT : CLAIM_KEY_STARTED_AT;
        operand->type = CLAIM_QUANTITY;
    } else if (figure->key == CLAIM_KEY_OUTPUT && accept(p, ".line(")) {
        figure->key = CLAIM_KEY_LINE;
        return parse_argument(p, &argument) && reader_count(p->reader, argument, 1, INT32_MAX,
                                                            "the number of a line", &figure->line);
    }
    return true;
}

static bool parse_key(Parse *p, ClaimOperand *operand) {
    LessonSlice key = take_name(p);
    const char *bytes = reader_bytes(p->reader, key);
    operand->figure.metric = figure_find(bytes, key.length);
    operand->type = CLAIM_QUANTITY;
    if (operand->figure.metric == FIGURE_SPEEDUP) {
        reader_fail(p->reader, key, "a speedup is of two runs");
        diagnostics_hint(p->reader->diagnostics, "write speedup(A, B): B's makespan / A's");
        return false;
    }
    if (operand->figure.metric != FIGURE_COUNT) {
        operand->figure.key = CLAIM_KEY_METRIC;
        return true;
    }
    for (size_t i = 0; i < sizeof KEYS / sizeof *KEYS; i++) {
        if (reader_is(p->reader, key, KEYS[i].name)) {
            operand->figure.key = KEYS[i].key;
            operand->type = KEYS[i].type;
            return parse_rest_of_figure(p, operand);
        }
    }
    reader_fail(p->reader, key.length > 0 ? key : p->rest, "there is no such figure of a run");
    diagnostics_hint(p->reader->diagnostics,
                     "those of `meanwhile help report`, and exit, error, errors, output, "
                     "output.line(N), turns, ready_max, done(TASK), started(TASK), done, started");
    return false;
}

/* speedup(A, B) */
static bool parse_speedup(Parse *p, ClaimOperand *operand) {
    operand->type = CLAIM_QUANTITY;
    operand->figure.key = CLAIM_KEY_SPEEDUP;
    return take_run(p, take_name(p), &operand->figure.run) && expect(p, ",") &&
           take_run(p, take_name(p), &operand->figure.against) && expect(p, ")");
}

static bool parse_figure(Parse *p, ClaimOperand *operand) {
    operand->is_figure = true;
    if (accept(p, "speedup(")) {
        return parse_speedup(p, operand);
    }
    bool in_order = accept(p, "order(");
    LessonSlice all = p->rest;
    LessonSlice name = take_name(p);
    bool has_run = p->rest.length > 0 && *here(p) == '.';
    if (has_run && p->in_goal && reader_is(p->reader, name, "output")) {
        has_run = false; /* output.line(2), of the changed program */
    }
    if (has_run) {
        skip(p, 1);
        if (!take_run(p, name, &operand->figure.run)) {
            return false;
        }
    } else if (p->in_goal) {
        p->rest = all;
        operand->figure.run = CLAIM_CHANGED;
    } else {
        reader_fail(p->reader, name.length > 0 ? name : all,
                    "expected a figure, as in RUN.makespan, "
                    "a quantity, or a text in quotes");
        return false;
    }
    if (!parse_key(p, operand)) {
        return false;
    }
    if (in_order && operand->type != CLAIM_LIST) {
        reader_fail(p->reader, all, "an order is of RUN.done or RUN.started");
        return false;
    }
    p->rest = reader_trim(p->reader, p->rest);
    return !in_order || expect(p, ")");
}

static bool parse_operand(Parse *p, ClaimOperand *operand) {
    *operand = (ClaimOperand){.figure.run = LESSON_NONE};
    if (p->rest.length == 0) {
        reader_fail(p->reader, p->rest, "expected a value");
        return false;
    }
    if (*here(p) == '"') {
        operand->type = CLAIM_TEXT;
        return parse_text(p, &operand->text);
    }
    size_t taken = quantity_read(&operand->quantity, here(p), p->rest.length);
    if (taken > 0) {
        operand->type = CLAIM_QUANTITY;
        skip(p, taken);
        return true;
    }
    return parse_figure(p, operand);
}

bool claim_parse_names(LessonReader *reader, LessonSlice source, ClaimOperand *operand) {
    const char *names[CLAIM_LIST_MAX];
    *operand = (ClaimOperand){.type = CLAIM_LIST, .figure.run = LESSON_NONE};
    LessonSlice part;
    while (reader_take_part(reader, &source, ',', &part)) {
        if (operand->name_count == CLAIM_LIST_MAX) {
            reader_fail(reader, part, "a list has more than %d names", CLAIM_LIST_MAX);
            return false;
        }
        Parse p = {.reader = reader, .rest = part};
        const char **name = &names[operand->name_count++];
        if (*here(&p) != '"') {
            *name = reader_copy(reader, part);
        } else if (!parse_text(&p, name)) {
            return false;
        }
    }
    operand->names = reader_keep(reader, names, operand->name_count, sizeof *names);
    if (operand->name_count == 0) {
        reader_fail(reader, source, "expected names, separated by commas");
    }
    return operand->name_count > 0;
}

/* A value; of a list only its right side can be written, so `is_list` says what is expected. */
static bool parse_value(Parse *p, bool is_list, ClaimValue *value) {
    *value = (ClaimValue){.source = p->rest};
    if (is_list) {
        value->type = CLAIM_LIST;
        bool good = claim_parse_names(p->reader, p->rest, &value->first);
        p->rest = slice_of(p->rest.offset + p->rest.length, 0);
        return good;
    }
    if (!parse_operand(p, &value->first)) {
        return false;
    }
    value->type = value->first.type;
    if (p->rest.length > 1 && strchr("+-*/", *here(p)) != NULL) {
        value->op = *here(p);
        LessonSlice sign = slice_of(p->rest.offset, p->rest.offset + 1);
        skip(p, 1);
        if (!parse_operand(p, &value->second)) {
            return false;
        }
        if (value->first.type != CLAIM_QUANTITY || value->second.type != CLAIM_QUANTITY) {
            reader_fail(p->reader, sign, "only quantities can be reckoned with");
            return false;
        }
    }
    value->source.length = p->rest.offset - value->source.offset;
    value->source = reader_trim(p->reader, value->source);
    return true;
}

bool claim_parse_value(LessonReader *reader, LessonSlice source, bool in_goal, ClaimValue *value) {
    Parse p = {reader, reader_trim(reader, source), in_goal};
    if (!parse_value(&p, false, value)) {
        return false;
    }
    if (p.rest.length > 0) {
        reader_fail(reader, p.rest, "did not expect more here");
        return false;
    }
    return true;
}

static bool parse_op(Parse *p, ClaimOp *op) {
    static const struct {
        const char *written;
        ClaimOp op;
    } OPS[] = {{"==", CLAIM_EQUAL},         {"!=", CLAIM_NOT_EQUAL},
               {"<=", CLAIM_LESS_OR_EQUAL}, {">=", CLAIM_MORE_OR_EQUAL},
               {"<", CLAIM_LESS},           {">", CLAIM_MORE},
               {"~=", CLAIM_NEAR},          {"contains", CLAIM_CONTAINS}};
    for (size_t i = 0; i < sizeof OPS / sizeof *OPS; i++) {
        if (accept(p, OPS[i].written)) {
            *op = OPS[i].op;
            return true;
        }
    }
    reader_fail(p->reader, p->rest, "expected == != < <= > >= ~= or contains");
    return false;
}

/* Do the sides go together, and with the operator? */
static bool check_types(Parse *p, const Claim *claim) {
    bool is_text = claim->op == CLAIM_CONTAINS;
    bool is_equality = claim->op == CLAIM_EQUAL || claim->op == CLAIM_NOT_EQUAL;
    if (claim->left.type != claim->right.type) {
        reader_fail(p->reader, claim->right.source,
                    "this cannot be compared with what stands at the left");
        return false;
    }
    if ((is_text && claim->left.type != CLAIM_TEXT) ||
        (!is_text && !is_equality && claim->left.type != CLAIM_QUANTITY)) {
        reader_fail(p->reader, claim->source, "this comparison makes no sense for %s",
                    claim->left.type == CLAIM_QUANTITY ? "quantities"
                    : claim->left.type == CLAIM_TEXT   ? "texts"
                                                       : "an order");
        return false;
    }
    return true;
}

enum { NEAR_DEFAULT = 10000 /* 1 % */ };

/* [within 5%] */
static bool parse_within(Parse *p, Claim *claim) {
    claim->within_millionths = NEAR_DEFAULT;
    if (claim->op != CLAIM_NEAR || !accept(p, "within ")) {
        return true;
    }
    Quantity within;
    size_t taken = quantity_read(&within, here(p), p->rest.length);
    if (taken == 0 || !within.is_percent) {
        reader_fail(p->reader, p->rest, "expected a percentage, as in within 5%%");
        return false;
    }
    claim->within_millionths =
        (int64_t)((QuantityWide)within.numerator * 1000000 / within.denominator);
    skip(p, taken);
    return true;
}

bool claim_parse(LessonReader *reader, LessonSlice source, bool in_goal, Claim *claim) {
    Parse p = {reader, reader_trim(reader, source), in_goal};
    *claim = (Claim){.source = p.rest};
    if (!parse_value(&p, false, &claim->left) || !parse_op(&p, &claim->op)) {
        return false;
    }
    bool is_list = claim->left.type == CLAIM_LIST;
    if (!parse_value(&p, is_list, &claim->right) || !parse_within(&p, claim) ||
        !check_types(&p, claim)) {
        return false;
    }
    if (p.rest.length > 0) {
        reader_fail(reader, p.rest, "did not expect more here");
        return false;
    }
    return true;
}
