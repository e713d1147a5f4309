#!/usr/bin/python3
"""Writes random asyncio programs and compares what the engine does with what CPython does.

    tests/oracle/random_programs.py [--engine build/meanwhile] [--count 100] [--seed 1] [--keep DIR]

Each program is a handful of tasks that sleep, yield, lock, wait, put, get, gather, cancel and time
out as the dice say, or (with --threads) of threads that do the like; every step of the way is
printed, so the output is the order of all that happened. The output, the exit code and the order of task steps must be the same. A program that
differs is shown with its seed; --keep writes such programs to a folder. The last line is
`N passed, N failed`."""

import argparse
import os
import random
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "programs"))
import run as runner

NAPS = (0, 0, 0.1, 0.2, 0.3, 0.5, 1, 1, 2)
HEAD = '''import asyncio


def note(*what):
    task = asyncio.current_task()
    loop = asyncio.get_running_loop()
    print(f"{loop.time():.3f}", task.get_name() if task else "-", *what)


'''


class Writer:
    """A program under construction. Functions are written callees first, so there are no cycles."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.functions = []  # names of those that are written already
        self.lines = []

    def pick(self, *choices):
        return self.random.choice(choices)

    def nap(self):
        return self.random.choice(NAPS)

    def call(self):
        return f"{self.random.choice(self.functions)}(s)" if self.functions else "asyncio.sleep(0.1)"

    def awaitable(self):
        return self.pick(self.call(), self.call(), f"asyncio.sleep({self.nap()}, 'slept')",
                         f"asyncio.create_task({self.call()})", f"asyncio.shield({self.call()})",
                         f"asyncio.wait_for({self.call()}, {self.pick(0, 0.1, 0.5, 1, None)})")

    def emit(self, depth, line):
        self.lines.append("    " * depth + line)

    def body(self, depth, nesting):
        for _ in range(self.random.randint(1, 3)):
            self.statement(depth, nesting)

    def statement(self, depth, nesting):
        kinds = [self.sleep, self.sleep, self.say, self.await_one, self.flag, self.put_or_get,
                 self.spawn, self.cancel, self.raise_]
        if nesting < 2:
            kinds += [self.lock, self.semaphore, self.try_, self.try_, self.timeout, self.gather,
                      self.group, self.wait, self.as_completed, self.loop, self.condition]
        self.random.choice(kinds)(depth, nesting)

    def sleep(self, depth, nesting):
        self.emit(depth, f"await asyncio.sleep({self.nap()})")
        self.emit(depth, f"note('slept', {len(self.lines)})")

    def say(self, depth, nesting):
        self.emit(depth, f"note('here', {len(self.lines)})")

    def await_one(self, depth, nesting):
        self.emit(depth, f"note('got', await {self.awaitable()})")

    def flag(self, depth, nesting):
        self.emit(depth, self.pick("s.event.set()", "s.event.clear()",
                                   "await asyncio.wait_for(s.event.wait(), 1)",
                                   "note('flag', s.event.is_set())"))

    def put_or_get(self, depth, nesting):
        self.emit(depth, self.pick(f"s.queue.put_nowait({len(self.lines)})",
                                   f"await asyncio.wait_for(s.queue.put({len(self.lines)}), 0.5)",
                                   "note('item', await asyncio.wait_for(s.queue.get(), 0.5))",
                                   "note('size', s.queue.qsize())"))

    def spawn(self, depth, nesting):
        self.emit(depth, f"s.tasks.append(asyncio.create_task({self.call()}))")

    def cancel(self, depth, nesting):
        self.emit(depth, "if s.tasks:")
        self.emit(depth + 1, self.pick("note('cancel', s.tasks[0].cancel())",
                                       "note('cancel', s.tasks.pop().cancel())",
                                       "note('done', s.tasks[-1].done())"))

    def raise_(self, depth, nesting):
        if self.random.random() < 0.4:
            self.emit(depth, f"raise {self.pick('ValueError', 'KeyError')}({len(self.lines)})")
        else:
            self.say(depth, nesting)

    def lock(self, depth, nesting):
        self.emit(depth, "async with s.lock:")
        self.emit(depth + 1, f"await asyncio.sleep({self.nap()})")
        self.emit(depth + 1, f"note('locked', {len(self.lines)})")

    def semaphore(self, depth, nesting):
        self.emit(depth, "async with s.semaphore:")
        self.emit(depth + 1, f"await asyncio.sleep({self.nap()})")
        self.emit(depth + 1, f"note('in semaphore', {len(self.lines)})")

    def condition(self, depth, nesting):
        self.emit(depth, "async with s.condition:")
        self.emit(depth + 1, self.pick("s.condition.notify()", "s.condition.notify_all()",
                                       "await asyncio.wait_for(s.condition.wait(), 0.7)"))
        self.emit(depth, f"note('condition', {len(self.lines)})")

    def try_(self, depth, nesting):
        self.emit(depth, "try:")
        self.body(depth + 1, nesting + 1)
        clause = self.pick("except Exception as error:", "except (ValueError, TimeoutError) as error:",
                           "except asyncio.CancelledError as error:", "finally:")
        self.emit(depth, clause)
        if clause == "finally:":
            self.emit(depth + 1, f"note('finally', {len(self.lines)})")
            self.emit(depth + 1, f"await asyncio.sleep({self.nap()})")
        else:
            self.emit(depth + 1, "note('caught', type(error).__name__)")
            if "Cancelled" in clause and self.random.random() < 0.7:
                self.emit(depth + 1, "raise")

    def timeout(self, depth, nesting):
        self.emit(depth, "try:")
        self.emit(depth + 1, f"async with asyncio.timeout({self.pick(0.1, 0.5, 1, 2)}):")
        self.body(depth + 2, nesting + 1)
        self.emit(depth, "except TimeoutError:")
        self.emit(depth + 1, "note('timed out')")

    def gather(self, depth, nesting):
        many = ", ".join(self.awaitable() for _ in range(self.random.randint(1, 3)))
        keep = self.pick("", ", return_exceptions=True")
        self.emit(depth, f"results = await asyncio.gather({many}{keep})")
        self.emit(depth, "note('gathered', [r if not isinstance(r, BaseException) else type(r).__name__"
                         " for r in results])")

    def group(self, depth, nesting):
        self.emit(depth, "try:")
        self.emit(depth + 1, "async with asyncio.TaskGroup() as group:")
        for _ in range(self.random.randint(1, 3)):
            self.emit(depth + 2, f"group.create_task({self.call()})")
        self.body(depth + 2, nesting + 1)
        self.emit(depth, "except* Exception as errors:")
        self.emit(depth + 1, "note('group', [type(e).__name__ for e in errors.exceptions])")

    def wait(self, depth, nesting):
        when = self.pick("FIRST_COMPLETED", "FIRST_EXCEPTION", "ALL_COMPLETED")
        many = ", ".join(f"asyncio.create_task({self.call()})" for _ in range(self.random.randint(1, 3)))
        self.emit(depth, f"done, pending = await asyncio.wait([{many}], timeout="
                         f"{self.pick('None', '0.3', '1')}, return_when=asyncio.{when})")
        self.emit(depth, "note('waited', [t.get_name() for t in done], [t.get_name() for t in pending])")
        if self.random.random() < 0.5:
            self.emit(depth, "for task in pending:")
            self.emit(depth + 1, "task.cancel()")

    def as_completed(self, depth, nesting):
        many = ", ".join(self.call() for _ in range(self.random.randint(1, 3)))
        self.emit(depth, f"for future in asyncio.as_completed([{many}], timeout={self.pick('None', '0.4')}):")
        self.emit(depth + 1, "try:")
        self.emit(depth + 2, "note('completed', await future)")
        self.emit(depth + 1, "except Exception as error:")
        self.emit(depth + 2, "note('failed', type(error).__name__)")

    def loop(self, depth, nesting):
        self.emit(depth, f"for turn in range({self.random.randint(1, 3)}):")
        self.body(depth + 1, nesting + 1)

    def program(self):
        for n in range(self.random.randint(2, 5)):
            name = f"job{n}"
            self.emit(0, f"async def {name}(s):")
            self.emit(1, f"note('{name} begins')")
            self.body(1, 0)
            self.emit(1, f"return '{name}'")
            self.emit(0, "")
            self.emit(0, "")
            self.functions.append(name)
        self.emit(0, "class State:")
        self.emit(1, "def __init__(self):")
        for line in ("self.lock = asyncio.Lock()", f"self.semaphore = asyncio.Semaphore({self.pick(1, 2)})",
                     "self.condition = asyncio.Condition()", "self.event = asyncio.Event()",
                     f"self.queue = asyncio.Queue({self.pick(0, 1, 2)})", "self.tasks = []"):
            self.emit(2, line)
        self.emit(0, "")
        self.emit(0, "")
        self.emit(0, "async def main():")
        self.emit(1, "s = State()")
        for name in self.functions:
            self.emit(1, f"s.tasks.append(asyncio.create_task({name}(s)))")
        self.emit(1, "results = await asyncio.gather(*s.tasks, return_exceptions=True)")
        self.emit(1, "note([r if isinstance(r, str) else type(r).__name__ for r in results])")
        self.emit(1, f"await asyncio.sleep({self.pick(0, 1, 3)})")
        self.emit(0, "")
        self.emit(0, "")
        self.emit(0, "asyncio.run(main())")
        return HEAD + "\n".join(self.lines) + "\n"


THREADS_HEAD = '''import queue
import threading
import time
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, as_completed, wait


def note(*what):
    print(f"{time.monotonic():.3f}", threading.current_thread().name, *what)


lock, rlock = threading.Lock(), threading.RLock()
semaphore, event, condition = threading.Semaphore(2), threading.Event(), threading.Condition()
jobs = queue.Queue(2)


'''


class ThreadWriter(Writer):
    """The same with threads. No wait is without an end, so that most programs come to one."""

    def call(self):
        return self.random.choice(self.functions) if self.functions else "time.sleep"

    def arguments(self):
        return "()" if self.functions else "(0.1,)"

    def statement(self, depth, nesting):
        kinds = [self.sleep, self.sleep, self.say, self.event, self.queue, self.try_lock]
        if nesting < 2:
            kinds += [self.lock, self.lock, self.semaphore, self.condition, self.spawn, self.pool, self.loop]
        self.random.choice(kinds)(depth, nesting)

    def sleep(self, depth, nesting):
        self.emit(depth, f"time.sleep({self.nap()})")
        self.emit(depth, f"note('slept', {len(self.lines)})")

    def event(self, depth, nesting):
        self.emit(depth, self.pick("event.set()", "event.clear()", "note('event', event.wait(0.7))",
                                   "note('flag', event.is_set())"))

    def queue(self, depth, nesting):
        self.emit(depth, "try:")
        self.emit(depth + 1, self.pick("note('item', jobs.get(timeout=0.5))", "jobs.put_nowait(1)",
                                       f"jobs.put({len(self.lines)}, timeout=0.4)"))
        self.emit(depth, "except (queue.Empty, queue.Full) as error:")
        self.emit(depth + 1, "note(type(error).__name__)")

    def try_lock(self, depth, nesting):
        self.emit(depth, f"if lock.acquire(timeout={self.pick(0, 0.1, 0.5, 1)}):")
        self.emit(depth + 1, f"time.sleep({self.nap()})")
        self.emit(depth + 1, f"note('locked', {len(self.lines)})")
        self.emit(depth + 1, "lock.release()")
        self.emit(depth, "else:")
        self.emit(depth + 1, "note('not locked')")

    def lock(self, depth, nesting):
        self.emit(depth, self.pick("with rlock:", "with rlock, semaphore:"))
        self.body(depth + 1, nesting + 1)

    def semaphore(self, depth, nesting):
        self.emit(depth, "with semaphore:")
        self.emit(depth + 1, f"time.sleep({self.nap()})")
        self.emit(depth + 1, f"note('in semaphore', {len(self.lines)})")

    def condition(self, depth, nesting):
        self.emit(depth, "with condition:")
        self.emit(depth + 1, self.pick("condition.notify()", "condition.notify_all()",
                                       "note('told', condition.wait(0.6))"))
        self.emit(depth, f"note('condition', {len(self.lines)})")

    def spawn(self, depth, nesting):
        self.emit(depth, f"thread = threading.Thread(target={self.call()}, args={self.arguments()})")
        self.emit(depth, "thread.start()")
        self.emit(depth, f"note('started', {len(self.lines)})")
        self.emit(depth, self.pick("thread.join()", "thread.join(0.3)", "note(thread.is_alive())"))

    def pool(self, depth, nesting):
        self.emit(depth, f"with ThreadPoolExecutor({self.random.randint(1, 3)}) as pool:")
        self.emit(depth + 1, f"futures = [pool.submit({self.call()}, *{self.arguments()}) for _ in range(3)]")
        self.emit(depth + 1, self.pick(
            "note(len(wait(futures, timeout=0.5)[0]))", "note(futures[-1].cancel())",
            "note([f.result() for f in as_completed(futures)])",
            "note([futures.index(f) for f in wait(futures, return_when=FIRST_COMPLETED)[0]])"))

    def program(self):
        for n in range(self.random.randint(2, 4)):
            name = f"job{n}"
            self.emit(0, f"def {name}():")
            self.emit(1, f"note('{name} begins')")
            self.body(1, 0)
            self.emit(1, f"return '{name}'")
            self.emit(0, "")
            self.emit(0, "")
            self.functions.append(name)
        self.emit(0, "threads = [")
        for name in self.functions:
            self.emit(1, f"threading.Thread(target={name}, name='{name}'),")
        self.emit(0, "]")
        self.emit(0, "for thread in threads:")
        self.emit(1, "thread.start()")
        self.emit(0, "for thread in threads:")
        self.emit(1, "thread.join()")
        self.emit(0, "note('end', jobs.qsize())")
        return THREADS_HEAD + "\n".join(self.lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--engine", default=os.path.join(runner.TREE, "build", "meanwhile"))
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", action="store_true", help="threads instead of tasks")
    parser.add_argument("--keep", help="a folder for the programs that differ")
    options = parser.parse_args()
    engine = runner.engine_command(os.path.abspath(options.engine))
    oracle = runner.oracle_command("")
    passed = failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(options.seed, options.seed + options.count):
            text = (ThreadWriter if options.threads else Writer)(seed).program()
            path = os.path.join(folder, f"random_{seed}.py")
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
            program = runner.Program(path)
            expected, actual = runner.run(program, oracle), runner.run(program, engine)
            wrong = "".join(
                runner.difference(part, expected[part], actual[part])
                for part in ("out", "exit", "steps")
                if (expected[part] or "") != (actual[part] or "")
            )
            if not wrong:
                passed += 1
                continue
            failed += 1
            sys.stdout.write(f"FAILED seed {seed}\n{wrong}{actual['stderr'][-400:]}")
            if options.keep:
                os.makedirs(options.keep, exist_ok=True)
                with open(os.path.join(options.keep, f"random_{seed}.py"), "w") as file:
                    file.write(text)
    sys.stdout.write(f"{passed} passed, {failed} failed\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
