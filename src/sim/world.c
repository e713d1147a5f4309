#include "sim/world.h"

#include "base/check.h"
#include "base/file.h"
#include "base/memory.h"
#include "sim/har.h"
#include "sim/url.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    ERRORS_KEPT_MAX = 100,
    PATTERN_BYTES_MAX = 2048,
    PATH_BYTES_MAX = 1024,
    NAMED_FILE_BYTES_MAX = HAR_BYTES_MAX, /* that a distribution names */
};

/* Where a line stands, and how far it has been read. After the first error the rest of a line is
 * not looked at. */
typedef struct Cursor {
    World *world;
    WorldLayer *layer;
    const char *file;
    const char *folder; /* NULL: files may lie anywhere */
    int line_number;
    const char *line; /* the whole source line */
    size_t length;    /* where the world line in it ends */
    size_t full_length;
    size_t at;
    bool failed;
} Cursor;

/* A stretch of the line. */
typedef struct Word {
    const char *bytes;
    size_t length;
    size_t offset;
} Word;

/* --- errors --- */

static int column_of(const char *line, size_t offset) {
    int column = 1;
    for (size_t i = 0; i < offset; i++) {
        column += ((unsigned char)line[i] & 0xC0) != 0x80; /* continuation bytes do not count */
    }
    return column;
}

static WorldError *add_error(World *world, const char *file, int line_number, const char *line,
                             size_t line_length, size_t offset, size_t width, const char *format,
                             va_list arguments) {
    if (world->errors.count >= ERRORS_KEPT_MAX) {
        return NULL;
    }
    Text message = {0};
    Text source = {0};
    text_vprintf(&message, format, arguments);
    text_append(&source, line, line_length);
    text_append_cstr(&source, "");
    WorldError error = {.file = memory_copy_string(file),
                        .line = line_number,
                        .column = column_of(line, offset),
                        .message = text_take(&message),
                        .offset = offset,
                        .width = width};
    error.text = source.bytes == NULL ? memory_copy_string("") : text_take(&source);
    ARRAY_PUSH(&world->errors, error);
    return &world->errors.items[world->errors.count - 1];
}

static void fail(Cursor *cursor, Word where, const char *hint, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

static void fail(Cursor *cursor, Word where, const char *hint, const char *format, ...) {
    if (cursor->failed) {
        return;
    }
    cursor->failed = true;
    va_list arguments;
    va_start(arguments, format);
    WorldError *error = add_error(cursor->world, cursor->file, cursor->line_number, cursor->line,
                                  cursor->full_length, where.offset,
                                  where.length > 0 ? where.length : 1, format, arguments);
    va_end(arguments);
    if (error != NULL && hint != NULL) {
        error->hint = memory_copy_string(hint);
    }
}

/* A word as a message may show it: cut, and without bytes that a terminal would obey. */
typedef struct Shown {
    char text[64];
} Shown;

static Shown show(Word word) {
    Shown shown;
    size_t n = 0;
    for (size_t i = 0; i < word.length && n < sizeof shown.text - 4; i++) {
        unsigned char c = (unsigned char)word.bytes[i];
        shown.text[n++] = c < 0x20 || c >= 0x7F ? '?' : (char)c;
        if (n == sizeof shown.text - 4 && i + 1 < word.length) {
            memcpy(shown.text + n, "...", 3);
            n += 3;
        }
    }
    shown.text[n] = '\0';
    return shown;
}

/* --- words --- */

static bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool word_is(Word word, const char *text) {
    return word.length == strlen(text) && memcmp(word.bytes, text, word.length) == 0;
}

static void skip_blanks(Cursor *cursor) {
    while (cursor->at < cursor->length && is_blank(cursor->line[cursor->at])) {
        cursor->at++;
    }
}

static bool at_end(Cursor *cursor) {
    skip_blanks(cursor);
    return cursor->at >= cursor->length;
}

static Word word_between(const Cursor *cursor, size_t from, size_t to) {
    return (Word){cursor->line + from, to - from, from};
}

/* The next word, up to a blank; empty at the end of the line. */
static Word take_word(Cursor *cursor) {
    skip_blanks(cursor);
    size_t start = cursor->at;
    while (cursor->at < cursor->length && !is_blank(cursor->line[cursor->at])) {
        cursor->at++;
    }
    return word_between(cursor, start, cursor->at);
}

static Word peek_word(Cursor *cursor) {
    skip_blanks(cursor);
    size_t kept = cursor->at;
    Word word = take_word(cursor);
    cursor->at = kept;
    return word;
}

/* A word that must be there; `what` completes "expected". */
static Word need_word(Cursor *cursor, const char *what) {
    Word word = take_word(cursor);
    if (word.length == 0) {
        fail(cursor, word, NULL, "expected %s", what);
    }
    return word;
}

static char *copy_word(Word word) {
    Text text = {0};
    text_append(&text, word.bytes, word.length);
    char *copy = text_take(&text);
    return copy == NULL ? memory_copy_string("") : copy;
}

/* How many letters must change to make one word of the other; beyond 3 it does not matter. */
static size_t distance(Word word, const char *name) {
    size_t row[32];
    size_t length = strlen(name);
    if (word.length >= 30 || length >= 30) {
        return 99;
    }
    for (size_t j = 0; j <= length; j++) {
        row[j] = j;
    }
    for (size_t i = 1; i <= word.length; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= length; j++) {
            size_t best = diagonal + (word.bytes[i - 1] != name[j - 1]);
            diagonal = row[j];
            best = row[j] + 1 < best ? row[j] + 1 : best;
            row[j] = row[j - 1] + 1 < best ? row[j - 1] + 1 : best;
        }
    }
    return row[length];
}

/* Fails with the list of what could stand here, or the one name that was probably meant. */
static void fail_unknown(Cursor *cursor, Word word, const char *what, const char *const *names) {
    const char *near = NULL;
    size_t near_distance = 3;
    Text hint = {0};
    for (size_t i = 0; names[i] != NULL; i++) {
        size_t d = distance(word, names[i]);
        if (d < near_distance) {
            near_distance = d;
            near = names[i];
        }
        text_printf(&hint, "%s%s", i == 0 ? "one of: " : ", ", names[i]);
    }
    if (near != NULL) {
        text_clear(&hint);
        text_printf(&hint, "did you mean '%s'?", near);
    }
    fail(cursor, word, text_cstr(&hint), "'%s' is not %s", show(word).text, what);
    text_release(&hint);
}

static int64_t need_count(Cursor *cursor, const char *what, int64_t low, int64_t high) {
    Word word = need_word(cursor, what);
    int64_t number = 0;
    for (size_t i = 0; i < word.length; i++) {
        if (!is_digit(word.bytes[i])) {
            fail(cursor, word, NULL, "expected %s, a whole number, not '%s'", what,
                 show(word).text);
            return low;
        }
        number = number > high ? number : number * 10 + (word.bytes[i] - '0');
    }
    if (!cursor->failed && (number < low || number > high)) {
        fail(cursor, word, NULL, "%s must be between %lld and %lld", what, (long long)low,
             (long long)high);
        return low;
    }
    return number;
}

