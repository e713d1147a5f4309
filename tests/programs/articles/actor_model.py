import asyncio


class Actor:
    def __init__(self):
        self.inbox = asyncio.Queue()
        self.task = asyncio.create_task(self.run(), name=type(self).__name__)

    async def run(self):
        while True:
            message, reply = await self.inbox.get()
            if message is None:
                break
            try:
                result = await self.handle(message)
                if reply is not None:
                    reply.set_result(result)
            except Exception as error:
                if reply is not None:
                    reply.set_exception(error)

    async def ask(self, message):
        reply = asyncio.get_running_loop().create_future()
        await self.inbox.put((message, reply))
        return await reply

    def tell(self, message):
        self.inbox.put_nowait((message, None))

    async def stop(self):
        await self.inbox.put((None, None))
        await self.task


class Account(Actor):
    def __init__(self, balance):
        super().__init__()
        self.balance = balance

    async def handle(self, message):
        await asyncio.sleep(0.1)
        kind, amount = message
        if kind == "withdraw" and amount > self.balance:
            raise ValueError(f"cannot withdraw {amount} of {self.balance}")
        self.balance += amount if kind == "deposit" else -amount
        return self.balance


async def main():
    account = Account(100)
    account.tell(("deposit", 50))
    results = await asyncio.gather(
        account.ask(("withdraw", 30)), account.ask(("withdraw", 500)), account.ask(("deposit", 5)),
        return_exceptions=True,
    )
    print(results, f"{asyncio.get_running_loop().time():.1f}")
    await account.stop()
    print(account.task.done(), account.task.get_name(), account.balance)


asyncio.run(main())
