# test: stderr
# Exceptions find their way through frames that were put aside while their thread waited.
import threading
import time


def fail(seconds):
    time.sleep(seconds)
    raise ValueError(f"after {seconds}")


def middle(seconds):
    try:
        fail(seconds)
    finally:
        time.sleep(seconds)
        print("finally", seconds)


def caught(seconds):
    try:
        middle(seconds)
    except ValueError as error:
        time.sleep(seconds)
        print("caught", error)
        try:
            time.sleep(seconds)
            raise KeyError(seconds)
        except KeyError as inner:
            print(repr(inner), repr(inner.__context__))
            time.sleep(seconds)
        time.sleep(seconds)
        raise


def numbers(seconds):
    for number in range(3):
        try:
            time.sleep(seconds)
            yield number
        except GeneratorExit:
            time.sleep(seconds)
            print("closed", seconds)
            raise


def thrown(seconds):
    generator = numbers(seconds)
    for number in generator:
        time.sleep(seconds)
        if number == 1:
            break
    generator.close()
    for number in numbers(seconds):
        time.sleep(seconds)
        raise IndexError(number)


def locals_kept(seconds):
    text = "kept" * 2
    try:
        fail(seconds)
    except ValueError as error:
        kept = error
    time.sleep(seconds)
    names = []
    step = kept.__traceback__
    while step is not None:
        names.append(step.tb_lineno)
        step = step.tb_next
    print(text, names)


threads = []
for number, work in enumerate([caught, thrown, locals_kept, middle]):
    threads.append(threading.Thread(target=work, args=(0.01 * (number + 1),), name=work.__name__))
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
