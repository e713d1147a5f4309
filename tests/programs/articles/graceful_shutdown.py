import asyncio


async def serve(name, stopping):
    handled = 0
    while not stopping.is_set():
        try:
            await asyncio.wait_for(stopping.wait(), timeout=1)
        except asyncio.TimeoutError:
            handled += 1
            print(f"{asyncio.get_running_loop().time():.1f} {name} handled request {handled}")
    await asyncio.sleep(0.5)
    print(f"{asyncio.get_running_loop().time():.1f} {name} drained")
    return handled


async def stuck():
    try:
        await asyncio.sleep(3600)
    except asyncio.CancelledError:
        print("stuck one was cancelled")
        raise


async def main():
    stopping = asyncio.Event()
    tasks = [asyncio.create_task(serve(n, stopping)) for n in ("a", "b")] + [asyncio.create_task(stuck())]
    asyncio.get_running_loop().call_later(2.2, stopping.set)
    await stopping.wait()
    done, pending = await asyncio.wait(tasks, timeout=2)
    for task in pending:
        task.cancel()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    print([r if isinstance(r, int) else type(r).__name__ for r in results], asyncio.get_running_loop().time())


asyncio.run(main())
