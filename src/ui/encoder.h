/* ffmpeg as a child that is fed raw pictures through a pipe and writes a GIF or an MP4. It writes
 * beside the target, which is replaced when the film is whole: a film that fails leaves what was
 * there. What ffmpeg says when it fails is told in our message. */
#ifndef UI_ENCODER_H
#define UI_ENCODER_H

#include "base/status.h"
#include "ui/raster.h"

typedef struct Encoder Encoder;

/* Whether a path's ending is one that is written by ffmpeg: .gif, .mp4. */
bool encoder_knows(const char *path);

/* Starts ffmpeg. `is_missing` tells a machine without ffmpeg from one where it fails. */
Status encoder_new(Encoder **out, const char *path, int width, int height, int fps,
                   bool *is_missing, Error *error) MUST_CHECK;

/* Adds a picture of the size that was told. After a failure only encoder_free() is of use. */
Status encoder_add(Encoder *encoder, const Raster *raster, Error *error) MUST_CHECK;

/* Waits until ffmpeg is ready and puts the film in its place. */
Status encoder_finish(Encoder *encoder, Error *error) MUST_CHECK;

/* Stops ffmpeg if it still runs, and removes what is unfinished. */
void encoder_free(Encoder *encoder);

#endif
