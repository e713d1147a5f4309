import time

time.sleep(1.5)
print(time.time(), time.perf_counter(), time.monotonic(), time.time_ns())
time.sleep(0)
time.sleep(1)
print(time.perf_counter())
time.sleep(0.1)
time.sleep(0.2)
print(time.perf_counter(), time.perf_counter_ns())
for wrong in (-1, "1", None):
    try:
        time.sleep(wrong)
    except (ValueError, TypeError) as error:
        print(type(error).__name__, error)
print(time.sleep(True), time.monotonic())
