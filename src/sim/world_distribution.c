#include "sim/world_distribution.h"

#include "base/check.h"
#include "base/memory.h"
#include "base/text.h"
#include "sim/har.h"
#include "sim/url.h"
#include "sim/world_host.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    PATH_BYTES_MAX = 1024,
    NAMED_FILE_BYTES_MAX = HAR_BYTES_MAX, /* that a distribution names */
};

enum { ARGUMENTS_MAX = 10000 };

typedef struct Arguments {
    ARRAY_OF(Word) list;
    Word all; /* from the name to the closing parenthesis */
} Arguments;

/* Reads the parenthesised list; the cursor stands on "(". */
static void take_arguments(Cursor *cursor, Arguments *arguments) {
    size_t open = cursor->at++;
    for (;;) {
        cursor_skip_blanks(cursor);
        size_t start = cursor->at;
        while (cursor->at < cursor->length && cursor->line[cursor->at] != ',' &&
               cursor->line[cursor->at] != ')') {
            cursor->at++;
        }
        if (cursor->at >= cursor->length) {
            cursor_fail(cursor, cursor_between(cursor, open, open + 1), NULL,
                        "'(' was never closed");
            return;
        }
        size_t end = cursor->at;
        while (end > start && cursor_is_blank(cursor->line[end - 1])) {
            end--;
        }
        bool last = cursor->line[cursor->at++] == ')';
        Word word = cursor_between(cursor, start, end);
        if (word.length == 0 && !(last && arguments->list.count == 0)) {
            cursor_fail(cursor, cursor_between(cursor, cursor->at - 1, cursor->at), NULL,
                        "an argument is missing here");
            return;
        }
        if (word.length > 0) {
            ARRAY_PUSH(&arguments->list, word);
        }
        if (last) {
            return;
        }
        if (arguments->list.count >= ARGUMENTS_MAX) {
            cursor_fail(cursor, word, NULL, "more than %d arguments", ARGUMENTS_MAX);
            return;
        }
    }
}

/* Opens a file below a folder, one component at a time and through no symbolic link, so that no
 * world can name a file elsewhere. Returns -1 with a reason. */
static int open_below(const char *folder, const char *path, const char **reason) {
    *reason = "it must lie below the world's own folder";
    if (path[0] == '/') {
        return -1;
    }
    int at = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (at < 0) {
        *reason = strerror(errno);
        return -1;
    }
    char part[256];
    for (const char *rest = path; *rest != '\0';) {
        size_t length = strcspn(rest, "/");
        bool last = rest[length] == '\0';
        if (length >= sizeof part || (length == 2 && rest[0] == '.' && rest[1] == '.')) {
            close(at);
            return -1;
        }
        if (length == 0 || (length == 1 && rest[0] == '.')) {
            rest += length + !last;
            continue;
        }
        memcpy(part, rest, length);
        part[length] = '\0';
        int flags = O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | (last ? 0 : O_DIRECTORY);
        int inner = openat(at, part, flags);
        int error = errno;
        close(at);
        if (inner < 0) {
            *reason = error == ELOOP ? "it is a symbolic link" : strerror(error);
            return -1;
        }
        at = inner;
        rest += length + !last;
    }
    return at;
}

static bool read_descriptor(int descriptor, Text *text, const char **reason) {
    struct stat status;
    if (fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) {
        *reason = "it is not a regular file";
        return false;
    }
    if (status.st_size > NAMED_FILE_BYTES_MAX) {
        *reason = "it is larger than 64 MB";
        return false;
    }
    char block[65536];
    for (;;) {
        ssize_t got = read(descriptor, block, sizeof block);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            *reason = strerror(errno);
            return false;
        }
        if (got == 0) {
            return true;
        }
        text_append(text, block, (size_t)got);
        if (text->length > NAMED_FILE_BYTES_MAX) {
            *reason = "it is larger than 64 MB";
            return false;
        }
    }
}

