/* Scripts: a text of commands that drives the app as hands would, in the window and without one.
 * One file is rehearsal, recording and test.
 *
 *     # anything behind a # at a line's beginning is a remark
 *     key CHORD…            presses keys: Space, Right, Shift+Right, Ctrl+F, ?, M
 *     type TEXT             types the rest of the line
 *     do ACTION…            does what `meanwhile help keys` lists: zoom-in, lane-down
 *     go TIME               goes to a time, 1.5s
 *     click X Y [double]    clicks at a point, in pixels of the picture
 *     click lane LABEL      clicks on what is shown for a task; so for `run` and `tab` with a
 *                           program's name, `row` with its title
 *     drag X Y X Y          presses, moves, lets go
 *     measure TIME TIME     drags over a stretch of the time axis
 *     slide POSITION NAME   drags a slider; POSITION is 0 to 1000
 *     wheel X Y NOTCHES     turns the wheel, up when above 0
 *     resize WxH            resizes
 *     wait DURATION         lets time pass: in the window on the clock, else in steps of 1/60 s
 *     shot FILE             saves a picture, .png or .svg
 *     expect STATE VALUE    ends the script with an error when it is otherwise; STATE is a name
 *                           such as time, playing, selected, overlay, runs: see `print`
 *     print                 prints all states on standard output
 *
 * A wrong line is an error with its position before anything is done. */
#ifndef UI_SCRIPT_H
#define UI_SCRIPT_H

#include "ui/app.h"

typedef enum ScriptVerb {
    SCRIPT_KEY,
    SCRIPT_TYPE,
    SCRIPT_DO,
    SCRIPT_GO,
    SCRIPT_CLICK,
    SCRIPT_CLICK_ON,
    SCRIPT_DRAG,
    SCRIPT_MEASURE,
    SCRIPT_SLIDE,
    SCRIPT_WHEEL,
    SCRIPT_RESIZE,
    SCRIPT_WAIT,
    SCRIPT_SHOT,
    SCRIPT_EXPECT,
    SCRIPT_PRINT,
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

/* Does one command. *wait_ns is how much time is to pass before the next one. What goes wrong is
 * told with the script's name and line: STATUS_SYSTEM, and STATUS_USAGE for an expectation that is
 * not met. */
Status script_do(const Script *script, size_t index, App *app, const ScriptHost *host,
                 int64_t *wait_ns, Error *error) MUST_CHECK;

#endif
