"""process_time and thread_time count what was computed, not what was waited for."""
import threading
import time

from meanwhile import cpu


def work():
    cpu(0.012)
    print("thread", time.thread_time(), time.thread_time_ns())


time.sleep(1)
print(time.process_time(), time.thread_time())
cpu(0.005)
threads = [threading.Thread(target=work) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(time.process_time(), time.process_time_ns(), time.thread_time(), time.perf_counter())
