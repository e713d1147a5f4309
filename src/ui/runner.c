#include "ui/runner.h"

#include "base/check.h"
#include "base/memory.h"
#include "report/summary.h"
#include "trace/saved_trace.h"

#include <pthread.h>
#include <string.h>

/* The interpreter takes a thread's stack to be as large as the main one's, 8 MB at most. */
enum { STACK_BYTES = 16 << 20 };

struct Runner {
    const SessionOptions *options;
    void (*wake)(void *context);
    void *context;
    pthread_t thread;
    pthread_mutex_t lock;   /* of all that follows */
    pthread_cond_t changed; /* there is a job, a result, or the end */
    ARRAY_OF(RunnerJob) jobs;
    ARRAY_OF(RunnerResult *) results;
    bool is_working, is_ending;
    size_t program;         /* of the job that is worked on */
    SessionControl control; /* likewise */
};

void runner_job_release(RunnerJob *job) {
    memory_free(job->path);
    memory_free(job->title);
    memory_free(job->text);
    for (size_t i = 0; i < job->names.count; i++) {
        memory_free(job->names.items[i]);
        memory_free(job->values.items[i]);
    }
    memory_free(job->world_path);
    memory_free(job->world_folder);
    memory_free(job->world_text);
    ARRAY_RELEASE(&job->names);
    ARRAY_RELEASE(&job->values);
}

void runner_result_free(RunnerResult *result) {
    scene_run_release(&result->run);
    session_result_release(&result->session);
    text_release(&result->messages);
    memory_free(result);
}

/* "fetch.py from monday.jsonl": which program it was, and where it is read from now. */
static void show_saved(RunnerResult *result, const RunnerJob *job) {
    const Trace *trace = result->session.trace;
    const char *program = trace->info.program, *slash = strrchr(program, '/');
    Text title = {0};
    if (strcmp(program, job->path) != 0 && !job->keeps_title) {
        text_printf(&title, "%s from ", slash != NULL ? slash + 1 : program);
    }
    text_append_cstr(&title, job->title);
    bool is_simulated = strcmp(summary_kind_of_numbers(trace), "simulated") == 0;
    scene_run_init(&result->run, text_cstr(&title), trace, NULL, !is_simulated);
    text_release(&title);
}

static RunnerResult *read_saved(const RunnerJob *job) {
    RunnerResult *result = memory_new_zeroed(1, sizeof *result);
    result->program = job->program;
    result->status = saved_trace_parse(job->path, job->text, job->length, &result->session.trace,
                                       &result->error);
    if (result->status == STATUS_OK) {
        show_saved(result, job);
    }
    return result;
}

static RunnerResult *work(Runner *runner, const RunnerJob *job) {
    RunnerResult *result = memory_new_zeroed(1, sizeof *result);
    result->program = job->program;
    SessionOptions options = *runner->options;
    SessionSetting *settings = memory_new_zeroed(job->names.count + 1, sizeof *settings);
    for (size_t i = 0; i < job->names.count; i++) {
        settings[i] = (SessionSetting){.name = job->names.items[i], .value = job->values.items[i]};
    }
    options.program_path = job->path;
    options.program_text = job->text;
    options.program_length = job->length;
    options.settings = settings;
    options.setting_count = job->names.count;
    if (job->world_text != NULL) {
        options.world_path = job->world_path;
        options.world_text = job->world_text;
        options.world_folder = job->world_folder;
    }
    options.seed = job->has_seed ? &job->seed : options.seed;
    options.trace = true;
    options.control = &runner->control;
    options.stdout_sink = (SessionSink){.fd = -1};
    options.stderr_sink = (SessionSink){.text = &result->messages};
    result->status = session_run(&options, &result->session, &result->error);
    result->instructions = atomic_load(&runner->control.instructions);
    if (result->status == STATUS_OK && !atomic_load(&runner->control.cancelled)) {
        const char *message = result->messages.length > 0 && result->session.exit_code != 0
                                  ? text_cstr(&result->messages)
                                  : NULL;
        scene_run_init(&result->run, job->title, result->session.trace, message, false);
    }
    memory_free(settings);
    return result;
}

