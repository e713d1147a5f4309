/* A page of a lesson, as scenes see it: a step's text, its questions with what was answered, its
 * goals with what is reached, one under the other in the order in which they were revealed; and how
 * the picture beside it is to be shown. Whoever walks through the lesson fills it in; nothing here
 * is owned.
 *
 *     +------------------------+-------------------------------------+
 *     | Step 2 of 6            | the step's runs: not yet, while a   |
 *     | gather                 | question about them is open (then   |
 *     | Three tasks sleep …    | only the code shows, and a bar to   |
 *     | ┌ How long? ─────────┐ | be dragged), then as usual, with    |
 *     | │ 1  1 s             │ | everything dimmed but what the stop |
 *     | │ 2  3 s  ✓          │ | looks at                            |
 *     | └────────────────────┘ |                                     |
 *     | keys                   | what the stop says, in large type   |
 *     +------------------------+-------------------------------------+
 */
#ifndef SCENE_VIEW_LESSON_H
#define SCENE_VIEW_LESSON_H

#include "base/rich_text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How a question, a goal or a stop has been met. */
typedef enum ViewMark {
    VIEW_OPEN,
    VIEW_GIVEN, /* answered, and what is so will be seen */
    VIEW_RIGHT,
    VIEW_WRONG,
    VIEW_SKIPPED,
} ViewMark;

typedef enum ViewQuestionKind {
    VIEW_NUMBER, /* typed, or dragged on a bar */
    VIEW_CHOICE,
    VIEW_ORDER, /* rows that are moved */
} ViewQuestionKind;

typedef struct ViewQuestion {
    ViewQuestionKind kind;
    ViewMark mark;
    bool is_observation; /* asked after the run */
    bool is_told_below;  /* what is said to the answer has an item of its own, a VERDICT */
    const RichText *text;
    const RichText *const *choices; /* of CHOICE */
    const char *const *rows;        /* of ORDER, as they stand now */
    size_t count;                   /* of choices or rows */
    size_t chosen;                  /* the one that has the focus, or that was taken */
    size_t right;                   /* of CHOICE, when it may be told: the right one; or SIZE_MAX */
    bool is_held;                   /* of ORDER: the chosen row moves */
    const char *typed;              /* of NUMBER: what was typed until now */
    const char *invitation;         /* shown while that is nothing */
    const char *given;              /* of NUMBER, once answered */
    const RichText *says;           /* what is said to the answer; NULL: nothing yet */
} ViewQuestion;

typedef struct ViewWatch {
    ViewMark mark;
    const RichText *const *said; /* at the stops so far */
    size_t count;
    size_t stop, stop_count; /* where it stands, from 1; 0: not begun */
} ViewWatch;

typedef struct ViewCheck {
    const char *text; /* "makespan <= 1.1 s" */
    const char *is;   /* "it is 3.000 s"; NULL: not known yet */
    bool is_met;
} ViewCheck;

/* A change that one key makes, with the lines that it takes away and puts in. */
typedef struct ViewFlip {
    const char *name;    /* "gather" */
    const char *meaning; /* "one by one ↔ together" */
} ViewFlip;

typedef struct ViewDiffLine {
    char sign; /* '-' or '+' */
    const char *text;
} ViewDiffLine;

typedef struct ViewGoal {
    ViewMark mark; /* RIGHT: reached; WRONG: the solution was looked at */
    const RichText *task;
    const ViewCheck *checks;
    size_t check_count;
    const ViewFlip *flips;
    size_t flip_count;
    size_t flip; /* the one that is offered; SIZE_MAX: none */
    const ViewDiffLine *diff;
    size_t diff_count;
    const char *refused;          /* why the flip cannot be made; NULL: it can */
    const RichText *const *hints; /* those that were asked for */
    size_t hint_count, hints_left;
    const char *solution; /* a program; NULL: not asked for */
    const RichText *explanation;
    const char *file;   /* where the learner's copy lies; NULL: nothing was changed yet */
    const char *broken; /* the first line of what is wrong with it; NULL: it runs */
} ViewGoal;

