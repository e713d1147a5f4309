/* Scripts: a text of commands that drives the app as hands would, in the window and without one.
 * One file is rehearsal, recording and test.
 *
 *     key Space
 *     wait 500ms
 *     expect playing yes
 *     shot playing.png
 *
 * A command a line; script.def lists them. Blank lines are skipped, and lines that begin with #.
 * A wrong line is an error with its position before anything is done. */
#ifndef UI_SCRIPT_H
#define UI_SCRIPT_H

#include "ui/app.h"

typedef enum ScriptVerb {
#define SCRIPT_COMMAND(id, word, arguments, help) SCRIPT_##id,
#include "ui/script.def"
    SCRIPT_VERB_COUNT
} ScriptVerb;

typedef struct ScriptCommand {
    ScriptVerb verb;
    int line;          /* from 1 */
    Chord chord;       /* of KEY */
    ActionId action;   /* of DO */
    SceneHitKind kind; /* of CLICK_ON */
    int64_t times_ns[2];
    int32_t numbers[4]; /* coordinates, sizes, notches; of CLICK the third is 2 for a double one */
    char *word;         /* of EXPECT the state's name; owned, may be NULL */
    char *rest;         /* the rest of the line; owned, may be NULL */
} ScriptCommand;

typedef struct Script {
    char *name; /* of its file, for messages */
    ARRAY_OF(ScriptCommand) commands;
} Script;

/* Whoever runs a script lends its ways to do what the app does not do itself. */
typedef struct ScriptHost {
    const TextMetrics *metrics;
    Status (*shot)(void *context, const char *path, Error *error);
    void (*resize)(void *context, int32_t width, int32_t height);
    void *context;
} ScriptHost;

/* Reads a script from its text. Released in any case. */
Status script_parse(Script *script, const char *name, const char *bytes, size_t length,
                    Error *error) MUST_CHECK;
void script_release(Script *script);

/* A script that is being played. */
typedef struct ScriptPlayer {
    const Script *script;
    size_t next;        /* command */
    int64_t wait_ns;    /* until then */
    int64_t awaited_ns; /* how long it has been awaited already */
} ScriptPlayer;

/* Does the commands that are due, so much time after the last call. One that looks at the picture
 * or changes it waits until the runs are there: call again then. What goes wrong is told with the
 * script's name and line: STATUS_USAGE for an expectation that is not met. */
Status script_play(ScriptPlayer *player, App *app, const ScriptHost *host, int64_t passed_ns,
                   Error *error) MUST_CHECK;

/* Whether nothing is left to do. */
bool script_is_over(const ScriptPlayer *player);

#endif
