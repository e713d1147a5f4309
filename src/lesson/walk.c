#include "lesson/walk.h"

#include "base/memory.h"
#include "lesson/evaluation.h"
#include "lesson/flips.h"
#include "lesson/line_diff.h"

#include <stdlib.h>
#include <string.h>

typedef struct Page {
    WalkItem *items;
    size_t count, shown;
} Page;

struct Walk {
    const Lesson *lesson;
    Outcomes *outcomes;
    Page *pages; /* one for each step */
    size_t step;
    bool is_over;
};

/* --- pages --- */

static void add_items(Page *page, const LessonStep *step) {
    for (size_t i = 0; i < step->item_count; i++) {
        WalkItem *item = &page->items[page->count++];
        *item = (WalkItem){.item = &step->items[i], .choice = LESSON_NONE};
    }
}

/* Reveals items up to the first that holds. */
static void reveal(Page *page) {
    while (page->shown < page->count) {
        WalkItem *item = &page->items[page->shown];
        if (page->shown > 0 && page->items[page->shown - 1].status == WALK_OPEN) {
            return;
        }
        page->shown++;
        if (item->status == WALK_HIDDEN) {
            item->status = lesson_item_holds(item->item->kind) ? WALK_OPEN : WALK_DONE;
        }
    }
}

Walk *walk_new(const Lesson *lesson) {
    Walk *walk = memory_new_zeroed(1, sizeof *walk);
    walk->lesson = lesson;
    walk->outcomes = outcomes_new(lesson, SESSION_ENGINE_SIM);
    walk->pages = memory_new_zeroed(lesson->step_count, sizeof *walk->pages);
    for (size_t i = 0; i < lesson->step_count; i++) {
        Page *page = &walk->pages[i];
        size_t before = i == 0 ? lesson->intro.item_count : 0;
        page->items =
            memory_new_zeroed(before + lesson->steps[i].item_count + 1, sizeof *page->items);
        if (i == 0) {
            add_items(page, &lesson->intro);
        }
        add_items(page, &lesson->steps[i]);
    }
    reveal(&walk->pages[0]);
    return walk;
}

static void forget_checks(WalkItem *item) {
    for (size_t i = 0; item->checks != NULL && i < item->item->as.goal->check_count; i++) {
        memory_free(item->checks[i].found);
    }
    memory_free(item->checks);
    item->checks = NULL;
    outcome_release(&item->outcome);
}

void walk_free(Walk *walk) {
    if (walk == NULL) {
        return;
    }
    for (size_t p = 0; p < walk->lesson->step_count; p++) {
        for (size_t i = 0; i < walk->pages[p].count; i++) {
            WalkItem *item = &walk->pages[p].items[i];
            memory_free(item->order);
            rich_text_release(&item->feedback);
            forget_checks(item);
            text_release(&item->program);
        }
        memory_free(walk->pages[p].items);
    }
    memory_free(walk->pages);
    outcomes_free(walk->outcomes);
    memory_free(walk);
}

const Lesson *walk_lesson(const Walk *walk) {
    return walk->lesson;
}

size_t walk_step(const Walk *walk) {
    return walk->step;
}

bool walk_is_over(const Walk *walk) {
    return walk->is_over;
}

static Page *page_of(const Walk *walk) {
    return &walk->pages[walk->step];
}

size_t walk_item_count(const Walk *walk) {
    return page_of(walk)->count;
}

size_t walk_shown_count(const Walk *walk) {
    return page_of(walk)->shown;
}

const WalkItem *walk_item(const Walk *walk, size_t index) {
    CHECK(index < page_of(walk)->count);
    return &page_of(walk)->items[index];
}

static WalkItem *item_at(Walk *walk, size_t index) {
    CHECK(index < page_of(walk)->count);
    return &page_of(walk)->items[index];
}

size_t walk_held(const Walk *walk) {
    const Page *page = page_of(walk);
    bool holds = page->shown > 0 && page->items[page->shown - 1].status == WALK_OPEN;
    return holds ? page->shown - 1 : LESSON_NONE;
}

/* --- moving --- */

static void finish(Walk *walk, size_t index, WalkStatus status) {
    item_at(walk, index)->status = status;
    reveal(page_of(walk));
}

static WalkMove leave_page(Walk *walk) {
    if (walk->step + 1 == walk->lesson->step_count) {
        walk->is_over = true;
        return WALK_AT_END;
    }
    walk->step++;
    reveal(page_of(walk));
    return WALK_MOVED;
}

