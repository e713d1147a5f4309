#include "session/settings.h"

#include <string.h>

bool settings_apply(const SessionOptions *options, Text *program, Text *complaint) {
    for (size_t i = 0; i < options->setting_count; i++) {
        const SessionSetting *setting = &options->settings[i];
        if (strncmp(setting->name, "latency ", 8) == 0) {
            continue; /* the world's */
        }
        size_t name_length = strlen(setting->name);
        char *line = program->bytes;
        char *found = NULL;
        while (line != NULL && *line != '\0') {
            if (strncmp(line, setting->name, name_length) == 0) {
                char *rest = line + name_length + strspn(line + name_length, " \t");
                if (*rest == ':') {
                    rest += strcspn(rest, "=\n");
                }
                if (*rest == '=' && rest[1] != '=') {
                    found = rest + 1;
                    break;
                }
            }
            line = strchr(line, '\n');
            line = line != NULL ? line + 1 : NULL;
        }
        if (found == NULL) {
            text_printf(complaint,
                        "meanwhile: could not set %s: %s has no line \"%s = …\" at its top level\n",
                        setting->name, options->program_path, setting->name);
            return false;
        }
        Text changed = {0};
        text_append(&changed, program->bytes, (size_t)(found - program->bytes));
        text_printf(&changed, " %s", setting->value);
        text_append_cstr(&changed, found + strcspn(found, "\n"));
        text_release(program);
        *program = changed;
    }
    return true;
}
