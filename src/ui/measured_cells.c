#include "ui/measured_cells.h"

#include "base/check.h"

#include <string.h>

static MeasuredCell *cell_of(MeasuredCells *cells, MeasuringRun *run) {
    for (size_t i = 0; i < cells->items.count; i++) {
        MeasuredCell *cell = &cells->items.items[i];
        if (strcmp(cell->program, run->program) == 0 && strcmp(cell->engine, run->engine) == 0) {
            return cell;
        }
    }
    ARRAY_PUSH(&cells->items, (MeasuredCell){.program = run->program, .engine = run->engine});
    run->program = run->engine = NULL;
    return &cells->items.items[cells->items.count - 1];
}

/* Keeps the times in order. */
static void insert(MeasuredCell *cell, MeasuredTime time) {
    ARRAY_PUSH(&cell->times, time);
    size_t at = cell->times.count - 1;
    for (; at > 0 && cell->times.items[at - 1].ns > time.ns; at--) {
        cell->times.items[at] = cell->times.items[at - 1];
    }
    cell->times.items[at] = time;
}

void measured_cells_take(MeasuredCells *cells, MeasuringRun *run) {
    MeasuredCell *cell = cell_of(cells, run);
    cell->of = run->of;
    if (run->exit_code != 0) {
        cell->failures++;
    } else if (run->number > run->of) {
        memory_free(cell->recorded);
        cell->recorded = run->trace;
        run->trace = NULL;
    } else if (run->number > 0) {
        insert(cell, (MeasuredTime){.ns = run->makespan_ns, .trace = run->trace});
        run->trace = NULL;
    }
    measuring_run_release(run);
}

void measured_cells_release(MeasuredCells *cells) {
    for (size_t i = 0; i < cells->items.count; i++) {
        MeasuredCell *cell = &cells->items.items[i];
        for (size_t j = 0; j < cell->times.count; j++) {
            memory_free(cell->times.items[j].trace);
        }
        ARRAY_RELEASE(&cell->times);
        memory_free(cell->recorded);
        memory_free(cell->program);
        memory_free(cell->engine);
    }
    ARRAY_RELEASE(&cells->items);
}

static const MeasuredTime *middle(const MeasuredCell *cell) {
    CHECK(cell->times.count > 0);
    return &cell->times.items[cell->times.count / 2];
}

int64_t measured_cell_median_ns(const MeasuredCell *cell) {
    return middle(cell)->ns;
}

const char *measured_cell_trace(const MeasuredCell *cell) {
    return cell->recorded != NULL || cell->times.count == 0 ? cell->recorded : middle(cell)->trace;
}

const char *measured_engine_title(const char *engine) {
    return strcmp(engine, "cpython") == 0 ? "python3"
           : strcmp(engine, "real") == 0  ? "our loop"
                                          : engine;
}
