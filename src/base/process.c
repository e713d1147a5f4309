#include "base/process.h"

#include "base/array.h"
#include "base/memory.h"
#include "base/monotonic.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum {
    READ_BYTES = 1 << 16,
    WAIT_MS_MAX = 1000, /* a signal wakes us when the child ends; this is for when it is lost */
    SPARE_FD_MIN = 10,  /* above every descriptor that the child gets by number */
    CHILD_FDS = PROCESS_MEMORY_FD + 1,
};

struct Process {
    const ProcessSpec *spec;
    ProcessResult *result;
    pid_t pid;
    int input_fd;   /* our ends; -1 when closed */
    int output_fd;  /* likewise */
    int errors_fd;  /* likewise */
    int channel_fd; /* likewise */
    int signal_fd;  /* tells of SIGINT and SIGCHLD, which are blocked meanwhile */
    size_t input_sent;
    Text line; /* what came over the channel since the last newline */
};

typedef struct Ends {
    int ours;
    int childs; /* -1: the child inherits */
} Ends;

static void close_fd(int *fd) {
    if (*fd >= 0) {
        close(*fd);
        *fd = -1;
    }
}

/* Moves a descriptor out of the range that the child's are duplicated to. */
static int spare_fd(int fd) {
    if (fd < 0 || fd >= SPARE_FD_MIN) {
        return fd;
    }
    int moved = fcntl(fd, F_DUPFD_CLOEXEC, SPARE_FD_MIN);
    int reason = errno;
    close(fd);
    errno = reason;
    return moved;
}

static bool open_pipe(Ends *ends, bool child_reads) {
    int fds[2];
    if (pipe2(fds, O_CLOEXEC) != 0) {
        return false;
    }
    ends->ours = spare_fd(fds[child_reads ? 1 : 0]);
    ends->childs = spare_fd(fds[child_reads ? 0 : 1]);
    return ends->ours >= 0 && ends->childs >= 0 && fcntl(ends->ours, F_SETFL, O_NONBLOCK) == 0;
}

static bool open_stream(Ends *ends, ProcessStream kind) {
    if (kind == PROCESS_COLLECT) {
        return open_pipe(ends, false);
    }
    if (kind == PROCESS_DISCARD) {
        ends->childs = spare_fd(open("/dev/null", O_WRONLY | O_CLOEXEC));
        return ends->childs >= 0;
    }
    return true;
}

static bool open_channel(Ends *ends) {
    int fds[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) != 0) {
        return false;
    }
    ends->ours = spare_fd(fds[0]);
    ends->childs = spare_fd(fds[1]);
    return ends->ours >= 0 && ends->childs >= 0;
}

static bool share(Ends *ends, int fd) {
    ends->childs = fcntl(fd, F_DUPFD_CLOEXEC, SPARE_FD_MIN);
    return ends->childs >= 0;
}

/* Our environment with the spec's entries in place of ours of the same name. The caller frees the
 * array, not the strings; `channel` is the entry for the channel, or NULL. */
static char **child_environment(const ProcessSpec *spec, char *channel) {
    ARRAY_OF(char *) all = {0};
    for (char **entry = environ; *entry != NULL; entry++) {
        bool replaced = false;
        size_t name_length = strcspn(*entry, "=") + 1;
        for (size_t i = 0; spec->environment != NULL && spec->environment[i] != NULL; i++) {
            replaced = replaced || strncmp(*entry, spec->environment[i], name_length) == 0;
        }
        replaced = replaced || (channel != NULL && strncmp(*entry, channel, name_length) == 0);
        if (!replaced) {
            ARRAY_PUSH(&all, *entry);
        }
    }
    for (size_t i = 0; spec->environment != NULL && spec->environment[i] != NULL; i++) {
        ARRAY_PUSH(&all, (char *)spec->environment[i]);
    }
    if (channel != NULL) {
        ARRAY_PUSH(&all, channel);
    }
    ARRAY_PUSH(&all, NULL);
    return all.items;
}

