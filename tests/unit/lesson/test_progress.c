#include "lesson/progress.h"

#include "base/file.h"
#include "unit/lesson/lesson_fixture.h"

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const char LESSON[] = FIXTURE_FRONT
    "## First\n" FIXTURE_PROGRAMS
    "```predict number\nquestion: How long?\nanswer: sequential.makespan\n"
    "wrong M9 1s: No.\n```\n"
    "```watch\nstop: end\n```\n"
    "```observe choice\nquestion: Which?\nright b, a: Yes.\nwrong M10 a: No.\n"
    "claim: sequential.exit == 0\n```\n"
    "## Second\n\n"
    "```goal\ntask: Faster.\nstart: sequential\ncheck: makespan <= 1.1s\nflip: gather\nhint: One.\n"
    "solution: concurrent\n```\n";

static char folder[] = "/tmp/meanwhile-progress-XXXXXX";

static int make_folder(void **state) {
    (void)state;
    return mkdtemp(folder) == NULL || setenv("XDG_DATA_HOME", folder, 1) != 0;
}

static void remove_all(const char *path) {
    DIR *directory = opendir(path);
    struct dirent *entry;
    while (directory != NULL && (entry = readdir(directory)) != NULL) {
        char below[600];
        (void)snprintf(below, sizeof below, "%s/%s", path, entry->d_name);
        if (entry->d_name[0] != '.') {
            remove_all(below);
        }
    }
    if (directory != NULL) {
        closedir(directory);
    }
    (void)remove(path);
}

static int remove_folder(void **state) {
    (void)state;
    remove_all(folder);
    return 0;
}

static char *path_of(const char *name) {
    static char path[600];
    (void)snprintf(path, sizeof path, "%s/meanwhile/%s", folder, name);
    return path;
}

static Progress loaded(void) {
    Progress progress;
    Error error = {{0}};
    if (progress_load(&progress, NULL, &error) != STATUS_OK) {
        fail_msg("%s", error.text);
    }
    return progress;
}

static void keep(const Walk *walk, int64_t now_s) {
    Error error = {{0}};
    if (progress_keep(walk, now_s, NULL, &error) != STATUS_OK) {
        fail_msg("%s", error.text);
    }
}

/* Wrong prediction, watched, right observation, a hint and a flip for the goal. */
static void walk_through(Walk *walk) {
    Text reason = {0};
    assert_true(walk_answer_text(walk, 2, "1 s", &reason));
    walk_reach_stop(walk);
    assert_int_equal(walk_next(walk), WALK_MOVED);
    assert_true(walk_answer_text(walk, 4, "1", &reason));
    assert_int_equal(walk_next(walk), WALK_MOVED);
    assert_non_null(walk_hint(walk, 0));
    assert_true(walk_flip(walk, 0, 0, &reason, &reason));
    text_release(&reason);
}

static void a_walk_goes_on_where_it_was_left(void **state) {
    (void)state;
    Lesson *lesson = fixture_lesson(LESSON);
    Walk *walk = walk_new(lesson);
    walk_through(walk);
    keep(walk, 1000);
    walk_free(walk);

    Progress progress = loaded();
    const ProgressLesson *kept = progress_find(&progress, "07-a");
    assert_non_null(kept);
    assert_int_equal(kept->step, 1);
    assert_int_equal(kept->used_s, 1000);
    assert_int_equal(kept->score.right, 2);
    assert_int_equal(kept->items.count, 4);
    assert_int_equal(kept->items.items[0].misconception, 9);

    walk = walk_new(lesson);
    progress_resume(&progress, walk);
    assert_int_equal(walk_step(walk), 1);
    assert_int_equal(walk_score(walk).right, 2);
    const WalkItem *goal = walk_item(walk, 0);
    assert_true(goal->is_reached);
    assert_int_equal(goal->hints, 1);
    walk_go(walk, 0);
    assert_int_equal(walk_item(walk, 2)->given.numerator, 1000000000);
    assert_non_null(walk_feedback(walk, 2));
    assert_int_equal(walk_held(walk) == LESSON_NONE, true);
    walk_free(walk);
    progress_release(&progress);
    lesson_free(lesson);
}

static void what_does_not_fit_a_changed_lesson_is_left_out(void **state) {
    (void)state;
    Progress progress = loaded();
    Lesson *other = fixture_lesson(FIXTURE_FRONT "## Only\n\nText.\n");
    Walk *walk = walk_new(other);
    progress_resume(&progress, walk);
    assert_int_equal(walk_step(walk), 0);
    assert_int_equal(walk_score(walk).of, 0);
    walk_free(walk);
    lesson_free(other);
    progress_release(&progress);
}

