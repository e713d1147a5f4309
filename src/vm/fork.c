#include "vm/fork.h"

#include "base/memory.h"
#include "vm/frame.h"

#include <string.h>

/* Where a memory keeps something that all processes refer to by its owner. */
typedef enum PlaceKind { PLACE_GLOBALS, PLACE_MODULE_DICT, PLACE_ATTRIBUTES } PlaceKind;

typedef struct Place {
    PlaceKind kind;
    Obj *owner;     /* a Module or a Type; a reference */
    void *contents; /* Value * or Dict *, while another memory is in force */
} Place;

struct ProcessMemory {
    Dict *modules; /* sys.modules, while another memory is in force: what it imports, others do not
                      see */
    ARRAY_OF(Place) places;
};

typedef struct Copied {
    const Obj *from; /* NULL: an empty slot */
    Obj *to;         /* a reference; of an owner of places, itself */
} Copied;

struct Fork {
    Vm *vm;
    ProcessMemory *child;
    Copied *copied; /* open addressing by `from`; never walked, so addresses decide nothing */
    size_t copied_size, copied_count;
    ARRAY_OF(Copied) unfilled; /* copies whose contents are still to come, first in first out */
    ARRAY_OF(Obj *) owners;    /* modules and classes that were reached */
    const char *uncopyable;    /* name of a type, NULL: none was met */
};

/* ---- what was copied ---- */

static Copied *find(const Fork *fork, const Obj *from) {
    size_t mask = fork->copied_size - 1;
    size_t at = ((uintptr_t)from >> 4) * UINT64_C(0x9E3779B97F4A7C15) >> 20 & mask;
    while (fork->copied[at].from != NULL && fork->copied[at].from != from) {
        at = (at + 1) & mask;
    }
    return &fork->copied[at];
}

static void note(Fork *fork, const Obj *from, Obj *to) {
    if (fork->copied_count * 2 >= fork->copied_size) {
        Copied *old = fork->copied;
        size_t old_size = fork->copied_size;
        fork->copied_size = old_size > 0 ? old_size * 2 : 4096;
        fork->copied = memory_new_zeroed(fork->copied_size, sizeof *fork->copied);
        for (size_t i = 0; i < old_size; i++) {
            if (old[i].from != NULL) {
                *find(fork, old[i].from) = old[i];
            }
        }
        memory_free(old);
    }
    *find(fork, from) = (Copied){from, to};
    fork->copied_count++;
}

static void add_owner(Fork *fork, Obj *owner) {
    if (find(fork, owner)->from == NULL) {
        note(fork, owner, obj_retain(owner));
        ARRAY_PUSH(&fork->owners, owner);
    }
}

/* ---- what is copied ---- */

static bool is_copied(const Fork *fork, Value value);

/* Data may be nested to any depth: a tuple within a tuple is copied without a look at what it
 * holds. */
static bool any_is_copied(const Fork *fork, Value tuple) {
    const Tuple *items = value_tuple(tuple);
    for (uint32_t i = 0; i < items->count; i++) {
        Value item = items->items[i];
        bool is_nested = value_is_obj(item) && value_obj(item)->type == fork->vm->type_tuple;
        if (is_nested ? value_tuple(item)->count > 0 : is_copied(fork, item)) {
            return true;
        }
    }
    return false;
}

/* A function is its code, unless something hangs on it. */
static bool function_is_copied(const Fork *fork, const Function *function) {
    return !value_is_null(function->closure) || function->dict != NULL ||
           !value_is_null(function->keyword_defaults) ||
           (!value_is_null(function->defaults) && any_is_copied(fork, function->defaults));
}

/* Whether a process needs one of its own. */
static bool is_copied(const Fork *fork, Value value) {
    if (!value_is_obj(value)) {
        return false;
    }
    const Vm *vm = fork->vm;
    const Obj *obj = value_obj(value);
    Type *type = obj->type;
    if (type == vm->type_function) {
        return function_is_copied(fork, (const Function *)obj);
    }
    if (type == vm->type_tuple) {
        return any_is_copied(fork, value);
    }
    if (type == vm->type_generator) { /* one that runs is on its parent's stack, for ever */
        GeneratorState state = ((const Generator *)obj)->state;
        return state == GENERATOR_CREATED || state == GENERATOR_SUSPENDED;
    }
    if (type == vm->type_staticmethod || type == vm->type_classmethod) {
        Value function = ((const BoundMethod *)obj)->function;
        return !value_is_obj(function) || value_obj(function)->type != vm->type_function ||
               function_is_copied(fork, (const Function *)value_obj(function));
    }
    return type->fork != NULL || type_native_base(type) == vm->type_object;
}

