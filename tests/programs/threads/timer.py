import threading
import time

timer = threading.Timer(2, print, args=("rings",))
timer.start()
cancelled = threading.Timer(1, print, ["never"])
cancelled.start()
cancelled.cancel()
print("set")
timer.join()
print(time.monotonic())
