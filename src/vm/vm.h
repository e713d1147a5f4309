/* The virtual machine: everything that one run of one program needs, with no globals. It knows
 * neither an event loop nor a clock: session/ binds those through native modules and the hooks
 * below.
 *
 * A VmThread is one stack of frames (a simulated thread of the program; the first is the main
 * thread). The interpreter runs the frames of vm->thread; whoever switches simulated threads
 * switches vm->thread with them, and the C stack too unless the thread is suspended. Calls from
 * Python to Python do not recurse in C. A native that calls back into the program (a sort key, a
 * __repr__) does recurse, and is counted against RECURSION_MAX.
 *
 * Exceptions: a function that fails calls one of vm_raise…() and returns VALUE_NULL (or -1, false);
 * the exception stands in vm->thread->raised until somebody takes it. A *stop* (vm_stop) is no
 * exception: the run ends, no except or finally of the program runs; it travels the same way, as
 * the marker STOP. */
#ifndef VM_VM_H
#define VM_VM_H

#include "base/array.h"
#include "base/slot_pool.h"
#include "base/stack_pool.h"
#include "base/text.h"
#include "lang/code.h"
#include "vm/embedded.h"
#include "vm/object.h"
#include "vm/type.h"
#include "vm/value.h"

enum { RECURSION_MAX = 1000, VM_PARKED_SIZES = 3, VM_PARKED_WITHIN = 176 };

typedef enum ExceptionId {
#define EXCEPTION(id, name, base) EXC_##id,
#include "vm/exceptions.def"
#undef EXCEPTION
    EXCEPTION_COUNT
} ExceptionId;

typedef struct Frame Frame;

/* What is being handled (sys.exc_info()); every generator has one of its own, chained while it
 * runs. */
typedef struct Handled {
    Value exception; /* or VALUE_NULL */
    struct Handled *outer;
} Handled;

typedef struct VmThread {
    Frame *frame;      /* the running one, NULL: none */
    Frame *frame_last; /* of the RECURSION_MAX structs for ordinary calls, which lie below this one
                          and are taken downwards, the one taken last: these calls end in the
                          reverse order in which they began */
    Value *stack;      /* registers of ordinary frames, lazily committed */
    Value *stack_top;  /* first free one */
    Value *stack_end;
    uint32_t depth;   /* frames and native recursion */
    Value raised;     /* the exception on its way, or VALUE_NULL */
    Handled *handled; /* innermost */
    Handled base_handled;
    const char *c_stack_low; /* natives that call back must not go below; NULL: not checked */
    void *owner;             /* session's thread */
    Value context; /* the current one of contextvars; VALUE_NULL: none was made yet, it is empty */

    bool may_suspend;                     /* vm_thread_begin() or vm_thread_go_on() runs it */
    bool is_suspended;                    /* a native has just called vm_suspend() */
    bool goes_on;                         /* the native's call shall come to `came` */
    uint32_t natives_from_c;              /* calls of natives by C, under way */
    Value came;                           /* what the native's call gives when it goes on; owned */
    char *memory;                         /* the stack, of the pool; NULL: parked (thread.c) */
    char *parked;                         /* where a parked thread has what it uses of its stack */
    size_t parked_size;                   /* bytes there */
    char parked_within[VM_PARKED_WITHIN]; /* for most threads: a call or two */
} VmThread;

/* Why a run was stopped, past any `except` of the program. */
typedef enum StopReason {
    STOP_NONE,
    STOP_REFUSED,     /* something of CPython's that we do not have: exit 2 */
    STOP_LIMIT,       /* a budget: exit 120 */
    STOP_DEADLOCK,    /* exit 121 */
    STOP_INTERRUPTED, /* the embedder wants the run to end at once: exit 130 */
    STOP_REAL         /* the real world failed: exit 122 */
} StopReason;

/* Where a tick happens. */
typedef enum TickPlace {
    TICK_IN_NATIVE, /* within a native function that asks an iterator for more */
    TICK_BETWEEN_INSTRUCTIONS,
    TICK_AT_BREAK, /* where CPython 3.11 looks at its eval breaker: after a jump back, at a
                      function's beginning, after a call */
} TickPlace;

