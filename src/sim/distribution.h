/* Latency distributions. A draw takes bits from a stream and gives whole nanoseconds, and it gives
 * the same ones on every machine and compiler: only + - * / of IEEE doubles and integers are used,
 * never libm, whose last digits differ from one system to the next.
 *
 *     120ms                       always that
 *     uniform(a, b)               a to b, both included
 *     normal(mean, sd)            cut at 0
 *     lognormal(median, sigma)    median · e^(sigma · z), z standard normal
 *     exponential(mean)           -mean · ln u
 *     pareto(min, alpha)          min · u^(-1/alpha)
 *     replay(a, b, …)             these, in order, round and round
 *     empirical(FILE.csv)         one of the file's, each equally likely
 *     har(FILE.har)               as replay: what the file has of this host (sim/har.h)
 *
 * The normal ones invert the distribution function (Wichura, Algorithm AS 241, PPND16, 1988), so
 * that one draw of the stream is one number, monotone in it. Nothing is ever below 0 or above
 * DISTRIBUTION_NS_MAX. */
#ifndef SIM_DISTRIBUTION_H
#define SIM_DISTRIBUTION_H

#include "base/array.h"
#include "base/random.h"
#include "base/status.h"

#include <stdbool.h>
#include <stdint.h>

#define DISTRIBUTION_NS_MAX (INT64_C(366) * 86400 * 1000000000) /* a heavy tail ends at a year */
enum {
    DISTRIBUTION_SAMPLES_MAX = 1000000, /* of one replay() or empirical() */
};

typedef enum DistributionKind {
    DISTRIBUTION_CONSTANT,
    DISTRIBUTION_UNIFORM,
    DISTRIBUTION_NORMAL,
    DISTRIBUTION_LOGNORMAL,
    DISTRIBUTION_EXPONENTIAL,
    DISTRIBUTION_PARETO,
    DISTRIBUTION_REPLAY,
    DISTRIBUTION_EMPIRICAL,
    DISTRIBUTION_HAR,
} DistributionKind;

typedef struct Distribution {
    DistributionKind kind;
    int64_t a_ns; /* constant, low, mean, median or min */
    int64_t b_ns; /* high or sd */
    double shape; /* sigma or alpha */
    ARRAY_OF(int64_t) samples;
} Distribution;

void distribution_release(Distribution *distribution);

/* `position` counts the draws of a replay, and belongs to whoever owns the stream. */
int64_t distribution_draw(const Distribution *distribution, Random *random, uint64_t *position);

/* Fills `samples` from a CSV text that may hold anything. The column is the one headed "latency",
 * "duration" or "time" (also with _ns, _us, _ms or _s behind it), else the first; a first row that
 * is no number is taken for the heading. A cell is a duration ("120ms"), or a bare number in the
 * heading's unit, else in ms. Fields are separated by commas, semicolons or tabs, may be quoted,
 * and empty lines are skipped. The error names the line. */
Status distribution_read_csv(Distribution *distribution, const char *bytes, size_t length,
                             Error *error) MUST_CHECK;

/* A duration: digits, perhaps with a fraction, and one of ns us ms s min; exact, in ns. `length` is
 * that of the whole text. NULL when it is one, else what is wrong with it. */
const char *distribution_parse_duration(const char *text, size_t length, int64_t *ns);

/* A number without a unit, such as 0.25, as the nearest double; the same rules. */
const char *distribution_parse_number(const char *text, size_t length, double *number);

/* The arithmetic, for the tests. x > 0; |x| below 700; 0 < p < 1. */
double distribution_ln(double x);
double distribution_exp(double x);
double distribution_sqrt(double x);
double distribution_normal_quantile(double p);

#endif
