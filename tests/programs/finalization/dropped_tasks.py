"""A closed loop lets go of tasks that still wait: their coroutines are older and are closed first."""
import asyncio


async def sleeper():
    await asyncio.sleep(10)


async def outer():
    await sleeper()


def tell(loop, context):
    text = repr(context["task"])
    print(context["message"], context["task"].get_name(), "done, defined at" in text)


def run():
    loop = asyncio.new_event_loop()
    loop.set_exception_handler(tell)
    future = loop.create_future()

    async def waits():
        await future

    async def main():
        asyncio.create_task(sleeper(), name="sleeper")
        asyncio.create_task(outer(), name="outer")
        asyncio.create_task(waits(), name="waits")
        await asyncio.sleep(0)

    loop.run_until_complete(main())
    loop.close()


run()
print("after")
