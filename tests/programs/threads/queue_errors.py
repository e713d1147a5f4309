import queue
import time

q = queue.Queue(1)
try:
    q.get_nowait()
except queue.Empty as error:
    print(repr(error))
try:
    q.get(timeout=1.5)
except queue.Empty:
    print("empty", time.monotonic())
q.put(1)
try:
    q.put_nowait(2)
except queue.Full as error:
    print(repr(error))
try:
    q.put(2, timeout=2)
except queue.Full:
    print("full", time.monotonic())
try:
    q.put(2, block=False)
except queue.Full:
    print("full at once")
try:
    q.get(timeout=-1)
except ValueError as error:
    print(error)
print(q.get(block=False))
