import asyncio

async def worker(name, barrier, log):
    await asyncio.sleep(0.1 * len(name))
    log.append(f'{name} arrives')
    async with barrier as position:
        log.append(f'{name} passes as {position}')
    return name

async def producer(condition, items):
    for n in range(3):
        await asyncio.sleep(0.1)
        async with condition:
            items.append(n)
            condition.notify(1 if n < 2 else 5)

async def consumer(condition, items, name):
    async with condition:
        while not items:
            try:
                await asyncio.wait_for(condition.wait(), 0.25)
            except asyncio.TimeoutError:
                return name, 'timeout'
        return name, items.pop()

async def stages():
    task = asyncio.current_task()
    try:
        async with asyncio.timeout(1) as t:
            await asyncio.sleep(0.5)
            t.reschedule(asyncio.get_running_loop().time() + 2)
            print('rescheduled', t.when())
            await asyncio.sleep(1.9)
            print('still here', t.expired())
            t.reschedule(None)
            await asyncio.sleep(10)
            print(t)
    finally:
        print(task.cancelling(), task.cancelled())

async def swallow():
    try:
        await asyncio.sleep(5)
    except asyncio.CancelledError:
        n = asyncio.current_task().uncancel()
        print('uncancelled', n)
        await asyncio.sleep(0.2)
        return 'survived'

async def main():
    log = []
    barrier = asyncio.Barrier(3)
    print(await asyncio.gather(*(worker(n, barrier, log) for n in ('a', 'bb', 'ccc'))))
    print(log)
    condition, items = asyncio.Condition(), []
    results = await asyncio.gather(producer(condition, items), *(consumer(condition, items, n) for n in 'xyzw'))
    print(results, items)
    await stages()
    task = asyncio.create_task(swallow(), name='swallow')
    await asyncio.sleep(0.1)
    print(task.cancel('please'), task.cancelling())
    print(await task, task.cancelling(), task.cancelled())
    barrier2 = asyncio.Barrier(2)
    waiting = asyncio.create_task(barrier2.wait())
    await asyncio.sleep(0)
    print(barrier2.n_waiting, barrier2.parties, barrier2.broken)
    await barrier2.abort()
    try:
        await waiting
    except asyncio.BrokenBarrierError as e:
        print('broken', e)
    outer = asyncio.create_task(asyncio.wait_for(asyncio.shield(asyncio.sleep(1, 'inner')), 0.5))
    try:
        await outer
    except TimeoutError as e:
        print(repr(e), repr(e.__cause__))
asyncio.run(main())
