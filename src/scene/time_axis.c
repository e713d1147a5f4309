#include "scene/time_axis.h"

#include "scene/draw_list.h"
#include "trace/duration.h"

#define SECOND INT64_C(1000000000)
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

__extension__ typedef unsigned __int128 Wide;

enum { BEYOND = 8 * DRAW_UNIT };

TimeAxis time_axis_make(int64_t from_ns, int64_t to_ns, int32_t x, int32_t w) {
    TimeAxis axis = {.from_ns = from_ns, .to_ns = to_ns, .x = x, .w = w > 0 ? w : 0};
    uint64_t range = (uint64_t)(to_ns - from_ns);
    if ((uint64_t)axis.w < range) {
        axis.factor = (uint64_t)((((Wide)axis.w << 64) + range - 1) / range);
    }
    return axis;
}

int32_t time_axis_x(const TimeAxis *axis, int64_t t_ns) {
    if (t_ns < axis->from_ns) {
        return axis->x - BEYOND;
    }
    if (t_ns > axis->to_ns) {
        return axis->x + axis->w + BEYOND;
    }
    uint64_t offset = (uint64_t)(t_ns - axis->from_ns);
    int32_t x =
        axis->factor != 0
            ? (int32_t)((Wide)offset * axis->factor >> 64)
            : (int32_t)(offset * (uint64_t)axis->w / (uint64_t)(axis->to_ns - axis->from_ns));
    return (axis->x + x + DRAW_UNIT / 2) / DRAW_UNIT * DRAW_UNIT;
}

int64_t time_axis_span(const TimeAxis *axis, int32_t width) {
    if (axis->w == 0) {
        return axis->to_ns - axis->from_ns;
    }
    Wide span = (Wide)(uint64_t)(axis->to_ns - axis->from_ns) * (uint32_t)width / (uint32_t)axis->w;
    return span > 0 ? (int64_t)(span < INT64_MAX ? span : INT64_MAX) : 1;
}

int64_t time_axis_step(int64_t at_least_ns) {
    static const int64_t ROUND[] = {SECOND,      2 * SECOND,  5 * SECOND, 10 * SECOND, 15 * SECOND,
                                    30 * SECOND, MINUTE,      2 * MINUTE, 5 * MINUTE,  10 * MINUTE,
                                    15 * MINUTE, 30 * MINUTE, HOUR,       2 * HOUR,    3 * HOUR,
                                    6 * HOUR,    12 * HOUR};
    static const int64_t FACTORS[] = {1, 2, 5};
    for (int64_t power = 1; power < SECOND; power *= 10) {
        for (int i = 0; i < 3; i++) {
            if (power * FACTORS[i] >= at_least_ns) {
                return power * FACTORS[i];
            }
        }
    }
    for (size_t i = 0; i < sizeof ROUND / sizeof *ROUND; i++) {
        if (ROUND[i] >= at_least_ns) {
            return ROUND[i];
        }
    }
    for (int64_t power = DAY; power <= INT64_MAX / 10; power *= 10) {
        for (int i = 0; i < 3; i++) {
            if (power * FACTORS[i] >= at_least_ns) {
                return power * FACTORS[i];
            }
        }
    }
    return INT64_MAX;
}

/* "45 min", "1 h 30 min", "2 d 6 h". */
static void append_long_label(Text *text, int64_t t_ns) {
    int64_t days = t_ns / DAY, hours = t_ns % DAY / HOUR, minutes = t_ns % HOUR / MINUTE;
    if (days > 0) {
        text_printf(text, "%lld d%s", (long long)days, hours + minutes > 0 ? " " : "");
    }
    if (hours > 0) {
        text_printf(text, "%lld h%s", (long long)hours, minutes > 0 ? " " : "");
    }
    if (minutes > 0 || t_ns == 0) {
        text_printf(text, "%lld min", (long long)minutes);
    }
}

void time_axis_append_label(Text *text, int64_t t_ns, int64_t step_ns, int64_t end_ns, bool ascii) {
    static const struct {
        int64_t ns;
        const char *name, *ascii_name;
    } UNITS[] = {{1, "ns", "ns"}, {1000, "µs", "us"}, {1000000, "ms", "ms"}, {SECOND, "s", "s"}};
    if (step_ns >= MINUTE) {
        append_long_label(text, t_ns);
        return;
    }
    int unit = 0;
    while (unit < 3 && end_ns >= UNITS[unit + 1].ns) {
        unit++;
    }
    int decimals = 0;
    for (int64_t place = UNITS[unit].ns; place > 1 && step_ns % place != 0; place /= 10) {
        decimals++;
    }
    duration_append_ratio(text, t_ns, UNITS[unit].ns, t_ns == 0 ? 0 : decimals, ascii);
    text_printf(text, " %s", ascii ? UNITS[unit].ascii_name : UNITS[unit].name);
}
