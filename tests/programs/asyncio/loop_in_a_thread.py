import asyncio
import threading


async def job(n):
    await asyncio.sleep(n)
    return threading.current_thread().name, n


def run_loop(loop):
    asyncio.set_event_loop(loop)
    loop.run_forever()
    print("loop ends")


loop = asyncio.new_event_loop()
thread = threading.Thread(target=run_loop, args=(loop,), name="looper")
thread.start()
futures = [asyncio.run_coroutine_threadsafe(job(n), loop) for n in (2, 1)]
for future in futures:
    print(future.result(), loop.time())
loop.call_soon_threadsafe(loop.stop)
thread.join()
loop.close()
