import queue
import threading

items = queue.Queue()


def worker():
    while True:
        print(items.get())
        items.task_done()


for _ in range(2):
    threading.Thread(target=worker).start()
for number in range(3):
    items.put(number)
items.join()
print("all done, but the workers are no daemons")
