/* Any bytes as a lesson: as they are, and behind a front matter and a step, so that the blocks are
 * reached. What was accepted holds no byte that a terminal would obey, and all of it is in place.
 */
#include "base/check.h"
#include "lesson/lesson.h"

#include "lesson_input.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void look_at(const RichText *rich) {
    for (size_t i = 0; i < rich->blocks.count; i++) {
        const RichBlock *block = &rich->blocks.items[i];
        CHECK(block->first_run + block->run_count <= rich->runs.count);
        CHECK(block->depth + block->quotes <= LESSON_DEPTH_MAX);
        for (uint32_t r = 0; r < block->run_count; r++) {
            const RichRun *run = &rich->runs.items[block->first_run + r];
            CHECK(run->offset + run->length <= rich->pool.length);
            CHECK(((run->style & RICH_LINK) != 0) == (rich_text_link(rich, run) != NULL));
            const char *bytes = rich_text_bytes(rich, run);
            for (uint32_t b = 0; b < run->length; b++) {
                CHECK((unsigned char)bytes[b] >= 0x20 || bytes[b] == '\n');
            }
        }
    }
}

static void try(const char *bytes, size_t length) {
    Diagnostics diagnostics;
    diagnostics_init(&diagnostics);
    Lesson *lesson = lesson_parse("a/fuzz.md", bytes, length, &diagnostics);
    if (diagnostics.total == 0) {
        for (size_t i = 0; i < lesson->texts.count; i++) {
            look_at(lesson->texts.items[i]);
        }
        for (size_t i = 0; i < lesson->run_count; i++) {
            SessionOptions options = {0};
            lesson_run_options(lesson, i, &options);
            CHECK(options.program_text[options.program_length] == '\0');
        }
    }
    Text out = {0};
    diagnostics_print(&diagnostics, &lesson->source, false, &out);
    CHECK((out.length > 0) == (diagnostics.total > 0));
    text_release(&out);
    diagnostics_release(&diagnostics);
    lesson_free(lesson);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    lesson_input_try(data, size, try);
    return 0;
}
