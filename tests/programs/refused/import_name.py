# test: refused
from asyncio import start_server, sleep
import asyncio

asyncio.start_unix_server(None)
