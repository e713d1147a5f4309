#include "lesson/shelf.h"

#include "base/installation.h"
#include "base/memory.h"

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { LESSONS_MAX = 10000 };

/* NN-name.md */
static bool is_lesson(const char *name) {
    size_t length = strlen(name);
    size_t digits = strspn(name, "0123456789");
    return digits > 0 && name[digits] == '-' && length > digits + 4 &&
           strcmp(name + length - 3, ".md") == 0;
}

static int by_name(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static Status look_into(Shelf *shelf, const char *folder, Error *error) {
    DIR *directory = opendir(folder);
    if (directory == NULL) {
        return error_set(error, STATUS_SYSTEM, "could not look into %s: %s", folder,
                         strerror(errno));
    }
    shelf->folder = memory_copy_string(folder);
    const struct dirent *entry;
    while ((entry = readdir(directory)) != NULL && shelf->paths.count < LESSONS_MAX) {
        if (is_lesson(entry->d_name)) {
            Text path = {0};
            text_printf(&path, "%s/%s", folder, entry->d_name);
            ARRAY_PUSH(&shelf->paths, text_take(&path));
        }
    }
    (void)closedir(directory);
    if (shelf->paths.count > 0) {
        qsort(shelf->paths.items, shelf->paths.count, sizeof *shelf->paths.items, by_name);
    }
    return STATUS_OK;
}

Status shelf_open(Shelf *shelf, const char *folder, Error *error) {
    *shelf = (Shelf){0};
    if (folder != NULL) {
        return look_into(shelf, folder, error);
    }
    if (look_into(shelf, "lessons", NULL) == STATUS_OK && shelf->paths.count > 0) {
        return STATUS_OK;
    }
    shelf_release(shelf);
    Text where = {0};
    Status status = installation_find("lessons", &where)
                        ? look_into(shelf, text_cstr(&where), error)
                        : error_set(error, STATUS_SYSTEM,
                                    "could not find the lessons that come with meanwhile");
    text_release(&where);
    return status;
}

void shelf_release(Shelf *shelf) {
    for (size_t i = 0; i < shelf->paths.count; i++) {
        memory_free(shelf->paths.items[i]);
    }
    ARRAY_RELEASE(&shelf->paths);
    memory_free(shelf->folder);
    *shelf = (Shelf){0};
}

char *shelf_name_of(const char *path) {
    const char *slash = strrchr(path, '/');
    char *name = memory_copy_string(slash != NULL ? slash + 1 : path);
    char *dot = strrchr(name, '.');
    if (dot != NULL) {
        *dot = '\0';
    }
    return name;
}

/* How well a name fits a lesson's: 3 it is it, 2 its number or what follows that, 1 a part of it.
 */
static int fit(const char *lesson, const char *name) {
    size_t digits = strspn(lesson, "0123456789");
    size_t zeros = strspn(lesson, "0");
    if (strcmp(lesson, name) == 0) {
        return 3;
    }
    size_t length = strlen(name);
    bool is_number = (length == digits && strncmp(lesson, name, digits) == 0) ||
                     (length == digits - zeros && strncmp(lesson + zeros, name, length) == 0);
    if (is_number || strcmp(lesson + digits + 1, name) == 0) {
        return 2;
    }
    return strstr(lesson, name) != NULL ? 1 : 0;
}

Status shelf_find(const Shelf *shelf, const char *name, char **path, Error *error) {
    *path = NULL;
    struct stat info;
    if (strchr(name, '/') != NULL || strchr(name, '.') != NULL) {
        if (stat(name, &info) != 0) {
            return error_set(error, STATUS_SYSTEM, "could not read %.500s: %s", name,
                             strerror(errno));
        }
        *path = memory_copy_string(name);
        return STATUS_OK;
    }
    int best = 0;
    size_t count = 0;
    for (size_t i = 0; i < shelf->paths.count && *name != '\0'; i++) {
        char *lesson = shelf_name_of(shelf->paths.items[i]);
        int fits = fit(lesson, name);
        memory_free(lesson);
        if (fits > best) {
            best = fits;
            count = 0;
        }
        if (fits == best && fits > 0) {
            count++;
            memory_free(*path);
            *path = memory_copy_string(shelf->paths.items[i]);
        }
    }
    if (count == 1) {
        return STATUS_OK;
    }
    memory_free(*path);
    *path = NULL;
    return error_set(error, STATUS_USAGE,
                     count == 0 ? "there is no lesson '%.200s'; `meanwhile lessons` lists them"
                                : "'%.200s' may be several lessons; `meanwhile lessons` lists them",
                     name);
}
