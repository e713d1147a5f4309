import asyncio
from functools import reduce
from collections import Counter

TEXTS = ["the quick brown fox", "the lazy dog", "the fox and the dog"]


async def count(text):
    await asyncio.sleep(len(text) / 100)
    return Counter(text.split())


async def main():
    counters = await asyncio.gather(*map(count, TEXTS))
    total = reduce(lambda a, b: a + b, counters)
    print(total.most_common(3), sum(total.values()))
    print(sorted(total.items(), key=lambda item: (-item[1], item[0])))
    print(asyncio.get_running_loop().time())


asyncio.run(main())
