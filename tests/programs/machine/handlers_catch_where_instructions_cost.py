# test: plain
# meanwhile: machine instruction 1us switch 7us
"""Whoever is interrupted after any instruction finds its handlers: 60 threads raise and catch at once."""
import queue
import threading


def tell(kind):
    with lock:
        told[kind] = told.get(kind, 0) + 1


def nested(number):
    try:
        try:
            if number % 2:
                raise ValueError(number)
            {}[number]
        except KeyError:
            tell("KeyError")
            raise IndexError from None
        finally:
            tell("finally")
    except (ValueError, IndexError) as error:
        tell(type(error).__name__)


def numbers():
    try:
        yield 1
        yield 2
    except GeneratorExit:
        tell("GeneratorExit")
        raise


def work(number):
    for _ in range(3):
        nested(number)
        try:
            items.get(timeout=0.0001)
        except queue.Empty:
            tell("Empty")
        generator = numbers()
        next(generator)
        generator.close()
        with lock:
            pass


told = {}
lock = threading.Lock()
items = queue.Queue()
threads = [threading.Thread(target=work, args=(number,)) for number in range(60)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
for kind in sorted(told):
    print(kind, told[kind])
