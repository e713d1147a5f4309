import asyncio
import contextvars
from contextvars import ContextVar, copy_context, Token

request_id: ContextVar[str] = ContextVar("request_id", default="-")
user = ContextVar("user")


def shape(value):
    """Without the addresses."""
    words = repr(value).split()
    return " ".join(word for word in words if not word.startswith("0x"))


print(request_id.get(), request_id.name)
try:
    user.get()
except LookupError as error:
    print(type(error).__name__, error.args[0] is user)
print(user.get("nobody"), user.get(None))
token = user.set("ann")
print(user.get(), token.var is user, token.old_value is Token.MISSING, Token.MISSING)
inner = user.set("bob")
print(inner.old_value)
user.reset(inner)
print(user.get())
for wrong in (lambda: user.reset(inner), lambda: request_id.reset(token), lambda: user.reset(1),
              lambda: ContextVar(1), lambda: ContextVar()):
    try:
        wrong()
    except (RuntimeError, ValueError, TypeError) as error:
        print(type(error).__name__, str(error).split(" at ")[0], str(error).rpartition(">")[2])
user.reset(token)
print(user.get("gone"))
print(shape(user), shape(request_id), shape(token))


async def child(name):
    before = user.get("none")
    user.set(name)
    await asyncio.sleep(0.1)
    print(name, "saw", before, "has", user.get(), request_id.get())
    return user.get()


async def grandchild():
    user.set("grand")
    await child("great")
    print("after great", user.get())


async def main():
    print("main sees", user.get("none"))
    user.set("main")
    request_id.set("r1")
    a = asyncio.create_task(child("a"))
    request_id.set("r2")
    b = asyncio.create_task(child("b"))
    print(await asyncio.gather(a, b, child("c")))
    print("main has", user.get(), request_id.get())
    await asyncio.create_task(grandchild())
    print("main still", user.get())
    await child("here")
    print("main now", user.get())

    loop = asyncio.get_running_loop()
    user.set("at call_soon")
    loop.call_soon(lambda: print("soon", user.get(), user.set("x") is None))
    loop.call_later(0.1, lambda: print("later", user.get()))
    own = copy_context()
    own.run(user.set, "own")
    loop.call_soon(lambda: print("in own", user.get()), )
    loop.call_soon(print, "plain", context=own)
    loop.call_soon(lambda: print("given", user.get(), user.set("changed") is None), context=own)
    user.set("moved on")
    await asyncio.sleep(0.2)
    print(own[user], user.get())

    task = asyncio.create_task(child("done"))

    def on_done(task):
        print("callback", user.get())

    user.set("when added")
    task.add_done_callback(on_done)
    task.add_done_callback(print)
    print(task.remove_done_callback(print))
    user.set("later")
    await task
    await asyncio.sleep(0)

    def blocking():
        seen = user.get()
        user.set("thread")
        return seen

    print(await asyncio.to_thread(blocking), user.get())
    print(await asyncio.get_running_loop().run_in_executor(None, lambda: user.get("empty")))

    async with asyncio.TaskGroup() as group:
        group.create_task(child("grouped"))
        group.create_task(child("in own"), context=own)
    print(own[user])
    print(await asyncio.wait_for(child("waited"), 1), user.get())


async def numbers():
    for i in range(2):
        user.set(f"gen{i}")
        yield i


async def iterate():
    async for i in numbers():
        print(i, user.get())


asyncio.run(main())
asyncio.run(iterate())
print("outside", user.get("none"), request_id.get())

user.set("sync")
context = copy_context()
print(len(context), user in context, context[user], context.get(request_id), context.get(user, 1))
print([v.name for v in context], list(context.values()), context == copy_context())
print(context.run(lambda a, *, b: (user.get(), a, b), 1, b=2))


def change():
    user.set("changed inside")
    try:
        context.run(print)
    except RuntimeError as error:
        print(str(error).split(":")[0], str(error).rpartition(">")[2])
    return context[user]


print(context.run(change), context[user], user.get())
try:
    context[1]
except TypeError as error:
    print(error)
try:
    context[request_id]
except KeyError as error:
    print(error.args[0] is request_id)

with asyncio.Runner() as runner:
    runner.run(child("first"))

    async def again():
        return user.get()

    print(runner.run(again()), user.get())
