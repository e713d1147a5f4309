import time

import requests

for timeout in (1, 0.05, (3, 0.05)):
    try:
        response = requests.get("http://slow.example.com/delay/0", timeout=timeout)
        print("in time", response.status_code, time.perf_counter())
    except requests.exceptions.Timeout as error:
        print(type(error).__name__, isinstance(error, requests.exceptions.RequestException), time.perf_counter())
try:
    requests.get("http://slow.example.com/delay/3", timeout=2)
except requests.Timeout:
    print("read timeout", time.perf_counter())
requests.get("http://slow.example.com/delay/3")
print("no timeout by default", time.perf_counter())
