# Game-ish simulation with processes as coroutines, events, and a scheduler
import asyncio, heapq, itertools, random
from collections import defaultdict, deque

random.seed(7)

class Elevator:
    def __init__(self, floors):
        self.floors, self.at, self.requests = floors, 0, []
        self.wake, self.log, self.arrived = asyncio.Event(), [], defaultdict(asyncio.Event)
    def call(self, floor):
        if floor not in self.requests:
            heapq.heappush(self.requests, floor)
            self.wake.set()
        return self.arrived[floor].wait()
    async def run(self):
        while True:
            await self.wake.wait()
            while self.requests:
                target = heapq.heappop(self.requests)
                step = (target > self.at) - (target < self.at)
                while self.at != target:
                    await asyncio.sleep(1)
                    self.at += step
                self.log.append((asyncio.get_running_loop().time(), self.at))
                self.arrived.pop(target, asyncio.Event()).set()
                await asyncio.sleep(0.5)
            self.wake.clear()

async def person(lift, name, start, to, at):
    await asyncio.sleep(at)
    begin = asyncio.get_running_loop().time()
    await lift.call(start)
    await lift.call(to)
    return name, asyncio.get_running_loop().time() - begin

async def main():
    lift = Elevator(6)
    motor = asyncio.create_task(lift.run())
    people = [person(lift, n, *random.sample(range(6), 2), random.randrange(10)) for n in 'ABCDEF']
    for done in asyncio.as_completed(people):
        name, took = await done
        print(f'{name} took {took:5.1f} s')
    motor.cancel()
    print(lift.log)
    print(random.choices('abc', k=5), random.shuffle(x := list(range(6))), x, f'{random.gauss(0, 1):.6f}', random.betavariate(1, 2))
    window = deque(maxlen=4)
    for n, word in zip(itertools.count(1), 'the quick brown fox jumps'.split()):
        window.append(word)
        print(n, *window, sep='|')
    for k, g in itertools.groupby(sorted('mississippi')):
        print(k, len(list(g)), end=' ')
    print(list(itertools.pairwise([1, 2, 4])), list(itertools.accumulate([1, 2, 3], max)), list(itertools.zip_longest('ab', 'c', fillvalue='-')))
    print(*itertools.islice(itertools.permutations('abc', 2), 3), list(itertools.combinations(range(4), 2))[-1])
asyncio.run(main())
