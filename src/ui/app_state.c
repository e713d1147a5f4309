#include "ui/app_state.h"

#include "trace/duration.h"
#include "ui/app_actions.h"
#include "ui/app_lesson.h"
#include "ui/app_measure.h"

#include <string.h>

static const char *const LAYOUTS[VIEW_LAYOUT_COUNT] = {
    [VIEW_ALL] = "all", [VIEW_CODE] = "code", [VIEW_TIMELINES] = "timelines"};

static const char *const OVERLAYS[] = {
    [VIEW_NO_OVERLAY] = "none", [VIEW_HELP] = "help",   [VIEW_PALETTE] = "palette",
    [VIEW_OPENING] = "opening", [VIEW_BLANK] = "blank", [VIEW_MESSAGE] = "question"};

static void append_yes(Text *value, bool is_so) {
    text_append_cstr(value, is_so ? "yes" : "no");
}

static void time_of(const App *app, Text *value) {
    duration_append_moment(value, app->view.moment.t_ns);
}

static void end_of(const App *app, Text *value) {
    duration_append_moment(value, app->end_ns);
}

static void from_of(const App *app, Text *value) {
    duration_append_moment(value, app->view.from_ns);
}

static void to_of(const App *app, Text *value) {
    duration_append_moment(value, app->view.to_ns);
}

static void playing_of(const App *app, Text *value) {
    append_yes(value, app->view.playing);
}

static void speed_of(const App *app, Text *value) {
    text_append_cstr(value, app->view.speed);
}

/* The last event that is told: whose, and what. */
static void event_of(const App *app, Text *value) {
    int run;
    size_t index;
    if (!moment_last_event(&app->view.moment, app->runs, app->program_count, &run, &index)) {
        text_append_cstr(value, "none");
        return;
    }
    const TraceEvent *event = trace_at(app->runs[run].trace, index);
    text_printf(value, "%s: ", app->runs[run].title);
    app_append_label(app, run, event->lane, value);
    text_printf(value, ", %s", TRACE_KINDS[event->kind].name);
}

static void overlay_of(const App *app, Text *value) {
    text_append_cstr(value, OVERLAYS[app->view.overlay]);
}

static void filter_of(const App *app, Text *value) {
    text_append_cstr(value, text_cstr(&app->filter));
}

static void rows_of(const App *app, Text *value) {
    text_printf(value, "%zu", app->rows.count);
}

static void row_of(const App *app, Text *value) {
    bool has_one = app->view.row < app->rows.count;
    text_append_cstr(value, has_one ? app->rows.items[app->view.row].title : "none");
}

static void layout_of(const App *app, Text *value) {
    text_append_cstr(value, LAYOUTS[app->view.layout]);
}

static void theme_of(const App *app, Text *value) {
    text_append_cstr(value, app_theme_name(app, 0));
}

static void scale_of(const App *app, Text *value) {
    text_printf(value, "%d", app->view.scale);
}

static void size_of(const App *app, Text *value) {
    text_printf(value, "%dx%d", app->view.width, app->view.height);
}

static void present_of(const App *app, Text *value) {
    append_yes(value, app->view.present);
}

static void full_screen_of(const App *app, Text *value) {
    append_yes(value, app->wishes.full_screen);
}

static void reduced_motion_of(const App *app, Text *value) {
    append_yes(value, app->view.reduced_motion);
}

static void travel_of(const App *app, Text *value) {
    text_append_cstr(value, app->view.travel < 1000 ? "under way" : "over");
}

static void selected_of(const App *app, Text *value) {
    int run = app->view.selected_run;
    if (run < 0) {
        text_append_cstr(value, "nothing");
        return;
    }
    text_printf(value, "%s: ", app->runs[run].title);
    app_append_label(app, run, app->view.selected_lane, value);
}

static void span_of(const App *app, Text *value) {
    if (app->view.selected_run < 0 || app->view.selected_span == VIEW_NO_SPAN) {
        text_append_cstr(value, "none");
        return;
    }
    const Span *span = &app->runs[app->view.selected_run].spans.items[app->view.selected_span];
    text_printf(value, "%s from ", SPAN_STATES[span->state].word);
    duration_append_moment(value, span->start_ns);
    text_append_cstr(value, " to ");
    duration_append_moment(value, span->end_ns);
}

static void details_of(const App *app, Text *value) {
    append_yes(value, app->view.show_details);
}

static void measured_of(const App *app, Text *value) {
    text_append_cstr(value, app->measurement == NULL ? "no"
                            : app_measure_is_on(app) ? "under way"
                                                     : "yes");
}

static void path_of(const App *app, Text *value) {
    append_yes(value, app->view.show_path);
}

