/* Frames: one activation of a Code. Inside the vm only.
 *
 * The frame of an ordinary call lives on its thread's stack (thread.c), and so do its registers,
 * which begin where the caller put the arguments, so that nothing is copied. The frame of a
 * generator, coroutine or async generator lives in its object, on the heap. */
#ifndef VM_FRAME_H
#define VM_FRAME_H

#include "vm/container.h"
#include "vm/vm.h"

/* What LOAD_ATTR, LOAD_METHOD and STORE_ATTR remember of their last object. */
typedef struct InlineCache {
    const Type *type; /* NULL: nothing remembered */
    uint32_t epoch;   /* Vm.type_epoch then */
    uint32_t hint;    /* entry number in the instance's dict */
    Value value;      /* what the type has under the name, or the module; borrowed */
    /* CACHE_PROPERTY: `value` is asked, whatever the instance has under the name;
     * CACHE_DESCRIPTOR: if the instance has nothing. CACHE_MODULE: of the module `value`, hint is
     * the number of the global. `type` is NULL then. */
    enum {
        CACHE_INSTANCE,
        CACHE_METHOD,
        CACHE_CLASS_VALUE,
        CACHE_PROPERTY,
        CACHE_DESCRIPTOR,
        CACHE_MODULE
    } kind;
} InlineCache;

/* A Code of a loaded unit, with its constants as values. */
struct CodeObject {
    Obj obj;
    const Code *code;
    Module *module;        /* borrowed: the vm keeps every module until its end */
    Value name;            /* str */
    Value qualified_name;  /* str; VALUE_NULL: nobody has asked, see code_qualified_name() */
    bool is_filled;        /* what follows is there: see code_object_new() */
    Value *constants;      /* Code.constant_count; nested codes are CodeObjects */
    Value *names;          /* Code.name_count interned strs */
    Value *register_names; /* Code.first_temp interned strs, or VALUE_NULL: nobody has asked, see
                              code_register_name() */
    InlineCache *caches;
    int32_t plain_arguments; /* the count of arguments that need no binding, -1: always bind */

    /* What every call needs, at hand: one load instead of two. */
    int32_t direct_arguments; /* plain_arguments of a function that has no closure either and runs
                                 at once (no coroutine, no generator); -1: not such a one */
    const Instruction *instructions;
    uint32_t first_temp;
    uint32_t register_count;
};

/* The locals of a frame that an exception's traceback refers to: they live as long as it does. */
typedef struct FrameKeep {
    Obj obj;
    uint32_t count;
    Value *values; /* NULL until the frame has ended */
} FrameKeep;

/* One entry of an exception's traceback; `next` is one call further in. */
typedef struct Traceback {
    Obj obj;
    Value next; /* Traceback or VALUE_NULL */
    CodeObject *code;
    uint32_t instruction;
    FrameKeep *keep;
} Traceback;

enum {
    FRAME_ENTRY = 1,     /* the interpreter returns to C when this frame ends or suspends */
    FRAME_INIT = 2,      /* an __init__ on behalf of a class call: the result is `self_value` */
    FRAME_GENERATOR = 4, /* of a generator, coroutine or async generator */
    FRAME_UNPACKED = 8,  /* the call was f(*arguments); they are released when it has returned */
    /* A frame without any flag is an ordinary call from one function of the program to another */
};

struct Frame {
    CodeObject *code;
    const Instruction
        *pc; /* of the instruction in execution, while the frame is not the running one */
    Value *registers;
    Frame *caller;
    struct Generator *generator; /* whose frame this is, or NULL */
    FrameKeep *keep;             /* once an exception passed, or NULL */
    union {
        Value self_value; /* of an ordinary frame with FRAME_INIT: the new object; owned */
        Value sent;       /* of a resumed generator: the value sent; owned */
    };
    union {
        Value *stack_before; /* of an ordinary frame: the thread's stack top at the call, and at the
                                end */
        Value thrown; /* of a resumed generator: the exception to raise inside; owned, or VALUE_NULL
                       */
    };
    uint32_t flags;             /* FRAME_… */
    uint32_t result;            /* the caller's register for the result */
    const Instruction *goes_on; /* where the caller does, once this ordinary frame has returned */
    Value function;             /* what was called; owned */
};

