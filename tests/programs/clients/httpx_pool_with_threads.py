import time
from concurrent.futures import ThreadPoolExecutor

import httpx

# meanwhile: host * latency 100ms rtt 10ms

client = httpx.Client(limits=httpx.Limits(max_connections=2, max_keepalive_connections=1))


def fetch(number):
    response = client.get(f"http://a.example.com/{number}")
    return number, response.status_code, round(time.monotonic(), 3)


with ThreadPoolExecutor(5) as pool:
    for row in pool.map(fetch, range(5)):
        print(*row)

try:
    with ThreadPoolExecutor(5) as pool:
        for row in pool.map(lambda n: client.get("http://a.example.com/delay/3", timeout=1), range(5)):
            print(row)
except httpx.TimeoutException as error:
    print(type(error).__name__, round(time.monotonic(), 3))
