#include "ui/app.h"

#include "base/file.h"
#include "ui/app_actions.h"
#include "unit/ui/driven.h"
#include "unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Plays a script on the two demonstrations: sequential.py (11.550 s), gathered.py (1.377 s). */
static void play_demo(const char *text) {
    static const char *const PATHS[] = {"assets/demo/sequential.py", "assets/demo/gathered.py"};
    Driven driven;
    driven_open(&driven, (AppOptions){.paths = PATHS, .path_count = 2});
    driven_play(&driven, text);
    app_release(&driven.app);
}

/* The same on one program of its own. */
static void play_program(const char *program, const char *text) {
    char path[] = "/tmp/test_app.XXXXXX.py";
    Error error;
    int fd = mkstemps(path, 3);
    assert_true(fd >= 0);
    close(fd);
    assert_int_equal(file_write(path, program, strlen(program), &error), STATUS_OK);
    const char *const paths[] = {path};
    Driven driven;
    driven_open(&driven, (AppOptions){.paths = paths, .path_count = 1});
    driven_play(&driven, text);
    app_release(&driven.app);
    unlink(path);
}

static void time_is_played_and_paused(void **state) {
    (void)state;
    play_demo("expect runs sequential.py 11.550 s, gathered.py 1.377 s\n"
              "expect time 0.000 s\nexpect playing no\nexpect speed ×1\n"
              "key Space\nwait 2s\nexpect playing yes\nexpect time 2.000 s\n"
              "key > >\nexpect speed ×4\nwait 1s\nexpect time 6.000 s\n"
              "key Space\nwait 1s\nexpect time 6.000 s\nexpect playing no\n"
              "key < < < < < <\nexpect speed ×1/16 (1.0 ms takes 16.0 ms)\n"
              "key Space\nwait 1s\nexpect time 6.062500 s\n"
              "key End\nexpect playing no\nexpect time 11.549627488 s\n"
              "key Space\nexpect time 0.000 s\nexpect playing yes\n");
}

static void playing_stops_at_the_end(void **state) {
    (void)state;
    play_demo("go 11.5s\nkey Space\nwait 1s\nexpect playing no\nexpect time 11.549627488 s\n");
}

static void events_are_stepped_over_in_both_directions(void **state) {
    (void)state;
    play_demo("expect event none\nkey Right\nexpect event sequential.py: main thread, thread\n"
              "go 1s\nkey Left\nexpect event gathered.py: event loop, idle\n"
              "expect time 0.955585009 s\n"
              "key Left Left\nexpect event gathered.py: Task-8 fetch, done\n"
              "key Right Right\nexpect event gathered.py: event loop, idle\n"
              "key Shift+Left\nexpect event gathered.py: event loop, turn\n"
              "key Home\nexpect time 0.000 s\nexpect event none\n"
              "key Left\nexpect message There is nothing before.\n"
              "key End\nkey .\nexpect message There is nothing further.\n");
}

static void tasks_travel_after_a_step_and_not_after_a_jump(void **state) {
    (void)state;
    play_demo("go 1s\nwait 0s\nexpect travel over\nkey Right\nwait 20ms\nkey 1\n"
              "expect travel under way\nwait 300ms\nkey 1\nexpect travel over\n"
              "key Home Space\nwait 20ms\nkey 1\nexpect travel under way\n");
}

static void a_tasks_own_events_are_stepped_over(void **state) {
    (void)state;
    play_demo("key ]\nexpect message Choose a task with ↑ ↓ first.\n"
              "key Down Down Down Down Down\nexpect selected gathered.py: Task-3 fetch\n"
              "go 1s\nkey ]\nexpect event gathered.py: Task-3 fetch, response\n"
              "expect time 1.121420183 s\n"
              "key ]\nexpect event gathered.py: Task-3 fetch, wake\n"
              "key [ [\nexpect event gathered.py: Task-3 fetch, suspend\nexpect time 0.000 s\n");
}

