"""Tells the recorder which threads there are, and what they wait for: sleeps, locks, queues, events,
conditions, semaphores, barriers, futures, one another. They wait as ever; a call that need not wait
is not recorded."""

import _thread
import functools
import sys
import time

from .program import Builtin
from .real_recorder import Started


def install(recorder):
    """The functions of C modules; menders() says what is to be done with the others."""
    start_new_thread, sleep = _thread.start_new_thread, time.sleep

    def watched_start(function, args, kwargs=None):
        started = Started()
        recorder.thread_started(started, function)
        owner = getattr(function, "__self__", None)
        if hasattr(owner, "_bootstrap"):
            owner._lane = started.lane
        return start_new_thread(run, (started.lane, function, args, kwargs or {}))

    def run(lane, function, args, kwargs):
        recorder.local.lane = lane
        try:
            function(*args, **kwargs)
        finally:
            recorder.event("thread_end", lane)

    def watched_sleep(seconds, /):
        try:
            until = recorder.now_ns() + round(seconds * 1e9)
        except (TypeError, ValueError, OverflowError):
            return sleep(seconds)  # it raises
        return recorder.blocked("sleep", sleep, seconds, until=until)

    _thread.start_new_thread = _thread.start_new = watched_start
    time.sleep = Builtin(watched_sleep, "sleep")
    if "threading" in sys.modules:
        sys.modules["threading"]._start_new_thread = watched_start


def menders(recorder):
    def watch(klass, name, reason, returns_at_once, of=None):
        """Records calls of a method, but for those that return at once, as far as that is known."""
        original = getattr(klass, name)

        @functools.wraps(original)
        def watched(self, *args, **kwargs):
            if recorder.local.is_waiting or returns_at_once(self, *args, **kwargs):
                return original(self, *args, **kwargs)
            call = functools.partial(original, self, *args, **kwargs)
            return recorder.blocked(reason, call, of=None if of is None else of(self))

        setattr(klass, name, watched)
        if vars(klass).get("__enter__") is original:
            klass.__enter__ = watched

    def mend_threading(threading):
        watch_notify(threading.Condition)
        watch(threading.Condition, "wait", "condition", lambda self, timeout=None: timeout == 0)
        watch(threading.Event, "wait", "event",
              lambda self, timeout=None: timeout == 0 or self._flag)
        watch(threading.Semaphore, "acquire", "semaphore",
              lambda self, blocking=True, timeout=None:
              not blocking or timeout == 0 or self._value > 0)
        watch(threading.Barrier, "wait", "barrier", lambda self, *_: False)
        watch_start(threading.Thread)
        watch_join(threading.Thread)
        watch_shutdown(threading)
        threading.Lock = locks_of(threading.Lock, Lock)
        threading.RLock = locks_of(threading.RLock, Lock)

    def watch_notify(condition):
        """Who ends a wait is known when it notifies; everything else here waits for a condition."""
        wait, notify = condition.wait, condition.notify

        def noted_wait(self, timeout=None):
            done = wait(self, timeout)
            recorder.local.by = vars(self).pop("_lane", None)
            return done

        def noted_notify(self, n=1):
            if self._waiters:
                self._lane = recorder.lane()
            notify(self, n)

        condition.wait, condition.notify = noted_wait, noted_notify

    def watch_start(thread):
        """That it waits until the new thread is there is no wait of the program's."""
        start = thread.start

        def watched_start(self):
            here = recorder.local
            was_waiting, here.is_waiting = here.is_waiting, True
            try:
                start(self)
            finally:
                here.is_waiting = was_waiting

        thread.start = watched_start

    def watch_join(thread):
        join = thread.join

        def watched_join(self, timeout=None):
            if not self.is_alive():
                return join(self, timeout)
            return recorder.blocked("thread", joined, self, timeout, of=lane_of(self))

        def joined(self, timeout):
            join(self, timeout)
            if not self.is_alive():
                recorder.local.by = lane_of(self)

        thread.join = watched_join

    def lane_of(thread):
        return getattr(thread, "_lane", None)

    def watch_shutdown(threading):
        """At its end the main thread waits for the others."""
        shutdown = threading._shutdown

        def watched_shutdown():
            main = threading.current_thread()
            if any(thread is not main and not thread.daemon for thread in threading.enumerate()):
                recorder.blocked("thread", shutdown)
            else:
                shutdown()

        threading._shutdown = watched_shutdown

    class Lock:
        """A lock, of either kind, that the program itself made."""

        def __init__(self, lock):
            self._lock = lock
            self._lane = None  # who released it last

        def acquire(self, blocking=True, timeout=-1):
            if self._lock.acquire(False):
                return True
            if not blocking:
                return False
            return recorder.blocked("lock", self._acquire, timeout)

        def _acquire(self, timeout):
            got = self._lock.acquire(True, timeout)
            recorder.local.by = self._lane if got else None
            return got

        def release(self):
            self._lane = recorder.lane()
            self._lock.release()

        def __enter__(self):
            return self.acquire()

        def __exit__(self, *exc_info):
            self.release()

        def __repr__(self):
            return repr(self._lock)

        def __reduce_ex__(self, protocol):
            return self._lock.__reduce_ex__(protocol)  # it raises

        def __getattr__(self, name):
            return getattr(self._lock, name)

    def locks_of(make, klass):
        def Lock():
            lock = make()
            own = recorder.is_own(sys._getframe(1).f_code.co_filename)
            return klass(lock) if own else lock

        return Lock

    def mend_queue(queue):
        watch(queue.Queue, "get", "queue_get",
              lambda self, block=True, timeout=None: not block or self._qsize())
        watch(queue.Queue, "put", "queue_put",
              lambda self, item, block=True, timeout=None:
              not block or self.maxsize <= 0 or self._qsize() < self.maxsize)
        watch(queue.Queue, "join", "queue_join", lambda self: not self.unfinished_tasks)

        class SimpleQueue(queue.SimpleQueue):
            __module__ = "_queue"

        watch(SimpleQueue, "get", "queue_get",
              lambda self, block=True, timeout=None: not block or not self.empty())
        queue.SimpleQueue = SimpleQueue

    def mend_futures(base):
        for name in ("result", "exception"):
            watch(base.Future, name, "future", lambda self, *_, **__: self.done())

    return {
        "threading": mend_threading,
        "queue": mend_queue,
        "concurrent.futures._base": mend_futures,
    }
