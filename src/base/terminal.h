/* What the terminal behind a file descriptor can show. */
#ifndef BASE_TERMINAL_H
#define BASE_TERMINAL_H

#include <stdbool.h>

typedef enum TerminalColor {
    TERMINAL_COLOR_NONE,
    TERMINAL_COLOR_256,
    TERMINAL_COLOR_TRUE, /* 24 bits */
} TerminalColor;

typedef enum TerminalColorWish {
    TERMINAL_COLOR_AUTO,
    TERMINAL_COLOR_ALWAYS,
    TERMINAL_COLOR_NEVER,
} TerminalColorWish;

enum { TERMINAL_WIDTH_DEFAULT = 80, TERMINAL_WIDTH_MIN = 40, TERMINAL_WIDTH_MAX = 400 };

/* Columns of the terminal at fd, else of COLUMNS, else 80; within the limits above. */
int terminal_width(int fd);
bool terminal_is_tty(int fd);

/* AUTO: in colour if fd is a terminal, TERM is not "dumb" and NO_COLOR is unset or empty. Whether
 * that is 24-bit or 256 colours is told by COLORTERM. */
TerminalColor terminal_color(int fd, TerminalColorWish wish);

/* Whether the user's locale (LC_ALL, LC_CTYPE, LANG) is UTF-8. Where it says nothing at all, or
 * "C", as in containers, a terminal of today shows UTF-8 all the same: that counts as yes. */
bool terminal_is_unicode(void);

#endif
