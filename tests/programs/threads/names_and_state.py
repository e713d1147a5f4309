import threading
import time


def worker():
    thread = threading.current_thread()
    print(thread.name, thread.daemon, thread is threading.main_thread())
    time.sleep(1)


a = threading.Thread(target=worker)
b = threading.Thread(target=worker, name="named")
c = threading.Thread(target=worker, daemon=True)
print(a.name, b.name, c.name, a.is_alive(), c.daemon)
for thread in (a, b, c):
    thread.start()
print(a.is_alive(), threading.active_count(), [t.name for t in threading.enumerate()])
a.name = "renamed"
for thread in (a, b, c):
    thread.join()
print(a.name, a.is_alive(), threading.active_count())
print(threading.current_thread().name, threading.main_thread() is threading.current_thread())
try:
    a.start()
except RuntimeError as error:
    print(error)
d = threading.Thread()
try:
    d.join()
except RuntimeError as error:
    print(error)
try:
    threading.current_thread().join()
except RuntimeError as error:
    print(error)
