/* What a gzip file holds (RFC 1952), by zlib. The bytes may come from anybody: a few of them can
 * stand for gigabytes, so there is a limit; a file may be several that were written one after the
 * other. */
#ifndef BASE_GUNZIP_H
#define BASE_GUNZIP_H

#include "base/status.h"
#include "base/text.h"

/* Appends what the bytes unpack to; more than bytes_max is an error. `name` is the file's, for
 * messages. */
Status gunzip(const char *name, const char *bytes, size_t length, size_t bytes_max, Text *text,
              Error *error) MUST_CHECK;

#endif
