/* The formatting languages: the mini-language of format() and f-strings, str.format()'s fields, and
 * `%`. Results and messages are CPython 3.11's. Decimal digits come from printf, which rounds
 * correctly and, since the process stays in the "C" locale, never depends on where it runs.
 *
 *     spec   [[fill]align][sign]["z"]["#"]["0"][width][grouping]["." precision][type]
 *     field  "{" [name ("." attribute | "[" index "]")*] ["!" conversion] [":" spec] "}"
 *     %      "%" ["(" key ")"] flags* [width | "*"] ["." precision | "*"] [hlL] type */
#include "vm/str.h"

#include "vm/container.h"
#include "vm/number.h"
#include "vm/protocol.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    NUMBER_TOO_LONG = -2,
    NO_NUMBER = -1,
    NESTING_MAX = 2 /* a field in a spec of a field */
};

/* ---- the mini-language ---- */

typedef struct Spec {
    uint32_t fill;
    char align;         /* one of < > = ^ */
    char sign;          /* '+', '-', ' ' or 0 */
    bool no_minus_zero; /* z */
    bool alternate;     /* # */
    char grouping;      /* ',', '_' or 0 */
    int64_t width;      /* NO_NUMBER: none */
    int64_t precision;  /* NO_NUMBER: none */
    uint32_t type;      /* a code point; 0: none given */
} Spec;

static bool is_align(uint32_t c) {
    return c == '<' || c == '>' || c == '=' || c == '^';
}

/* The digits at *at: their value, NO_NUMBER when there is none, NUMBER_TOO_LONG when it is huge. */
static int64_t read_number(Value text, uint32_t *at, uint32_t end) {
    int64_t number = NO_NUMBER;
    while (*at < end) {
        uint32_t c = str_at(text, *at);
        if (c < '0' || c > '9') {
            break;
        }
        if (number == NO_NUMBER) {
            number = 0;
        }
        if (number > (INT64_MAX - 9) / 10) {
            return NUMBER_TOO_LONG;
        }
        number = number * 10 + (c - '0');
        ++*at;
    }
    return number;
}

static bool raise_too_many_digits(Vm *vm) {
    vm_raise(vm, EXC_VALUE_ERROR, "Too many decimal digits in format string");
    return false;
}

static bool check_grouping(Vm *vm, const Spec *spec) {
    static const char ANY[] = "defgEG%F";
    uint32_t type = spec->type;
    if (spec->grouping == 0 || type == 0 || (type < 128 && strchr(ANY, (int)type) != NULL)) {
        return true;
    }
    if (spec->grouping == '_' && (type == 'b' || type == 'o' || type == 'x' || type == 'X')) {
        return true;
    }
    if (type > 32 && type < 128) {
        vm_raise(vm, EXC_VALUE_ERROR, "Cannot specify '%c' with '%c'.", spec->grouping, (char)type);
    } else {
        vm_raise(vm, EXC_VALUE_ERROR, "Cannot specify '%c' with '\\x%x'.", spec->grouping, type);
    }
    return false;
}

static bool parse_spec(Vm *vm, Value text, const char *type_text, char default_type,
                       char default_align, Spec *spec) {
    *spec = (Spec){.fill = ' ',
                   .align = default_align,
                   .width = NO_NUMBER,
                   .precision = NO_NUMBER,
                   .type = (uint32_t)default_type};
    uint32_t at = 0;
    uint32_t end = str_length(text);
    bool align_given = false;
    bool fill_given = false;
    if (end >= 2 && is_align(str_at(text, 1))) {
        spec->fill = str_at(text, 0);
        spec->align = (char)str_at(text, 1);
        align_given = fill_given = true;
        at = 2;
    } else if (end >= 1 && is_align(str_at(text, 0))) {
        spec->align = (char)str_at(text, 0);
        align_given = true;
        at = 1;
    }
#define NEXT_IS(c) (at < end && str_at(text, at) == (uint32_t)(c))
    if (NEXT_IS('+') || NEXT_IS('-') || NEXT_IS(' ')) {
        spec->sign = (char)str_at(text, at++);
    }
    if (NEXT_IS('z')) {
        spec->no_minus_zero = true;
        at++;
    }
    if (NEXT_IS('#')) {
        spec->alternate = true;
        at++;
    }
    if (!fill_given && NEXT_IS('0')) {
        spec->fill = '0';
        if (!align_given && default_align == '>') {
            spec->align = '=';
        }
        at++;
    }
    spec->width = read_number(text, &at, end);
    if (spec->width == NUMBER_TOO_LONG) {
        return raise_too_many_digits(vm);
    }
    if (NEXT_IS(',')) {
        spec->grouping = ',';
        at++;
    }
    bool both = false;
    if (NEXT_IS('_')) {
        both = spec->grouping != 0;
        spec->grouping = '_';
        at++;
    }
    if (both || (spec->grouping == '_' && NEXT_IS(','))) {
        vm_raise(vm, EXC_VALUE_ERROR, "Cannot specify both ',' and '_'.");
        return false;
    }
    if (NEXT_IS('.')) {
        at++;
        spec->precision = read_number(text, &at, end);
        if (spec->precision == NUMBER_TOO_LONG) {
            return raise_too_many_digits(vm);
        }
        if (spec->precision == NO_NUMBER) {
            vm_raise(vm, EXC_VALUE_ERROR, "Format specifier missing precision");
            return false;
        }
    }
#undef NEXT_IS
    if (end - at > 1) {
        vm_raise(vm, EXC_VALUE_ERROR, "Invalid format specifier '%s' for object of type '%s'",
                 str_utf8(vm, text), type_text);
        return false;
    }
    if (end - at == 1) {
        spec->type = str_at(text, at);
    }
    return check_grouping(vm, spec);
}

