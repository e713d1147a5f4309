#include "session/system_module.h"

#include "session/threads.h"
#include "trace/trace.h"
#include "vm/container.h"
#include "vm/number.h"
#include "vm/protocol.h"
#include "vm/str.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define FUNCTION(name)                                                                             \
    static Value name(Vm *vm, const Value *arguments, uint32_t count, Value keywords)
#define UNUSED()                                                                                   \
    (void)vm;                                                                                      \
    (void)arguments;                                                                               \
    (void)count;                                                                                   \
    (void)keywords

/* ---- time ---- */

int64_t session_date_ns(const Session *session) {
    const SessionOptions *options = session->options;
    if (options->outside != NULL && options->epoch_ns == 0) {
        return options->outside->date_ns();
    }
    return options->epoch_ns + machine_now(session->machine);
}

Value seconds_new(Vm *vm, int64_t ns) {
    return float_new(vm, (double)ns / 1e9);
}

FUNCTION(time_time) {
    UNUSED();
    return seconds_new(vm, session_date_ns(session_of(vm)));
}

FUNCTION(time_time_ns) {
    UNUSED();
    return int_from_int64(vm, session_date_ns(session_of(vm)));
}

FUNCTION(time_monotonic) {
    UNUSED();
    return seconds_new(vm, machine_now(session_of(vm)->machine));
}

FUNCTION(time_monotonic_ns) {
    UNUSED();
    return int_from_int64(vm, machine_now(session_of(vm)->machine));
}

static int64_t process_ns(Vm *vm) {
    return machine_process_computed(session_of(vm)->machine);
}

static int64_t thread_ns(Vm *vm) {
    return machine_thread_computed(machine_current(session_of(vm)->machine));
}

FUNCTION(time_process_time) {
    UNUSED();
    return seconds_new(vm, process_ns(vm));
}

FUNCTION(time_process_time_ns) {
    UNUSED();
    return int_from_int64(vm, process_ns(vm));
}

FUNCTION(time_thread_time) {
    UNUSED();
    return seconds_new(vm, thread_ns(vm));
}

FUNCTION(time_thread_time_ns) {
    UNUSED();
    return int_from_int64(vm, thread_ns(vm));
}

FUNCTION(time_sleep) {
    UNUSED();
    int64_t ns;
    if (!threads_timeout_to_ns(vm, arguments[0], &ns)) {
        return VALUE_NULL;
    }
    if (ns < 0) {
        return vm_raise(vm, EXC_VALUE_ERROR, "sleep length must be non-negative");
    }
    Session *session = session_of(vm);
    return threads_sleep(session, machine_after(session->machine, ns));
}

/* meanwhile.cpu() */
FUNCTION(time_cpu) {
    UNUSED();
    int64_t ns;
    if (!threads_seconds_to_ns(vm, arguments[0], &ns)) {
        return VALUE_NULL;
    }
    if (ns < 0) {
        return vm_raise(vm, EXC_VALUE_ERROR, "CPU time must be non-negative");
    }
    return threads_compute(session_of(vm), ns) ? VALUE_NONE : VALUE_NULL;
}

static const NativeMethod TIME_FUNCTIONS[] = {
    {"time", time_time, 0, 0, false, METHOD_INSTANCE},
    {"time_ns", time_time_ns, 0, 0, false, METHOD_INSTANCE},
    {"monotonic", time_monotonic, 0, 0, false, METHOD_INSTANCE},
    {"monotonic_ns", time_monotonic_ns, 0, 0, false, METHOD_INSTANCE},
    {"perf_counter", time_monotonic, 0, 0, false, METHOD_INSTANCE},
    {"perf_counter_ns", time_monotonic_ns, 0, 0, false, METHOD_INSTANCE},
    {"process_time", time_process_time, 0, 0, false, METHOD_INSTANCE},
    {"process_time_ns", time_process_time_ns, 0, 0, false, METHOD_INSTANCE},
    {"thread_time", time_thread_time, 0, 0, false, METHOD_INSTANCE},
    {"thread_time_ns", time_thread_time_ns, 0, 0, false, METHOD_INSTANCE},
    {"sleep", time_sleep, 1, 1, false, METHOD_INSTANCE},
    {"cpu", time_cpu, 1, 1, false, METHOD_INSTANCE},
    {0},
};

