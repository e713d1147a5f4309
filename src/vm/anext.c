#include "vm/anext.h"

#include "vm/object.h"
#include "vm/type.h"

typedef struct AnextDefault {
    Obj obj;
    Value awaitable;
    Value iterator; /* what awaiting it iterates; VALUE_NULL until it is first asked */
    Value fallback;
} AnextDefault;

Value anext_with_default(Vm *vm, Value awaitable, Value fallback) {
    AnextDefault *self = heap_new(vm, vm->type_anext_default, sizeof *self);
    self->awaitable = value_retain(awaitable);
    self->fallback = value_retain(fallback);
    return value_from_obj(self);
}

static Resumption resume(Vm *vm, Value value, Value sent, Value thrown, Value *result) {
    AnextDefault *self = (AnextDefault *)value_obj(value);
    if (value_is_null(self->iterator)) {
        Value iterator = vm_get_awaitable(vm, self->awaitable);
        if (value_is_null(iterator)) {
            value_release(vm, sent);
            return RESUMED_RAISED;
        }
        value_store(vm, &self->iterator, iterator);
    }
    Resumption outcome = vm_resume(vm, self->iterator, sent, thrown, result);
    if (outcome == RESUMED_RAISED && vm_raised_is(vm, EXC_STOP_ASYNC_ITERATION)) {
        vm_clear_raised(vm);
        *result = value_retain(self->fallback);
        return RESUMED_RETURNED;
    }
    return outcome;
}

static Value await_iter(Vm *vm, Value self) {
    (void)vm;
    return value_retain(self);
}

static Value next(Vm *vm, Value self) {
    Value result = VALUE_NULL;
    Resumption outcome = resume(vm, self, VALUE_NONE, VALUE_NULL, &result);
    if (outcome == RESUMED_RETURNED) {
        vm_raise_stop_iteration(vm, result);
        value_release(vm, result);
        return VALUE_NULL;
    }
    return outcome == RESUMED_RAISED ? VALUE_NULL : result;
}

static void visit_held(Obj *obj, VisitFunction visit, void *context) {
    AnextDefault *self = (AnextDefault *)obj;
    visit(self->awaitable, context);
    visit(self->iterator, context);
    visit(self->fallback, context);
}

static void destroy(Vm *vm, Obj *obj) {
    AnextDefault *self = (AnextDefault *)obj;
    value_store(vm, &self->awaitable, VALUE_NULL);
    value_store(vm, &self->iterator, VALUE_NULL);
    value_store(vm, &self->fallback, VALUE_NULL);
}

void anext_setup(Vm *vm) {
    static const TypeSpec spec = {.name = "anext_awaitable",
                                  .instance_size = sizeof(AnextDefault),
                                  .flags = TYPE_FINAL,
                                  .slots = {.visit = visit_held,
                                            .destroy = destroy,
                                            .await_iter = await_iter,
                                            .iter = await_iter,
                                            .next = next,
                                            .resume = resume}};
    vm->type_anext_default = type_new_native(vm, &spec, NULL);
}
