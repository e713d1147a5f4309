import asyncio


async def add(a, b):
    return a + b


async def nested():
    return await add(1, 2) + await add(3, 4)


coroutine = nested()
try:
    coroutine.send(None)
except StopIteration as stop:
    print("value", stop.value)


class Once:
    def __await__(self):
        received = yield "question"
        return received


async def ask():
    return "answer: " + await Once()


coroutine = ask()
print(coroutine.send(None))
try:
    coroutine.send("42")
except StopIteration as stop:
    print(stop.value)
coroutine = ask()
coroutine.send(None)
try:
    coroutine.throw(ValueError("thrown in"))
except ValueError as error:
    print(error)
coroutine = ask()
coroutine.send(None)
coroutine.close()
try:
    coroutine.send(None)
except RuntimeError as error:
    print(error)
coroutine = ask()
try:
    coroutine.send("not none")
except TypeError as error:
    print(error)
coroutine.close()
