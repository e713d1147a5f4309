#include "ui/app_lesson.h"

#include "ui/app_actions.h"
#include "ui/app_rows.h"
#include "ui/opening.h"

#include <string.h>

/* ---- which runs the page has ---- */

typedef struct PageRuns {
    size_t items[APP_PROGRAMS_MAX];
    size_t count;
    bool are_watched; /* else their programs are shown */
    bool has_goal;    /* the learner's program stands last */
} PageRuns;

static void add_run(PageRuns *runs, size_t run) {
    for (size_t i = 0; i < runs->count; i++) {
        if (runs->items[i] == run) {
            return;
        }
    }
    if (run != LESSON_NONE && runs->count + 1 < APP_PROGRAMS_MAX) {
        runs->items[runs->count++] = run;
    }
}

/* What an item makes of the runs before it. */
static void take_item(const Lesson *lesson, const LessonItem *item, PageRuns *runs) {
    switch (item->kind) {
    case LESSON_PROGRAM: {
        const LessonProgram *program = &lesson->programs[item->as.program];
        if (!program->is_hidden && program->name != NULL) {
            if (runs->are_watched) {
                *runs = (PageRuns){0};
            }
            add_run(runs, lesson_find_run(lesson, program->name, strlen(program->name)));
        }
        break;
    }
    case LESSON_WATCH:
        *runs = (PageRuns){.are_watched = true};
        for (size_t i = 0; i < item->as.watch->run_count; i++) {
            add_run(runs, item->as.watch->runs[i]);
        }
        break;
    case LESSON_GOAL:
        *runs = (PageRuns){.are_watched = true, .has_goal = true};
        add_run(runs, item->as.goal->start);
        break;
    case LESSON_MEASURE:
        *runs = (PageRuns){.are_watched = true};
        for (size_t i = 0; i < item->as.measure->run_count; i++) {
            add_run(runs, item->as.measure->runs[i]);
        }
        break;
    case LESSON_RUN: /* behind a watch stand those that only claims speak of */
        if (!runs->are_watched) {
            add_run(runs, item->as.run);
        }
        break;
    case LESSON_PROSE:
    case LESSON_WORLD:
    case LESSON_PREDICT:
    case LESSON_OBSERVE:
    case LESSON_TUNE:
    case LESSON_EXPECT:
        break;
    }
}

/* Whether a prediction waits for its watch: then nothing of the runs may be seen. */
static bool awaits_watch(const Walk *walk) {
    bool is_asked = false, is_watched_later = false;
    for (size_t i = 0; i < walk_item_count(walk); i++) {
        const WalkItem *item = walk_item(walk, i);
        bool is_watch = item->item->kind == LESSON_WATCH;
        if (is_watch && item->status != WALK_HIDDEN) {
            is_asked = false;
        } else if (is_watch) {
            is_watched_later = true;
        }
        is_asked |= item->item->kind == LESSON_PREDICT && item->status == WALK_OPEN;
    }
    return is_asked || is_watched_later;
}

static void find_runs(const AppLesson *lesson, PageRuns *runs, ViewLessonPicture *picture) {
    const Walk *walk = lesson->walk;
    *runs = (PageRuns){0};
    for (size_t i = 0; i < walk_shown_count(walk); i++) {
        take_item(lesson->lesson, walk_item(walk, i)->item, runs);
    }
    /* A page without programs is about those of the page before. */
    for (size_t step = walk_step(walk); runs->count == 0 && step-- > 0;) {
        const LessonStep *before = &lesson->lesson->steps[step];
        for (size_t i = 0; i < before->item_count; i++) {
            take_item(lesson->lesson, &before->items[i], runs);
        }
        runs->has_goal = false;
        runs->are_watched = true;
    }
    bool is_hidden = !runs->has_goal && awaits_watch(walk);
    size_t held;
    const WalkItem *item = app_lesson_held(lesson, &held);
    is_hidden &= !(item != NULL && item->item->kind == LESSON_WATCH);
    *picture = runs->count == 0 ? VIEW_PICTURE_NONE
               : is_hidden      ? VIEW_PICTURE_CODE
                                : VIEW_PICTURE_RUNS;
}

