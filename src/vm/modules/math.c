/* math: the C library's functions with CPython's checks and messages; whole numbers of any size. */
#include "vm/modules/native.h"

#include <float.h>
#include <gmp.h>
#include <math.h>
#include <string.h>

static Value raise_domain(Vm *vm) {
    return vm_raise(vm, EXC_VALUE_ERROR, "math domain error");
}

static Value raise_range(Vm *vm) {
    return vm_raise(vm, EXC_OVERFLOW_ERROR, "math range error");
}

/* A result is wrong when it is no number though the arguments were, or infinite though they were
 * not: an overflow when `can_overflow`, else outside the function's domain. */
static Value checked(Vm *vm, double result, bool nan_given, bool infinite_given,
                     bool can_overflow) {
    if (isnan(result) && !nan_given) {
        return raise_domain(vm);
    }
    if (isinf(result) && !infinite_given && !nan_given) {
        return can_overflow ? raise_range(vm) : raise_domain(vm);
    }
    return float_new(vm, result);
}

#define UNARY(name, call, can_overflow)                                                            \
    FUNCTION(math_##name) {                                                                        \
        UNUSED();                                                                                  \
        double x;                                                                                  \
        if (!value_to_double(vm, arguments[0], &x)) {                                              \
            return VALUE_NULL;                                                                     \
        }                                                                                          \
        return checked(vm, call(x), isnan(x), isinf(x), can_overflow);                             \
    }

static double gamma_checked(double x) {
    /* The poles, where the C library's choice of infinity would read as an overflow. */
    return x == 0 || (x < 0 && (isinf(x) || floor(x) == x)) ? NAN : tgamma(x);
}

static double lgamma_checked(double x) {
    return x <= 0 && floor(x) == x && !isinf(x) ? NAN : isinf(x) ? INFINITY : lgamma(x);
}

UNARY(acos, acos, false)
UNARY(acosh, acosh, false)
UNARY(asin, asin, false)
UNARY(asinh, asinh, false)
UNARY(atan, atan, false)
UNARY(atanh, atanh, false)
UNARY(cbrt, cbrt, false)
UNARY(cos, cos, false)
UNARY(cosh, cosh, true)
UNARY(erf, erf, false)
UNARY(erfc, erfc, false)
UNARY(exp, exp, true)
UNARY(exp2, exp2, true)
UNARY(expm1, expm1, true)
UNARY(fabs, fabs, false)
UNARY(gamma, gamma_checked, true)
UNARY(lgamma, lgamma_checked, true)
UNARY(log1p, log1p, false)
UNARY(sin, sin, false)
UNARY(sinh, sinh, true)
UNARY(sqrt, sqrt, false)
UNARY(tan, tan, false)
UNARY(tanh, tanh, false)

static bool two_doubles(Vm *vm, const Value *arguments, double *x, double *y) {
    return value_to_double(vm, arguments[0], x) && value_to_double(vm, arguments[1], y);
}

#define BINARY(name, call)                                                                         \
    FUNCTION(math_##name) {                                                                        \
        UNUSED();                                                                                  \
        double x;                                                                                  \
        double y;                                                                                  \
        if (!two_doubles(vm, arguments, &x, &y)) {                                                 \
            return VALUE_NULL;                                                                     \
        }                                                                                          \
        return checked(vm, call(x, y), isnan(x) || isnan(y), isinf(x) || isinf(y), true);          \
    }

BINARY(atan2, atan2)
BINARY(copysign, copysign)
BINARY(remainder, remainder)

FUNCTION(math_fmod) {
    UNUSED();
    double x;
    double y;
    if (!two_doubles(vm, arguments, &x, &y)) {
        return VALUE_NULL;
    }
    if (isinf(x) || y == 0) {
        return isnan(x) || isnan(y) ? float_new(vm, NAN) : raise_domain(vm);
    }
    return float_new(vm, fmod(x, y));
}

FUNCTION(math_nextafter) {
    UNUSED();
    double x;
    double y;
    return two_doubles(vm, arguments, &x, &y) ? float_new(vm, nextafter(x, y)) : VALUE_NULL;
}

FUNCTION(math_pow) {
    UNUSED();
    double x;
    double y;
    if (!two_doubles(vm, arguments, &x, &y)) {
        return VALUE_NULL;
    }
    if (isfinite(x) && isfinite(y) && x == 0 && y < 0) {
        return raise_domain(vm);
    }
    return checked(vm, pow(x, y), isnan(x) || isnan(y), isinf(x) || isinf(y), true);
}

