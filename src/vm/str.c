#include "vm/str.h"

#include "base/array.h"
#include "base/check.h"
#include "vm/bytes.h"
#include "vm/container.h"
#include "vm/frame.h"
#include "vm/number.h"
#include "vm/protocol.h"
#include "vm/sequence.h"
#include "vm/unicode.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { UTF8_RING = 8 };

enum { TABLE_SLOTS_FIRST = 4096 }; /* of the interned strings: a run that imports little */

/* The interned strings, found by their text; the table owns none of them: a str that dies leaves
 * it. */
struct StringTable {
    Str **slots; /* NULL empty, &tombstone deleted */
    size_t mask;
    size_t used; /* deleted ones included */
    size_t live;
    Text ring[UTF8_RING];
    uint32_t ring_next;
    ARRAY_OF(Obj *) under_repr;
};

static Str tombstone;

static struct StringTable *table_of(Vm *vm) {
    if (vm->interned == NULL) {
        vm->interned = memory_new_zeroed(1, sizeof *vm->interned);
        vm->interned->mask = TABLE_SLOTS_FIRST - 1;
        vm->interned->slots = memory_new_zeroed(TABLE_SLOTS_FIRST, sizeof(Str *));
    }
    return vm->interned;
}

/* ---- making ---- */

static Value new_width(Vm *vm, Type *type, uint32_t length, uint8_t width) {
    size_t size = offsetof(Str, data) + ((size_t)length + 1) * width;
    size_t tail = instance_tail(type);
    Str *str = heap_new_raw(vm, type, size + tail);
    str->hash = -1;
    str->length = length;
    str->width = width;
    str->ascii = false;
    str->interned = false;
    memset(str->data + (size_t)length * width, 0, width + tail);
    return value_from_obj(str);
}

Value str_new(Vm *vm, uint32_t length, uint32_t largest) {
    Value value = new_width(vm, vm->type_str, length,
                            largest < 0x100     ? 1
                            : largest < 0x10000 ? 2
                                                : 4);
    value_str_obj(value)->ascii = largest < 0x80;
    return value;
}

void str_write(Str *str, uint32_t index, uint32_t code_point) {
    if (str->width == 1) {
        str->data[index] = (uint8_t)code_point;
    } else if (str->width == 2) {
        ((uint16_t *)(void *)str->data)[index] = (uint16_t)code_point;
    } else {
        ((uint32_t *)(void *)str->data)[index] = code_point;
    }
}

void str_copy_into(Str *to, uint32_t index, const Str *from) {
    if (to->width == from->width) {
        memcpy(to->data + (size_t)index * to->width, from->data,
               (size_t)from->length * from->width);
        return;
    }
    for (uint32_t i = 0; i < from->length; i++) {
        str_write(to, index + i, str_read(from, i));
    }
}

/* A bound on the code points of a str, which tells its width and whether it is ASCII. */
static uint32_t largest_bound(const Str *str) {
    return str->ascii ? 0x7F : str->width == 1 ? 0xFF : str->width == 2 ? 0xFFFF : 0x10FFFF;
}

Value str_from_code_points(Vm *vm, const uint32_t *code_points, uint32_t count) {
    uint32_t all = 0;
    for (uint32_t i = 0; i < count; i++) {
        all |= code_points[i];
    }
    if (count == 1 && all < 256) {
        return str_from_code_point(vm, all);
    }
    Value value = str_new(vm, count, all);
    Str *str = value_str_obj(value);
    for (uint32_t i = 0; i < count; i++) {
        str_write(str, i, code_points[i]);
    }
    return value;
}