static WalkMove next_in_watch(Walk *walk, size_t index) {
    WalkItem *item = item_at(walk, index);
    if (!item->at_stop) {
        return WALK_WANTS_PLAY;
    }
    if (item->stop + 1 < item->item->as.watch->stop_count) {
        item->stop++;
        item->at_stop = false;
    } else {
        finish(walk, index, WALK_DONE);
    }
    return WALK_MOVED;
}

WalkMove walk_next(Walk *walk) {
    size_t held = walk_held(walk);
    if (held == LESSON_NONE) {
        return leave_page(walk);
    }
    const WalkItem *item = walk_item(walk, held);
    if (item->item->kind == LESSON_WATCH) {
        return next_in_watch(walk, held);
    }
    if (item->item->kind == LESSON_GOAL && item->saw_solution) {
        finish(walk, held, WALK_SKIPPED);
        return WALK_MOVED;
    }
    return WALK_WANTS_ANSWER;
}

void walk_skip(Walk *walk) {
    size_t held = walk_held(walk);
    if (held == LESSON_NONE) {
        (void)leave_page(walk);
    } else {
        finish(walk, held, WALK_SKIPPED);
    }
}

bool walk_back(Walk *walk) {
    size_t held = walk_held(walk);
    WalkItem *item = held != LESSON_NONE ? item_at(walk, held) : NULL;
    if (walk->is_over) {
        walk->is_over = false;
    } else if (item != NULL && item->item->kind == LESSON_WATCH && item->stop > 0) {
        item->stop--;
        item->at_stop = true;
    } else if (walk->step > 0) {
        walk->step--;
    } else {
        return false;
    }
    reveal(page_of(walk));
    return true;
}

void walk_go(Walk *walk, size_t step) {
    CHECK(step < walk->lesson->step_count);
    walk->step = step;
    walk->is_over = false;
    reveal(page_of(walk));
}

/* --- questions --- */

static const LessonQuestion *question_at(const Walk *walk, size_t index) {
    const LessonItem *item = walk_item(walk, index)->item;
    CHECK(item->kind == LESSON_PREDICT || item->kind == LESSON_OBSERVE);
    return item->as.question;
}

static Evaluation evaluation_of(const Walk *walk) {
    return (Evaluation){.outcomes = walk->outcomes, .start = LESSON_NONE};
}

static void say(RichText *feedback, bool is_right, const Text *sentence, const RichText *says) {
    rich_text_release(feedback);
    rich_text_add_block(feedback, RICH_PARAGRAPH);
    const char *verdict = is_right ? "Right." : "Not so.";
    rich_text_add(feedback, verdict, strlen(verdict), RICH_STRONG, RICH_NO_LINK, 0);
    if (sentence->length > 0) {
        rich_text_add(feedback, " ", 1, RICH_PLAIN, RICH_NO_LINK, 0);
        rich_text_add(feedback, text_cstr(sentence), sentence->length, RICH_PLAIN, RICH_NO_LINK, 0);
    }
    if (says != NULL) {
        rich_text_append(feedback, says);
    }
}

void walk_answer_choice(Walk *walk, size_t index, size_t choice) {
    const LessonQuestion *question = question_at(walk, index);
    CHECK(walk_held(walk) == index && choice < question->choice_count);
    WalkItem *item = item_at(walk, index);
    item->choice = choice;
    item->is_right = question->choices[choice].is_right;
    say(&item->feedback, item->is_right, &(Text){0}, question->choices[choice].says.rich);
    finish(walk, index, WALK_DONE);
}

/* The wrong answer that the author foresaw and that this is, or is near. */
static size_t foreseen_number(const LessonQuestion *question, Quantity given, int64_t millionths) {
    for (size_t i = 0; i < question->choice_count; i++) {
        const Quantity *wrong = &question->choices[i].quantity;
        if (quantity_is_comparable(given, *wrong) && quantity_is_near(given, *wrong, millionths)) {
            return i;
        }
    }
    return LESSON_NONE;
}

