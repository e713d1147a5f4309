import asyncio


async def party(name, barrier):
    try:
        await barrier.wait()
        print(name, "passed")
    except asyncio.BrokenBarrierError as error:
        print(name, "broken", error)


async def main():
    barrier = asyncio.Barrier(3)
    tasks = [asyncio.create_task(party(n, barrier)) for n in "ab"]
    await asyncio.sleep(1)
    print(barrier.n_waiting)
    await barrier.abort()
    await asyncio.gather(*tasks)
    print(barrier.broken)
    await party("c", barrier)
    await barrier.reset()
    print(barrier.broken)
    tasks = [asyncio.create_task(party(n, barrier)) for n in "de"]
    await asyncio.sleep(1)
    await barrier.reset()
    await asyncio.gather(*tasks)
    await asyncio.gather(*(party(n, barrier) for n in "fgh"))


asyncio.run(main())
