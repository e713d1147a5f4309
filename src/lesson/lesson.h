/* A lesson: what one Markdown file says, read and checked, ready to be walked through.
 *
 * The file reads well on a code host as it stands. Front matter names it; each `## Heading` begins
 * a step; prose between is Markdown; and fenced blocks whose first word is one of `python world run
 * predict observe watch tune goal measure expect` are what the reader does. lessons/GUIDE.md shows
 * each of them.
 *
 * A step is a list of items in the order of the file. They are revealed one by one, and some hold
 * the reader until they are done or skipped: questions, a watch, a goal, a measurement. What stands
 * behind such an item is shown when it is done. What the order means is up to the author: predict,
 * watch, say what you saw, read why, change something.
 *
 * Every named program is a run of the same name; a `run` block makes more of them. A run belongs to
 * the step that it stands in, and has that step's world and sliders; those before the first step
 * hold for all. lesson_run_options() says how to run it.
 *
 * A lesson is hostile until read: it has limits, each with a name; a control character or an
 * override of direction anywhere in it is an error, as are HTML, pictures, and links to anything
 * but the web and other lessons. So no text of a lesson can reach a terminal as a command.
 *
 * All that a lesson points to is its own and goes with it. */
#ifndef LESSON_LESSON_H
#define LESSON_LESSON_H

#include "base/rich_text.h"
#include "base/status.h"
#include "lang/arena.h"
#include "lang/diagnostic.h"
#include "lang/source.h"
#include "lesson/claim.h"
#include "lesson/flips.h"
#include "session/session.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    LESSON_BYTES_MAX = 1 << 20,
    LESSON_STEPS_MAX = 100,
    LESSON_ITEMS_MAX = 200, /* of a step */
    LESSON_PROGRAMS_MAX = 100,
    LESSON_RUNS_MAX = 200,
    LESSON_CHOICES_MAX = 9, /* so that the keys 1 to 9 answer */
    LESSON_STOPS_MAX = 50,
    LESSON_LINES_MAX = 200, /* `key: value` lines of a block, claims of an `expect` */
    LESSON_DEPTH_MAX = 8,   /* lists and quotes within each other */
    LESSON_NAME_MAX = 60,   /* bytes of a program's name */
};
#define LESSON_NONE SIZE_MAX  /* no run, no program */
#define LESSON_INTRO SIZE_MAX /* instead of a step: before the first one */

/* Markdown, and where it stands. */
typedef struct LessonText {
    const RichText *rich; /* NULL: there is none */
    LessonSlice source;
} LessonText;

typedef struct LessonProgram {
    const char *name;
    const char *text; /* whole Python, with a NUL behind it */
    size_t length;
    bool is_hidden; /* not shown in its step: a solution */
    size_t step;    /* or LESSON_INTRO */
    int32_t line;   /* of the lesson, where its first line stands */
} LessonProgram;

typedef struct LessonRun {
    const char *name;
    size_t program;
    const SessionSetting *settings;
    size_t setting_count;
    const char *world;    /* its lines: its own, those of its step, those for all steps */
    const uint64_t *seed; /* NULL: what the world says */
    size_t step;          /* or LESSON_INTRO */
    LessonSlice source;
} LessonRun;

/* --- questions --- */

typedef enum LessonQuestionKind {
    LESSON_NUMBER,
    LESSON_CHOICE,
    LESSON_ORDER,
} LessonQuestionKind;

/* An answer that the author foresaw. */
typedef struct LessonChoice {
    bool is_right;
    int misconception;        /* 9 for M9; 0 for none (a right one) */
    LessonText label;         /* of a CHOICE: what is chosen */
    Quantity quantity;        /* of a NUMBER */
    const char *const *order; /* of an ORDER: the items as this answer has them */
    LessonText says;          /* shown to who answers so; may be absent */
    LessonSlice source;
} LessonChoice;

