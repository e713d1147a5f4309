import asyncio

first, second = asyncio.new_event_loop(), asyncio.new_event_loop()
asyncio.set_event_loop(first)
print(asyncio.get_event_loop() is first)
asyncio.set_event_loop(second)
print(asyncio.get_event_loop() is second)


async def which():
    return asyncio.get_event_loop()


print(first.run_until_complete(which()) is first, second.run_until_complete(which()) is second)
print(asyncio.get_event_loop() is second)
first.close()
second.close()
asyncio.run(which())
try:
    asyncio.get_event_loop()
except RuntimeError as error:
    print(error)