int app_lesson_place_of(const AppLesson *lesson, size_t run) {
    for (size_t i = 0; i < lesson->run_count; i++) {
        if (lesson->runs[i] == run) {
            return (int)i;
        }
    }
    return -1;
}

/* The learner's program stands in a file as soon as it was changed. */
static AppSource changed_source(const AppLesson *lesson) {
    const WalkItem *item = walk_item(lesson->walk, lesson->goal.item);
    const char *path = lesson->goal.path;
    return (AppSource){.path = path != NULL ? path : "yours.py",
                       .title = "yours",
                       .text = path != NULL ? NULL : text_cstr(&item->program)};
}

/* Opens the programs of the page, unless they are open already; whether others were. */
static bool open_runs(App *app, const PageRuns *runs) {
    AppLesson *lesson = app->lesson;
    bool are_same = runs->count == lesson->run_count && runs->has_goal == lesson->has_changed_run &&
                    memcmp(runs->items, lesson->runs, runs->count * sizeof *runs->items) == 0;
    if (are_same) {
        return false;
    }
    AppSource sources[APP_PROGRAMS_MAX] = {{0}};
    Text titles[APP_PROGRAMS_MAX] = {{0}};
    lesson->run_count = runs->count;
    lesson->has_changed_run = runs->has_goal;
    for (size_t i = 0; i < runs->count; i++) {
        lesson->runs[i] = runs->items[i];
        lesson->options[i] = (SessionOptions){0};
        lesson_run_options(lesson->lesson, runs->items[i], &lesson->options[i]);
        sources[i] = (AppSource){.path = lesson->options[i].program_path,
                                 .title = lesson->lesson->runs[runs->items[i]].name,
                                 .text = lesson->options[i].program_text,
                                 .options = &lesson->options[i]};
    }
    size_t count = runs->count;
    if (runs->has_goal) {
        sources[count] = changed_source(lesson);
        sources[count++].options = &lesson->options[0]; /* the world is that of the start */
    }
    for (size_t i = 0; i < runs->count && count < APP_PROGRAMS_MAX; i++) {
        const char *trace = app_lesson_measured_trace(lesson, runs->items[i]);
        if (trace != NULL) {
            text_clear(&titles[i]);
            text_printf(&titles[i], "%s, measured", lesson->lesson->runs[runs->items[i]].name);
            sources[count++] = (AppSource){.path = trace, .title = text_cstr(&titles[i])};
        }
    }
    app_open_sources(app, sources, count);
    app->view.code_run =
        runs->has_goal || runs->count == 0 ? (int)runs->count : (int)runs->count - 1;
    for (size_t i = 0; i < APP_PROGRAMS_MAX; i++) {
        text_release(&titles[i]);
    }
    return true;
}

/* ---- what holds ---- */

const WalkItem *app_lesson_held(const AppLesson *lesson, size_t *index) {
    *index = walk_held(lesson->walk);
    return *index != LESSON_NONE ? walk_item(lesson->walk, *index) : NULL;
}

const LessonQuestion *app_lesson_question(const AppLesson *lesson, size_t *index) {
    const WalkItem *item = app_lesson_held(lesson, index);
    bool is_one =
        item != NULL && (item->item->kind == LESSON_PREDICT || item->item->kind == LESSON_OBSERVE);
    return is_one ? item->item->as.question : NULL;
}

static bool is_question(const WalkItem *item) {
    return item != NULL &&
           (item->item->kind == LESSON_PREDICT || item->item->kind == LESSON_OBSERVE);
}

static bool is_watch(const WalkItem *item) {
    return item != NULL && item->item->kind == LESSON_WATCH;
}

/* The goal of the page, also when it does not hold any more. */
static size_t find_goal(const Walk *walk) {
    size_t found = LESSON_NONE;
    for (size_t i = 0; i < walk_shown_count(walk); i++) {
        found = walk_item(walk, i)->item->kind == LESSON_GOAL ? i : found;
    }
    return found;
}

