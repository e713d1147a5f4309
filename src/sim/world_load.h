/* The world's load and arrivals lines. Who sends what they say is sim/load.h. */
#ifndef SIM_WORLD_LOAD_H
#define SIM_WORLD_LOAD_H

#include "sim/cursor.h"

/* What stands behind `load` or `arrivals`, which is `keyword`. */
void world_load_parse(Cursor *cursor, Word keyword);
void world_load_release(WorldLoad *load);

#endif
