#include "vm/frame.h"

#include "base/array.h"
#include "base/check.h"
#include "vm/str.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* Objects of up to SMALL_MAX bytes live in slots of equal size, cut from chunks:
 *
 *     chunk, CHUNK_SIZE bytes, aligned to its size
 *     [ Chunk header | slot | slot | slot … ]
 *
 * A slot whose refs are 0 is free; its `type` field then links to the next free slot. So the
 * collector can enumerate all objects without a list through them. Larger objects stand behind a
 * LargeHead in a list, and are marked by the top bit of their serial. */

enum { SLAB_CHUNKS_FIRST = 24, SLAB_CHUNKS_MAX = 64, HUGE_PAGE = 1 << 21 };
enum { SLOTS_BYTES = 1 << 12 }; /* of a chunk, laid out at a time */
enum { CHUNK_SIZE = 1 << 16, SMALL_MAX = 512, GRAIN = 16, CLASS_COUNT = SMALL_MAX / GRAIN };
enum { FREE_DEPTH_MAX = 64, SORT_MIN = 20000 };
#define SERIAL_LARGE UINT32_C(0x80000000)
#define SERIAL_FINALIZED UINT32_C(0x40000000) /* its __del__ has run: that happens once */
#define SERIAL_NUMBER UINT32_C(0x3FFFFFFF)
#define REACHABLE UINT32_MAX

typedef struct Chunk {
    struct Chunk *next;
    uint32_t slot_size;
    uint32_t slot_count;   /* so far: see add_slots() */
    uint32_t *marks;       /* during a collection: references from within the heap, or REACHABLE */
    uint32_t slot_inverse; /* 2^32 / slot_size, rounded up: to multiply is faster than to divide */
    uint32_t slot_max;
    uint8_t padding[32]; /* the head is one cache line, and so is an object of 64 bytes */
} Chunk;

typedef struct LargeHead {
    struct LargeHead *previous;
    struct LargeHead *next;
    size_t size;
    uint32_t mark;
    uint32_t unused;
} LargeHead;

struct Heap {
    Obj *free_slots[CLASS_COUNT + 1];
    Chunk *filling[CLASS_COUNT + 1]; /* the last chunk of this class, which may have more slots */
    Chunk *chunks;
    /* Chunks are cut from slabs: aligned one by one, each would cost a page more. */
    ARRAY_OF(void *) slabs;
    char *slab_next;
    uint32_t slab_left; /* chunks */
    LargeHead large;    /* head of the ring */
    uint64_t bytes_used;
    uint64_t bytes_max;
    uint64_t live;       /* objects */
    uint64_t live_most;  /* at ticks, since the free slots were sorted */
    uint64_t slots;      /* in all chunks */
    uint64_t collect_at; /* so many live objects start a collection at the next tick */
    uint32_t growth;     /* live objects may grow by this factor of what a collection left */
    uint32_t free_depth;
    bool collecting;
    ARRAY_OF(Obj *) deferred; /* dead objects too deep to free on the spot */
};

/* Collections come when the number of objects, not of bytes, has grown: the same on every machine
 * and build. One that finds little lets the heap grow further before the next. */
enum { COLLECT_GROWTH_MIN = 200000, GROWTH_MAX = 8, LITTLE = 8 };

struct Heap *heap_make(uint64_t bytes_max) {
    struct Heap *heap = memory_new_zeroed(1, sizeof *heap);
    heap->large.next = heap->large.previous = &heap->large;
    heap->bytes_max = bytes_max;
    heap->collect_at = COLLECT_GROWTH_MIN;
    heap->growth = 1;
    return heap;
}

/* Frees all memory of the heap; objects are not looked at any more. */
void heap_drop(Vm *vm) {
    struct Heap *heap = vm->heap;
    for (size_t i = 0; i < heap->slabs.count; i++) {
        free(heap->slabs.items[i]);
    }
    ARRAY_RELEASE(&heap->slabs);
    for (LargeHead *head = heap->large.next; head != &heap->large;) {
        LargeHead *next = head->next;
        free(head);
        head = next;
    }
    ARRAY_RELEASE(&heap->deferred);
    memory_free(heap);
    vm->heap = NULL;
}

