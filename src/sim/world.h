/* The world of a run: hosts, machine, seed and sliders, as lines of text (design, section 5).
 *
 *     host PATTERN [latency DIST] [rtt DIST] [servers N [queue N]] [bandwidth B [size S]] [rate R]
 *                  [status CODE [P%]]… [fail connect|reset|timeout [P%]]… [body 'JSON']
 *     machine [cores N] [gil on|off] [switch DUR] [slice DUR] [step DUR] [instruction DUR]
 *             [process DUR] [request DUR] [connect DUR] [tls DUR]
 *     tune NAME LO..HI [STEP]          tune latency HOST LO..HI [STEP]
 *     seed N                           scale FACTOR
 *     load HOST/PATH clients N each M  arrivals HOST/PATH R for DUR
 *
 * PATTERN is host[:port][/path], with * for anything. Lines come from three places, and what an
 * earlier place says wins: the command line, a .world file or a lesson's ```world block, comments
 * in the program ("# meanwhile: host * latency 1s"). Within one place the first host that matches
 * wins, as a whole: its options are not mixed with another's.
 *
 * With `scale 0.1` all hosts take a tenth of the time that is said of them: latencies, round trips,
 * transfers, the periods of rates, /delay/2. What the program waits for by itself stays.
 *
 * A load's requests are plain http GETs, perhaps with a query (HOST/PATH?x=1); whose they are and
 * when they are sent is sim/load.h. The loads of all places are sent.
 *
 * The lines are read word by word (sim/cursor.h) by world_parse.c, each kind by a file of its own.
 *
 * A wrong line is an error with its place, never skipped, and all of them are collected before
 * anything runs. What the grammar has and this version cannot do is an error too. The text may hold
 * anything. A world owns all it points to; a run only reads it. */
#ifndef SIM_WORLD_H
#define SIM_WORLD_H

#include "base/array.h"
#include "base/text.h"
#include "sim/distribution.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    WORLD_LINES_MAX = 10000, /* of one place */
    WORLD_ERRORS_SHOWN_MAX = 20,
    WORLD_SERVERS_MAX = 100000,
    WORLD_CORES_MAX = 1024,
    WORLD_CLIENTS_MAX = 100000,     /* of one load line */
    WORLD_REQUESTS_MAX = 100000000, /* of one load or arrivals line, on average */
    WORLD_CORES_DEFAULT = 4,
    WORLD_WHOLE = 1000000000,   /* 100 %, in parts per billion */
    WORLD_SCALE_UNIT = 1000000, /* a scale of 1: times are as they are written */
};
#define WORLD_LATENCY_DEFAULT_NS INT64_C(100000000)
#define WORLD_SWITCH_NS_DEFAULT INT64_C(5000000) /* CPython's */
#define WORLD_SLICE_NS_DEFAULT INT64_C(4000000)  /* a Linux of 250 Hz */
#define WORLD_COUNT_MAX INT64_C(1000000000)

typedef enum WorldPlace { /* in order of precedence */
                          WORLD_COMMAND_LINE,
                          WORLD_FILE, /* a .world file, or a lesson's block */
                          WORLD_PROGRAM,
                          WORLD_PLACES
} WorldPlace;

typedef enum WorldFaultKind {
    WORLD_FAULT_STATUS,  /* answered, with another status */
    WORLD_FAULT_CONNECT, /* the connection is refused */
    WORLD_FAULT_RESET,   /* closed when the reply was due */
    WORLD_FAULT_TIMEOUT, /* no reply ever */
} WorldFaultKind;

typedef struct WorldFault {
    WorldFaultKind kind;
    int status;
    int64_t parts; /* of WORLD_WHOLE */
} WorldFault;

typedef struct WorldHost {
    char *pattern; /* as written */
    char *host;    /* a glob, lower case */
    int port;      /* 0: any */
    char *path;    /* a glob, NULL: any */
    Distribution latency;
    bool latency_given;
    Distribution rtt;
    int64_t servers;        /* 0: as many as needed */
    int64_t queue;          /* -1: endless */
    int64_t bandwidth_bits; /* a second; 0: endless */
    int64_t size_bytes;     /* -1: that of the body */
    int64_t rate_count;     /* requests per rate_period_ns; 0: any number */
    int64_t rate_period_ns;
    ARRAY_OF(WorldFault) faults; /* their parts add up to WORLD_WHOLE at most */
    char *body;                  /* JSON text, or NULL */
} WorldHost;

