#include "session/reply.h"

#include "base/memory.h"
#include "session/url_parts.h"
#include "vm/bytes.h"
#include "vm/container.h"
#include "vm/fork.h"
#include "vm/number.h"
#include "vm/object.h"
#include "vm/protocol.h"
#include "vm/str.h"

#include <string.h>
#include <strings.h>

/* The usual reply's headers, which the next one mostly has, too. */
struct Replies {
    Value fields; /* VALUE_NULL: there was none yet */
    const char *content_type;
    size_t content_length;
};

typedef struct ReplyObject {
    Obj obj;
    HostFailure failure;
    int status;
    const char *reason;        /* a literal, unless there is */
    Value given_reason;        /* a str, or VALUE_NULL */
    Value fields, set_cookies; /* tuples, or VALUE_NULL for empty ones */
    Text bytes;                /* the body, until somebody asks for it: */
    Value body;                /* bytes, or VALUE_NULL */
    int64_t receive_ns, elapsed_ns;
    Value method, target, sent, sent_body; /* VALUE_NULL: None */
    bool is_released;
} ReplyObject;

static ReplyObject *reply_in(Value value) {
    return (ReplyObject *)value_obj(value);
}

/* ---- making one ---- */

/* Headers on their way into a tuple, and the values of those that set cookies. */
typedef struct HeaderList {
    Vm *vm;
    Value headers, cookies;
    uint32_t count, cookie_count;
} HeaderList;

static bool sets_cookie(const char *name) {
    return strcasecmp(name, "set-cookie") == 0;
}

static void count_header(void *context, const char *name, const char *value) {
    (void)value;
    HeaderList *list = context;
    list->count++;
    list->cookie_count += sets_cookie(name);
}

static void append_header(void *context, const char *name, const char *value) {
    HeaderList *list = context;
    Vm *vm = list->vm;
    Value pair = tuple_new(vm, 2);
    value_tuple(pair)->items[0] = str_from_cstr(vm, name);
    value_tuple(pair)->items[1] = str_from_cstr(vm, value);
    value_tuple(list->headers)->items[list->count++] = pair;
    if (sets_cookie(name)) {
        value_tuple(list->cookies)->items[list->cookie_count++] =
            value_retain(value_tuple(pair)->items[1]);
    }
}

static bool is_usual(const HostReply *reply) {
    return reply->headers.count == 0 && reply->status == 200;
}

static void take_headers(Session *session, const HostReply *reply, ReplyObject *made) {
    Vm *vm = session->vm;
    Replies *replies = session->replies;
    HeaderList list = {.vm = vm};
    bool usual = is_usual(reply);
    if (usual && !value_is_null(replies->fields) &&
        replies->content_length == reply->content_length &&
        (replies->content_type == reply->content_type ||
         strcmp(replies->content_type, reply->content_type) == 0)) {
        made->fields = value_retain(replies->fields);
        return;
    }
    host_reply_each_header(reply, count_header, &list);
    made->fields = list.headers = tuple_new(vm, list.count);
    made->set_cookies = list.cookies =
        list.cookie_count > 0 ? tuple_new(vm, list.cookie_count) : VALUE_NULL;
    list.count = list.cookie_count = 0;
    host_reply_each_header(reply, append_header, &list);
    if (usual) {
        value_store(vm, &replies->fields, value_retain(made->fields));
        replies->content_length = reply->content_length;
        replies->content_type = reply->content_type; /* a literal */
    }
}

Value reply_new(Session *session, Value class, const ReplyRequest *request, HostFailure failure,
                HostReply *reply, int64_t elapsed_ns) {
    Vm *vm = session->vm;
    Type *type = (Type *)value_obj(class);
    ReplyObject *made = heap_new(vm, type, type->instance_size);
    made->failure = failure;
    made->reason = "";
    made->elapsed_ns = elapsed_ns;
    made->method = value_retain(request->method);
    made->target = value_retain(request->target);
    made->sent = value_retain(request->sent);
    made->sent_body = value_retain(request->body);
    if (failure == HOST_OK) {
        made->status = reply->status;
        if (reply->given_reason != NULL) {
            made->given_reason = str_from_cstr(vm, reply->reason);
        } else {
            made->reason = reply->reason;
        }
        take_headers(session, reply, made);
        made->receive_ns = reply->receive_ns;
        made->bytes = reply->body;
        reply->body = (Text){0};
        heap_bytes_adopt(vm, made->bytes.capacity);
    }
    return value_from_obj(made);
}

