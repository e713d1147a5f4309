/* Types: what an object can do. A native type fills the slots that it supports with C functions; a
 * class of the program gets slots that look up the dunder method in the class (type.c), so generic
 * code always asks the slots. Slots are inherited from the base when a type is made.
 *
 * Conventions of every slot: arguments are borrowed; a Value result is a new reference; VALUE_NULL
 * (or -1, or false) means that an exception was raised with vm_raise…(); VALUE_NOT_IMPLEMENTED from
 * `compare` and `binary` means "ask the other operand". */
#ifndef VM_TYPE_H
#define VM_TYPE_H

#include "lang/code.h"
#include "vm/value.h"

typedef struct Dict Dict;
typedef struct Fork Fork;

/* What one resumption of a generator, coroutine, native awaitable or thread came to. */
typedef enum Resumption {
    RESUMED_RETURNED, /* it is finished; the value is its result */
    RESUMED_YIELDED,  /* a `yield` of a generator or async generator; the value is the item */
    RESUMED_AWAITS,   /* suspended in an `await`; the value is what must happen first (a future), or
                         None */
    RESUMED_RAISED,   /* it is finished; the exception is raised in the thread */
    RESUMED_SUSPENDED /* only of a thread: it waits, see vm_suspend() */
} Resumption;

/* A function in C. `arguments` holds `count` positional ones and, behind them, one for each name in
 * the tuple `keywords` (VALUE_NULL when there are none). All borrowed. A method finds itself in
 * arguments[0], counted. */
typedef Value (*NativeFunction)(Vm *vm, const Value *arguments, uint32_t count, Value keywords);

/* One row of a native type's or module's table; the table ends with a row whose name is NULL. The
 * counts leave out self. When `keywords` is false, keyword arguments are refused and the counts are
 * checked before the call, with CPython's messages; when it is true the function checks with
 * arguments_bind(). */
typedef struct NativeMethod {
    const char *name;
    NativeFunction function;
    int16_t min;   /* positional arguments at least */
    int16_t max;   /* and at most; -1: any number */
    bool keywords; /* takes keyword arguments, and checks its arguments itself */
    enum { METHOD_INSTANCE, METHOD_CLASS, METHOD_STATIC, METHOD_PROPERTY } kind;
} NativeMethod;

typedef void (*VisitFunction)(Value value, void *context);

enum {
    TYPE_HEAP = 1,      /* made by a class statement */
    TYPE_IMMORTAL = 2,  /* never freed: native types */
    TYPE_HAS_DICT = 4,  /* instances have attributes of their own (struct Instance) */
    TYPE_EXCEPTION = 8, /* BaseException or below */
    TYPE_FINAL = 16,    /* cannot be a base ("type 'bool' is not an acceptable base type") */
    TYPE_IS_BASE = 32,  /* of a class of the program, now or once */
    TYPE_IS_INT = 64,
    TYPE_IS_STR = 128,
    TYPE_IS_TUPLE = 256,
    TYPE_IS_LIST = 512,
    TYPE_IS_DICT = 1024,
    TYPE_CLASS_HOOKS = 16384,     /* __class_iter__ and the like: see class_hook() */
    TYPE_WITHIN_HEAP = 32768,     /* its objects hold nothing but references: at the vm's end, when
                                     the heap goes as a whole, they need not be destroyed */
    TYPE_COROUTINE = 8192,        /* native coroutines: asyncio.iscoroutine() is true for them */
    TYPE_HAS_GETATTR_HOOK = 2048, /* __getattr__ or __getattribute__ somewhere */
    TYPE_INIT_FILLS = 4096 /* mutable containers: T() makes it empty, T.__init__(...) fills it
                              (list, dict, set) */
};

struct Type {
    Obj obj;
    Value name;           /* str */
    Value qualified_name; /* str */
    Value module;         /* str: "builtins", "__main__", "asyncio" */
    Type *base;           /* whose layout its instances go on; NULL for object only */
    Type **mro;           /* where attributes are looked up, in order: itself, bases, object */
    uint32_t mro_count;
    uint32_t base_count; /* its own bases stand behind the order, as the class statement has them */
    Dict *attributes;    /* methods and class variables, without those of the bases */
    uint32_t flags;      /* TYPE_… */
    uint32_t instance_size;    /* bytes */
    uint32_t dict_offset;      /* of the instance's Dict *, 0: none (see instance.h) */
    uint32_t slots_offset;     /* of the first Value that the class's own __slots__ name */
    uint32_t slots_count;      /* how many */
    uint16_t unsupported_from; /* its rows of unsupported.def, once they are known (protocol.c) */
    uint16_t unsupported_to;
    bool unsupported_known;
    uint32_t plain_init_epoch;   /* Vm.type_epoch when this was found: */
    struct Function *plain_init; /* what a call of the class comes to (interpreter.c); borrowed */

