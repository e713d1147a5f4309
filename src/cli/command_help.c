#include "base/utf8.h"
#include "cli/command.h"
#include "cli/completions.h"
#include "cli/manual.h"
#include "report/formats.h"
#include "trace/trace.h"

#include <string.h>

enum { HELP_COLUMN = 32, OVERVIEW_COLUMN = 36 };

/* Lines, the first of which goes on where the text is, the others are indented. */
static void append_lines(Text *text, const char *lines, int indent) {
    for (bool is_first = true; *lines != '\0'; is_first = false) {
        size_t length = strcspn(lines, "\n");
        text_append_repeated(text, ' ', is_first ? 0 : (size_t)indent);
        text_append(text, lines, length);
        text_append_char(text, '\n');
        lines += length + (lines[length] == '\n');
    }
}

static void append_option(Text *text, const OptionInfo *option) {
    Text left = {0};
    if (option->letter != '\0') {
        text_printf(&left, "  -%c, --%s", option->letter, option->name);
    } else {
        text_printf(&left, "      --%s", option->name);
    }
    if (option->argument != NULL) {
        text_printf(&left, "=%s", option->argument);
    }
    int columns = utf8_columns(text_cstr(&left));
    text_append_cstr(text, text_cstr(&left));
    text_release(&left);
    if (columns > HELP_COLUMN - 2) {
        text_append_char(text, '\n');
        columns = 0;
    }
    text_append_repeated(text, ' ', (size_t)(HELP_COLUMN - columns));
    append_lines(text, option->help, HELP_COLUMN);
}

/* What explore varies, and how it ends. */
static void append_left_open(Text *text) {
    text_append_cstr(
        text,
        "\nLeft open, and varied (--only names them):\n"
        "  seed      random draws: latencies, faults, the module random unseeded. In a schedule\n"
        "            each is a choice of its own (latency, random)\n");
    for (int kind = 0; kind < CHOICE_KINDS && !choice_is_of_seed((ChoiceKind)kind); kind++) {
        text_printf(text, "  %-8s  ", CHOICES[kind].name);
        append_lines(text, CHOICES[kind].help, 12);
    }
    text_append_cstr(
        text, "\nExit codes: 0 when no run failed, 1 when one did; 2 when the command line, "
              "the program or\nits world is refused; 130 after Ctrl-C, which prints what was "
              "found so far.\n");
}

void command_append_help(Text *text, CommandId command) {
    const CommandInfo *info = &COMMANDS[command];
    bool has_options = false;
    text_printf(text, "Usage: meanwhile %s [OPTION...] %s\n\n%s", info->name, info->operands,
                info->description);
    for (int id = 0; id < OPTION_COUNT; id++) {
        if ((OPTIONS[id].commands & 1u << command) != 0) {
            text_append_cstr(text, has_options ? "" : "\nOptions:\n");
            append_option(text, &OPTIONS[id]);
            has_options = true;
        }
    }
    text_append_cstr(text, "\nExamples:\n  ");
    append_lines(text, info->examples, 2);
    if (command == COMMAND_EXPLORE) {
        append_left_open(text);
    }
    if (command == COMMAND_REPORT) {
        text_append_char(text, '\n');
        report_describe_formats(text);
    }
    if (command == COMMAND_RUN || command == COMMAND_COMPARE) {
        text_append_cstr(text,
                         "\nExit codes: the program's own; 2 when the command line, the program or "
                         "its world is\nrefused, 120 when a limit was hit, 121 for a deadlock.\n");
    }
}

void command_append_overview(Text *text) {
    text_append_cstr(text, "Usage: meanwhile COMMAND [OPTION...]\n\n"
                           "What could your program be doing meanwhile? Runs asyncio programs on a "
                           "virtual clock,\nand shows who waited for whom.\n\nCommands:\n");
    for (int i = 0; i < COMMAND_COUNT; i++) {
        Text left = {0};
        text_printf(&left, "  %s %s", COMMANDS[i].name, COMMANDS[i].operands);
        utf8_append_fitted(text, text_cstr(&left), OVERVIEW_COLUMN, " ");
        text_printf(text, "%s\n", COMMANDS[i].summary);
        text_release(&left);
    }
    text_append_cstr(text,
                     "\nOptions:\n"
                     "      --help                    print this help; after a command: its own\n"
                     "      --version                 print the version\n\n"
                     "Examples:\n"
                     "  meanwhile run fetch.py\n"
                     "  meanwhile compare sequential.py concurrent.py\n"
                     "  meanwhile play sequential.py concurrent.py\n"
                     "  meanwhile                       the window, at the list of lessons\n");
}

/* What appends a topic; NULL: there is none of this name. */
static void (*find_topic(const char *name))(Text *) {
    static const struct {
        const char *name;
        void (*append)(Text *text);
    } TOPICS[] = {
#define TOPIC(name, append) {name, append},
#include "cli/topics.def"
    };
    for (size_t i = 0; i < sizeof TOPICS / sizeof *TOPICS; i++) {
        if (strcmp(TOPICS[i].name, name) == 0) {
            return TOPICS[i].append;
        }
    }
    return NULL;
}

static CommandId find_command(const char *name) {
    int command = 0;
    while (command < COMMAND_COUNT && strcmp(COMMANDS[command].name, name) != 0) {
        command++;
    }
    return (CommandId)command;
}

Status command_help(Options *options, int *exit_code, Error *error) {
    Text text = {0};
    const char *topic = options->operand_count > 0 ? options->operands[0] : NULL;
    if (topic == NULL) {
        command_append_overview(&text);
    } else if (find_topic(topic) != NULL) {
        find_topic(topic)(&text);
    } else if (find_command(topic) != COMMAND_COUNT) {
        command_append_help(&text, find_command(topic));
    } else {
        return error_set(error, STATUS_USAGE, "there is no help about '%.200s'", topic);
    }
    *exit_code = command_print(&text);
    text_release(&text);
    return STATUS_OK;
}
