#include "ui/measuring.h"

#include "base/array.h"
#include "base/check.h"
#include "base/file.h"
#include "base/installation.h"
#include "base/temporary_folder.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { COMPLAINT_BYTES_MAX = 1000 };

struct Measuring {
    char *folder;
    pid_t child;
    int output; /* its standard output and error, one after the other as they come */
    pthread_t thread;
    void (*wake)(void *context);
    void *context;
    pthread_cond_t ended;
    pthread_mutex_t lock; /* of all that follows */
    ARRAY_OF(MeasuringRun) runs;
    size_t taken;
    Text complaint; /* its first line that was neither a run nor a remark */
    bool is_over;
};

void measuring_run_release(MeasuringRun *run) {
    memory_free(run->program);
    memory_free(run->engine);
    memory_free(run->trace);
    *run = (MeasuringRun){0};
}

/* ---- what it says ---- */

static char *string_of(const json_t *object, const char *key) {
    const char *value = json_string_value(json_object_get(object, key));
    return value != NULL ? memory_copy_string(value) : NULL;
}

static const char NAME[] = "meanwhile: "; /* before what it has to say */

static bool begins(const char *line, size_t length, const char *with) {
    return length >= strlen(with) && memcmp(line, with, strlen(with)) == 0;
}

static bool is_remark(const char *line, size_t length) {
    return begins(line, length, "meanwhile: warning: ") ||
           begins(line, length, "meanwhile: note: ");
}

/* A line of JSON is a run; any other is a complaint or a remark. */
static void take_line(Measuring *measuring, const char *line, size_t length) {
    json_t *object = json_loadb(line, length, 0, NULL);
    pthread_mutex_lock(&measuring->lock);
    if (json_is_object(object)) {
        MeasuringRun run = {
            .program = string_of(object, "program"),
            .engine = string_of(object, "engine"),
            .number = (size_t)json_integer_value(json_object_get(object, "run")),
            .of = (size_t)json_integer_value(json_object_get(object, "of")),
            .makespan_ns = json_integer_value(json_object_get(object, "makespan_ns")),
            .exit_code = (int)json_integer_value(json_object_get(object, "exit_code")),
            .trace = string_of(object, "trace")};
        if (run.program != NULL && run.engine != NULL) {
            ARRAY_PUSH(&measuring->runs, run);
        } else {
            measuring_run_release(&run);
        }
    } else if (measuring->complaint.length == 0 && !is_remark(line, length)) {
        size_t name = begins(line, length, NAME) ? strlen(NAME) : 0, rest = length - name;
        text_append(&measuring->complaint, line + name,
                    rest < COMPLAINT_BYTES_MAX ? rest : COMPLAINT_BYTES_MAX);
    }
    pthread_mutex_unlock(&measuring->lock);
    json_decref(object);
    measuring->wake(measuring->context);
}

static void *serve(void *argument) {
    Measuring *measuring = argument;
    Text text = {0};
    char bytes[4096];
    ssize_t got;
    while ((got = read(measuring->output, bytes, sizeof bytes)) > 0 ||
           (got < 0 && errno == EINTR)) {
        text_append(&text, bytes, got > 0 ? (size_t)got : 0);
        size_t from = 0;
        const char *end;
        while ((end = memchr(text_cstr(&text) + from, '\n', text.length - from)) != NULL) {
            size_t at = (size_t)(end - text.bytes);
            take_line(measuring, text.bytes + from, at - from);
            from = at + 1;
        }
        memmove(text.bytes, text_cstr(&text) + from, text.length - from);
        text.length -= from;
    }
    text_release(&text);
    siginfo_t info;
    while (waitid(P_PID, (id_t)measuring->child, &info, WEXITED | WNOWAIT) != 0 && errno == EINTR) {
    }
    /* Whoever ends the child holds the lock: it has its number until here. */
    int status = 0;
    pthread_mutex_lock(&measuring->lock);
    (void)waitpid(measuring->child, &status, 0);
    measuring->is_over = true;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
        text_clear(&measuring->complaint);
    }
    pthread_cond_broadcast(&measuring->ended);
    pthread_mutex_unlock(&measuring->lock);
    measuring->wake(measuring->context);
    return NULL;
}

/* ---- starting ---- */

static Status write_in(const char *folder, const char *name, const char *ending, const char *text,
                       Text *path, Error *error) {
    text_clear(path);
    text_printf(path, "%s/%s%s", folder, name, ending);
    return file_write(text_cstr(path), text, strlen(text), error);
}

typedef struct Arguments {
    ARRAY_OF(char *) items;
} Arguments;

static void add(Arguments *arguments, const char *argument) {
    ARRAY_PUSH(&arguments->items, memory_copy_string(argument));
}

static void release(Arguments *arguments) {
    for (size_t i = 0; i < arguments->items.count; i++) {
        memory_free(arguments->items.items[i]);
    }
    ARRAY_RELEASE(&arguments->items);
}