FUNCTION(math_ulp) {
    UNUSED();
    double x;
    if (!value_to_double(vm, arguments[0], &x)) {
        return VALUE_NULL;
    }
    x = fabs(x);
    if (!isfinite(x)) {
        return float_new(vm, x);
    }
    double next = nextafter(x, INFINITY);
    return float_new(vm, isinf(next) ? x - nextafter(x, -INFINITY) : next - x);
}

/* ---- logarithms, also of ints beyond every float ---- */

/* |x| = m * 2**e for an int that may be too large for a double. */
static double mantissa_of(Value integer, long *exponent) {
    mpz_t view;
    mp_limb_t limb;
    int_view(integer, view, &limb);
    return mpz_get_d_2exp(exponent, view);
}

static Value logarithm(Vm *vm, Value value, double (*function)(double), double *out) {
    if (value_is_int(value)) {
        if (int_sign(value) <= 0) {
            return raise_domain(vm);
        }
        double x;
        if (int_to_double(vm, value, &x)) {
            *out = function(x);
            return VALUE_NONE;
        }
        vm_clear_raised(vm);
        long exponent;
        double mantissa = mantissa_of(value, &exponent);
        *out = function(mantissa) + function(2.0) * (double)exponent;
        return VALUE_NONE;
    }
    double x;
    if (!value_to_double(vm, value, &x)) {
        return VALUE_NULL;
    }
    if (x <= 0) {
        return raise_domain(vm);
    }
    *out = function(x);
    return VALUE_NONE;
}

FUNCTION(math_log) {
    UNUSED();
    double x;
    double base;
    if (value_is_null(logarithm(vm, arguments[0], log, &x))) {
        return VALUE_NULL;
    }
    if (count == 1) {
        return float_new(vm, x);
    }
    if (value_is_null(logarithm(vm, arguments[1], log, &base))) {
        return VALUE_NULL;
    }
    if (base == 0) {
        return vm_raise(vm, EXC_ZERO_DIVISION_ERROR, "float division by zero");
    }
    return float_new(vm, x / base);
}

FUNCTION(math_log2) {
    UNUSED();
    double x;
    return value_is_null(logarithm(vm, arguments[0], log2, &x)) ? VALUE_NULL : float_new(vm, x);
}

FUNCTION(math_log10) {
    UNUSED();
    double x;
    return value_is_null(logarithm(vm, arguments[0], log10, &x)) ? VALUE_NULL : float_new(vm, x);
}

/* ---- rounding ---- */

static Value rounded(Vm *vm, Value value, const char *dunder, double (*function)(double)) {
    if (!value_is_float(vm, value)) {
        if (value_is_int(value)) {
            return value_index(vm, value);
        }
        Value method = type_lookup_cstr(vm, value_type(vm, value), dunder);
        if (!value_is_null(method)) {
            return vm_call1(vm, method, value);
        }
    }
    double x;
    return value_to_double(vm, value, &x) ? int_from_double(vm, function(x)) : VALUE_NULL;
}

FUNCTION(math_floor) {
    UNUSED();
    return rounded(vm, arguments[0], "__floor__", floor);
}

FUNCTION(math_ceil) {
    UNUSED();
    return rounded(vm, arguments[0], "__ceil__", ceil);
}

FUNCTION(math_trunc) {
    UNUSED();
    if (!value_is_float(vm, arguments[0]) && !value_is_int(arguments[0]) &&
        value_is_null(type_lookup(value_type(vm, arguments[0]), vm->names.dunder_trunc))) {
        return vm_raise(vm, EXC_TYPE_ERROR, "type %s doesn't define __trunc__ method",
                        value_type_name(vm, arguments[0]));
    }
    return rounded(vm, arguments[0], "__trunc__", trunc);
}

/* ---- taking apart ---- */

static Value pair_of(Vm *vm, Value first, Value second) {
    Value pair = tuple_new(vm, 2);
    value_tuple(pair)->items[0] = first;
    value_tuple(pair)->items[1] = second;
    return pair;
}

