import threading
import time

a, b = threading.Lock(), threading.Lock()


def worker(name, first, second):
    with first:
        print(name, "has one")
        time.sleep(1)
        with second:
            print(name, "has both")


threads = [threading.Thread(target=worker, args=x) for x in (("x", a, b), ("y", b, a))]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
