/* A child process: started with its own arguments, environment and streams, served while it runs,
 * and always collected. The CPython engine is one (the user's python3), an editor or ffmpeg others.
 *
 * Three streams and one channel. Standard input is given as bytes or inherited; standard output and
 * error are inherited, discarded or collected. The channel is a socket pair over which both sides
 * speak lines of text: the child finds the number of its end in the environment variable that
 * `channel_variable` names (always PROCESS_CHANNEL_FD), the parent is called back for every line
 * and answers with process_send().
 *
 *     ProcessSpec spec = {.arguments = arguments, .output = PROCESS_COLLECT};
 *     ProcessResult result;
 *     Status status = process_run(&spec, &result, &error);
 *     ...
 *     process_result_release(&result);
 *
 * A file that both map can be shared, too (`memory_fd`): what the child wrote there stays, however
 * it ends.
 *
 * process_run() returns when the child has ended and what it wrote is read. A child that outlives
 * `timeout_ms` is killed. A grandchild that keeps the pipes open does not hold us up: what is there
 * when the child ends is read, no more. The child stays in our process group, so a Ctrl-C reaches
 * both, and an interrupt that is sent to us alone is passed on; we go on waiting, and the child's
 * own ending tells how it took it.
 *
 * Limits: a line on the channel has at most PROCESS_LINE_BYTES_MAX bytes, collected output at most
 * PROCESS_OUTPUT_BYTES_MAX per stream; past either the child is killed and the status is
 * STATUS_LIMIT. */
#ifndef BASE_PROCESS_H
#define BASE_PROCESS_H

#include "base/status.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    PROCESS_CHANNEL_FD = 3,
    PROCESS_MEMORY_FD = 4,
    PROCESS_LINE_BYTES_MAX = 64 << 20,
    PROCESS_OUTPUT_BYTES_MAX = 256 << 20,
};

typedef enum ProcessStream {
    PROCESS_INHERIT = 0, /* our own stream */
    PROCESS_DISCARD,     /* /dev/null */
    PROCESS_COLLECT,     /* into the result's Text */
} ProcessStream;

typedef struct Process Process;

/* One line from the child, without its newline, NUL after the end. It may answer with
 * process_send(). Anything but STATUS_OK kills the child, and process_run() returns that status;
 * say why in `error`. */
typedef Status ProcessLineHandler(void *context, Process *process, const char *line, size_t length,
                                  Error *error);

typedef struct ProcessSpec {
    const char *const *arguments;   /* NULL at the end; the first is looked up in PATH */
    const char *const *environment; /* "NAME=value" added to ours, NULL at the end; may be NULL */
    const char *directory;          /* where the child starts; NULL: where we are */
    const char *input;              /* bytes for standard input; NULL: ours is inherited */
    size_t input_length;            /* in bytes */
    ProcessStream output;           /* standard output */
    ProcessStream errors;           /* standard error */
    const char *channel_variable;   /* the child's environment variable; NULL: no channel */
    ProcessLineHandler *on_line;    /* called for each line on the channel */
    void *context;                  /* handed to on_line */
    int64_t timeout_ms;             /* 0: no limit */
    int64_t grace_ms;               /* asked to end first (SIGTERM), killed so long after */
    int memory_fd;                  /* the child's PROCESS_MEMORY_FD; 0: none */
} ProcessSpec;

typedef struct ProcessResult {
    int exit_code;    /* the child's own; 128 + N when signal N ended it, as a shell says it */
    int signal;       /* the signal that ended it, 0 if none did */
    bool timed_out;   /* it was killed because timeout_ms had passed */
    bool interrupted; /* SIGINT came while it ran */
    Text output;      /* what was collected */
    Text errors;      /* likewise */
} ProcessResult;

/* Starts the child, serves it and waits for its end. STATUS_OK says that it ran, whatever its exit
 * code; STATUS_SYSTEM that it could not be started. The result is filled in any case; the caller
 * releases it. */
MUST_CHECK Status process_run(const ProcessSpec *spec, ProcessResult *result, Error *error);

/* Sends bytes to the child over the channel, whole; blocks while the child does not read. A child
 * that has closed its end is no error: its ending tells. Only within on_line. */
void process_send(Process *process, const char *bytes, size_t length);

/* Frees what was collected. */
void process_result_release(ProcessResult *result);

/* Whether a program of this name is found in PATH, as process_run() looks for it. */
bool process_is_installed(const char *program);

#endif