Value time_import(Session *session) {
    Value module = module_new(session->vm, "_time");
    module_add_functions(session->vm, module, TIME_FUNCTIONS);
    return module;
}

/* ---- sys ---- */

/* sys.stdout and sys.stderr: what print() writes to. */
typedef struct Stream {
    Obj obj;
    int number; /* 1 or 2 */
} Stream;

FUNCTION(stream_write) {
    UNUSED();
    if (!value_is_str(arguments[1])) {
        return vm_raise(vm, EXC_TYPE_ERROR, "write() argument must be str, not %s",
                        value_type_name(vm, arguments[1]));
    }
    Text text = {0};
    str_append_utf8(arguments[1], &text);
    bool fine = vm_print(vm, ((Stream *)value_obj(arguments[0]))->number, &text);
    text_release(&text);
    return fine ? value_from_small_int(str_length(arguments[1])) : VALUE_NULL;
}

FUNCTION(stream_writelines) {
    UNUSED();
    Value list = value_to_list(vm, arguments[1]);
    if (value_is_null(list)) {
        return VALUE_NULL;
    }
    for (uint32_t i = 0; i < value_list(list)->count; i++) {
        Value pair[2] = {arguments[0], value_list(list)->items[i]};
        Value written = stream_write(vm, pair, 2, VALUE_NULL);
        if (value_is_null(written)) {
            break;
        }
    }
    value_release(vm, list);
    return vm_raised(vm) ? VALUE_NULL : VALUE_NONE;
}

FUNCTION(stream_flush) {
    UNUSED();
    return VALUE_NONE;
}

FUNCTION(stream_isatty) {
    UNUSED();
    return VALUE_FALSE;
}

FUNCTION(stream_reconfigure) {
    UNUSED();
    return VALUE_NONE;
}

static const NativeMethod STREAM_METHODS[] = {
    {"write", stream_write, 1, 1, false, METHOD_INSTANCE},
    {"writelines", stream_writelines, 1, 1, false, METHOD_INSTANCE},
    {"flush", stream_flush, 0, 0, false, METHOD_INSTANCE},
    {"isatty", stream_isatty, 0, 0, false, METHOD_INSTANCE},
    {"reconfigure", stream_reconfigure, 0, -1, true, METHOD_INSTANCE},
    {0},
};

FUNCTION(sys_exit) {
    UNUSED();
    /* A tuple becomes the exception's arguments, as everywhere where CPython raises in C. */
    if (count == 1 && value_is_tuple(arguments[0])) {
        const Tuple *items = value_tuple(arguments[0]);
        return vm_raise_arguments(vm, vm_exception(vm, EXC_SYSTEM_EXIT), items->items,
                                  items->count);
    }
    return vm_raise_arguments(vm, vm_exception(vm, EXC_SYSTEM_EXIT), arguments, count);
}

/* The exception that is being handled, as (type, value, traceback). */
FUNCTION(sys_exc_info) {
    UNUSED();
    for (Handled *handled = vm->thread->handled; handled != NULL; handled = handled->outer) {
        if (!value_is_null(handled->exception)) {
            Exception *error = (Exception *)value_obj(handled->exception);
            return tuple_pack(vm, 3, value_from_obj(error->obj.type), handled->exception,
                              value_is_null(error->traceback) ? VALUE_NONE : error->traceback);
        }
    }
    return tuple_pack(vm, 3, VALUE_NONE, VALUE_NONE, VALUE_NONE);
}

FUNCTION(sys_getrecursionlimit) {
    UNUSED();
    return value_from_small_int(RECURSION_MAX);
}

static const NativeMethod SYS_FUNCTIONS[] = {
    {"exit", sys_exit, 0, 1, false, METHOD_INSTANCE},
    {"exc_info", sys_exc_info, 0, 0, false, METHOD_INSTANCE},
    {"getrecursionlimit", sys_getrecursionlimit, 0, 0, false, METHOD_INSTANCE},
    {0},
};

static Value stream_new(Vm *vm, Type *type, int number) {
    Stream *stream = heap_new(vm, type, sizeof *stream);
    stream->number = number;
    return value_from_obj(stream);
}

