# What runs after a thread's own code waits too: the hook for its exception, and what dies with it.
import threading
import time


def tell(*what):
    print(f"{time.monotonic():.2f}", *what)


class Slow:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        time.sleep(0.1)
        with lock:
            time.sleep(0.1)
        tell("gone", self.name)


def hook(arguments):
    time.sleep(0.1)
    with lock:
        time.sleep(0.1)
    tell("hook", arguments.thread.name, arguments.exc_value)


def fails(seconds, item):
    time.sleep(seconds)
    raise ValueError(seconds)


def ends(seconds, item):
    time.sleep(seconds)
    del item
    tell("ends", seconds)
    return Slow(f"result {seconds}")


lock = threading.Lock()
threading.excepthook = hook
threads = []
for number in range(6):
    work = (fails, ends)[number % 2]
    seconds = 0.05 * number
    threads.append(threading.Thread(target=work, name=f"t{number}", args=(seconds, Slow(f"argument {number}"))))
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
    tell(thread.name, "joined")
