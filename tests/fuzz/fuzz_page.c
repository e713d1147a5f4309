/* The text of any lesson, laid out as a page of the window, narrow and wide: it ends, nothing of it
 * lies outside of what a picture can hold, and links lead where the lesson says. */
#include "base/check.h"
#include "lesson/lesson.h"
#include "scene/scene.h"
#include "scene/text_metrics.h"

#include "lesson_input.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { TEXTS_MAX = 40 };

static void lay_out(const Lesson *lesson, Scene *scene, View *view) {
    static const int32_t WIDTHS[] = {320, 640, 1280};
    TextMetrics metrics = text_metrics_built_in();
    ViewItem items[TEXTS_MAX];
    ViewLesson page = {.title = lesson->title,
                       .heading = lesson->steps[0].title,
                       .step = 1,
                       .step_count = (int)lesson->step_count,
                       .items = items,
                       .keys = ""};
    for (size_t i = 0; i < lesson->texts.count && page.item_count < TEXTS_MAX; i++) {
        items[page.item_count++] =
            (ViewItem){.kind = VIEW_ITEM_TEXT, .as.text = lesson->texts.items[i]};
    }
    view->lesson = &page;
    for (size_t i = 0; i < sizeof WIDTHS / sizeof *WIDTHS; i++) {
        view->width = WIDTHS[i];
        for (page.scroll = 0;; page.scroll = scene->lesson_scroll_max) {
            scene_build(scene, NULL, 0, view, &metrics);
            CHECK(scene->lesson_scroll_max >= 0);
            for (size_t hit = 0; hit < scene->hits.count; hit++) {
                bool is_link = scene->hits.items[hit].kind == SCENE_HIT_LINK;
                CHECK(!is_link || scene->hits.items[hit].index < scene->links.count);
            }
            if (page.scroll == scene->lesson_scroll_max) {
                break;
            }
        }
    }
    view->lesson = NULL;
}

static void try(const char *bytes, size_t length) {
    Diagnostics diagnostics;
    diagnostics_init(&diagnostics);
    Lesson *lesson = lesson_parse("a/fuzz.md", bytes, length, &diagnostics);
    if (diagnostics.total == 0) {
        Theme theme;
        theme_init_light(&theme);
        View view = {.height = 360,
                     .scale = 100,
                     .theme = &theme,
                     .travel = 1000,
                     .to_ns = 1,
                     .range_to_ns = -1,
                     .selected_run = -1,
                     .slider = -1,
                     .progress = -1,
                     .speed = "×1"};
        Scene scene;
        scene_init(&scene);
        lay_out(lesson, &scene, &view);
        scene_release(&scene);
    }
    diagnostics_release(&diagnostics);
    lesson_free(lesson);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    lesson_input_try(data, size, try);
    return 0;
}
