import threading
import time


def numbers():
    for number in range(3):
        time.sleep(1)
        yield number


def consume(name, generator):
    try:
        for number in generator:
            print(name, number, time.monotonic())
    except ValueError as error:
        print(name, error, time.monotonic())


shared = numbers()
threads = [threading.Thread(target=consume, args=(name, shared)) for name in "ab"]
for thread in threads:
    thread.start()
    time.sleep(0.5)
for thread in threads:
    thread.join()


def outer(generator):
    yield from generator
    time.sleep(1)
    yield "end"


threads = [threading.Thread(target=consume, args=(name, outer(numbers()))) for name in "cd"]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