static void bookmarks_are_set_found_and_taken_away(void **state) {
    (void)state;
    play_demo("expect bookmarks none\nkey Ctrl+Right\n"
              "expect message There are no bookmarks: M sets one.\n"
              "go 3s\nkey M\ngo 1s\nkey M\nexpect bookmarks 1.000 s, 3.000 s\n"
              "key Ctrl+Right\nexpect time 3.000 s\n"
              "key Ctrl+Right\nexpect message There is no bookmark further on.\n"
              "key Ctrl+Left\nexpect time 1.000 s\nkey M\nexpect bookmarks 3.000 s\n"
              "key Home PageDown\nexpect time 1.376761111 s\n"
              "key PageDown\nexpect time 3.000 s\nkey PageDown\nexpect time 11.549627488 s\n"
              "key PageUp PageUp PageUp\nexpect time 0.000 s\n");
}

static void what_is_seen_is_zoomed_and_moved(void **state) {
    (void)state;
    play_demo("expect from 0.000 s\nexpect to 11.910553347 s\n"
              "go 4s\nkey W\nexpect from 1.000 s\nexpect to 9.932915010 s\n"
              "key D\nexpect from 2.116614376 s\nkey A\nexpect from 1.000 s\n"
              "key S\nexpect from 0.000 s\nexpect to 11.910553347 s\n"
              "key 0\nexpect to 11.910553347 s\n"
              "key - - - -\nexpect to 11.910553347 s\n"
              "measure 2s 6s\nkey F\nkey F\nexpect to 11.910553347 s\n");
}

static void tasks_are_selected_and_asked_about(void **state) {
    (void)state;
    play_demo("expect selected nothing\nkey Up\nexpect selected gathered.py: Task-11 fetch\n"
              "key Down\nexpect selected gathered.py: Task-11 fetch\n"
              "key Up K\nexpect selected gathered.py: Task-9 fetch\nkey J\n"
              "expect selected gathered.py: Task-10 fetch\nexpect code gathered.py\n"
              "go 500ms\nkey Enter\nexpect details yes\n"
              "expect span waiting for reply from 0.000 s to 1.281076639 s\n"
              "key Q\nexpect details no\nkey Esc\nexpect selected nothing\n"
              "key Enter\nexpect details yes\nexpect selected gathered.py: event loop\n"
              "key Esc\nexpect details no\n");
}

static void pictures_are_arranged_by_keys(void **state) {
    (void)state;
    play_demo("key 3\nexpect layout timelines\nkey 2\nexpect layout code\nkey 1\n"
              "expect layout all\nkey C\nexpect path yes\nkey C\nexpect path no\n"
              "key E\nexpect code gathered.py\nkey E\nexpect code sequential.py\n"
              "key Z\nexpect folded sequential.py\nkey Down\n"
              "expect selected gathered.py: event loop\nkey Z\n"
              "expect folded sequential.py, gathered.py\n"
              "key T\nexpect theme dark\nkey T\nexpect theme high-contrast\nkey T\n"
              "expect theme light\nkey Ctrl++\nexpect scale 110\nkey Ctrl+0\nexpect scale 100\n"
              "key Ctrl+- Ctrl+- Ctrl+- Ctrl+-\nexpect scale 75\n"
              "key P\nexpect present yes\nkey P\nkey F11\nexpect full-screen yes\n"
              "key Shift+M\nexpect reduced-motion yes\nkey Right\nexpect travel over\n"
              "resize 960x540\nexpect size 960x540\n");
}

static void what_lies_over_the_picture_pauses_it(void **state) {
    (void)state;
    play_demo("key Space\nwait 100ms\nkey ?\nexpect overlay help\nexpect playing no\n"
              "key F1\nexpect overlay none\nkey Space\nkey B\nexpect overlay blank\n"
              "expect playing no\nkey B\nexpect overlay none\n"
              "key .\nexpect overlay none\nkey P\nkey .\nexpect overlay blank\nkey .\n"
              "expect overlay none\n");
}

