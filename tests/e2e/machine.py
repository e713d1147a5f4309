"""Threads, processes and cores as a user sees them: the four-way comparison, its explanation, deadlocks across
threads and processes, and what runs away."""

import os
import re
import shlex

from e2e import ROOT, contains, expect, read_trace, test

FOUR = [f"assets/demo/pages_{kind}.py" for kind in ("loop", "threads", "asyncio", "workers")]
WORLD = ("--world", "assets/demo/pages.world")


def at_home(case):
    (case.folder / "assets").symlink_to(ROOT / "assets")


@test
def the_readme_shows_four_ways_to_read_pages(case):
    """UPDATE=1 rewrites it."""
    readme = ROOT / "README.md"
    at_home(case)
    shown = re.search(r"^<!-- (meanwhile compare [^\n]*) -->\n```text\n(.*?)^```", readme.read_text(), re.S | re.M)
    expect(shown, "the README shows no comparison of four programs")
    done = case.run(*shlex.split(shown[1])[1:])
    if os.environ.get("UPDATE"):
        text = readme.read_text()
        readme.write_text(text[: shown.start(2)] + done.out.strip("\n") + "\n" + text[shown.end(2):])
    else:
        expect(done.out.strip("\n") == shown[2].strip("\n"), str(done))


@test
def the_four_ways_differ_by_what_the_trace_says(case):
    """Threads and tasks compute one at a time: the last reply, then as much work as is left; processes wait for
    four replies at a time."""
    at_home(case)
    done = case.run("compare", *WORLD, *FOUR)
    makespans = {name: float(value) * (1 if unit == "s" else 0.001) for name, value, unit in
                 re.findall(r"^ *pages_(\w+)\.py +([0-9.]+) (s|ms) +[0-9.]+ ", done.out, re.M)}
    expect(len(makespans) == 4, str(done))
    expect(makespans["loop"] > 12 * 0.1 + 12 * 0.1, str(makespans))
    expect(abs(makespans["threads"] - makespans["asyncio"]) < 0.001, str(makespans))
    expect(1.2 < makespans["threads"] < 1.2 + 0.2, str(makespans))
    expect(3 * (0.1 + 0.1) + 0.03 < makespans["workers"] < 1.1, str(makespans))
    explained = case.run("run", "--explain", *WORLD, FOUR[1])
    contains(explained.err, r"could go on, but waits for the GIL: ThreadPoolExecutor-0_\d+ has it",
             r"gets the GIL from ThreadPoolExecutor-0_\d+, for which it had waited [0-9.]+ ms")


@test
def processes_compete_for_cores(case):
    done = case.program("""
from concurrent.futures import ProcessPoolExecutor
from meanwhile import cpu

if __name__ == "__main__":
    with ProcessPoolExecutor(3) as pool:
        list(pool.map(cpu, [0.02] * 3))
""", "--explain", "--machine", "cores 2")
    contains(done.err, r"ForkProcess-3 could go on, but waits for a core: all cores are busy",
             r"ForkProcess-2 computes on core 1", r"ForkProcess-3 gets a core from ForkProcess-1")


@test
def a_deadlock_of_threads_names_who_holds_what(case):
    done = case.program("""
import threading, time
a, b = threading.Lock(), threading.Lock()

def take(first, second):
    with first:
        time.sleep(0.1)
        with second:
            pass

threads = [threading.Thread(target=take, args=pair) for pair in ((a, b), (b, a))]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
""", "--trace", "t.jsonl")
    expect(done.code == 121, str(done))
    stuck = [event for event in read_trace(case, "t.jsonl") if event.get("ev") == "stuck"]
    expect([(event["for"], event["of"], event["line"]) for event in stuck] ==
           [("thread", 1, 15), ("lock", 2, 8), ("lock", 1, 8)], str(stuck))
    contains(done.err, r"MainThread waits for Thread-1 \(take\) to end since 0.000 s, line 15",
             r"Thread-1 \(take\) waits for a lock, which Thread-2 \(take\) holds, since 0.100 s, line 8",
             r"Thread-2 \(take\) waits for a lock, which Thread-1 \(take\) holds, since 0.100 s, line 8")


