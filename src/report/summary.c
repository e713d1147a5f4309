#include "report/summary.h"

#include "base/utf8.h"
#include "trace/critical_path.h"
#include "trace/duration.h"
#include "trace/labels.h"
#include "trace/narration.h"

#include <string.h>

enum {
    NAME_COLUMNS = 13,     /* "critical path" */
    FIGURE_COLUMNS = 11,   /* right-aligned */
    REMARK_WIDTH_MIN = 66, /* of the terminal: below it, remarks do not stand beside figures */
    PATH_LINKS_MAX = 6,
};

const char *summary_kind_of_numbers(const Trace *trace) {
    const char *engine = trace->info.engine != NULL ? trace->info.engine : "";
    bool is_measured = strcmp(engine, "real") == 0 || strcmp(engine, "cpython") == 0;
    bool is_replayed = strcmp(engine, "har") == 0;
    bool is_recorded = strcmp(engine, "chrome") == 0; /* somewhere else */
    return is_measured   ? "measured"
           : is_replayed ? "replayed"
           : is_recorded ? "recorded"
                         : "simulated";
}

void summary_append_origin(Text *text, const Trace *trace) {
    const char *kind = summary_kind_of_numbers(trace);
    if (strcmp(kind, "replayed") == 0) {
        text_printf(text, "The requests of %s, replayed with their recorded times.",
                    trace->info.program);
    } else {
        text_printf(text, "All times are %s%s; seed %llu.", kind,
                    strcmp(kind, "simulated") == 0 ? " and exact" : "",
                    (unsigned long long)trace->info.seed);
    }
}

static void append_header(Text *text, const ReportStyle *style, const Trace *trace, int exit_code) {
    Text right = {0};
    bool is_simulated = strcmp(summary_kind_of_numbers(trace), "simulated") == 0;
    text_printf(&right, "%s, %sseed %llu", summary_kind_of_numbers(trace),
                is_simulated ? "exact, " : "", (unsigned long long)trace->info.seed);
    if (exit_code > 0) {
        text_printf(&right, ", exit code %d", exit_code);
    }
    const char *program = trace->info.program != NULL ? trace->info.program : "";
    int room = style->width - 2 - utf8_columns(text_cstr(&right));
    text_append_char(text, ' ');
    style_begin(style, text, STYLE_NO_COLOR, STYLE_BOLD);
    style_append_label(style, text, program, room - 1);
    style_end(style, text);
    text_append_char(text, ' ');
    style_append(style, text, text_cstr(&right), STYLE_DIM);
    text_append_cstr(text, "\n\n");
    text_release(&right);
}

/* A line: name, figure, remark; on narrow terminals the remark gets lines of its own. */
static void append_line(Text *text, const ReportStyle *style, const char *name, const Text *figure,
                        const Text *remark) {
    text_append_char(text, ' ');
    text_append_cstr(text, name);
    text_append_repeated(text, ' ', (size_t)(NAME_COLUMNS - utf8_columns(name)));
    int pad = FIGURE_COLUMNS - utf8_columns(text_cstr(figure));
    text_append_repeated(text, ' ', (size_t)(pad > 0 ? pad : 0));
    style_begin(style, text, STYLE_NO_COLOR, STYLE_BOLD);
    text_append_cstr(text, text_cstr(figure));
    style_end(style, text);
    int column = 1 + NAME_COLUMNS + FIGURE_COLUMNS;
    if (remark->length > 0 && style->width >= REMARK_WIDTH_MIN) {
        text_append_cstr(text, "    ");
        style_append_wrapped(style, text, text_cstr(remark), column + 4, column + 4);
    } else if (remark->length > 0) {
        text_append_cstr(text, "\n   ");
        style_append_wrapped(style, text, text_cstr(remark), 3, 3);
    }
    text_append_char(text, '\n');
}

static void append_number(Text *text, int64_t number, const char *noun) {
    duration_append_count(text, number);
    text_printf(text, " %s%s", noun, number == 1 ? "" : "s");
}

