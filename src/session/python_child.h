/* What the engines that run the user's own python3 do alike, whatever its clock: the program and
 * its world, the command line of the Python shim (assets/shim), where output goes, and the trace
 * that comes back. */
#ifndef SESSION_PYTHON_CHILD_H
#define SESSION_PYTHON_CHILD_H

#include "base/array.h"
#include "base/process.h"
#include "session/session.h"
#include "sim/world.h"

/* The program's text, and the world that it runs in. */
typedef struct PythonProgram {
    Text text;
    World *world;  /* NULL if it was refused */
    bool on_stdin; /* the child reads the text from its standard input */
} PythonProgram;

/* Reads both. Fails only if a file cannot be read. A world or setting that is wrong is refused, as
 * python_child_refuse() does, and so are clients that the world itself would send; then the world
 * is NULL. The caller releases in any case. */
MUST_CHECK Status python_child_prepare(const SessionOptions *options, const char *engine,
                                       PythonProgram *program, SessionResult *result, Error *error);
void python_child_release(PythonProgram *program);

/* The run does not begin; says why on the program's standard error. */
void python_child_refuse(const SessionOptions *options, SessionResult *result, const Text *why);

/* A command line under construction; the words are owned. */
typedef struct PythonCommand {
    ARRAY_OF(const char *) words;
} PythonCommand;

/* Append a word; two, an option's name and its value. */
void python_command_word(PythonCommand *command, const char *word);
void python_command_option(PythonCommand *command, const char *name, const char *value);
void python_command_number(PythonCommand *command, const char *name, int64_t value);

/* Begins with python3 and a file of the shim, "run.py". Fails if that is nowhere. */
MUST_CHECK Status python_command_begin(PythonCommand *command, const char *const *python,
                                       const char *file, Error *error);

/* The rest: settings, where the program's text is, its name and its arguments, and the NULL. */
void python_command_end(PythonCommand *command, const SessionOptions *options,
                        const PythonProgram *program);
void python_command_release(PythonCommand *command);

/* How a child's stream is to be opened that goes to this sink; `own_fd` is our own such stream.
 * What is collected is delivered at the end. */
ProcessStream python_child_stream(const SessionSink *sink, int own_fd);
void python_child_deliver(const SessionSink *sink, const char *bytes, size_t length);

/* Makes a trace of lines of events; the header is ours. */
MUST_CHECK Status python_child_trace(const SessionOptions *options, const char *engine,
                                     const PythonProgram *program, const Text *events,
                                     Trace **trace, Error *error);

#endif
