"""asyncio on the virtual clock: CPython's own asyncio, above a loop whose selector waits on the
machine and whose timers tie in creation order, and with sets of tasks that iterate in creation
order wherever asyncio itself iterates one."""

import ast
import builtins
import inspect
import signal
import textwrap
import weakref
from heapq import heapify, heappop, heappush

from . import machine
from .recorder import task_of


class OrderedWeakSet(weakref.WeakSet):
    """A WeakSet in the order of adding. `data` maps a weak reference to its number."""

    def __init__(self):
        weakref.WeakSet.__init__(self)
        self.become_ordered()

    def become_ordered(self):
        data = self.data = {}
        self._next = 0

        def remove(reference):
            data.pop(reference, None)

        self._remove_key = remove

    def add(self, item):
        self._next += 1
        self.data[weakref.ref(item, self._remove_key)] = self._next

    def discard(self, item):
        self.data.pop(weakref.ref(item), None)

    def clear(self):
        self.data.clear()

    def __iter__(self):
        for reference in list(self.data):
            item = reference()
            if item is not None:
                yield item

    def __len__(self):
        return len(self.data)

    def __contains__(self, item):
        return weakref.ref(item) in self.data

    def number(self, item):
        return self.data.get(weakref.ref(item))


class Numbers:
    """In which order things were made: tasks by their registration, others as they are met."""

    def __init__(self):
        self.tasks = None
        self.others = OrderedWeakSet()

    def of(self, item):
        if self.tasks is not None:
            number = self.tasks.number(item)
            if number is not None:
                return (0, number)
        number = getattr(item, "_creation_number", None)  # of a concurrent future
        if number is not None:
            return (0, number)
        number = self.others.number(item)
        if number is None:
            self.others.add(item)
            number = self.others.number(item)
        return (1, number)


numbers = Numbers()


class TaskSet(builtins.set):
    """A set that iterates in the order in which its members were created."""

    __module__ = "builtins"
    __qualname__ = __name__ = "set"

    def __init__(self, items=()):
        builtins.set.__init__(self)
        self.update(items)

    def add(self, item):
        numbers.of(item)
        builtins.set.add(self, item)

    def update(self, *others):
        for other in others:
            for item in other:
                self.add(item)

    def __iter__(self):
        return iter(sorted(builtins.set.__iter__(self), key=numbers.of))

    def pop(self):
        for item in self:
            self.remove(item)
            return item
        raise KeyError("pop from an empty set")

    def copy(self):
        return TaskSet(self)

    def __repr__(self):
        return "{" + ", ".join(map(repr, self)) + "}" if self else "set()"

    def __reduce__(self):
        return (builtins.set, (list(self),))


def _ordered(name):
    method = getattr(builtins.set, name)

    def operation(self, *others):
        result = method(self, *others)
        return result if result is NotImplemented else TaskSet(result)

    operation.__name__ = name
    return operation


for _name in ("__or__", "__and__", "__sub__", "__xor__", "__ror__", "__rand__", "__rsub__",
              "__rxor__", "union", "intersection", "difference", "symmetric_difference"):
    setattr(TaskSet, _name, _ordered(_name))


class _SetsThroughName(ast.NodeTransformer):
    """Rewrites set comprehensions as calls of `set`, which the module's globals then replace. And a
    timeout that is used up to the last nanosecond has passed: on a clock that does not move by
    itself, concurrent.futures.as_completed() would ask again for ever."""

    def visit_Compare(self, node):
        self.generic_visit(node)
        if isinstance(node.left, ast.Name) and node.left.id == "wait_timeout":
            node.ops = [ast.LtE() if isinstance(op, ast.Lt) else op for op in node.ops]
        return node

    def visit_SetComp(self, node):
        self.generic_visit(node)
        generator = ast.GeneratorExp(elt=node.elt, generators=node.generators)
        return ast.Call(func=ast.Name(id="set", ctx=ast.Load()), args=[generator], keywords=[])


