import threading
import time


def worker(name, *naps):
    for nap in naps:
        time.sleep(nap)
    print(name, time.monotonic())


threads = [
    threading.Thread(target=worker, args=arguments)
    for arguments in (("a", 2), ("b", 1, 1), ("c", 0.5, 1.5), ("d", 2), ("e", 1))
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
