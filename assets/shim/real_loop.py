"""Tells the recorder what asyncio's loop does: when it looks for events and for how long, its turns,
and the steps of its tasks. The loop and its tasks are CPython's own."""

from .recorder import task_of


def mender(recorder):
    def mend(asyncio):
        from asyncio import events, tasks, unix_events

        recorder.watch(asyncio)
        loop_class = unix_events._UnixSelectorEventLoop
        run_forever = loop_class.run_forever
        run_handle = events.Handle._run
        here = recorder.local

        def watch_selector(loop):
            selector = loop._selector
            select = selector.select

            def watched_select(timeout=None):
                if timeout is None or timeout > 0:
                    until = None if timeout is None else recorder.now_ns() + int(timeout * 1e9)
                    recorder.idle(until)
                ready = select(timeout)
                here.turn_is_due = True
                return ready

            selector.select = watched_select

        def watched_run_forever(self):
            if self.is_running() or self.is_closed():
                return run_forever(self)
            if "select" not in vars(self._selector):
                watch_selector(self)
            recorder.loop_starts()
            try:
                return run_forever(self)
            finally:
                recorder.loop_ends()

        def watched_run(self):
            if here.turn_is_due:
                here.turn_is_due = False
                recorder.turn(len(self._loop._ready) + 1)
            task = task_of(self, tasks.Task)
            if task is None or task.done() or not hasattr(task, "_lane"):
                return run_handle(self)
            recorder.step_begins(task)
            try:
                run_handle(self)
            finally:
                recorder.step_ends(task)

        loop_class.run_forever = watched_run_forever
        events.Handle._run = watched_run

    return mend
