import asyncio

balance = 100


async def withdraw(name, amount):
    global balance
    if balance >= amount:
        print(name, "sees", balance)
        await asyncio.sleep(0)
        balance -= amount
        print(name, "leaves", balance)
    else:
        print(name, "refused")


async def main():
    await asyncio.gather(withdraw("a", 80), withdraw("b", 80))
    print(balance)


asyncio.run(main())
