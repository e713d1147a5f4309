/* What is kept of the learner between one time and the next (lesson/progress.h): each thing that
 * was done is kept when it is done. Pictures and films without a window keep nothing, and know of
 * nothing that was kept: the same command gives the same picture. */
#include "ui/app_lesson.h"

#include "lesson/progress.h"

#include <time.h>

/* What was put aside is told, and so is what cannot be kept: once, not at each step. */
static void tell(App *app, const Text *note, Status status, const Error *error) {
    AppLesson *lesson = app->lesson;
    if (note->length > 0) {
        app_tell(app, text_cstr(note));
    } else if (status != STATUS_OK && !lesson->was_told_of_loss) {
        lesson->was_told_of_loss = true;
        app_tell(app, error->text);
    }
}

void app_lesson_resume(App *app) {
    Walk *walk = app->lesson->walk;
    Progress progress = {0};
    Text note = {0};
    Error error;
    if (!app->options.keeps) {
        return;
    }
    Status status = progress_load(&progress, &note, &error);
    if (status == STATUS_OK) {
        const ProgressLesson *past = progress_find(&progress, app->lesson->lesson->name);
        progress_resume(&progress, walk);
        if (past != NULL && past->is_over) {
            walk_go(walk, 0); /* to be looked at again from the beginning */
        }
    }
    tell(app, &note, status, &error);
    progress_release(&progress);
    text_release(&note);
}

void app_lesson_keep(App *app) {
    Text note = {0};
    Error error;
    if (app->options.keeps) {
        Status status = progress_keep(app->lesson->walk, (int64_t)time(NULL), &note, &error);
        tell(app, &note, status, &error);
        text_release(&note);
    }
}

void app_lesson_begin_anew(App *app) {
    Text note = {0};
    Error error;
    char *path = memory_copy_string(app->lesson->path);
    if (app->options.keeps &&
        progress_reset(app->lesson->lesson->name, &note, &error) != STATUS_OK) {
        app_tell(app, error.text);
    } else if (app_lesson_open(app, path, &error) != STATUS_OK) {
        app_tell(app, error.text);
    }
    text_release(&note);
    memory_free(path);
}
