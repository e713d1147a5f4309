/* A goal's program: the learner's copy lies in a file of their own, which their editor changes and
 * we watch; keys make the changes that the lesson offers, after they were shown. Every version of
 * it is run and judged (walk_try_program). */
#include "ui/app_lesson.h"

#include "base/data_folder.h"
#include "base/file.h"
#include "lesson/flips.h"
#include "lesson/line_diff.h"
#include "lesson/own_programs.h"
#include "ui/hand_to.h"

#include <string.h>
#include <unistd.h>

enum { PROGRAM_BYTES_MAX = 1 << 20 };

static void forget_offer(AppGoal *goal) {
    for (size_t i = 0; i < goal->lines.count; i++) {
        memory_free(goal->lines.items[i]);
    }
    goal->lines.count = goal->diff.count = 0;
    goal->offer = SIZE_MAX;
    text_clear(&goal->changed);
    text_clear(&goal->refused);
}

void app_lesson_release_goal(AppGoal *goal) {
    forget_offer(goal);
    ARRAY_RELEASE(&goal->lines);
    ARRAY_RELEASE(&goal->diff);
    text_release(&goal->changed);
    text_release(&goal->refused);
    memory_free(goal->path);
}

/* Where the learner's copy lies or would lie: programs/06-gather/one-by-one.py in the user's folder
 * for data. */
static char *path_of(const App *app) {
    const AppLesson *lesson = app->lesson;
    const LessonProgram *start = walk_start_program(lesson->walk, lesson->goal.item);
    Text path = {0};
    bool is_found = own_programs_path(lesson->lesson, start, &path);
    if (!is_found) {
        text_release(&path);
        return NULL;
    }
    return text_take(&path);
}

/* A copy that was made earlier is gone on with. */
void app_lesson_begin_goal(App *app) {
    AppLesson *lesson = app->lesson;
    AppGoal *goal = &lesson->goal;
    forget_offer(goal);
    memory_free(goal->path);
    goal->path = NULL;
    goal->solution = NULL;
    char *path = app->options.keeps ? path_of(app) : NULL;
    Text text = {0};
    bool is_there = path != NULL && access(path, R_OK) == 0 &&
                    file_read(path, PROGRAM_BYTES_MAX, &text, NULL) == STATUS_OK;
    if (is_there) {
        goal->path = path;
        (void)walk_try_program(lesson->walk, goal->item, text_cstr(&text), text.length);
    } else {
        memory_free(path);
        const Text *program = walk_program(lesson->walk, goal->item);
        text_append(&text, text_cstr(program), program->length);
        (void)walk_try_program(lesson->walk, goal->item, text_cstr(&text), text.length);
    }
    text_release(&text);
}

/* Writes the learner's program into its file, and makes that the one that is open. */
static bool write_program(App *app, const char *program, size_t length) {
    AppLesson *lesson = app->lesson;
    AppGoal *goal = &lesson->goal;
    Error error;
    char *path = goal->path != NULL ? memory_copy_string(goal->path) : path_of(app);
    Status status = path == NULL ? error_set(&error, STATUS_SYSTEM,
                                             "There is no folder to keep your program in: set HOME")
                                 : data_folder_make(path, &error);
    if (status == STATUS_OK) {
        status = file_write(path, program, length, &error);
    }
    if (status != STATUS_OK) {
        memory_free(path);
        app_tell(app, error.text);
        return false;
    }
    if (goal->path == NULL) {
        goal->path = path;
        lesson->run_count = SIZE_MAX; /* what is open is not that file */
        app_lesson_changed(app);
    } else {
        memory_free(path);
        app_reload(app, false);
    }
    return true;
}

static void judge(App *app, const char *program, size_t length) {
    AppLesson *lesson = app->lesson;
    size_t held = walk_held(lesson->walk), goal = lesson->goal.item;
    bool is_reached = walk_try_program(lesson->walk, goal, program, length);
    if (is_reached && held == goal) {
        app_tell(app, "Reached.");
        app_lesson_changed(app);
    } else {
        app_lesson_keep(app);
    }
    lesson->current = goal;
    lesson->reveals = true;
    app->is_dirty = true;
}

/* The learner's program as it is open now is judged, when it is another than before. */
void app_lesson_try(App *app) {
    AppLesson *lesson = app->lesson;
    AppGoal *goal = &lesson->goal;
    if (!lesson->has_changed_run || goal->path == NULL || app->program_count == 0) {
        return;
    }
    const Text *open = &app->programs[app->program_count - 1].text;
    const Text *tried = walk_program(lesson->walk, goal->item);
    if (open->length == tried->length &&
        memcmp(text_cstr(open), text_cstr(tried), tried->length) == 0) {
        return;
    }
    judge(app, text_cstr(open), open->length);
}

