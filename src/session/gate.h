/* Gates: where requests to the servers of the program arrive. A Gate stands for one server and
 * answers, as sim/host.h's HostApp, to one or several names of hosts; what has arrived waits in it
 * until the server's loop takes it, as Arrivals. Both are types of the native module `_apps`, where
 * apps.h says what the program's side of them can do.
 *
 * A request arrives in whatever thread its client runs, or between threads, in a timer of the
 * machine. Nothing is allocated in the heap then and nothing of the program runs: the exchange is
 * put in line, and a handle that was made beforehand is scheduled on the server's loop. */
#ifndef SESSION_GATE_H
#define SESSION_GATE_H

#include "session/context.h"

typedef struct Gates Gates;     /* of a run */
typedef struct GateObject Gate; /* a Python object */

Gates *gates_new(Session *session);
/* Takes them from the hosts, and forgets what is under way. Before the hosts and the heap go. */
void gates_end(Gates *gates);
void gates_free(Gates *gates); /* after vm_free(), which takes the objects along */

Type *gates_type(const Gates *gates);                    /* Gate */
bool gates_exist(const Gates *gates);                    /* the program has made one */
Gate *gates_named(const Gates *gates, const char *name); /* NULL: none */
/* The name of a host whose requests nobody has ever sent, if no gate has been asked; else NULL. */
const char *gates_idle_name(const Gates *gates);
size_t gates_under_way(const Gates *gates); /* requests that have arrived and are not answered */

/* From now on connections to this host are refused. */
void gates_refuse(Gates *gates, const char *name);

bool gate_is_ready(const Gate *gate); /* its server has started up, or has closed for good */
/* Calls the gate's start(), unless that was done or the gate is open. False: raised or stopped. */
bool gate_start(Vm *vm, Gate *gate);

#endif
