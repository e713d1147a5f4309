/* Which runs a page shows, how much of them is to be seen, and opening their programs: those of the
 * last watch, or else the programs that stand on the page; of a goal its start and the learner's
 * own; of a page without any those of the page before. */
#include "ui/app_lesson.h"

#include <string.h>

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

bool app_lesson_open_runs(App *app) {
    AppLesson *lesson = app->lesson;
    PageRuns runs;
    ViewLessonPicture before = lesson->picture;
    find_runs(lesson, &runs, &lesson->picture);
    bool are_new = open_runs(app, &runs);
    return are_new || before != lesson->picture;
}