/* Returns 0 or an errno. */
static int spawn(Process *process, const Ends ends[CHILD_FDS]) {
    const ProcessSpec *spec = process->spec;
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    for (int fd = 0; fd < CHILD_FDS; fd++) {
        if (ends[fd].childs >= 0) {
            posix_spawn_file_actions_adddup2(&actions, ends[fd].childs, fd);
        }
    }
    if (spec->directory != NULL) {
        posix_spawn_file_actions_addchdir_np(&actions, spec->directory);
    }
    /* What we ignore or block is our affair: the child starts with the usual signals. */
    sigset_t usual;
    sigset_t none;
    sigemptyset(&none);
    sigemptyset(&usual);
    sigaddset(&usual, SIGPIPE);
    sigaddset(&usual, SIGINT);
    posix_spawnattr_setsigdefault(&attributes, &usual);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);

    Text channel = {0};
    if (spec->channel_variable != NULL) {
        text_printf(&channel, "%s=%d", spec->channel_variable, PROCESS_CHANNEL_FD);
    }
    char **environment = child_environment(spec, channel.bytes);
    int reason = posix_spawnp(&process->pid, spec->arguments[0], &actions, &attributes,
                              (char *const *)spec->arguments, environment);
    memory_free(environment);
    text_release(&channel);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return reason;
}

static Status start(Process *process, Error *error) {
    const ProcessSpec *spec = process->spec;
    Ends ends[CHILD_FDS] = {{-1, -1}, {-1, -1}, {-1, -1}, {-1, -1}, {-1, -1}};
    int reason = 0;
    if ((spec->input != NULL && !open_pipe(&ends[0], true)) ||
        !open_stream(&ends[1], spec->output) || !open_stream(&ends[2], spec->errors) ||
        (spec->channel_variable != NULL && !open_channel(&ends[PROCESS_CHANNEL_FD])) ||
        (spec->memory_fd > 0 && !share(&ends[PROCESS_MEMORY_FD], spec->memory_fd))) {
        reason = errno;
    } else {
        reason = spawn(process, ends);
    }
    for (int fd = 0; fd < CHILD_FDS; fd++) {
        close_fd(&ends[fd].childs);
    }
    process->input_fd = ends[0].ours;
    process->output_fd = ends[1].ours;
    process->errors_fd = ends[2].ours;
    process->channel_fd = ends[PROCESS_CHANNEL_FD].ours;
    if (reason != 0) {
        process->pid = -1;
        return error_set(error, STATUS_SYSTEM, "could not start %s: %s", spec->arguments[0],
                         strerror(reason));
    }
    return STATUS_OK;
}

/* Writes what is left of the input; a child that does not want it has closed its end. */
static void feed_input(Process *process) {
    const ProcessSpec *spec = process->spec;
    while (process->input_sent < spec->input_length) {
        ssize_t sent = write(process->input_fd, spec->input + process->input_sent,
                             spec->input_length - process->input_sent);
        if (sent < 0 && (errno == EAGAIN || errno == EINTR)) {
            return;
        }
        if (sent < 0) {
            break;
        }
        process->input_sent += (size_t)sent;
    }
    close_fd(&process->input_fd);
}

static Status collect(int *fd, Text *into, const char *name, Error *error) {
    char bytes[READ_BYTES];
    for (;;) {
        ssize_t length = read(*fd, bytes, sizeof bytes);
        if (length < 0 && (errno == EAGAIN || errno == EINTR)) {
            return STATUS_OK;
        }
        if (length <= 0) {
            close_fd(fd);
            return STATUS_OK;
        }
        text_append(into, bytes, (size_t)length);
        if (into->length > PROCESS_OUTPUT_BYTES_MAX) {
            return error_set(error, STATUS_LIMIT,
                             "could not go on with %s: it wrote more than %d MB", name,
                             PROCESS_OUTPUT_BYTES_MAX >> 20);
        }
    }
}

