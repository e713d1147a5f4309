import threading
import time

gate = threading.Event()
order = []


def worker(n):
    gate.wait()
    order.append(n)
    time.sleep(0)
    order.append(n)


threads = [threading.Thread(target=worker, args=(n,)) for n in range(4)]
for thread in threads:
    thread.start()
gate.set()
order.append("main")
for thread in threads:
    thread.join()
print(order)
