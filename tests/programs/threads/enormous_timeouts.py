# What CPython hands to the operating system has to fit there.
import queue
import threading
import time
from concurrent.futures import ThreadPoolExecutor

lock = threading.Lock()
lock.acquire()


def attempt(what, *arguments, **keywords):
    try:
        print(what(*arguments, **keywords))
    except (OverflowError, ValueError, TypeError) as error:
        print(type(error).__name__, error)


for seconds in (1e300, float("inf"), 9.3e9, 10**18, 10**400, -1e300, float("nan"), -0.5, -1, -2, "1", None):
    print("-", str(seconds)[:10])
    if seconds != -1:
        attempt(time.sleep, seconds)
    if seconds != -1 or type(seconds) is not int:
        attempt(lock.acquire, True, seconds)
        attempt(lock.acquire, False, seconds)
for seconds in (1e300, float("inf"), 10**400):
    attempt(threading.Event().wait, seconds)
    attempt(queue.Queue().get, timeout=seconds)
    attempt(lock.acquire, timeout=seconds)
with ThreadPoolExecutor() as pool:
    attempt(pool.submit(time.sleep, 1).result, timeout=1e300)
print(time.monotonic())