typedef enum GeneratorState {
    GENERATOR_CREATED,
    GENERATOR_SUSPENDED,
    GENERATOR_RUNNING,
    GENERATOR_FINISHED
} GeneratorState;

/* Generator, coroutine or async generator, by type. */
typedef struct Generator {
    Obj obj;
    GeneratorState state;
    bool hooks_told;    /* async generator: first iteration was reported */
    bool closed;        /* async generator: aclose() or exhaustion */
    bool async_running; /* async generator: an asend/athrow is under way */
    Handled handled;
    Frame frame; /* its function is owned, and has the names */
    Value registers[];
} Generator; /* there may be millions: 184 bytes with four registers */

/* The cells of the enclosing functions, into their registers. */
static inline void put_closure(Function *function, Value *registers) {
    const Code *code = function->code->code;
    Tuple *closure = value_tuple(function->closure);
    uint32_t first = code->local_count + code->cell_count;
    for (uint32_t i = 0; i < code->free_count; i++) {
        registers[first + i] = value_retain(closure->items[i]);
    }
}

/* interpreter.c */
Resumption interpreter_run(Vm *vm, Frame *frame, Value *result);
/* Charges what was executed, reclaims cycles, asks the embedder. False: raised or stopped. */
bool vm_tick(Vm *vm, TickPlace place);

/* thread.c */
void vm_thread_setup(Vm *vm);
void vm_thread_release(Vm *vm); /* the memory of all threads */

/* bind.c */
/* Fills `registers` (all of the code's, overwritten) for a call of `function`; borrowed arguments.
 * False: TypeError raised in CPython's words, and every register is VALUE_NULL. */
bool function_bind(Vm *vm, Function *function, const Value *arguments, uint32_t count,
                   Value keywords, Value *registers);

/* function.c */
/* Most functions of a library are never called: constants, names and caches come with the first
 * call (code_object_fill(), by function_bind()). */
Value code_object_new(Vm *vm, const Code *code, Module *module);
void code_object_fill(Vm *vm, CodeObject *made);                    /* if it is not yet */
Value code_register_name(Vm *vm, CodeObject *code, uint32_t index); /* borrowed */
Value code_qualified_name(Vm *vm, CodeObject *code);                /* borrowed */
Value function_qualified_name(Vm *vm, const Function *function);    /* borrowed */
Value function_new(Vm *vm, CodeObject *code);
Value native_new(Vm *vm, const NativeMethod *method, Type *owner, Value module);
Value native_call(Vm *vm, NativeCallable *native, const Value *arguments, uint32_t count,
                  Value keywords);
/* Whether CPython has a wrapper around a type's slot where we have this method: these complain in
 * words of their own. Other dunder methods are ordinary ones there. */
bool native_is_slot_wrapper(Vm *vm, const NativeCallable *native);
Value bound_method_new(Vm *vm, Value function, Value self);
void function_setup(Vm *vm);

/* generator.c */
Value generator_new(Vm *vm, Function *function,
                    uint32_t flags); /* registers are NULL, to be bound */
void generator_setup(Vm *vm);
Value coroutine_await_iter(Vm *vm, Value self);
Value coroutine_wrapper_new(Vm *vm, Value coroutine); /* what coroutine.__await__() gives */
/* The iterator that a suspended generator delegates to (await or yield from), borrowed; or
 * VALUE_NULL. */
Value generator_delegate(const Generator *generator);
bool generator_close(Vm *vm, Generator *generator);

/* exception.c */
void exception_setup(Vm *vm);
/* Gives an exception that is about to be raised its context: the one being handled. */
void exception_chain(Vm *vm, Value exception);
void exception_add_traceback(Vm *vm, Value exception, Frame *frame);
Value exception_group_match(Vm *vm, Value exception, Value types, Value *rest);
Value exception_group_combine(Vm *vm, Value original, Value list);