static void answer_number(Walk *walk, size_t index, Quantity given) {
    const LessonQuestion *question = question_at(walk, index);
    CHECK(walk_held(walk) == index);
    WalkItem *item = item_at(walk, index);
    Evaluation evaluation = evaluation_of(walk);
    Quantity truth;
    Text why = {0};
    Text sentence = {0};
    const RichText *says = question->otherwise.rich;
    item->given = given;
    item->choice = foreseen_number(question, given, 0);
    if (evaluation_quantity(&evaluation, &question->answer, &truth, &why)) {
        item->is_right = item->choice == LESSON_NONE && quantity_is_comparable(given, truth) &&
                         quantity_is_near(given, truth, question->within_millionths);
        text_append_cstr(&sentence, "It is ");
        quantity_append(&sentence, truth);
        text_append_char(&sentence, '.');
    }
    if (item->choice == LESSON_NONE && !item->is_right) {
        item->choice = foreseen_number(question, given, question->within_millionths);
    }
    if (item->choice != LESSON_NONE) {
        says = question->choices[item->choice].says.rich;
    }
    say(&item->feedback, item->is_right, &sentence, item->is_right ? question->right.rich : says);
    text_release(&sentence);
    text_release(&why);
    finish(walk, index, WALK_DONE);
}

static bool same_order(const LessonQuestion *question, const size_t *order,
                       const char *const *names) {
    for (size_t i = 0; i < question->item_count; i++) {
        if (strcmp(question->items[order[i]], names[i]) != 0) {
            return false;
        }
    }
    return true;
}

void walk_answer_order(Walk *walk, size_t index, const size_t *order) {
    const LessonQuestion *question = question_at(walk, index);
    CHECK(walk_held(walk) == index && question->kind == LESSON_ORDER);
    WalkItem *item = item_at(walk, index);
    Evaluation evaluation = evaluation_of(walk);
    size_t truth[CLAIM_LIST_MAX];
    Text why = {0};
    Text sentence = {0};
    item->order = memory_new_zeroed(question->item_count, sizeof *item->order);
    memcpy(item->order, order, question->item_count * sizeof *order);
    const RichText *says = question->otherwise.rich;
    if (evaluation_order(&evaluation, &question->answer, question->items, question->item_count,
                         truth, &why)) {
        const char *names[CLAIM_LIST_MAX];
        text_append_cstr(&sentence, "It is: ");
        for (size_t i = 0; i < question->item_count; i++) {
            names[i] = question->items[truth[i]];
            text_printf(&sentence, "%s%s", names[i], i + 1 < question->item_count ? ", " : ".");
        }
        item->is_right = same_order(question, order, names);
    }
    for (size_t i = 0; !item->is_right && i < question->choice_count; i++) {
        if (same_order(question, order, question->choices[i].order)) {
            item->choice = i;
            says = question->choices[i].says.rich;
            break;
        }
    }
    say(&item->feedback, item->is_right, &sentence, item->is_right ? question->right.rich : says);
    text_release(&sentence);
    text_release(&why);
    finish(walk, index, WALK_DONE);
}

/* --- answers as they are typed --- */

static bool type_choice(Walk *walk, size_t index, const char *typed, Text *reason) {
    size_t count = question_at(walk, index)->choice_count;
    char *end = NULL;
    unsigned long number = strtoul(typed, &end, 10);
    if (end == typed || end[strspn(end, " .)")] != '\0' || number < 1 || number > count) {
        text_printf(reason, "an answer is a number from 1 to %zu", count);
        return false;
    }
    walk_answer_choice(walk, index, number - 1);
    return true;
}

static bool type_number(Walk *walk, size_t index, const char *typed, Text *reason) {
    const LessonQuestion *question = question_at(walk, index);
    Evaluation evaluation = evaluation_of(walk);
    Quantity given;
    Quantity truth = {.denominator = 1};
    Text why = {0};
    (void)evaluation_quantity(&evaluation, &question->answer, &truth, &why);
    text_release(&why);
    typed += strspn(typed, " \t");
    size_t taken = quantity_read(&given, typed, strlen(typed));
    if (taken == 0 || typed[taken + strspn(typed + taken, " \t")] != '\0') {
        text_append_cstr(reason, truth.unit == QUANTITY_TIME ? "an answer is a time, such as 1.5 s"
                                 : truth.is_percent          ? "an answer is a share, such as 40 %"
                                                             : "an answer is a number");
        return false;
    }
    if (given.unit == QUANTITY_COUNT && truth.unit == QUANTITY_TIME) {
        int decimals = given.decimals;
        if (!quantity_make(&given, (QuantityWide)given.numerator * 1000000000, given.denominator,
                           QUANTITY_TIME)) {
            text_append_cstr(reason, "this is too long a time");
            return false;
        }
        given.decimals = decimals;
    } else if (given.unit == QUANTITY_COUNT && truth.is_percent) {
        (void)quantity_make(&given, given.numerator, (QuantityWide)given.denominator * 100,
                            QUANTITY_RATIO);
        given.is_percent = true;
    } else if ((given.unit == QUANTITY_TIME) != (truth.unit == QUANTITY_TIME)) {
        text_append_cstr(reason, truth.unit == QUANTITY_TIME ? "an answer is a time, such as 1.5 s"
                                                             : "what is asked for is no time");
        return false;
    }
    answer_number(walk, index, given);
    return true;
}

