# test: stderr
import asyncio


class Client:
    async def get(self, path):
        return path


async def main():
    client = Client()
    result = client.get("/")
    print("no value:", type(result).__name__)
    del result


asyncio.run(main())
