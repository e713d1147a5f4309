/* Modules: native ones from the embedder, and ones in the program's own language (the program
 * itself as
 * __main__, and the embedded library). The globals of such a module are an array, one slot for each
 * name that its code mentions; `slots` finds them by name, and `dict` holds what was set from
 * outside beyond those. */
#include "vm/frame.h"

#include "base/check.h"
#include "base/memory.h"
#include "vm/container.h"
#include "vm/library.h"
#include "vm/number.h"
#include "vm/protocol.h"
#include "vm/str.h"

#include <string.h>
#include <strings.h>

static Module *module_of(Value module) {
    return (Module *)value_obj(module);
}

Value module_new(Vm *vm, const char *name) {
    Module *module = heap_new(vm, vm->type_module, sizeof *module);
    module->name = str_intern_cstr(vm, name);
    module->dict = value_dict(dict_new(vm));
    Value made = value_from_obj(module);
    dict_set_name(vm, module->dict, vm->names.dunder_name, module->name);
    dict_set_name(vm, module->dict, vm->names.dunder_doc, VALUE_NONE);
    return made;
}

void module_set(Vm *vm, Value module, const char *name, Value value) {
    Value interned = str_intern_cstr(vm, name);
    dict_set_name(vm, module_of(module)->dict, interned, value);
    value_release(vm, interned);
}

void module_add_functions(Vm *vm, Value module, const NativeMethod *functions) {
    for (const NativeMethod *method = functions; method->name != NULL; method++) {
        Value native = native_new(vm, method, NULL, module_of(module)->name);
        module_set(vm, module, method->name, native);
        value_release(vm, native);
    }
}

/* The global slot of a name; NULL when the module's code does not mention it. */
static Value *slot_of(Module *module, Value name) {
    if (module->slots == NULL) {
        return NULL;
    }
    Value index = dict_get_name(module->slots, name);
    return value_is_null(index) ? NULL : &module->globals[value_small_int(index)];
}

Value module_get(Vm *vm, Value value, Value name) {
    (void)vm;
    Module *module = module_of(value);
    Value *slot = slot_of(module, name);
    if (slot != NULL && !value_is_null(*slot)) {
        return *slot;
    }
    return dict_get_name(module->dict, name);
}

static Value module_get_attr(Vm *vm, Value self, Value name) {
    Value found = module_get(vm, self, name);
    if (!value_is_null(found)) {
        return value_retain(found);
    }
    if (value_same(name, vm->names.dunder_class)) {
        return value_retain(value_from_obj(vm->type_module));
    }
    return vm_raise_attribute(vm, self, name, "module '%s' has no attribute '%s'",
                              str_utf8(vm, module_of(self)->name), str_utf8(vm, name));
}

static bool module_set_attr(Vm *vm, Value self, Value name, Value value) {
    Module *module = module_of(self);
    Value *slot = slot_of(module, name);
    if (slot != NULL) {
        value_store(vm, slot, value_is_null(value) ? VALUE_NULL : value_retain(value));
    } else if (!value_is_null(value)) {
        dict_set_name(vm, module->dict, name, value);
    } else if (!dict_delete_name(vm, module->dict, name)) {
        vm_raise_attribute(vm, self, name, "module '%s' has no attribute '%s'",
                           str_utf8(vm, module->name), str_utf8(vm, name));
        return false;
    }
    return true;
}

static Value module_repr(Vm *vm, Value self) {
    return str_printf(vm, "<module '%s' (built-in)>", str_utf8(vm, module_of(self)->name));
}

static void module_visit(Obj *self, VisitFunction visit, void *context) {
    Module *module = (Module *)self;
    visit(module->name, context);
    if (module->dict != NULL) {
        visit(value_from_obj(module->dict), context);
    }
    if (module->slots != NULL) {
        visit(value_from_obj(module->slots), context);
    }
    if (module->code_object != NULL) {
        visit(value_from_obj(module->code_object), context);
        for (uint32_t i = 0; i < module->code->unit->global_count; i++) {
            visit(module->globals[i], context);
        }
    }
}

