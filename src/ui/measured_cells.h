/* Real runs as they come in (ui/measuring.h), put together by program and engine. */
#ifndef UI_MEASURED_CELLS_H
#define UI_MEASURED_CELLS_H

#include "base/array.h"
#include "ui/measuring.h"

/* A run that counts: not the warm-up, and it did not fail. */
typedef struct MeasuredTime {
    int64_t ns;
    char *trace; /* a path; NULL: it left none */
} MeasuredTime;

/* What one program took on one engine, so far. */
typedef struct MeasuredCell {
    char *program, *engine;
    size_t of;                    /* how many runs there will be */
    ARRAY_OF(MeasuredTime) times; /* the shortest first */
    char *recorded;               /* the trace of a run beyond those, made for it alone; or NULL */
    size_t failures;
} MeasuredCell;

typedef struct MeasuredCells {
    ARRAY_OF(MeasuredCell) items; /* in the order in which they came first */
} MeasuredCells;

/* Takes a run in; what it holds is moved out of it. */
void measured_cells_take(MeasuredCells *cells, MeasuringRun *run);
void measured_cells_release(MeasuredCells *cells);

/* How long the run in the middle took: half of the others took no longer. There has to be one. */
int64_t measured_cell_median_ns(const MeasuredCell *cell);

/* A trace that shows how such runs went: where recording costs time, one that was made for it; else
 * that of the run in the middle. NULL: there is none. */
const char *measured_cell_trace(const MeasuredCell *cell);

/* What the window calls an engine: "our loop", "python3". */
const char *measured_engine_title(const char *engine);

#endif
