import threading
import time

thread = threading.Thread(target=time.sleep, args=(3,))
thread.start()
print(thread.join(timeout=1), thread.is_alive(), time.monotonic())
print(thread.join(0), thread.is_alive(), time.monotonic())
print(thread.join(5), thread.is_alive(), time.monotonic())