static void range_of(const App *app, Text *value) {
    if (app->view.range_to_ns < app->view.range_from_ns) {
        text_append_cstr(value, "none");
        return;
    }
    duration_append_moment(value, app->view.range_from_ns);
    text_append_cstr(value, " to ");
    duration_append_moment(value, app->view.range_to_ns);
}

static void bookmarks_of(const App *app, Text *value) {
    text_append_cstr(value, app->bookmarks.count == 0 ? "none" : "");
    for (size_t i = 0; i < app->bookmarks.count; i++) {
        text_append_cstr(value, i > 0 ? ", " : "");
        duration_append_moment(value, app->bookmarks.items[i]);
    }
}

static void runs_of(const App *app, Text *value) {
    text_append_cstr(value, app->program_count == 0 ? "none" : "");
    for (size_t i = 0; i < app->program_count; i++) {
        text_printf(value, "%s%s ", i > 0 ? ", " : "", app->runs[i].title);
        if (app->runs[i].trace != NULL) {
            duration_append(value, app->runs[i].spans.end_ns, false);
        } else {
            text_append_cstr(value, app->runs[i].message != NULL ? "refused" : "running");
        }
    }
}

/* The first line of what is wrong, of the first program with which something is. */
static void error_of(const App *app, Text *value) {
    for (size_t i = 0; i < app->program_count; i++) {
        if (app->runs[i].message != NULL) {
            text_append(value, app->runs[i].message, strcspn(app->runs[i].message, "\n"));
            return;
        }
    }
    text_append_cstr(value, "none");
}

static void code_of(const App *app, Text *value) {
    bool has_one = app->view.code_run < (int)app->program_count;
    text_append_cstr(value, has_one ? app->runs[app->view.code_run].title : "none");
}

static void folded_of(const App *app, Text *value) {
    bool has_one = false;
    for (size_t i = 0; i < app->program_count; i++) {
        if (app->view.folded[i]) {
            text_printf(value, "%s%s", has_one ? ", " : "", app->runs[i].title);
            has_one = true;
        }
    }
    text_append_cstr(value, has_one ? "" : "none");
}

static void sliders_of(const App *app, Text *value) {
    text_append_cstr(value, app->sliders.view.count == 0 ? "none" : "");
    for (size_t i = 0; i < app->sliders.view.count; i++) {
        const ViewSlider *slider = &app->sliders.view.items[i];
        text_printf(value, "%s%s = %s", i > 0 ? ", " : "", slider->name, slider->value);
    }
}

static void slider_of(const App *app, Text *value) {
    bool has_one = app->view.slider >= 0;
    text_append_cstr(value, has_one ? app->sliders.view.items[app->view.slider].name : "none");
}

static void message_of(const App *app, Text *value) {
    text_append_cstr(value, app->view.message != NULL ? app->view.message : "none");
}

static void lesson_of(const App *app, Text *value) {
    text_append_cstr(value, app->lesson != NULL ? app->lesson->lesson->name : "none");
}

static void page_of(const App *app, Text *value) {
    if (app->lesson == NULL) {
        text_append_cstr(value, "none");
        return;
    }
    text_printf(value, "%zu of %zu", walk_step(app->lesson->walk) + 1,
                app->lesson->lesson->step_count);
}

/* What holds: "number", "watch 1 of 4", "goal". */
static void held_of(const App *app, Text *value) {
    static const char *const QUESTIONS[] = {
        [LESSON_NUMBER] = "number", [LESSON_CHOICE] = "choice", [LESSON_ORDER] = "order"};
    size_t index;
    const WalkItem *item = app->lesson != NULL ? app_lesson_held(app->lesson, &index) : NULL;
    if (item == NULL) {
        text_append_cstr(value, "none");
    } else if (item->item->kind == LESSON_PREDICT || item->item->kind == LESSON_OBSERVE) {
        text_append_cstr(value, QUESTIONS[item->item->as.question->kind]);
    } else if (item->item->kind == LESSON_WATCH) {
        bool moves = app->lesson->motion.is_under_way;
        text_printf(value, "watch %zu of %zu%s", item->stop + 1, item->item->as.watch->stop_count,
                    item->at_stop ? ", there"
                    : moves       ? ", playing"
                                  : "");
    } else {
        text_append_cstr(value, lesson_item_name(item->item->kind));
    }
}

/* What the learner is about to answer. */
static void answer_of(const App *app, Text *value) {
    size_t index;
    const LessonQuestion *question =
        app->lesson != NULL ? app_lesson_question(app->lesson, &index) : NULL;
    if (question == NULL) {
        text_append_cstr(value, "none");
        return;
    }
    const AppAnswer *answer = &app->lesson->answer;
    switch (question->kind) {
    case LESSON_NUMBER:
        text_append_cstr(value, text_cstr(&answer->typed));
        break;
    case LESSON_CHOICE:
        text_printf(value, "%zu", answer->chosen == SIZE_MAX ? 0 : answer->chosen + 1);
        break;
    case LESSON_ORDER:
        for (size_t i = 0; i < question->item_count; i++) {
            text_printf(value, "%s%s", i > 0 ? ", " : "", question->items[answer->rows[i]]);
        }
        break;
    }
}

