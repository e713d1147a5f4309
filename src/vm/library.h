/* The modules that are written in the subset itself, compiled: asyncio, httpx, dataclasses …. A
 * unit is plain data that no run changes, so that many runs may share what was compiled once:
 * whoever runs a program again and again keeps a library, and a run that has none compiles what it
 * imports. One run at a time. */
#ifndef VM_LIBRARY_H
#define VM_LIBRARY_H

#include "lang/code.h"
#include "vm/embedded.h"

typedef struct Library Library;

Library *library_new(void);
void library_free(Library *library); /* every vm that used it is gone; NULL is fine */

/* The unit of an embedded module, compiled when it is first asked for; the library's. */
const Unit *library_unit(Library *library, const EmbeddedModule *module);

/* A unit that is the caller's. */
Unit *library_compile(const EmbeddedModule *module);

#endif
