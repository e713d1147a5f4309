#include "cli/command.h"
#include "lesson/own_programs.h"
#include "lesson/progress.h"
#include "lesson/shelf.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* The name of the lesson that is meant; NULL: all of them. The caller frees it. */
static Status find_name(const Options *options, char **name, Error *error) {
    *name = NULL;
    if (options->operand_count == 0) {
        return STATUS_OK;
    }
    Shelf shelf;
    char *path = NULL;
    Status status = shelf_open(&shelf, NULL, error);
    if (status == STATUS_OK) {
        status = shelf_find(&shelf, options->operands[0], &path, error);
        shelf_release(&shelf);
    }
    *name = path != NULL ? shelf_name_of(path) : NULL;
    memory_free(path);
    return status;
}

/* Asks whether these are to be removed; without anybody who answers that is an error. */
static Status ask(const OwnPrograms *programs, bool *is_wanted, Error *error) {
    Text question = {0};
    for (size_t i = 0; i < programs->paths.count; i++) {
        text_printf(&question, "%s\n", programs->paths.items[i]);
    }
    text_printf(&question, "Remove %s? [y/N] ",
                programs->paths.count == 1 ? "this program of yours" : "these programs of yours");
    (void)command_write(STDERR_FILENO, &question);
    text_release(&question);
    char *line = NULL;
    size_t room = 0;
    ssize_t length = getline(&line, &room, stdin);
    *is_wanted = length > 0 && (line[0] == 'y' || line[0] == 'Y');
    free(line);
    if (length <= 0) {
        (void)fputc('\n', stderr);
        return error_set(error, STATUS_USAGE,
                         "could not ask whether to remove your programs: --yes says so");
    }
    return STATUS_OK;
}

static void append_said(const char *name, const OwnPrograms *programs, bool are_removed,
                        Text *said) {
    size_t count = programs->paths.count;
    text_printf(said, "%s: answers and how far you were are forgotten",
                name != NULL ? name : "all lessons");
    if (count > 0) {
        text_printf(said, "; %zu program%s that you changed %s", count, count == 1 ? "" : "s",
                    count == 1 ? "is" : "are");
        if (are_removed) {
            text_append_cstr(said, " removed");
        } else {
            text_printf(said, " kept in %s (--programs removes %s)", text_cstr(&programs->folder),
                        count == 1 ? "it" : "them");
        }
    }
    text_append_char(said, '\n');
}

/* Forgets, once it is clear what; `note` gets what else is to be said. */
static Status forget(const Options *options, const char *name, const OwnPrograms *programs,
                     Text *said, Text *note, Error *error) {
    bool removes = options->reset_programs && programs->paths.count > 0, is_wanted = true;
    Status status = removes && !options->yes ? ask(programs, &is_wanted, error) : STATUS_OK;
    if (status == STATUS_OK && !is_wanted) {
        text_append_cstr(said, "Nothing was forgotten.\n");
        return STATUS_OK;
    }
    if (status == STATUS_OK) {
        status = progress_reset(name, note, error);
    }
    if (status == STATUS_OK && removes) {
        status = own_programs_remove(programs, error);
    }
    if (status == STATUS_OK) {
        append_said(name, programs, removes, said);
    }
    return status;
}

static Status reset(const Options *options, int *exit_code, Error *error) {
    char *name = NULL;
    OwnPrograms programs = {0};
    Text said = {0}, note = {0};
    Status status = find_name(options, &name, error);
    if (status == STATUS_OK) {
        status = own_programs_find(&programs, name, error);
    }
    if (status == STATUS_OK) {
        status = forget(options, name, &programs, &said, &note, error);
    }
    if (status == STATUS_OK) {
        *exit_code = command_print(&said);
    }
    text_append_cstr(&note, note.length > 0 ? "\n" : "");
    (void)command_write(STDERR_FILENO, &note);
    text_release(&note);
    text_release(&said);
    own_programs_release(&programs);
    memory_free(name);
    return status;
}

static void append_table(const Progress *progress, Text *out) {
    if (progress->lessons.count == 0) {
        text_append_cstr(out, "No lesson was begun yet: meanwhile lesson 1\n");
    }
    for (size_t i = 0; i < progress->lessons.count; i++) {
        const ProgressLesson *lesson = &progress->lessons.items[i];
        text_printf(out, "%-40s step %-3zu %s %d of %d right\n", lesson->name, lesson->step + 1,
                    lesson->is_over ? "done " : "begun", lesson->score.right, lesson->score.of);
    }
}

Status command_progress(Options *options, int *exit_code, Error *error) {
    if (options->reset) {
        return options->operand_count > 1
                   ? error_set(error, STATUS_USAGE, "progress --reset takes one lesson")
                   : reset(options, exit_code, error);
    }
    if (options->operand_count > 0 || options->reset_programs || options->yes) {
        return error_set(error, STATUS_USAGE, "progress takes %s with --reset only",
                         options->operand_count > 0 ? "a lesson"
                         : options->reset_programs  ? "--programs"
                                                    : "--yes");
    }
    Progress progress;
    Text note = {0};
    Status status = progress_load(&progress, &note, error);
    if (status == STATUS_OK) {
        Text out = {0};
        if (options->csv) {
            progress_append_csv(&progress, &out);
        } else {
            append_table(&progress, &out);
        }
        *exit_code = command_print(&out);
        text_release(&out);
    }
    text_append_cstr(&note, note.length > 0 ? "\n" : "");
    (void)command_write(STDERR_FILENO, &note);
    text_release(&note);
    progress_release(&progress);
    return status;
}
