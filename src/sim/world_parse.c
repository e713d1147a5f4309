#include "sim/cursor.h"
#include "sim/world_host.h"
#include "sim/world_load.h"
#include "sim/world_machine.h"

#include <string.h>

/* A number of a slider: 3, 0.25, or for a latency a duration. */
static double tune_number(Cursor *cursor, Word word, bool latency, bool *whole) {
    if (latency) {
        return (double)cursor_duration_of(cursor, word);
    }
    bool minus = word.length > 0 && word.bytes[0] == '-';
    Word digits = cursor_between(cursor, word.offset + minus, word.offset + word.length);
    *whole = *whole && (digits.length == 0 || memchr(digits.bytes, '.', digits.length) == NULL);
    double number = cursor_number_of(cursor, digits, "a number");
    return minus ? -number : number;
}

/* Where ".." stands in a word, or its length. */
static size_t find_range(Word word) {
    for (size_t i = 0; i + 1 < word.length; i++) {
        if (word.bytes[i] == '.' && word.bytes[i + 1] == '.') {
            return i;
        }
    }
    return word.length;
}

static bool is_identifier(Word word) {
    for (size_t i = 0; i < word.length; i++) {
        unsigned char c = (unsigned char)word.bytes[i];
        if (!(c == '_' || c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
              (i > 0 && cursor_is_digit((char)c)))) {
            return false;
        }
    }
    return word.length > 0;
}

static void parse_tune(Cursor *cursor) {
    WorldTune tune = {.whole = true};
    Word name = cursor_need(cursor, "the name of a constant");
    Word range = cursor_need(cursor, "a range such as 1..500");
    if (!cursor->failed && cursor_word_is(name, "latency") && find_range(range) == range.length) {
        tune.latency = true;
        tune.whole = false;
        name = range;
        range = cursor_need(cursor, "a range such as 10ms..2s");
    }
    if (!cursor->failed && !tune.latency && !is_identifier(name)) {
        cursor_fail(cursor, name, NULL, "'%s' is no name of a constant", cursor_show(name).text);
    }
    size_t dots = find_range(range);
    if (!cursor->failed && dots == range.length) {
        cursor_fail(cursor, range, "for example 1..500", "'%s' is not a range",
                    cursor_show(range).text);
    }
    if (cursor->failed) {
        return;
    }
    Word low = cursor_between(cursor, range.offset, range.offset + dots);
    Word high = cursor_between(cursor, range.offset + dots + 2, range.offset + range.length);
    tune.low = tune_number(cursor, low, tune.latency, &tune.whole);
    tune.high = tune_number(cursor, high, tune.latency, &tune.whole);
    if (!cursor_at_end(cursor)) {
        Word step = cursor_take(cursor);
        tune.step = tune_number(cursor, step, tune.latency, &tune.whole);
        if (!(tune.step > 0)) {
            cursor_fail(cursor, step, NULL, "a slider's step must be larger than 0");
        }
    }
    if (!cursor_at_end(cursor)) {
        Word rest = cursor_take(cursor);
        cursor_fail(cursor, rest, NULL, "nothing should follow here");
    }
    if (!cursor->failed && tune.low > tune.high) {
        cursor_fail(cursor, range, "write the smaller end first", "this range is empty");
    }
    for (size_t i = 0; i < cursor->world->tunes.count && !cursor->failed; i++) {
        const WorldTune *other = &cursor->world->tunes.items[i];
        if (other->latency == tune.latency && cursor_word_is(name, other->name)) {
            return; /* an earlier place has said it, or this one: the first wins */
        }
    }
    if (!cursor->failed) {
        tune.name = cursor_copy(name);
        ARRAY_PUSH(&cursor->world->tunes, tune);
    }
}

static void parse_seed(Cursor *cursor) {
    Word word = cursor_need(cursor, "a number");
    uint64_t seed = 0;
    bool wrong = false;
    for (size_t i = 0; i < word.length; i++) {
        wrong = wrong || !cursor_is_digit(word.bytes[i]) ||
                __builtin_mul_overflow(seed, (uint64_t)10, &seed) ||
                __builtin_add_overflow(seed, (uint64_t)(word.bytes[i] - '0'), &seed);
    }
    if (wrong) {
        cursor_fail(cursor, word, NULL, "a seed is a whole number below 2 to the power of 64");
    }
    if (!cursor->failed && cursor->layer->seed_set) {
        cursor_fail(cursor, word, NULL, "the seed is given twice");
    }
    if (!cursor->failed) {
        cursor->layer->seed = seed;
        cursor->layer->seed_set = true;
    }
}

static void parse_scale(Cursor *cursor) {
    static const double SCALE_MAX = 1000;
    Word word = cursor_need(cursor, "a factor");
    double factor = cursor->failed ? 1 : cursor_number_of(cursor, word, "a factor");
    int64_t scale = factor <= SCALE_MAX ? (int64_t)(factor * WORLD_SCALE_UNIT + 0.5) : 0;
    if (!cursor->failed && scale <= 0) {
        cursor_fail(cursor, word, NULL, "a scale is a number from 0.000001 to 1000");
    }
    if (!cursor->failed && cursor->layer->scale > 0) {
        cursor_fail(cursor, word, NULL, "the scale is given twice");
    }
    if (!cursor->failed) {
        cursor->layer->scale = scale;
    }
}

