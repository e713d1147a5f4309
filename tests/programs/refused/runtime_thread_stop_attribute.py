# test: refused
import threading
import time


class Worker(threading.Thread):
    def __init__(self):
        super().__init__()
        self._stop = threading.Event()

    def run(self):
        while not self._stop.wait(0.5):
            print("working")


worker = Worker()
worker.start()
time.sleep(2)
worker._stop.set()
worker.join()
