import threading
import time

event = threading.Event()


def waiter(name):
    print(name, "waits")
    print(name, event.wait(), time.monotonic())


threads = [threading.Thread(target=waiter, args=(n,)) for n in "ab"]
for thread in threads:
    thread.start()
print(event.wait(timeout=1), event.is_set())
time.sleep(1)
event.set()
for thread in threads:
    thread.join()
print(event.wait(5), time.monotonic())
event.clear()
print(event.is_set(), event.wait(0))
