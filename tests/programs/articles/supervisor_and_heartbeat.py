"""A supervisor restarts services that die, gives up on hopeless ones, and shuts all down in order."""
import asyncio
import sys
import traceback
from contextlib import suppress


class GaveUp(Exception):
    pass


class Supervisor:
    def __init__(self, restarts=2):
        self.restarts, self.events = restarts, []
        self._tasks: dict[str, asyncio.Task] = {}

    def note(self, *words):
        moment = asyncio.get_running_loop().time()
        self.events.append((round(moment, 2), " ".join(map(str, words))))

    def start(self, name, factory, *args):
        task = asyncio.create_task(self._watch(name, factory, args), name=f"watch {name}")
        self._tasks[name] = task
        task.add_done_callback(lambda t: self._ended(name, t))

    def _ended(self, name, task):
        del self._tasks[name]
        if task.cancelled():
            self.note(name, "cancelled")
        elif (error := task.exception()) is not None:
            self.note(name, "ended with", repr(error), "because of", repr(error.__cause__))
        else:
            self.note(name, "returned", task.result())

    async def _watch(self, name, factory, args):
        for attempt in range(self.restarts + 1):
            try:
                return await factory(*args)
            except Exception as error:
                self.note(name, "died of", type(error).__name__)
                last = error
                await asyncio.sleep(0.1 * 2 ** attempt)
        raise GaveUp(f"{name} after {self.restarts} restarts") from last

    async def stop(self):
        for task in (tasks := list(self._tasks.values())):
            task.cancel()
        return await asyncio.gather(*tasks, return_exceptions=True)

    def __len__(self):
        return len(self._tasks)


async def heartbeat(log, interval):
    with suppress(asyncio.CancelledError):
        while True:
            log.append("beat")
            await asyncio.sleep(interval)
    return f"{len(log)} beats"


def crashes_at(*moments):
    moments = iter(moments)

    async def service():
        try:
            await asyncio.sleep(next(moments))
        except StopIteration:
            return "healed"
        raise ConnectionError("lost")
    return service


async def stubborn():
    try:
        await asyncio.sleep(60)
    finally:
        await asyncio.sleep(0.3)
        print("stubborn has cleaned up")


async def main():
    log, supervisor = [], Supervisor()
    supervisor.start("heart", heartbeat, log, 0.25)
    supervisor.start("good", asyncio.sleep, 0.9, "slept")
    supervisor.start("flaky", crashes_at(0.1, 0.2))
    supervisor.start("hopeless", crashes_at(0.1, 0.1, 0.1, 0.1))
    supervisor.start("stubborn", stubborn)
    await asyncio.sleep(1.2)
    print("running:", len(supervisor))
    print(await supervisor.stop())
    await asyncio.sleep(0)
    for event in supervisor.events:
        print(*event)
    try:
        await supervisor._watch("last", crashes_at(0, 0, 0), ())
    except GaveUp as error:
        lines = traceback.format_exc().splitlines()
        print(error, "|", lines[-1], "|", any("direct cause" in line for line in lines))
    return len(log)


if sys.version_info >= (3, 11):
    with asyncio.Runner() as runner:
        print(runner.run(main()), runner.run(asyncio.sleep(0.1, "again")))
