import threading
import time

semaphore = threading.Semaphore(2)


def worker(n):
    with semaphore:
        print(n, "in", time.monotonic())
        time.sleep(1)


threads = [threading.Thread(target=worker, args=(n,)) for n in range(5)]
for thread in threads:
    thread.start()
print(semaphore.acquire(blocking=False), semaphore.acquire(timeout=0.5))
for thread in threads:
    thread.join()
print(time.monotonic())
semaphore.release(2)
print([semaphore.acquire(blocking=False) for _ in range(5)])
try:
    threading.Semaphore(-1)
except ValueError as error:
    print(error)
