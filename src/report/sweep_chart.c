#include "report/sweep_chart.h"

#include "base/memory.h"
#include "report/knee.h"
#include "report/svg.h"
#include "scene/chart.h"
#include "scene/text_metrics.h"
#include "trace/duration.h"
#include "trace/figures.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum {
    LOG_RATIO = 30,
    LOW_PERCENT = 5,
    HIGH_PERCENT = 95,
    COLUMNS_BEFORE = 2, /* the parameters: point, program */
    COLUMNS_AFTER = 2 + FIGURE_COUNT,
    DIGITS_MAX = 15,
    NOTES = 2,
};

/* One run that is drawn. */
typedef struct Sample {
    size_t line;
    int64_t x, makespan_ns, limit_ns; /* limit -1: none */
} Sample;

typedef struct Column {
    const char *name;        /* in the header's fields */
    ARRAY_OF(char *) values; /* different ones, in the order found */
    bool is_number;          /* all of them, with the same text around them */
    char *before, *after;    /* that text */
    int places;
} Column;

/* A chart and all that it points into. */
typedef struct Drawn {
    SweepTableFields header;
    Column *columns; /* the parameters, then the program */
    size_t column_count;
    size_t x_column;
    ARRAY_OF(char *) line_keys;
    ARRAY_OF(Sample) samples;
    uint64_t seeds, failures; /* the most of one point; runs that were left out */
    ARRAY_OF(int64_t) xs;
    ARRAY_OF(ChartPoint) points[CHART_LINES_MAX];
    ChartLine lines[CHART_LINES_MAX];
    Text title, subtitle;
    const char *notes[NOTES];
    Chart chart;
} Drawn;

/* ---- values ---- */

/* Where the number in a value is: "latency 10ms" has it from 8 to 10. False: there is none. */
static bool find_number(const char *value, size_t *begin, size_t *end, int *places) {
    size_t at = strcspn(value, "0123456789");
    if (value[at] == '\0') {
        return false;
    }
    *begin = at > 0 && value[at - 1] == '-' ? at - 1 : at;
    at += strspn(value + at, "0123456789");
    *places = 0;
    if (value[at] == '.' && isdigit((unsigned char)value[at + 1])) {
        *places = (int)strspn(value + at + 1, "0123456789");
        at += 1 + (size_t)*places;
    }
    *end = at;
    return value[at + strcspn(value + at, "0123456789")] == '\0' && at - *begin <= DIGITS_MAX &&
           *places <= 9;
}

static int64_t number_of(const char *value, int places) {
    size_t begin = 0, end = 0;
    int own = 0;
    (void)find_number(value, &begin, &end, &own);
    int64_t number = 0;
    for (size_t i = begin; i < end; i++) {
        number = isdigit((unsigned char)value[i]) ? number * 10 + (value[i] - '0') : number;
    }
    for (; own < places; own++) {
        number = number > INT64_MAX / 10 ? INT64_MAX : number * 10;
    }
    return value[begin] == '-' ? -number : number;
}

static void look_for_numbers(Column *column) {
    column->is_number = true;
    for (size_t i = 0; column->is_number && i < column->values.count; i++) {
        const char *value = column->values.items[i];
        size_t begin, end;
        int places;
        column->is_number = find_number(value, &begin, &end, &places);
        if (column->is_number && i == 0) {
            column->before = memory_copy_string(value);
            column->before[begin] = '\0';
            column->after = memory_copy_string(value + end);
        }
        column->is_number = column->is_number && strlen(column->before) == begin &&
                            strncmp(column->before, value, begin) == 0 &&
                            strcmp(column->after, value + end) == 0;
        column->places = column->is_number && places > column->places ? places : column->places;
    }
}

static void note_value(Column *column, const char *value) {
    for (size_t i = column->values.count; i-- > 0;) {
        if (strcmp(column->values.items[i], value) == 0) {
            return;
        }
    }
    ARRAY_PUSH(&column->values, memory_copy_string(value));
}

