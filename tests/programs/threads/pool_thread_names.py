import threading
import time
from concurrent.futures import ThreadPoolExecutor


def who(_):
    time.sleep(0.1)
    return threading.current_thread().name


with ThreadPoolExecutor(2, thread_name_prefix="crew") as pool:
    print(list(pool.map(who, range(4))))


def begin(tag):
    print("initializer", tag)


with ThreadPoolExecutor(1, initializer=begin, initargs=("x",)) as pool:
    print(list(pool.map(abs, [-1, -2])))
