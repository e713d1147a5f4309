/* What came of a request: the class Reply of the module `_meanwhile`, which the clients' own
 * responses derive from. What nobody asks for is not made.
 *
 *     _failure     "", or why there is no reply: "connect" (refused), "reset" (by the peer, while
 *                  waiting for the reply), "pool timeout", "connect timeout", "read timeout",
 *                  "total timeout"; then the status is 0, and there is nothing else
 *     _status      int;  _reason  str;  _body  bytes;  _url  str, where the request went
 *     _fields      the header fields, a tuple of (name, value)
 *     _field(name) the value of the field of this name, given in lower case, or None; of several,
 *                  joined by ", "
 *     _set_cookies the values of those that are Set-Cookie, a tuple
 *     _receive_ns  how long the body took to come: a reply is there when its last byte is
 *     _elapsed_ns  how long it all took, from the call on, waiting in line included
 *     _is_plain    it is a reply below 300 that sets no cookies, so that nothing follows from it
 *     _method, _target, _sent
 *                  the request: str, Url, Fields; None where there was none
 *     _sent_body   bytes
 *     _release()   the client wants no more of it; _is_released  bool
 *
 * A Reply that a program makes answers no request: status, reason, url and elapsed_ns are None. The
 * Python shim has the same class in Python (assets/shim/_meanwhile.py). */
#ifndef SESSION_REPLY_H
#define SESSION_REPLY_H

#include "session/context.h"
#include "sim/host.h"

typedef struct Replies Replies; /* what the replies of a session share */

Replies *replies_new(Session *session);
void replies_free(Session *session, Replies *replies); /* before vm_free() */

/* The request that a reply answers; borrowed. */
typedef struct ReplyRequest {
    Value method; /* str */
    Value target; /* Url */
    Value sent;   /* Fields */
    Value body;   /* bytes */
} ReplyRequest;

/* Whether this is Reply or a class below it. */
bool value_is_reply_class(Value value);

/* What _is_plain says. */
bool reply_is_plain(Value reply);

/* What _release() does. */
void reply_release(Value reply);

/* An instance of the class. `reply` counts only if there is no failure; its body is taken along. */
Value reply_new(Session *session, Value class, const ReplyRequest *request, HostFailure failure,
                HostReply *reply, int64_t elapsed_ns);

/* Puts the class into the module. */
void reply_add_class(Session *session, Value module);

#endif
