"""usage: run.py --build DIR SUITE...

Runs test suites and closes with `N passed, N failed`. The suites:
  unit      every program that was built from tests/unit/, by cmocka's own report
  programs  tests/programs/run.py: every program there prints what CPython printed
  real      tests/programs/real.py: a sample of them on a real clock, real sockets and real threads
  oracle    the same by CPython itself: the expectations are still what it prints; and the HTTP
            clients against the real libraries (tests/oracle/clients.py), fastapi's apps against
            the real ones (tests/oracle/fastapi_answers.py), random fields of models against
            pydantic (tests/oracle/random_fields.py), random programs
            about the flow of control (tests/oracle/random_flow.py), of threads
            (tests/oracle/random_threads.py), of match statements and classes with several bases
            (tests/oracle/random_matches.py), and every attribute that CPython's objects have
            (tests/oracle/attributes.py)
  e2e       tests/e2e/e2e.py: the command line, its exit codes and messages; and
            tests/e2e/window.py: the window under Xvfb, pictures and scripts without one
            tests/e2e/walkthrough.py: lessons in the window, and all of them without one
  fuzz      every fuzz target, briefly, on seeds made from the test programs
A failing test's output is shown, a passing one's is not."""

import argparse
import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
UNIT_SECONDS_MAX = 120
SUITE_SECONDS_MAX = 1800
FUZZ_SECONDS = 3
CLOSING_LINE = re.compile(r"(\d+) passed, (\d+) failed")


def environment():
    """Sanitizers stop at the first finding, and look for leaks at the end."""
    env = dict(os.environ)
    env.setdefault("ASAN_OPTIONS", "detect_leaks=1:abort_on_error=0:detect_stack_use_after_return=0")
    env.setdefault("UBSAN_OPTIONS", "print_stacktrace=1")
    env.setdefault("TSAN_OPTIONS", "halt_on_error=1")
    return env


def run_unit_program(path):
    """One cmocka program: (name, passed, failed, what to show)."""
    try:
        done = subprocess.run([path], cwd=ROOT, env=environment(), stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              timeout=UNIT_SECONDS_MAX)
        output, code = done.stdout.decode(errors="replace"), done.returncode
    except subprocess.TimeoutExpired as expired:
        output = (expired.stdout or b"").decode(errors="replace")
        code = f"a time limit of {UNIT_SECONDS_MAX} s"
    passed = len(re.findall(r"^\[ +OK \] ", output, re.M))
    failed_names = set(re.findall(r"^\[  FAILED  \] (\w+)$", output, re.M))
    failed = len(failed_names)
    if code != 0 and failed == 0:
        failed = 1  # it crashed, leaked or hung: none of its tests says so
        output += f"(the program ended with {code})\n"
    return path, passed, failed, output


def suite_unit(build):
    programs = sorted(path for path in (build / "tests/unit").glob("*/test_*")
                      if path.suffix == "" and (ROOT / "tests/unit" / path.parent.name /
                                                (path.name + ".c")).exists())
    passed = failed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for path, good, bad, output in pool.map(run_unit_program, programs):
            passed, failed = passed + good, failed + bad
            if bad:
                print(f"FAILED {path.relative_to(build)}\n{output}")
    return passed, failed


def suite_script(script, *arguments):
    """A suite in a script of its own, which closes with `N passed, N failed`."""
    path = ROOT / script
    if not path.exists():
        return 0, 0
    process = subprocess.Popen([sys.executable, path, *map(str, arguments)], cwd=ROOT,
                               env=environment(), stdout=subprocess.PIPE)
    closing = None
    for line in process.stdout:
        text = line.decode(errors="replace")
        match = CLOSING_LINE.search(text)
        if match:
            closing = match  # said once, by us, with the suite's name
        else:
            print(text, end="")
    code = process.wait()
    if closing is None:
        print(f"FAILED {script}: ended with {code} and no closing line")
        return 0, 1
    passed, failed = int(closing[1]), int(closing[2])
    return passed, failed if code == 0 or failed else failed + 1


def together(*results):
    return sum(passed for passed, _ in results), sum(failed for _, failed in results)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build")
    parser.add_argument("suites", nargs="+", choices=["unit", "programs", "real", "oracle", "e2e", "fuzz"])
    arguments = parser.parse_args()
    build = arguments.build.resolve()
    suites = {
        "unit": lambda: suite_unit(build),
        "programs": lambda: suite_script("tests/programs/run.py", "--build", build),
        "real": lambda: suite_script("tests/programs/real.py", "--build", build),
        "oracle": lambda: together(
            suite_script("tests/programs/run.py", "--build", build, "--oracle"),
            suite_script("tests/oracle/random_threads.py", "--build", build),
            suite_script("tests/oracle/clients.py", "--build", build),
            suite_script("tests/oracle/fastapi_answers.py", "--build", build),
            suite_script("tests/oracle/random_fields.py", "--build", build),
            suite_script("tests/oracle/random_flow.py", "--build", build),
            suite_script("tests/oracle/random_matches.py", "--build", build),
            suite_script("tests/oracle/attributes.py", "--build", build)),
        "e2e": lambda: together(suite_script("tests/e2e/e2e.py", "--build", build),
                                suite_script("tests/e2e/window.py", "--build", build),
                                suite_script("tests/e2e/walkthrough.py", "--build", build)),
        "fuzz": lambda: suite_script("tests/fuzz/fuzz.py", "--build", build,
                                     "--seconds", FUZZ_SECONDS),
    }
    total_passed = total_failed = 0
    for name in arguments.suites:
        start = time.monotonic()
        passed, failed = suites[name]()
        total_passed, total_failed = total_passed + passed, total_failed + failed
        print(f"{name}: {passed} passed, {failed} failed ({time.monotonic() - start:.1f} s)",
              flush=True)
    if len(arguments.suites) > 1:
        print(f"all: {total_passed} passed, {total_failed} failed")
    return 1 if total_failed else 0


if __name__ == "__main__":
    sys.exit(main())
