import asyncio, sys

async def fail(n, delay=0.1):
    await asyncio.sleep(delay)
    raise {0: ValueError, 1: KeyError, 2: OSError}[n % 3](n)

async def nested():
    async with asyncio.TaskGroup() as g:
        g.create_task(fail(0))
        async with asyncio.TaskGroup() as h:
            h.create_task(fail(1))
            h.create_task(fail(2, 0.1))

def shape(e, depth=0):
    if isinstance(e, BaseExceptionGroup):
        return f'{type(e).__name__}({e.message!r}, [' + ', '.join(shape(x) for x in e.exceptions) + '])'
    return repr(e)

async def main():
    try:
        await nested()
    except* KeyError as group:
        print('keys', shape(group))
    except* (ValueError, OSError) as group:
        print('others', shape(group))
    try:
        try:
            await nested()
        except* KeyError:
            raise RuntimeError('while handling')
    except BaseException as e:
        print(shape(e), shape(e.__cause__) if e.__cause__ else None)
    e = ExceptionGroup('top', [ValueError(1), ExceptionGroup('sub', [TypeError(2), ValueError(3)])])
    match, rest = e.split(ValueError)
    print(shape(match), shape(rest), shape(e.subgroup(lambda x: isinstance(x, TypeError))))
    e.add_note('a note'); print(e.__notes__)
    results = await asyncio.gather(fail(0), asyncio.sleep(0.3, 'ok'), fail(1, 0.2), return_exceptions=True)
    print(results)
    try:
        await asyncio.gather(fail(0), fail(1, 0.05), asyncio.sleep(1))
    except KeyError as e:
        print('first', e.args)
    tasks = [asyncio.create_task(fail(n, 0.1 * (n + 1)), name=f'f{n}') for n in range(3)]
    done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
    print([t.get_name() for t in done], [t.get_name() for t in pending])
    for t in pending: t.cancel()
    print(await asyncio.gather(*tasks, return_exceptions=True))
    loop = asyncio.get_running_loop()
    def handler(loop, context):
        print('handler:', context['message'], repr(context.get('exception')))
    loop.set_exception_handler(handler)
    loop.call_soon(lambda: 1 / 0)
    task = asyncio.create_task(fail(2))
    await asyncio.sleep(0.2)
    del task
    await asyncio.sleep(0)
    h = loop.call_later(5, print, 'never')
    print(h.when() > 5, h.cancelled()); h.cancel(); print(h.cancelled())
    async with asyncio.TaskGroup() as g:
        t1 = g.create_task(asyncio.sleep(0.1, 'one'))
        t2 = g.create_task(asyncio.sleep(0.2, 'two'), name='second')
    print(t1.result(), t2.result(), t2.get_name(), t1.done(), t1.exception())
    try:
        async with asyncio.TaskGroup() as g:
            g.create_task(asyncio.sleep(10))
            await asyncio.sleep(0.1)
            raise LookupError('body')
    except* LookupError as eg:
        print(shape(eg), loop.time())
    sys.exit(4)
asyncio.run(main())
