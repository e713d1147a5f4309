/* The table of everything that can be done: actions.def, as data, and which key means what. */
#ifndef UI_ACTIONS_H
#define UI_ACTIONS_H

#include "ui/key.h"

typedef enum ActionId {
#define ACTION(id, name, group, keys, modes, help) ACTION_##id,
#include "ui/actions.def"
    ACTION_COUNT
} ActionId;

typedef enum ActionMode {
    ACTION_IN_PICTURE = 1,
    ACTION_IN_PRESENT = 2,
    ACTION_IN_SLIDER = 4,
    ACTION_IN_LIST = 8,
    ACTION_IN_HELP = 16,
    ACTION_IN_QUESTION = 32,
    ACTION_IN_BLANKED = 64,
    ACTION_IN_LESSON = 128,
    ACTION_IN_CHOICES = 256,
    ACTION_IN_ROWS = 512,
    ACTION_IN_FIELD = 1024,
    ACTION_IN_GOAL = 2048,
    ACTION_IN_OFFER = 4096,
    ACTION_IN_MEASURE = 8192,
    ACTION_MODES_END = 16384,
} ActionMode;

typedef struct ActionInfo {
    const char *name;
    const char *group;
    const char *keys;
    unsigned modes; /* ActionMode, several */
    const char *help;
} ActionInfo;

extern const ActionInfo ACTIONS[ACTION_COUNT];

/* The action with that name, or ACTION_COUNT. */
ActionId actions_find(const char *name, size_t length);

/* What a key, or a text that was produced, means in one of these modes; ACTION_COUNT: nothing. */
ActionId actions_of_key(unsigned modes, const Key *key);
ActionId actions_of_text(unsigned modes, const char *text);

/* Appends the keys of an action as people read them: "→ or ." */
void actions_append_keys(Text *text, ActionId action);

#endif
