import asyncio

import aiohttp
import httpx
import requests

B = "https://httpbin.org"
r = requests.get(B + "/redirect/3")
print(r.status_code, r.url, [(h.status_code, h.url, h.history) for h in r.history], r.json()["url"])
r = requests.get(B + "/redirect/1", allow_redirects=False)
print(r.status_code, r.is_redirect, r.next.url, r.history)
r = requests.post(B + "/redirect-to?url=/get&status_code=302", data={"a": 1}); print(r.request.method, r.url, r.request.headers)
r = requests.post(B + "/redirect-to?url=/post&status_code=307", data={"a": 1}); print(r.request.method, r.url, r.json()["form"])
try: requests.get(B + "/redirect-to?url=" + B + "/redirect-to", )
except Exception as e: print(type(e), e)
try: requests.get(B + "/redirect/50")
except requests.TooManyRedirects as e: print(type(e), e, e.response)
s = requests.Session()
s.get(B + "/cookies/set?a=1&b=two")
print(s.cookies, s.cookies.get_dict(), s.get(B + "/cookies").json(), s.get("https://other.org/cookies").json())
print(requests.get(B + "/cookies", cookies={"x": "y"}).json(), requests.head(B + "/redirect/1").status_code)
with httpx.Client() as c:
    r = c.get(B + "/redirect/2"); print(r.status_code, r.next_request, r.history, r.headers["location"])
    r = c.get(B + "/redirect/2", follow_redirects=True); print(r.status_code, r.url, r.history, [h.url for h in r.history])
    c.get(B + "/cookies/set?a=1"); print(c.cookies, c.get(B + "/cookies").json(), dict(c.cookies))
    r = c.get(B + "/cookies/set?b=1"); print(r.cookies, r.cookies["b"], r.has_redirect_location)
    try: c.get(B + "/redirect/30", follow_redirects=True)
    except httpx.TooManyRedirects as e: print(repr(e), e.request)
    try: r.raise_for_status()
    except httpx.HTTPStatusError as e: print(e)
async def main():
    async with aiohttp.ClientSession() as s:
        async with s.get(B + "/redirect/3") as r: print(r.status, r.url, len(r.history), r.history[0].url, r.method)
        async with s.get(B + "/redirect/1", allow_redirects=False) as r: print(r.status, r.headers["Location"])
        try: await s.get(B + "/redirect/30")
        except aiohttp.TooManyRedirects as e: print(repr(e), len(e.history))
        async with s.get(B + "/cookies/set?a=1&b=2") as r: print(await r.json(), repr(r.cookies), repr(r.history[0].cookies["a"]))
        print([m.key for m in s.cookie_jar])
    async with httpx.AsyncClient(follow_redirects=True, base_url=B) as c:
        print((await c.get("/absolute-redirect/2")).url, await c.get("/redirect/1"))
asyncio.run(main())
