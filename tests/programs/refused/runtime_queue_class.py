# test: refused
import asyncio


class LatestOnly(asyncio.Queue):
    def _put(self, item):
        self._queue.clear()
        self._queue.append(item)


async def main():
    queue = LatestOnly()
    print("never")
    await queue.put(1)


asyncio.run(main())
