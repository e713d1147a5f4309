#include "lesson/own_programs.h"

#include "base/data_folder.h"
#include "base/file.h"
#include "base/memory.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool own_programs_path(const Lesson *lesson, const LessonProgram *program, Text *path) {
    Text name = {0};
    text_printf(&name, "programs/%s/%s.py", lesson->name, program->name);
    bool is_found = data_folder_path(text_cstr(&name), path);
    text_release(&name);
    return is_found;
}

static int by_name(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool is_program(const char *path) {
    struct stat status;
    return file_has_ending(path, ".py") && lstat(path, &status) == 0 && S_ISREG(status.st_mode);
}

/* Adds the programs of a folder, and with `depth` 1 those of the folders in it. */
static Status look_into(OwnPrograms *programs, const char *folder, int depth, Error *error) {
    DIR *directory = opendir(folder);
    if (directory == NULL && (errno == ENOENT || errno == ENOTDIR)) {
        return STATUS_OK;
    }
    if (directory == NULL) {
        return error_set(error, STATUS_SYSTEM, "could not look for your programs in %s: %s", folder,
                         strerror(errno));
    }
    Status status = STATUS_OK;
    const struct dirent *entry;
    while (status == STATUS_OK && (entry = readdir(directory)) != NULL) {
        Text path = {0};
        text_printf(&path, "%s/%s", folder, entry->d_name);
        if (depth > 0 && entry->d_name[0] != '.') {
            status = look_into(programs, text_cstr(&path), depth - 1, error);
        } else if (depth == 0 && is_program(text_cstr(&path))) {
            ARRAY_PUSH(&programs->paths, memory_copy_string(text_cstr(&path)));
        }
        text_release(&path);
    }
    (void)closedir(directory);
    return status;
}

Status own_programs_find(OwnPrograms *programs, const char *lesson, Error *error) {
    *programs = (OwnPrograms){0};
    Text name = {0};
    text_printf(&name, "programs%s%s", lesson != NULL ? "/" : "", lesson != NULL ? lesson : "");
    Status status = STATUS_OK;
    if (data_folder_path(text_cstr(&name), &programs->folder)) {
        status = look_into(programs, text_cstr(&programs->folder), lesson == NULL, error);
    }
    text_release(&name);
    if (status != STATUS_OK) {
        own_programs_release(programs);
    } else if (programs->paths.count > 0) {
        qsort(programs->paths.items, programs->paths.count, sizeof *programs->paths.items, by_name);
    }
    return status;
}

void own_programs_release(OwnPrograms *programs) {
    for (size_t i = 0; i < programs->paths.count; i++) {
        memory_free(programs->paths.items[i]);
    }
    ARRAY_RELEASE(&programs->paths);
    text_release(&programs->folder);
}

/* An editor may have left something beside it: such a folder stays. */
static void remove_folder_of(const char *path) {
    char *folder = memory_copy_string(path);
    *strrchr(folder, '/') = '\0';
    (void)rmdir(folder);
    memory_free(folder);
}

Status own_programs_remove(const OwnPrograms *programs, Error *error) {
    for (size_t i = 0; i < programs->paths.count; i++) {
        const char *path = programs->paths.items[i];
        if (unlink(path) != 0 && errno != ENOENT) {
            return error_set(error, STATUS_SYSTEM, "could not remove your program %s: %s", path,
                             strerror(errno));
        }
        remove_folder_of(path);
    }
    return STATUS_OK;
}
