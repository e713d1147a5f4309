/* set and frozenset. The table, its growth and its probing are CPython's, because a program sees
 * the order: ints hash to themselves, so a set of ints iterates as it does there. Strings and
 * objects hash to numbers of our own, so their order is fixed too, but is not CPython's (which has
 * none to promise). */
#include "vm/container.h"

#include "base/memory.h"
#include "vm/fork.h"
#include "vm/frame.h"
#include "vm/number.h"
#include "vm/protocol.h"
#include "vm/str.h"

#include <stddef.h>
#include <string.h>

enum { LINEAR_PROBES = 9, PERTURB_SHIFT = 5 };
#define DELETED VALUE_NOT_IMPLEMENTED

static Set *set_of(Value value) {
    return (Set *)value_obj(value);
}

static bool is_any_set(Vm *vm, Value value) {
    return value_is_instance(vm, value, vm->type_set) ||
           value_is_instance(vm, value, vm->type_frozenset);
}

static bool is_live(const SetEntry *entry) {
    return !value_is_null(entry->key) && !value_same(entry->key, DELETED);
}

static void init_empty(Set *set) {
    memset(set->small, 0, sizeof set->small);
    set->table = set->small;
    set->mask = 7;
    set->count = set->fill = 0;
    set->hash = -1;
}

static Set *set_alloc(Vm *vm, Type *type) {
    Set *set = heap_new(vm, type, type->instance_size);
    init_empty(set);
    return set;
}

Value set_new_of(Vm *vm, Type *type) {
    return value_from_obj(set_alloc(vm, type));
}

Value set_new(Vm *vm, bool frozen) {
    return value_from_obj(set_alloc(vm, frozen ? vm->type_frozenset : vm->type_set));
}

/* The entry that holds the key, or where it would go; NULL: a comparison raised. */
static SetEntry *find(Vm *vm, Set *set, Value key, int64_t hash, bool *found) {
    *found = false;
    for (;;) {
        SetEntry *table = set->table;
        uint64_t mask = set->mask;
        uint64_t perturb = (uint64_t)hash;
        uint64_t i = (uint64_t)hash & mask;
        bool restart = false;
        while (!restart) {
            uint64_t probes = i + LINEAR_PROBES <= mask ? LINEAR_PROBES : 0;
            for (uint64_t k = 0; k <= probes; k++) {
                SetEntry *entry = &table[i + k];
                if (value_is_null(entry->key)) {
                    return entry;
                }
                if (entry->hash == hash && is_live(entry)) {
                    if (value_same(entry->key, key)) {
                        *found = true;
                        return entry;
                    }
                    Value candidate = value_retain(entry->key);
                    int equal = value_compare_truth(vm, candidate, key, COMPARE_EQUAL);
                    bool changed = set->table != table || !value_same(entry->key, candidate);
                    value_release(vm, candidate);
                    if (equal < 0) {
                        return NULL;
                    }
                    if (changed) {
                        restart = true;
                        break;
                    }
                    if (equal) {
                        *found = true;
                        return entry;
                    }
                }
            }
            perturb >>= PERTURB_SHIFT;
            i = (i * 5 + 1 + perturb) & mask;
        }
    }
}

/* Into a table that has room and does not hold the key. */
static void insert_clean(SetEntry *table, uint64_t mask, Value key, int64_t hash) {
    uint64_t perturb = (uint64_t)hash;
    uint64_t i = (uint64_t)hash & mask;
    for (;;) {
        uint64_t probes = i + LINEAR_PROBES <= mask ? LINEAR_PROBES : 0;
        for (uint64_t k = 0; k <= probes; k++) {
            if (value_is_null(table[i + k].key)) {
                table[i + k] = (SetEntry){key, hash};
                return;
            }
        }
        perturb >>= PERTURB_SHIFT;
        i = (i * 5 + 1 + perturb) & mask;
    }
}

