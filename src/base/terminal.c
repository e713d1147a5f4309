#include "base/terminal.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <unistd.h>

static bool is_set(const char *variable) {
    const char *value = getenv(variable);
    return value != NULL && value[0] != '\0';
}

static int within_limits(long columns) {
    if (columns < TERMINAL_WIDTH_MIN) {
        return TERMINAL_WIDTH_MIN;
    }
    return columns > TERMINAL_WIDTH_MAX ? TERMINAL_WIDTH_MAX : (int)columns;
}

int terminal_width(int fd) {
    struct winsize size;
    if (isatty(fd) && ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
        return within_limits(size.ws_col);
    }
    if (is_set("COLUMNS")) {
        long columns = strtol(getenv("COLUMNS"), NULL, 10);
        if (columns > 0) {
            return within_limits(columns);
        }
    }
    return TERMINAL_WIDTH_DEFAULT;
}

bool terminal_is_tty(int fd) {
    return isatty(fd) != 0;
}

TerminalColor terminal_color(int fd, TerminalColorWish wish) {
    const char *term = getenv("TERM");
    bool is_dumb = term == NULL || strcmp(term, "dumb") == 0;
    if (wish == TERMINAL_COLOR_NEVER ||
        (wish == TERMINAL_COLOR_AUTO && (!isatty(fd) || is_dumb || is_set("NO_COLOR")))) {
        return TERMINAL_COLOR_NONE;
    }
    const char *depth = getenv("COLORTERM");
    bool is_true =
        depth != NULL && (strcmp(depth, "truecolor") == 0 || strcmp(depth, "24bit") == 0);
    return is_true ? TERMINAL_COLOR_TRUE : TERMINAL_COLOR_256;
}

bool terminal_is_unicode(void) {
    static const char *const VARIABLES[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    for (size_t i = 0; i < sizeof VARIABLES / sizeof *VARIABLES; i++) {
        if (is_set(VARIABLES[i])) {
            const char *value = getenv(VARIABLES[i]);
            const char *charset = strchr(value, '.');
            return charset == NULL || strncasecmp(charset + 1, "UTF-8", 5) == 0 ||
                   strncasecmp(charset + 1, "UTF8", 4) == 0;
        }
    }
    return true;
}
