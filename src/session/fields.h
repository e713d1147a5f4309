/* The header fields of a request as it sends them: the class Fields of the module `_meanwhile`.
 *
 *     Fields(pairs)    (name, value) pairs, in a list or tuple, as the client would send them; a
 *                      value that is no str is sent as str() writes it
 *     fields.pairs     they, in a tuple
 *
 * A Fields does not change: who sends the same fields again and again makes one. The Python shim
 * has the same class in Python (assets/shim/_meanwhile.py). */
#ifndef SESSION_FIELDS_H
#define SESSION_FIELDS_H

#include "session/context.h"
#include "sim/host.h"

/* Whether this is a Fields. */
bool value_is_fields(Value value);
/* Borrowed: good as long as the Fields. */
const HostHeader *fields_headers(Value fields, size_t *count);

/* Puts the class into the module. */
void fields_add_class(Session *session, Value module);

#endif
