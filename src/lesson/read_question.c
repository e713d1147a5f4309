#include "lesson/misconceptions.h"
#include "lesson/reader.h"

#include <string.h>

enum { WITHIN_DEFAULT = 5000 /* half a percent */ };

typedef struct QuestionFields {
    LessonQuestion question;
    LessonChoice choices[LESSON_CHOICES_MAX];
    Claim claims[LESSON_LINES_MAX];
    LessonField answer, items; /* read when all else is known */
    bool has_question, has_answer, has_items, has_within, has_bar, has_otherwise, has_right;
} QuestionFields;

static bool read_kind(LessonReader *reader, const LessonPiece *piece, LessonQuestionKind *kind) {
    static const char *const NAMES[] = {"number", "choice", "order"};
    for (int i = 0; i < 3; i++) {
        if (reader_is(reader, piece->words, NAMES[i])) {
            *kind = (LessonQuestionKind)i;
            return true;
        }
    }
    reader_fail(reader, piece->words.length > 0 ? piece->words : piece->whole,
                "a question is of a number, a choice or an order");
    diagnostics_hint(reader->diagnostics, "write ```%s number", lesson_item_name(piece->kind));
    return false;
}

/* M9 */
static int read_misconception(LessonReader *reader, LessonSlice word) {
    const char *bytes = reader_bytes(reader, word);
    int number = 0;
    bool good = word.length >= 2 && word.length <= 3 && bytes[0] == 'M';
    for (size_t i = 1; good && i < word.length; i++) {
        good = bytes[i] >= '0' && bytes[i] <= '9';
        number = number * 10 + (bytes[i] - '0');
    }
    if (!good || misconception_find(number) == NULL) {
        reader_fail(reader, word, "a wrong answer names the misconception that it rests on");
        diagnostics_hint(reader->diagnostics, "write `wrong M9 1 s: …`, with one of M1 to M20");
        return 0;
    }
    return number;
}

/* What a foreseen answer says, between `wrong M9` and the colon. */
static bool read_given(LessonReader *reader, LessonQuestionKind kind, LessonSlice given,
                       LessonChoice *choice) {
    if (given.length == 0) {
        reader_fail(reader, choice->source, "which answer is that? write it before the colon");
        return false;
    }
    if (kind == LESSON_CHOICE) {
        choice->label = reader_markdown(reader, given);
        return true;
    }
    if (kind == LESSON_NUMBER) {
        const char *bytes = reader_bytes(reader, given);
        if (quantity_read(&choice->quantity, bytes, given.length) != given.length) {
            reader_fail(reader, given, "expected a number such as 3 s, 40 %% or 12");
            return false;
        }
        return true;
    }
    ClaimOperand names;
    choice->order = NULL;
    if (!claim_parse_names(reader, given, &names)) {
        return false;
    }
    choice->order = names.names;
    choice->quantity.numerator = (int64_t)names.name_count; /* checked against the items below */
    return true;
}

static void read_choice(LessonReader *reader, const LessonField *field, QuestionFields *fields) {
    LessonQuestion *question = &fields->question;
    bool is_right = reader_is(reader, field->key, "right");
    if (is_right && question->kind != LESSON_CHOICE) {
        if (field->argument.length > 0) {
            reader_fail(reader, field->argument, "what is right here is up to the engine");
            diagnostics_hint(reader->diagnostics, "write `right: …`, what to say then");
        } else if (reader_is_first(reader, field, &fields->has_right)) {
            question->right = reader_markdown(reader, field->value);
        }
        return;
    }
    if (is_right && !reader_is_first(reader, field, &fields->has_right)) {
        return;
    }
    if (question->choice_count == LESSON_CHOICES_MAX) {
        reader_fail(reader, field->key, "a question has more than %d answers", LESSON_CHOICES_MAX);
        return;
    }
    LessonChoice choice = {.is_right = is_right,
                           .source = field->argument.length > 0 ? field->argument : field->key};
    LessonSlice given = field->argument;
    if (!is_right) {
        choice.misconception = read_misconception(reader, reader_take_word(reader, &given));
        if (choice.misconception == 0) {
            return;
        }
    }
    if (read_given(reader, question->kind, given, &choice)) {
        choice.says = reader_markdown(reader, field->value);
        fields->choices[question->choice_count++] = choice;
    }
}

