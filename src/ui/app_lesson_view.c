/* What a page shows, made anew before each picture from the walk and what the widgets hold. */
#include "ui/app_lesson.h"

#include "lang/arena.h"
#include "lesson/flips.h"

#include <string.h>

struct AppLessonPage {
    ViewLesson view;
    Arena *arena; /* all that the view points to and nobody else owns */
};

/* The page that is being made. */
typedef struct Making {
    App *app;
    AppLesson *lesson;
    Walk *walk;
    Arena *arena;
    ViewLesson *view;
    ViewItem *items;
    size_t count;
} Making;

static void *new_array(Arena *arena, size_t count, size_t size) {
    return arena_allocate(arena, count * size);
}

static const char *keep(Making *making, Text *text) {
    const char *kept = arena_copy_string(making->arena, text_cstr(text), text->length);
    text_release(text);
    return kept;
}

static ViewItem *add_item(Making *making, ViewItemKind kind) {
    ViewItem *item = &making->items[making->count++];
    *item = (ViewItem){.kind = kind};
    return item;
}

/* ---- buttons ---- */

enum { BUTTONS_MAX = 16 };

typedef struct Buttons {
    ViewButton *items;
    size_t count;
} Buttons;

static Buttons begin_buttons(Making *making) {
    return (Buttons){new_array(making->arena, BUTTONS_MAX, sizeof(ViewButton)), 0};
}

static void add_button(Buttons *buttons, const char *key, const char *label, ActionId action,
                       int digit) {
    if (buttons->count < BUTTONS_MAX) {
        buttons->items[buttons->count++] =
            (ViewButton){.key = key, .label = label, .meaning = (int)action + digit * ACTION_COUNT};
    }
}

static void end_buttons(ViewItem *item, Buttons buttons) {
    item->buttons = buttons.items;
    item->button_count = buttons.count;
}

/* ---- questions ---- */

static ViewMark mark_of(Making *making, const WalkItem *item, size_t index) {
    switch (item->status) {
    case WALK_DONE:
        return walk_feedback(making->walk, index) == NULL ? VIEW_GIVEN
               : item->is_right                           ? VIEW_RIGHT
                                                          : VIEW_WRONG;
    case WALK_SKIPPED:
        return VIEW_SKIPPED;
    case WALK_HIDDEN:
    case WALK_OPEN:
        break;
    }
    return VIEW_OPEN;
}

static void fill_choices(Making *making, const WalkItem *item, ViewQuestion *view) {
    const LessonQuestion *question = item->item->as.question;
    const RichText **choices =
        new_array(making->arena, question->choice_count + 1, sizeof *choices);
    view->right = SIZE_MAX;
    for (size_t i = 0; i < question->choice_count; i++) {
        choices[i] = question->choices[i].label.rich;
        bool is_told = view->mark == VIEW_RIGHT || view->mark == VIEW_WRONG;
        view->right = is_told && question->choices[i].is_right ? i : view->right;
    }
    view->choices = choices;
    view->count = question->choice_count;
    view->chosen = view->mark == VIEW_OPEN ? making->lesson->answer.chosen : item->choice;
}

static void fill_rows(Making *making, const WalkItem *item, ViewQuestion *view) {
    const LessonQuestion *question = item->item->as.question;
    const AppAnswer *answer = &making->lesson->answer;
    const char **rows = new_array(making->arena, question->item_count + 1, sizeof *rows);
    const size_t *order = view->mark == VIEW_OPEN ? answer->rows : item->order;
    for (size_t i = 0; i < question->item_count; i++) {
        rows[i] = question->items[order != NULL ? order[i] : i];
    }
    view->rows = rows;
    view->count = question->item_count;
    view->chosen = answer->chosen;
    view->is_held = answer->is_held;
}

