"""Two jobs of pure computing: one after the other, in two threads, in two processes. Prints what each way
took, as parts of the first."""

import threading
import time
from concurrent.futures import ProcessPoolExecutor

ROUNDS = 20_000


def job(_=0):
    total = 0
    for i in range(ROUNDS):
        total += i * i
    return total


def one_after_the_other():
    job()
    job()


def threads():
    both = [threading.Thread(target=job) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()


def measure(way):
    began = time.perf_counter()
    way()
    return time.perf_counter() - began


if __name__ == "__main__":
    with ProcessPoolExecutor(2) as pool:
        list(pool.map(job, range(2)))  # the workers have started

        def processes():
            list(pool.map(job, range(2)))

        times = [measure(way) for way in (one_after_the_other, threads, processes)]
    print(*(f"{taken / times[0]:.3f}" for taken in times))
