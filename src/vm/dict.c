#include "vm/dict.h"

#include "base/check.h"
#include "vm/container.h"
#include "vm/fork.h"
#include "vm/protocol.h"
#include "vm/sequence.h"
#include "vm/str.h"

#include <string.h>

enum {
    DICT_CAPACITY_MIN = 4,
    DICT_LINEAR_MAX = 8 /* up to so many entries are searched in turn, without an index */
};
#define NOT_FOUND (-1)
#define FAILED (-2)

bool value_is_dict(Value value) {
    return value_is_obj(value) && (value_obj(value)->type->flags & TYPE_IS_DICT) != 0;
}

static Value new_of_type(Vm *vm, Type *type) {
    return value_from_obj(heap_new(vm, type, type->instance_size));
}

Value dict_new(Vm *vm) {
    return value_from_obj(heap_new(vm, vm->type_dict, sizeof(Dict)));
}

/* ---- the table ---- */

static void free_tables(Vm *vm, Dict *dict) {
    if (dict->entries != NULL) {
        heap_bytes_free(vm, dict->entries, dict->capacity * sizeof(DictEntry));
        dict->entries = NULL;
    }
    if (dict->index != NULL) {
        heap_bytes_free(vm, dict->index, ((size_t)dict->index_mask + 1) * sizeof(int32_t));
        dict->index = NULL;
    }
    dict->capacity = dict->index_mask = 0;
}

static uint32_t first_slot(int64_t hash, uint32_t mask) {
    uint64_t mixed = (uint64_t)hash * UINT64_C(0x9e3779b97f4a7c15);
    return (uint32_t)(mixed >> 32) & mask;
}

static void index_add(Dict *dict, int64_t hash, int32_t entry) {
    uint32_t slot = first_slot(hash, dict->index_mask);
    while (dict->index[slot] >= 0) {
        slot = (slot + 1) & dict->index_mask;
    }
    dict->index[slot] = entry;
}

/* Gives the dict room for `capacity` entries, squeezes deleted ones out and builds the index anew.
 */
static void rebuild(Vm *vm, Dict *dict, uint32_t capacity) {
    if (dict->used != dict->count) {
        uint32_t to = 0;
        for (uint32_t i = 0; i < dict->used; i++) {
            if (!value_is_null(dict->entries[i].key)) {
                dict->entries[to++] = dict->entries[i];
            }
        }
        dict->used = to;
    }
    if (capacity != dict->capacity) {
        dict->entries = heap_bytes_resize(vm, dict->entries, dict->capacity * sizeof(DictEntry),
                                          capacity * sizeof(DictEntry));
        dict->capacity = capacity;
    }
    if (capacity <= DICT_LINEAR_MAX) {
        return;
    }
    uint32_t slots = 16;
    while (slots < capacity + capacity / 2) {
        slots *= 2;
    }
    if (dict->index == NULL || slots - 1 != dict->index_mask) {
        size_t old = dict->index == NULL ? 0 : ((size_t)dict->index_mask + 1) * sizeof(int32_t);
        dict->index = heap_bytes_resize(vm, dict->index, old, slots * sizeof(int32_t));
        dict->index_mask = slots - 1;
    }
    memset(dict->index, 0xFF, slots * sizeof(int32_t));
    for (uint32_t i = 0; i < dict->used; i++) {
        index_add(dict, dict->entries[i].hash, (int32_t)i);
    }
}

static void make_room(Vm *vm, Dict *dict) {
    if (dict->used < dict->capacity) {
        return;
    }
    uint32_t capacity = dict->capacity;
    if (capacity == 0) {
        capacity = DICT_CAPACITY_MIN;
    } else if (dict->count > dict->used - dict->used / 4) {
        CHECK(capacity < (1u << 30));
        capacity *= 2;
    }
    rebuild(vm, dict, capacity);
}

/* Whether the key of entry `i` equals `key`: 1, 0, FAILED, or 2: an __eq__ changed the dict, begin
 * anew. */
