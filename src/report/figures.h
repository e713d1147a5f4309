/* The figures of a run as data for other programs: the table in figures.def, written exactly. */
#ifndef REPORT_FIGURES_H
#define REPORT_FIGURES_H

#include "base/text.h"
#include "trace/metrics.h"

typedef enum FigureId {
#define FIGURE(id, key, unit, numerator, denominator, meaning) FIGURE_##id,
#include "report/figures.def"
    FIGURE_COUNT
} FigureId;

typedef enum FigureUnit {
    FIGURE_UNIT_SECONDS,
    FIGURE_UNIT_COUNT,
    FIGURE_UNIT_RATIO,
    FIGURE_UNIT_RATE,
} FigureUnit;

typedef struct FigureInfo {
    const char *key;
    FigureUnit unit;
    const char *meaning;
} FigureInfo;

extern const FigureInfo FIGURES[FIGURE_COUNT];

/* Appends a figure as a JSON number, or nothing and returns false where there is none (a ratio to
 * nothing, a speedup without a first run). `first` may be NULL. */
bool figure_append(Text *text, FigureId figure, const Metrics *run, const Metrics *first);

/* Appends the documentation of all, a line each. */
void figures_describe(Text *text);

#endif
