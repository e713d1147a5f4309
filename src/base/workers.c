#include "base/workers.h"

#include "base/memory.h"
#include "base/monotonic.h"

#include <errno.h>
#include <limits.h>
#include <malloc.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { KEPT_BYTES_MAX = 32 << 20 }; /* of a block: the most that mallopt() takes */
enum { LOOK_MS = 200 }; /* a signal that comes just before poll() is noticed that much later */

typedef struct Message {
    uint64_t number;
    unsigned char record[WORKERS_RECORD_BYTES_MAX];
} Message;

typedef struct Worker {
    pid_t pid;
    int fd;          /* its records; -1 when it has closed them */
    uint64_t left;   /* numbers that it has yet to do */
    size_t received; /* bytes of the message that is arriving */
    Message message;
} Worker;

typedef struct Workers {
    const WorkersSpec *spec;
    size_t message_bytes;
    Worker *all;
    int count;
} Workers;

static volatile sig_atomic_t interrupted;

static void on_interrupt(int signal_number) {
    (void)signal_number;
    interrupted = 1;
}

static int worker_count(const WorkersSpec *spec) {
    long count = spec->workers > 0 ? spec->workers : sysconf(_SC_NPROCESSORS_ONLN);
    count = count < 1 ? 1 : count > WORKERS_MAX ? WORKERS_MAX : count;
    return (uint64_t)count > spec->count ? (int)spec->count : (int)count;
}

/* The life of a child: every count-th number, from its own. */
/* One number's memory does for the next: it is not given back to the system in between, which would
 * have to clear it each time. */
static void keep_memory(void) {
    mallopt(M_TRIM_THRESHOLD, INT_MAX);
    mallopt(M_MMAP_THRESHOLD, KEPT_BYTES_MAX);
}

static void serve(const Workers *workers, int index, int fd) {
    const WorkersSpec *spec = workers->spec;
    Message message;
    keep_memory();
    for (uint64_t i = (uint64_t)index; i < spec->count; i += (uint64_t)workers->count) {
        memset(&message, 0, sizeof message);
        message.number = spec->first + i;
        spec->work(spec->context, message.number, message.record);
        const char *bytes = (const char *)&message;
        for (size_t sent = 0; sent < workers->message_bytes;) {
            ssize_t count = write(fd, bytes + sent, workers->message_bytes - sent);
            if (count < 0 && errno != EINTR) {
                _exit(1); /* the parent is gone */
            }
            sent += count > 0 ? (size_t)count : 0;
        }
    }
    _exit(0);
}

static Status start(Workers *workers, int index, Error *error) {
    Worker *worker = &workers->all[index];
    int ends[2];
    if (pipe(ends) != 0) {
        return error_set(error, STATUS_SYSTEM, "could not make a pipe: %s", strerror(errno));
    }
    worker->pid = fork();
    if (worker->pid == 0) {
        close(ends[0]);
        for (int i = 0; i < index; i++) {
            close(workers->all[i].fd);
        }
        serve(workers, index, ends[1]);
    }
    int reason = errno;
    close(ends[1]);
    if (worker->pid < 0) {
        close(ends[0]);
        return error_set(error, STATUS_SYSTEM, "could not start a process: %s", strerror(reason));
    }
    worker->fd = ends[0];
    uint64_t count = workers->spec->count, step = (uint64_t)workers->count;
    worker->left = (count - (uint64_t)index + step - 1) / step;
    return STATUS_OK;
}

/* Reads what a child has sent. STATUS_LIMIT: it has ended too early. */
static Status receive(Workers *workers, Worker *worker, Error *error) {
    char *into = (char *)&worker->message + worker->received;
    ssize_t count = read(worker->fd, into, workers->message_bytes - worker->received);
    if (count < 0) {
        return errno == EINTR || errno == EAGAIN
                   ? STATUS_OK
                   : error_set(error, STATUS_SYSTEM, "could not read from a process: %s",
                               strerror(errno));
    }
    if (count == 0) {
        close(worker->fd);
        worker->fd = -1;
        return worker->left == 0
                   ? STATUS_OK
                   : error_set(error, STATUS_LIMIT,
                               "a process ended with %llu of its runs undone (out of memory?)",
                               (unsigned long long)worker->left);
    }
    worker->received += (size_t)count;
    if (worker->received == workers->message_bytes) {
        worker->received = 0;
        worker->left--;
        workers->spec->arrived(workers->spec->context, worker->message.number,
                               worker->message.record);
    }
    return STATUS_OK;
}

static Status gather(Workers *workers, WorkersEnd *end, Error *error) {
    const WorkersSpec *spec = workers->spec;
    int64_t deadline_ms = spec->time_limit_ms > 0 ? monotonic_now_ms() + spec->time_limit_ms : -1;
    *end = WORKERS_DONE;
    for (;;) {
        struct pollfd fds[WORKERS_MAX];
        int open = 0;
        for (int i = 0; i < workers->count; i++) {
            fds[i] = (struct pollfd){.fd = workers->all[i].fd, .events = POLLIN};
            open += workers->all[i].fd >= 0;
        }
        if (open == 0) {
            return STATUS_OK;
        }
        int64_t left_ms = deadline_ms < 0 ? LOOK_MS : deadline_ms - monotonic_now_ms();
        if (left_ms <= 0) {
            *end = WORKERS_TIME;
            return STATUS_OK;
        }
        int ready = poll(fds, (nfds_t)workers->count, left_ms > LOOK_MS ? LOOK_MS : (int)left_ms);
        if (interrupted) {
            *end = WORKERS_INTERRUPTED;
            return STATUS_OK;
        }
        for (int i = 0; ready > 0 && i < workers->count; i++) {
            if (fds[i].revents != 0) {
                Status status = receive(workers, &workers->all[i], error);
                if (status != STATUS_OK) {
                    return status;
                }
            }
        }
    }
}

static void end_all(Workers *workers) {
    for (int i = 0; i < workers->count; i++) {
        Worker *worker = &workers->all[i];
        if (worker->fd >= 0) {
            close(worker->fd);
            kill(worker->pid, SIGKILL);
        }
    }
    for (int i = 0; i < workers->count; i++) {
        while (workers->all[i].pid > 0 && waitpid(workers->all[i].pid, NULL, 0) < 0 &&
               errno == EINTR) {
        }
    }
}

Status workers_run(const WorkersSpec *spec, WorkersEnd *end, Error *error) {
    CHECK(spec->record_bytes <= WORKERS_RECORD_BYTES_MAX);
    Workers workers = {.spec = spec,
                       .message_bytes = offsetof(Message, record) + spec->record_bytes,
                       .count = worker_count(spec)};
    workers.all = memory_new_zeroed((size_t)workers.count + 1, sizeof *workers.all);
    struct sigaction action = {.sa_handler = on_interrupt}, before;
    interrupted = 0;
    sigaction(SIGINT, &action, &before);
    for (int i = 0; i < workers.count; i++) {
        workers.all[i] = (Worker){.pid = -1, .fd = -1};
    }
    Status status = STATUS_OK;
    for (int i = 0; status == STATUS_OK && i < workers.count; i++) {
        status = start(&workers, i, error);
    }
    if (status == STATUS_OK) {
        status = gather(&workers, end, error);
    }
    end_all(&workers);
    sigaction(SIGINT, &before, NULL);
    memory_free(workers.all);
    return status;
}
