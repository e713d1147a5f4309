/* Traces made by hand, as runs of small programs would record them. */
#ifndef UNIT_SAMPLES_H
#define UNIT_SAMPLES_H

#include "trace/trace.h"

#include <stdio.h>

#define MS INT64_C(1000000)

static inline void sample_add(Trace *trace, int64_t t_ns, TraceKind kind, TraceReason reason,
                              uint32_t lane, uint32_t other, int32_t line, int64_t arg) {
    trace_add(trace, t_ns, kind, reason, lane, other, line, arg);
}

static inline Trace *sample_begin(const char *program) {
    Trace *trace = trace_new(TRACE_EVENTS_MAX_DEFAULT);
    trace_set_info(trace, program, "import asyncio\nprint(\"§\")\n", "host * latency 100ms", "sim",
                   7);
    trace_add_thread(trace, 0, "MainThread", TRACE_NOBODY, 0);
    return trace;
}

/* requests.get in a loop, one call of each latency after the other, without a loop. */
static inline Trace *sample_sequential(size_t calls, int64_t (*latency_ns)(size_t)) {
    Trace *trace = sample_begin("sequential.py");
    int64_t t = 0;
    for (size_t i = 0; i < calls; i++) {
        int64_t request = trace_add_request(trace, t, 0, 5, "GET https://api.example.com/1");
        sample_add(trace, t, TRACE_BLOCK, TRACE_FOR_REQUEST, 0, TRACE_NOBODY, 5, request);
        t += latency_ns(i);
        sample_add(trace, t, TRACE_RESPONSE, TRACE_FOR_NONE, 0, 200, 5, request);
        sample_add(trace, t, TRACE_UNBLOCK, TRACE_FOR_REQUEST, 0, TRACE_NOBODY, 5, request);
        trace_add_print(trace, t, 0, 6, 1, "done\n", 5);
    }
    trace_finish(trace, t, 0);
    return trace;
}

static inline void sample_idle(Trace *trace, int64_t t, int64_t until) {
    sample_add(trace, t, TRACE_IDLE, TRACE_FOR_NONE, 0, TRACE_NOBODY, 0, until);
}

static inline void sample_turn(Trace *trace, int64_t t, int64_t ready) {
    sample_add(trace, t, TRACE_TURN, TRACE_FOR_NONE, 0, TRACE_NOBODY, 0, ready);
}

static inline uint32_t sample_main_task(Trace *trace) {
    sample_add(trace, 0, TRACE_LOOP_START, TRACE_FOR_NONE, 0, TRACE_NOBODY, 14, 0);
    uint32_t main = trace_add_task(trace, 0, NULL, 1, "main()", 0, 0, 14);
    sample_turn(trace, 0, 1);
    sample_add(trace, 0, TRACE_STEP, TRACE_FOR_NONE, main, TRACE_NOBODY, 10, 0);
    return main;
}