typedef struct LessonQuestion {
    LessonQuestionKind kind;
    LessonText question;
    /* NUMBER and ORDER: what the engine's value is taken from. */
    ClaimValue answer;
    int64_t within_millionths; /* of NUMBER: how near counts as right */
    size_t bar; /* of NUMBER: the run whose bar may be dragged to answer, or LESSON_NONE */
    const char *const *items; /* of ORDER: as they are shown before they are ordered */
    size_t item_count;
    const LessonChoice *choices; /* CHOICE: all, in the order shown; else the wrong ones foreseen */
    size_t choice_count;
    const Claim *claims; /* of CHOICE: what makes the right one right */
    size_t claim_count;
    LessonText right, otherwise; /* of NUMBER and ORDER; may be absent */
} LessonQuestion;

/* --- watching --- */

typedef enum LessonEventKind {
    LESSON_CREATED,
    LESSON_STEP_OF,
    LESSON_DONE,
    LESSON_FAILED,
    LESSON_CANCELLED,
    LESSON_SUSPEND,
    LESSON_BLOCKED,
    LESSON_UNBLOCKED,
    LESSON_REQUEST,
    LESSON_RESPONSE,
    LESSON_PRINTED,
    LESSON_DEADLOCK,
} LessonEventKind;

typedef struct LessonEvent {
    LessonEventKind kind;
    const char *task;    /* of those about a task: TASK as in claim.h */
    const char *printed; /* of PRINTED: a part of what is printed */
    int64_t request;     /* of REQUEST and RESPONSE: which, from 1 */
    int64_t nth;         /* the how many-th such event, from 1 */
    size_t run;          /* where; the first of the watch unless `in RUN` says otherwise */
} LessonEvent;

typedef enum LessonStopKind { LESSON_STOP_AT, LESSON_STOP_WHEN, LESSON_STOP_END } LessonStopKind;

/* What is not dimmed at a stop: any of these together. */
typedef enum LessonLook {
    LESSON_LOOK_ALL = 0, /* nothing is dimmed */
    LESSON_LOOK_LANES = 1,
    LESSON_LOOK_LOOP = 2,
    LESSON_LOOK_READY = 4,
    LESSON_LOOK_TIMERS = 8,
    LESSON_LOOK_CODE = 16,
    LESSON_LOOK_OUTPUT = 32,
    LESSON_LOOK_SUM = 64,
    LESSON_LOOK_NONE = 128, /* alone: all is dimmed */
} LessonLook;

typedef struct LessonStop {
    LessonStopKind kind;
    int64_t at_ns;            /* of AT */
    LessonEvent event;        /* of WHEN */
    unsigned look;            /* of LessonLook */
    const char *const *lanes; /* of LOOK_LANES: TASKs */
    size_t lane_count;
    LessonText say;           /* may be absent */
    int64_t speed_millionths; /* simulated time for a second of real time; 0: chosen so that it
                                 takes eight seconds at most */
    LessonSlice source;
} LessonStop;

typedef struct LessonWatch {
    const size_t *runs; /* side by side */
    size_t run_count;
    const LessonStop *stops;
    size_t stop_count; /* at least one: the end, if the author named none */
} LessonWatch;

/* --- changing, measuring --- */

typedef struct LessonGoal {
    LessonText task;
    size_t start; /* the run whose program is changed */
    const Claim *checks;
    size_t check_count;
    const Flip *flips; /* changes that one key makes */
    size_t flip_count;
    const LessonText *hints;
    size_t hint_count;
    size_t solution; /* a run */
    LessonText explain;
} LessonGoal;

typedef struct LessonMeasure {
    const size_t *runs;
    size_t run_count;
    const char *engines;      /* which, "real,cpython" */
    int64_t count;            /* how often each */
    int64_t scale_millionths; /* latencies are multiplied by this */
    LessonText say;           /* may be absent */
} LessonMeasure;

