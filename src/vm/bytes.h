/* bytes: immutable; text comes from and goes to it through the codecs utf-8, ascii and latin-1
 * (str.h). */
#ifndef VM_BYTES_H
#define VM_BYTES_H

#include "vm/vm.h"

bool value_is_bytes(Vm *vm, Value value);                      /* subclasses included */
Value bytes_new(Vm *vm, const uint8_t *data, uint32_t length); /* `data` may be NULL: zeros */
/* The text of a UnicodeEncodeError or UnicodeDecodeError with its five arguments. */
Value codec_error_str(Vm *vm, const Tuple *arguments);
void bytes_setup(Vm *vm); /* makes type_bytes; called by container_setup */

#endif
