"""The virtual clock and the threads that run on it: the rules of src/sim/machine.h, for CPython.

Every simulated thread is a real one, but only the holder of the baton runs; it passes the baton on
when it blocks or ends. The rules, in short: one thread runs until it blocks; those who may go on
stand in one FIFO queue; a started thread runs at once and its starter goes on, before all others,
when it first blocks; the clock moves only when nobody can run, to the earliest timer; all timers of
that instant fire in the order in which they were set; a released lock is free for whoever asks
first. Who computes (charge) has the GIL; a thread that waits for it asks for it after a switch
interval in which nobody else took it, and the computing thread lets go at once and goes to the end
of the queue. There is always a free core: worlds without a GIL, and worker processes, are left to the
engine `sim`. Times are integer nanoseconds, from 0.

There is one machine to a process, hence module-level state. `recorder` is None unless the run is
traced (see virtual_recorder.py)."""

import _thread
import os
import sys
from collections import deque
from heapq import heappop, heappush

FOREVER = (1 << 63) - 1

real_allocate_lock = _thread.allocate_lock
real_start_new_thread = _thread.start_new_thread
real_RLock = _thread.RLock

recorder = None


class Thread:
    """One simulated thread."""

    __slots__ = ("since_ns", "computed_ns", "gate", "ident", "blocked", "woken", "wait", "sentinel", "what", "lane", "task")

    def __init__(self, ident):
        self.gate = real_allocate_lock()  # its owner waits for the baton here
        self.gate.acquire()
        self.ident = ident
        self.since_ns = 0  # when it joined the queue
        self.computed_ns = 0  # the CPU time it has spent
        self.blocked = False
        self.woken = False  # the outcome of the last wait: woken, or the deadline came
        self.wait = 0  # number of the present wait: timers of earlier ones are stale
        self.sentinel = None  # lock that tells joiners that the thread has ended
        self.what = ""  # what it waits for, for the deadlock report
        self.lane = 0  # in the trace
        self.task = None  # lane of the task whose step runs on it


now_ns = 0
computed_ns = 0  # by all threads
epoch_ns = 0
time_limit_ns = 0
step_ns = 0  # what the CPU takes for a task step
switch_ns = 5_000_000  # how long a thread waits for the GIL before it asks for it
main = Thread(1)
current = main
threads = {1: main}
_queue = deque()
_taken_ns = 0  # when the running thread got the GIL
_timers = []  # heap of (deadline, order, thread, wait)
_order = 0
_last_ident = 1


def to_ns(seconds):
    """A duration in nanoseconds, rounded to the nearest, but no wait to none; what is too long is
    FOREVER."""
    if type(seconds) is int:
        ns = seconds * 1_000_000_000
    else:
        ns = seconds * 1e9
        if ns != ns:
            return 0
        if abs(ns) >= 9e18:
            return FOREVER if ns > 0 else -FOREVER
        ns = round(ns) or int(ns > 0)  # a wait until a time that rounding missed gets there
    return min(ns, FOREVER)


def is_refused(seconds):
    """Whether CPython cannot tell the operating system to wait so long, and raises."""
    return seconds != seconds or abs(seconds) * 1_000_000_000 >= 1 << 63


def after(delay_ns):
    return min(now_ns + max(delay_ns, 0), FOREVER)


def _fire_due():
    while _timers and _timers[0][0] <= now_ns:
        _, _, thread, wait = heappop(_timers)
        if thread.blocked and thread.wait == wait:
            thread.blocked = False
            thread.woken = False
            _join_queue(thread)


def _join_queue(thread):
    thread.since_ns = now_ns
    _queue.append(thread)


def _choose_next():
    global now_ns, _taken_ns
    while True:
        _fire_due()
        if _queue:
            _taken_ns = now_ns
            return _queue.popleft()
        while _timers and not (_timers[0][2].blocked and _timers[0][2].wait == _timers[0][3]):
            heappop(_timers)
        if not _timers:
            die_of_deadlock()
        if _timers[0][0] == FOREVER or (time_limit_ns and _timers[0][0] > time_limit_ns):
            die(120, "the budget of virtual time is used up")
        now_ns = _timers[0][0]


def _give_way():
    global current
    me = current
    chosen = _choose_next()
    if chosen is not me:
        current = chosen
        chosen.gate.release()
        try:
            me.gate.acquire()
        except KeyboardInterrupt:
            die(130, "")  # two threads must not run: this one does not hold the baton