void app_lesson_changed(App *app) {
    AppLesson *lesson = app->lesson;
    size_t held, goal = find_goal(lesson->walk), step = walk_step(lesson->walk);
    const WalkItem *item = app_lesson_held(lesson, &held);
    if (is_question(item) && (lesson->answer.step != step || lesson->answer.item != held)) {
        app_lesson_begin_answer(app);
    }
    if (goal != LESSON_NONE && (lesson->goal.step != step || lesson->goal.item != goal)) {
        lesson->goal.step = step;
        lesson->goal.item = goal;
        app_lesson_begin_goal(app);
    }
    PageRuns runs;
    ViewLessonPicture before = lesson->picture;
    find_runs(lesson, &runs, &lesson->picture);
    bool are_new = open_runs(app, &runs);
    if (lesson->picture == VIEW_PICTURE_CODE || is_watch(item)) {
        if (are_new || before != lesson->picture) {
            moment_start(&app->view.moment);
            app_moment_changed(app);
        }
        lesson->wants_end = false;
    } else if (are_new || before != lesson->picture) {
        lesson->wants_end = true;
    }
    app_lesson_keep(app);
    lesson->was_asked_to_skip = false;
    app->view.slider = -1;
    app->is_dirty = true;
}

/* ---- going on and back ---- */

/* What is new is seen: the text scrolls to it. */
static void reveal_from(App *app, size_t index) {
    app->lesson->current = index;
    app->lesson->reveals = true;
    app->is_dirty = true;
}

static void begin_page(App *app) {
    app_lesson_measure_free(app->lesson->measure);
    app->lesson->measure = NULL;
    app->lesson->scroll = 0;
    app_lesson_changed(app);
    size_t held;
    const WalkItem *item = app_lesson_held(app->lesson, &held);
    app->lesson->wants_end = app->lesson->picture == VIEW_PICTURE_RUNS && !is_watch(item);
    moment_start(&app->view.moment);
    app_moment_changed(app);
    reveal_from(app, 0);
}

/* Back to the list, at the lesson or at the one behind it. */
static void show_lessons(App *app, bool at_next) {
    char *name = memory_copy_string(app->lesson->lesson->name);
    app_lesson_close(app);
    app_show_overlay(app, VIEW_OPENING);
    app_rows_choose_lesson(app, name, at_next);
    memory_free(name);
}

static void finish(App *app) {
    app_lesson_keep(app);
    WalkScore score = walk_score(app->lesson->walk);
    Text sentence = {0};
    text_printf(&sentence, "%s: to its end", app->lesson->lesson->title);
    if (score.of > 0) {
        text_printf(&sentence, ", %d of %d right", score.right, score.of);
    }
    text_append_char(&sentence, '.');
    show_lessons(app, true);
    app_tell(app, text_cstr(&sentence));
    text_release(&sentence);
}

/* Where the text has more than is seen, that comes first. */
static bool turn_page(App *app, int direction) {
    AppLesson *lesson = app->lesson;
    const Scene *scene = &app->scene;
    int32_t by = scene->lesson_height * 4 / 5;
    int32_t end = direction > 0 ? scene->lesson_scroll_max : 0;
    if (by <= 0 || lesson->hides_text || lesson->scroll == end || app->is_dirty) {
        return false;
    }
    app_lesson_scroll(app, direction * by);
    return true;
}

static void skip(App *app, const WalkItem *item) {
    AppLesson *lesson = app->lesson;
    bool is_asked_first = item->item->kind != LESSON_MEASURE && !lesson->was_asked_to_skip;
    if (is_asked_first) {
        lesson->was_asked_to_skip = true;
        app_tell(app, is_question(item) ? "Page Down once more goes on without an answer."
                                        : "Page Down once more goes on without it.");
        return;
    }
    size_t shown = walk_shown_count(lesson->walk);
    walk_skip(lesson->walk);
    app_lesson_changed(app);
    reveal_from(app, shown);
}

