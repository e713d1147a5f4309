import asyncio

import aiohttp


async def main():
    loop = asyncio.get_running_loop()
    async with aiohttp.ClientSession() as session:
        response = await asyncio.wait_for(session.get("https://a.example.com/1"), 1)
        print(response.status)
        task = asyncio.create_task(session.get("https://a.example.com/2"))
        print((await task).status, task.get_name())
        responses = await asyncio.gather(*[session.get(f"https://a.example.com/{n}") for n in range(3)])
        print([response.status for response in responses], loop.time())
        try:
            await asyncio.wait_for(session.get("https://a.example.com/delay/3"), 1)
        except asyncio.TimeoutError:
            print("timeout", loop.time())
        async with asyncio.TaskGroup() as group:
            first = group.create_task(session.get("https://a.example.com/5"))
        print(first.result().url)
        slow = [session.get(f"https://a.example.com/delay/{n}") for n in (3, 1, 2)]
        for next_one in asyncio.as_completed(slow):
            print((await next_one).url.path, loop.time())


asyncio.run(main())
