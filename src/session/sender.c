#include "session/sender.h"

#include "session/call.h"
#include "session/reply.h"
#include "session/url_parts.h"
#include "vm/bytes.h"
#include "vm/container.h"
#include "vm/fork.h"
#include "vm/object.h"
#include "vm/protocol.h"
#include "vm/str.h"

typedef struct SenderObject {
    Obj obj;
    Value class;
    Value methods; /* tuple of (name, function) */
    Value headers; /* or None */
    Value prepare;
    Value otherwise, after; /* of send() */
    Value pairs;            /* what `headers` were when `prepared` was begun; VALUE_NULL: not yet */
    Value prepared;         /* dict: what prepare() gave, by origin */
    const Type *type;       /* of the last client, whose class has the library's methods, */
    uint32_t epoch;         /* at this Vm.type_epoch */
    Value method, body, pairs_name, sender_name;
} SenderObject;

static SenderObject *sender_in(Value value) {
    return (SenderObject *)value_obj(value);
}

/* ---- whether it is a plain request ---- */

static bool class_has(Vm *vm, SenderObject *sender, Type *type) {
    if (sender->type == type && sender->epoch == vm->type_epoch) {
        return true;
    }
    const Tuple *methods = value_tuple(sender->methods);
    for (uint32_t i = 0; i < methods->count; i++) {
        const Tuple *pair = value_tuple(methods->items[i]);
        if (!value_same(type_lookup(type, pair->items[0]), pair->items[1])) {
            return false;
        }
    }
    sender->type = type;
    sender->epoch = vm->type_epoch;
    return true;
}

static bool has_methods(Vm *vm, SenderObject *sender, Value client) {
    Dict **own = value_is_obj(client) ? instance_dict(value_obj(client)) : NULL;
    if (!class_has(vm, sender, value_type(vm, client))) {
        return false;
    }
    const Tuple *methods = value_tuple(sender->methods);
    for (uint32_t i = 0; i < methods->count && own != NULL && *own != NULL; i++) {
        if (!value_is_null(dict_get_name(*own, value_tuple(methods->items[i])->items[0]))) {
            return false;
        }
    }
    return true;
}

/* The client's fields as they are now, borrowed; VALUE_NULL: raised. */
static Value current_pairs(Vm *vm, const SenderObject *sender) {
    if (value_is_none(sender->headers)) {
        return VALUE_NONE;
    }
    Dict **own = instance_dict(value_obj(sender->headers));
    Value pairs =
        own != NULL && *own != NULL ? dict_get_name(*own, sender->pairs_name) : VALUE_NULL;
    if (!value_is_null(pairs) && !value_is_none(pairs)) {
        return pairs;
    }
    Value method = value_get_attr_cstr(vm, sender->headers, "pairs");
    pairs = value_is_null(method) ? VALUE_NULL : vm_call0(vm, method);
    value_release(vm, method);
    value_release(vm, pairs); /* the headers keep it */
    return pairs;
}

/* What prepare() says of the target's origin: a tuple or None, borrowed; VALUE_NULL: raised. */
static Value prepared_for(Vm *vm, SenderObject *sender, Value client, Value target) {
    Value pairs = current_pairs(vm, sender);
    if (value_is_null(pairs)) {
        return VALUE_NULL;
    }
    if (!value_same(pairs, sender->pairs)) {
        value_store(vm, &sender->pairs, value_retain(pairs));
        value_store(vm, &sender->prepared, dict_new(vm));
    }
    Value origin = url_origin(vm, target);
    Value known = dict_get(vm, value_dict(sender->prepared), origin);
    if (!value_is_null(known)) {
        return known;
    }
    Value made = vm_call2(vm, sender->prepare, client, target);
    bool fine = !value_is_null(made) && dict_set(vm, value_dict(sender->prepared), origin, made);
    value_release(vm, made);
    return fine ? made : VALUE_NULL;
}

