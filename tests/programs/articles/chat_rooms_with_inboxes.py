"""A chat without sockets: rooms fan messages out to the queues of their members."""
from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field
from typing import AsyncIterator, Optional


@dataclass(frozen=True)
class Message:
    sender: str
    text: str
    room: str = "lobby"

    def __str__(self) -> str:
        return f"[{self.room}] <{self.sender}> {self.text}"


@dataclass
class Client:
    name: str
    inbox: asyncio.Queue[Optional[Message]] = field(default_factory=lambda: asyncio.Queue(maxsize=3))
    seen: list[str] = field(default_factory=list, repr=False)

    async def messages(self) -> AsyncIterator[Message]:
        while (message := await self.inbox.get()) is not None:
            yield message

    async def listen(self, pace: float) -> int:
        async for message in self.messages():
            await asyncio.sleep(pace)
            self.seen.append(str(message))
            if message.text.startswith("/shout "):
                print(f"{self.name} hears {message.text.removeprefix('/shout ').upper()!r}")
        return len(self.seen)


class Hub:
    def __init__(self) -> None:
        self._rooms: dict[str, dict[str, Client]] = defaultdict(dict)
        self.dropped: dict[str, int] = defaultdict(int)

    def join(self, client: Client, *rooms: str) -> None:
        for room in rooms:
            self._rooms[room][client.name] = client

    def leave(self, client: Client) -> None:
        for members in self._rooms.values():
            members.pop(client.name, None)

    async def publish(self, message: Message, *, wait: bool = True) -> int:
        members = [c for n, c in self._rooms[message.room].items() if n != message.sender]
        if wait:
            await asyncio.gather(*(client.inbox.put(message) for client in members))
            return len(members)
        delivered = 0
        for client in members:
            try:
                client.inbox.put_nowait(message)
            except asyncio.QueueFull:
                self.dropped[client.name] += 1
            else:
                delivered += 1
        return delivered

    async def close(self) -> None:
        everybody = {c.name: c for members in self._rooms.values() for c in members.values()}
        for _, client in sorted(everybody.items()):
            await client.inbox.put(None)


async def main() -> None:
    hub = Hub()
    ann, bob, eve = clients = [Client("ann"), Client("bob"), Client("eve")]
    hub.join(ann, "lobby", "python")
    hub.join(bob, "lobby")
    hub.join(eve, "lobby", "python")
    async with asyncio.TaskGroup() as group:
        listeners = [group.create_task(client.listen(pace), name=f"listen-{client.name}")
                     for client, pace in zip(clients, (0.01, 0.05, 0.2))]
        for n in range(4):
            reached = await hub.publish(Message("bob", f"message {n}"))
            print(f"message {n} reached {reached} at {asyncio.get_running_loop().time():.2f}")
        for n in range(5):
            print("python:", await hub.publish(Message("ann", f"/shout py {n}", "python"), wait=False))
        hub.leave(bob)
        print("without bob:", await hub.publish(Message("ann", "bye")))
        await hub.publish(Message("bob", "am I here?"))
        hub.join(bob, "lobby")
        await hub.close()
    print({task.get_name(): task.result() for task in listeners})
    print(dict(hub.dropped), ann.seen[-1], eve.seen[-1], sep="\n")


asyncio.run(main())
