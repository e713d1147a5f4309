#include "session/thread_object.h"

#include "session/threads.h"
#include "vm/container.h"
#include "vm/fork.h"
#include "vm/number.h"
#include "vm/protocol.h"
#include "vm/str.h"

enum { PART_TARGET, PART_ARGS, PART_KWARGS, PART_NAME, PART_DAEMONIC, PART_COUNT };

static const char *const PART_NAMES[PART_COUNT] = {"_target", "_args", "_kwargs", "_name",
                                                   "_daemonic"};

struct ThreadObject {
    Obj obj;
    Value parts[PART_COUNT]; /* VALUE_NULL: deleted; of the name: not made yet, as of _kwargs */
    Value target_name;       /* for the name: of the target, or VALUE_NULL */
    uint32_t number;         /* for the name */
    bool is_initialized, is_started, is_stopped;
    bool has_kwargs;  /* else an empty dict, which is made when somebody asks */
    bool runs_target; /* its run() is Thread's own */
    uint64_t ident;   /* 0: not started */
    Value ended;      /* the lock that who joins waits for, held until the end; or VALUE_NULL */
    SessionThread *thread; /* while it runs; NULL too when something else began the thread */
};

static ThreadObject *thread_in(Value value) {
    return (ThreadObject *)value_obj(value);
}

/* ---- names ---- */

/* How many names of the kind "Thread-7" there were, in this process: a global of threading's. */
static uint32_t next_number(Vm *vm) {
    Value module = dict_get_name(vm->modules, vm->names.threading);
    int64_t number = value_small_int(module_get(vm, module, vm->names.thread_counter)) + 1;
    value_set_attr(vm, module, vm->names.thread_counter, value_from_small_int(number));
    return (uint32_t)number;
}

void thread_object_append_name(const ThreadObject *thread, Text *text) {
    if (!value_is_null(thread->parts[PART_NAME])) {
        str_append_utf8(thread->parts[PART_NAME], text);
        return;
    }
    text_append_cstr(text, "Thread-");
    text_append_int64(text, thread->number);
    if (!value_is_null(thread->target_name)) {
        text_append_cstr(text, " (");
        str_append_utf8(thread->target_name, text);
        text_append_char(text, ')');
    }
}

/* ---- making one ---- */

/* What the session's thread is in threading: NULL where nobody has asked yet. */
static ThreadObject *current(Vm *vm) {
    return (ThreadObject *)session_thread(vm)->object;
}

static void set_part(Vm *vm, ThreadObject *thread, int part, Value value) {
    value_store(vm, &thread->parts[part], value_retain(value));
}

static bool set_name(Vm *vm, ThreadObject *thread, Value name, Value target) {
    value_store(vm, &thread->target_name, VALUE_NULL);
    value_store(vm, &thread->parts[PART_NAME], VALUE_NULL);
    int given = value_is_null(name) ? 0 : value_truth(vm, name);
    if (given > 0) {
        thread->parts[PART_NAME] = value_str(vm, name);
        return !value_is_null(thread->parts[PART_NAME]);
    }
    if (given < 0) {
        return false;
    }
    thread->number = next_number(vm);
    if (value_is_none(target)) {
        return true;
    }
    Value found = value_find_attr(vm, target, vm->names.dunder_name);
    if (!value_is_null(found)) {
        thread->target_name = value_str(vm, found);
        value_release(vm, found);
    }
    return !vm_raised(vm);
}

enum { GROUP, TARGET, NAME, ARGS, KWARGS, DAEMON, GIVEN_COUNT };

/* Without arguments_bind(), which has to read the signature, where nothing is unusual. */
static bool bind_usual(Vm *vm, const Value *arguments, uint32_t count, Value keywords, Value *in) {
    const Value names[GIVEN_COUNT] = {VALUE_NULL,     vm->names.target, vm->names.name,
                                      vm->names.args, vm->names.kwargs, vm->names.daemon};
    uint32_t by_name = value_is_null(keywords) ? 0 : value_tuple(keywords)->count;
    for (int i = 0; i < GIVEN_COUNT; i++) {
        in[i] = VALUE_NULL;
    }
    for (uint32_t k = 0; count == 0 && k < by_name; k++) {
        int i = TARGET;
        while (i < GIVEN_COUNT && !value_same(names[i], value_tuple(keywords)->items[k])) {
            i++;
        }
        if (i == GIVEN_COUNT) {
            return false;
        }
        in[i] = arguments[k];
    }
    return count == 0;
}

