import threading
import time


def worker(name, seconds):
    print(name, "starts", time.time())
    time.sleep(seconds)
    print(name, "ends", time.time())


threads = [threading.Thread(target=worker, args=("a", 2)), threading.Thread(target=worker, kwargs={"name": "b", "seconds": 1})]
for thread in threads:
    thread.start()
    print("started")
for thread in threads:
    thread.join()
print("joined", time.time())
