#include "cli/replay.h"

#include <ctype.h>
#include <string.h>

static bool is_control(char byte) {
    return (unsigned char)byte < 0x20 || byte == 0x7F;
}

/* $'…', in which the shell reads escapes, so that the command stays one line that does nothing to a
 * terminal. */
static void append_escaped(Text *text, const char *word) {
    text_append_cstr(text, "$'");
    for (; *word != '\0'; word++) {
        if (is_control(*word)) {
            text_printf(text, "\\%03o", (unsigned)(unsigned char)*word);
        } else {
            text_append_cstr(text, *word == '\'' || *word == '\\' ? "\\" : "");
            text_append_char(text, *word);
        }
    }
    text_append_char(text, '\'');
}

static void append_quoted(Text *text, const char *word) {
    text_append_char(text, '\'');
    for (; *word != '\0'; word++) {
        if (*word == '\'') {
            text_append_cstr(text, "'\\''");
        } else {
            text_append_char(text, *word);
        }
    }
    text_append_char(text, '\'');
}

void replay_append_word(Text *text, const char *word) {
    bool is_plain = *word != '\0', has_control = false;
    for (const char *at = word; *at != '\0'; at++) {
        is_plain &= isalnum((unsigned char)*at) || strchr("_./:=,@%+-", *at) != NULL;
        has_control |= is_control(*at);
    }
    if (is_plain) {
        text_append_cstr(text, word);
    } else if (has_control) {
        append_escaped(text, word);
    } else {
        append_quoted(text, word);
    }
}

/* What says how the run looks is said by whoever looks. */
static bool is_repeated(OptionId id) {
    return (OPTIONS[id].commands & 1u << COMMAND_RUN) != 0 && id != OPTION_SEED &&
           id != OPTION_ASCII && id != OPTION_COLOR;
}

static void append_option(Text *text, const OptionGiven *given) {
    text_printf(text, " --%s", OPTIONS[given->id].name);
    if (given->value != NULL) {
        text_append_char(text, ' ');
        replay_append_word(text, given->value);
    }
}

static void append_operands(Text *text, const Options *options) {
    for (int i = 0; i < options->operand_count; i++) {
        text_append_char(text, ' ');
        replay_append_word(text, options->operands[i]);
    }
}

void replay_append_command(Text *text, const Options *options, CommandId command) {
    text_printf(text, "meanwhile %s", COMMANDS[command].name);
    for (size_t i = 0; i < options->given.count; i++) {
        const OptionGiven *given = &options->given.items[i];
        bool is_about_output =
            given->id == OPTION_ASCII || given->id == OPTION_COLOR || given->id == OPTION_OUT ||
            given->id == OPTION_FORMAT || given->id == OPTION_AGAINST || given->id == OPTION_SAVE ||
            given->id == OPTION_STREAM || given->id == OPTION_TOLERANCE || given->id == OPTION_JOBS;
        if (!is_about_output) {
            append_option(text, given);
        }
    }
    append_operands(text, options);
}

void replay_append(Text *text, const Options *options, const uint64_t *seed,
                   const Schedule *schedule) {
    text_append_cstr(text, "meanwhile run");
    for (size_t i = 0; i < options->given.count; i++) {
        if (is_repeated(options->given.items[i].id)) {
            append_option(text, &options->given.items[i]);
        }
    }
    if (seed != NULL) {
        text_printf(text, " --seed %llu", (unsigned long long)*seed);
    }
    if (schedule->deviations.count > 0) {
        text_append_cstr(text, " --schedule ");
        schedule_append(schedule, text);
    }
    append_operands(text, options);
}
