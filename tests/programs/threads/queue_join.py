import queue
import threading
import time

q = queue.Queue()


def worker():
    while True:
        item = q.get()
        time.sleep(item)
        print("done", item, time.monotonic())
        q.task_done()


for _ in range(2):
    threading.Thread(target=worker, daemon=True).start()
for n in (2, 1, 1, 3):
    q.put(n)
q.join()
print("all done", time.monotonic())
try:
    q.task_done()
    q.task_done()
except ValueError as error:
    print(error)
