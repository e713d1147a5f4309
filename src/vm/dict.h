/* What dict.c and dict_views.c share; everybody else uses container.h. */
#ifndef VM_DICT_H
#define VM_DICT_H

#include "vm/vm.h"

typedef enum DictPart { DICT_KEYS, DICT_VALUES, DICT_ITEMS } DictPart;

/* Live views (d.keys(), d.values(), d.items()) and iterators; the dict is retained. */
Value dict_view_new(Vm *vm, Value dict, DictPart part);
Value dict_iterator_new(Vm *vm, Value dict, DictPart part, bool reversed);

void dict_setup(Vm *vm); /* makes type_dict and the types of the views */
void dict_views_setup(Vm *vm);

#endif
