/* The report of an uncaught exception, as CPython 3.11 prints it: chains, notes, groups, and ^^^^
 * marks under the part of the line that raised. Frames of the embedded library are left out: the
 * report is about the program. */
#include "vm/frame.h"

#include "vm/container.h"
#include "vm/protocol.h"
#include "vm/str.h"
#include "vm/suggestion.h"

#include <string.h>

enum { REPEATS_SHOWN = 3, GROUP_WIDTH_MAX = 15, GROUP_DEPTH_MAX = 10, CHAIN_LENGTH_MAX = 500 };

typedef struct Report {
    Vm *vm;
    Text *out;
    Text margin; /* what stands before each line inside groups */
    int depth;   /* of groups */
    bool need_close;
    int chain_length; /* exceptions that are being reported just now; older ones are left out */
    bool suggests;    /* names that exist, for those that do not */
} Report;

static void line_begin(Report *report) {
    text_append(report->out, text_cstr(&report->margin), report->margin.length);
}

/* ---- the source line and its marks ---- */

typedef struct Line {
    const char *bytes;
    size_t length;
} Line;

static Line source_line(const Unit *unit, int32_t number) {
    const char *start = unit->text;
    const char *end = unit->text + unit->text_length;
    for (int32_t i = 1; i < number && start < end; i++) {
        const char *newline = memchr(start, '\n', (size_t)(end - start));
        start = newline != NULL ? newline + 1 : end;
    }
    const char *newline = memchr(start, '\n', (size_t)(end - start));
    size_t length = (size_t)((newline != NULL ? newline : end) - start);
    if (length > 0 && start[length - 1] == '\r') {
        length--;
    }
    return (Line){start, length};
}

static bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\f';
}

static size_t count_characters(const char *bytes, size_t length) {
    size_t count = 0;
    for (size_t i = 0; i < length; i++) {
        count += ((unsigned char)bytes[i] & 0xC0) != 0x80;
    }
    return count;
}

/* Where in text[0, length) the operator of the outermost binary operation stands: the loosest one,
 * the last of its kind (the first for **). False when the expression is no binary operation. */
static bool find_operator(const char *text, size_t length, size_t *start, size_t *size) {
    int depth = 0;
    int best = 99;
    bool operand = false; /* the last token was an operand, so an operator may follow */
    for (size_t i = 0; i < length; i++) {
        char c = text[i];
        if (c == '\'' || c == '"') {
            for (i++; i < length && text[i] != c; i++) {
                i += text[i] == '\\';
            }
            operand = true;
        } else if (strchr("([{", c) != NULL) {
            depth++;
            operand = false;
        } else if (strchr(")]}", c) != NULL) {
            depth--;
            operand = true;
        } else if (depth > 0 || is_space(c)) {
            continue;
        } else if (operand && strchr("+-*/%@<>&|^", c) != NULL) {
            size_t width = 1;
            bool doubled = i + 1 < length && text[i + 1] == c && strchr("*/<>", c) != NULL;
            width += doubled;
            int rank = c == '|'               ? 1
                       : c == '^'             ? 2
                       : c == '&'             ? 3
                       : c == '<' || c == '>' ? 4
                       : c == '+' || c == '-' ? 5
                       : c == '*' && doubled  ? 7
                                              : 6;
            if ((c == '<' || c == '>') && !doubled) {
                return false; /* a comparison */
            }
            if (rank < best || (rank == best && rank != 7)) {
                best = rank;
                *start = i;
                *size = width;
            }
            i += width - 1;
            operand = false;
        } else if (strchr("=!,:~", c) != NULL) {
            if (c != '~') {
                return false;
            }
            operand = false;
        } else if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
                   (unsigned char)c >= 0x80) {
            size_t from = i;
            while (i + 1 < length && (strchr("_.", text[i + 1]) != NULL ||
                                      (text[i + 1] >= '0' && text[i + 1] <= '9') ||
                                      (text[i + 1] >= 'a' && text[i + 1] <= 'z') ||
                                      (text[i + 1] >= 'A' && text[i + 1] <= 'Z') ||
                                      (unsigned char)text[i + 1] >= 0x80)) {
                i++;
            }
            static const char *const words[] = {"and", "or",   "not",    "in",   "is",
                                                "if",  "else", "lambda", "await"};
            for (size_t w = 0; w < sizeof words / sizeof words[0]; w++) {
                if (strlen(words[w]) == i - from + 1 &&
                    memcmp(text + from, words[w], i - from + 1) == 0) {
                    return false;
                }
            }
            operand = true;
        } else {
            operand = true;
        }
    }
    return best != 99;
}

