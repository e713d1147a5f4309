#include "real/channel.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

enum { TLS_HANDSHAKE_RECORD = 0x16 };

void channel_init(Channel *channel, int fd) {
    *channel = (Channel){.fd = fd};
}

/* Says close_notify, if there is anybody to hear it; no answer is waited for. */
static void say_end(Channel *channel) {
    if (channel->is_established) {
        ERR_clear_error();
        (void)SSL_shutdown(channel->tls);
        channel->is_established = false;
    }
}

void channel_finish(Channel *channel) {
    say_end(channel);
    channel->has_finished = true;
    (void)shutdown(channel->fd, SHUT_WR);
}

void channel_close(Channel *channel, bool with_reset) {
    if (!with_reset) {
        say_end(channel);
    }
    SSL_free(channel->tls);
    channel->tls = NULL;
    if (with_reset) {
        const struct linger linger = {.l_onoff = 1, .l_linger = 0};
        (void)setsockopt(channel->fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
    }
    close(channel->fd);
    channel->fd = -1;
}

void channel_start_anew(Channel *channel) {
    channel->kind = CHANNEL_UNKNOWN;
}

/* What a call on the socket that failed with errno means. */
static ChannelResult result_of_errno(ChannelResult wait) {
    return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR ? wait : CHANNEL_BROKEN;
}

static ChannelResult look_at_first_byte(Channel *channel, SSL_CTX *tls) {
    unsigned char first;
    ssize_t count = recv(channel->fd, &first, 1, MSG_PEEK);
    if (count <= 0) {
        return count == 0 ? CHANNEL_END : result_of_errno(CHANNEL_WAIT);
    }
    if (first != TLS_HANDSHAKE_RECORD) {
        channel->kind = CHANNEL_PLAIN;
        return CHANNEL_OK;
    }
    channel->tls = SSL_new(tls);
    if (channel->tls == NULL || SSL_set_fd(channel->tls, channel->fd) != 1) {
        return CHANNEL_BROKEN;
    }
    SSL_set_accept_state(channel->tls);
    channel->kind = CHANNEL_SECURE;
    return CHANNEL_OK;
}

/* What a call of TLS that returned `returned` means. */
static ChannelResult result_of_tls(Channel *channel, int returned) {
    switch (SSL_get_error(channel->tls, returned)) {
    case SSL_ERROR_NONE:
        return CHANNEL_OK;
    case SSL_ERROR_WANT_READ:
        return CHANNEL_WAIT;
    case SSL_ERROR_WANT_WRITE:
        return CHANNEL_WAIT_WRITE;
    case SSL_ERROR_ZERO_RETURN:
        return CHANNEL_END;
    default:
        channel->is_established = false; /* after such an error nothing more may be sent */
        return CHANNEL_BROKEN;
    }
}

ChannelResult channel_read(Channel *channel, SSL_CTX *tls, char *bytes, size_t size,
                           size_t *length) {
    *length = 0;
    if (channel->kind == CHANNEL_UNKNOWN) {
        ChannelResult result = look_at_first_byte(channel, tls);
        if (result != CHANNEL_OK) {
            return result;
        }
    }
    if (channel->kind == CHANNEL_SECURE) {
        ERR_clear_error();
        ChannelResult result =
            result_of_tls(channel, SSL_read_ex(channel->tls, bytes, size, length));
        if (result != CHANNEL_BROKEN && !channel->has_finished) {
            channel->is_established = SSL_is_init_finished(channel->tls) == 1;
        }
        return result;
    }
    ssize_t count = recv(channel->fd, bytes, size, 0);
    if (count <= 0) {
        return count == 0 ? CHANNEL_END : result_of_errno(CHANNEL_WAIT);
    }
    *length = (size_t)count;
    return CHANNEL_OK;
}

ChannelResult channel_write(Channel *channel, const char *bytes, size_t length, size_t *written) {
    *written = 0;
    if (channel->kind == CHANNEL_SECURE) {
        ERR_clear_error();
        return result_of_tls(channel, SSL_write_ex(channel->tls, bytes, length, written));
    }
    ssize_t count = send(channel->fd, bytes, length, MSG_NOSIGNAL);
    if (count < 0) {
        return result_of_errno(CHANNEL_WAIT_WRITE);
    }
    *written = (size_t)count;
    return CHANNEL_OK;
}
