import threading
import time


class Worker(threading.Thread):
    def __init__(self, n):
        super().__init__(name=f"worker-{n}")
        self.n = n
        self.result = None

    def run(self):
        time.sleep(self.n)
        self.result = self.n * self.n


workers = [Worker(n) for n in (3, 1, 2)]
for worker in workers:
    worker.start()
for worker in workers:
    worker.join()
    print(worker.name, worker.result, time.monotonic())
