import asyncio

import aiohttp
import httpx
import requests

URLS = ["http://a b/", "http://a\x00b/", "http://a\n.b/", "http://x:0/", "http://[::1/",
        "http://[::1]:8/x", "http://\u00fc.de/", "http://a.b:99999", "http://user:pw@a.b/",
        "http://a.b?x", "http://a.b#f", "http://a.b:/x", "HTTP://A.B/", "http://a\\b/",
        "http://.a/", "http://%61.b/", "", "nothing", "http:///x", "/x"]


def show(client, url, get):
    try:
        response = get(url)
        print(client, ascii(url), response.status_code, ascii(str(response.url)),
              ascii(response.text))
    except Exception as error:
        print(client, ascii(url), type(error).__name__, ascii(str(error))[:60])


async def main():
    async with aiohttp.ClientSession() as session:
        for url in URLS:
            try:
                response = await session.get(url)
                print("aiohttp", ascii(url), response.status, ascii(str(response.url)))
            except Exception as error:
                print("aiohttp", ascii(url), type(error).__name__, ascii(str(error)))


for url in URLS:
    show("requests", url, requests.get)
    show("httpx", url, httpx.get)
asyncio.run(main())
