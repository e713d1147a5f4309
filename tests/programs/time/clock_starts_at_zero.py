import time

print(time.time(), time.perf_counter(), time.monotonic())
print(time.time_ns(), time.perf_counter_ns(), time.monotonic_ns())
print(type(time.time()).__name__, type(time.time_ns()).__name__)