static void *work_off(void *argument) {
    Runner *runner = argument;
    pthread_mutex_lock(&runner->lock);
    while (!runner->is_ending) {
        if (runner->jobs.count == 0) {
            pthread_cond_wait(&runner->changed, &runner->lock);
            continue;
        }
        RunnerJob job = runner->jobs.items[0];
        runner->jobs.count--;
        memmove(runner->jobs.items, runner->jobs.items + 1, runner->jobs.count * sizeof job);
        runner->is_working = true;
        runner->program = job.program;
        atomic_store(&runner->control.cancelled, false);
        atomic_store(&runner->control.instructions, 0);
        pthread_mutex_unlock(&runner->lock);

        RunnerResult *result = saved_trace_is(job.path) ? read_saved(&job) : work(runner, &job);
        runner_job_release(&job);

        pthread_mutex_lock(&runner->lock);
        runner->is_working = false;
        if (atomic_load(&runner->control.cancelled)) {
            runner_result_free(result);
        } else {
            ARRAY_PUSH(&runner->results, result);
            if (runner->wake != NULL) {
                runner->wake(runner->context);
            }
        }
        pthread_cond_broadcast(&runner->changed);
    }
    pthread_mutex_unlock(&runner->lock);
    return NULL;
}

Runner *runner_new(const SessionOptions *options, void (*wake)(void *context), void *context) {
    Runner *runner = memory_new_zeroed(1, sizeof *runner);
    runner->options = options;
    runner->wake = wake;
    runner->context = context;
    pthread_attr_t attributes;
    CHECK(pthread_mutex_init(&runner->lock, NULL) == 0);
    CHECK(pthread_cond_init(&runner->changed, NULL) == 0);
    CHECK(pthread_attr_init(&attributes) == 0);
    CHECK(pthread_attr_setstacksize(&attributes, STACK_BYTES) == 0);
    if (pthread_create(&runner->thread, &attributes, work_off, runner) != 0) {
        memory_free(runner);
        runner = NULL;
    }
    pthread_attr_destroy(&attributes);
    return runner;
}

static void forget(Runner *runner) {
    atomic_store(&runner->control.cancelled, true);
    while (runner->jobs.count > 0) {
        runner_job_release(&runner->jobs.items[--runner->jobs.count]);
    }
    while (runner->results.count > 0) {
        runner_result_free(runner->results.items[--runner->results.count]);
    }
}

void runner_free(Runner *runner) {
    if (runner == NULL) {
        return;
    }
    pthread_mutex_lock(&runner->lock);
    runner->is_ending = true;
    forget(runner);
    pthread_cond_broadcast(&runner->changed);
    pthread_mutex_unlock(&runner->lock);
    CHECK(pthread_join(runner->thread, NULL) == 0);
    forget(runner); /* what it may have finished meanwhile */
    ARRAY_RELEASE(&runner->jobs);
    ARRAY_RELEASE(&runner->results);
    pthread_mutex_destroy(&runner->lock);
    pthread_cond_destroy(&runner->changed);
    memory_free(runner);
}

void runner_submit(Runner *runner, RunnerJob *job) {
    pthread_mutex_lock(&runner->lock);
    if (runner->is_working && runner->program == job->program) {
        atomic_store(&runner->control.cancelled, true);
    }
    for (size_t i = 0; i < runner->results.count; i++) {
        if (runner->results.items[i]->program == job->program) {
            runner_result_free(runner->results.items[i]);
            runner->results.items[i] = runner->results.items[--runner->results.count];
            break;
        }
    }
    size_t at = 0;
    while (at < runner->jobs.count && runner->jobs.items[at].program != job->program) {
        at++;
    }
    if (at < runner->jobs.count) {
        runner_job_release(&runner->jobs.items[at]);
        runner->jobs.items[at] = *job;
    } else {
        ARRAY_PUSH(&runner->jobs, *job);
    }
    *job = (RunnerJob){0};
    pthread_cond_broadcast(&runner->changed);
    pthread_mutex_unlock(&runner->lock);
}

void runner_cancel(Runner *runner) {
    pthread_mutex_lock(&runner->lock);
    forget(runner);
    pthread_mutex_unlock(&runner->lock);
}

RunnerResult *runner_take(Runner *runner) {
    pthread_mutex_lock(&runner->lock);
    RunnerResult *result = NULL;
    if (runner->results.count > 0) {
        result = runner->results.items[0];
        runner->results.count--;
        memmove(runner->results.items, runner->results.items + 1,
                runner->results.count * sizeof result);
    }
    pthread_mutex_unlock(&runner->lock);
    return result;
}

void runner_wait(Runner *runner) {
    pthread_mutex_lock(&runner->lock);
    while (runner->is_working || runner->jobs.count > 0) {
        pthread_cond_wait(&runner->changed, &runner->lock);
    }
    pthread_mutex_unlock(&runner->lock);
}

bool runner_is_busy(Runner *runner, size_t *program, unsigned long long *instructions) {
    pthread_mutex_lock(&runner->lock);
    bool is_busy = runner->is_working || runner->jobs.count > 0 || runner->results.count > 0;
    *program = runner->program;
    *instructions = runner->is_working ? atomic_load(&runner->control.instructions) : 0;
    pthread_mutex_unlock(&runner->lock);
    return is_busy;
}
