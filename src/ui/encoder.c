#include "ui/encoder.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

struct Encoder {
    char *path;       /* the target */
    char *unfinished; /* what ffmpeg writes */
    pid_t pid;        /* 0: it has ended */
    int input_fd;     /* our end of its standard input; -1 when closed */
    int errors_fd;    /* a file in memory, where its messages go */
    int width, height;
};

/* What follows the description of the input, by ending. A GIF's colours are chosen for each picture
 * by itself, so that ffmpeg need not hold the whole film; MP4 wants even sides. */
static const struct {
    const char *ending;
    const char *filter;
} FORMATS[] = {
    {".gif", "split[a][b];[a]palettegen=stats_mode=single[p];[b][p]paletteuse=new=1:dither=none"},
    {".mp4", "pad=ceil(iw/2)*2:ceil(ih/2)*2,format=yuv420p"},
};

static const char *filter_for(const char *path) {
    size_t length = strlen(path);
    for (size_t i = 0; i < sizeof FORMATS / sizeof *FORMATS; i++) {
        size_t ending = strlen(FORMATS[i].ending);
        if (length > ending && strcmp(path + length - ending, FORMATS[i].ending) == 0) {
            return FORMATS[i].filter;
        }
    }
    return NULL;
}

bool encoder_knows(const char *path) {
    return filter_for(path) != NULL;
}

/* "folder/film.mp4" is written as "folder/.film-1234.mp4". */
static char *unfinished_path(const char *path) {
    Text text = {0};
    const char *slash = strrchr(path, '/');
    const char *name = slash != NULL ? slash + 1 : path;
    const char *dot = strrchr(name, '.');
    text_append(&text, path, (size_t)(name - path));
    text_printf(&text, ".%.*s-%d%s", (int)(dot - name), name, (int)getpid(), dot);
    return text_take(&text);
}

