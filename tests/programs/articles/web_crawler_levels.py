import asyncio

PAGES = {
    "/": ["/a", "/b"], "/a": ["/a/1", "/a/2", "/"], "/b": ["/b/1"], "/a/1": [], "/a/2": ["/b/1"], "/b/1": ["/c"], "/c": [],
}


async def download(path):
    await asyncio.sleep(0.1 + len(path) / 100)
    return PAGES[path]


async def crawl(start, workers=2):
    seen, order = {start}, []
    queue = asyncio.Queue()
    queue.put_nowait((start, 0))

    async def worker():
        while True:
            path, depth = await queue.get()
            try:
                for link in await download(path):
                    if link not in seen:
                        seen.add(link)
                        queue.put_nowait((link, depth + 1))
                order.append((path, depth))
            finally:
                queue.task_done()

    tasks = [asyncio.create_task(worker()) for _ in range(workers)]
    await queue.join()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return order


for workers in (1, 2, 4):
    loop = asyncio.new_event_loop()
    order = loop.run_until_complete(crawl("/", workers))
    print(workers, order, f"{loop.time():.2f}")
    loop.close()
