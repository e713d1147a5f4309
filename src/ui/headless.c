#include "ui/headless.h"

#include "ui/app_picture.h"
#include "ui/film.h"

#define STEP_NS INT64_C(16666667)

Status headless_init(Headless *headless, const AppOptions *options, Error *error) {
    *headless = (Headless){0};
    Status status = app_init(&headless->app, options, error);
    if (status != STATUS_OK) {
        return status;
    }
    status = fonts_new(&headless->fonts, error);
    if (status != STATUS_OK) {
        app_release(&headless->app);
        return status;
    }
    headless->metrics = fonts_metrics(headless->fonts);
    canvas_init(&headless->canvas, headless->fonts);
    app_settle(&headless->app);
    return STATUS_OK;
}

void headless_release(Headless *headless) {
    canvas_release(&headless->canvas);
    fonts_free(headless->fonts);
    app_release(&headless->app);
}

static void draw(Headless *headless) {
    app_draw(&headless->app, &headless->metrics);
    canvas_draw(&headless->canvas, &headless->app.scene.list);
}

Status headless_shoot(Headless *headless, const char *path, Error *error) {
    app_settle(&headless->app);
    draw(headless);
    return app_picture_write(&headless->app, &headless->canvas, path, error);
}

/* ---- scripts ---- */

static Status shoot(void *context, const char *path, Error *error) {
    return headless_shoot(context, path, error);
}

static void resize(void *context, int32_t width, int32_t height) {
    Headless *headless = context;
    app_input(&headless->app, &(AppInput){.kind = APP_RESIZE, .x = width, .y = height});
}

Status headless_play_script(Headless *headless, const Script *script, Error *error) {
    const ScriptHost host = {
        .metrics = &headless->metrics, .shot = shoot, .resize = resize, .context = headless};
    ScriptPlayer player = {.script = script};
    Status status = script_play(&player, &headless->app, &host, 0, error);
    while (status == STATUS_OK && !script_is_over(&player) && !headless->app.wishes.quit) {
        int64_t step_ns = player.wait_ns < STEP_NS ? player.wait_ns : STEP_NS;
        app_advance(&headless->app, step_ns);
        app_settle(&headless->app);
        status = script_play(&player, &headless->app, &host, step_ns, error);
    }
    return status;
}

/* ---- films ---- */

static int64_t scaled(int64_t a, int64_t b, int64_t c) {
    __extension__ typedef __int128 Wide;
    return (int64_t)((Wide)a * b / c);
}

Status headless_record(Headless *headless, const HeadlessFilm *film,
                       void (*progress)(size_t frame, size_t count), Text *notice, Error *error) {
    App *app = &headless->app;
    int64_t to_ns = film->to_ns < 0 || film->to_ns > app->end_ns ? app->end_ns : film->to_ns;
    if (to_ns < film->from_ns) {
        return error_set(error, STATUS_USAGE, "the film would end before it begins");
    }
    /* A frame's time: frames / fps of the film, times the speed. */
    int64_t frame_ns =
        scaled(film->speed_numerator, 1000000000, film->speed_denominator) / film->fps;
    int64_t count = frame_ns > 0 ? (to_ns - film->from_ns) / frame_ns + 2 : INT64_MAX;
    if (count > FILM_FRAMES_MAX) {
        return error_set(error, STATUS_USAGE,
                         "the film would have more than %d frames: raise --speed, or lower --fps",
                         FILM_FRAMES_MAX);
    }
    Film *out;
    Status status = film_new(&out, film->path, app->view.width, app->view.height, film->fps, error);
    if (status != STATUS_OK) {
        return status;
    }
    if (film_notice(out) != NULL) {
        text_append_cstr(notice, film_notice(out));
    }
    app_go_to(app, film->from_ns);
    app->view.playing = true;
    for (int64_t i = 0; status == STATUS_OK && i < count; i++) {
        draw(headless);
        status = film_add(out, &headless->canvas, error);
        if (progress != NULL) {
            progress((size_t)i + 1, (size_t)count);
        }
        int64_t t_ns = film->from_ns + (i + 1) * frame_ns;
        app_play_to(app, t_ns < to_ns ? t_ns : to_ns, 1000000000 / film->fps);
        app->view.playing = i + 2 < count;
    }
    if (status == STATUS_OK) {
        status = film_finish(out, error);
    }
    film_free(out);
    return status;
}
