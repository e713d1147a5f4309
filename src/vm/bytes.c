#include "vm/bytes.h"

#include "base/array.h"
#include "vm/container.h"
#include "vm/frame.h"
#include "vm/number.h"
#include "vm/protocol.h"
#include "vm/sequence.h"
#include "vm/str.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define ARGUMENTS Vm *vm, const Value *arguments, uint32_t count, Value keywords
#define UNUSED (void)vm, (void)arguments, (void)count, (void)keywords

bool value_is_bytes(Vm *vm, Value value) {
    return value_is_obj(value) && (value_obj(value)->type == vm->type_bytes ||
                                   type_is_subtype(value_obj(value)->type, vm->type_bytes));
}

static Bytes *bytes_of(Value value) {
    return (Bytes *)value_obj(value);
}

static Value new_of_type(Vm *vm, Type *type, const uint8_t *data, uint32_t length) {
    Bytes *bytes = heap_new_raw(vm, type, offsetof(Bytes, data) + (size_t)length + 1);
    bytes->hash = -1;
    bytes->length = length;
    if (data == NULL) {
        memset(bytes->data, 0, length);
    } else {
        memcpy(bytes->data, data, length);
    }
    bytes->data[length] = 0;
    return value_from_obj(bytes);
}

Value bytes_new(Vm *vm, const uint8_t *data, uint32_t length) {
    return new_of_type(vm, vm->type_bytes, data, length);
}

static Value from_text(Vm *vm, Text *text) {
    Value result = bytes_new(vm, (const uint8_t *)text_cstr(text), (uint32_t)text->length);
    text_release(text);
    return result;
}

/* ---- codecs ---- */

typedef enum Codec { CODEC_UTF8, CODEC_ASCII, CODEC_LATIN1, CODEC_UNKNOWN } Codec;

/* Names are compared as CPython does: without case, with - _ and space alike. */
static Codec codec_named(const char *name) {
    char plain[32];
    size_t length = 0;
    for (const char *p = name; *p != '\0' && length < sizeof plain - 1; p++) {
        char c = (char)tolower((unsigned char)*p);
        plain[length++] = c == '_' || c == ' ' ? '-' : c;
    }
    plain[length] = '\0';
    static const struct {
        const char *name;
        Codec codec;
    } NAMES[] = {
        {"utf-8", CODEC_UTF8},       {"utf8", CODEC_UTF8},      {"u8", CODEC_UTF8},
        {"ascii", CODEC_ASCII},      {"us-ascii", CODEC_ASCII}, {"646", CODEC_ASCII},
        {"latin-1", CODEC_LATIN1},   {"latin1", CODEC_LATIN1},  {"iso-8859-1", CODEC_LATIN1},
        {"iso8859-1", CODEC_LATIN1}, {"8859", CODEC_LATIN1},    {"l1", CODEC_LATIN1},
        {"latin", CODEC_LATIN1},     {"cp819", CODEC_LATIN1},
    };
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        if (strcmp(plain, NAMES[i].name) == 0) {
            return NAMES[i].codec;
        }
    }
    return CODEC_UNKNOWN;
}

/* Codecs of CPython's that we do not have end the run; other names are the program's mistake. */
static Value unknown_codec(Vm *vm, const char *name) {
    static const char *const KNOWN[] = {
        "utf",    "cp",     "iso",  "koi",  "big5",     "gb",      "shift", "euc",    "mac",
        "hex",    "base64", "rot",  "idna", "punycode", "unicode", "raw",   "bz2",    "zlib",
        "quopri", "uu",     "mbcs", "hz",   "ptcp",     "johab",   "tis",   "windows"};
    for (size_t i = 0; i < sizeof KNOWN / sizeof KNOWN[0]; i++) {
        if (strncasecmp(name, KNOWN[i], strlen(KNOWN[i])) == 0) {
            char what[120];
            snprintf(what, sizeof what, "the encoding '%.60s'", name);
            return vm_refuse(vm, what, "utf-8, ascii and latin-1 are in the subset");
        }
    }
    return vm_raise(vm, EXC_LOOKUP_ERROR, "unknown encoding: %s", name);
}

typedef enum ErrorHandling {
    ERRORS_STRICT,
    ERRORS_IGNORE,
    ERRORS_REPLACE,
    ERRORS_BACKSLASH,
    ERRORS_CHARREF,
    ERRORS_SURROGATE_ESCAPE,
    ERRORS_SURROGATE_PASS,
    ERRORS_UNKNOWN
} ErrorHandling;

static ErrorHandling errors_named(const char *name) {
    static const char *const NAMES[] = {
        "strict",          "ignore",       "replace", "backslashreplace", "xmlcharrefreplace",
        "surrogateescape", "surrogatepass"};
    for (int i = 0; i < ERRORS_UNKNOWN; i++) {
        if (strcmp(name, NAMES[i]) == 0) {
            return (ErrorHandling)i;
        }
    }
    return ERRORS_UNKNOWN;
}

static Value unknown_errors(Vm *vm, const char *name, ErrorHandling errors) {
    if (errors == ERRORS_UNKNOWN && strcmp(name, "namereplace") != 0) {
        return vm_raise(vm, EXC_LOOKUP_ERROR, "unknown error handler name '%s'", name);
    }
    return vm_refuse(vm, "this error handler of encode() or decode()",
                     "strict, ignore, replace and backslashreplace are in the subset");
}

static Value raise_encode_error(Vm *vm, const char *codec, Value str, uint32_t start, uint32_t end,
                                const char *reason) {
    Value arguments[5] = {str_from_cstr(vm, codec), value_retain(str), value_from_small_int(start),
                          value_from_small_int(end), str_from_cstr(vm, reason)};
    vm_raise_arguments(vm, vm_exception(vm, EXC_UNICODE_ENCODE_ERROR), arguments, 5);
    for (int i = 0; i < 5; i++) {
        value_release(vm, arguments[i]);
    }
    return VALUE_NULL;
}

static Value raise_decode_error(Vm *vm, const char *codec, const uint8_t *data, uint32_t length,
                                uint32_t start, uint32_t end, const char *reason) {
    Value arguments[5] = {str_from_cstr(vm, codec), bytes_new(vm, data, length),
                          value_from_small_int(start), value_from_small_int(end),
                          str_from_cstr(vm, reason)};
    vm_raise_arguments(vm, vm_exception(vm, EXC_UNICODE_DECODE_ERROR), arguments, 5);
    for (int i = 0; i < 5; i++) {
        value_release(vm, arguments[i]);
    }
    return VALUE_NULL;
}

