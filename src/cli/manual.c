#include "cli/manual.h"

#include "cli/cli.h"
#include "cli/options.h"

#include <string.h>

/* Text for roff: hyphens are minus signs, backslashes are spelled out, and a line that begins with
 * a dot or an apostrophe is no request. */
static void append_roff(Text *text, const char *string) {
    bool at_line_start = true;
    for (; *string != '\0'; string++) {
        if (at_line_start && (*string == '.' || *string == '\'')) {
            text_append_cstr(text, "\\&");
        }
        if (*string == '\\') {
            text_append_cstr(text, "\\e");
        } else if (*string == '-') {
            text_append_cstr(text, "\\-");
        } else {
            text_append_char(text, *string);
        }
        at_line_start = *string == '\n';
    }
}

static void append_option(Text *text, const OptionInfo *option) {
    text_append_cstr(text, ".TP\n");
    if (option->letter != '\0') {
        text_printf(text, "\\fB\\-%c\\fR, ", option->letter);
    }
    text_append_cstr(text, "\\fB\\-\\-");
    append_roff(text, option->name);
    text_append_cstr(text, "\\fR");
    if (option->argument != NULL) {
        text_append_cstr(text, "=\\fI");
        append_roff(text, option->argument);
        text_append_cstr(text, "\\fR");
    }
    text_append_char(text, '\n');
    append_roff(text, option->help);
    text_append_char(text, '\n');
}

static void append_command(Text *text, CommandId command) {
    const CommandInfo *info = &COMMANDS[command];
    text_append_cstr(text, ".SS meanwhile ");
    append_roff(text, info->name);
    text_append_cstr(text, " [OPTION...] ");
    append_roff(text, info->operands);
    text_append_char(text, '\n');
    append_roff(text, info->description);
    for (int id = 0; id < OPTION_COUNT; id++) {
        if ((OPTIONS[id].commands & 1u << command) != 0) {
            append_option(text, &OPTIONS[id]);
        }
    }
    text_append_cstr(text, ".PP\nExamples:\n.PP\n.nf\n.RS\n");
    append_roff(text, info->examples);
    text_append_cstr(text, ".RE\n.fi\n");
}

void manual_append_page(Text *text) {
    text_append_cstr(text, ".TH MEANWHILE 1 \"\" \"meanwhile " MEANWHILE_VERSION "\"\n"
                           ".SH NAME\n"
                           "meanwhile \\- run asyncio programs on a virtual clock, and show who "
                           "waited for whom\n"
                           ".SH SYNOPSIS\n"
                           "\\fBmeanwhile\\fR \\fICOMMAND\\fR [\\fIOPTION\\fR...] "
                           "[\\fIOPERAND\\fR...]\n"
                           ".SH COMMANDS\n");
    for (int command = 0; command < COMMAND_COUNT; command++) {
        append_command(text, (CommandId)command);
    }
    text_append_cstr(text, ".SH KEYS\n.nf\n");
    Text keys = {0}, scripts = {0};
    manual_append_keys(&keys);
    append_roff(text, text_cstr(&keys));
    text_append_cstr(text, ".fi\n.SH SCRIPTS\n.nf\n");
    manual_append_scripts(&scripts);
    append_roff(text, text_cstr(&scripts));
    text_release(&keys);
    text_release(&scripts);
    text_append_cstr(
        text,
        ".fi\n"
        ".SH EXIT STATUS\n"
        "The program's own; 2 when the command line, the program or its world is "
        "refused,\n120 when a limit was hit, 121 for a deadlock, 122 when there is no display.\n"
        ".SH ENVIRONMENT\n"
        ".TP\n\\fBNO_COLOR\\fR\nNo colour, when set and not empty.\n"
        ".TP\n\\fBCOLUMNS\\fR\nHow wide reports may be where that cannot be asked "
        "of a terminal.\n");
}

/* The table's chords, less the mark of those that are found by their place. */
static void append_chords(Text *text, const char *keys) {
    for (; *keys != '\0'; keys++) {
        if (*keys != '*') {
            text_append_char(text, *keys);
        }
    }
}

void manual_append_keys(Text *text) {
    static const struct {
        const char *name, *group, *keys, *help;
    } ROWS[] = {
#define ACTION(id, name, group, keys, modes, help) {name, group, keys, help},
#include "ui/actions.def"
    };
    text_append_cstr(text, "The keys of the window, what they do, and what scripts call that.\n");
    const char *group = "";
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        if (strcmp(ROWS[i].group, group) != 0) {
            group = ROWS[i].group;
            text_printf(text, "\n%s\n", group);
        }
        Text keys = {0};
        append_chords(&keys, ROWS[i].keys);
        text_printf(text, "  %-22s %-18s %s\n", text_cstr(&keys), ROWS[i].name, ROWS[i].help);
        text_release(&keys);
    }
    text_append_cstr(
        text, "\nThe pointer: a click selects, a double click looks closer, a drag over the\n"
              "timelines measures, one on the axis scrubs, one with Shift or another button\n"
              "pans; the wheel zooms at the cursor, and scrolls over the tasks' names.\n"
              "W A S D and digits are found by their place on the keyboard.\n");
}

void manual_append_scripts(Text *text) {
    static const struct {
        const char *word, *arguments, *help;
    } ROWS[] = {
#define SCRIPT_COMMAND(id, word, arguments, help) {word, arguments, help},
#include "ui/script.def"
    };
    text_append_cstr(
        text, "What can stand in scripts (--script FILE), a command a line; lines that begin "
              "with #\nare remarks.\n\n");
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        Text left = {0};
        text_printf(&left, "%s %s", ROWS[i].word, ROWS[i].arguments);
        text_printf(text, "  %-22s %s\n", text_cstr(&left), ROWS[i].help);
        text_release(&left);
    }
}