static int entry_matches(Vm *vm, Dict *dict, uint32_t i, Value key, int64_t hash) {
    DictEntry *entry = &dict->entries[i];
    if (value_same(entry->key, key)) {
        return 1;
    }
    if (entry->hash != hash || value_is_null(entry->key)) {
        return 0;
    }
    if (value_is_obj(key) && value_is_obj(entry->key) && value_obj(key)->type == vm->type_str &&
        value_obj(entry->key)->type == vm->type_str) {
        return str_equal(key, entry->key);
    }
    Value there = value_retain(entry->key);
    const DictEntry *entries = dict->entries;
    int equal = value_equal(vm, there, key);
    bool moved =
        dict->entries != entries || i >= dict->used || !value_same(dict->entries[i].key, there);
    value_release(vm, there);
    return equal < 0 ? FAILED : moved ? 2 : equal;
}

/* The entry's number, NOT_FOUND or FAILED. */
static int64_t find(Vm *vm, Dict *dict, Value key, int64_t hash) {
again:
    if (dict->index_mask == 0) {
        for (uint32_t i = 0; i < dict->used; i++) {
            int match = entry_matches(vm, dict, i, key, hash);
            if (match == 2) {
                goto again;
            }
            if (match != 0) {
                return match == 1 ? (int64_t)i : FAILED;
            }
        }
        return NOT_FOUND;
    }
    for (uint32_t slot = first_slot(hash, dict->index_mask);;
         slot = (slot + 1) & dict->index_mask) {
        int32_t number = dict->index[slot];
        if (number == -1) {
            return NOT_FOUND;
        }
        int match = entry_matches(vm, dict, (uint32_t)number, key, hash);
        if (match == 2) {
            goto again;
        }
        if (match != 0) {
            return match == 1 ? number : FAILED;
        }
    }
}

void dict_reserve(Vm *vm, Dict *dict, uint32_t count) {
    uint32_t capacity = DICT_CAPACITY_MIN;
    while (capacity < count) {
        capacity *= 2;
    }
    if (capacity > dict->capacity) {
        rebuild(vm, dict, capacity);
    }
}

static void append_entry(Vm *vm, Dict *dict, Value key, int64_t hash, Value value) {
    make_room(vm, dict);
    uint32_t i = dict->used++;
    dict->entries[i] = (DictEntry){value_retain(key), value_retain(value), hash};
    dict->count++;
    if (dict->index_mask != 0) {
        index_add(dict, hash, (int32_t)i);
    }
}

/* Takes a number out of the index. Those behind it that would not be found any more move up, so
 * that no mark of the deletion is needed. */
static void index_remove(Dict *dict, int64_t hash, int32_t entry) {
    uint32_t mask = dict->index_mask;
    uint32_t hole = first_slot(hash, mask);
    while (dict->index[hole] != entry) {
        hole = (hole + 1) & mask;
    }
    for (uint32_t slot = (hole + 1) & mask; dict->index[slot] != -1; slot = (slot + 1) & mask) {
        uint32_t home = first_slot(dict->entries[dict->index[slot]].hash, mask);
        if (((slot - home) & mask) >= ((slot - hole) & mask)) {
            dict->index[hole] = dict->index[slot];
            hole = slot;
        }
    }
    dict->index[hole] = -1;
}

/* Takes entry `i` out; its key and value are handed over to the caller. */
static DictEntry remove_entry(Dict *dict, uint32_t i) {
    DictEntry entry = dict->entries[i];
    if (dict->index_mask != 0) {
        index_remove(dict, entry.hash, (int32_t)i);
    }
    dict->entries[i].key = VALUE_NULL;
    dict->entries[i].value = VALUE_NULL;
    dict->count--;
    return entry;
}

static bool key_hash(Vm *vm, Value key, int64_t *hash) {
    if (value_is_obj(key) && value_obj(key)->type == vm->type_str) {
        *hash = str_hash(key);
        return true;
    }
    return value_hash(vm, key, hash);
}

static Value get_hashed(Vm *vm, Dict *dict, Value key, int64_t hash) {
    int64_t i = dict->count == 0 ? NOT_FOUND : find(vm, dict, key, hash);
    return i < 0 ? VALUE_NULL : dict->entries[i].value;
}

Value dict_get(Vm *vm, Dict *dict, Value key) {
    int64_t hash = 0;
    if (!key_hash(vm, key, &hash)) {
        return VALUE_NULL;
    }
    return get_hashed(vm, dict, key, hash);
}

static bool set_hashed(Vm *vm, Dict *dict, Value key, int64_t hash, Value value) {
    int64_t i = find(vm, dict, key, hash);
    if (i == FAILED) {
        return false;
    }
    if (i == NOT_FOUND) {
        append_entry(vm, dict, key, hash, value);
    } else {
        value_store(vm, &dict->entries[i].value, value_retain(value));
    }
    return true;
}

