/* What sends requests without a program: the world's lines
 *
 *     load HOST/PATH clients N each M      closed loop: N clients, each of which sends its next
 *                                          request when the one before is answered, M times
 *     arrivals HOST/PATH R for DUR         open loop: a Poisson process, whoever is still waiting
 *
 * All begin at time 0, beside the program, or as soon as their host is ready to be asked where that
 * is a server of the program; and a run lasts until they are over. A client of a
 * closed loop keeps its connection; every arrival is somebody new, and connects first. They ask
 * with GET over http, and give up after LOAD_TIMEOUT_NS, so that a load always ends. The gaps
 * between arrivals come from a stream of their own, named by the line.
 *
 * In the trace each client of a closed loop has a lane of its own, and the arrivals of one line
 * share one. They run on the machine's timers, between the threads, and cost no CPU. */
#ifndef SIM_LOAD_H
#define SIM_LOAD_H

#include "sim/host.h"
#include "sim/machine.h"
#include "trace/trace.h"

#include <stdbool.h>

#define LOAD_TIMEOUT_NS INT64_C(60000000000) /* as k6 does */

typedef struct Load Load;

typedef struct LoadSettings {
    const World *world;
    HostTable *hosts;
    Machine *machine;
    Trace *trace; /* or NULL */
    /* Asked before every request; true: the load sends no more. May be NULL. */
    bool (*gives_up)(void *context);
    /* Asked at time 0 and at each load_go(): may the load on this URL begin? May be NULL: yes. */
    bool (*is_ready)(void *context, const char *url);
    /* All requests have been sent and have ended. Called between threads. May be NULL. */
    void (*ended)(void *context);
    void *context;
} LoadSettings;

/* Sets the timers of all loads of the world (none: then it is over at once). Free it before the
 * machine and the table. */
Load *load_new(const LoadSettings *settings);
void load_free(Load *load);

/* Some host may have become ready: the loads that wait for theirs begin. */
void load_go(Load *load);

/* Whether all requests have been sent and have ended. */
bool load_is_over(const Load *load);

/* The running thread waits until then. WOKEN, or STOPPED as any wait. */
MachineOutcome load_wait(Load *load);

#endif