/* The start of the outermost subscript's bracket when text is `value[…]`. */
static bool find_subscript(const char *text, size_t length, size_t *bracket) {
    if (length == 0 || text[length - 1] != ']') {
        return false;
    }
    int depth = 0;
    for (size_t i = length; i-- > 0;) {
        if (strchr(")]}", text[i]) != NULL) {
            depth++;
        } else if (strchr("([{", text[i]) != NULL && --depth == 0) {
            *bracket = i;
            return text[i] == '[' && i > 0;
        }
    }
    return false;
}

static void append_marks(Report *report, const Traceback *entry, Line line, size_t indent) {
    const Code *code = entry->code->code;
    Position position = code->positions[entry->instruction];
    size_t end_of_text = line.length;
    while (end_of_text > indent && is_space(line.bytes[end_of_text - 1])) {
        end_of_text--;
    }
    if (position.line <= 0 || position.column < 0 || position.end_column < 0 ||
        (size_t)position.column < indent || (size_t)position.column > line.length) {
        return;
    }
    size_t start = (size_t)position.column;
    size_t end = position.end_line == position.line ? (size_t)position.end_column : end_of_text;
    if (end > line.length || end < start) {
        return;
    }
    const char *segment = line.bytes + start;
    size_t length = end - start;
    size_t left = length; /* [left, right) gets ^, the rest ~ */
    size_t right = length;
    bool anchored = false;
    if (position.end_line == position.line) {
        size_t operator_start;
        size_t operator_size;
        uint16_t op = code->instructions[entry->instruction].op;
        if ((op == OP_LOAD_SUBSCRIPT || op == OP_STORE_SUBSCRIPT || op == OP_DELETE_SUBSCRIPT) &&
            find_subscript(segment, length, &operator_start)) {
            left = operator_start;
            anchored = true;
        } else if (((op >= OP_ADD && op <= OP_BIT_XOR) || op == OP_ADD_INT ||
                    op == OP_SUBTRACT_INT) &&
                   find_operator(segment, length, &operator_start, &operator_size)) {
            left = operator_start;
            right = operator_start + operator_size;
            anchored = true;
        }
    }
    if (!anchored && count_characters(segment, length) ==
                         count_characters(line.bytes + indent, end_of_text - indent)) {
        return; /* the whole line: marks would say nothing */
    }
    line_begin(report);
    text_append_cstr(report->out, "    ");
    text_append_repeated(report->out, ' ', count_characters(line.bytes + indent, start - indent));
    for (size_t i = 0; i < length; i++) {
        if (((unsigned char)segment[i] & 0xC0) != 0x80) {
            bool primary = !anchored || (i >= left && i < right);
            text_append_char(report->out, primary ? '^' : '~');
        }
    }
    text_append_char(report->out, '\n');
}

/* ---- the list of calls ---- */

static int32_t entry_line(const Traceback *entry) {
    return entry->code->code->positions[entry->instruction].line;
}

