#include "session/schedule.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

const ChoiceInfo CHOICES[CHOICE_KINDS] = {
#define CHOICE(id, name, among, help) {name, among, help},
#include "session/choices.def"
};

/* ---- schedules ---- */

void schedule_release(Schedule *schedule) {
    ARRAY_RELEASE(&schedule->deviations);
}

void schedule_copy(Schedule *to, const Schedule *from) {
    to->deviations.count = 0;
    for (size_t i = 0; i < from->deviations.count; i++) {
        ARRAY_PUSH(&to->deviations, from->deviations.items[i]);
    }
}

static int compare_deviations(const void *left, const void *right) {
    const Deviation *a = left;
    const Deviation *b = right;
    if (a->kind != b->kind) {
        return a->kind < b->kind ? -1 : 1;
    }
    return a->number == b->number ? 0 : a->number < b->number ? -1 : 1;
}

void schedule_sort(Schedule *schedule) {
    if (schedule->deviations.count > 1) {
        qsort(schedule->deviations.items, schedule->deviations.count, sizeof(Deviation),
              compare_deviations);
    }
}

/* Decimal digits, a number from 1 to `maximum`; false: something else stands there. */
static bool parse_number(const char **at, uint64_t maximum, uint64_t *number) {
    const char *start = *at;
    *number = 0;
    for (; isdigit((unsigned char)**at); (*at)++) {
        if (__builtin_mul_overflow(*number, (uint64_t)10, number) ||
            __builtin_add_overflow(*number, (uint64_t)(**at - '0'), number)) {
            return false;
        }
    }
    return *at > start && *number >= 1 && *number <= maximum;
}

/* deviation := KIND NUMBER ":" ANSWER */
static bool parse_deviation(const char **at, Deviation *deviation) {
    for (int kind = 0; kind < CHOICE_KINDS; kind++) {
        size_t length = strlen(CHOICES[kind].name);
        if (strncmp(*at, CHOICES[kind].name, length) != 0) {
            continue;
        }
        uint64_t answer;
        *at += length;
        deviation->kind = (ChoiceKind)kind;
        if (!parse_number(at, UINT64_MAX, &deviation->number) || **at != ':') {
            return false;
        }
        ++*at;
        bool fine = parse_number(at, UINT32_MAX, &answer);
        deviation->answer = (uint32_t)answer;
        return fine;
    }
    return false;
}

Status schedule_parse(Schedule *schedule, const char *text, Error *error) {
    *schedule = (Schedule){0};
    for (const char *at = text; *at != '\0';) {
        Deviation deviation;
        const char *start = at;
        if (!parse_deviation(&at, &deviation) || (*at != ',' && *at != '\0') ||
            (*at == ',' && at[1] == '\0')) {
            int length = (int)strcspn(start, ",");
            return error_set(error, STATUS_USAGE,
                             "'%.*s' is no choice of a schedule, such as tie7:2 or set1:1",
                             length > 100 ? 100 : length, start);
        }
        ARRAY_PUSH(&schedule->deviations, deviation);
        at += *at == ',';
    }
    schedule_sort(schedule);
    for (size_t i = 1; i < schedule->deviations.count; i++) {
        const Deviation *deviation = &schedule->deviations.items[i];
        if (compare_deviations(deviation - 1, deviation) == 0) {
            return error_set(error, STATUS_USAGE, "%s%llu stands twice in a schedule",
                             CHOICES[deviation->kind].name, (unsigned long long)deviation->number);
        }
    }
    return STATUS_OK;
}

void schedule_append(const Schedule *schedule, Text *text) {
    for (size_t i = 0; i < schedule->deviations.count; i++) {
        const Deviation *deviation = &schedule->deviations.items[i];
        text_printf(text, "%s%s%llu:%u", i > 0 ? "," : "", CHOICES[deviation->kind].name,
                    (unsigned long long)deviation->number, deviation->answer);
    }
}

/* ---- choosers ---- */

void chooser_follow(Chooser *chooser, const Schedule *schedule) {
    *chooser = (Chooser){0};
    schedule_copy(&chooser->followed, schedule);
    size_t count = schedule->deviations.count, next = 0;
    for (int kind = 0; kind < CHOICE_KINDS; kind++) {
        while (next < count && (int)schedule->deviations.items[next].kind < kind) {
            next++;
        }
        chooser->next[kind] = next;
    }
}