static void leaving_is_asked_about(void **state) {
    (void)state;
    play_demo("key Esc\nexpect overlay question\nexpect row Leave\nkey Esc\n"
              "expect overlay none\nexpect message none\n"
              "key Ctrl+Q\nexpect overlay question\nkey Down\nexpect row Stay\nkey Enter\n"
              "expect overlay none\n");
    static const char *const PATHS[] = {"assets/demo/gathered.py"};
    Driven driven;
    driven_open(&driven, (AppOptions){.paths = PATHS, .path_count = 1});
    driven_play(&driven, "key Esc\n");
    assert_false(driven.app.wishes.quit);
    driven_play(&driven, "key Enter\n");
    assert_true(driven.app.wishes.quit);
    app_release(&driven.app);
}

static void commands_and_tasks_are_found_by_typing(void **state) {
    (void)state;
    play_demo("key /\nexpect overlay palette\nexpect filter\n"
              "type m\nexpect filter m\nexpect bookmarks none\nexpect playing no\n"
              "key Backspace\nexpect filter\ntype Task-5\nexpect rows 1\nexpect row Task-5 fetch\n"
              "key Enter\nexpect overlay none\nexpect selected gathered.py: Task-5 fetch\n"
              "key Ctrl+F\ntype half fast\nexpect rows 1\nkey Enter\nexpect speed ×½\n"
              "key /\ntype nothing is called like this\nexpect rows 0\nexpect row none\n"
              "key Enter\nexpect overlay palette\nkey Esc\nexpect overlay none\n");
}

static void the_pointer_selects_measures_and_scrubs(void **state) {
    (void)state;
    play_demo("click-on lane Task-4 fetch\nexpect selected gathered.py: Task-4 fetch\n"
              "measure 2s 4s\nkey 0\nkey Esc\nkey Esc\nexpect range none\n"
              "click-on run gathered.py\nexpect folded gathered.py\n"
              "click-on run gathered.py\nexpect folded none\n"
              "click-on tab gathered.py\nexpect code gathered.py\n"
              "key ?\nclick-on row play, or pause\nexpect overlay none\nexpect playing yes\n");
}

static void sliders_rerun_what_they_change(void **state) {
    (void)state;
    play_demo("expect sliders latency api.example.com = ≈ 1.000 s\n"
              "key Tab\nexpect slider latency api.example.com\n"
              "key Right\nexpect sliders latency api.example.com = 1.050 s\n"
              "expect runs sequential.py 10.500 s, gathered.py 1.050 s\n"
              "key Shift+Left\nexpect sliders latency api.example.com = 550.0 ms\n"
              "expect runs sequential.py 5.500 s, gathered.py 550.0 ms\n"
              "key Backspace\nexpect runs sequential.py 11.550 s, gathered.py 1.377 s\n"
              "key Esc\nexpect slider none\n"
              "slide 500 latency api.example.com\n"
              "expect runs sequential.py 20.000 s, gathered.py 2.000 s\n");
}

static void a_line_for_all_hosts_leaves_one_slider(void **state) {
    (void)state;
    static const char *const PATHS[] = {"assets/demo/gathered.py"};
    static const char *const LINES[] = {"host * latency 2s"};
    Driven driven;
    driven_open(&driven, (AppOptions){.paths = PATHS,
                                      .path_count = 1,
                                      .session = {.world_lines = LINES, .world_line_count = 1}});
    driven_play(&driven, "expect sliders latency * = 2.000 s\nexpect end 2.000 s\n"
                         "slide 500 latency *\nexpect end 4.000 s\n");
    app_release(&driven.app);
}

