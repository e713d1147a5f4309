# test: plain
# How deep a thread may go depends neither on where it waits meanwhile, nor on who else does.
import threading
import time


def wait(number):
    if number % 200 == 0:
        time.sleep(0.001)


def depth(number=1):
    wait(number)
    try:
        return depth(number + 1)
    except RecursionError:
        return number


class Walker:
    def down(self, number=1):
        wait(number)
        step = self.down  # a bound method
        try:
            return step(number + 1)
        except RecursionError:
            return number

    def star(self, number=1):
        wait(number)
        arguments = (number + 1,)
        try:
            return self.star(*arguments)
        except RecursionError:
            return number

    def stars(self, number=1):
        wait(number)
        try:
            return self.stars(**{"number": number + 1})
        except RecursionError:
            return number


depths = {}


def run(name):
    depths[name] = [depth(), Walker().down(), Walker().star(), Walker().stars()]


class Thread(threading.Thread):
    def run(self):
        run(self.name)


run("main")
threads = [Thread(name=f"own-{number}") for number in range(3)]
threads += [threading.Thread(target=run, args=(f"args-{number}",)) for number in range(3)]
threads += [threading.Thread(target=run, kwargs={"name": f"kwargs-{number}"}) for number in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
for name in sorted(depths):
    print(name, *depths[name])