FUNCTION(math_frexp) {
    UNUSED();
    double x;
    if (!value_to_double(vm, arguments[0], &x)) {
        return VALUE_NULL;
    }
    int exponent = 0;
    double mantissa = isfinite(x) ? frexp(x, &exponent) : x;
    return pair_of(vm, float_new(vm, mantissa), value_from_small_int(exponent));
}

FUNCTION(math_ldexp) {
    UNUSED();
    double x;
    if (!value_to_double(vm, arguments[0], &x)) {
        return VALUE_NULL;
    }
    if (!value_is_int(arguments[1])) {
        return vm_raise(vm, EXC_TYPE_ERROR, "Expected an int as second argument to ldexp.");
    }
    int64_t exponent;
    if (!int_to_int64(arguments[1], &exponent)) {
        exponent = int_sign(arguments[1]) < 0 ? INT64_MIN : INT64_MAX;
    }
    if (x == 0 || !isfinite(x)) {
        return float_new(vm, x);
    }
    int bounded = exponent > 5000 ? 5000 : exponent < -5000 ? -5000 : (int)exponent;
    double result = ldexp(x, bounded);
    return isinf(result) ? raise_range(vm) : float_new(vm, result);
}

FUNCTION(math_modf) {
    UNUSED();
    double x;
    if (!value_to_double(vm, arguments[0], &x)) {
        return VALUE_NULL;
    }
    double whole;
    double fraction = modf(x, &whole);
    return pair_of(vm, float_new(vm, fraction), float_new(vm, whole));
}

FUNCTION(math_degrees) {
    UNUSED();
    double x;
    return value_to_double(vm, arguments[0], &x) ? float_new(vm, x * (180.0 / M_PI)) : VALUE_NULL;
}

FUNCTION(math_radians) {
    UNUSED();
    double x;
    return value_to_double(vm, arguments[0], &x) ? float_new(vm, x * (M_PI / 180.0)) : VALUE_NULL;
}

#define PREDICATE(name)                                                                            \
    FUNCTION(math_##name) {                                                                        \
        UNUSED();                                                                                  \
        double x;                                                                                  \
        return value_to_double(vm, arguments[0], &x) ? value_from_bool(name(x) != 0) : VALUE_NULL; \
    }
PREDICATE(isfinite)
PREDICATE(isinf)
PREDICATE(isnan)

FUNCTION(math_isclose) {
    Value in[4];
    if (!arguments_bind(vm, "isclose", "a, b, *, rel_tol=, abs_tol=", arguments, count, keywords,
                        in)) {
        return VALUE_NULL;
    }
    double a;
    double b;
    double relative = 1e-9;
    double absolute = 0;
    if (!two_doubles(vm, in, &a, &b) ||
        (!value_is_null(in[2]) && !value_to_double(vm, in[2], &relative)) ||
        (!value_is_null(in[3]) && !value_to_double(vm, in[3], &absolute))) {
        return VALUE_NULL;
    }
    if (relative < 0 || absolute < 0) {
        return vm_raise(vm, EXC_VALUE_ERROR, "tolerances must be non-negative");
    }
    if (a == b) {
        return VALUE_TRUE;
    }
    if (isinf(a) || isinf(b)) {
        return VALUE_FALSE;
    }
    double distance = fabs(b - a);
    return value_from_bool(distance <= fabs(relative * b) || distance <= fabs(relative * a) ||
                           distance <= absolute);
}

/* ---- many numbers ---- */

/* The square root of the sum of squares, scaled so that nothing overflows; the extra bits of long
 * double make it as good as always correctly rounded. */
static double norm(const double *numbers, uint32_t count) {
    double largest = 0;
    bool any_nan = false;
    for (uint32_t i = 0; i < count; i++) {
        double x = fabs(numbers[i]);
        any_nan = any_nan || isnan(x);
        largest = x > largest ? x : largest;
    }
    if (isinf(largest)) {
        return INFINITY;
    }
    if (any_nan || largest == 0) {
        return any_nan ? NAN : 0;
    }
    int exponent;
    frexp(largest, &exponent);
    long double sum = 0;
    for (uint32_t i = 0; i < count; i++) {
        long double x = ldexpl((long double)numbers[i], -exponent);
        sum += x * x;
    }
    return (double)ldexpl(sqrtl(sum), exponent);
}

