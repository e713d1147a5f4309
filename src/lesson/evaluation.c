#include "lesson/evaluation.h"

#include "base/memory.h"

#include <string.h>

static const Outcome *outcome_of(const Evaluation *evaluation, size_t run) {
    if (run == CLAIM_CHANGED) {
        return evaluation->changed;
    }
    return outcomes_get(evaluation->outcomes, run == CLAIM_START ? evaluation->start : run);
}

/* --- numbers --- */

static bool metric(const ClaimFigure *figure, const Outcome *outcome, Quantity *quantity,
                   Text *why) {
    static const QuantityUnit UNITS[] = {[FIGURE_UNIT_SECONDS] = QUANTITY_TIME,
                                         [FIGURE_UNIT_COUNT] = QUANTITY_COUNT,
                                         [FIGURE_UNIT_RATIO] = QUANTITY_RATIO,
                                         [FIGURE_UNIT_RATE] = QUANTITY_RATIO};
    int64_t numerator = 0;
    int64_t denominator = 0;
    figure_fraction(figure->metric, &outcome->metrics, NULL, &numerator, &denominator);
    FigureUnit unit = FIGURES[figure->metric].unit;
    QuantityWide scaled = (QuantityWide)numerator * (unit == FIGURE_UNIT_RATE ? 1000000000 : 1);
    if (!quantity_make(quantity, scaled, denominator, UNITS[unit])) {
        text_append_cstr(why, "this run has no such figure");
        return false;
    }
    quantity->is_percent = figure->metric == FIGURE_IDLE || figure->metric == FIGURE_LOOP_BUSY;
    return true;
}

static bool task_time(const ClaimFigure *figure, const Trace *trace, int64_t *ns, Text *why) {
    uint32_t lane = outcome_find_task(trace, figure->task);
    if (lane == TRACE_NOBODY) {
        text_printf(why, "there is no task %s", figure->task);
        return false;
    }
    bool is_done = figure->key == CLAIM_KEY_DONE_AT;
    size_t index = 0;
    if (!(is_done ? outcome_find_end : outcome_find_start)(trace, lane, &index)) {
        text_printf(why, "%s is never %s", figure->task, is_done ? "done" : "started");
        return false;
    }
    *ns = trace_at(trace, index)->t_ns;
    return true;
}

/* Turns of the loop, and how many callbacks stood in the ready queue at most. */
static void count_turns(const Trace *trace, int64_t *turns, int64_t *ready_max) {
    *turns = *ready_max = 0;
    for (size_t i = 0; i < trace_count(trace); i++) {
        const TraceEvent *event = trace_at(trace, i);
        if (event->kind == TRACE_TURN) {
            ++*turns;
            *ready_max = event->arg > *ready_max ? event->arg : *ready_max;
        }
    }
}

static bool speedup(const Evaluation *evaluation, const ClaimFigure *figure, Quantity *quantity,
                    Text *why) {
    const Outcome *fast = outcome_of(evaluation, figure->run);
    const Outcome *slow = outcome_of(evaluation, figure->against);
    if (!quantity_make(quantity, slow->metrics.makespan_ns, fast->metrics.makespan_ns,
                       QUANTITY_RATIO)) {
        text_append_cstr(why, "a run takes no time at all");
        return false;
    }
    return true;
}

static bool figure_quantity(const Evaluation *evaluation, const ClaimFigure *figure,
                            Quantity *quantity, Text *why) {
    const Outcome *outcome = outcome_of(evaluation, figure->run);
    const Trace *trace = outcome->result.trace;
    if (figure->key == CLAIM_KEY_EXIT) {
        return quantity_make(quantity, outcome->result.exit_code, 1, QUANTITY_COUNT);
    }
    if (trace == NULL) {
        text_append_cstr(why, "the program was not run");
        return false;
    }
    int64_t number = 0;
    int64_t ready_max = 0;
    switch (figure->key) {
    case CLAIM_KEY_METRIC:
        return metric(figure, outcome, quantity, why);
    case CLAIM_KEY_SPEEDUP:
        return speedup(evaluation, figure, quantity, why);
    case CLAIM_KEY_TURNS:
    case CLAIM_KEY_READY_MAX:
        count_turns(trace, &number, &ready_max);
        return quantity_make(quantity, figure->key == CLAIM_KEY_TURNS ? number : ready_max, 1,
                             QUANTITY_COUNT);
    case CLAIM_KEY_DONE_AT:
    case CLAIM_KEY_STARTED_AT:
        return task_time(figure, trace, &number, why) &&
               quantity_make(quantity, number, 1, QUANTITY_TIME);
    default:
        return false;
    }
}

