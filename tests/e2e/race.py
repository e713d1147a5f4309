"""The race: every engine that was asked for is told of, whether it could run or not. Never how long anything took,
but for what a fake says."""

import json
import os
import shutil
import signal
import subprocess
import time

from e2e import contains, expect, test

ANSWER = '{"seconds": %s, "cpu_seconds": 0.02, "succeeded": 10, "version": "Fake 1"}'


def fake(case, name, script):
    """A program in the case's own PATH, which has no other, but sh."""
    folder = case.folder / "bin"
    folder.mkdir(exist_ok=True)
    if not (folder / "sh").exists():
        (folder / "sh").symlink_to("/bin/sh")
    path = folder / name
    path.write_text("#!/bin/sh\n" + script)
    path.chmod(0o755)


def race(case, *options, path=None, world=("--latency", "5ms"), **env):
    (case.folder / "bin").mkdir(exist_ok=True)
    env = {"PATH": path or str(case.folder / "bin"), "HOME": str(case.folder), "XDG_CACHE_HOME": "", **env}
    return case.run("race", *world, "--calls", "10", "--concurrency", "5", *options, env=env)


def results(done):
    return {row["engine"]: row for row in json.loads(done.out)["results"]}


@test
def what_is_not_installed_is_listed_in_a_race(case):
    done = race(case, "--engine", "sim,cpython,node,go")
    expect(done.code == 0 and done.err == "", str(done))
    contains(done.out, r"10 calls by aiohttp, 5 at once, latency 5ms: 10\.0 ms for the network alone",
             r"\n sim +simulated +10\.0 +exact +1\.000 +1000\.0 +–\n",
             r"\n cpython +not installed: python3 \(Debian: python3\)\n",
             r"\n node +not installed: node \(Debian: nodejs\)\n",
             r"\n go +not installed: go \(Debian: golang-go\)\n")


@test
def the_clients_that_python3_lacks_are_named_in_a_race(case):
    case.file("sitecustomize.py", "import sys\nsys.path[:] = [path for path in sys.path if 'packages' not in path]\n")
    done = race(case, "--engine", "cpython", "--client", "httpx", path="/usr/bin:/bin", PYTHONPATH=str(case.folder))
    expect(done.code == 0, str(done))
    contains(done.out, r"\n cpython +not installed: httpx \(Debian: python3-httpx; pip: httpx\)\n")


@test
def cpython_races_with_each_client(case):
    for client in ("aiohttp", "httpx", "requests"):
        done = race(case, "--engine", "sim,cpython", "--client", client, "--runs", "2", "--format", ".json",
                    path="/usr/bin:/bin")
        expect(done.code == 0 and done.err == "", str(done))
        rows = results(done)
        expect(rows["sim"]["median"] == 0.01 and rows["sim"]["failed"] == 0, rows)
        measured = rows["cpython"]
        expect(measured["runs"] == 2 and measured["failed"] == 0 and measured["version"].startswith("Python 3."), rows)
        expect(0.01 <= measured["min"] <= measured["median"] <= measured["max"], rows)
        expect(measured["cpu"] > 0, rows)


@test
def node_races_where_it_is_installed(case):
    node = shutil.which("node")
    if node is None:
        return
    done = race(case, "--engine", "node", "--runs", "1", "--warmup", "0", "--format", ".json",
                path=os.path.dirname(node))
    expect(done.code == 0, str(done))
    row = results(done)["node"]
    expect(row["runs"] == 1 and row["failed"] == 0 and row["min"] >= 0.01 and row["version"].startswith("Node"), row)


@test
def calls_that_fail_are_counted_in_a_race(case):
    done = race(case, "--engine", "sim,cpython", "--runs", "1", world=("--host", "* latency 1ms status 503"),
                path="/usr/bin:/bin")
    contains(done.out, r"Of sim, 10 of 10 calls failed\.", r"Of cpython, 10 of 10 calls failed\.")