static Value raise_unknown_type(Vm *vm, uint32_t type, const char *type_text) {
    if (type > 32 && type < 128) {
        return vm_raise(vm, EXC_VALUE_ERROR, "Unknown format code '%c' for object of type '%s'",
                        (char)type, type_text);
    }
    return vm_raise(vm, EXC_VALUE_ERROR, "Unknown format code '\\x%x' for object of type '%s'",
                    type, type_text);
}

static void append_fill(Text *out, uint32_t fill, int64_t count) {
    if (count <= 0) {
        return;
    }
    if (fill < 128) {
        text_append_repeated(out, (char)fill, (size_t)count);
        return;
    }
    for (int64_t i = 0; i < count; i++) {
        text_append_code_point(out, fill);
    }
}

static bool room_for(Vm *vm, int64_t code_points) {
    return code_points < 4096 || heap_can_hold(vm, (uint64_t)code_points * 4);
}

/* ---- numbers: sign, prefix, digits, the rest ---- */

/* A number's parts: [sign][prefix][padding of '='][digits, perhaps grouped][tail]. */
typedef struct Parts {
    char sign; /* 0: none */
    const char *prefix;
    const char *digits; /* the whole part */
    size_t digit_count;
    const char *tail; /* from the point or the exponent on; "nan" and "inf" are all tail */
    int group_size;
} Parts;

/* How many characters `digits` become with separators, and at least `least` wide. */
static int64_t grouped_width(const Parts *parts, char separator, int64_t least) {
    int64_t count = (int64_t)parts->digit_count;
    if (count == 0) {
        return 0;
    }
    if (separator == 0) {
        return count > least ? count : least;
    }
    /* Zeros are added until the text with its separators is wide enough. */
    int64_t size = parts->group_size;
    int64_t width = count + (count - 1) / size;
    if (width < least) {
        count = least - least / (size + 1);
        if (least % (size + 1) == 0) {
            count++;
        }
        width = count + (count - 1) / size;
    }
    return width;
}

static void append_grouped(Text *out, const Parts *parts, char separator, int64_t width) {
    if (parts->digit_count == 0) {
        return;
    }
    for (int64_t left = width; left > 0; left--) {
        /* `left` characters are still to come, this one included. */
        if (separator != 0 && left % (parts->group_size + 1) == 0) {
            text_append_char(out, separator);
            continue;
        }
        int64_t behind =
            separator != 0 ? (left - 1) - (left - 1) / (parts->group_size + 1) : left - 1;
        bool is_zero = behind >= (int64_t)parts->digit_count;
        text_append_char(out,
                         is_zero ? '0' : parts->digits[(int64_t)parts->digit_count - 1 - behind]);
    }
}

static Value lay_out(Vm *vm, const Spec *spec, const Parts *parts) {
    if (!room_for(vm, spec->width)) {
        return VALUE_NULL;
    }
    int64_t around =
        (parts->sign != 0) + (int64_t)strlen(parts->prefix) + (int64_t)strlen(parts->tail);
    int64_t least = spec->fill == '0' && spec->align == '=' ? spec->width - around : 0;
    int64_t digits = grouped_width(parts, spec->grouping, least);
    int64_t padding = spec->width - around - digits;
    if (padding < 0) {
        padding = 0;
    }
    int64_t left = spec->align == '>' ? padding : spec->align == '^' ? padding / 2 : 0;
    int64_t inner = spec->align == '=' ? padding : 0;
    Text out = {0};
    append_fill(&out, spec->fill, left);
    if (parts->sign != 0) {
        text_append_char(&out, parts->sign);
    }
    text_append_cstr(&out, parts->prefix);
    append_fill(&out, spec->fill, inner);
    append_grouped(&out, parts, spec->grouping, digits);
    text_append_cstr(&out, parts->tail);
    append_fill(&out, spec->fill, padding - left - inner);
    return str_from_text(vm, &out);
}

static char sign_of(const Spec *spec, bool negative) {
    return negative ? '-' : spec->sign == '+' ? '+' : spec->sign == ' ' ? ' ' : 0;
}

/* ---- int ---- */

/* The digits of |integer| in base 2, 8, 10 or 16 (lower case), appended. */
static void append_digits(Value integer, int base, Text *out) {
    mpz_t view;
    mp_limb_t limb;
    int_view(integer, view, &limb);
    size_t room = mpz_sizeinbase(view, base) + 2;
    char small[96];
    char *digits = room <= sizeof small ? small : memory_new(room);
    mpz_get_str(digits, base, view);
    text_append_cstr(out, digits[0] == '-' ? digits + 1 : digits);
    if (digits != small) {
        memory_free(digits);
    }
}

static Value lay_out_character(Vm *vm, Value integer, Spec *spec) {
    if (spec->sign != 0) {
        return vm_raise(vm, EXC_VALUE_ERROR, "Sign not allowed with integer format specifier 'c'");
    }
    if (spec->alternate) {
        return vm_raise(vm, EXC_VALUE_ERROR,
                        "Alternate form (#) not allowed with integer format specifier 'c'");
    }
    int64_t code_point;
    if (!int_to_int64(integer, &code_point)) {
        return vm_raise(vm, EXC_OVERFLOW_ERROR, "Python int too large to convert to C long");
    }
    if (code_point < 0 || code_point > 0x10ffff) {
        return vm_raise(vm, EXC_OVERFLOW_ERROR, "%%c arg not in range(0x110000)");
    }
    if (!room_for(vm, spec->width)) {
        return VALUE_NULL;
    }
    int64_t padding = spec->width > 1 ? spec->width - 1 : 0;
    int64_t left = spec->align == '<' ? 0 : spec->align == '^' ? padding / 2 : padding;
    Text out = {0};
    append_fill(&out, spec->fill, left);
    text_append_code_point(&out, (unsigned)code_point);
    append_fill(&out, spec->fill, padding - left);
    return str_from_text(vm, &out);
}

