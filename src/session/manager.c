#include "session/manager.h"

#include "session/reply.h"
#include "vm/object.h"
#include "vm/protocol.h"

/* __aenter__() and __aexit__() give the manager itself to be awaited, which is told so. */
typedef enum ManagerState { MANAGER_USUAL, MANAGER_ENTERING, MANAGER_LEAVING } ManagerState;

typedef struct ManagerObject {
    Obj obj;
    Value coroutine;
    Value entered; /* what `async with` was given, or VALUE_NULL */
    ManagerState state;
} ManagerObject;

static ManagerObject *manager_in(Value value) {
    return (ManagerObject *)value_obj(value);
}

/* ---- awaiting ---- */

/* The coroutine itself, unless the manager has to hear what it gives. */
static Value manager_await(Vm *vm, Value self) {
    const ManagerObject *manager = manager_in(self);
    return manager->state != MANAGER_USUAL ? value_retain(self)
                                           : vm_get_awaitable(vm, manager->coroutine);
}

static Resumption manager_resume(Vm *vm, Value self, Value sent, Value thrown, Value *result) {
    ManagerObject *manager = manager_in(self);
    if (manager->state == MANAGER_LEAVING) {
        manager->state = MANAGER_USUAL;
        value_release(vm, sent);
        *result = VALUE_NONE;
        return RESUMED_RETURNED;
    }
    Resumption outcome = vm_resume(vm, manager->coroutine, sent, thrown, result);
    if (outcome != RESUMED_AWAITS) {
        manager->state = MANAGER_USUAL;
    }
    if (outcome == RESUMED_RETURNED) {
        value_store(vm, &manager->entered, value_retain(*result));
    }
    return outcome;
}

static Value manager_enter(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)vm;
    (void)count;
    (void)keywords;
    manager_in(arguments[0])->state = MANAGER_ENTERING;
    return value_retain(arguments[0]);
}

static Value manager_exit(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)vm;
    (void)count;
    (void)keywords;
    ManagerObject *manager = manager_in(arguments[0]);
    if (!value_is_null(manager->entered)) {
        reply_release(manager->entered);
    }
    manager->state = MANAGER_LEAVING;
    return value_retain(arguments[0]);
}

/* ---- for those who look for a coroutine ---- */

static Value ask(Vm *vm, const Value *arguments, uint32_t count, const char *method) {
    return vm_call_method(vm, manager_in(arguments[0])->coroutine, method, arguments + 1,
                          count - 1);
}

#define PASSED_ON(name, method)                                                                    \
    static Value manager_##name(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {  \
        (void)keywords;                                                                            \
        return ask(vm, arguments, count, method);                                                  \
    }

PASSED_ON(send, "send")
PASSED_ON(throw, "throw")
PASSED_ON(close, "close")
PASSED_ON(iterate, "__await__")

/* ---- the class ---- */

static Value manager_construct(Vm *vm, Type *type, const Value *arguments, uint32_t count,
                               Value keywords) {
    Value coroutine;
    if (count == 1 && value_is_null(keywords)) {
        coroutine = arguments[0];
    } else if (!arguments_bind(vm, "Manager", "coroutine", arguments, count, keywords,
                               &coroutine)) {
        return VALUE_NULL;
    }
    ManagerObject *manager = heap_new(vm, type, type->instance_size);
    manager->coroutine = value_retain(coroutine);
    return value_from_obj(manager);
}

static void manager_visit(Obj *self, VisitFunction visit, void *context) {
    visit(((ManagerObject *)self)->coroutine, context);
    visit(((ManagerObject *)self)->entered, context);
}

static void manager_destroy(Vm *vm, Obj *self) {
    value_store(vm, &((ManagerObject *)self)->coroutine, VALUE_NONE);
    value_store(vm, &((ManagerObject *)self)->entered, VALUE_NULL);
}

static const NativeMethod METHODS[] = {
    {"__aenter__", manager_enter, 0, 0, false, METHOD_INSTANCE},
    {"__aexit__", manager_exit, 3, 3, false, METHOD_INSTANCE},
    {"__await__", manager_iterate, 0, 0, false, METHOD_INSTANCE},
    {"send", manager_send, 1, 1, false, METHOD_INSTANCE},
    {"throw", manager_throw, 1, 3, false, METHOD_INSTANCE},
    {"close", manager_close, 0, 0, false, METHOD_INSTANCE},
    {NULL, NULL, 0, 0, false, METHOD_INSTANCE},
};

void manager_add_class(Session *session, Value module) {
    static const TypeSpec spec = {.name = "_meanwhile.Manager",
                                  .instance_size = sizeof(ManagerObject),
                                  .methods = METHODS,
                                  .slots = {.construct = manager_construct,
                                            .await_iter = manager_await,
                                            .resume = manager_resume,
                                            .visit = manager_visit,
                                            .destroy = manager_destroy}};
    Type *type = type_new_native(session->vm, &spec, NULL);
    module_set(session->vm, module, "Manager", value_from_obj(type));
}
