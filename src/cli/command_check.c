#include "base/file.h"
#include "base/terminal.h"
#include "cli/command.h"
#include "lesson/check.h"
#include "lesson/shelf.h"

#include <sys/stat.h>
#include <unistd.h>

typedef struct Checking {
    const Options *options;
    CheckTotals totals;
    size_t lessons, wrong, refused;
    Text out;
} Checking;

/* Reads and checks one file; what is wrong is appended to `out`. */
static Status check_file(Checking *checking, const char *path, Error *error) {
    Text bytes = {0};
    Status status = file_read(path, FILE_BYTES_MAX, &bytes, error);
    if (status == STATUS_OK) {
        const Options *options = checking->options;
        Diagnostics diagnostics;
        diagnostics_init(&diagnostics);
        Lesson *lesson = lesson_parse(path, text_cstr(&bytes), bytes.length, &diagnostics);
        checking->lessons++;
        if (diagnostics.total > 0) {
            checking->refused++;
        } else {
            check_lesson(lesson, options->engines, options->engine_count, &diagnostics,
                         &checking->totals);
            checking->wrong += diagnostics.total > 0;
        }
        diagnostics_print(&diagnostics, &lesson->source,
                          terminal_color(STDERR_FILENO, options->color) != TERMINAL_COLOR_NONE,
                          &checking->out);
        diagnostics_release(&diagnostics);
        lesson_free(lesson);
    }
    text_release(&bytes);
    return status;
}

/* What was wrong goes out as it is found: many lessons take a while. */
static void flush(Checking *checking) {
    (void)command_write(STDERR_FILENO, &checking->out);
    text_clear(&checking->out);
}

static Status check_shelf(Checking *checking, const char *folder, Error *error) {
    Shelf shelf;
    Status status = shelf_open(&shelf, folder, error);
    if (status == STATUS_OK && shelf.paths.count == 0) {
        status = error_set(error, STATUS_USAGE, "there is no lesson NN-name.md in %.500s", folder);
    }
    for (size_t i = 0; status == STATUS_OK && i < shelf.paths.count; i++) {
        status = check_file(checking, shelf.paths.items[i], error);
        flush(checking);
    }
    shelf_release(&shelf);
    return status;
}

static Status check_operand(Checking *checking, const char *path, Error *error) {
    struct stat info;
    if (stat(path, &info) == 0 && S_ISDIR(info.st_mode)) {
        return check_shelf(checking, path, error);
    }
    Status status = check_file(checking, path, error);
    flush(checking);
    return status;
}

static void append_count(Text *out, size_t count, const char *what) {
    text_printf(out, "%zu %s%s", count, what, count == 1 ? "" : "s");
}

/* "28 lessons: 229 runs, 456 claims, …; 2 of them are not right" */
static void append_summary(const Checking *checking, Text *out) {
    const CheckTotals *totals = &checking->totals;
    append_count(out, checking->lessons, "lesson");
    text_append_cstr(out, ": ");
    append_count(out, totals->runs, "run");
    text_append_cstr(out, ", ");
    append_count(out, totals->claims, "claim");
    text_append_cstr(out, ", ");
    append_count(out, totals->questions, "question");
    text_append_cstr(out, ", ");
    append_count(out, totals->stops, "stop");
    text_append_cstr(out, ", ");
    append_count(out, totals->goals, "goal");
    if (totals->compared + totals->skipped > 0) {
        text_printf(out, "; %zu compared with another engine", totals->compared);
        if (totals->skipped > 0) {
            text_printf(out, ", %zu beyond it", totals->skipped);
        }
    }
    size_t bad = checking->wrong + checking->refused;
    if (bad == 0) {
        text_append_cstr(out, "; all is so\n");
    } else {
        text_printf(out, "; %zu %s not right\n", bad, bad == 1 ? "lesson is" : "lessons are");
    }
}

Status command_check(Options *options, int *exit_code, Error *error) {
    Checking checking = {.options = options};
    Status status = STATUS_OK;
    if (options->operand_count == 0) {
        status = check_shelf(&checking, NULL, error);
    }
    for (int i = 0; status == STATUS_OK && i < options->operand_count; i++) {
        status = check_operand(&checking, options->operands[i], error);
    }
    if (status == STATUS_OK) {
        append_summary(&checking, &checking.out);
        *exit_code = command_print(&checking.out);
        if (checking.refused > 0) {
            *exit_code = EXIT_REFUSED;
        } else if (checking.wrong > 0) {
            *exit_code = 1;
        }
    }
    text_release(&checking.out);
    return status;
}
