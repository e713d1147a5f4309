import asyncio


async def show(tag):
    loop = asyncio.get_running_loop()
    await asyncio.sleep(1)
    print(tag, loop.time())
    return loop


with asyncio.Runner() as runner:
    first = runner.run(show("a"))
    second = runner.run(show("b"))
    print(first is second, runner.get_loop() is first)
print(first.is_closed())
try:
    runner.run(show("c"))
except RuntimeError as error:
    print(error)
    print("closed")