bool dict_set(Vm *vm, Dict *dict, Value key, Value value) {
    int64_t hash = 0;
    return key_hash(vm, key, &hash) && set_hashed(vm, dict, key, hash, value);
}

int dict_delete(Vm *vm, Dict *dict, Value key) {
    int64_t hash = 0;
    if (!key_hash(vm, key, &hash)) {
        return -1;
    }
    int64_t i = find(vm, dict, key, hash);
    if (i < 0) {
        return i == FAILED ? -1 : 0;
    }
    DictEntry entry = remove_entry(dict, (uint32_t)i);
    value_release(vm, entry.key);
    value_release(vm, entry.value);
    return 1;
}

/* Names are interned, so an equal key is nearly always the same one; a key that the program built
 * from pieces (vars(x)["na" + "me"]) is compared by its text. */
static int64_t find_name(const Dict *dict, Value name) {
    int64_t hash = str_hash(name);
    if (dict->index_mask == 0) {
        for (uint32_t i = 0; i < dict->used; i++) {
            const DictEntry *entry = &dict->entries[i];
            if (entry->hash == hash &&
                (value_same(entry->key, name) ||
                 (value_is_str(entry->key) && str_equal(entry->key, name)))) {
                return i;
            }
        }
        return NOT_FOUND;
    }
    for (uint32_t slot = first_slot(hash, dict->index_mask);;
         slot = (slot + 1) & dict->index_mask) {
        int32_t number = dict->index[slot];
        if (number == -1) {
            return NOT_FOUND;
        }
        const DictEntry *entry = &dict->entries[number];
        if (value_same(entry->key, name) ||
            (entry->hash == hash && value_is_str(entry->key) && str_equal(entry->key, name))) {
            return number;
        }
    }
}

Value dict_get_name(Dict *dict, Value name) {
    int64_t i = find_name(dict, name);
    return i < 0 ? VALUE_NULL : dict->entries[i].value;
}

Value dict_get_name_hinted(Dict *dict, Value name, uint32_t *hint) {
    if (*hint < dict->used && value_same(dict->entries[*hint].key, name)) {
        return dict->entries[*hint].value;
    }
    int64_t i = find_name(dict, name);
    if (i < 0) {
        return VALUE_NULL;
    }
    *hint = (uint32_t)i;
    return dict->entries[i].value;
}

void dict_set_name(Vm *vm, Dict *dict, Value name, Value value) {
    int64_t i = find_name(dict, name);
    if (i < 0) {
        append_entry(vm, dict, name, str_hash(name), value);
    } else {
        value_store(vm, &dict->entries[i].value, value_retain(value));
    }
}

void dict_add_name(Vm *vm, Dict *dict, Value name, Value value) {
    append_entry(vm, dict, name, str_hash(name), value);
}

bool dict_delete_name(Vm *vm, Dict *dict, Value name) {
    int64_t i = find_name(dict, name);
    if (i < 0) {
        return false;
    }
    DictEntry entry = remove_entry(dict, (uint32_t)i);
    value_release(vm, entry.key);
    value_release(vm, entry.value);
    return true;
}

bool dict_next(const Dict *dict, uint32_t *position, Value *key, Value *value) {
    while (*position < dict->used) {
        const DictEntry *entry = &dict->entries[(*position)++];
        if (!value_is_null(entry->key)) {
            *key = entry->key;
            *value = entry->value;
            return true;
        }
    }
    return false;
}

void dict_clear(Vm *vm, Dict *dict) {
    /* What dies may look at the dict, which is empty by then. */
    Dict old = *dict;
    dict->entries = NULL;
    dict->index = NULL;
    dict->count = dict->used = dict->capacity = dict->index_mask = 0;
    for (uint32_t i = 0; i < old.used; i++) {
        value_release(vm, old.entries[i].key);
        value_release(vm, old.entries[i].value);
    }
    free_tables(vm, &old);
}

static void copy_into(Vm *vm, Dict *to, const Dict *from) {
    if (from->count == 0) {
        return;
    }
    uint32_t capacity = DICT_CAPACITY_MIN;
    while (capacity < from->count) {
        capacity *= 2;
    }
    rebuild(vm, to, capacity);
    for (uint32_t i = 0; i < from->used; i++) {
        if (!value_is_null(from->entries[i].key)) {
            append_entry(vm, to, from->entries[i].key, from->entries[i].hash,
                         from->entries[i].value);
        }
    }
}

