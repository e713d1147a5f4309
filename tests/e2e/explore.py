"""`meanwhile explore`: what it finds in programs that are wrong now and then, that the command it prints
shows the failure again, and that it finds nothing in programs that are right."""

import os
import re
import shlex
import signal
import subprocess
import time

from e2e import ROOT, contains, expect, test

# Each is wrong, though the usual run may not show it: program, exit code and error, kinds of the choices
# that the shortest schedule has.
LOST_UPDATE_ACROSS_AWAIT = """
import asyncio

balance = 100

async def withdraw(amount, arrives):
    global balance
    if arrives:
        await asyncio.sleep(arrives)
    seen = balance
    await asyncio.sleep(0.1)
    balance = seen - amount

async def main():
    await asyncio.gather(withdraw(30, 0), withdraw(20, 0.1))
    assert balance == 50, f"lost an update: {balance}"

asyncio.run(main())
"""

LOCK_ORDER_OF_TASKS = """
import asyncio

async def move(first, second, thinks, takes):
    await asyncio.sleep(thinks)
    await asyncio.sleep(thinks)
    async with first:
        await asyncio.sleep(takes)
        async with second:
            pass

async def main():
    a, b = asyncio.Lock(), asyncio.Lock()
    await asyncio.gather(move(a, b, 0.05, 0.2), move(b, a, 0.15, 0.1))
    print("moved")

asyncio.run(main())
"""

LOCK_ORDER_OF_THREADS = """
import threading

a, b = threading.Lock(), threading.Lock()

def look():
    pass

def move(first, second):
    with first:
        look()
        with second:
            pass

threads = [threading.Thread(target=move, args=locks) for locks in ((a, b), (b, a))]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
"""

LOST_UPDATE_OF_THREADS = """
import threading

count = 0

def plus_one(n):
    return n + 1

def work():
    global count
    for _ in range(3):
        count = plus_one(count)

threads = [threading.Thread(target=work) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert count == 6, f"lost an update: {count}"
"""

STARTED_THREAD_IS_THOUGHT_TO_HAVE_RUN = """
import threading

found = []
thread = threading.Thread(target=lambda: found.append(1))
thread.start()
print(found[0])
thread.join()
"""

AS_COMPLETED_IN_ORDER = """
import asyncio

async def square(n):
    await asyncio.sleep(0.1)
    return n * n

async def main():
    got = [await first for first in asyncio.as_completed([square(n) for n in range(3)])]
    assert got == [0, 1, 4], f"not in order: {got}"

asyncio.run(main())
"""

WAITS_RESULTS_IN_ORDER = """
import asyncio

async def square(n):
    await asyncio.sleep(0.1)
    return n * n

async def main():
    tasks = [asyncio.create_task(square(n)) for n in range(3)]
    done, pending = await asyncio.wait(tasks)
    assert [task.result() for task in done] == [0, 1, 4]

asyncio.run(main())
"""

GATHERED_FROM_A_SET = """
import asyncio

async def square(n):
    await asyncio.sleep(n / 10)
    return n * n

async def main():
    tasks = {asyncio.create_task(square(n)) for n in range(3)}
    print(await asyncio.gather(*tasks))
    assert (await asyncio.gather(*tasks)) == [0, 1, 4]

asyncio.run(main())
"""

TIMER_TIE = """
import asyncio

log = []

async def main():
    loop = asyncio.get_running_loop()
    loop.call_later(1, log.append, "bell")
    loop.call_later(1, log.append, "whistle")
    await asyncio.sleep(2)
    assert log == ["bell", "whistle"], log

asyncio.run(main())
"""

GROUP_IS_CANCELLED_IN_ORDER = """
import asyncio

log = []

async def wait(n):
    try:
        await asyncio.sleep(10)
    finally:
        log.append(n)

async def fail():
    await asyncio.sleep(0.1)
    raise KeyError("enough")

async def main():
    try:
        async with asyncio.TaskGroup() as group:
            for n in range(3):
                group.create_task(wait(n))
            group.create_task(fail())
    except* KeyError:
        pass
    assert log == [0, 1, 2], log

asyncio.run(main())
"""

