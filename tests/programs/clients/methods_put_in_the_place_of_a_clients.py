# meanwhile: host * latency 100ms
"""get() goes by way of request() and send(), or whatever stands in their place: in a subclass, in one client, in the
class itself."""
import asyncio

import aiohttp
import httpx
import requests

URL = "http://a.org/x"


class Retrying(requests.Session):
    def request(self, method, url, **kwargs):
        print("request", method, url, kwargs)
        return super().request(method, url, **kwargs)


class Sending(requests.Session):
    def send(self, request, **kwargs):
        print("send", request.method, request.url)
        return super().send(request, **kwargs)


class Building(httpx.AsyncClient):
    def build_request(self, method, url, **kwargs):
        print("build_request", method, url, sorted(name for name in kwargs if kwargs[name] is not None)[:1])
        return super().build_request(method, url, **kwargs)


class Same(httpx.AsyncClient):
    pass


class Counting(httpx.Client):
    sent = 0

    def send(self, request, **kwargs):
        Counting.sent += 1
        return super().send(request, **kwargs)


Retrying().get(URL)
Sending().get(URL)
session = requests.Session()
send = session.send
session.send = lambda request, **kwargs: print("this session's", request.url) or send(request, **kwargs)
session.get(URL)
with Counting() as client:
    client.get(URL)
    client.get(URL)
print(Counting.sent)
requests_send = requests.Session.send
requests.Session.send = lambda self, request, **kwargs: print("everybody's") or requests_send(self, request, **kwargs)
requests.get(URL)
requests.Session().get(URL)
requests.Session.send = requests_send
print(requests.get(URL).status_code)


async def main():
    async with Building() as client:
        print((await client.get(URL)).status_code)
    async with Same() as client:
        print((await client.get(URL)).status_code)
        send = client.send

        async def mine(request, **kwargs):
            print("this client's", request.url)
            return await send(request, **kwargs)

        client.send = mine
        print((await client.get(URL)).status_code)
    async with aiohttp.ClientSession() as session:
        get = session.get(URL)
        print(asyncio.iscoroutine(get), get.__class__.__name__)
        print((await get).status)


asyncio.run(main())
