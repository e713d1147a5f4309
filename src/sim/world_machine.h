/* The world's machine lines, and what they say together: world_machine(), in world.h. */
#ifndef SIM_WORLD_MACHINE_H
#define SIM_WORLD_MACHINE_H

#include "sim/cursor.h"

/* What stands behind `machine`, into the cursor's layer. */
void world_machine_parse(Cursor *cursor);

#endif
