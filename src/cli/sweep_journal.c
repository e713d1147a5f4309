#include "cli/sweep_journal.h"

#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static Status failed(const SweepJournal *journal, const char *what, Error *error) {
    return error_set(error, STATUS_SYSTEM, "could not %s %s: %s", what, journal->path,
                     strerror(errno));
}

static bool write_all(int fd, const char *bytes, size_t length) {
    while (length > 0) {
        ssize_t count = write(fd, bytes, length);
        if (count < 0 && errno != EINTR) {
            return false;
        }
        bytes += count > 0 ? count : 0;
        length -= count > 0 ? (size_t)count : 0;
    }
    return true;
}

static Status read_all(const SweepJournal *journal, Text *text, Error *error) {
    char buffer[1 << 16];
    for (;;) {
        ssize_t count = read(journal->fd, buffer, sizeof buffer);
        if (count == 0) {
            return STATUS_OK;
        }
        if (count < 0 && errno != EINTR) {
            return failed(journal, "read", error);
        }
        text_append(text, buffer, count > 0 ? (size_t)count : 0);
    }
}

/* What stands before the points. */
static void append_beginning(Text *text, const char *about, const SweepTable *table) {
    text_append_cstr(text, "# ");
    for (; *about != '\0'; about++) {
        text_append_char(text, *about == '\n' ? ' ' : *about);
    }
    text_append_char(text, '\n');
    text_append(text, text_cstr(&table->header), table->header.length);
}

/* Takes what was there. *used is how much of it stays: 0 for a file that ends in its beginning. */
static Status take(const SweepJournal *journal, const Text *found, const Text *beginning,
                   size_t lines_each, SweepTable *table, size_t *used, Error *error) {
    size_t common = found->length < beginning->length ? found->length : beginning->length;
    *used = 0;
    if (memcmp(text_cstr(found), text_cstr(beginning), common) != 0) {
        size_t line = strcspn(text_cstr(found), "\n");
        return error_set(
            error, STATUS_USAGE,
            "could not go on with %s: it is of another sweep, or a program has changed "
            "(%.*s); remove it to begin anew",
            journal->path, (int)(line < 300 ? line : 300), text_cstr(found));
    }
    if (common < beginning->length) {
        return STATUS_OK;
    }
    size_t skipped = beginning->length - table->header.length;
    Status status = sweep_table_read(table, journal->path, text_cstr(found) + skipped,
                                     found->length - skipped, lines_each, used, error);
    *used += skipped;
    return status;
}

Status sweep_journal_open(SweepJournal *journal, const char *target, const char *about,
                          size_t lines_each, SweepTable *table, Error *error) {
    Text path = {0}, found = {0}, beginning = {0};
    text_printf(&path, "%s.partial", target);
    *journal = (SweepJournal){.path = text_take(&path)};
    journal->fd = open(journal->path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY, 0666);
    if (journal->fd < 0) {
        Status status = failed(journal, "write", error);
        memory_free(journal->path);
        *journal = (SweepJournal){0};
        return status;
    }
    append_beginning(&beginning, about, table);
    Status status = STATUS_OK;
    size_t used = 0;
    if (flock(journal->fd, LOCK_EX | LOCK_NB) != 0) {
        status = error_set(error, STATUS_SYSTEM, "could not use %s: another sweep is writing it",
                           journal->path);
    }
    if (status == STATUS_OK) {
        status = read_all(journal, &found, error);
    }
    if (status == STATUS_OK) {
        status = take(journal, &found, &beginning, lines_each, table, &used, error);
    }
    if (status == STATUS_OK && ftruncate(journal->fd, (off_t)used) != 0) {
        status = failed(journal, "write", error);
    }
    if (status == STATUS_OK && used == 0 &&
        !write_all(journal->fd, text_cstr(&beginning), beginning.length)) {
        status = failed(journal, "write", error);
    }
    text_release(&found);
    text_release(&beginning);
    if (status != STATUS_OK) {
        sweep_journal_close(journal, false);
    }
    return status;
}

void sweep_journal_add(SweepJournal *journal, const char *lines, size_t length) {
    if (journal->path != NULL && journal->problem == 0 && !write_all(journal->fd, lines, length)) {
        journal->problem = errno;
    }
}

void sweep_journal_close(SweepJournal *journal, bool is_done) {
    if (journal->path == NULL) {
        return;
    }
    if (is_done) {
        unlink(journal->path);
    }
    close(journal->fd); /* which unlocks it */
    memory_free(journal->path);
    *journal = (SweepJournal){0};
}
