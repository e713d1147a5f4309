#include "base/data_folder.h"
#include "base/file.h"
#include "base/process.h"
#include "base/temporary_folder.h"
#include "cli/command.h"
#include "cli/hand_over.h"
#include "cli/lesson_page.h"
#include "cli/replay.h"
#include "cli/report_runs.h"
#include "lesson/own_programs.h"
#include "lesson/progress.h"
#include "lesson/shelf.h"
#include "report/rich_print.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* One sitting at the terminal: what is read are lines, what is written is text. */
typedef struct Sitting {
    Walk *walk;
    const Lesson *lesson;
    ReportStyle style;
    Text out;
    char *line; /* the last that was read; getline's */
    size_t line_size;
    size_t printed;      /* items of this page that were shown */
    bool *told;          /* of these items: what is said to the answer was shown */
    size_t page;         /* the step whose page is begun; LESSON_NONE: none */
    bool keeps, is_left; /* progress is kept; the learner has left */
} Sitting;

static void flush(Sitting *sitting) {
    (void)command_write(STDOUT_FILENO, &sitting->out);
    text_clear(&sitting->out);
}

static void say(Sitting *sitting, const char *words) {
    style_append_wrapped(&sitting->style, &sitting->out, words, 0, 0);
    text_append_char(&sitting->out, '\n');
}

static void note(Sitting *sitting, Text *words) {
    if (words->length > 0) {
        say(sitting, text_cstr(words));
    }
    text_release(words);
}

/* Asks for a line. False: there are no more. */
static bool ask(Sitting *sitting, const char *prompt) {
    text_printf(&sitting->out, "%s ", prompt);
    flush(sitting);
    ssize_t length = getline(&sitting->line, &sitting->line_size, stdin);
    if (!terminal_is_tty(STDIN_FILENO)) {
        text_append_char(&sitting->out, '\n'); /* what was typed is not to be seen */
    }
    if (length < 0) {
        sitting->is_left = true;
        return false;
    }
    while (length > 0 && strchr("\r\n \t", sitting->line[length - 1]) != NULL) {
        sitting->line[--length] = '\0';
    }
    return true;
}

static bool typed(const Sitting *sitting, const char *word) {
    return strcasecmp(sitting->line + strspn(sitting->line, " \t"), word) == 0;
}

/* --- progress --- */

static void keep(Sitting *sitting) {
    if (!sitting->keeps) {
        return;
    }
    Error error;
    Text aside = {0};
    if (progress_keep(sitting->walk, (int64_t)time(NULL), &aside, &error) != STATUS_OK) {
        text_printf(&aside, "(%s)", error.text);
        sitting->keeps = false; /* said once */
    }
    note(sitting, &aside);
}

static void resume(Sitting *sitting) {
    Error error;
    Text aside = {0};
    Progress progress;
    if (progress_load(&progress, &aside, &error) == STATUS_OK) {
        progress_resume(&progress, sitting->walk);
        if (walk_step(sitting->walk) > 0) {
            text_printf(&aside,
                        "You go on at step %zu of %zu. `back` goes back; `meanwhile progress "
                        "--reset %s` lets you begin anew.",
                        walk_step(sitting->walk) + 1, sitting->lesson->step_count,
                        sitting->lesson->name);
        }
    }
    progress_release(&progress);
    note(sitting, &aside);
}

/* --- the page --- */

static void print_heading(Sitting *sitting) {
    size_t step = walk_step(sitting->walk);
    Text heading = {0};
    text_printf(&heading, "%zu/%zu  %s", step + 1, sitting->lesson->step_count,
                sitting->lesson->steps[step].title);
    text_append_char(&sitting->out, '\n');
    style_append(&sitting->style, &sitting->out, text_cstr(&heading), STYLE_BOLD);
    text_append_char(&sitting->out, '\n');
    text_release(&heading);
}

/* What is said to answers, as soon as it may be. */
static void print_feedback(Sitting *sitting) {
    for (size_t i = 0; i < walk_shown_count(sitting->walk); i++) {
        LessonItemKind kind = walk_item(sitting->walk, i)->item->kind;
        bool is_question = kind == LESSON_PREDICT || kind == LESSON_OBSERVE;
        const RichText *feedback = is_question ? walk_feedback(sitting->walk, i) : NULL;
        if (feedback != NULL && !sitting->told[i]) {
            text_append_char(&sitting->out, '\n');
            if (kind == LESSON_PREDICT && i + 1 < sitting->printed) {
                Text given = {0};
                text_append_cstr(&given, "You predicted: ");
                walk_show_answer(sitting->walk, i, &given);
                style_append_plain(&sitting->style, &sitting->out, text_cstr(&given));
                text_append_char(&sitting->out, '\n');
                text_release(&given);
            }
            rich_print(&sitting->style, &sitting->out, feedback, 0);
            sitting->told[i] = true;
        }
    }
}

