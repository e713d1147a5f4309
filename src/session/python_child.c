#include "session/python_child.h"

#include "base/file.h"
#include "base/installation.h"
#include "base/memory.h"
#include "session/run_world.h"
#include "session/settings.h"
#include "trace/jsonl.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* --- the program --- */

/* The shim sets constants itself, so that lines keep their columns; here it is seen whether it can.
 */
static bool can_set(const SessionOptions *options, const Text *program, Text *why) {
    Text changed = {0};
    text_append(&changed, text_cstr(program), program->length);
    bool good = settings_apply(options, &changed, why);
    text_release(&changed);
    return good;
}

Status python_child_prepare(const SessionOptions *options, const char *engine,
                            PythonProgram *program, SessionResult *result, Error *error) {
    bool is_file = options->program_text == NULL && strcmp(options->program_path, "-") != 0;
    *program = (PythonProgram){.on_stdin = !is_file};
    Status status = STATUS_OK;
    if (options->program_text != NULL) {
        text_append(&program->text, options->program_text, options->program_length);
    } else {
        status = file_read(options->program_path, FILE_BYTES_MAX, &program->text, error);
    }
    if (status == STATUS_OK) {
        status = run_world_new(options, text_cstr(&program->text), program->text.length,
                               &program->world, error);
    }
    if (status != STATUS_OK) {
        return status;
    }
    Text why = {0};
    const World *world = program->world;
    if (!can_set(options, &program->text, &why)) {
        /* `why` says it */
    } else if (world->errors.count > 0) {
        world_print_errors(world, &why);
    } else if (world->loads.count > 0) {
        text_printf(&why,
                    "error: the %s engine runs programs only: leave load and arrivals out of the "
                    "world\n",
                    engine);
    }
    if (why.length > 0) {
        python_child_refuse(options, result, &why);
        world_free(program->world);
        program->world = NULL;
    }
    text_release(&why);
    return STATUS_OK;
}

void python_child_release(PythonProgram *program) {
    world_free(program->world);
    text_release(&program->text);
}

void python_child_refuse(const SessionOptions *options, SessionResult *result, const Text *why) {
    python_child_deliver(&options->stderr_sink, text_cstr(why), why->length);
    result->exit_code = EXIT_REFUSED;
}

/* --- the command line --- */

void python_command_word(PythonCommand *command, const char *word) {
    ARRAY_PUSH(&command->words, memory_copy_string(word));
}

void python_command_option(PythonCommand *command, const char *name, const char *value) {
    python_command_word(command, name);
    python_command_word(command, value);
}

void python_command_number(PythonCommand *command, const char *name, int64_t value) {
    char text[32];
    snprintf(text, sizeof text, "%" PRId64, value);
    python_command_option(command, name, text);
}

Status python_command_begin(PythonCommand *command, const char *const *python, const char *file,
                            Error *error) {
    Text name = {0};
    Text path = {0};
    text_printf(&name, "assets/shim/%s", file);
    Status status = STATUS_OK;
    if (installation_find(text_cstr(&name), &path)) {
        for (size_t i = 0; python[i] != NULL; i++) {
            python_command_word(command, python[i]);
        }
        python_command_word(command, text_cstr(&path));
    } else {
        status = error_set(error, STATUS_SYSTEM,
                           "could not find the Python shim, %s, beside the executable",
                           text_cstr(&name));
    }
    text_release(&name);
    text_release(&path);
    return status;
}

void python_command_end(PythonCommand *command, const SessionOptions *options,
                        const PythonProgram *program) {
    if (program->on_stdin) {
        python_command_option(command, "--source", "stdin");
    }
    for (size_t i = 0; i < options->setting_count; i++) {
        if (strchr(options->settings[i].name, ' ') == NULL) {
            Text setting = {0};
            text_printf(&setting, "%s=%s", options->settings[i].name, options->settings[i].value);
            python_command_option(command, "--set", text_cstr(&setting));
            text_release(&setting);
        }
    }
    python_command_word(command, "--");
    python_command_word(command, options->program_path);
    for (size_t i = 0; i < options->argument_count; i++) {
        python_command_word(command, options->arguments[i]);
    }
    ARRAY_PUSH(&command->words, NULL);
}

void python_command_release(PythonCommand *command) {
    for (size_t i = 0; i < command->words.count; i++) {
        memory_free((char *)command->words.items[i]);
    }
    ARRAY_RELEASE(&command->words);
}

/* --- what comes back --- */

ProcessStream python_child_stream(const SessionSink *sink, int own_fd) {
    if (sink->text == NULL && sink->fd < 0) {
        return PROCESS_DISCARD;
    }
    return sink->text == NULL && sink->fd == own_fd ? PROCESS_INHERIT : PROCESS_COLLECT;
}

void python_child_deliver(const SessionSink *sink, const char *bytes, size_t length) {
    if (sink->text != NULL) {
        text_append(sink->text, bytes, length);
        return;
    }
    while (sink->fd >= 0 && length > 0) {
        ssize_t written = write(sink->fd, bytes, length);
        if (written < 0 && errno != EINTR) {
            return;
        }
        if (written > 0) {
            bytes += written;
            length -= (size_t)written;
        }
    }
}

Status python_child_trace(const SessionOptions *options, const char *engine,
                          const PythonProgram *program, const Text *events, Trace **trace,
                          Error *error) {
    Text world_lines = {0};
    run_world_describe(options, text_cstr(&program->text), program->text.length, &world_lines);
    Trace *empty = trace_new(TRACE_EVENTS_MAX_DEFAULT);
    trace_set_info(empty, options->program_path, text_cstr(&program->text), text_cstr(&world_lines),
                   engine, world_seed(program->world));
    Text file = {0};
    jsonl_append_header(empty, &file);
    text_append(&file, text_cstr(events), events->length);
    Status status =
        jsonl_parse("the Python shim's trace", text_cstr(&file), file.length, trace, error);
    text_release(&file);
    text_release(&world_lines);
    trace_free(empty);
    return status;
}
