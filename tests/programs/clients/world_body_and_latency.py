# meanwhile: host api.example.com/users/* latency 250ms body '{"id": 7, "name": "ann"}'
# meanwhile: host api.example.com latency 50ms status 404
# meanwhile: host * latency 1s
import time

import requests

user = requests.get("https://api.example.com/users/7").json()
print(user["id"], user["name"], time.perf_counter())
print(requests.get("https://api.example.com/other").status_code, time.perf_counter())
print(requests.get("http://elsewhere").ok, time.perf_counter())