WRONG = [
    (LOST_UPDATE_ACROSS_AWAIT, 1, "AssertionError: lost an update: 80", r"tie\d+:\d+"),
    (LOCK_ORDER_OF_TASKS, 121, "deadlock", r"tie\d+:\d+"),
    (LOCK_ORDER_OF_THREADS, 121, "deadlock", r"preempt\d+:1"),
    (LOST_UPDATE_OF_THREADS, 1, "AssertionError: lost an update", r"preempt\d+:1"),
    (STARTED_THREAD_IS_THOUGHT_TO_HAVE_RUN, 1, "IndexError", r"preempt\d+:1"),
    (AS_COMPLETED_IN_ORDER, 1, "AssertionError: not in order", r"(tie|set)\d+:\d+"),
    (WAITS_RESULTS_IN_ORDER, 1, "AssertionError", r"set\d+:\d+"),
    (GATHERED_FROM_A_SET, 1, "AssertionError", r"place\d+:\d+"),
    (TIMER_TIE, 1, "AssertionError: ['whistle', 'bell']", r"tie\d+:\d+"),
    (GROUP_IS_CANCELLED_IN_ORDER, 1, "AssertionError", r"(tie|set)\d+:\d+"),
]

LOCKED = """
import asyncio
import queue
import threading

async def add(totals, lock, n):
    async with lock:
        seen = totals[0]
        await asyncio.sleep(0.1)
        totals[0] = seen + n

async def main():
    totals, lock = [0], asyncio.Lock()
    await asyncio.gather(*(add(totals, lock, n) for n in range(4)))
    tasks = {asyncio.create_task(asyncio.sleep(0.1, n)) for n in range(3)}
    done, _ = await asyncio.wait(tasks)
    print(totals, sorted(task.result() for task in done))

asyncio.run(main())

items, found, guard = queue.Queue(), [0], threading.Lock()

def take():
    while (item := items.get()) is not None:
        with guard:
            found[0] = sum([found[0], item])

threads = [threading.Thread(target=take) for _ in range(3)]
for thread in threads:
    thread.start()
for n in range(10):
    items.put(n)
for thread in threads:
    items.put(None)
for thread in threads:
    thread.join()
print(found)
"""

# What CPython 3.11 promises, and nobody may shuffle.
PROMISED = """
import asyncio
import threading

log = []

async def step(n):
    log.append(n)
    await asyncio.sleep(0)
    log.append(n + 10)

async def main():
    loop = asyncio.get_running_loop()
    for n in range(3):
        loop.call_soon(log.append, 100 + n)
    await asyncio.gather(*(step(n) for n in range(3)))
    lock = asyncio.Lock()
    await lock.acquire()
    waiting = [asyncio.create_task(queue(lock, n)) for n in range(3)]
    await asyncio.sleep(1)
    lock.release()
    await asyncio.gather(*waiting)
    for delay in (0.3, 0.1, 0.2):
        loop.call_later(delay, log.append, delay)
    await asyncio.sleep(1)

async def queue(lock, n):
    async with lock:
        log.append(20 + n)

asyncio.run(main())
assert log == [100, 101, 102, 0, 1, 2, 10, 11, 12, 20, 21, 22, 0.1, 0.2, 0.3], log

count = 0

def add():
    global count
    for _ in range(3):
        count += 1  # read, added and written back before CPython 3.11 looks whether to switch

threads = [threading.Thread(target=add) for _ in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert count == 9, count
"""


# What the address sanitizer says of every program with threads, whose stacks are fibers.
SANITIZER_NOTE = re.compile(r"==\d+==WARNING: ASan doesn't fully support makecontext.*\n")


def is_quiet(done):
    return SANITIZER_NOTE.sub("", done.err) == ""


def replay_of(case, done):
    """Runs the command that explore printed, as a shell would."""
    command = re.search(r"^   (meanwhile run .*)$", done.out, re.M)
    expect(command, str(done))
    words = shlex.split(command[1])
    return words, case.run("run", "-q", *words[2:])


