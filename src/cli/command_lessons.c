#include "base/utf8.h"
#include "cli/command.h"
#include "lesson/lesson.h"
#include "lesson/shelf.h"

#include <string.h>
#include <unistd.h>

enum { TITLE_COLUMNS_MAX = 60, TITLE_COLUMNS_MIN = 20, OTHER_COLUMNS = 28 };

/* " 6  gather: total is the longest, not the sum       beginner      12 min" */
static void append_lesson(Text *out, const ReportStyle *style, const char *path, int columns) {
    char *name = shelf_name_of(path);
    Lesson *lesson = NULL;
    Error error;
    Status status = lesson_read(path, &lesson, NULL, &error);
    Text title = {0};
    utf8_append_fitted(&title, status == STATUS_OK ? lesson->title : name, columns,
                       style_ellipsis(style));
    name[strspn(name, "0123456789")] = '\0';
    size_t zeros = strspn(name, "0");
    text_printf(out, "%4s  ", name[zeros] != '\0' ? name + zeros : "0");
    style_append_plain(style, out, text_cstr(&title));
    if (status == STATUS_OK) {
        text_printf(out, "  %-12s %3lld min\n", lesson_level_name(lesson->level),
                    (long long)lesson->minutes);
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
    Text out = {0};
    for (size_t i = 0; i < shelf.paths.count; i++) {
        append_lesson(&out, &style, shelf.paths.items[i], columns);
    }
    *exit_code = command_print(&out);
    text_release(&out);
    shelf_release(&shelf);
    return STATUS_OK;
}
