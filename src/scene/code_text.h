/* A program's text for the eye: cut into lines once, and each line into pieces of one colour when
 * it is drawn. This is no parser: it knows strings, comments, numbers and the words of Python, and
 * is right about text that is no program, too. */
#ifndef SCENE_CODE_TEXT_H
#define SCENE_CODE_TEXT_H

#include "base/array.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CODE_TAB_COLUMNS = 8 };

typedef enum CodeKind {
    CODE_PLAIN,
    CODE_KEYWORD,
    CODE_STRING,
    CODE_NUMBER,
    CODE_COMMENT,
} CodeKind;

typedef struct CodeLine {
    uint32_t begin, length; /* in the source, without the newline */
    char within; /* the quote of a triple-quoted string that goes on here; 0: none does */
} CodeLine;

typedef struct CodeText {
    const char *source; /* not owned */
    ARRAY_OF(CodeLine) lines;
    int columns; /* of the longest line */
} CodeText;

/* The source must live as long; NULL is an empty one. */
void code_text_init(CodeText *text, const char *source);
void code_text_release(CodeText *text);

/* How many lines there are to show; lines count from 1. */
int code_text_line_count(const CodeText *text);

/* Reads a line's pieces from left to right. */
typedef struct CodeReader {
    const char *line;
    size_t length, at;
    char within; /* as in CodeLine, at the present place; at the end: what the next line has */
} CodeReader;

typedef struct CodePiece {
    CodeKind kind;
    const char *bytes; /* within the source */
    size_t length;     /* at least 1 */
} CodePiece;

CodeReader code_text_read(const CodeText *text, int line);
bool code_reader_next(CodeReader *reader, CodePiece *piece); /* false: the line is at its end */

#endif
