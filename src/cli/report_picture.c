#include "cli/report_picture.h"

#include "cli/hand_over.h"

#include <string.h>

typedef struct Words {
    HandOverWords list;
    ARRAY_OF(char *) owned; /* some of them */
} Words;

bool report_picture_is(const char *path) {
    size_t length = strlen(path);
    return length > 4 && strcmp(path + length - 4, ".png") == 0;
}

Status report_picture_check(const Options *options, Error *error) {
    for (size_t i = 0; i < options->given.count; i++) {
        const OptionGiven *given = &options->given.items[i];
        bool is_engine = given->id == OPTION_ENGINE && strcmp(given->value, "sim") != 0;
        if (is_engine || given->id == OPTION_HAR) {
            return error_set(error, STATUS_USAGE,
                             "a .png is drawn of runs that the window can make, not with --%s: try "
                             ".svg",
                             OPTIONS[given->id].name);
        }
    }
    return STATUS_OK;
}

/* Everything about the runs that `shot` knows, too. */
static void gather_options(Words *words, const Options *options) {
    for (size_t i = 0; i < options->given.count; i++) {
        const OptionGiven *given = &options->given.items[i];
        bool is_known = (OPTIONS[given->id].commands & 1u << COMMAND_SHOT) != 0;
        if (is_known && given->id != OPTION_OUT) {
            Text word = {0};
            text_printf(&word, "--%s%s%s", OPTIONS[given->id].name, given->value != NULL ? "=" : "",
                        given->value != NULL ? given->value : "");
            ARRAY_PUSH(&words->owned, text_take(&word));
            ARRAY_PUSH(&words->list, words->owned.items[words->owned.count - 1]);
        }
    }
}

Status report_picture_write(const char *path, const Options *options, Error *error) {
    Words words = {0};
    ARRAY_PUSH(&words.list, COMMANDS[COMMAND_SHOT].name);
    ARRAY_PUSH(&words.list, "--layout=timelines");
    ARRAY_PUSH(&words.list, "-o");
    ARRAY_PUSH(&words.list, path);
    gather_options(&words, options);
    ARRAY_PUSH(&words.list, "--");
    for (int i = 0; i < options->operand_count; i++) {
        ARRAY_PUSH(&words.list, options->operands[i]);
    }
    /* A program that failed is drawn, too: only a message says that there is no picture. */
    Status status = hand_over_run(HAND_OVER_WINDOW, &words.list, NULL, error);
    while (words.owned.count > 0) {
        memory_free(words.owned.items[--words.owned.count]);
    }
    ARRAY_RELEASE(&words.owned);
    ARRAY_RELEASE(&words.list);
    return status;
}
