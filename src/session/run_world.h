/* The world of a run, gathered from the places where its lines may stand: the command line, a
 * .world file, comments in the program; and from --set and --seed. */
#ifndef SESSION_RUN_WORLD_H
#define SESSION_RUN_WORLD_H

#include "base/status.h"
#include "session/session.h"
#include "sim/world.h"

#include <stddef.h>

/* The caller frees *world, which is whole but may hold errors (world->errors): then it is to be
 * refused, with world_print_errors(). Fails only if the world's file cannot be read. `program` is
 * the program's text. */
Status run_world_new(const SessionOptions *options, const char *program, size_t length,
                     World **world, Error *error) MUST_CHECK;

/* Appends the lines that the user gave, from all places, for a trace's header. */
void run_world_describe(const SessionOptions *options, const char *program, size_t length,
                        Text *lines);

#endif