static void resize(Vm *vm, Set *set, uint64_t wanted) {
    uint64_t size = 8;
    while (size <= wanted) {
        size <<= 1;
    }
    SetEntry *old = set->table;
    uint64_t old_mask = set->mask;
    SetEntry copy[8];
    SetEntry *table;
    if (size == 8) {
        if (old == set->small) {
            memcpy(copy, old, sizeof copy);
            old = copy;
        }
        table = set->small;
    } else {
        table = heap_bytes_resize(vm, NULL, 0, size * sizeof *table);
    }
    memset(table, 0, size * sizeof *table);
    for (uint64_t i = 0; i <= old_mask; i++) {
        if (is_live(&old[i])) {
            insert_clean(table, size - 1, old[i].key, old[i].hash);
        }
    }
    if (old != copy && old != set->small) {
        heap_bytes_free(vm, old, (old_mask + 1) * sizeof *old);
    }
    set->table = table;
    set->mask = (uint32_t)(size - 1);
    set->fill = set->count;
}

static bool add_hashed(Vm *vm, Set *set, Value key, int64_t hash) {
    bool found;
    SetEntry *entry = find(vm, set, key, hash, &found);
    if (entry == NULL) {
        return false;
    }
    if (found) {
        return true;
    }
    *entry = (SetEntry){value_retain(key), hash};
    set->fill++;
    set->count++;
    if ((uint64_t)set->fill * 5 >= (uint64_t)set->mask * 3) {
        resize(vm, set, set->count > 50000 ? (uint64_t)set->count * 2 : (uint64_t)set->count * 4);
    }
    return true;
}

bool set_add(Vm *vm, Value set, Value item) {
    int64_t hash;
    return value_hash(vm, item, &hash) && add_hashed(vm, set_of(set), item, hash);
}

/* A set as an element is looked for as its frozen equal. */
static bool hash_for_lookup(Vm *vm, Value item, int64_t *hash, Value *as) {
    *as = value_retain(item);
    if (value_is_instance(vm, item, vm->type_set)) {
        Value frozen = set_new(vm, true);
        if (!set_update(vm, frozen, item)) {
            value_release(vm, frozen);
            value_release(vm, *as);
            return false;
        }
        value_store(vm, as, frozen);
    }
    if (!value_hash(vm, *as, hash)) {
        value_release(vm, *as);
        return false;
    }
    return true;
}

int set_contains(Vm *vm, Value set, Value item) {
    int64_t hash;
    Value as;
    if (!hash_for_lookup(vm, item, &hash, &as)) {
        return -1;
    }
    bool found;
    SetEntry *entry = find(vm, set_of(set), as, hash, &found);
    value_release(vm, as);
    return entry == NULL ? -1 : found;
}

static void remove_entry(Vm *vm, Set *set, SetEntry *entry) {
    Value key = entry->key;
    entry->key = DELETED;
    entry->hash = -1;
    set->count--;
    value_release(vm, key);
}

int set_discard(Vm *vm, Value set, Value item) {
    int64_t hash;
    Value as;
    if (!hash_for_lookup(vm, item, &hash, &as)) {
        return -1;
    }
    bool found;
    SetEntry *entry = find(vm, set_of(set), as, hash, &found);
    value_release(vm, as);
    if (entry == NULL) {
        return -1;
    }
    if (found) {
        remove_entry(vm, set_of(set), entry);
    }
    return found;
}

bool set_next(const Set *set, uint32_t *position, Value *key) {
    while (*position <= set->mask) {
        const SetEntry *entry = &set->table[(*position)++];
        if (is_live(entry)) {
            *key = entry->key;
            return true;
        }
    }
    return false;
}

/* All of another set, in its order; a fresh target takes over the layout as CPython's set_merge
 * does. */
