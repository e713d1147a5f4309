#include "trace/figures.h"

#include "base/json.h"

#include <string.h>

const FigureInfo FIGURES[FIGURE_COUNT] = {
#define FIGURE(id, key, unit, numerator, denominator, meaning) {key, FIGURE_UNIT_##unit, meaning},
#include "trace/figures.def"
};

static int64_t numerator_of(FigureId figure, const Metrics *run, const Metrics *first) {
    switch (figure) {
#define FIGURE(id, key, unit, numerator, denominator, meaning)                                     \
    case FIGURE_##id:                                                                              \
        return numerator;
#include "trace/figures.def"
    default:
        return 0;
    }
}

static int64_t denominator_of(FigureId figure, const Metrics *run) {
    switch (figure) {
#define FIGURE(id, key, unit, numerator, denominator, meaning)                                     \
    case FIGURE_##id:                                                                              \
        return denominator;
#include "trace/figures.def"
    default:
        return 1;
    }
}

enum { DECIMALS = 6 };

/* numerator × scale / denominator to six decimals, halves up; neither is negative. */
static int64_t divide(int64_t numerator, int64_t denominator, int64_t scale) {
    __extension__ typedef unsigned __int128 Wide;
    Wide value = (Wide)numerator * (Wide)scale * 1000000u;
    value = (value + (Wide)denominator / 2) / (Wide)denominator;
    return value > INT64_MAX ? INT64_MAX : (int64_t)value;
}

FigureId figure_find(const char *key, size_t length) {
    for (int i = 0; i < FIGURE_COUNT; i++) {
        if (strlen(FIGURES[i].key) == length && memcmp(FIGURES[i].key, key, length) == 0) {
            return (FigureId)i;
        }
    }
    return FIGURE_COUNT;
}

void figure_fraction(FigureId figure, const Metrics *run, const Metrics *first, int64_t *numerator,
                     int64_t *denominator) {
    bool is_there = first != NULL || figure != FIGURE_SPEEDUP;
    *numerator = is_there ? numerator_of(figure, run, first) : 0;
    *denominator = is_there ? denominator_of(figure, run) : 0;
}

bool figure_append(Text *text, FigureId figure, const Metrics *run, const Metrics *first) {
    if (figure == FIGURE_SPEEDUP && first == NULL) {
        return false;
    }
    int64_t numerator = 0;
    int64_t denominator = 0;
    figure_fraction(figure, run, first, &numerator, &denominator);
    switch (FIGURES[figure].unit) {
    case FIGURE_UNIT_SECONDS:
        json_append_seconds(text, numerator);
        return true;
    case FIGURE_UNIT_COUNT:
        json_append_decimal(text, numerator, 0);
        return true;
    case FIGURE_UNIT_RATIO:
    case FIGURE_UNIT_RATE:
        if (denominator <= 0 || numerator < 0) {
            return false;
        }
        json_append_decimal(text,
                            divide(numerator, denominator,
                                   FIGURES[figure].unit == FIGURE_UNIT_RATE ? 1000000000 : 1),
                            DECIMALS);
        return true;
    }
    return false;
}

void figures_describe(Text *text) {
    static const char *const UNITS[] = {[FIGURE_UNIT_SECONDS] = "s",
                                        [FIGURE_UNIT_COUNT] = "",
                                        [FIGURE_UNIT_RATIO] = "",
                                        [FIGURE_UNIT_RATE] = "1/s"};
    for (int i = 0; i < FIGURE_COUNT; i++) {
        text_printf(text, "  %-22s %-4s %s\n", FIGURES[i].key, UNITS[FIGURES[i].unit],
                    FIGURES[i].meaning);
    }
}
