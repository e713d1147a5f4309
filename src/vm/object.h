/* The layouts of the objects that more than one file looks into. All begin with Obj. What holds a
 * Value owns a reference unless its comment says "borrowed". Allocation: heap_new() for a fixed
 * size, heap_new_sized() for a tail; both count against the run's memory budget and never return
 * NULL (past the budget they set vm->stop, and the run ends at the next instruction). */
#ifndef VM_OBJECT_H
#define VM_OBJECT_H

#include "lang/code.h"
#include "vm/type.h"
#include "vm/value.h"

#include <gmp.h>

/* str: code points in the narrowest of 1, 2 or 4 bytes each; immutable. */
typedef struct Str {
    Obj obj;
    int64_t hash;    /* -1: not computed yet */
    uint32_t length; /* code points */
    uint8_t width;   /* bytes a code point: 1, 2 or 4, the least that the largest one needs (1:
                        Latin-1) */
    bool ascii;      /* every code point is below 128 */
    bool interned;   /* equal interned strings are the same object */
    _Alignas(4) uint8_t data[]; /* length * width bytes, then one zero code point */
} Str;

typedef struct Bytes {
    Obj obj;
    int64_t hash; /* -1: not computed yet */
    uint32_t length;
    uint8_t data[]; /* and a NUL behind */
} Bytes;

/* An int that does not fit 63 bits: magnitude in GMP limbs, least significant first, no leading
 * zero. */
typedef struct BigInt {
    Obj obj;
    int32_t size; /* limbs; negative when the number is */
    uint32_t capacity;
    mp_limb_t limbs[];
} BigInt;

typedef struct Float {
    Obj obj;
    double number;
} Float;

typedef struct Tuple {
    Obj obj;
    uint32_t count;
    Value items[];
} Tuple;

typedef struct List {
    Obj obj;
    uint32_t count;
    uint32_t capacity;
    Value *items;
} List;

typedef struct DictEntry {
    Value key; /* VALUE_NULL: deleted */
    Value value;
    int64_t hash;
} DictEntry;

/* Insertion-ordered, as CPython's: a dense array of entries and, beyond DICT_LINEAR_MAX entries, an
 * index of entry numbers by hash. */
struct Dict {
    Obj obj;
    uint32_t count;      /* live entries */
    uint32_t used;       /* entries in use, deleted ones included */
    uint32_t capacity;   /* of entries */
    uint32_t index_mask; /* slots of the index - 1; 0: no index, entries are searched in turn */
    DictEntry *entries;
    int32_t *index; /* entry number, -1: empty */
};

typedef struct SetEntry {
    Value key; /* VALUE_NULL: empty; VALUE_NOT_IMPLEMENTED: deleted (CPython's dummy) */
    int64_t hash;
} SetEntry;

/* set and frozenset: CPython's open table and probing, since ints iterate in its order. */
typedef struct Set {
    Obj obj;
    uint32_t count; /* live keys */
    uint32_t fill;  /* live and deleted */
    uint32_t mask;  /* slots - 1 */
    int64_t hash;   /* of a frozenset, -1: not computed */
    SetEntry *table;
    SetEntry small[8];
} Set;

typedef struct Range {
    Obj obj;
    Value start; /* ints of any size */
    Value stop;
    Value step;
} Range;

/* The iterator of a range of small ints; FOR_ITER knows it. */
typedef struct RangeIterator {
    Obj obj;
    int64_t next;
    int64_t step;
    uint64_t left; /* items still to come */
} RangeIterator;

/* The iterator of list and tuple (`sequence` VALUE_NULL when exhausted); FOR_ITER knows both. */
typedef struct SequenceIterator {
    Obj obj;
    Value sequence;
    uint32_t index;
} SequenceIterator;

typedef struct Slice {
    Obj obj;
    Value start;
    Value stop;
    Value step;
} Slice;

typedef struct CellObject {
    Obj obj;
    Value value; /* VALUE_NULL: unbound */
} CellObject;

/* An instance of a class of the program. Native types that allow attributes or subclasses with
 * attributes put a `Dict *` of their own at Type.dict_offset. */
