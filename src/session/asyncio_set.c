#include "session/asyncio_internal.h"

#include "base/memory.h"

#include <string.h>

/* The sets that asyncio gives to programs: all_tasks(), the two of wait(). To CPython their order
 * is a matter of addresses; here they iterate, and pop, in the order in which the tasks were
 * created, unless the schedule chooses another when a set is first looked at: that one it keeps, as
 * a set of CPython's does. Everything else about them is a set's, and a set made from one is an
 * ordinary one. */

typedef struct TaskSet {
    Set set;
    bool is_decided;
    uint32_t *order; /* numbers of tasks, in the order that was chosen; NULL: that of creation */
    uint32_t order_count;
} TaskSet;

/* Tasks first, by their numbers, which grow; then the others as they are given. */
Value asyncio_in_creation_order(Asyncio *asyncio, Value given_list) {
    Vm *vm = asyncio->vm;
    List *given = value_list(given_list);
    Value ordered = list_new(vm, given->count);
    Value tasks = list_new(vm, given->count);
    for (uint32_t i = 0; i < given->count; i++) {
        bool is_task = value_is_future(asyncio, given->items[i]) &&
                       future_in(given->items[i])->kind == LOOP_KIND_TASK;
        list_append(vm, is_task ? tasks : ordered, given->items[i]);
    }
    /* A merge sort, since it is stable. */
    List *list = value_list(tasks);
    Value *buffer = memory_new((list->count + 1) * sizeof *buffer);
    for (uint32_t width = 1; width < list->count; width *= 2) {
        for (uint32_t start = 0; start < list->count; start += 2 * width) {
            uint32_t middle = start + width < list->count ? start + width : list->count;
            uint32_t end = start + 2 * width < list->count ? start + 2 * width : list->count;
            uint32_t a = start;
            uint32_t b = middle;
            for (uint32_t k = start; k < end; k++) {
                bool take_a =
                    b >= end || (a < middle && task_in(list->items[a])->future.number <=
                                                   task_in(list->items[b])->future.number);
                buffer[k] = list->items[take_a ? a++ : b++];
            }
        }
        memcpy(list->items, buffer, list->count * sizeof *buffer);
    }
    memory_free(buffer);
    list_extend(vm, tasks, ordered);
    value_release(vm, ordered);
    return tasks;
}

Value asyncio_task_set_new(Asyncio *asyncio, Value list) {
    Vm *vm = asyncio->vm;
    Value set = set_new_of(vm, asyncio->type_task_set);
    List *items = value_list(list);
    for (uint32_t i = 0; i < items->count; i++) {
        if (!set_add(vm, set, items->items[i])) {
            value_release(vm, set);
            return VALUE_NULL;
        }
    }
    return set;
}

Value asyncio_in_any_order(Asyncio *asyncio, Value given) {
    Value ordered = value_to_list(asyncio->vm, given);
    if (!value_is_null(ordered)) {
        session_order(asyncio->session, value_list(ordered)->items, value_list(ordered)->count);
    }
    return ordered;
}

static void remember_order(TaskSet *set, const List *members) {
    set->order = memory_new(members->count * sizeof *set->order);
    set->order_count = members->count;
    for (uint32_t i = 0; i < members->count; i++) {
        set->order[i] = future_in(members->items[i])->number;
    }
}

/* Members that were not there when the order was chosen come last. */
static void restore_order(const TaskSet *set, List *members) {
    uint32_t placed = 0;
    for (uint32_t i = 0; i < set->order_count; i++) {
        for (uint32_t k = placed; k < members->count; k++) {
            if (future_in(members->items[k])->number == set->order[i]) {
                Value item = members->items[k];
                memmove(&members->items[placed + 1], &members->items[placed],
                        (k - placed) * sizeof item);
                members->items[placed++] = item;
                break;
            }
        }
    }
}

Value asyncio_task_set_members(Asyncio *asyncio, Value self) {
    Vm *vm = asyncio->vm;
    Set *set = (Set *)value_obj(self);
    Value members = list_new(vm, set->count);
    uint32_t position = 0;
    Value key;
    while (set_next(set, &position, &key)) {
        list_append(vm, members, key);
    }
    Value ordered = asyncio_in_creation_order(asyncio, members);
    value_release(vm, members);
    return ordered;
}

static Value ordered_members(Vm *vm, Value self) {
    TaskSet *set = (TaskSet *)value_obj(self);
    Value members = asyncio_task_set_members(asyncio_of(vm), self);
    if (!set->is_decided) {
        set->is_decided = true;
        List *list = value_list(members);
        if (session_order(session_of(vm), list->items, list->count)) {
            remember_order(set, list);
        }
    } else if (set->order != NULL) {
        restore_order(set, value_list(members));
    }
    return members;
}

static void task_set_destroy(Vm *vm, Obj *self) {
    memory_free(((TaskSet *)self)->order);
    ((TaskSet *)self)->order = NULL; /* at the end of a run an object is destroyed twice */
    vm->type_set->destroy(vm, self);
}

static Value task_set_iter(Vm *vm, Value self) {
    Value members = ordered_members(vm, self);
    Value iterator = value_iter(vm, members);
    value_release(vm, members);
    return iterator;
}

static Value task_set_repr(Vm *vm, Value self) {
    Value members = ordered_members(vm, self);
    Value text = value_repr(vm, members);
    value_release(vm, members);
    if (value_is_null(text)) {
        return VALUE_NULL;
    }
    Text out = {0};
    str_append_utf8(text, &out);
    value_release(vm, text);
    if (out.length <= 2) {
        text_release(&out);
        return str_from_cstr(vm, "set()");
    }
    out.bytes[0] = '{';
    out.bytes[out.length - 1] = '}';
    return str_from_text(vm, &out);
}

static Value task_set_pop(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    Value members = ordered_members(vm, arguments[0]);
    List *list = value_list(members);
    if (list->count == 0) {
        value_release(vm, members);
        return vm_raise(vm, EXC_KEY_ERROR, "'pop from an empty set'");
    }
    Value first = value_retain(list->items[0]);
    value_release(vm, members);
    if (set_discard(vm, arguments[0], first) < 0) {
        value_release(vm, first);
        return VALUE_NULL;
    }
    return first;
}

static Value task_set_copy(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    Value members = ordered_members(vm, arguments[0]);
    Value copy = asyncio_task_set_new(asyncio_of(vm), members);
    value_release(vm, members);
    return copy;
}

static const NativeMethod TASK_SET_METHODS[] = {
    {"pop", task_set_pop, 0, 0, false, METHOD_INSTANCE},
    {"copy", task_set_copy, 0, 0, false, METHOD_INSTANCE},
    {0},
};

void asyncio_set_setup(Asyncio *asyncio) {
    TypeSpec spec = {
        .name = "set",
        .instance_size = sizeof(TaskSet),
        .flags = TYPE_FINAL,
        .methods = TASK_SET_METHODS,
        .slots = {.iter = task_set_iter,
                  .repr = task_set_repr,
                  .visit = asyncio->vm->type_set->visit,
                  .destroy = task_set_destroy},
    };
    asyncio->type_task_set = type_new_native(asyncio->vm, &spec, asyncio->vm->type_set);
}
