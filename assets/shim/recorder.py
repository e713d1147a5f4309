"""Writes the trace of a run: one JSON object a line, in the format of src/trace/trace_events.def.

    {"t": 1000000000, "ev": "suspend", "lane": 2, "task": "Task-2", "line": 12, "for": "sleep", …}

A lane is a thread or a task; lane 0 is the main thread. Lines are those of the program's own
frames: of a suspended task, the innermost one in its chain of awaits."""

import gc
import io
import json
import sys
import types
import weakref
from heapq import heappop, heappush

from . import machine

CALL_TEXT_MAX = 40

# Which wait a library coroutine stands for, by its qualified name; the outermost that is known.
REASONS = {
    "sleep": "sleep",
    "Lock.acquire": "lock",
    "Semaphore.acquire": "semaphore",
    "Queue.get": "queue_get",
    "Queue.put": "queue_put",
    "Queue.join": "queue_join",
    "Event.wait": "event",
    "Condition.wait": "condition",
    "Condition.wait_for": "condition",
    "Barrier.wait": "barrier",
    "wait_for": "timeout",
    "_wait": "gather",
    "TaskGroup.__aexit__": "group",
    "to_thread": "thread",
}


class Recorder:
    def __init__(self, stream, is_own):
        self.stream = stream
        self.is_own = is_own
        self.lanes = 1
        self.names = {0: ("thread", "MainThread")}
        self.objects = weakref.WeakKeyDictionary()
        self.objects_count = 0
        self.requests = 0
        self.coming = []  # heap of (time, order, request): phases and outcomes yet to be written
        self.order = 0
        self.finished = False
        self.wakers = {}
        self.waits = weakref.WeakKeyDictionary()  # future → (reason, more), where a task cannot tell
        self.last_done = None  # the lane of the task that ended last
        self.printed = None  # (fd, lane, line, time) and the pieces of one print() so far
        self.event("thread", 0)

    # --- writing ---

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

    def finish(self, code):
        if not self.finished:
            self.finished = True
            self.event("exit", 0, code=code)
            self.stream.flush()

    def lane(self):
        """Who runs: the task whose step it is, or the thread."""
        task = machine.current.task
        return machine.current.lane if task is None else task

    def line(self):
        frame = sys._getframe(1)
        while frame is not None:
            if self.is_own(frame.f_code.co_filename):
                return frame.f_lineno or 0
            frame = frame.f_back
        return 0

    def object_number(self, thing):
        try:
            number = self.objects.get(thing)
            if number is None:
                self.objects_count += 1
                number = self.objects[thing] = self.objects_count
            return number
        except TypeError:
            return 0

    # --- threads ---

    def thread_started(self, thread, starter, function):
        thread.lane = self.lanes
        self.lanes += 1
        owner = getattr(function, "__self__", None)
        name = getattr(owner, "_name", None) or f"Thread-{thread.ident}"
        self.names[thread.lane] = ("thread", name)
        self.event("thread", thread.lane, self.line(), by=self.lane())

    def thread_ended(self, thread):
        self.event("thread_end", thread.lane)

    def block_begins(self, reason, thing=None, until=None, request=None):
        """A blocking call begins; the note is for block_ends()."""
        lane = self.lane()
        line = self.line()
        more = {"until": until, "request": request}
        if thing is not None:
            more["object"] = self.object_number(thing)
        self.event("block", lane, line, for_=reason, **more)
        return (lane, line, reason, more, machine.current)

    def block_ends(self, note):
        lane, line, reason, more, thread = note
        by = self.wakers.pop(thread, None)
        self.event("unblock", lane, line, for_=reason, by=by, **more)

    def released_by(self, thread):
        self.wakers[thread] = self.lane()

    # --- the loop ---

    def loop_starts(self):
        self.event("loop_start", machine.current.lane, self.line())

    def loop_ends(self):
        self.event("loop_end", machine.current.lane, self.line(), of=self.last_done)

    def idle(self, deadline):
        self.event("idle", machine.current.lane, until=deadline)

    def turn(self, ready):
        self.event("turn", machine.current.lane, ready=ready)

    def slow(self, took):
        self.event("slow", machine.current.lane, took=took)

    def timer_fires(self, handle):
        pass

    # --- tasks ---

    def watch(self, asyncio):
        """Instruments asyncio's tasks: a subclass that takes the same turns as CPython's own."""
        import _asyncio
        from asyncio import base_events, tasks

        recorder = self

        class Task(_asyncio.Task):
            __module__ = "_asyncio"

            def __init__(self, coro, *, loop=None, name=None, context=None):
                super().__init__(coro, loop=loop, name=name, context=context)
                recorder.task_created(self, coro)

            def cancel(self, msg=None):
                if not self.done() and hasattr(self, "_lane"):
                    recorder.event("cancel", self._lane, recorder.line(), by=recorder.lane())
                return super().cancel(msg)

            def set_name(self, name):
                super().set_name(name)
                if hasattr(self, "_lane"):
                    recorder.names[self._lane] = ("task", self.get_name())

        Task.__qualname__ = "Task"
        asyncio.Task = tasks.Task = Task
        loop_class = asyncio.SelectorEventLoop
        call_soon = base_events.BaseEventLoop.call_soon
        run_in_executor = base_events.BaseEventLoop.run_in_executor

        def traced_call_soon(self, callback, *args, context=None):
            if getattr(callback, "__name__", None) == "task_wakeup":
                recorder.task_woken(callback.__self__)
            return call_soon(self, callback, *args, context=context)

        def traced_run_in_executor(self, executor, func, *args):
            future = run_in_executor(self, executor, func, *args)
            recorder.waits[future] = ("thread", {})
            return future

        loop_class.call_soon = traced_call_soon
        loop_class.run_in_executor = traced_run_in_executor

    def task_created(self, task, coro):
        task._lane = lane = self.lanes
        self.lanes += 1
        self.names[lane] = ("task", task.get_name())
        self.event("created", lane, self.line(), by=self.lane(), on=machine.current.lane,
                   call=call_text(coro, self.is_own))

    def task_woken(self, task):
        lane = getattr(task, "_lane", None)
        if lane is not None and not task.done():
            by = machine.current.task
            if by is None and machine.current.lane != 0:
                by = machine.current.lane
            reason = getattr(task, "_reason", "future")
            more = {k: v for k, v in getattr(task, "_more", {}).items() if k != "of"}
            if by is None and reason in ("gather", "task", "group"):
                by = self.last_done
            self.event("wake", lane, getattr(task, "_line", 0), for_=reason, by=by, **more)

    def step_begins(self, task):
        machine.current.task = task._lane
        line = getattr(task, "_line", 0) or first_line(task.get_coro(), self.is_own)
        self.event("step", task._lane, line)

    def step_ends(self, task):
        machine.current.task = None
        lane = task._lane
        if task.done():
            self.last_done = lane
            if task.cancelled():
                self.event("cancelled", lane)
                return
            error = task._exception  # unlike exception(), this does not count as retrieving it
            if error is None:
                self.event("done", lane)
            else:
                self.event("failed", lane, error=error_text(error))
            return
        line, reason, more = self.where(task)
        task._line = line
        task._reason = reason
        task._more = more
        self.event("suspend", lane, line, for_=reason, **more)

    def where(self, task):
        """The program's innermost line in the chain of awaits, and what is awaited there."""
        line = 0
        library = []
        awaited = task.get_coro()
        while awaited is not None:
            frame, deeper, name = look_into(awaited)
            if frame is None and deeper is None:
                break
            if frame is not None:
                if self.is_own(frame.f_code.co_filename):
                    line = frame.f_lineno or 0
                    library = []
                else:
                    library.append((name, frame))
            awaited = deeper
        waiter = task._fut_waiter
        if waiter is None:
            return line, "yield", {}
        for name, frame in library:
            reason = REASONS.get(name)
            if reason == "sleep":
                handle = frame.f_locals.get("h")
                until = machine.to_ns(handle.when()) if handle is not None else None
                return line, reason, {"until": until}
            if reason == "timeout":
                handle = frame.f_locals.get("timeout_handle")
                until = machine.to_ns(handle.when()) if handle is not None else None
                return line, reason, {"until": until}
            if reason == "gather":
                return line, reason, {"count": len(frame.f_locals.get("fs", ()))}
            if reason == "group":
                return line, reason, {"count": len(frame.f_locals["self"]._tasks)}
            if reason == "thread":
                return line, reason, {}
            if reason is not None:
                return line, reason, {"object": self.object_number(frame.f_locals.get("self"))}
        if waiter in self.waits:
            return line, *self.waits[waiter]
        if hasattr(waiter, "_lane"):
            return line, "task", {"of": waiter._lane}
        if type(waiter).__name__ == "_GatheringFuture":
            return line, "gather", {"count": len(waiter._children)}
        return line, "future", {"object": self.object_number(waiter)}

    # --- requests and output ---

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

    def wrap(self, stream, fd):
        """The stream, recording what the program prints."""
        recorder = self

        class Printing(io.TextIOWrapper):
            def write(self, text):
                if text:
                    recorder.print_piece(fd, text)
                return super().write(text)

        return Printing(stream.detach(), encoding=stream.encoding, errors=stream.errors,
                        line_buffering=stream.line_buffering)


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


