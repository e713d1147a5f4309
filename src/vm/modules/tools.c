/* _tools: what the modules in the subset need of the machine and programs may not have: functions
 * from text, classes at run time and classes with hooks, where a call came from. */
#include "vm/modules/native.h"

#include "lang/compiler.h"
#include "vm/frame.h"

#include <string.h>

/* module(text, name): compiles and runs a text as a module of the library, whose frames tracebacks
 * leave out. The text is ours: built from names that were checked. */
FUNCTION(tools_module) {
    UNUSED();
    Text text = {0};
    str_append_utf8(arguments[0], &text);
    Diagnostics diagnostics;
    diagnostics_init(&diagnostics);
    Unit *unit = compiler_compile("<string>", str_utf8(vm, arguments[1]), text_cstr(&text),
                                  text.length, NULL, &diagnostics);
    diagnostics_release(&diagnostics);
    text_release(&text);
    if (unit == NULL) {
        return vm_raise(vm, EXC_SYNTAX_ERROR, "invalid syntax");
    }
    return vm_run_library(vm, unit);
}

/* make_class(name, bases, namespace) */
FUNCTION(tools_make_class) {
    UNUSED();
    Tuple *bases = value_tuple(arguments[1]);
    return type_new_class(vm, arguments[0], bases->items, bases->count, arguments[2]);
}

/* The name of the module that called into the library. */
FUNCTION(tools_caller) {
    UNUSED();
    Frame *frame = vm->thread->frame;
    while (frame != NULL && (frame->code == NULL || frame->code->module->is_library)) {
        frame = frame->caller;
    }
    return frame == NULL ? value_retain(vm->names.dunder_main)
                         : value_retain(frame->code->module->name);
}

static const NativeMethod FUNCTIONS[] = {
    {"module", tools_module, 2, 2, false, METHOD_INSTANCE},
    {"make_class", tools_make_class, 3, 3, false, METHOD_INSTANCE},
    {"caller", tools_caller, 0, 0, false, METHOD_INSTANCE},
    {0},
};

Value tools_import(Vm *vm);
Value tools_import(Vm *vm) {
    return native_module(vm, "_tools", FUNCTIONS);
}