static void parse_line(Cursor *cursor) {
    static const char *const names[] = {"host", "machine",  "tune",  "seed",
                                        "load", "arrivals", "scale", NULL};
    if (cursor_at_end(cursor)) {
        return;
    }
    const char *zero = memchr(cursor->line + cursor->at, '\0', cursor->length - cursor->at);
    if (zero != NULL) {
        size_t offset = (size_t)(zero - cursor->line);
        cursor_fail(cursor, cursor_between(cursor, offset, offset + 1), NULL,
                    "a NUL byte stands here");
        return;
    }
    Word keyword = cursor_take(cursor);
    if (cursor_word_is(keyword, "host")) {
        world_host_parse(cursor);
    } else if (cursor_word_is(keyword, "machine")) {
        world_machine_parse(cursor);
    } else if (cursor_word_is(keyword, "tune")) {
        parse_tune(cursor);
    } else if (cursor_word_is(keyword, "seed") || cursor_word_is(keyword, "scale")) {
        cursor_word_is(keyword, "seed") ? parse_seed(cursor) : parse_scale(cursor);
        if (!cursor->failed && !cursor_at_end(cursor)) {
            cursor_fail(cursor, cursor_take(cursor), NULL, "nothing should follow here");
        }
    } else if (cursor_word_is(keyword, "load") || cursor_word_is(keyword, "arrivals")) {
        world_load_parse(cursor, keyword);
    } else {
        cursor_fail_unknown(cursor, keyword, "a line of a world", names);
    }
}

/* --- texts of lines --- */

/* Where a line's comment begins: a # at the start or after a blank, outside quotes. */
static size_t without_comment(const char *line, size_t length) {
    char quote = '\0';
    for (size_t i = 0; i < length; i++) {
        if (quote != '\0') {
            quote = line[i] == quote ? '\0' : quote;
        } else if (line[i] == '"' || line[i] == '\'') {
            quote = line[i];
        } else if (line[i] == '#' && (i == 0 || cursor_is_blank(line[i - 1]))) {
            return i;
        }
    }
    return length;
}

static size_t trim_end(const char *line, size_t length) {
    while (length > 0 && (cursor_is_blank(line[length - 1]) || line[length - 1] == '\r')) {
        length--;
    }
    return length;
}

void world_add_lines(World *world, WorldPlace place, const char *file, int first_line,
                     const char *folder, const char *bytes, size_t length) {
    Cursor cursor = {.world = world,
                     .layer = &world->layers[place],
                     .file = file,
                     .folder = folder,
                     .line_number = first_line};
    const char *end = bytes + length;
    if (length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
        bytes += 3;
    }
    for (const char *line = bytes; line < end; cursor.line_number++) {
        const char *stop = memchr(line, '\n', (size_t)(end - line));
        stop = stop == NULL ? end : stop;
        cursor.line = line;
        cursor.full_length = trim_end(line, (size_t)(stop - line));
        cursor.length = trim_end(line, without_comment(line, cursor.full_length));
        cursor.at = 0;
        cursor.failed = false;
        if (cursor.line_number - first_line >= WORLD_LINES_MAX) {
            cursor_fail(&cursor, cursor_between(&cursor, 0, 0), NULL,
                        "a world has at most %d lines", WORLD_LINES_MAX);
            return;
        }
        parse_line(&cursor);
        line = stop < end ? stop + 1 : end;
    }
}

/* A comment counts when it begins "# meanwhile:"; `at` is where its # stands. */
static void parse_comment(Cursor *cursor, size_t at) {
    static const char marker[] = "meanwhile:";
    cursor->at = at + 1;
    cursor_skip_blanks(cursor);
    size_t rest = cursor->length - cursor->at;
    if (rest >= sizeof marker - 1 &&
        memcmp(cursor->line + cursor->at, marker, sizeof marker - 1) == 0) {
        cursor->at += sizeof marker - 1;
        cursor->failed = false;
        parse_line(cursor);
    }
}

/* Walks through Python text, a line at a time, knowing just enough of it (strings) to tell a
 * comment from a # inside a string. */
void world_add_program(World *world, const char *file, const char *folder, const char *bytes,
                       size_t length) {
    Cursor cursor = {.world = world,
                     .layer = &world->layers[WORLD_PROGRAM],
                     .file = file,
                     .folder = folder,
                     .line_number = 1};
    const char *end = bytes + length;
    char quote = '\0';   /* of the string we are in */
    bool triple = false; /* whether that string goes on over lines */
    for (const char *line = bytes; line < end; cursor.line_number++) {
        const char *stop = memchr(line, '\n', (size_t)(end - line));
        stop = stop == NULL ? end : stop;
        bool continued = false;
        for (const char *c = line; c < stop; c++) {
            if (quote == '\0' && *c == '#') {
                cursor.line = line;
                cursor.full_length = trim_end(line, (size_t)(stop - line));
                cursor.length = cursor.full_length;
                parse_comment(&cursor, (size_t)(c - line));
                break;
            }
            if (quote != '\0' && *c == '\\') {
                continued = c + 1 == stop || (c + 2 == stop && c[1] == '\r');
                c++;
            } else if (*c == '"' || *c == '\'') {
                bool three = stop - c >= 3 && c[1] == *c && c[2] == *c;
                if (quote == '\0') {
                    quote = *c;
                    triple = three;
                    c += three ? 2 : 0;
                } else if (quote == *c && (!triple || three)) {
                    c += triple ? 2 : 0;
                    quote = '\0';
                }
            }
        }
        if (!triple && !continued) {
            quote = '\0';
        }
        line = stop < end ? stop + 1 : end;
    }
}
