#include "ui/key.h"

#include "base/check.h"

#include <ctype.h>
#include <string.h>

typedef struct KeyName {
    uint32_t symbol;
    const char *name;  /* in the table and in scripts */
    const char *shown; /* to people */
} KeyName;

static const KeyName NAMES[] = {
    {' ', "Space", "Space"},
    {KEY_ENTER, "Enter", "Enter"},
    {KEY_ESCAPE, "Esc", "Esc"},
    {KEY_TAB, "Tab", "Tab"},
    {KEY_BACKSPACE, "Backspace", "Backspace"},
    {KEY_DELETE, "Delete", "Delete"},
    {KEY_LEFT, "Left", "←"},
    {KEY_RIGHT, "Right", "→"},
    {KEY_UP, "Up", "↑"},
    {KEY_DOWN, "Down", "↓"},
    {KEY_HOME, "Home", "Home"},
    {KEY_END, "End", "End"},
    {KEY_PAGE_UP, "PageUp", "Page Up"},
    {KEY_PAGE_DOWN, "PageDown", "Page Down"},
    {KEY_F1, "F1", "F1"},
    {KEY_F1 + 1, "F2", "F2"},
    {KEY_F1 + 2, "F3", "F3"},
    {KEY_F1 + 3, "F4", "F4"},
    {KEY_F1 + 4, "F5", "F5"},
    {KEY_F1 + 5, "F6", "F6"},
    {KEY_F1 + 6, "F7", "F7"},
    {KEY_F1 + 7, "F8", "F8"},
    {KEY_F1 + 8, "F9", "F9"},
    {KEY_F1 + 9, "F10", "F10"},
    {KEY_F1 + 10, "F11", "F11"},
    {KEY_F1 + 11, "F12", "F12"},
};
enum { NAME_COUNT = sizeof NAMES / sizeof *NAMES };

static const struct {
    const char *prefix;
    uint8_t modifier;
} MODIFIERS[] = {{"Ctrl+", KEY_CTRL}, {"Alt+", KEY_ALT}, {"Shift+", KEY_SHIFT}};
enum { MODIFIER_COUNT = sizeof MODIFIERS / sizeof *MODIFIERS };

static const KeyName *find_name(const char *text, size_t length) {
    for (size_t i = 0; i < NAME_COUNT; i++) {
        if (strlen(NAMES[i].name) == length && memcmp(NAMES[i].name, text, length) == 0) {
            return &NAMES[i];
        }
    }
    return NULL;
}

static bool is_letter(uint32_t symbol) {
    return symbol < 0x80 && isalpha((int)symbol);
}

static bool is_digit(uint32_t symbol) {
    return symbol < 0x80 && isdigit((int)symbol);
}

static bool is_punctuation(uint32_t symbol) {
    return symbol < 0x80 && ispunct((int)symbol);
}

bool key_parse(const char *text, size_t length, Chord *chord) {
    *chord = (Chord){.symbol = KEY_NONE};
    for (size_t i = 0; i < MODIFIER_COUNT; i++) {
        size_t prefix = strlen(MODIFIERS[i].prefix);
        if (length > prefix && memcmp(text, MODIFIERS[i].prefix, prefix) == 0) {
            chord->modifiers |= MODIFIERS[i].modifier;
            text += prefix;
            length -= prefix;
        }
    }
    if (length == 2 && text[0] == '*' && is_letter((unsigned char)text[1])) {
        chord->by_place = true;
        text++;
        length--;
    }
    const KeyName *name = find_name(text, length);
    if (name != NULL) {
        chord->symbol = name->symbol;
        return true;
    }
    if (length != 1 || !isgraph((unsigned char)*text)) {
        return false;
    }
    chord->symbol = (uint32_t)tolower((unsigned char)*text);
    chord->by_place |= is_digit(chord->symbol);
    chord->by_text =
        is_punctuation(chord->symbol) && (chord->modifiers & (KEY_CTRL | KEY_ALT)) == 0;
    return true;
}

bool key_next_chord(const char **text, Chord *chord) {
    *text += strspn(*text, " ");
    size_t length = strcspn(*text, " ");
    if (length == 0) {
        return false;
    }
    CHECK(key_parse(*text, length, chord));
    *text += length;
    return true;
}

bool key_is(const Key *key, const Chord *chord) {
    if (chord->by_text) {
        return false;
    }
    uint8_t modifiers = key->modifiers;
    if (is_punctuation(chord->symbol) || is_digit(chord->symbol)) {
        modifiers &= (uint8_t)~KEY_SHIFT;
    }
    uint32_t symbol = chord->by_place ? (unsigned char)key->place : key->symbol;
    return symbol == chord->symbol && modifiers == chord->modifiers;
}

bool key_text_is(const char *text, const Chord *chord) {
    return chord->by_text && (unsigned char)text[0] == chord->symbol && text[1] == '\0';
}

void key_append(Text *text, const Chord *chord) {
    for (size_t i = 0; i < MODIFIER_COUNT; i++) {
        if ((chord->modifiers & MODIFIERS[i].modifier) != 0) {
            text_append_cstr(text, MODIFIERS[i].prefix);
        }
    }
    for (size_t i = 0; i < NAME_COUNT; i++) {
        if (NAMES[i].symbol == chord->symbol) {
            text_append_cstr(text, NAMES[i].shown);
            return;
        }
    }
    text_append_char(text, (char)toupper((int)chord->symbol));
}

void key_press_of(const Chord *chord, Key *key, char text[8]) {
    *key = (Key){.symbol = chord->symbol, .modifiers = chord->modifiers};
    if (is_letter(chord->symbol) || is_digit(chord->symbol)) {
        key->place = (char)chord->symbol;
    }
    text[0] = '\0';
    if (chord->symbol < 0x80 && (chord->modifiers & (KEY_CTRL | KEY_ALT)) == 0) {
        bool is_upper = (chord->modifiers & KEY_SHIFT) != 0;
        text[0] = (char)(is_upper ? toupper((int)chord->symbol) : (int)chord->symbol);
        text[1] = '\0';
    }
}
