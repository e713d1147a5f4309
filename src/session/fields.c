#include "session/fields.h"

#include "base/array.h"
#include "vm/container.h"
#include "vm/object.h"
#include "vm/protocol.h"
#include "vm/str.h"

enum { HEADERS_MAX = 1000 };

typedef struct FieldsObject {
    Obj obj;
    Value pairs; /* a tuple: `headers` points into its strings, */
    ARRAY_OF(HostHeader) headers;
    ARRAY_OF(char *) copies; /* and into these, owned */
} FieldsObject;

static FieldsObject *fields_in(Value value) {
    return (FieldsObject *)value_obj(value);
}

/* A str, or what str() makes of another value. NULL: raised. */
static const char *string_of(Vm *vm, FieldsObject *fields, Value value) {
    if (value_is_str(value) && value_str_obj(value)->ascii) {
        return (const char *)value_str_obj(value)->data;
    }
    Value str = value_is_str(value) ? value_retain(value) : value_str(vm, value);
    if (value_is_null(str)) {
        return NULL;
    }
    Text text = {0};
    str_append_utf8(str, &text);
    value_release(vm, str);
    ARRAY_PUSH(&fields->copies, text_take(&text));
    return fields->copies.items[fields->copies.count - 1];
}

static bool take_header(Vm *vm, FieldsObject *fields, Value pair) {
    if (!value_is_tuple(pair) || value_tuple(pair)->count != 2) {
        vm_raise(vm, EXC_TYPE_ERROR, "a header is a pair of name and value");
        return false;
    }
    HostHeader header = {string_of(vm, fields, value_tuple(pair)->items[0]), NULL};
    header.value = header.name != NULL ? string_of(vm, fields, value_tuple(pair)->items[1]) : NULL;
    if (header.value != NULL) {
        ARRAY_PUSH(&fields->headers, header);
    }
    return header.value != NULL;
}

static Value fields_construct(Vm *vm, Type *type, const Value *arguments, uint32_t count,
                              Value keywords) {
    Value given;
    if (!arguments_bind(vm, "Fields", "pairs", arguments, count, keywords, &given)) {
        return VALUE_NULL;
    }
    if (!value_is_tuple(given) && !value_is_list(given)) {
        return vm_raise(vm, EXC_TYPE_ERROR, "headers must be a list or tuple, not %s",
                        value_type_name(vm, given));
    }
    FieldsObject *fields = heap_new(vm, type, sizeof *fields);
    fields->pairs = value_is_tuple(given)
                        ? value_retain(given)
                        : tuple_from(vm, value_list(given)->items, value_list(given)->count);
    uint32_t sent = value_tuple(fields->pairs)->count;
    sent = sent < HEADERS_MAX ? sent : HEADERS_MAX;
    for (uint32_t i = 0; i < sent; i++) {
        if (!take_header(vm, fields, value_tuple(fields->pairs)->items[i])) {
            obj_release(vm, fields);
            return VALUE_NULL;
        }
    }
    return value_from_obj(fields);
}

bool value_is_fields(Value value) {
    return value_is_obj(value) && value_obj(value)->type->construct == fields_construct;
}

const HostHeader *fields_headers(Value fields, size_t *count) {
    *count = fields_in(fields)->headers.count;
    return fields_in(fields)->headers.items;
}

static Value fields_pairs(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)vm;
    (void)count;
    (void)keywords;
    return value_retain(fields_in(arguments[0])->pairs);
}

static void fields_visit(Obj *self, VisitFunction visit, void *context) {
    visit(((FieldsObject *)self)->pairs, context);
}

static void fields_destroy(Vm *vm, Obj *self) {
    FieldsObject *fields = (FieldsObject *)self;
    value_store(vm, &fields->pairs, VALUE_NULL);
    for (size_t i = 0; i < fields->copies.count; i++) {
        memory_free(fields->copies.items[i]);
    }
    ARRAY_RELEASE(&fields->copies);
    ARRAY_RELEASE(&fields->headers);
}

static const NativeMethod METHODS[] = {
    {"pairs", fields_pairs, 0, 0, false, METHOD_PROPERTY},
    {NULL, NULL, 0, 0, false, METHOD_INSTANCE},
};

void fields_add_class(Session *session, Value module) {
    static const TypeSpec spec = {
        .name = "_meanwhile.Fields",
        .instance_size = sizeof(FieldsObject),
        .flags = TYPE_FINAL,
        .methods = METHODS,
        .slots = {.construct = fields_construct, .visit = fields_visit, .destroy = fields_destroy}};
    Type *type = type_new_native(session->vm, &spec, NULL);
    module_set(session->vm, module, "Fields", value_from_obj(type));
}
