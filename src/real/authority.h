/* A certificate authority that lives as long as a latency server: made when the server starts, it
 * signs a certificate for each name that a client asks for (by SNI, when the handshake begins), so
 * that programs with https URLs run unchanged and their clients verify as they always do.
 *
 * All keys are on the curve P-256; the authority's never leaves memory, and its certificate, which
 * clients have to trust, is a PEM file in a new folder that only this user can enter. Certificates
 * of names share one key, carry what strict verifiers ask for (RFC 5280), are made when first asked
 * for, and kept. A client that asks for no name (it called by address) gets one for the loopback
 * addresses, "localhost", and the address given. */
#ifndef REAL_AUTHORITY_H
#define REAL_AUTHORITY_H

#include "base/status.h"

#include <openssl/types.h>

enum { AUTHORITY_NAMES_MAX = 2000 }; /* further ones are made for each handshake anew */

typedef struct Authority Authority;

/* Makes the authority; `address` (numeric) is where its server listens. */
Status authority_new(Authority **authority, const char *address, Error *error) MUST_CHECK;

/* Frees it and removes its file: for whoever has it last, of processes forked from each other. */
void authority_free(Authority *authority);

/* Where the authority's certificate is. */
const char *authority_path(const Authority *authority);

/* For the server's side of handshakes: HTTP/1.1 alone. Lives as long as the authority. */
SSL_CTX *authority_tls(const Authority *authority);

#endif