/* Hands over the whole lines in process->line[from..] and keeps the rest. */
static Status deliver_lines(Process *process, size_t from, Error *error) {
    Status status = STATUS_OK;
    size_t begin = 0;
    for (size_t i = from; i < process->line.length && status == STATUS_OK; i++) {
        if (process->line.bytes[i] == '\n') {
            process->line.bytes[i] = '\0';
            status = process->spec->on_line(process->spec->context, process,
                                            process->line.bytes + begin, i - begin, error);
            begin = i + 1;
        }
    }
    process->line.length -= begin;
    memmove(process->line.bytes, process->line.bytes + begin, process->line.length + 1);
    if (status == STATUS_OK && process->line.length > PROCESS_LINE_BYTES_MAX) {
        return error_set(error, STATUS_LIMIT, "could not go on with %s: a line of more than %d MB",
                         process->spec->arguments[0], PROCESS_LINE_BYTES_MAX >> 20);
    }
    return status;
}

static Status receive_lines(Process *process, Error *error) {
    char bytes[READ_BYTES];
    for (;;) {
        ssize_t length = recv(process->channel_fd, bytes, sizeof bytes, MSG_DONTWAIT);
        if (length < 0 && (errno == EAGAIN || errno == EINTR)) {
            return STATUS_OK;
        }
        if (length <= 0) {
            close_fd(&process->channel_fd);
            return STATUS_OK;
        }
        size_t from = process->line.length;
        text_append(&process->line, bytes, (size_t)length);
        Status status = deliver_lines(process, from, error);
        if (status != STATUS_OK) {
            return status;
        }
    }
}

void process_send(Process *process, const char *bytes, size_t length) {
    while (length > 0 && process->channel_fd >= 0) {
        ssize_t sent = send(process->channel_fd, bytes, length, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) {
            continue;
        }
        if (sent < 0) {
            return;
        }
        bytes += sent;
        length -= (size_t)sent;
    }
}

/* A Ctrl-C in the terminal has reached the child, too; an interrupt that somebody sent to us alone
 * is passed on. That a child has ended only has to wake us. */
static void take_signals(Process *process) {
    struct signalfd_siginfo info;
    while (read(process->signal_fd, &info, sizeof info) == (ssize_t)sizeof info) {
        if (info.ssi_signo == SIGINT) {
            process->result->interrupted = true;
            if (info.ssi_code != SI_KERNEL && process->pid > 0) {
                kill(process->pid, SIGINT);
            }
        }
    }
}

/* Reads and writes whatever is ready. */
static Status serve(Process *process, int wait_ms, Error *error) {
    struct pollfd fds[5] = {
        {.fd = process->input_fd, .events = POLLOUT}, {.fd = process->output_fd, .events = POLLIN},
        {.fd = process->errors_fd, .events = POLLIN}, {.fd = process->channel_fd, .events = POLLIN},
        {.fd = process->signal_fd, .events = POLLIN},
    };
    if (poll(fds, 5, wait_ms) < 0) {
        return STATUS_OK; /* interrupted by a signal: the caller asks again */
    }
    const char *name = process->spec->arguments[0];
    Status status = STATUS_OK;
    if (fds[4].revents != 0) {
        take_signals(process);
    }
    if (fds[0].revents != 0) {
        feed_input(process);
    }
    if (status == STATUS_OK && fds[1].revents != 0) {
        status = collect(&process->output_fd, &process->result->output, name, error);
    }
    if (status == STATUS_OK && fds[2].revents != 0) {
        status = collect(&process->errors_fd, &process->result->errors, name, error);
    }
    if (status == STATUS_OK && fds[3].revents != 0) {
        status = receive_lines(process, error);
    }
    return status;
}

