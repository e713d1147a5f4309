#include "lesson/reader.h"

#include "lesson/markdown.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n';
}

SourceSpan lesson_span(const Lesson *lesson, LessonSlice slice) {
    const Source *source = &lesson->source;
    size_t low = 0;
    size_t high = source->lines.count;
    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        *(source->lines.items[middle] <= slice.offset ? &low : &high) = middle;
    }
    int32_t line = (int32_t)low + 1;
    int32_t column = (int32_t)(slice.offset - source->lines.items[low]);
    size_t length = 0;
    (void)source_line(source, line, &length);
    int32_t left = (int32_t)length > column ? (int32_t)length - column : 1;
    int32_t width = slice.length < (uint32_t)left ? (int32_t)slice.length : left;
    return (SourceSpan){line, column, line, column + (width > 0 ? width : 1)};
}

const char *lesson_bytes(const Lesson *lesson, LessonSlice slice) {
    return lesson->source.bytes + slice.offset;
}

void reader_fail(LessonReader *reader, LessonSlice at, const char *format, ...) {
    char message[DIAGNOSTIC_TEXT_MAX];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    diagnostics_add(reader->diagnostics, lesson_span(reader->lesson, at), "%s", message);
}

const char *reader_bytes(const LessonReader *reader, LessonSlice slice) {
    return reader->lesson->source.bytes + slice.offset;
}

bool reader_is(const LessonReader *reader, LessonSlice slice, const char *text) {
    return slice.length == strlen(text) &&
           memcmp(reader_bytes(reader, slice), text, slice.length) == 0;
}

const char *reader_copy(LessonReader *reader, LessonSlice slice) {
    return arena_copy_string(reader->lesson->arena, reader_bytes(reader, slice), slice.length);
}

void *reader_keep(LessonReader *reader, const void *items, size_t count, size_t size) {
    return arena_copy(reader->lesson->arena, items, count * size);
}

LessonSlice slice_of(size_t offset, size_t end) {
    return (LessonSlice){(uint32_t)offset, (uint32_t)(end > offset ? end - offset : 0)};
}

LessonSlice reader_trim(const LessonReader *reader, LessonSlice slice) {
    const char *bytes = reader_bytes(reader, slice);
    size_t start = 0;
    size_t end = slice.length;
    while (start < end && is_blank(bytes[start])) {
        start++;
    }
    while (end > start && is_blank(bytes[end - 1])) {
        end--;
    }
    return slice_of(slice.offset + start, slice.offset + end);
}

bool reader_take_line(const LessonReader *reader, LessonSlice *rest, LessonSlice *line) {
    if (rest->length == 0) {
        return false;
    }
    const char *bytes = reader_bytes(reader, *rest);
    const char *newline = memchr(bytes, '\n', rest->length);
    size_t length = newline != NULL ? (size_t)(newline - bytes) : rest->length;
    size_t taken = newline != NULL ? length + 1 : length;
    *line = slice_of(rest->offset, rest->offset + length);
    *rest = slice_of(rest->offset + taken, rest->offset + rest->length);
    return true;
}

LessonSlice reader_take_word(const LessonReader *reader, LessonSlice *rest) {
    LessonSlice trimmed = reader_trim(reader, *rest);
    const char *bytes = reader_bytes(reader, trimmed);
    size_t length = 0;
    while (length < trimmed.length && !is_blank(bytes[length])) {
        length++;
    }
    *rest = reader_trim(reader, slice_of(trimmed.offset + length, trimmed.offset + trimmed.length));
    return slice_of(trimmed.offset, trimmed.offset + length);
}

bool reader_take_part(const LessonReader *reader, LessonSlice *rest, char separator,
                      LessonSlice *part) {
    LessonSlice all = reader_trim(reader, *rest);
    if (all.length == 0) {
        return false;
    }
    const char *bytes = reader_bytes(reader, all);
    bool quoted = false;
    int brackets = 0;
    size_t at = 0;
    for (; at < all.length; at++) {
        char c = bytes[at];
        if (quoted && c == '\\') {
            at++;
        } else if (c == '"') {
            quoted = !quoted;
        } else if (!quoted && c == separator && brackets == 0) {
            break;
        } else if (!quoted) {
            brackets += c == '(' ? 1 : c == ')' && brackets > 0 ? -1 : 0;
        }
    }
    at = at < all.length ? at : all.length;
    *part = reader_trim(reader, slice_of(all.offset, all.offset + at));
    *rest = slice_of(all.offset + at + (at < all.length), all.offset + all.length);
    return true;
}