FUNCTION(math_hypot) {
    UNUSED();
    double *numbers = memory_new((count + 1) * sizeof *numbers);
    bool fine = true;
    for (uint32_t i = 0; fine && i < count; i++) {
        fine = value_to_double(vm, arguments[i], &numbers[i]);
    }
    double result = fine ? norm(numbers, count) : 0;
    memory_free(numbers);
    return fine ? float_new(vm, result) : VALUE_NULL;
}

FUNCTION(math_dist) {
    UNUSED();
    Value p = value_to_list(vm, arguments[0]);
    Value q = value_is_null(p) ? VALUE_NULL : value_to_list(vm, arguments[1]);
    Value result = VALUE_NULL;
    if (!value_is_null(q)) {
        uint32_t length = value_list(p)->count;
        if (length != value_list(q)->count) {
            vm_raise(vm, EXC_VALUE_ERROR, "both points must have the same number of dimensions");
        } else {
            double *numbers = memory_new((length + 1) * sizeof *numbers);
            bool fine = true;
            for (uint32_t i = 0; fine && i < length; i++) {
                double x;
                double y;
                fine = value_to_double(vm, value_list(p)->items[i], &x) &&
                       value_to_double(vm, value_list(q)->items[i], &y);
                numbers[i] = fine ? x - y : 0;
            }
            result = fine ? float_new(vm, norm(numbers, length)) : VALUE_NULL;
            memory_free(numbers);
        }
    }
    value_release(vm, p);
    value_release(vm, q);
    return result;
}

/* The exact sum, rounded once: the partial sums never overlap (Shewchuk 1997). */
static bool exact_sum(Vm *vm, Value list, double *out) {
    ARRAY_OF(double) partials = {0};
    double special = 0;
    double infinities = 0;
    bool fine = true;
    for (uint32_t i = 0; fine && i < value_list(list)->count; i++) {
        double x;
        fine = value_to_double(vm, value_list(list)->items[i], &x);
        if (!fine) {
            break;
        }
        double given = x;
        size_t kept = 0;
        for (size_t k = 0; k < partials.count; k++) {
            double y = partials.items[k];
            if (fabs(x) < fabs(y)) {
                double swap = x;
                x = y;
                y = swap;
            }
            volatile double high = x + y;
            volatile double rest = high - x;
            double low = y - rest;
            if (low != 0) {
                partials.items[kept++] = low;
            }
            x = high;
        }
        partials.count = kept;
        if (x != 0) {
            if (!isfinite(x)) {
                if (isfinite(given)) {
                    vm_raise(vm, EXC_OVERFLOW_ERROR, "intermediate overflow in fsum");
                    fine = false;
                }
                infinities += isinf(given) ? given : 0;
                special += given;
                partials.count = 0;
            } else {
                ARRAY_PUSH(&partials, x);
            }
        }
    }
    if (fine && special != 0) {
        fine = !isnan(infinities);
        if (!fine) {
            vm_raise(vm, EXC_VALUE_ERROR, "-inf + inf in fsum");
        }
        *out = special;
    } else if (fine) {
        double high = 0;
        double low = 0;
        size_t n = partials.count;
        if (n > 0) {
            high = partials.items[--n];
            while (n > 0) {
                double x = high;
                double y = partials.items[--n];
                high = x + y;
                low = y - (high - x);
                if (low != 0) {
                    break;
                }
            }
            /* Half way between two doubles: what is left of the sum decides. */
            if (n > 0 && ((low < 0 && partials.items[n - 1] < 0) ||
                          (low > 0 && partials.items[n - 1] > 0))) {
                double y = low * 2;
                double x = high + y;
                if (y == x - high) {
                    high = x;
                }
            }
        }
        *out = high;
    }
    ARRAY_RELEASE(&partials);
    return fine;
}

FUNCTION(math_fsum) {
    UNUSED();
    Value list = value_to_list(vm, arguments[0]);
    if (value_is_null(list)) {
        return VALUE_NULL;
    }
    double sum = 0;
    bool fine = exact_sum(vm, list, &sum);
    value_release(vm, list);
    return fine ? float_new(vm, sum) : VALUE_NULL;
}