/* Which item a word is: its number, or its name. */
static size_t find_item(const LessonQuestion *question, const bool *taken, const char *word,
                        size_t length) {
    for (size_t i = 0; i < question->item_count; i++) {
        if (!taken[i] && strlen(question->items[i]) == length &&
            strncasecmp(question->items[i], word, length) == 0) {
            return i;
        }
    }
    char *end = NULL;
    unsigned long number = strtoul(word, &end, 10);
    bool is_number = end == word + length && number >= 1 && number <= question->item_count;
    return is_number && !taken[number - 1] ? number - 1 : LESSON_NONE;
}

/* "C, A, B", or "3 1 2": names with spaces in them need the commas. */
static bool type_order(Walk *walk, size_t index, const char *typed, Text *reason) {
    const LessonQuestion *question = question_at(walk, index);
    size_t order[CLAIM_LIST_MAX];
    bool taken[CLAIM_LIST_MAX] = {false};
    size_t count = 0;
    const char *separators = strchr(typed, ',') != NULL ? "," : " ";
    while (*typed != '\0') {
        typed += strspn(typed, " \t");
        size_t length = strcspn(typed, separators);
        size_t trimmed = length;
        while (trimmed > 0 && typed[trimmed - 1] == ' ') {
            trimmed--;
        }
        if (trimmed > 0) {
            size_t item = find_item(question, taken, typed, trimmed);
            if (item == LESSON_NONE || count == question->item_count) {
                text_append_cstr(reason,
                                 "write each of the items once, by name or number, as in 2 1 3");
                return false;
            }
            taken[item] = true;
            order[count++] = item;
        }
        typed += length + (typed[length] != '\0');
    }
    if (count != question->item_count) {
        text_printf(reason, "these are %zu of %zu items", count, question->item_count);
        return false;
    }
    walk_answer_order(walk, index, order);
    return true;
}

bool walk_answer_text(Walk *walk, size_t index, const char *typed, Text *reason) {
    switch (question_at(walk, index)->kind) {
    case LESSON_CHOICE:
        return type_choice(walk, index, typed, reason);
    case LESSON_NUMBER:
        return type_number(walk, index, typed, reason);
    case LESSON_ORDER:
        return type_order(walk, index, typed, reason);
    }
    return false;
}

/* Has what a question asks for been seen? */
static bool is_told(const Walk *walk, size_t index) {
    const Page *page = page_of(walk);
    const WalkItem *item = &page->items[index];
    if (item->status != WALK_DONE && item->status != WALK_SKIPPED) {
        return false;
    }
    if (item->item->kind == LESSON_OBSERVE) {
        return true;
    }
    for (size_t i = index + 1; i < page->count; i++) {
        if (page->items[i].item->kind == LESSON_WATCH) {
            return page->items[i].status == WALK_DONE || page->items[i].status == WALK_SKIPPED;
        }
    }
    return true;
}

const RichText *walk_feedback(const Walk *walk, size_t index) {
    (void)question_at(walk, index);
    const WalkItem *item = walk_item(walk, index);
    return item->status == WALK_DONE && is_told(walk, index) ? &item->feedback : NULL;
}

/* --- watching --- */

const Outcome *walk_outcome(Walk *walk, size_t run) {
    return outcomes_get(walk->outcomes, run);
}

