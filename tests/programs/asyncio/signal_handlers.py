"""A graceful shutdown that would begin with a signal, and does with a timer, since none is sent."""
import asyncio
import signal


async def shutdown(sig, loop): print('never', sig)
async def worker(n, stop):
    while not stop.is_set(): print('work', n); await asyncio.sleep(.5)
async def main():
    loop = asyncio.get_running_loop(); stop = asyncio.Event()
    for s in (signal.SIGHUP, signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(s, lambda s=s: asyncio.create_task(shutdown(s, loop)))
    loop.add_signal_handler(signal.SIGUSR2, stop.set)
    for bad in (lambda: loop.add_signal_handler('x', print), lambda: loop.add_signal_handler(99, print), lambda: loop.add_signal_handler(9, print), lambda: loop.add_signal_handler(2, shutdown)):
        try: bad()
        except (TypeError, ValueError, RuntimeError) as e: print(type(e).__name__, e)
    print(loop.remove_signal_handler(signal.SIGHUP), loop.remove_signal_handler(signal.SIGHUP))
    loop.call_later(1.2, stop.set); await asyncio.gather(worker(1, stop), worker(2, stop)); print('graceful')
asyncio.run(main())