/* Half of the runs choose anew each time, which finds what needs many choices at once; the others
 * deviate at a few places, which finds the one place among thousands and is short to begin with.
 * A thread that is interrupted at every turn is no thread that anybody has seen. */
void chooser_make_up(Chooser *chooser, const ChooserPlan *plan) {
    *chooser = (Chooser){.makes_up = true};
    for (int kind = 0; kind < CHOICE_KINDS; kind++) {
        Random *random = &chooser->plans[kind].random;
        *random = random_stream(plan->number, CHOICES[kind].name);
        if ((plan->kinds & 1u << kind) == 0) {
            continue;
        }
        chooser->plans[kind].everywhere = random_below(random, 2) == 0 && kind != CHOICE_PREEMPT;
        uint64_t expected = plan->expected[kind] > 0 ? plan->expected[kind] : 1;
        uint64_t places = random_below(random, CHOOSER_SPARSE_MAX + 1);
        for (uint64_t i = 0; i < places; i++) {
            chooser->plans[kind].places[i] = 1 + random_below(random, expected);
        }
    }
}

void chooser_release(Chooser *chooser) {
    schedule_release(&chooser->taken);
    schedule_release(&chooser->followed);
}

static uint32_t follow(Chooser *chooser, ChoiceKind kind, uint64_t number, uint32_t count) {
    size_t next = chooser->next[kind];
    if (next >= chooser->followed.deviations.count) {
        return 0;
    }
    const Deviation *deviation = &chooser->followed.deviations.items[next];
    if (deviation->kind != kind || deviation->number != number) {
        return 0;
    }
    chooser->next[kind]++;
    return deviation->answer < count ? deviation->answer : count - 1;
}

static uint32_t make_up(Chooser *chooser, ChoiceKind kind, uint64_t number, uint32_t count) {
    if (chooser->plans[kind].everywhere) {
        return (uint32_t)random_below(&chooser->plans[kind].random, count);
    }
    for (int i = 0; i < CHOOSER_SPARSE_MAX; i++) {
        if (chooser->plans[kind].places[i] == number) {
            return 1 + (uint32_t)random_below(&chooser->plans[kind].random, count - 1);
        }
    }
    return 0;
}

uint32_t chooser_choose(Chooser *chooser, ChoiceKind kind, uint32_t count) {
    uint64_t number = ++chooser->asked[kind];
    uint32_t answer = chooser->makes_up ? make_up(chooser, kind, number, count)
                                        : follow(chooser, kind, number, count);
    if (answer > 0) {
        ARRAY_PUSH(&chooser->taken.deviations, (Deviation){kind, number, answer});
    }
    return answer;
}

static const char *ordinal_ending(uint32_t number) {
    uint32_t tens = number / 10 % 10, ones = number % 10;
    return tens == 1 ? "th" : ones == 1 ? "st" : ones == 2 ? "nd" : ones == 3 ? "rd" : "th";
}

void chooser_describe(ChoiceKind kind, uint64_t number, uint32_t answer, uint32_t count,
                      Text *text) {
    text_printf(text, "%s%llu:%u, ", CHOICES[kind].name, (unsigned long long)number, answer);
    if (kind == CHOICE_PREEMPT) {
        text_append_cstr(text, "the running thread is interrupted");
    } else if (choice_is_of_seed(kind)) {
        text_printf(text, "drawn as with a seed that is larger by %u", answer);
    } else {
        text_printf(text, "the %u%s of %u %s", answer + 1, ordinal_ending(answer + 1), count,
                    CHOICES[kind].among);
    }
}

void chooser_schedule(const Chooser *chooser, Schedule *schedule) {
    schedule_copy(schedule, &chooser->taken);
    schedule_sort(schedule);
}

const Deviation *chooser_missed(const Chooser *chooser) {
    Schedule taken = {0};
    chooser_schedule(chooser, &taken);
    const Deviation *missed = NULL;
    for (size_t i = 0; i < chooser->followed.deviations.count && missed == NULL; i++) {
        const Deviation *wanted = &chooser->followed.deviations.items[i];
        if (i >= taken.deviations.count ||
            compare_deviations(&taken.deviations.items[i], wanted) != 0 ||
            taken.deviations.items[i].answer != wanted->answer) {
            missed = wanted;
        }
    }
    schedule_release(&taken);
    return missed;
}
