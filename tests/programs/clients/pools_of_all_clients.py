# meanwhile: host * latency 100ms rtt 10ms servers 1 bandwidth 80kbit
# meanwhile: host slow.org latency 300ms
# meanwhile: host gone.org fail connect
import asyncio, httpx, aiohttp, requests
from requests.adapters import HTTPAdapter
from concurrent.futures import ThreadPoolExecutor
async def get(c, i, host="a.org"):
    try:
        r = await c.get(f"https://{host}/{i}")
        print(i, r.status_code, r.elapsed)
    except Exception as e:
        print(i, type(e).__name__)
async def fetch(s, url):
    try:
        async with s.get(url) as r:
            print(url, r.status)
    except Exception as e:
        print(url, type(e).__name__)
async def main():
    async with httpx.AsyncClient(limits=httpx.Limits(max_connections=2), timeout=httpx.Timeout(5, pool=0.25)) as c:
        await asyncio.gather(*[get(c,i) for i in range(5)])
        t = [asyncio.create_task(get(c, i)) for i in range(6,9)]
        await asyncio.sleep(0.05)
        t[2].cancel(); t[0].cancel()
        await asyncio.gather(*t, return_exceptions=True)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=3, limit_per_host=1), timeout=aiohttp.ClientTimeout(total=1)) as s:
        await asyncio.gather(*[fetch(s, f"http://{h}.org/{i}") for i in range(4) for h in ("slow", "a", "gone")])
asyncio.run(main())
s = requests.Session()
s.mount("http://", HTTPAdapter(pool_maxsize=1, pool_block=True))
with ThreadPoolExecutor(3) as p:
    print([r.elapsed for r in p.map(s.get, ["http://b.org/get"]*3)])