/* What the embedder provides; any may be NULL. All get `context`. */
typedef struct VmHooks {
    void *context;
    /* The program's output; stream 1 or 2. */
    bool (*write)(void *context, int stream, const char *bytes, size_t length); /* false: raised */
    /* Every `instruction_quantum` instructions or so: charge CPU, preempt, look for Ctrl-C. May
     * raise (returns false), and may run other threads unless `place` is TICK_IN_NATIVE. */
    bool (*tick)(void *context, uint64_t instructions, TickPlace place);
    /* A native module by name; VALUE_NULL with nothing raised when there is none. */
    Value (*import_native)(void *context, const char *name);
    /* A line is about to run (only when `line_events`). */
    void (*line)(void *context, int32_t line);
    /* An async generator was dropped unfinished / iterated for the first time
     * (sys.set_asyncgen_hooks). */
    void (*async_generator_first)(void *context, Value generator);
    void (*async_generator_dropped)(void *context, Value generator);
    /* One that was iterated, and has finished or was closed, dies: forget it. */
    void (*async_generator_gone)(void *context, Value generator);
    /* An unseeded random.Random begins as with a seed that is larger by this; NULL: 0. */
    uint32_t (*seed_further)(void *context);
    struct Library *library; /* library.h: compiled modules to share with other runs */
    /* A coroutine is created and dies un-awaited are handled in the vm; the warning goes to
     * write(2). */
} VmHooks;

/* What a type has under a name. */
typedef struct TypeMemo {
    const Type *type;  /* NULL: nothing remembered */
    Value name, found; /* borrowed */
    uint32_t epoch;    /* Vm.type_epoch then */
} TypeMemo;

enum { TYPE_MEMOS = 64 }; /* a power of two */

struct Vm {
    VmThread *thread;
    VmHooks hooks;

    /* types */
    Type *type_object, *type_type, *type_none, *type_bool, *type_int, *type_float, *type_str,
        *type_bytes;
    Type *type_tuple, *type_list, *type_dict, *type_set, *type_frozenset, *type_range, *type_slice;
    Type *type_ellipsis, *type_not_implemented, *type_cell, *type_code, *type_function,
        *type_native;
    Type *type_bound_method, *type_module, *type_property, *type_staticmethod, *type_classmethod,
        *type_super, *type_member;
    Type *type_generator, *type_coroutine, *type_async_generator, *type_traceback;
    Type *type_range_iterator, *type_sequence_iterator, *type_generic_alias, *type_union;
    Type *type_item_iterator, *type_async_step, *type_anext_default, *type_coroutine_wrapper,
        *type_frame_keep, *type_set_iterator, *type_big_range_iterator, *type_callable_iterator;
    Type *type_str_iterator, *type_bytes_iterator, *type_list_reverse_iterator;
    Type *type_dict_keys, *type_dict_values, *type_dict_items;
    Type *type_dict_iterators[6]; /* of keys, values, items; then the reversed ones */
    Type *exceptions[EXCEPTION_COUNT];

    struct {
#define NAME(identifier, text) Value identifier;
#include "vm/names.def"
#undef NAME
    } names;
    struct StringTable *interned; /* str.c */
    Value latin1[256];            /* one-character strings */
    Value empty_tuple;
    Dict *builtins;                 /* name to value */
    Dict *modules;                  /* sys.modules: name to Module */
    Dict *warnings;                 /* those that were shown, or NULL */
    ARRAY_OF(Unit *) library_units; /* embedded modules that were loaded; owned */
    Value recursion_error_text;
    ARRAY_OF(Module *)
    unit_modules; /* all that came from text, failed imports too: code refers to them */

    struct ProcessMemory *memory;      /* in force; NULL: no process was ever started (fork.h) */
    struct ProcessMemory *main_memory; /* the main process's, from the first fork on */
    struct Heap *heap;
    StackPool stacks;                 /* of frames and registers */
    char *spare_stack;                /* one of them that nobody uses, or NULL */
    SlotPool threads;                 /* VmThreads */
    SlotPool parked[VM_PARKED_SIZES]; /* what they have of their stacks while parked, by size */
    uint32_t next_serial;
    uint32_t
        type_epoch; /* changes whenever an attribute of any type changes: caches then are stale */
    TypeMemo type_memos[TYPE_MEMOS]; /* of type_find() */

    /* limits */
    int64_t instructions_left; /* until the next tick */
    int64_t instruction_quantum;
    uint64_t instructions;          /* executed up to the last tick */
    volatile int interrupt_pending; /* set by a signal handler */
    bool counts_exactly; /* `machine instruction`, line events: the exact interpreter runs */
    bool line_events;
    bool is_ending;     /* the heap goes as a whole: references need not be given back any more */
    uint32_t importing; /* modules of the library whose bodies run: they cost the program nothing */
    StopReason stop;
    Text stop_message;

    struct {                      /* what programs see of the world */
        const char *program_name; /* sys.argv[0] */
        uint64_t seed;
    } world;
    void *session; /* the embedder's */
};

