import requests

base = "https://httpbin.org"
print(len(requests.get(f"{base}/bytes/2048").content))
print(requests.get(f"{base}/delay/2").elapsed.total_seconds())
print(requests.get(f"{base}/status/404").status_code)
print(requests.get(f"{base}/status/100").text)
print(sorted(requests.get(f"{base}/get", params={"a": "1"}).json()))
print(requests.get(f"{base}/get", params={"a": "1"}).json()["args"])
print(sorted(requests.get(f"{base}/json").json()))
print(len(requests.get(f"{base}/uuid").json()["uuid"]))
