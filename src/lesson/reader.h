/* What the parts of the loader share: the lesson that is being made, where its text is, and how it
 * is taken apart. All of them work on slices of the text, so that everything has its place.
 *
 *     outline.c     front matter, steps, and where each block begins and ends
 *     read_runs.c   python, world, run and tune: what can be run
 *     read_*.c      the other blocks, which name those
 *
 * A block's inside is fields: `key argument: value`, where the value goes on in following lines
 * that are indented by two spaces or more. */
#ifndef LESSON_READER_H
#define LESSON_READER_H

#include "lesson/lesson.h"

/* A fenced block, a stretch of prose or a heading, as the outline finds it. */
typedef struct LessonPiece {
    LessonItemKind kind; /* of a heading: PROSE */
    bool is_heading;
    LessonSlice whole;
    LessonSlice words;  /* of a block: what stands behind its kind */
    LessonSlice inside; /* of a block: its lines; of a heading: its text */
} LessonPiece;

typedef struct LessonField {
    LessonSlice key, argument, value; /* the argument may be empty */
} LessonField;

typedef struct LessonReader {
    Lesson *lesson;
    Diagnostics *diagnostics;
    ARRAY_OF(LessonPiece) pieces;
    size_t step; /* of the item that is being read, or LESSON_INTRO */
} LessonReader;

/* --- the text --- */

/* Adds what is wrong at a slice; may be followed by diagnostics_hint(). */
void reader_fail(LessonReader *reader, LessonSlice at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

const char *reader_bytes(const LessonReader *reader, LessonSlice slice);
bool reader_is(const LessonReader *reader, LessonSlice slice, const char *text);
const char *reader_copy(LessonReader *reader, LessonSlice slice); /* a string of the arena's */
void *reader_keep(LessonReader *reader, const void *items, size_t count, size_t size);

LessonSlice slice_of(size_t offset, size_t end);
LessonSlice reader_trim(const LessonReader *reader, LessonSlice slice); /* of blanks, line ends */
/* Takes the next line, without its end, off `rest`; false when nothing is left. */
bool reader_take_line(const LessonReader *reader, LessonSlice *rest, LessonSlice *line);
/* Takes the next word off `rest`, which is empty at the end. */
LessonSlice reader_take_word(const LessonReader *reader, LessonSlice *rest);
/* Takes what stands before `separator`, or all of it; both trimmed. False when nothing is left.
 * Separators within double quotes or brackets do not count. */
bool reader_take_part(const LessonReader *reader, LessonSlice *rest, char separator,
                      LessonSlice *part);
/* A whole number in a range; fails with "expected …" otherwise. */
bool reader_count(LessonReader *reader, LessonSlice at, int64_t low, int64_t high, const char *what,
                  int64_t *count);

/* Takes the next field off a block's inside. What is no field is told of and passed over. */
bool reader_take_field(LessonReader *reader, LessonSlice *rest, LessonField *field);
void reader_fail_unknown_field(LessonReader *reader, const LessonField *field,
                               const char *known); /* "question, answer, …" */
/* Refuses a second field of a kind that may stand once; notes that it was there. */
bool reader_is_first(LessonReader *reader, const LessonField *field, bool *seen);

/* Markdown; `what` is for the message when it is empty. */
LessonText reader_markdown(LessonReader *reader, LessonSlice slice);

/* --- the parts --- */

/* Finds the pieces of the lesson and reads its front matter. */
void outline_read(LessonReader *reader);
LessonItemKind outline_kind(const char *word, size_t length); /* LESSON_PROSE: none of ours */

/* Adds the programs and runs of all pieces: first, since other blocks name them. */
void read_runs(LessonReader *reader);
/* A run's number; what is wrong is told of. */
size_t reader_find_run(LessonReader *reader, LessonSlice name);
/* Runs separated by commas. */
bool reader_find_runs(LessonReader *reader, LessonSlice names, const size_t **runs, size_t *count);

/* These return NULL after telling what is wrong. */
const LessonQuestion *read_question(LessonReader *reader, const LessonPiece *piece);
const LessonWatch *read_watch(LessonReader *reader, const LessonPiece *piece);
const LessonGoal *read_goal(LessonReader *reader, const LessonPiece *piece);
const LessonMeasure *read_measure(LessonReader *reader, const LessonPiece *piece);
LessonExpect read_expect(LessonReader *reader, const LessonPiece *piece);

/* The runs that a block means which names none: those that its step shows, or the intro's. */
void reader_default_runs(LessonReader *reader, const size_t **runs, size_t *count);

#endif
