#include "session/calibration.h"

#include "base/file.h"
#include "base/memory.h"
#include "base/temporary_folder.h"
#include "trace/duration.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COST_NS_MAX INT64_C(50000000) /* of one request, connection or handshake */

static const char SWITCHES[] = "import asyncio\n"
                               "async def turn():\n"
                               "    for _ in range(SIZE // 10):\n"
                               "        await asyncio.sleep(0)\n"
                               "async def main():\n"
                               "    await asyncio.gather(*(turn() for _ in range(10)))\n"
                               "asyncio.run(main())\n";

/* A task for each of the calls that may be under way at once. */
static const char STEADY[] =
    "# meanwhile: host * latency 1ms\n"
    "import asyncio\n"
    "import aiohttp\n"
    "async def calls(session):\n"
    "    for _ in range(SIZE // 100):\n"
    "        async with session.get('http://calibration.example/') as reply:\n"
    "            await reply.read()\n"
    "async def main():\n"
    "    async with aiohttp.ClientSession() as session:\n"
    "        await asyncio.gather(*(calls(session) for _ in range(100)))\n"
    "asyncio.run(main())\n";

#define BURST(scheme)                                                                              \
    "# meanwhile: host * latency 50ms\n"                                                           \
    "import asyncio\n"                                                                             \
    "import aiohttp\n"                                                                             \
    "async def call(session):\n"                                                                   \
    "    async with session.get('" scheme "://calibration.example/') as reply:\n"                  \
    "        await reply.read()\n"                                                                 \
    "async def main():\n"                                                                          \
    "    connector = aiohttp.TCPConnector(limit=0)\n"                                              \
    "    async with aiohttp.ClientSession(connector=connector) as session:\n"                      \
    "        await asyncio.gather(*(call(session) for _ in range(SIZE)))\n"                        \
    "asyncio.run(main())\n"

static const char TIMERS[] = "import asyncio\n"
                             "async def main():\n"
                             "    for _ in range(SIZE):\n"
                             "        await asyncio.sleep(0.002)\n"
                             "asyncio.run(main())\n";

static const char REPLIES[] =
    "# meanwhile: host * latency 2ms\n"
    "import asyncio\n"
    "import aiohttp\n"
    "async def main():\n"
    "    async with aiohttp.ClientSession() as session:\n"
    "        for _ in range(SIZE):\n"
    "            async with session.get('http://calibration.example/') as reply:\n"
    "                await reply.read()\n"
    "asyncio.run(main())\n";

typedef enum ProbeId {
    PROBE_SWITCHES,
    PROBE_STEADY,
    PROBE_BURST,
    PROBE_TLS,
    PROBE_TIMERS,
    PROBE_REPLIES,
    PROBE_COUNT
} ProbeId;

/* A program in two sizes. */
typedef struct Probe {
    const char *name;
    const char *text;
    int small, large;
} Probe;

static const Probe PROBES[PROBE_COUNT] = {
    [PROBE_SWITCHES] = {"switches", SWITCHES, 2000, 12000},
    [PROBE_STEADY] = {"steady", STEADY, 1000, 4000},
    [PROBE_BURST] = {"burst", BURST("http"), 100, 500},
    [PROBE_TLS] = {"tls", BURST("https"), 20, 100},
    [PROBE_TIMERS] = {"timers", TIMERS, 10, 60},
    [PROBE_REPLIES] = {"replies", REPLIES, 10, 60},
};

enum { PROGRAM_COUNT = 2 * PROBE_COUNT }; /* small, large, small, … */

/* The programs as files, in a folder of their own. */
typedef struct Programs {
    char *folder;
    char *paths[PROGRAM_COUNT];
} Programs;

static void append_program(Text *text, const Probe *probe, bool is_large) {
    text_printf(text, "SIZE = %d\n%s", is_large ? probe->large : probe->small, probe->text);
}

static Status programs_write(Programs *programs, Error *error) {
    Status status = temporary_folder_make(&programs->folder, "programs", error);
    for (int i = 0; i < PROGRAM_COUNT && status == STATUS_OK; i++) {
        const Probe *probe = &PROBES[i / 2];
        Text path = {0}, text = {0};
        text_printf(&path, "%s/%s_%s.py", programs->folder, probe->name,
                    i % 2 == 1 ? "large" : "small");
        append_program(&text, probe, i % 2 == 1);
        programs->paths[i] = text_take(&path);
        status = file_write(programs->paths[i], text_cstr(&text), text.length, error);
        text_release(&text);
    }
    return status;
}

static void programs_remove(Programs *programs) {
    temporary_folder_remove(programs->folder);
    memory_free(programs->folder);
    for (int i = 0; i < PROGRAM_COUNT; i++) {
        memory_free(programs->paths[i]);
    }
}

/* ---- what the simulation takes ---- */

/* A machine line with what is known so far. */
static void append_machine(Text *line, const Calibration *known) {
    text_printf(line, "machine step %lldns request %lldns connect %lldns tls %lldns",
                (long long)known->step_ns, (long long)known->request_ns,
                (long long)known->connect_ns, (long long)known->tls_ns);
}