static int spawn(Encoder *encoder, int childs_end, int fps) {
    char size[32], rate[16];
    snprintf(size, sizeof size, "%dx%d", encoder->width, encoder->height);
    snprintf(rate, sizeof rate, "%d", fps);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    static const char PIXELS[] = "bgr0";
#else
    static const char PIXELS[] = "0rgb";
#endif
    const char *arguments[] = {"ffmpeg",
                               "-v",
                               "error",
                               "-nostdin",
                               "-y",
                               "-f",
                               "rawvideo",
                               "-pix_fmt",
                               PIXELS,
                               "-s",
                               size,
                               "-framerate",
                               rate,
                               "-i",
                               "pipe:0",
                               "-filter_complex",
                               filter_for(encoder->path),
                               "-map_metadata",
                               "-1",
                               "-fflags",
                               "+bitexact",
                               "-flags:v",
                               "+bitexact",
                               encoder->unfinished,
                               NULL};
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_adddup2(&actions, childs_end, STDIN_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, encoder->errors_fd, STDERR_FILENO);
    sigset_t usual;
    sigemptyset(&usual);
    sigaddset(&usual, SIGPIPE);
    posix_spawnattr_setsigdefault(&attributes, &usual);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
    int reason = posix_spawnp(&encoder->pid, "ffmpeg", &actions, &attributes,
                              (char *const *)arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    if (reason != 0) {
        encoder->pid = 0;
    }
    return reason;
}

static Status start(Encoder *encoder, int fps, bool *is_missing, Error *error) {
    int ends[2];
    /* a socket rather than a pipe: writing to it can be kept from raising SIGPIPE */
    encoder->errors_fd = memfd_create("ffmpeg", MFD_CLOEXEC);
    if (encoder->errors_fd < 0 || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
        return error_set(error, STATUS_SYSTEM, "could not start ffmpeg: %s", strerror(errno));
    }
    encoder->input_fd = ends[0];
    shutdown(ends[1], SHUT_WR);
    int reason = spawn(encoder, ends[1], fps);
    close(ends[1]);
    if (reason != 0) {
        *is_missing = reason == ENOENT;
        return error_set(error, STATUS_SYSTEM, "could not start ffmpeg: %s", strerror(reason));
    }
    return STATUS_OK;
}

Status encoder_new(Encoder **out, const char *path, int width, int height, int fps,
                   bool *is_missing, Error *error) {
    CHECK(encoder_knows(path));
    *out = NULL;
    *is_missing = false;
    Encoder *encoder = memory_new_zeroed(1, sizeof *encoder);
    *encoder = (Encoder){.path = memory_copy_string(path),
                         .unfinished = unfinished_path(path),
                         .input_fd = -1,
                         .errors_fd = -1,
                         .width = width,
                         .height = height};
    Status status = start(encoder, fps, is_missing, error);
    if (status != STATUS_OK) {
        encoder_free(encoder);
        return status;
    }
    *out = encoder;
    return STATUS_OK;
}

/* The last line of what ffmpeg said; false: it said nothing. */
static bool read_last_line(const Encoder *encoder, char *line, size_t size) {
    char bytes[4096];
    off_t end = lseek(encoder->errors_fd, 0, SEEK_END);
    off_t begin = end > (off_t)sizeof bytes ? end - (off_t)sizeof bytes : 0;
    ssize_t length = pread(encoder->errors_fd, bytes, sizeof bytes, begin);
    while (length > 0 && (bytes[length - 1] == '\n' || bytes[length - 1] == '\r')) {
        length--;
    }
    ssize_t first = length;
    while (first > 0 && bytes[first - 1] != '\n') {
        first--;
    }
    snprintf(line, size, "%.*s", length > first ? (int)(length - first) : 0, bytes + first);
    return length > first;
}

/* Closes its input, waits for its end, and says what went wrong with it. */
static Status wait_for_end(Encoder *encoder, Error *error) {
    close(encoder->input_fd);
    encoder->input_fd = -1;
    int ended = 0;
    while (waitpid(encoder->pid, &ended, 0) < 0 && errno == EINTR) {
    }
    encoder->pid = 0;
    char line[512];
    if (WIFSIGNALED(ended)) {
        return error_set(error, STATUS_SYSTEM, "could not make %s: ffmpeg was stopped by signal %d",
                         encoder->path, WTERMSIG(ended));
    }
    if (!WIFEXITED(ended) || WEXITSTATUS(ended) != 0) {
        bool has_said = read_last_line(encoder, line, sizeof line);
        return error_set(error, STATUS_SYSTEM, "could not make %s: ffmpeg %s%s", encoder->path,
                         has_said ? "says: " : "failed", has_said ? line : "");
    }
    return STATUS_OK;
}

Status encoder_add(Encoder *encoder, const Raster *raster, Error *error) {
    CHECK(raster->width == encoder->width && raster->height == encoder->height);
    const char *bytes = (const char *)raster->pixels;
    size_t left = (size_t)raster->width * (size_t)raster->height * sizeof *raster->pixels;
    while (left > 0 && encoder->pid != 0) {
        ssize_t sent = send(encoder->input_fd, bytes, left, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) {
            continue;
        }
        if (sent < 0) {
            Status status = wait_for_end(encoder, error);
            return status != STATUS_OK
                       ? status
                       : error_set(error, STATUS_SYSTEM,
                                   "could not make %s: ffmpeg ended before the film did",
                                   encoder->path);
        }
        bytes += sent;
        left -= (size_t)sent;
    }
    return STATUS_OK;
}

Status encoder_finish(Encoder *encoder, Error *error) {
    CHECK(encoder->pid != 0);
    Status status = wait_for_end(encoder, error);
    if (status == STATUS_OK && rename(encoder->unfinished, encoder->path) != 0) {
        status = error_set(error, STATUS_SYSTEM, "could not write %s: %s", encoder->path,
                           strerror(errno));
    }
    return status;
}

void encoder_free(Encoder *encoder) {
    if (encoder == NULL) {
        return;
    }
    if (encoder->input_fd >= 0) {
        close(encoder->input_fd);
    }
    if (encoder->pid != 0) {
        kill(encoder->pid, SIGKILL);
        while (waitpid(encoder->pid, NULL, 0) < 0 && errno == EINTR) {
        }
    }
    if (encoder->errors_fd >= 0) {
        close(encoder->errors_fd);
    }
    unlink(encoder->unfinished); /* it is not there when the film is whole */
    memory_free(encoder->unfinished);
    memory_free(encoder->path);
    memory_free(encoder);
}
