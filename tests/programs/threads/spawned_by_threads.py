import threading
import time


def node(depth, path):
    print("enter", path)
    time.sleep(1)
    if depth:
        children = [threading.Thread(target=node, args=(depth - 1, path + str(n))) for n in range(2)]
        for child in children:
            child.start()
        for child in children:
            child.join()
    print("leave", path, time.monotonic())


node(2, "r")
