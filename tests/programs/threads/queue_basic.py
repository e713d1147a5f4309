import queue
import threading
import time

q = queue.Queue(maxsize=2)


def producer():
    for n in range(5):
        q.put(n)
        print("put", n, time.monotonic())
    q.put(None)


def consumer():
    while True:
        item = q.get()
        if item is None:
            break
        print("got", item, time.monotonic())
        time.sleep(1)


threads = [threading.Thread(target=producer), threading.Thread(target=consumer)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(q.empty(), q.qsize(), q.full())