/* 1: `request` is filled, with what it borrows; 0: it is none for this sender; -1: raised. */
static int take_request(Vm *vm, const Value *arguments, CallRequest *request) {
    SenderObject *sender = sender_in(arguments[0]);
    Value client = arguments[1], url = arguments[2];
    if (!value_is_obj(url) || value_obj(url)->type != vm->type_str) {
        return 0;
    }
    Value target = url_of(vm, url);
    if (!url_is_usual(target)) {
        value_release(vm, target);
        return 0;
    }
    Value prepared = prepared_for(vm, sender, client, target);
    if (value_is_null(prepared) || value_is_none(prepared)) {
        value_release(vm, target);
        return value_is_null(prepared) ? -1 : 0;
    }
    *request = (CallRequest){.class = sender->class,
                             .pool = value_tuple(prepared)->items[1],
                             .limits = arguments[3],
                             .method = sender->method,
                             .target = target,
                             .fields = value_tuple(prepared)->items[0],
                             .body = sender->body,
                             .total_began_ns = CALL_BEGINS_NOW};
    return 1;
}

static Value exchange_if_plain(Vm *vm, const Value *arguments,
                               Value (*exchange)(Vm *, const CallRequest *)) {
    CallRequest request;
    int is_plain = has_methods(vm, sender_in(arguments[0]), arguments[1])
                       ? take_request(vm, arguments, &request)
                       : 0;
    if (is_plain <= 0) {
        return is_plain < 0 ? VALUE_NULL : VALUE_NONE;
    }
    Value sent = exchange(vm, &request);
    value_release(vm, request.target);
    return sent;
}

static Value sender_exchange(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    return exchange_if_plain(vm, arguments, call_exchange);
}

static Value sender_exchange_blocking(Vm *vm, const Value *arguments, uint32_t count,
                                      Value keywords) {
    (void)count;
    (void)keywords;
    return exchange_if_plain(vm, arguments, call_exchange_blocking);
}

/* ---- send() ---- */

enum { GIVEN_SENDER, GIVEN_CLIENT, GIVEN_URL, GIVEN_LIMITS };

/* An awaitable, a new reference; VALUE_NULL: raised. */
static Value awaitable_of(Vm *vm, Value function, Value client, Value argument) {
    Value made = vm_call2(vm, function, client, argument);
    Value awaitable = value_is_null(made) ? VALUE_NULL : vm_get_awaitable(vm, made);
    value_release(vm, made);
    return awaitable;
}

/* Whether the client still has this sender: it may be long ago that it was asked. */
static bool is_current(const Value *given) {
    Dict **own = instance_dict(value_obj(given[GIVEN_CLIENT]));
    return own != NULL && *own != NULL &&
           value_same(dict_get_name(*own, sender_in(given[GIVEN_SENDER])->sender_name),
                      given[GIVEN_SENDER]);
}

static bool send_begins(Vm *vm, const CallUser *user, CallRequest *request, Value *instead) {
    const Value *given = user->given;
    int is_plain = is_current(given) ? take_request(vm, given, request) : 0;
    if (is_plain == 0) {
        *instead = awaitable_of(vm, sender_in(given[GIVEN_SENDER])->otherwise, given[GIVEN_CLIENT],
                                given[GIVEN_URL]);
    }
    return is_plain > 0 || !value_is_null(*instead);
}

static bool send_ends(Vm *vm, const CallUser *user, Value reply, Value *instead) {
    const Value *given = user->given;
    if (reply_is_plain(reply)) {
        return true;
    }
    *instead = awaitable_of(vm, sender_in(given[GIVEN_SENDER])->after, given[GIVEN_CLIENT], reply);
    return !value_is_null(*instead);
}

/* What the coroutine is to those who look, in Debian's aiohttp. */
static const CallUserKind CLIENT_SESSION_REQUEST = {
    .name = "ClientSession._request",
    .place = {"/usr/lib/python3/dist-packages/aiohttp/client.py", 367, 568},
    .begins = send_begins,
    .ends = send_ends};

static Value sender_send(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    if (!has_methods(vm, sender_in(arguments[0]), arguments[1])) {
        return VALUE_NONE;
    }
    CallUser user = {.kind = &CLIENT_SESSION_REQUEST};
    for (size_t i = 0; i <= GIVEN_LIMITS; i++) {
        user.given[i] = arguments[i];
    }
    return call_coroutine(vm, &user);
}