static void append_makespan(Text *text, const ReportStyle *style, const Metrics *metrics) {
    Text figure = {0}, remark = {0};
    duration_append(&figure, metrics->makespan_ns, style->ascii);
    if (metrics->tasks > 0) {
        append_number(&remark, metrics->tasks, "task");
        text_append_cstr(&remark, ", ");
        append_number(&remark, metrics->steps, "step");
    }
    if (metrics->threads > 0) {
        text_append_cstr(&remark, remark.length > 0 ? ", " : "");
        append_number(&remark, metrics->threads, "thread");
        text_append_cstr(&remark, " besides the main thread");
    }
    if (metrics->clients > 0) {
        text_append_cstr(&remark, remark.length > 0 ? ", " : "");
        append_number(&remark, metrics->clients, "client");
        text_append_cstr(&remark, " of the world");
    }
    append_line(text, style, "makespan", &figure, &remark);
    text_release(&figure);
    text_release(&remark);
}

static void append_waits(Text *text, const ReportStyle *style, const Metrics *metrics) {
    Text figure = {0}, remark = {0};
    duration_append(&figure, metrics->waits_sum_ns, style->ascii);
    append_number(&remark, metrics->waits, "wait");
    if (metrics->waits > 1) {
        text_append_cstr(&remark,
                         metrics->in_flight_max == 1 ? ", never two at once" : ", at most ");
        if (metrics->in_flight_max > 1) {
            duration_append_count(&remark, metrics->in_flight_max);
            text_append_cstr(&remark, " in flight at once");
        }
    }
    append_line(text, style, "sum of waits", &figure, &remark);
    text_clear(&figure);
    text_clear(&remark);
    duration_append_ratio(&figure, metrics->waits_sum_ns, metrics->waits_covered_ns, 2,
                          style->ascii);
    if (metrics->waits > 0) {
        text_append_cstr(&remark, "waits in flight at a time, on average");
    }
    append_line(text, style, "overlap", &figure, &remark);
    text_release(&figure);
    text_release(&remark);
}

static void append_idle(Text *text, const ReportStyle *style, const Metrics *metrics) {
    Text figure = {0}, remark = {0};
    duration_append_percent(&figure, metrics->makespan_ns - metrics->busy_ns, metrics->makespan_ns,
                            style->ascii);
    text_append_cstr(&remark, metrics->makespan_ns > 0 ? "of the time no code ran" : "");
    if (metrics->has_loop && metrics->loop_time_ns > 0) {
        text_append_cstr(&remark, "; event loop busy ");
        duration_append_percent(&remark, metrics->loop_busy_ns, metrics->loop_time_ns,
                                style->ascii);
    }
    append_line(text, style, "idle", &figure, &remark);
    text_release(&figure);
    text_release(&remark);
}

static void append_latency(Text *text, const ReportStyle *style, const Metrics *metrics) {
    if (metrics->latency.count == 0) {
        return;
    }
    Text figure = {0}, remark = {0};
    duration_append(&figure, metrics->latency.p50, style->ascii);
    text_append_cstr(&remark, "median; 95 % within ");
    duration_append(&remark, metrics->latency.p95, style->ascii);
    text_append_cstr(&remark, ", slowest ");
    duration_append(&remark, metrics->latency.max, style->ascii);
    append_line(text, style, "latency", &figure, &remark);
    text_clear(&figure);
    text_clear(&remark);
    if (metrics->makespan_ns > 0) {
        duration_append_ratio(&figure, metrics->responses * 1000000000, metrics->makespan_ns, 1,
                              style->ascii);
        text_append_cstr(&figure, " /s");
        append_number(&remark, metrics->responses, "response");
        if (metrics->failures > 0) {
            text_append_cstr(&remark, ", ");
            append_number(&remark, metrics->failures, "failure");
        }
        append_line(text, style, "throughput", &figure, &remark);
    }
    text_release(&figure);
    text_release(&remark);
}

