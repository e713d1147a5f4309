"""`meanwhile sweep`: its rows, that they are the same for any number of processes, after kills and put together
from shards, and what it refuses."""

import csv
import fcntl
import io
import os
import re
import select
import signal
import subprocess
import threading
import time

from e2e import ROOT, contains, expect, test

PROGRAM = """
import asyncio

CALLS = 3

async def main():
    await asyncio.gather(*(asyncio.sleep(n / 10) for n in range(CALLS)))

asyncio.run(main())
"""

FAILS_ABOVE_2 = "import sys\nN = 1\nsys.exit(7 if N > 2 else 0)\n"

# Long enough to be killed in its midst.
SLOW = "N = 1\ntotal = 0\nfor i in range(100_000):\n    total += i\n"


def rows(done):
    return list(csv.DictReader(io.StringIO(done.out)))


@test
def sweep_runs_the_cross_product(case):
    case.file("a.py", PROGRAM)
    case.file("b.py", PROGRAM + "import time\ntime.sleep(1)\n")
    done = case.run("sweep", "--set", "CALLS=2..4", "--latency", "1s,2s", "--seeds", "1..2", "a.py", "b.py")
    expect(done.code == 0 and done.err == "", str(done))
    found = [(row["program"], row["CALLS"], row["latency"], row["seed"]) for row in rows(done)]
    expect(found == [(program, calls, latency, seed) for calls in "234" for latency in ("1s", "2s")
                     for seed in "12" for program in ("a.py", "b.py")], str(found))
    for row in rows(done):
        makespan = (int(row["CALLS"]) - 1) / 10 + (row["program"] == "b.py")
        expect(abs(float(row["makespan"]) - makespan) < 1e-9 and row["exit_code"] == "0", str(row))
        first = (int(row["CALLS"]) - 1) / 10
        expect(abs(float(row["speedup"]) - first / makespan) < 1e-6, str(row))


@test
def a_point_of_a_sweep_is_what_run_reports(case):
    case.file("a.py", (ROOT / "assets/demo/limited.py").read_text())
    swept = rows(case.run("sweep", "--set", "CONCURRENCY=5,20", "--latency", "normal(80ms, 20ms)", "--seeds",
                          "3..4", "a.py"))
    for row in swept:
        done = case.run("report", "--set", f"CONCURRENCY={row['CONCURRENCY']}", "--latency", row["latency"],
                        "--seed", row["seed"], "--format", ".csv", "-o", "-", "a.py")
        alone = rows(done)[0]
        expect(all(row[key] == alone[key] for key in list(row)[4:] if key in alone), f"{row}\n{alone}")
    expect(len({row["makespan"] for row in swept}) == 4, "seeds and values make a difference")


@test
def a_hosts_line_and_several_options_are_lists(case):
    case.file("a.py", "import requests\nrequests.get('http://a.org/')\n")
    done = case.run("sweep", "--host", "a.org latency 1s,2s", "--host", "a.org latency 5s", "a.py")
    expect([(row["host a.org"], row["makespan"]) for row in rows(done)] ==
           [("latency 1s", "1"), ("latency 2s", "2"), ("latency 5s", "5")], str(done))
    done = case.run("sweep", "--latency", "1s", "--latency", "3s..4s", "a.py")
    expect([row["makespan"] for row in rows(done)] == ["1", "3", "4"], str(done))


@test
def a_sweep_is_the_same_for_any_jobs_and_from_shards(case):
    case.file("a.py", PROGRAM)
    sweep = ("sweep", "--set", "CALLS=1..7", "--seeds", "1..3", "a.py", "-o")
    expect(case.run(*sweep, "whole.csv").code == 0, "the whole")
    whole = (case.folder / "whole.csv").read_bytes()
    for jobs in "1", "2", "5":
        case.run(*sweep, "again.csv", "--jobs", jobs)
        expect((case.folder / "again.csv").read_bytes() == whole, f"--jobs {jobs} differs")
    for count in 4, 30:
        names = [f"shard-{i}.csv" for i in range(1, count + 1)]
        for i, name in enumerate(names, 1):
            expect(case.run(*sweep, name, "--shard", f"{i}/{count}").code == 0, name)
        texts = [(case.folder / name).read_bytes() for name in names]
        header = whole[: whole.index(b"\n") + 1]
        expect(header + b"".join(text[len(header):] for text in texts) == whole, "laid end to end they differ")
        done = case.run("sweep", "--merge", *sorted(names), "-o", "merged.csv")
        expect(done.code == 0 and (case.folder / "merged.csv").read_bytes() == whole, str(done))
    done = case.run("sweep", "--merge", "shard-1.csv", "shard-30.csv")
    expect(done.code == 2 and "is missing" in done.err and done.out == "", str(done))


