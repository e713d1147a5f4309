# test: by-hand
# meanwhile: machine instruction 100ns switch 1ms
"""`counter += 1` is safe where the GIL is handed over only after a jump or a call, as in CPython 3.11; with a
call between reading and writing, updates are lost when a switch comes there. How many is the machine's
affair; that some are, and that a lock mends it, is what this shows."""
import threading

counter = 0
lock = threading.Lock()


def identity(value):
    return value


def plain():
    global counter
    for _ in range(3000):
        counter += 1


def with_a_call():
    global counter
    for _ in range(3000):
        value = identity(counter)
        value = identity(value + 1)
        counter = value


def with_a_lock():
    global counter
    for _ in range(3000):
        with lock:
            value = identity(counter)
            counter = identity(value + 1)


for target in (plain, with_a_call, with_a_lock):
    counter = 0
    threads = [threading.Thread(target=target) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(target.__name__, counter == 9000)
