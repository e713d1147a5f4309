/* Films: a GIF or MP4 through ffmpeg, or numbered pictures in a folder. The path says which:
 *
 *     demo.gif, demo.mp4     by ffmpeg; without it, pictures in the folder demo-frames
 *     frames/                pictures frames/00001.png, frames/00002.png, …
 *
 * No display is needed. */
#ifndef UI_FILM_H
#define UI_FILM_H

#include "ui/canvas.h"

enum { FILM_FPS_MAX = 100, FILM_FRAMES_MAX = 99999 };

typedef struct Film Film;

/* Opens a film of frames so large, so many a second. A target that is impossible fails here; a path
 * that is neither of the above is STATUS_USAGE. */
Status film_new(Film **out, const char *path, int width, int height, int fps,
                Error *error) MUST_CHECK;

/* What the user should know: that pictures are written because ffmpeg is not there. NULL: nothing.
 * It lives as long as the film. */
const char *film_notice(const Film *film);

/* Adds what the canvas shows, which has the film's size, as the next frame. */
Status film_add(Film *film, const Canvas *canvas, Error *error) MUST_CHECK;

/* Completes the film. */
Status film_finish(Film *film, Error *error) MUST_CHECK;

/* Frees; a film that was not finished leaves no file, but for pictures that are numbered. */
void film_free(Film *film);

#endif
