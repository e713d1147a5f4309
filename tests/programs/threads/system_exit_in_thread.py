import sys
import threading


def worker():
    print("leaving")
    sys.exit(5)


thread = threading.Thread(target=worker)
thread.start()
thread.join()
print("main is not left")