static void append_entry(Report *report, const Traceback *entry) {
    const Code *code = entry->code->code;
    line_begin(report);
    text_printf(report->out, "  File \"%s\", line %d, in %s\n", code->unit->file_name,
                entry_line(entry), code->name);
    Line line = source_line(code->unit, entry_line(entry));
    size_t indent = 0;
    while (indent < line.length && is_space(line.bytes[indent])) {
        indent++;
    }
    size_t length = line.length;
    while (length > indent && is_space(line.bytes[length - 1])) {
        length--;
    }
    if (length == indent) {
        return;
    }
    line_begin(report);
    text_append_cstr(report->out, "    ");
    text_append(report->out, line.bytes + indent, length - indent);
    text_append_char(report->out, '\n');
    append_marks(report, entry, line, indent);
}

static void append_repeats(Report *report, int64_t repeats) {
    repeats -= REPEATS_SHOWN;
    if (repeats > 0) {
        line_begin(report);
        text_printf(report->out, "  [Previous line repeated %lld more time%s]\n",
                    (long long)repeats, repeats == 1 ? "" : "s");
    }
}

static void append_calls(Report *report, Value traceback) {
    const Traceback *last = NULL;
    int64_t repeats = 0;
    while (value_is_obj(traceback)) {
        const Traceback *entry = (const Traceback *)value_obj(traceback);
        traceback = entry->next;
        if (entry->code->module->is_library) {
            continue;
        }
        bool same =
            last != NULL && last->code == entry->code && entry_line(last) == entry_line(entry);
        if (!same) {
            append_repeats(report, repeats);
            repeats = 0;
        }
        last = entry;
        if (++repeats <= REPEATS_SHOWN) {
            append_entry(report, entry);
        }
    }
    append_repeats(report, repeats);
}

static bool has_calls(Value traceback) {
    while (value_is_obj(traceback)) {
        const Traceback *entry = (const Traceback *)value_obj(traceback);
        if (!entry->code->module->is_library) {
            return true;
        }
        traceback = entry->next;
    }
    return false;
}

/* ---- the exception itself ---- */

/* Appends lines of `text`, each behind the margin. */
static void append_lines(Report *report, const char *text) {
    for (;;) {
        const char *newline = strchr(text, '\n');
        line_begin(report);
        text_append(report->out, text, newline != NULL ? (size_t)(newline - text) : strlen(text));
        text_append_char(report->out, '\n');
        if (newline == NULL) {
            return;
        }
        text = newline + 1;
    }
}

static void append_exception_only(Report *report, Value exception) {
    Vm *vm = report->vm;
    Exception *error = (Exception *)value_obj(exception);
    Type *type = error->obj.type;
    Text line = {0};
    if (!str_equal_cstr(type->module, "builtins") && !str_equal_cstr(type->module, "__main__")) {
        str_append_utf8(type->module, &line);
        text_append_char(&line, '.');
    }
    str_append_utf8(type->qualified_name, &line);
    Value text = value_str(vm, exception);
    if (value_is_null(text)) {
        vm_clear_raised(vm);
        text_append_cstr(&line, ": <exception str() failed>");
    } else if (str_length(text) > 0) {
        text_append_cstr(&line, ": ");
        str_append_utf8(text, &line);
    }
    value_release(vm, text);
    if (report->suggests) {
        suggestion_append(vm, exception, &line);
    }
    append_lines(report, text_cstr(&line));
    text_release(&line);
    if (value_is_list(error->notes)) {
        for (uint32_t i = 0; i < value_list(error->notes)->count; i++) {
            Value note = value_str(vm, value_list(error->notes)->items[i]);
            if (value_is_null(note)) {
                vm_clear_raised(vm);
                continue;
            }
            append_lines(report, str_utf8(vm, note));
            value_release(vm, note);
        }
    }
}

static void append_chain(Report *report, Value exception, Value seen);