/* ---- the class ---- */

static Value sender_construct(Vm *vm, Type *type, const Value *arguments, uint32_t count,
                              Value keywords) {
    static const char *const names = "class, methods, headers, prepare, otherwise=, after=";
    Value given[6];
    if (!arguments_bind(vm, "Sender", names, arguments, count, keywords, given)) {
        return VALUE_NULL;
    }
    SenderObject *sender = heap_new(vm, type, sizeof *sender);
    sender->class = value_retain(given[0]);
    sender->methods = value_retain(given[1]);
    sender->headers = value_retain(given[2]);
    sender->prepare = value_retain(given[3]);
    sender->otherwise = value_retain(given[4]);
    sender->after = value_retain(given[5]);
    sender->method = str_from_cstr(vm, "GET");
    sender->body = bytes_new(vm, NULL, 0);
    sender->pairs_name = str_intern_cstr(vm, "_pairs");
    sender->sender_name = str_intern_cstr(vm, "_sender");
    return value_from_obj(sender);
}

static void sender_visit(Obj *self, VisitFunction visit, void *context) {
    const SenderObject *sender = (const SenderObject *)self;
    visit(sender->class, context);
    visit(sender->methods, context);
    visit(sender->headers, context);
    visit(sender->prepare, context);
    visit(sender->otherwise, context);
    visit(sender->after, context);
    visit(sender->pairs, context);
    visit(sender->prepared, context);
    visit(sender->method, context);
    visit(sender->body, context);
    visit(sender->pairs_name, context);
    visit(sender->sender_name, context);
}

static void sender_destroy(Vm *vm, Obj *self) {
    SenderObject *sender = (SenderObject *)self;
    value_store(vm, &sender->class, VALUE_NULL);
    value_store(vm, &sender->methods, VALUE_NULL);
    value_store(vm, &sender->headers, VALUE_NULL);
    value_store(vm, &sender->prepare, VALUE_NULL);
    value_store(vm, &sender->otherwise, VALUE_NULL);
    value_store(vm, &sender->after, VALUE_NULL);
    value_store(vm, &sender->pairs, VALUE_NULL);
    value_store(vm, &sender->prepared, VALUE_NULL);
    value_store(vm, &sender->method, VALUE_NULL);
    value_store(vm, &sender->body, VALUE_NULL);
    value_store(vm, &sender->pairs_name, VALUE_NULL);
    value_store(vm, &sender->sender_name, VALUE_NULL);
}

/* Whatever was prepared refers to the other process's pools: it begins anew. */
static void sender_fork(Fork *fork, const Obj *from, Obj *to) {
    const SenderObject *here = (const SenderObject *)from;
    SenderObject *there = (SenderObject *)to;
    there->class = fork_value(fork, here->class);
    there->methods = value_retain(here->methods);
    there->headers = fork_value(fork, here->headers);
    there->prepare = fork_value(fork, here->prepare);
    there->otherwise = fork_value(fork, here->otherwise);
    there->after = fork_value(fork, here->after);
    there->method = value_retain(here->method);
    there->body = value_retain(here->body);
    there->pairs_name = value_retain(here->pairs_name);
    there->sender_name = value_retain(here->sender_name);
}

static const NativeMethod METHODS[] = {
    {"exchange", sender_exchange, 3, 3, false, METHOD_INSTANCE},
    {"exchange_blocking", sender_exchange_blocking, 3, 3, false, METHOD_INSTANCE},
    {"send", sender_send, 3, 3, false, METHOD_INSTANCE},
    {NULL, NULL, 0, 0, false, METHOD_INSTANCE},
};

void sender_add_class(Session *session, Value module) {
    static const TypeSpec spec = {.name = "_meanwhile.Sender",
                                  .instance_size = sizeof(SenderObject),
                                  .flags = TYPE_FINAL,
                                  .methods = METHODS,
                                  .slots = {.construct = sender_construct,
                                            .visit = sender_visit,
                                            .destroy = sender_destroy,
                                            .fork = sender_fork}};
    Type *type = type_new_native(session->vm, &spec, NULL);
    module_set(session->vm, module, "Sender", value_from_obj(type));
}
