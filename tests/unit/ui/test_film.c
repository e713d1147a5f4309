#include "ui/film.h"

#include "base/file.h"
#include "unit/ui/golden_picture.h"
#include "unit/unit.h"

#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { WIDTH = 64, HEIGHT = 48, FPS = 10 };

static char folder[64];

static int make_folder(void **state) {
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/meanwhile-film-XXXXXX");
    return mkdtemp(folder) != NULL ? 0 : -1;
}

static int remove_folder(void **state) {
    (void)state;
    char command[96];
    snprintf(command, sizeof command, "rm -r '%s'", folder);
    return system(command);
}

static const char *within(const char *name) {
    static char path[2][128];
    static int next;
    next = !next;
    snprintf(path[next], sizeof path[next], "%s/%s", folder, name);
    return path[next];
}

/* How many entries the folder has, hidden ones too. */
static int entries_of(const char *path) {
    DIR *opened = opendir(path);
    assert_non_null(opened);
    int count = 0;
    for (struct dirent *entry; (entry = readdir(opened)) != NULL;) {
        count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    }
    closedir(opened);
    return count;
}

/* Puts a script in the place of ffmpeg, which is the only program found then; NULL: none. */
static void use_ffmpeg(const char *script) {
    mkdir(within("bin"), 0777);
    setenv("PATH", within("bin"), 1);
    unlink(within("bin/ffmpeg"));
    if (script != NULL) {
        Error error;
        assert_int_equal(file_write(within("bin/ffmpeg"), script, strlen(script), &error),
                         STATUS_OK);
        assert_int_equal(chmod(within("bin/ffmpeg"), 0777), 0);
    }
}

static Film *open_film(const char *path) {
    Film *film;
    Error error;
    if (film_new(&film, path, WIDTH, HEIGHT, FPS, &error) != STATUS_OK) {
        fail_msg("%s", error.text);
    }
    return film;
}

/* Adds frames until all are added or one fails. */
static Status add_frames(Film *film, int count, Error *error) {
    Canvas canvas;
    canvas_init(&canvas, NULL);
    DrawList list;
    draw_list_init(&list);
    Status status = STATUS_OK;
    for (int i = 0; i < count && status == STATUS_OK; i++) {
        draw_list_clear(&list, WIDTH, HEIGHT, 0xFFFFFFFF);
        draw_fill(&list, (DrawRect){i * DRAW_UNIT, 0, 10 * DRAW_UNIT, 40 * DRAW_UNIT}, 0,
                  0x0072B2FF);
        canvas_draw(&canvas, &list);
        status = film_add(film, &canvas, error);
    }
    draw_list_release(&list);
    canvas_release(&canvas);
    return status;
}

static void frames_are_numbered_pictures_in_a_folder(void **state) {
    (void)state;
    Film *film = open_film(within("frames/"));
    Error error;
    assert_int_equal(add_frames(film, 3, &error), STATUS_OK);
    assert_int_equal(film_finish(film, &error), STATUS_OK);
    film_free(film);
    assert_int_equal(entries_of(within("frames")), 3);
    ReadPicture picture = picture_read(within("frames/00003.png"));
    assert_int_equal(picture.width, WIDTH);
    assert_int_equal(picture.rgb[0], 0xFF);
    assert_int_equal(picture.rgb[3 * 2], 0x00); /* the third frame's bar begins at x = 2 */
    free(picture.rgb);
}

/* Stands for ffmpeg: takes all frames and tells how many bytes they had. Its last argument is the
 * file to write. */
static const char COUNTS[] = "#!/bin/sh\nfor last; do :; done\n/usr/bin/wc -c > \"$last\"\n";

static void ffmpeg_is_fed_every_frame(void **state) {
    (void)state;
    use_ffmpeg(COUNTS);
    Film *film = open_film(within("demo.mp4"));
    assert_null(film_notice(film));
    Error error;
    assert_int_equal(add_frames(film, 5, &error), STATUS_OK);
    assert_int_equal(access(within("demo.mp4"), F_OK), -1); /* not before it is whole */
    assert_int_equal(film_finish(film, &error), STATUS_OK);
    film_free(film);
    Text text = {0};
    assert_int_equal(file_read(within("demo.mp4"), 1000, &text, &error), STATUS_OK);
    assert_int_equal(atoi(text_cstr(&text)), 5 * WIDTH * HEIGHT * 4);
    text_release(&text);
}

