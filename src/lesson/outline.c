#include "lesson/reader.h"

#include <stdlib.h>
#include <string.h>

/* Languages of fenced code that is shown and no more. Anything else is a mistake: perhaps a block
 * of ours, misspelled. */
static const char *const ILLUSTRATIONS[] = {"text", "console",    "sh",   "bash", "json",
                                            "js",   "javascript", "go",   "c",    "toml",
                                            "yaml", "http",       "diff", "html", NULL};

static const struct {
    const char *word;
    LessonItemKind kind;
} KINDS[] = {{"python", LESSON_PROGRAM},  {"world", LESSON_WORLD},     {"run", LESSON_RUN},
             {"predict", LESSON_PREDICT}, {"observe", LESSON_OBSERVE}, {"watch", LESSON_WATCH},
             {"tune", LESSON_TUNE},       {"goal", LESSON_GOAL},       {"measure", LESSON_MEASURE},
             {"expect", LESSON_EXPECT}};

LessonItemKind outline_kind(const char *word, size_t length) {
    for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++) {
        if (strlen(KINDS[i].word) == length && memcmp(KINDS[i].word, word, length) == 0) {
            return KINDS[i].kind;
        }
    }
    return LESSON_PROSE;
}

const char *lesson_item_name(LessonItemKind kind) {
    for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++) {
        if (KINDS[i].kind == kind) {
            return KINDS[i].word;
        }
    }
    return "text";
}

/* --- front matter ---
 *
 *     ---
 *     title: "gather: the longest, not the sum"
 *     level: beginner
 *     minutes: 10
 *     concepts: gather, makespan
 *     ---
 */

enum { MINUTES_MAX = 600, CONCEPTS_MAX = 20 };

const char *lesson_level_name(LessonLevel level) {
    static const char *const NAMES[] = {"beginner", "intermediate", "advanced"};
    return NAMES[level];
}

/* Front matter is YAML to a code host: a text in double quotes may hold colons, without it may not.
 */
static const char *read_title(LessonReader *reader, LessonSlice value) {
    const char *bytes = reader_bytes(reader, value);
    bool is_quoted = value.length >= 2 && bytes[0] == '"' && bytes[value.length - 1] == '"';
    LessonSlice inside =
        is_quoted ? slice_of(value.offset + 1, value.offset + value.length - 1) : value;
    bytes = reader_bytes(reader, inside);
    if (memchr(bytes, '"', inside.length) != NULL || memchr(bytes, '\\', inside.length) != NULL) {
        reader_fail(reader, value, "a title has neither double quotes nor backslashes in it");
    } else if (!is_quoted && memchr(bytes, ':', inside.length) != NULL) {
        reader_fail(reader, value, "a title with a colon stands in double quotes");
        diagnostics_hint(reader->diagnostics, "title: \"gather: the longest, not the sum\"");
    }
    return reader_copy(reader, inside);
}

static void read_level(LessonReader *reader, LessonSlice value) {
    for (int level = 0; level < LESSON_LEVEL_COUNT; level++) {
        if (reader_is(reader, value, lesson_level_name((LessonLevel)level))) {
            reader->lesson->level = (LessonLevel)level;
            return;
        }
    }
    reader_fail(reader, value, "a lesson's level is beginner, intermediate or advanced");
}

static void read_concepts(LessonReader *reader, LessonSlice rest) {
    const char *concepts[CONCEPTS_MAX];
    size_t count = 0;
    LessonSlice part;
    while (reader_take_part(reader, &rest, ',', &part)) {
        if (count == CONCEPTS_MAX) {
            reader_fail(reader, part, "a lesson has more than %d concepts", CONCEPTS_MAX);
            break;
        }
        concepts[count++] = reader_copy(reader, part);
    }
    reader->lesson->concepts = reader_keep(reader, concepts, count, sizeof *concepts);
    reader->lesson->concept_count = count;
}

