import threading
import time


def worker():
    print("worker runs at once")
    time.sleep(0)
    print("worker again")


thread = threading.Thread(target=worker)
thread.start()
print("start() returned")
thread.join()
print("joined")