Value dict_copy(Vm *vm, const Dict *dict) {
    Value copy = dict_new(vm);
    copy_into(vm, value_dict(copy), dict);
    return copy;
}

static void destroy(Vm *vm, Obj *self) {
    if (vm->is_ending) {
        free_tables(vm, (Dict *)self);
        return;
    }
    dict_clear(vm, (Dict *)self);
}

static void visit_all(Obj *self, VisitFunction visit, void *context) {
    Dict *dict = (Dict *)self;
    for (uint32_t i = 0; i < dict->used; i++) {
        visit(dict->entries[i].key, context);
        visit(dict->entries[i].value, context);
    }
}

/* ---- update ---- */

static bool merge_dict(Vm *vm, Dict *dict, Value other) {
    Dict *from = value_dict(other);
    if (from == dict) {
        return true;
    }
    uint32_t expected = from->count;
    for (uint32_t i = 0; i < from->used; i++) {
        DictEntry entry = from->entries[i];
        if (value_is_null(entry.key)) {
            continue;
        }
        value_retain(entry.key);
        value_retain(entry.value);
        bool done = set_hashed(vm, dict, entry.key, entry.hash, entry.value);
        value_release(vm, entry.key);
        value_release(vm, entry.value);
        if (!done) {
            return false;
        }
        if (from->count != expected) {
            vm_raise(vm, EXC_RUNTIME_ERROR, "dict mutated during update");
            return false;
        }
    }
    return true;
}

static bool merge_mapping(Vm *vm, Dict *dict, Value mapping) {
    Value keys = vm_call_method(vm, mapping, "keys", NULL, 0);
    if (value_is_null(keys)) {
        return false;
    }
    Value iterator = value_iter(vm, keys);
    value_release(vm, keys);
    if (value_is_null(iterator)) {
        return false;
    }
    for (;;) {
        Value key = value_next(vm, iterator);
        if (value_is_null(key)) {
            break;
        }
        Value value = value_get_item(vm, mapping, key);
        bool done = !value_is_null(value) && dict_set(vm, dict, key, value);
        value_release(vm, key);
        value_release(vm, value);
        if (!done) {
            break;
        }
    }
    value_release(vm, iterator);
    return !vm_raised(vm);
}

static bool merge_pair(Vm *vm, Dict *dict, Value item, int64_t number) {
    Value pair = value_to_list(vm, item);
    if (value_is_null(pair)) {
        if (vm_raised_is(vm, EXC_TYPE_ERROR)) {
            vm_clear_raised(vm);
            vm_raise(vm, EXC_TYPE_ERROR,
                     "cannot convert dictionary update sequence element #%lld to a sequence",
                     (long long)number);
        }
        return false;
    }
    List *list = value_list(pair);
    bool done = false;
    if (list->count != 2) {
        vm_raise(vm, EXC_VALUE_ERROR,
                 "dictionary update sequence element #%lld has length %u; 2 is required",
                 (long long)number, list->count);
    } else {
        done = dict_set(vm, dict, list->items[0], list->items[1]);
    }
    value_release(vm, pair);
    return done;
}

static bool merge_pairs(Vm *vm, Dict *dict, Value pairs) {
    Value iterator = value_iter(vm, pairs);
    if (value_is_null(iterator)) {
        return false;
    }
    for (int64_t number = 0;; number++) {
        Value item = value_next(vm, iterator);
        if (value_is_null(item)) {
            break;
        }
        bool done = merge_pair(vm, dict, item, number);
        value_release(vm, item);
        if (!done) {
            break;
        }
    }
    value_release(vm, iterator);
    return !vm_raised(vm);
}

bool dict_update(Vm *vm, Dict *dict, Value other) {
    if (value_is_obj(other) && value_obj(other)->type == vm->type_dict) {
        return merge_dict(vm, dict, other);
    }
    if (value_is_dict(other) && value_obj(other)->type->iter == vm->type_dict->iter) {
        return merge_dict(vm, dict, other);
    }
    Value name = str_intern_cstr(vm, "keys");
    Value keys = value_find_attr(vm, other, name);
    value_release(vm, name);
    if (vm_raised(vm)) {
        return false;
    }
    if (value_is_null(keys)) {
        return merge_pairs(vm, dict, other);
    }
    value_release(vm, keys);
    return merge_mapping(vm, dict, other);
}

