"""What programs do so that they also run on Windows, or faster where they can: policies, guarded imports."""
import asyncio
import os
import platform
import sys

if sys.platform == "win32" or os.name == "nt" or platform.system() == "Windows":
    asyncio.set_event_loop_policy(asyncio.WindowsSelectorEventLoopPolicy())
print(hasattr(asyncio, "WindowsSelectorEventLoopPolicy"), platform.python_implementation())

try:
    import uvloop

    asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())
except ImportError as error:
    print(error, error.name, type(error).__name__)

try:
    import ujson as json
except (ImportError, ValueError):
    import json


class Policy(asyncio.DefaultEventLoopPolicy):
    """The default one by another name."""


policy = Policy()
asyncio.set_event_loop_policy(policy)
print(asyncio.get_event_loop_policy() is policy)
loop = asyncio.new_event_loop()
asyncio.set_event_loop(loop)
print(asyncio.get_event_loop() is loop, policy.get_event_loop() is loop)
asyncio.set_event_loop_policy(None)
print(type(asyncio.get_event_loop_policy()), asyncio.get_event_loop() is loop)

try:
    asyncio.set_event_loop_policy("default")
except TypeError as error:
    print(error)


async def main():
    await asyncio.sleep(1)
    return json.dumps([1])


print(asyncio.run(main()))
asyncio.set_event_loop_policy(asyncio.WindowsSelectorEventLoopPolicy())
