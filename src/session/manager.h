/* What a client's get() gives where that can be awaited, or entered with `async with`: the class
 * Manager of the module `_meanwhile`, which aiohttp's own derives from.
 *
 *     Manager(coroutine)       whose result is a Reply
 *     await manager            the coroutine's result
 *     async with manager       likewise; at the end of the block the reply is released
 *     .send .throw .close      the coroutine's: a manager is one for those who look (gather,
 *                              create_task)
 *
 * The Python shim has the same class in Python (assets/shim/_meanwhile.py). */
#ifndef SESSION_MANAGER_H
#define SESSION_MANAGER_H

#include "session/context.h"

/* Puts the class into the module. */
void manager_add_class(Session *session, Value module);

#endif