/* How much is to be seen of the runs. */
static void picture_of(const App *app, Text *value) {
    static const char *const PICTURES[] = {
        [VIEW_PICTURE_NONE] = "none", [VIEW_PICTURE_CODE] = "code", [VIEW_PICTURE_RUNS] = "runs"};
    text_append_cstr(value, app->lesson != NULL ? PICTURES[app->lesson->picture] : "runs");
}

static void score_of(const App *app, Text *value) {
    if (app->lesson == NULL) {
        text_append_cstr(value, "none");
        return;
    }
    WalkScore score = walk_score(app->lesson->walk);
    text_printf(value, "%d of %d", score.right, score.of);
}

/* How many of the goal's checks are met. */
static void goal_of(const App *app, Text *value) {
    const AppLesson *lesson = app->lesson;
    bool has_one = lesson != NULL && lesson->goal.item != LESSON_NONE &&
                   lesson->goal.step == walk_step(lesson->walk);
    if (!has_one) {
        text_append_cstr(value, "none");
        return;
    }
    const WalkItem *item = walk_item(lesson->walk, lesson->goal.item);
    size_t met = 0, count = item->item->as.goal->check_count;
    for (size_t i = 0; item->checks != NULL && i < count; i++) {
        met += item->checks[i].holds;
    }
    text_printf(value, "%s%zu of %zu", item->is_reached ? "reached, " : "", met, count);
}

static const struct {
    const char *name;
    void (*append)(const App *app, Text *value);
} STATES[] = {
    {"runs", runs_of},
    {"error", error_of},
    {"time", time_of},
    {"end", end_of},
    {"event", event_of},
    {"playing", playing_of},
    {"speed", speed_of},
    {"travel", travel_of},
    {"bookmarks", bookmarks_of},
    {"from", from_of},
    {"to", to_of},
    {"range", range_of},
    {"selected", selected_of},
    {"span", span_of},
    {"details", details_of},
    {"measured", measured_of},
    {"path", path_of},
    {"folded", folded_of},
    {"code", code_of},
    {"sliders", sliders_of},
    {"slider", slider_of},
    {"overlay", overlay_of},
    {"filter", filter_of},
    {"rows", rows_of},
    {"row", row_of},
    {"message", message_of},
    {"layout", layout_of},
    {"theme", theme_of},
    {"scale", scale_of},
    {"size", size_of},
    {"present", present_of},
    {"full-screen", full_screen_of},
    {"lesson", lesson_of},
    {"page", page_of},
    {"held", held_of},
    {"answer", answer_of},
    {"picture", picture_of},
    {"goal", goal_of},
    {"score", score_of},
    {"reduced-motion", reduced_motion_of},
};
enum { STATE_COUNT = sizeof STATES / sizeof *STATES };

bool app_state_append(const App *app, const char *name, Text *value) {
    for (size_t i = 0; i < STATE_COUNT; i++) {
        if (strcmp(STATES[i].name, name) == 0) {
            STATES[i].append(app, value);
            return true;
        }
    }
    return false;
}

void app_state_append_all(const App *app, Text *text) {
    for (size_t i = 0; i < STATE_COUNT; i++) {
        text_printf(text, "%s ", STATES[i].name);
        STATES[i].append(app, text);
        text_append_char(text, '\n');
    }
}

bool app_state_find_lane(const App *app, const char *name, int *run, uint32_t *lane) {
    bool has_part = false;
    Text label = {0};
    for (size_t i = 0; i < app->program_count; i++) {
        size_t lanes = app->runs[i].trace != NULL ? app->runs[i].spans.lane_count : 0;
        for (uint32_t at = 0; at < lanes; at++) {
            if (!app_actions_can_select(app, (int)i, at)) {
                continue;
            }
            text_clear(&label);
            text_printf(&label, "%s:", app->runs[i].title);
            app_append_label(app, (int)i, at, &label);
            const char *whole = text_cstr(&label);
            bool is_same = strcmp(whole, name) == 0 ||
                           strcmp(whole + strlen(app->runs[i].title) + 1, name) == 0;
            if (is_same || (!has_part && strstr(whole, name) != NULL)) {
                *run = (int)i;
                *lane = at;
                has_part = true;
            }
            if (is_same) {
                text_release(&label);
                return true;
            }
        }
    }
    text_release(&label);
    return has_part;
}
