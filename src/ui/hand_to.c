#include "ui/hand_to.h"

#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Whether the PATH has a program of that name. */
static bool is_installed(const char *name) {
    const char *at = getenv("PATH");
    Text path = {0};
    bool is_found = false;
    while (at != NULL && *at != '\0' && !is_found) {
        size_t length = strcspn(at, ":");
        text_clear(&path);
        text_append(&path, at, length);
        text_printf(&path, "/%s", name);
        is_found = access(text_cstr(&path), X_OK) == 0;
        at += length + (at[length] == ':');
    }
    text_release(&path);
    return is_found;
}

/* Starts a program as a grandchild, so that nobody has to collect it. */
static Status start(const char *const *arguments, Error *error) {
    pid_t child = fork();
    if (child < 0) {
        return error_set(error, STATUS_SYSTEM, "could not start %s: %s", arguments[0],
                         strerror(errno));
    }
    if (child == 0) {
        int nothing = open("/dev/null", O_RDWR);
        if (fork() == 0) {
            (void)setsid();
            (void)dup2(nothing, STDIN_FILENO);
            (void)dup2(nothing, STDOUT_FILENO);
            execvp(arguments[0], (char *const *)arguments);
        }
        _exit(0);
    }
    (void)waitpid(child, NULL, 0);
    return STATUS_OK;
}

Status hand_to_editor(const char *path, Error *error) {
    const char *own = getenv("MEANWHILE_EDITOR");
    if (own != NULL && own[0] != '\0') {
        Text command = {0};
        text_printf(&command, "%s \"$1\"", own);
        const char *const arguments[] = {"sh", "-c", text_cstr(&command), "sh", path, NULL};
        Status status = start(arguments, error);
        text_release(&command);
        return status;
    }
    if (is_installed("xdg-open")) {
        const char *const arguments[] = {"xdg-open", path, NULL};
        return start(arguments, error);
    }
    const char *editor = getenv("VISUAL") != NULL ? getenv("VISUAL") : getenv("EDITOR");
    if (editor != NULL && is_installed("x-terminal-emulator")) {
        const char *const arguments[] = {"x-terminal-emulator", "-e", editor, path, NULL};
        return start(arguments, error);
    }
    return error_set(error, STATUS_SYSTEM,
                     "no editor was found: open the file yourself, or set MEANWHILE_EDITOR");
}

Status hand_to_browser(const char *address, Error *error) {
    bool is_web = strncmp(address, "https://", 8) == 0 || strncmp(address, "http://", 7) == 0;
    if (!is_web) {
        return error_set(error, STATUS_USAGE, "only addresses of the web are opened");
    }
    const char *own = getenv("BROWSER");
    const char *browser = is_installed("xdg-open")                  ? "xdg-open"
                          : own != NULL && strchr(own, ' ') == NULL ? own
                                                                    : NULL;
    if (browser == NULL) {
        return error_set(error, STATUS_SYSTEM, "no browser was found to open it with");
    }
    const char *const arguments[] = {browser, address, NULL};
    return start(arguments, error);
}