/* Globals go in the order in which their slots were made, names first used first. */
static void module_destroy(Vm *vm, Obj *self) {
    Module *module = (Module *)self;
    if (module->code_object != NULL && module->globals != NULL) {
        for (uint32_t i = 0; i < module->code->unit->global_count; i++) {
            value_store(vm, &module->globals[i], VALUE_NULL);
        }
    }
    Dict *dict = module->dict;
    Dict *slots = module->slots;
    CodeObject *code = module->code_object;
    module->dict = NULL;
    module->slots = NULL;
    module->code_object = NULL;
    if (dict != NULL) {
        obj_release(vm, dict);
    }
    if (slots != NULL) {
        obj_release(vm, slots);
    }
    if (code != NULL) {
        obj_release(vm, code);
    }
    /* A module from text is kept until the vm's end: none of its code runs any more. */
    memory_free(module->globals);
    memory_free(module->builtins);
    module->globals = module->builtins = NULL;
    value_store(vm, &module->name, VALUE_NULL);
}

/* A module from a compiled unit: globals laid out, not yet run. */
static Value module_from_unit(Vm *vm, const Unit *unit, bool is_library) {
    Value made = module_new(vm, unit->module_name);
    Module *module = module_of(made);
    obj_retain(module);
    ARRAY_PUSH(&vm->unit_modules, module);
    module->is_library = is_library;
    module->code = unit->code;
    module->globals = memory_new_zeroed(unit->global_count, sizeof(Value));
    module->builtins = memory_new_zeroed(unit->global_count, sizeof(Value));
    module->slots = value_dict(dict_new(vm));
    dict_reserve(vm, module->slots, unit->global_count);
    for (uint32_t i = 0; i < unit->global_count; i++) {
        Value name = str_intern_cstr(vm, unit->globals[i]);
        dict_add_name(vm, module->slots, name, value_from_small_int(i));
        module->builtins[i] = dict_get_name(vm->builtins, name);
        value_release(vm, name);
    }
    module->code_object = (CodeObject *)value_obj(code_object_new(vm, unit->code, module));
    module_set_attr(vm, made, vm->names.dunder_name, module->name);
    code_object_fill(vm, module->code_object);
    Value doc = unit->code->has_docstring ? module->code_object->constants[0] : VALUE_NONE;
    module_set_attr(vm, made, vm->names.dunder_doc, doc);
    if (!is_library) {
        Value file = str_from_cstr(vm, unit->file_name);
        module_set_attr(vm, made, vm->names.dunder_file, file);
        value_release(vm, file);
    }
    return made;
}

static bool run_module(Vm *vm, Value module) {
    Value function = function_new(vm, module_of(module)->code_object);
    Value result = vm_call0(vm, function);
    value_release(vm, function);
    value_release(vm, result);
    return !value_is_null(result);
}

static const EmbeddedModule *find_embedded(const char *name) {
    for (const EmbeddedModule *row = EMBEDDED_MODULES; row->name != NULL; row++) {
        if (strcmp(row->name, name) == 0) {
            return row;
        }
    }
    return NULL;
}

static bool is_package(const char *name) {
    size_t length = strlen(name);
    for (const EmbeddedModule *row = EMBEDDED_MODULES; row->name != NULL; row++) {
        if (strncmp(row->name, name, length) == 0 && row->name[length] == '.') {
            return true;
        }
    }
    return false;
}

static Value load_embedded(Vm *vm, const EmbeddedModule *row) {
    if (vm->hooks.library != NULL) {
        return module_from_unit(vm, library_unit(vm->hooks.library, row), true);
    }
    Unit *unit = library_compile(row);
    ARRAY_PUSH(&vm->library_units, unit);
    return module_from_unit(vm, unit, true);
}

bool vm_module_known(Vm *vm, const char *name) {
    Value interned = str_intern_cstr(vm, name);
    bool known = !value_is_null(dict_get_name(vm->modules, interned)) ||
                 find_embedded(name) != NULL || is_package(name);
    value_release(vm, interned);
    return known;
}

