#include "session/asyncio_internal.h"

#include <stdio.h>

/* Queue, LifoQueue, PriorityQueue. */

static QueueObject *queue_in(Value value) {
    return (QueueObject *)value_obj(value);
}

/* The items stand in loop/queue.h, and put() and get() go there directly, so a subclass cannot keep
 * them in a way of its own. False: it would, and the run is stopped. */
static bool keeps_items_as_we_do(Vm *vm, Type *type) {
    static const char *const names[] = {"_init",      "_put",  "_get",  "put_nowait",
                                        "get_nowait", "qsize", "empty", "full"};
    for (size_t i = 0; (type->flags & TYPE_HEAP) && i < sizeof names / sizeof names[0]; i++) {
        Value found = type_lookup_cstr(vm, type, names[i]);
        if (!value_is_null(found) && value_type(vm, found) != vm->type_native) {
            char what[64];
            snprintf(what, sizeof what, "a queue class with a %s() of its own", names[i]);
            vm_refuse(vm, what, "write a class that has an asyncio.Queue in an attribute");
            return false;
        }
    }
    return true;
}

static bool queue_fill(Vm *vm, QueueObject *self, const Value *arguments, uint32_t count,
                       Value keywords) {
    Asyncio *asyncio = asyncio_of(vm);
    if (!keeps_items_as_we_do(vm, self->obj.type)) {
        return false;
    }
    Value given;
    if (!arguments_bind(vm, "Queue.__init__", "self, maxsize=", arguments, count, keywords,
                        &given)) {
        return false;
    }
    int64_t maxsize = 0;
    if (!value_is_null(given)) {
        double number;
        if (!value_to_double(vm, given, &number)) {
            return false;
        }
        /* A size that no queue reaches is as good as none. */
        maxsize =
            number > 1e15 || number <= 0 ? 0 : (int64_t)number + (number > (double)(int64_t)number);
    }
    LoopQueueKind kind = LOOP_QUEUE_FIFO;
    if (type_is_subtype(self->obj.type, asyncio->type_lifo_queue)) {
        kind = LOOP_QUEUE_LIFO;
    } else if (type_is_subtype(self->obj.type, asyncio->type_priority_queue)) {
        kind = LOOP_QUEUE_PRIORITY;
    }
    loop_queue_release(&self->queue, &ASYNCIO_QUEUE_EMBEDDER, vm);
    loop_queue_init(&self->queue, kind, maxsize);
    value_store(vm, &self->maxsize,
                value_is_null(given) ? value_from_small_int(0) : value_retain(given));
    return true;
}

static Value queue_construct(Vm *vm, Type *type, const Value *arguments, uint32_t count,
                             Value keywords) {
    QueueObject *self = heap_new(vm, type, type->instance_size);
    if (!queue_fill(vm, self, arguments, count, keywords)) {
        obj_release(vm, self);
        return VALUE_NULL;
    }
    return value_from_obj(self);
}

static Value queue_init(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    return queue_fill(vm, queue_in(arguments[0]), arguments + 1, count - 1, keywords) ? VALUE_NONE
                                                                                      : VALUE_NULL;
}

static void queue_destroy(Vm *vm, Obj *self) {
    QueueObject *queue = (QueueObject *)self;
    loop_queue_release(&queue->queue, &ASYNCIO_QUEUE_EMBEDDER, vm);
    LoopObject *loop = queue->loop;
    Dict *dict = queue->dict;
    queue->loop = NULL;
    queue->dict = NULL;
    if (loop != NULL) {
        obj_release(vm, loop);
    }
    if (dict != NULL) {
        obj_release(vm, dict);
    }
    value_store(vm, &queue->maxsize, VALUE_NULL);
}

static void queue_visit(Obj *self, VisitFunction visit, void *context) {
    QueueObject *queue = (QueueObject *)self;
    AsyncioVisit adapter = {visit, context};
    LoopVisitor visitor = asyncio_visitor(&adapter);
    loop_queue_visit(&queue->queue, &visitor);
    if (queue->loop != NULL) {
        visit(value_from_obj(queue->loop), context);
    }
    if (queue->dict != NULL) {
        visit(value_from_obj(queue->dict), context);
    }
    visit(queue->maxsize, context);
}

