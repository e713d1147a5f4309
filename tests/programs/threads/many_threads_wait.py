# Threads that only wait cost little: hundreds of them at a time, in all that they can wait for.
import queue
import threading
import time

COUNT = 300
lock = threading.Lock()
begin = threading.Event()
room = threading.Semaphore(100)
items = queue.Queue()
total = 0
most = inside = 0


def work(number):
    global total, inside, most
    begin.wait()
    with room:
        inside += 1
        most = max(most, inside)
        time.sleep(0.01)
        inside -= 1
    with lock:
        total += number
    items.put(number)


def take():
    taken = 0
    for _ in range(COUNT):
        taken += items.get()
    print("taken", taken, time.monotonic())


taker = threading.Thread(target=take)
taker.start()
threads = [threading.Thread(target=work, args=(number,)) for number in range(COUNT)]
for thread in threads:
    thread.start()
print(threading.active_count(), time.monotonic())
time.sleep(1)
begin.set()
for thread in threads:
    thread.join()
taker.join()
print(total, most, threading.active_count(), time.monotonic())


def chain(number):
    """Each starts the next and waits for it."""
    if number > 0:
        thread = threading.Thread(target=chain, args=(number - 1,))
        thread.start()
        time.sleep(0.001)
        thread.join()
    else:
        time.sleep(1)


chain(100)
print(f"{time.monotonic():.3f}")
