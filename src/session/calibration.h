/* What this machine takes for what the simulation has for nothing, measured: so that a world that
 * says it predicts how long a program will really take.
 *
 * Small programs run on an engine that measures, each in two sizes; what the larger one takes more
 * is told by what it does more of, and what both have in common (starting, ending, the first
 * connection) does not count. Each figure is then the one with which the simulation takes as much
 * more as the machine did:
 *
 *     step       bare yields, sleep(0)
 *     request    requests on kept connections, so many at once that the client is always busy
 *     connect    requests all at once, each on a connection of its own
 *     tls        the same, by https
 *
 * Besides, what no world can say, since it is not the processor's: how late timers are, and by how
 * much replies are later than the host was slow, when the client has nothing else to do. */
#ifndef SESSION_CALIBRATION_H
#define SESSION_CALIBRATION_H

#include "session/measure.h"

typedef struct Calibration {
    int64_t step_ns, request_ns, connect_ns, tls_ns; /* of the world's machine line */
    int64_t timer_late_ns, reply_late_ns;            /* medians of each timer and reply */
    size_t runs;                                     /* of each program */
    bool is_partial;                                 /* there were to be more */
    bool was_interrupted;                            /* too early to say anything */
} Calibration;

typedef struct CalibrationOptions {
    SessionEngine engine; /* one that measures */
    const SessionOptions *session;
    size_t runs;
    int64_t budget_ns;
    void (*on_run)(void *context, const MeasureRun *run); /* as for measure_run() */
    void (*on_notice)(void *context, const char *notice);
    void *context;
} CalibrationOptions;

/* Measures, for some seconds. Fails when a program of ours did not end as it should: then the
 * machine, or its python3, cannot do what is to be measured. */
MUST_CHECK Status calibration_measure(const CalibrationOptions *options, Calibration *calibration,
                                      Error *error);

#endif