Value codec_error_str(Vm *vm, const Tuple *arguments) {
    const Value *in = arguments->items;
    int64_t start = 0;
    int64_t end = 0;
    bool decoding = value_is_bytes(vm, in[1]);
    if (!value_is_str(in[0]) || !(decoding || value_is_str(in[1])) || !value_is_int(in[2]) ||
        !value_is_int(in[3]) || !value_is_str(in[4]) || !int_to_int64(in[2], &start) ||
        !int_to_int64(in[3], &end)) {
        Value all = tuple_from(vm, in, arguments->count);
        Value text = value_repr(vm, all);
        value_release(vm, all);
        return text;
    }
    int64_t length = decoding ? bytes_of(in[1])->length : str_length(in[1]);
    Text out = {0};
    text_append_char(&out, '\'');
    str_append_utf8(in[0], &out);
    text_printf(&out, "' codec can't %s ", decoding ? "decode" : "encode");
    if (start >= 0 && start < length && end == start + 1) {
        uint32_t c = decoding ? bytes_of(in[1])->data[start] : str_at(in[1], (uint32_t)start);
        text_printf(&out,
                    decoding      ? "byte 0x%02x"
                    : c < 0x100   ? "character '\\x%02x'"
                    : c < 0x10000 ? "character '\\u%04x'"
                                  : "character '\\U%08x'",
                    c);
        text_printf(&out, " in position %lld: ", (long long)start);
    } else {
        text_printf(&out, "%s in position %lld-%lld: ", decoding ? "bytes" : "characters",
                    (long long)start, (long long)end - 1);
    }
    str_append_utf8(in[4], &out);
    return str_from_text(vm, &out);
}

static bool encodable(Codec codec, uint32_t c) {
    return codec == CODEC_UTF8 ? c < 0xD800 || c > 0xDFFF
                               : c < (codec == CODEC_ASCII ? 0x80u : 0x100u);
}