static bool merge(Vm *vm, Set *set, Set *other) {
    if (set == other || other->count == 0) {
        return true;
    }
    if ((uint64_t)(set->fill + other->count) * 5 >= (uint64_t)set->mask * 3) {
        resize(vm, set, ((uint64_t)set->count + other->count) * 2);
    }
    if (set->fill == 0 && set->mask == other->mask && other->fill == other->count) {
        for (uint32_t i = 0; i <= other->mask; i++) {
            set->table[i] = other->table[i];
            value_retain(set->table[i].key);
        }
        set->fill = other->fill;
        set->count = other->count;
        return true;
    }
    if (set->fill == 0) {
        set->fill = set->count = other->count;
        for (uint32_t i = 0; i <= other->mask; i++) {
            if (is_live(&other->table[i])) {
                insert_clean(set->table, set->mask, value_retain(other->table[i].key),
                             other->table[i].hash);
            }
        }
        return true;
    }
    for (uint32_t i = 0; i <= other->mask; i++) {
        if (is_live(&other->table[i]) &&
            !add_hashed(vm, set, other->table[i].key, other->table[i].hash)) {
            return false;
        }
    }
    return true;
}

bool set_update(Vm *vm, Value set, Value iterable) {
    if (is_any_set(vm, iterable)) {
        return merge(vm, set_of(set), set_of(iterable));
    }
    if (value_is_obj(iterable) && value_obj(iterable)->type == vm->type_dict) {
        Dict *dict = value_dict(iterable);
        uint32_t position = 0;
        Value key;
        Value value;
        while (dict_next(dict, &position, &key, &value)) {
            if (!set_add(vm, set, key)) {
                return false;
            }
        }
        return true;
    }
    Value iterator = value_iter(vm, iterable);
    if (value_is_null(iterator)) {
        return false;
    }
    for (;;) {
        Value item = value_next(vm, iterator);
        if (value_is_null(item)) {
            break;
        }
        bool fine = set_add(vm, set, item);
        value_release(vm, item);
        if (!fine) {
            break;
        }
    }
    value_release(vm, iterator);
    return !vm_raised(vm);
}

static void clear(Vm *vm, Set *set) {
    SetEntry small[8];
    SetEntry *table = set->table;
    uint32_t mask = set->mask;
    bool is_small = table == set->small;
    if (is_small) {
        memcpy(small, table, sizeof small);
        table = small;
    }
    init_empty(set);
    for (uint32_t i = 0; i <= mask; i++) {
        if (is_live(&table[i])) {
            value_release(vm, table[i].key);
        }
    }
    if (!is_small) {
        heap_bytes_free(vm, table, (mask + 1) * sizeof *table);
    }
}

static void set_visit(Obj *self, VisitFunction visit, void *context) {
    Set *set = (Set *)self;
    for (uint32_t i = 0; i <= set->mask; i++) {
        if (is_live(&set->table[i])) {
            visit(set->table[i].key, context);
        }
    }
}

static void set_destroy(Vm *vm, Obj *self) {
    if (((Set *)self)->table != NULL) {
        clear(vm, (Set *)self);
    }
}

static Value set_construct(Vm *vm, Type *type, const Value *arguments, uint32_t count,
                           Value keywords) {
    if (!value_is_null(keywords) && value_tuple(keywords)->count > 0) {
        return vm_raise(vm, EXC_TYPE_ERROR, "%s() takes no keyword arguments", type_name(type));
    }
    if (count > 1) {
        return vm_raise(vm, EXC_TYPE_ERROR, "%s expected at most 1 argument, got %u",
                        type_name(type), count);
    }
    if (count == 1 && type == vm->type_frozenset && value_is_obj(arguments[0]) &&
        value_obj(arguments[0])->type == vm->type_frozenset) {
        return value_retain(arguments[0]);
    }
    Value set = value_from_obj(set_alloc(vm, type));
    if (count == 1 && !set_update(vm, set, arguments[0])) {
        value_release(vm, set);
        return VALUE_NULL;
    }
    return set;
}

static Value set_method_init(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)keywords;
    clear(vm, set_of(arguments[0]));
    return count < 2 || set_update(vm, arguments[0], arguments[1]) ? VALUE_NONE : VALUE_NULL;
}

