#include "trace/duration.h"

static const int64_t POWERS[] = {1,      10,      100,      1000,      10000,
                                 100000, 1000000, 10000000, 100000000, 1000000000};

/* value / unit with decimals, rounded to the nearest, halves up; value is not negative. */
static void append_scaled(Text *text, int64_t value, int64_t unit, int decimals) {
    int64_t step = unit / POWERS[decimals];
    int64_t rounded = value / step + (value % step >= step - value % step);
    text_printf(text, "%lld", (long long)(rounded / POWERS[decimals]));
    if (decimals > 0) {
        text_printf(text, ".%0*lld", decimals, (long long)(rounded % POWERS[decimals]));
    }
}

void duration_append(Text *text, int64_t ns, bool ascii) {
    if (ns < 0) {
        text_append_cstr(text, ascii ? "-" : "−");
        ns = ns == INT64_MIN ? INT64_MAX : -ns;
    }
    if (ns == 0) {
        text_append_cstr(text, "0 ms");
    } else if (ns < 1000) {
        text_printf(text, "%lld ns", (long long)ns);
    } else if (ns < 999950) {
        append_scaled(text, ns, 1000, 1);
        text_append_cstr(text, ascii ? " us" : " µs");
    } else if (ns < 999950000) {
        append_scaled(text, ns, 1000000, 1);
        text_append_cstr(text, " ms");
    } else {
        append_scaled(text, ns, 1000000000, 3);
        text_append_cstr(text, " s");
    }
}

DurationUnit duration_unit_for(int64_t ns) {
    return ns < 1000000      ? DURATION_MICROSECONDS
           : ns < 1000000000 ? DURATION_MILLISECONDS
                             : DURATION_SECONDS;
}

const char *duration_unit_name(DurationUnit unit, bool ascii) {
    static const char *const NAMES[] = {
        [DURATION_MICROSECONDS] = "µs", [DURATION_MILLISECONDS] = "ms", [DURATION_SECONDS] = "s"};
    return unit == DURATION_MICROSECONDS && ascii ? "us" : NAMES[unit];
}

void duration_append_in(Text *text, int64_t ns, DurationUnit unit) {
    static const struct {
        int64_t ns;
        int decimals;
    } UNITS[] = {[DURATION_MICROSECONDS] = {1000, 1},
                 [DURATION_MILLISECONDS] = {1000000, 1},
                 [DURATION_SECONDS] = {1000000000, 3}};
    append_scaled(text, ns, UNITS[unit].ns, UNITS[unit].decimals);
}

void duration_append_spoken(Text *text, int64_t ns) {
    static const struct {
        int64_t seconds;
        const char *name;
    } UNITS[] = {{86400, "d"}, {3600, "h"}, {60, "min"}, {1, "s"}};
    int64_t seconds = ns / 1000000000 + (ns % 1000000000 >= 500000000);
    if (seconds < 600) {
        duration_append(text, ns, false);
        return;
    }
    int unit = 0;
    while (seconds < UNITS[unit].seconds) {
        unit++;
    }
    /* The two largest units, the smaller one rounded and left out when it is nothing. */
    int64_t small = UNITS[unit + 1].seconds, rounded = (seconds + small / 2) / small;
    int64_t ratio = UNITS[unit].seconds / small;
    text_printf(text, "%lld %s", (long long)(rounded / ratio), UNITS[unit].name);
    if (rounded % ratio != 0) {
        text_printf(text, " %lld %s", (long long)(rounded % ratio), UNITS[unit + 1].name);
    }
}

void duration_append_moment(Text *text, int64_t ns) {
    int decimals = ns % 1000000 == 0 ? 3 : ns % 1000 == 0 ? 6 : 9;
    append_scaled(text, ns < 0 ? 0 : ns, 1000000000, decimals);
    text_append_cstr(text, " s");
}

void duration_append_ratio(Text *text, int64_t numerator, int64_t denominator, int decimals,
                           bool ascii) {
    if (denominator == 0) {
        text_append_cstr(text, ascii ? "-" : "–");
        return;
    }
    __extension__ typedef __int128 Wide;
    Wide scaled = (Wide)numerator * POWERS[decimals];
    Wide rounded = (2 * scaled + denominator) / (2 * (Wide)denominator);
    text_printf(text, "%lld", (long long)(rounded / POWERS[decimals]));
    if (decimals > 0) {
        text_printf(text, ".%0*lld", decimals, (long long)(rounded % POWERS[decimals]));
    }
}

void duration_append_percent(Text *text, int64_t part, int64_t whole, bool ascii) {
    if (whole > INT64_MAX / 1000) {
        part /= 1000;
        whole /= 1000;
    }
    duration_append_ratio(text, part * 100, whole, 1, ascii);
    text_append_cstr(text, whole > 0 ? " %" : "");
}

int64_t duration_add(int64_t a, int64_t b) {
    int64_t sum;
    return __builtin_add_overflow(a, b, &sum) ? INT64_MAX : sum;
}

void duration_append_count(Text *text, int64_t count) {
    if (count >= 1000) {
        duration_append_count(text, count / 1000);
        text_printf(text, ",%03lld", (long long)(count % 1000));
    } else {
        text_printf(text, "%lld", (long long)count);
    }
}
