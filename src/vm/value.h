/* Values: what a register, a list item or a dict entry holds.
 *
 *     ....i i i i i i 1   an int of 63 bits            (bits = i * 2 + 1)
 *     ....p p p p p 1 0   an object, Obj *             (bits = address + 2)
 *     ....k k k k k 0 0   NULL, None, False, True, Ellipsis, NotImplemented
 *
 * Ints outside 63 bits and floats are objects. VALUE_NULL is "nothing here": an empty register, a
 * failed call (the thread's raised exception says why). A Value is a reference when it is an
 * object; functions that return a Value return a new reference and borrow their arguments, unless
 * their comment says otherwise. value_retain() and value_release() do nothing for values that are
 * no objects. */
#ifndef VM_VALUE_H
#define VM_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Vm Vm;
typedef struct Type Type;

typedef struct Value {
    uint64_t bits;
} Value;

/* The head of every object. */
typedef struct Obj {
    uint32_t refs;   /* references; the object dies when it falls to 0 */
    uint32_t serial; /* 0 until id(), hash() or a default repr asks: then a number that counts up */
    Type *type;      /* a reference, unless the type is immortal */
} Obj;

#define VALUE_NULL ((Value){0})
#define VALUE_NONE ((Value){4})
#define VALUE_FALSE ((Value){8})
#define VALUE_TRUE ((Value){12})
#define VALUE_ELLIPSIS ((Value){16})
#define VALUE_NOT_IMPLEMENTED ((Value){20})

#define SMALL_INT_MAX (INT64_MAX >> 1)
#define SMALL_INT_MIN (INT64_MIN >> 1)

static inline bool value_same(Value a, Value b) {
    return a.bits == b.bits;
}

static inline bool value_is_null(Value value) {
    return value.bits == 0;
}

static inline bool value_is_none(Value value) {
    return value.bits == 4;
}

static inline bool value_is_bool(Value value) {
    return (value.bits & ~UINT64_C(4)) == 8;
}

static inline Value value_from_bool(bool truth) {
    return truth ? VALUE_TRUE : VALUE_FALSE;
}

/* A small int; bools are not. */
static inline bool value_is_small_int(Value value) {
    return (value.bits & 1) != 0;
}

static inline bool values_are_small_ints(Value a, Value b) {
    return (a.bits & b.bits & 1) != 0;
}

static inline int64_t value_small_int(Value value) {
    return (int64_t)value.bits >> 1;
}

static inline bool small_int_fits(int64_t integer) {
    return integer >= SMALL_INT_MIN && integer <= SMALL_INT_MAX;
}

/* `integer` must fit 63 bits; int_from_int64() takes any. */
static inline Value value_from_small_int(int64_t integer) {
    return (Value){((uint64_t)integer << 1) | 1};
}

static inline bool value_is_obj(Value value) {
    return (value.bits & 3) == 2;
}

static inline Obj *value_obj(Value value) {
    return (Obj *)(uintptr_t)(value.bits - 2);
}

/* Borrows: the reference count stays. */
static inline Value value_from_obj(void *obj) {
    return (Value){(uint64_t)(uintptr_t)obj + 2};
}

/* Frees an object whose last reference went; called by value_release() only. */
void heap_free(Vm *vm, Obj *obj);

static inline Value value_retain(Value value) {
    if (value_is_obj(value)) {
        value_obj(value)->refs++;
    }
    return value;
}

static inline void value_release(Vm *vm, Value value) {
    if (value_is_obj(value) && --value_obj(value)->refs == 0) {
        heap_free(vm, value_obj(value));
    }
}

static inline void *obj_retain(void *obj) {
    ((Obj *)obj)->refs++;
    return obj;
}

static inline void obj_release(Vm *vm, void *obj) {
    if (--((Obj *)obj)->refs == 0) {
        heap_free(vm, obj);
    }
}

/* Moves a reference out; the slot is VALUE_NULL after. */
static inline Value value_take(Value *slot) {
    Value value = *slot;
    *slot = VALUE_NULL;
    return value;
}

/* Stores a new reference (handed over) and releases what stood there; safe when the release runs
 * code that looks at the slot. */
static inline void value_store(Vm *vm, Value *slot, Value value) {
    Value old = *slot;
    *slot = value;
    value_release(vm, old);
}

#endif