/* How an answer is typed, by those that the author foresaw. */
static const char *invitation_of(const LessonQuestion *question) {
    Quantity like = question->choice_count > 0 ? question->choices[0].quantity : (Quantity){0};
    bool is_time = question->bar != LESSON_NONE || like.unit == QUANTITY_TIME;
    return is_time                       ? "type it, with its unit: 2 s, 50 ms"
           : like.is_percent             ? "type it: 20 %"
           : like.unit == QUANTITY_RATIO ? "type how many times: 2x"
                                         : "type a number";
}

static void fill_number(Making *making, const WalkItem *item, ViewQuestion *view) {
    const LessonQuestion *question = item->item->as.question;
    const AppAnswer *answer = &making->lesson->answer;
    view->typed = text_cstr(&answer->typed);
    view->invitation = invitation_of(question);
    if (item->status == WALK_DONE) {
        Text given = {0};
        quantity_append(&given, item->given);
        view->given = keep(making, &given);
    }
    if (view->mark == VIEW_OPEN && question->bar != LESSON_NONE) {
        making->view->guess = (ViewGuess){.is_on = true,
                                          .title = making->lesson->lesson->runs[question->bar].name,
                                          .t_ns = answer->guess_ns,
                                          .axis_ns = answer->axis_ns};
    }
}

/* The watch that answers a prediction, if it is shown already: what is said to the answer stands
 * below it, where one reads on. */
static size_t watch_behind(const Walk *walk, size_t index) {
    bool is_prediction = walk_item(walk, index)->item->kind == LESSON_PREDICT;
    for (size_t i = index + 1; is_prediction && i < walk_shown_count(walk); i++) {
        if (walk_item(walk, i)->item->kind == LESSON_WATCH) {
            return i;
        }
    }
    return LESSON_NONE;
}

static const ViewQuestion *view_of(Making *making, const WalkItem *item, size_t index) {
    const LessonQuestion *question = item->item->as.question;
    ViewQuestion *view = new_array(making->arena, 1, sizeof *view);
    view->mark = mark_of(making, item, index);
    view->text = question->question.rich;
    view->is_observation = item->item->kind == LESSON_OBSERVE;
    view->says = walk_feedback(making->walk, index);
    view->is_told_below = view->says != NULL && watch_behind(making->walk, index) != LESSON_NONE;
    switch (question->kind) {
    case LESSON_CHOICE:
        view->kind = VIEW_CHOICE;
        fill_choices(making, item, view);
        break;
    case LESSON_ORDER:
        view->kind = VIEW_ORDER;
        fill_rows(making, item, view);
        break;
    case LESSON_NUMBER:
        view->kind = VIEW_NUMBER;
        fill_number(making, item, view);
        break;
    }
    return view;
}

static void add_question(Making *making, const WalkItem *item, size_t index) {
    const ViewQuestion *view = view_of(making, item, index);
    ViewItem *shown = add_item(making, VIEW_ITEM_QUESTION);
    shown->as.question = view;
    if (view->mark == VIEW_OPEN) {
        Buttons buttons = begin_buttons(making);
        add_button(&buttons, "Enter", "answer", ACTION_LESSON_ENTER, 0);
        if (view->kind == VIEW_ORDER) {
            add_button(&buttons, "Space", view->is_held ? "let go" : "hold the row",
                       ACTION_HOLD_ROW, 0);
        }
        add_button(&buttons, "Page Down twice", "skip", ACTION_LESSON_ON, 0);
        end_buttons(shown, buttons);
    }
}

/* Behind a watch: what is said to the predictions that it was about. */
static void add_verdicts(Making *making, size_t watch) {
    for (size_t i = 0; i < watch; i++) {
        const WalkItem *item = walk_item(making->walk, i);
        if (item->item->kind == LESSON_PREDICT && watch_behind(making->walk, i) == watch &&
            walk_feedback(making->walk, i) != NULL) {
            const ViewQuestion *view = view_of(making, item, i);
            add_item(making, VIEW_ITEM_VERDICT)->as.question = view;
        }
    }
}