static Value format_double(Vm *vm, double number, Spec *spec, const char *type_text);

Value format_int(Vm *vm, Value integer, Value text) {
    Spec spec;
    const char *type_text = value_type_name(vm, integer);
    if (!parse_spec(vm, text, type_text, 'd', '>', &spec)) {
        return VALUE_NULL;
    }
    if (spec.type < 128 && spec.type != 0 && strchr("eEfFgG%", (int)spec.type) != NULL) {
        double number;
        return int_to_double(vm, integer, &number) ? format_double(vm, number, &spec, type_text)
                                                   : VALUE_NULL;
    }
    if (spec.type == 0 || spec.type >= 128 || strchr("bcdoxXn", (int)spec.type) == NULL) {
        return raise_unknown_type(vm, spec.type, type_text);
    }
    if (spec.precision != NO_NUMBER) {
        return vm_raise(vm, EXC_VALUE_ERROR, "Precision not allowed in integer format specifier");
    }
    if (spec.no_minus_zero) {
        return vm_raise(vm, EXC_VALUE_ERROR,
                        "Negative zero coercion (z) not allowed in integer format specifier");
    }
    if (spec.type == 'c') {
        return lay_out_character(vm, integer, &spec);
    }
    int base = spec.type == 'b'                       ? 2
               : spec.type == 'o'                     ? 8
               : spec.type == 'x' || spec.type == 'X' ? 16
                                                      : 10;
    Text digits = {0};
    append_digits(integer, base, &digits);
    if (spec.type == 'X') {
        for (size_t i = 0; i < digits.length; i++) {
            if (digits.bytes[i] >= 'a') {
                digits.bytes[i] = (char)(digits.bytes[i] - 'a' + 'A');
            }
        }
    }
    Parts parts = {.sign = sign_of(&spec, int_sign(integer) < 0),
                   .prefix = "",
                   .digits = text_cstr(&digits),
                   .digit_count = digits.length,
                   .tail = "",
                   .group_size = base == 10 ? 3 : 4};
    if (spec.alternate && base != 10) {
        parts.prefix = base == 2 ? "0b" : base == 8 ? "0o" : spec.type == 'X' ? "0X" : "0x";
    }
    Value result = lay_out(vm, &spec, &parts);
    text_release(&digits);
    return result;
}

/* ---- float ---- */

/* |number| as the shortest repr has it, but with the exponent form or "." that `#` asks for. */
static void append_shortest(double number, bool alternate, Text *out) {
    size_t begun = out->length;
    float_repr_append(number, out);
    const char *exponent = strchr(out->bytes + begun, 'e');
    if (alternate && exponent != NULL && strchr(out->bytes + begun, '.') == NULL) {
        char tail[16];
        snprintf(tail, sizeof tail, ".%s", exponent);
        out->length = (size_t)(exponent - out->bytes);
        text_append_cstr(out, tail);
    }
}

/* A precision without a type: as 'g', but a whole number keeps ".0" and so turns to an exponent one
 * digit earlier. */
static void append_general(double number, int precision, bool alternate, Text *out) {
    if (precision == 0) {
        precision = 1;
    }
    Text scientific = {0};
    text_printf(&scientific, "%.*e", precision - 1, number);
    char *mark = strrchr(scientific.bytes, 'e');
    long exponent = strtol(mark + 1, NULL, 10);
    *mark = '\0';
    Text digits = {0};
    for (const char *p = scientific.bytes; *p != '\0'; p++) {
        if (*p != '.') {
            text_append_char(&digits, *p);
        }
    }
    size_t count = digits.length;
    while (!alternate && count > 1 && digits.bytes[count - 1] == '0') {
        count--;
    }
    long point = exponent + 1; /* digits before the point */
    if (number == 0) {
        point = 1;
    }
    if (point <= -4 || point > precision - 1) {
        text_append_char(out, digits.bytes[0]);
        if (count > 1 || alternate) {
            text_append_char(out, '.');
            text_append(out, digits.bytes + 1, count - 1);
        }
        text_printf(out, "e%c%02ld", exponent < 0 ? '-' : '+', labs(exponent));
    } else if (point <= 0) {
        text_append_cstr(out, "0.");
        text_append_repeated(out, '0', (size_t)-point);
        text_append(out, digits.bytes, count);
    } else {
        for (long i = 0; i < point; i++) {
            text_append_char(out, (size_t)i < count ? digits.bytes[i] : '0');
        }
        text_append_char(out, '.');
        if (count > (size_t)point) {
            text_append(out, digits.bytes + point, count - (size_t)point);
        } else {
            text_append_char(out, '0');
        }
    }
    text_release(&digits);
    text_release(&scientific);
}

/* The finite |number| in the given type ('r': shortest; 0 with a precision: append_general). */
static void append_double(double number, char type, int64_t precision, bool alternate, Text *out) {
    if (type == 'r') {
        append_shortest(number, alternate, out);
    } else if (type == 0) {
        append_general(number, (int)precision, alternate, out);
    } else {
        char format[8];
        snprintf(format, sizeof format, alternate ? "%%#.*%c" : "%%.*%c", type);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        text_printf(out, format, (int)precision, number);
#pragma GCC diagnostic pop
    }
}

