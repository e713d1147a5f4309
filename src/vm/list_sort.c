/* list.sort and sorted: a stable merge sort over runs. Short runs are filled up by binary
 * insertion; where the list is already in order, or strictly in the opposite one, n - 1 comparisons
 * suffice. Comparisons are all `later < earlier`, as in CPython, so that classes with __lt__ alone
 * can be sorted. */
#include "vm/container.h"
#include "vm/number.h"
#include "vm/protocol.h"
#include "vm/str.h"

#include "base/memory.h"

#include <string.h>

enum { RUN_MIN = 32 };

/* A key and what it stands for; without a key function both are the item. */
typedef struct Pair {
    Value key;
    Value item;
} Pair;

/* 1: a < b, 0: not, -1: raised. */
static int less(Vm *vm, const Pair *a, const Pair *b) {
    if (values_are_small_ints(a->key, b->key)) {
        return value_small_int(a->key) < value_small_int(b->key);
    }
    if (value_is_obj(a->key) && value_is_obj(b->key)) {
        Type *type = value_obj(a->key)->type;
        if (type == value_obj(b->key)->type) {
            if (type == vm->type_float) {
                return float_value(a->key) < float_value(b->key);
            }
            if (type == vm->type_str) {
                return str_compare(a->key, b->key) < 0;
            }
        }
    }
    return value_compare_truth(vm, a->key, b->key, COMPARE_LESS);
}

static void turn_round(Pair *pairs, uint32_t count) {
    for (uint32_t i = 0; i < count / 2; i++) {
        Pair pair = pairs[i];
        pairs[i] = pairs[count - 1 - i];
        pairs[count - 1 - i] = pair;
    }
}

/* The length of the run at the start, brought into ascending order; 0: raised. */
static uint32_t first_run(Vm *vm, Pair *pairs, uint32_t count) {
    if (count < 2) {
        return count;
    }
    int descending = less(vm, &pairs[1], &pairs[0]);
    if (descending < 0) {
        return 0;
    }
    uint32_t length = 2;
    for (; length < count; length++) {
        int down = less(vm, &pairs[length], &pairs[length - 1]);
        if (down < 0) {
            return 0;
        }
        if (down != descending) {
            break;
        }
    }
    if (descending) {
        turn_round(pairs, length);
    }
    return length;
}

/* Extends the sorted run of `sorted` pairs to `count`. */
static bool insert_binary(Vm *vm, Pair *pairs, uint32_t sorted, uint32_t count) {
    for (uint32_t next = sorted; next < count; next++) {
        Pair pair = pairs[next];
        uint32_t low = 0;
        uint32_t high = next;
        while (low < high) {
            uint32_t middle = low + (high - low) / 2;
            int before = less(vm, &pair, &pairs[middle]);
            if (before < 0) {
                return false;
            }
            if (before) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        memmove(&pairs[low + 1], &pairs[low], (next - low) * sizeof(Pair));
        pairs[low] = pair;
    }
    return true;
}

/* Merges two neighbouring runs; `spare` has room for the left one. On failure all pairs are still
 * there. */
static bool merge(Vm *vm, Pair *pairs, uint32_t left, uint32_t right, Pair *spare) {
    int in_order = less(vm, &pairs[left], &pairs[left - 1]);
    if (in_order <= 0) {
        return in_order == 0;
    }
    memcpy(spare, pairs, left * sizeof(Pair));
    const Pair *a = spare;
    const Pair *a_end = spare + left;
    const Pair *b = pairs + left;
    const Pair *b_end = b + right;
    Pair *out = pairs;
    bool done = true;
    while (a < a_end && b < b_end) {
        int before = less(vm, b, a);
        if (before < 0) {
            done = false;
            break;
        }
        *out++ = before ? *b++ : *a++;
    }
    memcpy(out, a, (size_t)(a_end - a) * sizeof(Pair));
    return done;
}

static bool sort_pairs(Vm *vm, Pair *pairs, uint32_t count) {
    struct {
        uint32_t start;
        uint32_t length;
    } runs[64];
    uint32_t run_count = 0;
    Pair *spare = memory_new((count + 1) * sizeof *spare);
    bool done = true;
    for (uint32_t start = 0; done && start < count;) {
        uint32_t length = first_run(vm, pairs + start, count - start);
        if (length == 0) {
            done = false;
            break;
        }
        uint32_t wanted = count - start < RUN_MIN ? count - start : RUN_MIN;
        if (length < wanted) {
            done = insert_binary(vm, pairs + start, length, wanted);
            length = wanted;
        }
        runs[run_count].start = start;
        runs[run_count++].length = length;
        start += length;
        /* Keeps each run more than twice as long as the next, so 64 runs hold any list. */
        while (done && run_count > 1 &&
               (start == count || runs[run_count - 2].length < 2 * runs[run_count - 1].length)) {
            run_count--;
            done = merge(vm, pairs + runs[run_count - 1].start, runs[run_count - 1].length,
                         runs[run_count].length, spare);
            runs[run_count - 1].length += runs[run_count].length;
        }
    }
    memory_free(spare);
    return done;
}

static bool make_keys(Vm *vm, Pair *pairs, uint32_t count, Value key) {
    for (uint32_t i = 0; i < count; i++) {
        Value made = vm_call1(vm, key, pairs[i].item);
        if (value_is_null(made)) {
            return false;
        }
        value_store(vm, &pairs[i].key, made);
    }
    return true;
}

bool list_sort(Vm *vm, Value value, Value key, bool reverse) {
    List *list = value_list(value);
    bool with_key = !value_is_null(key) && !value_is_none(key);
    Value *items = list->items;
    uint32_t count = list->count;
    uint32_t capacity = list->capacity;
    list->items = NULL;
    list->count = list->capacity = 0;
    Pair *pairs = memory_new((count + 1) * sizeof *pairs);
    for (uint32_t i = 0; i < count; i++) {
        pairs[i] = (Pair){with_key ? VALUE_NULL : items[i], items[i]};
    }
    bool done = !with_key || make_keys(vm, pairs, count, key);
    if (done) {
        /* Turned round before and after, equal items keep their order in a reversed sort too. */
        if (reverse) {
            turn_round(pairs, count);
        }
        done = sort_pairs(vm, pairs, count);
        if (reverse) {
            turn_round(pairs, count);
        }
    }
    for (uint32_t i = 0; i < count; i++) {
        items[i] = pairs[i].item;
    }
    /* Whatever was put into the list meanwhile goes. */
    Value *stray = list->items;
    uint32_t stray_count = list->count;
    uint32_t stray_capacity = list->capacity;
    list->items = items;
    list->count = count;
    list->capacity = capacity;
    for (uint32_t i = 0; with_key && i < count; i++) {
        value_release(vm, pairs[i].key);
    }
    memory_free(pairs);
    for (uint32_t i = 0; i < stray_count; i++) {
        value_release(vm, stray[i]);
    }
    bool modified = stray_capacity > 0;
    heap_bytes_free(vm, stray, stray_capacity * sizeof(Value));
    if (done && modified) {
        vm_raise(vm, EXC_VALUE_ERROR, "list modified during sort");
        return false;
    }
    return done;
}
