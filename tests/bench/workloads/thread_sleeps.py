import threading
import time

THREADS = 1000


def work():
    for _ in range(10):
        time.sleep(0.01)


threads = [threading.Thread(target=work) for _ in range(THREADS)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
