"""Programs measured on the engines of a real clock, beside their simulations: order, counts, shape; never how long
anything took. These tests belong to e2e.py, which loads this file."""

import json
import os
import re
import signal
import subprocess
import time

import jsonschema

from e2e import PYTHON, ROOT, contains, expect, test

SCHEMA = json.loads((ROOT / "assets/report.schema.json").read_text())
# So that cpython is the python3 that has the client libraries.
DEBIAN = {"PATH": f"{os.path.dirname(PYTHON)}:{os.environ.get('PATH', '')}"}

SEQUENTIAL = """# meanwhile: host * latency 5ms
import requests
for n in range(4):
    print(requests.get(f"https://api.example.com/{n}").json()["path"])
"""
CONCURRENT = """# meanwhile: host * latency 5ms
import asyncio
import httpx

async def fetch(client, n):
    return (await client.get(f"https://api.example.com/{n}")).json()["path"]

async def main():
    async with httpx.AsyncClient() as client:
        print(*await asyncio.gather(*(fetch(client, n) for n in range(4))), sep="\\n")

asyncio.run(main())
"""


def two(case):
    return [case.file("sequential.py", SEQUENTIAL), case.file("concurrent.py", CONCURRENT)]


@test
def compare_shows_three_worlds_in_one_table_and_one_timeline(case):
    done = case.run("compare", "--engine", "sim,real,cpython", "--runs", "2", *two(case), env=DEBIAN)
    expect(done.code == 0, str(done))
    rows = re.findall(r"^   (\w+) +(simulated|measured) ", done.out, re.M)
    expect(rows == [("sim", "simulated"), ("real", "measured"), ("cpython", "measured")] * 2, str(rows))
    titles = re.findall(r"^ (\w+\.py \(\w+\)): (\w+)", done.out, re.M)
    expect(titles == [(f"{program}.py ({engine})", kind) for program in ("sequential", "concurrent")
                      for engine, kind in rows[:3]], str(titles))
    contains(done.out, r"CLOCK_MONOTONIC, which tells [\d.]+ .?s\s+apart", r"1 warm-up run of each",
             r"concurrent\.py is [\d.]+ times as fast as sequential\.py \(sim\), [\d.]+ \(real",
             r"residual .*\n +together ")
    expect(done.out.count("├") == 1, "one axis")
    contains(done.err, r"warning: sequential\.py \(real\): 2 runs are too few for a confidence interval")
    # All three printed the same.
    expect("print" not in done.err, done.err)


@test
def reports_of_measured_runs_keep_to_the_schema(case):
    done = case.run("report", "--engine", "sim,real", "--runs", "3", "--warmup", "0", *two(case),
                    "-o", "out.json", "-o", "out.csv", "-o", "out.md", "-o", "out.html", "-o", "out.svg",
                    "-o", "out.trace.json")
    expect(done.code == 0 and done.out == "", str(done))
    report = json.loads((case.folder / "out.json").read_text())
    jsonschema.validate(report, SCHEMA)
    expect(report["clock"]["warmup_runs"] == 0 and not report["clock"]["partial"], str(report["clock"]))
    numbers = [(run["name"], run["numbers"], "measured" in run) for run in report["runs"]]
    expect(numbers == [("sequential.py (sim)", "simulated", False), ("sequential.py (real)", "measured", True),
                       ("concurrent.py (sim)", "simulated", False), ("concurrent.py (real)", "measured", True)],
           str(numbers))
    for simulated, real in (report["runs"][:2], report["runs"][2:]):
        measured = real["measured"]
        expect(len(measured["runs"]) == 3 and measured["output"] == "same", str(measured))
        expect(measured["min"] <= measured["median"] <= measured["max"], str(measured))
        expect(real["figures"]["makespan"] == measured["runs"][measured["shown"] - 1], "the run that is shown")
        expect(real["figures"]["requests"] == simulated["figures"]["requests"] == 4, "requests")
        ledger = measured["ledger"]
        causes = sum(share for cause, share in ledger.items() if cause not in ("simulated", "measured"))
        expect(abs(causes - (ledger["measured"] - ledger["simulated"])) < 1e-8, str(ledger))
    # Nothing answers sooner than the world says.
    expect(report["runs"][1]["measured"]["ratio_to_simulated"] >= 1, "faster than its latencies")
    contains((case.folder / "out.csv").read_text(), r"^run,engine,numbers,runs,median", r"\nsequential\.py \(real\),real,measured,3,")
    contains((case.folder / "out.md").read_text(), r"\| sequential\.py \| real \| measured \|", r"\n- sequential\.py \(real\): [\d. ]+\n")
    contains((case.folder / "out.html").read_text(),
             r'concurrent\.py</th><td class="word">real</td><td class="word">measured</td>')


@test
def other_output_on_another_engine_is_pointed_out(case):
    program = case.file("when.py", "import time\nprint('took 0.25 s')\nprint(time.time() > 1000)\n")
    done = case.run("compare", "--engine", "sim,real", "--runs", "6", program)
    contains(done.err, r"warning: when\.py \(real\): it did not print what when\.py \(sim\) printed: line 2 is "
             r"'True' instead of 'False'")
    timed = case.file("timed.py", "import time\nprint(f'took {time.time():.3f} s')\n")
    done = case.run("compare", "--engine", "sim,real", "--runs", "6", timed)
    expect("print" not in done.err, done.err)