uint64_t heap_bytes_used(const Vm *vm) {
    return vm->heap->bytes_used;
}

#define OVER_BUDGET_TEXT "line %d: the program needs more than its memory budget of %llu MB"

Value heap_over_budget(Vm *vm) {
    return vm_stop(vm, STOP_LIMIT, OVER_BUDGET_TEXT, vm_current_line(vm),
                   (unsigned long long)(vm->heap->bytes_max >> 20));
}

bool heap_can_hold(Vm *vm, uint64_t bytes) {
    if (bytes > vm->heap->bytes_max || vm->heap->bytes_used + bytes > vm->heap->bytes_max) {
        heap_over_budget(vm);
        return false;
    }
    return true;
}

/* Past the budget the run is stopped, but what is raised stays as it is until the next tick: an
 * allocation may stand between a look at the raised exception and its use. */
static void account(Vm *vm, size_t bytes) {
    vm->heap->bytes_used += bytes;
    if (vm->heap->bytes_used > vm->heap->bytes_max && vm->stop == STOP_NONE) {
        text_printf(&vm->stop_message, OVER_BUDGET_TEXT, vm_current_line(vm),
                    (unsigned long long)(vm->heap->bytes_max >> 20));
        vm->stop = STOP_LIMIT;
        vm->instructions_left = 0;
    }
}

static Obj *slot_at(Chunk *chunk, uint32_t index) {
    return (Obj *)((char *)chunk + sizeof(Chunk) + (size_t)index * chunk->slot_size);
}

static Chunk *chunk_of(const Obj *obj) {
    return (Chunk *)((uintptr_t)obj & ~(uintptr_t)(CHUNK_SIZE - 1));
}

static Chunk *add_chunk(struct Heap *heap, size_t class) {
    if (heap->slab_left == 0) {
        uint32_t count = heap->slabs.count == 0 ? SLAB_CHUNKS_FIRST : SLAB_CHUNKS_MAX;
        size_t size = (size_t)count * CHUNK_SIZE;
        void *slab = aligned_alloc(heap->slabs.count == 0 ? CHUNK_SIZE : HUGE_PAGE, size);
        if (slab == NULL) {
            memory_new(SIZE_MAX / 2); /* reports and exits */
            abort();
        }
#ifdef MADV_HUGEPAGE
        if (heap->slabs.count > 0) {
            madvise(slab, size,
                    MADV_HUGEPAGE); /* a million tasks: not a page fault for every ten */
        }
#endif
        ARRAY_PUSH(&heap->slabs, slab);
        heap->slab_next = slab;
        heap->slab_left = count;
    }
    Chunk *chunk = (Chunk *)(void *)heap->slab_next;
    heap->slab_next += CHUNK_SIZE;
    heap->slab_left--;
    chunk->next = heap->chunks;
    heap->chunks = chunk;
    chunk->slot_size = (uint32_t)(class * GRAIN);
    chunk->slot_count = 0;
    chunk->slot_max = (uint32_t)((CHUNK_SIZE - sizeof(Chunk)) / chunk->slot_size);
    chunk->slot_inverse = UINT32_MAX / chunk->slot_size + 1;
    chunk->marks = NULL;
    return chunk;
}

/* A chunk's slots are laid out a few at a time: a small run does not touch what it never uses. */
static __attribute__((noinline)) void add_slots(struct Heap *heap, size_t class) {
    Chunk *chunk = heap->filling[class];
    if (chunk == NULL || chunk->slot_count == chunk->slot_max) {
        chunk = heap->filling[class] = add_chunk(heap, class);
    }
    uint32_t left = chunk->slot_max - chunk->slot_count;
    uint32_t count = SLOTS_BYTES / chunk->slot_size < left ? SLOTS_BYTES / chunk->slot_size : left;
    uint32_t first = chunk->slot_count;
    chunk->slot_count += count;
    heap->slots += count;
    Obj *next = heap->free_slots[class];
    for (uint32_t i = first + count; i-- > first;) {
        Obj *slot = slot_at(chunk, i);
        slot->refs = 0;
        slot->type = (Type *)next;
        next = slot;
    }
    heap->free_slots[class] = next;
}

