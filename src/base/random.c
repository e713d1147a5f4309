#include "base/random.h"

static uint64_t mix(uint64_t z) {
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

Random random_stream(uint64_t seed, const char *name) {
    uint64_t hash = UINT64_C(0xCBF29CE484222325); /* FNV-1a of the name */
    for (const char *c = name; *c != '\0'; c++) {
        hash = (hash ^ (uint8_t)*c) * UINT64_C(0x100000001B3);
    }
    return (Random){mix(seed + UINT64_C(0x9E3779B97F4A7C15)) ^ mix(hash)};
}

uint64_t random_next(Random *random) {
    random->state += UINT64_C(0x9E3779B97F4A7C15);
    return mix(random->state);
}

uint64_t random_below(Random *random, uint64_t limit) {
    /* Rejection keeps it uniform: draw again in the incomplete last stretch of 2^64. */
    uint64_t threshold = (0 - limit) % limit;
    for (;;) {
        uint64_t bits = random_next(random);
        if (bits >= threshold) {
            return bits % limit;
        }
    }
}

double random_unit(Random *random) {
    return (double)(random_next(random) >> 11) * 0x1.0p-53;
}