/* Shows what is new on the page. */
static void print_news(Sitting *sitting) {
    if (sitting->page != walk_step(sitting->walk)) {
        sitting->page = walk_step(sitting->walk);
        sitting->printed = 0;
        memory_free(sitting->told);
        sitting->told =
            memory_new_zeroed(walk_item_count(sitting->walk) + 1, sizeof *sitting->told);
        print_heading(sitting);
    }
    print_feedback(sitting);
    for (; sitting->printed < walk_shown_count(sitting->walk); sitting->printed++) {
        Text shown = {0};
        const WalkItem *item = walk_item(sitting->walk, sitting->printed);
        lesson_page_item(&sitting->style, &shown, sitting->lesson, item->item);
        if (shown.length > 0) {
            text_append_char(&sitting->out, '\n');
            text_append(&sitting->out, text_cstr(&shown), shown.length);
        }
        text_release(&shown);
        print_feedback(sitting);
    }
}

/* --- what every prompt understands --- */

/* skip, back, quit, help. True: it was one of them. */
static bool do_common(Sitting *sitting) {
    if (typed(sitting, "quit") || typed(sitting, "q")) {
        sitting->is_left = true;
    } else if (typed(sitting, "skip") || typed(sitting, "s")) {
        walk_skip(sitting->walk);
    } else if (typed(sitting, "back") || typed(sitting, "b")) {
        if (walk_back(sitting->walk)) {
            sitting->page = LESSON_NONE;
        } else {
            say(sitting, "This is the beginning.");
        }
    } else if (typed(sitting, "help") || typed(sitting, "?")) {
        say(sitting, "Enter goes on. skip leaves out what is asked for, back goes to the step "
                     "before, quit leaves; the next time you go on from here.");
    } else {
        return false;
    }
    return true;
}

static void hold_question(Sitting *sitting, size_t held) {
    const LessonItem *item = walk_item(sitting->walk, held)->item;
    static const char *const PROMPTS[] = {[LESSON_NUMBER] = "\nYour answer:",
                                          [LESSON_CHOICE] = "\nYour choice:",
                                          [LESSON_ORDER] = "\nThe order (2 1 3 …):"};
    if (!ask(sitting, PROMPTS[item->as.question->kind]) || do_common(sitting)) {
        return;
    }
    Text reason = {0};
    if (!walk_answer_text(sitting->walk, held, sitting->line, &reason)) {
        reason.bytes[0] = (char)toupper((unsigned char)reason.bytes[0]);
        text_append_cstr(&reason, "; or type skip, back, quit.");
        say(sitting, text_cstr(&reason));
    } else if (walk_feedback(sitting->walk, held) == NULL) {
        say(sitting, "Noted. Now see.");
    }
    text_release(&reason);
}

static void hold_watch(Sitting *sitting, size_t held) {
    const WalkItem *item = walk_item(sitting->walk, held);
    text_append_char(&sitting->out, '\n');
    lesson_page_stop(&sitting->style, &sitting->out, sitting->walk, held, item->stop);
    walk_reach_stop(sitting->walk);
    if (ask(sitting, "\n[Enter]") && !do_common(sitting)) {
        (void)walk_next(sitting->walk);
    }
}

/* --- goals --- */

/* Where the learner's copy is: the window keeps it there, too. */
static char *program_path(Sitting *sitting, size_t held, Error *error) {
    Text path = {0};
    if (!own_programs_path(sitting->lesson, walk_start_program(sitting->walk, held), &path)) {
        (void)error_set(error, STATUS_SYSTEM,
                        "could not keep your program: neither XDG_DATA_HOME nor HOME is set");
    }
    return path.length > 0 ? text_take(&path) : NULL;
}

static Status write_program(const char *path, const Text *program, Error *error) {
    Status status = data_folder_make(path, error);
    return status == STATUS_OK ? file_write(path, text_cstr(program), program->length, error)
                               : status;
}