/* ---- watching ---- */

/* The parts are the same bits for lessons and for scenes. */
_Static_assert((int)LESSON_LOOK_LANES == VIEW_LOOK_LANES && (int)LESSON_LOOK_SUM == VIEW_LOOK_SUM,
               "lessons look at what scenes can dim");
enum { LOOK_PARTS = LESSON_LOOK_NONE - 1 };

enum { LANES_MAX = sizeof((ViewLook){0}).lanes / sizeof *((ViewLook){0}).lanes };

/* The lanes of a task in all runs that are watched. */
static void look_at_lanes(Making *making, const char *task, ViewLook *look) {
    const App *app = making->app;
    for (size_t i = 0; i < making->lesson->run_count && look->lane_count < LANES_MAX; i++) {
        const Trace *trace = app->runs[i].trace;
        uint32_t lane = trace != NULL ? outcome_find_task(trace, task) : TRACE_NOBODY;
        if (lane != TRACE_NOBODY) {
            look->lanes[look->lane_count].run = (int)i;
            look->lanes[look->lane_count++].lane = lane;
        }
    }
}

static void look_at(Making *making, const LessonStop *stop) {
    ViewLook *look = &making->view->look;
    look->is_on = stop->look != LESSON_LOOK_ALL;
    look->parts = stop->look & LOOK_PARTS;
    for (size_t i = 0; i < stop->lane_count; i++) {
        look_at_lanes(making, stop->lanes[i], look);
    }
}

static void add_watch(Making *making, const WalkItem *item) {
    static const RichText NOTHING = {0};
    const LessonWatch *watch = item->item->as.watch;
    ViewWatch *view = new_array(making->arena, 1, sizeof *view);
    const RichText **said = new_array(making->arena, watch->stop_count + 1, sizeof *said);
    ViewItem *shown = add_item(making, VIEW_ITEM_WATCH);
    bool is_open = item->status == WALK_OPEN, moves = making->lesson->motion.is_under_way;
    bool has_begun = is_open && (item->stop > 0 || item->at_stop || moves);
    shown->as.watch = view;
    *view = (ViewWatch){.mark = is_open ? VIEW_OPEN : VIEW_SKIPPED,
                        .said = said,
                        .stop = has_begun ? item->stop + 1 : 0,
                        .stop_count = watch->stop_count};
    for (size_t i = 0; i < watch->stop_count; i++) {
        bool is_reached = item->status == WALK_DONE ||
                          (is_open && (i < item->stop || (i == item->stop && item->at_stop)));
        if (is_reached && watch->stops[i].say.rich != NULL) {
            said[view->count++] = watch->stops[i].say.rich;
        }
    }
    if (has_begun) {
        const LessonStop *stop = &watch->stops[item->stop];
        look_at(making, stop);
        making->view->say = item->at_stop && stop->say.rich != NULL ? stop->say.rich : &NOTHING;
        if (!item->at_stop) {
            Text text = {0};
            text_printf(&text, "… to stop %zu of %zu", item->stop + 1, watch->stop_count);
            making->view->on_the_way = keep(making, &text);
        }
    }
    if (is_open) {
        Buttons buttons = begin_buttons(making);
        add_button(&buttons, "Page Down",
                   !has_begun      ? "play it"
                   : moves         ? "jump to the stop"
                   : item->at_stop ? "go on"
                                   : "play on",
                   ACTION_LESSON_ON, 0);
        end_buttons(shown, buttons);
    }
}

/* ---- goals ---- */

static void fill_checks(Making *making, const WalkItem *item, ViewGoal *view) {
    const LessonGoal *goal = item->item->as.goal;
    ViewCheck *checks = new_array(making->arena, goal->check_count + 1, sizeof *checks);
    for (size_t i = 0; i < goal->check_count; i++) {
        LessonSlice source = goal->checks[i].source;
        checks[i].text = arena_copy_string(
            making->arena, lesson_bytes(making->lesson->lesson, source), source.length);
        if (item->checks != NULL) {
            checks[i].is = item->checks[i].found;
            checks[i].is_met = item->checks[i].holds;
        }
    }
    view->checks = checks;
    view->check_count = goal->check_count;
}

