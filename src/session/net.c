#include "session/net.h"

#include "session/call.h"
#include "session/fields.h"
#include "session/limits.h"
#include "session/manager.h"
#include "session/pool.h"
#include "session/reply.h"
#include "session/sender.h"
#include "session/url_parts.h"
#include "vm/number.h"
#include "vm/str.h"

static Value monotonic_ns(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)arguments;
    (void)count;
    (void)keywords;
    return int_from_int64(vm, machine_now(session_of(vm)->machine));
}

static Value refuse(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    return vm_refuse(vm, str_utf8(vm, arguments[0]), str_utf8(vm, arguments[1]));
}

static const NativeMethod FUNCTIONS[] = {
    {"monotonic_ns", monotonic_ns, 0, 0, false, METHOD_STATIC},
    {"refuse", refuse, 2, 2, false, METHOD_STATIC},
    {NULL, NULL, 0, 0, false, METHOD_STATIC},
};

Value net_import(Session *session) {
    Value module = module_new(session->vm, "_meanwhile");
    module_add_functions(session->vm, module, FUNCTIONS);
    call_add_functions(session, module);
    pool_add_class(session, module);
    limits_add_class(session, module);
    manager_add_class(session, module);
    fields_add_class(session, module);
    reply_add_class(session, module);
    sender_add_class(session, module);
    url_parts_add_class(session, module);
    return module;
}
