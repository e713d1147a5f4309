/* What is selected: why its lane is idle, as a chain of sentences from what it waits for back to
 * what caused that; when and where; how much slack it had; and the phases of its request.
 *
 *     Why is main idle?
 *     ⧗ main waits for several tasks, line 21: fetch(7) was the last to end, after 1.377 s.
 *     ⇄ fetch(7) waits for a reply, line 12: GET https://… is answered with 200 after 1.377 s.
 *     from 0.000 s to 1.377 s
 *     [connect ][TLS ][service                                  ] */
#include "scene/panel.h"
#include "scene/time_axis.h"
#include "trace/duration.h"

static void append_label(const SceneRun *run, uint32_t lane, Text *text) {
    lane_label_append(run->trace, &run->spans, &run->labels, lane, text);
}

/* A lane that does nothing just now: it has not begun, or has ended. */
static void draw_absence(Frame *frame, DrawRect rect) {
    const View *view = frame->view;
    const SceneRun *run = &frame->runs[view->selected_run];
    const LaneSpans *lane = &run->spans.lanes[view->selected_lane];
    bool is_over = view->moment.t_ns >= lane->end_ns;
    const TraceEvent *stuck = scene_run_stuck(run, view->selected_lane);
    Text *text = frame_text_begin(frame);
    append_label(run, view->selected_lane, text);
    if (is_over && stuck != NULL) {
        text_printf(text, " waits for %s", TRACE_REASONS[stuck->reason].phrase);
        if (stuck->line > 0) {
            text_printf(text, " at line %d", (int)stuck->line);
        }
        if (stuck->other != TRACE_NOBODY) {
            text_append_cstr(text, ", which ");
            append_label(run, stuck->other, text);
            text_append_cstr(text, " has");
        }
        text_append_cstr(text, ", and nothing will ever bring it: a deadlock");
    } else if (!is_over) {
        text_append_cstr(text, " does not exist yet: it begins at ");
        frame_append_moment(frame, lane->start_ns, text);
    } else if (lane->end == SPAN_FAILED) {
        text_printf(text, " has failed: %s", trace_string_at(run->trace, lane->error));
    } else if (lane->end == SPAN_CANCELLED) {
        text_append_cstr(text, " was cancelled at ");
        frame_append_moment(frame, lane->end_ns, text);
    } else {
        text_append_cstr(text, " is over since ");
        frame_append_moment(frame, lane->end_ns, text);
    }
    text_append_char(text, '.');
    frame_write_lines(frame, DRAW_SANS, frame->em, rect.x, rect.y, rect.w, frame->em * 3 / 2,
                      rect.h / (frame->em * 3 / 2), THEME_TEXT, text_cstr(text));
}

static DrawRect draw_question(Frame *frame, DrawRect rect) {
    const View *view = frame->view;
    const SceneRun *run = &frame->runs[view->selected_run];
    Text *text = frame_text_begin(frame);
    bool runs = frame->scene->why.links[0].kind == WHY_RUNNING;
    text_append_cstr(text, runs ? "What does " : "Why is ");
    append_label(run, view->selected_lane, text);
    text_append_cstr(text, runs ? " do?" : " idle?");
    frame_write(frame, DRAW_SANS_BOLD, frame->em, DRAW_LEFT, rect.x,
                frame_baseline(rect.y, frame->em * 5 / 4, frame->em), rect.w, THEME_TEXT,
                text_cstr(text));
    return panel_cut_top(rect, frame->em * 3 / 2);
}

static DrawRect draw_chain(Frame *frame, DrawRect rect) {
    const SceneRun *run = &frame->runs[frame->view->selected_run];
    const Why *why = &frame->scene->why;
    int32_t size = frame->em, line = size * 13 / 10, indent = size * 3 / 2;
    for (size_t i = 0; i < why->count && rect.h >= line; i++) {
        const Span *span = &run->spans.items[why->links[i].span];
        frame_sign(frame, (DrawSign)span->state, size, rect.x, frame_baseline(rect.y, line, size),
                   frame_color(frame, (ThemeRole)(THEME_STATE_RUNNING + span->state)));
        Text *text = frame_text_begin(frame);
        why_append_sentence(why, i, run, text);
        if (why->is_cut && i + 1 == why->count) {
            text_append_cstr(text, " …");
        }
        int room = rect.h / line, most = room < 3 ? room : 3;
        int lines = frame_write_lines(frame, DRAW_SANS, size, rect.x + indent, rect.y,
                                      rect.w - indent, line, most, THEME_TEXT, text_cstr(text));
        rect = panel_cut_top(rect, lines * line + size / 5);
    }
    return rect;
}