/* Reads one code point of (generalised) UTF-8; what is malformed becomes U+FFFD. */
static uint32_t decode_one(const uint8_t *bytes, size_t length, size_t *used) {
    uint8_t lead = bytes[0];
    size_t more = lead < 0x80   ? 0
                  : lead < 0xC2 ? 9
                  : lead < 0xE0 ? 1
                  : lead < 0xF0 ? 2
                  : lead < 0xF5 ? 3
                                : 9;
    *used = 1;
    if (more == 0) {
        return lead;
    }
    if (more == 9 || more >= length) {
        return 0xFFFD;
    }
    uint32_t code_point = lead & (0x3Fu >> more);
    for (size_t i = 1; i <= more; i++) {
        if ((bytes[i] & 0xC0) != 0x80) {
            return 0xFFFD;
        }
        code_point = code_point << 6 | (bytes[i] & 0x3F);
    }
    if ((more == 2 && code_point < 0x800) ||
        (more == 3 && (code_point < 0x10000 || code_point > 0x10FFFF))) {
        return 0xFFFD;
    }
    *used = more + 1;
    return code_point;
}

Value str_from_utf8(Vm *vm, const char *bytes, size_t length) {
    const uint8_t *start = (const uint8_t *)bytes;
    const uint8_t *end = start + length;
    const uint8_t *p = start;
    while (p < end && *p < 0x80) {
        p++;
    }
    if (p == end) {
        if (length == 1 && value_is_obj(vm->latin1[*start])) {
            return value_retain(vm->latin1[*start]);
        }
        if (length == 0 && value_is_obj(vm->names.empty)) {
            return value_retain(vm->names.empty);
        }
        Value value = new_width(vm, vm->type_str, (uint32_t)length, 1);
        Str *str = value_str_obj(value);
        str->ascii = true;
        memcpy(str->data, bytes, length);
        return value;
    }
    uint32_t count = (uint32_t)(p - start);
    uint32_t all = 0;
    size_t used = 0;
    for (const uint8_t *q = p; q < end; q += used, count++) {
        all |= decode_one(q, (size_t)(end - q), &used);
    }
    if (count == 1) {
        return str_from_code_point(vm, all);
    }
    Value value = str_new(vm, count, all);
    Str *str = value_str_obj(value);
    uint32_t index = 0;
    for (const uint8_t *q = start; q < end; q += used, index++) {
        str_write(str, index, decode_one(q, (size_t)(end - q), &used));
    }
    return value;
}

Value str_from_cstr(Vm *vm, const char *text) {
    return str_from_utf8(vm, text, strlen(text));
}

Value str_from_text(Vm *vm, Text *text) {
    Value value = str_from_utf8(vm, text_cstr(text), text->length);
    text_release(text);
    return value;
}

Value str_printf(Vm *vm, const char *format, ...) {
    Text text = {0};
    va_list arguments;
    va_start(arguments, format);
    text_vprintf(&text, format, arguments);
    va_end(arguments);
    return str_from_text(vm, &text);
}

Value str_from_code_point(Vm *vm, uint32_t code_point) {
    if (code_point < 256 && value_is_obj(vm->latin1[code_point])) {
        return value_retain(vm->latin1[code_point]);
    }
    Value value = str_new(vm, 1, code_point);
    str_write(value_str_obj(value), 0, code_point);
    return value;
}

/* ---- reading ---- */

bool value_is_str(Value value) {
    return value_is_obj(value) && (value_obj(value)->type->flags & TYPE_IS_STR) != 0;
}

uint32_t str_length(Value str) {
    return value_str_obj(str)->length;
}

uint32_t str_at(Value str, uint32_t index) {
    return str_read(value_str_obj(str), index);
}

static bool same_text(const Str *a, const Str *b) {
    return a->length == b->length && a->width == b->width &&
           memcmp(a->data, b->data, (size_t)a->length * a->width) == 0;
}

bool str_equal(Value a, Value b) {
    if (value_same(a, b)) {
        return true;
    }
    const Str *left = value_str_obj(a);
    const Str *right = value_str_obj(b);
    if (left->interned && right->interned && left->obj.type == right->obj.type) {
        return false;
    }
    return same_text(left, right);
}

