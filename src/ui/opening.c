#include "ui/opening.h"

#include "base/file.h"
#include "base/installation.h"
#include "base/memory.h"
#include "lesson/lesson.h"
#include "lesson/progress.h"
#include "lesson/shelf.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { HEAD_BYTES_MAX = 1 << 20 };

static const char FIGURE_SPACE[] = "\u2007"; /* as wide as a digit */

/* The first line of a docstring or comment at the head of a program. */
static char *find_detail(const char *text) {
    for (const char *line = text; *line != '\0';
         line += strcspn(line, "\n"), line += *line == '\n') {
        const char *start = line + strspn(line, " \t\r");
        bool is_world = strncmp(start, "# meanwhile:", 12) == 0;
        if (*start == '\n' || *start == '\0' || strncmp(start, "#!", 2) == 0 || is_world) {
            continue;
        }
        if (*start == '#') {
            start += 1 + strspn(start + 1, "# ");
        } else if (strncmp(start, "\"\"\"", 3) == 0 || strncmp(start, "'''", 3) == 0) {
            start += 3;
            start += strspn(start, " \t\r\n");
        } else {
            break;
        }
        size_t length = strcspn(start, "\r\n");
        for (size_t i = 0; i + 2 < length; i++) {
            if (strncmp(start + i, "\"\"\"", 3) == 0 || strncmp(start + i, "'''", 3) == 0) {
                length = i;
            }
        }
        char *detail = memory_new(length + 1);
        memcpy(detail, start, length);
        detail[length] = '\0';
        return detail;
    }
    return memory_copy_string("");
}

/* Hidden files do not count. */
static bool ends_with(const char *name, const char *ending) {
    return name[0] != '.' && file_has_ending(name, ending);
}

static int compare_titles(const void *a, const void *b) {
    return strcmp(((const OpeningEntry *)a)->title, ((const OpeningEntry *)b)->title);
}

static void add_program(Opening *opening, const char *path, const char *name, const char *group) {
    Text text = {0};
    if (file_read(path, HEAD_BYTES_MAX, &text, NULL) == STATUS_OK) {
        ARRAY_PUSH(&opening->entries, (OpeningEntry){.path = memory_copy_string(path),
                                                     .title = memory_copy_string(name),
                                                     .detail = find_detail(text_cstr(&text)),
                                                     .group = group});
    }
    text_release(&text);
}

/* "step 3 of 6", "4 of 5 right" */
static void append_past(const ProgressLesson *past, const Lesson *lesson, Text *detail) {
    if (past == NULL) {
        return;
    }
    if (!past->is_over) {
        text_printf(detail, "at step %zu of %zu  ·  ", past->step + 1, lesson->step_count);
    } else if (past->score.of > 0) {
        text_printf(detail, "%d of %d right  ·  ", past->score.right, past->score.of);
    }
}

/* "6  gather: the longest, not the sum", "beginner · 10 min" */
static void add_lesson(Opening *opening, const char *path, const Progress *progress) {
    Lesson *lesson;
    Text title = {0}, detail = {0};
    char *name = shelf_name_of(path);
    const ProgressLesson *past = progress_find(progress, name);
    size_t digits = strspn(name, "0123456789"), zeros = strspn(name, "0");
    text_append_cstr(&title, digits - zeros < 2 ? FIGURE_SPACE : "");
    text_append(&title, name + zeros, digits - zeros);
    text_append_cstr(&title, "  ");
    if (lesson_read(path, &lesson, NULL, NULL) == STATUS_OK) {
        text_append_cstr(&title, lesson->title);
        append_past(past, lesson, &detail);
        text_printf(&detail, "%s · %lld min", lesson_level_name(lesson->level),
                    (long long)lesson->minutes);
        lesson_free(lesson);
    } else {
        text_append_cstr(&title, name + digits + (name[digits] == '-'));
        text_append_cstr(&detail, "cannot be read: meanwhile check says why");
    }
    ARRAY_PUSH(&opening->entries, (OpeningEntry){.path = memory_copy_string(path),
                                                 .title = text_take(&title),
                                                 .detail = text_take(&detail),
                                                 .group = "Lessons",
                                                 .lesson = name,
                                                 .is_done = past != NULL && past->is_over});
}

/* A file of progress that cannot be read is not put aside here: whoever opens a lesson is told. */
static void add_lessons(Opening *opening, bool with_progress) {
    Shelf shelf;
    Progress progress = {0};
    if (with_progress && progress_load(&progress, NULL, NULL) != STATUS_OK) {
        progress_release(&progress);
    }
    if (shelf_open(&shelf, NULL, NULL) == STATUS_OK) {
        for (size_t i = 0; i < shelf.paths.count && i < OPENING_ENTRIES_MAX; i++) {
            add_lesson(opening, shelf.paths.items[i], &progress);
        }
        shelf_release(&shelf);
    }
    const ProgressLesson *last = NULL;
    for (size_t i = 0; i < progress.lessons.count; i++) {
        const ProgressLesson *lesson = &progress.lessons.items[i];
        last = last == NULL || lesson->used_s > last->used_s ? lesson : last;
    }
    if (last != NULL) {
        opening->last = memory_copy_string(last->name);
        opening->was_over = last->is_over;
    }
    progress_release(&progress);
}

static void add_folder(Opening *opening, const char *folder, const char *group) {
    DIR *directory = opendir(folder);
    size_t first = opening->entries.count;
    const struct dirent *entry;
    while (directory != NULL && (entry = readdir(directory)) != NULL &&
           opening->entries.count < OPENING_ENTRIES_MAX) {
        if (ends_with(entry->d_name, ".py")) {
            Text path = {0};
            if (strcmp(folder, ".") != 0) {
                text_printf(&path, "%s/", folder);
            }
            text_append_cstr(&path, entry->d_name);
            add_program(opening, text_cstr(&path), entry->d_name, group);
            text_release(&path);
        }
    }
    if (directory != NULL) {
        closedir(directory);
    }
    if (opening->entries.count > first) {
        qsort(opening->entries.items + first, opening->entries.count - first,
              sizeof *opening->entries.items, compare_titles);
    }
}

void opening_find(Opening *opening, bool with_progress) {
    opening_release(opening);
    add_lessons(opening, with_progress);
    add_folder(opening, ".", "Programs of this folder");
    Text path = {0};
    if (installation_find("assets/demo", &path)) {
        add_folder(opening, text_cstr(&path), "Demonstrations");
    }
    text_release(&path);
}

char *opening_lesson_of(const char *name) {
    if (ends_with(name[0] == '.' ? name + 1 : name, ".md")) {
        return memory_copy_string(name);
    }
    char *path = NULL;
    Shelf shelf;
    bool may_be_one = strpbrk(name, "/.") == NULL && access(name, F_OK) != 0;
    if (may_be_one && shelf_open(&shelf, NULL, NULL) == STATUS_OK) {
        if (shelf_find(&shelf, name, &path, NULL) != STATUS_OK) {
            path = NULL;
        }
        shelf_release(&shelf);
    }
    return path;
}

void opening_release(Opening *opening) {
    for (size_t i = 0; i < opening->entries.count; i++) {
        memory_free(opening->entries.items[i].path);
        memory_free(opening->entries.items[i].title);
        memory_free(opening->entries.items[i].detail);
        memory_free(opening->entries.items[i].lesson);
    }
    ARRAY_RELEASE(&opening->entries);
    memory_free(opening->last);
    opening->last = NULL;
}
