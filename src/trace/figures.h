/* The figures of a run as data for other programs: the table in figures.def, written exactly. */
#ifndef TRACE_FIGURES_H
#define TRACE_FIGURES_H

#include "base/text.h"
#include "trace/metrics.h"

typedef enum FigureId {
#define FIGURE(id, key, unit, numerator, denominator, meaning) FIGURE_##id,
#include "trace/figures.def"
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

/* The figure of that key, or FIGURE_COUNT. */
FigureId figure_find(const char *key, size_t length);

/* A figure as numerator / denominator, as figures.def says; a denominator of 0 or less: there is
 * none. `first` may be NULL: then there is no speedup. */
void figure_fraction(FigureId figure, const Metrics *run, const Metrics *first, int64_t *numerator,
                     int64_t *denominator);

/* Appends a figure as a JSON number, or nothing and returns false where there is none (a ratio to
 * nothing, a speedup without a first run). `first` may be NULL. */
bool figure_append(Text *text, FigureId figure, const Metrics *run, const Metrics *first);

/* Appends the documentation of all, a line each. */
void figures_describe(Text *text);

#endif
