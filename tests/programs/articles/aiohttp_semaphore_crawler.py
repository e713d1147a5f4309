# meanwhile: host site.example.com latency 300ms
import asyncio

import aiohttp

LINKS = {"/": ["/a", "/b"], "/a": ["/c", "/d"], "/b": ["/d", "/e"], "/c": [], "/d": ["/f"], "/e": ["/"], "/f": []}


class Crawler:
    def __init__(self, session, limit):
        self.session = session
        self.semaphore = asyncio.Semaphore(limit)
        self.seen = set()

    async def visit(self, path, depth):
        if path in self.seen:
            return
        self.seen.add(path)
        async with self.semaphore:
            async with self.session.get(f"https://site.example.com{path}") as response:
                await response.text()
                print(f"{asyncio.get_running_loop().time():.1f} {'  ' * depth}{path} {response.status}")
        await asyncio.gather(*(self.visit(link, depth + 1) for link in LINKS[path]))


async def main():
    async with aiohttp.ClientSession() as session:
        crawler = Crawler(session, 2)
        await crawler.visit("/", 0)
        print(sorted(crawler.seen))


asyncio.run(main())
