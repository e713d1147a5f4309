/* int (small ones in the Value, larger ones BigInt over GMP), bool and float. */
#ifndef VM_NUMBER_H
#define VM_NUMBER_H

#include "base/text.h"
#include "vm/vm.h"

bool value_is_int(Value value); /* int of any size, bool, subclasses */
Value int_from_int64(Vm *vm, int64_t integer);
Value int_from_uint64(Vm *vm, uint64_t integer);
Value int_from_double(Vm *vm,
                      double number); /* truncates; OverflowError/ValueError for inf/nan as int() */
Value int_from_decimal(Vm *vm, const char *digits); /* trusted digits with optional minus */
bool int_to_int64(Value integer, int64_t *out);     /* false when it does not fit; nothing raised */
bool int_to_double(Vm *vm, Value integer,
                   double *out); /* OverflowError "int too large to convert to float" */
int int_sign(Value integer);
Value int_repr(Vm *vm, Value integer);
int64_t int_hash(Value integer);
/* The slow paths of the interpreter: a and b are ints (any size, or bools). */
Value int_binary(Vm *vm, BinaryOperator op, Value a, Value b);
/* pow(base, exponent, modulus) on ints, with CPython's errors. */
Value int_power_modulo(Vm *vm, Value base, Value exponent, Value modulus);
int int_compare(Value a, Value b); /* <0, 0, >0 */
/* a += b where a is a BigInt with a single reference: changed in place when there is room. Consumes
 * a. */
Value int_add_inplace(Vm *vm, Value a, Value b);

bool value_is_float(Vm *vm, Value value);
Value float_new(Vm *vm, double number);
double float_value(Value value); /* of a float */
bool value_to_double(Vm *vm, Value value,
                     double *out); /* float(), int, __float__, __index__; TypeError */
void float_repr_append(double number, Text *out); /* CPython's shortest repr */
int64_t float_hash(Vm *vm, Value value);
void number_setup(Vm *vm);

#endif