int64_t walk_stop_ns(Walk *walk, size_t index, size_t stop) {
    const LessonItem *item = walk_item(walk, index)->item;
    CHECK(item->kind == LESSON_WATCH && stop < item->as.watch->stop_count);
    const LessonWatch *watch = item->as.watch;
    const LessonStop *which = &watch->stops[stop];
    int64_t end_ns = 0;
    for (size_t i = 0; i < watch->run_count; i++) {
        int64_t makespan_ns = walk_outcome(walk, watch->runs[i])->result.makespan_ns;
        end_ns = makespan_ns > end_ns ? makespan_ns : end_ns;
    }
    if (which->kind == LESSON_STOP_AT) {
        return which->at_ns < end_ns ? which->at_ns : end_ns;
    }
    size_t found = 0;
    if (which->kind == LESSON_STOP_WHEN) {
        const Trace *trace = walk_outcome(walk, which->event.run)->result.trace;
        if (trace != NULL && outcome_find_event(trace, &which->event, &found)) {
            return trace_at(trace, found)->t_ns;
        }
    }
    return end_ns;
}

void walk_reach_stop(Walk *walk) {
    size_t held = walk_held(walk);
    CHECK(held != LESSON_NONE && walk_item(walk, held)->item->kind == LESSON_WATCH);
    item_at(walk, held)->at_stop = true;
}

/* --- goals --- */

static const LessonGoal *goal_at(const Walk *walk, size_t index) {
    const LessonItem *item = walk_item(walk, index)->item;
    CHECK(item->kind == LESSON_GOAL);
    return item->as.goal;
}

const LessonProgram *walk_start_program(const Walk *walk, size_t index) {
    return &walk->lesson->programs[walk->lesson->runs[goal_at(walk, index)->start].program];
}

/* The program as it is now: the learner's, or what the goal starts from. */
static const Text *program_of(Walk *walk, size_t index) {
    WalkItem *item = item_at(walk, index);
    if (item->program.length == 0) {
        const LessonProgram *start = walk_start_program(walk, index);
        text_append(&item->program, start->text, start->length);
    }
    return &item->program;
}

const Text *walk_program(Walk *walk, size_t index) {
    return program_of(walk, index);
}

bool walk_try_program(Walk *walk, size_t index, const char *program, size_t length) {
    const LessonGoal *goal = goal_at(walk, index);
    WalkItem *item = item_at(walk, index);
    Text kept = {0};
    text_append(&kept, program, length);
    text_release(&item->program);
    item->program = kept;
    forget_checks(item);
    outcome_run_changed(walk->lesson, goal->start, SESSION_ENGINE_SIM, text_cstr(&kept), length,
                        &item->outcome);
    item->checks = memory_new_zeroed(goal->check_count, sizeof *item->checks);
    Evaluation evaluation = {walk->outcomes, goal->start, &item->outcome};
    bool all_hold = true;
    for (size_t i = 0; i < goal->check_count; i++) {
        WalkCheck *check = &item->checks[i];
        Text found = {0};
        check->claim = &goal->checks[i];
        check->holds = evaluation_claim(&evaluation, check->claim, &found);
        check->found = text_take(&found);
        all_hold = all_hold && check->holds;
    }
    item->is_reached = item->is_reached || (all_hold && !item->saw_solution);
    if (all_hold && item->status == WALK_OPEN) {
        finish(walk, index, WALK_DONE);
    }
    return all_hold;
}

bool walk_flip(Walk *walk, size_t index, size_t flip, Text *diff, Text *reason) {
    const LessonGoal *goal = goal_at(walk, index);
    CHECK(flip < goal->flip_count);
    Text changed = {0};
    const Text *program = program_of(walk, index);
    bool applies =
        flip_apply(goal->flips[flip], text_cstr(program), program->length, &changed, reason);
    if (applies) {
        (void)line_diff(program, &changed, diff);
        (void)walk_try_program(walk, index, text_cstr(&changed), changed.length);
    }
    text_release(&changed);
    return applies;
}

void walk_reset_program(Walk *walk, size_t index) {
    WalkItem *item = item_at(walk, index);
    forget_checks(item);
    text_clear(&item->program);
    (void)program_of(walk, index);
}

const RichText *walk_hint(Walk *walk, size_t index) {
    const LessonGoal *goal = goal_at(walk, index);
    WalkItem *item = item_at(walk, index);
    return item->hints < goal->hint_count ? goal->hints[item->hints++].rich : NULL;
}

const LessonProgram *walk_solution(Walk *walk, size_t index) {
    const LessonGoal *goal = goal_at(walk, index);
    item_at(walk, index)->saw_solution = true;
    return &walk->lesson->programs[walk->lesson->runs[goal->solution].program];
}

