/* A main function for the fuzz targets where libFuzzer is not: with gcc, in `make test` and `make
 * asan`.
 *
 *     fuzz_NAME SECONDS KEEP FILE...
 *
 * Runs every file as it is, then changed ones until SECONDS have passed; the changes come from a
 * fixed seed. The input being run is kept in the file KEEP, so that it is there after a crash; an
 * input that takes longer than INPUT_SECONDS_MAX ends the process by SIGALRM. */
#include "base/array.h"
#include "base/random.h"
#include "base/text.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

enum {
    INPUT_BYTES_MAX = 1 << 16,
    INPUT_SECONDS_MAX = 30,
    CHANGES_MAX = 4,
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct Seeds {
    Text *items;
    size_t count;
    size_t capacity;
} Seeds;

/* What KEEP holds: the length as text on the first line, then the bytes. */
static char *keep;

static void open_keep(const char *path) {
    int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0644);
    if (fd < 0 || ftruncate(fd, INPUT_BYTES_MAX + 32) != 0) {
        perror(path);
        exit(2);
    }
    keep = mmap(NULL, INPUT_BYTES_MAX + 32, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    if (keep == MAP_FAILED) {
        perror(path);
        exit(2);
    }
}

static void run(const Text *input) {
    size_t length = input->length < INPUT_BYTES_MAX ? input->length : INPUT_BYTES_MAX;
    int head = snprintf(keep, 32, "%zu\n", length);
    memcpy(keep + head, text_cstr(input), length);
    /* A copy of exactly this size lets the sanitizer see a read past the end. */
    uint8_t *data = memory_new(length);
    memcpy(data, text_cstr(input), length);
    alarm(INPUT_SECONDS_MAX);
    LLVMFuzzerTestOneInput(data, length);
    alarm(0);
    memory_free(data);
}

static void read_seed(Seeds *seeds, const char *path) {
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        perror(path);
        exit(2);
    }
    char *bytes = memory_new(INPUT_BYTES_MAX);
    size_t length = fread(bytes, 1, INPUT_BYTES_MAX, file);
    fclose(file);
    Text text = {0};
    text_append(&text, bytes, length);
    memory_free(bytes);
    ARRAY_PUSH(seeds, text);
}

/* A random line of a text, newline included: where it begins, and its length. */
static size_t pick_line(Random *random, const Text *text, size_t *length) {
    size_t begin = text->length > 0 ? random_below(random, text->length) : 0;
    while (begin > 0 && text->bytes[begin - 1] != '\n') {
        begin--;
    }
    size_t end = begin;
    while (end < text->length && text->bytes[end++] != '\n') {
    }
    *length = end - begin;
    return begin;
}

/* Replaces text[begin, begin + removed) by other bytes. */
static void replace(Text *text, size_t begin, size_t removed, const char *bytes, size_t length) {
    Text changed = {0};
    text_append(&changed, text_cstr(text), begin);
    text_append(&changed, bytes, length);
    text_append(&changed, text_cstr(text) + begin + removed, text->length - begin - removed);
    text_release(text);
    *text = changed;
}

static void change(Random *random, const Seeds *seeds, Text *text) {
    static const char *const WORDS[] = {
        "(",
        ")",
        "[",
        "{",
        ":",
        "await ",
        "async ",
        "yield ",
        "lambda ",
        "0",
        "-1",
        "1e9",
        "\"",
        "'''",
        "f'{",
        "\\",
        "    ",
        "\t",
        "\n",
        "*",
        "**",
        "=",
        ":=",
        ",",
        "@",
        "not ",
        "None",
        "del ",
        "raise ",
        "return ",
        "100ms",
        "host",
        "latency",
        "seed",
        "\xFF",
        "\xE2",
        "9999999999999999999999",
        "#",
        "return await ",
    };
    const Text *other = &seeds->items[random_below(random, seeds->count)];
    size_t at = random_below(random, text->length + 1);
    size_t length = 0;
    switch (random_below(random, 7)) {
    case 0: { /* another byte */
        if (at < text->length) {
            text->bytes[at] = (char)random_below(random, 256);
        }
        break;
    }
    case 1: { /* a stretch away */
        size_t removed = random_below(random, 16);
        replace(text, at, removed < text->length - at ? removed : text->length - at, "", 0);
        break;
    }
    case 2: { /* a word in */
        const char *word = WORDS[random_below(random, sizeof WORDS / sizeof *WORDS)];
        replace(text, at, 0, word, strlen(word));
        break;
    }
    case 3: { /* a line away */
        size_t begin = pick_line(random, text, &length);
        replace(text, begin, length, "", 0);
        break;
    }
    case 4: { /* a line of another seed in */
        size_t from = pick_line(random, other, &length);
        size_t unused = 0;
        replace(text, pick_line(random, text, &unused), 0, text_cstr(other) + from, length);
        break;
    }
    case 5: { /* another seed's tail */
        size_t from = random_below(random, other->length + 1);
        replace(text, at, text->length - at, text_cstr(other) + from, other->length - from);
        break;
    }
    default: { /* a stretch again and again */
        size_t wanted = random_below(random, 12) + 1;
        size_t repeated = wanted < text->length - at ? wanted : text->length - at;
        Text copies = {0};
        for (uint64_t i = random_below(random, 64); i > 0; i--) {
            text_append(&copies, text_cstr(text) + at, repeated);
        }
        replace(text, at, 0, text_cstr(&copies), copies.length);
        text_release(&copies);
        break;
    }
    }
}

int main(int count, char **arguments) {
    if (count < 4) {
        fprintf(stderr, "usage: %s SECONDS KEEP FILE...\n", arguments[0]);
        return 2;
    }
    open_keep(arguments[2]);
    Seeds seeds = {0};
    for (int i = 3; i < count; i++) {
        read_seed(&seeds, arguments[i]);
        run(&seeds.items[seeds.count - 1]);
    }
    Random random = random_stream(0, "fuzz");
    time_t end = time(NULL) + atoi(arguments[1]);
    size_t changed_count = 0;
    while (time(NULL) < end) {
        const Text *seed = &seeds.items[random_below(&random, seeds.count)];
        Text text = {0};
        text_append(&text, text_cstr(seed), seed->length);
        for (uint64_t i = random_below(&random, CHANGES_MAX) + 1; i > 0; i--) {
            change(&random, &seeds, &text);
        }
        run(&text);
        text_release(&text);
        changed_count++;
    }
    for (size_t i = 0; i < seeds.count; i++) {
        text_release(&seeds.items[i]);
    }
    printf("%zu inputs as they are, %zu changed\n", seeds.count, changed_count);
    ARRAY_RELEASE(&seeds);
    unlink(arguments[2]);
    return 0;
}