def with_ordered_sets(module, name):
    """CPython's own function, compiled again with sets that TaskSet stands in for."""
    original = getattr(module, name)
    made = []

    def make():
        tree = ast.parse(textwrap.dedent(inspect.getsource(original)))
        tree = ast.fix_missing_locations(_SetsThroughName().visit(tree))
        scope = {}
        exec(compile(tree, module.__file__, "exec"), module.__dict__, scope)
        made.append(scope[name])

    def call(*args, **kwargs):
        if not made:
            make()
        return made[0](*args, **kwargs)

    call.__name__ = name
    call.__qualname__ = name
    call.__module__ = module.__name__
    call.__doc__ = original.__doc__
    call.__signature__ = inspect.signature(original)
    return call


def order_concurrent_futures(base):
    """concurrent.futures._base: wait() and as_completed() in creation order."""
    base.set = TaskSet
    # as_completed() yields what is done already from the end of list(finished).
    base.list = lambda items: builtins.list(items)[::-1]
    base.wait = with_ordered_sets(base, "wait")
    base.as_completed = with_ordered_sets(base, "as_completed")
    original = base.Future.__init__
    count = 0

    def __init__(self):
        nonlocal count
        count += 1
        self._creation_number = count
        original(self)

    base.Future.__init__ = __init__