static bool is_uncopyable(const Vm *vm, const Obj *obj) {
    const Type *type = obj->type;
    if (type == vm->type_coroutine || type == vm->type_async_generator) {
        return ((const Generator *)obj)->state != GENERATOR_FINISHED;
    }
    return type->next != NULL && type->fork == NULL;
}

static size_t size_of(const Vm *vm, const Obj *obj) {
    if (obj->type == vm->type_generator) {
        const Generator *generator = (const Generator *)obj;
        return sizeof *generator + generator->frame.code->code->register_count * sizeof(Value);
    }
    return obj->type->flags & TYPE_IS_TUPLE
               ? offsetof(Tuple, items) + ((const Tuple *)obj)->count * sizeof(Value) +
                     instance_tail(obj->type)
               : obj->type->instance_size;
}

Value fork_value(Fork *fork, Value value) {
    if (!value_is_obj(value)) {
        return value;
    }
    Vm *vm = fork->vm;
    Obj *from = value_obj(value);
    Type *type = from->type;
    if (type == vm->type_type || type == vm->type_module) {
        bool differs = type == vm->type_module ? ((Module *)from)->code_object != NULL
                                               : (((Type *)from)->flags & TYPE_HEAP) != 0;
        if (differs) {
            add_owner(fork, from);
        }
        return value_retain(value);
    }
    if (type->flags & TYPE_HEAP) {
        add_owner(fork, &type->obj);
    }
    if (!is_copied(fork, value)) {
        if (is_uncopyable(vm, from) && fork->uncopyable == NULL) {
            fork->uncopyable = type_name(type);
        }
        return value_retain(value);
    }
    const Copied *known = find(fork, from);
    if (known->from != NULL) {
        return value_retain(value_from_obj(known->to));
    }
    Obj *to = heap_new(vm, type, size_of(vm, from));
    if (type->flags & TYPE_IS_TUPLE) {
        ((Tuple *)to)->count = ((Tuple *)from)->count;
    }
    obj_take_serial(to, from);
    note(fork, from, to);
    ARRAY_PUSH(&fork->unfilled, ((Copied){from, to}));
    return value_retain(value_from_obj(to));
}

void *fork_bytes(Fork *fork, const void *bytes, size_t size) {
    void *copy = heap_bytes_resize(fork->vm, NULL, 0, size);
    memcpy(copy, bytes, size);
    return copy;
}

static Dict *fork_attributes(Fork *fork, Dict *dict) {
    return dict == NULL ? NULL : value_dict(fork_value(fork, value_from_obj(dict)));
}

static void fill(Fork *fork, Obj *from, Obj *to) {
    Type *type = from->type;
    if (type->fork != NULL) {
        type->fork(fork, from, to);
    }
    Dict **attributes = instance_dict(from);
    if (attributes != NULL) {
        *instance_dict(to) = fork_attributes(fork, *attributes);
    }
    for (uint32_t i = 0; i < type->mro_count; i++) {
        const Type *base = type->mro[i];
        for (uint32_t slot = 0; slot < base->slots_count; slot++) {
            size_t offset = base->slots_offset + slot * sizeof(Value);
            Value *source = (Value *)(void *)((char *)from + offset);
            *(Value *)(void *)((char *)to + offset) = fork_value(fork, *source);
        }
    }
}

/* ---- the slots of common types ---- */

void fork_tuple(Fork *fork, const Obj *from, Obj *to) {
    const Tuple *source = (const Tuple *)from;
    for (uint32_t i = 0; i < source->count; i++) {
        ((Tuple *)to)->items[i] = fork_value(fork, source->items[i]);
    }
}

void fork_list(Fork *fork, const Obj *from, Obj *to) {
    const List *source = (const List *)from;
    List *list = (List *)to;
    if (source->count == 0) {
        return;
    }
    list->items = heap_bytes_resize(fork->vm, NULL, 0, source->count * sizeof(Value));
    list->capacity = list->count = source->count;
    for (uint32_t i = 0; i < source->count; i++) {
        list->items[i] = fork_value(fork, source->items[i]);
    }
}

/* Hashes are kept: those of copies are the same, since their ids are. */
void fork_dict(Fork *fork, const Obj *from, Obj *to) {
    const Dict *source = (const Dict *)from;
    Dict *dict = (Dict *)to;
    Obj head = *to;
    *dict = *source;
    dict->obj = head;
    if (source->entries != NULL) {
        dict->entries = fork_bytes(fork, source->entries, source->capacity * sizeof(DictEntry));
        for (uint32_t i = 0; i < source->used; i++) {
            dict->entries[i].key = fork_value(fork, source->entries[i].key);
            dict->entries[i].value = fork_value(fork, source->entries[i].value);
        }
    }
    if (source->index != NULL) {
        dict->index =
            fork_bytes(fork, source->index, ((size_t)source->index_mask + 1) * sizeof(int32_t));
    }
}

