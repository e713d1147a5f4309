from time import monotonic, perf_counter, sleep, strftime, time

sleep(2)
print(perf_counter(), monotonic(), time(), strftime("%M:%S"))
import time as t

t.sleep(1)
print(t.time(), time())
