"""What a command costs, for the benchmarks beside this one that run whole commands."""

import os
import subprocess
import time


def times_of(command, good_codes=(0,)):
    """(wall seconds, processor seconds) of a command and its children; its output is thrown away."""
    before, start = os.times(), time.monotonic()
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    wall, after = time.monotonic() - start, os.times()
    if done.returncode not in good_codes:
        raise SystemExit(f"bench: {command[1]} ended with {done.returncode}: {done.stderr.decode()}")
    return wall, (after.children_user - before.children_user +
                  after.children_system - before.children_system)