static void read_fact(LessonReader *reader, const LessonField *field, bool seen[4]) {
    static const char *const KEYS[] = {"title", "level", "minutes", "concepts"};
    int which = 0;
    while (which < 4 && !reader_is(reader, field->key, KEYS[which])) {
        which++;
    }
    if (which == 4 || field->argument.length > 0) {
        reader_fail_unknown_field(reader, field, "title, level, minutes, concepts");
        return;
    }
    if (!reader_is_first(reader, field, &seen[which])) {
        return;
    }
    switch (which) {
    case 0:
        reader->lesson->title = read_title(reader, field->value);
        break;
    case 1:
        read_level(reader, field->value);
        break;
    case 2:
        (void)reader_count(reader, field->value, 1, MINUTES_MAX, "minutes",
                           &reader->lesson->minutes);
        break;
    default:
        read_concepts(reader, field->value);
    }
}

/* Takes the front matter off the lesson's text. */
static void read_front_matter(LessonReader *reader, LessonSlice *rest) {
    LessonSlice start = slice_of(0, rest->length < 3 ? rest->length : 3);
    LessonSlice line;
    LessonSlice ahead = *rest;
    if (!reader_take_line(reader, &ahead, &line) || !reader_is(reader, line, "---")) {
        reader_fail(reader, start, "a lesson begins with its front matter");
        diagnostics_hint(
            reader->diagnostics,
            "---, then lines `title: …`, `level: …`, `minutes: …`, `concepts: …`, ---");
        return;
    }
    size_t inside = ahead.offset;
    while (reader_take_line(reader, &ahead, &line)) {
        if (reader_is(reader, line, "---")) {
            LessonSlice fields = slice_of(inside, line.offset);
            bool seen[4] = {false};
            LessonField field;
            while (reader_take_field(reader, &fields, &field)) {
                read_fact(reader, &field, seen);
            }
            if (!(seen[0] && seen[1] && seen[2] && seen[3])) {
                reader_fail(reader, line, "the front matter lacks %s",
                            !seen[0]   ? "a title"
                            : !seen[1] ? "a level"
                            : !seen[2] ? "minutes"
                                       : "concepts");
            }
            *rest = ahead;
            return;
        }
    }
    reader_fail(reader, start, "the front matter is never closed");
    diagnostics_hint(reader->diagnostics, "a line with nothing but --- ends it");
    *rest = ahead;
}

/* --- blocks --- */

/* How many backquotes or tildes a line begins with that opens or closes a fenced block; else 0. */
static size_t fence_of(const LessonReader *reader, LessonSlice line, char *mark) {
    const char *bytes = reader_bytes(reader, line);
    if (line.length < 3 || (bytes[0] != '`' && bytes[0] != '~')) {
        return 0;
    }
    size_t count = 1;
    while (count < line.length && bytes[count] == bytes[0]) {
        count++;
    }
    *mark = bytes[0];
    /* `` `x` `` in a line of its own is no fence. */
    bool is_code = *mark == '`' && memchr(bytes + count, '`', line.length - count) != NULL;
    return count >= 3 && !is_code ? count : 0;
}

static void check_illustration(LessonReader *reader, LessonSlice word) {
    for (size_t i = 0; ILLUSTRATIONS[i] != NULL; i++) {
        if (reader_is(reader, word, ILLUSTRATIONS[i])) {
            return;
        }
    }
    if (word.length > 0) {
        reader_fail(reader, word, "there is no block of this kind");
        diagnostics_hint(
            reader->diagnostics,
            "python, world, run, predict, observe, watch, tune, goal, measure, expect; "
            "or text, console, json … for what is only shown");
    }
}

/* Does a fence in a block show that the block was not closed? A program may have one in a
 * docstring, and what is only shown, too. */
static bool is_stray(LessonReader *reader, LessonSlice line, size_t fence, LessonItemKind kind) {
    LessonSlice words = slice_of(line.offset + fence, line.offset + line.length);
    LessonSlice word = reader_take_word(reader, &words);
    bool is_ours = outline_kind(reader_bytes(reader, word), word.length) != LESSON_PROSE;
    return kind != LESSON_PROSE && (kind != LESSON_PROGRAM || is_ours);
}

