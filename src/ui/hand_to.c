#include "ui/hand_to.h"

#include "base/check.h"
#include "base/memory.h"
#include "base/process.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { NOT_FOUND = 127 }; /* the exit code of a shell that does not know a command */

/* Shared by its owner and the threads that wait: whoever is the last frees it. */
struct HandTo {
    pthread_mutex_t lock; /* of all that follows */
    size_t users;
    void (*wake)(void *context);
    void *context;
    Text failure; /* nobody has taken it yet */
};

/* A program that runs; its thread's own. */
typedef struct Started {
    HandTo *hand_to;
    pid_t child;
    char *command;      /* as its user knows it */
    const char *advice; /* when it fails */
} Started;

HandTo *hand_to_new(void (*wake)(void *context), void *context) {
    HandTo *hand_to = memory_new_zeroed(1, sizeof *hand_to);
    CHECK(pthread_mutex_init(&hand_to->lock, NULL) == 0);
    hand_to->users = 1;
    hand_to->wake = wake;
    hand_to->context = context;
    return hand_to;
}

/* With the lock held, which is given back. */
static void leave(HandTo *hand_to) {
    bool is_last = --hand_to->users == 0;
    pthread_mutex_unlock(&hand_to->lock);
    if (is_last) {
        text_release(&hand_to->failure);
        pthread_mutex_destroy(&hand_to->lock);
        memory_free(hand_to);
    }
}

void hand_to_free(HandTo *hand_to) {
    if (hand_to != NULL) {
        pthread_mutex_lock(&hand_to->lock);
        hand_to->wake = NULL;
        leave(hand_to);
    }
}

bool hand_to_take_failure(HandTo *hand_to, Text *sentence) {
    pthread_mutex_lock(&hand_to->lock);
    bool has_failed = hand_to->failure.length > 0;
    text_append(sentence, text_cstr(&hand_to->failure), hand_to->failure.length);
    text_clear(&hand_to->failure);
    pthread_mutex_unlock(&hand_to->lock);
    return has_failed;
}

/* ---- while it runs ---- */

static void describe(const Started *started, int status, Text *text) {
    if (WIFSIGNALED(status)) {
        text_printf(text, "Could not open it: %s was ended by signal %d.", started->command,
                    WTERMSIG(status));
    } else if (WEXITSTATUS(status) == NOT_FOUND) {
        text_printf(text, "Could not open it: there is no command %s.", started->command);
    } else {
        text_printf(text, "Could not open it: %s ended with exit code %d.", started->command,
                    WEXITSTATUS(status));
    }
    text_append_cstr(text, started->advice);
}

static void *wait_for(void *argument) {
    Started *started = argument;
    HandTo *hand_to = started->hand_to;
    int status = 0;
    while (waitpid(started->child, &status, 0) < 0 && errno == EINTR) {
    }
    pthread_mutex_lock(&hand_to->lock);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        text_clear(&hand_to->failure);
        describe(started, status, &hand_to->failure);
        if (hand_to->wake != NULL) {
            hand_to->wake(hand_to->context);
        }
    }
    leave(hand_to);
    memory_free(started->command);
    memory_free(started);
    return NULL;
}

/* The child hears nothing from our terminal, and outlives us. */
static void become(const char *const *arguments) {
    int nothing = open("/dev/null", O_RDWR);
    (void)setsid();
    (void)dup2(nothing, STDIN_FILENO);
    (void)dup2(nothing, STDOUT_FILENO);
    execvp(arguments[0], (char *const *)arguments);
    _exit(NOT_FOUND);
}

/* Starts a program, which is known as `command`. */
static Status start(HandTo *hand_to, const char *const *arguments, const char *command,
                    const char *advice, Error *error) {
    pid_t child = fork();
    if (child < 0) {
        return error_set(error, STATUS_SYSTEM, "could not start %s: %s", command, strerror(errno));
    }
    if (child == 0) {
        become(arguments);
    }
    Started *started = memory_new_zeroed(1, sizeof *started);
    *started = (Started){.hand_to = hand_to,
                         .child = child,
                         .command = memory_copy_string(command),
                         .advice = advice};
    pthread_mutex_lock(&hand_to->lock);
    hand_to->users++;
    pthread_mutex_unlock(&hand_to->lock);
    pthread_t thread;
    if (pthread_create(&thread, NULL, wait_for, started) == 0) {
        (void)pthread_detach(thread);
    } else {
        (void)wait_for(started); /* without a thread there is nothing to be done meanwhile */
    }
    return STATUS_OK;
}

/* ---- what is handed over ---- */

static const char ADVICE[] = " Set MEANWHILE_EDITOR to your editor.";

Status hand_to_editor(HandTo *hand_to, const char *path, Error *error) {
    const char *own = getenv("MEANWHILE_EDITOR");
    if (own != NULL && own[0] != '\0') {
        Text line = {0}, command = {0};
        text_printf(&line, "%s \"$1\"", own);
        text_printf(&command, "'%s' (MEANWHILE_EDITOR)", own);
        const char *const arguments[] = {"sh", "-c", text_cstr(&line), "sh", path, NULL};
        Status status = start(hand_to, arguments, text_cstr(&command), "", error);
        text_release(&line);
        text_release(&command);
        return status;
    }
    if (process_is_installed("xdg-open")) {
        const char *const arguments[] = {"xdg-open", path, NULL};
        return start(hand_to, arguments, "xdg-open", ADVICE, error);
    }
    const char *editor = getenv("VISUAL") != NULL ? getenv("VISUAL") : getenv("EDITOR");
    if (editor != NULL && process_is_installed("x-terminal-emulator")) {
        const char *const arguments[] = {"x-terminal-emulator", "-e", editor, path, NULL};
        return start(hand_to, arguments, "x-terminal-emulator", ADVICE, error);
    }
    return error_set(error, STATUS_SYSTEM,
                     "no editor was found: open the file yourself, or set MEANWHILE_EDITOR");
}

Status hand_to_browser(HandTo *hand_to, const char *address, Error *error) {
    bool is_web = strncmp(address, "https://", 8) == 0 || strncmp(address, "http://", 7) == 0;
    if (!is_web) {
        return error_set(error, STATUS_USAGE, "only addresses of the web are opened");
    }
    const char *own = getenv("BROWSER");
    const char *browser = process_is_installed("xdg-open")          ? "xdg-open"
                          : own != NULL && strchr(own, ' ') == NULL ? own
                                                                    : NULL;
    if (browser == NULL) {
        return error_set(error, STATUS_SYSTEM, "no browser was found to open it with");
    }
    const char *const arguments[] = {browser, address, NULL};
    return start(hand_to, arguments, browser, "", error);
}
