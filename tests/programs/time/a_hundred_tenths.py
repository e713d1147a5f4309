import time

for _ in range(100):
    time.sleep(0.1)
print(time.perf_counter() == 10.0, time.perf_counter_ns())
for _ in range(1000):
    time.sleep(0.001)
print(time.time())