static Value set_repr(Vm *vm, Value self) {
    Set *set = set_of(self);
    Type *type = set->obj.type;
    if (set->count == 0) {
        return str_printf(vm, "%s()", type_name(type));
    }
    if (!repr_enter(vm, value_obj(self))) {
        return str_printf(vm, "%s(...)", type_name(type));
    }
    Text text = {0};
    bool plain = type == vm->type_set;
    if (!plain) {
        str_append_utf8(type->name, &text);
        text_append_char(&text, '(');
    }
    text_append_char(&text, '{');
    uint32_t position = 0;
    Value key;
    bool first = true;
    while (set_next(set, &position, &key)) {
        Value repr = value_repr(vm, key);
        if (value_is_null(repr)) {
            repr_leave(vm, value_obj(self));
            text_release(&text);
            return VALUE_NULL;
        }
        text_append_cstr(&text, first ? "" : ", ");
        str_append_utf8(repr, &text);
        value_release(vm, repr);
        first = false;
    }
    repr_leave(vm, value_obj(self));
    text_append_cstr(&text, plain ? "}" : "})");
    return str_from_text(vm, &text);
}

/* CPython's mixing of the elements' hashes, independent of their order. */
static bool frozenset_hash(Vm *vm, Value self, int64_t *out) {
    (void)vm;
    Set *set = set_of(self);
    if (set->hash != -1) {
        *out = set->hash;
        return true;
    }
    uint64_t hash = 0;
    for (uint32_t i = 0; i <= set->mask; i++) {
        if (is_live(&set->table[i])) {
            uint64_t h = (uint64_t)set->table[i].hash;
            hash ^= ((h ^ UINT64_C(89869747)) ^ (h << 16)) * UINT64_C(3644798167);
        }
    }
    hash ^= ((uint64_t)set->count + 1) * UINT64_C(1927868237);
    hash ^= (hash >> 11) ^ (hash >> 25);
    hash = hash * UINT64_C(69069) + UINT64_C(907133923);
    if (hash == UINT64_MAX) {
        hash = UINT64_C(590923713);
    }
    set->hash = (int64_t)hash;
    *out = set->hash;
    return true;
}

/* 1 when every key of a stands in b, -1: raised. */
static int is_subset(Vm *vm, Set *a, Set *b) {
    if (a->count > b->count) {
        return 0;
    }
    for (uint32_t i = 0; i <= a->mask; i++) {
        if (is_live(&a->table[i])) {
            bool found;
            if (find(vm, b, a->table[i].key, a->table[i].hash, &found) == NULL) {
                return -1;
            }
            if (!found) {
                return 0;
            }
        }
    }
    return 1;
}

static Value set_compare(Vm *vm, Value a, Value b, CompareOperator op) {
    if (!is_any_set(vm, b)) {
        return VALUE_NOT_IMPLEMENTED;
    }
    Set *left = set_of(a);
    Set *right = set_of(b);
    int result = 0;
    switch (op) {
    case COMPARE_EQUAL:
    case COMPARE_NOT_EQUAL:
        result = left->count == right->count ? is_subset(vm, left, right) : 0;
        if (result >= 0 && op == COMPARE_NOT_EQUAL) {
            result = !result;
        }
        break;
    case COMPARE_LESS_EQUAL:
        result = is_subset(vm, left, right);
        break;
    case COMPARE_LESS:
        result = left->count < right->count ? is_subset(vm, left, right) : 0;
        break;
    case COMPARE_GREATER_EQUAL:
        result = is_subset(vm, right, left);
        break;
    case COMPARE_GREATER:
        result = right->count < left->count ? is_subset(vm, right, left) : 0;
        break;
    default:
        return VALUE_NOT_IMPLEMENTED;
    }
    return result < 0 ? VALUE_NULL : value_from_bool(result);
}

/* ---- operations: results have the type of the left operand (base type for subclasses) ---- */

static Value like(Vm *vm, Value model) {
    return set_new(vm, value_is_instance(vm, model, vm->type_frozenset));
}

static Value copy(Vm *vm, Value self) {
    Value made = like(vm, self);
    merge(vm, set_of(made), set_of(self));
    return made;
}

