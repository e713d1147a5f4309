"""threading over the simulated machine's threads and locks (see src/session/threads.h).

Conditions, events and semaphores are built from locks the way CPython builds them, since that decides
in which order threads go on: a waiter stands in line with a lock of its own, and has to take the
condition's lock again when it is notified."""

import _report
import _thread
from _thread import get_ident
from time import monotonic as _time

_MOMENT = 5e-10  # seconds; what is left by rounding, less than half a nanosecond, is nothing

Lock = _thread.allocate_lock
ThreadError = _thread.error
TIMEOUT_MAX = _thread.TIMEOUT_MAX


def get_native_id():
    return get_ident()


class RLock:
    def __init__(self):
        self._block = _thread.allocate_lock("an RLock")
        self._owner = None
        self._count = 0

    def __repr__(self):
        state = "locked" if self._block.locked() else "unlocked"
        return (f"<{state} _thread.RLock object owner={self._owner or 0} count={self._count} "
                f"at 0x{id(self):x}>")

    def acquire(self, blocking=True, timeout=-1):
        me = get_ident()
        if self._owner == me:
            self._count += 1
            return True
        got = self._block.acquire(blocking, timeout)
        if got:
            self._owner = me
            self._count = 1
        return got

    __enter__ = acquire

    def release(self):
        if self._owner != get_ident():
            raise RuntimeError("cannot release un-acquired lock")
        self._count -= 1
        if self._count == 0:
            self._owner = None
            self._block.release()

    def __exit__(self, kind, value, traceback):
        self.release()

    def _release_save(self):
        state = (self._count, self._owner)
        self._count = 0
        self._owner = None
        self._block.release()
        return state

    def _acquire_restore(self, state):
        self._block.acquire()
        self._count, self._owner = state

    def _is_owned(self):
        return self._owner == get_ident()


RLock.__module__ = "_thread"


class Condition:
    _what = "a Condition"

    def __init__(self, lock=None):
        if lock is None:
            lock = RLock()
        self._lock = lock
        self.acquire = lock.acquire
        self.release = lock.release
        self._reentrant = isinstance(lock, RLock)
        self._waiters = []

    def __enter__(self):
        return self._lock.__enter__()

    def __exit__(self, *args):
        return self._lock.__exit__(*args)

    def __repr__(self):
        return f"<Condition({self._lock}, {len(self._waiters)})>"

    def _is_owned(self):
        if self._reentrant:
            return self._lock._is_owned()
        return self._lock.locked()

    def wait(self, timeout=None):
        if not self._is_owned():
            raise RuntimeError("cannot wait on un-acquired lock")
        waiter = _thread.allocate_lock(self._what)
        waiter.acquire()
        self._waiters.append(waiter)
        state = None
        if self._reentrant:
            state = self._lock._release_save()
        else:
            self._lock.release()
        got = False
        try:
            if timeout is None:
                waiter.acquire()
                got = True
            elif timeout > 0:
                got = waiter.acquire(True, timeout)
            else:
                got = waiter.acquire(False)
            return got
        finally:
            if self._reentrant:
                self._lock._acquire_restore(state)
            else:
                self._lock.acquire()
            if not got and waiter in self._waiters:
                self._waiters.remove(waiter)

    def wait_for(self, predicate, timeout=None):
        until = None
        left = timeout
        result = predicate()
        while not result:
            if left is not None:
                if until is None:
                    until = _time() + left
                else:
                    left = until - _time()
                    if left < _MOMENT:
                        break
            self.wait(left)
            result = predicate()
        return result

    def notify(self, n=1):
        if not self._is_owned():
            raise RuntimeError("cannot notify on un-acquired lock")
        while self._waiters and n > 0:
            waiter = self._waiters.pop(0)
            waiter.release()
            n -= 1

    def notify_all(self):
        self.notify(len(self._waiters))

    def notifyAll(self):
        self.notify_all()


class Semaphore:
    def __init__(self, value=1):
        if value < 0:
            raise ValueError("semaphore initial value must be >= 0")
        self._cond = Condition(Lock())
        self._cond._what = "a Semaphore"
        self._value = value

    def __repr__(self):
        kind = type(self)
        return f"<{kind.__module__}.{kind.__qualname__} at {id(self):#x}: value={self._value}>"

    def acquire(self, blocking=True, timeout=None):
        if not blocking and timeout is not None:
            raise ValueError("can't specify timeout for non-blocking acquire")
        got = False
        until = None
        with self._cond:
            while self._value == 0:
                if not blocking:
                    break
                if timeout is not None:
                    if until is None:
                        until = _time() + timeout
                    else:
                        timeout = until - _time()
                        if timeout < _MOMENT:
                            break
                self._cond.wait(timeout)
            else:
                self._value -= 1
                got = True
        return got

    __enter__ = acquire

    def release(self, n=1):
        if n < 1:
            raise ValueError("n must be one or more")
        with self._cond:
            self._value += n
            for i in range(n):
                self._cond.notify()

    def __exit__(self, kind, value, traceback):
        self.release()