@test
def measuring_keeps_to_a_budget_of_time(case):
    program = case.file("long.py", "import time\ntime.sleep(0.4)\n")
    done = case.run("compare", "--engine", "real", "--time-limit", "1s", "--runs", "20", program)
    expect(done.code == 0, str(done))
    contains(done.err, r"note: \d runs? of each instead of 20, to be done within 1.000 s")
    refused = case.run("compare", "--engine", "real", "--time-limit", "300ms", program)
    expect(refused.code == 2, str(refused))
    contains(refused.err, r"^meanwhile: could not measure within 300.0 ms: one run of each needs about")
    # The estimate is wrong where a program waits for what the simulation has not.
    endless = case.file("endless.py", "import time\nif time.time() > 1000:\n    while True:\n        time.sleep(0.01)\n")
    stopped = case.run("compare", "--engine", "sim,real", "--time-limit", "1s", endless)
    expect(stopped.code == 120, str(stopped))


@test
def what_ctrl_c_ends_is_reported_as_partial(case):
    program = case.file("slow.py", "import time\ntime.sleep(0.2)\n")
    process = subprocess.Popen([case.meanwhile, "compare", "--engine", "sim,real", "--runs", "100", "--stream", ".",
                                program], cwd=case.folder, env=case.env, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, start_new_session=True)
    lines = [json.loads(process.stdout.readline()) for _ in range(4)]
    expect([line["run"] for line in lines] == [1, 0, 1, 2], str(lines))
    expect(all((case.folder / line["trace"]).is_file() for line in lines), "traces")
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=20)
    expect(process.returncode == 130, f"{process.returncode} {err.decode()}")

    process = subprocess.Popen([case.meanwhile, "compare", "--engine", "sim,real", "--runs", "100", program],
                               cwd=case.folder, env=case.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               start_new_session=True)
    time.sleep(1.5)
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=20)
    expect(process.returncode == 130, f"{process.returncode} {err.decode()}")
    contains(out.decode(), r"PARTIAL:\s+there\s+were\s+to\s+be\s+more\s+runs", r"\n   real +measured ")


@test
def a_baseline_of_measured_runs_knows_chance(case):
    names = two(case)[:1]
    kept = case.run("compare", "--engine", "sim,real", "--runs", "6", "--save", "kept.json", *names)
    expect(kept.code == 0, str(kept))
    slower = case.run("compare", "--engine", "sim,real", "--runs", "6", "--latency", "40ms", "--against", "kept.json",
                      *names)
    expect(slower.code == 1, str(slower))
    contains(slower.out, r"sequential\.py \(real\) .* slower, more than the tolerance of 0\.0 %",
             r"sequential\.py \(sim\)  160\.0 ms  was 20\.0 ms: 700\.0 % slower")
    faster = case.run("compare", "--engine", "sim,real", "--runs", "6", "--latency", "1ms", "--against", "kept.json",
                      *names)
    expect(faster.code == 0, str(faster))


@test
def calibrate_writes_a_world_that_simulations_take(case):
    done = case.run("calibrate", "--runs", "1", "-o", "machine.world")
    expect(done.code == 0 and done.out == "", str(done))
    world = (case.folder / "machine.world").read_text()
    contains(world, r"^# What this machine takes, as `meanwhile calibrate` measured it on \d{4}-\d\d-\d\d \d\d:\d\d UTC",
             r"\nmachine step [\d.]+[nu]s request [\d.]+us connect [\d.]+[nu]s tls [\d.]+[nu]s\n", r"CLOCK_MONOTONIC")
    name = two(case)[1]
    free, charged = (int(json.loads(case.run("report", name, "--format", ".json", *world).out)["runs"][0]["figures"]
                         ["makespan"] * 1e9) for world in ([], ["--world", "machine.world"]))
    expect(charged > free == 5_000_000, f"{free} {charged}")
    expect(case.run("calibrate", "--engine", "sim").code == 2, "sim measures nothing")
    expect(case.run("calibrate", name).code == 2, "no programs")
    expect(case.run("calibrate", "-o", "none/x.world").code == 2, "an impossible target, before anything runs")


@test
def what_cannot_be_measured_is_said_in_one_message(case):
    names = two(case)
    none = case.run("compare", "--engine", "sim,cpython", *names, env={"PATH": str(case.folder)})
    expect(none.code == 122 and none.out == "", str(none))
    contains(none.err, r"^meanwhile: could not run sequential\.py on python3: there is none in PATH")
    expect(none.err.count("\n") == 1, none.err)
    refused = case.run("compare", "--engine", "sim,real", case.file("refused.py", "import nowhere\n"))
    expect(refused.code == 2 and refused.err.count("error:") == 1, str(refused))
    contains(refused.out, r"refused\.py \(real\) did not run")
