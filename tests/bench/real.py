"""usage: real.py [--build DIR] [--runs N] [--latency MS]

Real requests, as fast as clients of several kinds send them: many calls of one latency, all of them to one
latency server (`meanwhile serve`), start-up excluded. The clients take turns, so that whatever else the machine
does meets them all; each figure is the median of its runs. A client says itself how long its calls took and
what processor time they cost. What is not installed is named.

Then the machine is calibrated (`meanwhile calibrate`, by other programs than these), and the simulation over that
world predicts how long ours take."""

import argparse
import json
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
RACE = HERE.parent.parent / "assets" / "race"
PYTHON = "/usr/bin/python3"
SECONDS_MAX = 120

# what it is called, calls, how many of them at once, how many times the ideal ours may take, and by how many
# percent the prediction may be wrong
SCENARIOS = [
    ("100 at once", 100, 100, 1.05, 2),
    ("1,000 at once", 1000, 1000, 1.45, 2),
    ("10,000, 1,000 in flight", 10000, 1000, 1.10, 5),
]
CPU_SHARE_MAX = 0.25  # of what aiohttp's calls cost
EPOLL = "raw epoll in C"


class Client:
    """A name, and the command that makes so many calls; `needs` is what has to be installed for it."""

    def __init__(self, name, command, needs=None):
        self.name, self.command, self.needs = name, command, needs

    def is_there(self):
        return self.needs is None or shutil.which(self.needs) is not None


def with_constants(name, folder, calls, concurrency, url):
    """A race's Python program with these numbers in it, as a file."""
    text = (RACE / name).read_text()
    for constant, value in (("CALLS", calls), ("CONCURRENCY", concurrency), ("URL", repr(url))):
        text = re.sub(rf"^{constant} = .*$", f"{constant} = {value}", text, flags=re.M)
    path = folder / f"{pathlib.Path(name).stem}_{calls}.py"
    path.write_text(text)
    return str(path)


def clients_of(build, folder):
    def ours(calls, concurrency, url):
        return [str(build / "meanwhile"), "run", "-q", "--engine", "real", "--live", "--limit-calls",
                str(calls + 1), with_constants("race_aiohttp.py", folder, calls, concurrency, url)]

    def python(name):
        return lambda calls, concurrency, url: [PYTHON, with_constants(name, folder, calls, concurrency, url)]

    def baseline(name):
        return lambda calls, concurrency, url: [str(build / "tests/bench" / f"baseline_{name}"), str(calls),
                                                str(concurrency), url]

    def curl(calls, concurrency, url):
        # curl itself lets at most 300 transfers go at once.
        return ["curl", "--silent", "--output", "/dev/null", "--parallel", "--parallel-immediate",
                "--parallel-max", str(min(concurrency, 300)), f"{url}[1-{calls}]"]

    def go(calls, concurrency, url):
        return [str(folder / "race"), str(calls), str(concurrency), url]

    def node(calls, concurrency, url):
        return ["node", str(RACE / "race.mjs"), str(calls), str(concurrency), url]

    return [Client("meanwhile", ours), Client(EPOLL, baseline("epoll")),
            Client("libcurl multi", baseline("multi")), Client("Go net/http", go, "go"),
            Client("aiohttp", python("race_aiohttp.py")), Client("Node fetch", node, "node"),
            Client("httpx", python("race_httpx.py")), Client("curl --parallel", curl, "curl")]


def perform(client, scenario, url):
    """(seconds, processor seconds) of the calls, without what it takes to start."""
    _, calls, concurrency, *_ = scenario
    before, began = os.times(), time.monotonic()
    done = subprocess.run(client.command(calls, concurrency, url), capture_output=True, timeout=SECONDS_MAX)
    seconds, after = time.monotonic() - began, os.times()
    if done.returncode != 0:
        raise SystemExit(f"real: {client.name} ended with {done.returncode}: {done.stderr.decode()[:1000]}")
    if client.name == "curl --parallel":
        return seconds, (after.children_user - before.children_user + after.children_system -
                         before.children_system)
    said = json.loads(done.stdout)
    if said["succeeded"] != calls:
        raise SystemExit(f"real: {client.name}: {said['succeeded']} of {calls} calls succeeded")
    return said["seconds"], said["cpu_seconds"]


def start_server(build, latency_ms):
    server = subprocess.Popen([str(build / "meanwhile"), "serve", "--port", "0", "--latency", f"{latency_ms}ms"],
                              stdout=subprocess.PIPE, text=True)
    line = ""
    while not (found := re.search(r"http://127\.0\.0\.1:(\d+)", line)):
        line = server.stdout.readline()
        if not line:
            raise SystemExit("real: the latency server did not start")
    return server, f"http://127.0.0.1:{found[1]}/race.example/"