typedef struct LessonExpect {
    const Claim *claims;
    size_t claim_count;
} LessonExpect;

/* --- steps --- */

typedef enum LessonItemKind {
    LESSON_PROSE,
    LESSON_PROGRAM, /* shown, unless it is hidden; one without a name is part of the prose */
    LESSON_WORLD,
    LESSON_RUN,
    LESSON_PREDICT,
    LESSON_OBSERVE,
    LESSON_WATCH,
    LESSON_TUNE,
    LESSON_GOAL,
    LESSON_MEASURE,
    LESSON_EXPECT,
} LessonItemKind;

typedef struct LessonItem {
    LessonItemKind kind;
    LessonSlice source; /* the whole block */
    union {
        LessonText prose;
        size_t program;
        size_t run;
        const LessonQuestion *question; /* PREDICT, OBSERVE */
        const LessonWatch *watch;
        const LessonGoal *goal;
        const LessonMeasure *measure;
        LessonExpect expect;
        LessonSlice lines; /* WORLD, TUNE: what stands in the block */
    } as;
} LessonItem;

typedef struct LessonStep {
    LessonText heading; /* absent before the first step */
    const char *title;  /* the heading as plain text */
    LessonItem *items;
    size_t item_count;
} LessonStep;

typedef enum LessonLevel {
    LESSON_BEGINNER,
    LESSON_INTERMEDIATE,
    LESSON_ADVANCED,
    LESSON_LEVEL_COUNT
} LessonLevel;

typedef struct Lesson {
    Arena *arena; /* all that is below lives here, but for texts and source */
    Source source;
    const char *name;   /* of the file, without folder and ".md": "06-gather" */
    const char *folder; /* of the file; what its worlds name lies below it */
    const char *title;
    LessonLevel level;
    int64_t minutes;
    const char *const *concepts;
    size_t concept_count;
    LessonStep intro; /* what stands before the first step; shown with it */
    LessonStep *steps;
    size_t step_count;
    LessonProgram *programs;
    size_t program_count;
    LessonRun *runs;
    size_t run_count;
    ARRAY_OF(RichText *) texts; /* all of the lesson's, to be released with it */
} Lesson;

/* Reads a lesson's text. Never NULL, the caller frees it with lesson_free(); it is good to use only
 * if nothing was added to `diagnostics`, which are printed with `lesson->source`. `path` names it
 * in messages. */
Lesson *lesson_parse(const char *path, const char *bytes, size_t length, Diagnostics *diagnostics);

/* The same for a file. What is wrong with the file itself is the status; what is wrong with the
 * lesson is STATUS_USAGE, and `complaints` (may be NULL) gets all that is to be said, ready to be
 * printed; *lesson is NULL in both cases. */
Status lesson_read(const char *path, Lesson **lesson, Text *complaints, Error *error) MUST_CHECK;
void lesson_free(Lesson *lesson); /* NULL is fine */

/* Fills what the lesson says about a run into options whose other fields are up to the caller:
 * program, world, settings, seed. They point into the lesson. */
void lesson_run_options(const Lesson *lesson, size_t run, SessionOptions *options);

/* Appends the run as one plain Python file: its world and seed as comments at its head, its
 * settings in place. What the world names (empirical(FILE)) still lies below the lesson's folder.
 */
void lesson_write_program(const Lesson *lesson, size_t run, Text *out);

/* A run's number, or LESSON_NONE. */
size_t lesson_find_run(const Lesson *lesson, const char *name, size_t length);

/* Where a stretch of the lesson stands, and its bytes (not followed by a NUL). */
SourceSpan lesson_span(const Lesson *lesson, LessonSlice slice);
const char *lesson_bytes(const Lesson *lesson, LessonSlice slice);

bool lesson_item_holds(LessonItemKind kind); /* must it be done or skipped to go on? */
const char *lesson_level_name(LessonLevel level);
const char *lesson_item_name(LessonItemKind kind); /* "predict" */

#endif
