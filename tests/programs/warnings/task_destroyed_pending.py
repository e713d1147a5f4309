# test: stderr
import asyncio


async def forever(future):
    await future


loop = asyncio.new_event_loop()
task = loop.create_task(forever(loop.create_future()), name="lonely")
loop.call_soon(loop.stop)
loop.run_forever()
loop.close()
print("closed")
del task
print("end")