/* The user's editor, which is waited for. */
static Status edit(const char *path, Error *error) {
    const char *editor = getenv("VISUAL");
    editor = editor != NULL && *editor != '\0' ? editor : getenv("EDITOR");
    if (editor == NULL || *editor == '\0') {
        return error_set(error, STATUS_USAGE,
                         "could not open an editor: EDITOR is not set. Change %s, then type try",
                         path);
    }
    Text command = {0};
    text_printf(&command, "%s \"$1\"", editor);
    const char *arguments[] = {"sh", "-c", text_cstr(&command), "sh", path, NULL};
    ProcessSpec spec = {.arguments = arguments};
    ProcessResult result;
    Status status = process_run(&spec, &result, error);
    if (status == STATUS_OK && result.exit_code != 0) {
        status = error_set(error, STATUS_SYSTEM,
                           "could not edit it: '%s' ended with exit code %d. Change %s by other "
                           "means, then type try",
                           editor, result.exit_code, path);
    }
    process_result_release(&result);
    text_release(&command);
    return status;
}

static void try_program(Sitting *sitting, size_t held, const Text *program) {
    bool reached = walk_try_program(sitting->walk, held, text_cstr(program), program->length);
    const WalkItem *item = walk_item(sitting->walk, held);
    lesson_page_checks(&sitting->style, &sitting->out, sitting->lesson, item);
    if (item->outcome.result.exit_code != EXIT_OK && item->outcome.errors.length > 0) {
        Text shown = {0};
        const char *line = text_cstr(&item->outcome.errors);
        while (*line != '\0') {
            size_t length = strcspn(line, "\n");
            diagnostic_append_visible(&shown, line, length);
            text_append_char(&shown, '\n');
            line += length + (line[length] == '\n');
        }
        style_append_plain(&sitting->style, &sitting->out, text_cstr(&shown));
        text_release(&shown);
    }
    if (reached) {
        text_append_char(&sitting->out, '\n');
        say(sitting, "Reached.");
    }
}

static void try_file(Sitting *sitting, size_t held, const char *path) {
    Error error;
    Text program = {0};
    if (file_read(path, LESSON_BYTES_MAX, &program, &error) == STATUS_OK) {
        try_program(sitting, held, &program);
    } else {
        say(sitting, error.text);
    }
    text_release(&program);
}

/* What the learner wrote meanwhile is what is changed. */
static void take_in_file(Sitting *sitting, size_t held, const char *path) {
    Text program = {0};
    if (access(path, R_OK) == 0 && file_read(path, LESSON_BYTES_MAX, &program, NULL) == STATUS_OK) {
        (void)walk_try_program(sitting->walk, held, text_cstr(&program), program.length);
    }
    text_release(&program);
}

static void flip(Sitting *sitting, size_t held, const char *path, size_t which) {
    Text diff = {0};
    Text reason = {0};
    Error error;
    take_in_file(sitting, held, path);
    if (!walk_flip(sitting->walk, held, which, &diff, &reason)) {
        text_append_cstr(&reason, ".");
        say(sitting, text_cstr(&reason));
    } else {
        style_append_plain(&sitting->style, &sitting->out, text_cstr(&diff));
        const Text *program = walk_program(sitting->walk, held);
        if (write_program(path, program, &error) != STATUS_OK) {
            say(sitting, error.text);
        }
        try_program(sitting, held, program);
    }
    text_release(&diff);
    text_release(&reason);
}

static void print_explanation(Sitting *sitting, size_t held) {
    const RichText *explanation = walk_explanation(sitting->walk, held);
    if (explanation != NULL) {
        text_append_char(&sitting->out, '\n');
        rich_print(&sitting->style, &sitting->out, explanation, 0);
    }
}

