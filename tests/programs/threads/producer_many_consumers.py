import queue
import threading
import time

jobs = queue.Queue()
results = []


def worker(n):
    while True:
        try:
            job = jobs.get(timeout=1)
        except queue.Empty:
            print(n, "goes home", time.monotonic())
            return
        time.sleep(job / 10)
        results.append((n, job))


threads = [threading.Thread(target=worker, args=(n,)) for n in range(3)]
for job in range(8):
    jobs.put(job)
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(results)