/* Waits for the child, or only asks; true when it has ended. */
static bool reap(Process *process, bool wait) {
    int how = 0;
    pid_t ended;
    do {
        ended = waitpid(process->pid, &how, wait ? 0 : WNOHANG);
    } while (ended < 0 && errno == EINTR);
    if (ended == 0) {
        return false;
    }
    process->pid = -1;
    if (ended > 0 && WIFSIGNALED(how)) {
        process->result->signal = WTERMSIG(how);
        process->result->exit_code = 128 + WTERMSIG(how);
    } else {
        process->result->exit_code = ended > 0 ? WEXITSTATUS(how) : 1;
    }
    return true;
}

static void kill_and_reap(Process *process) {
    kill(process->pid, SIGKILL);
    reap(process, true);
}

static Status serve_until_end(Process *process, Error *error) {
    const ProcessSpec *spec = process->spec;
    int64_t deadline_ms = spec->timeout_ms > 0 ? monotonic_now_ms() + spec->timeout_ms : INT64_MAX;
    for (;;) {
        int64_t wait_ms = deadline_ms - monotonic_now_ms();
        wait_ms = wait_ms < 0 ? 0 : wait_ms > WAIT_MS_MAX ? WAIT_MS_MAX : wait_ms;
        Status status = serve(process, (int)wait_ms, error);
        if (status != STATUS_OK) {
            kill_and_reap(process);
            return status;
        }
        if (reap(process, false)) {
            return serve(process, 0, error); /* what is still in the pipes */
        }
        if (monotonic_now_ms() >= deadline_ms) {
            bool is_asked = process->result->timed_out || spec->grace_ms == 0;
            process->result->timed_out = true;
            if (!is_asked) {
                kill(process->pid, SIGTERM);
                deadline_ms = monotonic_now_ms() + spec->grace_ms;
                continue;
            }
            kill_and_reap(process);
            return serve(process, 0, error);
        }
    }
}

Status process_run(const ProcessSpec *spec, ProcessResult *result, Error *error) {
    CHECK(spec->channel_variable == NULL || spec->on_line != NULL);
    *result = (ProcessResult){0};
    Process process = {.spec = spec,
                       .result = result,
                       .pid = -1,
                       .input_fd = -1,
                       .output_fd = -1,
                       .errors_fd = -1,
                       .channel_fd = -1};
    /* While the child runs, signals come through a descriptor, beside its streams. A write to a
     * child that closes its input early must not end us. */
    sigset_t watched;
    sigset_t mask_before;
    struct sigaction pipe_before;
    sigemptyset(&watched);
    sigaddset(&watched, SIGINT);
    sigaddset(&watched, SIGCHLD);
    sigprocmask(SIG_BLOCK, &watched, &mask_before);
    sigaction(SIGPIPE, &(struct sigaction){.sa_handler = SIG_IGN}, &pipe_before);
    process.signal_fd = signalfd(-1, &watched, SFD_CLOEXEC | SFD_NONBLOCK);

    Status status = start(&process, error);
    if (status == STATUS_OK) {
        status = serve_until_end(&process, error);
    }
    close_fd(&process.input_fd);
    close_fd(&process.output_fd);
    close_fd(&process.errors_fd);
    close_fd(&process.channel_fd);
    take_signals(&process);
    close_fd(&process.signal_fd);
    sigaction(SIGPIPE, &pipe_before, NULL);
    sigprocmask(SIG_SETMASK, &mask_before, NULL);
    text_release(&process.line);
    return status;
}

void process_result_release(ProcessResult *result) {
    text_release(&result->output);
    text_release(&result->errors);
}

bool process_is_installed(const char *program) {
    const char *path = getenv("PATH");
    bool found = false;
    for (const char *folder = path; folder != NULL && !found;) {
        size_t length = strcspn(folder, ":");
        Text file = {0};
        text_printf(&file, "%.*s/%s", length > 0 ? (int)length : 1, length > 0 ? folder : ".",
                    program);
        found = access(text_cstr(&file), X_OK) == 0;
        text_release(&file);
        folder = folder[length] == ':' ? folder + length + 1 : NULL;
    }
    return found;
}
