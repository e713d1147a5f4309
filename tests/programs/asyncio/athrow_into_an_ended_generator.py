# What CPython gives for aclose() and athrow() of a generator that has ended, in each of the ways to end.
import asyncio


async def count():
    for n in range(2):
        yield n


async def fails():
    yield 1
    raise LookupError('inside')


async def attempt(name, awaitable):
    try:
        print(name, 'returns', await awaitable)
    except BaseException as error:
        print(name, 'raises', repr(error))


async def main():
    exhausted = count()
    print([n async for n in exhausted])
    await attempt('exhausted', exhausted.athrow(ValueError('late')))
    await attempt('exhausted', exhausted.aclose())
    await attempt('exhausted', anext(exhausted))

    closed = count()
    await anext(closed)
    await closed.aclose()
    await attempt('closed', closed.athrow(ValueError('late')))
    await attempt('closed', closed.aclose())
    await attempt('closed', closed.asend(1))

    failed = fails()
    await anext(failed)
    await attempt('failing', anext(failed))
    await attempt('failed', failed.athrow(KeyError('late')))
    await attempt('failed', failed.athrow(KeyError('later')))

    fresh = count()
    await attempt('fresh', fresh.athrow(KeyError('early')))
    await attempt('fresh', fresh.athrow(KeyError('again')))
    unborn = count()
    await attempt('unborn', unborn.aclose())
    await attempt('unborn', unborn.athrow(KeyError('never')))

    print(asyncio.TaskGroup, asyncio.Timeout, asyncio.Runner, asyncio.Barrier, asyncio.Condition.__module__)


asyncio.run(main())