/* "0.0123" in ns. */
static int64_t seconds_of(const char *field) {
    int64_t ns = 0;
    int places = -1;
    for (; *field != '\0' && places < 9; field++) {
        if (*field == '.') {
            places = 0;
        } else if (isdigit((unsigned char)*field)) {
            ns = ns > INT64_MAX / 10 - 1 ? ns : ns * 10 + (*field - '0');
            places += places >= 0;
        }
    }
    for (places = places < 0 ? 0 : places; places < 9; places++) {
        ns = ns > INT64_MAX / 10 ? INT64_MAX : ns * 10;
    }
    return ns;
}

/* ---- rows ---- */

typedef void RowFunction(Drawn *drawn, const SweepTableFields *fields);

static void for_each_row(Drawn *drawn, const SweepTable *table, RowFunction *function) {
    for (size_t i = 0; i < table->points.count; i++) {
        const SweepTableRow *row = &table->points.items[i];
        const char *bytes = table->lines.bytes + row->begin;
        for (size_t at = 0; at < row->length;) {
            SweepTableFields fields;
            size_t length = sweep_table_record(bytes + at, row->length - at);
            sweep_table_fields(bytes + at, length, &fields);
            if (fields.items.count == drawn->header.items.count) {
                function(drawn, &fields);
            }
            sweep_table_fields_release(&fields);
            at += length;
        }
    }
}

static const char *value_in(const Drawn *drawn, const SweepTableFields *fields, size_t column) {
    return fields->items.items[column + 1 < drawn->column_count ? COLUMNS_BEFORE + column : 1];
}

static void note_values(Drawn *drawn, const SweepTableFields *fields) {
    for (size_t i = 0; i < drawn->column_count; i++) {
        note_value(&drawn->columns[i], value_in(drawn, fields, i));
    }
}

/* What a run's line is called: the program where there are several or nothing else tells lines
 * apart, and the other parameters that were varied. */
static void append_key(Text *text, const Drawn *drawn, const SweepTableFields *fields) {
    size_t program = drawn->column_count - 1;
    for (size_t i = drawn->column_count; i-- > 0;) {
        const Column *column = &drawn->columns[i];
        if (i == program && column->values.count > 1) {
            text_append_cstr(text, value_in(drawn, fields, i));
        } else if (i != program && i != drawn->x_column && column->values.count > 1) {
            text_printf(text, "%s%s=%s", text->length > 0 ? ", " : "", column->name,
                        value_in(drawn, fields, i));
        }
    }
    if (text->length == 0) {
        text_append_cstr(text, value_in(drawn, fields, program));
    }
}

static void take_sample(Drawn *drawn, const SweepTableFields *fields) {
    Text key = {0};
    append_key(&key, drawn, fields);
    size_t line = 0;
    while (line < drawn->line_keys.count &&
           strcmp(drawn->line_keys.items[line], text_cstr(&key)) != 0) {
        line++;
    }
    if (line == drawn->line_keys.count) {
        ARRAY_PUSH(&drawn->line_keys, memory_copy_string(text_cstr(&key)));
    }
    text_release(&key);
    size_t figures = fields->items.count - FIGURE_COUNT;
    char *const *items = fields->items.items;
    if (strcmp(items[figures - 1], "0") != 0) {
        drawn->failures++;
        return;
    }
    int64_t in_flight = strtoll(items[figures + FIGURE_IN_FLIGHT], NULL, 10);
    ARRAY_PUSH(&drawn->samples,
               (Sample){.line = line,
                        .x = number_of(value_in(drawn, fields, drawn->x_column),
                                       drawn->columns[drawn->x_column].places),
                        .makespan_ns = seconds_of(items[figures + FIGURE_MAKESPAN]),
                        .limit_ns = in_flight > 0
                                        ? seconds_of(items[figures + FIGURE_WAITS_SUM]) / in_flight
                                        : -1});
}

/* ---- from runs to lines ---- */

static int by_place(const void *left, const void *right) {
    const Sample *a = left;
    const Sample *b = right;
    if (a->line != b->line) {
        return a->line < b->line ? -1 : 1;
    }
    if (a->x != b->x) {
        return a->x < b->x ? -1 : 1;
    }
    return a->makespan_ns < b->makespan_ns ? -1 : a->makespan_ns > b->makespan_ns;
}

