/* The native modules through which a program sees its process and its clock: time, sys, os. */
#ifndef SESSION_SYSTEM_MODULE_H
#define SESSION_SYSTEM_MODULE_H

#include "session/context.h"

Value time_import(Session *session);
Value sys_import(Session *session);
Value os_import(Session *session);
Value report_import(
    Session *session); /* `_report`: what traceback, logging and dataclasses ask the vm */

/* The virtual date: ns since 1970, the session's epoch added to the clock. */
int64_t session_date_ns(const Session *session);

/* Seconds as a float, exactly as CPython computes time.time() from ns. */
Value seconds_new(Vm *vm, int64_t ns);

#endif
