#include "ui/actions.h"

#include "unit/unit.h"

#include <string.h>

static Chord chord_of(const char *text) {
    Chord chord;
    if (!key_parse(text, strlen(text), &chord)) {
        fail_msg("no chord: %s", text);
    }
    return chord;
}

/* What pressing a chord on a US keyboard does. */
static ActionId pressed(unsigned modes, const char *text) {
    Chord chord = chord_of(text);
    Key key;
    char produced[8];
    key_press_of(&chord, &key, produced);
    ActionId id = actions_of_key(modes, &key);
    return id != ACTION_COUNT || produced[0] == '\0' ? id : actions_of_text(modes, produced);
}

static void every_key_of_the_table_does_what_the_table_says(void **state) {
    (void)state;
    for (int id = 0; id < ACTION_COUNT; id++) {
        for (unsigned mode = 1; mode < ACTION_MODES_END; mode <<= 1) {
            const char *keys = ACTIONS[id].keys;
            Chord chord;
            while ((ACTIONS[id].modes & mode) != 0 && key_next_chord(&keys, &chord)) {
                Key key;
                char text[8];
                key_press_of(&chord, &key, text);
                ActionId found =
                    chord.by_text ? actions_of_text(mode, text) : actions_of_key(mode, &key);
                if ((int)found != id) {
                    fail_msg("a key of %s means %s in mode %u", ACTIONS[id].name,
                             found < ACTION_COUNT ? ACTIONS[found].name : "nothing", mode);
                }
            }
        }
    }
}

static void every_action_has_a_name_and_help_of_its_own(void **state) {
    (void)state;
    for (int id = 0; id < ACTION_COUNT; id++) {
        assert_int_equal(actions_find(ACTIONS[id].name, strlen(ACTIONS[id].name)), id);
        assert_true(strlen(ACTIONS[id].help) > 3 && strlen(ACTIONS[id].keys) > 0);
    }
    assert_int_equal(actions_find("no-such-action", 14), ACTION_COUNT);
}

static void letters_for_looking_around_are_found_by_their_place(void **state) {
    (void)state;
    /* On a French keyboard the key at the place of W says Z, and that at the place of Z says W. */
    Key w_place = {.symbol = 'z', .place = 'w'};
    Key z_place = {.symbol = 'w', .place = 'z'};
    assert_int_equal(actions_of_key(ACTION_IN_PICTURE, &w_place), ACTION_ZOOM_IN);
    assert_int_equal(actions_of_key(ACTION_IN_PICTURE, &z_place), ACTION_COUNT);
    /* Digits need Shift there. */
    Key one = {.symbol = '&', .place = '1', .modifiers = KEY_SHIFT};
    assert_int_equal(actions_of_key(ACTION_IN_PICTURE, &one), ACTION_VIEW_ALL);
}

static void question_mark_and_signs_are_found_by_the_text_they_produce(void **state) {
    (void)state;
    assert_int_equal(actions_of_text(ACTION_IN_PICTURE, "?"), ACTION_HELP);
    assert_int_equal(actions_of_text(ACTION_IN_PICTURE, "+"), ACTION_ZOOM_IN);
    assert_int_equal(actions_of_text(ACTION_IN_PICTURE, "??"), ACTION_COUNT);
    Key slash = {.symbol = '/', .modifiers = KEY_SHIFT};
    assert_int_equal(actions_of_key(ACTION_IN_PICTURE, &slash), ACTION_COUNT);
    /* No text comes with Ctrl. */
    Key plus = {.symbol = '=', .modifiers = KEY_CTRL | KEY_SHIFT};
    assert_int_equal(actions_of_key(ACTION_IN_PICTURE, &plus), ACTION_LARGER);
}

static void a_remotes_full_stop_blanks_only_while_presenting(void **state) {
    (void)state;
    assert_int_equal(pressed(ACTION_IN_PICTURE, "."), ACTION_FORWARD);
    assert_int_equal(pressed(ACTION_IN_PICTURE | ACTION_IN_PRESENT, "."), ACTION_BLANK_BY_REMOTE);
    assert_int_equal(pressed(ACTION_IN_PICTURE, "B"), ACTION_BLANK);
}

static void modifiers_must_be_those_of_the_chord(void **state) {
    (void)state;
    assert_int_equal(pressed(ACTION_IN_PICTURE, "Shift+Right"), ACTION_TURN_FORWARD);
    assert_int_equal(pressed(ACTION_IN_PICTURE, "Alt+Right"), ACTION_COUNT);
    assert_int_equal(pressed(ACTION_IN_PICTURE, "Ctrl+S"), ACTION_PICTURE);
    assert_int_equal(pressed(ACTION_IN_PICTURE, "S"), ACTION_ZOOM_OUT);
    assert_int_equal(pressed(ACTION_IN_PICTURE, "M"), ACTION_BOOKMARK);
    assert_int_equal(pressed(ACTION_IN_PICTURE, "Shift+M"), ACTION_REDUCED_MOTION);
}

static void letters_are_text_where_text_is_typed(void **state) {
    (void)state;
    for (char c = ' '; c < 0x7F; c++) {
        const char word[2] = {c, '\0'};
        Chord chord;
        if (key_parse(word, 1, &chord)) {
            assert_int_equal(pressed(ACTION_IN_LIST, word), ACTION_COUNT);
        }
    }
}

static void keys_are_written_as_people_read_them(void **state) {
    (void)state;
    Text text = {0};
    actions_append_keys(&text, ACTION_FORWARD);
    text_append_char(&text, '|');
    actions_append_keys(&text, ACTION_ZOOM_IN);
    text_append_char(&text, '|');
    actions_append_keys(&text, ACTION_BOOKMARK_BACK);
    text_append_char(&text, '|');
    actions_append_keys(&text, ACTION_LARGER);
    assert_string_equal(text_cstr(&text), "→ or .|W or + or =|Ctrl+←|Ctrl++ or Ctrl+=");
    text_release(&text);
}

static void what_is_no_key_is_no_chord(void **state) {
    (void)state;
    static const char *const WRONG[] = {"", "Righ", "Ctrl+", "WW", "*1", "Hyper+A", "F13", "é"};
    for (size_t i = 0; i < sizeof WRONG / sizeof *WRONG; i++) {
        Chord chord;
        if (key_parse(WRONG[i], strlen(WRONG[i]), &chord)) {
            fail_msg("'%s' is a chord", WRONG[i]);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_key_of_the_table_does_what_the_table_says),
        cmocka_unit_test(every_action_has_a_name_and_help_of_its_own),
        cmocka_unit_test(letters_for_looking_around_are_found_by_their_place),
        cmocka_unit_test(question_mark_and_signs_are_found_by_the_text_they_produce),
        cmocka_unit_test(a_remotes_full_stop_blanks_only_while_presenting),
        cmocka_unit_test(modifiers_must_be_those_of_the_chord),
        cmocka_unit_test(letters_are_text_where_text_is_typed),
        cmocka_unit_test(keys_are_written_as_people_read_them),
        cmocka_unit_test(what_is_no_key_is_no_chord),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