static void append_group(Report *report, Value exception, Value seen) {
    Exception *error = (Exception *)value_obj(exception);
    Tuple *members = value_tuple(value_tuple(error->extra)->items[1]);
    if (report->depth > GROUP_DEPTH_MAX) {
        line_begin(report);
        text_printf(report->out, "... (max_group_depth is %d)\n", GROUP_DEPTH_MAX);
        return;
    }
    size_t outer = report->margin.length;
    bool is_outermost = report->depth == 0;
    if (is_outermost) {
        report->depth = 1;
        text_append_cstr(report->out, "  + Exception Group Traceback (most recent call last):\n");
        text_append_cstr(&report->margin, "  | ");
    } else if (has_calls(error->traceback)) {
        line_begin(report);
        text_append_cstr(report->out, "Exception Group Traceback (most recent call last):\n");
    }
    append_calls(report, error->traceback);
    append_exception_only(report, exception);
    uint32_t shown = members->count <= GROUP_WIDTH_MAX ? members->count : GROUP_WIDTH_MAX + 1;
    report->need_close = false;
    for (uint32_t i = 0; i < shown; i++) {
        bool is_last = i == shown - 1;
        if (is_last) {
            report->need_close = true;
        }
        /* "+-+------- 1 -------": the first one hangs from the group's own bar. */
        text_append_repeated(report->out, ' ', 2 * (size_t)report->depth);
        text_append_cstr(report->out, i == 0 ? "+-" : "  ");
        if (i < GROUP_WIDTH_MAX) {
            text_printf(report->out, "+---------------- %u ----------------\n", i + 1);
        } else {
            text_append_cstr(report->out, "+---------------- ... ----------------\n");
        }
        report->depth++;
        report->margin.length = 0;
        text_append_repeated(&report->margin, ' ', 2 * (size_t)report->depth);
        text_append_cstr(&report->margin, "| ");
        if (i < GROUP_WIDTH_MAX) {
            append_chain(report, members->items[i], seen);
        } else {
            line_begin(report);
            text_printf(report->out, "and %u more exception%s\n", members->count - GROUP_WIDTH_MAX,
                        members->count - GROUP_WIDTH_MAX == 1 ? "" : "s");
        }
        if (is_last && report->need_close) {
            text_append_repeated(report->out, ' ', 2 * (size_t)report->depth);
            text_append_cstr(report->out, "+------------------------------------\n");
            report->need_close = false;
        }
        report->depth--;
        report->margin.length = 0;
        text_append_repeated(&report->margin, ' ', 2 * (size_t)report->depth);
        text_append_cstr(&report->margin, "| ");
    }
    if (is_outermost) {
        report->depth = 0;
    }
    report->margin.length = outer;
    if (report->margin.bytes != NULL) {
        report->margin.bytes[outer] = '\0';
    }
}

static bool already_seen(Value seen, Value exception) {
    for (uint32_t i = 0; i < value_list(seen)->count; i++) {
        if (value_same(value_list(seen)->items[i], exception)) {
            return true;
        }
    }
    return false;
}

static void append_chain(Report *report, Value exception, Value seen) {
    Vm *vm = report->vm;
    Exception *error = (Exception *)value_obj(exception);
    list_append(vm, seen, exception);
    const char *joint = NULL;
    report->chain_length++;
    if (report->chain_length > CHAIN_LENGTH_MAX) {
        /* A longer chain would be a report that nobody reads, and no stack holds. */
    } else if (value_is_obj(error->cause) && !already_seen(seen, error->cause)) {
        append_chain(report, error->cause, seen);
        joint = "The above exception was the direct cause of the following exception:";
    } else if (value_is_obj(error->context) && !error->suppress_context &&
               value_is_null(error->cause) && !already_seen(seen, error->context)) {
        append_chain(report, error->context, seen);
        joint = "During handling of the above exception, another exception occurred:";
    }
    report->chain_length--;
    if (joint != NULL) {
        append_lines(report, "");
        append_lines(report, joint);
        append_lines(report, "");
    }
    if (error->obj.type->mro_count > 0 &&
        type_is_subtype(error->obj.type, vm->exceptions[EXC_BASE_EXCEPTION_GROUP])) {
        append_group(report, exception, seen);
        return;
    }
    if (has_calls(error->traceback)) {
        append_lines(report, "Traceback (most recent call last):");
        append_calls(report, error->traceback);
    }
    append_exception_only(report, exception);
}

