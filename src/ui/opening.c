#include "ui/opening.h"

#include "base/file.h"
#include "base/installation.h"
#include "base/memory.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

enum { HEAD_BYTES_MAX = 1 << 20 };

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

static bool is_program(const char *name) {
    size_t length = strlen(name);
    return name[0] != '.' && length > 3 && strcmp(name + length - 3, ".py") == 0;
}

static int compare_titles(const void *a, const void *b) {
    return strcmp(((const OpeningEntry *)a)->title, ((const OpeningEntry *)b)->title);
}

static void add_folder(Opening *opening, const char *folder, const char *group) {
    DIR *directory = opendir(folder);
    size_t first = opening->entries.count;
    const struct dirent *entry;
    while (directory != NULL && (entry = readdir(directory)) != NULL &&
           opening->entries.count < OPENING_ENTRIES_MAX) {
        if (!is_program(entry->d_name)) {
            continue;
        }
        Text path = {0}, text = {0};
        if (strcmp(folder, ".") != 0) {
            text_printf(&path, "%s/", folder);
        }
        text_append_cstr(&path, entry->d_name);
        if (file_read(text_cstr(&path), HEAD_BYTES_MAX, &text, NULL) == STATUS_OK) {
            ARRAY_PUSH(&opening->entries, (OpeningEntry){.path = text_take(&path),
                                                         .title = memory_copy_string(entry->d_name),
                                                         .detail = find_detail(text_cstr(&text)),
                                                         .group = group});
        }
        text_release(&path);
        text_release(&text);
    }
    if (directory != NULL) {
        closedir(directory);
    }
    if (opening->entries.count > first) {
        qsort(opening->entries.items + first, opening->entries.count - first,
              sizeof *opening->entries.items, compare_titles);
    }
}

void opening_find(Opening *opening) {
    opening_release(opening);
    add_folder(opening, ".", "This folder");
    add_folder(opening, "lessons", "Lessons");
    Text path = {0};
    if (installation_find("assets/demo", &path)) {
        add_folder(opening, text_cstr(&path), "Demonstrations");
    }
    text_release(&path);
}

void opening_release(Opening *opening) {
    for (size_t i = 0; i < opening->entries.count; i++) {
        memory_free(opening->entries.items[i].path);
        memory_free(opening->entries.items[i].title);
        memory_free(opening->entries.items[i].detail);
    }
    ARRAY_RELEASE(&opening->entries);
}
