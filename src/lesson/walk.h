/* A learner's way through a lesson, without a screen: what is shown, what holds, what was answered,
 * and what is said to it. The terminal's walkthrough and the window's are two faces of this.
 *
 *     Walk *walk = walk_new(lesson);
 *     while (!walk_is_over(walk)) {
 *         size_t held = walk_held(walk);      // show the items before it, and this one
 *         …                                   // let the learner answer, or
 *         walk_next(walk);                    // go on
 *     }
 *
 * A page is a step: its items, in the first step those before it as well. Items are revealed up to
 * the first that holds (a question, a watch, a goal, a measurement). When it is done or skipped,
 * the next ones are, up to the next that holds.
 *
 * A prediction is taken and kept, but nothing is said to it before the step's next watch is over
 * (or at once, where none follows): first look, then hear. It cannot be changed. An observation is
 * marked at once. The first answer counts; a right one is what the engine says.
 *
 * Nothing is lost by going back: what was done stays done. The score counts right predictions,
 * right observations, and goals that were reached without looking at the solution. */
#ifndef LESSON_WALK_H
#define LESSON_WALK_H

#include "lesson/lesson.h"
#include "lesson/outcomes.h"

typedef enum WalkStatus {
    WALK_HIDDEN,  /* not yet revealed */
    WALK_OPEN,    /* it holds */
    WALK_DONE,    /* answered, watched, reached, measured; or nothing was to be done */
    WALK_SKIPPED, /* the learner went on without */
} WalkStatus;

typedef struct WalkCheck {
    const Claim *claim;
    bool holds;
    char *found; /* how it stands, "makespan is 3.000 s"; owned by the walk */
} WalkCheck;

/* The state of an item; which fields count depends on its kind. */
typedef struct WalkItem {
    const LessonItem *item;
    WalkStatus status;
    /* PREDICT and OBSERVE, when DONE: */
    bool is_right;
    Quantity given;    /* of a NUMBER */
    size_t choice;     /* the foreseen answer that it is, or LESSON_NONE */
    size_t *order;     /* of an ORDER: order[i] is which of the items stands at place i */
    RichText feedback; /* what is said to it; see walk_feedback() */
    /* WATCH: */
    size_t stop; /* the stop that is played to, or stood at */
    bool at_stop;
    /* GOAL: */
    Text program;      /* as the learner changed it; empty before: see walk_program() */
    Outcome outcome;   /* of that program; is_there: it was run since it was changed */
    WalkCheck *checks; /* as many as the goal has, once the program was run */
    bool is_reached;
    bool saw_solution;
    size_t hints; /* how many were shown */
} WalkItem;

typedef struct Walk Walk;

typedef struct WalkScore {
    int right, of;
} WalkScore;

/* Begins at the first step. The lesson must outlive it. */
Walk *walk_new(const Lesson *lesson);
void walk_free(Walk *walk);
const Lesson *walk_lesson(const Walk *walk);

/* --- where one is --- */

size_t walk_step(const Walk *walk);  /* from 0 on */
bool walk_is_over(const Walk *walk); /* the last step was left by walk_next() */

/* The items of this step's page, and how many of them are revealed. */
size_t walk_item_count(const Walk *walk);
size_t walk_shown_count(const Walk *walk);
const WalkItem *walk_item(const Walk *walk, size_t index);

/* The item that holds, as its index on the page, or LESSON_NONE: the whole page is shown. */
size_t walk_held(const Walk *walk);

typedef enum WalkMove {
    WALK_MOVED,        /* something new is shown: a stop, items, the next page */
    WALK_WANTS_ANSWER, /* a question or a goal holds: answer or skip it */
    WALK_WANTS_PLAY,   /* a watch holds, and its next stop has not been reached */
    WALK_AT_END,       /* the lesson is over */
} WalkMove;

/* Goes on by one: to the watch's next stop (which is to be played to, then walk_reach_stop()), past
 * a watch or a measurement whose end was reached, to the next step, to the lesson's end. */