bool str_equal_cstr(Value value, const char *text) {
    const Str *str = value_str_obj(value);
    if (str->ascii) {
        return strlen(text) == str->length && memcmp(str->data, text, str->length) == 0;
    }
    const uint8_t *p = (const uint8_t *)text;
    size_t left = strlen(text);
    for (uint32_t i = 0; i < str->length; i++) {
        size_t used = 0;
        if (left == 0 || decode_one(p, left, &used) != str_read(str, i)) {
            return false;
        }
        p += used;
        left -= used;
    }
    return left == 0;
}

int str_compare(Value a, Value b) {
    const Str *left = value_str_obj(a);
    const Str *right = value_str_obj(b);
    uint32_t shorter = left->length < right->length ? left->length : right->length;
    if (left->width == 1 && right->width == 1) {
        int order = memcmp(left->data, right->data, shorter);
        if (order != 0) {
            return order;
        }
    } else {
        for (uint32_t i = 0; i < shorter; i++) {
            uint32_t x = str_read(left, i);
            uint32_t y = str_read(right, i);
            if (x != y) {
                return x < y ? -1 : 1;
            }
        }
    }
    return (left->length > right->length) - (left->length < right->length);
}

static uint64_t hash_begin(uint32_t length) {
    return UINT64_C(0xcbf29ce484222325) ^ length;
}

static uint64_t hash_add(uint64_t hash, uint32_t code_point) {
    return (hash ^ code_point) * UINT64_C(0x100000001b3);
}

static int64_t hash_end(uint64_t hash) {
    hash ^= hash >> 32;
    hash *= UINT64_C(0x9e3779b97f4a7c15);
    hash ^= hash >> 29;
    return (int64_t)hash == -1 ? -2 : (int64_t)hash;
}

static int64_t hash_of(Str *str) {
    if (str->hash == -1) {
        uint64_t hash = hash_begin(str->length);
        for (uint32_t i = 0; i < str->length; i++) {
            hash = hash_add(hash, str_read(str, i));
        }
        str->hash = hash_end(hash);
    }
    return str->hash;
}

int64_t str_hash(Value str) {
    return hash_of(value_str_obj(str));
}

void str_append_utf8(Value value, Text *out) {
    const Str *str = value_str_obj(value);
    if (str->ascii) {
        text_append(out, (const char *)str->data, str->length);
        return;
    }
    for (uint32_t i = 0; i < str->length; i++) {
        text_append_code_point(out, str_read(str, i));
    }
}

const char *str_utf8(Vm *vm, Value str) {
    struct StringTable *table = table_of(vm);
    Text *text = &table->ring[table->ring_next++ % UTF8_RING];
    text_clear(text);
    str_append_utf8(str, text);
    return text_cstr(text);
}

/* ---- the table of interned strings ---- */

static void grow_table(struct StringTable *table) {
    size_t old_mask = table->mask;
    Str **old = table->slots;
    if (table->live * 2 > old_mask) {
        table->mask = old_mask * 2 + 1;
    }
    table->slots = memory_new_zeroed(table->mask + 1, sizeof(Str *));
    for (size_t i = 0; i <= old_mask; i++) {
        if (old[i] != NULL && old[i] != &tombstone) {
            size_t slot = (size_t)old[i]->hash & table->mask;
            while (table->slots[slot] != NULL) {
                slot = (slot + 1) & table->mask;
            }
            table->slots[slot] = old[i];
        }
    }
    table->used = table->live;
    memory_free(old);
}

/* Puts a string into the table, at the free slot where the search for it ended. */
static void add_interned(struct StringTable *table, size_t slot, Str *str) {
    table->slots[slot] = str;
    str->interned = true;
    table->live++;
    table->used++;
    if (table->used * 3 > table->mask * 2) {
        grow_table(table);
    }
}

Value str_intern(Vm *vm, Value value) {
    Str *str = value_str_obj(value);
    if (str->interned || str->obj.type != vm->type_str) {
        return value;
    }
    struct StringTable *table = table_of(vm);
    size_t slot = (size_t)hash_of(str) & table->mask;
    for (; table->slots[slot] != NULL; slot = (slot + 1) & table->mask) {
        Str *there = table->slots[slot];
        if (there != &tombstone && there->hash == str->hash && same_text(there, str)) {
            there->obj.refs++;
            value_release(vm, value);
            return value_from_obj(there);
        }
    }
    add_interned(table, slot, str);
    return value;
}

