/* A report's picture (report -o FILE.png): pixels need fonts, so the window's executable draws it,
 * as a `shot` of the same programs, world and options. The runs are made anew there, and come out
 * the same. Runs that the window cannot make (another engine, a HAR file) have no such picture;
 * their .svg is drawn without fonts. */
#ifndef CLI_REPORT_PICTURE_H
#define CLI_REPORT_PICTURE_H

#include "cli/options.h"

/* Whether a file is such a picture, by its name. */
bool report_picture_is(const char *path);

/* Whether one can be drawn of what the options ask for. */
Status report_picture_check(const Options *options, Error *error) MUST_CHECK;

/* Draws and writes it; nothing half-written is left. */
Status report_picture_write(const char *path, const Options *options, Error *error) MUST_CHECK;

#endif
