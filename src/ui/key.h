/* Keys, as the table of actions names them, as a keyboard sends them and as people read them; no
 * SDL here, so that scripts and tests press keys, too.
 *
 * A keyboard sends two kinds of events for one press: that a key went down (its symbol, which is
 * what the layout says; its place, which is where it lies on a US keyboard; the modifiers), and the
 * text that it produced. A chord says which of them it looks at:
 *
 *     Right, F11, Enter      a named key, with exactly the modifiers that stand before it
 *     M, Ctrl+F              a letter, by its symbol
 *     *W                     a letter, by its place: W A S D lie together on every layout
 *     1                      a digit, by its place: on some layouts it needs Shift
 *     ? / . , + <            by the text: where these lie, and with which modifiers, differs
 *     Ctrl++                 with Ctrl or Alt there is no text, so by its symbol, Shift or not */
#ifndef UI_KEY_H
#define UI_KEY_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { KEY_SHIFT = 1, KEY_CTRL = 2, KEY_ALT = 4 };

/* Symbols of keys that have no character; of others it is the character, letters in lower case. */
enum {
    KEY_NONE = 0,
    KEY_FIRST = 0x110000, /* beyond Unicode */
    KEY_ENTER = KEY_FIRST,
    KEY_ESCAPE,
    KEY_TAB,
    KEY_BACKSPACE,
    KEY_DELETE,
    KEY_LEFT,
    KEY_RIGHT,
    KEY_UP,
    KEY_DOWN,
    KEY_HOME,
    KEY_END,
    KEY_PAGE_UP,
    KEY_PAGE_DOWN,
    KEY_F1,
    KEY_LAST = KEY_F1 + 11, /* F12 */
};

typedef struct Key {
    uint32_t symbol;   /* KEY_NONE: only the place is known */
    char place;        /* a lower-case letter or a digit, else '\0' */
    uint8_t modifiers; /* KEY_SHIFT … */
    bool repeated;     /* held down */
} Key;

typedef struct Chord {
    uint32_t symbol; /* KEY_NONE: no chord */
    uint8_t modifiers;
    bool by_place, by_text;
} Chord;

/* Reads a chord; false: there is no such key. */
bool key_parse(const char *text, size_t length, Chord *chord);

/* Reads the next of several chords with spaces between them, and moves *text behind it. False:
 * there is none left. The table's own chords are checked to be right. */
bool key_next_chord(const char **text, Chord *chord);

/* Whether a key that went down, or a text that was produced, is the chord. */
bool key_is(const Key *key, const Chord *chord);
bool key_text_is(const char *text, const Chord *chord);

/* Appends a chord as people read it: "Ctrl+F", and "→" for Right. */
void key_append(Text *text, const Chord *chord);

/* The key and the text that pressing a chord on a US keyboard would send: what scripts do. The text
 * is empty where there is none. */
void key_press_of(const Chord *chord, Key *key, char text[8]);

#endif
