"""Where a server runs what may block: `def` handlers, dependencies, background tasks. As anyio does it
for starlette: at most 40 at once on a loop, further ones wait in line; a thread that has been idle is
used again, the latest first, and ends after ten seconds without work."""

import asyncio
import threading
import time

import _asyncio
import _thread
import _tools

TOKENS = 40
_IDLE_S = 10


class ThreadPool:
    """The threads of one event loop."""

    def __init__(self):
        self._tokens = asyncio.Semaphore(TOKENS)
        self._idle = []
        self._all = []

    async def run(self, call, values, limited):
        if not limited:
            return await self._run(call, values)
        async with self._tokens:
            return await self._run(call, values)

    async def _run(self, call, values):
        loop = asyncio.get_running_loop()
        now = time.monotonic()
        if self._idle:
            worker = self._idle.pop()
            while self._idle and now - self._idle[0].idle_since >= _IDLE_S:
                self._stop(self._idle.pop(0))
        else:
            worker = _Worker(self, loop)
            self._all.append(worker)
        future = _asyncio._create_future(loop, "thread")
        context = _tools.context()
        worker.give((call, values, future, None if context is None else context.copy()))
        return await future

    def settle(self, worker, future, result, error):
        """On the loop: a worker has done its job. Whoever waited may have been cancelled."""
        worker.idle_since = time.monotonic()
        self._idle.append(worker)
        if future.cancelled():
            return
        if isinstance(error, StopIteration):
            raised = RuntimeError("coroutine raised StopIteration")
            raised.__cause__ = error
            error = raised
        if error is None:
            future.set_result(result)
        else:
            future.set_exception(error)

    def _stop(self, worker):
        self._all.remove(worker)
        worker.give(None)

    def close(self):
        for worker in list(self._all):
            self._stop(worker)


class _Worker:
    def __init__(self, pool, loop):
        self.pool = pool
        self.loop = loop
        self.idle_since = 0.0
        self._job = None
        self._has_job = _thread.allocate_lock("its next job")
        self._has_job.acquire()
        threading.Thread(target=self._work, name="AnyIO worker thread", daemon=True).start()

    def give(self, job):
        """A function, its keyword arguments, the future for its result and the context; None: the thread ends."""
        self._job = job
        self._has_job.release()

    def _work(self):
        while True:
            self._has_job.acquire()
            job, self._job = self._job, None
            if job is None:
                break
            call, values, future, context = job
            _tools.swap_context(context)
            try:
                result, error = call(**values), None
            except BaseException as raised:
                result, error = None, raised
            _tools.swap_context(None)
            if not self.loop.is_closed():
                self.loop.call_soon_threadsafe(self.pool.settle, self, future, result, error)
            call = values = future = context = result = error = job = None


_pools = {}  # by loop


async def run_in_threadpool(call, values, limited=True):
    loop = asyncio.get_running_loop()
    pool = _pools.get(loop)
    if pool is None:
        pool = _pools[loop] = ThreadPool()
    return await pool.run(call, values, limited)


def close_threadpool(loop):
    pool = _pools.pop(loop, None)
    if pool is not None:
        pool.close()