static void *new_large(Vm *vm, size_t size) {
    LargeHead *head = memory_new(sizeof *head + size);
    head->size = size;
    head->previous = &vm->heap->large;
    head->next = vm->heap->large.next;
    head->next->previous = head;
    head->previous->next = head;
    account(vm, size + sizeof *head);
    Obj *obj = (Obj *)(head + 1);
    obj->serial = SERIAL_LARGE;
    return obj;
}

/* Where there is no free slot, or the object is large, or the budget is used up. */
static __attribute__((noinline)) Obj *new_slowly(Vm *vm, size_t size) {
    struct Heap *heap = vm->heap;
#ifdef MEANWHILE_PLAIN_HEAP
    bool small = false;
#else
    bool small = size <= SMALL_MAX;
#endif
    if (!small) {
        return new_large(vm, size);
    }
    size_t class = (size + GRAIN - 1) / GRAIN;
    if (heap->free_slots[class] == NULL) {
        add_slots(heap, class);
    }
    Obj *obj = heap->free_slots[class];
    heap->free_slots[class] = (Obj *)obj->type;
    obj->serial = 0;
    account(vm, class * GRAIN);
    return obj;
}

void *heap_new_raw(Vm *vm, Type *type, size_t size) {
    struct Heap *heap = vm->heap;
    heap->live++;
    size_t class = (size + GRAIN - 1) / GRAIN;
    Obj *obj = size <= SMALL_MAX ? heap->free_slots[class] : NULL;
    if (obj != NULL && heap->bytes_used + class * GRAIN <= heap->bytes_max) {
        heap->free_slots[class] = (Obj *)obj->type;
        __builtin_prefetch(obj->type); /* the next one may be far away, if it died long ago */
        obj->serial = 0;
        heap->bytes_used += class * GRAIN;
    } else {
        obj = new_slowly(vm, size);
    }
    obj->refs = 1;
    obj->type = type;
    if ((type->flags & TYPE_IMMORTAL) == 0) {
        type->obj.refs++;
    }
    return obj;
}

void *heap_new(Vm *vm, Type *type, size_t size) {
    Obj *obj = heap_new_raw(vm, type, size);
    memset((char *)obj + sizeof(Obj), 0, size - sizeof(Obj));
    return obj;
}

/* Type objects come to be before there is a type of types. */
void *heap_new_untyped(Vm *vm, size_t size) {
    Obj *obj = new_large(vm, size);
    memset((char *)obj + sizeof(Obj), 0, size - sizeof(Obj));
    obj->refs = 1;
    return obj;
}

Obj *heap_grow(Vm *vm, Obj *obj, size_t size) {
    if ((obj->serial & SERIAL_LARGE) == 0) {
        return NULL;
    }
    LargeHead *head = (LargeHead *)obj - 1;
    if (head->size >= size) {
        return obj;
    }
    size_t room = size + size / 4;
    account(vm, room - head->size);
    LargeHead *moved = memory_resize(head, 1, sizeof *head + room);
    moved->size = room;
    moved->previous->next = moved;
    moved->next->previous = moved;
    return (Obj *)(moved + 1);
}

void *heap_bytes_resize(Vm *vm, void *bytes, size_t old_size, size_t new_size) {
    vm->heap->bytes_used -= old_size;
    account(vm, new_size);
    return memory_resize(bytes, new_size, 1);
}

void heap_bytes_adopt(Vm *vm, size_t size) {
    account(vm, size);
}

void heap_bytes_free(Vm *vm, void *bytes, size_t size) {
    vm->heap->bytes_used -= size;
    memory_free(bytes);
}

static __attribute__((noinline)) void give_back_large(struct Heap *heap, Obj *obj) {
    LargeHead *head = (LargeHead *)obj - 1;
    head->previous->next = head->next;
    head->next->previous = head->previous;
    heap->bytes_used -= head->size + sizeof *head;
    free(head);
}