/* The hash that a str of these bytes has; false: they are not all ASCII. */
static bool hash_ascii(const char *text, uint32_t length, int64_t *hash) {
    uint64_t hashed = hash_begin(length);
    for (uint32_t i = 0; i < length; i++) {
        if ((unsigned char)text[i] >= 0x80) {
            return false;
        }
        hashed = hash_add(hashed, (unsigned char)text[i]);
    }
    *hash = hash_end(hashed);
    return true;
}

Value str_intern_cstr(Vm *vm, const char *text) {
    size_t bytes = strlen(text);
    int64_t hash;
    /* The shortest strings are there from the start. */
    if (bytes <= 1 || bytes > UINT32_MAX || !hash_ascii(text, (uint32_t)bytes, &hash)) {
        return str_intern(vm, str_from_utf8(vm, text, bytes));
    }
    uint32_t length = (uint32_t)bytes;
    struct StringTable *table = table_of(vm);
    size_t slot = (size_t)hash & table->mask;
    for (; table->slots[slot] != NULL; slot = (slot + 1) & table->mask) {
        Str *there = table->slots[slot];
        if (there->hash == hash && there->length == length && there->width == 1 &&
            memcmp(there->data, text, length) == 0) {
            return value_retain(value_from_obj(there));
        }
    }
    Value made = new_width(vm, vm->type_str, length, 1);
    Str *str = value_str_obj(made);
    memcpy(str->data, text, length);
    str->ascii = true;
    str->hash = hash;
    add_interned(table, slot, str);
    return made;
}

static void destroy(Vm *vm, Obj *self) {
    Str *str = (Str *)self;
    if (!str->interned) {
        return;
    }
    str->interned = false;
    struct StringTable *table = vm->interned;
    size_t slot = (size_t)str->hash & table->mask;
    while (table->slots[slot] != str) {
        slot = (slot + 1) & table->mask;
    }
    table->slots[slot] = &tombstone;
    table->live--;
}

void str_release(Vm *vm) {
    struct StringTable *table = vm->interned;
    if (table == NULL) {
        return;
    }
    memory_free(table->slots);
    for (int i = 0; i < UTF8_RING; i++) {
        text_release(&table->ring[i]);
    }
    ARRAY_RELEASE(&table->under_repr);
    memory_free(table);
    vm->interned = NULL;
}

bool repr_enter(Vm *vm, Obj *obj) {
    struct StringTable *table = table_of(vm);
    for (size_t i = 0; i < table->under_repr.count; i++) {
        if (table->under_repr.items[i] == obj) {
            return false;
        }
    }
    ARRAY_PUSH(&table->under_repr, obj);
    return true;
}

void repr_leave(Vm *vm, Obj *obj) {
    struct StringTable *table = vm->interned;
    for (size_t i = table->under_repr.count; i-- > 0;) {
        if (table->under_repr.items[i] == obj) {
            memmove(&table->under_repr.items[i], &table->under_repr.items[i + 1],
                    (table->under_repr.count - i - 1) * sizeof(Obj *));
            table->under_repr.count--;
            return;
        }
    }
}

/* ---- putting together and taking apart ---- */

Value str_concat(Vm *vm, Value a, Value b) {
    const Str *left = value_str_obj(a);
    const Str *right = value_str_obj(b);
    if (right->length == 0 && left->obj.type == vm->type_str) {
        return value_retain(a);
    }
    if (left->length == 0 && right->obj.type == vm->type_str) {
        return value_retain(b);
    }
    uint64_t length = (uint64_t)left->length + right->length;
    if (length > INT32_MAX || (length > 100000 && !heap_can_hold(vm, length * 4))) {
        return heap_over_budget(vm);
    }
    Value value = str_new(vm, (uint32_t)length, largest_bound(left) | largest_bound(right));
    str_copy_into(value_str_obj(value), 0, left);
    str_copy_into(value_str_obj(value), left->length, right);
    return value;
}

