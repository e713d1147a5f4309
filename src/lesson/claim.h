/* What a lesson claims about its runs, and the figures that claims are made of. A claim is one line
 * that is true or false of runs, and `meanwhile check` says which:
 *
 *     sequential.makespan == 3s                 speedup(concurrent, sequential) >= 2.9
 *     concurrent.output == "a\nb\n"             concurrent.output.line(2) == "b"
 *     concurrent.done == A, B, C                broken.error contains "ValueError"
 *     sweep.makespan ~= 1.2s within 5%          makespan < 0.9 * start.makespan
 *
 *     claim   = value op value [within PERCENT]
 *     op      = == | != | < | <= | > | >= | ~= | contains
 *     value   = operand [(+ | - | * | /) operand]
 *     operand = QUANTITY | "text" | figure | name, name, …
 *     figure  = RUN.key | key                   the latter only in a goal: of the changed program
 *             | speedup(RUN, RUN) | order(RUN.done)
 *     key     = those of figures.def | exit | error | output | output.line(N) | errors | turns
 *             | ready_max | done(TASK) | started(TASK) | done | started
 *
 * `output` is what the program wrote to standard output, `errors` to standard error, `error` the
 * exception or refusal that ended it. done(TASK) is when that task ended, started(TASK) when its
 * first step began; `done` and `started` without one are compared with the names of tasks, in the
 * order in which they did. TASK: "Task-3", a task's own name, what the timelines call it ("main
 * thread", "Task-3 fetch"), the coroutine that it runs ("fetch", "fetch(3)"), or "fetch #2", the
 * second of these.
 *
 * Claims are parsed when the lesson is read, so that a wrong one is an error with its place; they
 * live in the lesson's arena. lesson/evaluation.h finds out whether they are true. */
#ifndef LESSON_CLAIM_H
#define LESSON_CLAIM_H

#include "lang/diagnostic.h"
#include "lesson/quantity.h"
#include "trace/figures.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct LessonReader;

/* A stretch of the lesson's text. */
typedef struct LessonSlice {
    uint32_t offset, length;
} LessonSlice;

enum { CLAIM_LIST_MAX = 100 /* names in one list */ };

#define CLAIM_CHANGED SIZE_MAX     /* instead of a run's number: the learner's run in a goal */
#define CLAIM_START (SIZE_MAX - 1) /* … the run of the program that the goal starts from */

typedef enum ClaimType { CLAIM_QUANTITY, CLAIM_TEXT, CLAIM_LIST } ClaimType;

typedef enum ClaimKey {
    CLAIM_KEY_METRIC, /* figures.def */
    CLAIM_KEY_SPEEDUP,
    CLAIM_KEY_EXIT,
    CLAIM_KEY_ERROR,
    CLAIM_KEY_OUTPUT,
    CLAIM_KEY_LINE,
    CLAIM_KEY_ERRORS,
    CLAIM_KEY_TURNS,
    CLAIM_KEY_READY_MAX,
    CLAIM_KEY_DONE_AT,
    CLAIM_KEY_STARTED_AT,
    CLAIM_KEY_DONE,
    CLAIM_KEY_STARTED,
} ClaimKey;

typedef struct ClaimFigure {
    ClaimKey key;
    FigureId metric;  /* of METRIC */
    size_t run;       /* of the lesson's runs, or CLAIM_CHANGED, CLAIM_START */
    size_t against;   /* of SPEEDUP: whose makespan is the numerator */
    const char *task; /* of DONE_AT, STARTED_AT */
    int64_t line;     /* of LINE, from 1 */
} ClaimFigure;

typedef struct ClaimOperand {
    bool is_figure;
    ClaimType type;
    ClaimFigure figure;
    Quantity quantity;
    const char *text; /* may not hold NULs */
    const char *const *names;
    size_t name_count;
} ClaimOperand;

typedef struct ClaimValue {
    ClaimOperand first, second;
    char op; /* + - * / between them; 0: there is no second */
    ClaimType type;
    LessonSlice source;
} ClaimValue;

typedef enum ClaimOp {
    CLAIM_EQUAL,
    CLAIM_NOT_EQUAL,
    CLAIM_LESS,
    CLAIM_LESS_OR_EQUAL,
    CLAIM_MORE,
    CLAIM_MORE_OR_EQUAL,
    CLAIM_NEAR,
    CLAIM_CONTAINS,
} ClaimOp;

typedef struct Claim {
    ClaimValue left, right;
    ClaimOp op;
    int64_t within_millionths; /* of NEAR */
    LessonSlice source;
} Claim;

/* Parses one claim, a value, or names separated by commas (each may be in quotes). False: what is
 * wrong was added to the reader's diagnostics. `in_goal` allows figures without a run. */
bool claim_parse(struct LessonReader *reader, LessonSlice source, bool in_goal, Claim *claim);
bool claim_parse_value(struct LessonReader *reader, LessonSlice source, bool in_goal,
                       ClaimValue *value);
bool claim_parse_names(struct LessonReader *reader, LessonSlice source, ClaimOperand *operand);

#endif
