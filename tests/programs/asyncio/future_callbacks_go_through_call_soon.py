import asyncio


async def main():
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    future.add_done_callback(lambda f: print("callback", f.result()))
    future.set_result(1)
    print("set")
    loop.call_soon(print, "soon")
    print(await future)
    print("await of a done future does not wait")
    await asyncio.sleep(0)


asyncio.run(main())
