/* str: Unicode text in the narrowest of three widths; indexing and len count code points in
 * constant time. Literals, names and identifiers are interned, so attribute lookup compares
 * addresses. */
#ifndef VM_STR_H
#define VM_STR_H

#include "base/text.h"
#include "vm/vm.h"

Value str_from_utf8(Vm *vm, const char *bytes,
                    size_t length); /* lone surrogates as three bytes (WTF-8); otherwise valid */
Value str_from_cstr(Vm *vm, const char *text);
Value str_from_text(Vm *vm, Text *text); /* consumes the text */
Value str_printf(Vm *vm, const char *format, ...) __attribute__((format(printf, 2, 3)));
Value str_from_code_point(Vm *vm, uint32_t code_point);
Value str_intern_cstr(Vm *vm, const char *text); /* a new reference to the interned str */
Value str_intern(Vm *vm, Value value);           /* consumes; the interned equal */
/* The UTF-8 bytes (surrogates as WTF-8), NUL-terminated: into a buffer that lives until the next
 * call but seven (a small ring in the vm), for messages; use str_append_utf8 for output. */
const char *str_utf8(Vm *vm, Value str);
void str_append_utf8(Value value, Text *out);
bool value_is_str(Value value); /* subclasses included */
uint32_t str_length(Value str);
uint32_t str_at(Value str, uint32_t index); /* code point; index must be in range */
bool str_equal(Value a, Value b);
bool str_equal_cstr(Value str, const char *text);
int str_compare(Value a, Value b); /* by code points: <0, 0, >0 */
int64_t str_hash(Value str);       /* fixed on every machine; never -1 */
Value str_concat(Vm *vm, Value a, Value b);
/* a + b; consumes a and grows it in place when nobody else holds it (`s += x` in a loop). */
Value str_append_inplace(Vm *vm, Value a, Value b);
Value str_join(Vm *vm, const Value *items, uint32_t count); /* of strs, no separator */
Value str_substring(Vm *vm, Value value, uint32_t start, uint32_t end);
Value str_repr(Vm *vm, Value value);
void str_setup(Vm *vm); /* makes type_str and the tables; called by vm_new before all else */
void str_release(Vm *vm);

/* format.c: the mini-language of format(), f-strings and %; `text` is the format's. */
Value format_int(Vm *vm, Value integer, Value text);
Value format_float(Vm *vm, double number, Value text);
Value format_str(Vm *vm, Value str, Value text);
Value format_percent(Vm *vm, Value format, Value arguments); /* format % arguments */
Value format_method(Vm *vm, Value format, const Value *arguments, uint32_t count,
                    Value keywords);                   /* str.format */
Value format_map(Vm *vm, Value format, Value mapping); /* str.format_map */

/* ---- for the files that work on code points ---- */

static inline Str *value_str_obj(Value str) {
    return (Str *)value_obj(str);
}

static inline uint32_t str_read(const Str *str, uint32_t index) {
    return str->width == 1   ? str->data[index]
           : str->width == 2 ? ((const uint16_t *)(const void *)str->data)[index]
                             : ((const uint32_t *)(const void *)str->data)[index];
}

/* A str of `length` zeros that can hold code points up to `largest`; to be filled at once, and the
 * largest must occur in it. */
Value str_new(Vm *vm, uint32_t length, uint32_t largest);
void str_write(Str *str, uint32_t index, uint32_t code_point);
Value str_from_code_points(Vm *vm, const uint32_t *code_points, uint32_t count);
/* Copies all of `from` to `to` at `index`; `to` is at least as wide. */
void str_copy_into(Str *to, uint32_t index, const Str *from);
/* The first index >= start, ending at or before `end`, where `needle` stands; -1: nowhere. */
int64_t str_find(const Str *str, const Str *needle, int64_t start, int64_t end);
int64_t str_find_last(const Str *str, const Str *needle, int64_t start, int64_t end);

/* ---- reprs that may come round to where they began ("[...]") ---- */

/* False when the object's repr is already being made; otherwise repr_leave() must follow. */
bool repr_enter(Vm *vm, Obj *obj);
void repr_leave(Vm *vm, Obj *obj);

/* ---- text to bytes and back (bytes.c) ---- */

/* The methods encode and decode; `errors` is "strict", "ignore", "replace" or "backslashreplace".
 */
Value str_encode(Vm *vm, Value value, const char *encoding, const char *errors);
Value bytes_decode(Vm *vm, const uint8_t *data, uint32_t length, const char *encoding,
                   const char *errors);

extern const NativeMethod STR_METHODS[]; /* str_methods.c */

#endif
