import asyncio


async def job(n):
    await asyncio.sleep(n)
    return n


loop = asyncio.new_event_loop()
asyncio.set_event_loop(loop)
print(loop.is_running(), loop.is_closed(), loop.time())
print(loop.run_until_complete(job(2)), loop.time())
task = loop.create_task(job(3))
print(loop.run_until_complete(task), loop.time())
print(asyncio.get_event_loop() is loop)
loop.close()
print(loop.is_closed())
loop.close()
coroutine = job(1)
try:
    loop.run_until_complete(coroutine)
except RuntimeError as error:
    print(error)
coroutine.close()
