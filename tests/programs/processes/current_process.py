"""Where a program stands among its processes, as multiprocessing says it."""
# test: plain
import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import cpu_count, current_process

PARENT = os.getpid()


def work(n):
    me = multiprocessing.current_process()
    return n * n, me.name.startswith("ForkProcess-"), me.pid == os.getpid(), me.pid != PARENT


if __name__ == "__main__":
    multiprocessing.freeze_support()
    print(cpu_count() == os.cpu_count(), current_process(), current_process().pid == PARENT)
    with ProcessPoolExecutor(max_workers=2) as pool:
        print(list(pool.map(work, range(4))))
    print(current_process().name, current_process().daemon)