static void constants_are_tuned_where_the_program_says_so(void **state) {
    (void)state;
    play_program("# meanwhile: tune COUNT 1..10\n# meanwhile: tune PAUSE 0.5..2.5 0.5\n"
                 "import time\nCOUNT = 3\nPAUSE = 1.5  # seconds\n"
                 "for _ in range(COUNT):\n    time.sleep(PAUSE)\n",
                 "expect sliders COUNT = 3, PAUSE = 1.5\nexpect end 4.500 s\n"
                 "key Tab Right Right\nexpect sliders COUNT = 5, PAUSE = 1.5\n"
                 "expect end 7.500 s\nkey Tab Left\nexpect sliders COUNT = 5, PAUSE = 1\n"
                 "expect end 5.000 s\nslide 1000 COUNT\nexpect end 10.000 s\n");
}

static void a_program_that_is_saved_runs_again(void **state) {
    (void)state;
    char path[] = "/tmp/test_app.XXXXXX.py";
    close(mkstemps(path, 3));
    static const char *const TEXTS[] = {"import time\ntime.sleep(1)\n",
                                        "import time\ntime.sleep(2)\n", "time.sleep(\n"};
    Error error;
    assert_int_equal(file_write(path, TEXTS[0], strlen(TEXTS[0]), &error), STATUS_OK);
    const char *const paths[] = {path};
    Driven driven;
    driven_open(&driven, (AppOptions){.paths = paths, .path_count = 1});
    driven_play(&driven, "expect end 1.000 s\ngo 500ms\nkey M\n");
    assert_int_equal(file_write(path, TEXTS[1], strlen(TEXTS[1]), &error), STATUS_OK);
    app_reload(&driven.app, false);
    driven_play(&driven, "expect end 2.000 s\nexpect time 0.500 s\nexpect bookmarks 0.500 s\n");
    /* What is wrong is told, and the last good picture stays. */
    assert_int_equal(file_write(path, TEXTS[2], strlen(TEXTS[2]), &error), STATUS_OK);
    app_reload(&driven.app, false);
    driven_play(&driven, "expect end 2.000 s\nexpect time 0.500 s\n");
    assert_non_null(strstr(driven.app.runs[0].message, ":1:"));
    assert_int_equal(driven.app.runs[0].message_line, 1);
    assert_int_equal(file_write(path, TEXTS[0], strlen(TEXTS[0]), &error), STATUS_OK);
    app_reload(&driven.app, false);
    driven_play(&driven, "expect end 1.000 s\nexpect error none\n");
    unlink(path);
    app_reload(&driven.app, false);
    driven_play(&driven, "expect end 1.000 s\n");
    assert_non_null(strstr(driven.app.runs[0].message, "could not read"));
    app_release(&driven.app);
}

/* What was under the pointer, or in a list, when the runs were replaced by shorter ones. */
static void clicks_on_what_is_gone_do_nothing(void **state) {
    (void)state;
    char path[] = "/tmp/test_app.XXXXXX.py";
    static const char *const TEXTS[] = {
        "import asyncio\nasync def main():\n"
        "    await asyncio.gather(*(asyncio.sleep(n, n) for n in range(1, 9)))\n"
        "asyncio.run(main())\n",
        "import time\ntime.sleep(1)\n"};
    Error error;
    close(mkstemps(path, 3));
    assert_int_equal(file_write(path, TEXTS[0], strlen(TEXTS[0]), &error), STATUS_OK);
    const char *const paths[] = {path};
    Driven driven;
    driven_open(&driven, (AppOptions){.paths = paths, .path_count = 1});
    driven_play(&driven, "key Up\ngo 3s\n");
    app_draw(&driven.app, &driven.metrics);
    const int32_t x = 900, y = 400;
    app_input(&driven.app, &(AppInput){.kind = APP_POINTER_DOWN, .x = x, .y = y});
    assert_int_equal(driven.app.drag, APP_DRAG_RANGE);
    assert_int_equal(file_write(path, TEXTS[1], strlen(TEXTS[1]), &error), STATUS_OK);
    app_reload(&driven.app, false);
    app_settle(&driven.app);
    app_input(&driven.app, &(AppInput){.kind = APP_POINTER_UP, .x = x, .y = y, .clicks = 1});
    for (int i = 0; i < 2; i++) { /* before and after the next picture */
        app_input(&driven.app, &(AppInput){.kind = APP_POINTER_DOWN, .x = x, .y = y});
        app_input(&driven.app, &(AppInput){.kind = APP_POINTER_UP, .x = x, .y = y, .clicks = 1});
        app_draw(&driven.app, &driven.metrics);
    }
    driven_play(&driven, "expect end 1.000 s\nexpect time 1.000 s\n");
    app_release(&driven.app);
    unlink(path);
}

