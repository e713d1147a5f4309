#include "base/watch.h"

#include "base/array.h"
#include "base/check.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LOOK_EVERY_MS = 500 };

/* What a look at a file remembers of it. */
typedef struct Look {
    bool exists;
    ino_t inode;
    off_t size;
    struct timespec changed;
} Look;

typedef struct WatchedFile {
    char *path;
    Look last; /* where folders cannot be watched */
} WatchedFile;

struct Watch {
    ARRAY_OF(WatchedFile) files;
    ARRAY_OF(char *) names; /* of the files, within the folders that are watched */
    int notifier;           /* of inotify; -1: looking is all we can do */
    int stop[2];            /* a pipe: a byte in it stops the thread */
    pthread_t thread;
    void (*on_change)(void *context);
    void *context;
};

static Look look_at(const char *path) {
    struct stat found;
    if (stat(path, &found) != 0) {
        return (Look){.exists = false};
    }
    return (Look){
        .exists = true, .inode = found.st_ino, .size = found.st_size, .changed = found.st_mtim};
}

static bool looks_the_same(const Look *a, const Look *b) {
    return a->exists == b->exists && a->inode == b->inode && a->size == b->size &&
           a->changed.tv_sec == b->changed.tv_sec && a->changed.tv_nsec == b->changed.tv_nsec;
}

/* Watches the folder that a file is in. */
static bool watch_folder_of(Watch *watch, const char *path) {
    char *for_folder = memory_copy_string(path);
    char *for_name = memory_copy_string(path);
    ARRAY_PUSH(&watch->names, memory_copy_string(basename(for_name)));
    int number = inotify_add_watch(watch->notifier, dirname(for_folder),
                                   IN_CLOSE_WRITE | IN_MOVED_TO | IN_CREATE | IN_DELETE);
    memory_free(for_folder);
    memory_free(for_name);
    return number >= 0;
}

static void add_file(Watch *watch, const char *path) {
    ARRAY_PUSH(&watch->files,
               (WatchedFile){.path = memory_copy_string(path), .last = look_at(path)});
    if (watch->notifier < 0) {
        return;
    }
    bool is_watched = watch_folder_of(watch, path);
    char real[PATH_MAX];
    if (is_watched && realpath(path, real) != NULL && strcmp(real, path) != 0) {
        is_watched = watch_folder_of(watch, real);
    }
    if (!is_watched) {
        close(watch->notifier);
        watch->notifier = -1;
    }
}

static bool is_name_of_ours(const Watch *watch, const char *name) {
    for (size_t i = 0; i < watch->names.count; i++) {
        if (strcmp(watch->names.items[i], name) == 0) {
            return true;
        }
    }
    return false;
}

/* Whether one of the folders' events is about one of our files; forgets them all. */
static bool read_events(Watch *watch) {
    _Alignas(struct inotify_event) char buffer[4096];
    ssize_t length = read(watch->notifier, buffer, sizeof buffer);
    bool is_ours = false;
    for (ssize_t at = 0; at < length;) {
        const struct inotify_event *event = (const struct inotify_event *)(buffer + at);
        bool is_lost = (event->mask & (IN_Q_OVERFLOW | IN_IGNORED)) != 0;
        is_ours |= is_lost || (event->len > 0 && is_name_of_ours(watch, event->name));
        at += (ssize_t)(sizeof *event + event->len);
    }
    return is_ours;
}

static bool look_again(Watch *watch) {
    bool has_changed = false;
    for (size_t i = 0; i < watch->files.count; i++) {
        WatchedFile *file = &watch->files.items[i];
        Look now = look_at(file->path);
        has_changed |= !looks_the_same(&now, &file->last);
        file->last = now;
    }
    return has_changed;
}

static void *watch_files(void *argument) {
    Watch *watch = argument;
    bool notifies = watch->notifier >= 0;
    struct pollfd ends[2] = {{.fd = watch->stop[0], .events = POLLIN},
                             {.fd = watch->notifier, .events = POLLIN}};
    for (;;) {
        int ready = poll(ends, 2, notifies ? -1 : LOOK_EVERY_MS);
        if (ready < 0 && errno != EINTR) {
            return NULL;
        }
        if (ready > 0 && ends[0].revents != 0) {
            return NULL;
        }
        if (notifies ? ready > 0 && read_events(watch) : look_again(watch)) {
            watch->on_change(watch->context);
        }
    }
}

static void release(Watch *watch) {
    if (watch->notifier >= 0) {
        close(watch->notifier);
    }
    close(watch->stop[0]);
    for (size_t i = 0; i < watch->files.count; i++) {
        memory_free(watch->files.items[i].path);
    }
    for (size_t i = 0; i < watch->names.count; i++) {
        memory_free(watch->names.items[i]);
    }
    ARRAY_RELEASE(&watch->files);
    ARRAY_RELEASE(&watch->names);
    memory_free(watch);
}

Watch *watch_new(const char *const *paths, size_t count, void (*on_change)(void *context),
                 void *context) {
    Watch *watch = memory_new_zeroed(1, sizeof *watch);
    watch->on_change = on_change;
    watch->context = context;
    if (pipe2(watch->stop, O_CLOEXEC) != 0) {
        memory_free(watch);
        return NULL;
    }
    watch->notifier = inotify_init1(IN_CLOEXEC);
    for (size_t i = 0; i < count; i++) {
        add_file(watch, paths[i]);
    }
    if (pthread_create(&watch->thread, NULL, watch_files, watch) != 0) {
        close(watch->stop[1]);
        release(watch);
        return NULL;
    }
    return watch;
}

void watch_free(Watch *watch) {
    if (watch == NULL) {
        return;
    }
    /* To close it alone would not do: a child that was forked meanwhile may hold it open, too. */
    CHECK(write(watch->stop[1], "", 1) == 1);
    CHECK(pthread_join(watch->thread, NULL) == 0);
    close(watch->stop[1]);
    release(watch);
}