/* Only where there is more to tell than that hosts took their time. */
static void append_phases(Text *text, const ReportStyle *style, const Metrics *metrics) {
    Text figure = {0}, remark = {0};
    int64_t whole_ns = 0;
    int phases = 0;
    for (size_t i = 0; i < TRACE_PHASE_COUNT; i++) {
        int64_t mean_ns = metrics->requests > 0 ? metrics->phase_ns[i] / metrics->requests : 0;
        if (mean_ns > 0) {
            text_printf(&remark, "%s%s ", phases == 0 ? "a request's mean: " : ", ",
                        TRACE_PHASES[i].name);
            duration_append(&remark, mean_ns, style->ascii);
            whole_ns = duration_add(whole_ns, mean_ns);
            phases++;
        }
    }
    if (phases > 1) {
        duration_append(&figure, whole_ns, style->ascii);
        append_line(text, style, "phases", &figure, &remark);
    }
    text_release(&figure);
    text_release(&remark);
}

static void append_delay(Text *text, const ReportStyle *style, const Metrics *metrics) {
    if (metrics->scheduling_delay.max == 0) {
        return;
    }
    Text figure = {0}, remark = {0};
    duration_append(&figure, metrics->scheduling_delay.max, style->ascii);
    text_append_cstr(&remark, "longest wait of a ready task for the loop");
    append_line(text, style, "delay", &figure, &remark);
    text_release(&figure);
    text_release(&remark);
}

/* Which lane blocked the loop longest, and where. */
static void append_blocked(Text *text, const ReportStyle *style, const Trace *trace,
                           const Spans *spans, const Metrics *metrics) {
    if (metrics->loop_blocked_ns == 0) {
        return;
    }
    Text figure = {0}, remark = {0};
    const Span *worst = NULL;
    uint32_t culprit = TRACE_NOBODY;
    for (uint32_t lane = 0; lane < spans->lane_count; lane++) {
        if (spans->lanes[lane].runs_loop) {
            continue;
        }
        for (size_t i = 0; i < spans->lanes[lane].count; i++) {
            const Span *span = &spans->items[spans->lanes[lane].first + i];
            bool blocks =
                span->state == SPAN_BLOCKED ||
                (span->state == SPAN_RUNNING && trace->lanes.items[lane].kind == TRACE_LANE_TASK &&
                 span->end_ns - span->start_ns >= SPANS_SLOW_NS);
            if (blocks && (worst == NULL ||
                           span->end_ns - span->start_ns > worst->end_ns - worst->start_ns)) {
                worst = span;
                culprit = lane;
            }
        }
    }
    duration_append(&figure, metrics->loop_blocked_ns, style->ascii);
    if (worst != NULL) {
        Labels labels;
        labels_init(&labels, trace);
        text_append_cstr(&remark, "by ");
        labels_append(&labels, culprit, &remark);
        labels_release(&labels);
        if (worst->line > 0) {
            text_printf(&remark, ", line %d", (int)worst->line);
        }
        text_append_cstr(&remark, ", for ");
        duration_append(&remark, worst->end_ns - worst->start_ns, style->ascii);
    }
    append_line(text, style, "LOOP BLOCKED", &figure, &remark);
    text_release(&figure);
    text_release(&remark);
}

static void append_link(Text *text, const ReportStyle *style, const Labels *labels,
                        const PathLink *link) {
    if (link->lane == TRACE_MAIN) {
        text_append_cstr(text, "main thread");
    } else {
        labels_append(labels, link->lane, text);
    }
    text_append_char(text, ' ');
    if (link->state == SPAN_WAITING) {
        text_printf(text, "waiting for %s", TRACE_REASONS[link->reason].phrase);
    } else {
        text_append_cstr(text, SPAN_STATES[link->state].word);
    }
    text_append_char(text, ' ');
    duration_append(text, link->end_ns - link->start_ns, style->ascii);
    if (link->line > 0) {
        text_printf(text, " (line %d)", (int)link->line);
    }
}

/* Links of one lane, state and line that follow each other are told as one: a loop of calls. */
static bool is_same_place(const PathLink *a, const PathLink *b) {
    return a->lane == b->lane && a->state == b->state && a->line == b->line &&
           a->end_ns == b->start_ns;
}

