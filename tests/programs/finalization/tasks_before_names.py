"""Tasks that hang on nothing but themselves end before the program's names do."""
# test: plain
import asyncio


class Thing:
    def __del__(self):
        print("del")


async def worker(n):
    try:
        await asyncio.get_running_loop().create_future()
    finally:
        print("finally", n)


def leave_tasks():
    async def main():
        tasks = [asyncio.create_task(worker(n)) for n in range(3)]
        await asyncio.sleep(0)

    asyncio.new_event_loop().run_until_complete(main())


thing = Thing()
leave_tasks()
print("the end")
