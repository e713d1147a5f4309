# meanwhile: host a.org latency 100ms rtt 10ms body '{"n": 1}'
# meanwhile: host moved.org/old latency 50ms status 302
# meanwhile: host * latency 20ms
"""A request with nothing but a usual URL takes a shorter way than others: what can be seen of it, and of one that
does not, is the same."""
import asyncio

import aiohttp
import httpx
import requests

USUAL = "http://a.org/items/7"
WITH_QUERY = "https://a.org:8443/items/7?page=2&sort=name"
OTHERS = ["http://A.org/items/7", "http://a.org", "http://a.org:80/x", "http://a.org/x#part", "http://me:word@a.org/x",
          "http://a.org/a b?c=d e", "http://a.org/%7Eme?", "HTTP://a.org/x", "http://a.org/é"]


def show(name, response):
    request = response.request
    print(name, response.status_code, response.reason_phrase if name != "requests" else response.reason)
    print("   ", response.url, request.method, request.url, response.elapsed, response.encoding, response.history)
    print("   ", list(response.headers.items()), list(request.headers.items()))
    print("   ", response.json(), response.text, response.content, list(response.cookies.items()))


async def show_aiohttp(response):
    print("aiohttp", response.status, response.reason, response.url, response.real_url, response.method, response.history)
    print("   ", list(response.headers.items()), list(response.request_info.headers.items()), response.charset)
    print("   ", await response.json(), await response.text(), await response.read(), dict(response.cookies))


def one_by_one():
    for url in [USUAL, WITH_QUERY, USUAL, *OTHERS]:
        for get in (requests.get, requests.Session().get, httpx.get, httpx.Client().get):
            try:
                show(get.__module__.partition(".")[0], get(url))
            except Exception as error:
                print(type(error).__name__, error)


async def together():
    async with httpx.AsyncClient() as client, aiohttp.ClientSession() as session:
        for url in [USUAL, WITH_QUERY, USUAL, *OTHERS]:
            try:
                show("httpx", await client.get(url))
            except Exception as error:
                print(type(error).__name__, error)
            try:
                async with session.get(url) as response:
                    await show_aiohttp(response)
            except Exception as error:
                print(type(error).__name__, error)
        responses = await asyncio.gather(*(client.get(f"http://a.org/{n}") for n in range(3)))
        print([str(response.url) for response in responses], [response.elapsed for response in responses])


one_by_one()
asyncio.run(together())
