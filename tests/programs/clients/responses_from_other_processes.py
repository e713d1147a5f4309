# test: by-hand
# meanwhile: host * latency 100ms
"""A response is sent from one process to another, with what it knows."""
from concurrent.futures import ProcessPoolExecutor

import httpx
import requests

URL = "http://bin.org"


def by_requests(path):
    return requests.get(URL + path, headers={"X-Mark": "1"}, cookies={"a": "b"})


def by_plain_requests(path):
    return requests.get(URL + path)


def by_httpx(path):
    with httpx.Client(follow_redirects=True) as client:
        return client.get(URL + path)


def by_timeout(timeout):
    httpx.get(URL + "/items/1", timeout=timeout)
    return timeout


if __name__ == "__main__":
    timeout = httpx.Timeout(5, read=2)
    httpx.get(URL + "/items/1", timeout=timeout)
    with ProcessPoolExecutor(2) as pool:
        print(pool.submit(by_timeout, timeout).result())
        for ask in (by_requests, by_plain_requests):
            for path in ("/items/1", "/redirect/1", "/status/404", "/cookies/set?n=5"):
                r = pool.submit(ask, path).result()
                print(r, r.url, r.reason, r.ok, r.elapsed, r.headers, r.encoding, r.history)
                print(r.request.method, r.request.url, r.request.headers, r.cookies.get_dict())
                print(r.text[:60])
        for path in ("/items/1", "/redirect/1", "/status/404", "/cookies/set?n=5"):
            r = pool.submit(by_httpx, path).result()
            print(r, r.url, r.reason_phrase, r.is_success, r.elapsed, r.headers, r.history)
            print(r.request, r.request.headers, dict(r.cookies), r.text[:60])
            try:
                r.raise_for_status()
            except httpx.HTTPStatusError as error:
                print(error.request, error.response is r)