/* What a program took on an engine. */
typedef struct ViewMeasured {
    const char *program, *engine; /* "gathered", "python3" */
    const char *took;             /* "3.004 s"; "failed" */
    const char *detail;           /* "5 runs" */
} ViewMeasured;

typedef struct ViewMeasure {
    ViewMark mark;
    const RichText *says; /* may be NULL */
    const ViewMeasured *rows;
    size_t row_count;
    const char *status; /* what goes on, or what went wrong; NULL: nothing */
} ViewMeasure;

/* Something to be clicked, which a key does as well. */
typedef struct ViewButton {
    const char *key, *label; /* "Enter", "answer" */
    int meaning;             /* to whoever made it */
} ViewButton;

typedef enum ViewItemKind {
    VIEW_ITEM_TEXT,
    VIEW_ITEM_QUESTION,
    VIEW_ITEM_WATCH,
    VIEW_ITEM_VERDICT, /* what was predicted, and what is said to it: below what was watched */
    VIEW_ITEM_TUNE,
    VIEW_ITEM_GOAL,
    VIEW_ITEM_MEASURE,
    VIEW_ITEM_ON, /* nothing but buttons: where it goes on */
} ViewItemKind;

typedef struct ViewItem {
    ViewItemKind kind;
    union {
        const RichText *text;
        const ViewQuestion *question; /* of VERDICT, too */
        const ViewWatch *watch;
        const ViewGoal *goal;
        const ViewMeasure *measure;
    } as;
    const ViewButton *buttons; /* at its end */
    size_t button_count;
} ViewItem;

/* How much of the runs is to be seen. */
typedef enum ViewLessonPicture {
    VIEW_PICTURE_NONE, /* there is nothing: the text has all the room */
    VIEW_PICTURE_CODE, /* the programs, before they are run */
    VIEW_PICTURE_RUNS,
} ViewLessonPicture;

/* What is not dimmed. */
enum {
    VIEW_LOOK_LANES = 1,
    VIEW_LOOK_LOOP = 2,
    VIEW_LOOK_READY = 4,
    VIEW_LOOK_TIMERS = 8,
    VIEW_LOOK_CODE = 16,
    VIEW_LOOK_OUTPUT = 32,
    VIEW_LOOK_SUM = 64,
};

typedef struct ViewLook {
    bool is_on;     /* else nothing is dimmed */
    unsigned parts; /* 0: all is dimmed */
    struct {
        int run;
        uint32_t lane;
    } lanes[32]; /* of LOOK_LANES; none: all lanes are looked at */
    size_t lane_count;
} ViewLook;

/* What the reader said a run would take, drawn over what it takes. */
typedef struct ViewGhost {
    int run;
    int64_t t_ns;
    const char *text; /* "you said 1.000 s" */
} ViewGhost;

/* The bar whose end is dragged to answer, on an axis of its own. */
typedef struct ViewGuess {
    bool is_on;
    const char *title; /* of the run */
    int64_t t_ns;      /* -1: not set yet */
    int64_t axis_ns;   /* how long the axis is */
} ViewGuess;

typedef struct ViewLesson {
    const char *title;    /* of the lesson */
    const char *heading;  /* of the step */
    int step, step_count; /* from 1 */
    const ViewItem *items;
    size_t item_count;
    size_t current; /* the item that is seen first; item_count: the end */
    int32_t scroll; /* in pixels from the top */
    bool hides_text;
    bool shows_end; /* of the watch: nothing of the future is hidden */
    ViewLessonPicture picture;
    bool shows_loop, shows_output; /* below the timelines, beside the code */
    bool looks_below;              /* some stop of the page is about what stands there */
    ViewLook look;
    const RichText *say;    /* at the stop where the watch stands; NULL: no watch goes on */
    const char *on_the_way; /* instead of it, between stops; NULL: nothing */
    const char *keys;       /* one line of those that matter just now */
    ViewGhost ghosts[4];
    size_t ghost_count;
    ViewGuess guess;
    const ViewGoal *offer; /* whose flip is offered, in the place of the code; NULL: none is */
} ViewLesson;

#endif
