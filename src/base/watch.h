/* Watches files for changes, on a thread of its own that sleeps until there is one. What is watched
 * are the folders that hold the files, since many editors write a new file and rename it over the
 * old one; and, where a path is a symbolic link, also the folder of what it points to. Where the
 * system cannot tell (no inotify, or its limits are used up), the files' times and sizes are looked
 * at twice a second. */
#ifndef BASE_WATCH_H
#define BASE_WATCH_H

#include <stddef.h>

typedef struct Watch Watch;

/* Starts to watch files, which need not exist. on_change is called on the watching thread, soon
 * after something has happened to one of them; it may be called when nothing has changed. The paths
 * are copied. NULL: no thread could be started. */
Watch *watch_new(const char *const *paths, size_t count, void (*on_change)(void *context),
                 void *context);

/* Stops; on_change is not called after this. NULL is fine. */
void watch_free(Watch *watch);

#endif
