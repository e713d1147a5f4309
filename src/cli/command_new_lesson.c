#include "base/file.h"
#include "base/installation.h"
#include "cli/command.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static const char TITLE[] = "TITLE";

/* "29-my-lesson.md", "my-lessons/29-my-lesson": letters, digits, - and _ behind the folder. */
static bool is_name(const char *path) {
    const char *slash = strrchr(path, '/');
    const char *name = slash != NULL ? slash + 1 : path;
    size_t length =
        strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");
    return length > 0 && (name[length] == '\0' || strcmp(name + length, ".md") == 0);
}

/* "29-my-lesson" is titled "My lesson". */
static void append_title(Text *out, const char *path) {
    const char *slash = strrchr(path, '/');
    const char *name = slash != NULL ? slash + 1 : path;
    size_t digits = strspn(name, "0123456789-_");
    name = name[digits] != '\0' && name[digits] != '.' ? name + digits : name;
    size_t length = strcspn(name, ".");
    for (size_t i = 0; i < length; i++) {
        char c = name[i] == '-' || name[i] == '_' ? ' ' : name[i];
        text_append_char(out, i == 0 && c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c);
    }
}

static Status read_template(const char *path, Text *lesson, Error *error) {
    Text where = {0};
    Text bytes = {0};
    Status status = installation_find("assets/lesson/template.md", &where)
                        ? file_read(text_cstr(&where), FILE_BYTES_MAX, &bytes, error)
                        : error_set(error, STATUS_SYSTEM, "could not find the template of lessons");
    const char *mark = status == STATUS_OK ? strstr(text_cstr(&bytes), TITLE) : NULL;
    if (mark != NULL) {
        text_append(lesson, text_cstr(&bytes), (size_t)(mark - text_cstr(&bytes)));
        append_title(lesson, path);
        text_append_cstr(lesson, mark + strlen(TITLE));
    }
    text_release(&bytes);
    text_release(&where);
    return status;
}

/* Writes a file that is not there yet. */
static Status create(const char *path, const Text *bytes, Error *error) {
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd < 0) {
        return error_set(error, STATUS_SYSTEM, "could not write %s: %s", path,
                         errno == EEXIST ? "it is there already" : strerror(errno));
    }
    bool is_written = command_write(fd, bytes);
    int reason = errno;
    if (close(fd) == 0 && is_written) {
        return STATUS_OK;
    }
    (void)unlink(path);
    return error_set(error, STATUS_SYSTEM, "could not write %s: %s", path, strerror(reason));
}

Status command_new_lesson(Options *options, int *exit_code, Error *error) {
    if (options->operand_count != 1 || !is_name(options->operands[0])) {
        return error_set(error, STATUS_USAGE,
                         "new-lesson needs one name of letters, digits and -, as in 29-my-lesson");
    }
    const char *name = options->operands[0];
    Text path = {0};
    Text lesson = {0};
    text_append_cstr(&path, name);
    text_append_cstr(&path, strchr(name, '.') != NULL ? "" : ".md");
    Status status = read_template(name, &lesson, error);
    if (status == STATUS_OK) {
        status = create(text_cstr(&path), &lesson, error);
    }
    if (status == STATUS_OK) {
        Text told = {0};
        text_printf(&told,
                    "%s is a lesson that works. Change it, and see whether it is so:\n"
                    "  meanwhile check %s\n  meanwhile lesson %s\n  meanwhile play %s\n",
                    text_cstr(&path), text_cstr(&path), text_cstr(&path), text_cstr(&path));
        *exit_code = command_print(&told);
        text_release(&told);
    }
    text_release(&path);
    text_release(&lesson);
    return status;
}
