import asyncio
import threading


async def job(name, seconds):
    for n in range(3):
        await asyncio.sleep(seconds)
        print(name, n, asyncio.get_running_loop().time())


threads = [
    threading.Thread(target=lambda n=n, s=s: asyncio.run(job(n, s)))
    for n, s in (("a", 1), ("b", 1.5))
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print("joined")
