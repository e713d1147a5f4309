import asyncio
from typing import Any, Dict, List, Optional, Union


async def fetch(n: int, tags: Optional[List[str]] = None) -> Dict[str, Any]:
    await asyncio.sleep(0.1)
    return {"n": n, "tags": tags or []}


async def drain(queue: "asyncio.Queue[int]", sink: list[int]) -> int:
    while not queue.empty():
        sink.append(await queue.get())
    return len(sink)


async def main() -> Union[int, None]:
    queue: asyncio.Queue[int] = asyncio.Queue()
    for n in range(3):
        await queue.put(n)
    sink: list[int] = []
    print(await drain(queue, sink), sink, await fetch(1, ["a"]))
    return None


print(asyncio.run(main()), fetch.__annotations__["n"], sorted(fetch.__annotations__))
