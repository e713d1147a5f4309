/* What session.c offers the other files of this folder, beyond context.h. */
#ifndef SESSION_SESSION_INTERNAL_H
#define SESSION_SESSION_INTERNAL_H

#include "session/context.h"

enum { SESSION_PROCESS_ID = 4242 }; /* os.getpid(), the same on every machine */

/* A wait of the machine returned MACHINE_STOPPED: ends the run with the machine's reason (deadlock,
 * with who waits for whom; budget of time), unless it is ending already. Raised after. */
void session_stop_from_machine(Session *session);

/* A SessionThread for a new simulated thread: register stack and lane; and its end. */
SessionThread *session_thread_new(Session *session, const char *name, uint32_t parent_lane);
void session_thread_free(Session *session, SessionThread *thread);

#endif
