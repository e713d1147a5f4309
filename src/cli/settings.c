#include "cli/settings.h"

#include "base/data_folder.h"
#include "base/file.h"
#include "base/json.h"

#include <jansson.h>
#include <string.h>

static const char NAME[] = "settings.json";
enum { SETTINGS_BYTES_MAX = 1 << 16 };

/* The file as JSON, or NULL; the caller gives it up. */
static json_t *read_file(void) {
    Text path = {0}, text = {0};
    Error error;
    json_t *settings = NULL;
    if (data_folder_path(NAME, &path) &&
        file_read(text_cstr(&path), SETTINGS_BYTES_MAX, &text, &error) == STATUS_OK) {
        settings = json_loadb(text_cstr(&text), text.length, 0, NULL);
    }
    text_release(&text);
    text_release(&path);
    return settings;
}

void settings_read(AppOptions *app) {
    json_t *settings = read_file();
    const char *theme = app_theme_find(json_string_value(json_object_get(settings, "theme")));
    json_int_t scale = json_integer_value(json_object_get(settings, "scale"));
    if (app->theme == NULL) {
        app->theme = theme;
    }
    if (app->scale == 0 && scale >= VIEW_SCALE_MIN && scale <= VIEW_SCALE_MAX) {
        app->scale = (int)scale;
    }
    json_decref(settings);
}

Status settings_keep(const AppOptions *app, Error *error) {
    Text path = {0}, text = {0};
    Status status = STATUS_OK;
    if (data_folder_path(NAME, &path)) {
        text_append_cstr(&text, "{\"theme\": ");
        json_append_quoted(&text, app->theme);
        text_printf(&text, ", \"scale\": %d}\n", app->scale);
        status = data_folder_make(text_cstr(&path), error);
    }
    if (status == STATUS_OK && text.length > 0) {
        status = file_write(text_cstr(&path), text_cstr(&text), text.length, error);
    }
    text_release(&text);
    text_release(&path);
    return status;
}
