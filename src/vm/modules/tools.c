/* _tools: what the modules in the subset need of the machine and programs may not have: functions
 * from text, classes at run time and classes with hooks, where a call came from, what a function
 * is. */
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
    return type_new_class(vm, arguments[0], bases->items, bases->count, VALUE_NULL, arguments[2]);
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

static const Code *code_in(Value code_object) {
    return ((CodeObject *)value_obj(code_object))->code;
}

/* code_kind(function.__code__): what a call gives. */
FUNCTION(tools_code_kind) {
    UNUSED();
    uint32_t flags = code_in(arguments[0])->flags;
    return str_from_cstr(vm, (flags & CODE_ASYNC_GENERATOR) != 0 ? "async generator"
                             : (flags & CODE_COROUTINE) != 0     ? "coroutine"
                             : (flags & CODE_GENERATOR) != 0     ? "generator"
                                                                 : "function");
}

/* code_takes_more(function.__code__): has it *args or **kwargs? */
FUNCTION(tools_code_takes_more) {
    UNUSED();
    return value_from_bool((code_in(arguments[0])->flags & (CODE_VARARGS | CODE_VARKEYWORDS)) != 0);
}

/* global_value(module, name): what a name means at the top level of a loaded module. */
FUNCTION(tools_global_value) {
    UNUSED();
    Value name = str_intern(vm, value_retain(arguments[1]));
    Value module = dict_get(vm, vm->modules, arguments[0]);
    Value found = value_is_null(module) ? VALUE_NULL : module_get(vm, module, name);
    if (value_is_null(found)) {
        found = dict_get_name(vm->builtins, name);
    }
    if (value_is_null(found)) {
        vm_raise(vm, EXC_NAME_ERROR, "name '%s' is not defined", str_utf8(vm, name));
    }
    value_release(vm, name);
    return value_is_null(found) ? VALUE_NULL : value_retain(found);
}

/* global_values(module): its variables, as a list of pairs of name and value. */
FUNCTION(tools_global_values) {
    UNUSED();
    Value list = list_new(vm, 0);
    Value value = dict_get(vm, vm->modules, arguments[0]);
    if (value_is_null(value)) {
        return list;
    }
    Module *module = (Module *)value_obj(value);
    uint32_t position = 0;
    Value name;
    Value index;
    while (module->slots != NULL && dict_next(module->slots, &position, &name, &index)) {
        Value global = module->globals[value_small_int(index)];
        if (!value_is_null(global)) {
            list_append_new(vm, list, tuple_pack(vm, 2, name, global));
        }
    }
    return list;
}

/* context(): the thread's current context of contextvars, or None when it has none yet. */
FUNCTION(tools_context) {
    UNUSED();
    Value context = vm->thread->context;
    return value_is_null(context) ? VALUE_NONE : value_retain(context);
}

/* swap_context(context): another one becomes current (None: an empty one); gives the one before. */
FUNCTION(tools_swap_context) {
    UNUSED();
    Value before = vm->thread->context;
    vm->thread->context = value_is_none(arguments[0]) ? VALUE_NULL : value_retain(arguments[0]);
    return value_is_null(before) ? VALUE_NONE : before;
}

static const NativeMethod FUNCTIONS[] = {
    {"context", tools_context, 0, 0, false, METHOD_INSTANCE},
    {"swap_context", tools_swap_context, 1, 1, false, METHOD_INSTANCE},
    {"module", tools_module, 2, 2, false, METHOD_INSTANCE},
    {"make_class", tools_make_class, 3, 3, false, METHOD_INSTANCE},
    {"caller", tools_caller, 0, 0, false, METHOD_INSTANCE},
    {"code_kind", tools_code_kind, 1, 1, false, METHOD_INSTANCE},
    {"code_takes_more", tools_code_takes_more, 1, 1, false, METHOD_INSTANCE},
    {"global_values", tools_global_values, 1, 1, false, METHOD_INSTANCE},
    {"global_value", tools_global_value, 2, 2, false, METHOD_INSTANCE},
    {0},
};

Value tools_import(Vm *vm);
Value tools_import(Vm *vm) {
    return native_module(vm, "_tools", FUNCTIONS);
}