static bool is_zero_text(const char *text) {
    for (; *text != '\0' && *text != 'e' && *text != 'E'; text++) {
        if (*text >= '1' && *text <= '9') {
            return false;
        }
    }
    return true;
}

/* |number|, also inf and nan, by type and precision as CPython's PyOS_double_to_string. */
static void append_float(double number, char type, int64_t precision, bool alternate, Text *out) {
    bool upper = type == 'E' || type == 'F' || type == 'G';
    if (isnan(number)) {
        text_append_cstr(out, upper ? "NAN" : "nan");
    } else if (isinf(number)) {
        text_append_cstr(out, upper ? "INF" : "inf");
    } else {
        append_double(fabs(number), type, precision, alternate, out);
    }
}

static Value format_double(Vm *vm, double number, Spec *spec, const char *type_text) {
    if (spec->type >= 128 || (spec->type != 0 && strchr("eEfFgGn%", (int)spec->type) == NULL)) {
        return raise_unknown_type(vm, spec->type, type_text);
    }
    if (spec->precision > INT_MAX - 32) {
        return vm_raise(vm, EXC_VALUE_ERROR, "precision too big");
    }
    if (!room_for(vm, spec->precision)) {
        return VALUE_NULL;
    }
    char type = (char)spec->type;
    int64_t precision = spec->precision;
    bool percent = type == '%';
    if (percent) {
        type = 'f';
        number *= 100;
    } else if (type == 'n') {
        type = 'g';
    }
    if (precision == NO_NUMBER) {
        precision = 6;
        type = type == 0 ? 'r' : type;
    }
    Text text = {0};
    append_float(number, type, precision, spec->alternate, &text);
    bool negative = signbit(number) && !isnan(number);
    if (spec->no_minus_zero && isfinite(number) && is_zero_text(text_cstr(&text))) {
        negative = false;
    }
    if (percent) {
        text_append_char(&text, '%');
    }
    size_t whole = strspn(text.bytes, "0123456789");
    Parts parts = {.sign = sign_of(spec, negative),
                   .prefix = "",
                   .digits = text.bytes,
                   .digit_count = whole,
                   .tail = text.bytes + whole,
                   .group_size = 3};
    Value result = lay_out(vm, spec, &parts);
    text_release(&text);
    return result;
}

Value format_float(Vm *vm, double number, Value text) {
    Spec spec;
    return parse_spec(vm, text, "float", 0, '>', &spec) ? format_double(vm, number, &spec, "float")
                                                        : VALUE_NULL;
}

/* ---- str ---- */

Value format_str(Vm *vm, Value str, Value text) {
    if (str_length(text) == 0) {
        return value_obj(str)->type == vm->type_str ? value_retain(str) : value_str(vm, str);
    }
    Spec spec;
    const char *type_text = value_type_name(vm, str);
    if (!parse_spec(vm, text, type_text, 's', '<', &spec)) {
        return VALUE_NULL;
    }
    if (spec.type != 's') {
        return raise_unknown_type(vm, spec.type, type_text);
    }
    const char *refused = spec.sign == ' '     ? "Space"
                          : spec.sign != 0     ? "Sign"
                          : spec.no_minus_zero ? "Negative zero coercion (z)"
                          : spec.alternate     ? "Alternate form (#)"
                          : spec.align == '='  ? "'=' alignment"
                                               : NULL;
    if (refused != NULL) {
        return vm_raise(vm, EXC_VALUE_ERROR, "%s not allowed in string format specifier", refused);
    }
    int64_t length = str_length(str);
    if (spec.precision != NO_NUMBER && spec.precision < length) {
        length = spec.precision;
    }
    int64_t padding = spec.width > length ? spec.width - length : 0;
    Value cut = str_substring(vm, str, 0, (uint32_t)length);
    if (padding == 0 || value_is_null(cut)) {
        return cut;
    }
    if (!room_for(vm, spec.width)) {
        value_release(vm, cut);
        return VALUE_NULL;
    }
    int64_t left = spec.align == '<' ? 0 : spec.align == '^' ? padding / 2 : padding;
    Text out = {0};
    append_fill(&out, spec.fill, left);
    str_append_utf8(cut, &out);
    append_fill(&out, spec.fill, padding - left);
    value_release(vm, cut);
    return str_from_text(vm, &out);
}

/* ---- str.format ---- */

/* One call of str.format: where its fields come from. */
typedef struct FieldSource {
    const Value *arguments;
    uint32_t count;
    Value keywords; /* names of the values behind the positional ones, or VALUE_NULL */
    Value mapping;  /* format_map's, or VALUE_NULL */
    enum { NUMBERING_OPEN, NUMBERING_AUTOMATIC, NUMBERING_MANUAL } numbering;
    int64_t next_number;
} FieldSource;

/* A part of the format string. */
typedef struct Slot {
    uint32_t start;
    uint32_t end;
} Slot;

static bool raise_value_error(Vm *vm, const char *message) {
    vm_raise(vm, EXC_VALUE_ERROR, "%s", message);
    return false;
}

/* A run of digits as a number, NO_NUMBER when it is none. */
static bool slot_number(Vm *vm, Value text, Slot slot, int64_t *out) {
    uint32_t at = slot.start;
    *out = read_number(text, &at, slot.end);
    if (*out == NUMBER_TOO_LONG) {
        return raise_too_many_digits(vm);
    }
    if (at < slot.end) {
        *out = NO_NUMBER;
    }
    return true;
}