static void expect_failed_film(const char *script, const char *message) {
    use_ffmpeg(script);
    Error error;
    assert_int_equal(file_write(within("old.gif"), "old", 3, &error), STATUS_OK);
    int entries = entries_of(folder);
    Film *film = open_film(within("old.gif"));
    Status status = add_frames(film, 500, &error);
    status = status == STATUS_OK ? film_finish(film, &error) : status;
    film_free(film);
    assert_int_equal(status, STATUS_SYSTEM);
    Text expected = {0}, text = {0};
    text_printf(&expected, "could not make %s: %s", within("old.gif"), message);
    assert_string_equal(error.text, text_cstr(&expected));
    assert_int_equal(file_read(within("old.gif"), 1000, &text, &error), STATUS_OK);
    assert_string_equal(text_cstr(&text), "old"); /* what was there is still there */
    assert_int_equal(entries_of(folder), entries);
    text_release(&expected);
    text_release(&text);
}

static void a_film_that_fails_is_told_and_leaves_nothing(void **state) {
    (void)state;
    expect_failed_film("#!/bin/sh\nkill -9 $$\n", "ffmpeg was stopped by signal 9");
    expect_failed_film("#!/bin/sh\n/usr/bin/head -c 20000 >/dev/null\nkill -9 $$\n",
                       "ffmpeg was stopped by signal 9");
    expect_failed_film("#!/bin/sh\necho first >&2\necho 'No space left on device' >&2\nexit 1\n",
                       "ffmpeg says: No space left on device");
    expect_failed_film("#!/bin/sh\nexit 3\n", "ffmpeg failed");
    expect_failed_film("#!/bin/sh\nexit 0\n", "ffmpeg ended before the film did");
}

static void without_ffmpeg_there_are_pictures_and_a_message(void **state) {
    (void)state;
    use_ffmpeg(NULL);
    Film *film = open_film(within("tour.gif"));
    Text notice = {0};
    text_printf(&notice,
                "could not find ffmpeg (Debian's package ffmpeg) to make %s: writing numbered "
                "pictures to %s/",
                within("tour.gif"), within("tour-frames"));
    assert_string_equal(film_notice(film), text_cstr(&notice));
    text_release(&notice);
    Error error;
    assert_int_equal(add_frames(film, 2, &error), STATUS_OK);
    assert_int_equal(film_finish(film, &error), STATUS_OK);
    film_free(film);
    assert_int_equal(entries_of(within("tour-frames")), 2);
}

static void an_unfinished_film_is_removed(void **state) {
    (void)state;
    use_ffmpeg("#!/bin/sh\nfor last; do :; done\necho > \"$last\"\nexec /bin/cat >/dev/null\n");
    int entries = entries_of(folder);
    Film *film = open_film(within("never.mp4"));
    Error error;
    assert_int_equal(add_frames(film, 2, &error), STATUS_OK);
    film_free(film);
    assert_int_equal(entries_of(folder), entries);
}

static void impossible_targets_are_refused_at_once(void **state) {
    (void)state;
    Film *film;
    Error error;
    assert_int_equal(film_new(&film, "a.avi", WIDTH, HEIGHT, FPS, &error), STATUS_USAGE);
    assert_string_equal(error.text, "could not make a film 'a.avi': its name should end with .gif "
                                    "or .mp4, or with / for a folder of pictures");
    assert_int_equal(film_new(&film, "", WIDTH, HEIGHT, FPS, &error), STATUS_USAGE);
    assert_int_equal(film_new(&film, "/nonexistent/frames/", WIDTH, HEIGHT, FPS, &error),
                     STATUS_SYSTEM);
    assert_string_equal(error.text,
                        "could not make the folder /nonexistent/frames: No such file or directory");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frames_are_numbered_pictures_in_a_folder),
        cmocka_unit_test(ffmpeg_is_fed_every_frame),
        cmocka_unit_test(a_film_that_fails_is_told_and_leaves_nothing),
        cmocka_unit_test(without_ffmpeg_there_are_pictures_and_a_message),
        cmocka_unit_test(an_unfinished_film_is_removed),
        cmocka_unit_test(impossible_targets_are_refused_at_once),
    };
    char *path = strdup(getenv("PATH"));
    int failed = cmocka_run_group_tests(tests, make_folder, NULL);
    setenv("PATH", path, 1);
    free(path);
    return remove_folder(NULL) == 0 ? failed : 1;
}