static void read_within(LessonReader *reader, LessonSlice value, int64_t *millionths) {
    Quantity within;
    const char *bytes = reader_bytes(reader, value);
    if (quantity_read(&within, bytes, value.length) != value.length || !within.is_percent) {
        reader_fail(reader, value, "expected a percentage, such as 5%%");
        return;
    }
    *millionths = (int64_t)((QuantityWide)within.numerator * 1000000 / within.denominator);
}

static void read_field(LessonReader *reader, const LessonField *field, QuestionFields *fields) {
    static const char *const KNOWN[] = {
        [LESSON_NUMBER] = "question, answer, within, bar, wrong, right, otherwise",
        [LESSON_CHOICE] = "question, right, wrong, claim",
        [LESSON_ORDER] = "question, answer, items, wrong, right, otherwise",
    };
    LessonQuestion *question = &fields->question;
    LessonQuestionKind kind = question->kind;
    if (reader_is(reader, field->key, "wrong") || reader_is(reader, field->key, "right")) {
        read_choice(reader, field, fields);
    } else if (field->argument.length > 0) {
        reader_fail_unknown_field(reader, field, KNOWN[kind]);
    } else if (reader_is(reader, field->key, "question")) {
        if (reader_is_first(reader, field, &fields->has_question)) {
            question->question = reader_markdown(reader, field->value);
        }
    } else if (reader_is(reader, field->key, "answer") && kind != LESSON_CHOICE) {
        if (reader_is_first(reader, field, &fields->has_answer)) {
            fields->answer = *field;
        }
    } else if (reader_is(reader, field->key, "items") && kind == LESSON_ORDER) {
        if (reader_is_first(reader, field, &fields->has_items)) {
            fields->items = *field;
        }
    } else if (reader_is(reader, field->key, "within") && kind == LESSON_NUMBER) {
        if (reader_is_first(reader, field, &fields->has_within)) {
            read_within(reader, field->value, &question->within_millionths);
        }
    } else if (reader_is(reader, field->key, "bar") && kind == LESSON_NUMBER) {
        if (reader_is_first(reader, field, &fields->has_bar)) {
            question->bar = reader_find_run(reader, field->value);
        }
    } else if (reader_is(reader, field->key, "otherwise") && kind != LESSON_CHOICE) {
        if (reader_is_first(reader, field, &fields->has_otherwise)) {
            question->otherwise = reader_markdown(reader, field->value);
        }
    } else if (reader_is(reader, field->key, "claim") && kind == LESSON_CHOICE) {
        if (question->claim_count == LESSON_LINES_MAX) {
            reader_fail(reader, field->key, "a question has more than %d claims", LESSON_LINES_MAX);
        } else if (claim_parse(reader, field->value, false,
                               &fields->claims[question->claim_count])) {
            question->claim_count++;
        }
    } else {
        reader_fail_unknown_field(reader, field, KNOWN[kind]);
    }
}

static bool is_makespan_of(const ClaimValue *value, size_t run) {
    const ClaimFigure *figure = &value->first.figure;
    return value->op == 0 && value->first.is_figure && figure->key == CLAIM_KEY_METRIC &&
           figure->metric == FIGURE_MAKESPAN && figure->run == run;
}

static void check_number(LessonReader *reader, const LessonPiece *piece, QuestionFields *fields) {
    LessonQuestion *question = &fields->question;
    if (!fields->has_answer ||
        !claim_parse_value(reader, fields->answer.value, false, &question->answer)) {
        return;
    }
    if (question->answer.type != CLAIM_QUANTITY) {
        reader_fail(reader, fields->answer.value, "the answer is no number");
    } else if (question->bar != LESSON_NONE && !is_makespan_of(&question->answer, question->bar)) {
        reader_fail(reader, piece->whole,
                    "only a question about the makespan of this run can be answered by its bar");
    }
}

