#include "vm/bases.h"

#include "vm/container.h"
#include "vm/frame.h"
#include "vm/protocol.h"
#include "vm/str.h"

#include <stddef.h>
#include <stdio.h>

/* One of the lists that are merged: a base's order, or the bases themselves. */
typedef struct Order {
    Type *const *types;
    uint32_t count;
    uint32_t at; /* of its head */
} Order;

static bool is_in_tail(const Order *lists, uint32_t list_count, const Type *type) {
    for (uint32_t i = 0; i < list_count; i++) {
        for (uint32_t k = lists[i].at + 1; k < lists[i].count; k++) {
            if (lists[i].types[k] == type) {
                return true;
            }
        }
    }
    return false;
}

static void pass(Order *lists, uint32_t list_count, const Type *type) {
    for (uint32_t i = 0; i < list_count; i++) {
        if (lists[i].at < lists[i].count && lists[i].types[lists[i].at] == type) {
            lists[i].at++;
        }
    }
}

/* Takes the first head that no tail holds, as long as there is one. Whether all lists are at their
 * ends then. */
static bool merge(Order *lists, uint32_t list_count, Type **order, uint32_t *length) {
    for (;;) {
        Type *next = NULL;
        bool left = false;
        for (uint32_t i = 0; i < list_count && next == NULL; i++) {
            if (lists[i].at < lists[i].count) {
                left = true;
                Type *head = lists[i].types[lists[i].at];
                next = is_in_tail(lists, list_count, head) ? NULL : head;
            }
        }
        if (next == NULL) {
            return !left;
        }
        order[(*length)++] = next;
        pass(lists, list_count, next);
    }
}

static void make_lists(Order *lists, Type *const *bases, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        lists[i] = (Order){.types = bases[i]->mro, .count = bases[i]->mro_count};
    }
    lists[count] = (Order){.types = bases, .count = count};
}

bool bases_merge(Type *type, Type *const *bases, uint32_t count, Type **order, uint32_t *length) {
    Order lists[BASES_MAX + 1];
    make_lists(lists, bases, count);
    order[0] = type;
    *length = 1;
    return merge(lists, count + 1, order, length);
}

void bases_raise_order(Vm *vm, Type *const *bases, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        for (uint32_t k = 0; k < i; k++) {
            if (bases[i] == bases[k]) {
                vm_raise(vm, EXC_TYPE_ERROR, "duplicate base class %s", type_name(bases[i]));
                return;
            }
        }
    }
    Order lists[BASES_MAX + 1];
    make_lists(lists, bases, count);
    uint32_t most = count;
    for (uint32_t i = 0; i < count; i++) {
        most += bases[i]->mro_count;
    }
    Type **order = memory_new(most * sizeof *order);
    uint32_t length = 0;
    (void)merge(lists, count + 1, order, &length);
    memory_free(order);
    Text names = {0};
    for (uint32_t i = 0; i <= count; i++) {
        Type *head = lists[i].at < lists[i].count ? lists[i].types[lists[i].at] : NULL;
        bool told = head == NULL;
        for (uint32_t k = 0; k < i && !told; k++) {
            told = lists[k].at < lists[k].count && lists[k].types[lists[k].at] == head;
        }
        if (!told) {
            text_append_cstr(&names, names.length > 0 ? ", " : "");
            text_append_cstr(&names, type_name(head));
        }
    }
    vm_raise(vm, EXC_TYPE_ERROR,
             "Cannot create a consistent method resolution\norder (MRO) for bases %s",
             text_cstr(&names));
    text_release(&names);
}

/* The type, of those from `type` on, that last added something to what an instance holds. */
static Type *laid_out_by(Vm *vm, Type *type) {
    /* CPython's exceptions with fields of their own; ours have all one layout. */
    static const ExceptionId with_fields[] = {
        EXC_OS_ERROR,       EXC_IMPORT_ERROR,         EXC_SYNTAX_ERROR, EXC_STOP_ITERATION,
        EXC_SYSTEM_EXIT,    EXC_UNICODE_ERROR,        EXC_NAME_ERROR,   EXC_ATTRIBUTE_ERROR,
        EXC_BASE_EXCEPTION, EXC_BASE_EXCEPTION_GROUP,
    };
    while ((type->flags & TYPE_HEAP) && type->slots_count == 0) {
        type = type->base;
    }
    if ((type->flags & TYPE_HEAP) || !(type->flags & TYPE_EXCEPTION)) {
        return type;
    }
    for (;; type = type->base) {
        for (size_t i = 0; i < sizeof with_fields / sizeof with_fields[0]; i++) {
            if (type == vm->exceptions[with_fields[i]]) {
                return type;
            }
        }
    }
}

static bool is_librarys(Vm *vm, const Type *type) {
    return !str_equal_cstr(type->module, "builtins") &&
           !value_same(type->module, vm->names.dunder_main);
}

Type *bases_layout(Vm *vm, Type *const *bases, uint32_t count) {
    Type *winner = bases[0];
    Type *layout = laid_out_by(vm, bases[0]);
    for (uint32_t i = 1; i < count; i++) {
        Type *other = laid_out_by(vm, bases[i]);
        if (type_is_subtype(layout, other)) {
            continue;
        }
        if (type_is_subtype(other, layout)) {
            winner = bases[i];
            layout = other;
            continue;
        }
        /* What is native here may be written in Python there. */
        if (is_librarys(vm, layout) || is_librarys(vm, other)) {
            vm_refuse(vm, "a class with these bases", "keep an object of one in an attribute");
        } else {
            vm_raise(vm, EXC_TYPE_ERROR, "multiple bases have instance lay-out conflict");
        }
        return NULL;
    }
    return winner;
}

/* A dunder name that no slot calls. */
static bool is_harmless(Vm *vm, Value name) {
    const Value known[] = {
        vm->names.dunder_init, vm->names.dunder_new,           vm->names.dunder_module,
        vm->names.dunder_doc,  vm->names.dunder_class_getitem, vm->names.dunder_init_subclass,
    };
    static const char *const others[] = {
        "__annotations__", "__slots__", "__match_args__", "__enter__",   "__exit__",
        "__aenter__",      "__aexit__", "__dict__",       "__weakref__",
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (value_same(name, known[i])) {
            return true;
        }
    }
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (str_equal_cstr(name, others[i])) {
            return true;
        }
    }
    const char *text = str_utf8(vm, name);
    return text[0] != '_' || text[1] != '_';
}

bool bases_check_order(Vm *vm, const Type *type) {
    const Type *native = NULL;
    for (uint32_t i = 1; i < type->mro_count; i++) {
        const Type *base = type->mro[i];
        if ((base->flags & TYPE_HEAP) == 0) {
            native = native == NULL ? base : native;
            continue;
        }
        uint32_t position = 0;
        Value name;
        Value value;
        bool hidden = native != NULL && value_same(base->module, vm->names.dunder_main);
        while (hidden && dict_next(base->attributes, &position, &name, &value)) {
            if (!is_harmless(vm, name)) {
                char what[200];
                snprintf(what, sizeof what, "%.60s, which has %.40s, behind %.60s among the bases",
                         type_name(base), str_utf8(vm, name), type_name(native));
                vm_refuse(vm, what, "name the builtin type last");
                return false;
            }
        }
    }
    return true;
}
