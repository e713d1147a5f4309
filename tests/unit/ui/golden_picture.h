/* Pictures that are compared with a PNG below tests/golden/, as expect_golden() does with texts.
 * Fonts are drawn a little differently by other versions of FreeType, so a picture may differ: no
 * pixel's channel by more than GOLDEN_PICTURE_CHANNEL, except in one pixel of a thousand. */
#ifndef UNIT_UI_GOLDEN_PICTURE_H
#define UNIT_UI_GOLDEN_PICTURE_H

#include "ui/picture.h"
#include "unit/unit.h"

#include <png.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { GOLDEN_PICTURE_CHANNEL = 40 };

typedef struct ReadPicture {
    int width, height;
    uint8_t *rgb;
} ReadPicture;

static inline ReadPicture picture_read(const char *path) {
    png_image image = {.version = PNG_IMAGE_VERSION};
    if (!png_image_begin_read_from_file(&image, path)) {
        fail_msg("could not read %s: %s", path, image.message);
    }
    image.format = PNG_FORMAT_RGB;
    ReadPicture picture = {(int)image.width, (int)image.height, malloc(PNG_IMAGE_SIZE(image))};
    assert_true(png_image_finish_read(&image, NULL, picture.rgb, 0, NULL));
    return picture;
}

/* How many pixels of the canvas differ from the picture by more than `most` in a channel. */
static inline size_t picture_difference(const ReadPicture *picture, const Canvas *canvas,
                                        int most) {
    size_t count = (size_t)picture->width * (size_t)picture->height, different = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t pixel = canvas->raster.pixels[i];
        int red = (int)(pixel >> 16 & 255) - picture->rgb[3 * i];
        int green = (int)(pixel >> 8 & 255) - picture->rgb[3 * i + 1];
        int blue = (int)(pixel & 255) - picture->rgb[3 * i + 2];
        different += abs(red) > most || abs(green) > most || abs(blue) > most;
    }
    return different;
}

static inline void expect_golden_picture(const char *name, const Canvas *canvas) {
    char path[256];
    Error error;
    snprintf(path, sizeof path, "tests/golden/%s", name);
    const char *update = getenv("UPDATE");
    if (update != NULL && strcmp(update, "1") == 0) {
        assert_int_equal(picture_write(canvas, path, &error), STATUS_OK);
    }
    ReadPicture picture = picture_read(path);
    assert_int_equal(picture.width, canvas->raster.width);
    assert_int_equal(picture.height, canvas->raster.height);
    size_t different = picture_difference(&picture, canvas, GOLDEN_PICTURE_CHANNEL);
    free(picture.rgb);
    size_t pixels = (size_t)canvas->raster.width * (size_t)canvas->raster.height;
    if (different > pixels / 1000) {
        fail_msg("%zu of %zu pixels are not as in %s (UPDATE=1 writes it anew)", different, pixels,
                 path);
    }
}

#endif
