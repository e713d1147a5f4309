# test: plain
"""The future of a call that cannot be sent raises what pickle raises; the pool goes on."""
import threading
from concurrent.futures import ProcessPoolExecutor


def work(*args):
    return len(args)


def returns_a_lock():
    return threading.Lock()


def returns_a_generator():
    return (n for n in range(3))


def returns_a_function():
    def inner():
        pass
    return inner


class Holder:
    def __init__(self, held):
        self.held = held


def main():
    def local():
        pass

    class Local:
        pass

    nameless = lambda: 1
    with ProcessPoolExecutor(max_workers=1) as pool:
        calls = [
            pool.submit(local),
            pool.submit(nameless),
            pool.submit(work, nameless),
            pool.submit(work, Local()),
            pool.submit(work, threading.Lock()),
            pool.submit(work, threading.RLock()),
            pool.submit(work, [1, {"deep": threading.Lock()}]),
            pool.submit(work, Holder(threading.Event())),
            pool.submit(work, (n for n in range(3))),
            pool.submit(work, threading),
            pool.submit(returns_a_lock),
            pool.submit(returns_a_generator),
            pool.submit(returns_a_function),
            pool.submit(work, 1, 2, 3),
        ]
        for call in calls:
            try:
                print(call.result())
            except Exception as error:
                print(type(error).__module__, type(error).__name__, error)


if __name__ == "__main__":
    main()
    with ProcessPoolExecutor(max_workers=1) as pool:
        call = pool.submit(lambda: 1)
        error = call.exception()
        print(type(error).__name__, "attribute lookup <lambda> on __main__ failed" in str(error))
