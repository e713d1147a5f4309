#include "report/spread.h"

#include "base/check.h"
#include "trace/duration.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum {
    ROWS_MAX = 12, /* of the histogram */
    LABEL_COLUMNS = 10,
    EXACT_LABEL_COLUMNS = 14,
    COUNT_COLUMNS = 10,
    BAR_COLUMNS_MAX = 50,
};

static int by_size(const void *left, const void *right) {
    int64_t a, b;
    memcpy(&a, left, sizeof a);
    memcpy(&b, right, sizeof b);
    return a < b ? -1 : a > b;
}

Spread spread_of(int64_t *values_ns, size_t count) {
    CHECK(count > 0);
    qsort(values_ns, count, sizeof *values_ns, by_size);
    int64_t low = values_ns[(count - 1) / 2], high = values_ns[count / 2];
    /* Quotients and rests apart: the sum of many long runs is more than 64 bits hold. */
    int64_t whole = 0, rest = 0, n = (int64_t)count;
    for (size_t i = 0; i < count; i++) {
        whole += values_ns[i] / n;
        rest += values_ns[i] % n;
    }
    return (Spread){.min_ns = values_ns[0],
                    .median_ns = low + (high - low) / 2,
                    .mean_ns = whole + rest / n,
                    .p95_ns = values_ns[(count * 95 + 99) / 100 - 1],
                    .max_ns = values_ns[count - 1]};
}

/* The smallest of 1, 2, 5, 10, 20 … that covers the range in ROWS_MAX steps. */
static int64_t step_for(int64_t min_ns, int64_t max_ns) {
    static const int FACTORS[] = {1, 2, 5};
    for (int64_t power = 1;; power *= 10) {
        for (int i = 0; i < 3; i++) {
            int64_t step = FACTORS[i] * power;
            if (max_ns / step - min_ns / step < ROWS_MAX || power > INT64_MAX / 50) {
                return step;
            }
        }
    }
}

static void append_figure(Text *text, const ReportStyle *style, const char *name, int64_t ns) {
    text_append_cstr(text, "   ");
    style_append(style, text, name, STYLE_DIM);
    text_append_char(text, ' ');
    duration_append(text, ns, style->ascii);
}

static void append_row(Text *text, const ReportStyle *style, int64_t from_ns, bool is_exact,
                       size_t runs, size_t runs_max) {
    int label_columns = is_exact ? EXACT_LABEL_COLUMNS : LABEL_COLUMNS;
    int room = style->width - label_columns - COUNT_COLUMNS - 4;
    int columns = room < BAR_COLUMNS_MAX ? room : BAR_COLUMNS_MAX;
    size_t bar = (runs * (size_t)columns + runs_max - 1) / runs_max; /* whatever is there is seen */
    Text label = {0}, number = {0};
    if (is_exact) {
        duration_append_moment(&label, from_ns);
    } else {
        duration_append(&label, from_ns, style->ascii);
    }
    duration_append_count(&number, (int64_t)runs);
    /* The micro sign is one column and two bytes. */
    bool has_micro = strstr(text_cstr(&label), "µ") != NULL;
    text_printf(text, " %*s  ", label_columns + has_micro, text_cstr(&label));
    for (size_t i = 0; i < bar; i++) {
        text_append_cstr(text, style->ascii ? "#" : "█");
    }
    text_printf(text, "%s%s\n", bar > 0 ? " " : "", text_cstr(&number));
    text_release(&label);
    text_release(&number);
}

void spread_append(Text *text, const ReportStyle *style, const Spread *spread,
                   const int64_t *sorted_ns, size_t count) {
    text_append_cstr(text, " makespan");
    if (spread->min_ns == spread->max_ns) {
        text_append_cstr(text, "   ");
        duration_append(text, spread->min_ns, style->ascii);
        text_append_cstr(text, count > 1 ? " in every run\n" : "\n");
        return;
    }
    append_figure(text, style, "min", spread->min_ns);
    append_figure(text, style, "median", spread->median_ns);
    append_figure(text, style, "mean", spread->mean_ns);
    append_figure(text, style, "p95", spread->p95_ns);
    append_figure(text, style, "max", spread->max_ns);
    text_append_cstr(text, "\n\n");
    int64_t step = step_for(spread->min_ns, spread->max_ns);
    int64_t first = spread->min_ns / step;
    size_t row_count = (size_t)(spread->max_ns / step - first) + 1;
    size_t rows[ROWS_MAX] = {0}, runs_max = 1;
    for (size_t i = 0; i < count; i++) {
        size_t runs = ++rows[sorted_ns[i] / step - first];
        runs_max = runs > runs_max ? runs : runs_max;
    }
    /* Four digits, which a duration shows, must tell the rows apart. */
    bool is_exact = spread->max_ns / 1000 >= step;
    for (size_t row = 0; row < row_count; row++) {
        append_row(text, style, (first + (int64_t)row) * step, is_exact, rows[row], runs_max);
    }
}
