/* The real engine: the same program, vm, loop and clients as in a simulated run, on the monotonic
 * clock (real/clock.h) and real sockets (real/carrier.h), against the latency server on loopback
 * (real/server.h) or, when the user asks for it, the internet.
 *
 * What differs for the program: the date and all clocks are the real ones, CPU costs of the world
 * are not charged since work takes what it takes, and which of several things comes first is the
 * real world's business. `os.cpu_count()` stays the world's. The world's load is sent like any
 * request. Servers of the program (fastapi), and who asks them, are inside the process as ever.
 * Refused are worlds without a GIL and programs with processes. The trace's times count from the
 * first instruction.
 *
 * A run that loses its latency server ends as the program's exceptions say, but its exit code is
 * EXIT_REAL_WORLD. */
#ifndef SESSION_REAL_ENGINE_H
#define SESSION_REAL_ENGINE_H

#include "session/session.h"

/* As session_run(), for SESSION_ENGINE_REAL. */
Status real_engine_run(const SessionOptions *options, SessionResult *result,
                       Error *error) MUST_CHECK;

#endif
