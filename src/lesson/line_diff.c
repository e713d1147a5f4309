#include "lesson/line_diff.h"

#include "base/array.h"

#include <stdint.h>
#include <string.h>

typedef struct Line {
    const char *bytes;
    size_t length;
} Line;

typedef struct Lines {
    ARRAY_OF(Line) list;
} Lines;

static void split(const Text *text, Lines *lines) {
    const char *at = text_cstr(text);
    const char *end = at + text->length;
    while (at < end) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        const char *stop = newline != NULL ? newline : end;
        ARRAY_PUSH(&lines->list, (Line){at, (size_t)(stop - at)});
        at = stop + 1;
    }
}

static bool same(const Line *a, const Line *b) {
    return a->length == b->length && memcmp(a->bytes, b->bytes, a->length) == 0;
}

static void append(Text *out, char sign, const Line *line) {
    text_append_char(out, sign);
    text_append_char(out, ' ');
    text_append(out, line->bytes, line->length);
    text_append_char(out, '\n');
}

/* The longest common subsequence, by the table of its lengths from each pair of places on. What is
 * taken away stands before what is put there. */
static size_t compare(const Line *a, size_t a_count, const Line *b, size_t b_count, Text *out) {
    size_t width = b_count + 1;
    uint16_t *table = memory_new_zeroed((a_count + 1) * width, sizeof *table);
    for (size_t i = a_count; i-- > 0;) {
        for (size_t j = b_count; j-- > 0;) {
            uint16_t down = table[(i + 1) * width + j];
            uint16_t right = table[i * width + j + 1];
            table[i * width + j] = same(&a[i], &b[j])
                                       ? (uint16_t)(table[(i + 1) * width + j + 1] + 1)
                                   : down > right ? down
                                                  : right;
        }
    }
    size_t i = 0;
    size_t j = 0;
    size_t changed = 0;
    while (i < a_count || j < b_count) {
        if (i < a_count && j < b_count && same(&a[i], &b[j])) {
            i++;
            j++;
        } else if (i < a_count &&
                   (j == b_count || table[(i + 1) * width + j] >= table[i * width + j + 1])) {
            append(out, '-', &a[i++]);
            changed++;
        } else {
            append(out, '+', &b[j++]);
            changed++;
        }
    }
    memory_free(table);
    return changed;
}

size_t line_diff(const Text *before, const Text *after, Text *out) {
    Lines a = {0};
    Lines b = {0};
    split(before, &a);
    split(after, &b);
    const Line *first = a.list.items;
    const Line *second = b.list.items;
    size_t a_count = a.list.count;
    size_t b_count = b.list.count;
    while (a_count > 0 && b_count > 0 && same(first, second)) {
        first++, second++, a_count--, b_count--;
    }
    while (a_count > 0 && b_count > 0 && same(&first[a_count - 1], &second[b_count - 1])) {
        a_count--, b_count--;
    }
    size_t changed = a_count + b_count;
    if (a_count <= LINE_DIFF_MAX && b_count <= LINE_DIFF_MAX) {
        changed = compare(first, a_count, second, b_count, out);
    } else {
        for (size_t i = 0; i < a_count; i++) {
            append(out, '-', &first[i]);
        }
        for (size_t i = 0; i < b_count; i++) {
            append(out, '+', &second[i]);
        }
    }
    ARRAY_RELEASE(&a.list);
    ARRAY_RELEASE(&b.list);
    return changed;
}
