# Threads that wait in the midst of C code keep the stack that they stand on; the others go on.
import functools
import threading
import time


def tell(name, *what):
    print(f"{time.monotonic():.2f}", name, *what)


class Guard:
    def __init__(self, name, seconds):
        self.name, self.seconds = name, seconds
        time.sleep(seconds)

    def __enter__(self):
        time.sleep(self.seconds)
        return self

    def __exit__(self, *error):
        time.sleep(self.seconds)
        return True

    def __del__(self):
        time.sleep(self.seconds)
        tell(self.name, "gone")

    def __lt__(self, other):
        time.sleep(self.seconds)
        return self.name < other.name

    def __iter__(self):
        time.sleep(self.seconds)
        yield 1
        time.sleep(self.seconds)
        yield 2

    def __getattr__(self, name):
        time.sleep(self.seconds)
        return name.upper()

    def __bool__(self):
        time.sleep(self.seconds)
        return False


def sort_key(name, seconds):
    def key(number):
        time.sleep(seconds)
        return -number

    tell(name, sorted([1, 3, 2], key=key), max([1, 2], key=key))


def natives(name, seconds):
    tell(name, list(map(time.sleep, [seconds, seconds])))
    tell(name, functools.partial(time.sleep, seconds)())
    tell(name, [time.sleep(seconds) for _ in range(2)])


def guards(name, seconds):
    with Guard(name, seconds) as guard:
        tell(name, list(guard), guard.colour, bool(guard), *guard)
        raise ValueError("dropped")
    ordered = sorted([Guard(name + letter, seconds) for letter in "ba"])
    tell(name, [guard.name for guard in ordered])


def generators(name, seconds):
    def numbers():
        try:
            time.sleep(seconds)
            yield 1
            time.sleep(seconds)
            yield 2
        finally:
            time.sleep(seconds)
            tell(name, "closed")

    tell(name, sum(numbers()), next(numbers()))
    for number in numbers():
        tell(name, number)
        break


lock = threading.Lock()


def locks(name, seconds):
    def locked(number):
        with lock:
            time.sleep(seconds)
        return number

    tell(name, sorted([2, 1], key=locked))
    tell(name, list(map(lock.acquire, [True])))
    time.sleep(seconds)
    lock.release()
    tell(name, all(locked(number) for number in range(3)))


threads = []
for number, work in enumerate([sort_key, natives, guards, generators, locks] * 2):
    name = f"{work.__name__}-{number}"
    threads.append(threading.Thread(target=work, args=(name, 0.01 * (number + 1))))
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
tell("all", "done")
