import asyncio


async def job(n):
    await asyncio.sleep(n)
    if n == 2:
        raise ValueError("two")
    return n


def short(thing):
    text = repr(thing)
    return text[: text.index(" coro=")] + text[text.rindex(">") :] if " coro=" in text else text


async def main():
    tasks = [asyncio.create_task(job(n), name=f"t{n}") for n in (1, 2, 3)]
    print([short(t) for t in tasks])
    tasks[2].cancel()
    await asyncio.wait(tasks)
    print([short(t) for t in tasks])
    print(repr(tasks[0]).split()[-1], repr(tasks[1]).split("exception=")[1])
    future = asyncio.Future()
    print(future)
    future.set_result([1, 2])
    print(future)
    future = asyncio.Future()
    future.cancel()
    print(future)


asyncio.run(main())
