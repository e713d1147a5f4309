import time

import requests

with requests.Session() as session:
    session.headers.update({"X-Token": "secret"})
    for n in range(3):
        response = session.get(f"http://host/{n}")
        print(response.json()["path"], response.request.headers["X-Token"], time.perf_counter())
    print(session.post("http://host/p", json=[1]).status_code)
