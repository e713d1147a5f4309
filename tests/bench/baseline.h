/* What the baselines in C share: how they are called, how they say how long it took.
 *
 *     baseline_NAME CALLS CONCURRENCY URL      URL ends with a slash; a number is put behind it
 *     {"seconds": 0.102, "cpu_seconds": 0.004, "succeeded": 100} */
#ifndef BENCH_BASELINE_H
#define BENCH_BASELINE_H

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

typedef struct Baseline {
    long calls, concurrency;
    const char *url;
    long succeeded;
    double began, cpu_began;
} Baseline;

static inline double baseline_seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static inline double baseline_cpu_seconds(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

/* Starts the clock. */
static inline Baseline baseline_begin(int argc, char **argv) {
    if (argc != 4) {
        fprintf(stderr, "usage: %s CALLS CONCURRENCY URL\n", argv[0]);
        exit(2);
    }
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    Baseline baseline = {.calls = atol(argv[1]), .concurrency = atol(argv[2]), .url = argv[3]};
    if (baseline.concurrency > baseline.calls) {
        baseline.concurrency = baseline.calls;
    }
    baseline.began = baseline_seconds();
    baseline.cpu_began = baseline_cpu_seconds();
    return baseline;
}

static inline int baseline_end(const Baseline *baseline) {
    printf("{\"seconds\": %.9f, \"cpu_seconds\": %.9f, \"succeeded\": %ld}\n",
           baseline_seconds() - baseline->began, baseline_cpu_seconds() - baseline->cpu_began,
           baseline->succeeded);
    return 0;
}

#endif