static Value reply_construct(Vm *vm, Type *type, const Value *arguments, uint32_t count,
                             Value keywords) {
    (void)arguments;
    (void)count;
    (void)keywords;
    ReplyObject *made = heap_new(vm, type, type->instance_size);
    made->reason = "";
    return value_from_obj(made);
}

bool value_is_reply_class(Value value) {
    if (!value_is_obj(value)) {
        return false;
    }
    const Type *type = (const Type *)value_obj(value);
    while (type != NULL && type->construct != reply_construct) {
        type = type->base;
    }
    return type != NULL;
}

/* ---- what a client asks ---- */

#define PROPERTY(name, made)                                                                       \
    static Value get_##name(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {      \
        (void)vm;                                                                                  \
        (void)count;                                                                               \
        (void)keywords;                                                                            \
        const ReplyObject *self = reply_in(arguments[0]);                                          \
        (void)self;                                                                                \
        return made;                                                                               \
    }

static Value or_none(Value value) {
    return value_is_null(value) ? VALUE_NONE : value_retain(value);
}

static Value or_empty(Vm *vm, Value tuple) {
    return value_is_null(tuple) ? tuple_new(vm, 0) : value_retain(tuple);
}

static void drop_bytes(Vm *vm, ReplyObject *reply) {
    heap_bytes_free(vm, reply->bytes.bytes, reply->bytes.capacity);
    reply->bytes = (Text){0};
}

static Value body_of(Vm *vm, ReplyObject *reply) {
    if (value_is_null(reply->body)) {
        reply->body =
            bytes_new(vm, (const uint8_t *)text_cstr(&reply->bytes), (uint32_t)reply->bytes.length);
        drop_bytes(vm, reply);
    }
    return value_retain(reply->body);
}

bool reply_is_plain(Value value) {
    const ReplyObject *reply = reply_in(value);
    return reply->failure == HOST_OK && reply->status < 300 && value_is_null(reply->set_cookies);
}

/* By the program: there is no request. */
static bool is_made(const ReplyObject *reply) {
    return value_is_null(reply->target);
}

static Value reason_of(Vm *vm, const ReplyObject *reply) {
    return value_is_null(reply->given_reason) ? str_from_cstr(vm, reply->reason)
                                              : value_retain(reply->given_reason);
}

PROPERTY(failure, str_from_cstr(vm, host_failure_name(self->failure)))
PROPERTY(status, is_made(self) ? VALUE_NONE : int_from_int64(vm, self->status))
PROPERTY(reason, is_made(self) ? VALUE_NONE : reason_of(vm, self))
PROPERTY(fields, or_empty(vm, self->fields))
PROPERTY(set_cookies, or_empty(vm, self->set_cookies))
PROPERTY(body, body_of(vm, (ReplyObject *)self))
PROPERTY(receive_ns, int_from_int64(vm, self->receive_ns))
PROPERTY(elapsed_ns, is_made(self) ? VALUE_NONE : int_from_int64(vm, self->elapsed_ns))
PROPERTY(is_plain, value_from_bool(reply_is_plain(arguments[0])))
PROPERTY(method, or_none(self->method))
PROPERTY(target, or_none(self->target))
PROPERTY(url, is_made(self) ? VALUE_NONE : value_retain(url_text(self->target)))
PROPERTY(sent, or_none(self->sent))
PROPERTY(sent_body, or_none(self->sent_body))
PROPERTY(is_released, value_from_bool(self->is_released))

/* _field(name): fields are few, and mostly one is asked for. */
static Value field(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    const ReplyObject *self = reply_in(arguments[0]);
    Value found = VALUE_NONE;
    if (value_is_null(self->fields)) {
        return found;
    }
    const Tuple *fields = value_tuple(self->fields);
    for (uint32_t i = 0; i < fields->count; i++) {
        const Tuple *pair = value_tuple(fields->items[i]);
        if (strcasecmp(str_utf8(vm, pair->items[0]), str_utf8(vm, arguments[1])) != 0) {
            continue;
        }
        Value joined = value_is_none(found) ? value_retain(pair->items[1])
                                            : str_printf(vm, "%s, %s", str_utf8(vm, found),
                                                         str_utf8(vm, pair->items[1]));
        value_release(vm, found);
        found = joined;
    }
    return found;
}

