import asyncio


async def job():
    pass


loop = asyncio.new_event_loop()
loop.close()
for method, arguments in (
    (loop.call_soon, (print,)),
    (loop.call_later, (1, print)),
    (loop.call_at, (1, print)),
    (loop.call_soon_threadsafe, (print,)),
    (loop.run_forever, ()),
):
    try:
        method(*arguments)
    except RuntimeError as error:
        print(error)
coroutine = job()
try:
    loop.create_task(coroutine)
except RuntimeError as error:
    print(error)
coroutine.close()