/* Reads the file that a distribution names, perhaps in quotes. */
static bool read_file(Cursor *cursor, Word word, Text *text) {
    if (word.length >= 2 && (word.bytes[0] == '"' || word.bytes[0] == '\'') &&
        word.bytes[word.length - 1] == word.bytes[0]) {
        word = cursor_between(cursor, word.offset + 1, word.offset + word.length - 1);
    }
    if (word.length == 0 || word.length > PATH_BYTES_MAX ||
        memchr(word.bytes, '\0', word.length) != NULL) {
        cursor_fail(cursor, word, NULL, "this is no name of a file");
        return false;
    }
    char *path = cursor_copy(word);
    const char *reason = NULL;
    int descriptor = cursor->folder != NULL ? open_below(cursor->folder, path, &reason)
                                            : open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    memory_free(path);
    if (descriptor < 0) {
        cursor_fail(cursor, word, NULL, "could not read %s: %s", cursor_show(word).text,
                    reason != NULL ? reason : strerror(errno));
        return false;
    }
    bool fine = read_descriptor(descriptor, text, &reason);
    close(descriptor);
    if (!fine) {
        cursor_fail(cursor, word, NULL, "could not read %s: %s", cursor_show(word).text, reason);
    }
    return fine;
}

static void read_empirical(Cursor *cursor, Word word, Distribution *distribution) {
    Text text = {0};
    Error error;
    if (read_file(cursor, word, &text) &&
        distribution_read_csv(distribution, text_cstr(&text), text.length, &error) != STATUS_OK) {
        cursor_fail(cursor, word, "one duration a line, such as 120ms, or milliseconds",
                    "could not use %s: %s", cursor_show(word).text, error.text);
    }
    text_release(&text);
}

/* The latencies that the archive has of this host. */
static void read_har(Cursor *cursor, Word word, const WorldHost *host, Distribution *distribution) {
    Text text = {0};
    Error error;
    Har har = {0};
    if (host == NULL) {
        cursor_fail(cursor, word, "write a duration",
                    "a HAR file tells latencies, not round trips");
    } else if (read_file(cursor, word, &text)) {
        if (har_parse(&har, cursor_show(word).text, text_cstr(&text), text.length, &error) !=
            STATUS_OK) {
            cursor_fail(cursor, word, "a browser's developer tools export such files", "%s",
                        error.text);
        }
        for (size_t i = 0; i < har.entries.count && !cursor->failed; i++) {
            Url url;
            const char *wrong =
                url_parse(&url, har.entries.items[i].url, strlen(har.entries.items[i].url));
            CHECK(wrong == NULL);
            if (world_host_matches(host, url.host, url.port, url.path)) {
                ARRAY_PUSH(&distribution->samples, har_entry_latency_ns(&har.entries.items[i]));
            }
            url_release(&url);
        }
        if (!cursor->failed && distribution->samples.count == 0) {
            cursor_fail(cursor, word, NULL, "%s has no request to %.100s", cursor_show(word).text,
                        host->pattern);
        }
    }
    har_release(&har);
    text_release(&text);
}

typedef struct DistributionName {
    const char *name;
    const char *example;
    DistributionKind kind;
    size_t arguments; /* 0: one or more */
} DistributionName;

static const DistributionName distributions[] = {
    {"uniform", "uniform(50ms, 150ms)", DISTRIBUTION_UNIFORM, 2},
    {"normal", "normal(120ms, 30ms)", DISTRIBUTION_NORMAL, 2},
    {"lognormal", "lognormal(100ms, 0.5)", DISTRIBUTION_LOGNORMAL, 2},
    {"exponential", "exponential(100ms)", DISTRIBUTION_EXPONENTIAL, 1},
    {"pareto", "pareto(50ms, 1.5)", DISTRIBUTION_PARETO, 2},
    {"replay", "replay(100ms, 200ms, 50ms)", DISTRIBUTION_REPLAY, 0},
    {"empirical", "empirical(latencies.csv)", DISTRIBUTION_EMPIRICAL, 1},
    {"har", "har(page.har)", DISTRIBUTION_HAR, 1},
};
enum { DISTRIBUTION_COUNT = sizeof distributions / sizeof distributions[0] };