/* asyncio.gather over `calls` requests, which are answered in the order of their latency. */
static inline Trace *sample_concurrent(size_t calls, int64_t (*latency_ns)(size_t)) {
    Trace *trace = sample_begin("concurrent.py");
    uint32_t main = sample_main_task(trace);
    for (size_t i = 0; i < calls; i++) {
        char call[32];
        snprintf(call, sizeof call, "fetch(%zu)", i + 1);
        trace_add_task(trace, 0, NULL, (uint32_t)i + 2, call, main, 0, 11);
    }
    sample_add(trace, 0, TRACE_SUSPEND, TRACE_FOR_GATHER, main, TRACE_NOBODY, 11, (int64_t)calls);
    sample_turn(trace, 0, (int64_t)calls);
    for (uint32_t i = 0; i < calls; i++) {
        uint32_t lane = main + 1 + i;
        sample_add(trace, 0, TRACE_STEP, TRACE_FOR_NONE, lane, TRACE_NOBODY, 4, 0);
        int64_t request = trace_add_request(trace, 0, lane, 5, "GET https://api.example.com/1");
        sample_add(trace, 0, TRACE_SUSPEND, TRACE_FOR_REQUEST, lane, TRACE_NOBODY, 5, request);
    }
    int64_t now = 0;
    bool is_done[1000] = {false};
    for (size_t done = 0; done < calls; done++) {
        uint32_t next = 0;
        int64_t best = INT64_MAX;
        for (uint32_t i = 0; i < calls; i++) {
            if (!is_done[i] && latency_ns(i) < best) {
                best = latency_ns(i);
                next = i;
            }
        }
        is_done[next] = true;
        uint32_t lane = main + 1 + next;
        sample_idle(trace, now, -1);
        now = best;
        sample_add(trace, now, TRACE_RESPONSE, TRACE_FOR_NONE, lane, 200, 5, next + 1);
        sample_add(trace, now, TRACE_WAKE, TRACE_FOR_REQUEST, lane, TRACE_NOBODY, 5, next + 1);
        sample_turn(trace, now, 1);
        sample_add(trace, now, TRACE_STEP, TRACE_FOR_NONE, lane, TRACE_NOBODY, 5, 0);
        sample_add(trace, now, TRACE_DONE, TRACE_FOR_NONE, lane, TRACE_NOBODY, 6, 0);
    }
    sample_add(trace, now, TRACE_WAKE, TRACE_FOR_GATHER, main, TRACE_NOBODY, 11, (int64_t)calls);
    sample_turn(trace, now, 1);
    sample_add(trace, now, TRACE_STEP, TRACE_FOR_NONE, main, TRACE_NOBODY, 11, 0);
    sample_add(trace, now, TRACE_DONE, TRACE_FOR_NONE, main, TRACE_NOBODY, 12, 0);
    sample_add(trace, now, TRACE_LOOP_END, TRACE_FOR_NONE, 0, main, 14, 0);
    trace_finish(trace, now, 0);
    return trace;
}

/* Two tasks on one loop: the first calls time.sleep(1), so that the second, whose own sleep of
 * 300 ms is long over, has to wait for its turn; a third is cancelled, a fourth fails. */
