"""timeit on the virtual clock: what sleeps takes time, what computes takes none."""
import time
import timeit
from timeit import default_timer as timer

start = timer()
time.sleep(1.5)
print(timer() - start)
print(timeit.timeit(lambda: time.sleep(0.125), number=8))
print(timeit.repeat(lambda: time.sleep(1), lambda: print("set up"), repeat=2, number=2))
print(timeit.Timer(lambda: time.sleep(0.0625)).autorange(lambda number, taken: print(number, taken)))
try:
    timeit.timeit(5)
except ValueError as error:
    print(error)
