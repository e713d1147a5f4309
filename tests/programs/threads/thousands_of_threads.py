# test: by-hand
# More threads than CPython could start here. Half of them sleep, half of them wait below a sort, and
# each tells when it is through: the one with number n at n ms, so that what they tell is sorted.
import threading
import time

COUNT = 6000
told = []


def work(number):
    if number % 2 == 0:
        time.sleep(number / 1000)
    else:
        sorted([number], key=lambda item: time.sleep(item / 1000))
    told.append(number)


threads = [threading.Thread(target=work, args=(number,)) for number in range(COUNT)]
for thread in threads:
    thread.start()
print(threading.active_count(), told)  # the first, too, lets its starter go on before it is through
for thread in threads:
    thread.join()
print(told == list(range(COUNT)), time.monotonic() == (COUNT - 1) / 1000, threading.active_count())