/* "maxsize=3 _queue=[1, 2] _getters[1] tasks=2" */
static bool describe(Vm *vm, QueueObject *queue, Text *text) {
    Value size = value_repr(vm, queue->maxsize);
    if (value_is_null(size)) {
        return false;
    }
    text_append_cstr(text, "maxsize=");
    str_append_utf8(size, text);
    value_release(vm, size);
    if (queue->queue.count > 0) {
        Value items = list_new(vm, (uint32_t)queue->queue.count);
        for (size_t i = 0; i < queue->queue.count; i++) {
            list_append(vm, items, bits_value(loop_queue_item(&queue->queue, i)));
        }
        Value shown = value_repr(vm, items);
        value_release(vm, items);
        if (value_is_null(shown)) {
            return false;
        }
        text_append_cstr(text, " _queue=");
        str_append_utf8(shown, text);
        value_release(vm, shown);
    }
    if (queue->queue.getters.count > 0) {
        text_printf(text, " _getters[%zu]", queue->queue.getters.count);
    }
    if (queue->queue.putters.count > 0) {
        text_printf(text, " _putters[%zu]", queue->queue.putters.count);
    }
    if (queue->queue.unfinished > 0) {
        text_printf(text, " tasks=%lld", (long long)queue->queue.unfinished);
    }
    return true;
}

static Value queue_text(Vm *vm, Value self, bool with_address) {
    Text text = {0};
    text_printf(&text, "<%s ", value_type_name(vm, self));
    if (with_address) {
        text_printf(&text, "at 0x%012x ", (unsigned)obj_serial(vm, value_obj(self)));
    }
    if (!describe(vm, queue_in(self), &text)) {
        text_release(&text);
        return VALUE_NULL;
    }
    text_append_char(&text, '>');
    return str_from_text(vm, &text);
}

static Value queue_repr(Vm *vm, Value self) {
    return queue_text(vm, self, true);
}

static Value queue_str(Vm *vm, Value self) {
    return queue_text(vm, self, false);
}

static Value queue_qsize(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)vm;
    (void)count;
    (void)keywords;
    return value_from_small_int((int64_t)queue_in(arguments[0])->queue.count);
}

static Value queue_maxsize(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)vm;
    (void)count;
    (void)keywords;
    return value_retain(queue_in(arguments[0])->maxsize);
}

static Value queue_empty(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)vm;
    (void)count;
    (void)keywords;
    return value_from_bool(queue_in(arguments[0])->queue.count == 0);
}

static Value queue_full(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)vm;
    (void)count;
    (void)keywords;
    return value_from_bool(loop_queue_is_full(&queue_in(arguments[0])->queue));
}

static Value queue_put(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    Value item;
    if (value_is_null(keywords) && count == 2) {
        item = arguments[1];
    } else if (!arguments_bind(vm, "Queue.put", "item", arguments + 1, count - 1, keywords,
                               &item)) {
        return VALUE_NULL;
    }
    return asyncio_operation_new(asyncio_of(vm), OPERATION_QUEUE_PUT, arguments[0], item);
}

static Value queue_get(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    return asyncio_operation_new(asyncio_of(vm), OPERATION_QUEUE_GET, arguments[0], VALUE_NULL);
}

static Value queue_join(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    return asyncio_operation_new(asyncio_of(vm), OPERATION_QUEUE_JOIN, arguments[0], VALUE_NULL);
}

static Value queue_put_nowait(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    Value item;
    if (!arguments_bind(vm, "Queue.put_nowait", "item", arguments + 1, count - 1, keywords,
                        &item)) {
        return VALUE_NULL;
    }
    LoopQueue *queue = &queue_in(arguments[0])->queue;
    if (loop_queue_is_full(queue)) {
        return vm_raise_arguments(vm, asyncio_of(vm)->queue_full, NULL, 0);
    }
    return loop_queue_put_now(queue, &ASYNCIO_QUEUE_EMBEDDER, vm, value_retain(item).bits)
               ? VALUE_NONE
               : VALUE_NULL;
}