static void fill_distribution(Cursor *cursor, const DistributionName *name,
                              const Arguments *arguments, const WorldHost *host,
                              Distribution *distribution) {
    const Word *list = arguments->list.items;
    size_t count = arguments->list.count;
    if (name->arguments == 0 ? count == 0 : count != name->arguments) {
        Text hint = {0};
        text_printf(&hint, "for example %s", name->example);
        cursor_fail(cursor, arguments->all, text_cstr(&hint), "%s takes %s, not %zu", name->name,
                    name->arguments == 0   ? "at least one duration"
                    : name->arguments == 1 ? "one argument"
                                           : "two arguments",
                    count);
        text_release(&hint);
        return;
    }
    distribution->kind = name->kind;
    switch (name->kind) {
    case DISTRIBUTION_CONSTANT:
        UNREACHABLE();
    case DISTRIBUTION_UNIFORM:
        distribution->a_ns = cursor_duration_of(cursor, list[0]);
        distribution->b_ns = cursor_duration_of(cursor, list[1]);
        if (distribution->a_ns > distribution->b_ns) {
            cursor_fail(cursor, arguments->all, "write the smaller duration first",
                        "uniform's first duration is larger than its second");
        }
        break;
    case DISTRIBUTION_NORMAL:
        distribution->a_ns = cursor_duration_of(cursor, list[0]);
        distribution->b_ns = cursor_duration_of(cursor, list[1]);
        break;
    case DISTRIBUTION_LOGNORMAL:
        distribution->a_ns = cursor_duration_of(cursor, list[0]);
        distribution->shape = cursor_number_of(cursor, list[1], "sigma, a number");
        break;
    case DISTRIBUTION_EXPONENTIAL:
        distribution->a_ns = cursor_duration_of(cursor, list[0]);
        break;
    case DISTRIBUTION_PARETO:
        distribution->a_ns = cursor_duration_of(cursor, list[0]);
        distribution->shape = cursor_number_of(cursor, list[1], "alpha, a number");
        if (distribution->shape <= 0) {
            cursor_fail(cursor, list[1], NULL, "alpha must be larger than 0");
        }
        break;
    case DISTRIBUTION_REPLAY:
        for (size_t i = 0; i < count && !cursor->failed; i++) {
            ARRAY_PUSH(&distribution->samples, cursor_duration_of(cursor, list[i]));
        }
        break;
    case DISTRIBUTION_EMPIRICAL:
        read_empirical(cursor, list[0], distribution);
        break;
    case DISTRIBUTION_HAR:
        read_har(cursor, list[0], host, distribution);
        break;
    }
}

/* `host` is whose latency it is; NULL: it is something else. */
void world_distribution_take(Cursor *cursor, const char *what, const WorldHost *host,
                             Distribution *distribution) {
    cursor_skip_blanks(cursor);
    size_t start = cursor->at;
    while (cursor->at < cursor->length && !cursor_is_blank(cursor->line[cursor->at]) &&
           cursor->line[cursor->at] != '(') {
        cursor->at++;
    }
    Word name = cursor_between(cursor, start, cursor->at);
    if (name.length == 0) {
        cursor_fail(cursor, name, "for example 120ms or normal(120ms, 30ms)", "expected %s", what);
        return;
    }
    if (cursor_is_digit(name.bytes[0])) {
        *distribution = (Distribution){.a_ns = cursor_duration_of(cursor, name)};
        return;
    }
    cursor_skip_blanks(cursor);
    bool called = cursor->at < cursor->length && cursor->line[cursor->at] == '(';
    for (size_t i = 0; i < DISTRIBUTION_COUNT; i++) {
        if (!cursor_word_is(name, distributions[i].name)) {
            continue;
        }
        if (!called) {
            Text hint = {0};
            text_printf(&hint, "for example %s", distributions[i].example);
            cursor_fail(cursor, name, text_cstr(&hint), "'(' should follow %s",
                        distributions[i].name);
            text_release(&hint);
            return;
        }
        Arguments arguments = {0};
        take_arguments(cursor, &arguments);
        arguments.all = cursor_between(cursor, start, cursor->at);
        if (!cursor->failed) {
            fill_distribution(cursor, &distributions[i], &arguments, host, distribution);
        }
        ARRAY_RELEASE(&arguments.list);
        return;
    }
    const char *names[DISTRIBUTION_COUNT + 1];
    for (size_t i = 0; i < DISTRIBUTION_COUNT; i++) {
        names[i] = distributions[i].name;
    }
    names[DISTRIBUTION_COUNT] = NULL;
    cursor_fail_unknown(cursor, name, "a duration or distribution", names);
}