static inline void give_back(Vm *vm, Obj *obj) {
    struct Heap *heap = vm->heap;
    heap->live--;
    if (obj->serial & SERIAL_LARGE) {
        give_back_large(heap, obj);
        return;
    }
    size_t class = chunk_of(obj)->slot_size / GRAIN;
    obj->type = (Type *)heap->free_slots[class];
    heap->free_slots[class] = obj;
    heap->bytes_used -= class * GRAIN;
}

static inline void free_now(Vm *vm, Obj *obj) {
    Type *type = obj->type;
    if (type->finalize != NULL) {
        obj->refs = 1;
        type->finalize(vm, obj);
        if (--obj->refs > 0) {
            return; /* brought back to life */
        }
    }
    if (type->destroy != NULL) {
        type->destroy(vm, obj);
    }
    give_back(vm, obj);
    if ((type->flags & TYPE_IMMORTAL) == 0) {
        obj_release(vm, type);
    }
}

/* A long chain must not become deep recursion: the outermost call goes on with it. */
static __attribute__((noinline)) void defer(struct Heap *heap, Obj *obj) {
    ARRAY_PUSH(&heap->deferred, obj);
}

static __attribute__((noinline)) void free_deferred(Vm *vm) {
    struct Heap *heap = vm->heap;
    heap->free_depth = 1;
    while (heap->deferred.count > 0) {
        free_now(vm, heap->deferred.items[--heap->deferred.count]);
    }
    heap->free_depth = 0;
}

void heap_free(Vm *vm, Obj *obj) {
    struct Heap *heap = vm->heap;
    if (heap->free_depth >= FREE_DEPTH_MAX) {
        defer(heap, obj);
        return;
    }
    heap->free_depth++;
    free_now(vm, obj);
    heap->free_depth--;
    if (heap->free_depth == 0 && heap->deferred.count > 0) {
        free_deferred(vm);
    }
}

uint32_t obj_serial(Vm *vm, Obj *obj) {
    if ((obj->serial & SERIAL_NUMBER) == 0) {
        obj->serial |= ++vm->next_serial & SERIAL_NUMBER;
    }
    return obj->serial & SERIAL_NUMBER;
}

bool obj_has_serial(const Obj *obj) {
    return (obj->serial & SERIAL_NUMBER) != 0;
}

void obj_take_serial(Obj *obj, const Obj *from) {
    obj->serial |= from->serial & SERIAL_NUMBER;
}

bool obj_finalize_once(Obj *obj) {
    bool is_first = (obj->serial & SERIAL_FINALIZED) == 0;
    obj->serial |= SERIAL_FINALIZED;
    return is_first;
}

/* ---- cycles ----
 *
 * References from within the heap are counted for each object. Which has more of them is held from
 * outside (registers, C) and reaches the rest of the living. Everything else is garbage. With
 * millions of objects it is memory that takes the time: each is read once to count what it refers
 * to and once when it is reached; in between only the marks are looked at, which stand side by
 * side. */

static uint32_t *mark_of(Obj *obj) {
    if (obj->serial & SERIAL_LARGE) {
        return &((LargeHead *)obj - 1)->mark;
    }
    Chunk *chunk = chunk_of(obj);
    uint64_t offset = (uint64_t)((char *)obj - (char *)chunk) - sizeof(Chunk);
    return &chunk->marks[offset * chunk->slot_inverse >> 32];
}

static void for_each_object(struct Heap *heap, void (*apply)(Obj *, void *), void *context) {
    for (Chunk *chunk = heap->chunks; chunk != NULL; chunk = chunk->next) {
        for (uint32_t i = 0; i < chunk->slot_count; i++) {
            Obj *obj = slot_at(chunk, i);
            if (obj->refs != 0) {
                apply(obj, context);
            }
        }
    }
    for (LargeHead *head = heap->large.previous; head != &heap->large; head = head->previous) {
        Obj *obj = (Obj *)(head + 1);
        if (obj->refs != 0) {
            apply(obj, context);
        }
    }
}

