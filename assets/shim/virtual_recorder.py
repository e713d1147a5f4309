"""The record of a run on the virtual clock, written as it happens, one JSON object a line."""

import json
import sys
from heapq import heappop, heappush

from . import machine, recorder


class VirtualRecorder(recorder.Recorder):
    def __init__(self, stream, is_own):
        super().__init__(is_own)
        self.stream = stream
        self.coming = []  # heap of (time, order, request): phases and outcomes yet to be written
        self.order = 0
        self.wakers = {}  # of threads that were blocked
        self.printed = None  # (fd, lane, line, time) and the pieces of one print() so far
        self.event("thread", 0)

    def now_ns(self):
        return machine.now_ns

    def here(self):
        return machine.current

    def woken_by(self):
        return self.wakers.pop(machine.current, None)

    def released_by(self, thread):
        self.wakers[thread] = self.lane()

    def time_of(self, seconds):
        return machine.to_ns(seconds)

    def event(self, kind, lane, line=0, **more):
        if self.printed is not None:
            self.end_print()
        while self.coming and self.coming[0][0] <= machine.now_ns:
            t_ns, _, request = heappop(self.coming)
            request.write_until(t_ns)
        self.write(machine.now_ns, kind, lane, line, more)

    def write(self, t_ns, kind, lane, line, more):
        record = {"t": t_ns, "ev": kind, "lane": lane}
        key, name = self.names[lane]
        record[key] = name
        if line:
            record["line"] = line
        for name, value in more.items():
            if value is not None:
                record[name.rstrip("_")] = value
        self.stream.write(json.dumps(record) + "\n")

    def finish(self, code):
        super().finish(code)
        self.stream.flush()

    def print_piece(self, fd, text):
        """print() writes its arguments and separators one by one; the trace has one event for them."""
        where = (fd, self.lane(), self.line(), machine.now_ns)
        if self.printed is not None and self.printed[0] != where:
            self.end_print()
        if self.printed is None:
            self.printed = (where, [])
        self.printed[1].append(text)
        if text.endswith("\n"):
            self.end_print()

    def end_print(self):
        (fd, lane, line, _), pieces = self.printed
        self.printed = None
        self.event("print", lane, line, fd=fd, text="".join(pieces))

    def request_begins(self, call):
        self.requests += 1
        self.event("request", self.lane(), self.line(), call=call, request=self.requests)
        return Request(self, self.requests, self.lane(), self.line())

    def waits_for_request(self, future, reason, number):
        """The future stands for a wait for "request" or "connection"."""
        self.waits[future] = (reason, {"request": number})

    def stuck(self):
        asyncio_tasks = sys.modules.get("asyncio.tasks")
        if asyncio_tasks is not None:
            for task in asyncio_tasks._all_tasks:
                if not task.done() and hasattr(task, "_lane"):
                    line, reason, more = self.where(task)
                    self.event("stuck", task._lane, line, for_=reason, **more)


class Request:
    """What the trace says of one request: src/sim/exchange.c's record, for which the machine's timers
    are the recorder's list of what is coming."""

    def __init__(self, recorder, number, lane, line):
        self.recorder = recorder
        self.number = number
        self.lane = lane
        self.line = line
        self.phases = []  # pairs of start and name
        self.written = 0
        self.before = 0  # how many of the phases come before the request is sent
        self.outcome = None  # (due time, kind, more) once it is decided
        self.is_over = False
        self.turn = 0

    def knows(self, answer):
        """The parent has told more about it: see describe() in src/session/cpython_sim.c."""
        self.phases = self.phases[:self.before] + answer["phases"]
        if "failure" in answer and answer["due"] is not None:
            if answer["failure"]:
                self.outcome = (answer["due"], "request_failed", {"error": answer["failure"]})
            else:
                self.outcome = (answer["due"], "response", {"status": answer["status"]})
        self.write_until(machine.now_ns)

    def write_until(self, now_ns):
        if self.is_over:
            return
        while self.written < len(self.phases) and self.phases[self.written][0] <= now_ns:
            self._write(now_ns, "phase", {"phase": self.phases[self.written][1]})
            self.written += 1
        if self.outcome is not None and self.outcome[0] <= now_ns:
            self.is_over = True
            self._write(now_ns, *self.outcome[1:])
        elif self.written < len(self.phases):
            self._come_back(self.phases[self.written][0])
        elif self.outcome is not None:
            self._come_back(self.outcome[0])

    def stands_in_line(self):
        self.phases = [(machine.now_ns, "pool")]
        self.before = 1
        self.write_until(machine.now_ns)

    def ends(self, why="cancelled"):
        if not self.is_over:
            self.recorder.event("request_failed", self.lane, self.line, error=why,
                                request=self.number)
            self.is_over = True

    def _come_back(self, t_ns):
        self.recorder.order += 1
        heappush(self.recorder.coming, (t_ns, self.recorder.order, self))

    def _write(self, t_ns, kind, more):
        self.recorder.write(t_ns, kind, self.lane, self.line, {**more, "request": self.number})
