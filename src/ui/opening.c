#include "ui/opening.h"

#include "base/file.h"
#include "base/installation.h"
#include "base/memory.h"
#include "lesson/lesson.h"

#include <ctype.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

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

static bool ends_with(const char *name, const char *ending) {
    size_t length = strlen(name), tail = strlen(ending);
    return name[0] != '.' && length > tail && strcmp(name + length - tail, ending) == 0;
}

bool opening_is_lesson(const char *path) {
    return ends_with(path[0] == '.' ? path + 1 : path, ".md");
}

/* "06-gather.md"; README.md and the like are no lessons. */
static bool is_lesson_name(const char *name) {
    return isdigit((unsigned char)name[0]) && ends_with(name, ".md");
}

static int compare_paths(const void *a, const void *b) {
    return strcmp(((const OpeningEntry *)a)->path, ((const OpeningEntry *)b)->path);
}

static bool add_program(Opening *opening, const char *path, const char *name, const char *group) {
    Text text = {0};
    bool is_there = file_read(path, HEAD_BYTES_MAX, &text, NULL) == STATUS_OK;
    if (is_there) {
        ARRAY_PUSH(&opening->entries, (OpeningEntry){.path = memory_copy_string(path),
                                                     .title = memory_copy_string(name),
                                                     .detail = find_detail(text_cstr(&text)),
                                                     .group = group});
    }
    text_release(&text);
    return is_there;
}

/* "6  gather: the longest, not the sum", "beginner · 10 min" */
static void add_lesson(Opening *opening, const char *path, const char *name, const char *group) {
    Lesson *lesson;
    Error error;
    Text title = {0}, detail = {0};
    size_t digits = strspn(name, "0123456789");
    text_append_cstr(&title, digits - strspn(name, "0") < 2 ? FIGURE_SPACE : "");
    text_append(&title, name + strspn(name, "0"), digits - strspn(name, "0"));
    text_append_cstr(&title, "  ");
    if (lesson_read(path, &lesson, NULL, &error) == STATUS_OK) {
        text_append_cstr(&title, lesson->title);
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
                                                 .group = group,
                                                 .lesson = memory_copy_string(name)});
    opening->entries.items[opening->entries.count - 1].lesson[strlen(name) - 3] = '\0';
}

/* The programs of a folder, or its lessons; false: there are none. */
static bool add_folder(Opening *opening, const char *folder, const char *group, bool of_lessons) {
    DIR *directory = opendir(folder);
    size_t first = opening->entries.count;
    const struct dirent *entry;
    while (directory != NULL && (entry = readdir(directory)) != NULL &&
           opening->entries.count < OPENING_ENTRIES_MAX) {
        if (of_lessons ? !is_lesson_name(entry->d_name) : !ends_with(entry->d_name, ".py")) {
            continue;
        }
        Text path = {0};
        if (strcmp(folder, ".") != 0) {
            text_printf(&path, "%s/", folder);
        }
        text_append_cstr(&path, entry->d_name);
        if (of_lessons) {
            add_lesson(opening, text_cstr(&path), entry->d_name, group);
        } else {
            (void)add_program(opening, text_cstr(&path), entry->d_name, group);
        }
        text_release(&path);
    }
    if (directory != NULL) {
        closedir(directory);
    }
    if (opening->entries.count > first) {
        qsort(opening->entries.items + first, opening->entries.count - first,
              sizeof *opening->entries.items, compare_paths);
    }
    return opening->entries.count > first;
}

/* Those of the current folder, else those that come with meanwhile: the path of their folder. */
static bool find_lessons(Text *folder) {
    text_clear(folder);
    DIR *directory = opendir("lessons");
    if (directory != NULL) {
        closedir(directory);
        text_append_cstr(folder, "lessons");
        return true;
    }
    return installation_find("lessons", folder);
}

void opening_find(Opening *opening) {
    opening_release(opening);
    Text path = {0};
    if (find_lessons(&path)) {
        (void)add_folder(opening, text_cstr(&path), "Lessons", true);
    }
    (void)add_folder(opening, ".", "Programs of this folder", false);
    text_clear(&path);
    if (installation_find("assets/demo", &path)) {
        (void)add_folder(opening, text_cstr(&path), "Demonstrations", false);
    }
    text_release(&path);
}

/* "06-gather.md" is called "06-gather", "gather", "06" and "6". */
static bool is_called(const char *file, const char *name) {
    size_t length = strlen(file) - 3, digits = strspn(file, "0123456789");
    const char *tail = file + digits + (file[digits] == '-'), *number = file + strspn(file, "0");
    size_t tail_length = length - (size_t)(tail - file);
    size_t wanted = strlen(name);
    return (wanted == length && memcmp(file, name, length) == 0) ||
           (wanted == tail_length && memcmp(tail, name, wanted) == 0) ||
           (wanted == digits && memcmp(file, name, digits) == 0) ||
           (wanted == (size_t)(file + digits - number) && memcmp(number, name, wanted) == 0);
}

bool opening_find_lesson(const char *name, Text *path) {
    Text folder = {0};
    bool is_found = false;
    text_clear(path);
    if (name[0] != '\0' && find_lessons(&folder)) {
        DIR *directory = opendir(text_cstr(&folder));
        const struct dirent *entry;
        while (directory != NULL && (entry = readdir(directory)) != NULL) {
            if (is_lesson_name(entry->d_name) && is_called(entry->d_name, name)) {
                text_clear(path);
                text_printf(path, "%s/%s", text_cstr(&folder), entry->d_name);
                is_found = true;
            }
        }
        if (directory != NULL) {
            closedir(directory);
        }
    }
    text_release(&folder);
    return is_found;
}

void opening_release(Opening *opening) {
    for (size_t i = 0; i < opening->entries.count; i++) {
        memory_free(opening->entries.items[i].path);
        memory_free(opening->entries.items[i].title);
        memory_free(opening->entries.items[i].detail);
        memory_free(opening->entries.items[i].lesson);
    }
    ARRAY_RELEASE(&opening->entries);
}
