"""concurrent.futures: pools of threads and of processes.

A worker takes items from the pool's queue; a submit that finds no idle worker starts one, up to
max_workers, and since a started thread runs until it first blocks, the item's first stretch runs
inside submit(). Futures are notified in the order CPython notifies; where CPython iterates a set of
them, ours is the order of creation."""

import _pickling
import _process
import _process_names
import functools
import itertools
import os
import queue
import threading
import time
from _thread import _in_any_order
from collections import deque, namedtuple

FIRST_COMPLETED = "FIRST_COMPLETED"
FIRST_EXCEPTION = "FIRST_EXCEPTION"
ALL_COMPLETED = "ALL_COMPLETED"

_PENDING = "PENDING"
_RUNNING = "RUNNING"
_CANCELLED = "CANCELLED"
_NOTIFIED = "CANCELLED_AND_NOTIFIED"
_FINISHED = "FINISHED"

_futures_made = 0


class Error(Exception):
    pass


class CancelledError(Error):
    pass


TimeoutError = TimeoutError


class InvalidStateError(Error):
    pass


class BrokenExecutor(RuntimeError):
    pass


class BrokenThreadPool(BrokenExecutor):
    pass


for _kind in (Error, CancelledError, InvalidStateError, BrokenExecutor):
    _kind.__module__ = "concurrent.futures._base"
BrokenThreadPool.__module__ = "concurrent.futures.thread"


def _log(message, *args):
    import logging

    logging.getLogger("concurrent.futures").critical(message, *args, exc_info=True)


class Future:
    def __init__(self):
        global _futures_made
        _futures_made += 1
        self._number = _futures_made
        self._condition = threading.Condition()
        self._condition._what = "a Future"
        self._state = _PENDING
        self._result = None
        self._exception = None
        self._waiters = []
        self._done_callbacks = []

    def __repr__(self):
        kind = type(self).__name__
        state = {_PENDING: "pending", _RUNNING: "running", _FINISHED: "finished"}.get(
            self._state, "cancelled")
        if self._state == _FINISHED:
            if self._exception is not None:
                state += f" raised {type(self._exception).__name__}"
            else:
                state += f" returned {type(self._result).__name__}"
        return f"<{kind} at {id(self):#x} state={state}>"

    def _invoke_callbacks(self):
        for callback in self._done_callbacks:
            try:
                callback(self)
            except Exception:
                _log("exception calling callback for %r", self)

    def cancel(self):
        with self._condition:
            if self._state in (_RUNNING, _FINISHED):
                return False
            if self._state in (_CANCELLED, _NOTIFIED):
                return True
            self._state = _CANCELLED
            self._condition.notify_all()
        self._invoke_callbacks()
        return True

    def cancelled(self):
        return self._state in (_CANCELLED, _NOTIFIED)

    def running(self):
        return self._state == _RUNNING

    def done(self):
        return self._state in (_CANCELLED, _NOTIFIED, _FINISHED)

    def add_done_callback(self, fn):
        with self._condition:
            if not self.done():
                self._done_callbacks.append(fn)
                return
        try:
            fn(self)
        except Exception:
            _log("exception calling callback for %r", self)

    def _wait(self, timeout):
        """Returns when the future is done; raises CancelledError or TimeoutError."""
        with self._condition:
            if not self.done():
                self._condition.wait(timeout)
            if self.cancelled():
                raise CancelledError()
            if self._state != _FINISHED:
                raise TimeoutError()

    def result(self, timeout=None):
        self._wait(timeout)
        if self._exception is not None:
            raise self._exception
        return self._result

    def exception(self, timeout=None):
        self._wait(timeout)
        return self._exception

    def set_running_or_notify_cancel(self):
        with self._condition:
            if self._state == _CANCELLED:
                self._state = _NOTIFIED
                for waiter in self._waiters:
                    waiter.add(self, False)
                return False
            if self._state == _PENDING:
                self._state = _RUNNING
                return True
            raise RuntimeError("Future in unexpected state")

    def _finish(self, result, exception):
        with self._condition:
            if self.done():
                raise InvalidStateError(f"{self._state}: {self!r}")
            self._result = result
            self._exception = exception
            self._state = _FINISHED
            for waiter in self._waiters:
                waiter.add(self, exception is not None)
            self._condition.notify_all()
        self._invoke_callbacks()

    def set_result(self, result):
        self._finish(result, None)

    def set_exception(self, exception):
        self._finish(None, exception)