static Value queue_get_nowait(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    LoopQueue *queue = &queue_in(arguments[0])->queue;
    if (queue->count == 0) {
        return vm_raise_arguments(vm, asyncio_of(vm)->queue_empty, NULL, 0);
    }
    LoopValue item = 0;
    return loop_queue_get_now(queue, &ASYNCIO_QUEUE_EMBEDDER, vm, &item) ? bits_value(item)
                                                                         : VALUE_NULL;
}

static Value queue_task_done(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    if (!loop_queue_task_done(&queue_in(arguments[0])->queue)) {
        return vm_raise(vm, EXC_VALUE_ERROR, "task_done() called too many times");
    }
    return VALUE_NONE;
}

static Value queue_unfinished(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)vm;
    (void)count;
    (void)keywords;
    return value_from_small_int(queue_in(arguments[0])->queue.unfinished);
}

static Value queue_items(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {
    (void)count;
    (void)keywords;
    LoopQueue *queue = &queue_in(arguments[0])->queue;
    Value items = list_new(vm, (uint32_t)queue->count);
    for (size_t i = 0; i < queue->count; i++) {
        list_append(vm, items, bits_value(loop_queue_item(queue, i)));
    }
    return items;
}

static const NativeMethod QUEUE_METHODS[] = {
    {"__class_getitem__", asyncio_class_getitem, 1, 1, false, METHOD_CLASS},
    {"__init__", queue_init, 0, -1, true, METHOD_INSTANCE},
    {"qsize", queue_qsize, 0, 0, false, METHOD_INSTANCE},
    {"empty", queue_empty, 0, 0, false, METHOD_INSTANCE},
    {"full", queue_full, 0, 0, false, METHOD_INSTANCE},
    {"put", queue_put, 1, 1, true, METHOD_INSTANCE},
    {"get", queue_get, 0, 0, false, METHOD_INSTANCE},
    {"join", queue_join, 0, 0, false, METHOD_INSTANCE},
    {"put_nowait", queue_put_nowait, 1, 1, true, METHOD_INSTANCE},
    {"get_nowait", queue_get_nowait, 0, 0, false, METHOD_INSTANCE},
    {"task_done", queue_task_done, 0, 0, false, METHOD_INSTANCE},
    {"maxsize", queue_maxsize, 0, 0, false, METHOD_PROPERTY},
    {"_maxsize", queue_maxsize, 0, 0, false, METHOD_PROPERTY},
    {"_unfinished_tasks", queue_unfinished, 0, 0, false, METHOD_PROPERTY},
    {"_queue", queue_items, 0, 0, false, METHOD_PROPERTY},
    {0},
};

static Type *queue_type(Asyncio *asyncio, const char *name, Type *base) {
    TypeSpec spec = {
        .name = name,
        .instance_size = sizeof(QueueObject),
        .flags = TYPE_INIT_FILLS,
        .methods = base == NULL ? QUEUE_METHODS : NULL,
        .slots = {.dict_offset = offsetof(QueueObject, dict),
                  .construct = queue_construct,
                  .destroy = queue_destroy,
                  .visit = queue_visit,
                  .repr = queue_repr,
                  .str = queue_str},
    };
    return type_new_native(asyncio->vm, &spec, base);
}

void asyncio_queue_setup(Asyncio *asyncio) {
    asyncio->type_queue = queue_type(asyncio, "asyncio.queues.Queue", NULL);
    asyncio->type_priority_queue =
        queue_type(asyncio, "asyncio.queues.PriorityQueue", asyncio->type_queue);
    asyncio->type_lifo_queue = queue_type(asyncio, "asyncio.queues.LifoQueue", asyncio->type_queue);
}