Value str_append_inplace(Vm *vm, Value a, Value b) {
    Str *str = value_str_obj(a);
    const Str *tail = value_str_obj(b);
    uint64_t length = (uint64_t)str->length + tail->length;
    if (str->obj.refs == 1 && !str->interned && str->obj.type == vm->type_str &&
        tail->width <= str->width && length <= INT32_MAX && str != tail) {
        size_t size = offsetof(Str, data) + ((size_t)length + 1) * str->width;
        Str *grown = (Str *)heap_grow(vm, &str->obj, size);
        if (grown != NULL) {
            uint32_t index = grown->length;
            grown->length = (uint32_t)length;
            grown->hash = -1;
            grown->ascii = grown->ascii && (tail->ascii || tail->length == 0);
            str_copy_into(grown, index, tail);
            memset(grown->data + (size_t)length * grown->width, 0, grown->width);
            return value_from_obj(grown);
        }
    }
    Value sum = str_concat(vm, a, b);
    value_release(vm, a);
    return sum;
}

Value str_join(Vm *vm, const Value *items, uint32_t count) {
    uint64_t length = 0;
    uint32_t bound = 0;
    for (uint32_t i = 0; i < count; i++) {
        const Str *item = value_str_obj(items[i]);
        length += item->length;
        bound |= largest_bound(item) * (item->length > 0);
    }
    if (length == 0) {
        return value_retain(vm->names.empty);
    }
    if (length > INT32_MAX || (length > 100000 && !heap_can_hold(vm, length * 4))) {
        return heap_over_budget(vm);
    }
    Value value = str_new(vm, (uint32_t)length, bound);
    uint32_t index = 0;
    for (uint32_t i = 0; i < count; i++) {
        str_copy_into(value_str_obj(value), index, value_str_obj(items[i]));
        index += value_str_obj(items[i])->length;
    }
    return value;
}

Value str_substring(Vm *vm, Value value, uint32_t start, uint32_t end) {
    const Str *str = value_str_obj(value);
    if (end <= start) {
        return value_retain(vm->names.empty);
    }
    if (start == 0 && end == str->length && str->obj.type == vm->type_str) {
        return value_retain(value);
    }
    uint32_t length = end - start;
    if (length == 1) {
        return str_from_code_point(vm, str_read(str, start));
    }
    uint32_t all = 0;
    if (!str->ascii) {
        for (uint32_t i = start; i < end; i++) {
            all |= str_read(str, i);
        }
    }
    Value result = str_new(vm, length, all);
    Str *part = value_str_obj(result);
    if (part->width == str->width) {
        memcpy(part->data, str->data + (size_t)start * str->width, (size_t)length * str->width);
    } else {
        for (uint32_t i = 0; i < length; i++) {
            str_write(part, i, str_read(str, start + i));
        }
    }
    return result;
}

int64_t str_find(const Str *str, const Str *needle, int64_t start, int64_t end) {
    if (end > str->length) {
        end = str->length;
    }
    if (start > end || end - start < needle->length) {
        return -1;
    }
    if (needle->length == 0) {
        return start;
    }
    if (str->width == 1 && needle->width == 1) {
        const uint8_t *found =
            memmem(str->data + start, (size_t)(end - start), needle->data, needle->length);
        return found == NULL ? -1 : found - str->data;
    }
    uint32_t first = str_read(needle, 0);
    for (int64_t i = start; i + needle->length <= end; i++) {
        if (str_read(str, (uint32_t)i) != first) {
            continue;
        }
        uint32_t same = 1;
        while (same < needle->length &&
               str_read(str, (uint32_t)i + same) == str_read(needle, same)) {
            same++;
        }
        if (same == needle->length) {
            return i;
        }
    }
    return -1;
}

int64_t str_find_last(const Str *str, const Str *needle, int64_t start, int64_t end) {
    if (end > str->length) {
        end = str->length;
    }
    if (start > end) {
        return -1;
    }
    for (int64_t i = end - needle->length; i >= start; i--) {
        uint32_t same = 0;
        while (same < needle->length &&
               str_read(str, (uint32_t)i + same) == str_read(needle, same)) {
            same++;
        }
        if (same == needle->length) {
            return i;
        }
    }
    return -1;
}