/* slot_methods.c: the dunder methods for the slots that a native type fills itself. */
void slot_methods_add(Vm *vm, Type *type, const Type *slots);

/* type.c, class.c */
/* The order, the slots and the first of the bases as `base`. False: they have no order. */
bool type_set_bases(Type *type, Type *const *bases, uint32_t count);
void type_setup(Vm *vm);
void class_setup(Vm *vm); /* object, __slots__' members, and what descriptors.c has */
Value class_construct(Vm *vm, Type *type, const Value *arguments, uint32_t count, Value keywords);

/* class_slots.c: the slots of a program's classes, which call its dunder methods */
/* The method as found on the type (borrowed), VALUE_NULL when absent or set to None. */
Value class_slots_find(Vm *vm, Value self, Value name);
/* Calls it; NotImplemented where there is none. */
Value class_slots_call(Vm *vm, Value self, Value name, const Value *arguments, uint32_t count);
/* Looks the dunder methods of a program's class up again and sets its slots. */
void class_slots_fill(Vm *vm, Type *type);
/* A dunder of a program's class was set or deleted: the same, and for its subclasses. */
void class_slots_update(Vm *vm, Type *type);

/* descriptors.c: property, staticmethod, classmethod, super */
void descriptors_setup(Vm *vm);
/* A staticmethod or classmethod, as `type` says, of a function. */
Value descriptors_wrap(Vm *vm, Type *type, Value function);
/* A property is told the name that it has in its class. */
void descriptors_tell_name(Vm *vm, Value property, Value name);

Value union_new(Vm *vm, Value a, Value b);
/* "Exception ignored in: …" with the raised exception, which is cleared. */
void vm_write_unraisable(Vm *vm, Value where);
/* "RuntimeWarning: coroutine 'name' was never awaited" at the running line. */
void vm_warn_never_awaited(Vm *vm, Value qualified_name);
/* A warning of `category` at the running line of the program, with that line. */
bool vm_warn(Vm *vm, const char *category, const char *message); /* false: shown before */

/* protocol.c */
/* AttributeError about `self`, with its name; returns VALUE_NULL. */
Value vm_raise_attribute(Vm *vm, Value self, Value name, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* True, and the run is stopped, when CPython's type has this attribute and ours has not. */
bool refuse_if_unsupported(Vm *vm, Type *type, Value name);
/* The library's stand-in for metaclasses: calls the class method `name` of a class that has
 * TYPE_CLASS_HOOKS (an Enum). False: there is no such hook; otherwise *result is the call's. */
bool class_hook(Vm *vm, Value class, Value name, const Value *arguments, uint32_t count,
                Value *result);
void protocol_setup(Vm *vm);

/* module.c */
void module_setup(Vm *vm);

/* heap.c */
struct Heap *heap_make(uint64_t bytes_max);
void heap_drop(Vm *vm);
/* Calls every object's destroy, so that memory outside the heap is given back; no object may be
 * used after. */
void heap_destroy_all(Vm *vm);
void *heap_new_raw(Vm *vm, Type *type, size_t size); /* only the head is set */
void *heap_new_untyped(Vm *vm, size_t size);
/* Makes room for `size` bytes in an object that only the caller refers to; it may move. NULL: it is
 * one of the small objects, which cannot grow. */
Obj *heap_grow(Vm *vm, Obj *obj, size_t size);
void heap_collect_if_due(Vm *vm);
/* Tells, once the run is over and nothing of it should be referred to from outside the heap, which
 * objects still are: each is a reference that somebody forgot to release. How many. */
uint64_t heap_audit(Vm *vm, Text *report);
uint64_t heap_object_count(const Vm *vm);
/* Every class there is, in no telling order: what `apply` does must not depend on it. */
void heap_each_type(Vm *vm, void (*apply)(Type *, void *), void *context);
/* True the first time: a __del__ runs once, even when its object was brought back to life. */
bool obj_finalize_once(Obj *obj);

#endif