class BoundedSemaphore(Semaphore):
    def __init__(self, value=1):
        super().__init__(value)
        self._initial_value = value

    def __repr__(self):
        kind = type(self)
        return (f"<{kind.__module__}.{kind.__qualname__} at {id(self):#x}: "
                f"value={self._value}/{self._initial_value}>")

    def release(self, n=1):
        if n < 1:
            raise ValueError("n must be one or more")
        with self._cond:
            if self._value + n > self._initial_value:
                raise ValueError("Semaphore released too many times")
            self._value += n
            for i in range(n):
                self._cond.notify()


class Event:
    def __init__(self):
        self._cond = Condition(Lock())
        self._cond._what = "an Event"
        self._flag = False

    def __repr__(self):
        kind = type(self)
        status = "set" if self._flag else "unset"
        return f"<{kind.__module__}.{kind.__qualname__} at {id(self):#x}: {status}>"

    def is_set(self):
        return self._flag

    isSet = is_set

    def set(self):
        with self._cond:
            self._flag = True
            self._cond.notify_all()

    def clear(self):
        with self._cond:
            self._flag = False

    def wait(self, timeout=None):
        with self._cond:
            signaled = self._flag
            if not signaled:
                signaled = self._cond.wait(timeout)
            return signaled


class BrokenBarrierError(RuntimeError):
    pass


class Barrier:
    """_state: 0 filling, 1 draining, -1 being reset, -2 broken."""

    def __init__(self, parties, action=None, timeout=None):
        self._cond = Condition(Lock())
        self._cond._what = "a Barrier"
        self._action = action
        self._timeout = timeout
        self._parties = parties
        self._state = 0
        self._count = 0

    def wait(self, timeout=None):
        if timeout is None:
            timeout = self._timeout
        with self._cond:
            while self._state in (-1, 1):
                self._cond.wait()
            if self._state < 0:
                raise BrokenBarrierError
            index = self._count
            self._count += 1
            try:
                if index + 1 == self._parties:
                    self._release_all()
                else:
                    self._wait_for_all(timeout)
                return index
            finally:
                self._count -= 1
                if self._count == 0 and self._state in (-1, 1):
                    self._state = 0
                    self._cond.notify_all()

    def _release_all(self):
        try:
            if self._action:
                self._action()
            self._state = 1
            self._cond.notify_all()
        except BaseException:
            self._break()
            raise

    def _wait_for_all(self, timeout):
        if not self._cond.wait_for(lambda: self._state != 0, timeout):
            self._break()
            raise BrokenBarrierError
        if self._state < 0:
            raise BrokenBarrierError

    def _break(self):
        self._state = -2
        self._cond.notify_all()

    def reset(self):
        with self._cond:
            if self._count > 0:
                if self._state in (0, -2):
                    self._state = -1
            else:
                self._state = 0
            self._cond.notify_all()

    def abort(self):
        with self._cond:
            self._break()

    @property
    def parties(self):
        return self._parties

    @property
    def n_waiting(self):
        return self._count if self._state == 0 else 0

    @property
    def broken(self):
        return self._state == -2


# --- threads ---

_counter = 0
_atexits = []


def _new_name(template):
    global _counter
    _counter += 1
    return template % _counter


class ExceptHookArgs:
    def __init__(self, args):
        self.exc_type, self.exc_value, self.exc_traceback, self.thread = args


def excepthook(args):
    import sys
    import traceback

    if args.exc_type is SystemExit:
        return
    _report.note(args.exc_value)
    name = args.thread.name if args.thread is not None else get_ident()
    print(f"Exception in thread {name}:", file=sys.stderr)
    traceback.print_exception(args.exc_type, args.exc_value, args.exc_traceback, file=sys.stderr)


__excepthook__ = excepthook


# What CPython's threads keep under these names ours keep elsewhere. A program that puts something of its own
# there (`self._stop = Event()`) breaks CPython's join().
_TAKEN = frozenset((
    "_bootstrap", "_bootstrap_inner", "_delete", "_ident", "_initialized", "_invoke_excepthook", "_is_stopped",
    "_native_id", "_reset_internal_locks", "_set_ident", "_set_native_id", "_set_tstate_lock", "_started",
    "_stderr", "_stop", "_tstate_lock", "_wait_for_tstate_lock"))


def _refuse_taken(names):
    for name in names:
        if name in _TAKEN:
            _report.refuse(f"the attribute {name} of a thread",
                           "a Thread of CPython has its own of that name: call yours otherwise")