bool reader_count(LessonReader *reader, LessonSlice at, int64_t low, int64_t high, const char *what,
                  int64_t *count) {
    const char *bytes = reader_bytes(reader, at);
    int64_t value = 0;
    bool good = at.length > 0 && at.length <= 15;
    for (size_t i = 0; good && i < at.length; i++) {
        good = bytes[i] >= '0' && bytes[i] <= '9';
        value = value * 10 + (bytes[i] - '0');
    }
    if (!good || value < low || value > high) {
        reader_fail(reader, at, "expected %s from %lld to %lld", what, (long long)low,
                    (long long)high);
        return false;
    }
    *count = value;
    return true;
}

/* Where the colon is that ends a field's key and argument: the first one that is followed by a
 * blank or the line's end. */
static size_t find_colon(const char *bytes, size_t length) {
    for (size_t i = 0; i < length; i++) {
        if (bytes[i] == ':' && (i + 1 == length || bytes[i + 1] == ' ')) {
            return i;
        }
    }
    return length;
}

static bool is_indented(const LessonReader *reader, LessonSlice line) {
    const char *bytes = reader_bytes(reader, line);
    return line.length > 2 && bytes[0] == ' ' && bytes[1] == ' ';
}

/* The lines that belong to a value, or to what is wrong, after its first line. */
static size_t end_of_value(LessonReader *reader, LessonSlice *rest, LessonSlice line) {
    size_t end = line.offset + line.length;
    LessonSlice ahead = *rest;
    while (reader_take_line(reader, &ahead, &line) &&
           (is_indented(reader, line) || reader_trim(reader, line).length == 0)) {
        if (is_indented(reader, line)) {
            end = line.offset + line.length;
        }
        *rest = ahead;
    }
    return end;
}

bool reader_take_field(LessonReader *reader, LessonSlice *rest, LessonField *field) {
    LessonSlice line;
    while (reader_take_line(reader, rest, &line)) {
        if (reader_trim(reader, line).length == 0) {
            continue;
        }
        size_t end = end_of_value(reader, rest, line);
        size_t colon = find_colon(reader_bytes(reader, line), line.length);
        if (colon == line.length || is_indented(reader, line)) {
            reader_fail(reader, reader_trim(reader, line), "expected a line such as `key: value`");
            diagnostics_hint(reader->diagnostics,
                             "a value goes on in lines that are indented by two spaces");
            continue;
        }
        LessonSlice left = slice_of(line.offset, line.offset + colon);
        field->key = reader_take_word(reader, &left);
        field->argument = left;
        field->value = reader_trim(reader, slice_of(line.offset + colon + 1, end));
        if (field->value.length == 0) {
            reader_fail(reader, left.length > 0 ? left : field->key,
                        "nothing stands behind the colon");
            continue;
        }
        return true;
    }
    return false;
}

void reader_fail_unknown_field(LessonReader *reader, const LessonField *field, const char *known) {
    Text key = {0};
    diagnostic_append_visible(&key, reader_bytes(reader, field->key), field->key.length);
    reader_fail(reader, field->key, "'%.60s' is not known here", text_cstr(&key));
    diagnostics_hint(reader->diagnostics, "what may stand here: %s", known);
    text_release(&key);
}

bool reader_is_first(LessonReader *reader, const LessonField *field, bool *seen) {
    if (*seen) {
        reader_fail(reader, field->key, "this stands here for the second time");
        return false;
    }
    *seen = true;
    return true;
}

LessonText reader_markdown(LessonReader *reader, LessonSlice slice) {
    RichText *rich = memory_new_zeroed(1, sizeof *rich);
    ARRAY_PUSH(&reader->lesson->texts, rich);
    markdown_read(&reader->lesson->source, slice.offset, slice.length, rich, reader->diagnostics);
    return (LessonText){rich, slice};
}
