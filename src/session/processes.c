#include "session/processes.h"

#include "session/threads.h"
#include "vm/container.h"
#include "vm/fork.h"
#include "vm/number.h"
#include "vm/str.h"

/* Two tuples as one; the second is consumed. */
static Value joined(Vm *vm, Value first, Value second) {
    const Tuple *parts[] = {value_tuple(first), value_tuple(second)};
    Value all = tuple_new(vm, parts[0]->count + parts[1]->count);
    uint32_t filled = 0;
    for (int part = 0; part < 2; part++) {
        for (uint32_t i = 0; i < parts[part]->count; i++) {
            value_tuple(all)->items[filled++] = value_retain(parts[part]->items[i]);
        }
    }
    value_release(vm, second);
    return all;
}

static Value start(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    if (session_of(vm)->options->outside != NULL) {
        return vm_refuse(
            vm, "a process on a real clock",
            "the real engine has threads, but no processes; --engine cpython has both");
    }
    Value forked[2] = {value_retain(arguments[2]), value_retain(vm->thread->context)};
    uint32_t forked_count = value_is_null(forked[1]) ? 1 : 2;
    ProcessMemory *memory = fork_memory(vm, forked, forked_count);
    if (memory == NULL) {
        value_release(vm, forked[0]);
        value_release(vm, forked[1]);
        return VALUE_NULL;
    }
    Value all = joined(vm, arguments[1], forked[0]);
    Text name = {0};
    str_append_utf8(arguments[3], &name);
    ThreadStart started = {.function = arguments[0],
                           .arguments = all,
                           .name = text_cstr(&name),
                           .process = memory,
                           .context = forked[1]};
    uint64_t pid = 0;
    bool fine = threads_start(session_of(vm), &started, &pid);
    if (pid == 0) {
        fork_free(vm, memory);
    }
    text_release(&name);
    value_release(vm, all);
    value_release(vm, forked[1]);
    return fine ? int_from_uint64(vm, pid) : VALUE_NULL;
}

static Value getpid(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)arguments;
    (void)count;
    (void)keywords;
    return int_from_uint64(vm, machine_thread_process(machine_current(session_of(vm)->machine)));
}

static Value find(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    Value module = dict_get(vm, vm->modules, arguments[0]);
    Value name = str_intern(vm, value_retain(arguments[1]));
    Value found = value_is_null(module) ? VALUE_NULL : module_get(vm, module, name);
    value_release(vm, name);
    return value_is_null(found) ? vm_raise_key_error(vm, arguments[1]) : value_retain(found);
}

static Value is_class(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)vm;
    (void)count;
    (void)keywords;
    return value_from_bool((((const Type *)value_obj(arguments[0]))->flags & TYPE_HEAP) != 0);
}

static const NativeMethod FUNCTIONS[] = {
    {"start", start, 4, 4, false, METHOD_STATIC},
    {"getpid", getpid, 0, 0, false, METHOD_STATIC},
    {"is_class", is_class, 1, 1, false, METHOD_STATIC},
    {"find", find, 2, 2, false, METHOD_STATIC},
    {0},
};

Value processes_import(Session *session) {
    Value module = module_new(session->vm, "_process");
    module_add_functions(session->vm, module, FUNCTIONS);
    return module;
}
