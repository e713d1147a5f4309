#include "base/watch.h"

#include "base/file.h"
#include "unit/unit.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { SECONDS_MAX = 20 };

/* A folder with one file in it, and a count of what its watch has said. */
typedef struct Place {
    char folder[64];
    char file[96], other[96];
    pthread_mutex_t lock;
    pthread_cond_t called;
    int calls;
    Watch *watch;
} Place;

static void count_call(void *context) {
    Place *place = context;
    pthread_mutex_lock(&place->lock);
    place->calls++;
    pthread_cond_signal(&place->called);
    pthread_mutex_unlock(&place->lock);
}

static void write_file(const char *path, const char *content) {
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(content, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void expect_call(Place *place) {
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += SECONDS_MAX;
    pthread_mutex_lock(&place->lock);
    int waited = 0;
    while (place->calls == 0 && waited == 0) {
        waited = pthread_cond_timedwait(&place->called, &place->lock, &until);
    }
    assert_true(place->calls > 0);
    place->calls = 0;
    pthread_mutex_unlock(&place->lock);
}

static void place_init(Place *place) {
    *place = (Place){.lock = PTHREAD_MUTEX_INITIALIZER, .called = PTHREAD_COND_INITIALIZER};
    strcpy(place->folder, "/tmp/test_watch.XXXXXX");
    assert_non_null(mkdtemp(place->folder));
    snprintf(place->file, sizeof place->file, "%s/a.py", place->folder);
    snprintf(place->other, sizeof place->other, "%s/b.py", place->folder);
    write_file(place->file, "print(1)\n");
    const char *paths[] = {place->file};
    place->watch = watch_new(paths, 1, count_call, place);
    assert_non_null(place->watch);
}

static void place_release(Place *place) {
    watch_free(place->watch);
    unlink(place->file);
    unlink(place->other);
    assert_int_equal(rmdir(place->folder), 0);
}

static void a_file_that_is_written_again_is_told(void **state) {
    (void)state;
    Place place;
    place_init(&place);
    write_file(place.file, "print(2)\n");
    expect_call(&place);
    place_release(&place);
}

static void a_file_that_is_renamed_over_it_is_told(void **state) {
    (void)state;
    Place place;
    place_init(&place);
    for (int i = 0; i < 3; i++) {
        write_file(place.other, "print(3)\n");
        assert_int_equal(rename(place.other, place.file), 0);
        expect_call(&place);
    }
    place_release(&place);
}

static void a_file_that_comes_later_is_told(void **state) {
    (void)state;
    Place place;
    place_init(&place);
    watch_free(place.watch);
    unlink(place.file);
    const char *paths[] = {place.file};
    place.watch = watch_new(paths, 1, count_call, &place);
    write_file(place.file, "print(4)\n");
    expect_call(&place);
    place_release(&place);
}

static void what_a_link_points_to_is_watched(void **state) {
    (void)state;
    Place place, real;
    place_init(&place);
    place_init(&real);
    watch_free(place.watch);
    unlink(place.file);
    assert_int_equal(symlink(real.file, place.file), 0);
    const char *paths[] = {place.file};
    place.watch = watch_new(paths, 1, count_call, &place);
    write_file(real.file, "print(5)\n");
    expect_call(&place);
    place_release(&place);
    place_release(&real);
}

static void a_folder_that_cannot_be_watched_is_looked_at(void **state) {
    (void)state;
    Place place;
    place_init(&place);
    watch_free(place.watch);
    /* The folder comes into being only later. */
    unlink(place.file);
    assert_int_equal(rmdir(place.folder), 0);
    const char *paths[] = {place.file};
    place.watch = watch_new(paths, 1, count_call, &place);
    assert_int_equal(mkdir(place.folder, 0700), 0);
    write_file(place.file, "print(6)\n");
    expect_call(&place);
    place_release(&place);
}

/* An editor, or a run that goes on. */
static void it_ends_although_a_child_was_forked_meanwhile(void **state) {
    (void)state;
    Place place;
    place_init(&place);
    pid_t child = fork();
    if (child == 0) {
        alarm(2 * SECONDS_MAX);
        (void)pause();
        _exit(0);
    }
    assert_true(child > 0);
    place_release(&place);
    assert_int_equal(waitpid(child, NULL, WNOHANG), 0); /* and not because the child had ended */
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(waitpid(child, NULL, 0), child);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_ends_although_a_child_was_forked_meanwhile),
        cmocka_unit_test(a_file_that_is_written_again_is_told),
        cmocka_unit_test(a_file_that_is_renamed_over_it_is_told),
        cmocka_unit_test(a_file_that_comes_later_is_told),
        cmocka_unit_test(what_a_link_points_to_is_watched),
        cmocka_unit_test(a_folder_that_cannot_be_watched_is_looked_at),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
