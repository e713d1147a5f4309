"""Objects that come from elsewhere are not made by calling their type; methods are."""


def generator():
    yield 1


async def coroutine():
    pass


async def async_generator():
    yield 1


suspended = coroutine()
made_elsewhere = [
    iter([]), iter({}), iter("a"), iter(b"a"), iter(set()), iter(range(3)), iter(range(10**30)),
    {}.keys(), {}.values(), {}.items(), generator(), suspended, async_generator(), len,
]
suspended.close()
for thing in made_elsewhere:
    for arguments in ((), (1,), ([], [])):
        try:
            print(type(thing)(*arguments))
        except TypeError as error:
            print(error)


class Room:
    def enter(self, *who):
        return self, who


Method = type(Room().enter)
print(Method(print, "printed")(1, 2))
print(Method(Room.enter, "room")("Ann"), Method(len, [1, 2])())
for arguments in ((), (1,), (1, 2), (len, None)):
    try:
        print(Method(*arguments))
    except TypeError as error:
        print(error)
