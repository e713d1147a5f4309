/* SHA-512 (FIPS 180-4): random.seed() of a text hashes it. */
#ifndef VM_MODULES_SHA512_H
#define VM_MODULES_SHA512_H

#include <stddef.h>
#include <stdint.h>

enum { SHA512_BYTES = 64 };

/* The digest of all of `bytes`. */
void sha512(const uint8_t *bytes, size_t length, uint8_t digest[SHA512_BYTES]);

#endif
