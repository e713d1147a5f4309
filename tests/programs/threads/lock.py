import threading
import time

lock = threading.Lock()


def worker(name):
    with lock:
        print(name, "in", time.monotonic())
        time.sleep(1)
        print(name, "out", time.monotonic())


threads = [threading.Thread(target=worker, args=(n,)) for n in "abc"]
for thread in threads:
    thread.start()
print(lock.locked(), lock.acquire(blocking=False), lock.acquire(timeout=0.5), time.monotonic())
for thread in threads:
    thread.join()
print(lock.acquire(), lock.locked())
lock.release()
try:
    lock.release()
except RuntimeError as error:
    print(error)
for arguments in ((False, 1), (True, -2)):
    try:
        lock.acquire(*arguments)
    except ValueError as error:
        print(error)