static void fill_flips(Making *making, const LessonGoal *goal, ViewGoal *view) {
    ViewFlip *flips = new_array(making->arena, goal->flip_count + 1, sizeof *flips);
    for (size_t i = 0; i < goal->flip_count; i++) {
        flips[i] = (ViewFlip){.name = flip_name(goal->flips[i].kind),
                              .meaning = flip_meaning(goal->flips[i].kind)};
    }
    view->flips = flips;
    view->flip_count = goal->flip_count;
}

static void fill_hints(Making *making, const WalkItem *item, ViewGoal *view) {
    const LessonGoal *goal = item->item->as.goal;
    const RichText **hints = new_array(making->arena, item->hints + 1, sizeof *hints);
    for (size_t i = 0; i < item->hints; i++) {
        hints[i] = goal->hints[i].rich;
    }
    view->hints = hints;
    view->hint_count = item->hints;
    view->hints_left = goal->hint_count - item->hints;
}

/* What ended the learner's program badly, in a line. */
static const char *complaint_of(Making *making, const WalkItem *item) {
    const Outcome *outcome = &item->outcome;
    if (!outcome->is_there || outcome->result.exit_code == 0) {
        return NULL;
    }
    const char *text = outcome->result.ran && outcome->result.error.length > 0
                           ? text_cstr(&outcome->result.error)
                           : text_cstr(&outcome->errors);
    return arena_copy_string(making->arena, text, strcspn(text, "\n"));
}

static void add_goal_buttons(Making *making, ViewItem *shown, const ViewGoal *view, bool is_held) {
    static const char *const DIGITS[] = {"1", "2", "3", "4", "5", "6", "7", "8", "9"};
    Buttons buttons = begin_buttons(making);
    if (view->flip < view->flip_count) {
        if (view->refused == NULL) {
            add_button(&buttons, "Enter", "change it", ACTION_TAKE_OFFER, 0);
        }
        add_button(&buttons, "Esc", "leave it", ACTION_LEAVE, 0);
        end_buttons(shown, buttons);
        return;
    }
    add_button(&buttons, "E", "your editor", ACTION_EDIT, 0);
    for (size_t i = 0; i < view->flip_count && i < 9; i++) {
        add_button(&buttons, DIGITS[i], view->flips[i].name, ACTION_PICK, (int)i + 1);
    }
    if (view->mark != VIEW_RIGHT && (view->hints_left > 0 || view->solution == NULL)) {
        Text label = {0};
        if (view->hints_left > 0) {
            text_printf(&label, view->hint_count > 0 ? "another hint" : "a hint");
        } else {
            text_append_cstr(&label, "a solution");
        }
        add_button(&buttons, "H", keep(making, &label), ACTION_HINT, 0);
    }
    if (view->file != NULL) {
        add_button(&buttons, "Backspace", "as it was", ACTION_RESET, 0);
    }
    if (is_held && view->solution != NULL) {
        add_button(&buttons, "Page Down", "go on", ACTION_LESSON_ON, 0);
    }
    end_buttons(shown, buttons);
}

