#include "lesson/quantity.h"

#include "trace/duration.h"

#include <string.h>

enum { DECIMALS_MAX = 9, DIGITS_MAX = 15 };

static const int64_t POWERS[] = {1,      10,      100,      1000,      10000,
                                 100000, 1000000, 10000000, 100000000, 1000000000};

static QuantityWide greatest_divisor(QuantityWide a, QuantityWide b) {
    a = a < 0 ? -a : a;
    while (b != 0) {
        QuantityWide rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

bool quantity_make(Quantity *quantity, QuantityWide numerator, QuantityWide denominator,
                   QuantityUnit unit) {
    *quantity = (Quantity){.denominator = 1, .unit = unit, .decimals = QUANTITY_EXACT};
    if (denominator == 0) {
        return false;
    }
    QuantityWide divisor =
        greatest_divisor(numerator, denominator < 0 ? -denominator : denominator);
    divisor = denominator < 0 ? -divisor : divisor;
    numerator /= divisor;
    denominator /= divisor;
    if (numerator > INT64_MAX || numerator < -INT64_MAX || denominator > INT64_MAX) {
        return false;
    }
    quantity->numerator = (int64_t)numerator;
    quantity->denominator = (int64_t)denominator;
    return true;
}

/* Digits, perhaps with thousands separated by commas and a fraction: value / POWERS[*decimals]. */
static size_t read_number(const char *bytes, size_t length, int64_t *value, int *decimals) {
    size_t at = 0;
    int digits = 0;
    bool in_fraction = false;
    *value = 0;
    *decimals = 0;
    for (; at < length; at++) {
        char c = bytes[at];
        if (c >= '0' && c <= '9') {
            if (++digits > DIGITS_MAX || (in_fraction && *decimals == DECIMALS_MAX)) {
                return 0;
            }
            *value = *value * 10 + (c - '0');
            *decimals += in_fraction;
        } else if (c == '.' && !in_fraction && digits > 0 && at + 1 < length &&
                   bytes[at + 1] >= '0' && bytes[at + 1] <= '9') {
            in_fraction = true;
        } else if (c == ',' && !in_fraction && digits > 0 && at + 3 < length) {
            size_t run = 0;
            while (at + 1 + run < length && bytes[at + 1 + run] >= '0' &&
                   bytes[at + 1 + run] <= '9') {
                run++;
            }
            if (run != 3) {
                break;
            }
        } else {
            break;
        }
    }
    return digits > 0 ? at : 0;
}

static const struct {
    const char *word;
    int64_t scale; /* ns, or 0 for ratios */
} UNITS[] = {
    {"ns", 1},
    {"us", 1000},
    {"µs", 1000},
    {"ms", 1000000},
    {"min", 60000000000},
    {"minutes", 60000000000},
    {"minute", 60000000000},
    {"s", 1000000000},
    {"seconds", 1000000000},
    {"second", 1000000000},
    {"h", 3600000000000},
    {"%", 0},
    {"×", 0},
    {"x", 0},
    {"times", 0},
    {"/s", 0},
};

enum { SIGN_TIMES = 12, LETTER_X = 13 }; /* of UNITS */

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c >= '0' && c <= '9') ||
           (unsigned char)c >= 0x80;
}

/* "0.05 × 3" multiplies. */
static bool multiplies(const char *bytes, size_t length) {
    size_t space = length > 0 && bytes[0] == ' ';
    return space < length && bytes[space] >= '0' && bytes[space] <= '9';
}

/* The unit that stands at the start of bytes, as a whole word; which has `*taken` bytes. */
static int unit_at(const char *bytes, size_t length, size_t *taken) {
    int count = (int)(sizeof UNITS / sizeof *UNITS);
    for (int i = 0; i < count; i++) {
        size_t size = strlen(UNITS[i].word);
        bool is_sign = !(UNITS[i].word[0] >= 'a' && UNITS[i].word[0] <= 'z');
        if (size <= length && memcmp(bytes, UNITS[i].word, size) == 0 &&
            (size == length || is_sign || !is_letter(bytes[size])) &&
            !((i == SIGN_TIMES || i == LETTER_X) && multiplies(bytes + size, length - size))) {
            *taken = size;
            return i;
        }
    }
    return -1;
}

size_t quantity_read(Quantity *quantity, const char *bytes, size_t length) {
    int64_t value = 0;
    int decimals = 0;
    size_t at = read_number(bytes, length, &value, &decimals);
    *quantity = (Quantity){.denominator = 1};
    if (at == 0) {
        return 0;
    }
    size_t space = at < length && bytes[at] == ' '                             ? 1
                   : at + 1 < length && memcmp(bytes + at, "\xC2\xA0", 2) == 0 ? 2
                                                                               : 0;
    size_t taken = 0;
    int unit = unit_at(bytes + at + space, length - at - space, &taken);
    if (unit < 0 && at < length && is_letter(bytes[at]) && memcmp(bytes + at, "\xC2\xA0", 2) != 0) {
        return 0; /* "3rd", "2xx" */
    }
    QuantityWide numerator = value;
    QuantityWide denominator = POWERS[decimals];
    bool is_percent = unit >= 0 && strcmp(UNITS[unit].word, "%") == 0;
    if (unit >= 0) {
        numerator *= UNITS[unit].scale > 0 ? UNITS[unit].scale : 1;
        denominator *= is_percent ? 100 : 1;
    }
    QuantityUnit kind = unit < 0                ? QUANTITY_COUNT
                        : UNITS[unit].scale > 0 ? QUANTITY_TIME
                                                : QUANTITY_RATIO;
    if (!quantity_make(quantity, numerator, denominator, kind)) {
        return 0;
    }
    quantity->decimals = decimals;
    quantity->is_percent = is_percent;
    return unit < 0 ? at : at + space + taken;
}