static bool fill(Vm *vm, ThreadObject *thread, const Value *arguments, uint32_t count,
                 Value keywords) {
    Value in[GIVEN_COUNT];
    if (!bind_usual(vm, arguments, count, keywords, in) &&
        !arguments_bind(vm, "Thread.__init__",
                        "self, group=, target=, name=, args=, kwargs=, *, daemon=", arguments,
                        count, keywords, in)) {
        return false;
    }
    if (!value_is_null(in[GROUP]) && !value_is_none(in[GROUP])) {
        vm_raise(vm, EXC_ASSERTION_ERROR, "group argument must be None for now");
        return false;
    }
    Value target = value_is_null(in[TARGET]) ? VALUE_NONE : in[TARGET];
    if (!set_name(vm, thread, in[NAME], target)) {
        return false;
    }
    set_part(vm, thread, PART_TARGET, target);
    set_part(vm, thread, PART_ARGS, value_is_null(in[ARGS]) ? vm->empty_tuple : in[ARGS]);
    thread->has_kwargs = !value_is_null(in[KWARGS]) && !value_is_none(in[KWARGS]);
    set_part(vm, thread, PART_KWARGS, thread->has_kwargs ? in[KWARGS] : VALUE_NULL);
    if (!value_is_null(in[DAEMON]) && !value_is_none(in[DAEMON])) {
        set_part(vm, thread, PART_DAEMONIC, in[DAEMON]);
    } else {
        ThreadObject *maker = current(vm);
        set_part(vm, thread, PART_DAEMONIC,
                 maker != NULL && !value_is_null(maker->parts[PART_DAEMONIC])
                     ? maker->parts[PART_DAEMONIC]
                     : VALUE_TRUE);
    }
    thread->is_initialized = true;
    return true;
}

static Value thread_init(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    return fill(vm, thread_in(arguments[0]), arguments + 1, count - 1, keywords) ? VALUE_NONE
                                                                                 : VALUE_NULL;
}

/* A class with an __init__ of its own calls ours from there, or forgets to. */
static Value construct(Vm *vm, Type *type, const Value *arguments, uint32_t count, Value keywords) {
    ThreadObject *thread = heap_new(vm, type, type->instance_size);
    bool own_init = false;
    if (arguments == NULL) {
        Value init = type_find(vm, type, vm->names.dunder_init);
        own_init = value_is_obj(init) && value_obj(init)->type != vm->type_native;
    }
    if (!own_init && !fill(vm, thread, arguments, count, keywords)) {
        obj_release(vm, thread);
        return VALUE_NULL;
    }
    return value_from_obj(thread);
}

/* _adopt(thread, name, daemon) */
static Value thread_adopt(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    ThreadObject *thread = thread_in(arguments[0]);
    SessionThread *running = session_thread(vm);
    set_part(vm, thread, PART_TARGET, VALUE_NONE);
    set_part(vm, thread, PART_ARGS, vm->empty_tuple);
    set_part(vm, thread, PART_NAME, arguments[1]);
    set_part(vm, thread, PART_DAEMONIC, arguments[2]);
    thread->is_initialized = thread->is_started = true;
    thread->ident = machine_thread_id(running->machine_thread);
    Obj *before = running->object;
    running->object = obj_retain(thread);
    if (before != NULL) {
        obj_release(vm, before);
    }
    return VALUE_NONE;
}

/* ---- its life ---- */

static Value missing(Vm *vm, Value self, int part) {
    return vm_raise(vm, EXC_ATTRIBUTE_ERROR, "'%s' object has no attribute '%s'",
                    value_type_name(vm, self), PART_NAMES[part]);
}

/* What run() calls: target, arguments and keywords. False: there is no target, or one of them was
 * deleted, which raises. */
static bool take_call(Vm *vm, ThreadObject *thread, Value call[3]) {
    for (int i = 0; i < 3; i++) {
        call[i] = VALUE_NULL;
        if (value_is_null(thread->parts[i]) && (i != PART_KWARGS || thread->has_kwargs)) {
            missing(vm, value_from_obj(thread), i);
            return false;
        }
    }
    call[0] = value_retain(thread->parts[PART_TARGET]);
    call[1] = value_retain(thread->parts[PART_ARGS]);
    call[2] = thread->has_kwargs ? value_retain(thread->parts[PART_KWARGS]) : VALUE_NULL;
    return !value_is_none(call[0]);
}

