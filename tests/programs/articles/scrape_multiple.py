import asyncio
import time

import aiohttp


async def scrape(session, url):
    try:
        async with session.get(url) as response:
            html = await response.text()
            return {"url": url, "status": response.status, "length": len(html)}
    except aiohttp.ClientError as error:
        return {"url": url, "error": str(error)}


async def scrape_multiple(urls):
    async with aiohttp.ClientSession() as session:
        tasks = [scrape(session, url) for url in urls]
        return await asyncio.gather(*tasks)


urls = [
    "https://example.com",
    "https://httpbin.org/delay/1",
    "https://httpbin.org/delay/2",
    "https://httpbin.org/status/404",
]

start = time.time()
results = asyncio.run(scrape_multiple(urls))
for result in results:
    print(result["url"], result["status"], result["length"] > 0)
print(f"{time.time() - start:.2f} seconds")
