/* _json: text to values and back, with CPython's output and messages. json.py checks the arguments.
 */
#include "vm/modules/native.h"

#include <math.h>
#include <string.h>

/* ---- values to text ---- */

typedef struct Encoder {
    Value fallback;       /* default(): makes something known of an object; None: none */
    Value indent;         /* a str, or None: everything on one line */
    Value item_separator; /* str */
    Value key_separator;  /* str */
    bool sort_keys;
    bool skip_keys;
    bool ascii;
    bool allow_nan;
    bool check_circular;
    Text out;
    uint32_t depth; /* containers that the encoder is in: the indentation */
    ARRAY_OF(Value)
    open; /* these and the objects that default() is making something of; borrowed */
} Encoder;

static void append_escape(Text *out, uint32_t unit) {
    text_printf(out, "\\u%04x", unit);
}

static void append_string(Encoder *encoder, Value str) {
    Text *out = &encoder->out;
    uint32_t length = str_length(str);
    text_append_char(out, '"');
    for (uint32_t i = 0; i < length; i++) {
        uint32_t c = str_at(str, i);
        static const char plain[] = "\"\\\n\r\t\f\b";
        static const char letters[] = "\"\\nrtfb";
        const char *found = c < 128 && c != 0 ? strchr(plain, (int)c) : NULL;
        if (found != NULL) {
            text_append_char(out, '\\');
            text_append_char(out, letters[found - plain]);
        } else if (c < 0x20 || (encoder->ascii && c > 0x7e && c < 0x10000)) {
            append_escape(out, c);
        } else if (encoder->ascii && c >= 0x10000) {
            append_escape(out, 0xd800 + ((c - 0x10000) >> 10));
            append_escape(out, 0xdc00 + ((c - 0x10000) & 0x3ff));
        } else {
            text_append_code_point(out, c);
        }
    }
    text_append_char(out, '"');
}

static bool append_number(Vm *vm, Encoder *encoder, double number) {
    if (!isfinite(number)) {
        if (!encoder->allow_nan) {
            vm_raise(vm, EXC_VALUE_ERROR, "Out of range float values are not JSON compliant");
            return false;
        }
        text_append_cstr(&encoder->out, isnan(number) ? "NaN"
                                        : number > 0  ? "Infinity"
                                                      : "-Infinity");
        return true;
    }
    float_repr_append(number, &encoder->out);
    return true;
}

static void append_line_break(Encoder *encoder) {
    text_append_char(&encoder->out, '\n');
    for (uint32_t i = 0; i < encoder->depth; i++) {
        str_append_utf8(encoder->indent, &encoder->out);
    }
}

static bool encode(Vm *vm, Encoder *encoder, Value value);

/* Before the n-th item of a container. */
static void append_separator(Encoder *encoder, uint32_t n) {
    if (n > 0) {
        str_append_utf8(encoder->item_separator, &encoder->out);
    }
    if (!value_is_none(encoder->indent)) {
        append_line_break(encoder);
    }
}

static void append_end(Encoder *encoder, bool any, char bracket) {
    encoder->open.count--;
    encoder->depth--;
    if (any && !value_is_none(encoder->indent)) {
        append_line_break(encoder);
    }
    text_append_char(&encoder->out, bracket);
}

static bool enter(Vm *vm, Encoder *encoder, Value container) {
    for (size_t i = 0; encoder->check_circular && i < encoder->open.count; i++) {
        if (value_same(encoder->open.items[i], container)) {
            vm_raise(vm, EXC_VALUE_ERROR, "Circular reference detected");
            return false;
        }
    }
    ARRAY_PUSH(&encoder->open, container);
    return true;
}

static bool encode_items(Vm *vm, Encoder *encoder, Value container) {
    Value list = value_to_list(vm, container);
    if (value_is_null(list) || !enter(vm, encoder, container)) {
        value_release(vm, list);
        return false;
    }
    text_append_char(&encoder->out, '[');
    encoder->depth++;
    bool fine = true;
    uint32_t count = value_list(list)->count;
    for (uint32_t i = 0; fine && i < count; i++) {
        append_separator(encoder, i);
        fine = encode(vm, encoder, value_list(list)->items[i]);
    }
    append_end(encoder, count > 0, ']');
    value_release(vm, list);
    return fine;
}