static int by_number(const void *left, const void *right) {
    int64_t a, b;
    memcpy(&a, left, sizeof a);
    memcpy(&b, right, sizeof b);
    return a < b ? -1 : a > b;
}

/* Of sorted samples: number ceil(percent · n / 100). */
static int64_t percentile(const Sample *samples, size_t count, size_t percent) {
    return samples[(count * percent + 99) / 100 - 1].makespan_ns;
}

static int64_t median_limit(const Sample *samples, size_t count) {
    int64_t *limits = memory_new(count * sizeof *limits);
    for (size_t i = 0; i < count; i++) {
        limits[i] = samples[i].limit_ns;
    }
    qsort(limits, count, sizeof *limits, by_number);
    int64_t median = limits[(count * 50 + 99) / 100 - 1];
    memory_free(limits);
    return median;
}

static void make_points(Drawn *drawn) {
    const Sample *samples = drawn->samples.items;
    size_t count = drawn->samples.count;
    qsort(drawn->samples.items, count, sizeof *samples, by_place);
    for (size_t i = 0, n; i < count; i += n) {
        for (n = 1; i + n < count && samples[i + n].line == samples[i].line &&
                    samples[i + n].x == samples[i].x;) {
            n++;
        }
        drawn->seeds = n > drawn->seeds ? n : drawn->seeds;
        ARRAY_PUSH(&drawn->xs, samples[i].x);
        ARRAY_PUSH(&drawn->points[samples[i].line],
                   (ChartPoint){.x = samples[i].x,
                                .low_ns = percentile(samples + i, n, LOW_PERCENT),
                                .middle_ns = percentile(samples + i, n, 50),
                                .high_ns = percentile(samples + i, n, HIGH_PERCENT),
                                .limit_ns = median_limit(samples + i, n)});
    }
    qsort(drawn->xs.items, drawn->xs.count, sizeof *drawn->xs.items, by_number);
    size_t different = 0;
    for (size_t i = 0; i < drawn->xs.count; i++) {
        if (i == 0 || drawn->xs.items[i] != drawn->xs.items[different - 1]) {
            drawn->xs.items[different++] = drawn->xs.items[i];
        }
    }
    drawn->xs.count = different;
}

/* The next of 1, 2, 5, 10, … times a power of ten, up or down. */
static int64_t round_number(int64_t value, bool up) {
    static const int64_t FACTORS[] = {1, 2, 5};
    int64_t before = 1;
    for (int64_t power = 1; power <= INT64_MAX / 10; power *= 10) {
        for (int i = 0; i < 3; i++) {
            int64_t number = power * FACTORS[i];
            if (number > value || (up && number == value)) {
                return up ? number : before;
            }
            before = number;
        }
    }
    return up ? INT64_MAX : before;
}

static void make_scales(Drawn *drawn) {
    Chart *chart = &drawn->chart;
    int64_t low = INT64_MAX, high = 0;
    for (size_t line = 0; line < drawn->line_keys.count; line++) {
        for (size_t i = 0; i < drawn->points[line].count; i++) {
            const ChartPoint *point = &drawn->points[line].items[i];
            low = point->low_ns < low ? point->low_ns : low;
            low = point->limit_ns >= 0 && point->limit_ns < low ? point->limit_ns : low;
            high = point->high_ns > high ? point->high_ns : high;
        }
    }
    chart->x = (ChartScale){.from = drawn->xs.items[0],
                            .to = drawn->xs.items[drawn->xs.count - 1],
                            .is_log = chart_scale_suits_log(drawn->xs.items, drawn->xs.count)};
    bool is_log = chart->x.is_log && low > 0 && high / low >= LOG_RATIO;
    chart->y = (ChartScale){.from = is_log ? round_number(low, false) : 0,
                            .to = round_number(high + high / 50 + 1, true),
                            .is_log = is_log};
    if (!is_log) {
        int64_t step = round_number(high / 5 + 1, true);
        chart->y.to = high > 0 ? (high + step - 1) / step * step : step;
    }
}

