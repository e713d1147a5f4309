# What threading.Thread is like from outside: its parts, its subclasses, its errors.
import sys
import threading
import time


def attempt(function, *arguments, **keywords):
    try:
        print(function(*arguments, **keywords))
    except BaseException as error:
        print(type(error).__name__, error)


def work(*arguments, **keywords):
    print(threading.current_thread().name, arguments, keywords)
    time.sleep(1)


class Callable:
    def __call__(self):
        print("called")


attempt(threading.Thread, 1)
attempt(threading.Thread, 1, 2, 3, 4, 5, 6)
attempt(threading.Thread, wrong=1)
print(threading.Thread(), threading.Thread(target=work), threading.Thread(target=Callable()))
print(threading.Thread(name="", target=work).name, threading.Thread(name=5).name)
print(threading.Thread(daemon=True), threading.Thread(None, work, "named", (1,), {"key": 2}))
print(threading.Thread.__name__, threading.Thread.__module__, threading.Thread.__qualname__)

thread = threading.Thread(target=work, args=[1, 2], kwargs={"key": "value"})
print(thread._target is work, thread._args, thread._kwargs, thread.ident, thread.is_alive())
attempt(thread.join)
thread.start()
print(thread, thread.is_alive(), thread.ident is not None, thread.ident == thread.native_id)
attempt(thread.start)
attempt(setattr, thread, "daemon", True)
attempt(thread.join, 0.5)
attempt(thread.join, timeout=-1)
attempt(thread.join, "soon")
attempt(thread.join, None)
print(thread, thread.is_alive())
attempt(lambda: thread._target)
attempt(thread.start)
attempt(threading.current_thread().join)
thread.extra = 1
print(thread.extra, thread._kwargs if hasattr(thread, "_kwargs") else "no keywords left")


class Returning(threading.Thread):
    def __init__(self, *arguments, **keywords):
        super().__init__(*arguments, **keywords)
        self.result = None

    def run(self):
        if self._target is not None:
            self.result = self._target(*self._args, **self._kwargs)

    def join(self, *arguments):
        super().join(*arguments)
        return self.result


def double(number, *, plus=0):
    time.sleep(number)
    return number * 2 + plus


threads = [Returning(target=double, args=(number,), kwargs={"plus": 1}) for number in range(3)]
for thread in threads:
    thread.start()
print([thread.join() for thread in threads], [thread.name for thread in threads])


class Forgetful(threading.Thread):
    def __init__(self):
        pass


attempt(Forgetful().start)


class Twice(threading.Thread):
    def run(self):
        time.sleep(0.1)
        print("before", self.name)
        super().run()
        print("after")
        super().run()


def hook(arguments):
    print("hook", arguments.exc_type.__name__, arguments.exc_value, arguments.thread.name,
          arguments.thread.is_alive(), arguments.thread in threading.enumerate())


threading.excepthook = hook
thread = Twice(target=lambda: time.sleep(0.5), name="twice")
thread.start()
thread.join()

for keywords in ({"target": 5}, {"target": work, "args": 5}, {"target": work, "kwargs": {"wrong": 1}},
                 {"target": work, "kwargs": [1]}, {"target": double, "kwargs": {"wrong": 1}},
                 {"target": print, "args": (x for x in "abc")}, {"target": lambda: sys.exit(3)},
                 {"target": None}, {"target": time.sleep, "args": (0.5,)}):
    thread = threading.Thread(name="odd", **keywords)
    thread.start()
    thread.join()
    print(thread)


class Replaced(threading.Thread):
    pass


thread = Replaced(target=work)
thread.run = lambda: print("replaced")
thread.start()
thread.join()


class Noisy:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("gone", self.name)


thread = threading.Thread(target=lambda item: time.sleep(0.5), args=(Noisy("argument"),))
thread.start()
print("started")
thread.join()
print("joined")
parent = threading.Thread(target=lambda: print(threading.Thread().daemon), daemon=True)
parent.start()
parent.join()
print([thread.name for thread in threading.enumerate()], threading.active_count())
print(threading.main_thread(), threading.main_thread() is threading.current_thread())

for part in ("_target", "_args", "_kwargs"):
    thread = threading.Thread(target=work, name="parted")
    delattr(thread, part)
    thread.start()
    thread.join()
thread = threading.Thread(target=work, name="before")
thread._args, thread._kwargs, thread._name = [1, 2], {"key": 3}, "after"
thread.start()
thread.join()
thread = threading.Thread(target=work)
thread.run()
attempt(thread.run)


class Again(threading.Thread):
    def __init__(self):
        super().__init__()
        super().__init__(target=work, args=("again",))


thread = Again()
thread.start()
thread.join()
print(thread)
