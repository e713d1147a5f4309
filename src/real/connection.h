/* A client's connection to the latency server, request after request. Requests that a client sends
 * ahead wait until those before are answered: answers keep their order, as HTTP/1.1 asks.
 *
 *     reading ──▶ travelling ──▶ serving ──▶ sending ──▶ reading, or leaving
 *             drawn          arrived     due
 *
 * travelling  the simulation's connect and TLS, on a new connection, for as long as its rtt says
 * serving     the wait in the host's queue, and its latency
 * sending     at once, or as slowly as the bandwidth says
 * leaving     the last answer is out; what the client still sends is dropped, so that the answer is
 *             not lost by a reset, until it closes too
 *
 * A client that goes while it waits is noticed. One that only sends no more may be waiting for its
 * answer, and gets it, unless that takes longer than CONNECTION_HALF_CLOSED_NS_MAX. */
#ifndef REAL_CONNECTION_H
#define REAL_CONNECTION_H

#include "real/serving.h"

#define CONNECTION_HALF_CLOSED_NS_MAX INT64_C(10000000000)
#define CONNECTION_LEAVING_NS_MAX INT64_C(2000000000)

enum { CONNECTION_AHEAD_BYTES_MAX = 64 * 1024 }; /* read of what a client sends ahead */

typedef struct Connection Connection;

/* A client was accepted; the socket is non-blocking and goes with the connection. */
void connection_open(Serving *serving, int fd);

/* The server stops: those that wait for a request close, the others will after their answer. */
void connection_stop_all(Serving *serving);

/* Resets whatever is open. */
void connection_abort_all(Serving *serving);

#endif
