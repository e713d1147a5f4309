"""asyncio, in the subset that meanwhile runs. What is hot (tasks, futures, sleep, gather, locks,
queues, the loop itself) is native and stands in _asyncio; this file adds what is built from it. Each
coroutine here suspends as often, and gives callbacks to the loop in the same order, as CPython 3.11.2."""

import _asyncio
import _report
import _tools
import asyncio.exceptions as exceptions
from _asyncio import (
    AbstractEventLoop, BoundedSemaphore, BrokenBarrierError, CancelledError, Event, Future, Handle,
    InvalidStateError, LifoQueue, Lock, PriorityQueue, Queue, QueueEmpty, QueueFull, Semaphore, Task,
    TimerHandle, _get_running_loop, all_tasks, create_task, current_task, ensure_future, gather,
    get_event_loop, get_running_loop, iscoroutine, isfuture, new_event_loop, set_event_loop, sleep)
from _functools import partial as _partial

TimeoutError = TimeoutError

ALL_COMPLETED = 'ALL_COMPLETED'
FIRST_COMPLETED = 'FIRST_COMPLETED'
FIRST_EXCEPTION = 'FIRST_EXCEPTION'


def iscoroutinefunction(func):
    while isinstance(func, _partial):
        func = func.func
    return _asyncio._iscoroutinefunction(func)


# ---- waiting for several ----

def _finish_quietly(future, *_ignored):
    if not future.done():
        future.set_result(None)


class _Finisher:
    """functools.partial(_finish_quietly, future), and what it looks like in a repr."""

    def __init__(self, future):
        self.future = future

    def __call__(self, done):
        _finish_quietly(self.future)

    def _describe(self):
        return ('_release_waiter(' + _short(self.future) +
                ')() at /usr/lib/python3.11/asyncio/tasks.py:421')


async def wait(fs, *, timeout=None, return_when=ALL_COMPLETED):
    if isfuture(fs) or iscoroutine(fs):
        raise TypeError(f"expect a list of futures, not {type(fs).__name__}")
    if not fs:
        raise ValueError('Set of Tasks/Futures is empty.')
    if return_when not in (FIRST_COMPLETED, FIRST_EXCEPTION, ALL_COMPLETED):
        raise ValueError(f'Invalid return_when value: {return_when}')
    futures = _distinct(fs)
    for future in futures:
        if iscoroutine(future):
            raise TypeError("Passing coroutines is forbidden, use tasks explicitly.")
    loop = get_running_loop()
    return await _wait(futures, timeout, return_when, loop)


async def _wait(futures, timeout, return_when, loop):
    waiter = _asyncio._create_future(loop, 'wait')
    timer = None
    if timeout is not None:
        timer = loop.call_later(timeout, _finish_quietly, waiter)
    missing = len(futures)

    def _on_completion(future):
        nonlocal missing
        missing -= 1
        if (missing <= 0 or return_when == FIRST_COMPLETED or
                (return_when == FIRST_EXCEPTION and not future.cancelled() and
                 future.exception() is not None)):
            if timer is not None:
                timer.cancel()
            _finish_quietly(waiter)

    for future in futures:
        future.add_done_callback(_on_completion)
    try:
        await waiter
    finally:
        if timer is not None:
            timer.cancel()
        for future in futures:
            future.remove_done_callback(_on_completion)
    done = _asyncio._task_set([future for future in futures if future.done()])
    pending = _asyncio._task_set([future for future in futures if not future.done()])
    return done, pending


def _distinct(awaitables):
    """The different ones among them: futures and tasks in creation order, then the rest as given."""
    return _asyncio._in_creation_order(list(dict.fromkeys(_asyncio._members(awaitables))))


