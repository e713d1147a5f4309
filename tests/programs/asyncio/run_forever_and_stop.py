import asyncio

loop = asyncio.new_event_loop()


def tick(n):
    print("tick", n, loop.time())
    if n == 3:
        loop.stop()
        loop.call_soon(print, "in the turn after")
        print("stop asked, still running:", loop.is_running())
    else:
        loop.call_later(1, tick, n + 1)


loop.call_soon(tick, 0)
loop.run_forever()
print("stopped", loop.is_running())
loop.call_later(1, loop.stop)
loop.run_forever()
print(loop.time())
loop.close()
