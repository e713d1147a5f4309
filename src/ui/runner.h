/* Runs programs in the background, on one thread: program × world to a trace, and everything that a
 * scene derives from it. A trace that was saved is read instead. Of several requests for one
 * program only the last counts: one that waits is replaced, one that is being worked on is ended,
 * and its result is dropped. */
#ifndef UI_RUNNER_H
#define UI_RUNNER_H

#include "base/array.h"
#include "scene/scene_run.h"
#include "session/session.h"

typedef struct Runner Runner;

/* What to run. All of it is the job's own. */
typedef struct RunnerJob {
    size_t program; /* whose number the result bears */
    char *path;     /* as messages show it */
    char *title;
    bool keeps_title; /* of a trace: it is not said where it comes from */
    char *text;       /* of the program, or the trace */
    size_t length;
    ARRAY_OF(char *) names; /* of settings, see SessionSetting */
    ARRAY_OF(char *) values;
    /* A world of its own, see SessionOptions; NULL: the one that all runs have in common. */
    char *world_path, *world_text, *world_folder;
    bool has_seed; /* one of its own */
    uint64_t seed;
} RunnerJob;

typedef struct RunnerResult {
    size_t program;
    Status status; /* not OK: `error` says what could not be done, there is nothing else */
    Error error;
    SessionResult session;
    SceneRun run;                    /* of session.trace, when there is one */
    Text messages;                   /* what went to standard error */
    unsigned long long instructions; /* that it took */
} RunnerResult;

/* `options` is what all runs have in common, and must live as long; so must what it points to.
 * `wake` is called on the runner's thread when a result is there. */
Runner *runner_new(const SessionOptions *options, void (*wake)(void *context), void *context);

/* Ends what is being worked on, and forgets the rest. NULL is fine. */
void runner_free(Runner *runner);

/* Takes the job over. */
void runner_submit(Runner *runner, RunnerJob *job);
void runner_job_release(RunnerJob *job);

/* Ends and forgets all jobs and results. */
void runner_cancel(Runner *runner);

/* Takes a result, or NULL if there is none. The caller moves out what it wants, and frees it. */
RunnerResult *runner_take(Runner *runner);
void runner_result_free(RunnerResult *result);

/* Waits until no job is left. */
void runner_wait(Runner *runner);

/* Whether jobs are left, or results that nobody has taken; and of the job that is being worked on,
 * how many instructions it has executed so far. */
bool runner_is_busy(Runner *runner, size_t *program, unsigned long long *instructions);

#endif