async def wait_for(fut, timeout):
    loop = get_running_loop()
    if timeout is None:
        return await fut
    if timeout <= 0:
        fut = ensure_future(fut, loop=loop)
        if fut.done():
            return fut.result()
        await _cancel_and_wait(fut, loop)
        return _result_or_timeout(fut)

    waiter = _asyncio._create_future(loop, 'timeout')
    timer = loop.call_later(timeout, _finish_quietly, waiter)
    finisher = _Finisher(waiter)
    fut = ensure_future(fut, loop=loop)
    fut.add_done_callback(finisher)
    try:
        try:
            await waiter
        except CancelledError:
            if fut.done():
                return fut.result()
            fut.remove_done_callback(finisher)
            await _cancel_and_wait(fut, loop)
            raise
        if fut.done():
            return fut.result()
        fut.remove_done_callback(finisher)
        await _cancel_and_wait(fut, loop)
        return _result_or_timeout(fut)
    finally:
        timer.cancel()


def _result_or_timeout(fut):
    try:
        return fut.result()
    except CancelledError as error:
        raise TimeoutError() from error


async def _cancel_and_wait(fut, loop):
    waiter = _asyncio._create_future(loop, 'task')
    finisher = _Finisher(waiter)
    fut.add_done_callback(finisher)
    try:
        fut.cancel()
        await waiter
    finally:
        fut.remove_done_callback(finisher)


def as_completed(fs, *, timeout=None):
    if isfuture(fs) or iscoroutine(fs):
        raise TypeError(f"expect an iterable of futures, not {type(fs).__name__}")
    done = Queue()
    loop = get_event_loop()
    waiting = {ensure_future(f, loop=loop): None for f in _asyncio._in_any_order(_distinct(fs))}
    timer = None

    def _on_timeout():
        for future in waiting:
            future.remove_done_callback(_on_completion)
            done.put_nowait(None)
        waiting.clear()

    def _on_completion(future):
        if not waiting:
            return
        del waiting[future]
        done.put_nowait(future)
        if not waiting and timer is not None:
            timer.cancel()

    async def _wait_for_one():
        future = await done.get()
        if future is None:
            raise TimeoutError
        return future.result()

    for future in waiting:
        future.add_done_callback(_on_completion)
    if waiting and timeout is not None:
        timer = loop.call_later(timeout, _on_timeout)
    for _ in range(len(waiting)):
        yield _wait_for_one()


def shield(arg):
    inner = ensure_future(arg)
    if inner.done():
        return inner
    outer = _asyncio._create_future(inner.get_loop(), 'task')

    def _inner_done_callback(inner):
        if outer.cancelled():
            if not inner.cancelled():
                inner.exception()  # somebody has looked
            return
        if inner.cancelled():
            outer.cancel()
            return
        error = inner.exception()
        if error is not None:
            outer.set_exception(error)
        else:
            outer.set_result(inner.result())

    def _outer_done_callback(outer):
        if not inner.done():
            inner.remove_done_callback(_inner_done_callback)

    inner.add_done_callback(_inner_done_callback)
    outer.add_done_callback(_outer_done_callback)
    return outer


async def _wrap_awaitable(awaitable):
    return await awaitable


# ---- timeouts and task groups ----

class Timeout:
    def __init__(self, when):
        self._state = 'created'
        self._timer = None
        self._task = None
        self._when = when

    def when(self):
        return self._when

    def reschedule(self, when):
        assert self._state != 'created'
        if self._state != 'active':
            raise RuntimeError(f"Cannot change state of {self._state} Timeout")
        self._when = when
        if self._timer is not None:
            self._timer.cancel()
        if when is None:
            self._timer = None
        else:
            loop = get_running_loop()
            if when <= loop.time():
                self._timer = loop.call_soon(self._on_timeout)
            else:
                self._timer = loop.call_at(when, self._on_timeout)

    def expired(self):
        return self._state in ('expiring', 'expired')

    def __repr__(self):
        info = ''
        if self._state == 'active':
            when = round(self._when, 3) if self._when is not None else None
            info = f' when={when}'
        return f'<Timeout [{self._state}]{info}>'

    async def __aenter__(self):
        self._state = 'active'
        self._task = current_task()
        if self._task is None:
            raise RuntimeError("Timeout should be used inside a task")
        self.reschedule(self._when)
        return self

    async def __aexit__(self, exc_type, exc_val, exc_tb):
        assert self._state in ('active', 'expiring')
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._state == 'expiring':
            self._state = 'expired'
            if self._task.uncancel() == 0 and exc_type is CancelledError:
                raise TimeoutError
        else:
            self._state = 'finished'
        return None

    def _on_timeout(self):
        assert self._state == 'active'
        self._task.cancel()
        self._state = 'expiring'
        self._timer = None


