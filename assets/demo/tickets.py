"""One ticket is left, and two customers want it. The shop looks, takes the money, then hands it over."""
# meanwhile: host bank.example latency normal(500ms, 100ms)
import asyncio

import httpx

tickets = 1


async def buy(client, name):
    global tickets
    if tickets > 0:
        await client.post("https://bank.example/pay", json={"from": name})
        tickets -= 1
        print(f"{name} has a ticket")
    else:
        print(f"{name} is too late")


async def main():
    async with httpx.AsyncClient() as client:
        ann = asyncio.create_task(buy(client, "Ann"))
        await asyncio.sleep(0.6)
        bob = asyncio.create_task(buy(client, "Bob"))
        await asyncio.gather(ann, bob)
    assert tickets == 0, f"{-tickets} sold that was not there"


asyncio.run(main())
