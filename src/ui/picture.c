#include "ui/picture.h"

#include "base/file.h"

#include <png.h>

/* What libpng is given to hold for us. */
typedef struct PictureFile {
    FileWriter writer;
    Status status;
    Error *error;
} PictureFile;

/* libpng has no other way out of a failed write than its own longjmp, so failures are kept, and
 * what would be written after one is dropped. */
static void write_bytes(png_structp png, png_bytep bytes, size_t length) {
    PictureFile *file = png_get_io_ptr(png);
    if (file->status == STATUS_OK) {
        file->status = file_writer_add(&file->writer, (const char *)bytes, length, file->error);
    }
}

static void flush(png_structp png) {
    (void)png;
}

static _Noreturn void stop(png_structp png, png_const_charp message) {
    (void)png;
    check_failed(message, "libpng", 0);
}

static void ignore(png_structp png, png_const_charp message) {
    (void)png;
    (void)message;
}

static void write_rows(png_structp png, const Raster *raster) {
    uint8_t *row = memory_new((size_t)raster->width * 3 + 1);
    for (int y = 0; y < raster->height; y++) {
        const uint32_t *pixels = raster->pixels + (size_t)y * (size_t)raster->width;
        for (int x = 0; x < raster->width; x++) {
            row[3 * x] = (uint8_t)(pixels[x] >> 16);
            row[3 * x + 1] = (uint8_t)(pixels[x] >> 8);
            row[3 * x + 2] = (uint8_t)pixels[x];
        }
        png_write_row(png, row);
    }
    memory_free(row);
}

static void write_png(PictureFile *file, const Raster *raster) {
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, stop, ignore);
    CHECK(png != NULL);
    png_infop info = png_create_info_struct(png);
    CHECK(info != NULL);
    png_set_write_fn(png, file, write_bytes, flush);
    png_set_compression_level(png, 6);
    png_set_filter(png, 0, PNG_FILTER_NONE);
    png_set_IHDR(png, info, (png_uint_32)raster->width, (png_uint_32)raster->height, 8,
                 PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
                 PNG_FILTER_TYPE_DEFAULT);
    png_set_sRGB(png, info, PNG_sRGB_INTENT_PERCEPTUAL);
    png_write_info(png, info);
    write_rows(png, raster);
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
}

Status picture_write(const Canvas *canvas, const char *path, Error *error) {
    PictureFile file = {.error = error};
    Status status = file_writer_open(&file.writer, path, error);
    if (status != STATUS_OK) {
        return status;
    }
    write_png(&file, &canvas->raster);
    if (file.status != STATUS_OK) {
        file_writer_abandon(&file.writer);
        return file.status;
    }
    return file_writer_finish(&file.writer, error);
}
