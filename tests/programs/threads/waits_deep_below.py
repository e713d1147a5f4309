# Threads wait at all depths, above and below C code, and find their frames again.
import threading
import time


def slowly(number, every):
    if number % every == 0:
        time.sleep(0.01)
    total = number + slowly(number - 1, every) if number else 0
    if number % every == 0:
        time.sleep(0.01)
    return total


def by_key(number):
    """Each level waits below a sort."""
    def key(item):
        time.sleep(0.01)
        return by_key(number - 1) if number else item

    return min([number], key=key)


def up_and_down(number, kept):
    kept = [kept, number]
    time.sleep(0.001 * number)
    if number < 200:
        kept = up_and_down(number + 1, kept)
        time.sleep(0.002)
    return kept


def run(name):
    print(name, slowly(600, 7), slowly(800, 100), by_key(20), f"{time.monotonic():.3f}")
    kept, levels = up_and_down(0, None), 0
    while kept is not None:
        kept, _ = kept
        levels += 1
    print(name, levels, f"{time.monotonic():.3f}")


threads = [threading.Thread(target=run, args=(number,)) for number in range(5)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
