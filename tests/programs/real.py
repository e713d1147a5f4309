#!/usr/bin/python3
"""usage: real.py [--build DIR] [FILTER...]

A sample of the test programs on the real engine: on a real clock and real sockets each prints what it prints
in the simulation, but for the times in it, which are masked, and ends with the same exit code. They are those
that are over within seconds and in which no two things are due so close to each other that a busy machine
could change their order. Closes with `N passed, N failed`."""

import argparse
import difflib
import pathlib
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from run import TREE, Program  # noqa: E402

JOBS = 12  # they sleep most of the time
SECONDS_MAX = 120
DIFF_LINES_MAX = 14
TIME = re.compile(r"\d{4}-\d\d-\d\d|\d\d:\d\d:\d\d([.,]\d+)?|\d+\.\d+(e-?\d+)?")
FOLDER = re.compile(r"[^ \"]*tests/programs/\w+/")  # tracebacks and handlers name the file in full

SAMPLE = """
articles/bank_transfer_deadlock_avoided  articles/blocking_io_to_thread            articles/cancel_me
articles/chat_rooms_with_inboxes      articles/countasync
articles/failures_in_groups           articles/retry_http                      articles/set_after
asyncio/async_generators_left_at_shutdown  asyncio/call_soon_exception         asyncio/cancel_basic
asyncio/cancel_travels_down           asyncio/condition_notify_all             asyncio/context_variables
asyncio/current_and_all_tasks         asyncio/event_basic                      asyncio/exceptions_cross_tasks
asyncio/gather_of_mixed_awaitables    asyncio/group_several_failures           asyncio/lazy_singleton
asyncio/run_exit_code                 asyncio/task_done_callbacks              asyncio/wait_for_cancelled
clients/aiohttp_gather                clients/aiohttp_status                   clients/httpbin_shows_what_was_sent
clients/httpx_async                   clients/httpx_closed_client              clients/httpx_sync
clients/requests_blocks_the_loop      clients/requests_in_threads              clients/requests_json_error
clients/requests_post                 clients/requests_session                 clients/requests_status
clients/world_body_and_latency        fastapi/services                         logging/basic_config
random/in_tasks                       threads/lost_update                      threads/names_and_state
threads/pool_as_completed_done        threads/pool_thread_names                threads/rlock
warnings/deadlock_threads             warnings/deadlock_two_locks              warnings/debug_mode
warnings/task_exception_retrieved_in_time
""".split()


def masked(text):
    return TIME.sub("#", FOLDER.sub("", text))


def run_one(engine, path):
    """None, or what is wrong."""
    program = Program(path)
    expected = pathlib.Path(program.stem + ".out").read_text(encoding="utf-8")
    exit_file = pathlib.Path(program.stem + ".exit")
    code = int(exit_file.read_text()) if exit_file.exists() else 0
    try:
        done = subprocess.run([engine, "run", "-q", "--engine", "real", *program.options, program.shown,
                               *program.arguments], cwd=TREE, stdin=subprocess.DEVNULL, capture_output=True,
                              timeout=SECONDS_MAX)
    except subprocess.TimeoutExpired:
        return "it hangs"
    wrong = "" if done.returncode == code else f"exit {done.returncode}, not {code}\n"
    ours, theirs = masked(done.stdout.decode()), masked(expected)
    if ours != theirs:
        wrong += "\n".join(list(difflib.unified_diff(theirs.split("\n"), ours.split("\n"), "expected", "real",
                                                     lineterm=""))[:DIFF_LINES_MAX])
    return wrong + done.stderr.decode(errors="replace")[-1000:] if wrong else None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, default=pathlib.Path(TREE) / "build")
    parser.add_argument("filters", nargs="*")
    arguments = parser.parse_args()
    engine = str(arguments.build.resolve() / "meanwhile-real")
    chosen = [f"{name}.py" for name in SAMPLE
              if not arguments.filters or any(part in name for part in arguments.filters)]
    failed = 0
    with ThreadPoolExecutor(JOBS) as pool:
        for path, wrong in zip(chosen, pool.map(lambda path: run_one(engine, path), chosen)):
            if wrong is not None:
                failed += 1
                print(f"FAILED {path}: {wrong}\n")
    print(f"{len(chosen) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
