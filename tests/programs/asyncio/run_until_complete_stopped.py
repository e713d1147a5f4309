import asyncio

loop = asyncio.new_event_loop()


async def job():
    loop.call_later(1, loop.stop)
    await asyncio.sleep(10)


task = loop.create_task(job())
try:
    loop.run_until_complete(task)
except RuntimeError as error:
    print(error)
print(task.done(), loop.time())
task.cancel()
try:
    loop.run_until_complete(task)
except asyncio.CancelledError:
    print("cancelled")
loop.close()