Value str_repr(Vm *vm, Value value) {
    const Str *str = value_str_obj(value);
    bool single = false;
    bool twofold = false;
    for (uint32_t i = 0; i < str->length; i++) {
        uint32_t c = str_read(str, i);
        single |= c == '\'';
        twofold |= c == '"';
    }
    char quote = single && !twofold ? '"' : '\'';
    Text out = {0};
    text_append_char(&out, quote);
    for (uint32_t i = 0; i < str->length; i++) {
        uint32_t c = str_read(str, i);
        if (c == (uint32_t)quote || c == '\\') {
            text_append_char(&out, '\\');
            text_append_char(&out, (char)c);
        } else if (c == '\n') {
            text_append_cstr(&out, "\\n");
        } else if (c == '\r') {
            text_append_cstr(&out, "\\r");
        } else if (c == '\t') {
            text_append_cstr(&out, "\\t");
        } else if (c >= ' ' && c < 0x7F) {
            text_append_char(&out, (char)c);
        } else if (c >= 0x80 && (unicode_flags(c) & U_PRINTABLE) != 0) {
            text_append_code_point(&out, c);
        } else if (c < 0x100) {
            text_printf(&out, "\\x%02x", c);
        } else if (c < 0x10000) {
            text_printf(&out, "\\u%04x", c);
        } else {
            text_printf(&out, "\\U%08x", c);
        }
    }
    text_append_char(&out, quote);
    return str_from_text(vm, &out);
}

/* ---- the type's slots ---- */

static Value slot_str(Vm *vm, Value self) {
    if (value_obj(self)->type == vm->type_str) {
        return value_retain(self);
    }
    const Str *str = value_str_obj(self);
    Value plain = str_new(vm, str->length, largest_bound(str));
    str_copy_into(value_str_obj(plain), 0, str);
    return plain;
}

static bool slot_hash(Vm *vm, Value self, int64_t *hash) {
    (void)vm;
    *hash = str_hash(self);
    return true;
}

static Value slot_compare(Vm *vm, Value a, Value b, CompareOperator op) {
    (void)vm;
    if (!value_is_str(a) || !value_is_str(b)) {
        return VALUE_NOT_IMPLEMENTED;
    }
    switch (op) {
    case COMPARE_EQUAL:
        return value_from_bool(str_equal(a, b));
    case COMPARE_NOT_EQUAL:
        return value_from_bool(!str_equal(a, b));
    case COMPARE_LESS:
        return value_from_bool(str_compare(a, b) < 0);
    case COMPARE_LESS_EQUAL:
        return value_from_bool(str_compare(a, b) <= 0);
    case COMPARE_GREATER:
        return value_from_bool(str_compare(a, b) > 0);
    case COMPARE_GREATER_EQUAL:
        return value_from_bool(str_compare(a, b) >= 0);
    default:
        return VALUE_NOT_IMPLEMENTED;
    }
}

static Value repeat(Vm *vm, Value self, Value count) {
    int64_t times = 0;
    if (!value_has_index(vm, count)) {
        return VALUE_NOT_IMPLEMENTED;
    }
    if (!sequence_repeat_count(vm, count, &times)) {
        return VALUE_NULL;
    }
    const Str *str = value_str_obj(self);
    if (times <= 0 || str->length == 0) {
        return value_retain(vm->names.empty);
    }
    if (times == 1 && str->obj.type == vm->type_str) {
        return value_retain(self);
    }
    if (times > INT32_MAX / str->length ||
        !heap_can_hold(vm, (uint64_t)times * str->length * str->width)) {
        return heap_over_budget(vm);
    }
    Value result = str_new(vm, (uint32_t)times * str->length, largest_bound(str));
    Str *out = value_str_obj(result);
    if (str->length == 1 && str->width == 1) {
        memset(out->data, str->data[0], (size_t)times);
        return result;
    }
    for (uint32_t i = 0; i < (uint32_t)times; i++) {
        str_copy_into(out, i * str->length, str);
    }
    return result;
}

