# test: plain
"""What a job raises is raised by its future, with the remote traceback as its cause."""
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
import sys


class Custom(Exception):
    def __init__(self, message, code=0):
        super().__init__(message)
        self.code = code


class Picky(Exception):
    def __init__(self, message, code):
        super().__init__(message)
        self.code = code


def fail(kind):
    if kind == "value":
        raise ValueError("wrong", 1)
    if kind == "key":
        return {}["k"]
    if kind == "custom":
        raise Custom("custom", 7)
    if kind == "exit":
        sys.exit(3)
    if kind == "group":
        raise ExceptionGroup("several", [ValueError(1), TypeError(2)])
    if kind == "chain":
        try:
            1 / 0
        except ZeroDivisionError as error:
            raise RuntimeError("because") from error
    if kind == "picky":
        raise Picky("picky", 8)
    return kind


if __name__ == "__main__":
    with ProcessPoolExecutor(max_workers=1) as pool:
        for kind in ["value", "key", "custom", "exit", "group", "chain", "fine"]:
            call = pool.submit(fail, kind)
            try:
                print(call.result())
            except BaseException as error:
                print(repr(error), getattr(error, "code", None), type(error.__cause__).__name__,
                      error.__context__)
                lines = str(error.__cause__).splitlines()
                print(lines[1], lines[2], lines[-2], lines[-1])
        results = pool.map(fail, ["fine", "value", "fine"])
        print(next(results))
        try:
            next(results)
        except ValueError as error:
            print(repr(error))
        print(list(results))
    # An exception that pickle takes apart but cannot put together breaks the pool.
    with ProcessPoolExecutor(max_workers=1) as pool:
        call = pool.submit(fail, "picky")
        try:
            call.result()
        except BrokenProcessPool as error:
            print(error)
        try:
            pool.submit(fail, "fine")
        except BrokenProcessPool as error:
            print(error)
