/* What the tests of the vm share: a vm whose output is kept, and programs given as text. */
#ifndef TESTS_UNIT_VM_FIXTURE_H
#define TESTS_UNIT_VM_FIXTURE_H

#include "lang/compiler.h"
#include "unit/unit.h"
#include "vm/container.h"
#include "vm/frame.h"
#include "vm/number.h"
#include "vm/protocol.h"
#include "vm/str.h"

#include <string.h>

typedef struct Fixture {
    Vm *vm;
    Unit *unit;
    Text out;
    Text err;
} Fixture;

static inline bool fixture_write(void *context, int stream, const char *bytes, size_t length) {
    Fixture *fixture = context;
    text_append(stream == 1 ? &fixture->out : &fixture->err, bytes, length);
    return true;
}

/* Makes a vm and runs the program in it; false: it raised, and the exception is still on its way.
 */
static inline bool fixture_run(Fixture *fixture, const char *program) {
    *fixture = (Fixture){0};
    VmHooks hooks = {.context = fixture, .write = fixture_write};
    fixture->vm = vm_new(&hooks, UINT64_C(64) << 20);
    Diagnostics diagnostics;
    diagnostics_init(&diagnostics);
    fixture->unit =
        compiler_compile("t.py", "__main__", program, strlen(program), NULL, &diagnostics);
    assert_non_null(fixture->unit);
    diagnostics_release(&diagnostics);
    Value result = vm_run_main(fixture->vm, fixture->unit);
    return !value_is_null(result);
}

/* A global of the program; borrowed. */
static inline Value fixture_global(Fixture *fixture, const char *name) {
    Vm *vm = fixture->vm;
    Value main = dict_get_name(vm->modules, vm->names.dunder_main);
    Value interned = str_intern_cstr(vm, name);
    Value found = module_get(vm, main, interned);
    value_release(vm, interned);
    return found;
}

/* The report of the exception that fixture_run() left on its way, which it takes. */
static inline void fixture_report(Fixture *fixture, Text *report) {
    Value exception = vm_take_raised(fixture->vm);
    traceback_format(fixture->vm, exception, report);
    value_release(fixture->vm, exception);
}

static inline void fixture_end(Fixture *fixture) {
    vm_finalize(fixture->vm, VALUE_NULL);
    vm_free(fixture->vm);
    unit_free(fixture->unit);
    text_release(&fixture->out);
    text_release(&fixture->err);
}

#endif
