/* The bytes of one accepted socket, plain or through TLS, without ever blocking: its first byte
 * tells which it is, since a TLS record of a handshake begins with 0x16 and no request does. */
#ifndef REAL_CHANNEL_H
#define REAL_CHANNEL_H

#include <openssl/types.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

typedef enum ChannelResult {
    CHANNEL_OK,
    CHANNEL_WAIT,       /* nothing can be done now: wait until it is readable */
    CHANNEL_WAIT_WRITE, /* … or writable */
    CHANNEL_END,        /* the peer sends no more */
    CHANNEL_BROKEN,     /* it has gone, or speaks no TLS after all */
} ChannelResult;

typedef enum ChannelKind {
    CHANNEL_UNKNOWN, /* until its first byte */
    CHANNEL_PLAIN,
    CHANNEL_SECURE,
} ChannelKind;

typedef struct Channel {
    int fd;
    ChannelKind kind;
    SSL *tls;
    bool is_established; /* the handshake of TLS is over, and nothing has ended it */
    bool has_finished;   /* nothing more is sent */
} Channel;

/* The socket is non-blocking and belongs to the channel from now on. */
void channel_init(Channel *channel, int fd);

/* Closes it; with a reset, the peer learns that it was no orderly end. */
void channel_close(Channel *channel, bool with_reset);

/* Tells the peer that nothing more will be sent; it can still be read from. */
void channel_finish(Channel *channel);

/* From now on its first byte decides anew: after a proxy's CONNECT. */
void channel_start_anew(Channel *channel);

/* Reads up to `size` bytes; *length > 0 with CHANNEL_OK alone. */
ChannelResult channel_read(Channel *channel, SSL_CTX *tls, char *bytes, size_t size,
                           size_t *length);

/* Writes as many as the socket takes; *written may be anything up to `length` with CHANNEL_OK. */
ChannelResult channel_write(Channel *channel, const char *bytes, size_t length, size_t *written);

#endif