@test
def explore_finds_what_is_wrong_and_prints_how_to_see_it(case):
    for number, (program, code, error, choice) in enumerate(WRONG):
        name = case.file(f"wrong{number}.py", program)
        usual = case.run("run", "-q", name)
        expect(usual.code == 0, f"the usual run shows it: {usual}")
        done = case.run("explore", name)
        expect(done.code == 1 and is_quiet(done), str(done))
        contains(done.out, rf"exit code {code}, {re.escape(error)}", r"exit code 0",
                 re.escape(name) + r": 200 runs")
        words, replayed = replay_of(case, done)
        expect(replayed.code == code and error in replayed.err, f"{words}: {replayed}")
        expect("--seed" not in words, f"no seed is needed: {words}")
        schedule = words[words.index("--schedule") + 1]
        expect(re.fullmatch(choice, schedule), f"{schedule} is not the shortest\n{program}")
        explained = case.run("run", "--explain", *words[2:])
        contains(explained.err, rf"The schedule chooses {schedule}, ")
        contains(done.out, rf"The schedule chooses {schedule}, ")


@test
def explore_finds_nothing_in_what_is_right(case):
    for program in (LOCKED, PROMISED):
        name = case.file("right.py", program)
        done = case.run("explore", "--runs", "400", name)
        expect(done.code == 0 and is_quiet(done), str(done))
        contains(done.out, r"400 runs  exit code 0\n", "No run failed, and all print the same")
    done = case.run("explore", "--runs", "5", case.file("plain.py", "print('hi')\n"))
    contains(done.out, "Nothing is left open in this program")


@test
def explore_prints_the_same_bytes_for_any_number_of_processes(case):
    name = case.file("program.py", LOST_UPDATE_ACROSS_AWAIT)
    texts = {case.run("explore", "--runs", "50", "--jobs", jobs, name).out for jobs in "1234"}
    expect(len(texts) == 1, "\n".join(texts))


@test
def explore_names_the_draw_that_is_to_blame(case):
    name = case.file("program.py", """
        # meanwhile: seed 3
        # meanwhile: host * latency uniform(10ms, 20ms)
        import requests
        import sys
        requests.get("https://" + sys.argv[1])
        import time
        assert time.time() < 0.0195, "too late"
        """.replace("\n        ", "\n"))
    done = case.run("explore", name, "a.example")
    expect(done.code == 1, str(done))
    words, replayed = replay_of(case, done)
    expect(re.fullmatch(r"meanwhile run --schedule latency1:\d+ program.py a.example", " ".join(words)),
           str(words))
    expect(replayed.code == 1 and "too late" in replayed.err, str(replayed))
    contains(done.out, r"seeds 3 to 202", r"max 1\d\.\d ms|max 20.0 ms")
    fixed = case.run("explore", "--only", "tie,set", name, "a.example")
    expect(fixed.code == 0 and "seed 3\n" in fixed.out, str(fixed))
    given = case.run("explore", "--seeds", "3..3", name, "a.example")
    expect(given.code == 0 and "seed 3\n" in given.out, str(given))


@test
def explore_repeats_the_options_that_the_run_needs(case):
    name = case.file("it's.py", """
import asyncio
import requests
LIMIT = 2
start = requests.get("https://a.example")
assert start.elapsed.total_seconds() < LIMIT
""")
    done = case.run("explore", "--host", "a.example latency 3s", "--color", "never", "--set", "LIMIT=3",
                    "--seed", "5", "--runs", "3", name)
    expect(done.code == 1, str(done))
    words, replayed = replay_of(case, done)
    expect(words == ["meanwhile", "run", "--host", "a.example latency 3s", "--set", "LIMIT=3",
                     "--seed", "5", name], str(words))
    contains(done.out, "That is what the usual run does", r"makespan   3\.000 s in every run")
    expect(replayed.code == 1, str(replayed))