static Value slot_binary(Vm *vm, BinaryOperator op, Value a, Value b) {
    if (op == BINARY_ADD && value_is_str(a)) {
        if (value_is_str(b)) {
            return str_concat(vm, a, b);
        }
        return VALUE_NOT_IMPLEMENTED;
    }
    if (op == BINARY_MULTIPLY) {
        return value_is_str(a) ? repeat(vm, a, b) : repeat(vm, b, a);
    }
    if (op == BINARY_MODULO && value_is_str(a)) {
        return format_percent(vm, a, b);
    }
    return VALUE_NOT_IMPLEMENTED;
}

static int64_t slot_length(Vm *vm, Value self) {
    (void)vm;
    return str_length(self);
}

static Value slice_of(Vm *vm, Value self, Value slice) {
    const Str *str = value_str_obj(self);
    int64_t start = 0;
    int64_t step = 0;
    int64_t count = 0;
    if (!slice_indices(vm, slice, str->length, &start, &step, &count)) {
        return VALUE_NULL;
    }
    if (step == 1 || count <= 1) {
        return str_substring(vm, self, (uint32_t)start,
                             (uint32_t)(start + (count < 0 ? 0 : count)));
    }
    uint32_t all = 0;
    for (int64_t i = 0; i < count; i++) {
        all |= str_read(str, (uint32_t)(start + i * step));
    }
    Value result = str_new(vm, (uint32_t)count, all);
    for (int64_t i = 0; i < count; i++) {
        str_write(value_str_obj(result), (uint32_t)i, str_read(str, (uint32_t)(start + i * step)));
    }
    return result;
}

static Value slot_get_item(Vm *vm, Value self, Value key) {
    const Str *str = value_str_obj(self);
    if (value_is_obj(key) && value_obj(key)->type == vm->type_slice) {
        return slice_of(vm, self, key);
    }
    int64_t index = 0;
    if (!sequence_index(vm, key, "string indices must be integers, not '%s'",
                        "string index out of range", str->length, &index)) {
        return VALUE_NULL;
    }
    return str_from_code_point(vm, str_read(str, (uint32_t)index));
}

static int slot_contains(Vm *vm, Value self, Value item) {
    if (!value_is_str(item)) {
        vm_raise(vm, EXC_TYPE_ERROR, "'in <string>' requires string as left operand, not %s",
                 value_type_name(vm, item));
        return -1;
    }
    return str_find(value_str_obj(self), value_str_obj(item), 0, str_length(self)) >= 0;
}

typedef struct StrIterator {
    Obj obj;
    Value str; /* VALUE_NULL: exhausted */
    uint32_t index;
} StrIterator;

static Value slot_iter(Vm *vm, Value self) {
    StrIterator *iterator = heap_new(vm, vm->type_str_iterator, sizeof *iterator);
    iterator->str = value_retain(self);
    return value_from_obj(iterator);
}

static Value iterator_next(Vm *vm, Value self) {
    StrIterator *iterator = (StrIterator *)value_obj(self);
    if (value_is_null(iterator->str)) {
        return VALUE_NULL;
    }
    const Str *str = value_str_obj(iterator->str);
    if (iterator->index < str->length) {
        return str_from_code_point(vm, str_read(str, iterator->index++));
    }
    value_store(vm, &iterator->str, VALUE_NULL);
    return VALUE_NULL;
}

static void iterator_destroy(Vm *vm, Obj *self) {
    value_store(vm, &((StrIterator *)self)->str, VALUE_NULL);
}

static void iterator_visit(Obj *self, VisitFunction visit, void *context) {
    visit(((StrIterator *)self)->str, context);
}

static Value iterator_length_hint(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    StrIterator *iterator = (StrIterator *)value_obj(arguments[0]);
    if (value_is_null(iterator->str)) {
        return value_from_small_int(0);
    }
    return int_from_int64(vm, (int64_t)str_length(iterator->str) - iterator->index);
}

