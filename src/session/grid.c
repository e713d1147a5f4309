#include "session/grid.h"

#include "base/json.h"
#include "base/memory.h"
#include "base/text.h"

#include <ctype.h>
#include <string.h>

enum { DIGITS_MAX = 15, PLACES_MAX = 9 };

__extension__ typedef __int128 Wide;

/* ---- lists ---- */

/* The length of a list's first item: up to a comma or `stop` outside of brackets and quotes. */
static size_t item_length(const char *text, char stop) {
    int depth = 0;
    char quote = '\0';
    size_t i = 0;
    for (; text[i] != '\0'; i++) {
        char c = text[i];
        if (quote != '\0') {
            i += c == '\\' && text[i + 1] != '\0';
            quote = c == quote ? '\0' : quote;
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (strchr("([{", c) != NULL) {
            depth++;
        } else if (strchr(")]}", c) != NULL) {
            depth--;
        } else if (depth <= 0 && c == stop) {
            break;
        }
    }
    return i;
}

static void add_value(GridAxis *axis, const char *bytes, size_t length) {
    Text value = {0};
    text_append(&value, bytes, length);
    text_append_cstr(&value, "");
    ARRAY_PUSH(&axis->values, memory_copy_string(text_cstr(&value)));
    text_release(&value);
}

/* ---- ranges ---- */

/* 12, -0.25 or 10ms: number / 10^places, and what stands behind it. */
typedef struct Decimal {
    int64_t number;
    int places;
    const char *unit;
    size_t unit_length;
} Decimal;

static bool parse_decimal(const char *text, size_t length, Decimal *decimal) {
    size_t i = 0;
    int digits = 0;
    bool is_negative = length > 0 && text[0] == '-', has_point = false;
    *decimal = (Decimal){0};
    for (i = is_negative; i < length; i++) {
        if (isdigit((unsigned char)text[i])) {
            digits++;
            decimal->places += has_point;
            if (digits > DIGITS_MAX || decimal->places > PLACES_MAX) {
                return false;
            }
            decimal->number = decimal->number * 10 + (text[i] - '0');
        } else if (text[i] == '.' && !has_point && digits > 0) {
            has_point = true;
        } else if (text[i] != '_' || digits == 0) {
            break;
        }
    }
    decimal->number = is_negative ? -decimal->number : decimal->number;
    decimal->unit = text + i;
    decimal->unit_length = length - i;
    for (; i < length; i++) {
        if (!isalpha((unsigned char)text[i]) && text[i] != '%') {
            return false;
        }
    }
    return digits > 0 && !(has_point && decimal->places == 0);
}

static bool scale(Decimal *decimal, int places) {
    for (; decimal->places < places; decimal->places++) {
        if (__builtin_mul_overflow(decimal->number, 10, &decimal->number)) {
            return false;
        }
    }
    return true;
}

typedef struct Range {
    const char *text;
    size_t length;
    Decimal low, high, step; /* low, high and a step that is added have the same places */
    bool multiplies;
} Range;

static Status wrong(Error *error, const char *name, const char *text, size_t length,
                    const char *why) {
    return error_set(error, STATUS_USAGE, "%.100s: '%.*s' %s", name,
                     (int)(length < 200 ? length : 200), text, why);
}

static void append_number(Text *text, int64_t number, int places) {
    uint64_t size = number < 0 ? -(uint64_t)number : (uint64_t)number, unit = 1;
    for (int i = 0; i < places; i++) {
        unit *= 10;
    }
    text_printf(text, "%s%llu", number < 0 ? "-" : "", (unsigned long long)(size / unit));
    if (places > 0) {
        text_printf(text, ".%0*llu", places, (unsigned long long)(size % unit));
    }
}

static Status check_range(Range *range, const char *name, Error *error) {
    const Decimal *low = &range->low, *high = &range->high, *step = &range->step;
    if (low->unit_length != high->unit_length ||
        memcmp(low->unit, high->unit, low->unit_length) != 0 ||
        (step->unit_length > 0 && (range->multiplies || step->unit_length != low->unit_length ||
                                   memcmp(step->unit, low->unit, low->unit_length) != 0))) {
        return wrong(error, name, range->text, range->length,
                     "needs the same unit everywhere: 10ms..80ms:10ms, 10ms..80ms:x2");
    }
    int places = low->places > high->places ? low->places : high->places;
    places = !range->multiplies && step->places > places ? step->places : places;
    if (!scale(&range->low, places) || !scale(&range->high, places) ||
        (!range->multiplies && !scale(&range->step, places))) {
        return wrong(error, name, range->text, range->length, "has too many digits");
    }
    if (low->number > high->number) {
        return wrong(error, name, range->text, range->length, "is an empty range");
    }
    int64_t one = 1;
    for (int i = 0; range->multiplies && i < step->places; i++) {
        one *= 10;
    }
    if (range->multiplies ? step->number <= one || low->number <= 0 : step->number <= 0) {
        return wrong(error, name, range->text, range->length,
                     range->multiplies ? "needs an end above 0 and a factor above 1: 1..1000:x2"
                                       : "needs a step above 0: 0..100:10");
    }
    return STATUS_OK;
}

static Status add_range(GridAxis *axis, Range *range, Error *error) {
    Status status = check_range(range, axis->name, error);
    int64_t one = 1;
    for (int i = 0; i < range->step.places; i++) {
        one *= 10;
    }
    int64_t value = range->low.number;
    while (status == STATUS_OK && value <= range->high.number) {
        if (axis->values.count >= GRID_POINTS_MAX) {
            return wrong(error, axis->name, range->text, range->length,
                         "has more than 1,000,000 values");
        }
        Text text = {0};
        append_number(&text, value, range->low.places);
        text_append(&text, range->low.unit, range->low.unit_length);
        ARRAY_PUSH(&axis->values, text_take(&text));
        Wide next = (Wide)value + range->step.number;
        if (range->multiplies) {
            next = ((Wide)value * range->step.number * 2 + one) / (2 * (Wide)one);
            next = next > value ? next : (Wide)value + 1;
        }
        if (next > range->high.number) {
            break;
        }
        value = (int64_t)next;
    }
    return status;
}

/* Whether the item is low..high[:step]; what only looks like it is an error. */
static Status add_item(GridAxis *axis, const char *text, size_t length, Error *error) {
    for (; length > 0 && *text == ' '; text++) {
        length--;
    }
    for (; length > 0 && text[length - 1] == ' ';) {
        length--;
    }
    if (length == 0) {
        return error_set(error, STATUS_USAGE, "%.100s: there is an empty value in the list",
                         axis->name);
    }
    const char *dots = memmem(text, length, "..", 2);
    bool begins_so = isdigit((unsigned char)text[0]) || text[0] == '-';
    if (dots == NULL || !begins_so) {
        add_value(axis, text, length);
        return STATUS_OK;
    }
    Range range = {.text = text, .length = length, .step = {.number = 1}};
    const char *end = text + length, *high = dots + 2;
    const char *colon = memchr(high, ':', (size_t)(end - high));
    const char *high_end = colon != NULL ? colon : end;
    bool good = parse_decimal(text, (size_t)(dots - text), &range.low) &&
                parse_decimal(high, (size_t)(high_end - high), &range.high);
    if (good && colon != NULL) {
        range.multiplies = colon[1] == 'x';
        const char *step = colon + 1 + range.multiplies;
        good = parse_decimal(step, (size_t)(end - step), &range.step);
    }
    if (!good) {
        return wrong(error, axis->name, text, length,
                     "is not a range such as 1..100, 0..1:0.25 or 1..1000:x2");
    }
    return add_range(axis, &range, error);
}

static Status add_list(GridAxis *axis, const char *list, Error *error) {
    for (;;) {
        size_t length = item_length(list, ',');
        Status status = add_item(axis, list, length, error);
        if (status != STATUS_OK || list[length] == '\0') {
            return status;
        }
        list += length + 1;
    }
}

/* ---- axes ---- */

static GridAxis *axis_of(Grid *grid, GridKind kind, const char *name) {
    for (size_t i = 0; i < grid->axes.count; i++) {
        GridAxis *axis = &grid->axes.items[i];
        if (axis->kind == kind && strcmp(axis->name, name) == 0) {
            return axis;
        }
    }
    ARRAY_PUSH(&grid->axes, (GridAxis){.kind = kind, .name = memory_copy_string(name)});
    return &grid->axes.items[grid->axes.count - 1];
}

static void release_axis(GridAxis *axis) {
    for (size_t i = 0; i < axis->values.count; i++) {
        memory_free(axis->values.items[i]);
    }
    ARRAY_RELEASE(&axis->values);
    memory_free(axis->name);
}

/* A line for each value of the one word in it that is a list. */
static Status add_host(GridAxis *axis, const char *line, Error *error) {
    GridAxis word = {.name = axis->name};
    const char *list = NULL;
    size_t list_length = 0;
    Status status = STATUS_OK;
    for (const char *at = line; status == STATUS_OK && *at != '\0';) {
        size_t length = item_length(at, ' ');
        Text copy = {0};
        GridAxis values = {.name = axis->name};
        text_append(&copy, at, length);
        status = length > 0 ? add_list(&values, text_cstr(&copy), error) : STATUS_OK;
        text_release(&copy);
        if (status == STATUS_OK && values.values.count > 1 && list != NULL) {
            status = error_set(error, STATUS_USAGE,
                               "%.100s: only one word of the line may be a list", axis->name);
        }
        if (status == STATUS_OK && values.values.count > 1) {
            list = at;
            list_length = length;
            word = values;
            word.name = NULL;
        } else {
            values.name = NULL;
            release_axis(&values);
        }
        at += length + (at[length] == ' ');
    }
    if (status == STATUS_OK && list == NULL) {
        add_value(axis, line, strlen(line));
    }
    for (size_t i = 0; status == STATUS_OK && list != NULL && i < word.values.count; i++) {
        Text value = {0};
        text_append(&value, line, (size_t)(list - line));
        text_append_cstr(&value, word.values.items[i]);
        text_append_cstr(&value, list + list_length);
        ARRAY_PUSH(&axis->values, text_take(&value));
    }
    word.name = NULL;
    release_axis(&word);
    return status;
}

Status grid_add(Grid *grid, GridKind kind, const char *name, const char *list, Error *error) {
    GridAxis *axis = axis_of(grid, kind, name);
    return kind == GRID_HOST ? add_host(axis, list, error) : add_list(axis, list, error);
}

void grid_set_seeds(Grid *grid, uint64_t first, uint64_t last) {
    CHECK(first <= last);
    grid->has_seeds = true;
    grid->seed_first = first;
    grid->seed_count = last - first + 1;
}

void grid_release(Grid *grid) {
    for (size_t i = 0; i < grid->axes.count; i++) {
        release_axis(&grid->axes.items[i]);
    }
    ARRAY_RELEASE(&grid->axes);
}

/* ---- points ---- */

static uint64_t seeds_of(const Grid *grid) {
    return grid->has_seeds ? grid->seed_count : 1;
}

Status grid_count(const Grid *grid, size_t programs, uint64_t *points, Error *error) {
    Wide runs = (Wide)seeds_of(grid) * (Wide)programs;
    for (size_t i = 0; i < grid->axes.count && runs <= (Wide)GRID_POINTS_MAX; i++) {
        runs *= (Wide)grid->axes.items[i].values.count;
    }
    if (runs > (Wide)GRID_POINTS_MAX) {
        return error_set(error, STATUS_USAGE,
                         "could not sweep over more than 1,000,000 runs at once: fewer values, "
                         "longer steps, or fewer seeds");
    }
    *points = (uint64_t)runs / programs;
    return STATUS_OK;
}

const char *grid_value(const Grid *grid, uint64_t point, size_t axis) {
    uint64_t rest = point / seeds_of(grid);
    for (size_t i = grid->axes.count; i-- > axis + 1;) {
        rest /= grid->axes.items[i].values.count;
    }
    const GridAxis *found = &grid->axes.items[axis];
    return found->values.items[rest % found->values.count];
}

uint64_t grid_seed(const Grid *grid, uint64_t point) {
    return grid->has_seeds ? grid->seed_first + point % grid->seed_count : 0;
}

void grid_shard(uint64_t points, uint64_t shard, uint64_t shards, uint64_t *first,
                uint64_t *count) {
    CHECK(shard >= 1 && shard <= shards && points <= GRID_POINTS_MAX);
    Wide begin = (Wide)points * (shard - 1) / shards, end = (Wide)points * shard / shards;
    *first = (uint64_t)begin;
    *count = (uint64_t)(end - begin);
}
