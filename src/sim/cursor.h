/* A line of a world, read word by word. After the first error nothing more is said about a line:
 * cursor_fail() notes one, and then only `failed` is to be looked at. A Word points into the line.
 */
#ifndef SIM_CURSOR_H
#define SIM_CURSOR_H

#include "sim/world.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Where a line stands, and how far it has been read. */
typedef struct Cursor {
    World *world;
    WorldLayer *layer;
    const char *file;
    const char *folder; /* NULL: files may lie anywhere */
    int line_number;
    const char *line; /* the whole source line */
    size_t length;    /* where the world line in it ends */
    size_t full_length;
    size_t at;
    bool failed;
} Cursor;

/* A stretch of the line. */
typedef struct Word {
    const char *bytes;
    size_t length;
    size_t offset;
} Word;

/* A word as a message may show it: cut, and without bytes that a terminal would obey. */
typedef struct Shown {
    char text[64];
} Shown;

/* Notes what is wrong with a word; the hint, what to write instead, may be NULL. */
void cursor_fail(Cursor *cursor, Word where, const char *hint, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* Fails with the list of what could stand here, or the one name that was probably meant. `names`
 * ends with NULL. */
void cursor_fail_unknown(Cursor *cursor, Word word, const char *what, const char *const *names);
/* Fails when an option was given before. */
void cursor_refuse_twice(Cursor *cursor, Word option, bool given);
Shown cursor_show(Word word);

bool cursor_is_blank(char c);
bool cursor_is_digit(char c);
bool cursor_word_is(Word word, const char *text);
char *cursor_copy(Word word); /* as a string of the caller's */

void cursor_skip_blanks(Cursor *cursor);
bool cursor_at_end(Cursor *cursor); /* but for blanks */
Word cursor_between(const Cursor *cursor, size_t from, size_t to);
/* The next word, up to a blank; empty at the end of the line. */
Word cursor_take(Cursor *cursor);
Word cursor_peek(Cursor *cursor);
/* These fail where there is none; `what` completes "expected". */
Word cursor_need(Cursor *cursor, const char *what);
int64_t cursor_need_count(Cursor *cursor, const char *what, int64_t low, int64_t high);
int64_t cursor_need_duration(Cursor *cursor, const char *what);
/* The value of a word that was taken. */
int64_t cursor_duration_of(Cursor *cursor, Word word);
double cursor_number_of(Cursor *cursor, Word word, const char *what);

#endif