    /* Fills `to`, a zeroed copy of `from` for another process, without attributes (see fork.h).
     * NULL: there is nothing in it that can change, or it cannot be copied. */
    void (*fork)(Fork *fork, const Obj *from, Obj *to);
    /* Runs before `destroy` when the last reference went or the collector found self unreachable;
     * may run code of the program and may bring self back to life. NULL: nothing to do. */
    void (*finalize)(Vm *vm, Obj *self);
    /* Drops everything that self holds and leaves it empty but valid: the collector calls it to
     * break a cycle, and heap_free() (which then frees self) perhaps a second time. */
    void (*destroy)(Vm *vm, Obj *self);
    void (*visit)(Obj *self, VisitFunction visit,
                  void *context); /* every Value that self holds; NULL: none */
    Value (*construct)(Vm *vm, Type *type, const Value *arguments, uint32_t count,
                       Value keywords); /* T(...) */
    Value (*repr)(Vm *vm, Value self);
    Value (*str)(Vm *vm, Value self);                               /* NULL: as repr */
    bool (*hash)(Vm *vm, Value self, int64_t *hash);                /* NULL: unhashable */
    Value (*compare)(Vm *vm, Value a, Value b, CompareOperator op); /* a is of this type */
    Value (*binary)(Vm *vm, BinaryOperator op, Value a, Value b);   /* a or b is of this type */
    Value (*inplace)(Vm *vm, BinaryOperator op, Value a, Value b);  /* a is; NULL: as binary */
    Value (*negative)(Vm *vm, Value self);
    Value (*positive)(Vm *vm, Value self);
    Value (*invert)(Vm *vm, Value self);
    Value (*absolute)(Vm *vm, Value self);
    int (*truth)(Vm *vm, Value self);      /* 0, 1, -1; NULL: by length, else true */
    int64_t (*length)(Vm *vm, Value self); /* -1: raised */
    Value (*get_item)(Vm *vm, Value self, Value key);
    bool (*set_item)(Vm *vm, Value self, Value key, Value value); /* value VALUE_NULL: delete */
    int (*contains)(Vm *vm, Value self, Value item);              /* 0, 1, -1; NULL: iterate */
    Value (*iter)(Vm *vm, Value self);
    Value (*next)(Vm *vm, Value self); /* VALUE_NULL with nothing raised: exhausted */
    Value (*call)(Vm *vm, Value self, const Value *arguments, uint32_t count, Value keywords);
    Value (*get_attr)(Vm *vm, Value self, Value name);             /* NULL: the generic way */
    bool (*set_attr)(Vm *vm, Value self, Value name, Value value); /* value VALUE_NULL: delete */
    Value (*descriptor_get)(Vm *vm, Value self, Value instance,
                            Type *owner); /* instance may be VALUE_NULL */
    bool (*descriptor_set)(Vm *vm, Value self, Value instance,
                           Value value);             /* a data descriptor has it */
    Value (*await_iter)(Vm *vm, Value self);         /* __await__ */
    Value (*async_iter)(Vm *vm, Value self);         /* __aiter__ */
    Value (*async_next)(Vm *vm, Value self);         /* __anext__: an awaitable */
    Value (*format)(Vm *vm, Value self, Value spec); /* __format__; NULL: object's */
    /* Native awaitables and iterators that can be sent to. `sent` is consumed (None at first);
     * `thrown` (borrowed, or VALUE_NULL) is an exception to raise inside instead. `*result` is set
     * unless it raised. */
    Resumption (*resume)(Vm *vm, Value self, Value sent, Value thrown, Value *result);
};

/* What a native type is made from; unset slots are inherited. */
typedef struct TypeSpec {
    const char *name; /* "list"; "asyncio.Lock" puts the part before the last dot into __module__ */
    uint32_t instance_size;
    uint32_t flags;
    const char *doc;             /* or NULL */
    const NativeMethod *methods; /* or NULL */
    Type slots;                  /* only the function pointers are read */
} TypeSpec;

/* Makes an immortal native type below `base` (NULL: object). Never fails. */
Type *type_new_native(Vm *vm, const TypeSpec *spec, Type *base);

/* Finds `name` (an interned str) in the type or its bases; borrowed, VALUE_NULL when absent, never
 * raises. */
Value type_lookup(Type *type, Value name);
/* The same for a name of Vm.names, for who asks often: the vm remembers. */
Value type_find(Vm *vm, Type *type, Value name);
Value type_lookup_cstr(Vm *vm, Type *type, const char *name);
/* The first of its order that is no class of the program; the type itself when it has been taken
 * apart. */
Type *type_native_base(Type *type);

/* Sets an attribute of the type itself (value borrowed) and lets caches know. */
void type_set(Vm *vm, Type *type, const char *name, Value value);

/* A class statement's result; `bases` as given, and behind them a value for each name in the tuple
 * `keywords` (VALUE_NULL when there are none), which __init_subclass__ gets; `namespace` is the
 * body's dict. All borrowed. Raises TypeError. */
Value type_new_class(Vm *vm, Value name, const Value *bases, uint32_t base_count, Value keywords,
                     Value namespace);

bool type_is_subtype(const Type *type, const Type *base);
Type *value_type(Vm *vm, Value value);            /* of any value; borrowed */
const char *value_type_name(Vm *vm, Value value); /* for messages; valid while the type lives */
const char *type_name(const Type *type);          /* UTF-8 */
bool value_is_instance(Vm *vm, Value value, const Type *type); /* with subclasses */

#endif