static const NativeMethod ITERATOR_METHODS[] = {
    {"__length_hint__", iterator_length_hint, 0, 0, false, METHOD_INSTANCE},
    {NULL, NULL, 0, 0, false, METHOD_INSTANCE},
};

/* A str of a class below str: the same text with another type. */
static Value with_type(Vm *vm, Type *type, Value plain) {
    if (type == vm->type_str || value_is_null(plain)) {
        return plain;
    }
    const Str *str = value_str_obj(plain);
    Value value = new_width(vm, type, str->length, str->width);
    value_str_obj(value)->ascii = str->ascii;
    str_copy_into(value_str_obj(value), 0, str);
    value_release(vm, plain);
    return value;
}

static Value slot_construct(Vm *vm, Type *type, const Value *arguments, uint32_t count,
                            Value keywords) {
    if (count == 1 && value_is_null(keywords)) {
        return with_type(vm, type, value_str(vm, arguments[0]));
    }
    Value in[3];
    if (!arguments_bind(vm, "str", "object=, encoding=, errors=", arguments, count, keywords, in)) {
        return VALUE_NULL;
    }
    for (int i = 1; i < 3; i++) {
        if (!value_is_null(in[i]) && !value_is_str(in[i])) {
            return vm_raise(vm, EXC_TYPE_ERROR, "str() argument '%s' must be str, not %s",
                            i == 1 ? "encoding" : "errors", argument_type_name(vm, in[i]));
        }
    }
    if (value_is_null(in[0])) {
        return with_type(vm, type, value_retain(vm->names.empty));
    }
    if (value_is_null(in[1]) && value_is_null(in[2])) {
        return with_type(vm, type, value_str(vm, in[0]));
    }
    if (value_is_str(in[0])) {
        return vm_raise(vm, EXC_TYPE_ERROR, "decoding str is not supported");
    }
    if (!value_is_bytes(vm, in[0])) {
        return vm_raise(vm, EXC_TYPE_ERROR, "decoding to str: need a bytes-like object, %s found",
                        value_type_name(vm, in[0]));
    }
    const Bytes *bytes = (const Bytes *)value_obj(in[0]);
    return with_type(vm, type,
                     bytes_decode(vm, bytes->data, bytes->length,
                                  value_is_null(in[1]) ? "utf-8" : str_utf8(vm, in[1]),
                                  value_is_null(in[2]) ? "strict" : str_utf8(vm, in[2])));
}

static const TypeSpec SPEC = {
    .name = "str",
    .flags = TYPE_IS_STR | TYPE_WITHIN_HEAP,
    .doc = "str(object='') -> str\n"
           "str(bytes_or_buffer[, encoding[, errors]]) -> str\n\n"
           "Create a new string object from the given object.",
    .methods = STR_METHODS,
    .slots = {.destroy = destroy,
              .construct = slot_construct,
              .repr = str_repr,
              .str = slot_str,
              .hash = slot_hash,
              .compare = slot_compare,
              .binary = slot_binary,
              .length = slot_length,
              .get_item = slot_get_item,
              .contains = slot_contains,
              .iter = slot_iter,
              .format = format_str},
};

static const TypeSpec ITERATOR_SPEC = {
    .name = "str_ascii_iterator",
    .instance_size = sizeof(StrIterator),
    .flags = TYPE_FINAL,
    .methods = ITERATOR_METHODS,
    .slots = {.destroy = iterator_destroy,
              .visit = iterator_visit,
              .iter = iterator_self,
              .next = iterator_next},
};

void str_setup(Vm *vm) {
    vm->type_str = type_new_native(vm, &SPEC, NULL);
    for (uint32_t c = 0; c < 256; c++) {
        Value value = str_new(vm, 1, c);
        str_write(value_str_obj(value), 0, c);
        vm->latin1[c] = str_intern(vm, value);
    }
    vm->type_str_iterator = type_new_native(vm, &ITERATOR_SPEC, NULL);
}
