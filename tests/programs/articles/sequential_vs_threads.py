import threading
import time


def io_bound(n):
    time.sleep(1)
    return n


start = time.perf_counter()
for n in range(4):
    io_bound(n)
print(f"one after another: {time.perf_counter() - start:.2f} s")

start = time.perf_counter()
threads = [threading.Thread(target=io_bound, args=(n,)) for n in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(f"threads: {time.perf_counter() - start:.2f} s")
