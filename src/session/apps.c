#include "session/apps.h"

#include "base/array.h"
#include "base/memory.h"
#include "session/asyncio.h"
#include "session/gate.h"
#include "session/threads.h"
#include "sim/host.h"
#include "sim/load.h"
#include "sim/url.h"
#include "sim/world.h"
#include "vm/container.h"
#include "vm/protocol.h"
#include "vm/str.h"

#include <string.h>

struct Apps {
    Session *session;
    Gates *gates;
    Value find;                        /* VALUE_NULL: nobody watches */
    ARRAY_OF(MachineThread *) servers; /* threads within enter() */
    Value over_handle;
    bool was_not_alone; /* when it might have been over */
    bool is_loaded;     /* the program may come to have a server */
    bool program_is_over;
};

Gates *apps_gates(const Apps *apps) {
    return apps->gates;
}

/* ---- the end ---- */

static bool is_over(const Apps *apps) {
    return gates_under_way(apps->gates) == 0 && load_is_over(apps->session->load);
}

static bool is_server(const Apps *apps, const MachineThread *thread) {
    for (size_t i = 0; i < apps->servers.count; i++) {
        if (apps->servers.items[i] == thread) {
            return true;
        }
    }
    return false;
}

/* Whether no thread but the servers' and the one that ends now (or NULL) can go on by itself. */
static bool is_alone(const Apps *apps, const MachineThread *ending) {
    Machine *machine = apps->session->machine;
    for (MachineThread *thread = machine_next_thread(machine, NULL); thread != NULL;
         thread = machine_next_thread(machine, thread)) {
        if (thread != ending && !machine_thread_waits_for_others(thread) &&
            !is_server(apps, thread)) {
            return false;
        }
    }
    return true;
}

static void tell_over(Session *session) {
    Value handle = value_take(&session->apps->over_handle);
    asyncio_handle_schedule(handle);
    value_release(session->vm, handle);
}

static void check(Session *session, const MachineThread *ending) {
    Apps *apps = session->apps;
    if (value_is_null(apps->over_handle) || !is_over(apps)) {
        return;
    }
    apps->was_not_alone = !is_alone(apps, ending);
    if (!apps->was_not_alone) {
        tell_over(session);
    }
}

void apps_check(Session *session) {
    check(session, NULL);
}

void apps_thread_ends(Session *session) {
    check(session, machine_current(session->machine));
}

bool apps_loop_waits(Session *session) {
    Apps *apps = session->apps;
    if (!apps->was_not_alone || value_is_null(apps->over_handle)) {
        return false;
    }
    check(session, NULL);
    return value_is_null(apps->over_handle);
}

bool apps_last_chance(void *context) {
    Session *session = context;
    if (value_is_null(session->apps->over_handle) || !is_over(session->apps)) {
        return false;
    }
    tell_over(session);
    return true;
}

/* ---- the module ---- */

static Value start(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    Text name = {0};
    str_append_utf8(arguments[1], &name);
    ThreadStart process = {.object = (struct ThreadObject *)value_obj(arguments[0]),
                           .name = text_cstr(&name),
                           .own_gil = true};
    uint64_t number = 0;
    bool fine = threads_start(session_of(vm), &process, &number);
    text_release(&name);
    return fine ? VALUE_NONE : VALUE_NULL;
}

static Value watch(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    Value find = value_is_none(arguments[0]) ? VALUE_NULL : value_retain(arguments[0]);
    value_store(vm, &session_of(vm)->apps->find, find);
    return VALUE_NONE;
}

static Value enter(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)arguments;
    (void)count;
    (void)keywords;
    Session *session = session_of(vm);
    ARRAY_PUSH(&session->apps->servers, machine_current(session->machine));
    return VALUE_NONE;
}

static Value leave(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)arguments;
    (void)count;
    (void)keywords;
    Session *session = session_of(vm);
    Apps *apps = session->apps;
    for (size_t i = apps->servers.count; i > 0; i--) {
        if (apps->servers.items[i - 1] == machine_current(session->machine)) {
            apps->servers.items[i - 1] = apps->servers.items[--apps->servers.count];
            break;
        }
    }
    return VALUE_NONE;
}

static Value is_over_function(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)arguments;
    (void)count;
    (void)keywords;
    const Apps *apps = session_of(vm)->apps;
    return value_from_bool(is_over(apps) && is_alone(apps, NULL));
}

static Value check_function(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)arguments;
    (void)count;
    (void)keywords;
    apps_check(session_of(vm));
    return VALUE_NONE;
}

static Value has_load(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    const World *world = session_of(vm)->world;
    bool has = false;
    for (size_t i = 0; i < world->loads.count && !has; i++) {
        const char *url = world->loads.items[i].url;
        char *name = host_name_of(url, strlen(url));
        has = name != NULL && str_equal_cstr(arguments[0], name);
        memory_free(name);
    }
    return value_from_bool(has);
}

static Value when_over(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    Session *session = session_of(vm);
    value_store(vm, &session->apps->over_handle, asyncio_handle_new(arguments[0], arguments[1]));
    return VALUE_NONE;
}