def timeout(delay):
    loop = get_running_loop()
    return Timeout(loop.time() + delay if delay is not None else None)


def timeout_at(when):
    return Timeout(when)


class TaskGroup:
    def __init__(self):
        self._entered = False
        self._exiting = False
        self._aborting = False
        self._loop = None
        self._parent_task = None
        self._parent_cancel_requested = False
        self._tasks = {}
        self._errors = []
        self._base_error = None
        self._all_done = None

    def __repr__(self):
        info = ''
        if self._tasks:
            info += f' tasks={len(self._tasks)}'
        if self._errors:
            info += f' errors={len(self._errors)}'
        if self._aborting:
            info += ' cancelling'
        elif self._entered:
            info += ' entered'
        return f'<TaskGroup{info}>'

    async def __aenter__(self):
        if self._entered:
            raise RuntimeError(f"TaskGroup {self!r} has been already entered")
        self._entered = True
        if self._loop is None:
            self._loop = get_running_loop()
        self._parent_task = current_task(self._loop)
        if self._parent_task is None:
            raise RuntimeError(f'TaskGroup {self!r} cannot determine the parent task')
        return self

    async def __aexit__(self, exc_type, exc, exc_tb):
        self._exiting = True
        if exc is not None and self._base_error is None and _leaves_the_loop(exc):
            self._base_error = exc
        cancellation = exc if exc_type is CancelledError else None
        if self._parent_cancel_requested:
            if self._parent_task.uncancel() == 0:
                cancellation = None
        if exc_type is not None and not self._aborting:
            self._abort()

        # The parent may be cancelled several times while it waits here.
        while self._tasks:
            if self._all_done is None:
                self._all_done = _asyncio._create_future(self._loop, 'group')
            try:
                await self._all_done
            except CancelledError as error:
                if not self._aborting:
                    cancellation = error
                    self._abort()
            self._all_done = None

        if self._base_error is not None:
            raise self._base_error
        if cancellation and not self._errors:
            raise cancellation
        if exc_type is not None and exc_type is not CancelledError:
            self._errors.append(exc)
        if self._errors:
            try:
                raise BaseExceptionGroup('unhandled errors in a TaskGroup', self._errors) from None
            finally:
                self._errors = None

    def create_task(self, coro, *, name=None, context=None):
        if not self._entered:
            raise RuntimeError(f"TaskGroup {self!r} has not been entered")
        if self._exiting and not self._tasks:
            raise RuntimeError(f"TaskGroup {self!r} is finished")
        if self._aborting:
            raise RuntimeError(f"TaskGroup {self!r} is shutting down")
        task = self._loop.create_task(coro, context=context)
        if name is not None:
            task.set_name(name)
        task.add_done_callback(self._on_task_done)
        self._tasks[task] = None
        return task

    def _abort(self):
        self._aborting = True
        for task in _asyncio._in_any_order(self._tasks):
            if not task.done():
                task.cancel()

    def _on_task_done(self, task):
        self._tasks.pop(task, None)
        if self._all_done is not None and not self._tasks:
            _finish_with_true(self._all_done)
        if task.cancelled():
            return
        error = task.exception()
        if error is None:
            return
        self._errors.append(error)
        if self._base_error is None and _leaves_the_loop(error):
            self._base_error = error
        if self._parent_task.done():
            self._loop.call_exception_handler({
                'message': f'Task {task!r} has errored out but its parent '
                           f'task {self._parent_task} is already completed',
                'exception': error,
                'task': task,
            })
            return
        if not self._aborting and not self._parent_cancel_requested:
            self._abort()
            self._parent_cancel_requested = True
            self._parent_task.cancel()


def _finish_with_true(future):
    if not future.done():
        future.set_result(True)