/* What stands for a code point that the codec does not have. */
static void encode_replacement(Text *out, ErrorHandling errors, uint32_t c) {
    if (errors == ERRORS_REPLACE) {
        text_append_char(out, '?');
    } else if (errors == ERRORS_BACKSLASH) {
        text_printf(out, c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x", c);
    } else if (errors == ERRORS_CHARREF) {
        text_printf(out, "&#%u;", c);
    }
}

Value str_encode(Vm *vm, Value value, const char *encoding, const char *errors_name) {
    const Str *str = value_str_obj(value);
    Codec codec = codec_named(encoding);
    if (codec == CODEC_UNKNOWN) {
        return unknown_codec(vm, encoding);
    }
    if (str->ascii) {
        return bytes_new(vm, str->data, str->length);
    }
    ErrorHandling errors = errors_named(errors_name);
    const char *name = codec == CODEC_UTF8 ? "utf-8" : codec == CODEC_ASCII ? "ascii" : "latin-1";
    Text out = {0};
    for (uint32_t i = 0; i < str->length; i++) {
        uint32_t c = str_read(str, i);
        if (encodable(codec, c)) {
            if (codec == CODEC_UTF8) {
                text_append_code_point(&out, c);
            } else {
                text_append_char(&out, (char)c);
            }
            continue;
        }
        if (errors == ERRORS_STRICT) {
            uint32_t end = i + 1;
            while (end < str->length && !encodable(codec, str_read(str, end))) {
                end++;
            }
            text_release(&out);
            return raise_encode_error(vm, name, value, i, end,
                                      codec == CODEC_UTF8    ? "surrogates not allowed"
                                      : codec == CODEC_ASCII ? "ordinal not in range(128)"
                                                             : "ordinal not in range(256)");
        }
        if (errors >= ERRORS_SURROGATE_ESCAPE) {
            text_release(&out);
            return unknown_errors(vm, errors_name, errors);
        }
        encode_replacement(&out, errors, c);
    }
    return from_text(vm, &out);
}

/* The code point at `p`, or the reason why there is none; *used is how many bytes were looked at.
 */
static const char *decode_utf8(const uint8_t *p, uint32_t left, uint32_t *used, uint32_t *c) {
    uint8_t lead = p[0];
    *used = 1;
    uint32_t more = lead < 0x80   ? 0
                    : lead < 0xC2 ? 9
                    : lead < 0xE0 ? 1
                    : lead < 0xF0 ? 2
                    : lead < 0xF5 ? 3
                                  : 9;
    if (more == 0) {
        *c = lead;
        return NULL;
    }
    if (more == 9) {
        return "invalid start byte";
    }
    *c = lead & (0x3Fu >> more);
    for (uint32_t i = 1; i <= more; i++) {
        if (i >= left) {
            return "unexpected end of data";
        }
        uint8_t low = i > 1 ? 0x80 : lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
        uint8_t high = i > 1 ? 0xBF : lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
        if (p[i] < low || p[i] > high) {
            return "invalid continuation byte";
        }
        *used = i + 1;
        *c = *c << 6 | (p[i] & 0x3F);
    }
    return NULL;
}

static const char *decode_next(Codec codec, const uint8_t *p, uint32_t left, uint32_t *used,
                               uint32_t *c) {
    if (codec == CODEC_UTF8) {
        return decode_utf8(p, left, used, c);
    }
    *used = 1;
    *c = *p;
    return codec == CODEC_ASCII && *p >= 0x80 ? "ordinal not in range(128)" : NULL;
}

Value bytes_decode(Vm *vm, const uint8_t *data, uint32_t length, const char *encoding,
                   const char *errors_name) {
    Codec codec = codec_named(encoding);
    if (codec == CODEC_UNKNOWN) {
        return unknown_codec(vm, encoding);
    }
    ErrorHandling errors = errors_named(errors_name);
    ARRAY_OF(uint32_t) points = {0};
    uint32_t used = 1;
    for (uint32_t i = 0; i < length; i += used) {
        uint32_t c = 0;
        const char *reason = decode_next(codec, data + i, length - i, &used, &c);
        if (reason == NULL) {
            ARRAY_PUSH(&points, c);
        } else if (errors == ERRORS_REPLACE) {
            ARRAY_PUSH(&points, 0xFFFDu);
        } else if (errors == ERRORS_BACKSLASH) {
            for (uint32_t k = 0; k < used; k++) {
                char text[8];
                snprintf(text, sizeof text, "\\x%02x", data[i + k]);
                for (int n = 0; n < 4; n++) {
                    ARRAY_PUSH(&points, (uint32_t)text[n]);
                }
            }
        } else if (errors != ERRORS_IGNORE) {
            ARRAY_RELEASE(&points);
            if (errors != ERRORS_STRICT) {
                return unknown_errors(vm, errors_name, errors);
            }
            return raise_decode_error(vm, codec == CODEC_UTF8 ? "utf-8" : "ascii", data, length, i,
                                      i + used, reason);
        }
    }
    Value result = points.count == 0
                       ? value_retain(vm->names.empty)
                       : str_from_code_points(vm, points.items, (uint32_t)points.count);
    ARRAY_RELEASE(&points);
    return result;
}

/* ---- the type's slots ---- */

/* One byte from an int; false: raised. */
static bool byte_from(Vm *vm, Value value, uint8_t *out) {
    Value index = value_index(vm, value);
    if (value_is_null(index)) {
        return false;
    }
    int64_t byte = -1;
    bool fits = int_to_int64(index, &byte) && byte >= 0 && byte < 256;
    value_release(vm, index);
    if (!fits) {
        vm_raise(vm, EXC_VALUE_ERROR, "bytes must be in range(0, 256)");
        return false;
    }
    *out = (uint8_t)byte;
    return true;
}

static Value from_iterable(Vm *vm, Type *type, Value iterable) {
    Value list = value_to_list(vm, iterable);
    if (value_is_null(list)) {
        if (vm_raised_is(vm, EXC_TYPE_ERROR) && value_type(vm, iterable)->iter == NULL) {
            vm_clear_raised(vm);
            vm_raise(vm, EXC_TYPE_ERROR, "cannot convert '%s' object to bytes",
                     value_type_name(vm, iterable));
        }
        return VALUE_NULL;
    }
    const List *items = value_list(list);
    Value result = new_of_type(vm, type, NULL, items->count);
    for (uint32_t i = 0; i < items->count; i++) {
        if (!byte_from(vm, items->items[i], &bytes_of(result)->data[i])) {
            value_release(vm, result);
            result = VALUE_NULL;
            break;
        }
    }
    value_release(vm, list);
    return result;
}

static Value of_type(Vm *vm, Type *type, Value bytes) {
    if (type == vm->type_bytes || value_is_null(bytes)) {
        return bytes;
    }
    Value result = new_of_type(vm, type, bytes_of(bytes)->data, bytes_of(bytes)->length);
    value_release(vm, bytes);
    return result;
}

static Value slot_construct(Vm *vm, Type *type, const Value *arguments, uint32_t count,
                            Value keywords) {
    if (type != vm->type_bytes) {
        return vm_refuse(vm, "a class derived from bytes", "keep the bytes in an attribute");
    }
    Value in[3];
    if (!arguments_bind(vm, "bytes", "source=, encoding=, errors=", arguments, count, keywords,
                        in)) {
        return VALUE_NULL;
    }
    for (int i = 1; i < 3; i++) {
        if (!value_is_null(in[i]) && !value_is_str(in[i])) {
            return vm_raise(vm, EXC_TYPE_ERROR, "bytes() argument '%s' must be str, not %s",
                            i == 1 ? "encoding" : "errors", argument_type_name(vm, in[i]));
        }
    }
    bool named = !value_is_null(in[1]) || !value_is_null(in[2]);
    if (value_is_null(in[0])) {
        return named ? vm_raise(vm, EXC_TYPE_ERROR, "encoding without a string argument")
                     : new_of_type(vm, type, NULL, 0);
    }
    if (value_is_str(in[0])) {
        if (value_is_null(in[1])) {
            return vm_raise(vm, EXC_TYPE_ERROR, "string argument without an encoding");
        }
        return of_type(vm, type,
                       str_encode(vm, in[0], str_utf8(vm, in[1]),
                                  value_is_null(in[2]) ? "strict" : str_utf8(vm, in[2])));
    }
    if (named) {
        return vm_raise(vm, EXC_TYPE_ERROR, "%s without a string argument",
                        value_is_null(in[1]) ? "errors" : "encoding");
    }
    if (value_is_bytes(vm, in[0])) {
        return of_type(vm, type,
                       value_obj(in[0])->type == vm->type_bytes
                           ? value_retain(in[0])
                           : bytes_new(vm, bytes_of(in[0])->data, bytes_of(in[0])->length));
    }
    if (!value_is_null(type_lookup(value_type(vm, in[0]), vm->names.dunder_bytes))) {
        return of_type(vm, type, vm_call_method(vm, in[0], "__bytes__", NULL, 0));
    }
    if (value_has_index(vm, in[0])) {
        int64_t length = 0;
        if (!value_index_int64(vm, in[0], false, &length)) {
            return VALUE_NULL;
        }
        if (length < 0) {
            return vm_raise(vm, EXC_VALUE_ERROR, "negative count");
        }
        if (length > INT32_MAX || !heap_can_hold(vm, (uint64_t)length)) {
            return heap_over_budget(vm);
        }
        return new_of_type(vm, type, NULL, (uint32_t)length);
    }
    return from_iterable(vm, type, in[0]);
}

static Value slot_repr(Vm *vm, Value self) {
    const Bytes *bytes = bytes_of(self);
    bool single = memchr(bytes->data, '\'', bytes->length) != NULL;
    bool twofold = memchr(bytes->data, '"', bytes->length) != NULL;
    char quote = single && !twofold ? '"' : '\'';
    Text out = {0};
    text_append_char(&out, 'b');
    text_append_char(&out, quote);
    for (uint32_t i = 0; i < bytes->length; i++) {
        uint8_t c = bytes->data[i];
        if (c == (uint8_t)quote || c == '\\') {
            text_append_char(&out, '\\');
            text_append_char(&out, (char)c);
        } else if (c == '\t' || c == '\n' || c == '\r') {
            text_append_cstr(&out, c == '\t' ? "\\t" : c == '\n' ? "\\n" : "\\r");
        } else if (c < ' ' || c >= 0x7F) {
            text_printf(&out, "\\x%02x", c);
        } else {
            text_append_char(&out, (char)c);
        }
    }
    text_append_char(&out, quote);
    return str_from_text(vm, &out);
}

static bool slot_hash(Vm *vm, Value self, int64_t *hash) {
    (void)vm;
    Bytes *bytes = bytes_of(self);
    if (bytes->hash == -1) {
        uint64_t state = UINT64_C(0x84222325cbf29ce4) ^ bytes->length;
        for (uint32_t i = 0; i < bytes->length; i++) {
            state = (state ^ bytes->data[i]) * UINT64_C(0x100000001b3);
        }
        state = (state ^ state >> 32) * UINT64_C(0x9e3779b97f4a7c15);
        bytes->hash = (int64_t)state == -1 ? -2 : (int64_t)state;
    }
    *hash = bytes->hash;
    return true;
}

static Value slot_compare(Vm *vm, Value a, Value b, CompareOperator op) {
    if (!value_is_bytes(vm, a) || !value_is_bytes(vm, b)) {
        return VALUE_NOT_IMPLEMENTED;
    }
    const Bytes *left = bytes_of(a);
    const Bytes *right = bytes_of(b);
    uint32_t shorter = left->length < right->length ? left->length : right->length;
    int order = memcmp(left->data, right->data, shorter);
    if (order == 0) {
        order = (left->length > right->length) - (left->length < right->length);
    }
    switch (op) {
    case COMPARE_LESS:
        return value_from_bool(order < 0);
    case COMPARE_LESS_EQUAL:
        return value_from_bool(order <= 0);
    case COMPARE_EQUAL:
        return value_from_bool(order == 0);
    case COMPARE_NOT_EQUAL:
        return value_from_bool(order != 0);
    case COMPARE_GREATER:
        return value_from_bool(order > 0);
    default:
        return value_from_bool(order >= 0);
    }
}

static Value repeat(Vm *vm, Value self, Value factor) {
    int64_t times = 0;
    if (!value_has_index(vm, factor)) {
        return VALUE_NOT_IMPLEMENTED;
    }
    if (!sequence_repeat_count(vm, factor, &times)) {
        return VALUE_NULL;
    }
    const Bytes *bytes = bytes_of(self);
    if (times <= 0 || bytes->length == 0) {
        return bytes_new(vm, NULL, 0);
    }
    if (times > INT32_MAX / bytes->length || !heap_can_hold(vm, (uint64_t)times * bytes->length)) {
        return heap_over_budget(vm);
    }
    Value result = bytes_new(vm, NULL, (uint32_t)times * bytes->length);
    for (int64_t i = 0; i < times; i++) {
        memcpy(bytes_of(result)->data + i * bytes->length, bytes->data, bytes->length);
    }
    return result;
}

static Value slot_binary(Vm *vm, BinaryOperator op, Value a, Value b) {
    if (op == BINARY_ADD && value_is_bytes(vm, a) && value_is_bytes(vm, b)) {
        const Bytes *left = bytes_of(a);
        const Bytes *right = bytes_of(b);
        uint64_t length = (uint64_t)left->length + right->length;
        if (length > INT32_MAX || !heap_can_hold(vm, length)) {
            return heap_over_budget(vm);
        }
        Value sum = bytes_new(vm, NULL, (uint32_t)length);
        memcpy(bytes_of(sum)->data, left->data, left->length);
        memcpy(bytes_of(sum)->data + left->length, right->data, right->length);
        return sum;
    }
    if (op == BINARY_MULTIPLY) {
        return value_is_bytes(vm, a) ? repeat(vm, a, b) : repeat(vm, b, a);
    }
    if (op == BINARY_MODULO && value_is_bytes(vm, a)) {
        return vm_refuse(vm, "the operator % of bytes", "format a str and encode it");
    }
    return VALUE_NOT_IMPLEMENTED;
}

static int64_t slot_length(Vm *vm, Value self) {
    (void)vm;
    return bytes_of(self)->length;
}

static Value slot_get_item(Vm *vm, Value self, Value key) {
    const Bytes *bytes = bytes_of(self);
    int64_t index = 0;
    if (value_is_obj(key) && value_obj(key)->type == vm->type_slice) {
        int64_t step = 0;
        int64_t count = 0;
        if (!slice_indices(vm, key, bytes->length, &index, &step, &count)) {
            return VALUE_NULL;
        }
        Value part = bytes_new(vm, NULL, count < 0 ? 0 : (uint32_t)count);
        for (int64_t i = 0; i < count; i++) {
            bytes_of(part)->data[i] = bytes->data[index + i * step];
        }
        return part;
    }
    if (!sequence_index(vm, key, "byte indices must be integers or slices, not %s",
                        "index out of range", bytes->length, &index)) {
        return VALUE_NULL;
    }
    return value_from_small_int(bytes->data[index]);
}

/* The bytes that a search is for: a bytes object or one byte given as an int. */
typedef struct Needle {
    const uint8_t *data;
    uint32_t length;
    uint8_t single;
} Needle;

static bool needle_from(Vm *vm, Value value, Needle *needle, const char *message) {
    if (value_is_bytes(vm, value)) {
        needle->data = bytes_of(value)->data;
        needle->length = bytes_of(value)->length;
        return true;
    }
    if (!value_has_index(vm, value)) {
        vm_raise(vm, EXC_TYPE_ERROR, message, value_type_name(vm, value));
        return false;
    }
    int64_t byte = -1;
    if (!value_index_int64(vm, value, true, &byte)) {
        return false;
    }
    if (byte < 0 || byte > 255) {
        vm_raise(vm, EXC_VALUE_ERROR, "byte must be in range(0, 256)");
        return false;
    }
    needle->single = (uint8_t)byte;
    needle->data = &needle->single;
    needle->length = 1;
    return true;
}

static int64_t find_in(const Bytes *bytes, const Needle *needle, int64_t start, int64_t end) {
    if (start > end || end - start < needle->length) {
        return -1;
    }
    if (needle->length == 0) {
        return start;
    }
    const uint8_t *found =
        memmem(bytes->data + start, (size_t)(end - start), needle->data, needle->length);
    return found == NULL ? -1 : found - bytes->data;
}

static int64_t find_last_in(const Bytes *bytes, const Needle *needle, int64_t start, int64_t end) {
    for (int64_t i = end - needle->length; i >= start; i--) {
        if (memcmp(bytes->data + i, needle->data, needle->length) == 0) {
            return i;
        }
    }
    return -1;
}

static int slot_contains(Vm *vm, Value self, Value item) {
    Needle needle;
    if (!needle_from(vm, item, &needle, "a bytes-like object is required, not '%s'")) {
        return -1;
    }
    return find_in(bytes_of(self), &needle, 0, bytes_of(self)->length) >= 0;
}

typedef struct BytesIterator {
    Obj obj;
    Value bytes; /* VALUE_NULL: exhausted */
    uint32_t index;
} BytesIterator;

static Value slot_iter(Vm *vm, Value self) {
    BytesIterator *iterator = heap_new(vm, vm->type_bytes_iterator, sizeof *iterator);
    iterator->bytes = value_retain(self);
    return value_from_obj(iterator);
}

static Value iterator_next(Vm *vm, Value self) {
    BytesIterator *iterator = (BytesIterator *)value_obj(self);
    if (value_is_null(iterator->bytes)) {
        return VALUE_NULL;
    }
    if (iterator->index < bytes_of(iterator->bytes)->length) {
        return value_from_small_int(bytes_of(iterator->bytes)->data[iterator->index++]);
    }
    value_store(vm, &iterator->bytes, VALUE_NULL);
    return VALUE_NULL;
}

static void iterator_destroy(Vm *vm, Obj *self) {
    value_store(vm, &((BytesIterator *)self)->bytes, VALUE_NULL);
}

static void iterator_visit(Obj *self, VisitFunction visit, void *context) {
    visit(((BytesIterator *)self)->bytes, context);
}

/* ---- methods ---- */

static bool check_bytes(Vm *vm, Value value) {
    if (!value_is_bytes(vm, value)) {
        vm_raise(vm, EXC_TYPE_ERROR, "a bytes-like object is required, not '%s'",
                 value_type_name(vm, value));
        return false;
    }
    return true;
}

static Value part(Vm *vm, Value self, int64_t start, int64_t end) {
    if (end < start) {
        end = start;
    }
    return bytes_new(vm, bytes_of(self)->data + start, (uint32_t)(end - start));
}

static Value method_decode(ARGUMENTS) {
    Value in[2];
    if (!arguments_bind(vm, "decode", "encoding=, errors=", arguments + 1, count - 1, keywords,
                        in)) {
        return VALUE_NULL;
    }
    for (int i = 0; i < 2; i++) {
        if (!value_is_null(in[i]) && !value_is_str(in[i])) {
            return vm_raise(vm, EXC_TYPE_ERROR, "decode() argument '%s' must be str, not %s",
                            i == 0 ? "encoding" : "errors", argument_type_name(vm, in[i]));
        }
    }
    return bytes_decode(vm, bytes_of(arguments[0])->data, bytes_of(arguments[0])->length,
                        value_is_null(in[0]) ? "utf-8" : str_utf8(vm, in[0]),
                        value_is_null(in[1]) ? "strict" : str_utf8(vm, in[1]));
}

static Value method_hex(ARGUMENTS) {
    Value in[2];
    int64_t group = 1;
    char separator = 0;
    if (!arguments_bind(vm, "hex", "sep=, bytes_per_sep=", arguments + 1, count - 1, keywords,
                        in) ||
        (!value_is_null(in[1]) && !value_index_int64(vm, in[1], true, &group))) {
        return VALUE_NULL;
    }
    if (!value_is_null(in[0])) {
        bool is_text = value_is_str(in[0]);
        if (!is_text && !value_is_bytes(vm, in[0])) {
            return vm_raise(vm, EXC_TYPE_ERROR, "sep must be str or bytes.");
        }
        uint32_t length = is_text ? str_length(in[0]) : bytes_of(in[0])->length;
        if (length != 1) {
            return vm_raise(vm, EXC_VALUE_ERROR, "sep must be length 1.");
        }
        uint32_t c = is_text ? str_at(in[0], 0) : bytes_of(in[0])->data[0];
        if (c >= 0x80) {
            return vm_raise(vm, EXC_VALUE_ERROR, "sep must be ASCII.");
        }
        separator = (char)c;
    }
    const Bytes *bytes = bytes_of(arguments[0]);
    Text out = {0};
    for (int64_t i = 0; i < bytes->length; i++) {
        /* Groups are counted from the right, with a negative size from the left. */
        bool border = separator != 0 && group != 0 && i > 0 &&
                      (group > 0 ? (bytes->length - i) % group == 0 : i % -group == 0);
        if (border) {
            text_append_char(&out, separator);
        }
        text_printf(&out, "%02x", bytes->data[i]);
    }
    return str_from_text(vm, &out);
}

static int hex_digit(uint32_t c) {
    return c < 0x80 && isxdigit((int)c) ? (c <= '9' ? (int)c - '0' : ((int)c | 0x20) - 'a' + 10)
                                        : -1;
}

static Value method_fromhex(ARGUMENTS) {
    UNUSED;
    if (!value_is_str(arguments[1])) {
        return vm_raise(vm, EXC_TYPE_ERROR, "fromhex() argument must be str, not %s",
                        argument_type_name(vm, arguments[1]));
    }
    const Str *str = value_str_obj(arguments[1]);
    Text out = {0};
    for (uint32_t i = 0; i < str->length;) {
        uint32_t c = str_read(str, i);
        if (c == ' ' || (c >= 9 && c <= 13)) {
            i++;
            continue;
        }
        int high = hex_digit(c);
        int low = i + 1 < str->length ? hex_digit(str_read(str, i + 1)) : -1;
        if (high < 0 || low < 0) {
            text_release(&out);
            return vm_raise(vm, EXC_VALUE_ERROR,
                            "non-hexadecimal number found in fromhex() arg at position %u",
                            high < 0 ? i : i + 1);
        }
        text_append_char(&out, (char)(high * 16 + low));
        i += 2;
    }
    Value made = from_text(vm, &out);
    if (value_obj(arguments[0]) == &vm->type_bytes->obj) {
        return made;
    }
    Value converted = vm_call1(vm, arguments[0], made);
    value_release(vm, made);
    return converted;
}

static bool search_range(ARGUMENTS, Needle *needle, int64_t *start, int64_t *end) {
    (void)keywords;
    return needle_from(vm, arguments[1], needle,
                       "argument should be integer or bytes-like object, not '%s'") &&
           sequence_bounds(vm, count > 2 ? arguments[2] : VALUE_NULL,
                           count > 3 ? arguments[3] : VALUE_NULL, bytes_of(arguments[0])->length,
                           start, end);
}

static Value search(ARGUMENTS, bool last, bool must) {
    int64_t start = 0;
    int64_t end = 0;
    Needle needle;
    if (!search_range(vm, arguments, count, keywords, &needle, &start, &end)) {
        return VALUE_NULL;
    }
    const Bytes *bytes = bytes_of(arguments[0]);
    int64_t found =
        last ? find_last_in(bytes, &needle, start, end) : find_in(bytes, &needle, start, end);
    if (found < 0 && must) {
        return vm_raise(vm, EXC_VALUE_ERROR, "subsection not found");
    }
    return int_from_int64(vm, found);
}

static Value method_find(ARGUMENTS) {
    return search(vm, arguments, count, keywords, false, false);
}

static Value method_rfind(ARGUMENTS) {
    return search(vm, arguments, count, keywords, true, false);
}

static Value method_index(ARGUMENTS) {
    return search(vm, arguments, count, keywords, false, true);
}

static Value method_rindex(ARGUMENTS) {
    return search(vm, arguments, count, keywords, true, true);
}

static Value method_count(ARGUMENTS) {
    int64_t start = 0;
    int64_t end = 0;
    Needle needle;
    if (!search_range(vm, arguments, count, keywords, &needle, &start, &end)) {
        return VALUE_NULL;
    }
    if (needle.length == 0) {
        return int_from_int64(vm, end < start ? 0 : end - start + 1);
    }
    int64_t found = 0;
    while ((start = find_in(bytes_of(arguments[0]), &needle, start, end)) >= 0) {
        found++;
        start += needle.length;
    }
    return int_from_int64(vm, found);
}

static bool matches_at(const Bytes *bytes, const Bytes *affix, int64_t start, int64_t end,
                       bool at_end) {
    return start <= end && end - start >= affix->length &&
           memcmp(bytes->data + (at_end ? end - affix->length : start), affix->data,
                  affix->length) == 0;
}

static Value has_affix(ARGUMENTS, bool at_end) {
    (void)keywords;
    int64_t start = 0;
    int64_t end = 0;
    const Bytes *bytes = bytes_of(arguments[0]);
    if (!sequence_bounds(vm, count > 2 ? arguments[2] : VALUE_NULL,
                         count > 3 ? arguments[3] : VALUE_NULL, bytes->length, &start, &end)) {
        return VALUE_NULL;
    }
    if (value_is_tuple(arguments[1])) {
        const Tuple *tuple = value_tuple(arguments[1]);
        for (uint32_t i = 0; i < tuple->count; i++) {
            if (!check_bytes(vm, tuple->items[i])) {
                return VALUE_NULL;
            }
            if (matches_at(bytes, bytes_of(tuple->items[i]), start, end, at_end)) {
                return VALUE_TRUE;
            }
        }
        return VALUE_FALSE;
    }
    if (!value_is_bytes(vm, arguments[1])) {
        return vm_raise(vm, EXC_TYPE_ERROR,
                        "%s first arg must be bytes or a tuple of bytes, not %s",
                        at_end ? "endswith" : "startswith", value_type_name(vm, arguments[1]));
    }
    return value_from_bool(matches_at(bytes, bytes_of(arguments[1]), start, end, at_end));
}

static Value method_startswith(ARGUMENTS) {
    return has_affix(vm, arguments, count, keywords, false);
}

static Value method_endswith(ARGUMENTS) {
    return has_affix(vm, arguments, count, keywords, true);
}

static Value remove_affix(Vm *vm, const Value *arguments, bool at_end) {
    if (!check_bytes(vm, arguments[1])) {
        return VALUE_NULL;
    }
    int64_t length = bytes_of(arguments[0])->length;
    int64_t affix = bytes_of(arguments[1])->length;
    if (!matches_at(bytes_of(arguments[0]), bytes_of(arguments[1]), 0, length, at_end)) {
        return part(vm, arguments[0], 0, length);
    }
    return at_end ? part(vm, arguments[0], 0, length - affix)
                  : part(vm, arguments[0], affix, length);
}

static Value method_removeprefix(ARGUMENTS) {
    UNUSED;
    return remove_affix(vm, arguments, false);
}

static Value method_removesuffix(ARGUMENTS) {
    UNUSED;
    return remove_affix(vm, arguments, true);
}

static bool is_space(uint8_t c) {
    return c == ' ' || (c >= 9 && c <= 13);
}

static bool is_stripped(uint8_t c, const Bytes *set) {
    return set == NULL ? is_space(c) : memchr(set->data, c, set->length) != NULL;
}

static Value strip(ARGUMENTS, bool left, bool right) {
    (void)keywords;
    const Bytes *set = NULL;
    if (count > 1 && !value_is_none(arguments[1])) {
        if (!check_bytes(vm, arguments[1])) {
            return VALUE_NULL;
        }
        set = bytes_of(arguments[1]);
    }
    const Bytes *bytes = bytes_of(arguments[0]);
    int64_t start = 0;
    int64_t end = bytes->length;
    while (left && start < end && is_stripped(bytes->data[start], set)) {
        start++;
    }
    while (right && end > start && is_stripped(bytes->data[end - 1], set)) {
        end--;
    }
    return part(vm, arguments[0], start, end);
}

static Value method_strip(ARGUMENTS) {
    return strip(vm, arguments, count, keywords, true, true);
}

static Value method_lstrip(ARGUMENTS) {
    return strip(vm, arguments, count, keywords, true, false);
}

static Value method_rstrip(ARGUMENTS) {
    return strip(vm, arguments, count, keywords, false, true);
}

static void split_at_spaces(Vm *vm, Value list, Value self, int64_t most) {
    const Bytes *bytes = bytes_of(self);
    int64_t i = 0;
    for (int64_t splits = 0;; splits++) {
        while (i < bytes->length && is_space(bytes->data[i])) {
            i++;
        }
        if (i == bytes->length) {
            return;
        }
        int64_t start = i;
        if (splits == most) {
            list_append_new(vm, list, part(vm, self, start, bytes->length));
            return;
        }
        while (i < bytes->length && !is_space(bytes->data[i])) {
            i++;
        }
        list_append_new(vm, list, part(vm, self, start, i));
    }
}

static Value method_split(ARGUMENTS) {
    Value in[2];
    int64_t most = -1;
    if (!arguments_bind(vm, "split", "sep=, maxsplit=", arguments + 1, count - 1, keywords, in) ||
        (!value_is_null(in[1]) && !value_index_int64(vm, in[1], false, &most))) {
        return VALUE_NULL;
    }
    if (most < 0) {
        most = INT64_MAX;
    }
    Value self = arguments[0];
    Value list = list_new(vm, 0);
    if (value_is_null(in[0]) || value_is_none(in[0])) {
        split_at_spaces(vm, list, self, most);
        return list;
    }
    if (!check_bytes(vm, in[0])) {
        value_release(vm, list);
        return VALUE_NULL;
    }
    Needle separator = {bytes_of(in[0])->data, bytes_of(in[0])->length, 0};
    if (separator.length == 0) {
        value_release(vm, list);
        return vm_raise(vm, EXC_VALUE_ERROR, "empty separator");
    }
    int64_t start = 0;
    for (; most > 0; most--) {
        int64_t found = find_in(bytes_of(self), &separator, start, bytes_of(self)->length);
        if (found < 0) {
            break;
        }
        list_append_new(vm, list, part(vm, self, start, found));
        start = found + separator.length;
    }
    list_append_new(vm, list, part(vm, self, start, bytes_of(self)->length));
    return list;
}

static Value method_splitlines(ARGUMENTS) {
    Value in[1];
    if (!arguments_bind(vm, "splitlines", "keepends=", arguments + 1, count - 1, keywords, in)) {
        return VALUE_NULL;
    }
    int keep = value_is_null(in[0]) ? 0 : value_truth(vm, in[0]);
    if (keep < 0) {
        return VALUE_NULL;
    }
    const Bytes *bytes = bytes_of(arguments[0]);
    Value list = list_new(vm, 0);
    uint32_t start = 0;
    for (uint32_t i = 0; i < bytes->length;) {
        uint8_t c = bytes->data[i];
        if (c != '\n' && c != '\r') {
            i++;
            continue;
        }
        uint32_t after = i + 1;
        if (c == '\r' && after < bytes->length && bytes->data[after] == '\n') {
            after++;
        }
        list_append_new(vm, list, part(vm, arguments[0], start, keep ? after : i));
        start = i = after;
    }
    if (start < bytes->length) {
        list_append_new(vm, list, part(vm, arguments[0], start, bytes->length));
    }
    return list;
}

static Value split_in_three(Vm *vm, const Value *arguments, bool last) {
    if (!check_bytes(vm, arguments[1])) {
        return VALUE_NULL;
    }
    const Bytes *bytes = bytes_of(arguments[0]);
    Needle separator = {bytes_of(arguments[1])->data, bytes_of(arguments[1])->length, 0};
    if (separator.length == 0) {
        return vm_raise(vm, EXC_VALUE_ERROR, "empty separator");
    }
    int64_t found = last ? find_last_in(bytes, &separator, 0, bytes->length)
                         : find_in(bytes, &separator, 0, bytes->length);
    int64_t length = bytes->length;
    int64_t cut = found >= 0 ? found : last ? 0 : length;
    Value result = tuple_new(vm, 3);
    Value *items = value_tuple(result)->items;
    items[0] = part(vm, arguments[0], 0, cut);
    items[1] = found >= 0 ? part(vm, arguments[1], 0, separator.length) : bytes_new(vm, NULL, 0);
    items[2] = part(vm, arguments[0], found >= 0 ? found + separator.length : cut, length);
    return result;
}

static Value method_partition(ARGUMENTS) {
    UNUSED;
    return split_in_three(vm, arguments, false);
}

static Value method_rpartition(ARGUMENTS) {
    UNUSED;
    return split_in_three(vm, arguments, true);
}

static Value method_join(ARGUMENTS) {
    UNUSED;
    Value list = value_to_list(vm, arguments[1]);
    if (value_is_null(list)) {
        if (vm_raised_is(vm, EXC_TYPE_ERROR) && value_type(vm, arguments[1])->iter == NULL) {
            vm_clear_raised(vm);
            vm_raise(vm, EXC_TYPE_ERROR, "can only join an iterable");
        }
        return VALUE_NULL;
    }
    const List *parts = value_list(list);
    Text out = {0};
    for (uint32_t i = 0; i < parts->count; i++) {
        if (!text_fits(vm, out.length)) {
            value_release(vm, list);
            text_release(&out);
            return VALUE_NULL;
        }
        if (!value_is_bytes(vm, parts->items[i])) {
            vm_raise(vm, EXC_TYPE_ERROR, "sequence item %u: expected a bytes-like object, %s found",
                     i, value_type_name(vm, parts->items[i]));
            value_release(vm, list);
            text_release(&out);
            return VALUE_NULL;
        }
        if (i > 0) {
            text_append(&out, (const char *)bytes_of(arguments[0])->data,
                        bytes_of(arguments[0])->length);
        }
        text_append(&out, (const char *)bytes_of(parts->items[i])->data,
                    bytes_of(parts->items[i])->length);
    }
    value_release(vm, list);
    return from_text(vm, &out);
}

static Value method_replace(ARGUMENTS) {
    (void)keywords;
    int64_t most = -1;
    if (!check_bytes(vm, arguments[1]) || !check_bytes(vm, arguments[2]) ||
        (count > 3 && !value_index_int64(vm, arguments[3], false, &most))) {
        return VALUE_NULL;
    }
    if (most < 0) {
        most = INT64_MAX;
    }
    const Bytes *bytes = bytes_of(arguments[0]);
    const Bytes *fresh = bytes_of(arguments[2]);
    Needle old = {bytes_of(arguments[1])->data, bytes_of(arguments[1])->length, 0};
    Text out = {0};
    int64_t start = 0;
    for (; most > 0 && start <= bytes->length; most--) {
        int64_t found = find_in(bytes, &old, start, bytes->length);
        if (found < 0) {
            break;
        }
        if (!text_fits(vm, out.length)) {
            text_release(&out);
            return VALUE_NULL;
        }
        text_append(&out, (const char *)bytes->data + start, (size_t)(found - start));
        text_append(&out, (const char *)fresh->data, fresh->length);
        start = found + old.length;
        if (old.length == 0) {
            if (start < bytes->length) {
                text_append_char(&out, (char)bytes->data[start]);
            }
            start++;
        }
    }
    if (start < bytes->length) {
        text_append(&out, (const char *)bytes->data + start, (size_t)(bytes->length - start));
    }
    return from_text(vm, &out);
}

static Value map_case(Vm *vm, Value self, bool upper, bool lower) {
    Value result = bytes_new(vm, bytes_of(self)->data, bytes_of(self)->length);
    for (uint32_t i = 0; i < bytes_of(result)->length; i++) {
        uint8_t *c = &bytes_of(result)->data[i];
        if ((upper && *c >= 'a' && *c <= 'z') || (lower && *c >= 'A' && *c <= 'Z')) {
            *c ^= 0x20;
        }
    }
    return result;
}

static Value method_upper(ARGUMENTS) {
    UNUSED;
    return map_case(vm, arguments[0], true, false);
}

static Value method_lower(ARGUMENTS) {
    UNUSED;
    return map_case(vm, arguments[0], false, true);
}

static Value method_swapcase(ARGUMENTS) {
    UNUSED;
    return map_case(vm, arguments[0], true, true);
}

static Value all_are(Value self, int (*is)(int)) {
    const Bytes *bytes = bytes_of(self);
    for (uint32_t i = 0; i < bytes->length; i++) {
        if (bytes->data[i] >= 0x80 || !is(bytes->data[i])) {
            return VALUE_FALSE;
        }
    }
    return value_from_bool(bytes->length > 0);
}

static Value method_isalnum(ARGUMENTS) {
    UNUSED;
    return all_are(arguments[0], isalnum);
}

static Value method_isalpha(ARGUMENTS) {
    UNUSED;
    return all_are(arguments[0], isalpha);
}

static Value method_isdigit(ARGUMENTS) {
    UNUSED;
    return all_are(arguments[0], isdigit);
}

static Value method_isspace(ARGUMENTS) {
    UNUSED;
    return all_are(arguments[0], isspace);
}

static Value method_isascii(ARGUMENTS) {
    UNUSED;
    const Bytes *bytes = bytes_of(arguments[0]);
    for (uint32_t i = 0; i < bytes->length; i++) {
        if (bytes->data[i] >= 0x80) {
            return VALUE_FALSE;
        }
    }
    return VALUE_TRUE;
}

static Value method_getnewargs(ARGUMENTS) {
    UNUSED;
    Value plain = part(vm, arguments[0], 0, bytes_of(arguments[0])->length);
    Value result = tuple_pack(vm, 1, plain);
    value_release(vm, plain);
    return result;
}

static Value method_bytes(ARGUMENTS) {
    UNUSED;
    return part(vm, arguments[0], 0, bytes_of(arguments[0])->length);
}

#define PLAIN(name, min, max)                                                                      \
    { #name, method_##name, min, max, false, METHOD_INSTANCE }
#define WITH_KEYWORDS(name)                                                                        \
    { #name, method_##name, 0, -1, true, METHOD_INSTANCE }

static const NativeMethod METHODS[] = {
    {"__bytes__", method_bytes, 0, 0, false, METHOD_INSTANCE},
    {"__getnewargs__", method_getnewargs, 0, 0, false, METHOD_INSTANCE},
    PLAIN(count, 1, 3),
    WITH_KEYWORDS(decode),
    PLAIN(endswith, 1, 3),
    PLAIN(find, 1, 3),
    {"fromhex", method_fromhex, 1, 1, false, METHOD_CLASS},
    WITH_KEYWORDS(hex),
    PLAIN(index, 1, 3),
    PLAIN(isalnum, 0, 0),
    PLAIN(isalpha, 0, 0),
    PLAIN(isascii, 0, 0),
    PLAIN(isdigit, 0, 0),
    PLAIN(isspace, 0, 0),
    PLAIN(join, 1, 1),
    PLAIN(lower, 0, 0),
    PLAIN(lstrip, 0, 1),
    PLAIN(partition, 1, 1),
    PLAIN(removeprefix, 1, 1),
    PLAIN(removesuffix, 1, 1),
    PLAIN(replace, 2, 3),
    PLAIN(rfind, 1, 3),
    PLAIN(rindex, 1, 3),
    PLAIN(rpartition, 1, 1),
    PLAIN(rstrip, 0, 1),
    WITH_KEYWORDS(split),
    WITH_KEYWORDS(splitlines),
    PLAIN(startswith, 1, 3),
    PLAIN(strip, 0, 1),
    PLAIN(swapcase, 0, 0),
    PLAIN(upper, 0, 0),
    {NULL, NULL, 0, 0, false, METHOD_INSTANCE},
};

static const TypeSpec SPEC = {
    .name = "bytes",
    .instance_size = sizeof(Bytes),
    .methods = METHODS,
    .slots = {.construct = slot_construct,
              .repr = slot_repr,
              .hash = slot_hash,
              .compare = slot_compare,
              .binary = slot_binary,
              .length = slot_length,
              .get_item = slot_get_item,
              .contains = slot_contains,
              .iter = slot_iter},
};

static const TypeSpec ITERATOR_SPEC = {
    .name = "bytes_iterator",
    .instance_size = sizeof(BytesIterator),
    .flags = TYPE_FINAL,
    .slots = {.destroy = iterator_destroy,
              .visit = iterator_visit,
              .iter = iterator_self,
              .next = iterator_next},
};

void bytes_setup(Vm *vm) {
    vm->type_bytes = type_new_native(vm, &SPEC, NULL);
    vm->type_bytes_iterator = type_new_native(vm, &ITERATOR_SPEC, NULL);
}
