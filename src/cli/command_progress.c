#include "cli/command.h"
#include "lesson/progress.h"
#include "lesson/shelf.h"

#include <string.h>
#include <unistd.h>

static Status reset(const Options *options, int *exit_code, Error *error) {
    Text note = {0};
    Status status = STATUS_OK;
    char *name = NULL;
    if (options->operand_count > 0) {
        Shelf shelf;
        char *path = NULL;
        status = shelf_open(&shelf, NULL, error);
        if (status == STATUS_OK) {
            status = shelf_find(&shelf, options->operands[0], &path, error);
            shelf_release(&shelf);
        }
        name = path != NULL ? shelf_name_of(path) : NULL;
        memory_free(path);
    }
    if (status == STATUS_OK) {
        status = progress_reset(name, &note, error);
    }
    if (status == STATUS_OK) {
        Text said = {0};
        text_printf(&said, "%s: answers and how far you were are forgotten\n",
                    name != NULL ? name : "all lessons");
        *exit_code = command_print(&said);
        text_release(&said);
    }
    text_append_cstr(&note, note.length > 0 ? "\n" : "");
    (void)command_write(STDERR_FILENO, &note);
    text_release(&note);
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
    if (options->operand_count > 0) {
        return error_set(error, STATUS_USAGE, "progress takes a lesson with --reset only");
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
