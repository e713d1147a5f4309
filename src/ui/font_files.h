/* Which files fonts are read from, asked of fontconfig.
 *
 * Text is set in DejaVu Sans and DejaVu Sans Mono where they are installed, since their widths are
 * the built-in ones; else in the first of Noto, Liberation, Ubuntu and Cantarell; else in whatever
 * fontconfig calls sans-serif and monospace, which is any font at all rather than none. A character
 * that the font lacks is looked for in every other installed font, the most similar first. */
#ifndef UI_FONT_FILES_H
#define UI_FONT_FILES_H

#include "base/status.h"
#include "scene/draw_list.h"

#include <stdbool.h>
#include <stdint.h>

/* One font within a file. */
typedef struct FontFile {
    char *path;        /* owned by the FontFiles */
    long index;        /* of the font in a collection */
    bool is_thickened; /* a bold face was wanted and is not installed */
} FontFile;

typedef struct FontFiles FontFiles;

/* Looks for the four faces. There is no font at all: STATUS_SYSTEM, and the message names a package
 * to install. */
Status font_files_new(FontFiles **out, Error *error) MUST_CHECK;
void font_files_free(FontFiles *files);

/* The file of a face. It lives as long as the FontFiles. */
const FontFile *font_files_face(const FontFiles *files, DrawFace face);

/* A file that has a character, for use with a face that lacks it; NULL: no installed font has it.
 * The same file is always the same pointer. */
const FontFile *font_files_with(FontFiles *files, DrawFace face, uint32_t code_point);

#endif
