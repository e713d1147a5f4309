#include "ui/actions.h"

#include <string.h>

enum {
    PICTURE = ACTION_IN_PICTURE,
    PRESENT = ACTION_IN_PRESENT,
    SLIDER = ACTION_IN_SLIDER,
    LIST = ACTION_IN_LIST,
    HELP = ACTION_IN_HELP,
    QUESTION = ACTION_IN_QUESTION,
    BLANKED = ACTION_IN_BLANKED,
    LESSON = ACTION_IN_LESSON,
    CHOICES = ACTION_IN_CHOICES,
    ROWS = ACTION_IN_ROWS,
    FIELD = ACTION_IN_FIELD,
    GOAL = ACTION_IN_GOAL,
    OFFER = ACTION_IN_OFFER,
    MEASURE = ACTION_IN_MEASURE,
};

const ActionInfo ACTIONS[ACTION_COUNT] = {
#define ACTION(id, name, group, keys, modes, help) {name, group, keys, modes, help},
#include "ui/actions.def"
};

ActionId actions_find(const char *name, size_t length) {
    int id = 0;
    while (id < ACTION_COUNT &&
           (strlen(ACTIONS[id].name) != length || memcmp(ACTIONS[id].name, name, length) != 0)) {
        id++;
    }
    return (ActionId)id;
}

/* The first action of these modes one of whose chords is the key, or, without a key, the text. */
static ActionId find(unsigned modes, const Key *key, const char *text) {
    for (int id = 0; id < ACTION_COUNT; id++) {
        const char *keys = ACTIONS[id].keys;
        Chord chord;
        while ((ACTIONS[id].modes & modes) != 0 && key_next_chord(&keys, &chord)) {
            if (key != NULL ? key_is(key, &chord) : key_text_is(text, &chord)) {
                return (ActionId)id;
            }
        }
    }
    return ACTION_COUNT;
}

/* What is most particular comes first: what a lesson offers or asks, the lesson, the remote's keys
 * while presenting. */
static ActionId find_in_order(unsigned modes, const Key *key, const char *text) {
    static const unsigned ORDER[] = {OFFER, CHOICES | ROWS | FIELD | GOAL | MEASURE, LESSON,
                                     PRESENT};
    ActionId id = ACTION_COUNT;
    for (size_t i = 0; id == ACTION_COUNT && i < sizeof ORDER / sizeof *ORDER; i++) {
        id = find(modes & ORDER[i], key, text);
    }
    return id != ACTION_COUNT ? id : find(modes, key, text);
}

ActionId actions_of_key(unsigned modes, const Key *key) {
    return find_in_order(modes, key, NULL);
}

ActionId actions_of_text(unsigned modes, const char *text) {
    return find_in_order(modes, NULL, text);
}

void actions_append_keys(Text *text, ActionId action) {
    const char *keys = ACTIONS[action].keys;
    if (strcmp(keys, "1 2 3 4 5 6 7 8 9") == 0) {
        text_append_cstr(text, "1 … 9");
        return;
    }
    const char *between = "";
    Chord chord;
    while (key_next_chord(&keys, &chord)) {
        text_append_cstr(text, between);
        key_append(text, &chord);
        between = " or ";
    }
}
