#include "base/file.h"

#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BUFFER_BYTES = 1 << 16 };

static const char *shown(const char *path) {
    return strcmp(path, "-") == 0 ? "standard input" : path;
}

bool file_has_ending(const char *name, const char *ending) {
    size_t length = strlen(name), tail = strlen(ending);
    return length > tail && strcmp(name + length - tail, ending) == 0;
}

Status file_read(const char *path, size_t bytes_max, Text *text, Error *error) {
    bool is_stdin = strcmp(path, "-") == 0;
    int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return error_set(error, STATUS_SYSTEM, "could not read %s: %s", path, strerror(errno));
    }
    Status status = STATUS_OK;
    size_t total = 0;
    char *buffer = memory_new(BUFFER_BYTES);
    for (;;) {
        ssize_t count = read(fd, buffer, BUFFER_BYTES);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count < 0) {
            status = error_set(error, STATUS_SYSTEM, "could not read %s: %s", shown(path),
                               strerror(errno));
        }
        if (count <= 0) {
            break;
        }
        total += (size_t)count;
        if (total > bytes_max) {
            status = error_set(error, STATUS_LIMIT, "could not read %s: it has more than %zu bytes",
                               shown(path), bytes_max);
            break;
        }
        text_append(text, buffer, (size_t)count);
    }
    memory_free(buffer);
    if (!is_stdin) {
        close(fd);
    }
    return status;
}

static const char *shown_target(const char *path) {
    return strcmp(path, "-") == 0 ? "to standard output" : path;
}

static Status write_all(const char *path, int fd, const char *bytes, size_t length, Error *error) {
    while (length > 0) {
        ssize_t count = write(fd, bytes, length);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count < 0) {
            return error_set(error, STATUS_SYSTEM, "could not write %s: %s", shown_target(path),
                             strerror(errno));
        }
        bytes += count;
        length -= (size_t)count;
    }
    return STATUS_OK;
}

static Status open_directly(FileWriter *writer, Error *error) {
    writer->fd = strcmp(writer->path, "-") == 0
                     ? dup(STDOUT_FILENO)
                     : open(writer->path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
    if (writer->fd < 0) {
        return error_set(error, STATUS_SYSTEM, "could not write %s: %s", shown_target(writer->path),
                         strerror(errno));
    }
    return STATUS_OK;
}

/* The new file gets the permissions of the old one, or what the umask leaves of rw-rw-rw-. */
static mode_t wanted_mode(const struct stat *old) {
    if (old != NULL) {
        return old->st_mode & 07777;
    }
    mode_t mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
}

static Status open_beside(FileWriter *writer, const struct stat *old, Error *error) {
    Text name = {0};
    text_printf(&name, "%s.XXXXXX", writer->path);
    writer->temporary = text_take(&name);
    writer->fd = mkostemp(writer->temporary, O_CLOEXEC);
    if (writer->fd < 0) {
        return error_set(error, STATUS_SYSTEM, "could not write %s: %s", writer->path,
                         strerror(errno));
    }
    if (fchmod(writer->fd, wanted_mode(old)) != 0) {
        return error_set(error, STATUS_SYSTEM, "could not set the permissions of %s: %s",
                         writer->path, strerror(errno));
    }
    return STATUS_OK;
}

Status file_writer_open(FileWriter *writer, const char *path, Error *error) {
    /* Through a link its target is replaced, not the link. */
    char *resolved = strcmp(path, "-") == 0 ? NULL : realpath(path, NULL);
    *writer =
        (FileWriter){.path = memory_copy_string(resolved != NULL ? resolved : path), .fd = -1};
    free(resolved);
    struct stat old;
    bool exists = strcmp(path, "-") != 0 && stat(path, &old) == 0;
    Status status;
    if (exists && S_ISDIR(old.st_mode)) {
        status = error_set(error, STATUS_SYSTEM, "could not write %s: it is a directory", path);
    } else if (strcmp(path, "-") == 0 || (exists && !S_ISREG(old.st_mode))) {
        status = open_directly(writer, error);
    } else if (exists && access(path, W_OK) != 0) {
        status = error_set(error, STATUS_SYSTEM, "could not write %s: %s", path, strerror(errno));
    } else {
        status = open_beside(writer, exists ? &old : NULL, error);
    }
    if (status != STATUS_OK) {
        file_writer_abandon(writer);
    }
    return status;
}

static Status flush(FileWriter *writer, Error *error) {
    Status status = write_all(writer->path, writer->fd, text_cstr(&writer->buffer),
                              writer->buffer.length, error);
    text_clear(&writer->buffer);
    return status;
}

Status file_writer_add(FileWriter *writer, const char *bytes, size_t length, Error *error) {
    text_append(&writer->buffer, bytes, length);
    return writer->buffer.length < BUFFER_BYTES ? STATUS_OK : flush(writer, error);
}

Status file_writer_sync(FileWriter *writer, Error *error) {
    Status status = flush(writer, error);
    if (status == STATUS_OK && writer->temporary != NULL && fsync(writer->fd) != 0) {
        status = error_set(error, STATUS_SYSTEM, "could not write %s: %s", writer->path,
                           strerror(errno));
    }
    return status;
}

static void release(FileWriter *writer) {
    memory_free(writer->path);
    memory_free(writer->temporary);
    text_release(&writer->buffer);
    *writer = (FileWriter){.fd = -1};
}

void file_writer_abandon(FileWriter *writer) {
    if (writer->fd >= 0) {
        close(writer->fd);
        if (writer->temporary != NULL) {
            unlink(writer->temporary);
        }
    }
    release(writer);
}

Status file_writer_finish(FileWriter *writer, Error *error) {
    Status status = flush(writer, error);
    if (status != STATUS_OK) {
        file_writer_abandon(writer);
        return status;
    }
    int closed = close(writer->fd);
    writer->fd = -1;
    if (closed != 0) {
        status = error_set(error, STATUS_SYSTEM, "could not write %s: %s", writer->path,
                           strerror(errno));
    } else if (writer->temporary != NULL && rename(writer->temporary, writer->path) != 0) {
        status = error_set(error, STATUS_SYSTEM, "could not replace %s: %s", writer->path,
                           strerror(errno));
    }
    if (status != STATUS_OK && writer->temporary != NULL) {
        unlink(writer->temporary);
    }
    release(writer);
    return status;
}

Status file_write(const char *path, const char *bytes, size_t length, Error *error) {
    FileWriter writer;
    Status status = file_writer_open(&writer, path, error);
    if (status != STATUS_OK) {
        return status;
    }
    status = file_writer_add(&writer, bytes, length, error);
    if (status != STATUS_OK) {
        file_writer_abandon(&writer);
        return status;
    }
    return file_writer_finish(&writer, error);
}
