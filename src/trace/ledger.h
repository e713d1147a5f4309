/* The model against the measurement: by how much a run on a real clock took longer than its
 * simulation, and why, as far as causes can be told apart.
 *
 * Both runs have a critical path, whose links lie back to back and add up to the makespan
 * (trace/critical_path.h). The time on each path is sorted by what it was spent on; what a sort
 * takes more of on the measured path than on the simulated one is what that cause explains. So the
 * causes and the residual add up to the difference, exactly:
 *
 *     connection set-up   phases dns, connect and tls of requests
 *     connection pool     waits for a free connection, which are longer when others' requests are
 *     scheduling          ready, but the loop (or the GIL, or a core) was busy with others; also
 *                         when a timer was due or a reply later than its twin, as far as the loop
 *                         had been busy until then without a break
 *     timers              woken later than asked for, though the loop had nothing to do
 *     client overhead     running: steps of tasks, and the client library within them
 *     server              the rest of requests: sending, the server's work, receiving; what the
 *                         world says, plus what the server was late by
 *     residual            what no cause explains: other waits, and what was waited for as asked */
#ifndef TRACE_LEDGER_H
#define TRACE_LEDGER_H

#include "trace/trace.h"

typedef enum LedgerCause {
    LEDGER_CONNECTION,
    LEDGER_POOL,
    LEDGER_SCHEDULING,
    LEDGER_TIMERS,
    LEDGER_OVERHEAD,
    LEDGER_SERVER,
    LEDGER_RESIDUAL,
    LEDGER_CAUSE_COUNT
} LedgerCause;

typedef struct LedgerCauseInfo {
    const char *key;     /* "connection" */
    const char *name;    /* "connection set-up" */
    const char *meaning; /* "connecting, and agreeing on encryption" */
} LedgerCauseInfo;

extern const LedgerCauseInfo LEDGER_CAUSES[LEDGER_CAUSE_COUNT];

typedef struct Ledger {
    int64_t simulated_ns, measured_ns;
    int64_t causes_ns[LEDGER_CAUSE_COUNT]; /* may be negative; their sum is measured - simulated */
} Ledger;

/* Of two finished traces of the same program. */
Ledger ledger_of(const Trace *simulated, const Trace *measured);

#endif
