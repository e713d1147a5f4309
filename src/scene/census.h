/* How many of a set of lanes are in each state, at any time: what thousands of lanes look like when
 * they share one row. Derived once from their spans; a question costs a logarithm, however much
 * time it spans, since integrals are kept along with the counts.
 *
 * A lane counts as nothing before it begins, and as done, failed or cancelled after its end. */
#ifndef SCENE_CENSUS_H
#define SCENE_CENSUS_H

#include "trace/spans.h"

/* One lane goes from one state into another; SPAN_STATE_COUNT stands for "it does not exist". */
typedef struct CensusChange {
    int64_t t_ns;
    uint8_t from, to;
} CensusChange;

enum { CENSUS_SECTION = 64 }; /* changes between two section heads */

/* All that lies before a section. Integrals are lanes × ns; they wrap round, differences do not. */
typedef struct CensusHead {
    int64_t t_ns;
    uint64_t time_ns[SPAN_STATE_COUNT];
    uint64_t busy_ns; /* at least one lane was running */
    uint32_t count[SPAN_STATE_COUNT];
} CensusHead;

typedef struct Census {
    CensusChange *changes;
    size_t change_count;
    CensusHead *heads; /* one before each section, and one at the end */
    size_t head_count;
    size_t lane_count;
    size_t waits_max; /* the most that were waiting for replies or sleeping at once */
} Census;

/* Counts the given lanes, or all that have begun when `lanes` is NULL. */
void census_init(Census *census, const Spans *spans, const uint32_t *lanes, size_t lane_count);
void census_release(Census *census);

/* The state of things at a time: after all changes until then, t_ns included. */
CensusHead census_at(const Census *census, int64_t t_ns);

#endif