/* One on: to the next stop, to what is asked next, to the next page. */
static void go_on(App *app) {
    AppLesson *lesson = app->lesson;
    size_t held, held_before, step = walk_step(lesson->walk);
    size_t shown = walk_shown_count(lesson->walk);
    if (lesson->motion.is_under_way) {
        app_lesson_end_motion(app);
        return;
    }
    const WalkItem *item = app_lesson_held(lesson, &held_before);
    if (!is_watch(item) && !lesson->was_asked_to_skip && turn_page(app, 1)) {
        return;
    }
    switch (walk_next(lesson->walk)) {
    case WALK_WANTS_ANSWER:
        skip(app, item);
        break;
    case WALK_WANTS_PLAY:
        app_lesson_start_motion(app);
        break;
    case WALK_AT_END:
        finish(app);
        break;
    case WALK_MOVED:
        if (walk_step(lesson->walk) != step) {
            begin_page(app);
            break;
        }
        app_lesson_changed(app);
        item = app_lesson_held(lesson, &held);
        if (is_watch(item) && held == held_before && !item->at_stop) {
            app_lesson_start_motion(app);
        } else {
            reveal_from(app, shown);
        }
        break;
    }
}

static void go_back(App *app) {
    AppLesson *lesson = app->lesson;
    size_t step = walk_step(lesson->walk), held;
    const WalkItem *item = app_lesson_held(lesson, &held);
    if (!is_watch(item) && turn_page(app, -1)) {
        return;
    }
    lesson->motion.is_under_way = false;
    app->view.playing = false;
    if (!walk_back(lesson->walk)) {
        app_tell(app, "This is the beginning. Esc shows the lessons.");
    } else if (walk_step(lesson->walk) != step) {
        begin_page(app);
    } else {
        app_lesson_changed(app);
        app_lesson_start_motion(app);
        app_lesson_end_motion(app); /* there at once */
    }
}

static void go_to_step(App *app, size_t step) {
    AppLesson *lesson = app->lesson;
    if (step < lesson->lesson->step_count) {
        lesson->motion.is_under_way = app->view.playing = false;
        walk_go(lesson->walk, step);
        begin_page(app);
    } else {
        app_tell(app, step == lesson->lesson->step_count ? "This is the last step."
                                                         : "This is the first step.");
    }
}

static void enter(App *app) {
    size_t held;
    const WalkItem *item = app_lesson_held(app->lesson, &held);
    if (!is_question(item)) {
        go_on(app);
    } else if (app_lesson_give_answer(app)) {
        app_lesson_changed(app);
        reveal_from(app, held);
        size_t now;
        item = app_lesson_held(app->lesson, &now);
        if (is_watch(item) && !item->at_stop) {
            app_lesson_start_motion(app); /* what was asked is seen at once */
        }
    }
}

/* Space pauses on the way to a stop, and goes on from there. */
static bool play(App *app) {
    AppLesson *lesson = app->lesson;
    size_t held;
    const WalkItem *item = app_lesson_held(lesson, &held);
    if (!is_watch(item)) {
        return false;
    }
    if (lesson->motion.is_under_way) {
        lesson->motion.is_under_way = app->view.playing = false;
        app->is_dirty = true;
    } else {
        go_on(app);
    }
    return true;
}

static void hide_text(App *app) {
    app->lesson->hides_text = !app->lesson->hides_text;
    app->is_dirty = true;
}

/* ---- actions ---- */

unsigned app_lesson_modes(const App *app) {
    const AppLesson *lesson = app->lesson;
    if (lesson == NULL) {
        return 0;
    }
    size_t held;
    const WalkItem *item = app_lesson_held(lesson, &held);
    unsigned modes = ACTION_IN_LESSON;
    if (is_question(item)) {
        switch (item->item->as.question->kind) {
        case LESSON_NUMBER:
            return ACTION_IN_FIELD;
        case LESSON_CHOICE:
            modes |= ACTION_IN_CHOICES;
            break;
        case LESSON_ORDER:
            modes |= ACTION_IN_ROWS;
            break;
        }
    } else if (item != NULL && item->item->kind == LESSON_MEASURE) {
        modes |= ACTION_IN_MEASURE;
    }
    if (find_goal(lesson->walk) != LESSON_NONE) {
        modes |= ACTION_IN_GOAL | (lesson->goal.offer != SIZE_MAX ? ACTION_IN_OFFER : 0);
    }
    return modes;
}

/* Esc leaves what is shown last, and then the lesson. */
static bool leave(App *app) {
    AppLesson *lesson = app->lesson;
    if (lesson->goal.offer != SIZE_MAX) {
        app_lesson_drop_offer(app);
        return true;
    }
    if (app->view.slider >= 0 || app->view.show_details || app->view.selected_run >= 0 ||
        app->view.range_to_ns > app->view.range_from_ns) {
        return false;
    }
    show_lessons(app, false);
    return true;
}