static int64_t simulated_ns(const Probe *probe, bool is_large, const Calibration *known) {
    Text text = {0}, line = {0};
    append_program(&text, probe, is_large);
    append_machine(&line, known);
    const char *lines[] = {text_cstr(&line)};
    SessionOptions session = {.program_path = "calibration.py",
                              .program_text = text_cstr(&text),
                              .program_length = text.length,
                              .world_lines = lines,
                              .world_line_count = 1,
                              .stdout_sink = {.fd = -1},
                              .stderr_sink = {.fd = -1}};
    SessionResult result;
    Error error;
    CHECK(session_run(&session, &result, &error) == STATUS_OK && result.exit_code == EXIT_OK);
    int64_t makespan_ns = result.makespan_ns;
    session_result_release(&result);
    text_release(&text);
    text_release(&line);
    return makespan_ns;
}

/* How much longer the larger one takes there. */
static int64_t simulated_more(const Probe *probe, const Calibration *known) {
    return simulated_ns(probe, true, known) - simulated_ns(probe, false, known);
}

/* Finds the cost with which the simulation takes as much more as was measured: it grows with the
 * cost, so that halving what is left of the range finds it, to the nanosecond. */
static void fit(const Probe *probe, int64_t measured_more, Calibration *known, int64_t *cost_ns) {
    int64_t low = 0, high = COST_NS_MAX;
    while (low < high) {
        *cost_ns = low + (high - low) / 2;
        if (simulated_more(probe, known) < measured_more) {
            low = *cost_ns + 1;
        } else {
            high = *cost_ns;
        }
    }
    *cost_ns = low;
}

/* ---- what was measured ---- */

static const MeasureCell *cell_of(const Measurement *measurement, ProbeId probe, bool is_large) {
    return &measurement->cells[2 * (int)probe + is_large];
}

static int64_t median_of(const MeasureCell *cell) {
    return measured_of(cell->samples_ns.items, cell->samples_ns.count).median_ns;
}

static int64_t measured_more(const Measurement *measurement, ProbeId probe) {
    return median_of(cell_of(measurement, probe, true)) -
           median_of(cell_of(measurement, probe, false));
}

static int64_t at_least_0(int64_t ns) {
    return ns > 0 ? ns : 0;
}

/* What each of the things that the larger one has more of took longer than it should. */
static int64_t late_ns(const Measurement *measurement, ProbeId probe) {
    const Calibration free_of_charge = {0};
    int64_t more =
        measured_more(measurement, probe) - simulated_more(&PROBES[probe], &free_of_charge);
    return at_least_0(more / (PROBES[probe].large - PROBES[probe].small));
}

static void derive(Calibration *calibration, const Measurement *measurement) {
    fit(&PROBES[PROBE_SWITCHES], measured_more(measurement, PROBE_SWITCHES), calibration,
        &calibration->step_ns);
    fit(&PROBES[PROBE_STEADY], measured_more(measurement, PROBE_STEADY), calibration,
        &calibration->request_ns);
    fit(&PROBES[PROBE_BURST], measured_more(measurement, PROBE_BURST), calibration,
        &calibration->connect_ns);
    fit(&PROBES[PROBE_TLS], measured_more(measurement, PROBE_TLS), calibration,
        &calibration->tls_ns);
    calibration->timer_late_ns = late_ns(measurement, PROBE_TIMERS);
    calibration->reply_late_ns = late_ns(measurement, PROBE_REPLIES);
}

/* Every program has to have ended well, and to have been measured. */
static Status check(const Measurement *measurement, const Programs *programs, SessionEngine engine,
                    Error *error) {
    for (size_t i = 0; i < measurement->cell_count; i++) {
        const MeasureCell *cell = &measurement->cells[i];
        if (cell->samples_ns.count > 0 && cell->result.exit_code == EXIT_OK) {
            continue;
        }
        size_t length = strcspn(text_cstr(&cell->err), "\n");
        return error_set(error, STATUS_REAL,
                         "could not calibrate: %s ended with exit code %d on %s%s%.*s",
                         strrchr(programs->paths[cell->program], '/') + 1, cell->result.exit_code,
                         session_engine_name(engine), length > 0 ? ": " : "", (int)length,
                         text_cstr(&cell->err));
    }
    return STATUS_OK;
}

Status calibration_measure(const CalibrationOptions *options, Calibration *calibration,
                           Error *error) {
    *calibration = (Calibration){0};
    Programs programs = {0};
    Measurement measurement;
    Status status = programs_write(&programs, error);
    if (status == STATUS_OK) {
        MeasureOptions measure = {.session = options->session,
                                  .programs = (const char *const *)programs.paths,
                                  .program_count = PROGRAM_COUNT,
                                  .engines = &options->engine,
                                  .engine_count = 1,
                                  .runs = options->runs,
                                  .warmups = 1,
                                  .budget_ns = options->budget_ns,
                                  /* As compare measures: ours is recorded as it runs. */
                                  .no_traces = options->engine == SESSION_ENGINE_CPYTHON,
                                  .on_run = options->on_run,
                                  .on_notice = options->on_notice,
                                  .context = options->context};
        status = measure_run(&measure, &measurement, error);
    }
    if (status == STATUS_OK) {
        calibration->was_interrupted = measurement.was_interrupted;
        calibration->is_partial = measurement.is_partial;
        calibration->runs = measurement.cells[PROGRAM_COUNT - 1].samples_ns.count;
        if (calibration->runs > 0 || !measurement.was_interrupted) {
            calibration->was_interrupted = false;
            status = check(&measurement, &programs, options->engine, error);
            if (status == STATUS_OK) {
                derive(calibration, &measurement);
            }
        }
        measure_release(&measurement);
    }
    programs_remove(&programs);
    return status;
}