static bool operand_quantity(const Evaluation *evaluation, const ClaimOperand *operand,
                             Quantity *quantity, Text *why) {
    if (operand->is_figure) {
        return figure_quantity(evaluation, &operand->figure, quantity, why);
    }
    *quantity = operand->quantity;
    return true;
}

bool evaluation_quantity(const Evaluation *evaluation, const ClaimValue *value, Quantity *quantity,
                         Text *why) {
    Quantity second;
    if (!operand_quantity(evaluation, &value->first, quantity, why)) {
        return false;
    }
    if (value->op == 0) {
        return true;
    }
    if (!operand_quantity(evaluation, &value->second, &second, why)) {
        return false;
    }
    Quantity first = *quantity;
    if (!quantity_combine(quantity, first, value->op, second)) {
        text_append_cstr(why, "these two do not go together");
        return false;
    }
    return true;
}

/* --- texts --- */

/* Line number `line` of a text, without its end; false if there are not so many. */
static bool take_line(const Text *text, int64_t line, Text *out) {
    const char *start = text_cstr(text);
    const char *end = start + text->length;
    while (start < end && --line > 0) {
        const char *newline = memchr(start, '\n', (size_t)(end - start));
        start = newline != NULL ? newline + 1 : end;
    }
    if (start == end) {
        return false;
    }
    const char *newline = memchr(start, '\n', (size_t)(end - start));
    text_append(out, start, (size_t)((newline != NULL ? newline : end) - start));
    return true;
}

static bool operand_text(const Evaluation *evaluation, const ClaimOperand *operand, Text *text,
                         Text *why) {
    if (!operand->is_figure) {
        text_append_cstr(text, operand->text);
        return true;
    }
    const ClaimFigure *figure = &operand->figure;
    const Outcome *outcome = outcome_of(evaluation, figure->run);
    const Text *source = figure->key == CLAIM_KEY_ERROR    ? &outcome->result.error
                         : figure->key == CLAIM_KEY_ERRORS ? &outcome->errors
                                                           : &outcome->output;
    if (figure->key != CLAIM_KEY_LINE) {
        text_append(text, text_cstr(source), source->length);
        return true;
    }
    if (!take_line(source, figure->line, text)) {
        text_append_cstr(why, "there are not so many lines of output");
        return false;
    }
    return true;
}

/* --- orders --- */

/* Where in the output line `wanted` stands that is this text, the `nth` of them. */
static bool find_line(const Text *output, const char *wanted, size_t nth, int64_t *place) {
    Text line = {0};
    bool found = false;
    for (int64_t number = 1; !found; number++) {
        text_clear(&line);
        if (!take_line(output, number, &line)) {
            break;
        }
        if (line.length == strlen(wanted) && memcmp(text_cstr(&line), wanted, line.length) == 0 &&
            nth-- == 0) {
            *place = number;
            found = true;
        }
    }
    text_release(&line);
    return found;
}

static bool find_place(const Outcome *outcome, const ClaimFigure *figure, const char *item,
                       size_t nth, int64_t *place) {
    if (figure->key == CLAIM_KEY_OUTPUT) {
        return find_line(&outcome->output, item, nth, place);
    }
    const Trace *trace = outcome->result.trace;
    uint32_t lane = trace != NULL ? outcome_find_task(trace, item) : TRACE_NOBODY;
    size_t index = 0;
    bool found = lane != TRACE_NOBODY &&
                 (figure->key == CLAIM_KEY_DONE ? outcome_find_end(trace, lane, &index)
                                                : outcome_find_start(trace, lane, &index));
    *place = (int64_t)index;
    return found;
}

bool evaluation_order(const Evaluation *evaluation, const ClaimValue *value,
                      const char *const *items, size_t count, size_t *order, Text *why) {
    int64_t places[CLAIM_LIST_MAX];
    const ClaimFigure *figure = &value->first.figure;
    const Outcome *outcome = outcome_of(evaluation, figure->run);
    for (size_t i = 0; i < count; i++) {
        size_t same = 0;
        for (size_t before = 0; before < i; before++) {
            same += strcmp(items[before], items[i]) == 0;
        }
        if (!find_place(outcome, figure, items[i], same, &places[i])) {
            text_printf(why, "%s never comes", items[i]);
            return false;
        }
        size_t at = i;
        while (at > 0 && places[order[at - 1]] > places[i]) {
            order[at] = order[at - 1];
            at--;
        }
        order[at] = i;
    }
    return true;
}

