/* A schedule: how a run decides what its rules leave open (choices.def). There is always an answer
 * that is taken when nobody says otherwise: timers in the order in which they were set, tasks in
 * the order in which they were created. A schedule lists where a run takes another one:
 *
 *     tie7:2,set1:1     the 7th time that timers tie, the third of them fires first;
 *                       of the first set, the second task comes first
 *
 * A choice is numbered within its kind, from 1, in the order in which the run comes to it; the
 * answer 0 is the usual one. An order of n things is n - 1 choices: which is first, which of the
 * rest is next, and so on. Draws are choices too: latency3:57 lets the 3rd request draw what it
 * draws when the seed is larger by 57. The empty schedule is the usual run. Same program, world,
 * seed and schedule: same run, byte for byte.
 *
 * A chooser gives the answers in one run. It follows a schedule, or makes one up from a number, and
 * notes what it was asked and where it deviated. Asking is a few instructions; nobody is asked when
 * the session has no chooser. */
#ifndef SESSION_SCHEDULE_H
#define SESSION_SCHEDULE_H

#include "base/array.h"
#include "base/random.h"
#include "base/status.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

typedef enum ChoiceKind {
#define CHOICE(id, name, among, help) CHOICE_##id,
#include "session/choices.def"
    CHOICE_KINDS
} ChoiceKind;

enum {
    /* As a set of bits: what a made-up schedule decides. The seed of the run decides the others,
     * whose answers say how many seeds further on a draw is taken from. */
    CHOICE_KINDS_MADE_UP = (1 << CHOICE_KINDS) - 1 - (1 << CHOICE_LATENCY) - (1 << CHOICE_RANDOM),
    SCHEDULE_TEXT_MAX = 1 << 20 /* bytes of a schedule as text */
};

typedef struct ChoiceInfo {
    const char *name;
    const char *among;
    const char *help;
} ChoiceInfo;

extern const ChoiceInfo CHOICES[CHOICE_KINDS];

/* One choice that is not the usual one. */
typedef struct Deviation {
    ChoiceKind kind;
    uint64_t number; /* the how-manieth of its kind, from 1 */
    uint32_t answer; /* from 1 */
} Deviation;

/* Sorted by kind, then number. */
typedef struct Schedule {
    ARRAY_OF(Deviation) deviations;
} Schedule;

void schedule_release(Schedule *schedule);
void schedule_copy(Schedule *to, const Schedule *from); /* `to` is released first */
void schedule_sort(Schedule *schedule);
/* Parses the text above; "" is the empty schedule. STATUS_USAGE: `error` says what is wrong with
 * which part. */
MUST_CHECK Status schedule_parse(Schedule *schedule, const char *text, Error *error);
void schedule_append(const Schedule *schedule, Text *text);

static inline bool choice_is_of_seed(ChoiceKind kind) {
    return (CHOICE_KINDS_MADE_UP & 1u << kind) == 0;
}

/* How a chooser makes up its answers. */
typedef struct ChooserPlan {
    uint64_t number;                 /* of the run: another one, other answers */
    unsigned kinds;                  /* bits 1 << ChoiceKind of what may deviate */
    uint64_t expected[CHOICE_KINDS]; /* about how often each kind will be asked */
} ChooserPlan;

enum { CHOOSER_SPARSE_MAX = 3 }; /* deviations of one kind in a run that has few */

typedef struct Chooser {
    uint64_t asked[CHOICE_KINDS]; /* how often, so far */
    Schedule taken;               /* where it deviated, in the order in which it was asked */
    Schedule followed;            /* the schedule that it was given */
    size_t next[CHOICE_KINDS];    /* in `followed`: the next deviation of the kind */
    bool makes_up;
    struct {
        Random random;
        bool everywhere; /* any answer every time; else at `places` only */
        uint64_t places[CHOOSER_SPARSE_MAX];
    } plans[CHOICE_KINDS];
} Chooser;

/* A chooser that follows a schedule (copied), and one that makes its own. Both are released with
 * chooser_release(). */
void chooser_follow(Chooser *chooser, const Schedule *schedule);
void chooser_make_up(Chooser *chooser, const ChooserPlan *plan);
void chooser_release(Chooser *chooser);

/* Which of `count` (at least 2): 0 is the usual one. An answer that a schedule gives and that is
 * not there is the last one. */
uint32_t chooser_choose(Chooser *chooser, ChoiceKind kind, uint32_t count);

/* Appends "tie7:2, the 3rd of 4 timers with one deadline". */
void chooser_describe(ChoiceKind kind, uint64_t number, uint32_t answer, uint32_t count,
                      Text *text);

/* After the run: what it did, as a schedule that makes the same run again. */
void chooser_schedule(const Chooser *chooser, Schedule *schedule);
/* The first deviation of the schedule followed that was never reached, or was no deviation; NULL
 * when the run took them all. */
const Deviation *chooser_missed(const Chooser *chooser);

#endif
