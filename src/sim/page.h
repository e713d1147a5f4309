/* The requests of an HTTP archive, played again as traces: as they were recorded, and as they would
 * have been with so many under way at a time.
 *
 * As recorded, every request has the times of the archive. Otherwise all are known from the
 * beginning (what the page learnt from one response for the next is not in the archive), and the
 * first of those left begins as soon as a connection is free. It sends, waits and receives for as
 * long as it was recorded; what it was blocked for is left out, and the connection is made anew
 * (dns, connect, tls, as recorded for that origin) only where it was another origin's before. So
 * the server is taken to be as fast for one request as for many.
 *
 * Each connection is a lane of the trace, named "connection 1" and so on; there is no other lane,
 * since no program runs. */
#ifndef SIM_PAGE_H
#define SIM_PAGE_H

#include "sim/har.h"
#include "trace/trace.h"

#include <stddef.h>

/* The caller frees the trace; its program is `name`. */
Trace *page_as_recorded(const Har *har, const char *name);
Trace *page_with_connections(const Har *har, const char *name, size_t connections);

#endif
