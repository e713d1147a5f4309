import threading
import time


def worker():
    time.sleep(2)
    print("worker ends after main", time.monotonic())


threading.Thread(target=worker).start()
print("main's last line")
