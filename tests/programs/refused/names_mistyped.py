# test: refused
import asyncio
import asynico
import time
import uvloop
from asyncio import gater

try:
    import re
except ImportError:
    re = None

try:
    import numpy
except KeyError:
    numpy = None


async def main():
    await asyncio.slep(1)
    await asyncio.create_subprocess_shell("ls")
    print(time.clock())
