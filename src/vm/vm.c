#include "vm/vm.h"

#include "base/check.h"
#include "base/memory.h"
#include "vm/container.h"
#include "vm/fork.h"
#include "vm/frame.h"
#include "vm/number.h"
#include "vm/protocol.h"
#include "vm/str.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#ifdef MEANWHILE_COLLECT_ALWAYS
enum { INSTRUCTION_QUANTUM = 20 };
#else
enum { INSTRUCTION_QUANTUM = 100000 };
#endif

enum { MAIN_STACK_MAX = 8 << 20 };

/* What the stack of the calling thread surely has left, when most of it is. */
static size_t main_stack_bytes(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_STACK, &limit) != 0 || limit.rlim_cur > MAIN_STACK_MAX) {
        return MAIN_STACK_MAX / 8 * 7;
    }
    return (size_t)limit.rlim_cur / 8 * 7;
}

/* Lays out the types that every other object needs, so that they can be referred to before they are
 * filled. */
static void lay_out_core(Vm *vm) {
    Type **core[] = {&vm->type_object, &vm->type_type,  &vm->type_str,
                     &vm->type_dict,   &vm->type_tuple, &vm->type_native};
    for (size_t i = 0; i < sizeof core / sizeof core[0]; i++) {
        *core[i] = heap_new_untyped(vm, sizeof(Type));
        (*core[i])->flags = TYPE_IMMORTAL;
    }
    for (size_t i = 0; i < sizeof core / sizeof core[0]; i++) {
        (*core[i])->obj.type = vm->type_type;
    }
}

Vm *vm_new(const VmHooks *hooks, uint64_t memory_bytes_max) {
    Vm *vm = memory_new_zeroed(1, sizeof *vm);
    vm->hooks = *hooks;
    vm->heap = heap_make(memory_bytes_max);
    vm->instruction_quantum = vm->instructions_left = INSTRUCTION_QUANTUM;
    vm_thread_setup(vm);
    vm->thread = vm_thread_new(vm);
    CHECK(vm->thread != NULL);
    vm_thread_limit_stack(vm->thread, main_stack_bytes());
    lay_out_core(vm);
    class_setup(vm); /* object first: every other type inherits its slots */
    type_setup(vm);
    str_setup(vm);
    function_setup(vm);
    container_setup(vm);
#define NAME(identifier, text) vm->names.identifier = str_intern_cstr(vm, text);
#include "vm/names.def"
#undef NAME
    protocol_setup(vm);
    number_setup(vm);
    generator_setup(vm);
    exception_setup(vm);
    module_setup(vm);
    vm->builtins = value_dict(dict_new(vm));
    vm->modules = value_dict(dict_new(vm));
    builtins_setup(vm);
    return vm;
}

bool vm_print(Vm *vm, int stream, const Text *text) {
    return vm->hooks.write == NULL ||
           vm->hooks.write(vm->hooks.context, stream, text_cstr(text), text->length);
}

/* Clears one module's globals while the module stays. */
static void clear_module(Vm *vm, Module *module) {
    if (module->code_object == NULL) {
        return;
    }
    for (uint32_t i = 0; i < module->code->unit->global_count; i++) {
        value_store(vm, &module->globals[i], VALUE_NULL);
    }
}

void vm_finalize(Vm *vm, Value uncaught) {
    if (vm->stop == STOP_NONE) {
        heap_collect_at_end(vm);
    }
    value_release(vm, uncaught);
    if (vm->stop != STOP_NONE) {
        return;
    }
    Value main = dict_get_name(vm->modules, vm->names.dunder_main);
    if (!value_is_null(main)) {
        clear_module(vm, (Module *)value_obj(main));
    }
    heap_collect_at_end(vm);
}

void vm_free(Vm *vm) {
#ifdef MEANWHILE_PLAIN_HEAP
    bool audit = vm->stop == STOP_NONE && vm->thread->frame == NULL && !vm_raised(vm);
#endif
    if (vm->stop == STOP_NONE) {
        vm->stop = STOP_INTERRUPTED; /* nothing of the program runs from here on */
    }
    if (vm->thread != NULL) {
        value_store(vm, &vm->thread->context, VALUE_NULL);
    }
    if (vm->main_memory != NULL) {
        fork_free(vm, vm->main_memory);
        vm->memory = vm->main_memory = NULL;
    }
#ifdef MEANWHILE_PLAIN_HEAP
    Text report = {0};
    if (audit && heap_audit(vm, &report) > 0) {
        fprintf(stderr, "audit: the run left references behind:\n%s", text_cstr(&report));
        abort();
    }
    text_release(&report);
#endif
    for (size_t i = 0; i < vm->unit_modules.count; i++) {
        obj_release(vm, vm->unit_modules.items[i]);
    }
    ARRAY_RELEASE(&vm->unit_modules);
    /* The heap goes as a whole: what lies outside it is given back by each object's destroy. */
    heap_destroy_all(vm);
    if (vm->thread != NULL) {
        vm->thread->raised = VALUE_NULL;
        vm->thread->base_handled.exception = VALUE_NULL;
        vm_thread_free(vm, vm->thread);
    }
    for (size_t i = 0; i < vm->library_units.count; i++) {
        unit_free(vm->library_units.items[i]);
    }
    ARRAY_RELEASE(&vm->library_units);
    str_release(vm);
    heap_drop(vm);
    text_release(&vm->stop_message);
    vm_thread_release(vm);
    memory_free(vm);
}