def print_table(results, clients, latency_s):
    width = max(len(client.name) for client in clients) + 2
    for scenario in SCENARIOS:
        name, calls, concurrency, *_ = scenario
        ideal = latency_s * -(-calls // concurrency)
        least = statistics.median(run[0] for run in results[scenario, EPOLL])
        print(f"\n{name}, {latency_s * 1e3:.0f} ms each: ideal {ideal:.3f} s")
        print(f"  {'':{width}}{'seconds':>9}{'× ideal':>9}{'× epoll':>9}{'min … max':>18}{'CPU per call':>15}")
        for client in clients:
            runs = results[scenario, client.name]
            seconds = statistics.median(run[0] for run in runs)
            cpu = statistics.median(run[1] for run in runs) / calls
            spread = f"{min(run[0] for run in runs):.3f} … {max(run[0] for run in runs):.3f}"
            print(f"  {client.name:{width}}{seconds:9.3f}{seconds / ideal:9.2f}{seconds / least:9.2f}{spread:>18}{cpu * 1e6:12.1f} µs")
    print()
    for scenario in SCENARIOS:
        name, calls, concurrency, limit, _ = scenario
        ideal = latency_s * -(-calls // concurrency)
        median = {client.name: [statistics.median(run[i] for run in results[scenario, client.name]) for i in (0, 1)]
                  for client in clients}
        ratio = median["meanwhile"][0] / ideal
        share = median["meanwhile"][1] / median["aiohttp"][1]
        least = median[EPOLL][0] / ideal
        print(f"{name}: ours {ratio:.2f} × ideal (at most {limit}; raw epoll {least:.2f}), {share:.2f} of aiohttp's processor time "
              f"(at most {CPU_SHARE_MAX}): {'met' if ratio <= limit and share <= CPU_SHARE_MAX else 'NOT MET'}")


def print_prediction(build, folder, latency_ms, runs):
    """Simulated over the calibrated world, beside measured."""
    meanwhile, world, out = str(build / "meanwhile"), str(folder / "machine.world"), folder / "prediction.json"
    subprocess.run([meanwhile, "calibrate", "--runs", "10", "-o", world], check=True)
    programs = [with_constants("race_aiohttp.py", folder, calls, concurrency, "http://race.example/")
                for _, calls, concurrency, *_ in SCENARIOS]
    subprocess.run([meanwhile, "report", "--engine", "sim,real", "--runs", str(max(runs, 6)), "--latency",
                    f"{latency_ms}ms", "--world", world, *programs, "-o", str(out)], check=True)
    told = json.loads(out.read_text())["runs"]
    machine = next(line for line in pathlib.Path(world).read_text().split("\n") if line.startswith("machine"))
    print(f"\nPredicted by the simulation with `{machine}`, which other programs were measured for:")
    width = max(len(scenario[0]) for scenario in SCENARIOS) + 2
    print(f"  {'':{width}}{'simulated':>11}{'measured':>11}{'interval':>18}{'error':>9}{'residual':>12}")
    for (name, *_, limit), simulated, real in zip(SCENARIOS, told[::2], told[1::2]):
        predicted, measured = simulated["figures"]["makespan"], real["measured"]
        error = (predicted / measured["median"] - 1) * 100
        interval = measured["interval"]
        spread = f"{interval['low']:.3f} … {interval['high']:.3f}"
        print(f"  {name:{width}}{predicted:9.3f} s{measured['median']:9.3f} s{spread:>18}{error:+8.1f} %"
              f"{measured['ledger']['residual'] * 1e3:+9.3f} ms  at most {limit} %: "
              f"{'met' if abs(error) <= limit else 'NOT MET'}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, default=pathlib.Path("build"))
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--latency", type=int, default=100, metavar="MS")
    options = parser.parse_args()
    build = options.build.resolve()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        clients = clients_of(build, folder)
        missing = [client.name for client in clients if not client.is_there()]
        if missing:
            print(f"not installed, and so not here: {', '.join(missing)}")
        clients = [client for client in clients if client.is_there()]
        if "Go net/http" not in missing:
            subprocess.run(["go", "build", "-o", str(folder / "race"), str(RACE / "race.go")], check=True)
        server, url = start_server(build, options.latency)
        try:
            results = {}
            for scenario in SCENARIOS:
                for number in range(options.runs + 1):  # the first is for warming up
                    for client in clients:
                        took = perform(client, scenario, url)
                        if number > 0:
                            results.setdefault((scenario, client.name), []).append(took)
        finally:
            server.terminate()
            server.wait()
        print_table(results, clients, options.latency / 1e3)
        print_prediction(build, folder, options.latency, options.runs)


if __name__ == "__main__":
    sys.exit(main())