/* The keyword arguments of dict(…) and update(…) as entries. */
static bool add_keywords(Vm *vm, Dict *dict, const Value *values, Value keywords) {
    if (value_is_null(keywords)) {
        return true;
    }
    const Tuple *names = value_tuple(keywords);
    for (uint32_t i = 0; i < names->count; i++) {
        if (!dict_set(vm, dict, names->items[i], values[i])) {
            return false;
        }
    }
    return true;
}

static bool fill(Vm *vm, const char *name, Dict *dict, const Value *arguments, uint32_t count,
                 Value keywords) {
    if (count > 1) {
        vm_raise(vm, EXC_TYPE_ERROR, "%s expected at most 1 argument, got %u", name, count);
        return false;
    }
    if (count == 1 && !dict_update(vm, dict, arguments[0])) {
        return false;
    }
    /* A call without arguments may come with no array at all. */
    return value_is_null(keywords) || add_keywords(vm, dict, arguments + count, keywords);
}

/* ---- the type's slots ---- */

static Value slot_construct(Vm *vm, Type *type, const Value *arguments, uint32_t count,
                            Value keywords) {
    Value self = new_of_type(vm, type);
    if (!fill(vm, "dict", value_dict(self), arguments, count, keywords)) {
        value_release(vm, self);
        return VALUE_NULL;
    }
    return self;
}

static Value method_init(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    bool done = fill(vm, "dict", value_dict(arguments[0]), arguments + 1, count - 1, keywords);
    return done ? VALUE_NONE : VALUE_NULL;
}

static Value slot_repr(Vm *vm, Value self) {
    Dict *dict = value_dict(self);
    if (dict->count == 0) {
        return str_from_cstr(vm, "{}");
    }
    if (!repr_enter(vm, &dict->obj)) {
        return str_from_cstr(vm, "{...}");
    }
    Text out = {0};
    bool done = true;
    uint32_t position = 0;
    Value key;
    Value value;
    while (done && dict_next(dict, &position, &key, &value)) {
        text_append_cstr(&out, out.length == 0 ? "{" : ", ");
        value_retain(value);
        Value key_text = value_repr(vm, key);
        Value value_text = value_is_null(key_text) ? VALUE_NULL : value_repr(vm, value);
        value_release(vm, value);
        done = !value_is_null(value_text) && text_fits(vm, out.length);
        if (done) {
            str_append_utf8(key_text, &out);
            text_append_cstr(&out, ": ");
            str_append_utf8(value_text, &out);
        }
        value_release(vm, key_text);
        value_release(vm, value_text);
    }
    repr_leave(vm, &dict->obj);
    if (!done) {
        text_release(&out);
        return VALUE_NULL;
    }
    text_append_char(&out, '}');
    return str_from_text(vm, &out);
}

static int same_entries(Vm *vm, Dict *a, Dict *b) {
    if (a->count != b->count) {
        return 0;
    }
    for (uint32_t i = 0; i < a->used; i++) {
        DictEntry entry = a->entries[i];
        if (value_is_null(entry.key)) {
            continue;
        }
        value_retain(entry.key);
        value_retain(entry.value);
        int64_t j = find(vm, b, entry.key, entry.hash);
        int equal = j == FAILED ? -1 : 0;
        if (j >= 0) {
            Value other = value_retain(b->entries[j].value);
            equal = value_equal(vm, entry.value, other);
            value_release(vm, other);
        }
        value_release(vm, entry.key);
        value_release(vm, entry.value);
        if (equal <= 0) {
            return equal;
        }
    }
    return 1;
}

static Value slot_compare(Vm *vm, Value a, Value b, CompareOperator op) {
    if (!value_is_dict(a) || !value_is_dict(b) ||
        (op != COMPARE_EQUAL && op != COMPARE_NOT_EQUAL)) {
        return VALUE_NOT_IMPLEMENTED;
    }
    if (!vm_enter(vm)) {
        return VALUE_NULL;
    }
    int equal = same_entries(vm, value_dict(a), value_dict(b));
    vm_leave(vm);
    return equal < 0 ? VALUE_NULL : value_from_bool((equal == 1) == (op == COMPARE_EQUAL));
}