static void add_goal(Making *making, const WalkItem *item, size_t index) {
    const LessonGoal *goal = item->item->as.goal;
    const AppGoal *own = &making->lesson->goal;
    bool is_own = own->item == index && own->step == walk_step(making->walk);
    ViewGoal *view = new_array(making->arena, 1, sizeof *view);
    ViewItem *shown = add_item(making, VIEW_ITEM_GOAL);
    shown->as.goal = view;
    *view = (ViewGoal){.mark = item->is_reached               ? VIEW_RIGHT
                               : item->saw_solution           ? VIEW_WRONG
                               : item->status == WALK_SKIPPED ? VIEW_SKIPPED
                                                              : VIEW_OPEN,
                       .task = goal->task.rich,
                       .flip = is_own ? own->offer : SIZE_MAX,
                       .explanation = walk_explanation(making->walk, index),
                       .broken = complaint_of(making, item)};
    fill_checks(making, item, view);
    fill_flips(making, goal, view);
    fill_hints(making, item, view);
    if (is_own) {
        view->diff = own->diff.items;
        view->diff_count = own->diff.count;
        view->refused = own->refused.length > 0 ? text_cstr(&own->refused) : NULL;
        view->file = own->path;
        view->solution = own->solution != NULL ? own->solution->text : NULL;
        making->view->offer = own->offer != SIZE_MAX ? view : NULL;
        add_goal_buttons(making, shown, view, item->status == WALK_OPEN);
    }
}

/* ---- the rest ---- */

static void add_measure(Making *making, const WalkItem *item, size_t index) {
    const LessonMeasure *measure = item->item->as.measure;
    ViewMeasure *view = new_array(making->arena, 1, sizeof *view);
    ViewItem *shown = add_item(making, VIEW_ITEM_MEASURE);
    shown->as.measure = view;
    *view = (ViewMeasure){.mark = item->status == WALK_OPEN ? VIEW_OPEN : VIEW_SKIPPED,
                          .says = measure->say.rich};
    if (app_lesson_is_measured(making->lesson, index)) {
        app_lesson_fill_measure(making->lesson, view);
    } else if (item->status == WALK_OPEN) {
        Buttons buttons = begin_buttons(making);
        add_button(&buttons, "R", "run it for real", ACTION_MEASURE, 0);
        add_button(&buttons, "Page Down", "go on without", ACTION_LESSON_ON, 0);
        end_buttons(shown, buttons);
    }
}

static void add_walk_item(Making *making, const WalkItem *item, size_t index, bool *has_tune) {
    switch (item->item->kind) {
    case LESSON_PROSE:
        add_item(making, VIEW_ITEM_TEXT)->as.text = item->item->as.prose.rich;
        break;
    case LESSON_PREDICT:
    case LESSON_OBSERVE:
        add_question(making, item, index);
        break;
    case LESSON_WATCH:
        add_watch(making, item);
        break;
    case LESSON_TUNE: {
        Buttons buttons = begin_buttons(making);
        ViewItem *shown = add_item(making, VIEW_ITEM_TUNE);
        add_button(&buttons, "Tab", "take a slider", ACTION_NEXT_SLIDER, 0);
        end_buttons(shown, buttons);
        *has_tune = true;
        break;
    }
    case LESSON_GOAL:
        add_goal(making, item, index);
        break;
    case LESSON_MEASURE:
        add_measure(making, item, index);
        break;
    case LESSON_PROGRAM:
    case LESSON_WORLD:
    case LESSON_RUN:
    case LESSON_EXPECT:
        break;
    }
}

/* Where the whole page is shown: what comes next, by its name. */
static void add_way_on(Making *making) {
    size_t step = walk_step(making->walk);
    const Lesson *lesson = making->lesson->lesson;
    if (walk_held(making->walk) != LESSON_NONE) {
        return;
    }
    Text label = {0};
    if (step + 1 < lesson->step_count) {
        text_printf(&label, "next: %s", lesson->steps[step + 1].title);
    } else {
        text_append_cstr(&label, "to the end, and back to the lessons");
    }
    Buttons buttons = begin_buttons(making);
    add_button(&buttons, "Page Down", keep(making, &label), ACTION_LESSON_ON, 0);
    end_buttons(add_item(making, VIEW_ITEM_ON), buttons);
}