def look_into(awaited):
    """Of one link in a chain of awaits: its frame, the next link, its name."""
    if isinstance(awaited, types.CoroutineType):
        return awaited.cr_frame, awaited.cr_await, awaited.__qualname__
    if isinstance(awaited, types.GeneratorType):
        return awaited.gi_frame, awaited.gi_yieldfrom, awaited.__qualname__
    if isinstance(awaited, types.AsyncGeneratorType):
        return awaited.ag_frame, awaited.ag_await, awaited.__qualname__
    if type(awaited).__name__ in ("async_generator_asend", "async_generator_athrow",
                                  "coroutine_wrapper", "anext_awaitable"):
        for inner in gc.get_referents(awaited):
            if isinstance(inner, (types.CoroutineType, types.GeneratorType,
                                  types.AsyncGeneratorType)) or hasattr(inner, "cr_await"):
                return None, inner, ""
            if type(inner).__name__ in ("async_generator_asend", "async_generator_athrow"):
                return None, inner, ""
    return None, None, ""


def first_line(coro, is_own):
    code = getattr(coro, "cr_code", None) or getattr(coro, "gi_code", None)
    return code.co_firstlineno if code is not None and is_own(code.co_filename) else 0


def call_text(coro, is_own):
    """ "fetch(3)" where the arguments are short and plain, else "fetch"."""
    name = getattr(coro, "__name__", None) or type(coro).__name__
    frame = getattr(coro, "cr_frame", None)
    if frame is None or not is_own(frame.f_code.co_filename):
        return name
    code = frame.f_code
    values = []
    for variable in code.co_varnames[: code.co_argcount]:
        if variable == "self" and not values:
            continue
        value = frame.f_locals.get(variable)
        if type(value) not in (int, float, str, bool, type(None)):
            return name
        values.append(repr(value))
    text = f"({', '.join(values)})"
    return name + text if values and len(text.encode()) <= CALL_TEXT_MAX else name


def error_text(error):
    text = str(error)
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
