"""usage: machine.py [--build DIR]

The simulated machine beside the real one. First what the GIL does to two jobs of pure computing, one after the
other, in two threads and in two processes: simulated on two cores, and measured with Debian's python3 on this
machine's. Then what simulated threads cost: as many threads as tasks, which start, sleep ten times and are
waited for; the processor time and memory of the whole run, less that of the same program with one of them."""

import argparse
import os
import pathlib
import subprocess
import tempfile

from bench import HERE, PYTHON, measure, program

ROUNDS = 3_000_000  # of each real job: some tenths of a second
REAL_RUNS = 5
WAYS = ("one after the other", "two threads", "two processes")


def parts(command):
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return [float(word) for word in done.stdout.split()]


def simulated(meanwhile, machine):
    return parts([meanwhile, "run", "-q", "--machine", machine, str(HERE / "workloads/two_jobs.py")])


def show_gil(meanwhile, directory):
    real_program = program("two_jobs", {"ROUNDS": ROUNDS}, directory)
    real = [parts([PYTHON, str(real_program)]) for _ in range(REAL_RUNS)]
    columns = [
        ("simulated", simulated(meanwhile, "cores 2 instruction 10us")),
        ("gil off", simulated(meanwhile, "cores 2 gil off instruction 10us")),
        ("measured", [min(run[way] for run in real) for way in range(len(WAYS))]),
    ]
    print(f"\nTwo jobs of computing on two cores, in parts of one after the other (measured: the best of "
          f"{REAL_RUNS} on {len(os.sched_getaffinity(0))} cores)\n")
    print(f"  {'':20}" + "".join(f"{name:>12}" for name, _ in columns))
    for way, name in enumerate(WAYS):
        print(f"  {name:20}" + "".join(f"{values[way]:12.2f}" for _, values in columns))


def show_threads(meanwhile, runs, directory):
    def cost(name, constant, count):
        path = program(name, {constant: count}, directory)
        return measure([meanwhile, "run", "-q", str(path)], runs, directory)

    print("\nThreads beside tasks, ten sleeps each: processor time of each, and memory of all\n")
    print(f"  {'':10}{'threads':>22}{'tasks':>22}{'threads / tasks':>18}")
    ways = [("thread_sleeps", "THREADS"), ("task_sleeps", "TASKS")]
    alone = {name: cost(name, constant, 1) for name, constant in ways}
    for count in (1000, 10_000):
        cells, times = [], []
        for name, constant in ways:
            measured = cost(name, constant, count)
            times.append(max(measured.cpu - alone[name].cpu, 1e-5) / (count - 1))
            memory = max(measured.peak - alone[name].peak, 0)  # small runs hide behind what this script has
            cells.append(f"{times[-1] * 1e6:8.2f} us {memory / 1e6:6.1f} MB")
        print(f"  {count:<10,}" + "".join(f"{cell:>22}" for cell in cells) + f"{times[0] / times[1]:18.2f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", default="build")
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    meanwhile = os.path.join(options.build, "meanwhile")
    with tempfile.TemporaryDirectory() as folder:
        directory = pathlib.Path(folder)
        show_gil(meanwhile, directory)
        show_threads(meanwhile, options.runs, directory)


if __name__ == "__main__":
    main()
