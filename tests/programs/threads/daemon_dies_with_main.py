import threading
import time


def forever():
    n = 0
    while True:
        time.sleep(1)
        n += 1
        print("tick", n)


threading.Thread(target=forever, daemon=True).start()
time.sleep(3.5)
print("main ends")
