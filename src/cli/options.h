/* The command line of a command, parsed. options.def is the table that everything about options is
 * made from. */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include "base/array.h"
#include "base/terminal.h"
#include "report/baseline.h"
#include "report/csv.h"
#include "report/style.h"
#include "session/explore.h"
#include "session/grid.h"
#include "session/schedule.h"
#include "session/session.h"

typedef enum CommandId {
#define COMMAND(id, name, operands, summary, description, examples) COMMAND_##id,
#include "cli/commands.def"
    COMMAND_COUNT
} CommandId;

typedef struct CommandInfo {
    const char *name;
    const char *operands;
    const char *summary;
    const char *description;
    const char *examples;
} CommandInfo;

extern const CommandInfo COMMANDS[COMMAND_COUNT];

typedef enum OptionId {
#define OPTION(id, letter, name, argument, commands, help) OPTION_##id,
#include "cli/options.def"
    OPTION_COUNT
} OptionId;

typedef struct OptionInfo {
    char letter; /* '\0': none */
    const char *name;
    const char *argument; /* NULL: takes none */
    unsigned commands;    /* bit 1 << CommandId of each that knows it */
    const char *help;     /* lines */
} OptionInfo;

extern const OptionInfo OPTIONS[OPTION_COUNT];

typedef struct OptionGiven {
    OptionId id;
    const char *value; /* within argv; NULL: takes none */
} OptionGiven;

/* What the window shows, and pictures and films of it. Texts are within argv; NULL: not given. */
typedef struct WindowOptions {
    const char *out, *script, *theme, *select;
    int32_t width, height;                      /* 0: not given */
    int scale;                                  /* percent; 0: not given */
    int layout;                                 /* ViewLayout */
    int64_t at_ns;                              /* -1: the end */
    int64_t from_ns, to_ns;                     /* to_ns -1: the end */
    int64_t speed_numerator, speed_denominator; /* 0: not given */
    int fps;
    int display;
    bool critical_path, present, reduced_motion, full_screen;
} WindowOptions;

enum { SERVE_PORT_DEFAULT = 8080 };

enum {
    RACE_RUNS_DEFAULT = 5,
    RACE_CALLS_DEFAULT = 100,
    RACE_CONCURRENCY_DEFAULT = 20,
};

typedef struct RaceWishes {
    int64_t calls, concurrency;
    const char *engines, *client; /* as given; NULL: not given */
} RaceWishes;

typedef struct ServeOptions {
    int port;            /* 0: any that is free */
    const char *address; /* NULL: loopback */
    bool verbose;
} ServeOptions;

typedef struct Options {
    SessionOptions session; /* without program and sinks */
    uint64_t seed;
    ARRAY_OF(char *) world_lines;
    ARRAY_OF(SessionSetting) settings;
    ARRAY_OF(char *) setting_texts; /* what the settings point into */
    ARRAY_OF(OptionGiven) given;    /* all, as given, for a command that repeats them */
    Schedule schedule;              /* --schedule */
    bool has_schedule;
    ExploreOptions explore; /* without session */
    uint64_t shard, shards; /* of a sweep: the first of one */
    bool merge;
    const char *trace_path; /* NULL: not wanted */
    const char *har_path;   /* NULL: programs are compared */
    TerminalColorWish color;
    const char *format; /* of reports, as an ending; NULL: the file's */
    CsvTable table;
    bool has_table;
    const char *save;                            /* where to keep the report; NULL: nowhere */
    const char *against;                         /* a baseline; NULL: none */
    int64_t tolerance;                           /* of TOLERANCE_UNIT */
    SessionEngine engines[SESSION_ENGINE_COUNT]; /* as given, each once; session has the first */
    size_t engine_count;                         /* at least one */
    size_t runs,
        warmups;       /* of each program on an engine that measures; no runs: as many as usual */
    int64_t budget_ns; /* for all of them */
    DurationUnit time_unit;   /* of measured times; DURATION_UNIT_COUNT: any */
    bool says_how_to_measure; /* any of these three was given */
    const char *stream;       /* the folder for traces of runs that are told one by one; or NULL */
    bool csv, reset, reset_programs, yes; /* of progress */
    bool ascii, quiet, explain, output, help;
    WindowOptions window;
    ServeOptions serve;
    RaceWishes race;
    char **operands; /* within argv */
    int operand_count;
} Options;

/* Parses argv, whose first element is the command's name. STATUS_USAGE: `error` says what is wrong.
 * Either way options_release() frees. */
Status options_parse(Options *options, CommandId command, int argc, char **argv,
                     Error *error) MUST_CHECK;
void options_release(Options *options);

/* Whether any of the engines that were asked for has a real clock. */
bool options_measure(const Options *options);

/* How to draw on a file descriptor, as the options and its terminal say. */
ReportStyle options_style(const Options *options, int fd);

#endif