typedef enum WorldMachineOption {
    WORLD_MACHINE_CORES,
    WORLD_MACHINE_GIL,
    WORLD_MACHINE_SWITCH,
    WORLD_MACHINE_SLICE,
    WORLD_MACHINE_STEP,
    WORLD_MACHINE_INSTRUCTION,
    WORLD_MACHINE_PROCESS,
    WORLD_MACHINE_REQUEST,
    WORLD_MACHINE_CONNECT,
    WORLD_MACHINE_TLS,
    WORLD_MACHINE_OPTION_COUNT
} WorldMachineOption;

/* What the rules are that these figures enter: see sim/machine.h. */
typedef struct WorldMachine {
    bool said[WORLD_MACHINE_OPTION_COUNT]; /* by some place; the others are defaults */
    int cores;
    bool gil;
    int64_t switch_ns;      /* how long a thread waits for the GIL before it asks for it */
    int64_t slice_ns;       /* how long a thread keeps its core while others wait for one */
    int64_t step_ns;        /* CPU time of a task step */
    int64_t instruction_ns; /* … and of a bytecode instruction */
    int64_t process_ns;     /* … and of a process's start */
    int64_t request_ns;     /* … and of a request: half to send it, half to read its reply */
    int64_t connect_ns;     /* … and of a new connection, besides */
    int64_t tls_ns;         /* … and of agreeing on encryption there, for https, besides */
} WorldMachine;

typedef struct WorldTune {
    bool latency; /* of a host, whose pattern is the name, in ns; else of a constant */
    char *name;
    double low, high, step; /* step 0: none was given */
    bool whole;             /* every number given was an integer */
} WorldTune;

/* Requests without a program: `clients` that send `each` one after another, or (clients 0) arrivals
 * at a rate for a time. */
typedef struct WorldLoad {
    char *target; /* "app.local/sleep/1", as written */
    char *url;    /* the same with http:// before it */
    int64_t clients, each;
    int64_t rate_count, rate_period_ns, duration_ns;
} WorldLoad;

typedef struct WorldError {
    char *file; /* as it is to be shown */
    int line;   /* from 1 */
    int column; /* from 1, in characters */
    char *message;
    char *hint;           /* or NULL */
    char *text;           /* the source line */
    size_t offset, width; /* of what is wrong, in bytes of that line */
} WorldError;

typedef struct WorldLayer {
    ARRAY_OF(WorldHost *) hosts;
    WorldMachine machine;
    bool seed_set;
    uint64_t seed;
    int64_t scale; /* of WORLD_SCALE_UNIT; 0: none was given */
} WorldLayer;

typedef struct World {
    WorldLayer layers[WORLD_PLACES];
    ARRAY_OF(WorldTune) tunes;
    ARRAY_OF(WorldLoad) loads;   /* of all places, in the order found */
    ARRAY_OF(WorldError) errors; /* in the order found */
    WorldHost fallback;          /* latency 100ms, for hosts that no line matches */
} World;

World *world_new(void);
void world_free(World *world);

/* Adds a text of lines, which stand from line `first_line` of `file` on. Blank lines and what
 * follows a # are skipped. Files that it names (empirical) must lie below `folder`; NULL: anywhere,
 * as the user's own command line may say. */
void world_add_lines(World *world, WorldPlace place, const char *file, int first_line,
                     const char *folder, const char *bytes, size_t length);

/* Adds the "# meanwhile:" comments of a Python program; strings that look like one are not. */
void world_add_program(World *world, const char *file, const char *folder, const char *bytes,
                       size_t length);

/* --set 'latency HOST=DIST': replaces the latency of every host written with that pattern, or adds
 * such a host to the command line's. Call it after all lines have been added. */
void world_set_latency(World *world, const char *pattern, const char *distribution);
void world_set_seed(World *world, uint64_t seed); /* --seed */

/* To be asked once all is there: a world with errors cannot be run. */
void world_print_errors(const World *world, Text *out);

/* --- what a run reads --- */

/* Never NULL. `host` in lower case; `path` without the query. */
const WorldHost *world_find_host(const World *world, const char *host, int port, const char *path);
/* Whether all connections to a host are refused, whatever the path ("fail connect" without less
 * than 100 %): whoever has real sockets can then refuse them. */
bool world_always_refuses(const World *world, const char *host, int port);
WorldMachine world_machine(const World *world); /* with the defaults filled in */
uint64_t world_seed(const World *world);        /* 0 unless some place says otherwise */

/* How long something that a host does takes by the world's scale; INT64_MAX stays. */
int64_t world_scaled_ns(const World *world, int64_t ns);

/* Whether `text` matches `glob`, where * stands for any characters. */
bool world_glob_matches(const char *glob, const char *text);

#endif