Future.__module__ = "concurrent.futures._base"


class _Waiter:
    """Stands in the list of each future that somebody waits for, and sets its event when enough of
    them are done: after `left` more, or at the first one that failed."""

    def __init__(self, left, stop_on_exception=False):
        self.event = threading.Event()
        self.event._cond._what = "a Future"
        self.lock = threading.Lock()
        self.finished = []
        self.left = left
        self.stop_on_exception = stop_on_exception

    def add(self, future, failed):
        with self.lock:
            self.finished.append(future)
            self.left -= 1
            if self.left <= 0 or failed and self.stop_on_exception:
                self.event.set()


def _in_order(futures):
    """The futures without duplicates, in the order of their creation."""
    return sorted(set(futures), key=_number_of)


def _number_of(future):
    return future._number


class _Futures(set):
    """What wait() returns: a set that iterates in the order of creation, or as the schedule chooses."""

    def __init__(self, futures):
        super().__init__(futures)
        self._order, self._is_decided = futures, False

    def __iter__(self):
        if not self._is_decided:
            self._order, self._is_decided = _in_any_order(self._order), True
        return iter([future for future in self._order if future in self])

    def pop(self):
        for future in self:
            self.remove(future)
            return future
        raise KeyError("pop from an empty set")


_Futures.__name__ = _Futures.__qualname__ = "set"
_Futures.__module__ = "builtins"


def _acquire_all(futures):
    for future in futures:
        future._condition.acquire()


def _release_all(futures):
    for future in futures:
        future._condition.release()


def _is_notified(future):
    return future._state in (_NOTIFIED, _FINISHED)


def _forget(waiter, futures):
    for future in futures:
        with future._condition:
            future._waiters.remove(waiter)


def as_completed(fs, timeout=None):
    if timeout is not None:
        until = timeout + time.monotonic()
    fs = _in_order(fs)
    total = len(fs)
    _acquire_all(fs)
    finished = _in_any_order([future for future in fs if _is_notified(future)])
    pending = [future for future in fs if not _is_notified(future)]
    waiter = _Waiter(1)
    for future in fs:
        future._waiters.append(waiter)
    _release_all(fs)
    left = list(fs)
    try:
        while True:
            while finished:
                future = finished.pop(0)
                left.remove(future)
                if future in pending:
                    pending.remove(future)
                with future._condition:
                    future._waiters.remove(waiter)
                yield future
            if not pending:
                return
            wait_timeout = None
            if timeout is not None:
                wait_timeout = until - time.monotonic()
                if wait_timeout < 5e-10:  # CPython asks < 0: its clock moves on while it asks
                    raise TimeoutError(f"{len(pending)} (of {total}) futures unfinished")
            waiter.event.wait(wait_timeout)
            with waiter.lock:
                finished = waiter.finished
                waiter.finished = []
                waiter.event.clear()
    finally:
        _forget(waiter, left)


DoneAndNotDoneFutures = namedtuple("DoneAndNotDoneFutures", "done not_done")


def wait(fs, timeout=None, return_when=ALL_COMPLETED):
    fs = _in_order(fs)
    _acquire_all(fs)
    try:
        done = [future for future in fs if _is_notified(future)]
        failed = [future for future in done
                  if not future.cancelled() and future._exception is not None]
        if (return_when == FIRST_COMPLETED and done or return_when == FIRST_EXCEPTION and failed
                or len(done) == len(fs)):
            return DoneAndNotDoneFutures(
                _Futures(done), _Futures([future for future in fs if not _is_notified(future)]))
        if return_when == FIRST_COMPLETED:
            waiter = _Waiter(1)
        elif return_when == FIRST_EXCEPTION:
            waiter = _Waiter(len(fs) - len(done), True)
        elif return_when == ALL_COMPLETED:
            waiter = _Waiter(len(fs) - len(done))
        else:
            raise ValueError(f"Invalid return condition: {return_when!r}")
        for future in fs:
            future._waiters.append(waiter)
    finally:
        _release_all(fs)
    waiter.event.wait(timeout)
    _forget(waiter, fs)
    done = [future for future in fs if future in done or future in waiter.finished]
    return DoneAndNotDoneFutures(_Futures(done),
                                 _Futures([future for future in fs if future not in done]))