static void what_goes_wrong_in_a_program_is_told(void **state) {
    (void)state;
    play_program("import asyncio\nasync def main():\n    await asyncio.Event().wait()\n"
                 "asyncio.run(main())\n",
                 "key Space Right 1 Enter End\n");
    /* Asked about at its end, who waits for ever does so, whatever came before. */
    play_program(
        "import asyncio\nasync def main():\n    await asyncio.sleep(1)\n"
        "    await asyncio.Event().wait()\nasyncio.run(main())\n",
        "key Down Down\nkey Enter\ngo 500ms\nexpect span sleeping from 0.000 s to 1.000 s\n"
        "key End\nexpect details yes\nexpect span none\n");
    play_program("x = 1\nraise ValueError('no')\n",
                 "expect error Traceback (most recent call last):\n");
    static const char *const PATHS[] = {"no/such/file.py"};
    Driven driven;
    driven_open(&driven, (AppOptions){.paths = PATHS, .path_count = 1});
    driven_play(&driven, "expect runs file.py refused\n"
                         "expect error could not read no/such/file.py: No such file or directory\n"
                         "key Space Right Down Enter W 0 F Tab End Home\nexpect playing no\n");
    app_release(&driven.app);
}

static void a_run_that_takes_long_is_stopped_by_a_key(void **state) {
    (void)state;
    char path[] = "/tmp/test_app.XXXXXX.py";
    static const char TEXT[] = "while True:\n    pass\n";
    Error error;
    close(mkstemps(path, 3));
    assert_int_equal(file_write(path, TEXT, strlen(TEXT), &error), STATUS_OK);
    const char *const paths[] = {path};
    Driven driven;
    driven_open(&driven, (AppOptions){.paths = paths,
                                      .path_count = 1,
                                      .session = {.limits = {.step_instructions = INT64_MAX}}});
    while (driven.app.view.progress <= 0 || driven.app.running_ns < 1000000000) {
        app_advance(&driven.app, 10000000);
        assert_true(app_is_running(&driven.app));
    }
    /* The window answers all the while. */
    app_input(&driven.app, &(AppInput){.kind = APP_TEXT, .text = "?"});
    assert_int_equal(driven.app.view.overlay, VIEW_HELP);
    const AppInput escape = {.kind = APP_KEY, .key = {.symbol = KEY_ESCAPE}};
    app_input(&driven.app, &escape);
    assert_int_equal(driven.app.view.overlay, VIEW_NO_OVERLAY);
    app_input(&driven.app, &escape);
    driven_play(&driven, "expect error it was stopped before it was over\nexpect overlay none\n");
    app_release(&driven.app);
    unlink(path);
}

