/* HTTP/1.1 requests, parsed as their bytes come (RFC 9112). The bytes are hostile until here.
 *
 *     request      = method SP target SP version EOL *( field EOL ) EOL [ body ]
 *     field        = name ":" value
 *     body         = Content-Length bytes | chunks
 *     chunks       = *( size [ ";" … ] EOL bytes EOL ) "0" [ ";" … ] EOL *( field EOL ) EOL
 *     EOL          = CR LF, or LF alone, which people type into netcat
 *
 * request_parser_feed() takes what it needs of some bytes and says when a request is whole; the
 * rest are of the next one, for which request_parser_next() makes ready. Whatever cannot be read in
 * one way only is refused: a length that is given twice or beside chunks, a folded field, a blank
 * before a colon, a byte that no field may hold. Then `status` says how to answer, and nothing more
 * can be read from that connection.
 *
 * Strings of a request live until request_parser_next(). */
#ifndef REAL_REQUEST_PARSER_H
#define REAL_REQUEST_PARSER_H

#include "base/array.h"
#include "base/text.h"
#include "sim/host.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    REQUEST_TARGET_BYTES_MAX = 32 * 1024,
    REQUEST_HEAD_BYTES_MAX = 64 * 1024, /* request line and fields */
    REQUEST_FIELDS_MAX = 200,
    REQUEST_BODY_BYTES_MAX = 16 * 1024 * 1024,
};

typedef enum RequestState {
    REQUEST_LINE, /* nothing of it is there yet, or not its whole first line */
    REQUEST_FIELDS,
    REQUEST_BODY,
    REQUEST_CHUNK_SIZE,
    REQUEST_CHUNK,
    REQUEST_CHUNK_END,
    REQUEST_TRAILER,
    REQUEST_WHOLE,
    REQUEST_WRONG, /* see status and problem */
} RequestState;

typedef struct RequestParser {
    RequestState state;
    int status;          /* of the answer when it is wrong: 400, 413, 414, 431, 501 or 505 */
    const char *problem; /* … in words */

    const char *method;
    const char *target;
    ARRAY_OF(HostHeader) fields;
    const char *host; /* of the Host field; "" when there is none */
    Text body;
    bool keeps_alive;    /* the connection goes on after the answer */
    bool is_old;         /* HTTP/1.0 */
    bool expects_assent; /* Expect: 100-continue, and its body has not been sent yet */

    /* below: the parser's own */
    Text line;    /* what has come of the present one */
    Text strings; /* method, target, name, value, name …, each with its NUL */
    size_t field_count;
    size_t head_bytes; /* of the head so far, or since the last chunk */
    size_t needed;     /* bytes of the body or chunk still to come */
    bool has_length, has_chunks, has_host;
} RequestParser;

void request_parser_init(RequestParser *parser);
void request_parser_release(RequestParser *parser);

/* Takes bytes until the request is whole or wrong; returns how many were taken: all, if it is
 * neither. Not to be called when it is one of these. */
size_t request_parser_feed(RequestParser *parser, const char *bytes, size_t length);

/* Makes ready for the next request of the connection. */
void request_parser_next(RequestParser *parser);

/* Whether a part of a request has come, and not all. */
bool request_parser_has_begun(const RequestParser *parser);

#endif
