/* What a run has printed, so that the last lines at any moment are found without looking at all
 * events. */
#ifndef SCENE_PRINTED_H
#define SCENE_PRINTED_H

#include "base/array.h"
#include "trace/trace.h"

typedef struct Printed {
    ARRAY_OF(uint32_t) events; /* the indices of the print events */
} Printed;

void printed_init(Printed *printed, const Trace *trace);
void printed_release(Printed *printed);

/* How many prints lie among the first `past` events. */
size_t printed_count(const Printed *printed, size_t past);

#endif
