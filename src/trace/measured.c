#include "trace/measured.h"

#include "base/check.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

/* 14.826, in thousandths. */
#define OUTLIER_SCORE INT64_C(14826)

__extension__ typedef unsigned __int128 Wide;

static int by_size(const void *left, const void *right) {
    int64_t a, b;
    memcpy(&a, left, sizeof a);
    memcpy(&b, right, sizeof b);
    return (a > b) - (a < b);
}

static void sort(int64_t *values, size_t count) {
    qsort(values, count, sizeof *values, by_size);
}

static int64_t median_of_sorted(const int64_t *sorted, size_t count) {
    int64_t low = sorted[(count - 1) / 2], high = sorted[count / 2];
    return low + (high - low) / 2;
}

/* The largest whole number whose square is not above, by Newton's method from above. */
static int64_t square_root(Wide square) {
    if (square == 0) {
        return 0;
    }
    Wide root = (Wide)1 << 64;
    for (;;) {
        Wide next = (root + square / root) / 2;
        if (next >= root) {
            return (int64_t)root;
        }
        root = next;
    }
}

/* Σ(x - mean)² / (n - 1) with the exact mean: the differences are taken n times as large. */
static int64_t deviation_of(const int64_t *samples, size_t count, Wide sum) {
    if (count < 2) {
        return 0;
    }
    Wide squares = 0;
    for (size_t i = 0; i < count; i++) {
        Wide sample = (Wide)samples[i] * count;
        Wide difference = sample > sum ? sample - sum : sum - sample;
        squares += difference * difference;
    }
    return square_root(squares / ((Wide)count * count * (count - 1)));
}

size_t measured_interval_rank(size_t count) {
    /* What is summed are binomial coefficients over 2^n, each made from the one before. */
    double probability = 1, sum = 0;
    for (size_t i = 0; i < count; i++) {
        probability /= 2;
    }
    size_t rank = 0;
    while (rank < count) {
        sum += probability;
        if (sum * 200 > 100 - MEASURED_CONFIDENCE_PERCENT) {
            break;
        }
        probability = probability * (double)(count - rank) / (double)(rank + 1);
        rank++;
    }
    return rank;
}

static size_t nearest_to(const int64_t *samples, size_t count, int64_t wanted) {
    size_t nearest = 0;
    for (size_t i = 1; i < count; i++) {
        if (llabs(samples[i] - wanted) < llabs(samples[nearest] - wanted)) {
            nearest = i;
        }
    }
    return nearest;
}

static void find_outliers(Measured *measured, const int64_t *samples, int64_t *scratch) {
    size_t count = measured->count;
    for (size_t i = 0; i < count; i++) {
        scratch[i] = llabs(samples[i] - measured->median_ns);
    }
    sort(scratch, count);
    int64_t mad_ns = median_of_sorted(scratch, count);
    for (size_t i = 0; i < count; i++) {
        Wide distance = (Wide)llabs(samples[i] - measured->median_ns);
        bool is_outlier = distance * 1000 > (Wide)mad_ns * OUTLIER_SCORE;
        measured->outliers += is_outlier;
        measured->slow_start |= i == 0 && is_outlier && samples[0] == measured->max_ns;
    }
}

Measured measured_of(const int64_t *samples_ns, size_t count) {
    CHECK(count <= MEASURED_RUNS_MAX);
    Measured measured = {.count = count};
    if (count == 0) {
        return measured;
    }
    int64_t *sorted = memory_new(count * sizeof *sorted);
    memcpy(sorted, samples_ns, count * sizeof *sorted);
    sort(sorted, count);
    Wide sum = 0;
    for (size_t i = 0; i < count; i++) {
        sum += (Wide)sorted[i];
    }
    measured.min_ns = sorted[0];
    measured.max_ns = sorted[count - 1];
    measured.median_ns = median_of_sorted(sorted, count);
    measured.mean_ns = (int64_t)((sum + count / 2) / count);
    measured.deviation_ns = deviation_of(samples_ns, count, sum);
    size_t rank = measured_interval_rank(count);
    measured.has_interval = rank > 0;
    if (rank > 0) {
        measured.low_ns = sorted[rank - 1];
        measured.high_ns = sorted[count - rank];
    }
    measured.middle = nearest_to(samples_ns, count, measured.median_ns);
    find_outliers(&measured, samples_ns, sorted);
    memory_free(sorted);
    return measured;
}

bool measured_differ(const Measured *a, const Measured *b) {
    return a->has_interval && b->has_interval && (a->low_ns > b->high_ns || b->low_ns > a->high_ns);
}
