import asyncio


async def job(n):
    await asyncio.sleep(n)
    return n


async def both():
    return await asyncio.gather(job(2), job(1))


loop = asyncio.new_event_loop()
asyncio.set_event_loop(loop)
try:
    print(loop.run_until_complete(both()))
    tasks = [loop.create_task(job(n)) for n in (3, 2)]
    print(loop.run_until_complete(asyncio.wait(tasks))[1], loop.time())
    future = loop.create_future()
    loop.call_later(1, future.set_result, "later")
    print(loop.run_until_complete(future))
    try:
        loop.run_until_complete(asyncio.wait_for(job(5), 1))
    except asyncio.TimeoutError:
        print("timeout", loop.time())
finally:
    loop.close()
    asyncio.set_event_loop(None)