/* What was called is over, whatever was raised, and referred to no more; with `parts`, not by the
 * thread either, as run() does in the end. */
static void delete_call(Vm *vm, ThreadObject *thread, Value call[3], bool parts) {
    Value raised = vm_raised(vm) ? vm_take_raised(vm) : VALUE_NULL;
    for (int i = 0; i < 3; i++) {
        value_release(vm, value_take(&call[i])); /* may run code of the program */
    }
    for (int part = PART_TARGET; parts && part <= PART_KWARGS; part++) {
        value_store(vm, &thread->parts[part], VALUE_NULL);
    }
    thread->has_kwargs |= parts;
    if (!value_is_null(raised)) {
        vm->thread->raised = raised;
    }
}

/* run(), when code of the program calls it. */
static Value thread_run(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    ThreadObject *thread = thread_in(arguments[0]);
    Value call[3];
    if (take_call(vm, thread, call)) {
        value_release(vm, vm_call_unpacked(vm, call));
    }
    bool fine = !vm_raised(vm);
    delete_call(vm, thread, call, true);
    return fine ? VALUE_NONE : VALUE_NULL;
}

/* Whether its run() is Thread's own, and nothing of the program. */
static bool has_own_run(Vm *vm, const ThreadObject *thread) {
    Dict *dict = *instance_dict((Obj *)thread);
    Value run = type_find(vm, thread->obj.type, vm->names.run);
    return value_is_obj(run) && value_obj(run)->type == vm->type_native &&
           ((NativeCallable *)value_obj(run))->method->function == thread_run &&
           (dict == NULL || value_is_null(dict_get_name(dict, vm->names.run)));
}

bool thread_object_begins(Vm *vm, SessionThread *thread, Value call[3], uint32_t *depth) {
    ThreadObject *object = (ThreadObject *)thread->object;
    object->thread = thread;
    object->ident = machine_thread_id(thread->machine_thread);
    object->is_started = true;
    object->runs_target = has_own_run(vm, object);
    if (object->runs_target) {
        *depth = 3; /* _bootstrap(), what that calls, and run() */
        return take_call(vm, object, call);
    }
    *depth = 2;
    call[0] = value_get_attr(vm, value_from_obj(object), vm->names.run);
    call[1] = value_retain(vm->empty_tuple);
    return !value_is_null(call[0]);
}

/* A function of threading's; false: raised or stopped. */
static bool tell_threading(Vm *vm, const char *function, ThreadObject *thread, Value further) {
    Value arguments[2] = {value_from_obj(thread), further};
    Value module = dict_get_name(vm->modules, vm->names.threading);
    Value result = vm_call_method(vm, module, function, arguments, value_is_null(further) ? 1 : 2);
    value_release(vm, result);
    return !value_is_null(result);
}

/* As CPython's _bootstrap() does. */
static void report_failure(Vm *vm, ThreadObject *thread) {
    Value error = vm_take_raised(vm);
    tell_threading(vm, "_failed", thread, error);
    value_release(vm, error);
}

/* Names that CPython's threads have of their own are refused: see threading.py. An object of the
 * class itself, without attributes of the program, has none. */
static bool has_own_names(const ThreadObject *thread) {
    return *instance_dict((Obj *)thread) != NULL ||
           (thread->obj.type->base->flags & TYPE_HEAP) != 0;
}

static bool check_names(Vm *vm, ThreadObject *thread) {
    return !has_own_names(thread) || tell_threading(vm, "_check_names", thread, VALUE_NULL);
}

void thread_object_ends(Vm *vm, SessionThread *thread, Value call[3]) {
    ThreadObject *object = (ThreadObject *)thread->object;
    Session *session = session_of(vm);
    if (!vm_stopping(vm)) {
        delete_call(vm, object, call, object->runs_target);
        if (vm_raised(vm)) {
            report_failure(vm, object);
        }
        if (!vm_stopping(vm)) {
            vm_clear_raised(vm); /* of the hook's */
            check_names(vm, object);
        }
    }
    object->is_stopped = true;
    object->thread = NULL;
    if (!value_is_null(object->ended) && !vm_stopping(vm)) {
        threads_lock_release(session, object->ended);
    }
}

