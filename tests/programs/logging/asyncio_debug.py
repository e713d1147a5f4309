import asyncio
import logging
import sys

logging.basicConfig(level=logging.INFO, stream=sys.stdout, format="%(name)s: %(message)s")


async def worker(name, delay):
    log = logging.getLogger(f"worker.{name}")
    for n in range(2):
        await asyncio.sleep(delay)
        log.info("step %d at %.1f", n, asyncio.get_running_loop().time())


async def main():
    await asyncio.gather(worker("a", 1), worker("b", 0.7))


asyncio.run(main())