FUNCTION(math_prod) {
    Value in[2];
    if (!arguments_bind(vm, "prod", "iterable, /, *, start=", arguments, count, keywords, in)) {
        return VALUE_NULL;
    }
    Value iterator = value_iter(vm, in[0]);
    if (value_is_null(iterator)) {
        return VALUE_NULL;
    }
    Value product = value_is_null(in[1]) ? value_from_small_int(1) : value_retain(in[1]);
    while (!value_is_null(product)) {
        Value item = value_next(vm, iterator);
        if (value_is_null(item)) {
            break;
        }
        value_store(vm, &product, value_binary(vm, BINARY_MULTIPLY, product, item));
        value_release(vm, item);
    }
    value_release(vm, iterator);
    if (vm_raised(vm)) {
        value_store(vm, &product, VALUE_NULL);
    }
    return product;
}

/* ---- whole numbers ---- */

/* gcd and lcm: folds all arguments with one of GMP's functions. */
static Value fold_integers(Vm *vm, const Value *arguments, uint32_t count, unsigned long neutral,
                           void (*function)(mpz_t, const mpz_t, const mpz_t)) {
    mpz_t result;
    mpz_init_set_ui(result, neutral);
    bool fine = true;
    for (uint32_t i = 0; fine && i < count; i++) {
        Value integer = value_index(vm, arguments[i]);
        fine = !value_is_null(integer);
        if (fine) {
            mpz_t view;
            mp_limb_t limb;
            int_view(integer, view, &limb);
            function(result, result, view);
            value_release(vm, integer);
        }
    }
    Value made = fine ? int_from_mpz(vm, result) : VALUE_NULL;
    mpz_clear(result);
    return made;
}

static void gcd_into(mpz_t result, const mpz_t a, const mpz_t b) {
    mpz_gcd(result, a, b);
}

static void lcm_into(mpz_t result, const mpz_t a, const mpz_t b) {
    mpz_lcm(result, a, b);
}

FUNCTION(math_gcd) {
    UNUSED();
    return fold_integers(vm, arguments, count, 0, gcd_into);
}

FUNCTION(math_lcm) {
    UNUSED();
    return fold_integers(vm, arguments, count, 1, lcm_into);
}

FUNCTION(math_isqrt) {
    UNUSED();
    Value integer = value_index(vm, arguments[0]);
    if (value_is_null(integer)) {
        return VALUE_NULL;
    }
    Value result;
    if (int_sign(integer) < 0) {
        result = vm_raise(vm, EXC_VALUE_ERROR, "isqrt() argument must be nonnegative");
    } else {
        mpz_t view;
        mp_limb_t limb;
        int_view(integer, view, &limb);
        mpz_t root;
        mpz_init(root);
        mpz_sqrt(root, view);
        result = int_from_mpz(vm, root);
        mpz_clear(root);
    }
    value_release(vm, integer);
    return result;
}

FUNCTION(math_factorial) {
    UNUSED();
    Value integer = value_index(vm, arguments[0]);
    if (value_is_null(integer)) {
        return VALUE_NULL;
    }
    int64_t n = 0;
    bool fits = int_to_int64(integer, &n);
    bool negative = int_sign(integer) < 0;
    value_release(vm, integer);
    if (negative) {
        return vm_raise(vm, EXC_VALUE_ERROR, "factorial() not defined for negative values");
    }
    if (!fits) {
        return vm_raise(vm, EXC_OVERFLOW_ERROR,
                        "factorial() argument should not exceed 9223372036854775807");
    }
    if (n > 1000 && !heap_can_hold(vm, (uint64_t)((double)n * log2((double)n) / 8))) {
        return VALUE_NULL;
    }
    mpz_t result;
    mpz_init(result);
    mpz_fac_ui(result, (unsigned long)n);
    Value made = int_from_mpz(vm, result);
    mpz_clear(result);
    return made;
}

/* n and k of comb() and perm(), not negative. A k beyond every size is as good as n + 1. */
static bool choose_arguments(Vm *vm, const Value *arguments, uint32_t count, mpz_t n, uint64_t *k) {
    bool fine = true;
    for (uint32_t i = 0; fine && i < count; i++) {
        Value integer = value_index(vm, arguments[i]);
        fine = !value_is_null(integer);
        if (fine && int_sign(integer) < 0) {
            vm_raise(vm, EXC_VALUE_ERROR, "%c must be a non-negative integer", i == 0 ? 'n' : 'k');
            fine = false;
        }
        if (fine) {
            mpz_t view;
            mp_limb_t limb;
            int_view(integer, view, &limb);
            if (i == 0) {
                mpz_set(n, view);
            } else {
                *k = mpz_fits_ulong_p(view) ? mpz_get_ui(view) : UINT64_MAX;
            }
        }
        value_release(vm, integer);
    }
    return fine;
}

