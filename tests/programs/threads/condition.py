import threading
import time

condition = threading.Condition()
items = []


def consumer(name):
    with condition:
        while not items:
            condition.wait()
        print(name, "takes", items.pop(0), time.monotonic())


threads = [threading.Thread(target=consumer, args=(n,)) for n in "abc"]
for thread in threads:
    thread.start()
for n in range(2):
    time.sleep(1)
    with condition:
        items.append(n)
        condition.notify()
with condition:
    items.append(2)
    condition.notify_all()
for thread in threads:
    thread.join()
with condition:
    print(condition.wait(timeout=1), time.monotonic())
    print(condition.wait_for(lambda: time.monotonic() >= 4, timeout=2), time.monotonic())
try:
    condition.notify()
except RuntimeError as error:
    print(error)