bool app_lesson_do(App *app, ActionId action) {
    AppLesson *lesson = app->lesson;
    if (lesson == NULL || app->view.overlay != VIEW_NO_OVERLAY) {
        return false;
    }
    unsigned modes = app_lesson_modes(app);
    if (action != ACTION_LESSON_ON) {
        lesson->was_asked_to_skip = false;
    }
    switch (action) {
    case ACTION_LESSON_ON:
        go_on(app);
        return true;
    case ACTION_LESSON_BACK:
        go_back(app);
        return true;
    case ACTION_NEXT_STEP:
    case ACTION_LAST_STEP:
        go_to_step(app, walk_step(lesson->walk) + (action == ACTION_NEXT_STEP ? 1 : SIZE_MAX));
        return true;
    case ACTION_LESSON_ENTER:
        enter(app);
        return true;
    case ACTION_PLAY:
        return play(app);
    case ACTION_LEAVE:
        return leave(app);
    case ACTION_LESSON_TEXT:
        hide_text(app);
        return true;
    case ACTION_LESSON_ANEW:
        app_ask(app, APP_ASK_ANEW);
        return true;
    case ACTION_PICK:
        if ((modes & ACTION_IN_CHOICES) != 0) {
            app_lesson_pick(app, (size_t)(app->digit - 1));
            enter(app);
        } else if ((modes & ACTION_IN_GOAL) != 0) {
            app_lesson_offer(app, (size_t)(app->digit - 1));
        }
        return true;
    case ACTION_CHOICE_DOWN:
    case ACTION_CHOICE_UP:
    case ACTION_HOLD_ROW:
        if ((modes & (ACTION_IN_CHOICES | ACTION_IN_ROWS)) != 0) {
            app_lesson_choose(app, action == ACTION_HOLD_ROW      ? 0
                                   : action == ACTION_CHOICE_DOWN ? 1
                                                                  : -1);
        }
        return true;
    case ACTION_GUESS_MORE:
    case ACTION_GUESS_LESS:
        if ((modes & ACTION_IN_FIELD) != 0) {
            app_lesson_nudge(app, action == ACTION_GUESS_MORE ? 1 : -1);
        }
        return true;
    case ACTION_ERASE:
        app_lesson_erase(app);
        return true;
    case ACTION_MEASURE:
        app_lesson_measure(app);
        return true;
    default:
        break;
    }
    if ((modes & ACTION_IN_GOAL) == 0) {
        return false;
    }
    switch (action) {
    case ACTION_EDIT:
        app_lesson_edit(app);
        return true;
    case ACTION_HINT:
        app_lesson_hint(app);
        return true;
    case ACTION_RESET:
        app_lesson_reset_program(app);
        return true;
    case ACTION_TAKE_OFFER:
        app_lesson_take_offer(app);
        return true;
    default:
        return false;
    }
}

void app_lesson_runs_changed(App *app) {
    if (app->lesson != NULL && app->lesson->run_count <= APP_PROGRAMS_MAX) {
        app_lesson_try(app);
    }
}

/* ---- the pointer ---- */

AppDrag app_lesson_press(App *app, const SceneHit *hit, int32_t x) {
    AppLesson *lesson = app->lesson;
    size_t held;
    const WalkItem *item = lesson != NULL ? app_lesson_held(lesson, &held) : NULL;
    if (lesson == NULL) {
        return APP_NO_DRAG;
    }
    if (hit->kind == SCENE_HIT_GUESS) {
        app_lesson_guess(app, scene_hit_time(hit, x));
        return APP_DRAG_GUESS;
    }
    if (hit->kind == SCENE_HIT_BUTTON) {
        app->digit = (int)(hit->index / ACTION_COUNT);
        app_actions_do(app, (ActionId)(hit->index % ACTION_COUNT));
    } else if (hit->kind == SCENE_HIT_STEP) {
        go_to_step(app, hit->index);
    } else if (hit->kind == SCENE_HIT_LINK && hit->index < app->scene.links.count) {
        app_ask_link(app, app->scene.links.items[hit->index]);
    } else if (hit->kind == SCENE_HIT_ANSWER && is_question(item)) {
        app_lesson_pick(app, hit->index);
        if (item->item->as.question->kind == LESSON_CHOICE) {
            enter(app);
        } else {
            lesson->answer.is_held = true;
            return APP_DRAG_ROW;
        }
    }
    return APP_NO_DRAG;
}