void fork_set(Fork *fork, const Obj *from, Obj *to) {
    const Set *source = (const Set *)from;
    Set *set = (Set *)to;
    Obj head = *to;
    *set = *source;
    set->obj = head;
    size_t slots = (size_t)source->mask + 1;
    set->table = source->table == source->small
                     ? set->small
                     : fork_bytes(fork, source->table, slots * sizeof(SetEntry));
    for (size_t i = 0; i < slots; i++) {
        set->table[i].key = fork_value(fork, source->table[i].key);
    }
}

void fork_cell(Fork *fork, const Obj *from, Obj *to) {
    ((CellObject *)to)->value = fork_value(fork, ((const CellObject *)from)->value);
}

void fork_function(Fork *fork, const Obj *from, Obj *to) {
    const Function *source = (const Function *)from;
    Function *function = (Function *)to;
    function->code = obj_retain(source->code);
    function->name = value_retain(source->name);
    function->qualified_name = value_retain(source->qualified_name);
    function->defaults = fork_value(fork, source->defaults);
    function->keyword_defaults = fork_value(fork, source->keyword_defaults);
    function->annotations = value_retain(source->annotations);
    function->closure = fork_value(fork, source->closure);
    function->dict = fork_attributes(fork, source->dict);
}

void fork_bound_method(Fork *fork, const Obj *from, Obj *to) {
    ((BoundMethod *)to)->function = fork_value(fork, ((const BoundMethod *)from)->function);
    ((BoundMethod *)to)->self = fork_value(fork, ((const BoundMethod *)from)->self);
}

void fork_exception(Fork *fork, const Obj *from, Obj *to) {
    const Exception *source = (const Exception *)from;
    Exception *exception = (Exception *)to;
    exception->arguments = fork_value(fork, source->arguments);
    exception->cause = fork_value(fork, source->cause);
    exception->context = fork_value(fork, source->context);
    exception->traceback = value_retain(source->traceback);
    exception->notes = fork_value(fork, source->notes);
    exception->extra = fork_value(fork, source->extra);
    exception->suppress_context = source->suppress_context;
}

/* ---- memories ---- */

static void *contents(const Place *place) {
    switch (place->kind) {
    case PLACE_GLOBALS:
        return ((Module *)place->owner)->globals;
    case PLACE_MODULE_DICT:
        return ((Module *)place->owner)->dict;
    case PLACE_ATTRIBUTES:
        return ((Type *)place->owner)->attributes;
    }
    return NULL;
}

static void set_contents(const Place *place) {
    switch (place->kind) {
    case PLACE_GLOBALS:
        ((Module *)place->owner)->globals = place->contents;
        break;
    case PLACE_MODULE_DICT:
        ((Module *)place->owner)->dict = place->contents;
        break;
    case PLACE_ATTRIBUTES:
        ((Type *)place->owner)->attributes = place->contents;
        break;
    }
}

static void add_place(ProcessMemory *memory, PlaceKind kind, Obj *owner, void *its_contents) {
    ARRAY_PUSH(&memory->places, ((Place){kind, obj_retain(owner), its_contents}));
}

static uint32_t global_count(const Module *module) {
    return module->code->unit->global_count;
}

static void copy_module(Fork *fork, Module *module) {
    uint32_t count = global_count(module);
    Value *globals = memory_new_zeroed(count, sizeof *globals);
    for (uint32_t i = 0; i < count; i++) {
        globals[i] = fork_value(fork, module->globals[i]);
    }
    add_place(fork->child, PLACE_GLOBALS, &module->obj, globals);
    add_place(fork->child, PLACE_MODULE_DICT, &module->obj, fork_attributes(fork, module->dict));
}

static void copy_class(Fork *fork, Type *type) {
    for (uint32_t i = 1; i < type->mro_count; i++) {
        if (type->mro[i]->flags & TYPE_HEAP) {
            add_owner(fork, &type->mro[i]->obj);
        }
    }
    add_place(fork->child, PLACE_ATTRIBUTES, &type->obj, fork_attributes(fork, type->attributes));
}

