# test: stderr
import asyncio


async def say_after(delay, what):
    await asyncio.sleep(delay)
    print(what)


async def main():
    print("start")
    say_after(1, "hello")
    say_after(2, "world")
    print("end")


asyncio.run(main())
