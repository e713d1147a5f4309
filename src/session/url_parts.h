/* The class Url of the module `_meanwhile`: a URL taken apart as the HTTP clients need it, which
 * any text at all can be (sim/url.h takes only what a request can be sent to).
 *
 *     Url(text)
 *     .text        what it was made of
 *     .scheme .authority .path .asked .query .fragment
 *                  scheme://authority/path?query#fragment, each as it is written; a scheme is
 *                  ASCII, and in lower case here; asked is "?" if there is a query, though it
 *                  be empty; what is missing is ""
 *     .user .place .host .port_text
 *                  the authority is user@place and the place is host:port, where user and port
 *                  may be missing
 *     .origin      scheme://place, in lower case
 *     .sent        the text without fragment, as it is sent
 *     .is_usual    http or https, with nothing but what every client writes as it stands: no
 *                  user or fragment, no port that is the scheme's, a path, and only such
 *                  characters as are never quoted
 *
 * The Python shim has the same class in Python, to which no URL is usual (assets/shim). */
#ifndef SESSION_URL_PARTS_H
#define SESSION_URL_PARTS_H

#include "session/context.h"

struct UrlParts *url_parts_new(Session *session);
void url_parts_free(Session *session, struct UrlParts *known); /* before vm_free() */

/* Whether this is a Url. */
bool value_is_url(Value value);
Value url_of(Vm *vm, Value text); /* of a str: a new reference */
bool url_is_usual(Value self);
Value url_text(Value self);           /* str, borrowed */
Value url_origin(Vm *vm, Value self); /* str, borrowed */
Value url_sent(Vm *vm, Value self);   /* str, borrowed */

/* Puts the class into the module. */
void url_parts_add_class(Session *session, Value module);

#endif
