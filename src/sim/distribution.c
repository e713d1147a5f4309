#include "sim/distribution.h"

#include "base/check.h"

#include <string.h>

/* --- arithmetic --- */

static uint64_t bits_of(double x) {
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static double from_bits(uint64_t bits) {
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

static const double LN2_HIGH = 0x1.62e42feep-1; /* few enough digits that k · LN2_HIGH is exact */
static const double LN2_LOW = 0x1.a39ef35793c76p-33;

/* ln(m · 2^e) = e · ln 2 + 2 · atanh((m - 1) / (m + 1)), with m near 1 so that the series is short.
 */
double distribution_ln(double x) {
    int exponent = (int)(bits_of(x) >> 52) - 1023;
    double m = from_bits((bits_of(x) & UINT64_C(0xFFFFFFFFFFFFF)) | UINT64_C(0x3FF0000000000000));
    if (m > 1.4142135623730951) {
        m *= 0.5;
        exponent++;
    }
    double s = (m - 1.0) / (m + 1.0);
    double square = s * s;
    double sum = 0.0;
    for (int n = 23; n >= 1; n -= 2) {
        sum = sum * square + 1.0 / n;
    }
    return exponent * LN2_HIGH + (2.0 * s * sum + exponent * LN2_LOW);
}

/* e^x = 2^k · e^r with |r| <= ln 2 / 2, and e^r by its series. */
double distribution_exp(double x) {
    x = x > 700.0 ? 700.0 : x < -700.0 ? -700.0 : x;
    int k = (int)(x / 0x1.62e42fefa39efp-1 + (x < 0 ? -0.5 : 0.5));
    double r = (x - k * LN2_HIGH) - k * LN2_LOW;
    double sum = 1.0;
    for (int n = 15; n >= 1; n--) {
        sum = 1.0 + sum * r / n;
    }
    return sum * from_bits((uint64_t)(k + 1023) << 52);
}

/* Newton's method from a guess that halves the exponent. */
double distribution_sqrt(double x) {
    if (x <= 0.0) {
        return 0.0;
    }
    double root = from_bits((bits_of(x) >> 1) + (UINT64_C(0x3FF0000000000000) >> 1));
    for (int i = 0; i < 6; i++) {
        root = 0.5 * (root + x / root);
    }
    return root;
}

static double polynomial(const double coefficients[8], double x) {
    double sum = coefficients[7];
    for (int i = 6; i >= 0; i--) {
        sum = sum * x + coefficients[i];
    }
    return sum;
}

/* Algorithm AS 241 (PPND16): a quotient of two polynomials for each of three ranges of p. */
double distribution_normal_quantile(double p) {
    static const double centre[2][8] = {
        {3.3871328727963666080e0, 1.3314166789178437745e+2, 1.9715909503065514427e+3,
         1.3731693765509461125e+4, 4.5921953931549871457e+4, 6.7265770927008700853e+4,
         3.3430575583588128105e+4, 2.5090809287301226727e+3},
        {1.0, 4.2313330701600911252e+1, 6.8718700749205790830e+2, 5.3941960214247511077e+3,
         2.1213794301586595867e+4, 3.9307895800092710610e+4, 2.8729085735721942674e+4,
         5.2264952788528545610e+3}};
    static const double middle[2][8] = {
        {1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0,
         3.64784832476320460504e0, 1.27045825245236838258e0, 2.41780725177450611770e-1,
         2.27238449892691845833e-2, 7.74545014278341407640e-4},
        {1.0, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
         1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4,
         1.05075007164441684324e-9}};
    static const double tail[2][8] = {
        {6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0,
         2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
         2.71155556874348757815e-5, 2.01033439929228813265e-7},
        {1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
         7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7,
         2.04426310338993978564e-15}};
    double q = p - 0.5;
    if (q <= 0.425 && q >= -0.425) {
        double r = 0.180625 - q * q;
        return q * polynomial(centre[0], r) / polynomial(centre[1], r);
    }
    double r = distribution_sqrt(-distribution_ln(q < 0 ? p : 1.0 - p));
    double z = r <= 5.0 ? polynomial(middle[0], r - 1.6) / polynomial(middle[1], r - 1.6)
                        : polynomial(tail[0], r - 5.0) / polynomial(tail[1], r - 5.0);
    return q < 0 ? -z : z;
}

/* --- draws --- */

/* Uniform in the open interval (0, 1): both ends are where the formulas break down. */
static double open_unit(Random *random) {
    return ((double)(random_next(random) >> 11) + 0.5) * 0x1.0p-53;
}

static int64_t to_ns(double ns) {
    if (!(ns > 0.0)) {
        return 0;
    }
    if (ns >= (double)DISTRIBUTION_NS_MAX) {
        return DISTRIBUTION_NS_MAX;
    }
    return (int64_t)(ns + 0.5);
}

int64_t distribution_draw(const Distribution *distribution, Random *random, uint64_t *position) {
    double a = (double)distribution->a_ns;
    switch (distribution->kind) {
    case DISTRIBUTION_CONSTANT:
        return distribution->a_ns;
    case DISTRIBUTION_UNIFORM: {
        uint64_t width = (uint64_t)(distribution->b_ns - distribution->a_ns) + 1;
        return distribution->a_ns + (int64_t)random_below(random, width);
    }
    case DISTRIBUTION_NORMAL: {
        double z = distribution_normal_quantile(open_unit(random));
        return to_ns(a + (double)distribution->b_ns * z);
    }
    case DISTRIBUTION_LOGNORMAL: {
        double z = distribution_normal_quantile(open_unit(random));
        return to_ns(a * distribution_exp(distribution->shape * z));
    }
    case DISTRIBUTION_EXPONENTIAL:
        return to_ns(-a * distribution_ln(open_unit(random)));
    case DISTRIBUTION_PARETO:
        return to_ns(a *
                     distribution_exp(-distribution_ln(open_unit(random)) / distribution->shape));
    case DISTRIBUTION_REPLAY:
    case DISTRIBUTION_HAR:
        return distribution->samples.items[(*position)++ % distribution->samples.count];
    case DISTRIBUTION_EMPIRICAL:
        return distribution->samples.items[random_below(random, distribution->samples.count)];
    }
    UNREACHABLE();
}

void distribution_release(Distribution *distribution) {
    ARRAY_RELEASE(&distribution->samples);
}

/* --- text --- */

static const struct {
    const char *name;
    int64_t ns;
} units[] = {
    {"ns", 1}, {"us", 1000}, {"ms", 1000000}, {"s", 1000000000}, {"min", INT64_C(60000000000)}};
enum { UNIT_COUNT = sizeof units / sizeof units[0] };

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* number = digit+ [ "." digit+ ]; the rest of the text is left to the caller. Fills where the
 * number ends, or returns what is wrong. */
static const char *scan_number(const char *text, size_t length, size_t *point, size_t *end) {
    size_t at = 0;
    while (at < length && is_digit(text[at])) {
        at++;
    }
    if (at == 0) {
        return "it does not begin with a digit";
    }
    *point = at;
    if (at < length && text[at] == '.') {
        at++;
        if (at == length || !is_digit(text[at])) {
            return "a digit should follow the point";
        }
        while (at < length && is_digit(text[at])) {
            at++;
        }
    }
    *end = at;
    return NULL;
}

/* The digits of a scanned number, in units of `unit_ns`, exactly. */
static const char *exact_ns(const char *text, size_t point, size_t end, int64_t unit_ns,
                            int64_t *ns) {
    int64_t whole = 0;
    for (size_t i = 0; i < point; i++) {
        whole = whole * 10 + (text[i] - '0');
        if (whole > DISTRIBUTION_NS_MAX) {
            return "it is longer than a year";
        }
    }
    if (whole > DISTRIBUTION_NS_MAX / unit_ns) {
        return "it is longer than a year";
    }
    int64_t total = whole * unit_ns;
    int64_t place = unit_ns; /* of the digit before; for minutes 60·10^9, which 10 divides too */
    for (size_t i = point + 1; i < end; i++) {
        if (place % 10 != 0) {
            if (text[i] != '0') {
                return "it is not a whole number of nanoseconds";
            }
            continue;
        }
        place /= 10;
        total += place * (text[i] - '0');
    }
    *ns = total;
    return NULL;
}

const char *distribution_parse_duration(const char *text, size_t length, int64_t *ns) {
    size_t point = 0;
    size_t end = 0;
    const char *wrong = scan_number(text, length, &point, &end);
    if (wrong != NULL) {
        return wrong;
    }
    if (end == length) {
        return "a unit should follow: ns, us, ms, s or min";
    }
    for (size_t i = 0; i < UNIT_COUNT; i++) {
        if (strlen(units[i].name) == length - end &&
            memcmp(units[i].name, text + end, length - end) == 0) {
            return exact_ns(text, point, end, units[i].ns, ns);
        }
    }
    return "its unit is none of ns, us, ms, s, min";
}

const char *distribution_parse_number(const char *text, size_t length, double *number) {
    size_t point = 0;
    size_t end = 0;
    const char *wrong = scan_number(text, length, &point, &end);
    if (wrong != NULL) {
        return wrong;
    }
    if (end != length) {
        return "it does not end after its digits";
    }
    int64_t digits = 0;
    int64_t scale = 1;
    for (size_t i = 0; i < end; i++) {
        if (text[i] == '.') {
            continue;
        }
        if (digits > INT64_C(100000000000000)) { /* 15 digits are all a double can tell apart */
            return "it has too many digits";
        }
        digits = digits * 10 + (text[i] - '0');
        if (i > point) {
            scale *= 10;
        }
    }
    *number = (double)digits / (double)scale; /* both exact, so this is the nearest double */
    return NULL;
}

/* --- CSV --- */

typedef struct Field {
    const char *bytes;
    size_t length;
} Field;

static bool is_separator(char c) {
    return c == ',' || c == ';' || c == '\t';
}

/* Takes the next field of a row off [*at, end), without its quotes and the blanks around it.
 * Returns false when the row has no more. A quoted field may hold separators; doubled quotes in it
 * are left as they are, since no duration has any. */
static bool next_field(const char **at, const char *end, Field *field) {
    if (*at == NULL) {
        return false;
    }
    const char *start = *at;
    while (start < end && *start == ' ') {
        start++;
    }
    const char *stop;
    if (start < end && *start == '"') {
        stop = ++start;
        while (stop < end && *stop != '"') {
            stop++;
        }
        *field = (Field){start, (size_t)(stop - start)};
        while (stop < end && !is_separator(*stop)) {
            stop++;
        }
    } else {
        stop = start;
        while (stop < end && !is_separator(*stop)) {
            stop++;
        }
        size_t length = (size_t)(stop - start);
        while (length > 0 && start[length - 1] == ' ') {
            length--;
        }
        *field = (Field){start, length};
    }
    *at = stop < end ? stop + 1 : NULL;
    return true;
}

static bool equal_ignoring_case(const char *bytes, size_t length, const char *word) {
    if (strlen(word) != length) {
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        char c = bytes[i] >= 'A' && bytes[i] <= 'Z' ? (char)(bytes[i] + 32) : bytes[i];
        if (c != word[i]) {
            return false;
        }
    }
    return true;
}

/* Whether a heading names the column we want, and the unit it states (0: none). */
static bool is_wanted_heading(Field field, int64_t *unit_ns) {
    static const char *const names[] = {"latency", "duration", "time"};
    for (size_t n = 0; n < sizeof names / sizeof names[0]; n++) {
        size_t stem = strlen(names[n]);
        if (field.length < stem || !equal_ignoring_case(field.bytes, stem, names[n])) {
            continue;
        }
        if (field.length == stem) {
            *unit_ns = 0;
            return true;
        }
        for (size_t i = 0; i < UNIT_COUNT && field.bytes[stem] == '_'; i++) {
            if (equal_ignoring_case(field.bytes + stem + 1, field.length - stem - 1,
                                    units[i].name)) {
                *unit_ns = units[i].ns;
                return true;
            }
        }
    }
    return false;
}

static const char *parse_cell(Field field, int64_t unit_ns, int64_t *ns) {
    size_t point = 0;
    size_t end = 0;
    const char *wrong = scan_number(field.bytes, field.length, &point, &end);
    if (wrong != NULL) {
        return wrong;
    }
    if (end < field.length) {
        return distribution_parse_duration(field.bytes, field.length, ns);
    }
    /* Measured more finely than a nanosecond: the digits behind it are cut off. */
    while ((wrong = exact_ns(field.bytes, point, end, unit_ns, ns)) != NULL && end > point + 1) {
        end--;
    }
    return wrong;
}

Status distribution_read_csv(Distribution *distribution, const char *bytes, size_t length,
                             Error *error) {
    const char *end = bytes + length;
    const char *row = bytes;
    size_t column = 0;
    int64_t unit_ns = 1000000;
    bool first = true;
    if (length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
        row += 3;
    }
    for (size_t line = 1; row < end; line++) {
        const char *stop = memchr(row, '\n', (size_t)(end - row));
        const char *next = stop == NULL ? end : stop + 1;
        stop = stop == NULL ? end : stop;
        if (stop > row && stop[-1] == '\r') {
            stop--;
        }
        const char *at = row;
        row = next;
        Field field = {0};
        if (at == stop) {
            continue;
        }
        if (first) {
            first = false;
            const char *scan = at;
            size_t index = 0;
            bool heading = true;
            while (next_field(&scan, stop, &field)) {
                int64_t unit = 0;
                int64_t ns;
                if (is_wanted_heading(field, &unit)) {
                    column = index;
                    unit_ns = unit > 0 ? unit : unit_ns;
                    heading = true;
                    break;
                }
                if (index == 0) {
                    heading = parse_cell(field, unit_ns, &ns) != NULL;
                }
                index++;
            }
            if (heading) {
                continue;
            }
        }
        size_t index = 0;
        bool there = false;
        while ((there = next_field(&at, stop, &field)) && index < column) {
            index++;
        }
        if (!there) {
            return error_set(error, STATUS_USAGE, "line %zu has no column %zu", line, column + 1);
        }
        int64_t ns = 0;
        const char *wrong = parse_cell(field, unit_ns, &ns);
        if (wrong != NULL) {
            return error_set(error, STATUS_USAGE, "line %zu is no duration: %s", line, wrong);
        }
        if (distribution->samples.count == DISTRIBUTION_SAMPLES_MAX) {
            return error_set(error, STATUS_USAGE, "it has more than %d durations",
                             DISTRIBUTION_SAMPLES_MAX);
        }
        ARRAY_PUSH(&distribution->samples, ns);
    }
    if (distribution->samples.count == 0) {
        return error_set(error, STATUS_USAGE, "it has no durations");
    }
    return STATUS_OK;
}
