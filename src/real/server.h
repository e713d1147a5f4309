/* The latency server: the world's hosts, answered for on real sockets. Whoever asks it waits as
 * long as the simulation says, and gets the same status, header fields and body; which host a
 * request is for, the request says. It is a child process, so that it has a core of its own where
 * there is one, and no client of ours can make it late:
 *
 *     const RealServerOptions options = {.address = "127.0.0.1"};
 *     RealServer *server;
 *     Status status = real_server_start(world, &options, &server, &error);
 *     … ask 127.0.0.1, port real_server_port(server) …
 *     real_server_stop(server);
 *
 * One port speaks plain HTTP/1.1 and TLS: a connection whose first byte begins a TLS record gets
 * TLS, with a certificate for the name that it asks for. Those are signed by an authority that is
 * made for this server and known only through the file real_server_authority(); its key is in no
 * file. Clients take it from SSL_CERT_FILE, REQUESTS_CA_BUNDLE, CURL_CA_BUNDLE or
 * NODE_EXTRA_CA_CERTS.
 *
 * The host is that of the request's Host field, port included, or of an absolute target (so the
 * server can be used as a proxy, CONNECT included). Asked by its own address, the path may name the
 * host in front: http://127.0.0.1:PORT/api.example.com/users/1.
 *
 * What cannot be as in the simulation, where it is a matter of course:
 *
 *  - `rtt` cannot delay a connection on loopback. It is added to the answer of the connection's
 *    first request.
 *  - `fail connect` cannot refuse a connection before it is known whose it is. The connection is
 *    reset instead of any answer. (Who knows that a host always refuses asks a closed port.)
 *  - Draws are in the order in which requests arrive here. Requests that are sent at once by
 *    several connections may change places.
 *  - A program's own server (fastapi) is inside the program, and not here; `load` and `arrivals`
 *    are not sent.
 *
 * The server dies with the process that started it, however that ends. Start and reset it while
 * that process has no other threads: both fork. */
#ifndef REAL_SERVER_H
#define REAL_SERVER_H

#include "base/status.h"
#include "sim/world.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

enum { REAL_SERVER_CONNECTIONS_WANTED = 10000 }; /* what tutorials go up to */

typedef struct RealServer RealServer;

/* Zeros are the defaults. */
typedef struct RealServerOptions {
    const char *address; /* where to listen, as a numeric IP address; NULL: 127.0.0.1 */
    uint16_t port;       /* 0: any that is free */
    /* How long a client may take until a request is whole, do nothing between requests, and read
     * nothing while it is answered; then the connection is closed. */
    int64_t request_limit_ns, idle_limit_ns, write_limit_ns;
    int64_t grace_ns; /* how long real_server_stop() waits for answers that are under way */
    int log_fd;       /* a line for each answer is written there; 0: none */
} RealServerOptions;

/* Since the server was started or reset. */
typedef struct RealServerFigures {
    int64_t requests;    /* that were whole */
    int64_t connections; /* accepted */
    int64_t handshakes;  /* of TLS, completed */
    int64_t refused;     /* that were no HTTP */
    int64_t open;        /* connections, now */
    int64_t open_max;    /* … at once */
} RealServerFigures;

/* Starts a server and returns when it listens. The world must be without errors and live as long as
 * the server, or until the next reset. STATUS_REAL: the port is in use, and the like. */
Status real_server_start(const World *world, const RealServerOptions *options, RealServer **server,
                         Error *error) MUST_CHECK;

/* Counters, random streams, servers and figures start anew, over this world (for a run each), and
 * all connections are closed. Port and authority stay. A server that has died is alive after. */
Status real_server_reset(RealServer *server, const World *world, Error *error) MUST_CHECK;

uint16_t real_server_port(const RealServer *server);

/* The path of the authority's certificate (PEM), which is removed when the server stops. */
const char *real_server_authority(const RealServer *server);

/* How many connections can be open at once: the system's limit of files, less what the server needs
 * itself. */
int64_t real_server_connections_max(const RealServer *server);

/* Asks the server; zeros when it has died. */
RealServerFigures real_server_figures(RealServer *server);

/* Whether it is alive. If not, `ending` (may be NULL) says how it ended, as waitpid() does. */
bool real_server_is_running(RealServer *server, int *ending);

/* The process that serves, for measuring what it costs. */
pid_t real_server_process(const RealServer *server);

/* A descriptor that becomes readable when the server has died, for poll(). */
int real_server_fd(const RealServer *server);

/* No more connections are accepted; answers that are under way are finished within the grace time;
 * then the server has ended, and is freed. NULL is fine. */
void real_server_stop(RealServer *server);

#endif