static void an_export_has_a_line_for_each_thing_done(void **state) {
    (void)state;
    Progress progress = loaded();
    Text csv = {0};
    progress_append_csv(&progress, &csv);
    assert_non_null(strstr(text_cstr(&csv),
                           "\"07-a\",1970-01-01 00:16,2,3,1,3,predict,done,\"1.000 s\",no,M9,,"));
    assert_non_null(
        strstr(text_cstr(&csv), "\"07-a\",1970-01-01 00:16,2,3,2,1,goal,done,\"\",yes,,1,no\n"));
    text_release(&csv);
    progress_release(&progress);
}

/* A child that writes is killed after so many bytes; returns whether it lived to the end. */
static bool write_and_be_killed(const Walk *walk, rlim_t bytes) {
    pid_t child = fork();
    if (child == 0) {
        struct rlimit limit = {bytes, bytes};
        (void)setrlimit(RLIMIT_FSIZE, &limit);
        (void)signal(SIGXFSZ, SIG_DFL);
        Error error;
        _exit(progress_keep(walk, 2000, NULL, &error) == STATUS_OK ? 0 : 1);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static void whoever_is_killed_at_any_byte_loses_nothing(void **state) {
    (void)state;
    Lesson *lesson = fixture_lesson(LESSON);
    Walk *walk = walk_new(lesson);
    rlim_t bytes = 0;
    while (!write_and_be_killed(walk, bytes)) {
        Progress progress = loaded();
        const ProgressLesson *kept = progress_find(&progress, "07-a");
        assert_non_null(kept);
        assert_int_equal(kept->used_s, 1000);
        assert_int_equal(kept->items.count, 4);
        progress_release(&progress);
        bytes++;
    }
    assert_true(bytes > 100);
    Progress progress = loaded();
    assert_int_equal(progress_find(&progress, "07-a")->used_s, 2000);
    progress_release(&progress);
    walk_free(walk);
    lesson_free(lesson);
}

static void a_file_that_is_not_understood_is_kept_aside(void **state) {
    (void)state;
    static const char *const WRONG[] = {
        "", "{", "[1, 2]", "{\"format\": \"meanwhile progress\", \"version\": 2, \"lessons\": {}}"};
    Lesson *lesson = fixture_lesson(LESSON);
    Walk *walk = walk_new(lesson);
    for (int i = 0; i < 4; i++) {
        Error error = {{0}};
        char name[40];
        Text note = {0};
        Text bytes = {0};
        assert_int_equal(file_write(path_of("progress.json"), WRONG[i], strlen(WRONG[i]), &error),
                         STATUS_OK);
        assert_int_equal(progress_keep(walk, 3000, &note, &error), STATUS_OK);
        (void)snprintf(name, sizeof name, "progress.json.%d", i + 1);
        assert_non_null(strstr(text_cstr(&note), name));
        assert_int_equal(file_read(path_of(name), FILE_BYTES_MAX, &bytes, &error), STATUS_OK);
        assert_string_equal(text_cstr(&bytes), WRONG[i]);
        text_release(&bytes);
        text_release(&note);
    }
    walk_free(walk);
    lesson_free(lesson);
}

static void a_reset_forgets_one_lesson_or_all(void **state) {
    (void)state;
    Error error = {{0}};
    Lesson *lesson = fixture_lesson(LESSON);
    Walk *walk = walk_new(lesson);
    keep(walk, 1);
    assert_int_equal(progress_reset("08-b", NULL, &error), STATUS_OK);
    Progress progress = loaded();
    assert_int_equal(progress.lessons.count, 1);
    progress_release(&progress);
    assert_int_equal(progress_reset(NULL, NULL, &error), STATUS_OK);
    progress = loaded();
    assert_int_equal(progress.lessons.count, 0);
    progress_release(&progress);
    walk_free(walk);
    lesson_free(lesson);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_walk_goes_on_where_it_was_left),
        cmocka_unit_test(what_does_not_fit_a_changed_lesson_is_left_out),
        cmocka_unit_test(an_export_has_a_line_for_each_thing_done),
        cmocka_unit_test(whoever_is_killed_at_any_byte_loses_nothing),
        cmocka_unit_test(a_file_that_is_not_understood_is_kept_aside),
        cmocka_unit_test(a_reset_forgets_one_lesson_or_all),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
