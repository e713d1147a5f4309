import asyncio


class Room:
    def __init__(self):
        self.members = {}
        self.log = []

    def join(self, name):
        inbox = asyncio.Queue()
        self.members[name] = inbox
        self.broadcast("*", f"{name} joined")
        return inbox

    def leave(self, name):
        del self.members[name]
        self.broadcast("*", f"{name} left")

    def broadcast(self, sender, text):
        self.log.append((sender, text))
        for name, inbox in self.members.items():
            if name != sender:
                inbox.put_nowait((sender, text))


async def reader(name, inbox):
    while True:
        sender, text = await inbox.get()
        print(f"{asyncio.get_running_loop().time():4.1f}  [{name}] {sender}: {text}")


async def member(room, name, lines):
    inbox = room.join(name)
    reading = asyncio.create_task(reader(name, inbox))
    for delay, text in lines:
        await asyncio.sleep(delay)
        room.broadcast(name, text)
    await asyncio.sleep(0.1)
    reading.cancel()
    room.leave(name)


async def main():
    room = Room()
    async with asyncio.TaskGroup() as group:
        group.create_task(member(room, "ann", [(1, "hi"), (2, "anyone?"), (1, "bye")]))
        group.create_task(member(room, "bob", [(1.5, "hello ann"), (2, "yes")]))
        await asyncio.sleep(2)
        group.create_task(member(room, "cat", [(0.5, "late, as always")]))
    print(len(room.log), room.members)


asyncio.run(main())
