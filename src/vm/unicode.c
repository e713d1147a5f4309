#include "vm/unicode.h"

#include <stddef.h>

enum {
    MANY_BASE = 1 << 24 /* a mapping from here on is the number of a sequence */
};
#define MANY(i) (MANY_BASE + (i))

typedef struct Record {
    uint16_t flags;
    int8_t decimal;
    int32_t mappings[4]; /* by CaseMapping */
} Record;

typedef struct Run {
    uint32_t first;
    uint16_t record;
} Run;

#define RECORD(flags, decimal, upper, lower, title, fold)                                          \
    {flags, decimal, {upper, lower, title, fold}},
#define MAPPING(a, b, c)
#define RUN(first, record)
static const Record RECORDS[] = {
#include "vm/unicode.def"
};
#undef RECORD
#undef MAPPING

#define RECORD(flags, decimal, upper, lower, title, fold)
#define MAPPING(a, b, c) {a, b, c},
static const uint32_t SEQUENCES[][UNICODE_MAPPING_MAX] = {
#include "vm/unicode.def"
};
#undef MAPPING
#undef RUN

#define MAPPING(a, b, c)
#define RUN(first, record) {first, record},
static const Run RUNS[] = {
#include "vm/unicode.def"
};

static const Record *record_of(uint32_t code_point) {
    size_t low = 0;
    size_t high = sizeof RUNS / sizeof RUNS[0];
    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        if (RUNS[middle].first <= code_point) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return &RECORDS[RUNS[low].record];
}

uint32_t unicode_flags(uint32_t code_point) {
    return record_of(code_point)->flags;
}

int unicode_decimal(uint32_t code_point) {
    return record_of(code_point)->decimal;
}

uint32_t unicode_map(uint32_t code_point, CaseMapping mapping, uint32_t out[UNICODE_MAPPING_MAX]) {
    int32_t change = record_of(code_point)->mappings[mapping];
    if (change < MANY_BASE) {
        out[0] = (uint32_t)((int32_t)code_point + change);
        return 1;
    }
    uint32_t count = 0;
    const uint32_t *sequence = SEQUENCES[change - MANY_BASE];
    while (count < UNICODE_MAPPING_MAX && sequence[count] != 0) {
        out[count] = sequence[count];
        count++;
    }
    return count;
}
