#include "base/utf8.h"
#include "cli/command.h"
#include "lesson/progress.h"
#include "lesson/shelf.h"

#include <string.h>
#include <unistd.h>

enum { TITLE_COLUMNS_MAX = 60, TITLE_COLUMNS_MIN = 20, OTHER_COLUMNS = 38 };

/* "3 of 7", or "step 2" while it is under way; nothing before it was begun. */
static void append_progress(Text *out, const ProgressLesson *lesson) {
    if (lesson != NULL && lesson->is_over) {
        text_printf(out, "  %d of %d", lesson->score.right, lesson->score.of);
    } else if (lesson != NULL) {
        text_printf(out, "  step %zu", lesson->step + 1);
    }
}

/* " 6  gather: total is the longest, not the sum       beginner      12 min  5 of 9" */
static void append_lesson(Text *out, const ReportStyle *style, const char *path, int columns,
                          const Progress *progress) {
    char *name = shelf_name_of(path);
    Lesson *lesson = NULL;
    Error error;
    Status status = lesson_read(path, &lesson, NULL, &error);
    Text title = {0};
    utf8_append_fitted(&title, status == STATUS_OK ? lesson->title : name, columns,
                       style_ellipsis(style));
    const ProgressLesson *done = progress_find(progress, name);
    name[strspn(name, "0123456789")] = '\0';
    size_t zeros = strspn(name, "0");
    text_printf(out, "%4s  ", name[zeros] != '\0' ? name + zeros : "0");
    style_append_plain(style, out, text_cstr(&title));
    if (status == STATUS_OK) {
        text_printf(out, "  %-12s %3lld min", lesson_level_name(lesson->level),
                    (long long)lesson->minutes);
        append_progress(out, done);
        text_append_char(out, '\n');
    } else {
        text_append_cstr(out, "  has errors: see `meanwhile check`\n");
    }
    text_release(&title);
    lesson_free(lesson);
    memory_free(name);
}

Status command_lessons(Options *options, int *exit_code, Error *error) {
    if (options->operand_count > 0) {
        return error_set(error, STATUS_USAGE, "lessons takes no operands");
    }
    Shelf shelf;
    Status status = shelf_open(&shelf, NULL, error);
    if (status != STATUS_OK) {
        return status;
    }
    ReportStyle style = options_style(options, STDOUT_FILENO);
    int columns = style.width - OTHER_COLUMNS;
    columns = columns < TITLE_COLUMNS_MIN   ? TITLE_COLUMNS_MIN
              : columns > TITLE_COLUMNS_MAX ? TITLE_COLUMNS_MAX
                                            : columns;
    Progress progress;
    Text note = {0};
    if (progress_load(&progress, &note, NULL) != STATUS_OK) {
        progress = (Progress){0}; /* the list is good without it */
    }
    Text out = {0};
    for (size_t i = 0; i < shelf.paths.count; i++) {
        append_lesson(&out, &style, shelf.paths.items[i], columns, &progress);
    }
    *exit_code = command_print(&out);
    text_append_cstr(&note, note.length > 0 ? "\n" : "");
    (void)command_write(STDERR_FILENO, &note);
    text_release(&note);
    text_release(&out);
    progress_release(&progress);
    shelf_release(&shelf);
    return STATUS_OK;
}
