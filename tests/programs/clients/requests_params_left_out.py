# Parameters that are None add nothing to a URL, whatever it has already.
import requests

for url in ("http://a.org", "http://a.org/x?y=1", "http://a.org/x?y=1#part", "http://a.org/x?#part"):
    for params in ({"q": None}, {"q": None, "n": 1}, "", "r=a b"):
        print(requests.Request("GET", url, params=params).prepare().url)
