import asyncio


async def child(group, depth):
    print("depth", depth)
    await asyncio.sleep(1)
    if depth < 3:
        group.create_task(child(group, depth + 1))


async def main():
    async with asyncio.TaskGroup() as group:
        group.create_task(child(group, 0))
    print(asyncio.get_running_loop().time())
    coroutine = child(group, 9)
    try:
        group.create_task(coroutine)
    except RuntimeError as error:
        print(str(error).split(" object")[0], str(error).split("> ")[-1])
    coroutine.close()


asyncio.run(main())