/* Are the names of `order` those of the items, each once? */
static bool is_permutation(const LessonQuestion *question, const char *const *order, size_t count) {
    bool taken[CLAIM_LIST_MAX] = {false};
    for (size_t i = 0; i < count; i++) {
        size_t item = 0;
        while (item < question->item_count &&
               (taken[item] || strcmp(question->items[item], order[i]) != 0)) {
            item++;
        }
        if (item == question->item_count) {
            return false;
        }
        taken[item] = true;
    }
    return count == question->item_count;
}

/* What comes in an order: lines of output, tasks as they end or start. */
static void check_order(LessonReader *reader, QuestionFields *fields) {
    LessonQuestion *question = &fields->question;
    if (!fields->has_answer || !fields->has_items) {
        return;
    }
    ClaimOperand items;
    if (!claim_parse_names(reader, fields->items.value, &items) ||
        !claim_parse_value(reader, fields->answer.value, false, &question->answer)) {
        return;
    }
    const ClaimFigure *figure = &question->answer.first.figure;
    bool has_order = question->answer.first.is_figure && question->answer.op == 0 &&
                     (figure->key == CLAIM_KEY_OUTPUT || figure->key == CLAIM_KEY_DONE ||
                      figure->key == CLAIM_KEY_STARTED);
    if (!has_order) {
        reader_fail(reader, fields->answer.value,
                    "an order is that of RUN.output, RUN.done or RUN.started");
    }
    question->items = items.names;
    question->item_count = items.name_count;
    for (size_t i = 0; i < question->choice_count; i++) {
        LessonChoice *choice = &fields->choices[i];
        if (!is_permutation(question, choice->order, (size_t)choice->quantity.numerator)) {
            reader_fail(reader, choice->source, "this answer has not the same items, each once");
        }
        choice->quantity = (Quantity){0};
    }
}

static void check_choice(LessonReader *reader, const LessonPiece *piece,
                         const QuestionFields *fields) {
    if (!fields->has_right || fields->question.choice_count < 2) {
        reader_fail(reader, piece->whole, "a choice has one right answer and a wrong one or more");
    } else if (fields->question.claim_count == 0) {
        reader_fail(reader, piece->whole, "what makes the right answer right?");
        diagnostics_hint(reader->diagnostics, "write a line such as `claim: RUN.makespan == 3s`");
    }
}

const LessonQuestion *read_question(LessonReader *reader, const LessonPiece *piece) {
    LessonQuestionKind kind;
    if (!read_kind(reader, piece, &kind)) {
        return NULL;
    }
    QuestionFields *fields = memory_new_zeroed(1, sizeof *fields);
    LessonQuestion *question = &fields->question;
    *question =
        (LessonQuestion){.kind = kind, .within_millionths = WITHIN_DEFAULT, .bar = LESSON_NONE};
    size_t errors = reader->diagnostics->total;
    LessonSlice rest = piece->inside;
    LessonField field;
    while (reader_take_field(reader, &rest, &field)) {
        read_field(reader, &field, fields);
    }
    const char *lacks = !fields->has_question                          ? "question"
                        : kind != LESSON_CHOICE && !fields->has_answer ? "answer"
                        : kind == LESSON_ORDER && !fields->has_items   ? "items"
                                                                       : NULL;
    if (lacks != NULL) {
        reader_fail(reader, piece->whole, "this block needs a line `%s: …`", lacks);
    }
    if (kind == LESSON_NUMBER) {
        check_number(reader, piece, fields);
    } else if (kind == LESSON_ORDER) {
        check_order(reader, fields);
    } else if (lacks == NULL) {
        check_choice(reader, piece, fields);
    }
    const LessonQuestion *kept = NULL;
    if (reader->diagnostics->total == errors) {
        question->choices =
            reader_keep(reader, fields->choices, question->choice_count, sizeof *question->choices);
        question->claims =
            reader_keep(reader, fields->claims, question->claim_count, sizeof *question->claims);
        kept = reader_keep(reader, question, 1, sizeof *question);
    }
    memory_free(fields);
    return kept;
}
