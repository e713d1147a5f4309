import asyncio, aiohttp, requests, httpx, time
# meanwhile: host shop.example/ok latency 50ms
# meanwhile: host shop.example/slow latency 2s
# meanwhile: host shop.example/bad latency 30ms status 500 100%
# meanwhile: host gone.example fail connect 100%
# meanwhile: host * latency 80ms
async def main():
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=1)) as session:
        async with session.get('https://shop.example/ok') as r:
            print(r.status, (await r.json())['path'], r.ok, r.content_type)
        for url in ('https://shop.example/slow', 'https://gone.example/', 'https://shop.example/bad'):
            try:
                async with session.get(url) as r:
                    r.raise_for_status()
            except asyncio.TimeoutError as e: print('timeout', type(e).__mro__[1].__name__)
            except aiohttp.ClientResponseError as e: print('status', e.status, e.message)
            except aiohttp.ClientConnectorError as e: print('connect', type(e).__name__)
        results = await asyncio.gather(*(session.get(f'https://shop.example/item/{n}') for n in range(3)))
        print([r.status for r in results], [await r.text() for r in results][:1])
        async with session.post('https://shop.example/ok', json={'a': 1}) as r: print(r.method, r.status, str(r.url))
    async with httpx.AsyncClient(timeout=1, headers={'x-token': 't'}) as client:
        r = await client.get('https://shop.example/get', params={'q': 'a b'})
        print(r.url, r.json()['args'] if 'args' in r.json() else r.json()['path'])
        for url in ('https://shop.example/slow', 'https://gone.example/', 'https://shop.example/bad'):
            try: (await client.get(url)).raise_for_status()
            except httpx.TimeoutException as e: print(type(e).__name__, str(e))
            except httpx.ConnectError as e: print(type(e).__name__, str(e))
            except httpx.HTTPStatusError as e: print(type(e).__name__, str(e).split('\n')[0])
        print((await client.get('https://httpbin.org/delay/0.5')).elapsed.total_seconds())
asyncio.run(main())
with requests.Session() as s:
    s.headers['x'] = 'y'
    r = s.get('https://shop.example/ok', timeout=1); print(r.status_code, r.reason, r.ok, r.json()['path'], r.elapsed)
    for url in ('https://shop.example/slow', 'https://gone.example/', 'https://shop.example/bad'):
        try: s.get(url, timeout=1).raise_for_status()
        except requests.exceptions.Timeout as e: print(type(e).__name__)
        except requests.exceptions.ConnectionError as e: print(type(e).__name__)
        except requests.HTTPError as e: print(e, e.response.status_code)
print(requests.get('https://httpbin.org/status/404').status_code, requests.post('https://httpbin.org/post', json={'k': [1]}).json()['json'] if False else '')
print(f'{time.perf_counter():.3f}')