/* The exception type by id. */
static inline Type *vm_exception(const Vm *vm, ExceptionId id) {
    return vm->exceptions[id];
}

/* ---- life ---- */
Vm *vm_new(const VmHooks *hooks, uint64_t memory_bytes_max);
/* Drops modules and globals as CPython does at exit (finalizers run), reclaims cycles, frees all.
 */
void vm_free(Vm *vm);
/* Ends the program: cycles that nobody refers to die, then what ended it (`uncaught`, VALUE_NULL if
 * nothing did; the reference goes along), then the names of __main__, then whatever hung on those.
 * Warnings that teach come out here. */
void vm_finalize(Vm *vm, Value uncaught);
VmThread *vm_thread_new(Vm *vm); /* NULL: no memory for a stack */
void vm_thread_free(Vm *vm, VmThread *thread);
/* The thread runs soon: the processor fetches what it touches first. Only a hint. */
void vm_thread_expect(const VmThread *thread);
/* The caller's C stack has `bytes` left for this thread: recursion in natives raises RecursionError
 * before it is used up. */
void vm_thread_limit_stack(VmThread *thread, size_t bytes);

/* Calls function(*arguments, **keywords), which are call[0] to call[2] (VALUE_NULL: no keywords),
 * in a thread without frames, at the end of its owner's C code, who keeps them until the end.
 * `depth` counts the calls that CPython has made before. It may come back as RESUMED_SUSPENDED: the
 * thread waits for something, and needs no C stack meanwhile, since it is in a native that was
 * called by code of the program which nobody in C has called. When the wait is over,
 * vm_thread_go_on() lets that native's call have come to `value` (consumed), or, with VALUE_NULL,
 * raises what is raised. Between the two the thread may be parked: its stack of frames is as small
 * as it can be, and nothing of it runs until it is unparked. */
Resumption vm_thread_begin(Vm *vm, Value call[3], uint32_t depth, Value *result);
Resumption vm_thread_go_on(Vm *vm, Value value, Value *result);
void vm_thread_park(Vm *vm, VmThread *thread);   /* unless it is, or copying would cost too much */
bool vm_thread_unpark(Vm *vm, VmThread *thread); /* false: no memory for a stack */

/* For a native that is about to wait: whether the thread can be suspended instead. If so, the
 * native arranges for the wait and returns vm_suspend(vm). */
bool vm_can_suspend(const Vm *vm);
Value vm_suspend(Vm *vm); /* VALUE_NULL, as if something was raised */

