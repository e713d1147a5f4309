/* libcurl's multi interface as its documentation recommends it for many transfers: told by epoll
 * which sockets are ready, and by libcurl when its next timeout is. An easy handle for each call
 * that is under way, reused for the next one. */
#include "bench/baseline.h"

#include <curl/curl.h>
#include <string.h>
#include <sys/epoll.h>

enum { EVENTS_MAX = 256 };

static int epoll;
static long timeout_ms = -1;
static long next_call;

static int on_socket(CURL *easy, curl_socket_t socket, int what, void *context, void *known) {
    (void)easy;
    CURLM *multi = context;
    struct epoll_event event = {.data.fd = socket};
    event.events = (what & CURL_POLL_IN ? EPOLLIN : 0u) | (what & CURL_POLL_OUT ? EPOLLOUT : 0u);
    if (what == CURL_POLL_REMOVE) {
        epoll_ctl(epoll, EPOLL_CTL_DEL, socket, NULL);
        return 0;
    }
    epoll_ctl(epoll, known != NULL ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, socket, &event);
    curl_multi_assign(multi, socket, multi);
    return 0;
}

static int on_timer(CURLM *multi, long wanted_ms, void *context) {
    (void)multi;
    (void)context;
    timeout_ms = wanted_ms;
    return 0;
}

static size_t ignore(char *bytes, size_t size, size_t count, void *context) {
    (void)bytes;
    (void)context;
    return size * count;
}

static void begin(CURLM *multi, CURL *easy, const char *base) {
    char url[1024];
    snprintf(url, sizeof url, "%s%ld", base, next_call++);
    curl_easy_setopt(easy, CURLOPT_URL, url);
    curl_multi_add_handle(multi, easy);
}

int main(int argc, char **argv) {
    curl_global_init(CURL_GLOBAL_ALL);
    Baseline baseline = baseline_begin(argc, argv);
    CURLM *multi = curl_multi_init();
    epoll = epoll_create1(0);
    curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, on_socket);
    curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, multi);
    curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, on_timer);
    curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, baseline.concurrency);
    for (long i = 0; i < baseline.concurrency; i++) {
        CURL *easy = curl_easy_init();
        curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, ignore);
        begin(multi, easy, baseline.url);
    }
    struct epoll_event events[EVENTS_MAX];
    int running;
    curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &running);
    for (long done = 0; done < baseline.calls;) {
        int count = epoll_wait(epoll, events, EVENTS_MAX, (int)timeout_ms);
        if (count == 0) {
            curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &running);
        }
        for (int i = 0; i < count; i++) {
            int what = (events[i].events & EPOLLIN ? CURL_CSELECT_IN : 0) |
                       (events[i].events & EPOLLOUT ? CURL_CSELECT_OUT : 0);
            curl_multi_socket_action(multi, events[i].data.fd, what, &running);
        }
        CURLMsg *message;
        int left;
        while ((message = curl_multi_info_read(multi, &left)) != NULL) {
            CURL *easy = message->easy_handle;
            long status = 0;
            curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
            baseline.succeeded += message->data.result == CURLE_OK && status == 200;
            done++;
            curl_multi_remove_handle(multi, easy);
            if (next_call < baseline.calls) {
                begin(multi, easy, baseline.url);
            }
        }
    }
    return baseline_end(&baseline);
}
