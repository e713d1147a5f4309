/* Lessons written in a test: their text with front matter before it, and what was wrong with it. */
#ifndef UNIT_LESSON_LESSON_FIXTURE_H
#define UNIT_LESSON_LESSON_FIXTURE_H

#include "lesson/lesson.h"
#include "unit/unit.h"

#include <string.h>

/* Three lines before the first: a step's heading stands in line 7. */
#define FIXTURE_FRONT "---\ntitle: A title\nlevel: beginner\nminutes: 5\nconcepts: one, two\n---\n"

/* Two programs of 3 s and 1 s, in lines 8 to 37. */
#define FIXTURE_PROGRAMS                                                                           \
    "```python sequential\n"                                                                       \
    "import asyncio\n\n"                                                                           \
    "async def fetch(name):\n"                                                                     \
    "    await asyncio.sleep(1)\n"                                                                 \
    "    print(name)\n\n"                                                                          \
    "async def main():\n"                                                                          \
    "    await fetch(\"a\")\n"                                                                     \
    "    await fetch(\"b\")\n"                                                                     \
    "    await fetch(\"c\")\n\n"                                                                   \
    "asyncio.run(main())\n"                                                                        \
    "```\n\n"                                                                                      \
    "```python concurrent\n"                                                                       \
    "import asyncio\n\n"                                                                           \
    "async def fetch(name):\n"                                                                     \
    "    await asyncio.sleep(1)\n"                                                                 \
    "    print(name)\n\n"                                                                          \
    "async def main():\n"                                                                          \
    "    await asyncio.gather(fetch(\"a\"), fetch(\"b\"), fetch(\"c\"))\n\n"                       \
    "asyncio.run(main())\n"                                                                        \
    "```\n"

/* What is wrong with a text, as it is printed; empty: nothing. The caller releases it. */
static inline Text fixture_complaints(const char *bytes) {
    Diagnostics diagnostics;
    diagnostics_init(&diagnostics);
    Lesson *lesson = lesson_parse("a.md", bytes, strlen(bytes), &diagnostics);
    Text out = {0};
    diagnostics_print(&diagnostics, &lesson->source, false, &out);
    diagnostics_release(&diagnostics);
    lesson_free(lesson);
    return out;
}

/* A lesson in which nothing may be wrong. */
static inline Lesson *fixture_lesson(const char *bytes) {
    Diagnostics diagnostics;
    diagnostics_init(&diagnostics);
    Lesson *lesson = lesson_parse("lessons/07-a.md", bytes, strlen(bytes), &diagnostics);
    if (diagnostics.total > 0) {
        Text out = {0};
        diagnostics_print(&diagnostics, &lesson->source, false, &out);
        fail_msg("%s", text_cstr(&out));
    }
    diagnostics_release(&diagnostics);
    return lesson;
}

/* Says that a text has this complaint. */
static inline void fixture_refuses(const char *bytes, const char *complaint) {
    Text found = fixture_complaints(bytes);
    if (strstr(text_cstr(&found), complaint) == NULL) {
        fail_msg("no \"%s\" in:\n%s", complaint, text_cstr(&found));
    }
    text_release(&found);
}

#endif
