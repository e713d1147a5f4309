/* Fork: a second memory for a process of the program. As after fork(2), the new process sees
 * everything as it was at that moment, and from then on neither sees what the other changes.
 *
 * What code refers to by its place stays one object for all processes: modules and classes. Their
 * contents are what differs: each ProcessMemory has arrays of globals and dicts of attributes of
 * its own, and fork_enter() puts those of one process in place. All that is reachable from there
 * and can change is copied: containers, instances, closures, … Copies keep their id(). What cannot
 * change (text, numbers, code) is shared, and so are the loops, tasks and streams of natives, which
 * a child has no business with. Coroutines and the less usual iterators cannot be copied: such a
 * fork is refused.
 *
 * A type whose objects hold something that can change has the slot `fork`, which fills a copy:
 *
 *     static void cell_fork(Fork *fork, const Obj *from, Obj *to) {
 *         ((CellObject *)to)->value = fork_value(fork, ((const CellObject *)from)->value);
 *     }
 *
 * The copy is zeroed; attributes and __slots__ are copied by whoever calls. */
#ifndef VM_FORK_H
#define VM_FORK_H

#include "vm/vm.h"

typedef struct ProcessMemory ProcessMemory;

/* The copy of the running memory, for a process to be started. `roots` are replaced by their copies
 * (references are taken over and given). NULL: something cannot be copied; the run is stopped. */
ProcessMemory *fork_memory(Vm *vm, Value *roots, uint32_t count);
void fork_free(Vm *vm,
               ProcessMemory *memory); /* not the one in force; runs no code of the program */

/* From now on code sees this memory. NULL: the main process's. */
void fork_enter(Vm *vm, ProcessMemory *memory);

/* For `fork` slots: the copy of a value, or the value itself; a new reference. */
Value fork_value(Fork *fork, Value value);
void *fork_bytes(Fork *fork, const void *bytes,
                 size_t size); /* a copy that the heap accounts for */

/* The slots of the types that object.h lays open. */
void fork_tuple(Fork *fork, const Obj *from, Obj *to);
void fork_list(Fork *fork, const Obj *from, Obj *to);
void fork_dict(Fork *fork, const Obj *from, Obj *to);
void fork_set(Fork *fork, const Obj *from, Obj *to);
void fork_cell(Fork *fork, const Obj *from, Obj *to);
void fork_function(Fork *fork, const Obj *from, Obj *to);
void fork_bound_method(Fork *fork, const Obj *from, Obj *to);
void fork_exception(Fork *fork, const Obj *from, Obj *to);

#endif