/* The same for those that have not been reached; the others are not even looked at. */
static void for_each_unreached(struct Heap *heap, void (*apply)(Obj *, void *), void *context) {
    for (Chunk *chunk = heap->chunks; chunk != NULL; chunk = chunk->next) {
        for (uint32_t i = 0; i < chunk->slot_count; i++) {
            if (chunk->marks[i] != REACHABLE && slot_at(chunk, i)->refs != 0) {
                apply(slot_at(chunk, i), context);
            }
        }
    }
    for (LargeHead *head = heap->large.previous; head != &heap->large; head = head->previous) {
        Obj *obj = (Obj *)(head + 1);
        if (head->mark != REACHABLE && obj->refs != 0) {
            apply(obj, context);
        }
    }
}

static void count_reference(Value value, void *context) {
    (void)context;
    if (value_is_obj(value)) {
        ++*mark_of(value_obj(value));
    }
}

static void count_references(Obj *obj, void *context) {
    if (obj->type != NULL && obj->type->visit != NULL) {
        obj->type->visit(obj, count_reference, context);
    }
    if (obj->type != NULL && (obj->type->flags & TYPE_IMMORTAL) == 0) {
        count_reference(value_from_obj(obj->type), NULL);
    }
}

/* Every mark becomes the number of references from within the heap. */
static void mark_references(struct Heap *heap) {
    for (Chunk *chunk = heap->chunks; chunk != NULL; chunk = chunk->next) {
        chunk->marks = memory_new_zeroed(chunk->slot_count, sizeof *chunk->marks);
    }
    for (LargeHead *head = heap->large.next; head != &heap->large; head = head->next) {
        head->mark = 0;
    }
    for_each_object(heap, count_references, NULL);
}

typedef ARRAY_OF(Obj *) ObjArray;

static void reach(Value value, void *context) {
    ObjArray *pending = context;
    if (value_is_obj(value)) {
        uint32_t *mark = mark_of(value_obj(value));
        if (*mark != REACHABLE) {
            *mark = REACHABLE;
            ARRAY_PUSH(pending, value_obj(value));
        }
    }
}

static void reach_roots(Obj *obj, void *context) {
    uint32_t inside = *mark_of(obj);
    CHECK(inside <= obj->refs);
    if (inside == obj->refs) {
        return;
    }
    reach(value_from_obj(obj), context);
    ObjArray *pending = context;
    while (pending->count > 0) {
        Obj *next = pending->items[--pending->count];
        if (next->type == NULL) {
            continue;
        }
        if (next->type->visit != NULL) {
            next->type->visit(next, reach, context);
        }
        reach(value_from_obj(next->type), context);
    }
}

/* Leaves REACHABLE in the mark of each object that lives. Objects in `held` have one reference that
 * is ours. */
static void mark_living(struct Heap *heap, const ObjArray *held, ObjArray *pending) {
    mark_references(heap);
    for (size_t i = 0; i < held->count; i++) {
        ++*mark_of(held->items[i]);
    }
    for_each_unreached(heap, reach_roots, pending);
}

static void drop_marks(struct Heap *heap) {
    for (Chunk *chunk = heap->chunks; chunk != NULL; chunk = chunk->next) {
        memory_free(chunk->marks);
        chunk->marks = NULL;
    }
}

static void gather_garbage(Obj *obj, void *context) {
    ObjArray *garbage = context;
    obj->refs++; /* held while it is taken apart */
    ARRAY_PUSH(garbage, obj);
}

/* CPython goes by age, and a coroutine is older than the task that runs it: a task that is dropped
 * while it waits finds its coroutine closed. So these come first. */
static bool finalize_garbage(Vm *vm, const ObjArray *garbage, bool coroutines) {
    bool finalized = false;
    for (size_t i = 0; i < garbage->count; i++) {
        Obj *obj = garbage->items[i];
        if (obj->type->finalize != NULL && (obj->type == vm->type_coroutine) == coroutines) {
            obj->type->finalize(vm, obj);
            finalized = true;
        }
    }
    return finalized;
}

