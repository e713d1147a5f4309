import asyncio

import aiohttp
import httpx
import requests

# meanwhile: host * fail timeout


async def main():
    async with httpx.AsyncClient(timeout=3) as client:
        try:
            await client.get("http://a.example.com/x")
        except httpx.ReadTimeout as error:
            print(repr(error), asyncio.get_running_loop().time())
    async with aiohttp.ClientSession() as session:
        try:
            await session.get("http://a.example.com/x")
        except asyncio.TimeoutError as error:
            print(repr(error), asyncio.get_running_loop().time())
    async with httpx.AsyncClient(timeout=None) as client:
        try:
            await asyncio.gather(client.get("http://a.example.com/x"), asyncio.sleep(1))
        finally:
            print("never")


try:
    requests.get("http://a.example.com/x", timeout=2)
except requests.Timeout as error:
    print(error)
asyncio.run(main())