class Executor:
    def submit(self, fn, /, *args, **kwargs):
        raise NotImplementedError()

    def map(self, fn, *iterables, timeout=None, chunksize=1):
        until = None if timeout is None else timeout + time.monotonic()
        futures = [self.submit(fn, *args) for args in zip(*iterables)]
        return _results(futures, until)

    def shutdown(self, wait=True, *, cancel_futures=False):
        pass

    def __enter__(self):
        return self

    def __exit__(self, kind, value, traceback):
        self.shutdown(wait=True)
        return False


def _results(futures, until):
    try:
        while futures:
            future = futures.pop(0)
            try:
                yield future.result(None if until is None else until - time.monotonic())
            finally:
                future.cancel()
    finally:
        for future in futures:
            future.cancel()


class _Item:
    def __init__(self, future, fn, args, kwargs):
        self.future = future
        self.fn = fn
        self.args = args
        self.kwargs = kwargs

    def run(self):
        if not self.future.set_running_or_notify_cancel():
            return
        try:
            result = self.fn(*self.args, **self.kwargs)
        except BaseException as error:
            self.future.set_exception(error)
        else:
            self.future.set_result(result)


_pools = []
_shutdown = False
_global_lock = threading.Lock()
_names_made = 0


def _at_exit():
    """When the program has ended: the workers end when they have done what was submitted."""
    global _shutdown
    with _global_lock:
        _shutdown = True
    for pool in _pools:
        for thread in pool._threads:
            pool._work_queue.put(None)
    for pool in _pools:
        for thread in pool._threads:
            thread.join()


threading._register_atexit(_at_exit)


def _worker(pool):
    if pool._initializer is not None:
        try:
            pool._initializer(*pool._initargs)
        except BaseException:
            _log("Exception in initializer:")
            pool._initializer_failed()
            return
    work_queue = pool._work_queue
    while True:
        item = work_queue.get()
        if item is not None:
            item.run()
            del item
            pool._idle_semaphore.release()
        elif _shutdown or pool._shutdown:
            pool._shutdown = True
            work_queue.put(None)
            return


class ThreadPoolExecutor(Executor):
    def __init__(self, max_workers=None, thread_name_prefix="", initializer=None, initargs=()):
        global _names_made
        if max_workers is None:
            max_workers = min(32, (os.cpu_count() or 1) + 4)
        if max_workers <= 0:
            raise ValueError("max_workers must be greater than 0")
        if initializer is not None and not callable(initializer):
            raise TypeError("initializer must be a callable")
        self._max_workers = max_workers
        self._work_queue = queue.SimpleQueue()
        self._idle_semaphore = threading.Semaphore(0)
        self._threads = []
        self._broken = False
        self._shutdown = False
        self._shutdown_lock = threading.Lock()
        if not thread_name_prefix:
            thread_name_prefix = f"ThreadPoolExecutor-{_names_made}"
            _names_made += 1
        self._thread_name_prefix = thread_name_prefix
        self._initializer = initializer
        self._initargs = initargs

    def submit(self, fn, /, *args, **kwargs):
        with self._shutdown_lock, _global_lock:
            if self._broken:
                raise BrokenThreadPool(self._broken)
            if self._shutdown:
                raise RuntimeError("cannot schedule new futures after shutdown")
            if _shutdown:
                raise RuntimeError("cannot schedule new futures after interpreter shutdown")
            future = Future()
            self._work_queue.put(_Item(future, fn, args, kwargs))
            if not self._idle_semaphore.acquire(timeout=0):
                self._start_worker()
            return future

    def _start_worker(self):
        count = len(self._threads)
        if count < self._max_workers:
            if count == 0:
                _pools.append(self)
            thread = threading.Thread(name=f"{self._thread_name_prefix}_{count}", target=_worker,
                                      args=(self,))
            thread.start()
            self._threads.append(thread)

    def _drain(self):
        while True:
            try:
                item = self._work_queue.get_nowait()
            except queue.Empty:
                return
            if item is not None:
                yield item.future

    def _initializer_failed(self):
        with self._shutdown_lock:
            self._broken = "A thread initializer failed, the thread pool is not usable anymore"
            for future in self._drain():
                future.set_exception(BrokenThreadPool(self._broken))

    def shutdown(self, wait=True, *, cancel_futures=False):
        with self._shutdown_lock:
            self._shutdown = True
            if cancel_futures:
                for future in self._drain():
                    future.cancel()
            self._work_queue.put(None)
        if wait:
            for thread in self._threads:
                thread.join()
            if self in _pools:
                _pools.remove(self)