/* What the learner said about runs that are open: with the answers to questions of this page. */
static void add_ghosts(Making *making) {
    ViewLesson *view = making->view;
    const size_t most = sizeof view->ghosts / sizeof *view->ghosts;
    for (size_t i = 0; i < walk_shown_count(making->walk) && view->ghost_count < most; i++) {
        const WalkItem *item = walk_item(making->walk, i);
        bool is_asked = item->item->kind == LESSON_PREDICT && item->status == WALK_DONE &&
                        item->item->as.question->kind == LESSON_NUMBER &&
                        item->item->as.question->bar != LESSON_NONE;
        int place =
            is_asked ? app_lesson_place_of(making->lesson, item->item->as.question->bar) : -1;
        if (place >= 0 && item->given.unit == QUANTITY_TIME && item->given.denominator > 0) {
            Text text = {0};
            text_append_cstr(&text, "you said ");
            quantity_append(&text, item->given);
            view->ghosts[view->ghost_count++] =
                (ViewGhost){.run = place,
                            .t_ns = item->given.numerator / item->given.denominator,
                            .text = keep(making, &text)};
        }
    }
}

/* Beside the code stands what stops of the page look at; what is printed, unless it is the loop. */
static void choose_sides(Making *making) {
    unsigned parts = 0;
    for (size_t i = 0; i < walk_shown_count(making->walk); i++) {
        const WalkItem *item = walk_item(making->walk, i);
        for (size_t j = 0; item->item->kind == LESSON_WATCH && j < item->item->as.watch->stop_count;
             j++) {
            parts |= item->item->as.watch->stops[j].look;
        }
    }
    making->view->shows_loop = (parts & (VIEW_LOOK_LOOP | VIEW_LOOK_READY | VIEW_LOOK_TIMERS)) != 0;
    const unsigned below = VIEW_LOOK_CODE | VIEW_LOOK_OUTPUT | VIEW_LOOK_READY | VIEW_LOOK_TIMERS;
    making->view->looks_below = (parts & below) != 0;
    making->view->shows_output = !making->view->shows_loop || (parts & VIEW_LOOK_OUTPUT) != 0;
}

void app_lesson_page_free(AppLessonPage *page) {
    if (page != NULL) {
        arena_free(page->arena);
        memory_free(page);
    }
}

void app_lesson_lay_out(App *app) {
    AppLesson *lesson = app->lesson;
    app->view.lesson = NULL;
    if (lesson == NULL) {
        return;
    }
    app_lesson_page_free(lesson->page);
    AppLessonPage *page = memory_new_zeroed(1, sizeof *page);
    lesson->page = page;
    page->arena = arena_new();
    Walk *walk = lesson->walk;
    size_t step = walk_step(walk), shown = walk_shown_count(walk);
    ViewItem *items = new_array(page->arena, 2 * shown + 2, sizeof *items);
    Making making = {.app = app,
                     .lesson = lesson,
                     .walk = walk,
                     .arena = page->arena,
                     .view = &page->view,
                     .items = items};
    page->view =
        (ViewLesson){.title = lesson->lesson->title,
                     .heading = lesson->lesson->steps[step].title,
                     .step = (int)step + 1,
                     .step_count = (int)lesson->lesson->step_count,
                     .items = items,
                     .scroll = lesson->scroll,
                     .hides_text = lesson->hides_text,
                     .picture = lesson->picture,
                     .keys = "Page Down on   Page Up back   L text   Esc lessons   ? keys"};
    bool has_tune = false;
    for (size_t i = 0; i <= shown; i++) {
        page->view.current = i == lesson->current ? making.count : page->view.current;
        if (i > 0 && walk_item(walk, i - 1)->item->kind == LESSON_WATCH) {
            add_verdicts(&making, i - 1);
        }
        if (i < shown) {
            add_walk_item(&making, walk_item(walk, i), i, &has_tune);
        }
    }
    add_way_on(&making);
    page->view.item_count = making.count;
    add_ghosts(&making);
    choose_sides(&making);
    app->view.slider_count = has_tune ? app->sliders.view.count : 0;
    app->view.lesson = &page->view;
}
