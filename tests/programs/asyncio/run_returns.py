import asyncio


async def main():
    print("in main")
    return 42


print(asyncio.run(main()))
print(asyncio.run(main(), debug=False))