def _leaves_the_loop(error):
    return isinstance(error, (SystemExit, KeyboardInterrupt))


# ---- Condition and Barrier ----

class _LoopBound:
    _loop = None

    def _get_loop(self):
        loop = get_running_loop()
        if self._loop is None:
            self._loop = loop
        if loop is not self._loop:
            raise RuntimeError(f'{self!r} is bound to a different event loop')
        return loop


class Condition(_LoopBound):
    _reason = 'condition'  # what the trace says that its waiters wait for

    def __init__(self, lock=None):
        if lock is None:
            lock = Lock()
        self._lock = lock
        self.locked = lock.locked
        self.acquire = lock.acquire
        self.release = lock.release
        self._waiters = {}

    def __repr__(self):
        extra = 'locked' if self.locked() else 'unlocked'
        if self._waiters:
            extra = f'{extra}, waiters:{len(self._waiters)}'
        return f'<{object.__repr__(self)[1:-1]} [{extra}]>'

    async def __aenter__(self):
        await self.acquire()
        return None

    async def __aexit__(self, exc_type, exc, tb):
        self.release()

    async def wait(self):
        if not self.locked():
            raise RuntimeError('cannot wait on un-acquired lock')
        self.release()
        try:
            future = _asyncio._create_future(self._get_loop(), self._reason)
            self._waiters[future] = None
            try:
                await future
                return True
            finally:
                del self._waiters[future]
        finally:
            # The lock must be ours again, even when the wait was cancelled.
            cancelled = False
            while True:
                try:
                    await self.acquire()
                    break
                except CancelledError:
                    cancelled = True
            if cancelled:
                raise CancelledError

    async def wait_for(self, predicate):
        result = predicate()
        while not result:
            await self.wait()
            result = predicate()
        return result

    def notify(self, n=1):
        if not self.locked():
            raise RuntimeError('cannot notify on un-acquired lock')
        count = 0
        for future in self._waiters:
            if count >= n:
                break
            if not future.done():
                count += 1
                future.set_result(False)

    def notify_all(self):
        self.notify(len(self._waiters))


class Barrier(_LoopBound):
    def __init__(self, parties):
        if parties < 1:
            raise ValueError('parties must be > 0')
        self._cond = Condition()
        self._cond._reason = 'barrier'
        self._parties = parties
        self._state = 'filling'
        self._count = 0

    def __repr__(self):
        extra = self._state
        if not self.broken:
            extra += f', waiters:{self.n_waiting}/{self.parties}'
        return f'<{object.__repr__(self)[1:-1]} [{extra}]>'

    async def __aenter__(self):
        return await self.wait()

    async def __aexit__(self, *_ignored):
        pass

    async def wait(self):
        async with self._cond:
            await self._block()
            try:
                index = self._count
                self._count += 1
                if index + 1 == self._parties:
                    await self._release()
                else:
                    await self._wait()
                return index
            finally:
                self._count -= 1
                self._exit()

    async def _block(self):
        await self._cond.wait_for(lambda: self._state not in ('draining', 'resetting'))
        if self._state == 'broken':
            raise BrokenBarrierError("Barrier aborted")

    async def _release(self):
        self._state = 'draining'
        self._cond.notify_all()

    async def _wait(self):
        await self._cond.wait_for(lambda: self._state != 'filling')
        if self._state in ('broken', 'resetting'):
            raise BrokenBarrierError("Abort or reset of barrier")

    def _exit(self):
        if self._count == 0:
            if self._state in ('resetting', 'draining'):
                self._state = 'filling'
            self._cond.notify_all()

    async def reset(self):
        async with self._cond:
            if self._count > 0:
                if self._state != 'resetting':
                    self._state = 'resetting'
            else:
                self._state = 'filling'
            self._cond.notify_all()

    async def abort(self):
        async with self._cond:
            self._state = 'broken'
            self._cond.notify_all()

    @property
    def parties(self):
        return self._parties

    @property
    def n_waiting(self):
        return self._count if self._state == 'filling' else 0

    @property
    def broken(self):
        return self._state == 'broken'