/* Writes what the child reads, and says how it is called. */
static Status prepare(const char *folder, const MeasuringPlan *plan, Arguments *arguments,
                      Error *error) {
    Text text = {0};
    Status status = STATUS_OK;
    if (!installation_find_program("meanwhile", &text)) {
        text_release(&text);
        return error_set(error, STATUS_SYSTEM, "could not find meanwhile beside the window");
    }
    add(arguments, text_cstr(&text));
    add(arguments, "compare");
    for (size_t i = 0; status == STATUS_OK && i < plan->program_count; i++) {
        const MeasuringProgram *program = &plan->programs[i];
        text_clear(&text);
        if (program->path != NULL) {
            text_append_cstr(&text, program->path);
        } else {
            status = write_in(folder, program->name, ".py", program->text, &text, error);
        }
        add(arguments, text_cstr(&text));
    }
    for (size_t i = 0; i < plan->option_count; i++) {
        add(arguments, plan->options[i]);
    }
    text_clear(&text);
    text_printf(&text, "--runs=%lld", (long long)plan->runs);
    add(arguments, text_cstr(&text));
    text_clear(&text);
    text_printf(&text, "--engine=%s", plan->engines);
    add(arguments, text_cstr(&text));
    text_clear(&text);
    text_printf(&text, "--stream=%s", folder);
    add(arguments, text_cstr(&text));
    if (plan->scale_millionths != 1000000) {
        text_clear(&text);
        text_printf(&text, "--time-scale=%lld.%06lld", (long long)plan->scale_millionths / 1000000,
                    (long long)plan->scale_millionths % 1000000);
        add(arguments, text_cstr(&text));
    }
    text_release(&text);
    return status;
}

/* The child dies with us, and hears nothing from our terminal. */
static void become(const Arguments *arguments, int output) {
    int nothing = open("/dev/null", O_RDONLY);
    (void)prctl(PR_SET_PDEATHSIG, SIGTERM);
    (void)setpgid(0, 0);
    (void)dup2(nothing, STDIN_FILENO);
    (void)dup2(output, STDOUT_FILENO);
    (void)dup2(output, STDERR_FILENO);
    execv(arguments->items.items[0], arguments->items.items);
    _exit(127);
}

/* Starts the child and the thread that listens to it. */
static Status start(Measuring *measuring, const Arguments *arguments, Error *error) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) {
        return error_set(error, STATUS_SYSTEM, "could not start the runs: %s", strerror(errno));
    }
    measuring->child = fork();
    if (measuring->child == 0) {
        become(arguments, ends[1]);
    }
    close(ends[1]);
    measuring->output = ends[0];
    bool is_served =
        measuring->child > 0 && pthread_create(&measuring->thread, NULL, serve, measuring) == 0;
    if (!is_served) {
        if (measuring->child > 0) {
            kill(measuring->child, SIGKILL);
            (void)waitpid(measuring->child, NULL, 0);
        }
        close(ends[0]);
        return error_set(error, STATUS_SYSTEM, "could not start the runs");
    }
    return STATUS_OK;
}

Status measuring_start(Measuring **out, const MeasuringPlan *plan, void (*wake)(void *context),
                       void *context, Error *error) {
    *out = NULL;
    char *folder;
    Status status = temporary_folder_make(&folder, "the runs", error);
    if (status != STATUS_OK) {
        return status;
    }
    Measuring *measuring = memory_new_zeroed(1, sizeof *measuring);
    measuring->folder = folder;
    measuring->wake = wake;
    measuring->context = context;
    CHECK(pthread_mutex_init(&measuring->lock, NULL) == 0);
    CHECK(pthread_cond_init(&measuring->ended, NULL) == 0);
    Arguments arguments = {0};
    status = prepare(folder, plan, &arguments, error);
    if (status == STATUS_OK) {
        ARRAY_PUSH(&arguments.items, NULL);
        status = start(measuring, &arguments, error);
    }
    release(&arguments);
    if (status != STATUS_OK) {
        temporary_folder_remove(folder);
        memory_free(folder);
        pthread_cond_destroy(&measuring->ended);
        pthread_mutex_destroy(&measuring->lock);
        memory_free(measuring);
        return status;
    }
    *out = measuring;
    return STATUS_OK;
}

bool measuring_take(Measuring *measuring, MeasuringRun *run) {
    pthread_mutex_lock(&measuring->lock);
    bool has_one = measuring->taken < measuring->runs.count;
    if (has_one) {
        *run = measuring->runs.items[measuring->taken++];
    }
    pthread_mutex_unlock(&measuring->lock);
    return has_one;
}

bool measuring_is_over(Measuring *measuring, const char **why) {
    pthread_mutex_lock(&measuring->lock);
    bool is_over = measuring->is_over && measuring->taken == measuring->runs.count;
    *why = text_cstr(&measuring->complaint);
    pthread_mutex_unlock(&measuring->lock);
    return is_over;
}

void measuring_wait(Measuring *measuring) {
    pthread_mutex_lock(&measuring->lock);
    while (!measuring->is_over) {
        pthread_cond_wait(&measuring->ended, &measuring->lock);
    }
    pthread_mutex_unlock(&measuring->lock);
}

void measuring_free(Measuring *measuring) {
    if (measuring == NULL) {
        return;
    }
    pthread_mutex_lock(&measuring->lock);
    if (!measuring->is_over) {
        kill(-measuring->child, SIGTERM);
        kill(measuring->child, SIGTERM);
    }
    pthread_mutex_unlock(&measuring->lock);
    CHECK(pthread_join(measuring->thread, NULL) == 0);
    close(measuring->output);
    temporary_folder_remove(measuring->folder);
    memory_free(measuring->folder);
    for (size_t i = measuring->taken; i < measuring->runs.count; i++) {
        measuring_run_release(&measuring->runs.items[i]);
    }
    ARRAY_RELEASE(&measuring->runs);
    text_release(&measuring->complaint);
    pthread_cond_destroy(&measuring->ended);
    pthread_mutex_destroy(&measuring->lock);
    memory_free(measuring);
}
