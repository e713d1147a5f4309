#include "ui/film.h"

#include "ui/encoder.h"
#include "ui/picture.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

struct Film {
    Encoder *encoder; /* NULL: numbered pictures */
    char *folder;     /* where they go, without the last slash */
    int frames;       /* so far */
    Text notice;
};

static bool is_folder(const char *path) {
    struct stat found;
    return path[strlen(path) - 1] == '/' || (stat(path, &found) == 0 && S_ISDIR(found.st_mode));
}

/* Takes over `folder`, which is made unless it is there. */
static Status use_folder(Film *film, char *folder, Error *error) {
    film->folder = folder;
    for (size_t end = strlen(folder); end > 1 && folder[end - 1] == '/'; end--) {
        folder[end - 1] = '\0';
    }
    struct stat found;
    if (mkdir(folder, 0777) != 0 &&
        !(errno == EEXIST && stat(folder, &found) == 0 && S_ISDIR(found.st_mode))) {
        return error_set(error, STATUS_SYSTEM, "could not make the folder %s: %s", folder,
                         strerror(errno));
    }
    return STATUS_OK;
}

/* Pictures instead of a film, in a folder that is called like it. */
static Status do_without_ffmpeg(Film *film, const char *path, Error *error) {
    Text folder = {0};
    text_append(&folder, path, (size_t)(strrchr(path, '.') - path));
    text_append_cstr(&folder, "-frames");
    text_printf(&film->notice,
                "could not find ffmpeg (Debian's package ffmpeg) to make %s: writing numbered "
                "pictures to %s/",
                path, text_cstr(&folder));
    return use_folder(film, text_take(&folder), error);
}

static Status open_target(Film *film, const char *path, int width, int height, int fps,
                          Error *error) {
    if (*path == '\0' || (!is_folder(path) && !encoder_knows(path))) {
        return error_set(error, STATUS_USAGE,
                         "could not make a film '%s': its name should end with .gif or .mp4, or "
                         "with / for a folder of pictures",
                         path);
    }
    if (is_folder(path)) {
        return use_folder(film, memory_copy_string(path), error);
    }
    bool is_missing;
    Status status = encoder_new(&film->encoder, path, width, height, fps, &is_missing, error);
    return is_missing ? do_without_ffmpeg(film, path, error) : status;
}

Status film_new(Film **out, const char *path, int width, int height, int fps, Error *error) {
    *out = NULL;
    Film *film = memory_new_zeroed(1, sizeof *film);
    Status status = open_target(film, path, width, height, fps, error);
    if (status != STATUS_OK) {
        film_free(film);
        return status;
    }
    *out = film;
    return STATUS_OK;
}

const char *film_notice(const Film *film) {
    return film->notice.length > 0 ? film->notice.bytes : NULL;
}

Status film_add(Film *film, const Canvas *canvas, Error *error) {
    if (film->encoder != NULL) {
        return encoder_add(film->encoder, &canvas->raster, error);
    }
    if (film->frames == FILM_FRAMES_MAX) {
        return error_set(error, STATUS_LIMIT, "could not write more than %d pictures to %s/",
                         FILM_FRAMES_MAX, film->folder);
    }
    Text path = {0};
    text_printf(&path, "%s/%05d.png", film->folder, ++film->frames);
    Status status = picture_write(canvas, text_cstr(&path), error);
    text_release(&path);
    return status;
}

Status film_finish(Film *film, Error *error) {
    return film->encoder != NULL ? encoder_finish(film->encoder, error) : STATUS_OK;
}

void film_free(Film *film) {
    if (film == NULL) {
        return;
    }
    encoder_free(film->encoder);
    memory_free(film->folder);
    text_release(&film->notice);
    memory_free(film);
}
