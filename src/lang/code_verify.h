/* Checks what the compiler promises the interpreter: jumps and indices are in range, every
 * temporary that is read was written on all paths and is consumed exactly once, no temporary is
 * overwritten while it holds something or left over at a return, a handler finds the same
 * temporaries whichever instruction raised. For tests and fuzzing; the interpreter trusts. */
#ifndef LANG_CODE_VERIFY_H
#define LANG_CODE_VERIFY_H

#include "base/text.h"
#include "lang/code.h"

#include <stdbool.h>

/* True if the code and all codes within it are sound; otherwise one line for each complaint (the
 * first of each code) is appended to `complaints`. Codes so large that the check would take more
 * than a moment are taken on trust. */
bool code_verify(const Code *code, Text *complaints);

/* What an instruction's operands a, b, c, d are, a letter each:
 *   W written   R read (consumed if a temporary)   K read and kept
 *   2, 4 so many registers are written from here   P a CATCH pair that is taken down
 *   * a range, see the opcode   C kept if the jump is taken, else cleared
 *   i number   s signed 16-bit number   n name   g global   k constant   x cache   j jump target
 *   - unused */
const char *code_operands(Opcode op);
const char *code_opcode_name(Opcode op);
bool code_has_word(Opcode op); /* does a word with `d` follow? */

#endif