/* The key as JSON has it, in quotes; false: raised, or (`*skip`) to be left out. */
static bool append_key(Vm *vm, Encoder *encoder, Value key, uint32_t n, bool *skip) {
    *skip = false;
    bool known = value_is_str(key) || value_is_float(vm, key) || value_is_bool(key) ||
                 value_is_none(key) || value_is_int(key);
    if (!known) {
        *skip = encoder->skip_keys;
        if (!encoder->skip_keys) {
            vm_raise(vm, EXC_TYPE_ERROR, "keys must be str, int, float, bool or None, not %s",
                     value_type_name(vm, key));
        }
        return false;
    }
    if (n > 0) {
        append_separator(encoder, n);
    }
    if (value_is_str(key)) {
        append_string(encoder, key);
        return true;
    }
    text_append_char(&encoder->out, '"');
    if (!encode(vm, encoder, key)) {
        return false;
    }
    text_append_char(&encoder->out, '"');
    return true;
}

static bool encode_dict(Vm *vm, Encoder *encoder, Value dict) {
    Value items = list_new(vm, value_dict(dict)->count);
    uint32_t position = 0;
    Value key;
    Value value;
    while (dict_next(value_dict(dict), &position, &key, &value)) {
        list_append_new(vm, items, tuple_pack(vm, 2, key, value));
    }
    bool fine = (!encoder->sort_keys || list_sort(vm, items, VALUE_NULL, false)) &&
                enter(vm, encoder, dict);
    if (fine) {
        text_append_char(&encoder->out, '{');
        encoder->depth++;
        if (value_list(items)->count > 0) {
            append_separator(encoder, 0);
        }
        uint32_t written = 0;
        for (uint32_t i = 0; fine && i < value_list(items)->count; i++) {
            Tuple *pair = value_tuple(value_list(items)->items[i]);
            bool skip;
            fine = append_key(vm, encoder, pair->items[0], written, &skip);
            if (fine) {
                str_append_utf8(encoder->key_separator, &encoder->out);
                fine = encode(vm, encoder, pair->items[1]);
                written++;
            }
            fine = fine || skip;
        }
        append_end(encoder, value_list(items)->count > 0, '}');
    }
    value_release(vm, items);
    return fine;
}

static bool encode_other(Vm *vm, Encoder *encoder, Value value) {
    if (value_is_none(encoder->fallback)) {
        vm_raise(vm, EXC_TYPE_ERROR, "Object of type %s is not JSON serializable",
                 value_type_name(vm, value));
        return false;
    }
    if (!enter(vm, encoder, value)) {
        return false;
    }
    Value other = vm_call1(vm, encoder->fallback, value);
    bool fine = !value_is_null(other) && encode(vm, encoder, other);
    encoder->open.count--;
    value_release(vm, other);
    return fine;
}

static bool encode_any(Vm *vm, Encoder *encoder, Value value) {
    if (value_is_str(value)) {
        append_string(encoder, value);
        return true;
    }
    if (value_is_none(value)) {
        text_append_cstr(&encoder->out, "null");
        return true;
    }
    if (value_is_bool(value)) {
        text_append_cstr(&encoder->out, value_same(value, VALUE_TRUE) ? "true" : "false");
        return true;
    }
    if (value_is_int(value)) {
        Value digits = int_repr(vm, value);
        if (value_is_null(digits)) {
            return false;
        }
        str_append_utf8(digits, &encoder->out);
        value_release(vm, digits);
        return true;
    }
    if (value_is_float(vm, value)) {
        return append_number(vm, encoder, float_value(value));
    }
    if (value_is_list(value) || value_is_tuple(value)) {
        return encode_items(vm, encoder, value);
    }
    return value_is_dict(value) ? encode_dict(vm, encoder, value)
                                : encode_other(vm, encoder, value);
}

static bool encode(Vm *vm, Encoder *encoder, Value value) {
    if (!vm_enter(vm)) {
        return false;
    }
    bool fine = encode_any(vm, encoder, value);
    vm_leave(vm);
    return fine;
}

/* _json.encode(value, default, indent, item separator, key separator, sort_keys, skipkeys,
 * ensure_ascii, allow_nan, check_circular) */
FUNCTION(json_encode) {
    UNUSED();
    Encoder encoder = {.fallback = arguments[1],
                       .indent = arguments[2],
                       .item_separator = arguments[3],
                       .key_separator = arguments[4]};
    bool *flags[] = {&encoder.sort_keys, &encoder.skip_keys, &encoder.ascii, &encoder.allow_nan,
                     &encoder.check_circular};
    for (int i = 0; i < 5; i++) {
        int truth = value_truth(vm, arguments[5 + i]);
        if (truth < 0) {
            return VALUE_NULL;
        }
        *flags[i] = truth != 0;
    }
    bool fine = encode(vm, &encoder, arguments[0]);
    ARRAY_RELEASE(&encoder.open);
    if (!fine) {
        text_release(&encoder.out);
        return VALUE_NULL;
    }
    return str_from_text(vm, &encoder.out);
}

