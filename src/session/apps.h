/* Apps: servers that the program itself declares, as hosts of the simulated network. The native
 * module `_apps` is what session/modules/_app_server.py stands on, which runs fastapi's apps; a
 * client's request reaches them through sim/exchange.h, as it would reach any host. In the module:
 *
 *     Gate(start)         where the requests to one server arrive. start() is called once, on the
 *                         thread that is about to send the first of them
 *       .serve(name)      from now on this is the host "app.local" or "localhost:8000"
 *       .open(loop, take) take() is called on the loop when there is something to take
 *       .ready()          the app has started up: the world's load on it begins
 *       .take() -> list   of the Arrivals since the last time
 *       .close()          later connections are refused; those that nobody took break
 *       .end()            the program is over, and its clients with it: none is told of anything
 *       .names            of its hosts
 *     Arrival             a request that waits for its answer
 *       .method .url .headers .body .number
 *       .serve()          its wait in the server's queue is over: a handler works on it
 *       .answer(status, headers, body)
 *                         headers are a list of pairs of str. Does nothing when the client has
 *                         gone: handlers run to their end all the same, as under uvicorn. An
 *                         Arrival that is dropped without an answer breaks the connection
 *     start(thread, name)
 *                         calls it on the main thread of another process, with a GIL of its own;
 *                         but it shares this one's memory, since both are one program's text
 *     watch(find)         find() is called before each request of the program, until watch(None):
 *                         it may find out how a server is called
 *     enter(), leave()    around what a server's thread does
 *     is_over()           no request is under way and none will come: the world's load is over, and
 *                         no other thread but servers' can go on by itself
 *     when_over(loop, callback)
 *                         calls it on the loop, once, when is_over()
 *     check()             it may be over now: a request has been handled
 *     has_load(name)      the world has a line that sends requests to this host
 *     refuse(what, hint)  ends the run as a world that is refused: "could not …"
 *
 * In a program with an app, a port of this machine (localhost:8000) at which no server listens
 * refuses connections, unless a line of the world names it.
 *
 * A server runs on a thread with an event loop of its own (or, under uvicorn.run(), on the main
 * thread), so everything that blocks that loop keeps arrivals in the queue: the trace shows it. */
#ifndef SESSION_APPS_H
#define SESSION_APPS_H

#include "session/context.h"

typedef struct Apps Apps;

Apps *apps_new(Session *session);
/* Gives up what it refers to in the heap. Before the hosts and the heap go. */
void apps_end(Apps *apps);
void apps_free(Apps *apps);          /* after vm_free(), which takes its objects along */
Value apps_import(Session *session); /* the module `_apps`, a new reference */

/* The program is about to send a request there: a server that is meant by the URL is started. May
 * run other threads. False: raised or stopped. */
bool apps_reach(Session *session, const char *url, size_t url_length);

struct Gates *apps_gates(const Apps *apps); /* gate.h */

/* A request has been handled, or its client has left: that may have been the last. */
void apps_check(Session *session);
/* A thread ends, now: it may have been the last to send requests. */
void apps_thread_ends(Session *session);
/* A loop has nothing to do but wait: a thread that could still go on when the last request had been
 * handled may have come to rest since. True: a server ends therefore, so there is something to do.
 */
bool apps_loop_waits(Session *session);
/* Nobody can go on, and no timer is set: for MachineSettings. True: a server ends therefore. */
bool apps_last_chance(void *context);

/* For sim/load.h, with the session as context: the world's load on a server of the program waits
 * until that has started up, or until the program is over. */
bool apps_load_is_ready(void *context, const char *url);
void apps_load_ended(void *context);

/* The program is over, and no other server will come. */
void apps_program_ends(Session *session);

/* The name of a server of the program, if nobody has asked one; else NULL. */
const char *apps_idle_server(const Session *session);

/* When the world's load is over, too: the servers shut down. False: an exception or a stop is on
 * its way. */
bool apps_finish(Session *session);

#endif