void reply_release(Value reply) {
    reply_in(reply)->is_released = true;
}

static Value release(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)vm;
    (void)count;
    (void)keywords;
    reply_release(arguments[0]);
    return VALUE_NONE;
}

/* ---- the class ---- */

static void reply_visit(Obj *self, VisitFunction visit, void *context) {
    const ReplyObject *reply = (const ReplyObject *)self;
    visit(reply->given_reason, context);
    visit(reply->fields, context);
    visit(reply->set_cookies, context);
    visit(reply->body, context);
    visit(reply->method, context);
    visit(reply->target, context);
    visit(reply->sent, context);
    visit(reply->sent_body, context);
}

static void reply_destroy(Vm *vm, Obj *self) {
    ReplyObject *reply = (ReplyObject *)self;
    drop_bytes(vm, reply);
    value_store(vm, &reply->given_reason, VALUE_NULL);
    value_store(vm, &reply->fields, VALUE_NULL);
    value_store(vm, &reply->set_cookies, VALUE_NULL);
    value_store(vm, &reply->body, VALUE_NULL);
    value_store(vm, &reply->method, VALUE_NULL);
    value_store(vm, &reply->target, VALUE_NULL);
    value_store(vm, &reply->sent, VALUE_NULL);
    value_store(vm, &reply->sent_body, VALUE_NULL);
}

/* What it holds cannot change. */
static void reply_fork(Fork *fork, const Obj *from, Obj *to) {
    ReplyObject *there = (ReplyObject *)to;
    Obj header = there->obj;
    *there = *(const ReplyObject *)from;
    there->obj = header;
    if (there->bytes.bytes != NULL) {
        there->bytes.bytes = fork_bytes(fork, there->bytes.bytes, there->bytes.capacity);
    }
    Value *const held[] = {&there->given_reason, &there->fields,   &there->set_cookies,
                           &there->body,         &there->method,   &there->target,
                           &there->sent,         &there->sent_body};
    for (size_t i = 0; i < sizeof held / sizeof held[0]; i++) {
        value_retain(*held[i]);
    }
}

static const NativeMethod METHODS[] = {
    {"_failure", get_failure, 0, 0, false, METHOD_PROPERTY},
    {"_status", get_status, 0, 0, false, METHOD_PROPERTY},
    {"_reason", get_reason, 0, 0, false, METHOD_PROPERTY},
    {"_fields", get_fields, 0, 0, false, METHOD_PROPERTY},
    {"_set_cookies", get_set_cookies, 0, 0, false, METHOD_PROPERTY},
    {"_body", get_body, 0, 0, false, METHOD_PROPERTY},
    {"_receive_ns", get_receive_ns, 0, 0, false, METHOD_PROPERTY},
    {"_elapsed_ns", get_elapsed_ns, 0, 0, false, METHOD_PROPERTY},
    {"_is_plain", get_is_plain, 0, 0, false, METHOD_PROPERTY},
    {"_method", get_method, 0, 0, false, METHOD_PROPERTY},
    {"_target", get_target, 0, 0, false, METHOD_PROPERTY},
    {"_url", get_url, 0, 0, false, METHOD_PROPERTY},
    {"_sent", get_sent, 0, 0, false, METHOD_PROPERTY},
    {"_sent_body", get_sent_body, 0, 0, false, METHOD_PROPERTY},
    {"_is_released", get_is_released, 0, 0, false, METHOD_PROPERTY},
    {"_field", field, 1, 1, false, METHOD_INSTANCE},
    {"_release", release, 0, 0, false, METHOD_INSTANCE},
    {NULL, NULL, 0, 0, false, METHOD_INSTANCE},
};

void reply_add_class(Session *session, Value module) {
    static const TypeSpec spec = {.name = "_meanwhile.Reply",
                                  .instance_size = sizeof(ReplyObject),
                                  .methods = METHODS,
                                  .slots = {.construct = reply_construct,
                                            .visit = reply_visit,
                                            .destroy = reply_destroy,
                                            .fork = reply_fork}};
    Type *type = type_new_native(session->vm, &spec, NULL);
    module_set(session->vm, module, "Reply", value_from_obj(type));
}

Replies *replies_new(Session *session) {
    (void)session;
    return memory_new_zeroed(1, sizeof(Replies));
}

void replies_free(Session *session, Replies *replies) {
    value_release(session->vm, replies->fields);
    memory_free(replies);
}