static Value slot_binary(Vm *vm, BinaryOperator op, Value a, Value b) {
    if (op != BINARY_OR || !value_is_dict(a) || !value_is_dict(b)) {
        return VALUE_NOT_IMPLEMENTED;
    }
    Value result = dict_copy(vm, value_dict(a));
    if (!dict_update(vm, value_dict(result), b)) {
        value_release(vm, result);
        return VALUE_NULL;
    }
    return result;
}

static Value slot_inplace(Vm *vm, BinaryOperator op, Value a, Value b) {
    if (op != BINARY_OR) {
        return VALUE_NOT_IMPLEMENTED;
    }
    return dict_update(vm, value_dict(a), b) ? value_retain(a) : VALUE_NULL;
}

static int64_t slot_length(Vm *vm, Value self) {
    (void)vm;
    return value_dict(self)->count;
}

static Value slot_get_item(Vm *vm, Value self, Value key) {
    Value value = dict_get(vm, value_dict(self), key);
    if (!value_is_null(value)) {
        return value_retain(value);
    }
    if (vm_raised(vm)) {
        return VALUE_NULL;
    }
    if (value_obj(self)->type != vm->type_dict &&
        !value_is_null(type_lookup(value_obj(self)->type, vm->names.dunder_missing))) {
        return vm_call_method(vm, self, "__missing__", &key, 1);
    }
    return vm_raise_key_error(vm, key);
}

static bool slot_set_item(Vm *vm, Value self, Value key, Value value) {
    if (!value_is_null(value)) {
        return dict_set(vm, value_dict(self), key, value);
    }
    int deleted = dict_delete(vm, value_dict(self), key);
    if (deleted == 0) {
        vm_raise_key_error(vm, key);
    }
    return deleted == 1;
}

static int slot_contains(Vm *vm, Value self, Value key) {
    Value value = dict_get(vm, value_dict(self), key);
    return !value_is_null(value) ? 1 : vm_raised(vm) ? -1 : 0;
}

static Value slot_iter(Vm *vm, Value self) {
    return dict_iterator_new(vm, self, DICT_KEYS, false);
}

/* ---- methods ---- */

#define ARGUMENTS Vm *vm, const Value *arguments, uint32_t count, Value keywords
#define UNUSED_COUNT (void)count, (void)keywords

static Value method_get(ARGUMENTS) {
    (void)keywords;
    Value value = dict_get(vm, value_dict(arguments[0]), arguments[1]);
    if (value_is_null(value)) {
        if (vm_raised(vm)) {
            return VALUE_NULL;
        }
        return count > 2 ? value_retain(arguments[2]) : VALUE_NONE;
    }
    return value_retain(value);
}

static Value method_setdefault(ARGUMENTS) {
    (void)keywords;
    Dict *dict = value_dict(arguments[0]);
    int64_t hash = 0;
    if (!key_hash(vm, arguments[1], &hash)) {
        return VALUE_NULL;
    }
    int64_t i = find(vm, dict, arguments[1], hash);
    if (i == FAILED) {
        return VALUE_NULL;
    }
    if (i >= 0) {
        return value_retain(dict->entries[i].value);
    }
    Value value = count > 2 ? arguments[2] : VALUE_NONE;
    append_entry(vm, dict, arguments[1], hash, value);
    return value_retain(value);
}

static Value method_pop(ARGUMENTS) {
    (void)keywords;
    Dict *dict = value_dict(arguments[0]);
    int64_t hash = 0;
    if (!key_hash(vm, arguments[1], &hash)) {
        return VALUE_NULL;
    }
    int64_t i = find(vm, dict, arguments[1], hash);
    if (i == FAILED) {
        return VALUE_NULL;
    }
    if (i == NOT_FOUND) {
        return count > 2 ? value_retain(arguments[2]) : vm_raise_key_error(vm, arguments[1]);
    }
    DictEntry entry = remove_entry(dict, (uint32_t)i);
    value_release(vm, entry.key);
    return entry.value;
}

static Value method_popitem(ARGUMENTS) {
    UNUSED_COUNT;
    Dict *dict = value_dict(arguments[0]);
    if (dict->count == 0) {
        Value message = str_from_cstr(vm, "popitem(): dictionary is empty");
        vm_raise_key_error(vm, message);
        value_release(vm, message);
        return VALUE_NULL;
    }
    uint32_t last = dict->used - 1;
    while (value_is_null(dict->entries[last].key)) {
        last--;
    }
    DictEntry entry = remove_entry(dict, last);
    dict->used = last;
    Value pair = tuple_new(vm, 2);
    value_tuple(pair)->items[0] = entry.key;
    value_tuple(pair)->items[1] = entry.value;
    return pair;
}