static Value thread_start(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    ThreadObject *thread = thread_in(arguments[0]);
    if (!thread->is_initialized) {
        return vm_raise(vm, EXC_RUNTIME_ERROR, "thread.__init__() not called");
    }
    if (thread->is_started) {
        return vm_raise(vm, EXC_RUNTIME_ERROR, "threads can only be started once");
    }
    if (value_is_null(thread->parts[PART_DAEMONIC])) {
        return missing(vm, arguments[0], PART_DAEMONIC);
    }
    int daemon = value_truth(vm, thread->parts[PART_DAEMONIC]);
    if (daemon < 0 || !check_names(vm, thread)) {
        return VALUE_NULL;
    }
    ThreadStart start = {.object = thread, .daemon = daemon == 1};
    uint64_t number = 0;
    bool fine = threads_start(session_of(vm), &start, &number);
    return fine ? VALUE_NONE : VALUE_NULL;
}

/* max(timeout, 0) seconds from now; false: raised. */
static bool take_timeout(Vm *vm, Value timeout, int64_t *deadline_ns) {
    Value zero = value_from_small_int(0);
    Value less = value_compare(vm, zero, timeout, COMPARE_GREATER);
    int is_less = value_is_null(less) ? -1 : value_truth(vm, less);
    int64_t ns = 0;
    value_release(vm, less);
    if (is_less < 0 || !threads_timeout_to_ns(vm, is_less ? zero : timeout, &ns)) {
        return false;
    }
    *deadline_ns = machine_after(session_of(vm)->machine, ns);
    return true;
}

/* Until the thread has ended, or `timeout` is over. */
static Value thread_join(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    Session *session = session_of(vm);
    ThreadObject *thread = thread_in(arguments[0]);
    Value timeout = VALUE_NULL;
    int64_t deadline_ns = MACHINE_FOREVER;
    if ((count > 1 || !value_is_null(keywords)) &&
        !arguments_bind(vm, "Thread.join", "self, timeout=", arguments + 1, count - 1, keywords,
                        &timeout)) {
        return VALUE_NULL;
    }
    if (!thread->is_initialized) {
        return vm_raise(vm, EXC_RUNTIME_ERROR, "Thread.__init__() not called");
    }
    if (!thread->is_started) {
        return vm_raise(vm, EXC_RUNTIME_ERROR, "cannot join thread before it is started");
    }
    if (thread->thread == session_thread(vm) || thread == current(vm)) {
        return vm_raise(vm, EXC_RUNTIME_ERROR, "cannot join current thread");
    }
    if (thread->is_stopped || thread->thread == NULL) {
        return VALUE_NONE;
    }
    if (!value_is_null(timeout) && !value_is_none(timeout) &&
        !take_timeout(vm, timeout, &deadline_ns)) {
        return VALUE_NULL;
    }
    if (value_is_null(thread->ended)) {
        thread->ended = threads_lock_new(session, thread->thread);
    }
    return threads_lock_join(session, thread->ended, deadline_ns);
}

static Value thread_is_alive(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)vm;
    (void)count;
    (void)keywords;
    const ThreadObject *thread = thread_in(arguments[0]);
    return value_from_bool(thread->is_started && !thread->is_stopped);
}

static Value thread_ident(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    const ThreadObject *thread = thread_in(arguments[0]);
    return thread->ident == 0 ? VALUE_NONE : int_from_uint64(vm, thread->ident);
}

static Value thread_state(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    const ThreadObject *thread = thread_in(arguments[0]);
    return str_from_cstr(vm, thread->is_stopped   ? "stopped"
                             : thread->is_started ? "started"
                                                  : "initial");
}

/* ---- its parts ---- */

static Value thread_get(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    ThreadObject *thread = thread_in(arguments[0]);
    int part = (int)value_small_int(arguments[1]);
    if (part == PART_NAME && value_is_null(thread->parts[part]) && thread->number > 0) {
        Text name = {0};
        thread_object_append_name(thread, &name);
        thread->parts[part] = str_from_text(vm, &name);
        thread->number = 0; /* the name could be deleted */
    }
    if (part == PART_KWARGS && thread->is_initialized && !thread->has_kwargs) {
        thread->parts[part] = dict_new(vm);
        thread->has_kwargs = true;
    }
    return value_is_null(thread->parts[part]) ? missing(vm, arguments[0], part)
                                              : value_retain(thread->parts[part]);
}

