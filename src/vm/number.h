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
/* pow(a, b, modulus) on ints, with CPython's errors. */
Value int_power_modulo(Vm *vm, Value a, Value b, Value modulus);
int int_compare(Value a, Value b); /* <0, 0, >0 */
/* a += b where a is a BigInt with a single reference: changed in place when there is room. Consumes
 * a. */
Value int_add_inplace(Vm *vm, Value a, Value b);

/* divmod() of two ints or floats: a tuple; VALUE_NOT_IMPLEMENTED when one is neither. */
Value number_divmod(Vm *vm, Value a, Value b);
/* A read-only GMP number with the int's value; `limb` and the int must outlive it. */
void int_view(Value integer, mpz_t view, mp_limb_t *limb);
Value int_from_mpz(Vm *vm, const mpz_t number);
/* int(text, base): `text` is a str or bytes; ValueError with CPython's message. */
Value int_parse(Vm *vm, Value text, int base);

bool value_is_float(Vm *vm, Value value);
Value float_new(Vm *vm, double number);
double float_value(Value value); /* of a float */
bool value_to_double(Vm *vm, Value value,
                     double *out); /* float(), int, __float__, __index__; TypeError */
void float_repr_append(double number, Text *out); /* CPython's shortest repr */
int64_t float_hash(Vm *vm, Value value);
/* round(number, ndigits), correctly rounded, ties to even; OverflowError when the result is no
 * float. */
bool float_round(Vm *vm, double number, int64_t ndigits, double *out);
/* float(text): `text` is a str or bytes. */
bool float_parse(Vm *vm, Value text, double *out);
/* The text of a str or bytes as float() and int() read it: stripped, digits of other scripts as
 * ASCII, what cannot belong to a number as '?'. */
void number_text(Vm *vm, Value text, Text *out);
void number_setup(Vm *vm);
void float_setup(Vm *vm); /* the part of number_setup() in float.c */

#endif
