"""What a trace says of a run, in the events of src/trace/trace_events.def:

    {"t": 1000000000, "ev": "suspend", "lane": 2, "line": 12, "for": "sleep", "until": 2000000000}

A lane is a thread or a task; lane 0 is the main thread. Lines are those of the program's own
frames: of a suspended task, the innermost one in its chain of awaits. What time it is, who runs and
where the lines go depends on the clock: virtual_recorder.py, real_recorder.py."""

import gc
import io
import os
import sys
import types
import weakref

CALL_TEXT_MAX = 40
OURS = os.path.dirname(os.path.abspath(__file__)) + os.sep
ASYNCIO = os.path.join(os.path.dirname(os.__file__), "asyncio") + os.sep

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
    """Of a subclass: now_ns(), the time since the program began; here(), of the running thread an
    object with `lane`, its own, and `task`, the lane of the task whose step it runs or None;
    woken_by(), the lane that ended its blocking call or None; time_of(), of a time of the loop's
    clock; write() and print_piece()."""

    def __init__(self, is_own):
        self.is_own = is_own
        self.lanes = 1
        self.names = {0: ("thread", "MainThread")}
        self.objects = weakref.WeakKeyDictionary()
        self.objects_count = 0
        self.requests = 0
        self.finished = False
        self.waits = weakref.WeakKeyDictionary()  # future → (reason, more), where a task cannot tell
        self.last_done = None  # the lane of the task that ended last

    # --- writing ---

    def event(self, kind, lane, line=0, **more):
        self.write(self.now_ns(), kind, lane, line, more)

    def finish(self, code):
        if not self.finished:
            self.finished = True
            self.event("exit", 0, code=code)

    def lane(self):
        """Who runs: the task whose step it is, or the thread."""
        here = self.here()
        return here.lane if here.task is None else here.task

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

    def thread_started(self, thread, function):
        """`thread` is what here() will be on it."""
        thread.lane = self.lanes
        self.lanes += 1
        owner = getattr(function, "__self__", None)
        name = getattr(owner, "_name", None) or f"Thread-{thread.ident}"
        self.names[thread.lane] = ("thread", name)
        self.event("thread", thread.lane, self.line(), by=self.lane())

    def thread_ended(self, thread):
        self.event("thread_end", thread.lane)

    def block_begins(self, reason, **more):
        """A blocking call begins; the note is for block_ends()."""
        lane = self.lane()
        line = self.line()
        self.event("block", lane, line, for_=reason, **more)
        return (lane, line, reason, more)

    def block_ends(self, note):
        lane, line, reason, more = note
        self.event("unblock", lane, line, for_=reason, by=self.woken_by(), **more)

    # --- the loop ---

    def loop_starts(self):
        self.event("loop_start", self.here().lane, self.line())

    def loop_ends(self):
        self.event("loop_end", self.here().lane, self.line(), of=self.last_done)

    def idle(self, deadline):
        self.event("idle", self.here().lane, until=deadline)

    def turn(self, ready):
        self.event("turn", self.here().lane, ready=ready)

    def slow(self, took):
        self.event("slow", self.here().lane, took=took)

    # --- tasks ---

    def watch(self, asyncio):
        """Instruments asyncio's tasks: a subclass that takes the same turns as CPython's own."""
        import _asyncio
        from asyncio import base_events, tasks

        recorder = self

        class Task(_asyncio.Task):
            __module__ = "_asyncio"

            def __init__(self, coro, **more):
                super().__init__(coro, **more)
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
        self.names[lane] = ("task", given_name() or task.get_name())
        self.event("created", lane, self.line(), by=self.lane(), on=self.here().lane,
                   call=call_text(coro, self.is_own))

    def task_woken(self, task):
        lane = getattr(task, "_lane", None)
        if lane is not None and not task.done():
            here = self.here()
            by = here.task
            if by is None and here.lane != 0:
                by = here.lane
            reason = getattr(task, "_reason", "future")
            more = {k: v for k, v in getattr(task, "_more", {}).items() if k != "of"}
            if by is None and reason in ("gather", "task", "group"):
                by = self.last_done
            self.event("wake", lane, getattr(task, "_line", 0), for_=reason, by=by, **more)

    def step_begins(self, task):
        self.here().task = task._lane
        line = getattr(task, "_line", 0) or first_line(task.get_coro(), self.is_own)
        self.event("step", task._lane, line)

    def step_ends(self, task):
        self.here().task = None
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
        wait = self.client_wait(task, library)
        if wait is not None:
            return line, *wait
        for name, frame in library:
            reason = REASONS.get(name)
            if reason == "sleep":
                handle = frame.f_locals.get("h")
                until = self.time_of(handle.when()) if handle is not None else None
                return line, reason, {"until": until}
            if reason == "timeout":
                handle = frame.f_locals.get("timeout_handle")
                until = self.time_of(handle.when()) if handle is not None else None
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

    def client_wait(self, task, library):
        """The reason, and more, if these frames are an HTTP client's; `waits` may know it, too."""
        return None

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


def given_name():
    """The name that a new task will get: asyncio's create_task(), up the stack, sets it afterwards."""
    frame = sys._getframe(2)
    while frame is not None:
        if frame.f_code.co_name == "create_task" and frame.f_locals.get("name") is not None:
            return str(frame.f_locals["name"])
        frame = frame.f_back
        if frame is None or not frame.f_code.co_filename.startswith((ASYNCIO, OURS)):
            return None


TASK_CALLBACKS = ("TaskStepMethWrapper", "task_wakeup", "__step", "__wakeup")


def task_of(handle, task_class):
    """The task of which running this handle is a step, or None."""
    callback = handle._callback
    task = getattr(callback, "__self__", None)
    if isinstance(task, task_class):
        name = getattr(callback, "__name__", None) or type(callback).__name__
        if name in TASK_CALLBACKS:
            return task
    return None


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