ThreadPoolExecutor.__module__ = "concurrent.futures.thread"


class BrokenProcessPool(BrokenExecutor):
    pass


BrokenProcessPool.__module__ = "concurrent.futures.process"

# --- pools of processes: what CPython's do, with pipes that cannot break ---

_managers = []
_processes_made = 0


class _RemoteTraceback(Exception):
    def __init__(self, tb):
        self.tb = tb

    def __str__(self):
        return self.tb


_RemoteTraceback.__module__ = "concurrent.futures.process"


def _format_remote(error):
    import traceback

    return '\n"""\n' + "".join(traceback.format_exception(error)) + '"""'


def _packed(error):
    """An exception as it travels: without its traceback, which becomes text."""
    text = _format_remote(error)
    error.__traceback__ = None
    return (_pickling.dumps(error), text)


def _unpacked(pair):
    error = _pickling.loads(pair[0])
    error.__cause__ = _RemoteTraceback(pair[1])
    return error


def _send_result(results, number, result=None, error=None):
    """Results go as (number, result, error), taken apart."""
    try:
        results.put((number, _pickling.dumps(result), error and _packed(error)))
    except BaseException as failure:
        results.put((number, None, _packed(failure)))


def _process_worker(calls, results, initializer, initargs):
    """Runs as a worker process, in a memory of its own but for the two queues."""
    threading._after_fork()
    try:
        if initializer is not None:
            try:
                initializer(*initargs)
            except BaseException:
                _log("Exception in initializer:")
                results.put((None, None, None))
                return
        while True:
            call = calls.get()
            if call is None:
                return
            number, tree = call
            try:
                fn, args, kwargs = _pickling.loads(tree)
                result = fn(*args, **kwargs)
            except BaseException as error:
                _send_result(results, number, error=error)
            else:
                _send_result(results, number, result)
                del result
    finally:
        threading._join_all()


def _process_chunk(fn, chunk):
    return [fn(*args) for args in chunk]


def _chunks(iterables, size):
    items = zip(*iterables)
    while True:
        chunk = tuple(itertools.islice(items, size))
        if not chunk:
            return
        yield chunk


def _chain_lists(lists):
    for items in lists:
        items.reverse()
        while items:
            yield items.pop()


class _Manager(threading.Thread):
    """The thread that hands calls to the workers and their results to the futures."""

    def __init__(self, pool):
        self.pool = pool
        super().__init__()

    def run(self):
        while True:
            self.hand_out()
            item = self.pool._results.get()
            if item is not None:
                if item[0] is None:
                    self.fail_all(None)
                    return
                if not self.take_result(item):
                    return
            if _shutdown or self.pool._shutdown_thread:
                self.cancel_pending()
                if not self.pool._pending:
                    self.stop_workers()
                    return

    def hand_out(self):
        """As many calls as there are workers, and one more: those can no longer be cancelled."""
        pool = self.pool
        while pool._calls.qsize() <= pool._max_workers and pool._numbers:
            number = pool._numbers.popleft()
            item = pool._pending.get(number)
            if item is None:
                continue
            if not item.future.set_running_or_notify_cancel():
                del pool._pending[number]
                continue
            try:
                tree = _pickling.dumps((item.fn, item.args, item.kwargs))
            except BaseException as error:
                del pool._pending[number]
                error.__cause__ = _RemoteTraceback(_format_remote(error))
                item.future.set_exception(error)
            else:
                pool._calls.put((number, tree))

    def take_result(self, item):
        number, result, error = item
        try:
            if error is None:
                result = _pickling.loads(result)
            else:
                error = _unpacked(error)
        except BaseException as failure:
            self.fail_all(failure)
            return False
        waiting = self.pool._pending.pop(number, None)
        if waiting is not None:
            if error is not None:
                waiting.future.set_exception(error)
            else:
                waiting.future.set_result(result)
        return True

    def cancel_pending(self):
        pool = self.pool
        pool._shutdown_thread = True
        if pool._cancel_pending_futures:
            left = {}
            for number, item in pool._pending.items():
                if not item.future.cancel():
                    left[number] = item
            pool._pending = left
            pool._numbers.clear()
            pool._cancel_pending_futures = False

    def fail_all(self, cause):
        pool = self.pool
        pool._broken = ("A child process terminated abruptly, the process pool is not usable "
                        "anymore")
        pool._shutdown_thread = True
        error = BrokenProcessPool("A process in the process pool was terminated abruptly while the "
                                  "future was running or pending.")
        if cause is not None:
            import traceback

            text = "".join(traceback.format_exception(cause))
            error.__cause__ = _RemoteTraceback(f"\n'''\n{text}'''")
        for item in pool._pending.values():
            item.future.set_exception(error)
        pool._pending.clear()
        while pool._calls.qsize():
            pool._calls.get()
        self.stop_workers()

    def stop_workers(self):
        for _ in range(self.pool._max_workers):
            self.pool._calls.put(None)
        for ended in self.pool._workers:
            ended.acquire()