static void find_knee(Drawn *drawn, size_t line) {
    size_t count = drawn->points[line].count;
    KneePoint *points = memory_new((count + 1) * sizeof *points);
    for (size_t i = 0; i < count; i++) {
        const ChartPoint *point = &drawn->points[line].items[i];
        points[i] = (KneePoint){chart_scale_at(&drawn->chart.x, point->x),
                                chart_scale_at(&drawn->chart.y, point->middle_ns)};
    }
    drawn->lines[line].knee = knee_find(points, count);
    memory_free(points);
}

/* ---- words ---- */

static void append_subtitle(Drawn *drawn) {
    Text *text = &drawn->subtitle;
    const Column *programs = &drawn->columns[drawn->column_count - 1];
    if (programs->values.count == 1) {
        text_printf(text, "%s · ", programs->values.items[0]);
    }
    for (size_t i = 0; i + 1 < drawn->column_count; i++) {
        const Column *column = &drawn->columns[i];
        if (column->values.count == 1) {
            text_printf(text, "%s%s%s · ", column->name,
                        strncmp(column->name, "host ", 5) == 0 ? " " : " = ",
                        column->values.items[0]);
        }
    }
    if (drawn->seeds > 1) {
        text_printf(text, "%llu seeds: median, 5th to 95th percentile · ",
                    (unsigned long long)drawn->seeds);
    }
    if (drawn->failures > 0) {
        text_printf(text, "without %llu run%s that failed · ", (unsigned long long)drawn->failures,
                    drawn->failures == 1 ? "" : "s");
    }
    text_append_cstr(text, "simulated, exact");
}

static void make_chart(Drawn *drawn) {
    Chart *chart = &drawn->chart;
    const Column *x = &drawn->columns[drawn->x_column];
    make_scales(drawn);
    text_printf(&drawn->title, "makespan by %s", x->name);
    append_subtitle(drawn);
    size_t line_count = 0;
    bool has_knee = false, has_limit = false;
    for (size_t i = 0; i < drawn->line_keys.count; i++) {
        if (drawn->points[i].count > 0) {
            drawn->lines[i] = (ChartLine){.name = drawn->line_keys.items[i],
                                          .points = drawn->points[i].items,
                                          .count = drawn->points[i].count};
            find_knee(drawn, i);
            has_knee |= drawn->lines[i].knee >= 0;
            has_limit |= drawn->points[i].items[0].limit_ns >= 0;
            drawn->lines[line_count++] = drawn->lines[i];
        }
    }
    size_t notes = 0;
    if (has_limit) {
        drawn->notes[notes++] = "dashed: Little's law, makespan ≥ sum of waits / most in flight";
    }
    if (has_knee) {
        drawn->notes[notes++] = "ring: the knee, farthest below the straight line from a line's "
                                "first point to its last (Kneedle, Satopää et al. 2011)";
    }
    chart->title = text_cstr(&drawn->title);
    chart->subtitle = text_cstr(&drawn->subtitle);
    chart->x_name = x->name;
    chart->x_places = x->places;
    chart->x_before = x->before;
    chart->x_after = x->after;
    chart->x_values = drawn->xs.items;
    chart->x_count = drawn->xs.count;
    chart->has_bands = drawn->seeds > 1;
    chart->lines = drawn->lines;
    chart->line_count = line_count;
    chart->notes = drawn->notes;
    chart->note_count = notes;
}

/* ---- all of it ---- */

static void drawn_release(Drawn *drawn) {
    for (size_t i = 0; i < drawn->column_count; i++) {
        Column *column = &drawn->columns[i];
        for (size_t j = 0; j < column->values.count; j++) {
            memory_free(column->values.items[j]);
        }
        ARRAY_RELEASE(&column->values);
        memory_free(column->before);
        memory_free(column->after);
    }
    memory_free(drawn->columns);
    for (size_t i = 0; i < drawn->line_keys.count; i++) {
        memory_free(drawn->line_keys.items[i]);
    }
    ARRAY_RELEASE(&drawn->line_keys);
    ARRAY_RELEASE(&drawn->samples);
    ARRAY_RELEASE(&drawn->xs);
    for (size_t i = 0; i < CHART_LINES_MAX; i++) {
        ARRAY_RELEASE(&drawn->points[i]);
    }
    text_release(&drawn->title);
    text_release(&drawn->subtitle);
    sweep_table_fields_release(&drawn->header);
}

