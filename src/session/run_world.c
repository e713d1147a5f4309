#include "session/run_world.h"

#include "base/file.h"
#include "base/memory.h"

#include <stdbool.h>
#include <string.h>

static const char COMMENT[] = "# meanwhile:";
static const char LATENCY[] = "latency ";

/* Where the files lie that the world's lines in this file name. The caller frees. */
static char *folder_of(const SessionOptions *options, const char *path) {
    if (options->world_folder != NULL) {
        return memory_copy_string(options->world_folder);
    }
    const char *slash = strrchr(path, '/');
    if (slash == NULL) {
        return memory_copy_string(".");
    }
    char *folder = memory_copy_string(path);
    folder[slash == path ? 1 : slash - path] = '\0';
    return folder;
}

/* The lines of the world's file, which the options may hold themselves. */
static Status read_file(const SessionOptions *options, Text *lines, Error *error) {
    if (options->world_text != NULL) {
        text_append_cstr(lines, options->world_text);
        return STATUS_OK;
    }
    return file_read(options->world_path, FILE_BYTES_MAX, lines, error);
}

static Status add_file(World *world, const SessionOptions *options, Error *error) {
    Text lines = {0};
    Status status = read_file(options, &lines, error);
    if (status == STATUS_OK) {
        char *folder = folder_of(options, options->world_path);
        world_add_lines(world, WORLD_FILE, options->world_path, 1, folder, text_cstr(&lines),
                        lines.length);
        memory_free(folder);
    }
    text_release(&lines);
    return status;
}

Status run_world_new(const SessionOptions *options, const char *program, size_t length,
                     World **world, Error *error) {
    *world = world_new();
    for (size_t i = 0; i < options->world_line_count; i++) {
        const char *line = options->world_lines[i];
        world_add_lines(*world, WORLD_COMMAND_LINE, "command line", 1, NULL, line, strlen(line));
    }
    if (options->world_path != NULL) {
        Status status = add_file(*world, options, error);
        if (status != STATUS_OK) {
            world_free(*world);
            *world = NULL;
            return status;
        }
    }
    char *folder = folder_of(options, options->program_path);
    world_add_program(*world, options->program_path, folder, program, length);
    memory_free(folder);
    for (size_t i = 0; i < options->setting_count; i++) {
        const SessionSetting *setting = &options->settings[i];
        if (strncmp(setting->name, LATENCY, strlen(LATENCY)) == 0) {
            world_set_latency(*world, setting->name + strlen(LATENCY), setting->value);
        }
    }
    if (options->seed != NULL) {
        world_set_seed(*world, *options->seed);
    }
    return STATUS_OK;
}

static void add_line(Text *lines, const char *bytes, size_t length) {
    if (lines->length > 0) {
        text_append_char(lines, '\n');
    }
    text_append(lines, bytes, length);
}

void run_world_describe(const SessionOptions *options, const char *program, size_t length,
                        Text *lines) {
    for (size_t i = 0; i < options->world_line_count; i++) {
        add_line(lines, options->world_lines[i], strlen(options->world_lines[i]));
    }
    if (options->world_path != NULL) {
        Text file = {0};
        if (read_file(options, &file, NULL) == STATUS_OK) {
            while (file.length > 0 && file.bytes[file.length - 1] == '\n') {
                file.length--;
            }
            add_line(lines, text_cstr(&file), file.length);
        }
        text_release(&file);
    }
    const char *end = program + length;
    for (const char *line = program; line < end;) {
        const char *newline = memchr(line, '\n', (size_t)(end - line));
        const char *stop = newline != NULL ? newline : end;
        size_t mark = strlen(COMMENT);
        if ((size_t)(stop - line) > mark && memcmp(line, COMMENT, mark) == 0) {
            const char *start = line + mark;
            while (start < stop && *start == ' ') {
                start++;
            }
            add_line(lines, start, (size_t)(stop - start));
        }
        line = stop + 1;
    }
}
