import queue
import threading
import time

time.sleep(0.8)
jobs = queue.Queue(1)
jobs.put(1)
try:
    jobs.put(2, timeout=0.4)
except queue.Full:
    print("full", round(time.monotonic(), 6))
jobs.get()
time.sleep(0.1)
try:
    jobs.get(timeout=0.2)
except queue.Empty:
    print("empty", round(time.monotonic(), 6))
semaphore = threading.Semaphore(0)
print(semaphore.acquire(timeout=0.3), round(time.monotonic(), 6))
condition = threading.Condition()
with condition:
    print(condition.wait_for(lambda: False, timeout=0.7), round(time.monotonic(), 6))
end = time.monotonic() + 0.6
while time.monotonic() < end:
    time.sleep(end - time.monotonic())
print(round(time.monotonic(), 6))
