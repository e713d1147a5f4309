"""Messages dispatched by match, among tasks."""
import asyncio
from dataclasses import dataclass
@dataclass
class Ok: value: object
@dataclass
class Err: error: Exception; retries: int = 0
async def fetch(n):
    await asyncio.sleep(n / 10)
    if n == 2: raise ValueError(n)
    return n
async def safe(n):
    try: return Ok(await fetch(n))
    except ValueError as e: return Err(e)
async def handler(q):
    while True:
        match await q.get():
            case None: print('stop'); return
            case {'cmd': 'sleep', 'secs': (int() | float()) as s}:
                await asyncio.sleep(s); print('slept', s, asyncio.get_running_loop().time())
            case {'cmd': str(name), **rest}: print('cmd', name, rest)
            case [*items]: print('batch', await asyncio.gather(*(fetch(i) for i in items)))
            case other: print('?', other)
async def main():
    for r in await asyncio.gather(*(safe(i) for i in range(4))):
        match r:
            case Ok(v): print('ok', v)
            case Err(ValueError(args=(n,)), retries=0): print('err', n)
    q = asyncio.Queue(); t = asyncio.create_task(handler(q))
    for m in ({'cmd': 'sleep', 'secs': 1.5}, {'cmd': 'x', 'y': 1}, [0, 1], 7, None): q.put_nowait(m)
    await t
asyncio.run(main())