static void format(Vm *vm, Value exception, bool suggests, Text *out) {
    Report report = {.vm = vm, .out = out, .suggests = suggests};
    Value seen = list_new(vm, 0);
    append_chain(&report, exception, seen);
    value_release(vm, seen);
    text_release(&report.margin);
}

void traceback_format(Vm *vm, Value exception, Text *out) {
    format(vm, exception, false, out);
}

void traceback_format_uncaught(Vm *vm, Value exception, Text *out) {
    format(vm, exception, true, out);
}

/* ---- what goes to stderr by itself ---- */

static void write_error(Vm *vm, Text *text) {
    vm_print(vm, 2, text);
    text_release(text);
}

void vm_write_unraisable(Vm *vm, Value where) {
    Value exception = vm_take_raised(vm);
    Value repr = value_repr(vm, where);
    Text text = {0};
    text_append_cstr(&text, "Exception ignored in: ");
    if (value_is_null(repr)) {
        vm_clear_raised(vm);
        text_append_cstr(&text, "<object repr() failed>");
    } else {
        str_append_utf8(repr, &text);
    }
    value_release(vm, repr);
    text_append_char(&text, '\n');
    traceback_format_uncaught(vm, exception, &text);
    value_release(vm, exception);
    write_error(vm, &text);
}

/* As Python's filter "default": each text once for each line. */
static bool is_news(Vm *vm, const char *category, const char *message, int32_t line) {
    Text key = {0};
    text_printf(&key, "%s:%d:%s", category, (int)line, message);
    Value name = str_intern(vm, str_from_text(vm, &key));
    if (vm->warnings == NULL) {
        vm->warnings = value_dict(dict_new(vm));
    }
    bool news = value_is_null(dict_get_name(vm->warnings, name));
    if (news) {
        dict_set_name(vm, vm->warnings, name, VALUE_TRUE);
    }
    value_release(vm, name);
    return news;
}

bool vm_warn(Vm *vm, const char *category, const char *message) {
    const Frame *frame = vm->thread->frame;
    while (frame != NULL && frame->code->module->is_library) {
        frame = frame->caller;
    }
    int32_t line = 1;
    if (frame != NULL) {
        const Code *code = frame->code->code;
        line = code->positions[frame->pc - code->instructions].line;
    }
    if (!is_news(vm, category, message, line)) {
        return false;
    }
    Text text = {0};
    if (frame != NULL) {
        const Code *code = frame->code->code;
        text_printf(&text, "%s:%d: %s: %s\n", code->unit->file_name, line, category, message);
        Line source = source_line(code->unit, line);
        size_t indent = 0;
        while (indent < source.length && is_space(source.bytes[indent])) {
            indent++;
        }
        if (indent < source.length) {
            text_append_cstr(&text, "  ");
            text_append(&text, source.bytes + indent, source.length - indent);
            text_append_char(&text, '\n');
        }
    } else {
        text_printf(&text, "sys:1: %s: %s\n", category, message);
    }
    write_error(vm, &text);
    return true;
}

void vm_warn_never_awaited(Vm *vm, Value qualified_name) {
    Text message = {0};
    text_append_cstr(&message, "coroutine '");
    str_append_utf8(qualified_name, &message);
    text_append_cstr(&message, "' was never awaited");
    bool shown = vm_warn(vm, "RuntimeWarning", text_cstr(&message));
    text_release(&message);
    if (!shown) {
        return;
    }
    Text hint = {0};
    text_append_cstr(&hint,
                     "RuntimeWarning: Enable tracemalloc to get the object allocation traceback\n");
    write_error(vm, &hint);
}
