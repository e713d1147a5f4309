import time

import requests

response = requests.post("http://host/items", json={"name": "x"})
print(response.status_code, response.request.method, response.request.body, time.monotonic())
print(response.request.headers["Content-Type"])
response = requests.post("http://host/form", data={"a": 1, "b": "two words"})
print(response.request.body, response.request.headers["Content-Type"])
for method in (requests.put, requests.patch, requests.delete, requests.head, requests.options):
    print(method.__name__, method("http://host/x").status_code)
print(requests.request("GET", "http://host/x").status_code, time.monotonic())