/* --- claims --- */

static void append_shown(Text *found, const Evaluation *evaluation, const ClaimValue *value) {
    const char *source = evaluation->outcomes->lesson->source.bytes + value->source.offset;
    text_append(found, source, value->source.length);
    text_append_cstr(found, " is ");
}

static bool compare_quantities(const Evaluation *evaluation, const Claim *claim, Text *found) {
    Quantity left;
    Quantity right;
    if (!evaluation_quantity(evaluation, &claim->left, &left, found) ||
        !evaluation_quantity(evaluation, &claim->right, &right, found)) {
        return false;
    }
    if (!quantity_is_comparable(left, right)) {
        text_append_cstr(found, "a time is compared with a number");
        return false;
    }
    append_shown(found, evaluation, &claim->left);
    left.is_percent = left.is_percent || right.is_percent;
    quantity_append(found, left);
    int order = quantity_compare(left, right);
    switch (claim->op) {
    case CLAIM_EQUAL:
        return quantity_equals(left, right);
    case CLAIM_NOT_EQUAL:
        return !quantity_equals(left, right);
    case CLAIM_LESS:
        return order < 0;
    case CLAIM_LESS_OR_EQUAL:
        return order <= 0;
    case CLAIM_MORE:
        return order > 0;
    case CLAIM_MORE_OR_EQUAL:
        return order >= 0;
    default:
        return quantity_is_near(left, right, claim->within_millionths);
    }
}

enum { SHOWN_MAX = 300 };

/* A text as messages show it: "a\nb\n", cut where it is long. */
static void append_quoted(Text *found, const Text *text) {
    text_append_char(found, '"');
    Text visible = {0};
    for (size_t i = 0; i < text->length && i < SHOWN_MAX; i++) {
        if (text->bytes[i] == '\n') {
            text_append_cstr(&visible, "\\n");
        } else {
            text_append_char(&visible, text->bytes[i]);
        }
    }
    diagnostic_append_visible(found, text_cstr(&visible), visible.length);
    text_append_cstr(found, text->length > SHOWN_MAX ? "…\"" : "\"");
    text_release(&visible);
}

static bool compare_texts(const Evaluation *evaluation, const Claim *claim, Text *found) {
    Text left = {0};
    Text right = {0};
    bool holds = false;
    if (operand_text(evaluation, &claim->left.first, &left, found) &&
        operand_text(evaluation, &claim->right.first, &right, found)) {
        append_shown(found, evaluation, &claim->left);
        append_quoted(found, &left);
        bool same = left.length == right.length &&
                    memcmp(text_cstr(&left), text_cstr(&right), left.length) == 0;
        holds = claim->op == CLAIM_EQUAL       ? same
                : claim->op == CLAIM_NOT_EQUAL ? !same
                                               : memmem(text_cstr(&left), left.length,
                                                        text_cstr(&right), right.length) != NULL;
    }
    text_release(&left);
    text_release(&right);
    return holds;
}

static bool compare_orders(const Evaluation *evaluation, const Claim *claim, Text *found) {
    const ClaimOperand *names = &claim->right.first;
    size_t order[CLAIM_LIST_MAX];
    if (!evaluation_order(evaluation, &claim->left, names->names, names->name_count, order,
                          found)) {
        return false;
    }
    bool same = true;
    append_shown(found, evaluation, &claim->left);
    for (size_t i = 0; i < names->name_count; i++) {
        same = same && order[i] == i;
        text_printf(found, "%s%s", i > 0 ? ", " : "", names->names[order[i]]);
    }
    return same == (claim->op == CLAIM_EQUAL);
}

bool evaluation_claim(const Evaluation *evaluation, const Claim *claim, Text *found) {
    Text unused = {0};
    Text *out = found != NULL ? found : &unused;
    bool holds = claim->left.type == CLAIM_QUANTITY ? compare_quantities(evaluation, claim, out)
                 : claim->left.type == CLAIM_TEXT   ? compare_texts(evaluation, claim, out)
                                                    : compare_orders(evaluation, claim, out);
    text_release(&unused);
    return holds;
}
