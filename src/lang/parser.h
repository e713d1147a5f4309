/* Text to tree: a recursive descent over CPython 3.11's grammar, one function under each rule.
 *
 * The parser refuses what CPython refuses to compile (`return` outside a function, a repeated
 * keyword argument, …) and what is outside the subset (`@`, complex numbers, …), the
 * latter with a hint. After an error it goes on at the next statement, so that several diagnostics
 * come out of one run; a line that only fails because an earlier one did is not reported.
 *
 * Nesting is limited (PARSER_DEPTH_MAX, and LEXER_BRACKETS_MAX in lexer.h), so that no input can
 * overflow the C stack; time is linear in the length of the text. */
#ifndef LANG_PARSER_H
#define LANG_PARSER_H

#include "lang/diagnostic.h"
#include "lang/source.h"
#include "lang/tree.h"

enum {
    PARSER_DEPTH_MAX = 1000, /* expressions within expressions, links of a chain of operators,
                                `elif` after `elif` */
};

/* Never NULL; the caller frees it with tree_free(). It is good to use only if no diagnostic was
 * added. */
Tree *parser_parse(const Source *source, Diagnostics *diagnostics);

#endif