static bool decide_numbering(Vm *vm, FieldSource *source, bool empty, int64_t *number) {
    if (!empty && *number == NO_NUMBER) {
        return true;
    }
    if (source->numbering == NUMBERING_OPEN) {
        source->numbering = empty ? NUMBERING_AUTOMATIC : NUMBERING_MANUAL;
    }
    if (source->numbering == NUMBERING_MANUAL && empty) {
        return raise_value_error(vm, "cannot switch from manual field specification to automatic "
                                     "field numbering");
    }
    if (source->numbering == NUMBERING_AUTOMATIC && !empty) {
        return raise_value_error(vm, "cannot switch from automatic field numbering to manual field "
                                     "specification");
    }
    if (empty) {
        *number = source->next_number++;
    }
    return true;
}

static Value source_by_name(Vm *vm, FieldSource *source, Value name) {
    if (!value_is_null(source->mapping)) {
        return value_get_item(vm, source->mapping, name);
    }
    uint32_t count = value_is_null(source->keywords) ? 0 : value_tuple(source->keywords)->count;
    for (uint32_t i = 0; i < count; i++) {
        if (str_equal(value_tuple(source->keywords)->items[i], name)) {
            return value_retain(source->arguments[source->count + i]);
        }
    }
    return vm_raise_key_error(vm, name);
}

static Value field_first(Vm *vm, FieldSource *source, Value text, Slot name) {
    int64_t number;
    if (!slot_number(vm, text, name, &number) ||
        !decide_numbering(vm, source, name.start == name.end, &number)) {
        return VALUE_NULL;
    }
    if (number == NO_NUMBER) {
        Value key = str_substring(vm, text, name.start, name.end);
        Value found = source_by_name(vm, source, key);
        value_release(vm, key);
        return found;
    }
    if (!value_is_null(source->mapping)) {
        return vm_raise(vm, EXC_VALUE_ERROR, "Format string contains positional fields");
    }
    if (number >= source->count) {
        return vm_raise(vm, EXC_INDEX_ERROR,
                        "Replacement index %lld out of range for positional args tuple",
                        (long long)number);
    }
    return value_retain(source->arguments[number]);
}

/* ".name" or "[index]" at *at: its content. */
static bool read_accessor(Vm *vm, Value text, uint32_t *at, uint32_t end, bool *is_attribute,
                          Slot *content) {
    uint32_t opening = str_at(text, (*at)++);
    if (opening != '.' && opening != '[') {
        return raise_value_error(vm, "Only '.' or '[' may follow ']' in format field specifier");
    }
    *is_attribute = opening == '.';
    content->start = *at;
    bool closed = false;
    while (*at < end) {
        uint32_t c = str_at(text, *at);
        if (*is_attribute ? c == '.' || c == '[' : c == ']') {
            closed = true;
            break;
        }
        ++*at;
    }
    content->end = *at;
    if (!*is_attribute) {
        if (!closed) {
            return raise_value_error(vm, "Missing ']' in format string");
        }
        ++*at;
    }
    return content->start < content->end ||
           raise_value_error(vm, "Empty attribute in format string");
}

static Value field_value(Vm *vm, FieldSource *source, Value text, Slot name) {
    uint32_t at = name.start;
    while (at < name.end && str_at(text, at) != '.' && str_at(text, at) != '[') {
        at++;
    }
    Value value = field_first(vm, source, text, (Slot){name.start, at});
    while (!value_is_null(value) && at < name.end) {
        bool is_attribute = false;
        Slot content = {0};
        Value next = VALUE_NULL;
        int64_t index = NO_NUMBER;
        if (read_accessor(vm, text, &at, name.end, &is_attribute, &content) &&
            (is_attribute || slot_number(vm, text, content, &index))) {
            Value key = index != NO_NUMBER
                            ? int_from_int64(vm, index)
                            : str_intern(vm, str_substring(vm, text, content.start, content.end));
            next = is_attribute ? value_get_attr(vm, value, key) : value_get_item(vm, value, key);
            value_release(vm, key);
        }
        value_store(vm, &value, next);
    }
    return value;
}

static Value convert(Vm *vm, Value value, uint32_t conversion) {
    switch (conversion) {
    case 'r':
        return value_repr(vm, value);
    case 's':
        return value_str(vm, value);
    case 'a':
        return value_ascii(vm, value);
    default:
        return vm_raise(vm, EXC_VALUE_ERROR,
                        conversion > 32 && conversion < 127 ? "Unknown conversion specifier %c"
                                                            : "Unknown conversion specifier \\x%x",
                        conversion);
    }
}

typedef struct Field {
    Slot name;
    Slot spec;
    bool spec_nests;
    uint32_t conversion; /* 0: none */
} Field;

/* The field after its "{"; *at ends behind its "}". */
static bool read_field(Vm *vm, Value text, uint32_t *at, uint32_t end, Field *field) {
    uint32_t c = 0;
    *field = (Field){.name.start = *at};
    bool over = false;
    while (*at < end && !over) {
        c = str_at(text, (*at)++);
        if (c == '{') {
            return raise_value_error(vm, "unexpected '{' in field name");
        }
        if (c == '[') {
            while (*at < end && str_at(text, *at) != ']') {
                ++*at;
            }
        }
        over = c == '}' || c == ':' || c == '!';
    }
    field->name.end = over ? *at - 1 : *at;
    if (!over || c == '}') {
        return over || raise_value_error(vm, "expected '}' before end of string");
    }
    if (c == '!') {
        if (*at >= end) {
            return raise_value_error(vm, "end of string while looking for conversion specifier");
        }
        field->conversion = str_at(text, (*at)++);
        if (*at < end) {
            c = str_at(text, (*at)++);
            if (c == '}') {
                return true;
            }
            if (c != ':') {
                return raise_value_error(vm, "expected ':' after conversion specifier");
            }
        }
    }
    field->spec.start = *at;
    for (int depth = 1; *at < end;) {
        c = str_at(text, (*at)++);
        if (c == '{') {
            field->spec_nests = true;
            depth++;
        } else if (c == '}' && --depth == 0) {
            field->spec.end = *at - 1;
            return true;
        }
    }
    return raise_value_error(vm, "unmatched '{' in format spec");
}

