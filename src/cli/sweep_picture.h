/* A sweep's chart as pixels (sweep -o FILE.png): pixels need fonts, so the window's executable
 * draws it, by its own `sweep --merge`, from the table that it is given as CSV. */
#ifndef CLI_SWEEP_PICTURE_H
#define CLI_SWEEP_PICTURE_H

#include "report/sweep_table.h"

/* Whether there is somebody to draw it. */
Status sweep_picture_check(Error *error) MUST_CHECK;

/* Draws and writes it; nothing half-written is left. */
Status sweep_picture_write(const char *path, const SweepTable *table, Error *error) MUST_CHECK;

#endif
