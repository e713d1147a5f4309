# test: by-hand
# meanwhile: machine instruction 1us
"""A loop of 1,000 rounds takes a thousand times what one round takes, whatever that is in instructions, and
twice the work takes twice as long; two threads take as long as one after the other."""
import threading
import time


def work(rounds):
    total = 0
    for i in range(rounds):
        total += i
    return total


def measure(function, *arguments):
    began = time.perf_counter()
    function(*arguments)
    return time.perf_counter() - began


def in_threads():
    threads = [threading.Thread(target=work, args=(20_000,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


once, twice = measure(work, 20_000), measure(work, 40_000)
print(f"{twice / once:.3f} {measure(in_threads) / once:.2f}")
