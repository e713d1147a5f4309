#include "ui/shot.h"

#include "base/file.h"
#include "report/svg.h"
#include "scene/text_metrics.h"
#include "ui/picture.h"

#include <string.h>

static bool ends_in(const char *path, const char *ending) {
    size_t length = strlen(path), wanted = strlen(ending);
    return length >= wanted && strcmp(path + length - wanted, ending) == 0;
}

/* Text in SVG is stretched to the width it was laid out with, so it is laid out with the widths
 * that are the same everywhere. */
static Status write_svg(App *app, const char *path, Error *error) {
    const TextMetrics metrics = text_metrics_built_in();
    Text title = {0}, svg = {0};
    for (size_t i = 0; i < app->program_count; i++) {
        text_printf(&title, "%s%s", i > 0 ? ", " : "", app->programs[i].title);
    }
    app->is_dirty = true;
    app_draw(app, &metrics);
    svg_append(&svg, &app->scene.list, text_cstr(&title));
    app->is_dirty = true; /* for those who look at it with other metrics */
    Status status = file_write(path, text_cstr(&svg), svg.length, error);
    text_release(&title);
    text_release(&svg);
    return status;
}

Status shot_write(App *app, const TextMetrics *metrics, Canvas *canvas, const char *path,
                  Error *error) {
    if (ends_in(path, ".svg")) {
        return write_svg(app, path, error);
    }
    app_draw(app, metrics);
    canvas_draw(canvas, &app->scene.list);
    return picture_write_canvas(canvas, path, error);
}