static inline Trace *sample_blocking(void) {
    Trace *trace = sample_begin("blocking.py");
    uint32_t main = sample_main_task(trace);
    uint32_t rude = trace_add_task(trace, 0, NULL, 2, "rude()", main, 0, 11);
    uint32_t polite = trace_add_task(trace, 0, NULL, 3, "polite()", main, 0, 11);
    uint32_t idler = trace_add_task(trace, 0, "idler", 4, "sleeper(9)", main, 0, 11);
    uint32_t failing = trace_add_task(trace, 0, NULL, 5, "failing()", main, 0, 11);
    sample_add(trace, 0, TRACE_SUSPEND, TRACE_FOR_GATHER, main, TRACE_NOBODY, 11, 4);
    sample_turn(trace, 0, 4);
    sample_add(trace, 0, TRACE_STEP, TRACE_FOR_NONE, rude, TRACE_NOBODY, 3, 0);
    sample_add(trace, 0, TRACE_SUSPEND, TRACE_FOR_SLEEP, rude, TRACE_NOBODY, 3, 200 * MS);
    sample_add(trace, 0, TRACE_STEP, TRACE_FOR_NONE, polite, TRACE_NOBODY, 7, 0);
    sample_add(trace, 0, TRACE_SUSPEND, TRACE_FOR_SLEEP, polite, TRACE_NOBODY, 7, 500 * MS);
    sample_add(trace, 0, TRACE_STEP, TRACE_FOR_NONE, idler, TRACE_NOBODY, 8, 0);
    sample_add(trace, 0, TRACE_SUSPEND, TRACE_FOR_LOCK, idler, TRACE_NOBODY, 8, 1);
    sample_add(trace, 0, TRACE_STEP, TRACE_FOR_NONE, failing, TRACE_NOBODY, 9, 0);
    sample_add(trace, 0, TRACE_SUSPEND, TRACE_FOR_SLEEP, failing, TRACE_NOBODY, 9, 100 * MS);
    sample_idle(trace, 0, 100 * MS);
    sample_add(trace, 100 * MS, TRACE_WAKE, TRACE_FOR_SLEEP, failing, TRACE_NOBODY, 9, 100 * MS);
    sample_turn(trace, 100 * MS, 1);
    sample_add(trace, 100 * MS, TRACE_STEP, TRACE_FOR_NONE, failing, TRACE_NOBODY, 9, 0);
    sample_add(trace, 100 * MS, TRACE_FAILED, TRACE_FOR_NONE, failing, TRACE_NOBODY, 9,
               trace_string(trace, "ValueError: no", 14));
    sample_idle(trace, 100 * MS, 200 * MS);
    sample_add(trace, 200 * MS, TRACE_WAKE, TRACE_FOR_SLEEP, rude, TRACE_NOBODY, 3, 200 * MS);
    sample_turn(trace, 200 * MS, 1);
    sample_add(trace, 200 * MS, TRACE_STEP, TRACE_FOR_NONE, rude, TRACE_NOBODY, 4, 0);
    sample_add(trace, 200 * MS, TRACE_BLOCK, TRACE_FOR_SLEEP, rude, TRACE_NOBODY, 4, 1200 * MS);
    sample_add(trace, 1200 * MS, TRACE_UNBLOCK, TRACE_FOR_SLEEP, rude, TRACE_NOBODY, 4, 1200 * MS);
    sample_add(trace, 1200 * MS, TRACE_CANCEL, TRACE_FOR_NONE, idler, rude, 5, 0);
    sample_add(trace, 1200 * MS, TRACE_WAKE, TRACE_FOR_LOCK, idler, rude, 8, 1);
    sample_add(trace, 1200 * MS, TRACE_DONE, TRACE_FOR_NONE, rude, TRACE_NOBODY, 5, 0);
    sample_add(trace, 1200 * MS, TRACE_WAKE, TRACE_FOR_SLEEP, polite, TRACE_NOBODY, 7, 500 * MS);
    sample_turn(trace, 1200 * MS, 2);
    sample_add(trace, 1200 * MS, TRACE_STEP, TRACE_FOR_NONE, idler, TRACE_NOBODY, 8, 0);
    sample_add(trace, 1200 * MS, TRACE_CANCELLED, TRACE_FOR_NONE, idler, TRACE_NOBODY, 8, 0);
    sample_add(trace, 1200 * MS, TRACE_STEP, TRACE_FOR_NONE, polite, TRACE_NOBODY, 7, 0);
    sample_add(trace, 1200 * MS, TRACE_SUSPEND, TRACE_FOR_SLEEP, polite, TRACE_NOBODY, 7,
               1500 * MS);
    sample_idle(trace, 1200 * MS, 1500 * MS);
    sample_add(trace, 1500 * MS, TRACE_WAKE, TRACE_FOR_SLEEP, polite, TRACE_NOBODY, 7, 1500 * MS);
    sample_turn(trace, 1500 * MS, 1);
    sample_add(trace, 1500 * MS, TRACE_STEP, TRACE_FOR_NONE, polite, TRACE_NOBODY, 7, 0);
    sample_add(trace, 1500 * MS, TRACE_DONE, TRACE_FOR_NONE, polite, TRACE_NOBODY, 7, 0);
    sample_add(trace, 1500 * MS, TRACE_WAKE, TRACE_FOR_GATHER, main, polite, 11, 4);
    sample_turn(trace, 1500 * MS, 1);
    sample_add(trace, 1500 * MS, TRACE_STEP, TRACE_FOR_NONE, main, TRACE_NOBODY, 11, 0);
    sample_add(trace, 1500 * MS, TRACE_DONE, TRACE_FOR_NONE, main, TRACE_NOBODY, 12, 0);
    sample_add(trace, 1500 * MS, TRACE_LOOP_END, TRACE_FOR_NONE, 0, main, 14, 0);
    trace_finish(trace, 1500 * MS, 0);
    return trace;
}

static inline int64_t sample_latency(size_t i) {
    static const int64_t STEPS[] = {300, 120, 480, 210, 90, 600, 350, 150, 410, 260};
    return (STEPS[i % 10] + (int64_t)(i / 10)) * MS;
}

static inline int64_t sample_second(size_t i) {
    (void)i;
    return 1000 * MS;
}

#endif