/* ---- text to values ---- */

typedef struct Decoder {
    Value text;
    uint32_t length;
    uint32_t at;
    Value error; /* the class of the error: error(message, text, position) */
    Value object_hook;
    Value pairs_hook;
    Value parse_float;
    Value parse_int;
    Value parse_constant;
    bool strict;
} Decoder;

static Value fail(Vm *vm, Decoder *decoder, const char *message, int64_t position) {
    Value in[3] = {str_from_cstr(vm, message), decoder->text, value_from_small_int(position)};
    Value error = vm_call(vm, decoder->error, in, 3, VALUE_NULL);
    value_release(vm, in[0]);
    if (!value_is_null(error)) {
        vm_raise_value(vm, error);
        value_release(vm, error);
    }
    return VALUE_NULL;
}

/* The code point at `index`, 0 past the end. */
static uint32_t peek(const Decoder *decoder, uint32_t index) {
    return index < decoder->length ? str_at(decoder->text, index) : 0;
}

static void skip_space(Decoder *decoder) {
    while (decoder->at < decoder->length) {
        uint32_t c = str_at(decoder->text, decoder->at);
        if (c != ' ' && c != '\t' && c != '\n' && c != '\r') {
            return;
        }
        decoder->at++;
    }
}

/* Four hexadecimal digits from `at`; -1: they are not. */
static int64_t four_digits(const Decoder *decoder, uint32_t at) {
    int64_t unit = 0;
    for (uint32_t i = at; i < at + 4; i++) {
        uint32_t c = peek(decoder, i);
        int digit = c >= '0' && c <= '9'   ? (int)c - '0'
                    : c >= 'a' && c <= 'f' ? (int)c - 'a' + 10
                    : c >= 'A' && c <= 'F' ? (int)c - 'A' + 10
                                           : -1;
        if (digit < 0) {
            return -1;
        }
        unit = unit * 16 + digit;
    }
    return unit;
}

/* The escape behind a backslash; `at` stands on its letter. False: raised. */
static bool decode_escape(Vm *vm, Decoder *decoder, uint32_t begin, Text *out) {
    static const char letters[] = "\"\\/bfnrt";
    static const char plain[] = "\"\\/\b\f\n\r\t";
    if (decoder->at >= decoder->length) {
        fail(vm, decoder, "Unterminated string starting at", begin);
        return false;
    }
    uint32_t c = str_at(decoder->text, decoder->at);
    if (c != 'u') {
        const char *found = c < 128 && c != 0 ? strchr(letters, (int)c) : NULL;
        if (found == NULL) {
            fail(vm, decoder, "Invalid \\escape", (int64_t)decoder->at - 1);
            return false;
        }
        text_append_char(out, plain[found - letters]);
        decoder->at++;
        return true;
    }
    uint32_t digits = decoder->at + 1;
    int64_t unit = digits + 4 >= decoder->length ? -1 : four_digits(decoder, digits);
    if (unit < 0) {
        fail(vm, decoder, "Invalid \\uXXXX escape", (int64_t)digits - 1);
        return false;
    }
    decoder->at = digits + 4;
    bool is_high = unit >= 0xd800 && unit < 0xdc00;
    if (is_high && decoder->at + 6 < decoder->length && peek(decoder, decoder->at) == '\\' &&
        peek(decoder, decoder->at + 1) == 'u') {
        int64_t low = four_digits(decoder, decoder->at + 2);
        if (low < 0) {
            fail(vm, decoder, "Invalid \\uXXXX escape", (int64_t)decoder->at + 1);
            return false;
        }
        if (low >= 0xdc00 && low < 0xe000) {
            unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
            decoder->at += 6;
        }
    }
    text_append_code_point(out, (unsigned)unit);
    return true;
}

