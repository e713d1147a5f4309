/* What str's methods ask of a code point: its kind and its case mappings, as Unicode 14
 * (CPython 3.11) has them. The tables are unicode.def, written by unicode_tables.py. */
#ifndef VM_UNICODE_H
#define VM_UNICODE_H

#include <stdbool.h>
#include <stdint.h>

enum {
    U_ALPHA = 1,
    U_DECIMAL = 2,
    U_DIGIT = 4,
    U_NUMERIC = 8,
    U_LOWER = 16,
    U_UPPER = 32,
    U_TITLE = 64,
    U_SPACE = 128,
    U_PRINTABLE = 256,
    U_NAME_START = 512,
    U_NAME_GOES_ON = 1024,
    U_CASED = 2048,
    U_CASE_IGNORABLE = 4096, /* seen through when a final sigma is looked for */
    U_LINE_BREAK = 8192
};

enum {
    UNICODE_MAPPING_MAX = 3 /* code points that one can become */
};

typedef enum CaseMapping { CASE_UPPER, CASE_LOWER, CASE_TITLE, CASE_FOLD } CaseMapping;

/* The U_… flags of a code point; any uint32_t may be asked. */
uint32_t unicode_flags(uint32_t code_point);

/* The digit's value where U_DECIMAL is set, else -1. */
int unicode_decimal(uint32_t code_point);

/* The full mapping without context: how many code points were put into out[]. */
uint32_t unicode_map(uint32_t code_point, CaseMapping mapping, uint32_t out[UNICODE_MAPPING_MAX]);

#endif