/* One module by its full name; its parents are loaded already. */
static Value import_one(Vm *vm, const char *name) {
    Value interned = str_intern_cstr(vm, name);
    Value module = value_retain(dict_get_name(vm->modules, interned));
    if (!value_is_null(module)) {
        value_release(vm, interned);
        return module;
    }
    if (vm->hooks.import_native != NULL) {
        module = vm->hooks.import_native(vm->hooks.context, name);
    }
    const EmbeddedModule *row = find_embedded(name);
    bool run = false;
    if (value_is_null(module) && !vm_raised(vm)) {
        if (row != NULL) {
            module = load_embedded(vm, row);
            run = true;
        } else if (is_package(name)) {
            module = module_new(vm, name);
        } else {
            vm_raise(vm, EXC_MODULE_NOT_FOUND_ERROR, "No module named '%s'", name);
            if (!vm_stopping(vm)) {
                Exception *error = (Exception *)value_obj(vm->thread->raised);
                value_store(vm, &error->extra, value_retain(interned)); /* its `name` */
            }
        }
    }
    if (!value_is_null(module)) {
        dict_set_name(vm, vm->modules, interned, module);
        vm->importing++;
        bool fine = !run || run_module(vm, module);
        vm->importing--;
        if (!fine) {
            dict_delete_name(vm, vm->modules, interned);
            value_release(vm, module);
            module = VALUE_NULL;
        }
    }
    value_release(vm, interned);
    return module;
}

Value vm_import(Vm *vm, const char *name) {
    Value parent = VALUE_NULL;
    const char *dot = strchr(name, '.');
    size_t begun = 0;
    for (;;) {
        Text prefix = {0};
        text_append(&prefix, name, dot != NULL ? (size_t)(dot - name) : strlen(name));
        Value module = import_one(vm, text_cstr(&prefix));
        if (!value_is_null(module) && !value_is_null(parent)) {
            Value leaf = str_intern_cstr(vm, text_cstr(&prefix) + begun);
            module_set_attr(vm, parent, leaf, module);
            value_release(vm, leaf);
        }
        text_release(&prefix);
        value_release(vm, parent);
        if (value_is_null(module) || dot == NULL) {
            return module;
        }
        parent = module;
        begun = (size_t)(dot - name) + 1;
        dot = strchr(dot + 1, '.');
    }
}

Value vm_run_library(Vm *vm, Unit *unit) {
    ARRAY_PUSH(&vm->library_units, unit);
    Value module = module_from_unit(vm, unit, true);
    if (!run_module(vm, module)) {
        value_release(vm, module);
        return VALUE_NULL;
    }
    /* Code objects borrow their module, which therefore lives as long as the vm. */
    Value key = str_printf(vm, "<%zu>", vm->library_units.count);
    Value name = str_intern(vm, key);
    dict_set_name(vm, vm->modules, name, module);
    value_release(vm, name);
    return module;
}

bool vm_main_mentions(Vm *vm, const char *name) {
    Value module = dict_get_name(vm->modules, vm->names.dunder_main);
    if (value_is_null(module)) {
        return false;
    }
    const Unit *unit = module_of(module)->code->unit;
    for (uint32_t i = 0; i < unit->global_count; i++) {
        if (strcasecmp(unit->globals[i], name) == 0) {
            return true;
        }
    }
    return false;
}

Value vm_run_main(Vm *vm, const Unit *unit) {
    Value module = module_from_unit(vm, unit, false);
    dict_set_name(vm, vm->modules, vm->names.dunder_main, module);
    bool fine = run_module(vm, module);
    value_release(vm, module);
    return fine ? VALUE_NONE : VALUE_NULL;
}

void module_setup(Vm *vm) {
    static const TypeSpec module = {.name = "module",
                                    .instance_size = sizeof(Module),
                                    .flags = TYPE_FINAL,
                                    .slots = {.repr = module_repr,
                                              .visit = module_visit,
                                              .destroy = module_destroy,
                                              .get_attr = module_get_attr,
                                              .set_attr = module_set_attr}};
    vm->type_module = type_new_native(vm, &module, NULL);
}