/* When, and how much longer it could have taken. */
static DrawRect draw_figures(Frame *frame, DrawRect rect) {
    const View *view = frame->view;
    const SceneRun *run = &frame->runs[view->selected_run];
    const Span *span = &run->spans.items[frame->selected_span];
    int32_t size = frame->small, line = size * 13 / 10;
    Text *text = frame_text_begin(frame);
    text_append_cstr(text, span->end_ns > span->start_ns ? "from " : "at ");
    frame_append_moment(frame, span->start_ns, text);
    if (span->end_ns > span->start_ns) {
        text_append_cstr(text, " to ");
        frame_append_moment(frame, span->end_ns, text);
    }
    int64_t slack_ns = why_slack_ns(run, view->selected_lane, span);
    if (slack_ns == 0) {
        text_append_cstr(text, "  ·  no slack: it is on the critical path");
    } else if (slack_ns > 0) {
        text_append_cstr(text, "  ·  slack ");
        duration_append_spoken(text, slack_ns);
    }
    int lines =
        frame_write_lines(frame, DRAW_SANS, size, rect.x, rect.y, rect.w, line,
                          rect.h / line < 2 ? rect.h / line : 2, THEME_TEXT_DIM, text_cstr(text));
    return panel_cut_top(rect, lines * line + size / 4);
}

/* The phases of a request as one bar, each as long as it took, with its name and duration where
 * they fit. */
static void draw_phases(Frame *frame, DrawRect rect) {
    const SceneRun *run = &frame->runs[frame->view->selected_run];
    const Span *span = &run->spans.items[frame->selected_span];
    int32_t size = frame->small, bar_h = size * 3 / 2;
    if (span->reason != TRACE_FOR_REQUEST || span->arg <= 0 ||
        (size_t)span->arg > run->requests.count || rect.h < bar_h) {
        return;
    }
    const Request *request = &run->requests.items[span->arg - 1];
    if (request->phase_count < 2 || request->end_ns <= request->start_ns) {
        return;
    }
    TimeAxis axis = time_axis_make(request->start_ns, request->end_ns, rect.x, rect.w);
    uint32_t color = frame_color(frame, THEME_STATE_NETWORK);
    for (size_t i = 0; i < request->phase_count; i++) {
        const RequestPhase *phase = &run->requests.phases[request->first_phase + i];
        int32_t x0 = time_axis_x(&axis, phase->start_ns), x1 = time_axis_x(&axis, phase->end_ns);
        DrawRect bar = {x0, rect.y, x1 > x0 ? x1 - x0 : DRAW_UNIT, bar_h};
        draw_fill(frame->list, bar, 0, theme_fade(color, i % 2 == 0 ? 90 : 40));
        draw_outline(frame->list, bar, frame->hair, 0, color);
        Text *text = frame_text_begin(frame);
        text_printf(text, "%s ", TRACE_PHASES[phase->phase].name);
        duration_append_spoken(text, phase->end_ns - phase->start_ns);
        int32_t room = bar.w - size / 2;
        if (frame_measure(frame, DRAW_SANS, size, text_cstr(text)) > room) {
            text = frame_text_begin(frame);
            text_append_cstr(text, TRACE_PHASES[phase->phase].name);
        }
        if (frame_measure(frame, DRAW_SANS, size, text_cstr(text)) <= room) {
            frame_write(frame, DRAW_SANS, size, DRAW_LEFT, x0 + size / 4,
                        frame_baseline(bar.y, bar.h, size), room, THEME_TEXT, text_cstr(text));
        }
    }
}

void panel_details(Frame *frame, DrawRect rect) {
    DrawRect inside = panel_ground(frame, rect);
    frame_hit(frame, (SceneHit){.rect = rect, .kind = SCENE_HIT_PANEL, .run = -1});
    if (frame->selected_span != VIEW_NO_SPAN) {
        inside = draw_question(frame, inside);
        inside = draw_chain(frame, inside);
        inside = draw_figures(frame, inside);
        draw_phases(frame, inside);
    } else {
        draw_absence(frame, inside);
    }
}
