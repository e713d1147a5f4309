"""Start-up and nothing else: what the others' times are measured from."""
import asyncio
import random


async def main():
    pass


asyncio.run(main())
