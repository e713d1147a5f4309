"""fastapi.concurrency: a blocking call from a handler on the loop, in one of the server's threads."""

import _threadpool


async def run_in_threadpool(func, *args, **kwargs):
    return await _threadpool.run_in_threadpool(lambda: func(*args, **kwargs), {})
