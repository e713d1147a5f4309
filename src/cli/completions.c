#include "cli/completions.h"

#include "cli/options.h"

#include <string.h>

static const char *const TOPICS[] = {
#define TOPIC(name, append) name,
#include "cli/topics.def"
};
enum { TOPIC_COUNT = sizeof TOPICS / sizeof *TOPICS };

static bool knows(int command, int option) {
    return (OPTIONS[option].commands & 1u << command) != 0;
}

static bool takes_file(const OptionInfo *option) {
    return option->argument != NULL && strcmp(option->argument, "FILE") == 0;
}

/* Text on one line, with a backslash before each of `special`; an apostrophe ends the shell's
 * quotes, stands for itself and opens them again. */
static void append_escaped(Text *text, const char *string, const char *special) {
    for (; *string != '\0'; string++) {
        if (*string == '\'') {
            text_append_cstr(text, "'\\''");
            continue;
        }
        if (strchr(special, *string) != NULL) {
            text_append_char(text, '\\');
        }
        text_append_char(text, *string == '\n' ? ' ' : *string);
    }
}

static void append_command_names(Text *text) {
    for (int command = 0; command < COMMAND_COUNT; command++) {
        text_printf(text, "%s ", COMMANDS[command].name);
    }
}

static void append_topic_names(Text *text) {
    for (int i = 0; i < TOPIC_COUNT; i++) {
        text_printf(text, "%s ", TOPICS[i]);
    }
}

void completions_append_bash(Text *text) {
    text_append_cstr(text, "# Completions of bash for meanwhile.\n"
                           "_meanwhile() {\n"
                           "    local word=${COMP_WORDS[COMP_CWORD]} command=${COMP_WORDS[1]}\n"
                           "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
                           "        COMPREPLY=($(compgen -W \"");
    append_command_names(text);
    text_append_cstr(text, "--help --version\" -- \"$word\"))\n"
                           "        return\n"
                           "    fi\n"
                           "    case $command:$word in\n");
    for (int command = 0; command < COMMAND_COUNT; command++) {
        text_printf(text, "    %s:-*) COMPREPLY=($(compgen -W \"", COMMANDS[command].name);
        for (int id = 0; id < OPTION_COUNT; id++) {
            if (knows(command, id)) {
                text_printf(text, "--%s%s ", OPTIONS[id].name,
                            OPTIONS[id].argument != NULL ? "=" : "");
            }
        }
        text_append_cstr(text, "\" -- \"$word\"));;\n");
    }
    text_printf(text, "    %s:*) COMPREPLY=($(compgen -W \"", COMMANDS[COMMAND_HELP].name);
    append_command_names(text);
    append_topic_names(text);
    text_append_cstr(text, "\" -- \"$word\"));;\n"
                           "    esac\n"
                           "    [[ ${COMPREPLY[0]} == *= ]] && compopt -o nospace\n"
                           "}\n"
                           "complete -o default -F _meanwhile meanwhile\n");
}

/* A specification of zsh's _arguments: '*'{-o+,--out=}'[where to write]:FILE:_files'. The star
 * says that it may be given again. */
static void append_zsh_option(Text *text, const OptionInfo *option) {
    bool has_argument = option->argument != NULL;
    text_append_cstr(text, " \\\n            '*");
    if (option->letter != '\0') {
        text_printf(text, "'{-%c%s,--%s%s}'", option->letter, has_argument ? "+" : "", option->name,
                    has_argument ? "=" : "");
    } else {
        text_printf(text, "--%s%s", option->name, has_argument ? "=" : "");
    }
    text_append_char(text, '[');
    append_escaped(text, option->help, "[]\\");
    text_append_char(text, ']');
    if (has_argument) {
        text_append_char(text, ':');
        append_escaped(text, option->argument, ":\\");
        text_append_cstr(text, takes_file(option) ? ":_files" : ":");
    }
    text_append_char(text, '\'');
}

void completions_append_zsh(Text *text) {
    text_append_cstr(text, "#compdef meanwhile\n"
                           "# Completions of zsh for meanwhile.\n"
                           "_meanwhile() {\n"
                           "    local -a commands\n"
                           "    commands=(\n");
    for (int command = 0; command < COMMAND_COUNT; command++) {
        text_printf(text, "        '%s:", COMMANDS[command].name);
        append_escaped(text, COMMANDS[command].summary, ":\\");
        text_append_cstr(text, "'\n");
    }
    text_append_cstr(text, "    )\n"
                           "    if (( CURRENT == 2 )); then\n"
                           "        _describe command commands\n"
                           "        return\n"
                           "    fi\n"
                           "    local command=$words[2]\n"
                           "    shift words\n"
                           "    (( CURRENT-- ))\n"
                           "    case $command in\n");
    for (int command = 0; command < COMMAND_COUNT; command++) {
        text_printf(text, "    %s)\n        _arguments", COMMANDS[command].name);
        for (int id = 0; id < OPTION_COUNT; id++) {
            if (knows(command, id)) {
                append_zsh_option(text, &OPTIONS[id]);
            }
        }
        text_append_cstr(text, " \\\n            ");
        if (command == COMMAND_HELP) {
            text_append_cstr(text, "'1:command or topic:(");
            append_command_names(text);
            append_topic_names(text);
            text_append_cstr(text, ")'");
        } else {
            text_append_cstr(text, "'*:file:_files'");
        }
        text_append_cstr(text, "\n        ;;\n");
    }
    text_append_cstr(text, "    esac\n}\n_meanwhile \"$@\"\n");
}

/* The commands that know an option, as fish asks for them. */
static void append_fish_condition(Text *text, int option) {
    text_append_cstr(text, "complete -c meanwhile -n '__fish_seen_subcommand_from");
    for (int command = 0; command < COMMAND_COUNT; command++) {
        if (knows(command, option)) {
            text_printf(text, " %s", COMMANDS[command].name);
        }
    }
    text_append_char(text, '\'');
}

void completions_append_fish(Text *text) {
    text_append_cstr(text, "# Completions of fish for meanwhile.\n");
    for (int command = 0; command < COMMAND_COUNT; command++) {
        text_printf(text, "complete -c meanwhile -n __fish_use_subcommand -f -a %s -d '",
                    COMMANDS[command].name);
        append_escaped(text, COMMANDS[command].summary, "\\");
        text_append_cstr(text, "'\n");
    }
    text_printf(text, "complete -c meanwhile -n '__fish_seen_subcommand_from %s' -f -a '",
                COMMANDS[COMMAND_HELP].name);
    append_command_names(text);
    append_topic_names(text);
    text_append_cstr(text, "'\n");
    for (int id = 0; id < OPTION_COUNT; id++) {
        const OptionInfo *option = &OPTIONS[id];
        append_fish_condition(text, id);
        if (option->letter != '\0') {
            text_printf(text, " -s %c", option->letter);
        }
        text_printf(text, " -l %s", option->name);
        if (option->argument != NULL) {
            text_append_cstr(text, takes_file(option) ? " -r" : " -x");
        }
        text_append_cstr(text, " -d '");
        append_escaped(text, option->help, "\\");
        text_append_cstr(text, "'\n");
    }
}