uint64_t heap_collect(Vm *vm) {
    struct Heap *heap = vm->heap;
    if (heap->collecting || heap->free_depth > 0) {
        return 0;
    }
    heap->collecting = true;
    uint64_t before = heap->live;
    ObjArray pending = {0};
    ObjArray garbage = {0};
    mark_living(heap, &garbage, &pending);
    for_each_unreached(heap, gather_garbage, &garbage);
    drop_marks(heap);
    bool finalized = finalize_garbage(vm, &garbage, true);
    finalized = finalize_garbage(vm, &garbage, false) || finalized;
    if (finalized) {
        /* A finalizer may have brought some back to life, and what these refer to. */
        mark_living(heap, &garbage, &pending);
        size_t kept = 0;
        for (size_t i = 0; i < garbage.count; i++) {
            Obj *obj = garbage.items[i];
            if (*mark_of(obj) != REACHABLE) {
                garbage.items[kept++] = obj;
            } else {
                obj->refs--; /* not the last one: it is reached from elsewhere */
            }
        }
        garbage.count = kept;
        drop_marks(heap);
    }
    uint64_t count = garbage.count;
    for (size_t i = 0; i < garbage.count; i++) {
        Obj *obj = garbage.items[i];
        if (obj->type->destroy != NULL && obj->type != vm->type_type) {
            obj->type->destroy(vm, obj);
        }
    }
    for (size_t i = 0; i < garbage.count; i++) {
        obj_release(vm, garbage.items[i]);
    }
    ARRAY_RELEASE(&pending);
    ARRAY_RELEASE(&garbage);
    heap->growth = count > before / LITTLE     ? 1
                   : heap->growth < GROWTH_MAX ? heap->growth * 2
                                               : GROWTH_MAX;
    uint64_t more = heap->live * heap->growth;
    heap->collect_at = heap->live + (more > COLLECT_GROWTH_MIN ? more : COLLECT_GROWTH_MIN);
    heap->collecting = false;
    return count;
}

#ifndef MEANWHILE_PLAIN_HEAP
static bool holds_finalizer(const struct Heap *heap) {
    for (Chunk *chunk = heap->chunks; chunk != NULL; chunk = chunk->next) {
        for (uint32_t i = 0; i < chunk->slot_count; i++) {
            const Obj *obj = slot_at(chunk, i);
            if (obj->refs != 0 && obj->type->finalize != NULL) {
                return true;
            }
        }
    }
    for (LargeHead *head = heap->large.next; head != &heap->large; head = head->next) {
        const Obj *obj = (const Obj *)(head + 1);
        if (obj->refs != 0 && obj->type != NULL && obj->type->finalize != NULL) {
            return true;
        }
    }
    return false;
}

/* Without finalizers nobody would see a last collection. */
static bool is_worth_a_collection(const struct Heap *heap) {
    return holds_finalizer(heap);
}
#else
/* The audit is to find only what is held by mistake. */
static bool is_worth_a_collection(const struct Heap *heap) {
    (void)heap;
    return true;
}
#endif

void heap_collect_at_end(Vm *vm) {
    if (is_worth_a_collection(vm->heap)) {
        heap_collect(vm);
    }
}

static void hold(Obj *obj, void *context) {
    (void)context;
    obj->refs += 1u << 20; /* nothing is freed while all are taken apart */
}

static void take_apart(Obj *obj, void *context) {
    Vm *vm = context;
    const Type *type = obj->type;
    if (type->destroy != NULL && (type->flags & TYPE_WITHIN_HEAP) == 0 && type != vm->type_type) {
        type->destroy(vm, obj);
    }
}

static void free_order(Obj *obj, void *context) {
    const Vm *vm = context;
    if (obj->type == vm->type_type) {
        memory_free(((Type *)obj)->mro);
    }
}

void heap_destroy_all(Vm *vm) {
    vm->is_ending = true;
    for_each_object(vm->heap, hold, NULL);
    for_each_object(vm->heap, take_apart, vm);
    for_each_object(vm->heap, free_order, vm);
}

/* ---- the audit ---- */

typedef struct Audit {
    Vm *vm;
    Text *report;
    uint64_t count;
} Audit;

