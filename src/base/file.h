/* Whole files. Reading has a limit, since what is read may be anything (a device, a film); writing
 * goes to a new file beside the target, which is then renamed over it, so that a reader sees the
 * old content or the new and a full disk loses nothing. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base/status.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

#define FILE_BYTES_MAX ((size_t)64 << 20) /* what file_read() is usually called with */

/* Whether a name ends so, ".py", and is more than that. */
bool file_has_ending(const char *name, const char *ending);

/* Appends the bytes of a file ("-": standard input) to `text`. More than `bytes_max` is an error.
 */
Status file_read(const char *path, size_t bytes_max, Text *text, Error *error) MUST_CHECK;

/* Replaces the file by these bytes. Where the target is not a regular file (a pipe, /dev/stdout),
 * the bytes are written to it directly. "-" is standard output. */
Status file_write(const char *path, const char *bytes, size_t length, Error *error) MUST_CHECK;

/* A file that is being written beside its target, for content that should not be held in memory. */
typedef struct FileWriter {
    char *path;      /* the target */
    char *temporary; /* what is written now; NULL when the target is written directly */
    int fd;
    Text buffer;
} FileWriter;

/* Opens for writing: an impossible target fails here, before any work is done for it. */
Status file_writer_open(FileWriter *writer, const char *path, Error *error) MUST_CHECK;
Status file_writer_add(FileWriter *writer, const char *bytes, size_t length,
                       Error *error) MUST_CHECK;
/* Writes what was added so far to the disk itself: what a crash of the machine must not lose. */
Status file_writer_sync(FileWriter *writer, Error *error) MUST_CHECK;
/* Flushes and renames into place. Whether it fails or not, the writer is closed after. */
Status file_writer_finish(FileWriter *writer, Error *error) MUST_CHECK;
/* Gives up: the target keeps what it had. */
void file_writer_abandon(FileWriter *writer);

#endif
