import asyncio
import logging
import sys

logging.basicConfig(
    level=logging.INFO,
    stream=sys.stdout,
    format="%(asctime)s %(levelname)-7s %(name)s %(funcName)s: %(message)s",
)
log = logging.getLogger("app")


async def job(n):
    log.info("job %d starts", n)
    await asyncio.sleep(n / 4)
    log.debug("not shown")
    if n == 2:
        log.warning("job %d is odd", n)
    log.info("job %d ends", n)


async def main():
    await asyncio.gather(*(job(n) for n in range(4)))
    try:
        raise ValueError("for the log")
    except ValueError as error:
        log.error("failed: %s", error)


asyncio.run(main())