/* Finds the parameters, the axis and how many lines there are. */
static Status look(Drawn *drawn, const SweepTable *table, Error *error) {
    *drawn = (Drawn){0};
    sweep_table_fields(text_cstr(&table->header), table->header.length, &drawn->header);
    size_t fields = drawn->header.items.count;
    if (fields < COLUMNS_BEFORE + COLUMNS_AFTER) {
        return error_set(error, STATUS_USAGE,
                         "could not draw a chart: these are not the columns "
                         "of this version's sweep");
    }
    drawn->column_count = fields - COLUMNS_BEFORE - COLUMNS_AFTER + 1;
    drawn->columns = memory_new_zeroed(drawn->column_count, sizeof *drawn->columns);
    for (size_t i = 0; i < drawn->column_count; i++) {
        drawn->columns[i].name = value_in(drawn, &drawn->header, i);
    }
    for_each_row(drawn, table, note_values);
    drawn->x_column = drawn->column_count;
    size_t lines = 1;
    for (size_t i = 0; i < drawn->column_count; i++) {
        Column *column = &drawn->columns[i];
        look_for_numbers(column);
        bool is_x = drawn->x_column == drawn->column_count && i + 1 < drawn->column_count &&
                    column->is_number && column->values.count > 1;
        drawn->x_column = is_x ? i : drawn->x_column;
        lines *= is_x || column->values.count == 0 ? 1 : column->values.count;
    }
    if (drawn->x_column == drawn->column_count) {
        return error_set(error, STATUS_USAGE,
                         "could not draw a chart: no parameter has several numbers of one unit for "
                         "values (--set CALLS=1..100, --latency 10ms..80ms:x2)");
    }
    if (lines > CHART_LINES_MAX) {
        return error_set(error, STATUS_USAGE,
                         "could not draw a chart of %zu lines: %d are readable; fewer programs, or "
                         "fewer values of what is not %s",
                         lines, CHART_LINES_MAX, drawn->columns[drawn->x_column].name);
    }
    return STATUS_OK;
}

static Status make(Drawn *drawn, const SweepTable *table, Error *error) {
    Status status = look(drawn, table, error);
    if (status != STATUS_OK) {
        return status;
    }
    for_each_row(drawn, table, take_sample);
    if (drawn->samples.count > 0) {
        make_points(drawn);
    }
    if (drawn->xs.count < 2) {
        return error_set(error, STATUS_USAGE,
                         "could not draw a chart: runs succeeded for fewer than two values of %s",
                         drawn->columns[drawn->x_column].name);
    }
    make_chart(drawn);
    return STATUS_OK;
}

Status sweep_chart_check(const SweepTable *table, Error *error) {
    Drawn drawn;
    Status status = look(&drawn, table, error);
    drawn_release(&drawn);
    return status;
}

static void draw(DrawList *list, const Drawn *drawn, const TextMetrics *metrics) {
    Theme theme;
    theme_init_light(&theme);
    chart_draw(list, &drawn->chart, &theme, metrics);
}

static void append_svg(Text *text, const Drawn *drawn) {
    TextMetrics metrics = text_metrics_built_in();
    DrawList list;
    draw_list_init(&list);
    draw(&list, drawn, &metrics);
    svg_append(text, &list, text_cstr(&drawn->title));
    draw_list_release(&list);
}

Status sweep_chart_append_svg(Text *text, const SweepTable *table, Error *error) {
    Drawn drawn;
    Status status = make(&drawn, table, error);
    if (status == STATUS_OK) {
        append_svg(text, &drawn);
    }
    drawn_release(&drawn);
    return status;
}

