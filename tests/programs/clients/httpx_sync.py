import time

import httpx

response = httpx.get("https://api.example.com/items/1?x=1")
print(response.status_code, response.is_success, response.reason_phrase, time.perf_counter())
print(response.json(), response.text)
print(response.url, response.elapsed.total_seconds(), response)
with httpx.Client(base_url="http://host/api", headers={"X-A": "b"}) as client:
    response = client.get("/items", params={"n": 1})
    print(response.url, response.request.headers["x-a"], response.request.method)
    print(client.post("/items", json={"a": 1}).status_code, time.perf_counter())
print(httpx.post("http://host/", data={"k": "v"}).request.content)