/* The parent's memory has to remember whatever the child's will put in place. */
static void remember_places(ProcessMemory *parent, const ProcessMemory *child) {
    size_t known = parent->places.count;
    for (size_t i = 0; i < child->places.count; i++) {
        const Place *place = &child->places.items[i];
        bool is_known = false;
        for (size_t k = 0; k < known && !is_known; k++) {
            is_known = parent->places.items[k].owner == place->owner &&
                       parent->places.items[k].kind == place->kind;
        }
        if (!is_known) {
            add_place(parent, place->kind, place->owner, NULL);
        }
    }
}

/* Copies until everything that was reached has its contents. */
static void copy_all(Fork *fork) {
    size_t filled = 0, owned = 0;
    while (filled < fork->unfilled.count || owned < fork->owners.count) {
        if (filled < fork->unfilled.count) {
            Copied next = fork->unfilled.items[filled++];
            fill(fork, (Obj *)(uintptr_t)next.from, next.to);
        } else {
            Obj *owner = fork->owners.items[owned++];
            if (owner->type == fork->vm->type_module) {
                copy_module(fork, (Module *)owner);
            } else {
                copy_class(fork, (Type *)owner);
            }
        }
    }
}

ProcessMemory *fork_memory(Vm *vm, Value *roots, uint32_t count) {
    Fork fork = {.vm = vm, .child = memory_new_zeroed(1, sizeof(ProcessMemory))};
    fork.copied = memory_new_zeroed(fork.copied_size = 4096, sizeof *fork.copied);
    for (size_t i = 0; i < vm->unit_modules.count; i++) {
        if (vm->unit_modules.items[i]->code_object != NULL) {
            add_owner(&fork, &vm->unit_modules.items[i]->obj);
        }
    }
    for (uint32_t i = 0; i < count; i++) {
        value_store(vm, &roots[i], fork_value(&fork, roots[i]));
    }
    copy_all(&fork);
    fork.child->modules = value_dict(dict_copy(vm, vm->modules));
    if (vm->memory == NULL) {
        vm->memory = vm->main_memory = memory_new_zeroed(1, sizeof(ProcessMemory));
    }
    remember_places(vm->memory, fork.child);
    if (vm->memory != vm->main_memory) {
        remember_places(vm->main_memory, fork.child);
    }
    for (size_t i = 0; i < fork.copied_size; i++) {
        if (fork.copied[i].from != NULL) {
            obj_release(vm, fork.copied[i].to);
        }
    }
    memory_free(fork.copied);
    ARRAY_RELEASE(&fork.unfilled);
    ARRAY_RELEASE(&fork.owners);
    if (fork.uncopyable == NULL) {
        return fork.child;
    }
    Text what = {0};
    text_printf(&what, "a process that is started while something refers to a %s object",
                fork.uncopyable);
    vm_refuse(vm, text_cstr(&what), "let no global variable refer to one then");
    text_release(&what);
    fork_free(vm, fork.child);
    return NULL;
}

void fork_enter(Vm *vm, ProcessMemory *memory) {
    memory = memory != NULL ? memory : vm->main_memory;
    if (memory == vm->memory) {
        return;
    }
    vm->memory->modules = vm->modules;
    vm->modules = memory->modules;
    for (size_t i = 0; i < vm->memory->places.count; i++) {
        Place *place = &vm->memory->places.items[i];
        place->contents = contents(place);
    }
    for (size_t i = 0; i < memory->places.count; i++) {
        set_contents(&memory->places.items[i]);
    }
    vm->memory = memory;
    vm->type_epoch++;
}

static void release_contents(Vm *vm, const Place *place) {
    if (place->kind != PLACE_GLOBALS) {
        obj_release(vm, place->contents);
        return;
    }
    Value *globals = place->contents;
    for (uint32_t i = 0; i < global_count((Module *)place->owner); i++) {
        value_release(vm, globals[i]);
    }
    memory_free(globals);
}

void fork_free(Vm *vm, ProcessMemory *memory) {
    StopReason stop = vm->stop;
    vm->stop =
        stop == STOP_NONE ? STOP_INTERRUPTED : stop; /* a process that exits finalizes nothing */
    for (size_t i = 0; i < memory->places.count; i++) {
        if (memory != vm->main_memory && memory->places.items[i].contents != NULL) {
            release_contents(vm, &memory->places.items[i]);
        }
    }
    if (memory != vm->main_memory) {
        obj_release(vm, memory->modules);
    }
    vm->stop = stop;
    if (stop == STOP_NONE) {
        vm->thread->raised = VALUE_NULL;
    }
    for (size_t i = 0; i < memory->places.count; i++) {
        obj_release(vm, memory->places.items[i].owner);
    }
    ARRAY_RELEASE(&memory->places);
    memory_free(memory);
}
