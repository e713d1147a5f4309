import time
from concurrent.futures import ThreadPoolExecutor

import requests


def fetch(n):
    return requests.get(f"http://host/items/{n}").json()["path"]


start = time.perf_counter()
for n in range(5):
    fetch(n)
print(f"sequential {time.perf_counter() - start:.2f}")
start = time.perf_counter()
with ThreadPoolExecutor(max_workers=5) as pool:
    print(list(pool.map(fetch, range(10))))
print(f"five threads {time.perf_counter() - start:.2f}")