def kill_when_it_has(case, lines, signal_number, *arguments):
    """Ends a sweep to out.csv as soon as so many lines are kept; returns how many are there in the end."""
    partial = case.folder / "out.csv.partial"
    process = subprocess.Popen([case.meanwhile, *arguments], cwd=case.folder, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, start_new_session=True)
    while process.poll() is None and not (partial.exists() and partial.read_bytes().count(b"\n") >= lines):
        time.sleep(0.002)
    if process.poll() is None:
        os.killpg(process.pid, signal_number)
    out, err = process.communicate(timeout=60)
    return process.returncode, err.decode()


@test
def a_sweep_that_was_killed_goes_on(case):
    case.file("a.py", SLOW)
    sweep = ("sweep", "--set", "N=1..60", "a.py", "-o", "out.csv")
    case.run(*sweep[:-1], "whole.csv")
    whole, partial = (case.folder / "whole.csv").read_bytes(), case.folder / "out.csv.partial"
    kept = 0
    for _ in range(2):
        lines = kept + 10
        code, _ = kill_when_it_has(case, lines, signal.SIGKILL, *sweep)
        expect(code == -signal.SIGKILL and not (case.folder / "out.csv").exists(), str(code))
        now = partial.read_bytes().count(b"\n")
        expect(now >= lines and now > kept, f"{now} lines are kept")
        kept = now
    with open(partial, "ab") as file:
        file.write(b"59,a.py,60,0,0")  # a row that was being written
    done = case.run(*sweep)
    expect(done.code == 0 and re.search(rf"has {kept - 2} of 60 points", done.err), str(done))
    expect((case.folder / "out.csv").read_bytes() == whole, "it differs from one that was not killed")
    expect(not partial.exists(), "what was kept is still there")
    expect(sorted(path.name for path in case.folder.iterdir()) == ["a.py", "out.csv", "whole.csv"], "litter")


@test
def what_is_done_is_not_done_again(case):
    """The rows that were kept are taken as they are: here they have been altered."""
    case.file("a.py", SLOW)
    sweep = ("sweep", "--set", "N=1..40", "a.py", "-o", "out.csv")
    kill_when_it_has(case, 10, signal.SIGKILL, *sweep)
    partial = case.folder / "out.csv.partial"
    text = partial.read_text()
    altered = re.sub(r"^(\d+),a\.py,(\d+),0,0,0,", r"\1,a.py,\2,0,0,99,", text, flags=re.M)
    partial.write_text(altered)
    done = case.run(*sweep)
    kept = re.findall(r"^(\d+),.*,99,", altered, re.M)
    found = re.findall(r"^(\d+),.*,99,", (case.folder / "out.csv").read_text(), re.M)
    expect(done.code == 0 and kept and sorted(found, key=int) == sorted(kept, key=int), str(done))


@test
def control_c_keeps_what_is_done(case):
    case.file("a.py", SLOW)
    sweep = ("sweep", "--set", "N=1..60", "a.py", "-o", "out.csv")
    code, err = kill_when_it_has(case, 10, signal.SIGINT, *sweep)
    expect(code == 130, err)
    contains(err, r"^meanwhile: interrupted: \d+ of 60 points are done and kept in out\.csv\.partial; ")
    case.run(*sweep[:-1], "whole.csv")
    done = case.run(*sweep)
    expect(done.code == 0, str(done))
    expect((case.folder / "out.csv").read_bytes() == (case.folder / "whole.csv").read_bytes(), "it differs")


@test
def a_sweep_goes_on_only_with_the_same_arguments(case):
    case.file("a.py", SLOW)
    sweep = ("sweep", "--set", "N=1..40", "a.py", "-o", "out.csv")
    kill_when_it_has(case, 5, signal.SIGKILL, *sweep)
    partial = case.folder / "out.csv.partial"
    before = partial.read_bytes()
    for others in (("--set", "N=1..41", "a.py"), ("--set", "N=1..40", "--seed", "1", "a.py"),
                   ("--set", "N=1..40", "--shard", "1/2", "a.py")):
        done = case.run("sweep", *others, "-o", "out.csv")
        expect(done.code == 2 and done.out == "", str(done))
        contains(done.err, r"^meanwhile: could not go on with out\.csv\.partial: it is of another sweep",
                 r"meanwhile sweep --set N=1\.\.40 a\.py", r"remove it to begin anew")
    case.file("a.py", SLOW + "# changed\n")
    done = case.run(*sweep)
    expect(done.code == 2 and "a program has changed" in done.err, str(done))
    expect(partial.read_bytes() == before, "what was kept has changed")
    case.file("a.py", SLOW)
    expect(case.run(*sweep, "--jobs", "1").code == 0, "--jobs is no other sweep")


