import threading
import time

ping, pong = threading.Semaphore(1), threading.Semaphore(0)


def player(mine, other, word):
    for n in range(3):
        mine.acquire()
        print(word, n, time.monotonic())
        time.sleep(0.5)
        other.release()


a = threading.Thread(target=player, args=(ping, pong, "ping"))
b = threading.Thread(target=player, args=(pong, ping, "pong"))
a.start()
b.start()
a.join()
b.join()
