# Methods that are native here, and Python in CPython, complain as there.
import asyncio
import threading

for attempt in (
    lambda: asyncio.Lock(1),
    lambda: asyncio.Event(1),
    lambda: asyncio.Queue(wrong=1),
    lambda: asyncio.Queue(1, 2),
    lambda: asyncio.Queue(1, maxsize=3),
    lambda: asyncio.Semaphore(1, value=2),
    lambda: asyncio.Semaphore(1, 2, 3),
    lambda: threading.Thread(1, 2, 3, 4, 5, 6, daemon=True),
    lambda: threading.Thread(None, group=3),
    lambda: threading.Thread().join(1, 2),
    lambda: threading.Thread().join(wrong=1),
):
    try:
        attempt()
    except TypeError as error:
        print(error)
