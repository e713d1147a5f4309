import asyncio
from collections import Counter, defaultdict, deque
from dataclasses import dataclass, field
from enum import Enum, auto


class State(Enum):
    WAITING = auto()
    RUNNING = auto()
    DONE = auto()
    FAILED = auto()


@dataclass
class Job:
    name: str
    seconds: float
    fails: bool = False
    state: State = State.WAITING
    history: list = field(default_factory=list)

    def move(self, state):
        self.state = state
        self.history.append((asyncio.get_running_loop().time(), state.name))


@dataclass(order=True)
class Priority:
    level: int
    job: Job = field(compare=False)


async def worker(name, queue, finished):
    while True:
        item = await queue.get()
        job = item.job
        job.move(State.RUNNING)
        try:
            await asyncio.sleep(job.seconds)
            if job.fails:
                raise ValueError(job.name)
            job.move(State.DONE)
        except ValueError:
            job.move(State.FAILED)
        finally:
            finished.append((name, job.name))
            queue.task_done()


async def main():
    queue, finished = asyncio.PriorityQueue(), deque(maxlen=5)
    jobs = [Job(f"job{n}", 1 + n % 3, fails=n == 2) for n in range(6)]
    for n, job in enumerate(jobs):
        queue.put_nowait(Priority(-n % 4, job))
    workers = [asyncio.create_task(worker(f"w{n}", queue, finished)) for n in range(2)]
    await queue.join()
    for task in workers:
        task.cancel()
    for job in jobs:
        print(job.name, job.state, job.history)
    print(Counter(job.state.name for job in jobs))
    by_worker = defaultdict(list)
    for name, job in finished:
        by_worker[name].append(job)
    print(dict(by_worker))
    print(jobs[0])


asyncio.run(main())
