# test: options --epoch 2023-11-14T22:13:20
import datetime
import time

print(time.time(), time.perf_counter(), time.monotonic())
print(datetime.datetime.now(), time.strftime("%Y-%m-%d %X"))
time.sleep(60)
print(datetime.datetime.now().isoformat(), time.time_ns())