@test
def other_languages_get_the_calls_and_the_servers_address(case):
    fake(case, "node", 'echo "$@" > node.args\necho some words\n' + f"echo '{ANSWER % 0.02}'\n")
    fake(case, "go", """
[ "$1 $2" = "build -o" ] || exit 9
printf '#!/bin/sh\\necho "$@" > go.args\\n' > "$3"
""" + f"""echo "echo '{(ANSWER % 0.04).replace('"', chr(92) + '"')}'" >> "$3"
""" + '/bin/chmod +x "$3"\n')
    done = race(case, "--engine", "node,go", "--runs", "3", "--warmup", "0", "--format", ".csv")
    expect(done.code == 0, str(done))
    rows = done.out.split("\n")
    expect(rows[1] == "node,measured,Fake 1,10,5,0.01,3,0.02,0.02,0,0.02,0.02,0.02,0,", str(done))
    expect(rows[2] == "go,measured,Fake 1,10,5,0.01,3,0.04,0.04,0,0.04,0.04,0.02,0,", str(done))
    contains((case.folder / "node.args").read_text(), r"^\S+/race\.mjs 10 5 http://127\.0\.0\.1:\d+/race\.example/\n$")
    contains((case.folder / "go.args").read_text(), r"^10 5 http://127\.0\.0\.1:\d+/race\.example/\n$")
    expect((case.folder / ".cache" / "meanwhile" / "race-go").exists(), "the user's cache has no executable")


@test
def who_falls_out_of_a_race_says_why(case):
    fake(case, "node", "echo 'node:1' >&2\necho \"ReferenceError: fetch is not defined\" >&2\nexit 1\n")
    fake(case, "go", "echo 'race.go:1:1: no packages' >&2\nexit 1\n")
    done = race(case, "--engine", "sim,node,go")
    expect(done.code == 122, str(done))
    contains(done.out, r"\n sim +simulated", r"\n node +failed: ReferenceError: fetch is not defined\n",
             r"\n go +failed: race\.go:1:1: no packages\n")
    fake(case, "node", "echo '{}'\n")
    contains(race(case, "--engine", "node").out, r"\n node +failed: it did not say how long it took\n")


@test
def a_race_that_takes_too_long_is_refused_or_cut_short(case):
    fake(case, "node", f"echo '{ANSWER % 7.0}'\n")
    done = race(case, "--engine", "node", "--time-limit", "100ms")
    expect(done.code == 2 and done.out == "", str(done))
    contains(done.err, r"could not race: one run of each engine would take about \S+ \S+, and the budget is")
    done = race(case, "--engine", "node", "--runs", "5", "--time-limit", "6s")
    expect(done.code == 0, str(done))
    contains(done.out, r"\n node +measured +7\.000 +7\.000 … 7\.000 +1 ", r"This race is partial")


@test
def the_ideal_of_a_race_is_the_network_alone(case):
    case.file("m.world", "machine request 2ms\n")
    for options in (("--machine", "request 2ms"), ("--machine", "step 1ms cores 1"), ("--world", "m.world")):
        done = race(case, "--engine", "sim", "--format", ".json", *options)
        expect(json.loads(done.out)["ideal"] == 0.01 and results(done)["sim"]["median"] > 0.01, str(done))


@test
def wrong_wishes_for_a_race_are_refused(case):
    for options, message in [(("--engine", "deno"), "'deno' is not a list of sim, real, cpython, node, go"),
                             (("--engine", "sim,go,sim"), "names sim twice"), (("--client", "curl"), "'curl' is not"),
                             (("a.py",), "race has programs of its own"), (("--calls", "0"), "--calls: '0' is not"),
                             (("--format", ".html"), "could not tell the format of '.html'"),
                             (("--host", "a.org speed 3"), "'speed' is not an option of a host"),
                             (("--machine", "speed 3"), "'speed' is not an option of the machine")]:
        done = race(case, *options)
        expect(done.code == 2 and done.out == "" and message in done.err, str(done))


@test
def ctrl_c_in_a_race_leaves_what_was_measured(case):
    fake(case, "node", f"[ -e done ] && exec /bin/sleep 60\n: > done\necho '{ANSWER % 0.02}'\n")
    (case.folder / "bin" / "sleep").symlink_to("/bin/sleep")
    process = subprocess.Popen([case.meanwhile, "race", "--engine", "sim,node", "--warmup", "0", "--latency", "1ms"],
                               cwd=case.folder, env={**case.env, "PATH": str(case.folder / "bin")},
                               start_new_session=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    while not (case.folder / "done").exists():
        time.sleep(0.05)
    time.sleep(0.5)
    os.kill(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=60)
    expect(process.returncode == 130, f"{process.returncode} {out} {err}")
    contains(out.decode(), r"\n node +measured +20\.0 +20\.0 … 20\.0 +1 ", r"This race is partial")