static void programs_are_offered_where_none_is_named(void **state) {
    (void)state;
    Driven driven;
    driven_open(&driven, (AppOptions){.path_count = 0});
    driven_play(&driven,
                "expect overlay opening\nexpect runs none\n"
                "type the same ten\nexpect row gathered.py\nexpect rows 1\n"
                "key Esc\nexpect filter\nexpect overlay opening\n"
                "type gathered.py\nkey Enter\nexpect overlay none\n"
                "expect runs gathered.py 1.377 s\n"
                "key Ctrl+O\ntype gathered.py\nkey Tab\nkey Backspace Backspace Backspace\n"
                "key Esc\nkey Ctrl+O\nexpect overlay opening\n");
    app_release(&driven.app);
    driven_open(&driven, (AppOptions){.path_count = 0});
    driven_play(&driven, "type ten\nexpect rows 2\nkey Tab Tab Enter\n"
                         "expect runs gathered.py 1.377 s, sequential.py 11.550 s\n");
    app_release(&driven.app);
}

/* Whatever is open, and whatever lies over it, any action can be asked for: by a script, or in the
 * palette. */
static void every_action_is_harmless_everywhere(void **state) {
    (void)state;
    static const char *const PATHS[] = {"assets/demo/gathered.py", "no/such/file.py"};
    for (size_t count = 0; count <= 2; count++) {
        Driven driven;
        driven_open(&driven, (AppOptions){.paths = PATHS, .path_count = count});
        app_settle(&driven.app);
        for (int overlay = VIEW_NO_OVERLAY; overlay <= VIEW_MESSAGE; overlay++) {
            for (int id = 0; id < ACTION_COUNT; id++) {
                app_show_overlay(&driven.app, (ViewOverlay)overlay);
                app_actions_do(&driven.app, (ActionId)id);
                app_advance(&driven.app, DRIVEN_STEP_NS);
                app_draw(&driven.app, &driven.metrics);
            }
        }
        app_release(&driven.app);
    }
}

static void nothing_is_drawn_and_nothing_waits_while_nothing_changes(void **state) {
    (void)state;
    static const char *const PATHS[] = {"assets/demo/gathered.py"};
    Driven driven;
    driven_open(&driven, (AppOptions){.paths = PATHS, .path_count = 1});
    app_settle(&driven.app);
    assert_true(app_draw(&driven.app, &driven.metrics));
    assert_false(app_draw(&driven.app, &driven.metrics));
    assert_int_equal(app_wait_ns(&driven.app), -1);
    app_advance(&driven.app, INT64_C(1000000000));
    assert_false(app_draw(&driven.app, &driven.metrics));
    app_tell(&driven.app, "hello");
    assert_true(app_draw(&driven.app, &driven.metrics));
    int64_t wait_ns = app_wait_ns(&driven.app);
    assert_true(wait_ns > 0);
    app_advance(&driven.app, wait_ns);
    assert_true(app_draw(&driven.app, &driven.metrics));
    assert_int_equal(app_wait_ns(&driven.app), -1);
    app_release(&driven.app);
}

static void an_unknown_theme_is_refused(void **state) {
    (void)state;
    App app;
    Error error;
    const AppOptions options = {.width = 1280, .height = 720, .theme = "pink"};
    assert_int_equal(app_init(&app, &options, &error), STATUS_USAGE);
    assert_string_equal(error.text,
                        "there is no theme 'pink': light, dark and high-contrast are there");
}

