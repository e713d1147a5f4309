import asyncio


async def main():
    return asyncio.get_running_loop().get_debug()


with asyncio.Runner(debug=True) as runner:
    print(runner.run(main()))
with asyncio.Runner() as runner:
    print(runner.run(main()))
runner = asyncio.Runner()
print(runner.run(main()))
runner.close()
runner.close()
