#include "base/installation.h"

#include <string.h>
#include <unistd.h>

enum { PATH_BYTES_MAX = 4096 };

static bool exists(Text *path, int mode, const char *folder, const char *below, const char *name) {
    text_clear(path);
    text_printf(path, "%s/%s%s", folder, below, name);
    return access(text_cstr(path), mode) == 0;
}

/* The folder of the executable; false: the system does not tell. */
static bool own_folder(char folder[PATH_BYTES_MAX]) {
    ssize_t length = readlink("/proc/self/exe", folder, PATH_BYTES_MAX - 1);
    if (length <= 0) {
        return false;
    }
    folder[length] = '\0';
    char *slash = strrchr(folder, '/');
    *(slash != NULL ? slash : folder) = '\0';
    return true;
}

/* Makes it the folder above; false: there is none. */
static bool go_up(char *folder) {
    char *slash = strrchr(folder, '/');
    if (slash == NULL) {
        return false;
    }
    *slash = '\0';
    return true;
}

bool installation_find(const char *name, Text *path) {
    char folder[PATH_BYTES_MAX];
    if (own_folder(folder)) {
        do {
            if (exists(path, R_OK, folder, "", name) ||
                exists(path, R_OK, folder, "share/meanwhile/", name)) {
                return true;
            }
        } while (go_up(folder));
    }
    return exists(path, R_OK, ".", "", name);
}

bool installation_find_program(const char *name, Text *path) {
    char folder[PATH_BYTES_MAX];
    if (!own_folder(folder)) {
        return false;
    }
    return exists(path, X_OK, folder, "", name) ||
           (go_up(folder) && exists(path, X_OK, folder, "libexec/meanwhile/", name));
}
