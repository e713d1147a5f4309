/* Runs told together: the sentences of all of them, in the order of time; of the same time, the
 * first run's first. */
#ifndef REPORT_TELLERS_H
#define REPORT_TELLERS_H

#include "report/report.h"
#include "trace/narration.h"

/* One run being told, and its sentence. */
typedef struct Teller {
    Narrator narrator;
    const char *name; /* of the run */
    size_t run;       /* its index in the report */
    Text sentence;
    int64_t t_ns;
    uint32_t lane; /* whom it is about */
    int32_t line;  /* 0: not known */
    bool is_over;
} Teller;

typedef struct Tellers {
    Teller *items; /* of the runs that have a trace */
    size_t count;
    Teller *told;   /* whose sentence was told last; NULL: none yet */
    int64_t end_ns; /* of the longest run */
} Tellers;

void tellers_init(Tellers *tellers, const Report *report);
void tellers_release(Tellers *tellers);

/* Whose sentence comes next, until the next call; NULL: all is told. */
const Teller *tellers_next(Tellers *tellers);

#endif
