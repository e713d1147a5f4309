/* A thread's stack of frames: where it stands, and how it moves.
 *
 * While a thread runs, or waits in the midst of C code, it has a stack from the pool: room for
 * RECURSION_MAX frame structs, which are taken downwards, and above them the registers, upwards. So
 * a thread that calls little touches one page.
 *
 *     memory | …  frame frame frame | register register …  |
 *                                   ^ FRAMES_BYTES
 *
 * A thread that is suspended is parked: what it uses of that moves into a block of just that size,
 * in the same order, and the stack goes to the next thread. So a thread that waits costs some
 * hundred bytes and no page of its own, and the stack in use stays in the processor's caches. What
 * points into the stack is in the frames themselves and in the VmThread alone, and is shifted. */
#include "base/check.h"
#include "base/memory.h"
#include "base/prefetch.h"
#include "vm/container.h"
#include "vm/frame.h"

#include <string.h>

#ifdef MEANWHILE_COLLECT_ALWAYS
enum { PARKED_BYTES_MAX = 1 << 10 };
#else
enum { PARKED_BYTES_MAX = 16 << 10 }; /* who uses more keeps its stack: copying would cost more */
#endif

enum {
    STACK_VALUES = 1 << 20,
    FRAMES_BYTES = RECURSION_MAX * sizeof(Frame),
    STACK_BYTES = FRAMES_BYTES + STACK_VALUES * sizeof(Value),
};

/* What natives that check nothing may need of the C stack. */
enum { C_STACK_MARGIN = 128 << 10 };

/* Blocks for parked threads with more than VM_PARKED_WITHIN have 256 bytes, or twice as many, and
 * so on; larger ones are the system's. */
enum { PARKED_BYTES_MIN = 256, PARKED_POOL_MAX = PARKED_BYTES_MIN << (VM_PARKED_SIZES - 1) };

void vm_thread_setup(Vm *vm) {
    stack_pool_init(&vm->stacks, STACK_BYTES, false);
    slot_pool_init(&vm->threads, sizeof(VmThread));
    for (int i = 0; i < VM_PARKED_SIZES; i++) {
        slot_pool_init(&vm->parked[i], (size_t)PARKED_BYTES_MIN << i);
    }
}

void vm_thread_release(Vm *vm) {
    stack_pool_release(&vm->stacks);
    slot_pool_release(&vm->threads);
    for (int i = 0; i < VM_PARKED_SIZES; i++) {
        slot_pool_release(&vm->parked[i]);
    }
}

/* For a block of so many bytes; NULL: there is none. */
static SlotPool *parked_pool(Vm *vm, size_t bytes) {
    int i = 0;
    while (i < VM_PARKED_SIZES && bytes > (size_t)PARKED_BYTES_MIN << i) {
        i++;
    }
    return i < VM_PARKED_SIZES ? &vm->parked[i] : NULL;
}

static void free_parked(Vm *vm, VmThread *thread) {
    if (thread->parked_size > PARKED_POOL_MAX) {
        memory_free(thread->parked);
    } else if (thread->parked != thread->parked_within) {
        slot_pool_give(parked_pool(vm, thread->parked_size), thread->parked);
    }
}

static void new_parked(Vm *vm, VmThread *thread, size_t bytes) {
    SlotPool *pool = parked_pool(vm, bytes);
    thread->parked_size = pool != NULL ? pool->size : bytes;
    thread->parked = pool != NULL ? slot_pool_take(pool) : memory_new(bytes);
}

static char *take_stack(Vm *vm) {
    char *memory = vm->spare_stack;
    vm->spare_stack = NULL;
    return memory != NULL ? memory : stack_pool_take(&vm->stacks);
}

static void give_stack(Vm *vm, char *memory) {
    if (vm->spare_stack == NULL) {
        vm->spare_stack = memory;
    } else {
        stack_pool_give(&vm->stacks, memory);
    }
}

VmThread *vm_thread_new(Vm *vm) {
    char *memory = take_stack(vm);
    if (memory == NULL) {
        return NULL;
    }
    VmThread *thread = slot_pool_take(&vm->threads);
    memset(thread, 0, offsetof(VmThread, parked_within));
    thread->memory = memory;
    thread->parked = thread->parked_within;
    thread->parked_size = VM_PARKED_WITHIN;
    thread->frame_last = (Frame *)(void *)(memory + FRAMES_BYTES); /* none */
    thread->stack = thread->stack_top = (Value *)(void *)thread->frame_last;
    thread->stack_end = thread->stack + STACK_VALUES;
    thread->handled = &thread->base_handled;
    return thread;
}

void vm_thread_free(Vm *vm, VmThread *thread) {
    if (value_is_obj(thread->raised)) {
        value_release(vm, thread->raised);
    }
    value_release(vm, thread->base_handled.exception);
    value_release(vm, thread->context);
    if (thread->memory != NULL) {
        give_stack(vm, thread->memory);
    }
    free_parked(vm, thread);
    slot_pool_give(&vm->threads, thread);
}

void vm_thread_expect(const VmThread *thread) {
    prefetch((const char *)thread, sizeof *thread);
}

void vm_thread_limit_stack(VmThread *thread, size_t bytes) {
    const char *here = __builtin_frame_address(0);
    thread->c_stack_low = bytes > C_STACK_MARGIN ? here - bytes + C_STACK_MARGIN : here;
}

static size_t frames_bytes(const VmThread *thread) {
    return (size_t)((char *)thread->stack - (char *)thread->frame_last);
}

static size_t registers_bytes(const VmThread *thread) {
    return (size_t)((char *)thread->stack_top - (char *)thread->stack);
}

#define SHIFT(pointer, by) ((pointer) = (void *)((char *)(pointer) + (by)))

/* The frames and registers in use, to where the registers begin at `to`. */
static void move(VmThread *thread, Value *to) {
    const char *first = (const char *)thread->frame_last;
    size_t bytes = frames_bytes(thread) + registers_bytes(thread);
    ptrdiff_t by = (char *)to - (char *)thread->stack;
    for (Frame **at = &thread->frame; *at != NULL;) {
        Frame *frame = *at;
        if (frame->generator == NULL) { /* else it is no part of the stack, nor are its registers */
            SHIFT(frame->registers, by);
            SHIFT(frame->stack_before, by);
            SHIFT(*at, by);
        }
        at = &frame->caller;
    }
    memcpy((char *)to - frames_bytes(thread), first, bytes);
    SHIFT(thread->frame_last, by);
    SHIFT(thread->stack, by);
    SHIFT(thread->stack_top, by);
}

void vm_thread_park(Vm *vm, VmThread *thread) {
    size_t frames = frames_bytes(thread);
    size_t bytes = frames + registers_bytes(thread);
    if (thread->memory == NULL || bytes > PARKED_BYTES_MAX) {
        return;
    }
    if (bytes > thread->parked_size) {
        free_parked(vm, thread);
        new_parked(vm, thread, bytes);
    }
    char *first = (char *)thread->frame_last;
    move(thread, (Value *)(void *)(thread->parked + frames));
    memset(first, 0, bytes); /* as a stack without frames has to be */
    thread->stack_end = thread->stack_top;
    give_stack(vm, thread->memory);
    thread->memory = NULL;
}

bool vm_thread_unpark(Vm *vm, VmThread *thread) {
    if (thread->memory != NULL) {
        return true;
    }
    thread->memory = take_stack(vm);
    if (thread->memory == NULL) {
        return false;
    }
    move(thread, (Value *)(void *)(thread->memory + FRAMES_BYTES));
    thread->stack_end = thread->stack + STACK_VALUES;
    return true;
}
