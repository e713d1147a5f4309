/* The parts of the compiler call each other through here: expressions with their constants and
 * conditions, statements, and the codes of functions, classes and comprehensions. Rules that hold
 * for all of them:
 *
 *  - An operand is a local's own register or a temporary. A local may be read in place only if
 *    nothing that is evaluated before the reading can rebind it: see shield().
 *  - A destination is written by the last instruction of its expression, so that an exception
 *    leaves the old value, and after the operands were read.
 *  - Every temporary is consumed exactly once on each path; what is left over is cleared at once,
 *    so that objects die when CPython lets them die. */
#ifndef LANG_COMPILE_H
#define LANG_COMPILE_H

#include "lang/emit.h"

/* compile_expression.c */

/* Evaluates into a local's register, or PUSHED into a new temporary. Returns the register. */
Register expression(Emitter *e, const Node *node, Register destination);

/* Evaluates to a register to be read: a local itself, or a new temporary. */
Register operand(Emitter *e, const Node *node);

/* left op right, left being evaluated already (the last temporary, or a local); `inplace` for op=.
 */
Register emit_binary(Emitter *e, Position at, Operator op, bool inplace, Register left,
                     const Node *right, Register destination);

/* If `reg` is a local that evaluating `later` might rebind, a temporary copy of it. */
Register shield(Emitter *e, Register reg, const Node *later);

/* The attribute's position: of an attribute that spans lines only its name. */
Position attribute_position(const Node *attribute);

/* Names. A stored register is consumed if it is a temporary; `top` is the caller's business. */
void store_name(Emitter *e, Position at, const char *name, Register value);
void delete_name(Emitter *e, Position at, const char *name);
Register load_name(Emitter *e, Position at, const char *name, Register destination);
Register cell_register(const Emitter *e, const Symbol *symbol);

/* The iterable of a `for`: constant displays become tuples. Into a new temporary. */
Register iterator(Emitter *e, const Node *iterable, Position at);

/* The constant with the names of keyword arguments, a tuple. */
int32_t keyword_names(Emitter *e, const NodeList *keywords);

/* R = await R, through GET_AWAITABLE; consumes `reg` (the last temporary, or a local). */
Register await_register(Emitter *e, Position at, Register reg, int what, Register destination);

/* compile_constant.c */

/* Is the value known now? Numbers, strings, tuples of such, simple arithmetic. */
bool fold(Emitter *e, const Node *node, Constant *constant);
/* The items of a display as a constant tuple or frozenset, if all of them are constants. */
bool fold_items(Emitter *e, const NodeList *items, ConstantKind kind, Constant *constant);
/* An int that fits into an instruction. */
bool fold_immediate(Emitter *e, const Node *node, int64_t *value);
bool constant_truth(const Constant *constant);
void load_constant(Emitter *e, Position at, Register destination, const Constant *constant);
void load_special(Emitter *e, Position at, Register destination, int special);
/* A string constant, as a new temporary or into a register. */
Register load_string(Emitter *e, Position at, const char *text, Register destination);

/* compile_condition.c */

/* Jumps to `label` if the truth of `node` is `sense`; `at` is where a plain truth test stands. */
void jump_if(Emitter *e, const Node *node, bool sense, Label *label, Position at);

/* As expression(): `a < b <= c`, `a and b`, `a if b else c`. */
Register comparison(Emitter *e, const Node *node, Register destination);
Register bool_op(Emitter *e, const Node *node);
Register if_exp(Emitter *e, const Node *node, Register destination);

/* compile_statement.c */

void statements(Emitter *e, const NodeList *list);
void assign(Emitter *e, const Node *target, Register value);
/* Finds names that are unbound somewhere, and annotations, before anything is emitted. */
void survey(Emitter *e, const NodeList *list);

/* compile_match.c */

/* `match`: a case for each way that the subject may look. */
void match_statement(Emitter *e, const Node *node);

/* compile_code.c */

/* `def`, `lambda`: evaluates defaults and annotations and makes the function. */
Register make_function(Emitter *e, const Node *node, Register destination);
Register comprehension(Emitter *e, const Node *node, Register destination);
void class_statement(Emitter *e, const Node *node);
void function_statement(Emitter *e, const Node *node);
Code *module_code(Compilation *compilation);

#endif