/* An iterable as a set: itself when it is one. */
static Value as_set(Vm *vm, Value iterable) {
    if (is_any_set(vm, iterable)) {
        return value_retain(iterable);
    }
    Value made = set_new(vm, false);
    if (!set_update(vm, made, iterable)) {
        value_release(vm, made);
        return VALUE_NULL;
    }
    return made;
}

static Value intersection(Vm *vm, Value a, Value other) {
    Value result = like(vm, a);
    if (!is_any_set(vm, other)) {
        /* In the order of the iterable, as CPython. */
        Value iterator = value_iter(vm, other);
        while (!value_is_null(iterator)) {
            Value item = value_next(vm, iterator);
            if (value_is_null(item)) {
                break;
            }
            int in = set_contains(vm, a, item);
            bool fine = in >= 0 && (in == 0 || set_add(vm, result, item));
            value_release(vm, item);
            if (!fine) {
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
    Set *small = set_of(other);
    Set *large = set_of(a);
    if (small->count > large->count) {
        Set *swap = small;
        small = large;
        large = swap;
    }
    for (uint32_t i = 0; i <= small->mask; i++) {
        if (is_live(&small->table[i])) {
            bool found;
            SetEntry *entry = find(vm, large, small->table[i].key, small->table[i].hash, &found);
            if (entry == NULL || (found && !add_hashed(vm, set_of(result), small->table[i].key,
                                                       small->table[i].hash))) {
                value_release(vm, result);
                return VALUE_NULL;
            }
        }
    }
    return result;
}

static Value difference(Vm *vm, Value a, Value b) {
    Value other = as_set(vm, b);
    if (value_is_null(other)) {
        return VALUE_NULL;
    }
    Value result = like(vm, a);
    Set *from = set_of(a);
    for (uint32_t i = 0; i <= from->mask; i++) {
        if (is_live(&from->table[i])) {
            bool found;
            SetEntry *entry =
                find(vm, set_of(other), from->table[i].key, from->table[i].hash, &found);
            if (entry == NULL || (!found && !add_hashed(vm, set_of(result), from->table[i].key,
                                                        from->table[i].hash))) {
                value_release(vm, result);
                result = VALUE_NULL;
                break;
            }
        }
    }
    value_release(vm, other);
    return result;
}

/* Toggles the keys of b in `set`. */
static bool toggle(Vm *vm, Set *set, Set *b) {
    for (uint32_t i = 0; i <= b->mask; i++) {
        if (is_live(&b->table[i])) {
            bool found;
            SetEntry *entry = find(vm, set, b->table[i].key, b->table[i].hash, &found);
            if (entry == NULL) {
                return false;
            }
            if (found) {
                remove_entry(vm, set, entry);
            } else if (!add_hashed(vm, set, b->table[i].key, b->table[i].hash)) {
                return false;
            }
        }
    }
    return true;
}

static Value symmetric(Vm *vm, Value a, Value b) {
    Value other = as_set(vm, b);
    if (value_is_null(other)) {
        return VALUE_NULL;
    }
    /* CPython starts from a copy of the other one. */
    Value result = like(vm, a);
    merge(vm, set_of(result), set_of(other));
    bool fine = toggle(vm, set_of(result), set_of(a));
    value_release(vm, other);
    if (!fine) {
        value_release(vm, result);
        return VALUE_NULL;
    }
    return result;
}

static Value set_binary(Vm *vm, BinaryOperator op, Value a, Value b) {
    if (!is_any_set(vm, a) || !is_any_set(vm, b)) {
        return VALUE_NOT_IMPLEMENTED;
    }
    switch (op) {
    case BINARY_OR: {
        Value result = copy(vm, a);
        merge(vm, set_of(result), set_of(b));
        return result;
    }
    case BINARY_AND:
        return intersection(vm, a, b);
    case BINARY_SUBTRACT:
        return difference(vm, a, b);
    case BINARY_XOR:
        return symmetric(vm, a, b);
    default:
        return VALUE_NOT_IMPLEMENTED;
    }
}

/* Takes over the contents of `source`, a set nobody else holds (consumed). */
static void take_contents(Vm *vm, Set *set, Value source) {
    Set *from = set_of(source);
    SetEntry *table = from->table;
    SetEntry small[8];
    memcpy(small, from->small, sizeof small);
    uint32_t mask = from->mask;
    uint32_t count = from->count;
    uint32_t fill = from->fill;
    bool is_small = table == from->small;
    init_empty(from);
    value_release(vm, source);
    clear(vm, set);
    set->mask = mask;
    set->count = count;
    set->fill = fill;
    if (is_small) {
        memcpy(set->small, small, sizeof small);
        set->table = set->small;
    } else {
        set->table = table;
    }
}

static bool update_by(Vm *vm, BinaryOperator op, Value a, Value b) {
    if (op == BINARY_OR) {
        return set_update(vm, a, b);
    }
    if (op == BINARY_XOR) {
        Value other = as_set(vm, b);
        if (value_is_null(other)) {
            return false;
        }
        Value held = value_same(a, b) ? copy(vm, other) : value_retain(other);
        bool fine = toggle(vm, set_of(a), set_of(held));
        value_release(vm, held);
        value_release(vm, other);
        return fine;
    }
    if (op == BINARY_SUBTRACT) {
        Value other = value_same(a, b) ? copy(vm, b) : as_set(vm, b);
        bool fine = !value_is_null(other);
        uint32_t position = 0;
        Value key;
        while (fine && set_next(set_of(other), &position, &key)) {
            fine = set_discard(vm, a, key) >= 0;
        }
        value_release(vm, other);
        return fine;
    }
    Value result = intersection(vm, a, b);
    if (value_is_null(result)) {
        return false;
    }
    take_contents(vm, set_of(a), result);
    return true;
}

static Value set_inplace(Vm *vm, BinaryOperator op, Value a, Value b) {
    if ((op != BINARY_OR && op != BINARY_AND && op != BINARY_SUBTRACT && op != BINARY_XOR) ||
        !is_any_set(vm, b) || !value_is_instance(vm, a, vm->type_set)) {
        return VALUE_NOT_IMPLEMENTED;
    }
    return update_by(vm, op, a, b) ? value_retain(a) : VALUE_NULL;
}

static int64_t set_length(Vm *vm, Value self) {
    (void)vm;
    return set_of(self)->count;
}

/* ---- iteration ---- */

typedef struct SetIterator {
    Obj obj;
    Value set;
    uint32_t position;
    uint32_t count;
} SetIterator;

static Value set_iter(Vm *vm, Value self) {
    SetIterator *iterator = heap_new(vm, vm->type_set_iterator, sizeof *iterator);
    iterator->set = value_retain(self);
    iterator->count = set_of(self)->count;
    return value_from_obj(iterator);
}

static Value self_iter(Vm *vm, Value self) {
    (void)vm;
    return value_retain(self);
}

static Value iterator_next(Vm *vm, Value self) {
    SetIterator *iterator = (SetIterator *)value_obj(self);
    if (value_is_null(iterator->set)) {
        return VALUE_NULL;
    }
    Set *set = set_of(iterator->set);
    if (set->count != iterator->count) {
        iterator->count = UINT32_MAX;
        return vm_raise(vm, EXC_RUNTIME_ERROR, "Set changed size during iteration");
    }
    Value key;
    if (set_next(set, &iterator->position, &key)) {
        return value_retain(key);
    }
    value_store(vm, &iterator->set, VALUE_NULL);
    return VALUE_NULL;
}

static void iterator_visit(Obj *self, VisitFunction visit, void *context) {
    visit(((SetIterator *)self)->set, context);
}

static void iterator_destroy(Vm *vm, Obj *self) {
    value_store(vm, &((SetIterator *)self)->set, VALUE_NULL);
}

/* ---- methods ---- */

#define METHOD(name)                                                                               \
    static Value method_##name(Vm *vm, const Value *arguments, uint32_t count, Value keywords)
#define UNUSED()                                                                                   \
    (void)vm;                                                                                      \
    (void)count;                                                                                   \
    (void)keywords

METHOD(add) {
    UNUSED();
    return set_add(vm, arguments[0], arguments[1]) ? VALUE_NONE : VALUE_NULL;
}

METHOD(discard) {
    UNUSED();
    return set_discard(vm, arguments[0], arguments[1]) >= 0 ? VALUE_NONE : VALUE_NULL;
}

METHOD(remove) {
    UNUSED();
    int found = set_discard(vm, arguments[0], arguments[1]);
    if (found < 0) {
        return VALUE_NULL;
    }
    return found ? VALUE_NONE : vm_raise_key_error(vm, arguments[1]);
}

METHOD(pop) {
    UNUSED();
    Set *set = set_of(arguments[0]);
    for (uint32_t i = 0; i <= set->mask; i++) {
        if (is_live(&set->table[i])) {
            Value key = value_retain(set->table[i].key);
            remove_entry(vm, set, &set->table[i]);
            return key;
        }
    }
    return vm_raise(vm, EXC_KEY_ERROR, "pop from an empty set");
}

METHOD(clear) {
    UNUSED();
    clear(vm, set_of(arguments[0]));
    return VALUE_NONE;
}

METHOD(copy) {
    UNUSED();
    return value_obj(arguments[0])->type == vm->type_frozenset ? value_retain(arguments[0])
                                                               : copy(vm, arguments[0]);
}

METHOD(update) {
    UNUSED();
    for (uint32_t i = 1; i < count; i++) {
        if (!set_update(vm, arguments[0], arguments[i])) {
            return VALUE_NULL;
        }
    }
    return VALUE_NONE;
}

METHOD(union) {
    UNUSED();
    Value result = copy(vm, arguments[0]);
    for (uint32_t i = 1; i < count; i++) {
        if (!set_update(vm, result, arguments[i])) {
            value_release(vm, result);
            return VALUE_NULL;
        }
    }
    return result;
}

/* Folds `operation` over all arguments, starting from a copy. */
static Value fold(Vm *vm, const Value *arguments, uint32_t count,
                  Value (*operation)(Vm *, Value, Value)) {
    if (count == 1) {
        return copy(vm, arguments[0]);
    }
    Value result = value_retain(arguments[0]);
    for (uint32_t i = 1; i < count && !value_is_null(result); i++) {
        Value next = operation(vm, result, arguments[i]);
        value_release(vm, result);
        result = next;
    }
    return result;
}

METHOD(intersection) {
    UNUSED();
    return fold(vm, arguments, count, intersection);
}

METHOD(difference) {
    UNUSED();
    return fold(vm, arguments, count, difference);
}

METHOD(symmetric_difference) {
    UNUSED();
    return symmetric(vm, arguments[0], arguments[1]);
}

METHOD(intersection_update) {
    UNUSED();
    for (uint32_t i = 1; i < count; i++) {
        if (!update_by(vm, BINARY_AND, arguments[0], arguments[i])) {
            return VALUE_NULL;
        }
    }
    return VALUE_NONE;
}

METHOD(difference_update) {
    UNUSED();
    for (uint32_t i = 1; i < count; i++) {
        if (!update_by(vm, BINARY_SUBTRACT, arguments[0], arguments[i])) {
            return VALUE_NULL;
        }
    }
    return VALUE_NONE;
}

METHOD(symmetric_difference_update) {
    UNUSED();
    return update_by(vm, BINARY_XOR, arguments[0], arguments[1]) ? VALUE_NONE : VALUE_NULL;
}

/* issubset and issuperset take any iterable; isdisjoint too. */
static Value subset_result(Vm *vm, Value inner, Value outer, Value owned) {
    int result = is_subset(vm, set_of(inner), set_of(outer));
    value_release(vm, owned);
    return result < 0 ? VALUE_NULL : value_from_bool(result);
}

METHOD(issubset) {
    UNUSED();
    Value other = as_set(vm, arguments[1]);
    return value_is_null(other) ? VALUE_NULL : subset_result(vm, arguments[0], other, other);
}

METHOD(issuperset) {
    UNUSED();
    Value other = as_set(vm, arguments[1]);
    return value_is_null(other) ? VALUE_NULL : subset_result(vm, other, arguments[0], other);
}

METHOD(isdisjoint) {
    UNUSED();
    Value common = intersection(vm, arguments[0], arguments[1]);
    if (value_is_null(common)) {
        return VALUE_NULL;
    }
    bool none = set_of(common)->count == 0;
    value_release(vm, common);
    return value_from_bool(none);
}

METHOD(class_getitem) {
    UNUSED();
    return generic_alias_new(vm, arguments[0], arguments[1]);
}

#define SHARED_METHODS                                                                             \
    {"copy", method_copy, 0, 0, false, METHOD_INSTANCE},                                           \
        {"union", method_union, 0, -1, false, METHOD_INSTANCE},                                    \
        {"intersection", method_intersection, 0, -1, false, METHOD_INSTANCE},                      \
        {"difference", method_difference, 0, -1, false, METHOD_INSTANCE},                          \
        {"symmetric_difference", method_symmetric_difference, 1, 1, false, METHOD_INSTANCE},       \
        {"issubset", method_issubset, 1, 1, false, METHOD_INSTANCE},                               \
        {"issuperset", method_issuperset, 1, 1, false, METHOD_INSTANCE},                           \
        {"isdisjoint", method_isdisjoint, 1, 1, false, METHOD_INSTANCE},                           \
        {"__class_getitem__", method_class_getitem, 1, 1, false, METHOD_CLASS},

static const NativeMethod SET_METHODS[] = {
    SHARED_METHODS{"__init__", set_method_init, 0, 1, false, METHOD_INSTANCE},
    {"add", method_add, 1, 1, false, METHOD_INSTANCE},
    {"discard", method_discard, 1, 1, false, METHOD_INSTANCE},
    {"remove", method_remove, 1, 1, false, METHOD_INSTANCE},
    {"pop", method_pop, 0, 0, false, METHOD_INSTANCE},
    {"clear", method_clear, 0, 0, false, METHOD_INSTANCE},
    {"update", method_update, 0, -1, false, METHOD_INSTANCE},
    {"intersection_update", method_intersection_update, 0, -1, false, METHOD_INSTANCE},
    {"difference_update", method_difference_update, 0, -1, false, METHOD_INSTANCE},
    {"symmetric_difference_update", method_symmetric_difference_update, 1, 1, false,
     METHOD_INSTANCE},
    {0},
};

static const NativeMethod FROZENSET_METHODS[] = {SHARED_METHODS{0}};

void set_setup(Vm *vm) {
    TypeSpec set = {.name = "set",
                    .instance_size = sizeof(Set),
                    .flags = TYPE_INIT_FILLS,
                    .methods = SET_METHODS,
                    .slots = {.construct = set_construct,
                              .repr = set_repr,
                              .compare = set_compare,
                              .binary = set_binary,
                              .inplace = set_inplace,
                              .length = set_length,
                              .contains = set_contains,
                              .iter = set_iter,
                              .visit = set_visit,
                              .destroy = set_destroy,
                              .fork = fork_set}};
    vm->type_set = type_new_native(vm, &set, NULL);
    set.name = "frozenset";
    set.flags = 0;
    set.methods = FROZENSET_METHODS;
    set.slots.hash = frozenset_hash;
    set.slots.inplace = NULL;
    vm->type_frozenset = type_new_native(vm, &set, NULL);
    static const TypeSpec iterator = {.name = "set_iterator",
                                      .instance_size = sizeof(SetIterator),
                                      .flags = TYPE_FINAL,
                                      .slots = {.iter = self_iter,
                                                .next = iterator_next,
                                                .visit = iterator_visit,
                                                .destroy = iterator_destroy}};
    vm->type_set_iterator = type_new_native(vm, &iterator, NULL);
}
