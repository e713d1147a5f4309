"""Where sys.exit() ends the program, what that holds goes at once, before threads are waited for."""
# test: plain
import threading
import time


class Thing:
    def __init__(self, name, is_cycle=False):
        self.name = name
        self.me = self if is_cycle else None

    def __del__(self):
        print("del", self.name)


def work():
    time.sleep(0.1)
    print("the thread ends")


def fail():
    local = Thing("of the frame that raised")
    threading.Thread(target=work).start()
    raise SystemExit(4)


plain = Thing("a name")
cyclic = Thing("a name of a cycle", True)
Thing("a cycle", True)
fail()