/* As if the learner's editor had saved it. */
void app_lesson_save(App *app, const char *program, size_t length) {
    AppLesson *lesson = app->lesson;
    if (app->options.keeps) {
        if (write_program(app, program, length)) {
            app_lesson_try(app);
        }
        return;
    }
    /* No file is written: what is open is what the walk has. */
    judge(app, program, length);
    lesson->run_count = SIZE_MAX;
    app_lesson_changed(app);
}

void app_lesson_edit(App *app) {
    AppGoal *goal = &app->lesson->goal;
    Error error;
    if (!app->options.keeps) {
        app_tell(app, "Without a window there is no editor.");
        return;
    }
    if (goal->path == NULL) {
        const Text *program = walk_program(app->lesson->walk, goal->item);
        if (!write_program(app, text_cstr(program), program->length)) {
            return;
        }
    }
    if (hand_to_editor(app->hand_to, goal->path, &error) == STATUS_OK) {
        app_tell(app, "Your editor opens it. What you save is run and judged at once.");
    } else {
        app_tell(app, error.text);
    }
}

void app_lesson_reset_program(App *app) {
    AppLesson *lesson = app->lesson;
    AppGoal *goal = &lesson->goal;
    forget_offer(goal);
    walk_reset_program(lesson->walk, goal->item);
    const LessonProgram *start = walk_start_program(lesson->walk, goal->item);
    if (goal->path != NULL && !write_program(app, start->text, start->length)) {
        return;
    }
    if (goal->path == NULL) {
        app_lesson_save(app, start->text, start->length);
    }
    (void)walk_try_program(lesson->walk, goal->item, start->text, start->length);
    app_tell(app, "The program is as it was.");
}

/* ---- changes that a key makes ---- */

static const LessonGoal *goal_of(const App *app) {
    return walk_item(app->lesson->walk, app->lesson->goal.item)->item->as.goal;
}

static void cut_diff(AppGoal *goal, const char *diff) {
    for (const char *at = diff; *at != '\0';) {
        size_t length = strcspn(at, "\n");
        char *line = memory_new(length + 1);
        memcpy(line, at, length);
        line[length] = '\0';
        ARRAY_PUSH(&goal->lines, line);
        at += length + (at[length] == '\n');
    }
    for (size_t i = 0; i < goal->lines.count; i++) {
        const char *line = goal->lines.items[i];
        bool has_sign = line[0] != '\0' && line[1] == ' ';
        ARRAY_PUSH(&goal->diff, (ViewDiffLine){.sign = line[0], .text = line + (has_sign ? 2 : 0)});
    }
}

void app_lesson_offer(App *app, size_t flip) {
    AppGoal *goal = &app->lesson->goal;
    const LessonGoal *told = goal_of(app);
    if (flip >= told->flip_count) {
        app_tell(app, told->flip_count == 0 ? "This goal offers no changes: E opens your editor."
                                            : "There is no such change.");
        return;
    }
    bool was_shown = goal->offer == flip;
    forget_offer(goal);
    if (!was_shown) {
        const Text *program = walk_program(app->lesson->walk, goal->item);
        Text diff = {0};
        goal->offer = flip;
        if (flip_apply(told->flips[flip], text_cstr(program), program->length, &goal->changed,
                       &goal->refused)) {
            text_clear(&goal->refused);
            (void)line_diff(program, &goal->changed, &diff);
            cut_diff(goal, text_cstr(&diff));
        }
        text_release(&diff);
    }
    app->is_dirty = true;
}

void app_lesson_drop_offer(App *app) {
    forget_offer(&app->lesson->goal);
    app->is_dirty = true;
}

void app_lesson_take_offer(App *app) {
    AppGoal *goal = &app->lesson->goal;
    if (goal->offer == SIZE_MAX || goal->refused.length > 0) {
        app_lesson_drop_offer(app);
        return;
    }
    Text changed = goal->changed;
    goal->changed = (Text){0};
    forget_offer(goal);
    app_lesson_save(app, text_cstr(&changed), changed.length);
    text_release(&changed);
    app->is_dirty = true;
}

/* ---- help ---- */

/* A solution is not shown by accident: the key says first that it is the next. */
void app_lesson_hint(App *app) {
    AppLesson *lesson = app->lesson;
    AppGoal *goal = &lesson->goal;
    bool was_told = lesson->tells_solution;
    lesson->tells_solution = false;
    if (walk_hint(lesson->walk, goal->item) == NULL) {
        if (goal->solution != NULL) {
            app_tell(app, "That is all the help there is.");
        } else if (was_told) {
            goal->solution = walk_solution(lesson->walk, goal->item);
        } else {
            lesson->tells_solution = true;
            app_tell(app, "There are no more hints. H once more shows a solution.");
        }
    }
    app_lesson_keep(app);
    lesson->current = goal->item;
    lesson->reveals = true;
    app->is_dirty = true;
}
