/* The cpython engine: the user's own python3 runs the program on the real clock, with its real
 * HTTP clients, in a child process. Nothing of the program is changed; the Python shim
 * (assets/shim/real.py) leads its connections to the latency server of real/server.h, which answers
 * as the simulated hosts would, and records what happens in memory that we share with it:
 *
 *     python3 ── {"ask": "port", "host": …, "port": …} ──▶ us
 *             ◀─ {"port": …} ── where the server listens, or where nobody does
 *             ── HTTP on loopback ──▶ real/server.h
 *             ── {"t": …, "ev": "step", …} ──▶ shared memory ── at its end ──▶ trace
 *
 * The makespan is the time from the program's first line to its end, as its own process saw it. A
 * run without a trace is looked at in these two places only, and is the one to measure; what
 * looking costs is measured by tests/bench/cpython.py. Machine lines of the world are the
 * simulation's; the machine is this one.
 *
 * After CPYTHON_TIME_NS_MAX, or the time that SessionOptions.limits gives, the child is stopped
 * (EXIT_LIMIT). A child that a signal ended, a server that died: EXIT_REAL_WORLD. What was recorded
 * by then is the trace. */
#ifndef SESSION_CPYTHON_ENGINE_H
#define SESSION_CPYTHON_ENGINE_H

#include "session/session.h"

#define CPYTHON_TIME_NS_MAX (INT64_C(60) * 1000000000)

/* As session_run(), for SESSION_ENGINE_CPYTHON. STATUS_REAL: there is no python3, or no server. */
Status cpython_engine_run(const SessionOptions *options, SessionResult *result,
                          Error *error) MUST_CHECK;

#endif