void app_lesson_drag(App *app, const SceneHit *hit, int32_t x, int32_t y) {
    AppLesson *lesson = app->lesson;
    if (lesson == NULL) {
        return;
    }
    if (hit->kind == SCENE_HIT_GUESS) {
        app_lesson_guess(app, scene_hit_time(hit, x));
        return;
    }
    /* The row goes where the pointer is: over which of the rows as they stand. */
    for (size_t i = 0; i < app->scene.hits.count; i++) {
        const SceneHit *row = &app->scene.hits.items[i];
        if (row->kind == SCENE_HIT_ANSWER && y >= row->rect.y && y < row->rect.y + row->rect.h) {
            while (lesson->answer.is_held && lesson->answer.chosen != row->index) {
                app_lesson_choose(app, lesson->answer.chosen < row->index ? 1 : -1);
            }
        }
    }
}

void app_lesson_let_go(App *app) {
    if (app->lesson != NULL) {
        app->lesson->answer.is_held = false;
        app->is_dirty = true;
    }
}

void app_lesson_scroll(App *app, int32_t pixels) {
    AppLesson *lesson = app->lesson;
    int32_t scroll = lesson->scroll + pixels;
    scroll = scroll > app->scene.lesson_scroll_max ? app->scene.lesson_scroll_max : scroll;
    lesson->scroll = scroll < 0 ? 0 : scroll;
    lesson->reveals = false;
    app->is_dirty = true;
}

bool app_lesson_reveal(App *app) {
    AppLesson *lesson = app->lesson;
    const Scene *scene = &app->scene;
    if (lesson == NULL) {
        return false;
    }
    int32_t scroll = lesson->scroll, most = scene->lesson_scroll_max;
    if (lesson->reveals) {
        /* As far down as it goes, with the item's beginning still to be seen. */
        int32_t wanted = most < scene->current_top ? most : scene->current_top;
        scroll = wanted > scroll ? wanted : scroll;
    }
    scroll = scroll > most ? most : scroll;
    lesson->reveals = false;
    bool has_changed = scroll != lesson->scroll;
    lesson->scroll = scroll;
    return has_changed;
}

/* ---- opening and closing ---- */

Status app_lesson_open(App *app, const char *path, Error *error) {
    Lesson *read;
    Text complaints = {0};
    Status status = lesson_read(path, &read, &complaints, error);
    if (status != STATUS_OK) {
        const char *first = text_cstr(&complaints);
        if (first[0] != '\0') {
            status = error_set(error, status, "could not open %s: %.*s", path,
                               (int)strcspn(first, "\n"), first);
        }
        text_release(&complaints);
        return status;
    }
    text_release(&complaints);
    app_lesson_close(app);
    AppLesson *lesson = memory_new_zeroed(1, sizeof *lesson);
    *lesson = (AppLesson){.lesson = read,
                          .walk = walk_new(read),
                          .path = memory_copy_string(path),
                          .answer = {.item = LESSON_NONE, .guess_ns = -1, .chosen = SIZE_MAX},
                          .goal = {.item = LESSON_NONE, .offer = SIZE_MAX}};
    app->lesson = lesson;
    app_show_overlay(app, VIEW_NO_OVERLAY);
    app_lesson_resume(app);
    begin_page(app);
    return STATUS_OK;
}

void app_lesson_close(App *app) {
    AppLesson *lesson = app->lesson;
    if (lesson == NULL) {
        return;
    }
    app->lesson = NULL;
    app->view.lesson = NULL;
    app_open_sources(app, NULL, 0);
    app_lesson_page_free(lesson->page);
    app_lesson_measure_free(lesson->measure);
    app_lesson_release_goal(&lesson->goal);
    text_release(&lesson->answer.typed);
    memory_free(lesson->answer.rows);
    walk_free(lesson->walk);
    lesson_free(lesson->lesson);
    memory_free(lesson->path);
    memory_free(lesson);
}
