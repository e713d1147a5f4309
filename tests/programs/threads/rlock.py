import threading
import time

lock = threading.RLock()


def recurse(n):
    with lock:
        return 0 if n == 0 else 1 + recurse(n - 1)


def worker():
    with lock:
        print("worker has it", time.monotonic())


with lock:
    print(recurse(5))
    thread = threading.Thread(target=worker)
    thread.start()
    time.sleep(1)
    print("main still has it")
thread.join()
try:
    lock.release()
except RuntimeError as error:
    print(error)
print(lock.acquire(), lock.acquire(blocking=False))
lock.release()
lock.release()
