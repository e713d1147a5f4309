#include "ui/app_picture.h"

#include "base/file.h"
#include "report/svg.h"
#include "scene/text_metrics.h"
#include "trace/duration.h"
#include "ui/picture.h"

#include <string.h>

static bool ends_in(const char *path, const char *ending) {
    size_t length = strlen(path);
    return length > 4 && strcmp(path + length - 4, ending) == 0;
}

/* Whether a name promises some other format than those there are. */
static bool is_foreign(const char *path) {
    const char *folder_end = strrchr(path, '/'), *name = folder_end ? folder_end + 1 : path;
    return strchr(name, '.') != NULL && !ends_in(path, ".svg") && !ends_in(path, ".png");
}

/* "sequential.py and gathered.py at 1.000 s" */
static void append_title(const App *app, Text *title) {
    for (size_t i = 0; i < app->program_count; i++) {
        text_append_cstr(title, i == 0 ? "" : i + 1 < app->program_count ? ", " : " and ");
        text_append_cstr(title, app->runs[i].title);
    }
    text_append_cstr(title, app->program_count > 0 ? " at " : "meanwhile at ");
    duration_append_moment(title, app->view.moment.t_ns);
}

static Status write_svg(App *app, const char *path, Error *error) {
    Text title = {0}, svg = {0};
    TextMetrics built_in = text_metrics_built_in();
    append_title(app, &title);
    app->is_dirty = true;
    app_draw(app, &built_in);
    svg_append(&svg, &app->scene.list, text_cstr(&title));
    app->is_dirty = true;
    Status status = file_write(path, svg.bytes, svg.length, error);
    text_release(&title);
    text_release(&svg);
    return status;
}

Status app_picture_write(App *app, const Canvas *canvas, const char *path, Error *error) {
    if (is_foreign(path)) {
        return error_set(error, STATUS_USAGE,
                         "could not write %s: a picture's name ends in .png or .svg", path);
    }
    return ends_in(path, ".svg") ? write_svg(app, path, error) : picture_write(canvas, path, error);
}
