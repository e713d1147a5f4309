import asyncio


async def party(n, barrier):
    await asyncio.sleep(n)
    print(n, "arrives", asyncio.get_running_loop().time())
    position = await barrier.wait()
    print(n, "leaves as", position, asyncio.get_running_loop().time())


async def main():
    barrier = asyncio.Barrier(3)
    print(barrier.parties, barrier.n_waiting, barrier.broken)
    await asyncio.gather(*(party(n, barrier) for n in (1, 2, 3)))
    await asyncio.gather(*(party(n, barrier) for n in (3, 1, 2)))
    print(barrier.n_waiting)
    async with asyncio.Barrier(1) as position:
        print("alone", position)
    try:
        asyncio.Barrier(0)
    except ValueError as error:
        print(error)


asyncio.run(main())
