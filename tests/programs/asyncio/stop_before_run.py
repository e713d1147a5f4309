import asyncio

loop = asyncio.new_event_loop()
loop.call_soon(print, "one turn is run")
loop.call_soon(lambda: loop.call_soon(print, "not this one"))
loop.stop()
loop.run_forever()
print("back")
loop.close()