Status sweep_chart_draw(DrawList *list, const SweepTable *table, const TextMetrics *metrics,
                        Error *error) {
    Drawn drawn;
    Status status = make(&drawn, table, error);
    if (status == STATUS_OK) {
        draw(list, &drawn, metrics);
    }
    drawn_release(&drawn);
    return status;
}

/* ---- the page ---- */

static void append_escaped(Text *text, const char *string) {
    for (; *string != '\0'; string++) {
        switch (*string) {
        case '<':
            text_append_cstr(text, "&lt;");
            break;
        case '&':
            text_append_cstr(text, "&amp;");
            break;
        default:
            text_append_char(text, (unsigned char)*string < 0x20 ? ' ' : *string);
            break;
        }
    }
}

static void append_time(Text *text, int64_t ns) {
    text_append_cstr(text, "<td>");
    if (ns >= 0) {
        duration_append(text, ns, false);
    }
    text_append_cstr(text, "</td>");
}

static void append_table(Text *text, const Drawn *drawn) {
    const Chart *chart = &drawn->chart;
    text_append_cstr(text,
                     "<table>\n<caption>What the chart shows</caption>\n<tr><th>line</th><th>");
    append_escaped(text, chart->x_name);
    text_append_cstr(text, "</th><th>median</th><th>5th percentile</th><th>95th percentile</th>"
                           "<th>Little's limit</th></tr>\n");
    for (size_t i = 0; i < chart->line_count; i++) {
        const ChartLine *line = &chart->lines[i];
        for (size_t j = 0; j < line->count; j++) {
            const ChartPoint *point = &line->points[j];
            text_append_cstr(text,
                             (int64_t)j == line->knee ? "<tr class=\"knee\"><th>" : "<tr><th>");
            append_escaped(text, line->name);
            text_append_cstr(text, "</th><td>");
            Text x = {0};
            chart_append_x(&x, chart, point->x);
            append_escaped(text, text_cstr(&x));
            text_release(&x);
            text_append_cstr(text, (int64_t)j == line->knee ? " (knee)</td>" : "</td>");
            append_time(text, point->middle_ns);
            append_time(text, point->low_ns);
            append_time(text, point->high_ns);
            append_time(text, point->limit_ns);
            text_append_cstr(text, "</tr>\n");
        }
    }
    text_append_cstr(text, "</table>\n");
}

static const char STYLE[] =
    "body{font:15px/1.5 'DejaVu Sans',Verdana,sans-serif;margin:2em auto;max-width:1000px;"
    "padding:0 1em;color:#14181f;background:#fff}svg{max-width:100%;height:auto}"
    "table{border-collapse:collapse;margin:1em 0}caption{text-align:left;font-weight:bold}"
    "th,td{border-bottom:1px solid #c3cad4;padding:.15em .8em;text-align:right}"
    "th:first-child{text-align:left;font-weight:normal}.knee{font-weight:bold}"
    "h1{position:absolute;clip-path:inset(50%);margin:0}" /* the chart says it to those who see it
                                                           */
    "code{overflow-wrap:anywhere}@media print{body{margin:0}tr{break-inside:avoid}}";

Status sweep_chart_append_html(Text *text, const SweepTable *table, const char *command,
                               Error *error) {
    Drawn drawn;
    Status status = make(&drawn, table, error);
    if (status == STATUS_OK) {
        text_append_cstr(text,
                         "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                         "<meta name=\"viewport\" content=\"width=device-width\">\n<title>");
        append_escaped(text, text_cstr(&drawn.title));
        text_printf(text, "</title>\n<style>%s</style>\n</head>\n<body>\n<main>\n<h1>", STYLE);
        append_escaped(text, text_cstr(&drawn.title));
        text_append_cstr(text, "</h1>\n");
        append_svg(text, &drawn);
        append_table(text, &drawn);
        if (*command != '\0') {
            text_append_cstr(text, "<p>Made by <code>");
            append_escaped(text, command);
            text_append_cstr(text, "</code></p>\n");
        }
        text_append_cstr(text, "</main>\n</body>\n</html>\n");
    }
    drawn_release(&drawn);
    return status;
}