/* The string whose opening quote stands at `at`. */
static Value decode_string(Vm *vm, Decoder *decoder) {
    uint32_t begin = decoder->at++;
    uint32_t plain = decoder->at;
    while (plain < decoder->length) {
        uint32_t c = str_at(decoder->text, plain);
        if (c == '"' || c == '\\' || c < 0x20) {
            break;
        }
        plain++;
    }
    if (peek(decoder, plain) == '"') {
        Value made = str_substring(vm, decoder->text, decoder->at, plain);
        decoder->at = plain + 1;
        return made;
    }
    Text out = {0};
    for (;;) {
        if (decoder->at >= decoder->length) {
            text_release(&out);
            return fail(vm, decoder, "Unterminated string starting at", begin);
        }
        uint32_t c = str_at(decoder->text, decoder->at);
        if (c == '"') {
            decoder->at++;
            return str_from_text(vm, &out);
        }
        if (c < 0x20 && decoder->strict) {
            text_release(&out);
            return fail(vm, decoder, "Invalid control character at", decoder->at);
        }
        decoder->at++;
        if (c != '\\') {
            text_append_code_point(&out, c);
        } else if (!decode_escape(vm, decoder, begin, &out)) {
            text_release(&out);
            return VALUE_NULL;
        }
    }
}

static bool is_digit(uint32_t c) {
    return c >= '0' && c <= '9';
}

static Value decode_number(Vm *vm, Decoder *decoder) {
    uint32_t start = decoder->at;
    uint32_t at = start;
    bool is_float = false;
    at += peek(decoder, at) == '-';
    if (peek(decoder, at) == '0') {
        at++;
    } else if (is_digit(peek(decoder, at))) {
        while (is_digit(peek(decoder, at))) {
            at++;
        }
    } else {
        return fail(vm, decoder, "Expecting value", start);
    }
    if (peek(decoder, at) == '.' && is_digit(peek(decoder, at + 1))) {
        is_float = true;
        at += 2;
        while (is_digit(peek(decoder, at))) {
            at++;
        }
    }
    if (peek(decoder, at) == 'e' || peek(decoder, at) == 'E') {
        uint32_t exponent = at + 1;
        exponent += peek(decoder, exponent) == '+' || peek(decoder, exponent) == '-';
        if (is_digit(peek(decoder, exponent))) {
            is_float = true;
            at = exponent;
            while (is_digit(peek(decoder, at))) {
                at++;
            }
        }
    }
    decoder->at = at;
    Value digits = str_substring(vm, decoder->text, start, at);
    Value hook = is_float ? decoder->parse_float : decoder->parse_int;
    Value made = VALUE_NULL;
    double number;
    if (!value_is_none(hook)) {
        made = vm_call1(vm, hook, digits);
    } else if (!is_float) {
        made = int_parse(vm, digits, 10);
    } else if (float_parse(vm, digits, &number)) {
        made = float_new(vm, number);
    }
    value_release(vm, digits);
    return made;
}

static Value decode(Vm *vm, Decoder *decoder);

static Value decode_array(Vm *vm, Decoder *decoder) {
    Value list = list_new(vm, 0);
    decoder->at++;
    skip_space(decoder);
    if (peek(decoder, decoder->at) == ']') {
        decoder->at++;
        return list;
    }
    for (;;) {
        Value item = decode(vm, decoder);
        if (value_is_null(item)) {
            break;
        }
        list_append_new(vm, list, item);
        skip_space(decoder);
        uint32_t c = peek(decoder, decoder->at);
        if (c == ']') {
            decoder->at++;
            return list;
        }
        if (c != ',') {
            fail(vm, decoder, "Expecting ',' delimiter", decoder->at);
            break;
        }
        decoder->at++;
        skip_space(decoder);
    }
    value_release(vm, list);
    return VALUE_NULL;
}

/* One `"key": value`; false: raised. Both are new references. */
static bool decode_pair(Vm *vm, Decoder *decoder, Value *key, Value *value) {
    if (peek(decoder, decoder->at) != '"') {
        fail(vm, decoder, "Expecting property name enclosed in double quotes", decoder->at);
        return false;
    }
    *key = decode_string(vm, decoder);
    if (value_is_null(*key)) {
        return false;
    }
    skip_space(decoder);
    if (peek(decoder, decoder->at) != ':') {
        fail(vm, decoder, "Expecting ':' delimiter", decoder->at);
        return false;
    }
    decoder->at++;
    skip_space(decoder);
    *value = decode(vm, decoder);
    return !value_is_null(*value);
}

