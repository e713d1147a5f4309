#include "vm/str.h"
#include "vm/protocol.h"
#include "vm/number.h"
Value format_int(Vm *vm, Value i, Value s) { (void)s; return int_repr(vm, i); }
Value format_float(Vm *vm, double n, Value s) { (void)s; Text t={0}; float_repr_append(n,&t); return str_from_text(vm,&t); }
Value format_str(Vm *vm, Value s, Value p) { (void)p;(void)vm; return value_retain(s); }
Value format_percent(Vm *vm, Value f, Value a) { (void)a;(void)vm; return value_retain(f); }
Value format_method(Vm *vm, Value f, const Value *a, uint32_t c, Value k) { (void)a;(void)c;(void)k;(void)vm; return value_retain(f); }
Value format_map(Vm *vm, Value f, Value m) { (void)m;(void)vm; return value_retain(f); }