static void set_and_release(Vm *vm, Value module, const char *name, Value value) {
    module_set(vm, module, name, value);
    value_release(vm, value);
}

Value sys_import(Session *session) {
    Vm *vm = session->vm;
    static const TypeSpec stream = {.name = "_io.TextIOWrapper",
                                    .instance_size = sizeof(Stream),
                                    .flags = TYPE_FINAL,
                                    .methods = STREAM_METHODS};
    Type *type = type_new_native(vm, &stream, NULL);
    Value module = module_new(vm, "_sys");
    module_add_functions(vm, module, SYS_FUNCTIONS);
    set_and_release(vm, module, "stdout", stream_new(vm, type, 1));
    set_and_release(vm, module, "stderr", stream_new(vm, type, 2));
    Value argv = list_new(vm, 1);
    list_append_new(vm, argv, str_from_cstr(vm, session->options->program_path));
    for (size_t i = 0; i < session->options->argument_count; i++) {
        list_append_new(vm, argv, str_from_cstr(vm, session->options->arguments[i]));
    }
    set_and_release(vm, module, "argv", argv);
    set_and_release(vm, module, "maxsize", int_from_int64(vm, INT64_MAX));
    return module;
}

/* ---- os: fixed answers ---- */

FUNCTION(os_cpu_count) {
    UNUSED();
    return value_from_small_int(machine_settings(session_of(vm)->machine)->cores);
}

FUNCTION(os_getpid) {
    UNUSED();
    Machine *machine = session_of(vm)->machine; /* the same numbers everywhere, from 1 */
    return int_from_uint64(vm, machine_thread_process(machine_current(machine)));
}

static const NativeMethod OS_FUNCTIONS[] = {
    {"cpu_count", os_cpu_count, 0, 0, false, METHOD_INSTANCE},
    {"getpid", os_getpid, 0, 0, false, METHOD_INSTANCE},
    {0},
};

Value os_import(Session *session) {
    Value module = module_new(session->vm, "os");
    module_add_functions(session->vm, module, OS_FUNCTIONS);
    set_and_release(session->vm, module, "name", str_intern_cstr(session->vm, "posix"));
    set_and_release(session->vm, module, "linesep", str_intern_cstr(session->vm, "\n"));
    return module;
}

/* ---- traceback: the report of an exception, as text; and where a library's caller stands ---- */

FUNCTION(report_format) {
    UNUSED();
    if (!value_is_instance(vm, arguments[0], vm_exception(vm, EXC_BASE_EXCEPTION))) {
        return vm_raise(vm, EXC_TYPE_ERROR, "Exception expected for value, %s found",
                        value_type_name(vm, arguments[0]));
    }
    Text text = {0};
    traceback_format(vm, arguments[0], &text);
    return str_from_text(vm, &text);
}

/* (file name, line, function name) of the innermost running frame of the program. */
FUNCTION(report_caller) {
    UNUSED();
    const char *file = "";
    const char *name = "";
    int32_t line = vm_current_place(vm, &file, &name);
    Value parts[3] = {str_from_cstr(vm, file), value_from_small_int(line), str_from_cstr(vm, name)};
    Value place = tuple_from(vm, parts, 3);
    value_release(vm, parts[0]);
    value_release(vm, parts[2]);
    return place;
}

/* An exception that only a report tells of. */
FUNCTION(report_note) {
    UNUSED();
    if (!value_is_none(arguments[0])) {
        session_note_error(session_of(vm), arguments[0]);
    }
    return VALUE_NONE;
}

FUNCTION(report_refuse) {
    UNUSED();
    return vm_refuse(vm, str_utf8(vm, arguments[0]), str_utf8(vm, arguments[1]));
}

static const NativeMethod REPORT_FUNCTIONS[] = {
    {"format", report_format, 1, 1, false, METHOD_INSTANCE},
    {"caller", report_caller, 0, 0, false, METHOD_INSTANCE},
    {"note", report_note, 1, 1, false, METHOD_INSTANCE},
    {"refuse", report_refuse, 2, 2, false, METHOD_INSTANCE},
    {0},
};

Value report_import(Session *session) {
    Value module = module_new(session->vm, "_report");
    module_add_functions(session->vm, module, REPORT_FUNCTIONS);
    return module;
}
