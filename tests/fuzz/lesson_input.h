/* Any bytes as lessons: as they are, and behind a front matter, a program and the beginning of a
 * step, so that the blocks are reached. */
#ifndef FUZZ_LESSON_INPUT_H
#define FUZZ_LESSON_INPUT_H

#include "base/text.h"

static inline void lesson_input_try(const uint8_t *data, size_t size,
                                    void (*try)(const char *bytes, size_t length)) {
    static const char BEFORE[] =
        "---\ntitle: a\nlevel: beginner\nminutes: 5\nconcepts: a\n---\n```python p\nprint(1)\n```\n"
        "## S\n";
    try((const char *)data, size);
    Text text = {0};
    text_append_cstr(&text, BEFORE);
    text_append(&text, (const char *)data, size);
    try(text_cstr(&text), text.length);
    text_release(&text);
}

#endif