static void a_wrong_line_of_a_script_is_told_with_its_place(void **state) {
    (void)state;
    static const struct {
        const char *text, *message;
    } ROWS[] = {
        {"key Space\nkye Space\n", "s:2:1: there is no command 'kye'"},
        {"key Space Spcae\n", "s:1:11: there is no key 'Spcae'"},
        {"key\n", "s:1:4: a key is missing"},
        {"\n# fine\n  do zoom-in zoom-sideways\n",
         "s:3:14: there is no action 'zoom-sideways': see 'meanwhile help keys'"},
        {"wait 3\n", "s:1:6: a time should stand here, such as 1.5s or 300ms"},
        {"click 3\n", "s:1:8: a whole number should stand here"},
        {"click 3 x\n", "s:1:9: a whole number should stand here"},
        {"click 3 4 5\n", "s:1:11: '5' is more than this command takes"},
        {"click-on planet Task-3\n", "s:1:16: lane, run, tab or row should stand here"},
        {"resize 12\n", "s:1:8: a size should stand here, such as 1280x720"},
        {"resize 1x1\n", "s:1:8: a size should stand here, such as 1280x720"},
        {"expect weather fine\n", "s:1:8: there is no state 'weather'"},
        {"expect\n", "s:1:7: the name of a state is missing"},
        {"shot\n", "s:1:5: the picture's file is missing"},
        {"print it\n", "s:1:7: 'it' is more than this command takes"},
        {"wheel 1 2 99999999999\n", "s:1:11: a whole number should stand here"},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        Script script;
        Error error;
        assert_int_equal(script_parse(&script, "s", ROWS[i].text, strlen(ROWS[i].text), &error),
                         STATUS_USAGE);
        assert_string_equal(error.text, ROWS[i].message);
        script_release(&script);
    }
}

static void what_is_awaited_may_come_later(void **state) {
    (void)state;
    play_demo("key Space\nawait time 0.500 s\nexpect playing yes\nsay half a second\n");
}

static void an_expectation_that_is_not_met_ends_a_script(void **state) {
    (void)state;
    static const char TEXT[] = "key 3\nexpect layout code\n";
    Driven driven;
    driven_open(&driven, (AppOptions){.path_count = 0});
    Script script;
    Error error;
    const ScriptHost host = {
        .metrics = &driven.metrics, .resize = driven_resize, .context = &driven};
    assert_int_equal(script_parse(&script, "s", TEXT, strlen(TEXT), &error), STATUS_OK);
    ScriptPlayer player = {.script = &script};
    assert_int_equal(script_play(&player, &driven.app, &host, 0, &error), STATUS_USAGE);
    assert_string_equal(error.text, "s:2: layout should be 'code', but is 'all'");
    script_release(&script);
    app_release(&driven.app);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(time_is_played_and_paused),
        cmocka_unit_test(playing_stops_at_the_end),
        cmocka_unit_test(events_are_stepped_over_in_both_directions),
        cmocka_unit_test(tasks_travel_after_a_step_and_not_after_a_jump),
        cmocka_unit_test(a_tasks_own_events_are_stepped_over),
        cmocka_unit_test(bookmarks_are_set_found_and_taken_away),
        cmocka_unit_test(what_is_seen_is_zoomed_and_moved),
        cmocka_unit_test(tasks_are_selected_and_asked_about),
        cmocka_unit_test(pictures_are_arranged_by_keys),
        cmocka_unit_test(what_lies_over_the_picture_pauses_it),
        cmocka_unit_test(leaving_is_asked_about),
        cmocka_unit_test(commands_and_tasks_are_found_by_typing),
        cmocka_unit_test(the_pointer_selects_measures_and_scrubs),
        cmocka_unit_test(sliders_rerun_what_they_change),
        cmocka_unit_test(a_line_for_all_hosts_leaves_one_slider),
        cmocka_unit_test(constants_are_tuned_where_the_program_says_so),
        cmocka_unit_test(a_program_that_is_saved_runs_again),
        cmocka_unit_test(clicks_on_what_is_gone_do_nothing),
        cmocka_unit_test(what_goes_wrong_in_a_program_is_told),
        cmocka_unit_test(a_run_that_takes_long_is_stopped_by_a_key),
        cmocka_unit_test(programs_are_offered_where_none_is_named),
        cmocka_unit_test(every_action_is_harmless_everywhere),
        cmocka_unit_test(nothing_is_drawn_and_nothing_waits_while_nothing_changes),
        cmocka_unit_test(an_unknown_theme_is_refused),
        cmocka_unit_test(a_wrong_line_of_a_script_is_told_with_its_place),
        cmocka_unit_test(what_is_awaited_may_come_later),
        cmocka_unit_test(an_expectation_that_is_not_met_ends_a_script),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