@test
def two_sweeps_do_not_share_a_target(case):
    case.file("a.py", PROGRAM)
    with open(case.folder / "out.csv.partial", "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        done = case.run("sweep", "--set", "CALLS=1..3", "a.py", "-o", "out.csv")
    expect(done.code == 2 and done.err == "meanwhile: could not use out.csv.partial: another sweep is writing it\n",
           str(done))


@test
def a_long_sweep_shows_how_far_it_is_on_a_terminal(case):
    case.file("a.py", SLOW)
    ours, theirs = os.openpty()
    shown, is_over = [], threading.Event()

    def watch():  # a terminal holds little that nobody reads
        while not is_over.is_set() or select.select([ours], [], [], 0)[0]:
            if select.select([ours], [], [], 0.05)[0]:
                shown.append(os.read(ours, 1 << 16).decode())

    watcher = threading.Thread(target=watch)
    watcher.start()
    done = case.run("sweep", "--set", "N=1..2000", "--jobs", "1", "a.py", "-o", "out.csv", stderr=theirs)
    is_over.set()
    watcher.join()
    os.close(theirs)
    os.close(ours)
    expect(done.code == 0, str(done))
    contains("".join(shown), r"\d+ of 2,?000 points, about \d+ s left", r"\r\x1b\[K$")


@test
def a_program_may_fail_at_some_points(case):
    case.file("a.py", FAILS_ABOVE_2)
    done = case.run("sweep", "--set", "N=1..4", "a.py")
    expect([row["exit_code"] for row in rows(done)] == ["0", "0", "7", "7"] and done.code == 7, str(done))
    contains(done.err, r"^meanwhile: note: 2 of 4 runs failed; the first is point 2 \(a\.py, N=3, seed 0\), "
             r"exit code 7$")
    done = case.run("sweep", "--set", "N=1,*,2", "a.py")
    expect([row["exit_code"] for row in rows(done)] == ["0", "2", "0"] and done.code == 2, str(done))
    expect(rows(done)[1]["makespan"] == "", "a run that was refused has no figures")


@test
def sweep_refuses_what_it_cannot_do(case):
    case.file("a.py", PROGRAM)
    case.file("saved.jsonl", "{}\n")
    (case.folder / "folder.csv").mkdir()
    for arguments, message in (
            ([], "sweep needs programs"),
            (["--set", "CALL=1..2", "a.py"], 'could not set CALL: a.py has no line "CALL = …"'),
            (["--set", "CALLS=3..1", "a.py"], "is an empty range"),
            (["--set", "CALLS=1..1001", "--seeds", "1..1000", "a.py"], "more than 1,000,000 runs"),
            (["--shard", "0/3", "a.py"], "--shard: '0/3' is not"),
            (["--seeds", "3..1", "a.py"], "--seeds: '3..1' is not"),
            (["--set", "CALLS=1..2", "nowhere.py"], "could not read nowhere.py"),
            (["saved.jsonl"], "it is a saved trace"),
            (["--host", "a.org", "a.py"], "says nothing about the host"),
            (["-o", "out.pdf", "a.py"], "could not tell the format"),
            (["-o", "nowhere/out.csv", "a.py"], "could not write nowhere/out.csv"),
            (["-o", "folder.csv", "a.py"], "it is a directory"),
            (["--merge"], "needs .csv files"),
            (["--merge", "a.py"], "not the .csv of a sweep"),
            (["--merge", "--seed", "1", "a.py"], "it takes no --seed")):
        done = case.run("sweep", *arguments)
        expect(done.code == 2 and done.out == "" and message in done.err, f"{arguments}: {done}")
        expect(done.err.startswith("meanwhile: ") and done.err.count("meanwhile: ") == 1, str(done))
    expect(sorted(path.name for path in case.folder.iterdir()) == ["a.py", "folder.csv", "saved.jsonl"], "litter")


@test
def a_sweep_is_drawn(case):
    """Charts are the same from a sweep and from its table, for any --jobs, and need a parameter of numbers."""
    case.file("a.py", (ROOT / "assets/demo/limited.py").read_text())
    case.file("b.py", PROGRAM)
    options = ("sweep", "--set", "CALLS=1..32:x2", "--seeds", "1..3", "a.py", "b.py")
    done = case.run(*options, "-o", "out.csv", "-o", "out.svg", "-o", "out.html", "--jobs", "1")
    expect(done.code == 0 and done.out == "" and done.err == "", str(done))
    for name, source in ("again.svg", ("sweep", "--merge", "out.csv")), ("third.svg", options):
        expect(case.run(*source, "-o", name).code == 0, name)
        expect((case.folder / name).read_bytes() == (case.folder / "out.svg").read_bytes(), f"{name} differs")
    svg, page = (case.folder / "out.svg").read_text(), (case.folder / "out.html").read_text()
    for word in ("a.py", "b.py", "makespan by CALLS", "3 seeds", "Little"):
        expect(word in svg and word in page, f"no {word!r} in the chart")
    expect(page.count("<tr>") + page.count('<tr class="knee">') == 1 + 2 * 6, "a row for each point of each line")
    for name, source in ("one.png", options), ("two.png", ("sweep", "--merge", "out.csv")):
        done = case.run(*source, "-o", name)
        expect(done.code == 0 and done.out == "" and done.err == "", str(done))
    one, two = (case.folder / "one.png").read_bytes(), (case.folder / "two.png").read_bytes()
    expect(one == two and one[1:4] == b"PNG" and len(one) > 5000, "the same picture of the same table")
    done = case.run("sweep", "--merge", "out.csv", "-o", "nowhere/x.png")
    expect(done.code == 2 and "could not write nowhere/x.png" in done.err, str(done))
    for arguments, message in (
            (["--seeds", "1..3", "a.py"], "no parameter has several numbers"),
            (["--set", "CALLS=1..3", "--latency", "1s,2s,3s,4s", "a.py", "b.py"], "could not draw a chart of 8 lines")):
        done = case.run("sweep", *arguments, "-o", "refused.svg")
        expect(done.code == 2 and message in done.err, str(done))
    case.file("c.py", FAILS_ABOVE_2)
    done = case.run("sweep", "--set", "N=2..4", "c.py", "-o", "failed.svg", "-o", "failed.csv")
    expect(done.code == 2 and "fewer than two values of N" in done.err, str(done))
    expect(not (case.folder / "failed.csv").exists() and not (case.folder / "failed.svg").exists(), "half written")


@test
def a_full_disk_loses_nothing_of_a_sweep(case):
    case.file("a.py", PROGRAM)
    done = case.run("sweep", "--set", "CALLS=1..3", "a.py", "-o", "/dev/full", "--format", ".csv")
    expect(done.code == 2, str(done))
    contains(done.err, r"^meanwhile: could not write /dev/full: No space left")


@test
def the_readmes_shards_make_the_whole(case):
    """Runs its blocks for GNU parallel and for Slurm, both by stand-ins that start one after another."""
    text = (ROOT / "README.md").read_text()
    blocks = [block for block in re.findall(r"^```bash\n(.*?)^```", text, re.S | re.M) if "--shard" in block]
    expect(len(blocks) == 2, f"the README shows {len(blocks)} ways to run shards")
    (case.folder / "assets").symlink_to(ROOT / "assets")
    (case.folder / "build").symlink_to(case.build)
    stand_in = case.folder / "parallel"
    stand_in.write_text('#!/bin/sh\ncommand=\nwhile [ "$1" != ::: ]; do command="$command $1"; shift; done\nshift\n'
                        'for i; do sh -c "$(echo "$command" | sed "s/{}/$i/g")" || exit; done\n')
    stand_in.chmod(0o755)
    results = []
    for block in blocks:
        array = re.search(r"--array=1-(\d+)", block)
        script = block.replace("sbatch", "sh") if array else block
        env = {**case.env, "PATH": f"{case.folder}:{os.environ['PATH']}"}
        for task in range(1, int(array[1]) + 1) if array else [0]:
            done = subprocess.run(["bash", "-e", "-c", script], cwd=case.folder, capture_output=True, timeout=120,
                                  env={**env, "SLURM_ARRAY_TASK_ID": str(task)})
            expect(done.returncode == 0, f"{script}: {done}")
        if array:
            names = sorted(path.name for path in case.folder.glob("shard-*.csv"))
            expect(case.run("sweep", "--merge", *names, "-o", "limited.csv").code == 0, str(names))
        results.append((case.folder / "limited.csv").read_bytes())
        for path in case.folder.glob("*.csv"):
            path.unlink()
    options = re.search(r"sweep (.*--set .*limited\.py)", blocks[0])[1].replace("--shard {}/8 ", "")
    done = case.run("sweep", *options.split(), "-o", "whole.csv")
    expect(done.code == 0 and results == [(case.folder / "whole.csv").read_bytes()] * 2, str(done))