static bool product(Quantity *result, Quantity a, Quantity b, QuantityUnit unit) {
    return quantity_make(result, (QuantityWide)a.numerator * b.numerator,
                         (QuantityWide)a.denominator * b.denominator, unit);
}

bool quantity_combine(Quantity *result, Quantity a, char op, Quantity b) {
    bool a_is_time = a.unit == QUANTITY_TIME;
    bool b_is_time = b.unit == QUANTITY_TIME;
    QuantityUnit bare =
        a.unit == QUANTITY_RATIO || b.unit == QUANTITY_RATIO ? QUANTITY_RATIO : QUANTITY_COUNT;
    if (op == '*') {
        return !(a_is_time && b_is_time) &&
               product(result, a, b, a_is_time || b_is_time ? QUANTITY_TIME : bare);
    }
    if (op == '/') {
        Quantity inverse = {.numerator = b.numerator < 0 ? -b.denominator : b.denominator,
                            .denominator = b.numerator < 0 ? -b.numerator : b.numerator};
        bool fits = (a_is_time || !b_is_time) && b.numerator != 0;
        return fits && product(result, a, inverse,
                               a_is_time && !b_is_time ? QUANTITY_TIME : QUANTITY_RATIO);
    }
    QuantityWide left = (QuantityWide)a.numerator * b.denominator;
    QuantityWide right = (QuantityWide)b.numerator * a.denominator;
    return a_is_time == b_is_time && quantity_make(result, op == '-' ? left - right : left + right,
                                                   (QuantityWide)a.denominator * b.denominator,
                                                   a_is_time ? QUANTITY_TIME : bare);
}

bool quantity_is_comparable(Quantity a, Quantity b) {
    return (a.unit == QUANTITY_TIME) == (b.unit == QUANTITY_TIME) || a.numerator == 0 ||
           b.numerator == 0;
}

int quantity_compare(Quantity a, Quantity b) {
    QuantityWide left = (QuantityWide)a.numerator * b.denominator;
    QuantityWide right = (QuantityWide)b.numerator * a.denominator;
    return left < right ? -1 : left > right;
}

/* |a - b| <= numerator / denominator */
static bool differ_by_at_most(Quantity a, Quantity b, QuantityWide numerator,
                              QuantityWide denominator) {
    Quantity difference;
    if (!quantity_make(&difference,
                       (QuantityWide)a.numerator * b.denominator -
                           (QuantityWide)b.numerator * a.denominator,
                       (QuantityWide)a.denominator * b.denominator, QUANTITY_COUNT)) {
        return false;
    }
    QuantityWide left =
        (QuantityWide)(difference.numerator < 0 ? -difference.numerator : difference.numerator);
    return left * denominator <= numerator * difference.denominator;
}

bool quantity_equals(Quantity a, Quantity b) {
    if (quantity_compare(a, b) == 0) {
        return true;
    }
    bool is_ratio = a.unit == QUANTITY_RATIO || b.unit == QUANTITY_RATIO;
    int decimals = a.decimals > b.decimals ? a.decimals : b.decimals;
    if (!is_ratio || decimals == QUANTITY_EXACT) {
        return false;
    }
    bool is_percent = (a.is_percent && a.decimals >= 0) || (b.is_percent && b.decimals >= 0);
    return differ_by_at_most(a, b, 1, (QuantityWide)2 * POWERS[decimals] * (is_percent ? 100 : 1));
}

bool quantity_is_near(Quantity a, Quantity b, int64_t millionths) {
    QuantityWide size = b.numerator < 0 ? -(QuantityWide)b.numerator : (QuantityWide)b.numerator;
    Quantity allowed;
    return quantity_make(&allowed, size * millionths, (QuantityWide)b.denominator * 1000000,
                         QUANTITY_COUNT) &&
           differ_by_at_most(a, b, allowed.numerator, allowed.denominator);
}

void quantity_append(Text *text, Quantity quantity) {
    int64_t whole = quantity.numerator / quantity.denominator;
    if (quantity.unit == QUANTITY_TIME) {
        duration_append(text, whole, false);
    } else if (quantity.is_percent) {
        duration_append_percent(text, quantity.numerator, quantity.denominator, false);
    } else if (quantity.denominator == 1) {
        duration_append_count(text, whole);
        text_append_cstr(text, quantity.unit == QUANTITY_RATIO ? "×" : "");
    } else {
        duration_append_ratio(text, quantity.numerator, quantity.denominator, 2, false);
        text_append_cstr(text, quantity.unit == QUANTITY_RATIO ? "×" : "");
    }
}

void quantity_write(Text *text, Quantity quantity) {
    QuantityWide scaled = (QuantityWide)quantity.numerator * (quantity.is_percent ? 100 : 1);
    if (quantity.unit == QUANTITY_TIME) {
        text_printf(text, "%lld ns", (long long)(quantity.numerator / quantity.denominator));
        return;
    }
    int64_t whole = (int64_t)(scaled / quantity.denominator);
    int64_t rest = (int64_t)(scaled % quantity.denominator * 1000000 / quantity.denominator);
    text_printf(text, "%lld.%06lld%s", (long long)whole, (long long)rest,
                quantity.is_percent               ? "%"
                : quantity.unit == QUANTITY_RATIO ? "x"
                                                  : "");
}
