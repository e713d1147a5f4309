# test: options --epoch 1700000000000000000
import datetime
import time

print(time.time(), time.perf_counter(), time.monotonic())
print(datetime.datetime.now(), time.strftime("%Y-%m-%d %X"))
time.sleep(60)
print(datetime.datetime.now().isoformat(), time.time_ns())