/* ---- raising ---- all return VALUE_NULL for `return vm_raise(…);` */
Value vm_raise(Vm *vm, ExceptionId id, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
Value vm_raise_type(Vm *vm, Type *type, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
Value vm_raise_value(Vm *vm, Value exception); /* borrowed; context and traceback as `raise` */
Value vm_raise_arguments(Vm *vm, Type *type, const Value *arguments,
                         uint32_t count); /* type(*arguments), natively */
Value vm_raise_key_error(Vm *vm, Value key);
Value vm_raise_stop_iteration(Vm *vm, Value value); /* value borrowed */
/* printf knows C types only: name the operand's type with value_type_name(), a str with str_utf8().
 */

/* Ends the run (see StopReason); the first stop wins. */
Value vm_stop(Vm *vm, StopReason reason, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* "… is not in the subset": STOP_REFUSED with the running line as position. */
Value vm_refuse(Vm *vm, const char *what, const char *hint);

bool vm_raised(const Vm *vm);              /* something is on its way (stops included) */
bool vm_raised_is(Vm *vm, ExceptionId id); /* … of this type or below; never true for a stop */
bool vm_raised_is_type(Vm *vm, const Type *type);
Value vm_take_raised(Vm *vm); /* new reference, nothing is raised after; not for stops */
void vm_clear_raised(Vm *vm); /* not for stops: those stay */
bool vm_stopping(const Vm *vm);
/* Puts an exception taken with vm_take_raised back, as it was (consumed). */
Value vm_restore_raised(Vm *vm, Value exception);

/* ---- calling (interpreter.c) ---- */
Value vm_call(Vm *vm, Value callee, const Value *arguments, uint32_t count, Value keywords);
Value vm_call0(Vm *vm, Value callee);
Value vm_call1(Vm *vm, Value callee, Value argument);
Value vm_call2(Vm *vm, Value callee, Value first, Value second);
Value vm_call_method(Vm *vm, Value self, const char *name, const Value *arguments, uint32_t count);
/* call[0](*call[1], **call[2]); call[2] is VALUE_NULL where there are no keywords. */
Value vm_call_unpacked(Vm *vm, Value call[3]);
/* CPython's recursion check for natives that call back: false and RecursionError raised when too
 * deep. */
bool vm_enter(Vm *vm);
/* The same for another place: `where` ends the message (" while getting the repr of an object"). */
bool vm_enter_while(Vm *vm, const char *where);
void vm_leave(Vm *vm);
/* The source line that the running frame of the program stands at (innermost that is not library),
 * 0: none. */
int32_t vm_current_line(const Vm *vm);
/* … with the file's and the function's name, which live as long as the program does. */
int32_t vm_current_place(const Vm *vm, const char **file, const char **function);

/* ---- generators and coroutines (generator.c) ---- */
/* Resumes a generator, coroutine or object with a `resume` slot; `sent` is consumed. */
Resumption vm_resume(Vm *vm, Value awaitable, Value sent, Value thrown, Value *result);
/* What `await value` would iterate: a coroutine itself, or __await__'s result; TypeError otherwise.
 */
Value vm_get_awaitable(Vm *vm, Value value);
bool value_is_coroutine(Vm *vm, Value value); /* native coroutines included */
/* The line where a suspended generator or coroutine (the innermost it awaits) stands; 0 when
 * finished. */
int32_t coroutine_line(Vm *vm, Value coroutine);
const char *coroutine_name(Vm *vm, Value coroutine); /* qualified name */

/* ---- modules (module.c) ---- */
Value module_new(Vm *vm, const char *name);                           /* empty, native */
void module_set(Vm *vm, Value module, const char *name, Value value); /* borrowed */
void module_add_functions(Vm *vm, Value module, const NativeMethod *functions);
Value module_get(Vm *vm, Value value, Value name); /* of a module; borrowed, VALUE_NULL if absent */
Value vm_import(Vm *vm, const char *name);         /* as `import`: the leaf module */
/* Whether the program's module mentions a global of this name, in upper or lower case. */
bool vm_main_mentions(Vm *vm, const char *name);
/* Runs a compiled unit as module `__main__`; the unit must outlive the vm. VALUE_NULL: raised. */
Value vm_run_main(Vm *vm, const Unit *unit);
/* Runs a unit that the library made at run time (taken over) as a module of its own, which lives as
 * long as the vm. */
Value vm_run_library(Vm *vm, Unit *unit);
bool vm_module_known(Vm *vm, const char *name);
/* Writes to the program's stdout (1) or stderr (2); false: raised. The text stays the caller's. */
bool vm_print(Vm *vm, int stream, const Text *text);

/* ---- errors' text (traceback.c) ---- */
/* CPython's report of an uncaught exception: causes, contexts, groups, notes, the program's frames.
 */
void traceback_format(Vm *vm, Value exception, Text *out);
/* The same for one that nobody caught: unknown names get "Did you mean: …?" */
void traceback_format_uncaught(Vm *vm, Value exception, Text *out);

/* ---- arguments (arguments.c) ---- */
/* Matches a native's arguments with a signature in Python's own notation, "iterable, /, *, key=,
 * reverse=": `=` marks optional ones. "self, …" is a method that CPython has in Python: its
 * messages are those of the interpreter there; the arguments here are without it. out[] (one slot
 * each, in order) gets borrowed values, VALUE_NULL where not given. Raises CPython's TypeErrors and
 * returns false. `name` is the function's for the message ("sorted"). */
bool arguments_bind(Vm *vm, const char *name, const char *signature, const Value *arguments,
                    uint32_t count, Value keywords, Value *out);

/* ---- heap (heap.c) ---- */
/* Whether `bytes` more fit the memory budget; otherwise the run is stopped and false returned. To
 * be asked before anything whose size the program chooses ("a" * n, 1 << n). */
bool heap_can_hold(Vm *vm, uint64_t bytes);
/* Stops the run because of its memory budget; VALUE_NULL. */
Value heap_over_budget(Vm *vm);
uint64_t heap_collect(Vm *vm); /* reclaims unreachable cycles; how many objects */
/* When the program is over: only if there is anything left that has to be told of its end. */
void heap_collect_at_end(Vm *vm);
uint64_t heap_bytes_used(const Vm *vm);
/* id(): counts up, in the order of first asking. */
uint32_t obj_serial(Vm *vm, Obj *obj);
bool obj_has_serial(const Obj *obj);
void obj_take_serial(Obj *obj,
                     const Obj *from); /* a new object gets another's id(), if it has one */

#endif
