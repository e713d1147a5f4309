import requests

response = requests.get("http://host/search", params={"q": "a b", "page": 2, "tag": ["x", "y"]})
print(response.url)
print(requests.get("http://host/search?z=1", params=[("k", "v&w")]).url)
print(response.request.method, response.request.url)
