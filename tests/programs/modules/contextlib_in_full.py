# Context managers made from generators and callbacks, with and without exceptions passing.
import asyncio
from contextlib import contextmanager, asynccontextmanager, suppress, ExitStack, AsyncExitStack, closing, nullcontext, aclosing


def t(f, *a, **k):
    try:
        print(repr(f(*a, **k)))
    except BaseException as e:
        print(type(e).__name__, e, repr(e.__context__), repr(e.__cause__))


@contextmanager
def cm(n, fail=False):
    print('enter', n)
    try:
        yield (n * 2)
    except ValueError as e:
        print('caught', e)
        if fail:
            raise
    finally:
        print('exit', n)


with cm(1) as v:
    print(v)
with cm(2):
    raise ValueError('x')


def f():
    with cm(3, True):
        raise ValueError('y')


t(f)


def g():
    with cm(4):
        raise KeyError('z')


t(g)


@contextmanager
def noyield():
    return
    yield


t(lambda: noyield().__enter__())


@contextmanager
def twice():
    yield 1
    yield 2


def h():
    with twice():
        pass


t(h)


def h2():
    with twice():
        raise ValueError(1)


t(h2)


@contextmanager
def stopit():
    yield


def h3():
    with stopit():
        raise StopIteration('s')


t(h3)


@contextmanager
def replacing():
    try:
        yield
    except ValueError:
        raise TypeError('new')


def h4():
    with replacing():
        raise ValueError('old')


t(h4)


@cm(9)
def deco():
    print('in deco')


deco()
deco()
with suppress(KeyError, ValueError):
    raise KeyError(1)


def h5():
    with suppress(KeyError):
        raise ValueError(1)


t(h5)
with ExitStack() as st:
    print(st.enter_context(cm(5)), st.enter_context(cm(6)))
    st.callback(print, 'callback', 1)

    @st.push
    def ex(a, b, c):
        print('push', a, b)
        return True
    raise ValueError('in stack')
st = ExitStack()
with st:
    st.enter_context(cm(7))
    keep = st.pop_all()
print('kept')
keep.close()
t(lambda: ExitStack().enter_context(5))


def h6():
    with ExitStack() as s:
        s.callback(lambda: 1 / 0)
        s.callback(lambda: {}['k'])
        raise ValueError('first')


t(h6)


class Cl:

    def close(self):
        print('closed')


with closing(Cl()) as c:
    pass
with nullcontext(5) as n:
    print(n)


@asynccontextmanager
async def acm(n):
    print('aenter', n)
    await asyncio.sleep(1)
    try:
        yield n
    finally:
        await asyncio.sleep(1)
        print('aexit', n)


async def main():
    async with acm(1) as v:
        print(v)
    try:
        async with acm(2):
            raise ValueError('a')
    except ValueError as e:
        print('got', e)
    async with AsyncExitStack() as s:
        await s.enter_async_context(acm(3))
        s.enter_context(cm(8))

        async def cb(x):
            print('async cb', x)
        s.push_async_callback(cb, 1)
        s.callback(print, 'sync cb')
    try:
        async with AsyncExitStack() as s:
            await s.enter_async_context(cm(8))
    except TypeError as e:
        print(e)

    async def agen():
        try:
            yield 1
            yield 2
        finally:
            print('agen closed')
    async with aclosing(agen()) as a:
        async for x in a:
            print(x)
            break
    async with nullcontext(3) as z:
        print(z)

    @acm(5)
    async def decorated():
        print('decorated')
    await decorated()
    try:
        with acm(1):
            pass
    except (TypeError, AttributeError) as e:
        print(type(e).__name__, e)
    try:
        async with cm(1):
            pass
    except (TypeError, AttributeError) as e:
        print(type(e).__name__, e)
    async with asyncio.timeout(0.5) as tt:
        with suppress(asyncio.CancelledError):
            async with acm(10):
                pass


try:
    asyncio.run(main())
except TimeoutError as e:
    print('timeout', e)
