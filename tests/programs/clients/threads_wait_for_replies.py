# meanwhile: host api.example.com latency 100ms servers 3
# meanwhile: host never.example.com fail timeout 100%
# Threads that wait for replies: directly, below a sort, in a generator, with a limit, with a shared session.
import threading
import time

import requests

session = requests.Session()
told = []


def direct(number):
    reply = requests.get(f"http://api.example.com/direct/{number}")
    told.append((time.monotonic(), "direct", number, reply.status_code, reply.json()["path"]))


def sorted_by_reply(number):
    def key(item):
        return requests.get(f"http://api.example.com/sorted/{item}").elapsed

    ordered = sorted([2, 1], key=key)
    told.append((time.monotonic(), "sorted", number, len(ordered)))


def generated(number):
    def replies():
        for part in range(2):
            yield session.get(f"http://api.example.com/generated/{part}").status_code

    codes = list(replies())
    told.append((time.monotonic(), "generated", number, codes))


def limited(number):
    try:
        requests.get("http://never.example.com/", timeout=0.05 * (number + 1))
    except requests.Timeout as error:
        told.append((time.monotonic(), "limited", number, type(error).__name__))


def below(number):
    with lock:
        direct(number)
        generated(number)


lock = threading.Lock()
threads = [threading.Thread(target=work, args=(number,))
           for number, work in enumerate([direct, sorted_by_reply, generated, limited, below] * 4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
for seconds, *what in told:
    print(f"{seconds:.3f}", *what)
