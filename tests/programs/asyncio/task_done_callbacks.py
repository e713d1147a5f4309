import asyncio


async def job():
    await asyncio.sleep(1)
    return 5


async def main():
    task = asyncio.create_task(job(), name="job")

    def note(t):
        print("one", t.get_name(), t.result())

    def other(t):
        print("two")

    task.add_done_callback(note)
    task.add_done_callback(other)
    task.add_done_callback(other)
    task.add_done_callback(note)
    print("removed", task.remove_done_callback(other))
    await task
    print("main goes on")
    task.add_done_callback(lambda t: print("late"))
    print("not yet")
    await asyncio.sleep(0)


asyncio.run(main())