static bool decode_pairs(Vm *vm, Decoder *decoder, Value into, bool as_list) {
    decoder->at++;
    skip_space(decoder);
    if (peek(decoder, decoder->at) == '}') {
        decoder->at++;
        return true;
    }
    for (;;) {
        Value key = VALUE_NULL;
        Value value = VALUE_NULL;
        bool fine = decode_pair(vm, decoder, &key, &value);
        if (fine && as_list) {
            list_append_new(vm, into, tuple_pack(vm, 2, key, value));
        } else if (fine) {
            fine = dict_set(vm, value_dict(into), key, value);
        }
        value_release(vm, key);
        value_release(vm, value);
        if (!fine) {
            return false;
        }
        skip_space(decoder);
        uint32_t c = peek(decoder, decoder->at);
        if (c == '}') {
            decoder->at++;
            return true;
        }
        if (c != ',') {
            fail(vm, decoder, "Expecting ',' delimiter", decoder->at);
            return false;
        }
        decoder->at++;
        skip_space(decoder);
    }
}

static Value decode_object(Vm *vm, Decoder *decoder) {
    bool as_list = !value_is_none(decoder->pairs_hook);
    Value made = as_list ? list_new(vm, 0) : dict_new(vm);
    if (!decode_pairs(vm, decoder, made, as_list)) {
        value_release(vm, made);
        return VALUE_NULL;
    }
    Value hook = as_list ? decoder->pairs_hook : decoder->object_hook;
    if (!value_is_none(hook)) {
        value_store(vm, &made, vm_call1(vm, hook, made));
    }
    return made;
}

static bool at_word(const Decoder *decoder, const char *word) {
    for (uint32_t i = 0; word[i] != '\0'; i++) {
        if (peek(decoder, decoder->at + i) != (uint32_t)word[i]) {
            return false;
        }
    }
    return true;
}

static Value decode_any(Vm *vm, Decoder *decoder) {
    static const struct {
        const char *word;
        Value value; /* VALUE_NULL: a float that JSON itself does not know */
        double number;
    } words[] = {
        {"null", {4}, 0},  {"false", {8}, 0},           {"true", {12}, 0},
        {"NaN", {0}, NAN}, {"Infinity", {0}, INFINITY}, {"-Infinity", {0}, -INFINITY},
    };
    uint32_t c = peek(decoder, decoder->at);
    if (decoder->at >= decoder->length) {
        return fail(vm, decoder, "Expecting value", decoder->at);
    }
    if (c == '"') {
        return decode_string(vm, decoder);
    }
    if (c == '{') {
        return decode_object(vm, decoder);
    }
    if (c == '[') {
        return decode_array(vm, decoder);
    }
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (!at_word(decoder, words[i].word)) {
            continue;
        }
        decoder->at += (uint32_t)strlen(words[i].word);
        if (!value_is_null(words[i].value)) {
            return words[i].value;
        }
        if (value_is_none(decoder->parse_constant)) {
            return float_new(vm, words[i].number);
        }
        Value text = str_from_cstr(vm, words[i].word);
        Value made = vm_call1(vm, decoder->parse_constant, text);
        value_release(vm, text);
        return made;
    }
    return decode_number(vm, decoder);
}

static Value decode(Vm *vm, Decoder *decoder) {
    if (!vm_enter(vm)) {
        return VALUE_NULL;
    }
    Value made = decode_any(vm, decoder);
    vm_leave(vm);
    return made;
}

/* _json.decode(text, error, object_hook, pairs_hook, parse_float, parse_int, parse_constant,
 * strict) */
FUNCTION(json_decode) {
    UNUSED();
    Decoder decoder = {.text = arguments[0],
                       .length = str_length(arguments[0]),
                       .error = arguments[1],
                       .object_hook = arguments[2],
                       .pairs_hook = arguments[3],
                       .parse_float = arguments[4],
                       .parse_int = arguments[5],
                       .parse_constant = arguments[6]};
    int strict = value_truth(vm, arguments[7]);
    if (strict < 0) {
        return VALUE_NULL;
    }
    decoder.strict = strict != 0;
    skip_space(&decoder);
    Value made = decode(vm, &decoder);
    if (value_is_null(made)) {
        return VALUE_NULL;
    }
    skip_space(&decoder);
    if (decoder.at < decoder.length) {
        value_release(vm, made);
        return fail(vm, &decoder, "Extra data", decoder.at);
    }
    return made;
}

static const NativeMethod FUNCTIONS[] = {
    {"encode", json_encode, 10, 10, false, METHOD_INSTANCE},
    {"decode", json_decode, 8, 8, false, METHOD_INSTANCE},
    {0},
};

Value json_core_import(Vm *vm);
Value json_core_import(Vm *vm) {
    return native_module(vm, "_json", FUNCTIONS);
}