typedef struct Instance {
    Obj obj;
    Dict *dict; /* NULL until the first attribute is set */
} Instance;

/* A function of a program. Code and module live in CodeObject. */
typedef struct CodeObject CodeObject;
typedef struct Function {
    Obj obj;
    CodeObject *code;
    Value name;             /* str */
    Value qualified_name;   /* str; VALUE_NULL: the code's, see function_qualified_name() */
    Value defaults;         /* tuple or VALUE_NULL */
    Value keyword_defaults; /* dict or VALUE_NULL */
    Value annotations;      /* dict or VALUE_NULL */
    Value closure;          /* tuple of cells or VALUE_NULL */
    Dict *dict;             /* attributes set by the program, or NULL */
} Function;

typedef struct NativeCallable {
    Obj obj;
    const NativeMethod *method;
    Type *owner;  /* for methods: the type, for messages; NULL for functions */
    Value name;   /* str */
    Value module; /* str or VALUE_NULL */
} NativeCallable;

typedef struct BoundMethod {
    Obj obj;
    Value function;
    Value self;
} BoundMethod;

typedef struct Module {
    Obj obj;
    Value name;              /* str */
    Dict *dict;              /* of native modules, and names that are no slot of the unit's */
    const struct Code *code; /* of a module from text, else NULL */
    CodeObject *code_object;
    Dict *slots;     /* name to index into globals, or NULL */
    Value *globals;  /* Unit.globals' values, VALUE_NULL: unset */
    Value *builtins; /* the builtin of each of these names, VALUE_NULL: none; borrowed */
    bool is_library; /* embedded: its frames are hidden from tracebacks */
} Module;

/* An exception: BaseException and everything below, classes of the program included. */
typedef struct Exception {
    Obj obj;
    Dict *dict;
    Value arguments; /* tuple: .args */
    Value cause;     /* or VALUE_NULL */
    Value context;   /* or VALUE_NULL */
    Value traceback; /* Traceback or VALUE_NULL */
    Value notes;     /* list (__notes__) or VALUE_NULL */
    Value extra;     /* StopIteration.value, SystemExit.code, ExceptionGroup's (message, exceptions)
                        tuple … */
    bool suppress_context;
} Exception;

/* Type.dict_offset of a class below str or tuple: the Dict * stands behind the last character or
 * item. */
#define DICT_AT_END UINT32_MAX

/* What an instance of such a class needs behind its own bytes: room for the pointer, aligned. */
static inline size_t instance_tail(const Type *type) {
    return type->dict_offset == DICT_AT_END ? 2 * sizeof(Dict *) : 0;
}

static inline Dict **instance_dict_at_end(Obj *self) {
    size_t end =
        self->type->flags & TYPE_IS_TUPLE
            ? offsetof(Tuple, items) + ((Tuple *)self)->count * sizeof(Value)
            : offsetof(Str, data) + ((size_t)((Str *)self)->length + 1) * ((Str *)self)->width;
    return (Dict **)(void *)((char *)self + ((end + sizeof(Dict *) - 1) & ~(sizeof(Dict *) - 1)));
}

/* Where an object keeps the Dict of its own attributes (NULL until one is set); NULL: it can have
 * none. */
static inline Dict **instance_dict(Obj *self) {
    uint32_t offset = self->type->dict_offset;
    if (offset == 0) {
        return NULL;
    }
    return offset != DICT_AT_END ? (Dict **)(void *)((char *)self + offset)
                                 : instance_dict_at_end(self);
}

/* ---- allocation (heap.c) ---- */

/* A zeroed object of `size` bytes with one reference and the given type. */
void *heap_new(Vm *vm, Type *type, size_t size);
/* Raw bytes that belong to an object (list items, dict entries), counted against the budget. */
void *heap_bytes_resize(Vm *vm, void *bytes, size_t old_size, size_t new_size);
/* From now on these are such bytes: malloc() gave them, and `size` of them. */
void heap_bytes_adopt(Vm *vm, size_t size);
void heap_bytes_free(Vm *vm, void *bytes, size_t size);

#endif