@test
def explore_shows_what_is_printed_otherwise(case):
    name = case.file("program.py", TIMER_TIE.replace("assert log == [\"bell\", \"whistle\"], log",
                                                     "print(log)"))
    done = case.run("explore", name)
    expect(done.code == 0, str(done))
    contains(done.out, "2 different outputs", "What it prints depends on the schedule",
             r"prints: \['whistle', 'bell'\]")
    words, replayed = replay_of(case, done)
    expect(replayed.out == "['whistle', 'bell']\n", f"{words}: {replayed}")


@test
def explore_counts_errors_that_a_run_only_reports(case):
    name = case.file("program.py", "import threading\n"
                                   "threading.Thread(target=lambda: 1 / 0).start()\n")
    done = case.run("explore", "--runs", "10", name)
    expect(done.code == 1, str(done))
    contains(done.out, r"10 runs  exit code 0, ZeroDivisionError: division by zero")


@test
def explore_refuses_what_run_refuses(case):
    done = case.run("explore", case.file("program.py", "x = = 1\n"))
    expect(done.code == 2 and done.out == "", str(done))
    contains(done.err, r"^program\.py:1:5: error: ")
    for arguments in ([], ["nowhere.py"], ["--runs", "0", "program.py"], ["--only", "luck", "program.py"]):
        done = case.run("explore", *arguments)
        expect(done.code == 2 and done.out == "" and done.err.startswith("meanwhile: "), str(done))


@test
def explore_keeps_what_it_found_before_control_c(case):
    name = case.file("program.py", TIMER_TIE.replace("asyncio.run", "n = sum(range(100_000))\nasyncio.run"))
    process = subprocess.Popen([case.meanwhile, "explore", "--runs", "1M", name], cwd=case.folder,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
    time.sleep(1.5)
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=60)
    expect(process.returncode == 130, f"{process.returncode}\n{out.decode()}\n{err.decode()}")
    contains(out.decode(), r"program\.py: [\d,]+ of 1,000,000 runs")


@test
def explore_stops_after_its_time_limit(case):
    name = case.file("program.py", TIMER_TIE)
    done = case.run("explore", "--runs", "1M", "--time-limit", "500ms", name)
    expect(done.code == 1, str(done))
    contains(done.out, r"program\.py: [\d,]+ of 1,000,000 runs", r"--schedule tie\d+:1")


@test
def run_says_when_a_schedule_is_not_of_this_program(case):
    name = case.file("program.py", TIMER_TIE)
    done = case.run("run", "-q", "--schedule", "tie9:1", name)
    expect(done.code == 0, str(done))
    contains(done.err, r"^meanwhile: note: tie9:1 of the schedule chose nothing")
    done = case.run("run", "-q", "--schedule", "tie1:1", name)
    expect(done.code == 1 and "note" not in done.err, str(done))
    done = case.run("run", "-q", "--schedule", "", name)
    expect(done.code == 0 and done.err == "", str(done))


@test
def compare_follows_a_schedule(case):
    done = case.run("compare", "--schedule", "tie1:1", case.file("program.py", TIMER_TIE))
    expect(done.code == 1, str(done))


@test
def the_readme_shows_what_explore_prints(case):
    """UPDATE=1 rewrites it. Tracebacks name the program by its whole path, which is ours."""
    readme = ROOT / "README.md"
    (case.folder / "assets").symlink_to(ROOT / "assets")
    shown = re.search(r"^<!-- (meanwhile explore [^\n]*) -->\n```text\n(.*?)^```", readme.read_text(), re.S | re.M)
    expect(shown, "the README shows no explore")
    done = case.run(*shlex.split(shown[1])[1:])
    done.out = done.out.replace(f"{case.folder}/", "")
    if os.environ.get("UPDATE"):
        text = readme.read_text()
        readme.write_text(text[: shown.start(2)] + done.out.strip("\n") + "\n" + text[shown.end(2):])
    else:
        expect(done.out.strip("\n") == shown[2].strip("\n"), str(done))
    words, replayed = replay_of(case, done)
    expect(replayed.code == done.code == 1, f"{words}: {replayed}")