/* Reads the fenced block whose first line was taken off `rest`. True: it is a piece of its own;
 * false: it is shown, as a part of the prose. */
static bool take_block(LessonReader *reader, LessonSlice first, size_t fence, char mark,
                       LessonSlice *rest, LessonPiece *piece) {
    LessonSlice words = slice_of(first.offset + fence, first.offset + first.length);
    LessonSlice kind = reader_take_word(reader, &words);
    size_t inside = rest->offset;
    size_t end = inside + rest->length;
    bool is_closed = false;
    piece->kind = outline_kind(reader_bytes(reader, kind), kind.length);
    LessonSlice line, ahead = *rest;
    while (!is_closed && reader_take_line(reader, &ahead, &line)) {
        char closing = 0;
        size_t count = fence_of(reader, line, &closing);
        bool is_fence = count >= fence && closing == mark;
        is_closed = is_fence && reader_trim(reader, line).length == count;
        if (is_fence && !is_closed && is_stray(reader, line, count, piece->kind)) {
            reader_fail(reader, line, "a block begins, and the one before it was not closed");
            diagnostics_hint(reader->diagnostics, "``` in a line of its own closes it");
            is_closed = true; /* where this one begins, which is read next */
            end = line.offset;
            break;
        }
        end = is_closed ? line.offset : line.offset + line.length;
        *rest = ahead;
    }
    if (!is_closed) {
        reader_fail(reader, first, "this block is never closed");
    }
    piece->whole = slice_of(first.offset, rest->offset);
    piece->words = words;
    piece->inside = slice_of(inside, end);
    if (piece->kind == LESSON_PROSE) {
        check_illustration(reader, kind);
    }
    return piece->kind != LESSON_PROSE && !(piece->kind == LESSON_PROGRAM && words.length == 0);
}

static void add_prose(LessonReader *reader, size_t from, size_t to) {
    LessonSlice prose = slice_of(from, to);
    if (reader_trim(reader, prose).length > 0) {
        ARRAY_PUSH(&reader->pieces, (LessonPiece){.kind = LESSON_PROSE, .whole = prose});
    }
}

/* `# A`, `## A`: how many signs; 0 for a line that is no heading of these. */
static size_t heading_of(const LessonReader *reader, LessonSlice line) {
    const char *bytes = reader_bytes(reader, line);
    size_t count = 0;
    while (count < line.length && bytes[count] == '#') {
        count++;
    }
    bool is_heading = count == line.length || bytes[count] == ' ';
    return is_heading && count <= 2 ? count : 0;
}

void outline_read(LessonReader *reader) {
    LessonSlice rest = slice_of(0, reader->lesson->source.length);
    read_front_matter(reader, &rest);
    size_t prose = rest.offset;
    LessonSlice line;
    while (reader_take_line(reader, &rest, &line)) {
        char mark = 0;
        size_t fence = fence_of(reader, line, &mark);
        size_t heading = heading_of(reader, line);
        LessonPiece piece = {0};
        if (fence > 0) {
            if (!take_block(reader, line, fence, mark, &rest, &piece)) {
                continue;
            }
        } else if (heading == 2) {
            piece.is_heading = true;
            piece.whole = line;
            piece.inside =
                reader_trim(reader, slice_of(line.offset + 2, line.offset + line.length));
            if (piece.inside.length == 0) {
                reader_fail(reader, line, "a step needs a heading");
            }
        } else {
            if (heading == 1) {
                reader_fail(reader, line, "a lesson's title stands in its front matter");
                diagnostics_hint(reader->diagnostics, "`## …` begins a step, `### …` is within it");
            }
            continue;
        }
        add_prose(reader, prose, line.offset);
        ARRAY_PUSH(&reader->pieces, piece);
        prose = rest.offset;
    }
    add_prose(reader, prose, rest.offset);
}