static void do_in_goal(Sitting *sitting, size_t held, const char *path) {
    const LessonGoal *goal = walk_item(sitting->walk, held)->item->as.goal;
    Error error;
    char *end = NULL;
    unsigned long number = strtoul(sitting->line, &end, 10);
    bool is_number = end != sitting->line && *end == '\0';
    if (is_number && number >= 1 && number <= goal->flip_count) {
        flip(sitting, held, path, number - 1);
    } else if (typed(sitting, "edit") || typed(sitting, "e")) {
        Status status = access(path, F_OK) == 0
                            ? STATUS_OK
                            : write_program(path, walk_program(sitting->walk, held), &error);
        flush(sitting);
        status = status == STATUS_OK ? edit(path, &error) : status;
        if (status == STATUS_OK) {
            try_file(sitting, held, path);
        } else {
            say(sitting, error.text);
        }
    } else if (typed(sitting, "try") || typed(sitting, "t")) {
        try_file(sitting, held, path);
    } else if (typed(sitting, "show")) {
        const Text *program = walk_program(sitting->walk, held);
        lesson_page_program(&sitting->style, &sitting->out, text_cstr(program), program->length);
    } else if (typed(sitting, "reset")) {
        walk_reset_program(sitting->walk, held);
        if (write_program(path, walk_program(sitting->walk, held), &error) != STATUS_OK) {
            say(sitting, error.text);
        }
    } else if (typed(sitting, "hint") || typed(sitting, "h")) {
        const RichText *hint = walk_hint(sitting->walk, held);
        if (hint != NULL) {
            rich_print(&sitting->style, &sitting->out, hint, 0);
        } else {
            say(sitting, "There are no more hints. `solution` shows one.");
        }
    } else if (typed(sitting, "solution")) {
        const LessonProgram *solution = walk_solution(sitting->walk, held);
        lesson_page_program(&sitting->style, &sitting->out, solution->text, solution->length);
        print_explanation(sitting, held);
    } else {
        Text help = {0};
        text_append_cstr(&help, goal->flip_count > 0 ? "Type a number for a change, or " : "Type ");
        text_append_cstr(&help, "edit, try, show, reset, hint, solution, skip, back or quit. "
                                "Your program is ");
        text_append_cstr(&help, path);
        say(sitting, text_cstr(&help));
        text_release(&help);
    }
}

static void hold_goal(Sitting *sitting, size_t held) {
    Error error;
    char *path = program_path(sitting, held, &error);
    if (path == NULL) {
        say(sitting, error.text);
        walk_skip(sitting->walk);
        return;
    }
    if (ask(sitting, "\nGoal (edit, hint, skip …):") && !do_common(sitting)) {
        bool is_left = *sitting->line == '\0' && walk_next(sitting->walk) == WALK_MOVED;
        if (!is_left) {
            do_in_goal(sitting, held, path);
        }
        if (walk_item(sitting->walk, held)->status == WALK_DONE) {
            print_explanation(sitting, held);
        }
    }
    memory_free(path);
}

/* --- measurements --- */

/* A program of the lesson as a file of its own, with its world in comments. */
static Status write_measured(const Lesson *lesson, size_t run, const char *folder, Text *path,
                             Error *error) {
    Text program = {0};
    lesson_write_program(lesson, run, &program);
    text_printf(path, "%s/%s.py", folder, lesson->runs[run].name);
    Status status = file_write(text_cstr(path), text_cstr(&program), program.length, error);
    text_release(&program);
    return status;
}

/* For the environment of what measures: this lesson, by its file. */
static void append_made_by(Text *text, const Lesson *lesson) {
    Text file = {0};
    text_printf(&file, "%s/%s.md", lesson->folder, lesson->name);
    text_append_cstr(text, REPORT_RUNS_MADE_BY "=meanwhile lesson ");
    replay_append_word(text, text_cstr(&file));
    text_release(&file);
}

/* meanwhile compare --engine sim,real,cpython --runs 5 --world-folder lessons A.py B.py */
static Status measure(const Lesson *lesson, const LessonMeasure *measure, Error *error) {
    char *folder;
    Status status = temporary_folder_make(&folder, "the lesson's programs", error);
    if (status != STATUS_OK) {
        return status;
    }
    Text executable = {0};
    Text engines = {0};
    Text made_by = {0};
    char count[24];
    char scale[32];
    Text *paths = memory_new_zeroed(measure->run_count, sizeof *paths);
    ARRAY_OF(const char *) words = {0};
    status = hand_over_find(HAND_OVER_REAL, &executable, error);
    text_printf(&engines, "sim,%s", measure->engines);
    (void)snprintf(count, sizeof count, "%lld", (long long)measure->count);
    (void)snprintf(scale, sizeof scale, "%lld.%06lld",
                   (long long)(measure->scale_millionths / 1000000),
                   (long long)(measure->scale_millionths % 1000000));
    const char *const head[] = {text_cstr(&executable), "compare",     "--engine",
                                text_cstr(&engines),    "--runs",      count,
                                "--world-folder",       lesson->folder};
    for (size_t i = 0; i < sizeof head / sizeof *head; i++) {
        ARRAY_PUSH(&words, head[i]);
    }
    if (measure->scale_millionths != 1000000) {
        ARRAY_PUSH(&words, "--time-scale");
        ARRAY_PUSH(&words, scale);
    }
    for (size_t i = 0; status == STATUS_OK && i < measure->run_count; i++) {
        status = write_measured(lesson, measure->runs[i], folder, &paths[i], error);
        ARRAY_PUSH(&words, text_cstr(&paths[i]));
    }
    ARRAY_PUSH(&words, NULL);
    append_made_by(&made_by, lesson);
    if (status == STATUS_OK) {
        const char *const environment[] = {text_cstr(&made_by), NULL};
        ProcessSpec spec = {.arguments = words.items, .environment = environment};
        ProcessResult result;
        status = process_run(&spec, &result, error);
        process_result_release(&result);
    }
    for (size_t i = 0; i < measure->run_count; i++) {
        text_release(&paths[i]);
    }
    temporary_folder_remove(folder);
    memory_free(folder);
    ARRAY_RELEASE(&words);
    memory_free(paths);
    text_release(&made_by);
    text_release(&engines);
    text_release(&executable);
    return status;
}

