from __future__ import annotations

import asyncio
from typing import Any, Awaitable, Callable, Dict, List, Optional, Tuple


async def work(n: int, *, delay: float = 1.0) -> Tuple[int, str]:
    await asyncio.sleep(delay)
    return n, "x" * n


async def apply(function: Callable[[int], Awaitable[Any]], values: List[int]) -> Dict[int, Any]:
    results: Dict[int, Any] = {}
    for value in values:
        results[value] = await function(value)
    return results


async def main(limit: Optional[int] = None) -> None:
    queue: asyncio.Queue[int] = asyncio.Queue()
    tasks: list[asyncio.Task[Tuple[int, str]]] = [asyncio.create_task(work(n)) for n in range(3)]
    found: dict[str, int] = {}
    for n, text in await asyncio.gather(*tasks):
        found[text] = n
        queue.put_nowait(n)
    print(found, queue.qsize(), await apply(work, [1, 2]), limit)


asyncio.run(main())