static Value refuse(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    vm_stop(vm, STOP_REFUSED, "%s:%d: error: %s\n  hint: %s", session_of(vm)->options->program_path,
            vm_current_line(vm), str_utf8(vm, arguments[0]), str_utf8(vm, arguments[1]));
    return VALUE_NULL;
}

static const NativeMethod FUNCTIONS[] = {
    {"start", start, 2, 2, false, METHOD_STATIC},
    {"watch", watch, 1, 1, false, METHOD_STATIC},
    {"enter", enter, 0, 0, false, METHOD_STATIC},
    {"leave", leave, 0, 0, false, METHOD_STATIC},
    {"is_over", is_over_function, 0, 0, false, METHOD_STATIC},
    {"has_load", has_load, 1, 1, false, METHOD_STATIC},
    {"check", check_function, 0, 0, false, METHOD_STATIC},
    {"when_over", when_over, 2, 2, false, METHOD_STATIC},
    {"refuse", refuse, 2, 2, false, METHOD_STATIC},
    {NULL, NULL, 0, 0, false, METHOD_STATIC},
};

Value apps_import(Session *session) {
    Vm *vm = session->vm;
    Value module = module_new(vm, "_apps");
    session->apps->is_loaded = true;
    module_add_functions(vm, module, FUNCTIONS);
    module_set(vm, module, "Gate", value_from_obj(gates_type(session->apps->gates)));
    return module;
}

/* ---- reaching and finishing ---- */

/* A port of this machine at which nobody listens, unless the world speaks of it. */
static bool is_idle_port(const Session *session, const char *url, size_t url_length) {
    Url parts;
    if (url_parse(&parts, url, url_length) != NULL) {
        return false;
    }
    const World *world = session->world;
    const WorldHost *line = world_find_host(world, parts.host, parts.port, parts.path);
    bool is_named = line != &world->fallback && strcmp(line->host, "*") != 0;
    bool is_local = strcmp(parts.host, "localhost") == 0 || strcmp(parts.host, "127.0.0.1") == 0;
    url_release(&parts);
    return is_local && !is_named;
}

bool apps_reach(Session *session, const char *url, size_t url_length) {
    Apps *apps = session->apps;
    Vm *vm = session->vm;
    if (!value_is_null(apps->find)) {
        Value found = vm_call0(vm, apps->find);
        value_release(vm, found);
        if (value_is_null(found)) {
            return false;
        }
    }
    if (!gates_exist(apps->gates)) {
        return true;
    }
    char *name = host_name_of(url, url_length);
    Gate *gate = name != NULL ? gates_named(apps->gates, name) : NULL;
    if (gate == NULL && is_idle_port(session, url, url_length)) {
        gates_refuse(apps->gates, name);
    }
    memory_free(name);
    return gate == NULL || gate_start(vm, gate);
}

/* Whether the program has a variable that would be called NAME.local. */
static bool has_variable(const Session *session, const char *name) {
    Vm *vm = session->vm;
    const char *dot = strrchr(name, '.');
    if (dot == NULL || strcmp(dot, ".local") != 0) {
        return false;
    }
    Text variable = {0};
    text_append(&variable, name, (size_t)(dot - name));
    bool has = vm_main_mentions(vm, text_cstr(&variable));
    text_release(&variable);
    return has;
}

bool apps_load_is_ready(void *context, const char *url) {
    Session *session = context;
    Apps *apps = session->apps;
    if (!apps->is_loaded) {
        return true;
    }
    char *name = host_name_of(url, strlen(url));
    const Gate *gate = gates_named(apps->gates, name);
    bool is_idle = gate == NULL && is_idle_port(session, url, strlen(url));
    bool may_come = !apps->program_is_over && (is_idle || has_variable(session, name));
    if (is_idle && !may_come) {
        gates_refuse(apps->gates, name);
    }
    memory_free(name);
    return gate != NULL ? gate_is_ready(gate) : !may_come;
}

void apps_load_ended(void *context) {
    apps_check(context);
}

void apps_program_ends(Session *session) {
    session->apps->program_is_over = true;
    load_go(session->load);
}

const char *apps_idle_server(const Session *session) {
    return gates_idle_name(session->apps->gates);
}

bool apps_finish(Session *session) {
    Vm *vm = session->vm;
    Value name = str_intern_cstr(vm, "_app_server");
    Value module = dict_get_name(vm->modules, name);
    value_release(vm, name);
    if (value_is_null(module)) {
        return true;
    }
    Value result = vm_call_method(vm, module, "finish", NULL, 0);
    value_release(vm, result);
    return !value_is_null(result);
}

/* ---- life ---- */

Apps *apps_new(Session *session) {
    Apps *apps = memory_new_zeroed(1, sizeof *apps);
    apps->session = session;
    apps->gates = gates_new(session);
    return apps;
}

void apps_end(Apps *apps) {
    Vm *vm = apps->session->vm;
    value_store(vm, &apps->find, VALUE_NULL);
    value_store(vm, &apps->over_handle, VALUE_NULL);
    gates_end(apps->gates);
    ARRAY_RELEASE(&apps->servers);
}

void apps_free(Apps *apps) {
    gates_free(apps->gates);
    memory_free(apps);
}