static void hold_measure(Sitting *sitting, size_t held) {
    const LessonMeasure *which = walk_item(sitting->walk, held)->item->as.measure;
    if (!ask(sitting, "\nMeasure it on this computer? (Enter: yes, skip: no)") ||
        do_common(sitting)) {
        return;
    }
    Error error;
    if (measure(sitting->lesson, which, &error) != STATUS_OK) {
        say(sitting, error.text);
    }
    walk_measured(sitting->walk, held);
}

/* --- all of it --- */

static void hold(Sitting *sitting, size_t held) {
    switch (walk_item(sitting->walk, held)->item->kind) {
    case LESSON_PREDICT:
    case LESSON_OBSERVE:
        hold_question(sitting, held);
        break;
    case LESSON_WATCH:
        hold_watch(sitting, held);
        break;
    case LESSON_GOAL:
        hold_goal(sitting, held);
        break;
    default:
        hold_measure(sitting, held);
    }
}

static void take(Sitting *sitting) {
    while (!walk_is_over(sitting->walk) && !sitting->is_left) {
        print_news(sitting);
        size_t held = walk_held(sitting->walk);
        if (held != LESSON_NONE) {
            hold(sitting, held);
        } else {
            bool is_last = walk_step(sitting->walk) + 1 == sitting->lesson->step_count;
            if (ask(sitting, is_last ? "\n[Enter: the end]" : "\n[Enter: the next step]") &&
                !do_common(sitting)) {
                (void)walk_next(sitting->walk);
            }
        }
        keep(sitting);
    }
    WalkScore score = walk_score(sitting->walk);
    if (walk_is_over(sitting->walk) && score.of > 0) {
        text_printf(&sitting->out, "\n%d of %d: predictions, observations and goals.\n",
                    score.right, score.of);
    }
    if (sitting->is_left && sitting->keeps) {
        text_append_char(&sitting->out, '\n');
        say(sitting, "The next time you go on from here.");
    }
    flush(sitting);
}

static Status take_file(const Options *options, const char *path, Error *error) {
    Lesson *lesson = NULL;
    Text complaints = {0};
    Status status = lesson_read(path, &lesson, &complaints, error);
    if (status != STATUS_OK) {
        (void)command_write(STDERR_FILENO, &complaints);
        text_release(&complaints);
        return status;
    }
    text_release(&complaints);
    Sitting sitting = {.walk = walk_new(lesson),
                       .lesson = lesson,
                       .style = options_style(options, STDOUT_FILENO),
                       .page = LESSON_NONE,
                       .keeps = true};
    Text title = {0};
    text_printf(&title, "%s  (%s, %lld min)", lesson->title, lesson_level_name(lesson->level),
                (long long)lesson->minutes);
    style_append(&sitting.style, &sitting.out, text_cstr(&title), STYLE_BOLD);
    text_append_char(&sitting.out, '\n');
    text_release(&title);
    say(&sitting, "Enter goes on. Wherever something is asked: skip, back, quit, help.");
    resume(&sitting);
    take(&sitting);
    walk_free(sitting.walk);
    text_release(&sitting.out);
    memory_free(sitting.told);
    free(sitting.line);
    lesson_free(lesson);
    return STATUS_OK;
}

Status command_lesson(Options *options, int *exit_code, Error *error) {
    (void)exit_code;
    if (options->operand_count != 1) {
        return error_set(error, STATUS_USAGE,
                         "lesson needs the name of one lesson; `meanwhile lessons` lists them");
    }
    Shelf shelf;
    Status status = shelf_open(&shelf, NULL, error);
    char *path = NULL;
    if (status == STATUS_OK) {
        status = shelf_find(&shelf, options->operands[0], &path, error);
        shelf_release(&shelf);
    }
    if (status == STATUS_OK) {
        status = take_file(options, path, error);
    }
    memory_free(path);
    return status;
}
