"""Start-up and nothing else: what the others' times are measured from."""
import asyncio


async def main():
    pass


asyncio.run(main())
