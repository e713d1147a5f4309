/* The cpython-sim engine: the user's own python3 runs the program on the virtual clock, through the
 * Python shim (assets/shim), in a child process. The child owns the clock, its threads and its
 * event loop; we own the world, and answer its requests over a channel of JSON lines (the format
 * stands at the top of assets/shim/run.py). The events of its trace come over the same channel.
 *
 *     python3 ── {"ask": "request", "t": …, "url": …} ──▶ sim/host.h
 *             ◀─ {"wait_ns": …, "status": …, "body": …} ──
 *             ── {"t": …, "ev": "step", …} ──▶ trace
 *
 * The program is not confined: it can do what python3 can do. Worlds that charge for CPU time are
 * refused, since CPython's instructions cannot be counted from outside. Where the shim is: beside
 * the executable, in the tree or where it was installed, or in the current folder's assets/. */
#ifndef SESSION_CPYTHON_SIM_H
#define SESSION_CPYTHON_SIM_H

#include "session/session.h"

/* As session_run(), for SESSION_ENGINE_CPYTHON_SIM. */
Status cpython_sim_run(const SessionOptions *options, SessionResult *result,
                       Error *error) MUST_CHECK;

#endif