def _belong(module, *classes):
    """Classes say in which file of CPython's they stand."""
    for cls in classes:
        cls.__module__ = module


_belong('asyncio.timeouts', Timeout)
_belong('asyncio.taskgroups', TaskGroup)
_belong('asyncio.locks', Condition, Barrier)


# ---- running ----

class Runner:
    def __init__(self, *, debug=None, loop_factory=None):
        self._state = 'created'
        self._debug = debug
        self._loop_factory = loop_factory
        self._loop = None
        self._did_set_loop = False
        self._context = None

    def __enter__(self):
        self._start()
        return self

    def __exit__(self, exc_type, exc_val, exc_tb):
        self.close()

    def close(self):
        if self._state != 'initialized':
            return
        try:
            loop = self._loop
            _cancel_all_tasks(loop)
            loop.run_until_complete(loop.shutdown_asyncgens())
            loop.run_until_complete(loop.shutdown_default_executor())
        finally:
            if self._did_set_loop:
                set_event_loop(None)
            loop.close()
            self._loop = None
            self._state = 'closed'

    def get_loop(self):
        self._start()
        return self._loop

    def run(self, coro, *, context=None):
        if not iscoroutine(coro):
            raise ValueError(f"a coroutine was expected, got {coro!r}")
        if _get_running_loop() is not None:
            raise RuntimeError("Runner.run() cannot be called from a running event loop")
        self._start()
        if context is None:
            context = self._context
        task = self._loop.create_task(coro, context=context)
        try:
            return self._loop.run_until_complete(task)
        finally:
            if context is self._context:
                self._context = _asyncio._task_context(task)  # which the next run() goes on in

    def _start(self):
        if self._state == 'closed':
            raise RuntimeError("Runner is closed")
        if self._state == 'initialized':
            return
        if self._loop_factory is None:
            self._loop = new_event_loop()
            if not self._did_set_loop:
                set_event_loop(self._loop)
                self._did_set_loop = True
        else:
            self._loop = self._loop_factory()
        if self._debug is not None:
            self._loop.set_debug(self._debug)
        self._state = 'initialized'


_belong('asyncio.runners', Runner)


def run(main, *, debug=None):
    if _get_running_loop() is not None:
        raise RuntimeError("asyncio.run() cannot be called from a running event loop")
    with Runner(debug=debug) as runner:
        return runner.run(main)


def _cancel_all_tasks(loop):
    left = _asyncio._in_any_order(_asyncio._pending_tasks(loop))
    if not left:
        return
    for task in left:
        task.cancel()
    loop.run_until_complete(gather(*left, return_exceptions=True))
    for task in left:
        if task.cancelled():
            continue
        if task.exception() is not None:
            loop.call_exception_handler({
                'message': 'unhandled exception during asyncio.run() shutdown',
                'exception': task.exception(),
                'task': task,
            })


# ---- policies: who makes loops ----

class DefaultEventLoopPolicy:
    def get_event_loop(self):
        return get_event_loop()

    def set_event_loop(self, loop):
        set_event_loop(loop)

    def new_event_loop(self):
        return new_event_loop()


DefaultEventLoopPolicy.__name__ = DefaultEventLoopPolicy.__qualname__ = '_UnixDefaultEventLoopPolicy'
_belong('asyncio.unix_events', DefaultEventLoopPolicy)
_POLICY_METHODS = ('get_event_loop', 'set_event_loop', 'new_event_loop')
_policy = None


def get_event_loop_policy():
    global _policy
    if _policy is None:
        _policy = DefaultEventLoopPolicy()
    return _policy


def set_event_loop_policy(policy):
    """A policy is remembered, and none makes other loops than the default one: one that would is
    refused."""
    global _policy
    if policy is not None and not isinstance(policy, DefaultEventLoopPolicy):
        raise TypeError("policy must be an instance of AbstractEventLoopPolicy or None, "
                        f"not '{type(policy).__name__}'")
    if any(getattr(type(policy), name, None) is not getattr(DefaultEventLoopPolicy, name)
           for name in _POLICY_METHODS if policy is not None):
        _report.refuse('an event loop policy with methods of its own',
                       'call what it should do where the loop is made')
    _policy = policy
    _asyncio._forget_event_loop()


