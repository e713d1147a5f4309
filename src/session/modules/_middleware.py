"""@app.middleware("http"): functions around the app, as starlette's BaseHTTPMiddleware runs them."""

import asyncio

from fastapi.datastructures import MutableHeaders
from fastapi.responses import Response


class _Streamed(Response):
    """What call_next() returns: the inner response on its way, whose body is not there to be read."""

    __refused__ = ("body", "body_iterator", "media_type", "render")

    def __init__(self, response):
        self.status_code = response.status_code
        self.headers = MutableHeaders(raw=response.headers.items())
        self.background = None
        self._content = response._bytes()

    def _bytes(self):
        return self._content


async def pass_through(dispatches, request, send, app):
    """Calls the first of `dispatches` with a call_next() that goes on with the rest, and at the end
    with app(request, send). An inner app has its own task; it waits while it sends, until the outer
    response is sent: its background tasks begin then."""
    if not dispatches:
        await app(request, send)
        return
    loop = asyncio.get_running_loop()
    response_sent = loop.create_future()
    inner = []  # the tasks, and what they raised late

    async def call_next(request):
        begun = loop.create_future()

        async def hand_over(response):
            begun.set_result(response)
            await response_sent

        async def run():
            try:
                await pass_through(dispatches[1:], request, hand_over, app)
            except Exception as error:
                if begun.done():
                    return error
                begun.set_exception(error)
            return None

        inner.append(loop.create_task(run()))
        return _Streamed(await begun)

    try:
        response = await dispatches[0](request, call_next)
    except BaseException:
        for task in inner:
            task.cancel()
        raise
    await send(response)
    response_sent.set_result(None)
    for task in inner:
        error = await task
        if error is not None and isinstance(response, _Streamed):
            raise error
    if response.background is not None:
        await response.background()
