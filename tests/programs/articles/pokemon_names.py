# meanwhile: host pokeapi.co latency 200ms body '{"name": "bulbasaur", "order": 1}'
import asyncio
import time

import httpx
import requests

COUNT = 150


def serial():
    names = []
    for number in range(1, COUNT + 1):
        url = f"https://pokeapi.co/api/v2/pokemon/{number}"
        names.append(requests.get(url).json()["name"])
    return names


async def get_pokemon(client, url):
    resp = await client.get(url)
    pokemon = resp.json()
    return pokemon["name"]


async def concurrent():
    async with httpx.AsyncClient() as client:
        tasks = []
        for number in range(1, COUNT + 1):
            url = f"https://pokeapi.co/api/v2/pokemon/{number}"
            tasks.append(asyncio.ensure_future(get_pokemon(client, url)))
        return await asyncio.gather(*tasks)


start_time = time.time()
print(len(serial()))
print(f"--- {time.time() - start_time:.1f} seconds ---")
start_time = time.time()
names = asyncio.run(concurrent())
print(len(names), names[0])
print(f"--- {time.time() - start_time:.1f} seconds ---")
