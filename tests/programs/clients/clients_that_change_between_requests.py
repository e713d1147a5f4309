# meanwhile: host * latency 100ms rtt 10ms
"""What a client is told between two requests shows in the next: fields, cookies, parameters, timeouts, base URLs."""
import asyncio

import aiohttp
import httpx
import requests

URL = "http://bin.org/headers"
COOKIE = "http://bin.org/cookies/set?taste=sweet"


def sent(response):
    return sorted(response.json()["headers"].items())


session = requests.Session()
print(sent(session.get(URL)))
session.headers["X-First"] = "1"
print(sent(session.get(URL)))
session.headers.update({"X-First": "2", "X-Second": "b"})
print(sent(session.get(URL)))
del session.headers["X-First"]
session.auth = ("me", "word")
print(sent(session.get(URL)))
session.auth = None
session.params = {"q": "1"}
print(session.get(URL).url)
session.params = {}
print(session.get(COOKIE).json(), sent(session.get(URL)))
session.headers = {"Accept": "text/plain"}
print(sent(session.get(URL)))
session.headers["X-Bytes"] = 7
try:
    session.get(URL)
except requests.exceptions.InvalidHeader as error:
    print(error)

with httpx.Client() as client:
    print(sent(client.get(URL)))
    client.headers["X-First"] = "1"
    print(sent(client.get(URL)))
    client.headers = {"X-Other": "2"}
    print(sent(client.get(URL)))
    client.auth = ("me", "word")
    print(sent(client.get(URL)))
    client.auth = None
    client.params = {"q": "1"}
    print(client.get(URL).url)
    client.params = {}
    client.base_url = "http://bin.org"
    print(client.get("/headers").url, client.get(URL).url)
    client.cookies.set("taste", "sour")
    print(sent(client.get(URL)))
    client.cookies.clear()
    client.follow_redirects = True
    print(client.get(COOKIE).json(), client.get(COOKIE).history)
    client.timeout = 0.05
    try:
        client.get(URL)
    except httpx.ReadTimeout as error:
        print(repr(error), error.request.url)
    client.timeout = httpx.Timeout(None)
    client.event_hooks["request"].append(lambda request: request.headers.update({"X-Hook": "yes"}))
    client.event_hooks["response"].append(lambda response: print("hook", response.status_code))
    print(sent(client.get(URL)))
try:
    client.get(URL)
except RuntimeError as error:
    print(error)


async def main():
    async with aiohttp.ClientSession(headers={"X-Given": "0"}) as session:
        async with session.get(URL) as response:
            print(sorted((await response.json())["headers"].items()))
        session.headers["X-First"] = "1"
        async with session.get(URL) as response:
            print(sorted((await response.json())["headers"].items()))
        async with session.get(COOKIE) as response:
            print(await response.json(), [one.status for one in response.history])
        async with session.get(URL) as response:
            print(sorted((await response.json())["headers"].items()))
        async with session.get(COOKIE, allow_redirects=False) as response:
            print(response.status, response.headers["Location"], response.cookies["taste"].value)
    try:
        await session.get(URL)
    except RuntimeError as error:
        print(error)
    async with aiohttp.ClientSession(raise_for_status=True) as session:
        try:
            await session.get("http://bin.org/status/404")
        except aiohttp.ClientResponseError as error:
            print(error.status, error.request_info.url)
    async with aiohttp.ClientSession("http://bin.org") as session:
        async with session.get("/headers") as response:
            print(response.url)


asyncio.run(main())
