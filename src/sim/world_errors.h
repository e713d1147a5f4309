/* The errors of a world: how one is noted. How they are shown is world_print_errors(), in world.h.
 */
#ifndef SIM_WORLD_ERRORS_H
#define SIM_WORLD_ERRORS_H

#include "sim/world.h"

#include <stdarg.h>

/* Adds an error about `width` bytes from `offset` on of that line, or (too many are there already)
 * returns NULL. A hint may be put into what is returned. */
WorldError *world_errors_add(World *world, const char *file, int line_number, const char *line,
                             size_t line_length, size_t offset, size_t width, const char *format,
                             va_list arguments);

#endif