static int64_t duration_of(Cursor *cursor, Word word) {
    int64_t ns = 0;
    const char *wrong = distribution_parse_duration(word.bytes, word.length, &ns);
    if (wrong != NULL) {
        fail(cursor, word, "write a duration such as 120ms, 1.5s or 50us",
             "'%s' is not a duration: %s", show(word).text, wrong);
    }
    return ns;
}

static int64_t need_duration(Cursor *cursor, const char *what) {
    Word word = need_word(cursor, what);
    return cursor->failed ? 0 : duration_of(cursor, word);
}

/* --- distributions:  DIST = DURATION | NAME "(" argument { "," argument } ")" --- */

enum { ARGUMENTS_MAX = 10000 };

typedef struct Arguments {
    ARRAY_OF(Word) list;
    Word all; /* from the name to the closing parenthesis */
} Arguments;

/* Reads the parenthesised list; the cursor stands on "(". */
static void take_arguments(Cursor *cursor, Arguments *arguments) {
    size_t open = cursor->at++;
    for (;;) {
        skip_blanks(cursor);
        size_t start = cursor->at;
        while (cursor->at < cursor->length && cursor->line[cursor->at] != ',' &&
               cursor->line[cursor->at] != ')') {
            cursor->at++;
        }
        if (cursor->at >= cursor->length) {
            fail(cursor, word_between(cursor, open, open + 1), NULL, "'(' was never closed");
            return;
        }
        size_t end = cursor->at;
        while (end > start && is_blank(cursor->line[end - 1])) {
            end--;
        }
        bool last = cursor->line[cursor->at++] == ')';
        Word word = word_between(cursor, start, end);
        if (word.length == 0 && !(last && arguments->list.count == 0)) {
            fail(cursor, word_between(cursor, cursor->at - 1, cursor->at), NULL,
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
            fail(cursor, word, NULL, "more than %d arguments", ARGUMENTS_MAX);
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
        word = word_between(cursor, word.offset + 1, word.offset + word.length - 1);
    }
    if (word.length == 0 || word.length > PATH_BYTES_MAX ||
        memchr(word.bytes, '\0', word.length) != NULL) {
        fail(cursor, word, NULL, "this is no name of a file");
        return false;
    }
    char *path = copy_word(word);
    const char *reason = NULL;
    int descriptor = cursor->folder != NULL ? open_below(cursor->folder, path, &reason)
                                            : open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    memory_free(path);
    if (descriptor < 0) {
        fail(cursor, word, NULL, "could not read %s: %s", show(word).text,
             reason != NULL ? reason : strerror(errno));
        return false;
    }
    bool fine = read_descriptor(descriptor, text, &reason);
    close(descriptor);
    if (!fine) {
        fail(cursor, word, NULL, "could not read %s: %s", show(word).text, reason);
    }
    return fine;
}

static void read_empirical(Cursor *cursor, Word word, Distribution *distribution) {
    Text text = {0};
    Error error;
    if (read_file(cursor, word, &text) &&
        distribution_read_csv(distribution, text_cstr(&text), text.length, &error) != STATUS_OK) {
        fail(cursor, word, "one duration a line, such as 120ms, or milliseconds",
             "could not use %s: %s", show(word).text, error.text);
    }
    text_release(&text);
}

static bool host_matches(const WorldHost *line, const char *host, int port, const char *path) {
    return (line->port == 0 || line->port == port) && world_glob_matches(line->host, host) &&
           (line->path == NULL || world_glob_matches(line->path, path));
}

/* The latencies that the archive has of this host. */
static void read_har(Cursor *cursor, Word word, const WorldHost *host, Distribution *distribution) {
    Text text = {0};
    Error error;
    Har har = {0};
    if (host == NULL) {
        fail(cursor, word, "write a duration", "a HAR file tells latencies, not round trips");
    } else if (read_file(cursor, word, &text)) {
        if (har_parse(&har, show(word).text, text_cstr(&text), text.length, &error) != STATUS_OK) {
            fail(cursor, word, "a browser's developer tools export such files", "%s", error.text);
        }
        for (size_t i = 0; i < har.entries.count && !cursor->failed; i++) {
            Url url;
            const char *wrong =
                url_parse(&url, har.entries.items[i].url, strlen(har.entries.items[i].url));
            CHECK(wrong == NULL);
            if (host_matches(host, url.host, url.port, url.path)) {
                ARRAY_PUSH(&distribution->samples, har_entry_latency_ns(&har.entries.items[i]));
            }
            url_release(&url);
        }
        if (!cursor->failed && distribution->samples.count == 0) {
            fail(cursor, word, NULL, "%s has no request to %.100s", show(word).text, host->pattern);
        }
    }
    har_release(&har);
    text_release(&text);
}

static double number_of(Cursor *cursor, Word word, const char *what) {
    double number = 1;
    const char *wrong = distribution_parse_number(word.bytes, word.length, &number);
    if (wrong != NULL) {
        fail(cursor, word, NULL, "'%s' is not %s: %s", show(word).text, what, wrong);
    }
    return number;
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
        fail(cursor, arguments->all, text_cstr(&hint), "%s takes %s, not %zu", name->name,
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
        distribution->a_ns = duration_of(cursor, list[0]);
        distribution->b_ns = duration_of(cursor, list[1]);
        if (distribution->a_ns > distribution->b_ns) {
            fail(cursor, arguments->all, "write the smaller duration first",
                 "uniform's first duration is larger than its second");
        }
        break;
    case DISTRIBUTION_NORMAL:
        distribution->a_ns = duration_of(cursor, list[0]);
        distribution->b_ns = duration_of(cursor, list[1]);
        break;
    case DISTRIBUTION_LOGNORMAL:
        distribution->a_ns = duration_of(cursor, list[0]);
        distribution->shape = number_of(cursor, list[1], "sigma, a number");
        break;
    case DISTRIBUTION_EXPONENTIAL:
        distribution->a_ns = duration_of(cursor, list[0]);
        break;
    case DISTRIBUTION_PARETO:
        distribution->a_ns = duration_of(cursor, list[0]);
        distribution->shape = number_of(cursor, list[1], "alpha, a number");
        if (distribution->shape <= 0) {
            fail(cursor, list[1], NULL, "alpha must be larger than 0");
        }
        break;
    case DISTRIBUTION_REPLAY:
        for (size_t i = 0; i < count && !cursor->failed; i++) {
            ARRAY_PUSH(&distribution->samples, duration_of(cursor, list[i]));
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
static void take_distribution(Cursor *cursor, const char *what, const WorldHost *host,
                              Distribution *distribution) {
    skip_blanks(cursor);
    size_t start = cursor->at;
    while (cursor->at < cursor->length && !is_blank(cursor->line[cursor->at]) &&
           cursor->line[cursor->at] != '(') {
        cursor->at++;
    }
    Word name = word_between(cursor, start, cursor->at);
    if (name.length == 0) {
        fail(cursor, name, "for example 120ms or normal(120ms, 30ms)", "expected %s", what);
        return;
    }
    if (is_digit(name.bytes[0])) {
        *distribution = (Distribution){.a_ns = duration_of(cursor, name)};
        return;
    }
    skip_blanks(cursor);
    bool called = cursor->at < cursor->length && cursor->line[cursor->at] == '(';
    for (size_t i = 0; i < DISTRIBUTION_COUNT; i++) {
        if (!word_is(name, distributions[i].name)) {
            continue;
        }
        if (!called) {
            Text hint = {0};
            text_printf(&hint, "for example %s", distributions[i].example);
            fail(cursor, name, text_cstr(&hint), "'(' should follow %s", distributions[i].name);
            text_release(&hint);
            return;
        }
        Arguments arguments = {0};
        take_arguments(cursor, &arguments);
        arguments.all = word_between(cursor, start, cursor->at);
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
    fail_unknown(cursor, name, "a duration or distribution", names);
}

/* --- host --- */

/* PATTERN = host [":" port] ["/" path];  [::1]:8000 is an IPv6 address with a port. */
static void parse_pattern(Cursor *cursor, Word word, WorldHost *host) {
    if (word.length > PATTERN_BYTES_MAX) {
        fail(cursor, word, NULL, "this pattern is longer than %d bytes", PATTERN_BYTES_MAX);
        return;
    }
    for (size_t i = 0; i < word.length; i++) {
        unsigned char c = (unsigned char)word.bytes[i];
        if (c <= 0x20 || c == 0x7F) {
            fail(cursor, word_between(cursor, word.offset + i, word.offset + i + 1), NULL,
                 "a control character cannot stand in a host's name");
            return;
        }
    }
    for (size_t i = 0; i + 2 < word.length; i++) {
        if (memcmp(word.bytes + i, "://", 3) == 0) {
            fail(cursor, word_between(cursor, word.offset, word.offset + i + 3),
                 "write the host alone: api.example.com/users", "a pattern has no scheme");
            return;
        }
    }
    size_t slash = 0;
    while (slash < word.length && word.bytes[slash] != '/') {
        slash++;
    }
    Word path = word_between(cursor, word.offset + slash, word.offset + word.length);
    const char *question = path.length > 0 ? memchr(path.bytes, '?', path.length) : NULL;
    if (question != NULL) {
        size_t offset = (size_t)(question - cursor->line);
        fail(cursor, word_between(cursor, offset, word.offset + word.length),
             "a path is matched without its query", "a pattern has no query");
        return;
    }
    size_t colon = slash;
    for (size_t i = slash; i-- > 0;) {
        if (word.bytes[i] == ':') {
            colon = i;
            break;
        }
        if (word.bytes[i] == ']') {
            break;
        }
    }
    Word name = word_between(cursor, word.offset, word.offset + colon);
    if (name.length == 0) {
        fail(cursor, word, "for example api.example.com or *", "the host's name is missing");
        return;
    }
    if (memchr(name.bytes, ':', name.length) != NULL && name.bytes[0] != '[') {
        fail(cursor, name, "an IPv6 address stands in brackets: [::1]:8000",
             "'%s' is no name of a host", show(name).text);
        return;
    }
    if (colon < slash) {
        Word port = word_between(cursor, word.offset + colon + 1, word.offset + slash);
        int number = 0;
        for (size_t i = 0; i < port.length && number <= 65535; i++) {
            number = is_digit(port.bytes[i]) ? number * 10 + (port.bytes[i] - '0') : 65536;
        }
        if (!word_is(port, "*") && (number < 1 || number > 65535)) {
            fail(cursor, port, NULL, "'%s' is not a port: 1 to 65535, or *", show(port).text);
            return;
        }
        host->port = word_is(port, "*") ? 0 : number;
    }
    host->pattern = copy_word(word);
    host->host = copy_word(name);
    for (char *c = host->host; *c != '\0'; c++) {
        *c = *c >= 'A' && *c <= 'Z' ? (char)(*c + 32) : *c;
    }
    host->path = path.length > 0 ? copy_word(path) : NULL;
}

/* number "%" */
static int64_t percent_of(Cursor *cursor, Word word) {
    int64_t parts = 0;
    int64_t unit = WORLD_WHOLE / 100; /* of the digit just read */
    bool fraction = false;
    bool wrong = word.length < 2 || !is_digit(word.bytes[0]);
    for (size_t i = 0; i + 1 < word.length && !wrong; i++) {
        char c = word.bytes[i];
        if (c == '.' && !fraction) {
            fraction = true;
        } else if (!is_digit(c)) {
            wrong = true;
        } else if (fraction) {
            unit /= 10;
            parts += unit * (c - '0');
        } else {
            parts = parts * 10 + (c - '0') * unit;
            wrong = parts > WORLD_WHOLE;
        }
    }
    if (wrong || parts > WORLD_WHOLE || word.bytes[word.length - 1] != '%') {
        fail(cursor, word, NULL, "'%s' is not a percentage between 0%% and 100%%", show(word).text);
    }
    return parts;
}

static void take_fault(Cursor *cursor, WorldHost *host, Word option) {
    WorldFault fault = {.kind = WORLD_FAULT_STATUS, .parts = WORLD_WHOLE};
    if (word_is(option, "status")) {
        fault.status = (int)need_count(cursor, "a status", 200, 599);
    } else {
        static const char *const kinds[] = {"connect", "reset", "timeout", NULL};
        Word kind = need_word(cursor, "connect, reset or timeout");
        if (word_is(kind, "connect")) {
            fault.kind = WORLD_FAULT_CONNECT;
        } else if (word_is(kind, "reset")) {
            fault.kind = WORLD_FAULT_RESET;
        } else if (word_is(kind, "timeout")) {
            fault.kind = WORLD_FAULT_TIMEOUT;
        } else if (!cursor->failed) {
            fail_unknown(cursor, kind, "a way to fail", kinds);
        }
    }
    Word percent = peek_word(cursor);
    if (!cursor->failed && percent.length > 0 && is_digit(percent.bytes[0])) {
        take_word(cursor);
        fault.parts = percent_of(cursor, percent);
    }
    int64_t sum = fault.parts;
    for (size_t i = 0; i < host->faults.count; i++) {
        sum += host->faults.items[i].parts;
    }
    if (sum > WORLD_WHOLE) {
        fail(cursor, option, NULL, "this host's faults add up to more than 100%%");
    }
    if (!cursor->failed) {
        ARRAY_PUSH(&host->faults, fault);
    }
}

/* body = "'" JSON "'"; single or double quotes, up to the next one of the same kind. */
static void take_body(Cursor *cursor, WorldHost *host) {
    if (at_end(cursor) || (cursor->line[cursor->at] != '\'' && cursor->line[cursor->at] != '"')) {
        fail(cursor, peek_word(cursor), "for example body '{\"id\": 1}'",
             "expected the body between quotes");
        return;
    }
    size_t open = cursor->at++;
    size_t start = cursor->at;
    while (cursor->at < cursor->length && cursor->line[cursor->at] != cursor->line[open]) {
        cursor->at++;
    }
    if (cursor->at >= cursor->length) {
        fail(cursor, word_between(cursor, open, open + 1), NULL, "this quote is never closed");
        return;
    }
    Word body = word_between(cursor, start, cursor->at++);
    json_error_t error;
    json_t *json = json_loadb(body.bytes, body.length, JSON_DECODE_ANY, &error);
    if (json == NULL) {
        size_t offset = error.position > 0 && (size_t)error.position <= body.length
                            ? body.offset + (size_t)error.position - 1
                            : body.offset;
        fail(cursor, word_between(cursor, offset, offset + 1), "a body is JSON, on one line",
             "this is not JSON: %s", error.text);
        return;
    }
    json_decref(json);
    memory_free(host->body);
    host->body = copy_word(body);
}

/* A number and one of several units; what `scale` says is the value of one. */
typedef struct Unit {
    const char *name;
    int64_t scale;
} Unit;

static int64_t need_amount(Cursor *cursor, const char *what, const Unit *units, int64_t high) {
    Word word = need_word(cursor, what);
    size_t digits = 0;
    while (digits < word.length && (is_digit(word.bytes[digits]) || word.bytes[digits] == '.')) {
        digits++;
    }
    Word number = word_between(cursor, word.offset, word.offset + digits);
    Word unit = word_between(cursor, word.offset + digits, word.offset + word.length);
    if (cursor->failed) {
        return 0;
    }
    if (digits == 0) {
        fail(cursor, word, NULL, "expected %s, not '%s'", what, show(word).text);
        return 0;
    }
    double value = number_of(cursor, number, "a number");
    for (size_t i = 0; units[i].name != NULL; i++) {
        if (word_is(unit, units[i].name)) {
            double amount = value * (double)units[i].scale;
            if (amount > (double)high) {
                fail(cursor, word, NULL, "this is more than we can simulate");
                return 0;
            }
            return (int64_t)(amount + 0.5);
        }
    }
    fail(cursor, word, NULL, "'%s' is not %s", show(word).text, what);
    return 0;
}

static const Unit bit_rates[] = {{"bit", 1},           {"kbit", 1000},         {"Mbit", 1000000},
                                 {"Gbit", 1000000000}, {"bit/s", 1},           {"kbit/s", 1000},
                                 {"Mbit/s", 1000000},  {"Gbit/s", 1000000000}, {NULL, 0}};
static const Unit byte_sizes[] = {{"B", 1},         {"kB", 1000},     {"MB", 1000000},
                                  {"KiB", 1 << 10}, {"MiB", 1 << 20}, {NULL, 0}};

/* rate = count "/" ("s" | "ms" | "min") */
static void rate_of(Cursor *cursor, Word word, int64_t *count, int64_t *period_ns) {
    size_t slash = 0;
    int64_t number = 0;
    while (slash < word.length && is_digit(word.bytes[slash])) {
        number = number > WORLD_COUNT_MAX ? number : number * 10 + (word.bytes[slash] - '0');
        slash++;
    }
    char unit[8] = "1";
    size_t rest = word.length - slash;
    const char *wrong = "";
    if (number >= 1 && number <= 100000 && rest >= 2 && rest <= 4 && word.bytes[slash] == '/') {
        memcpy(unit + 1, word.bytes + slash + 1, rest - 1);
        wrong = distribution_parse_duration(unit, rest, period_ns);
    }
    if (wrong != NULL) {
        fail(cursor, word, "for example 10/s or 600/min, at most 100000", "'%s' is not a rate",
             show(word).text);
        return;
    }
    *count = number;
}

static void refuse_twice(Cursor *cursor, Word option, bool given) {
    if (given) {
        fail(cursor, option, NULL, "'%s' is given twice", show(option).text);
    }
}

enum {
    GAVE_LATENCY = 1,
    GAVE_RTT = 2,
    GAVE_SERVERS = 4,
    GAVE_QUEUE = 8,
    GAVE_BANDWIDTH = 16,
    GAVE_SIZE = 32,
    GAVE_RATE = 64,
    GAVE_BODY = 128,
};

static unsigned once(Cursor *cursor, Word option, unsigned given, unsigned what) {
    refuse_twice(cursor, option, (given & what) != 0);
    return given | what;
}

static unsigned take_option(Cursor *cursor, WorldHost *host, unsigned given) {
    static const char *const names[] = {"latency",   "rtt",  "servers", "queue",
                                        "bandwidth", "size", "rate",    "status",
                                        "fail",      "body", NULL};
    Word option = take_word(cursor);
    if (word_is(option, "latency")) {
        given = once(cursor, option, given, GAVE_LATENCY);
        host->latency_given = true;
        distribution_release(&host->latency);
        take_distribution(cursor, "a latency", host, &host->latency);
    } else if (word_is(option, "rtt")) {
        given = once(cursor, option, given, GAVE_RTT);
        distribution_release(&host->rtt);
        take_distribution(cursor, "a round trip time", NULL, &host->rtt);
    } else if (word_is(option, "servers")) {
        given = once(cursor, option, given, GAVE_SERVERS);
        host->servers = need_count(cursor, "the number of servers", 1, WORLD_SERVERS_MAX);
    } else if (word_is(option, "queue")) {
        given = once(cursor, option, given, GAVE_QUEUE);
        host->queue = need_count(cursor, "the length of the queue", 0, WORLD_COUNT_MAX);
    } else if (word_is(option, "bandwidth")) {
        given = once(cursor, option, given, GAVE_BANDWIDTH);
        host->bandwidth_bits =
            need_amount(cursor, "a bandwidth such as 10Mbit", bit_rates, INT64_C(1000000000000));
        if (!cursor->failed && host->bandwidth_bits == 0) {
            fail(cursor, option, NULL, "a bandwidth of 0 would transfer nothing");
        }
    } else if (word_is(option, "size")) {
        given = once(cursor, option, given, GAVE_SIZE);
        host->size_bytes =
            need_amount(cursor, "a size such as 20kB", byte_sizes, INT64_C(1000000000000));
    } else if (word_is(option, "rate")) {
        given = once(cursor, option, given, GAVE_RATE);
        Word rate = need_word(cursor, "a rate such as 10/s");
        if (!cursor->failed) {
            rate_of(cursor, rate, &host->rate_count, &host->rate_period_ns);
        }
    } else if (word_is(option, "status") || word_is(option, "fail")) {
        take_fault(cursor, host, option);
    } else if (word_is(option, "body")) {
        given = once(cursor, option, given, GAVE_BODY);
        take_body(cursor, host);
    } else {
        fail_unknown(cursor, option, "an option of a host", names);
    }
    return given;
}

static WorldHost *host_new(void) {
    WorldHost *host = memory_new_zeroed(1, sizeof *host);
    host->latency.a_ns = WORLD_LATENCY_DEFAULT_NS;
    host->queue = -1;
    host->size_bytes = -1;
    return host;
}

static void host_release(WorldHost *host) {
    distribution_release(&host->latency);
    distribution_release(&host->rtt);
    ARRAY_RELEASE(&host->faults);
    memory_free(host->pattern);
    memory_free(host->host);
    memory_free(host->path);
    memory_free(host->body);
}

static void host_free(WorldHost *host) {
    host_release(host);
    memory_free(host);
}

static void parse_host(Cursor *cursor) {
    WorldHost *host = host_new();
    Word pattern = need_word(cursor, "a host such as api.example.com or *");
    if (!cursor->failed) {
        parse_pattern(cursor, pattern, host);
    }
    unsigned given = 0;
    while (!cursor->failed && !at_end(cursor)) {
        given = take_option(cursor, host, given);
    }
    if (!cursor->failed && (given & GAVE_QUEUE) && !(given & GAVE_SERVERS)) {
        fail(cursor, pattern, "add 'servers N'", "a queue needs servers to wait for");
    }
    if (!cursor->failed && (given & GAVE_SIZE) && !(given & GAVE_BANDWIDTH)) {
        fail(cursor, pattern, "add 'bandwidth 10Mbit'", "a size matters only with a bandwidth");
    }
    if (cursor->failed) {
        host_free(host);
    } else {
        ARRAY_PUSH(&cursor->layer->hosts, host);
    }
}

/* --- machine, tune, seed, load, arrivals --- */

/* The options that are durations, in the order of WorldMachineOption. A thread that let go of the
 * GIL or of its core after no time at all would never get anywhere: those two are positive, as for
 * sys.setswitchinterval(). */
static const struct {
    const char *name;
    size_t offset; /* in WorldMachine */
    WorldMachineOption option;
    bool positive;
} MACHINE_DURATIONS[] = {
    {"switch", offsetof(WorldMachine, switch_ns), WORLD_MACHINE_SWITCH, true},
    {"slice", offsetof(WorldMachine, slice_ns), WORLD_MACHINE_SLICE, true},
    {"step", offsetof(WorldMachine, step_ns), WORLD_MACHINE_STEP, false},
    {"instruction", offsetof(WorldMachine, instruction_ns), WORLD_MACHINE_INSTRUCTION, false},
    {"process", offsetof(WorldMachine, process_ns), WORLD_MACHINE_PROCESS, false},
};

enum { MACHINE_DURATION_COUNT = sizeof MACHINE_DURATIONS / sizeof MACHINE_DURATIONS[0] };

static int64_t *machine_duration(WorldMachine *machine, size_t row) {
    return (int64_t *)(void *)((char *)machine + MACHINE_DURATIONS[row].offset);
}

static void machine_option_said(Cursor *cursor, Word option, WorldMachineOption which) {
    refuse_twice(cursor, option, cursor->layer->machine.said[which]);
    cursor->layer->machine.said[which] = true;
}

static bool parse_machine_duration(Cursor *cursor, Word option) {
    for (size_t row = 0; row < MACHINE_DURATION_COUNT; row++) {
        if (!word_is(option, MACHINE_DURATIONS[row].name)) {
            continue;
        }
        machine_option_said(cursor, option, MACHINE_DURATIONS[row].option);
        Word value = peek_word(cursor);
        int64_t ns = need_duration(cursor, "a duration");
        if (!cursor->failed && ns == 0 && MACHINE_DURATIONS[row].positive) {
            fail(cursor, value, NULL, "the %s interval must be longer than nothing",
                 MACHINE_DURATIONS[row].name);
        }
        *machine_duration(&cursor->layer->machine, row) = ns;
        return true;
    }
    return false;
}

static void parse_machine(Cursor *cursor) {
    static const char *const names[] = {"cores", "gil",         "switch",  "slice",
                                        "step",  "instruction", "process", NULL};
    WorldMachine *machine = &cursor->layer->machine;
    if (at_end(cursor)) {
        fail(cursor, peek_word(cursor), "for example machine cores 4 step 50us",
             "expected an option of the machine");
    }
    while (!cursor->failed && !at_end(cursor)) {
        Word option = take_word(cursor);
        if (word_is(option, "cores")) {
            machine_option_said(cursor, option, WORLD_MACHINE_CORES);
            machine->cores = (int)need_count(cursor, "the number of cores", 1, WORLD_CORES_MAX);
        } else if (word_is(option, "gil")) {
            machine_option_said(cursor, option, WORLD_MACHINE_GIL);
            Word value = need_word(cursor, "on or off");
            if (!cursor->failed && !word_is(value, "on") && !word_is(value, "off")) {
                fail(cursor, value, NULL, "gil is on or off, not '%s'", show(value).text);
            }
            machine->gil = word_is(value, "on");
        } else if (!parse_machine_duration(cursor, option)) {
            fail_unknown(cursor, option, "an option of the machine", names);
        }
    }
}

/* A number of a slider: 3, 0.25, or for a latency a duration. */
static double tune_number(Cursor *cursor, Word word, bool latency, bool *whole) {
    if (latency) {
        return (double)duration_of(cursor, word);
    }
    bool minus = word.length > 0 && word.bytes[0] == '-';
    Word digits = word_between(cursor, word.offset + minus, word.offset + word.length);
    *whole = *whole && (digits.length == 0 || memchr(digits.bytes, '.', digits.length) == NULL);
    double number = number_of(cursor, digits, "a number");
    return minus ? -number : number;
}

/* Where ".." stands in a word, or its length. */
static size_t find_range(Word word) {
    for (size_t i = 0; i + 1 < word.length; i++) {
        if (word.bytes[i] == '.' && word.bytes[i + 1] == '.') {
            return i;
        }
    }
    return word.length;
}

static bool is_identifier(Word word) {
    for (size_t i = 0; i < word.length; i++) {
        unsigned char c = (unsigned char)word.bytes[i];
        if (!(c == '_' || c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
              (i > 0 && is_digit((char)c)))) {
            return false;
        }
    }
    return word.length > 0;
}

static void parse_tune(Cursor *cursor) {
    WorldTune tune = {.whole = true};
    Word name = need_word(cursor, "the name of a constant");
    Word range = need_word(cursor, "a range such as 1..500");
    if (!cursor->failed && word_is(name, "latency") && find_range(range) == range.length) {
        tune.latency = true;
        tune.whole = false;
        name = range;
        range = need_word(cursor, "a range such as 10ms..2s");
    }
    if (!cursor->failed && !tune.latency && !is_identifier(name)) {
        fail(cursor, name, NULL, "'%s' is no name of a constant", show(name).text);
    }
    size_t dots = find_range(range);
    if (!cursor->failed && dots == range.length) {
        fail(cursor, range, "for example 1..500", "'%s' is not a range", show(range).text);
    }
    if (cursor->failed) {
        return;
    }
    Word low = word_between(cursor, range.offset, range.offset + dots);
    Word high = word_between(cursor, range.offset + dots + 2, range.offset + range.length);
    tune.low = tune_number(cursor, low, tune.latency, &tune.whole);
    tune.high = tune_number(cursor, high, tune.latency, &tune.whole);
    if (!at_end(cursor)) {
        Word step = take_word(cursor);
        tune.step = tune_number(cursor, step, tune.latency, &tune.whole);
        if (!(tune.step > 0)) {
            fail(cursor, step, NULL, "a slider's step must be larger than 0");
        }
    }
    if (!at_end(cursor)) {
        Word rest = take_word(cursor);
        fail(cursor, rest, NULL, "nothing should follow here");
    }
    if (!cursor->failed && tune.low > tune.high) {
        fail(cursor, range, "write the smaller end first", "this range is empty");
    }
    for (size_t i = 0; i < cursor->world->tunes.count && !cursor->failed; i++) {
        const WorldTune *other = &cursor->world->tunes.items[i];
        if (other->latency == tune.latency && word_is(name, other->name)) {
            return; /* an earlier place has said it, or this one: the first wins */
        }
    }
    if (!cursor->failed) {
        tune.name = copy_word(name);
        ARRAY_PUSH(&cursor->world->tunes, tune);
    }
}

static void parse_seed(Cursor *cursor) {
    Word word = need_word(cursor, "a number");
    uint64_t seed = 0;
    bool wrong = false;
    for (size_t i = 0; i < word.length; i++) {
        wrong = wrong || !is_digit(word.bytes[i]) ||
                __builtin_mul_overflow(seed, (uint64_t)10, &seed) ||
                __builtin_add_overflow(seed, (uint64_t)(word.bytes[i] - '0'), &seed);
    }
    if (wrong) {
        fail(cursor, word, NULL, "a seed is a whole number below 2 to the power of 64");
    }
    if (!cursor->failed && cursor->layer->seed_set) {
        fail(cursor, word, NULL, "the seed is given twice");
    }
    if (!cursor->failed) {
        cursor->layer->seed = seed;
        cursor->layer->seed_set = true;
    }
}

static void need_keyword(Cursor *cursor, const char *keyword) {
    Word word = take_word(cursor);
    if (!cursor->failed && !word_is(word, keyword)) {
        fail(cursor, word, NULL, "expected '%s' here", keyword);
    }
}

static void load_release(WorldLoad *load) {
    memory_free(load->target);
    memory_free(load->url);
}

/* "clients" N "each" M */
static void parse_clients(Cursor *cursor, WorldLoad *load) {
    need_keyword(cursor, "clients");
    load->clients = need_count(cursor, "the number of clients", 1, WORLD_CLIENTS_MAX);
    need_keyword(cursor, "each");
    load->each = need_count(cursor, "the number of requests", 1, WORLD_COUNT_MAX);
    if (!cursor->failed && load->each > WORLD_REQUESTS_MAX / load->clients) {
        cursor->at = 0;
        fail(cursor, peek_word(cursor), NULL, "this load sends more than %d requests",
             WORLD_REQUESTS_MAX);
    }
}

/* R "for" DUR */
static void parse_arrivals(Cursor *cursor, WorldLoad *load) {
    Word rate = need_word(cursor, "a rate such as 200/s");
    if (!cursor->failed) {
        rate_of(cursor, rate, &load->rate_count, &load->rate_period_ns);
    }
    need_keyword(cursor, "for");
    load->duration_ns = cursor->failed ? 0 : need_duration(cursor, "a duration");
    __extension__ typedef __int128 Wide;
    if (!cursor->failed && (Wide)load->duration_ns * load->rate_count >
                               (Wide)load->rate_period_ns * WORLD_REQUESTS_MAX) {
        fail(cursor, rate, NULL, "these arrivals are more than %d requests", WORLD_REQUESTS_MAX);
    }
}

static void parse_load(Cursor *cursor, Word keyword) {
    WorldHost *target = host_new();
    Word whole = need_word(cursor, "a host and path such as api.example.com/users");
    Word pattern = whole; /* what stands before the query */
    if (!cursor->failed) {
        const char *question = memchr(whole.bytes, '?', whole.length);
        size_t end =
            question != NULL ? (size_t)(question - cursor->line) : whole.offset + whole.length;
        pattern = word_between(cursor, whole.offset, end);
        parse_pattern(cursor, pattern, target);
    }
    host_free(target);
    if (!cursor->failed && memchr(pattern.bytes, '*', pattern.length) != NULL) {
        fail(cursor, pattern, NULL, "one host must be named here, without *");
    }
    WorldLoad load = {0};
    if (word_is(keyword, "load")) {
        parse_clients(cursor, &load);
    } else {
        parse_arrivals(cursor, &load);
    }
    if (!cursor->failed && !at_end(cursor)) {
        fail(cursor, take_word(cursor), NULL, "nothing should follow here");
    }
    if (cursor->failed) {
        return;
    }
    Text url = {0};
    load.target = copy_word(whole);
    text_printf(&url, "http://%s", load.target);
    load.url = text_take(&url);
    Url parsed;
    const char *wrong = url_parse(&parsed, load.url, strlen(load.url));
    if (wrong != NULL) {
        fail(cursor, whole, NULL, "no request can be sent there: %s", wrong);
        load_release(&load);
        return;
    }
    url_release(&parsed);
    ARRAY_PUSH(&cursor->world->loads, load);
}

static void parse_line(Cursor *cursor) {
    static const char *const names[] = {"host", "machine",  "tune", "seed",
                                        "load", "arrivals", NULL};
    if (at_end(cursor)) {
        return;
    }
    const char *zero = memchr(cursor->line + cursor->at, '\0', cursor->length - cursor->at);
    if (zero != NULL) {
        size_t offset = (size_t)(zero - cursor->line);
        fail(cursor, word_between(cursor, offset, offset + 1), NULL, "a NUL byte stands here");
        return;
    }
    Word keyword = take_word(cursor);
    if (word_is(keyword, "host")) {
        parse_host(cursor);
    } else if (word_is(keyword, "machine")) {
        parse_machine(cursor);
    } else if (word_is(keyword, "tune")) {
        parse_tune(cursor);
    } else if (word_is(keyword, "seed")) {
        parse_seed(cursor);
        if (!cursor->failed && !at_end(cursor)) {
            fail(cursor, take_word(cursor), NULL, "nothing should follow here");
        }
    } else if (word_is(keyword, "load") || word_is(keyword, "arrivals")) {
        parse_load(cursor, keyword);
    } else {
        fail_unknown(cursor, keyword, "a line of a world", names);
    }
}

/* --- texts of lines --- */

/* Where a line's comment begins: a # at the start or after a blank, outside quotes. */
static size_t without_comment(const char *line, size_t length) {
    char quote = '\0';
    for (size_t i = 0; i < length; i++) {
        if (quote != '\0') {
            quote = line[i] == quote ? '\0' : quote;
        } else if (line[i] == '"' || line[i] == '\'') {
            quote = line[i];
        } else if (line[i] == '#' && (i == 0 || is_blank(line[i - 1]))) {
            return i;
        }
    }
    return length;
}

static size_t trim_end(const char *line, size_t length) {
    while (length > 0 && (is_blank(line[length - 1]) || line[length - 1] == '\r')) {
        length--;
    }
    return length;
}

void world_add_lines(World *world, WorldPlace place, const char *file, int first_line,
                     const char *folder, const char *bytes, size_t length) {
    Cursor cursor = {.world = world,
                     .layer = &world->layers[place],
                     .file = file,
                     .folder = folder,
                     .line_number = first_line};
    const char *end = bytes + length;
    if (length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
        bytes += 3;
    }
    for (const char *line = bytes; line < end; cursor.line_number++) {
        const char *stop = memchr(line, '\n', (size_t)(end - line));
        stop = stop == NULL ? end : stop;
        cursor.line = line;
        cursor.full_length = trim_end(line, (size_t)(stop - line));
        cursor.length = trim_end(line, without_comment(line, cursor.full_length));
        cursor.at = 0;
        cursor.failed = false;
        if (cursor.line_number - first_line >= WORLD_LINES_MAX) {
            fail(&cursor, word_between(&cursor, 0, 0), NULL, "a world has at most %d lines",
                 WORLD_LINES_MAX);
            return;
        }
        parse_line(&cursor);
        line = stop < end ? stop + 1 : end;
    }
}

/* A comment counts when it begins "# meanwhile:"; `at` is where its # stands. */
static void parse_comment(Cursor *cursor, size_t at) {
    static const char marker[] = "meanwhile:";
    cursor->at = at + 1;
    skip_blanks(cursor);
    size_t rest = cursor->length - cursor->at;
    if (rest >= sizeof marker - 1 &&
        memcmp(cursor->line + cursor->at, marker, sizeof marker - 1) == 0) {
        cursor->at += sizeof marker - 1;
        cursor->failed = false;
        parse_line(cursor);
    }
}

/* Walks through Python text, a line at a time, knowing just enough of it (strings) to tell a
 * comment from a # inside a string. */
void world_add_program(World *world, const char *file, const char *folder, const char *bytes,
                       size_t length) {
    Cursor cursor = {.world = world,
                     .layer = &world->layers[WORLD_PROGRAM],
                     .file = file,
                     .folder = folder,
                     .line_number = 1};
    const char *end = bytes + length;
    char quote = '\0';   /* of the string we are in */
    bool triple = false; /* whether that string goes on over lines */
    for (const char *line = bytes; line < end; cursor.line_number++) {
        const char *stop = memchr(line, '\n', (size_t)(end - line));
        stop = stop == NULL ? end : stop;
        bool continued = false;
        for (const char *c = line; c < stop; c++) {
            if (quote == '\0' && *c == '#') {
                cursor.line = line;
                cursor.full_length = trim_end(line, (size_t)(stop - line));
                cursor.length = cursor.full_length;
                parse_comment(&cursor, (size_t)(c - line));
                break;
            }
            if (quote != '\0' && *c == '\\') {
                continued = c + 1 == stop || (c + 2 == stop && c[1] == '\r');
                c++;
            } else if (*c == '"' || *c == '\'') {
                bool three = stop - c >= 3 && c[1] == *c && c[2] == *c;
                if (quote == '\0') {
                    quote = *c;
                    triple = three;
                    c += three ? 2 : 0;
                } else if (quote == *c && (!triple || three)) {
                    c += triple ? 2 : 0;
                    quote = '\0';
                }
            }
        }
        if (!triple && !continued) {
            quote = '\0';
        }
        line = stop < end ? stop + 1 : end;
    }
}

void world_set_latency(World *world, const char *pattern, const char *distribution) {
    Text line = {0};
    text_printf(&line, "host %s latency %s", pattern, distribution);
    World *scratch = world_new();
    world_add_lines(scratch, WORLD_COMMAND_LINE, "--set", 1, NULL, text_cstr(&line), line.length);
    text_release(&line);
    for (size_t i = 0; i < scratch->errors.count; i++) {
        ARRAY_PUSH(&world->errors, scratch->errors.items[i]);
    }
    scratch->errors.count = 0;
    if (scratch->layers[WORLD_COMMAND_LINE].hosts.count == 1) {
        WorldHost *wanted = scratch->layers[WORLD_COMMAND_LINE].hosts.items[0];
        bool found = false;
        for (int place = 0; place < WORLD_PLACES; place++) {
            for (size_t i = 0; i < world->layers[place].hosts.count; i++) {
                WorldHost *host = world->layers[place].hosts.items[i];
                if (strcmp(host->pattern, wanted->pattern) != 0) {
                    continue;
                }
                found = true;
                distribution_release(&host->latency);
                host->latency = wanted->latency;
                host->latency.samples.items = NULL;
                host->latency.samples.count = host->latency.samples.capacity = 0;
                for (size_t n = 0; n < wanted->latency.samples.count; n++) {
                    ARRAY_PUSH(&host->latency.samples, wanted->latency.samples.items[n]);
                }
                host->latency_given = true;
            }
        }
        if (!found) {
            ARRAY_PUSH(&world->layers[WORLD_COMMAND_LINE].hosts, wanted);
            scratch->layers[WORLD_COMMAND_LINE].hosts.count = 0;
        }
    }
    world_free(scratch);
}

void world_set_seed(World *world, uint64_t seed) {
    world->layers[WORLD_COMMAND_LINE].seed = seed;
    world->layers[WORLD_COMMAND_LINE].seed_set = true;
}

/* --- the world as a whole --- */

World *world_new(void) {
    World *world = memory_new_zeroed(1, sizeof *world);
    world->fallback =
        (WorldHost){.latency = {.a_ns = WORLD_LATENCY_DEFAULT_NS}, .queue = -1, .size_bytes = -1};
    return world;
}

void world_free(World *world) {
    if (world == NULL) {
        return;
    }
    for (int place = 0; place < WORLD_PLACES; place++) {
        WorldLayer *layer = &world->layers[place];
        for (size_t i = 0; i < layer->hosts.count; i++) {
            host_free(layer->hosts.items[i]);
        }
        ARRAY_RELEASE(&layer->hosts);
    }
    for (size_t i = 0; i < world->tunes.count; i++) {
        memory_free(world->tunes.items[i].name);
    }
    ARRAY_RELEASE(&world->tunes);
    for (size_t i = 0; i < world->loads.count; i++) {
        load_release(&world->loads.items[i]);
    }
    ARRAY_RELEASE(&world->loads);
    for (size_t i = 0; i < world->errors.count; i++) {
        WorldError *error = &world->errors.items[i];
        memory_free(error->file);
        memory_free(error->message);
        memory_free(error->hint);
        memory_free(error->text);
    }
    ARRAY_RELEASE(&world->errors);
    memory_free(world);
}

WorldMachine world_machine(const World *world) {
    WorldMachine machine = {.cores = WORLD_CORES_DEFAULT,
                            .gil = true,
                            .switch_ns = WORLD_SWITCH_NS_DEFAULT,
                            .slice_ns = WORLD_SLICE_NS_DEFAULT};
    for (int place = WORLD_PLACES - 1; place >= 0; place--) {
        WorldMachine said = world->layers[place].machine;
        if (said.said[WORLD_MACHINE_CORES]) {
            machine.cores = said.cores;
        }
        if (said.said[WORLD_MACHINE_GIL]) {
            machine.gil = said.gil;
        }
        for (size_t row = 0; row < MACHINE_DURATION_COUNT; row++) {
            if (said.said[MACHINE_DURATIONS[row].option]) {
                *machine_duration(&machine, row) = *machine_duration(&said, row);
            }
        }
        for (int option = 0; option < WORLD_MACHINE_OPTION_COUNT; option++) {
            machine.said[option] = machine.said[option] || said.said[option];
        }
    }
    return machine;
}

uint64_t world_seed(const World *world) {
    for (int place = 0; place < WORLD_PLACES; place++) {
        if (world->layers[place].seed_set) {
            return world->layers[place].seed;
        }
    }
    return 0;
}

/* Greedy, going back to the last star only: linear for one star, and never exponential. */
bool world_glob_matches(const char *glob, const char *text) {
    const char *star = NULL;
    const char *resume = NULL;
    while (*text != '\0') {
        if (*glob == '*') {
            star = glob++;
            resume = text;
        } else if (*glob == *text) {
            glob++;
            text++;
        } else if (star != NULL) {
            glob = star + 1;
            text = ++resume;
        } else {
            return false;
        }
    }
    while (*glob == '*') {
        glob++;
    }
    return *glob == '\0';
}

const WorldHost *world_find_host(const World *world, const char *host, int port, const char *path) {
    for (int place = 0; place < WORLD_PLACES; place++) {
        const WorldLayer *layer = &world->layers[place];
        for (size_t i = 0; i < layer->hosts.count; i++) {
            const WorldHost *candidate = layer->hosts.items[i];
            if (host_matches(candidate, host, port, path)) {
                return candidate;
            }
        }
    }
    return &world->fallback;
}

/* --- showing errors --- */

enum { SHOWN_COLUMNS = 90 };

/* One character of a source line, as a terminal may show it: returns the bytes it takes up in the
 * line, and how many columns were written. */
static size_t append_visible(Text *out, const char *bytes, size_t length, size_t *columns) {
    unsigned char c = (unsigned char)bytes[0];
    size_t size = c < 0x80                ? 1
                  : c >= 0xC2 && c < 0xE0 ? 2
                  : c >= 0xE0 && c < 0xF0 ? 3
                  : c >= 0xF0 && c < 0xF5 ? 4
                                          : 0;
    bool plain = size > 0 && size <= length;
    unsigned point = size == 2 ? c & 0x1Fu : size == 3 ? c & 0x0Fu : size == 4 ? c & 0x07u : c;
    for (size_t i = 1; i < size && plain; i++) {
        plain = ((unsigned char)bytes[i] & 0xC0) == 0x80;
        point = point << 6 | ((unsigned char)bytes[i] & 0x3Fu);
    }
    if (!plain) {
        text_printf(out, "\\x%02x", c);
        *columns = 4;
        return 1;
    }
    if (point == '\t') {
        text_append_char(out, ' ');
        *columns = 1;
    } else if (point < 0x20 || (point >= 0x7F && point < 0xA0) ||
               (point >= 0x200B && point <= 0x200F) || (point >= 0x2028 && point <= 0x202E) ||
               (point >= 0x2060 && point <= 0x206F) || point == 0xFEFF ||
               (point >= 0xD800 && point <= 0xDFFF)) {
        size_t before = out->length;
        text_printf(out, point < 0x100 ? "\\x%02x" : "\\u%04x", point);
        *columns = out->length - before;
    } else {
        text_append(out, bytes, size);
        *columns = 1;
    }
    return size;
}

static void print_line(const WorldError *error, Text *out) {
    size_t length = strlen(error->text);
    size_t start = 0;
    if (error->offset > SHOWN_COLUMNS / 2 && length > SHOWN_COLUMNS) {
        start = error->offset - SHOWN_COLUMNS / 2;
        while (start < length && ((unsigned char)error->text[start] & 0xC0) == 0x80) {
            start++;
        }
    }
    Text carets = {0};
    size_t columns = 0;
    text_append_cstr(out, start > 0 ? "    …" : "    ");
    text_append_repeated(&carets, ' ', start > 0 ? 5 : 4);
    for (size_t at = start; at < length && columns < SHOWN_COLUMNS;) {
        size_t wide = 0;
        size_t taken = append_visible(out, error->text + at, length - at, &wide);
        if (at < error->offset) {
            text_append_repeated(&carets, ' ', wide);
        } else if (at < error->offset + error->width) {
            text_append_repeated(&carets, '^', wide);
        }
        at += taken;
        columns += wide;
    }
    if (error->offset >= length) {
        text_append_char(&carets, '^');
    }
    text_printf(out, "\n%s\n", text_cstr(&carets));
    text_release(&carets);
}

void world_print_errors(const World *world, Text *out) {
    for (size_t i = 0; i < world->errors.count; i++) {
        const WorldError *error = &world->errors.items[i];
        if (i == WORLD_ERRORS_SHOWN_MAX) {
            text_printf(out, "and %zu more\n", world->errors.count - i);
            return;
        }
        text_printf(out, "%s:%d:%d: error: %s\n", error->file, error->line, error->column,
                    error->message);
        if (error->text[0] != '\0') {
            print_line(error, out);
        }
        if (error->hint != NULL) {
            text_printf(out, "    hint: %s\n", error->hint);
        }
    }
}
