"""fastapi.background: work that begins when the response has been sent."""

import _signatures
from _threadpool import run_in_threadpool


class BackgroundTask:
    def __init__(self, func, *args, **kwargs):
        self.func = func
        self.args = args
        self.kwargs = kwargs

    async def __call__(self):
        if _signatures.kind(self.func) == "coroutine":
            await self.func(*self.args, **self.kwargs)
        else:
            await run_in_threadpool(lambda: self.func(*self.args, **self.kwargs), {})


class BackgroundTasks(BackgroundTask):
    def __init__(self, tasks=None):
        self.tasks = list(tasks) if tasks else []

    def add_task(self, func, *args, **kwargs):
        self.tasks.append(BackgroundTask(func, *args, **kwargs))

    async def __call__(self):
        for task in self.tasks:
            await task()