static Value method_keys(ARGUMENTS) {
    UNUSED_COUNT;
    return dict_view_new(vm, arguments[0], DICT_KEYS);
}

static Value method_values(ARGUMENTS) {
    UNUSED_COUNT;
    return dict_view_new(vm, arguments[0], DICT_VALUES);
}

static Value method_items(ARGUMENTS) {
    UNUSED_COUNT;
    return dict_view_new(vm, arguments[0], DICT_ITEMS);
}

static Value method_update(ARGUMENTS) {
    bool done = fill(vm, "update", value_dict(arguments[0]), arguments + 1, count - 1, keywords);
    return done ? VALUE_NONE : VALUE_NULL;
}

static Value method_clear(ARGUMENTS) {
    UNUSED_COUNT;
    dict_clear(vm, value_dict(arguments[0]));
    return VALUE_NONE;
}

static Value method_copy(ARGUMENTS) {
    UNUSED_COUNT;
    return dict_copy(vm, value_dict(arguments[0]));
}

static Value method_reversed(ARGUMENTS) {
    UNUSED_COUNT;
    return dict_iterator_new(vm, arguments[0], DICT_KEYS, true);
}

static Value method_fromkeys(ARGUMENTS) {
    (void)keywords;
    Value result = vm_call0(vm, arguments[0]);
    if (value_is_null(result)) {
        return VALUE_NULL;
    }
    Value iterator = value_iter(vm, arguments[1]);
    if (value_is_null(iterator)) {
        value_release(vm, result);
        return VALUE_NULL;
    }
    Value value = count > 2 ? arguments[2] : VALUE_NONE;
    for (;;) {
        Value key = value_next(vm, iterator);
        if (value_is_null(key)) {
            break;
        }
        bool done = value_obj(result)->type == vm->type_dict
                        ? dict_set(vm, value_dict(result), key, value)
                        : value_set_item(vm, result, key, value);
        value_release(vm, key);
        if (!done) {
            break;
        }
    }
    value_release(vm, iterator);
    if (vm_raised(vm)) {
        value_release(vm, result);
        return VALUE_NULL;
    }
    return result;
}

static const NativeMethod METHODS[] = {
    {"__init__", method_init, 0, -1, true, METHOD_INSTANCE},
    {"__reversed__", method_reversed, 0, 0, false, METHOD_INSTANCE},
    {"clear", method_clear, 0, 0, false, METHOD_INSTANCE},
    {"copy", method_copy, 0, 0, false, METHOD_INSTANCE},
    {"fromkeys", method_fromkeys, 1, 2, false, METHOD_CLASS},
    {"get", method_get, 1, 2, false, METHOD_INSTANCE},
    {"items", method_items, 0, 0, false, METHOD_INSTANCE},
    {"keys", method_keys, 0, 0, false, METHOD_INSTANCE},
    {"pop", method_pop, 1, 2, false, METHOD_INSTANCE},
    {"popitem", method_popitem, 0, 0, false, METHOD_INSTANCE},
    {"setdefault", method_setdefault, 1, 2, false, METHOD_INSTANCE},
    {"update", method_update, 0, -1, true, METHOD_INSTANCE},
    {"values", method_values, 0, 0, false, METHOD_INSTANCE},
    {NULL, NULL, 0, 0, false, METHOD_INSTANCE},
};

static const TypeSpec SPEC = {
    .name = "dict",
    .instance_size = sizeof(Dict),
    .flags = TYPE_IS_DICT | TYPE_INIT_FILLS,
    .methods = METHODS,
    .slots = {.fork = fork_dict,
              .destroy = destroy,
              .visit = visit_all,
              .construct = slot_construct,
              .repr = slot_repr,
              .compare = slot_compare,
              .binary = slot_binary,
              .inplace = slot_inplace,
              .length = slot_length,
              .get_item = slot_get_item,
              .set_item = slot_set_item,
              .contains = slot_contains,
              .iter = slot_iter},
};

void dict_setup(Vm *vm) {
    vm->type_dict = type_new_native(vm, &SPEC, NULL);
    dict_views_setup(vm);
}
