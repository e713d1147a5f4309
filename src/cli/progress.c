#include "cli/progress.h"

#include "base/monotonic.h"
#include "base/terminal.h"
#include "cli/command.h"

#include <unistd.h>

enum {
    AFTER_MS = 500, /* work that is over sooner needs no progress */
    EVERY_MS = 100,
};

void progress_begin(Progress *progress) {
    *progress =
        (Progress){.began_ms = monotonic_now_ms(), .is_wanted = terminal_is_tty(STDERR_FILENO)};
}

int64_t progress_elapsed_ms(const Progress *progress) {
    return monotonic_now_ms() - progress->began_ms;
}

bool progress_is_due(Progress *progress) {
    int64_t now = progress->is_wanted ? monotonic_now_ms() : 0;
    if (!progress->is_wanted || now - progress->began_ms < AFTER_MS ||
        now - progress->shown_ms < EVERY_MS) {
        return false;
    }
    progress->shown_ms = now;
    return true;
}

void progress_show(Progress *progress, const Text *line) {
    Text text = {0};
    text_printf(&text, "\r\033[K%s", text_cstr(line));
    (void)command_write(STDERR_FILENO, &text);
    text_release(&text);
    progress->is_shown = true;
}

void progress_end(Progress *progress) {
    if (progress->is_shown) {
        progress_show(progress, &(Text){0});
        progress->is_shown = false;
    }
}