def block(deadline_ns, what):
    """Waits until wake() or the deadline (None: for ever); True if woken."""
    global _order
    me = current
    if deadline_ns is not None:
        if deadline_ns <= now_ns:
            return False
        _order += 1
        heappush(_timers, (deadline_ns, _order, me, me.wait + 1))
    me.wait += 1
    me.blocked = True
    me.what = what
    _give_way()
    return me.woken


def others_ready():
    return bool(_queue)


def yield_():
    """Lets those in the queue go first."""
    if _queue:
        _join_queue(current)
        _give_way()


def sleep_until(deadline_ns, what):
    if deadline_ns <= now_ns:
        yield_()
    else:
        block(deadline_ns, what)


def wake(thread):
    if thread.blocked:
        thread.blocked = False
        thread.woken = True
        _join_queue(thread)


def _asks_at(thread):
    """When a waiter asks for the GIL: at the end of its first interval in which nobody took it."""
    begin = thread.since_ns
    if begin < _taken_ns:
        begin += -((begin - _taken_ns) // switch_ns) * switch_ns
    return begin + switch_ns


def charge(ns):
    """The running thread computes for so long. Those who wait for the GIL get it meanwhile."""
    global now_ns, computed_ns
    while ns > 0:
        until = after(ns)
        if _timers:
            until = min(until, max(_timers[0][0], now_ns))
        asked = min(map(_asks_at, _queue), default=FOREVER)
        until = min(until, max(asked, now_ns))
        if time_limit_ns and until > time_limit_ns:
            die(120, "the budget of virtual time is used up")
        ns -= until - now_ns
        computed_ns += until - now_ns
        current.computed_ns += until - now_ns
        now_ns = until
        _fire_due()
        if ns > 0 and asked <= now_ns:
            _join_queue(current)
            _give_way()


def start(function, args, kwargs):
    """_thread.start_new_thread: the new thread runs now."""
    global current, _last_ident, _taken_ns
    _last_ident += 1
    thread = Thread(_last_ident)
    threads[thread.ident] = thread
    starter = current
    if recorder is not None:
        recorder.thread_started(thread, function)
    starter.since_ns = _taken_ns = now_ns
    _queue.appendleft(starter)
    current = thread
    real_start_new_thread(_run, (thread, function, args, kwargs))
    starter.gate.acquire()
    return thread.ident


def _run(thread, function, args, kwargs):
    global current
    try:
        function(*args, **kwargs)
    except SystemExit:
        pass
    except BaseException:
        sys.excepthook(*sys.exc_info())
    if recorder is not None:
        recorder.thread_ended(thread)
    del function, args, kwargs
    if thread.sentinel is not None:
        thread.sentinel.release()
    del threads[thread.ident]
    current = _choose_next()
    current.gate.release()


def _sleep_what(thread):
    name = f"thread {thread.ident}"
    threading = sys.modules.get("threading")
    if threading is not None:
        known = threading._active.get(thread.ident)
        if known is not None:
            name = known.name
    return f"{name} waits for {thread.what}"


def die(code, message):
    """Ends the run here and now; no `finally` of the program runs."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:
            pass
    if message:
        try:
            sys.stderr.write(f"meanwhile: {message}\n")
            sys.stderr.flush()
        except Exception:
            pass
    if recorder is not None:
        recorder.finish(code)
    os._exit(code)


def die_of_deadlock():
    waits = [_sleep_what(thread) for thread in threads.values() if thread.blocked]
    tasks = []
    asyncio = sys.modules.get("asyncio.tasks")
    if asyncio is not None:
        for task in asyncio._all_tasks:
            if not task.done():
                tasks.append(f"{task.get_name()} ({task.get_coro().__qualname__})")
    text = "deadlock: nothing can ever run again"
    for line in waits + [f"task {name} is not done" for name in tasks[:20]]:
        text += f"\n  {line}"
    if recorder is not None:
        recorder.stuck()
    die(121, text)


# --- what the interpreter's own thread module is replaced by ---


def get_ident():
    return current.ident


class Lock:
    """_thread.lock. A release hands nothing over: the first waiter is woken and asks again."""

    __slots__ = ("_locked", "_waiters", "_owner", "what", "__weakref__")
    __module__ = "_thread"
    __qualname__ = __name__ = "lock"


    def __init__(self):
        self._locked = False
        self._waiters = None
        self._owner = None
        self.what = "a lock"

    def acquire(self, blocking=True, timeout=-1):
        if timeout != -1 and (type(timeout) not in (int, float) or not blocking or timeout < 0 or is_refused(timeout)):
            return real_allocate_lock().acquire(blocking, timeout)  # it raises
        if not self._locked:
            self._locked = True
            self._owner = current
            return True
        if not blocking:
            return False
        deadline = None if timeout == -1 else after(to_ns(timeout))
        return self._wait(deadline)

    def _wait(self, deadline):
        if self._waiters is None:
            self._waiters = deque()
        me = current
        note = None
        if recorder is not None:
            note = recorder.block_begins("lock", object=recorder.object_number(self))
        self._waiters.append(me)
        got = False
        while block(deadline, self.what):
            if not self._locked:
                self._locked = True
                self._owner = me
                got = True
                break
        self._waiters.remove(me)
        if not got and not self._locked and self._waiters:
            wake(self._waiters[0])  # it was released when we had just given up
        if note is not None:
            recorder.block_ends(note)
        return got

    def release(self):
        if not self._locked:
            raise RuntimeError("release unlocked lock")
        self._locked = False
        if self._waiters:
            if recorder is not None:
                recorder.released_by(self._waiters[0])
            wake(self._waiters[0])

    def locked(self):
        return self._locked

    def __enter__(self):
        self.acquire()
        return True

    def __exit__(self, *exc_info):
        self.release()

    acquire_lock = acquire
    release_lock = release
    locked_lock = locked

    def _at_fork_reinit(self):
        self._locked = False
        self._waiters = None

    def __repr__(self):
        state = "locked" if self._locked else "unlocked"
        return f"<{state} _thread.lock object at {id(self):#x}>"


class RLock:
    """_thread.RLock, over a Lock."""

    __slots__ = ("_block", "_owner", "_count", "__weakref__")
    __module__ = "_thread"

    def __init__(self):
        self._block = Lock()
        self._owner = 0
        self._count = 0

    def acquire(self, blocking=True, timeout=-1):
        if self._owner == current.ident:
            self._count += 1
            return True
        if not self._block.acquire(blocking, timeout):
            return False
        self._owner = current.ident
        self._count = 1
        return True

    __enter__ = acquire

    def release(self):
        if self._owner != current.ident:
            raise RuntimeError("cannot release un-acquired lock")
        self._count -= 1
        if not self._count:
            self._owner = 0
            self._block.release()

    def __exit__(self, *exc_info):
        self.release()

    def _acquire_restore(self, state):
        self._block.acquire()
        self._count, self._owner = state

    def _release_save(self):
        if self._count == 0:
            raise RuntimeError("cannot release un-acquired lock")
        state = (self._count, self._owner)
        self._count = 0
        self._owner = 0
        self._block.release()
        return state

    def _is_owned(self):
        return self._owner == current.ident

    def _at_fork_reinit(self):
        self._block._at_fork_reinit()
        self._owner = 0
        self._count = 0

    def __repr__(self):
        state = "locked" if self._count else "unlocked"
        return (
            f"<{state} _thread.RLock object owner={self._owner} count={self._count} "
            f"at {id(self):#x}>"
        )


def _set_sentinel():
    lock = Lock()
    lock.what = "a thread"
    current.sentinel = lock
    return lock


def start_new_thread(function, args, kwargs=None):
    return start(function, args, kwargs or {})


def install():
    """Puts the simulated threads in place of the real ones; before `threading` is imported."""
    for name in ("threading", "queue", "concurrent.futures", "logging", "asyncio"):
        if name in sys.modules:
            del sys.modules[name]
    _thread.allocate_lock = _thread.allocate = Lock
    _thread.LockType = Lock
    _thread.RLock = RLock
    _thread.start_new_thread = _thread.start_new = start_new_thread
    _thread.get_ident = get_ident
    _thread.get_native_id = get_ident
    _thread._set_sentinel = _set_sentinel
    del _thread._excepthook  # threading's own, which formats with `traceback`, takes its place
    sys.modules["_queue"] = None  # its SimpleQueue waits on real locks; queue has another
