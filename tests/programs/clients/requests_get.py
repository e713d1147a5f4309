import time

import requests

response = requests.get("https://api.example.com/items/1")
print(response.status_code, response.ok, response.reason, time.perf_counter())
print(response.json())
print(response.text)
print(response.url, response.elapsed.total_seconds())
print(response.headers["content-type"], response.headers["Content-Type"], response.encoding)
print(response.content == response.text.encode(), bool(response), response)