def install(asyncio):
    """After `import asyncio`."""
    from asyncio import base_events, coroutines, events, tasks, taskgroups
    from asyncio import unix_events
    from asyncio.log import logger

    all_tasks_set = tasks._all_tasks
    known = list(all_tasks_set)
    all_tasks_set.__class__ = OrderedWeakSet
    all_tasks_set.become_ordered()
    for task in known:
        all_tasks_set.add(task)
    numbers.tasks = all_tasks_set

    tasks.set = TaskSet
    taskgroups.set = TaskSet
    original_all_tasks = tasks.all_tasks

    def all_tasks(loop=None):
        return TaskSet(original_all_tasks(loop))

    asyncio.all_tasks = tasks.all_tasks = all_tasks
    asyncio.as_completed = tasks.as_completed = with_ordered_sets(tasks, "as_completed")

    class _UnixSelectorEventLoop(base_events.BaseEventLoop):
        """CPython's loop, above the machine. `_scheduled` is a heap of (ns, order, handle)."""

        def __init__(self, selector=None):
            super().__init__()
            self._asyncgens = OrderedWeakSet()
            self._order = 0
            self._waiting_thread = None
            self._signal_handlers = {}

        def time(self):
            return machine.now_ns / 1e9

        def call_later(self, delay, callback, *args, context=None):
            if delay is None:
                raise TypeError("delay must not be None")
            self.time() + delay  # the same TypeError as ever
            when_ns = min(machine.now_ns + machine.to_ns(delay), machine.FOREVER)
            timer = self._timer(when_ns, callback, args, context,
                                "call_at")
            if timer._source_traceback:
                del timer._source_traceback[-1]
            return timer

        def call_at(self, when, callback, *args, context=None):
            if when is None:
                raise TypeError("when cannot be None")
            timer = self._timer(machine.to_ns(when + 0.0), callback, args, context, "call_at")
            timer._when = when
            if timer._source_traceback:
                del timer._source_traceback[-1]
            return timer

        def _timer(self, when_ns, callback, args, context, method):
            self._check_closed()
            if self._debug:
                self._check_thread()
                self._check_callback(callback, method)
            timer = events.TimerHandle(when_ns / 1e9, callback, args, self, context)
            if timer._source_traceback:
                del timer._source_traceback[-1]
            self._order += 1
            heappush(self._scheduled, (when_ns, self._order, timer))
            timer._scheduled = True
            return timer

        def add_signal_handler(self, sig, callback, *args):
            """Signals come from outside, and nobody is there: the handler is kept."""
            if coroutines.iscoroutine(callback) or coroutines.iscoroutinefunction(callback):
                raise TypeError("coroutines cannot be used with add_signal_handler()")
            self._check_signal(sig)
            self._check_closed()
            if sig in (signal.SIGKILL, signal.SIGSTOP):
                raise RuntimeError(f"sig {sig} cannot be caught")
            self._signal_handlers[sig] = callback, args

        def remove_signal_handler(self, sig):
            self._check_signal(sig)
            return self._signal_handlers.pop(sig, None) is not None

        _check_signal = unix_events._UnixSelectorEventLoop._check_signal

        def _write_to_self(self):
            if self._waiting_thread is not None:
                machine.wake(self._waiting_thread)

        def _process_events(self, event_list):
            pass

        def _drop_cancelled(self):
            scheduled = self._scheduled
            if (
                len(scheduled) > base_events._MIN_SCHEDULED_TIMER_HANDLES
                and self._timer_cancelled_count / len(scheduled)
                > base_events._MIN_CANCELLED_TIMER_HANDLES_FRACTION
            ):
                kept = []
                for entry in scheduled:
                    if entry[2]._cancelled:
                        entry[2]._scheduled = False
                    else:
                        kept.append(entry)
                heapify(kept)
                self._scheduled = kept
                self._timer_cancelled_count = 0
            else:
                while scheduled and scheduled[0][2]._cancelled:
                    self._timer_cancelled_count -= 1
                    heappop(scheduled)[2]._scheduled = False

        def _run_once(self):
            """One turn, in CPython's order."""
            self._drop_cancelled()
            ready = self._ready
            recorder = machine.recorder
            if ready or self._stopping:
                machine.yield_()
            else:
                deadline = self._scheduled[0][0] if self._scheduled else None
                if deadline is None or deadline > machine.now_ns:
                    if recorder is not None:
                        recorder.idle(deadline)
                    self._waiting_thread = machine.current
                    machine.block(deadline, "its event loop, which has nothing to do")
                    self._waiting_thread = None
            scheduled = self._scheduled
            while scheduled and scheduled[0][0] <= machine.now_ns:
                handle = heappop(scheduled)[2]
                handle._scheduled = False
                ready.append(handle)
            if recorder is not None:
                recorder.turn(len(ready))
            for _ in range(len(ready)):
                handle = ready.popleft()
                if handle._cancelled:
                    continue
                if self._debug:
                    try:
                        self._current_handle = handle
                        began = self.time()
                        self._run_handle(handle, recorder)
                        took = self.time() - began
                        if took >= self.slow_callback_duration:
                            if recorder is not None:
                                recorder.slow(machine.to_ns(took))
                            logger.warning("Executing %s took %.3f seconds",
                                           base_events._format_handle(handle), took)
                    finally:
                        self._current_handle = None
                else:
                    self._run_handle(handle, recorder)
            handle = None

        def _run_handle(self, handle, recorder):
            if recorder is None and machine.step_ns == 0:
                handle._run()
                return
            task = task_of(handle, tasks.Task)
            if task is None or task.done():
                handle._run()
                return
            if recorder is None:
                machine.charge(machine.step_ns)
                handle._run()
                return
            recorder.step_begins(task)
            machine.charge(machine.step_ns)
            try:
                handle._run()
            finally:
                recorder.step_ends(task)

        def run_forever(self):
            recorder = machine.recorder
            if recorder is None or self.is_running() or self.is_closed():
                return super().run_forever()
            recorder.loop_starts()
            try:
                return super().run_forever()
            finally:
                recorder.loop_ends()

    _UnixSelectorEventLoop.__module__ = unix_events.__name__
    unix_events._UnixSelectorEventLoop = _UnixSelectorEventLoop
    unix_events.SelectorEventLoop = asyncio.SelectorEventLoop = _UnixSelectorEventLoop
    unix_events._UnixDefaultEventLoopPolicy._loop_factory = _UnixSelectorEventLoop
    if machine.recorder is not None:
        machine.recorder.watch(asyncio)
