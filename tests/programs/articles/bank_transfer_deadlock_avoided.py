import asyncio


class Account:
    def __init__(self, name, balance):
        self.name, self.balance = name, balance
        self.lock = asyncio.Lock()

    def __lt__(self, other):
        return self.name < other.name

    def __repr__(self):
        return f"Account({self.name!r}, {self.balance})"


async def transfer(source, target, amount):
    first, second = sorted((source, target))
    async with first.lock, second.lock:
        if source.balance < amount:
            print(f"{source.name} has only {source.balance}")
            return False
        await asyncio.sleep(0.1)
        source.balance -= amount
        target.balance += amount
        return True


async def main():
    a, b, c = Account("a", 100), Account("b", 50), Account("c", 0)
    print(await asyncio.gather(transfer(a, b, 30), transfer(b, a, 70), transfer(b, c, 20), transfer(c, a, 5)))
    print([a, b, c], f"{asyncio.get_running_loop().time():.1f}")


asyncio.run(main())
