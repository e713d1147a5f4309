"""usage: virtual_clock.py PROGRAM.py

Runs an asyncio program on a virtual clock with as little in the way as possible: CPython's own selector
loop, whose selector waits for nothing and moves the clock instead. This is what our engine is measured
against; the faithful one, with networks and threads, is the shim in assets/."""

import asyncio
import runpy
import selectors
import sys


class ClockSelector(selectors._BaseSelectorImpl):
    """Nothing is ever ready; to wait is to move the clock."""

    def __init__(self):
        super().__init__()
        self.now = 0.0

    def select(self, timeout=None):
        if timeout is None:
            raise RuntimeError("deadlock: nothing to wait for")
        if timeout > 0:
            self.now += timeout
        return []


class VirtualLoop(asyncio.SelectorEventLoop):
    def __init__(self):
        self._clock = ClockSelector()
        super().__init__(self._clock)

    def time(self):
        return self._clock.now


class Policy(asyncio.DefaultEventLoopPolicy):
    _loop_factory = VirtualLoop


asyncio.set_event_loop_policy(Policy())
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
