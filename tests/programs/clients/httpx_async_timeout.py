import asyncio

import httpx


async def main():
    loop = asyncio.get_running_loop()
    async with httpx.AsyncClient() as client:
        try:
            await client.get("http://host/delay/30")
        except httpx.ReadTimeout:
            print("default of five seconds", loop.time())
        try:
            await asyncio.wait_for(client.get("http://host/delay/4"), 1)
        except TimeoutError:
            print("wait_for", loop.time())
        # anyio has cancelled this task, and has not taken it back: when the connection was made, and
        # when the reply was late. timeout() takes its own cancellation for one of these.
        print("cancelling", asyncio.current_task().cancelling())
        try:
            async with asyncio.timeout(1):
                await client.get("http://host/delay/4")
        except asyncio.CancelledError:
            print("cancelled", loop.time(), asyncio.current_task().cancelling())

        async def in_a_task_of_its_own():
            await client.get("http://host/delay/1")
            try:
                async with asyncio.timeout(1):
                    await client.get("http://host/delay/4")
            except TimeoutError:
                print("timeout", loop.time())

        await client.get("http://host/delay/0")
        await asyncio.create_task(in_a_task_of_its_own())
        print((await client.get("http://host/delay/1")).status_code, loop.time())


asyncio.run(main())