class ProcessPoolExecutor(Executor):
    def __init__(self, max_workers=None, mp_context=None, initializer=None, initargs=(), *,
                 max_tasks_per_child=None):
        import _report

        if max_workers is None:
            max_workers = os.cpu_count() or 1
        elif max_workers <= 0:
            raise ValueError("max_workers must be greater than 0")
        if mp_context is not None or max_tasks_per_child is not None:
            _report.refuse("a pool of processes that are not forked",
                           "leave out mp_context and max_tasks_per_child")
        if initializer is not None and not callable(initializer):
            raise TypeError("initializer must be a callable")
        self._max_workers = max_workers
        self._initializer = initializer
        self._initargs = initargs
        self._manager = None
        self._workers = []  # a lock for each, which it holds while it lives
        self._shutdown_thread = False
        self._shutdown_lock = threading.Lock()
        self._broken = False
        self._numbers_given = 0
        self._numbers = deque()  # of the calls that were not handed out yet
        self._pending = {}
        self._cancel_pending_futures = False
        self._calls = queue.SimpleQueue()
        self._results = queue.SimpleQueue()

    def _start(self):
        """All workers, before the thread that manages them: a fork copies one thread only."""
        global _processes_made
        for _ in range(self._max_workers):
            _processes_made += 1
            name = f"ForkProcess-{_processes_made}"
            ended = threading._new_lock(f"{name} to end")
            ended.acquire()
            self._workers.append(ended)
            _process.start(_run_worker, (ended, self._calls, self._results, name, os.getpid()),
                           (self._initializer, self._initargs), name)
        self._manager = _Manager(self)
        self._manager.start()
        _managers.append(self._manager)

    def submit(self, fn, /, *args, **kwargs):
        with self._shutdown_lock:
            if self._broken:
                raise BrokenProcessPool(self._broken)
            if self._shutdown_thread:
                raise RuntimeError("cannot schedule new futures after shutdown")
            if _shutdown:
                raise RuntimeError("cannot schedule new futures after interpreter shutdown")
            future = Future()
            self._pending[self._numbers_given] = _Item(future, fn, args, kwargs)
            self._numbers.append(self._numbers_given)
            self._numbers_given += 1
            self._results.put(None)  # wakes the manager
            if self._manager is None:
                self._start()
            return future

    def map(self, fn, *iterables, timeout=None, chunksize=1):
        if chunksize < 1:
            raise ValueError("chunksize must be >= 1.")
        results = super().map(functools.partial(_process_chunk, fn), _chunks(iterables, chunksize),
                              timeout=timeout)
        return _chain_lists(results)

    def shutdown(self, wait=True, *, cancel_futures=False):
        with self._shutdown_lock:
            self._cancel_pending_futures = cancel_futures
            self._shutdown_thread = True
            self._results.put(None)
        if self._manager is not None and wait:
            self._manager.join()


ProcessPoolExecutor.__module__ = "concurrent.futures.process"


def _run_worker(ended, calls, results, name, parent, initializer, initargs):
    _process_names.name, _process_names.parent = name, parent
    try:
        _process_worker(calls, results, initializer, initargs)
    finally:
        ended.release()


def _end_processes():
    global _shutdown
    _shutdown = True
    for manager in _managers:
        manager.pool._results.put(None)
    for manager in _managers:
        manager.join()


threading._register_atexit(_end_processes)