WalkMove walk_next(Walk *walk);
/* Leaves what holds undone and reveals what follows; where nothing holds, as walk_next(). */
void walk_skip(Walk *walk);
/* To the watch's stop before, or to the step before. False: this is the beginning. */
bool walk_back(Walk *walk);
/* To any step. */
void walk_go(Walk *walk, size_t step);

/* --- questions ---
 *
 * `index` is the item's on the page; it must be the one that holds. */

void walk_answer_choice(Walk *walk, size_t index, size_t choice);
/* order[i]: which of the question's items is put at place i. */
void walk_answer_order(Walk *walk, size_t index, const size_t *order);

/* Answers by text, as one types it: "3 s" ("3" alone is in seconds, where a time is asked for), the
 * number of a choice, an order as names or numbers ("2 1 3"). False: it is no answer, and `reason`
 * (a sentence without full stop) says why. */
bool walk_answer_text(Walk *walk, size_t index, const char *typed, Text *reason);

/* What is said to an answer, and whether that may be shown already; NULL before. The rich text
 * begins with the verdict. */
const RichText *walk_feedback(const Walk *walk, size_t index);

/* --- watching --- */

/* The moment of a stop of this watch; the runs' common end for `end`, and for an event that does
 * not happen. */
int64_t walk_stop_ns(Walk *walk, size_t index, size_t stop);
/* Says that the stop that walk_next() went to has been played to: what it says is shown now. */
void walk_reach_stop(Walk *walk);
/* What a run gave; runs it, if need be. */
const Outcome *walk_outcome(Walk *walk, size_t run);

/* --- goals --- */

/* The program that the goal starts from, and as the learner has it now. */
const LessonProgram *walk_start_program(const Walk *walk, size_t index);
const Text *walk_program(Walk *walk, size_t index);

/* Takes a changed program, runs it and checks it. Returns whether the goal is reached. */
bool walk_try_program(Walk *walk, size_t index, const char *program, size_t length);
/* Makes the goal's change number `flip` and tries it. False: `reason` says why it does not apply;
 * where it does, `diff` gets the lines that changed, each with "- " or "+ " before it. */
bool walk_flip(Walk *walk, size_t index, size_t flip, Text *diff, Text *reason);
void walk_reset_program(Walk *walk, size_t index); /* as it was at the start */
/* The next hint, or NULL when there are no more. */
const RichText *walk_hint(Walk *walk, size_t index);
/* The solution, which is shown, not run: the goal does not count as reached after. */
const LessonProgram *walk_solution(Walk *walk, size_t index);
/* What explains the goal, once it was reached or its solution was seen; NULL before. */
const RichText *walk_explanation(const Walk *walk, size_t index);

/* Says that the measurement that holds has been made. */
void walk_measured(Walk *walk, size_t index);

/* --- how it went --- */

/* So far, of what the whole lesson asks. */
WalkScore walk_score(const Walk *walk);

/* The items of any page. */
size_t walk_page_count(const Walk *walk, size_t step);
const WalkItem *walk_page_item(const Walk *walk, size_t step, size_t index);

/* Appends the answer to a question of this page as one reads it: "3 s", "C, A, B", a choice's text.
 */
void walk_show_answer(const Walk *walk, size_t index, Text *out);

/* Appends the answer to a question as walk_answer_text() takes it; nothing where none was given. */
void walk_write_answer(const Walk *walk, size_t step, size_t index, Text *out);

/* What was done with an item when the lesson was walked through before. */
typedef struct WalkPast {
    size_t step, item;
    WalkStatus status; /* DONE or SKIPPED */
    const char *given; /* of a question: as walk_write_answer() gave it */
    size_t hints;      /* of a goal, as in WalkItem */
    bool saw_solution, is_reached;
} WalkPast;

/* Does it again, to a walk that has not begun. What does not fit any more, since the lesson has
 * changed, is left out. Then goes to `step`. */
void walk_resume(Walk *walk, const WalkPast *past, size_t count, size_t step);

#endif
