# A thread's stack is small; recursion through natives ends in RecursionError there, too.
# test: no-steps
import threading


def by_key(value):
    return sorted([value], key=by_key)


def work():
    try:
        by_key(1)
    except RecursionError:
        print("too deep")
    nested = []
    for _ in range(10000):
        nested = [nested]
    try:
        repr(nested)
    except RecursionError:
        print("too deep")


for _ in range(3):
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
print("still here")