static bool format_text(Vm *vm, FieldSource *source, Value text, Slot slot, int depth, Text *out);

static bool append_field(Vm *vm, FieldSource *source, Value text, const Field *field, int depth,
                         Text *out) {
    Value value = field_value(vm, source, text, field->name);
    if (!value_is_null(value) && field->conversion != 0) {
        value_store(vm, &value, convert(vm, value, field->conversion));
    }
    if (value_is_null(value)) {
        return false;
    }
    Value spec = VALUE_NULL;
    if (field->spec_nests) {
        Text expanded = {0};
        if (format_text(vm, source, text, field->spec, depth - 1, &expanded)) {
            spec = str_from_text(vm, &expanded);
        } else {
            text_release(&expanded);
        }
    } else {
        spec = str_substring(vm, text, field->spec.start, field->spec.end);
    }
    Value formatted = value_is_null(spec) ? VALUE_NULL : value_format(vm, value, spec);
    value_release(vm, spec);
    value_release(vm, value);
    if (value_is_null(formatted)) {
        return false;
    }
    str_append_utf8(formatted, out);
    value_release(vm, formatted);
    return true;
}

/* Literal text with {{ and }}, and fields, of a part of the format string. */
static bool format_text(Vm *vm, FieldSource *source, Value text, Slot slot, int depth, Text *out) {
    if (depth <= 0) {
        return raise_value_error(vm, "Max string recursion exceeded");
    }
    uint32_t at = slot.start;
    while (at < slot.end) {
        uint32_t c = str_at(text, at++);
        if (c != '{' && c != '}') {
            text_append_code_point(out, c);
            continue;
        }
        if (at < slot.end && str_at(text, at) == c) {
            text_append_char(out, (char)c);
            at++;
            continue;
        }
        if (c == '}') {
            return raise_value_error(vm, "Single '}' encountered in format string");
        }
        if (at >= slot.end) {
            return raise_value_error(vm, "Single '{' encountered in format string");
        }
        Field field;
        if (!read_field(vm, text, &at, slot.end, &field) ||
            !append_field(vm, source, text, &field, depth, out)) {
            return false;
        }
    }
    return true;
}

static Value format_from(Vm *vm, Value format, FieldSource *source) {
    Text out = {0};
    if (!format_text(vm, source, format, (Slot){0, str_length(format)}, NESTING_MAX, &out)) {
        text_release(&out);
        return VALUE_NULL;
    }
    return str_from_text(vm, &out);
}

Value format_method(Vm *vm, Value format, const Value *arguments, uint32_t count, Value keywords) {
    FieldSource source = {.arguments = arguments, .count = count, .keywords = keywords};
    return format_from(vm, format, &source);
}

Value format_map(Vm *vm, Value format, Value mapping) {
    FieldSource source = {.mapping = mapping};
    return format_from(vm, format, &source);
}

/* ---- % ---- */

enum { FLAG_LEFT = 1, FLAG_SIGN = 2, FLAG_BLANK = 4, FLAG_ALTERNATE = 8, FLAG_ZERO = 16 };

/* One `format % arguments` while it is worked off. */
typedef struct Percent {
    Value format;
    uint32_t at;
    Value arguments; /* a tuple, or the only argument; borrowed, `held` keeps a mapping's item */
    Value held;
    int64_t next; /* of the tuple; -2: the only argument is still to be taken */
    int64_t count;
    Value mapping; /* VALUE_NULL: the right side is none */
    Text out;
} Percent;

typedef struct Conversion {
    uint32_t flags;
    int64_t width;     /* NO_NUMBER: none */
    int64_t precision; /* NO_NUMBER: none */
    uint32_t type;
    uint32_t type_at;
} Conversion;

/* Borrowed. */
static Value next_argument(Vm *vm, Percent *percent) {
    if (percent->next < percent->count) {
        int64_t index = percent->next++;
        return percent->count < 0 ? percent->arguments
                                  : value_tuple(percent->arguments)->items[index];
    }
    return vm_raise(vm, EXC_TYPE_ERROR, "not enough arguments for format string");
}

static bool read_key(Vm *vm, Percent *percent, uint32_t end) {
    if (value_is_null(percent->mapping)) {
        vm_raise(vm, EXC_TYPE_ERROR, "format requires a mapping");
        return false;
    }
    uint32_t start = ++percent->at;
    int depth = 1;
    while (depth > 0 && percent->at < end) {
        uint32_t c = str_at(percent->format, percent->at++);
        depth += c == '(' ? 1 : c == ')' ? -1 : 0;
    }
    if (depth > 0) {
        return raise_value_error(vm, "incomplete format key");
    }
    Value key = str_substring(vm, percent->format, start, percent->at - 1);
    Value item = value_get_item(vm, percent->mapping, key);
    value_release(vm, key);
    if (value_is_null(item)) {
        return false;
    }
    value_store(vm, &percent->held, item);
    percent->arguments = item;
    percent->next = -2;
    percent->count = -1;
    return true;
}

