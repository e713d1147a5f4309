/* Seeded randomness for everything simulated. One seed is split by name, so that each host, and
 * each purpose, has a stream of its own and the order of other streams' draws never matters.
 * Generator: splitmix64 (Steele, Lea, Flood 2014), which passes BigCrush and is one multiplication
 * deep. The programs' own `random` module is not this: it is the Mersenne Twister, in vm/modules.
 */
#ifndef BASE_RANDOM_H
#define BASE_RANDOM_H

#include <stdint.h>

typedef struct Random {
    uint64_t state;
} Random;

Random random_stream(uint64_t seed, const char *name); /* same seed and name: same stream */
uint64_t random_next(Random *random);                  /* 64 uniform bits */
uint64_t random_below(Random *random, uint64_t limit); /* uniform in [0, limit), limit > 0 */
double random_unit(Random *random);                    /* uniform in [0, 1), 53 bits */

#endif
