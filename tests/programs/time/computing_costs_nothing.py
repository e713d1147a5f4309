import time

start = time.perf_counter()
total = sum(n * n for n in range(1000))
print(total, time.perf_counter() - start)