/* Digits, or `*` and the next argument. */
static bool read_size(Vm *vm, Percent *percent, uint32_t end, const char *complaint,
                      int64_t *size) {
    if (percent->at < end && str_at(percent->format, percent->at) == '*') {
        percent->at++;
        Value argument = next_argument(vm, percent);
        if (value_is_null(argument)) {
            return false;
        }
        if (!value_is_int(argument)) {
            vm_raise(vm, EXC_TYPE_ERROR, "* wants int");
            return false;
        }
        bool is_precision =
            complaint[0] == 'p'; /* CPython has an int for one, ssize_t for the other */
        if (!int_to_int64(argument, size) || (is_precision && *size != (int)*size)) {
            vm_raise(vm, EXC_OVERFLOW_ERROR, "Python int too large to convert to C %s",
                     is_precision ? "int" : "ssize_t");
            return false;
        }
        return true;
    }
    int64_t number = read_number(percent->format, &percent->at, end);
    if (number == NUMBER_TOO_LONG) {
        return raise_value_error(vm, complaint);
    }
    *size = number;
    return true;
}

static bool read_conversion(Vm *vm, Percent *percent, uint32_t end, Conversion *conversion) {
    *conversion = (Conversion){.width = NO_NUMBER, .precision = NO_NUMBER};
#define PEEK() (percent->at < end ? str_at(percent->format, percent->at) : 0)
    if (PEEK() == '(' && !read_key(vm, percent, end)) {
        return false;
    }
    for (bool more = true; more;) {
        uint32_t c = PEEK();
        uint32_t flag = c == '-'   ? FLAG_LEFT
                        : c == '+' ? FLAG_SIGN
                        : c == ' ' ? FLAG_BLANK
                        : c == '#' ? FLAG_ALTERNATE
                        : c == '0' ? FLAG_ZERO
                                   : 0;
        conversion->flags |= flag;
        more = flag != 0;
        percent->at += more;
    }
    if (!read_size(vm, percent, end, "width too big", &conversion->width)) {
        return false;
    }
    if (conversion->width < NO_NUMBER) {
        conversion->flags |= FLAG_LEFT;
        conversion->width = -conversion->width;
    } else if (conversion->width == NO_NUMBER && percent->at > 0 &&
               str_at(percent->format, percent->at - 1) == '*') {
        conversion->flags |= FLAG_LEFT; /* the argument -1 */
        conversion->width = 1;
    }
    if (PEEK() == '.') {
        percent->at++;
        if (!read_size(vm, percent, end, "precision too big", &conversion->precision)) {
            return false;
        }
        if (conversion->precision < 0) {
            conversion->precision = 0;
        }
    }
    if (PEEK() == 'h' || PEEK() == 'l' || PEEK() == 'L') {
        percent->at++;
    }
    if (percent->at >= end) {
        return raise_value_error(vm, "incomplete format");
    }
#undef PEEK
    conversion->type_at = percent->at;
    conversion->type = str_at(percent->format, percent->at++);
    if (conversion->width > INT32_MAX || conversion->precision > INT32_MAX - 32) {
        return raise_value_error(vm, conversion->width > INT32_MAX ? "width too big"
                                                                   : "precision too big");
    }
    return room_for(vm, conversion->width) && room_for(vm, conversion->precision);
}

/* [sign][prefix]digits in the conversion's width. */
static void append_number(Percent *percent, const Conversion *conversion, bool negative,
                          const char *prefix, const char *digits) {
    char sign = negative                         ? '-'
                : conversion->flags & FLAG_SIGN  ? '+'
                : conversion->flags & FLAG_BLANK ? ' '
                                                 : 0;
    int64_t padding =
        conversion->width - (sign != 0) - (int64_t)strlen(prefix) - (int64_t)strlen(digits);
    bool left = (conversion->flags & FLAG_LEFT) != 0;
    bool zeros = (conversion->flags & FLAG_ZERO) != 0;
    if (!left && !zeros) {
        append_fill(&percent->out, ' ', padding);
    }
    if (sign != 0) {
        text_append_char(&percent->out, sign);
    }
    text_append_cstr(&percent->out, prefix);
    if (!left && zeros) {
        append_fill(&percent->out, '0', padding);
    }
    text_append_cstr(&percent->out, digits);
    if (left) {
        append_fill(&percent->out, ' ', padding);
    }
}

static bool is_number(Vm *vm, Value value) {
    Type *type = value_type(vm, value);
    return value_is_int(value) || value_is_float(vm, value) ||
           !value_is_null(type_lookup(type, vm->names.dunder_index)) ||
           !value_is_null(type_lookup(type, vm->names.dunder_int)) ||
           !value_is_null(type_lookup(type, vm->names.dunder_float));
}

/* The argument of d, i, u (anything that int() takes), or of o, x, X (an __index__). */
static Value integer_argument(Vm *vm, Value value, char type) {
    bool whole = type == 'o' || type == 'x' || type == 'X';
    if (value_is_int(value)) {
        return value_retain(value);
    }
    Value integer = VALUE_NULL;
    bool wrong = !is_number(vm, value);
    if (!wrong) {
        integer =
            whole ? value_index(vm, value) : vm_call1(vm, value_from_obj(vm->type_int), value);
        wrong = value_is_null(integer) && vm_raised_is(vm, EXC_TYPE_ERROR);
    }
    if (wrong) {
        vm_clear_raised(vm);
        vm_raise(vm, EXC_TYPE_ERROR,
                 whole ? "%%%c format: an integer is required, not %s"
                       : "%%%c format: a real number is required, not %s",
                 type, value_type_name(vm, value));
    }
    return integer;
}