@test
def a_deadlock_across_processes_is_found(case):
    done = case.program("""
import queue
from concurrent.futures import ProcessPoolExecutor

inbox = queue.Queue()

def wait_for_mail():
    return inbox.get()          # the parent's queue is another one

if __name__ == "__main__":
    with ProcessPoolExecutor(1) as pool:
        call = pool.submit(wait_for_mail)
        inbox.put("hello")
        call.result()
""")
    expect(done.code == 121, str(done))
    contains(done.err, r"MainThread waits for a Future since 0.000 s, line 14",
             r"ForkProcess-1 waits for a queue to have an item since 0.000 s, line 8")


@test
def runaway_threads_are_stopped(case):
    done = case.program("""
import threading
gate = threading.Event()
while True:
    threading.Thread(target=gate.wait).start()
""")
    expect(done.code == 120, f"exit {done.code}")
    contains(done.err, r"line 5: 20000 threads have been started and none of them has ended")


@test
def threads_that_only_change_places_are_stopped(case):
    done = case.program("""
import threading
from meanwhile import cpu

for _ in range(2):
    threading.Thread(target=cpu, args=(1e7,)).start()
""", "--machine", "switch 1ms")
    expect(done.code == 120, str(done))
    contains(done.err, r"threads have only changed places 2\d{7} times")


@test
def endless_computing_meets_the_budget_of_time(case):
    for world in ("cores 4", "gil off cores 1", "gil off instruction 1us"):
        done = case.program("""
import threading
from meanwhile import cpu

def work():
    while True:
        cpu(3600)

threads = [threading.Thread(target=work) for _ in range(2)]
for thread in threads:
    thread.start()
""", "--machine", world, "--limit-time", "180min")
        expect(done.code == 120, f"{world}: {done}")
        contains(done.err, r"ran past its budget of virtual time \(10800 s\)")


@test
def a_wait_without_end_meets_the_budget_of_time(case):
    waits = {
        "asyncio.sleep(1e300)": r"\n  Task-1 \(main\) waits for a timer since 0\.000 s, at line 7\n",
        "asyncio.sleep(float('inf'))": r"\n  Task-1 \(main\) waits for a timer since 0\.000 s, at line 7\n",
        "asyncio.wait_for(asyncio.Event().wait(), 1e18)": r"\n  Task-1 \(main\) waits for a task, with a timeout since",
        "asyncio.sleep(time.sleep(9.2e9))": r"\n  MainThread waits for a timer since 0\.000 s, line 7\n"
                                            r"  Task-1 \(main\) is in a blocking call, at line 7\n",
        "asyncio.sleep(cpu(1e300))": "",
    }
    for wait, who in waits.items():
        done = case.program(f"""
import asyncio
import time
from meanwhile import cpu

async def main():
    await {wait}

asyncio.run(main())
""")
        expect(done.code == 120 and "deadlock" not in done.err, f"{wait}: {done}")
        contains(done.err, r"ran past its budget of virtual time \(31622400 s\)" + who)


@test
def a_lock_that_stops_an_event_loop_is_named_in_the_deadlock(case):
    done = case.program("""
import asyncio
import threading

async def main():
    lock = threading.Lock()
    lock.acquire()
    lock.acquire()

asyncio.run(main())
""")
    expect(done.code == 121, str(done))
    contains(done.err, r"\n  MainThread waits for a lock, which it itself holds, since 0\.000 s, line 8\n"
                       r"  Task-1 \(main\) is in a blocking call, at line 8\n")


@test
def what_a_fork_cannot_copy_is_refused(case):
    done = case.program("""
from concurrent.futures import ProcessPoolExecutor
from itertools import count

numbers = count()

if __name__ == "__main__":
    with ProcessPoolExecutor(1) as pool:
        pool.submit(next, [1])
""")
    expect(done.code == 2, str(done))
    contains(done.err, r"program.py:9:\d+: error: a process that is started while something refers to a count "
                       r"object", r"hint: let no global variable refer to one")


@test
def a_process_pool_is_refused_by_the_other_engine(case):
    done = case.program("""
from concurrent.futures import ProcessPoolExecutor
ProcessPoolExecutor(1)
""", "--engine", "cpython-sim")
    expect(done.code == 2, str(done))
    contains(done.err, r"the engine cpython-sim has no worker processes: use --engine sim")
    done = case.program("print(1)\n", "--engine", "cpython-sim", "--machine", "gil off")
    expect(done.code == 2 and done.out == "", str(done))
    contains(done.err, r"the cpython-sim engine has a GIL: leave gil off out of the world's machine line")
