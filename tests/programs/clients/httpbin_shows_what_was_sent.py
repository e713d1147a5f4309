import requests
for p in ("get?b=1", "redirect/3", "absolute-redirect/2", "redirect-to?url=http://x.org/&status_code=307", "cookies/set?a=1&b=2", "cookies", "ip", "user-agent", "headers", "post"):
    r = requests.get("https://httpbin.org/" + p, cookies={"z": "1", "y": "2"}, allow_redirects=False)
    print(p, r.status_code, r.headers); print(r.text)
print(requests.post("https://httpbin.org/post?x=1", json={"b": [1, 2.5, {}], "a": {"z": None, "é": True}}).text)
print(requests.put("https://httpbin.org/put", data={"b": [1, 2.5]}).text)
for body in (b"\xff\x00abc", b"\xc3\xa9", "\ufffd \U0001f600".encode(), b"\xed\xa0\x80", b"\xf8\x90\x80\x80", b"a" * 4 + b"\xe9"):
    print(ascii(requests.post("https://httpbin.org/post", data=body).json()["data"]))