static Value thread_set(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    ThreadObject *thread = thread_in(arguments[0]);
    int part = (int)value_small_int(arguments[1]);
    thread->has_kwargs |= part == PART_KWARGS;
    set_part(vm, thread, part, arguments[2]);
    return VALUE_NONE;
}

static Value thread_delete(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    ThreadObject *thread = thread_in(arguments[0]);
    int part = (int)value_small_int(arguments[1]);
    if (value_is_null(thread->parts[part]) && (part != PART_KWARGS || thread->has_kwargs)) {
        return missing(vm, arguments[0], part);
    }
    thread->has_kwargs |= part == PART_KWARGS;
    value_store(vm, &thread->parts[part], VALUE_NULL);
    return VALUE_NONE;
}

static void visit(Obj *self, VisitFunction each, void *context) {
    const ThreadObject *thread = (const ThreadObject *)self;
    for (int part = 0; part < PART_COUNT; part++) {
        each(thread->parts[part], context);
    }
    each(thread->target_name, context);
    each(thread->ended, context);
}

static void destroy(Vm *vm, Obj *self) {
    ThreadObject *thread = (ThreadObject *)self;
    for (int part = 0; part < PART_COUNT; part++) {
        value_store(vm, &thread->parts[part], VALUE_NULL);
    }
    value_store(vm, &thread->target_name, VALUE_NULL);
    value_store(vm, &thread->ended, VALUE_NULL);
}

/* In the new process no thread runs but the one that stands for it now. */
static void fork_copy(Fork *fork, const Obj *from, Obj *to) {
    const ThreadObject *here = (const ThreadObject *)from;
    ThreadObject *there = (ThreadObject *)to;
    Obj header = there->obj;
    *there = *here;
    there->obj = header;
    there->thread = NULL;
    for (int part = 0; part < PART_COUNT; part++) {
        there->parts[part] = fork_value(fork, here->parts[part]);
    }
    there->target_name = fork_value(fork, here->target_name);
    there->ended = fork_value(fork, here->ended);
}

static const NativeMethod METHODS[] = {
    {"__init__", thread_init, 0, -1, true, METHOD_INSTANCE},
    {"start", thread_start, 0, 0, false, METHOD_INSTANCE},
    {"run", thread_run, 0, 0, false, METHOD_INSTANCE},
    {"join", thread_join, 0, -1, true, METHOD_INSTANCE},
    {"is_alive", thread_is_alive, 0, 0, false, METHOD_INSTANCE},
    {"ident", thread_ident, 0, 0, false, METHOD_PROPERTY},
    {"native_id", thread_ident, 0, 0, false, METHOD_PROPERTY},
    {NULL, NULL, 0, 0, false, METHOD_INSTANCE},
};

/* No methods, whose names a class of the program might have too. */
static const NativeMethod FUNCTIONS[] = {
    {"_state", thread_state, 1, 1, false, METHOD_STATIC},
    {"_adopt", thread_adopt, 3, 3, false, METHOD_STATIC},
    {"_get_part", thread_get, 2, 2, false, METHOD_STATIC},
    {"_set_part", thread_set, 3, 3, false, METHOD_STATIC},
    {"_delete_part", thread_delete, 2, 2, false, METHOD_STATIC},
    {NULL, NULL, 0, 0, false, METHOD_INSTANCE},
};

void thread_object_add(Session *session, Value module) {
    static const TypeSpec spec = {
        .name = "_thread._Thread",
        .instance_size = sizeof(ThreadObject),
        .flags = TYPE_INIT_FILLS | TYPE_WITHIN_HEAP,
        .methods = METHODS,
        .slots = {.construct = construct, .visit = visit, .destroy = destroy, .fork = fork_copy}};
    Type *type = type_new_native(session->vm, &spec, NULL);
    module_set(session->vm, module, "_Thread", value_from_obj(type));
    module_add_functions(session->vm, module, FUNCTIONS);
}