/* Appends words, in lines as wide as the terminal, indented below the path's beginning. */
static void append_path(Text *text, const ReportStyle *style, const Trace *trace) {
    CriticalPath path;
    critical_path_find(&path, trace);
    Labels labels;
    labels_init(&labels, trace);
    ARRAY_OF(PathLink) links = {0};
    ARRAY_OF(size_t) sizes = {0};
    for (size_t i = 0; i < path.count; i++) {
        if (links.count > 0 && is_same_place(&links.items[links.count - 1], &path.items[i])) {
            links.items[links.count - 1].end_ns = path.items[i].end_ns;
            sizes.items[sizes.count - 1]++;
        } else {
            ARRAY_PUSH(&links, path.items[i]);
            ARRAY_PUSH(&sizes, 1);
        }
    }
    for (size_t i = 0; i < links.count; i++) {
        bool skips = links.count > PATH_LINKS_MAX && i >= PATH_LINKS_MAX / 2 &&
                     i < links.count - PATH_LINKS_MAX / 2;
        Text line = {0};
        if (skips) {
            text_append_cstr(&line, style->ascii ? "... " : "… ");
            duration_append_count(&line, (int64_t)(links.count - PATH_LINKS_MAX));
            text_append_cstr(&line, " more");
            i = links.count - PATH_LINKS_MAX / 2 - 1;
        } else {
            append_link(&line, style, &labels, &links.items[i]);
            if (sizes.items[i] > 1) {
                text_append_cstr(&line, " in ");
                duration_append_count(&line, (int64_t)sizes.items[i]);
                text_append_cstr(&line, " waits");
            }
        }
        const char *arrow = i == 0 ? " " : style->ascii ? ">" : "→";
        text_printf(text, " %-*s %s ", NAME_COLUMNS, i == 0 ? "critical path" : "", arrow);
        style_append_wrapped(style, text, text_cstr(&line), NAME_COLUMNS + 6, NAME_COLUMNS + 4);
        text_append_char(text, '\n');
        text_release(&line);
    }
    labels_release(&labels);
    ARRAY_RELEASE(&links);
    ARRAY_RELEASE(&sizes);
    ARRAY_RELEASE(&path);
}

/* A trace that is cut says so: its figures are of the part that was recorded. */
static void append_cut(Text *text, const Trace *trace) {
    if (trace->events_dropped > 0) {
        text_append_cstr(text, "\n Only the first ");
        duration_append_count(text, (int64_t)(trace_count(trace) - 2));
        text_append_cstr(text, " events were recorded; the figures are of that part.\n");
    }
}

void summary_append(Text *text, const ReportStyle *style, const Trace *trace, const Spans *spans,
                    const Metrics *metrics) {
    append_header(text, style, trace, spans->exit_code);
    if (metrics->makespan_ns == 0 && metrics->tasks == 0 && metrics->threads == 0) {
        text_append_cstr(text, " The clock did not move: the program never waited.\n");
        append_cut(text, trace);
        return;
    }
    append_makespan(text, style, metrics);
    append_waits(text, style, metrics);
    append_idle(text, style, metrics);
    append_latency(text, style, metrics);
    append_phases(text, style, metrics);
    append_delay(text, style, metrics);
    append_blocked(text, style, trace, spans, metrics);
    append_path(text, style, trace);
    append_cut(text, trace);
}

void summary_append_narration(Text *text, const ReportStyle *style, const Trace *trace) {
    Narrator narrator;
    narrator_init(&narrator, trace, style->ascii);
    Text sentence = {0}, moment = {0};
    const TraceEvent *event;
    while ((event = narrator_next(&narrator, &sentence)) != NULL) {
        /* A turn of the loop is told by what the tasks do in it. */
        if (sentence.length > 0 && event->kind != TRACE_TURN) {
            text_clear(&moment);
            duration_append_moment(&moment, event->t_ns);
            text_printf(text, "%10s  ", text_cstr(&moment));
            style_append_plain(style, text, text_cstr(&sentence));
            text_append_char(text, '\n');
        }
        text_clear(&sentence);
    }
    text_release(&sentence);
    text_release(&moment);
    narrator_release(&narrator);
}