static bool append_integer(Vm *vm, Percent *percent, const Conversion *conversion, Value value) {
    char type = (char)conversion->type;
    Value integer = integer_argument(vm, value, type);
    if (value_is_null(integer)) {
        return false;
    }
    int base = type == 'o' ? 8 : type == 'x' || type == 'X' ? 16 : 10;
    Text digits = {0};
    append_digits(integer, base, &digits);
    for (size_t i = 0; type == 'X' && i < digits.length; i++) {
        if (digits.bytes[i] >= 'a') {
            digits.bytes[i] = (char)(digits.bytes[i] - 'a' + 'A');
        }
    }
    Text padded = {0};
    append_fill(&padded, '0', conversion->precision - (int64_t)digits.length);
    text_append(&padded, digits.bytes, digits.length);
    const char *prefix = "";
    if (conversion->flags & FLAG_ALTERNATE && base != 10) {
        prefix = type == 'o' ? "0o" : type == 'x' ? "0x" : "0X";
    }
    append_number(percent, conversion, int_sign(integer) < 0, prefix, text_cstr(&padded));
    text_release(&padded);
    text_release(&digits);
    value_release(vm, integer);
    return true;
}

static bool append_real(Vm *vm, Percent *percent, const Conversion *conversion, Value value) {
    if (!is_number(vm, value)) {
        vm_raise(vm, EXC_TYPE_ERROR, "must be real number, not %s", value_type_name(vm, value));
        return false;
    }
    double number;
    if (!value_to_double(vm, value, &number)) {
        return false;
    }
    Text digits = {0};
    append_float(number, (char)conversion->type,
                 conversion->precision == NO_NUMBER ? 6 : conversion->precision,
                 (conversion->flags & FLAG_ALTERNATE) != 0, &digits);
    append_number(percent, conversion, signbit(number) && !isnan(number), "", text_cstr(&digits));
    text_release(&digits);
    return true;
}

/* A str (consumed), cut to the precision and padded. */
static bool append_padded(Vm *vm, Percent *percent, const Conversion *conversion, Value str,
                          int64_t precision) {
    if (value_is_null(str)) {
        return false;
    }
    int64_t length = str_length(str);
    if (precision >= 0 && precision < length) {
        value_store(vm, &str, str_substring(vm, str, 0, (uint32_t)precision));
        length = precision;
    }
    bool left = (conversion->flags & FLAG_LEFT) != 0;
    append_fill(&percent->out, ' ', left ? 0 : conversion->width - length);
    str_append_utf8(str, &percent->out);
    append_fill(&percent->out, ' ', left ? conversion->width - length : 0);
    value_release(vm, str);
    return true;
}

static Value character_argument(Vm *vm, Value value) {
    if (value_is_str(value)) {
        return str_length(value) == 1 ? value_retain(value)
                                      : vm_raise(vm, EXC_TYPE_ERROR, "%%c requires int or char");
    }
    int64_t code_point;
    Value index = value_is_int(value) ||
                          !value_is_null(type_lookup(value_type(vm, value), vm->names.dunder_index))
                      ? value_index(vm, value)
                      : vm_raise(vm, EXC_TYPE_ERROR, "%%c requires int or char");
    if (value_is_null(index)) {
        return VALUE_NULL;
    }
    bool fits = int_to_int64(index, &code_point);
    value_release(vm, index);
    if (!fits || code_point < 0 || code_point > 0x10ffff) {
        return vm_raise(vm, EXC_OVERFLOW_ERROR, "%%c arg not in range(0x110000)");
    }
    return str_from_code_point(vm, (uint32_t)code_point);
}

static bool append_conversion(Vm *vm, Percent *percent, const Conversion *conversion) {
    Value value = next_argument(vm, percent);
    if (value_is_null(value)) {
        return false;
    }
    switch (conversion->type) {
    case 's':
    case 'r':
    case 'a':
        return append_padded(vm, percent, conversion, convert(vm, value, conversion->type),
                             conversion->precision);
    case 'c':
        return append_padded(vm, percent, conversion, character_argument(vm, value), NO_NUMBER);
    case 'd':
    case 'i':
    case 'u':
    case 'o':
    case 'x':
    case 'X':
        return append_integer(vm, percent, conversion, value);
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G':
        return append_real(vm, percent, conversion, value);
    default:
        vm_raise(vm, EXC_VALUE_ERROR, "unsupported format character '%c' (0x%x) at index %u",
                 conversion->type > 30 && conversion->type < 127 ? (char)conversion->type : '?',
                 conversion->type, conversion->type_at);
        return false;
    }
}

static bool run_percent(Vm *vm, Percent *percent) {
    uint32_t end = str_length(percent->format);
    while (percent->at < end) {
        uint32_t c = str_at(percent->format, percent->at++);
        if (c != '%') {
            text_append_code_point(&percent->out, c);
            continue;
        }
        if (percent->at < end && str_at(percent->format, percent->at) == '%') {
            percent->at++;
            text_append_char(&percent->out, '%');
            continue;
        }
        Conversion conversion;
        if (!read_conversion(vm, percent, end, &conversion) ||
            !append_conversion(vm, percent, &conversion)) {
            return false;
        }
    }
    if (percent->next < percent->count && value_is_null(percent->mapping)) {
        vm_raise(vm, EXC_TYPE_ERROR, "not all arguments converted during string formatting");
        return false;
    }
    return true;
}

Value format_percent(Vm *vm, Value format, Value arguments) {
    bool is_tuple = value_is_tuple(arguments);
    Percent percent = {.format = format,
                       .arguments = arguments,
                       .next = is_tuple ? 0 : -2,
                       .count = is_tuple ? (int64_t)value_tuple(arguments)->count : -1};
    if (!is_tuple && !value_is_str(arguments) && value_type(vm, arguments)->get_item != NULL) {
        percent.mapping = arguments;
    }
    bool fine = run_percent(vm, &percent);
    value_release(vm, percent.held);
    if (!fine) {
        text_release(&percent.out);
        return VALUE_NULL;
    }
    return str_from_text(vm, &percent.out);
}
