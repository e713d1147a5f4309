# test: plain
"""An initializer runs once in every worker, with what the parent gave it; one that fails breaks the pool."""
import logging
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

state = {}
given = ["parent's"]


def prepare(name, things):
    state["name"] = name
    things.append("child's")
    state["things"] = things


def job(n):
    return n, state["name"], state["things"], given


def broken():
    raise RuntimeError("cannot begin")


if __name__ == "__main__":
    with ProcessPoolExecutor(2, initializer=prepare, initargs=("worker", given)) as pool:
        print(list(pool.map(job, range(3))))
    print(state, given)
    logging.getLogger("concurrent.futures").disabled = True
    with ProcessPoolExecutor(1, initializer=broken) as pool:
        try:
            pool.submit(job, 1).result()
        except BrokenProcessPool as error:
            print(type(error).__mro__[1].__name__, error)
    try:
        ProcessPoolExecutor(1, initializer=5)
    except TypeError as error:
        print(error)