FUNCTION(math_comb) {
    UNUSED();
    mpz_t n;
    mpz_init(n);
    uint64_t k = 0;
    Value made = VALUE_NULL;
    if (choose_arguments(vm, arguments, count, n, &k)) {
        if (mpz_cmp_ui(n, k) < 0) {
            made = value_from_small_int(0);
        } else {
            if (mpz_fits_ulong_p(n) && k > mpz_get_ui(n) - k) {
                k = mpz_get_ui(n) - k;
            }
            if (heap_can_hold(vm, k < 1000 ? 0 : k / 8 * mpz_sizeinbase(n, 2))) {
                mpz_bin_ui(n, n, k);
                made = int_from_mpz(vm, n);
            }
        }
    }
    mpz_clear(n);
    return made;
}

FUNCTION(math_perm) {
    UNUSED();
    if (count == 1 || value_is_none(arguments[1])) {
        return math_factorial(vm, arguments, 1, VALUE_NULL);
    }
    mpz_t n;
    mpz_t result;
    mpz_init(n);
    mpz_init_set_ui(result, 1);
    uint64_t k = 0;
    Value made = VALUE_NULL;
    if (choose_arguments(vm, arguments, count, n, &k)) {
        if (mpz_cmp_ui(n, k) < 0) {
            made = value_from_small_int(0);
        } else if (heap_can_hold(vm, k < 1000 ? 0 : k / 8 * mpz_sizeinbase(n, 2))) {
            for (uint64_t i = 0; i < k; i++) {
                mpz_mul(result, result, n);
                mpz_sub_ui(n, n, 1);
            }
            made = int_from_mpz(vm, result);
        }
    }
    mpz_clear(result);
    mpz_clear(n);
    return made;
}

#define ONE(name)                                                                                  \
    { #name, math_##name, 1, 1, false, METHOD_INSTANCE }
#define TWO(name)                                                                                  \
    { #name, math_##name, 2, 2, false, METHOD_INSTANCE }

static const NativeMethod FUNCTIONS[] = {
    ONE(acos),
    ONE(acosh),
    ONE(asin),
    ONE(asinh),
    ONE(atan),
    TWO(atan2),
    ONE(atanh),
    ONE(cbrt),
    ONE(ceil),
    TWO(comb),
    TWO(copysign),
    ONE(cos),
    ONE(cosh),
    ONE(degrees),
    TWO(dist),
    ONE(erf),
    ONE(erfc),
    ONE(exp),
    ONE(exp2),
    ONE(expm1),
    ONE(fabs),
    ONE(factorial),
    ONE(floor),
    TWO(fmod),
    ONE(frexp),
    ONE(fsum),
    ONE(gamma),
    {"gcd", math_gcd, 0, -1, false, METHOD_INSTANCE},
    {"hypot", math_hypot, 0, -1, false, METHOD_INSTANCE},
    {"isclose", math_isclose, 0, -1, true, METHOD_INSTANCE},
    ONE(isfinite),
    ONE(isinf),
    ONE(isnan),
    ONE(isqrt),
    {"lcm", math_lcm, 0, -1, false, METHOD_INSTANCE},
    TWO(ldexp),
    ONE(lgamma),
    {"log", math_log, 1, 2, false, METHOD_INSTANCE},
    ONE(log10),
    ONE(log1p),
    ONE(log2),
    ONE(modf),
    TWO(nextafter),
    {"perm", math_perm, 1, 2, false, METHOD_INSTANCE},
    TWO(pow),
    {"prod", math_prod, 0, -1, true, METHOD_INSTANCE},
    ONE(radians),
    TWO(remainder),
    ONE(sin),
    ONE(sinh),
    ONE(sqrt),
    ONE(tan),
    ONE(tanh),
    ONE(trunc),
    ONE(ulp),
    {0},
};

Value math_import(Vm *vm);
Value math_import(Vm *vm) {
    Value module = native_module(vm, "math", FUNCTIONS);
    module_give(vm, module, "e", float_new(vm, M_E));
    module_give(vm, module, "pi", float_new(vm, M_PI));
    module_give(vm, module, "tau", float_new(vm, 2 * M_PI));
    module_give(vm, module, "inf", float_new(vm, INFINITY));
    module_give(vm, module, "nan", float_new(vm, NAN));
    return module;
}