const RichText *walk_explanation(const Walk *walk, size_t index) {
    const WalkItem *item = walk_item(walk, index);
    bool is_earned = item->status == WALK_DONE || item->saw_solution;
    return is_earned ? goal_at(walk, index)->explain.rich : NULL;
}

void walk_measured(Walk *walk, size_t index) {
    CHECK(walk_held(walk) == index && walk_item(walk, index)->item->kind == LESSON_MEASURE);
    finish(walk, index, WALK_DONE);
}

/* --- how it went --- */

WalkScore walk_score(const Walk *walk) {
    WalkScore score = {0};
    for (size_t p = 0; p < walk->lesson->step_count; p++) {
        for (size_t i = 0; i < walk->pages[p].count; i++) {
            const WalkItem *item = &walk->pages[p].items[i];
            LessonItemKind kind = item->item->kind;
            bool is_question = kind == LESSON_PREDICT || kind == LESSON_OBSERVE;
            score.of += is_question || kind == LESSON_GOAL;
            score.right += is_question ? item->is_right : item->is_reached;
        }
    }
    return score;
}

/* --- what is kept --- */

size_t walk_page_count(const Walk *walk, size_t step) {
    return walk->pages[step].count;
}

const WalkItem *walk_page_item(const Walk *walk, size_t step, size_t index) {
    CHECK(step < walk->lesson->step_count && index < walk->pages[step].count);
    return &walk->pages[step].items[index];
}

void walk_write_answer(const Walk *walk, size_t step, size_t index, Text *out) {
    const WalkItem *item = walk_page_item(walk, step, index);
    const LessonQuestion *question = item->item->as.question;
    if (item->status != WALK_DONE) {
        return;
    }
    switch (question->kind) {
    case LESSON_CHOICE:
        text_printf(out, "%zu", item->choice + 1);
        break;
    case LESSON_NUMBER:
        quantity_write(out, item->given);
        break;
    case LESSON_ORDER:
        for (size_t i = 0; i < question->item_count; i++) {
            text_printf(out, "%s%zu", i > 0 ? " " : "", item->order[i] + 1);
        }
        break;
    }
}

void walk_show_answer(const Walk *walk, size_t index, Text *out) {
    const WalkItem *item = walk_item(walk, index);
    const LessonQuestion *question = item->item->as.question;
    if (item->status != WALK_DONE) {
        return;
    }
    switch (question->kind) {
    case LESSON_CHOICE: {
        Text label = {0};
        rich_text_write_plain(question->choices[item->choice].label.rich, &label);
        text_append_cstr(out, text_cstr(&label));
        text_release(&label);
        break;
    }
    case LESSON_NUMBER:
        quantity_append(out, item->given);
        break;
    case LESSON_ORDER:
        for (size_t i = 0; i < question->item_count; i++) {
            text_printf(out, "%s%s", i > 0 ? ", " : "", question->items[item->order[i]]);
        }
        break;
    }
}

/* Lets the item hold, if nothing before it does that was not recorded. */
static bool open_item(Walk *walk, size_t step, size_t index) {
    Page *page = &walk->pages[step];
    if (index >= page->count || !lesson_item_holds(page->items[index].item->kind)) {
        return false;
    }
    walk->step = step;
    reveal(page);
    return walk_held(walk) == index;
}

static void resume_item(Walk *walk, const WalkPast *past) {
    WalkItem *item = item_at(walk, past->item);
    LessonItemKind kind = item->item->kind;
    if (past->status == WALK_DONE && (kind == LESSON_PREDICT || kind == LESSON_OBSERVE)) {
        Text reason = {0};
        (void)walk_answer_text(walk, past->item, past->given, &reason);
        text_release(&reason);
        return;
    }
    if (kind == LESSON_GOAL) {
        item->hints = past->hints < item->item->as.goal->hint_count
                          ? past->hints
                          : item->item->as.goal->hint_count;
        item->saw_solution = past->saw_solution;
        item->is_reached = past->is_reached;
    }
    if (past->status == WALK_DONE || past->status == WALK_SKIPPED) {
        finish(walk, past->item, past->status);
    }
}

void walk_resume(Walk *walk, const WalkPast *past, size_t count, size_t step) {
    for (size_t i = 0; i < count; i++) {
        if (past[i].step < walk->lesson->step_count &&
            open_item(walk, past[i].step, past[i].item)) {
            resume_item(walk, &past[i]);
        }
    }
    walk_go(walk, step < walk->lesson->step_count ? step : walk->lesson->step_count - 1);
}
