import threading
import time

lock = threading.Lock()


def worker(name):
    for n in range(3):
        with lock:
            print(name, n, time.monotonic())
            time.sleep(1)


threads = [threading.Thread(target=worker, args=(n,)) for n in "ab"]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
