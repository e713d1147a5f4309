import asyncio


async def countdown(name, n):
    while n > 0:
        print(f"{name}: {'*' * n}")
        await asyncio.sleep(1)
        n -= 1
    print(f"{name}: liftoff")
    return name


async def main():
    tasks = [asyncio.create_task(countdown(f"rocket {k}", n)) for k, n in zip("AB", (3, 2))]
    for task in tasks:
        task.add_done_callback(lambda t: print("callback:", t.result()))
    while not all(task.done() for task in tasks):
        print(f"--- {asyncio.get_running_loop().time():.1f} s, {sum(t.done() for t in tasks)} done")
        await asyncio.sleep(0.75)


asyncio.run(main())
