import asyncio
import time


async def fetch(n):
    await asyncio.sleep(1)
    return {"id": n}


async def sequential(count):
    results = []
    for n in range(count):
        results.append(await fetch(n))
    return results


async def concurrent(count):
    return await asyncio.gather(*[fetch(n) for n in range(count)])


for function in (sequential, concurrent):
    start = time.perf_counter()
    results = asyncio.run(function(100))
    print(f"{function.__name__}: {len(results)} results in {time.perf_counter() - start:.1f} s")
