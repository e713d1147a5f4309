/* Where two traces part: the first event that is not the same in both. Strings are compared by what
 * they say, lanes by their numbers, names and calls. */
#ifndef TRACE_DIFFERENCE_H
#define TRACE_DIFFERENCE_H

#include "trace/trace.h"

#define DIFFERENCE_NONE SIZE_MAX

/* The index of the first event that differs; where one trace is the beginning of the other, the
 * shorter one's count; DIFFERENCE_NONE: they are the same. */
size_t difference_find(const Trace *a, const Trace *b);

#endif
