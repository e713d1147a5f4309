"""As tutorials have it: each request's id stands in every line of its log."""
import asyncio
import contextvars
import logging
import sys

request_id = contextvars.ContextVar("request_id", default="-")


class WithRequestId(logging.Filter):
    def filter(self, record):
        record.request_id = request_id.get()
        return True


handler = logging.StreamHandler(sys.stdout)
handler.addFilter(WithRequestId())
handler.setFormatter(logging.Formatter("%(request_id)s %(levelname)s %(message)s"))
log = logging.getLogger("app")
log.addHandler(handler)
log.setLevel(logging.INFO)


async def query(seconds):
    log.info("query")
    await asyncio.sleep(seconds)
    log.info("rows")


async def handle(number):
    token = request_id.set(f"r{number}")
    log.info("begins")
    await query(0.1 * number)
    await asyncio.gather(query(0.1), query(0.2))
    request_id.reset(token)
    log.info("over")


async def main():
    log.info("start")
    await asyncio.gather(*(handle(n) for n in range(1, 4)))
    log.info("end")


asyncio.run(main())