# ---- threads ----

async def to_thread(func, /, *args, **kwargs):
    loop = get_running_loop()

    context = _tools.context()
    if context is not None:
        context = context.copy()

    def call():
        outer = _tools.swap_context(context)
        try:
            return func(*args, **kwargs)
        finally:
            _tools.swap_context(outer)

    return await loop.run_in_executor(None, call)


def _run_in_executor(self, executor, func, *args):
    self._check_closed()
    if executor is None:
        executor = self._default_executor
        if self._executor_shutdown_called:
            raise RuntimeError('Executor shutdown has been called')
        if executor is None:
            from concurrent.futures import ThreadPoolExecutor
            executor = ThreadPoolExecutor(thread_name_prefix='asyncio')
            self._default_executor = executor
    return wrap_future(executor.submit(func, *args), loop=self)


def _set_default_executor(self, executor):
    from concurrent.futures import ThreadPoolExecutor
    if not isinstance(executor, ThreadPoolExecutor):
        raise TypeError('executor must be ThreadPoolExecutor instance')
    self._default_executor = executor


def _add_signal_handler(self, sig, callback, *args):
    import signal
    signal.add_to_loop(self, sig, callback, args)


def _remove_signal_handler(self, sig):
    import signal
    return signal.remove_from_loop(self, sig)


async def shutdown_default_executor(self):
    self._executor_shutdown_called = True
    executor = self._default_executor
    if executor is None:
        return
    from threading import Thread
    future = _asyncio._create_future(self, 'thread')

    def shut_down():
        try:
            executor.shutdown(wait=True)
            if not self.is_closed():
                self.call_soon_threadsafe(future.set_result, None)
        except Exception as error:
            if not self.is_closed():
                self.call_soon_threadsafe(future.set_exception, error)

    thread = Thread(target=shut_down)
    thread.start()
    try:
        await future
    finally:
        thread.join()


def wrap_future(future, *, loop=None):
    if isfuture(future):
        return future
    if loop is None:
        loop = get_event_loop()
    new_future = _asyncio._create_future(loop, 'thread')
    _chain_future(future, new_future)
    return new_future


def _chain_future(source, destination):
    """When `source` is done, so is `destination`; when that is cancelled, so is `source`. One of them
    may be a future of concurrent.futures."""
    source_loop = source.get_loop() if isfuture(source) else None
    destination_loop = destination.get_loop() if isfuture(destination) else None

    def _set_state(future, other):
        if isfuture(future):
            _copy_state(other, future)
        else:
            _copy_state_to_concurrent(other, future)

    def _call_check_cancel(destination):
        if destination.cancelled():
            if source_loop is None or source_loop is destination_loop:
                source.cancel()
            else:
                source_loop.call_soon_threadsafe(source.cancel)

    def _call_set_state(source):
        if (destination.cancelled() and destination_loop is not None and
                destination_loop.is_closed()):
            return
        if destination_loop is None or destination_loop is source_loop:
            _set_state(destination, source)
        else:
            if destination_loop.is_closed():
                return
            destination_loop.call_soon_threadsafe(_set_state, destination, source)

    destination.add_done_callback(_call_check_cancel)
    source.add_done_callback(_call_set_state)


def _copy_state(source, destination):
    if destination.cancelled():
        return
    if source.cancelled():
        destination.cancel()
        return
    error = source.exception()
    if error is not None:
        destination.set_exception(_convert_error(error))
    else:
        destination.set_result(source.result())


def _copy_state_to_concurrent(source, destination):
    if source.cancelled():
        destination.cancel()
    if not destination.set_running_or_notify_cancel():
        return
    error = source.exception()
    if error is not None:
        destination.set_exception(_convert_error(error))
    else:
        destination.set_result(source.result())


def _convert_error(error):
    from concurrent.futures import CancelledError as ConcurrentCancelledError
    if type(error) is ConcurrentCancelledError:
        return CancelledError(*error.args)
    return error


