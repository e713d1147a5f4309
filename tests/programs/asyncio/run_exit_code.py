import asyncio
import sys


async def main():
    try:
        await asyncio.sleep(1)
        sys.exit(7)
    finally:
        print("finally runs")


asyncio.run(main())
