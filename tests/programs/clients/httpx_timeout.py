import time

import httpx

try:
    httpx.get("http://host/delay/9")
except httpx.ReadTimeout as error:
    print(repr(error), time.perf_counter())
try:
    httpx.get("http://host/delay/9", timeout=2)
except httpx.TimeoutException as error:
    print(type(error).__name__, isinstance(error, httpx.TransportError), time.perf_counter())
print(httpx.get("http://host/delay/9", timeout=None).status_code, time.perf_counter())
print(httpx.get("http://host/delay/6", timeout=httpx.Timeout(10)).status_code, time.perf_counter())
with httpx.Client(timeout=1) as client:
    try:
        client.get("http://host/delay/2")
    except httpx.ReadTimeout:
        print("client's", time.perf_counter())
    print(client.get("http://host/delay/2", timeout=5).status_code)