def run_coroutine_threadsafe(coro, loop):
    if not iscoroutine(coro):
        raise TypeError('A coroutine object is required')
    from concurrent.futures import Future as ConcurrentFuture
    future = ConcurrentFuture()

    def callback():
        try:
            _chain_future(ensure_future(coro, loop=loop), future)
        except (SystemExit, KeyboardInterrupt):
            raise
        except BaseException as error:
            if future.set_running_or_notify_cancel():
                future.set_exception(error)
            raise

    loop.call_soon_threadsafe(callback)
    return future


async def shutdown_asyncgens(self):
    generators = _asyncio._in_any_order(self._take_asyncgens())
    if not generators:
        return
    results = await gather(*[generator.aclose() for generator in generators],
                           return_exceptions=True)
    for result, generator in zip(results, generators):
        if isinstance(result, Exception):
            self.call_exception_handler({
                'message': f'an error occurred during closing of '
                           f'asynchronous generator {generator!r}',
                'exception': result,
                'asyncgen': generator,
            })


# ---- what things look like ----

def _shorten(text, limit):
    """The middle of a long text left out, as reprlib does."""
    if len(text) <= limit:
        return text
    before = max(0, (limit - 3) // 2)
    after = max(0, limit - 3 - before)
    return text[:before] + '...' + text[len(text) - after:]


def _short(value, level=6):
    """reprlib.repr(value)"""
    kind = type(value)
    if kind is str:
        text = repr(value[:30])
        if len(text) > 30:
            before = max(0, (30 - 3) // 2)
            after = max(0, 30 - 3 - before)
            text = repr(value[:before] + value[len(value) - after:])
            text = text[:before] + '...' + text[len(text) - after:]
        return text
    if kind is int:
        return _shorten(repr(value), 40)
    if kind is tuple or kind is list:
        if not value:
            return repr(value)
        if level <= 0:
            inner = '...'
        else:
            pieces = [_short(item, level - 1) for item in value[:6]]
            if len(value) > 6:
                pieces.append('...')
            inner = ', '.join(pieces)
        if kind is tuple:
            return f'({inner},)' if len(value) == 1 and level > 0 else f'({inner})'
        return f'[{inner}]'
    if kind is set or kind is frozenset:
        if not value:
            return repr(value)
        left, right = ('{', '}') if kind is set else ('frozenset({', '})')
        if level <= 0:
            return left + '...' + right
        try:
            items = sorted(value)
        except Exception:
            items = list(value)
        pieces = [_short(item, level - 1) for item in items[:6]]
        if len(value) > 6:
            pieces.append('...')
        return left + ', '.join(pieces) + right
    if kind is dict:
        if not value:
            return '{}'
        if level <= 0:
            return '{...}'
        try:
            keys = sorted(value)
        except Exception:
            keys = list(value)
        pieces = [f'{_short(key, level - 1)}: {_short(value[key], level - 1)}' for key in keys[:4]]
        if len(value) > 4:
            pieces.append('...')
        return '{' + ', '.join(pieces) + '}'
    return _shorten(repr(value), 30)


def _format_callback(callback, args, suffix=''):
    if isinstance(callback, str):
        return callback
    describe = getattr(callback, '_describe', None)
    if isinstance(callback, _Finisher):
        return describe()
    function = getattr(callback, 'func', None)
    if function is not None and type(callback).__name__ == 'partial':
        pieces = [_short(arg) for arg in callback.args]
        pieces += [f'{key}={_short(value)}' for key, value in callback.keywords.items()]
        inner = '(' + ', '.join(pieces) + ')'
        own = '(' + ', '.join([_short(arg) for arg in args]) + ')'
        return _format_callback(function, (), inner + own + suffix)
    name = getattr(callback, '__qualname__', None) or getattr(callback, '__name__', None)
    if not name:
        name = repr(callback)
    if suffix:
        return name + suffix
    return name + '(' + ', '.join([_short(arg) for arg in args]) + ')'


def _format_callback_source(callback, args):
    text = _format_callback(callback, args)
    source = _asyncio._source_of(callback)
    return text + source


_in_repr = {}


def _future_repr(future):
    key = id(future)
    if key in _in_repr:
        return '...'
    _in_repr[key] = True
    try:
        info = [future._state.lower()]
        if info[0] == 'finished':
            if future._exception is not None:
                info.append(f'exception={future._exception!r}')
            else:
                info.append(f'result={_short(future._result)}')
        callbacks = _asyncio._callbacks(future)
        if callbacks:
            texts = [_format_callback_source(callback, ()) for callback in
                     (callbacks if len(callbacks) <= 2 else [callbacks[0], callbacks[-1]])]
            if len(callbacks) > 2:
                texts.insert(1, f'<{len(callbacks) - 2} more>')
            info.append('cb=[' + ', '.join(texts) + ']')
        place = getattr(future, '_created_at', None)
        if place is not None:
            info.append(f'created at {place}')
        if isinstance(future, Task):
            if future.cancelling() and not future.done():
                info[0] = 'cancelling'
            info.insert(1, f'name={future.get_name()!r}')
            info.insert(2, f'coro=<{_asyncio._describe_coroutine(future.get_coro())}>')
            waiter = _asyncio._describe_waiter(future)
            if waiter is not None:
                info.insert(3, f'wait_for={waiter}')
        return f"<{type(future).__name__} {' '.join(info)}>"
    finally:
        del _in_repr[key]


def _handle_repr(handle):
    info = [type(handle).__name__]
    if handle.cancelled():
        info.append('cancelled')
    if isinstance(handle, TimerHandle):
        info.append(f'when={handle.when()}')
    callback, args = handle._call
    if callback is not None:
        info.append(_format_callback_source(callback, args))
    if handle._created_at is not None:
        info.append(f'created at {handle._created_at}')
    return '<' + ' '.join(info) + '>'


# ---- what goes wrong in callbacks ----

def _log(level, message, error=None):
    import logging
    logger = logging.getLogger('asyncio')
    if level == 'error':
        logger.error('%s', message, exc_info=error if error is not None else False)
    else:
        logger.warning('%s', message)


def _default_exception_handler(self, context):
    message = context.get('message')
    if not message:
        message = 'Unhandled exception in event loop'
    lines = [message]
    for key in sorted(context):
        if key not in ('message', 'exception'):
            lines.append(f'{key}: {context[key]!r}')
    _report.note(context.get('exception'))
    _log('error', '\n'.join(lines), context.get('exception'))


def _call_exception_handler(self, context):
    handler = self.get_exception_handler()
    if handler is None:
        try:
            self.default_exception_handler(context)
        except (SystemExit, KeyboardInterrupt):
            raise
        except BaseException as error:
            _log('error', 'Exception in default exception handler', error)
        return
    try:
        handler(self, context)
    except (SystemExit, KeyboardInterrupt):
        raise
    except BaseException as error:
        try:
            self.default_exception_handler({
                'message': 'Unhandled error in exception handler',
                'exception': error,
                'context': context,
            })
        except (SystemExit, KeyboardInterrupt):
            raise
        except BaseException as second:
            _log('error', 'Exception in default exception handler while handling an unexpected '
                          'error in custom exception handler', second)


def _callback_failed(loop, callback, args, error, handle):
    loop.call_exception_handler({
        'message': f'Exception in callback {_format_callback_source(callback, args)}',
        'exception': error,
        'handle': handle,
    })


def _slow_callback(what, seconds):
    _log('warning', f'Executing {what!r} took {seconds:.3f} seconds')


_asyncio._install(
    {
        'add_signal_handler': _add_signal_handler,
        'call_exception_handler': _call_exception_handler,
        'default_exception_handler': _default_exception_handler,
        'remove_signal_handler': _remove_signal_handler,
        'run_in_executor': _run_in_executor,
        'set_default_executor': _set_default_executor,
        'shutdown_asyncgens': shutdown_asyncgens,
        'shutdown_default_executor': shutdown_default_executor,
    },
    _future_repr, _handle_repr, _callback_failed, _slow_callback, _wrap_awaitable)
