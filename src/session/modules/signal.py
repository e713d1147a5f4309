"""Signals, which nobody sends to a program here: handlers are taken and kept, and never called. Ctrl-C ends
the run itself. What would send a signal, or wait for one, is refused."""

import threading
from enum import IntEnum

from _asyncio import _get_running_loop
from _report import refuse


class Signals(IntEnum):
    SIGHUP = 1
    SIGINT = 2
    SIGQUIT = 3
    SIGILL = 4
    SIGTRAP = 5
    SIGABRT = 6
    SIGIOT = 6
    SIGBUS = 7
    SIGFPE = 8
    SIGKILL = 9
    SIGUSR1 = 10
    SIGSEGV = 11
    SIGUSR2 = 12
    SIGPIPE = 13
    SIGALRM = 14
    SIGTERM = 15
    SIGSTKFLT = 16
    SIGCHLD = 17
    SIGCLD = 17
    SIGCONT = 18
    SIGSTOP = 19
    SIGTSTP = 20
    SIGTTIN = 21
    SIGTTOU = 22
    SIGURG = 23
    SIGXCPU = 24
    SIGXFSZ = 25
    SIGVTALRM = 26
    SIGPROF = 27
    SIGWINCH = 28
    SIGIO = 29
    SIGPOLL = 29
    SIGPWR = 30
    SIGSYS = 31
    SIGRTMIN = 34
    SIGRTMAX = 64


class Handlers(IntEnum):
    SIG_DFL = 0
    SIG_IGN = 1


SIG_DFL, SIG_IGN = Handlers
SIGHUP, SIGINT, SIGQUIT, SIGILL = Signals.SIGHUP, Signals.SIGINT, Signals.SIGQUIT, Signals.SIGILL
SIGTRAP, SIGABRT, SIGIOT, SIGBUS = Signals.SIGTRAP, Signals.SIGABRT, Signals.SIGIOT, Signals.SIGBUS
SIGFPE, SIGKILL, SIGUSR1, SIGSEGV = Signals.SIGFPE, Signals.SIGKILL, Signals.SIGUSR1, Signals.SIGSEGV
SIGUSR2, SIGPIPE, SIGALRM, SIGTERM = Signals.SIGUSR2, Signals.SIGPIPE, Signals.SIGALRM, Signals.SIGTERM
SIGCHLD, SIGCLD, SIGCONT, SIGSTOP = Signals.SIGCHLD, Signals.SIGCLD, Signals.SIGCONT, Signals.SIGSTOP
SIGTSTP, SIGTTIN, SIGTTOU, SIGURG = Signals.SIGTSTP, Signals.SIGTTIN, Signals.SIGTTOU, Signals.SIGURG
SIGXCPU, SIGXFSZ, SIGVTALRM, SIGPROF = Signals.SIGXCPU, Signals.SIGXFSZ, Signals.SIGVTALRM, Signals.SIGPROF
SIGWINCH, SIGIO, SIGPOLL, SIGPWR = Signals.SIGWINCH, Signals.SIGIO, Signals.SIGPOLL, Signals.SIGPWR
SIGSYS, SIGSTKFLT, SIGRTMIN, SIGRTMAX = Signals.SIGSYS, Signals.SIGSTKFLT, Signals.SIGRTMIN, Signals.SIGRTMAX
NSIG = 65


def default_int_handler(signalnum, frame, /):
    raise KeyboardInterrupt


_handlers = {SIGINT: default_int_handler, SIGPIPE: SIG_IGN, SIGXFSZ: SIG_IGN}


def _check(signalnum):
    if not isinstance(signalnum, int):
        raise TypeError(f"'{type(signalnum).__name__}' object cannot be interpreted as an integer")
    if not 1 <= signalnum < NSIG:
        raise ValueError("signal number out of range")


def getsignal(signalnum):
    _check(signalnum)
    handler = _handlers.get(signalnum, SIG_DFL)
    if handler is default_int_handler and _get_running_loop() is not None:
        refuse("the handler that asyncio.run() has for SIGINT", "ask before the loop runs")
    return handler


def signal(signalnum, handler):
    if threading.current_thread() is not threading.main_thread():
        raise ValueError("signal only works in main thread of the main interpreter")
    if handler not in (SIG_DFL, SIG_IGN) and not callable(handler):
        raise TypeError("signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object")
    _check(signalnum)
    if signalnum in (SIGKILL, SIGSTOP):
        raise OSError(22, "Invalid argument")
    before = getsignal(signalnum)
    if isinstance(handler, int) and handler in (0, 1):
        handler = Handlers(handler)
    _handlers[signalnum] = handler
    return before


# What loop.add_signal_handler() was given: for each loop the signals.
_of_loops = {}


def add_to_loop(loop, sig, callback, args):
    from asyncio import iscoroutine, iscoroutinefunction

    if iscoroutine(callback) or iscoroutinefunction(callback):
        raise TypeError("coroutines cannot be used with add_signal_handler()")
    _check_of_loop(sig)
    loop._check_closed()
    if threading.current_thread() is not threading.main_thread():
        raise RuntimeError("set_wakeup_fd only works in main thread of the main interpreter")
    if sig in (SIGKILL, SIGSTOP):
        raise RuntimeError(f"sig {sig} cannot be caught")
    _of_loops.setdefault(loop, {})[sig] = callback, args


def remove_from_loop(loop, sig):
    _check_of_loop(sig)
    return _of_loops.get(loop, {}).pop(sig, None) is not None


def _check_of_loop(sig):
    if not isinstance(sig, int):
        raise TypeError(f"sig must be an int, not {sig!r}")
    if not 1 <= sig < NSIG:
        raise ValueError(f"invalid signal number {sig}")