static void report_unexplained(Obj *obj, void *context) {
    Audit *audit = context;
    uint32_t left = obj->refs - *mark_of(obj);
    bool is_native_type =
        obj->type == audit->vm->type_type && (((Type *)obj)->flags & TYPE_IMMORTAL);
    if (left == 0 || is_native_type) {
        return;
    }
    audit->count++;
    if (audit->count > 20) {
        return;
    }
    text_printf(audit->report, "%u reference%s to a %s", left, left == 1 ? "" : "s",
                type_name(obj->type));
    Value name = VALUE_NULL;
    if (obj->type == audit->vm->type_function) {
        name = ((Function *)obj)->name;
    } else if (obj->type == audit->vm->type_native) {
        name = ((NativeCallable *)obj)->name;
    } else if (obj->type == audit->vm->type_str) {
        name = value_from_obj(obj);
    } else if (obj->type == audit->vm->type_type) {
        name = ((Type *)obj)->name;
    }
    if (!value_is_null(name)) {
        text_append_char(audit->report, ' ');
        str_append_utf8(name, audit->report);
    }
    text_append_char(audit->report, '\n');
}

uint64_t heap_audit(Vm *vm, Text *report) {
    struct Heap *heap = vm->heap;
    Audit audit = {.vm = vm, .report = report};
    mark_references(heap);
#define NAME(identifier, text) count_reference(vm->names.identifier, NULL);
#include "vm/names.def"
#undef NAME
    for (int i = 0; i < 256; i++) {
        count_reference(vm->latin1[i], NULL);
    }
    count_reference(vm->empty_tuple, NULL);
    count_reference(vm->recursion_error_text, NULL);
    count_reference(value_from_obj(vm->builtins), NULL);
    count_reference(value_from_obj(vm->modules), NULL);
    if (vm->warnings != NULL) {
        count_reference(value_from_obj(vm->warnings), NULL);
    }
    for (size_t i = 0; i < vm->unit_modules.count; i++) {
        count_reference(value_from_obj(vm->unit_modules.items[i]), NULL);
    }
    for_each_object(heap, report_unexplained, &audit);
    drop_marks(heap);
    return audit.count;
}

static void count_object(Obj *obj, void *context) {
    (void)obj;
    ++*(uint64_t *)context;
}

uint64_t heap_object_count(const Vm *vm) {
    uint64_t count = 0;
    for_each_object(vm->heap, count_object, &count);
    return count;
}

typedef struct TypeVisit {
    const Type *type_type;
    void (*apply)(Type *, void *);
    void *context;
} TypeVisit;

static void visit_type(Obj *obj, void *context) {
    const TypeVisit *visit = context;
    if (obj->type == visit->type_type) {
        visit->apply((Type *)obj, visit->context);
    }
}

void heap_each_type(Vm *vm, void (*apply)(Type *, void *), void *context) {
    TypeVisit visit = {.type_type = vm->type_type, .apply = apply, .context = context};
    for_each_object(vm->heap, visit_type, &visit);
}

/* A hundred thousand objects that died in a random order leave a list of free slots that jumps all
 * over memory, and each new object in one of them waits for memory. So when most have died, the
 * slots are put in the order of their addresses. */
static void sort_free_slots(struct Heap *heap) {
    memset(heap->free_slots, 0, sizeof heap->free_slots);
    for (Chunk *chunk = heap->chunks; chunk != NULL; chunk = chunk->next) {
        Obj **list = &heap->free_slots[chunk->slot_size / GRAIN];
        for (uint32_t i = chunk->slot_count; i-- > 0;) {
            Obj *slot = slot_at(chunk, i);
            if (slot->refs == 0) {
                slot->type = (Type *)*list;
                *list = slot;
            }
        }
    }
}

/* Only when half of the objects have died, and they were the most of all slots: so each that died
 * pays for a few slots at most. */
static void sort_free_slots_if_due(struct Heap *heap) {
    if (heap->live > heap->live_most) {
        heap->live_most = heap->live;
    } else if (heap->live_most > SORT_MIN && heap->live < heap->live_most / 2 &&
               heap->live_most > heap->slots / 2 && heap->free_depth == 0) {
        sort_free_slots(heap);
        heap->live_most = heap->live;
    }
}

/* Called at ticks, fixed points of a run. */
void heap_collect_if_due(Vm *vm) {
    sort_free_slots_if_due(vm->heap);
#ifdef MEANWHILE_COLLECT_ALWAYS
    heap_collect(vm);
#endif
    if (vm->heap->live > vm->heap->collect_at) {
        heap_collect(vm);
    }
}
