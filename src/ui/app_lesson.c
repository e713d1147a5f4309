#include "ui/app_lesson.h"

#include "base/file.h"
#include "ui/app_actions.h"
#include "ui/app_rows.h"

#include <string.h>

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
    bool is_other = app_lesson_open_runs(app);
    if (lesson->picture == VIEW_PICTURE_CODE || is_watch(item)) {
        if (is_other) {
            moment_start(&app->view.moment);
            app_moment_changed(app);
        }
        lesson->wants_end = false;
    } else if (is_other) {
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
    app_tell(app, ""); /* what was said about the page before */
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
    app_tell(app, "");
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

void app_lesson_go_to_step(App *app, size_t step) {
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

void app_lesson_enter(App *app) {
    size_t held;
    const WalkItem *item = app_lesson_held(app->lesson, &held);
    if (!is_question(item)) {
        go_on(app);
    } else if (turn_page(app, 1)) {
        return; /* nobody answers what was not seen */
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
        app_lesson_go_to_step(app, walk_step(lesson->walk) +
                                       (action == ACTION_NEXT_STEP ? 1 : SIZE_MAX));
        return true;
    case ACTION_LESSON_ENTER:
        app_lesson_enter(app);
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
            app_lesson_enter(app);
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
                          .run_count = SIZE_MAX, /* whatever is open is not its */
                          .answer = {.item = LESSON_NONE, .guess_ns = -1, .chosen = SIZE_MAX},
                          .goal = {.item = LESSON_NONE, .offer = SIZE_MAX}};
    app->lesson = lesson;
    app_show_overlay(app, VIEW_NO_OVERLAY);
    app_lesson_resume(app);
    begin_page(app);
    return STATUS_OK;
}

bool app_lesson_reload(App *app) {
    AppLesson *lesson = app->lesson;
    Text text = {0};
    Error error;
    if (lesson == NULL) {
        return false;
    }
    const Source *source = &lesson->lesson->source;
    bool is_other = file_read(lesson->path, LESSON_BYTES_MAX, &text, NULL) == STATUS_OK &&
                    (text.length != source->length ||
                     memcmp(text_cstr(&text), source->bytes, source->length) != 0);
    text_release(&text);
    if (!is_other) {
        return false;
    }
    size_t step = walk_step(lesson->walk);
    char *path = memory_copy_string(lesson->path);
    if (app_lesson_open(app, path, &error) != STATUS_OK) {
        app_tell(app, error.text);
    } else if (step < app->lesson->lesson->step_count) {
        app_lesson_go_to_step(app, step);
    }
    memory_free(path);
    return true;
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
