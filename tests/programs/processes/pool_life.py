# test: plain
"""Arguments that are refused, shutting down, cancelling, map with chunks, as_completed and wait."""
import concurrent.futures as futures
import os
import threading
from concurrent.futures import ProcessPoolExecutor


def work(n):
    return n * n


def where(_):
    return os.getpid(), threading.current_thread().name, threading.active_count()


if __name__ == "__main__":
    for wrong in [0, -1]:
        try:
            ProcessPoolExecutor(wrong)
        except ValueError as error:
            print(error)
    pool = ProcessPoolExecutor(2)
    try:
        pool.map(work, [1], chunksize=0)
    except ValueError as error:
        print(error)
    print(list(pool.map(work, range(10), chunksize=3)))
    print(list(pool.map(pow, [1, 2, 3], [3, 2, 1], chunksize=2)))
    print(list(pool.map(work, [])))
    calls = [pool.submit(work, n) for n in range(5)]
    print(sorted(call.result() for call in futures.as_completed(calls)))
    done, not_done = futures.wait(calls)
    print(len(done), len(not_done))
    print(all(call.done() for call in calls), calls[0].cancel(), calls[0].running())
    places = list(pool.map(where, range(4)))
    print(all(pid != os.getpid() for pid, _, _ in places), {name for _, name, _ in places},
          {count for _, _, count in places})
    finished = []
    call = pool.submit(work, 7)
    call.add_done_callback(lambda call: finished.append(call.result()))
    call.result()
    pool.shutdown()
    print(finished)
    try:
        pool.submit(work, 1)
    except RuntimeError as error:
        print(error)
    pool.shutdown()
    with ProcessPoolExecutor(1) as pool:
        print(pool.submit(work, 3).result(timeout=5))
    ProcessPoolExecutor(1).shutdown()
    left = ProcessPoolExecutor(1)
    print(left.submit(work, 9).result())