def _check_names(thread):
    """For a thread that may have such: of another class, or with attributes of its own."""
    for base in type(thread).__mro__:
        if base is Thread:
            break
        _refuse_taken(base.__dict__)
    _refuse_taken(thread.__dict__)


def _failed(thread, error):
    """An exception has left the thread's run()."""
    excepthook(ExceptHookArgs((type(error), error, error.__traceback__, thread)))


def _part(number):
    def get(self):
        return _thread._get_part(self, number)

    def set(self, value):
        _thread._set_part(self, number, value)

    def delete(self):
        _thread._delete_part(self, number)

    return property(get, set, delete)


class Thread(_thread._Thread):
    _target = _part(0)
    _args = _part(1)
    _kwargs = _part(2)
    _name = _part(3)
    _daemonic = _part(4)

    def __repr__(self):
        status = _thread._state(self)
        if self._daemonic:
            status += " daemon"
        if self.ident is not None:
            status += f" {self.ident}"
        return f"<{type(self).__name__}({self._name}, {status})>"

    @property
    def name(self):
        return self._name

    @name.setter
    def name(self, name):
        self._name = str(name)

    @property
    def daemon(self):
        return self._daemonic

    @daemon.setter
    def daemon(self, daemonic):
        if _thread._state(self) != "initial":
            raise RuntimeError("cannot set daemon status of active thread")
        self._daemonic = daemonic

    def isDaemon(self):
        return self.daemon

    def setDaemon(self, daemonic):
        self.daemon = daemonic

    def getName(self):
        return self.name

    def setName(self, name):
        self.name = name


class Timer(Thread):
    def __init__(self, interval, function, args=None, kwargs=None):
        super().__init__()
        self.interval = interval
        self.function = function
        self.args = args if args is not None else []
        self.kwargs = kwargs if kwargs is not None else {}
        self.finished = Event()

    def cancel(self):
        self.finished.set()

    def run(self):
        self.finished.wait(self.interval)
        if not self.finished.is_set():
            self.function(*self.args, **self.kwargs)
        self.finished.set()


class _MainThread(Thread):
    def __init__(self):
        _thread._adopt(self, "MainThread", False)


class _DummyThread(Thread):
    """A thread that somebody else than Thread.start() began."""

    def __init__(self):
        _thread._adopt(self, _new_name("Dummy-%d"), True)


def current_thread():
    thread = _thread._current()
    return _DummyThread() if thread is None else thread


def currentThread():
    return current_thread()


def main_thread():
    return _main_thread


def enumerate():
    return _thread._all()


def active_count():
    return len(enumerate())


def activeCount():
    return active_count()


class local:
    """An object with other attributes for each thread, where a subclass's __init__ runs once more."""

    def __new__(cls, *args, **kwargs):
        if (args or kwargs) and cls.__init__ is local.__init__:
            raise TypeError("Initialization arguments are not supported")
        self = object.__new__(cls)
        everybody = object.__getattribute__(self, "__dict__")
        everybody["_everybody"] = {get_ident(): {}}
        everybody["_arguments"] = (args, kwargs)
        return self

    def __init__(self):
        pass

    def _mine(self):
        own = object.__getattribute__(self, "__dict__")
        everybody = own["_everybody"]
        me = get_ident()
        if me not in everybody:
            everybody[me] = {}
            args, kwargs = own["_arguments"]
            self.__init__(*args, **kwargs)
        return everybody[me]

    def _missing(self, name):
        kind = "_thread._local" if type(self) is local else type(self).__name__
        return AttributeError(f"'{kind}' object has no attribute '{name}'")

    def __getattr__(self, name):
        mine = self._mine()
        if name in mine:
            return mine[name]
        raise self._missing(name)

    def __setattr__(self, name, value):
        self._mine()[name] = value

    def __delattr__(self, name):
        mine = self._mine()
        if name not in mine:
            raise self._missing(name)
        del mine[name]


_main_thread = _MainThread()


def _register_atexit(function, *args):
    _atexits.append((function, args))


def _new_lock(what):
    """A lock that is called so in the report of a deadlock."""
    return _thread.allocate_lock(what)


def _after_fork():
    """In a new process: of all threads of its parent, only the running one is left; and random numbers
    begin anew, others in each process."""
    import _process
    import random

    random.seed()
    random.seed(random.getrandbits(64) + _process.getpid())
    _thread._adopt(_main_thread, _main_thread.name, False)


def _shutdown():
    """At the end of the program: lets the pools finish, then waits for the other threads."""
    for function, args in reversed(_atexits):
        function(*args)
    _join_all()


def _join_all():
    """Waits for all threads that are no daemons, in the order of their start."""
    left = True
    while left:
        left = [thread for thread in enumerate() if not thread._daemonic and thread is not _main_thread]
        for thread in left:
            thread.join()
